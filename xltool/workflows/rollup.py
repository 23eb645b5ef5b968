"""`xltool rollup`: from the ledger to the roll-up workbook of a period."""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.errors import PeriodError
from xltool.excel.registry import read_registry
from xltool.excel.rollup import write_rollup
from xltool.findings import Severity
from xltool.forms.deadlines import deadline
from xltool.forms.layout_json import layout_from_json
from xltool.json_values import json_number
from xltool.ledger.ledger import open_ledger
from xltool.model.period import Cycle, Period
from xltool.rollup.answers import COMPARED
from xltool.rollup.first_sent import first_sent_of
from xltool.rollup.inputs import Doubt, PeriodRecord, RollupInputs, Waived
from xltool.rollup.progress import rounded
from xltool.rollup.rollup import Rollup, roll_up
from xltool.text import file_name
from xltool.workflows.period_form import form_of
from xltool.workspace import replacing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from xltool.findings import Finding
    from xltool.forms.design import FormDesign
    from xltool.ledger.ledger import Ledger
    from xltool.model.registry import Registry
    from xltool.rollup.indicators import IndicatorLine
    from xltool.rollup.inputs import FirstSent
    from xltool.workspace import Workspace

_CHINA = dt.timezone(dt.timedelta(hours=8))


@dataclass(frozen=True, slots=True, kw_only=True)
class RollupResult:
    """What was rolled up, where it was written, and what a person must know of it."""

    path: Path
    rollup: Rollup
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, object]:
        """Give the document of `rollup --json`."""
        units = self.rollup.overview.units
        return {
            "path": str(self.path),
            "units": {
                "due": units.due,
                "received": units.received,
                "accepted": units.accepted,
                "returned": units.returned,
                "missing": units.missing,
            },
            "indicators": [_indicator_json(line) for line in self.rollup.indicators],
        }


def _indicator_json(line: IndicatorLine) -> dict[str, object]:
    completion = line.progress.completion
    outlook = line.outlook
    points = None if completion is None else rounded(completion * 100, 2)
    return {
        "code": line.indicator.code,
        "name": line.indicator.name,
        "measurement_unit": line.indicator.measurement_unit,
        "target": json_number(line.goal.target),
        "value": json_number(line.total.value.number),
        "completion": json_number(points),
        "status": line.progress.status.value,
        "rank": line.rank,
        "plan": json_number(line.progress.asked),
        "outlook": None if outlook is None else json_number(outlook.expected),
    }


def rollup(workspace: Workspace, period: Period, *, now: dt.datetime) -> RollupResult:
    """Write `reports/PERIOD/…汇总表.xlsx`; it may be written at any time and again.

    The file depends on the registry, the form, the settings and the ledger alone.
    PeriodError where nothing was issued for the period.
    """
    office = workspace.settings.office
    name = file_name(f"{office.region}{office.title}汇总表（{period.label}）")
    path = workspace.reports(str(period)) / f"{name}.xlsx"
    with _everything_lasts():
        inputs, registry_findings = rollup_inputs(workspace, period, now=now)
        rolled = roll_up(inputs)
        with replacing(path) as temporary, temporary.open("wb") as file:
            write_rollup(rolled, file)
    return RollupResult(
        path=path, rollup=rolled, findings=(*registry_findings, *rolled.findings)
    )


@contextlib.contextmanager
def _everything_lasts() -> Iterator[None]:
    """Do not search for garbage: a roll-up leaves none before its end, and searching takes a tenth of its time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def rollup_inputs(
    workspace: Workspace, period: Period, *, now: dt.datetime
) -> tuple[RollupInputs, tuple[Finding, ...]]:
    """Gather everything that a roll-up depends on, and the registry's findings."""
    registry, findings = read_registry(workspace.registry)
    form = form_of(workspace, period)
    with open_ledger(workspace.database_url) as ledger:
        if not ledger.issued_units(str(period)):
            raise PeriodError(
                f"{period.label}还没有下发报表，无从汇总：先运行 xltool generate {period}"
            )
        inputs = RollupInputs(
            registry=registry,
            form=form,
            settings=workspace.settings,
            current=replace(
                _record(ledger, registry, form, period, now),
                first_sent=_first_sent(ledger, period, form),
            ),
            earlier=_before(ledger, registry, form, period.previous, now),
            past=_before(ledger, registry, form, _years_last(period), now),
            last_year=_record(ledger, registry, form, period.last_year, now, COMPARED),
            doubts=_doubts(ledger, period),
            waived=_waived(ledger, period),
            deadline=deadline(period, form.deadline_days),
        )
    return inputs, findings


def _record(  # noqa: PLR0913, PLR0917 - one private caller for each kind of period
    ledger: Ledger,
    registry: Registry,
    form: FormDesign,
    period: Period,
    now: dt.datetime,
    fields: tuple[str, ...] = (),
) -> PeriodRecord:
    due = dt.datetime.combine(deadline(period, form.deadline_days), dt.time.max, _CHINA)
    return PeriodRecord(
        period=period,
        figures=ledger.figures(str(period), fields=fields),
        standings=ledger.standings(
            str(period), registry.reporting_units(), due, now=now
        ),
    )


def _first_sent(
    ledger: Ledger, period: Period, form: FormDesign
) -> dict[str, FirstSent]:
    """Give how much was right when each unit first sent it."""
    found = {}
    for unit, sending in ledger.first_sendings(str(period), form.key).items():
        layout = layout_from_json(sending.layout)
        found[unit] = first_sent_of(layout, sending.errors)
    return found


def _before(
    ledger: Ledger,
    registry: Registry,
    form: FormDesign,
    last: Period | None,
    now: dt.datetime,
) -> tuple[PeriodRecord, ...]:
    """Give the periods of a year up to `last` in which anything was issued, oldest first."""
    found: list[PeriodRecord] = []
    while last is not None:
        if ledger.issued_units(str(last)):
            found.append(_record(ledger, registry, form, last, now, COMPARED))
        last = last.previous
    return tuple(reversed(found))


def _years_last(period: Period) -> Period:
    """Give the last period of the year before, of the same cycle."""
    lasts = {Cycle.TEN_DAY: 123, Cycle.MONTH: 12, Cycle.QUARTER: 4, Cycle.YEAR: 0}
    return Period(cycle=period.cycle, year=period.year - 1, number=lasts[period.cycle])


def _doubts(ledger: Ledger, period: Period) -> tuple[Doubt, ...]:
    """Give what is open, answered or waived; a unit's other notes are between it and the office."""
    return tuple(
        Doubt(
            unit=one.unit,
            severity=one.finding.severity,
            code=one.finding.code,
            sheet=one.finding.place.sheet,
            cell=one.finding.place.cell,
            message=one.finding.message,
            answer=one.finding.answer,
        )
        for one in ledger.open_findings(str(period))
        if one.finding.severity is not Severity.NOTE or one.finding.answer
    )


def _waived(ledger: Ledger, period: Period) -> tuple[Waived, ...]:
    return tuple(
        Waived(
            unit=one.unit,
            code=one.code,
            reason=one.reason,
            who=one.who,
            at=one.waived_at,
        )
        for one in ledger.waivers(str(period))
    )
