"""The registry as of a day: with every change that is in effect by then."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.model.changes import ChangeKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable

    from xltool.model.changes import Change
    from xltool.model.registry import Indicator, Registry, Task, Unit


def as_of(registry: Registry, day: dt.date) -> Registry:
    """Give the registry with the changes that are in effect on a day.

    A unit that is founded later is none that reports yet.
    """
    found = registry
    for change in sorted(registry.changes, key=lambda change: change.day):
        if change.day <= day:
            found = _APPLY[change.kind](found, change)
        elif change.kind is ChangeKind.FOUNDED:
            found = _silent(found, change.subject)
    return found


def heirs(
    changes: Iterable[Change], after: dt.date, until: dt.date
) -> dict[str, tuple[str, ...]]:
    """Give, by unit, those that were merged into it between two days.

    After the first and up to the second, also over several steps.
    """
    absorbed: dict[str, tuple[str, ...]] = {}
    for change in sorted(changes, key=lambda change: change.day):
        if change.kind is ChangeKind.MERGED and after < change.day <= until:
            mine = (change.subject, *absorbed.pop(change.subject, ()))
            absorbed[change.becomes] = (*absorbed.get(change.becomes, ()), *mine)
    return absorbed


def _renamed(registry: Registry, change: Change) -> Registry:
    def rename(unit: Unit) -> Unit:
        aliases = tuple(dict.fromkeys((unit.name, *unit.aliases)))
        return replace(unit, name=change.becomes, aliases=aliases)

    return _with_unit(registry, change.subject, rename)


def _abolished(registry: Registry, change: Change) -> Registry:
    return _silent(_handed_over(registry, change.subject, ""), change.subject)


def _merged(registry: Registry, change: Change) -> Registry:
    """Hand what a unit answers for to another.

    Its share of a target is added to the other's.
    """
    shares = dict(registry.shares)
    comparisons = dict(registry.share_comparisons)
    for key in registry.shares:
        indicator, unit = key
        if unit == change.subject:
            heir = (indicator, change.becomes)
            shares[heir] = shares.get(heir, Decimal(0)) + shares.pop(key)
    for key in registry.share_comparisons:
        indicator, unit = key
        if unit == change.subject:
            comparison = comparisons.pop(key)
            comparisons.setdefault((indicator, change.becomes), comparison)
    divided = replace(registry, shares=shares, share_comparisons=comparisons)
    found = _handed_over(divided, change.subject, change.becomes)
    return _silent(found, change.subject)


def _founded(registry: Registry, _change: Change) -> Registry:
    return registry


def _moved(registry: Registry, change: Change) -> Registry:
    """Give a task another lead.

    Where that one supported it, or reported for the old one, it does so no more.
    """
    before = registry.task(change.subject).lead_unit

    def move(task: Task) -> Task:
        if task.code != change.subject:
            return task
        support = tuple(unit for unit in task.support_units if unit != change.becomes)
        return replace(task, lead_unit=change.becomes, support_units=support)

    def report(indicator: Indicator) -> Indicator:
        if indicator.task != change.subject or before not in indicator.reporters:
            return indicator
        reporters = _exchanged(indicator.reporters, before, change.becomes)
        return replace(indicator, reporters=reporters)

    return replace(
        registry,
        tasks=tuple(move(task) for task in registry.tasks),
        indicators=tuple(report(one) for one in registry.indicators),
    )


def _revised(registry: Registry, change: Change) -> Registry:
    def revise(indicator: Indicator) -> Indicator:
        if indicator.code != change.subject:
            return indicator
        return replace(indicator, value=change.value)

    return replace(
        registry, indicators=tuple(revise(one) for one in registry.indicators)
    )


_APPLY: dict[ChangeKind, Callable[[Registry, Change], Registry]] = {
    ChangeKind.RENAMED: _renamed,
    ChangeKind.MERGED: _merged,
    ChangeKind.ABOLISHED: _abolished,
    ChangeKind.FOUNDED: _founded,
    ChangeKind.MOVED: _moved,
    ChangeKind.REVISED: _revised,
}


def _with_unit(
    registry: Registry, code: str, change: Callable[[Unit], Unit]
) -> Registry:
    units = tuple(
        change(unit) if unit.code == code else unit for unit in registry.units
    )
    return replace(registry, units=units)


def _silent(registry: Registry, code: str) -> Registry:
    return _with_unit(registry, code, lambda unit: replace(unit, reports=False))


def _handed_over(registry: Registry, code: str, heir: str) -> Registry:
    """Put another unit in the place of one wherever that is named.

    None, where `heir` is empty.
    """

    def hand_task_over(task: Task) -> Task:
        lead = heir if task.lead_unit == code else task.lead_unit
        support = _exchanged(task.support_units, code, heir)
        support = tuple(unit for unit in support if unit != lead)
        return replace(task, lead_unit=lead, support_units=support)

    units = []
    for unit in registry.units:
        members = _exchanged(unit.members, code, heir)
        units.append(replace(unit, members=members))
    indicators = []
    for indicator in registry.indicators:
        reporters = _exchanged(indicator.reporters, code, heir)
        indicators.append(replace(indicator, reporters=reporters))
    return replace(
        registry,
        units=tuple(units),
        tasks=tuple(hand_task_over(task) for task in registry.tasks),
        indicators=tuple(indicators),
    )


def _exchanged(codes: tuple[str, ...], code: str, heir: str) -> tuple[str, ...]:
    """Replace a code, or drop it; each stands once."""
    found = [heir if one == code else one for one in codes]
    return tuple(dict.fromkeys(one for one in found if one))
