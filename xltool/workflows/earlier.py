"""What was accepted in an earlier period, as the units of the present registry see it.

A figure that one unit gives belongs to the indicator: the unit that took the task over
sees what was reported before, whoever reported it. A unit into which another was merged
sees the sum of both, where the figures add up.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from xltool.forms.design import RowsFrom
from xltool.model.value import State, reported

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from xltool.forms.design import FormDesign, SheetDesign
    from xltool.ledger.ledger import Ledger
    from xltool.model.registry import Indicator, Registry, Task
    from xltool.model.value import Value, Values

_KEPT = 256
"""Units whose earlier values are kept: those that support a task see what its lead
reported.
"""
Row = dict[str, "Value"]


class Earlier(Mapping[str, "Values"]):
    """The accepted values of a period by unit, read when they are asked for.

    `now` is the registry that the units are seen by, `then` the one of that period;
    `absorbed` gives the units that were merged into each since.
    """

    def __init__(  # noqa: PLR0913 - what was reported, by which registry, seen by which
        self,
        ledger: Ledger,
        period: str,
        form: FormDesign,
        *,
        now: Registry,
        then: Registry,
        absorbed: Mapping[str, tuple[str, ...]],
    ) -> None:
        """Read nothing yet but which units submitted anything."""
        self._ledger = ledger
        self._period = period
        self._form = form
        self._now = now
        self._then = then
        self._absorbed = absorbed
        codes = [unit.code for unit in (*now.units, *then.units)]
        self._units = ledger.units_submitted(period, codes)
        self._own: Callable[[str], Values] = lru_cache(maxsize=_KEPT)(self._read)
        self._seen: Callable[[str], Values] = lru_cache(maxsize=_KEPT)(self._inherit)

    def __getitem__(self, unit: str) -> Values:
        """Give the values as a unit sees them; empty where nothing was accepted."""
        return self._seen(unit) if self._units else {}

    def __iter__(self) -> Iterator[str]:
        """Give the units that submitted anything."""
        return iter(self._units)

    def __len__(self) -> int:
        """Count them."""
        return len(self._units)

    def _read(self, unit: str) -> Values:
        """Give what a unit itself reported."""
        if unit not in self._units:
            return {}
        return self._ledger.values(self._period, unit, self._form.key)

    def _inherit(self, unit: str) -> Values:
        """Give what a unit itself reported, and what it took over."""
        found = {sheet: dict(rows) for sheet, rows in self._own(unit).items()}
        for sheet in self._form.sheets:
            rows = found.setdefault(sheet.key, {})
            for code, row in self._rows(sheet, unit):
                if row:
                    rows[code] = row
        return found

    def _rows(self, sheet: SheetDesign, unit: str) -> Iterator[tuple[str, Row]]:
        """Give the rows of a unit's targets or tasks in a sheet, by code."""
        if sheet.rows_from is RowsFrom.INDICATORS:
            for indicator in self._now.targets_of(unit):
                yield indicator.code, self._of_indicator(sheet.key, indicator, unit)
        elif sheet.rows_from is RowsFrom.TASKS:
            for task in self._now.tasks_of(unit):
                yield task.code, self._of_task(sheet.key, task, unit)

    def _row(self, unit: str, sheet: str, key: str) -> Row:
        """Give what a unit itself reported in a row.

        Empty where it reported nothing.
        """
        row = self._own(unit).get(sheet, {}).get(key, {})
        told = any(value.state is not State.MISSING for value in row.values())
        return row if told else {}

    def _of_indicator(self, sheet: str, indicator: Indicator, unit: str) -> Row:
        """Give the row of an indicator: a unit's own, with what was merged into it, or
        that of whoever reported it before.
        """
        reporters = self._now.reporters(indicator)
        own = self._row(unit, sheet, indicator.code)
        if unit not in reporters:
            return own
        if len(reporters) > 1:
            return self._with_absorbed(sheet, indicator, unit, own)
        return own or self._whole(sheet, indicator)

    def _whole(self, sheet: str, indicator: Indicator) -> Row:
        """Give the row of the one unit that reported a figure which another one reports
        now.
        """
        reporters: Collection[str] = ()
        for before in self._then.indicators:
            if before.code == indicator.code:
                reporters = self._then.reporters(before)
                break
        told = self._told.get(indicator.code, ())
        among = [unit for unit in told if unit in reporters] or list(told)
        return self._row(among[0], sheet, indicator.code) if len(among) == 1 else {}

    def _with_absorbed(
        self, sheet: str, indicator: Indicator, unit: str, own: Row
    ) -> Row:
        """Add what the units reported that were merged into this one."""
        absorbed = self._absorbed.get(unit, ())
        if not absorbed or not indicator.adds_up:
            return own
        others = [self._row(one, sheet, indicator.code) for one in absorbed]
        rows = [row for row in (own, *others) if row]
        if not rows:
            return own
        return {field: _sum(rows, field) for field in rows[0] if _adds_up(rows, field)}

    def _of_task(self, sheet: str, task: Task, unit: str) -> Row:
        """Give the unit's own row, or that of the lead before it."""
        own = self._row(unit, sheet, task.code)
        if own or unit != task.lead_unit:
            return own
        before = self._leads_before(task)
        return self._row(before[0], sheet, task.code) if len(before) == 1 else {}

    def _leads_before(self, task: Task) -> list[str]:
        """Give the units that may have led a task before its lead.

        By the registry of that period; else those that reported it then and have
        nothing to do with it now.
        """
        leads = [one.lead_unit for one in self._then.tasks if one.code == task.code]
        before = [lead for lead in leads if lead and lead != task.lead_unit]
        if before:
            return before
        answerable = set(self._now.task_units(task))
        told = self._told.get(task.code, ())
        return [unit for unit in told if unit not in answerable]

    @cached_property
    def _told(self) -> dict[str, tuple[str, ...]]:
        """Which units reported anything in a row, by the row's key."""
        found: dict[str, dict[str, None]] = {}
        for figure in self._ledger.figures(self._period, self._form.key):
            if figure.value.state is not State.MISSING:
                found.setdefault(figure.row, {})[figure.unit] = None
        return {row: tuple(units) for row, units in found.items()}


def _adds_up(rows: list[Row], field: str) -> bool:
    """Say whether a field is a number in one of the rows."""
    return any(row[field].number is not None for row in rows if field in row)


def _sum(rows: list[Row], field: str) -> Value:
    """Add up a field; where it is missing or no number it counts as nothing."""
    total = Decimal(0)
    for row in rows:
        value = row.get(field)
        if value is not None and value.number is not None:
            total += value.number
    return reported(total)
