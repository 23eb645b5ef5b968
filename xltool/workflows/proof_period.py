"""What `proof --against PERIOD` compares a text with.

The roll-up of the period as it stands now, and the bulletin that leaders were given for
the period before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.bulletin.rolled_up import RolledUp, bare_name
from xltool.bulletin.style import named
from xltool.ledger.ledger import open_ledger
from xltool.rollup.rollup import roll_up
from xltool.workflows.editions import BULLETIN
from xltool.workflows.rollup import rollup_inputs

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from xltool.model.period import Period
    from xltool.rollup.indicators import IndicatorLine
    from xltool.rollup.rollup import Rollup
    from xltool.workspace import Workspace


_NAMED_UNITS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodFigures:
    """The figures of a period: what it rolls up to, and the issue before it.

    `last_issue` is None where the period is the first of its year, or where no bulletin
    was written for the one before.
    """

    period: Period
    lines: tuple[RolledUp, ...]
    last_issue: Path | None

    @property
    def source(self) -> str:
        """Where its figures stand, as a person looks them up."""
        return f"{self.period} 汇总“指标汇总”"

    @property
    def missing(self) -> dict[str, str]:
        """The units that are not in a figure, by its bare name: the first few."""
        return {
            bare_name(line.name): named(line.missing, _NAMED_UNITS, "个单位")
            for line in self.lines
            if line.missing
        }


def period_figures(
    workspace: Workspace, period: Period, *, now: dt.datetime
) -> PeriodFigures:
    """Gather what a text of a period is compared with.

    PeriodError where nothing was issued for the period.
    """
    inputs, _ = rollup_inputs(workspace, period, now=now)
    rolled = roll_up(inputs)
    return PeriodFigures(
        period=period,
        lines=tuple(_lines(rolled)),
        last_issue=_last_issue(workspace, period, inputs.form.key),
    )


def _lines(rolled: Rollup) -> Iterator[RolledUp]:
    for line in rolled.indicators:
        number = line.total.value.number
        if number is None:
            continue
        growth = line.change.growth
        yield RolledUp(
            name=line.indicator.name,
            measurement_unit=line.indicator.measurement_unit,
            value=number,
            growth=None if growth is None else growth * 100,
            missing=_not_in(rolled, line),
        )


def _not_in(rolled: Rollup, line: IndicatorLine) -> tuple[str, ...]:
    """Name the units without which a figure is."""
    if not line.total.partial:
        return ()
    registry = rolled.inputs.registry
    return tuple(registry.unit(code).name for code in line.total.missing)


def _last_issue(workspace: Workspace, period: Period, form: str) -> Path | None:
    before = period.previous
    if before is None:
        return None
    with open_ledger(workspace.database_url) as ledger:
        given = ledger.editions(str(before), form, BULLETIN)
    folder = workspace.reports(str(before))
    paths = [folder / one.file for one in reversed(given)]
    return next((path for path in paths if path.is_file()), None)
