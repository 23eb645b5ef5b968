"""What differs between two registries, as sentences for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from xltool.model.registry import Indicator, Registry, Task

_One = TypeVar("_One", "Task", "Indicator")


def differences(before: Registry, after: Registry) -> tuple[str, ...]:
    """Say what tasks, targets and reporting units differ between two registries."""
    return (
        *_of_units(before, after),
        *_of_tasks(before, after),
        *_of_indicators(before, after),
        *_of_shares(before, after),
    )


def _of_units(before: Registry, after: Registry) -> Iterator[str]:
    old = {unit.code: unit.name for unit in before.reporting_units()}
    new = {unit.code: unit.name for unit in after.reporting_units()}
    yield from _came_and_went(old, new, "报送单位")
    for code in old.keys() & new.keys():
        if old[code] != new[code]:
            yield f"单位 {old[code]} 更名为 {new[code]}"


def _came_and_went(
    old: dict[str, str], new: dict[str, str], what: str
) -> Iterator[str]:
    for code, name in old.items():
        if code not in new:
            yield f"{what}减少 {name}"
    for code, name in new.items():
        if code not in old:
            yield f"{what}增加 {name}"


def _of_tasks(before: Registry, after: Registry) -> Iterator[str]:
    old = _by_code(before.tasks)
    new = _by_code(after.tasks)
    yield from _came_and_went(_names(old.values()), _names(new.values()), "任务")
    for code, task in old.items():
        now = new.get(code)
        if now is None:
            continue
        if task.lead_unit != now.lead_unit:
            names = (
                before.unit_name(task.lead_unit),
                after.unit_name(now.lead_unit),
            )
            yield f"任务 {code} 牵头单位 {names[0]} → {names[1]}"
        if set(task.support_units) != set(now.support_units):
            yield f"任务 {code} 配合单位有变动"
        if (task.text, task.deadline) != (now.text, now.deadline):
            yield f"任务 {code} 内容或完成时限有变动"


def _of_indicators(before: Registry, after: Registry) -> Iterator[str]:
    old = _by_code(before.indicators)
    new = _by_code(after.indicators)
    yield from _came_and_went(_names(old.values()), _names(new.values()), "指标")
    for code, indicator in old.items():
        now = new.get(code)
        if now is None or indicator == now:
            continue
        if indicator.value != now.value:
            was = _plain(indicator.value)
            is_now = _plain(now.value)
            yield f"指标 {code} 目标 {was} → {is_now}{now.measurement_unit}"
        elif before.reporters(indicator) != after.reporters(now):
            yield f"指标 {code} 填报单位有变动"
        else:
            yield f"指标 {code} 有变动"


def _of_shares(before: Registry, after: Registry) -> Iterator[str]:
    for key in dict.fromkeys((*before.shares, *after.shares)):
        was = before.shares.get(key)
        is_now = after.shares.get(key)
        if was != is_now:
            indicator, unit = key
            yield (
                f"指标 {indicator} 分解到 {after.unit_name(unit)} 的目标"
                f" {_plain(was)} → {_plain(is_now)}"
            )


def _by_code(ones: Iterable[_One]) -> dict[str, _One]:
    return {one.code: one for one in ones}


def _names(ones: Iterable[Task | Indicator]) -> dict[str, str]:
    return {one.code: f"{one.code} {one.name}".strip() for one in ones}


def _plain(number: Decimal | None) -> str:
    return "未定" if number is None else f"{number:f}"
