"""What differs between two registries, as sentences for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from xltool.model.registry import Indicator, Registry, Task

_Coded = TypeVar("_Coded", "Task", "Indicator")


def differences(before: Registry, after: Registry) -> tuple[str, ...]:
    """Say what tasks, targets and reporting units differ between two registries."""
    return (
        *_of_units(before, after),
        *_of_tasks(before, after),
        *_of_indicators(before, after),
        *_of_shares(before, after),
    )


def _of_units(before: Registry, after: Registry) -> Iterator[str]:
    """Say which units no longer report, report from now on, or are named anew."""
    old = {unit.code: unit.name for unit in before.reporting_units()}
    new = {unit.code: unit.name for unit in after.reporting_units()}
    yield from _came_and_went(old, new, "报送单位")
    for code, name in old.items():
        new_name = new.get(code, name)
        if new_name != name:
            yield f"单位 {name} 更名为 {new_name}"


def _came_and_went(
    old: dict[str, str], new: dict[str, str], what: str
) -> Iterator[str]:
    """Say what only one of two has; both map codes to what a person calls it."""
    for code, name in old.items():
        if code not in new:
            yield f"{what}减少 {name}"
    for code, name in new.items():
        if code not in old:
            yield f"{what}增加 {name}"


def _of_tasks(before: Registry, after: Registry) -> Iterator[str]:
    old_names = _names(before.tasks)
    new_names = _names(after.tasks)
    yield from _came_and_went(old_names, new_names, "任务")
    for old, new in _in_both(before.tasks, after.tasks):
        task = f"任务 {old.code}"
        if old.lead_unit != new.lead_unit:
            old_lead = before.unit_name(old.lead_unit)
            new_lead = after.unit_name(new.lead_unit)
            yield f"{task} 牵头单位 {old_lead} → {new_lead}"
        if set(old.support_units) != set(new.support_units):
            yield f"{task} 配合单位有变动"
        if old.text != new.text or old.deadline != new.deadline:
            yield f"{task} 内容或完成时限有变动"


def _of_indicators(before: Registry, after: Registry) -> Iterator[str]:
    """Say of each indicator the change that weighs most: its goal, then who reports."""
    old_names = _names(before.indicators)
    new_names = _names(after.indicators)
    yield from _came_and_went(old_names, new_names, "指标")
    for old, new in _in_both(before.indicators, after.indicators):
        if old == new:
            continue
        indicator = f"指标 {old.code}"
        if old.value != new.value:
            goals = f"{_plain(old.value)} → {_plain(new.value)}"
            yield f"{indicator} 目标 {goals}{new.measurement_unit}"
        elif before.reporters(old) != after.reporters(new):
            yield f"{indicator} 填报单位有变动"
        else:
            yield f"{indicator} 有变动"


def _of_shares(before: Registry, after: Registry) -> Iterator[str]:
    """Say which units' parts of a goal have changed; 未定 is a part that one lacks."""
    for key in dict.fromkeys((*before.shares, *after.shares)):
        old = before.shares.get(key)
        new = after.shares.get(key)
        if old == new:
            continue
        indicator, unit = key
        shared_by = f"指标 {indicator} 分解到 {after.unit_name(unit)}"
        yield f"{shared_by} 的目标 {_plain(old)} → {_plain(new)}"


def _in_both(
    before: Iterable[_Coded], after: Iterable[_Coded]
) -> Iterator[tuple[_Coded, _Coded]]:
    """Pair what has the same code in both registries, in the order of the first."""
    new = {record.code: record for record in after}
    for old in before:
        if old.code in new:
            yield old, new[old.code]


def _names(records: Iterable[Task | Indicator]) -> dict[str, str]:
    """Give what a person calls each record, by code: its code and name."""
    return {record.code: f"{record.code} {record.name}".strip() for record in records}


def _plain(number: Decimal | None) -> str:
    return "未定" if number is None else f"{number:f}"
