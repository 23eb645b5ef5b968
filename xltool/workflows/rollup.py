"""`xltool rollup`: from the ledger to the roll-up workbook of a period."""

from __future__ import annotations

import contextlib
import gc
from dataclasses import dataclass, field, replace
from sys import intern
from typing import TYPE_CHECKING

from xltool.excel.rollup import write_rollup
from xltool.excel.rollup.leaders import Owing, write_leaders
from xltool.findings import Severity
from xltool.forms.carrying import names_of_rows
from xltool.forms.design import RowsFrom
from xltool.forms.layout_json import layout_from_json
from xltool.forms.snapshot_json import settings_from_json
from xltool.json_values import json_number, json_path
from xltool.ledger.ledger import open_ledger
from xltool.model.clock import OFFICE_ZONE, end_of_day
from xltool.model.figures import FigureTable
from xltool.model.period import Cycle, Period
from xltool.rollup.answers import COMPARED
from xltool.rollup.first_sent import PREFILLED, first_sent_of
from xltool.rollup.inputs import (
    FirstSent,
    PeriodRecord,
    RollupInputs,
    SubmissionFinding,
    Waived,
)
from xltool.rollup.owing import owing_units
from xltool.rollup.progress import rounded
from xltool.rollup.rollup import Rollup, roll_up
from xltool.rollup.statement import statement
from xltool.rollup.table_fields import has_tables
from xltool.text import file_name
from xltool.workflows.editions import (
    ROLLUP,
    correction_of,
    corrections_before,
    keep_edition,
)
from xltool.workflows.in_force import Files, in_force
from xltool.workflows.own_totals import OwnTotal, write_own_total
from xltool.workflows.period import status
from xltool.workflows.period_form import is_regular, issued_form, issued_forms
from xltool.workflows.settled import settled_answers
from xltool.workflows.table_json import tables_json
from xltool.workspace import replacing

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from xltool.findings import Finding
    from xltool.forms.design import FormDesign
    from xltool.forms.layout import Layout
    from xltool.ledger.ledger import Ledger
    from xltool.ledger.records import Edition, InForce
    from xltool.model.figures import FigureRow
    from xltool.rollup.indicators import IndicatorLine
    from xltool.workspace import Workspace

_TOLD_BY_MONTHS = frozenset({Cycle.QUARTER, Cycle.HALF_YEAR})
"""Cycles whose figures the last month has, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RollupResult:
    """What was rolled up, where it was written, and what a person must know of it."""

    path: Path
    rollup: Rollup
    edition: int
    findings: tuple[Finding, ...]
    own_total: OwnTotal = field(default_factory=OwnTotal)
    """The total in the office's own workbook, where the form has one."""
    leaders_set: Path | None = None
    """The leader's set, written anew where there was one: it never stays behind."""

    def as_json(self) -> dict[str, object]:
        """Give the document of `rollup --json`."""
        units = self.rollup.overview.units
        return {
            "path": str(self.path),
            "edition": self.edition,
            "units": {
                "due": units.due,
                "received": units.received,
                "accepted": units.accepted,
                "returned": units.returned,
                "missing": units.missing,
            },
            "indicators": [_indicator_json(line) for line in self.rollup.indicators],
            "form": self.rollup.inputs.form.key,
            "tables": tables_json(self.rollup),
            "own_layout": json_path(self.own_total.path),
            "own_layout_missing": list(self.own_total.missing),
            "own_layout_reason": self.own_total.reason,
            "leaders_set": json_path(self.leaders_set),
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


def rollups(
    workspace: Workspace,
    period: Period,
    *,
    form: str = "",
    now: dt.datetime,
    operator: str = "",
) -> tuple[RollupResult, ...]:
    """Roll up each form of a period, or the one that is named."""
    with open_ledger(workspace.database_url) as ledger:
        forms = issued_forms(ledger, period, form)
    return tuple(
        rollup(workspace, period, form=one, now=now, operator=operator) for one in forms
    )


def rollup(
    workspace: Workspace,
    period: Period,
    *,
    form: str = "",
    now: dt.datetime,
    operator: str = "",
) -> RollupResult:
    """Write `reports/PERIOD/…汇总表.xlsx` of a form.

    It may be written at any time and again. The file depends on what was in force, the
    settings and the ledger alone; that of a closed period on the ledger alone. One that
    is not the last edition is the next. PeriodError where nothing was issued for the
    period.
    """
    with _everything_lasts():
        inputs, registry_findings = rollup_inputs(workspace, period, form=form, now=now)
        rolled = roll_up(inputs)
        with open_ledger(workspace.database_url) as ledger:
            edition, path = _edition(workspace, ledger, rolled, now, operator)
        own_total = write_own_total(workspace, rolled, path)
        leaders = _renewed_leaders_set(workspace, rolled, now)
    return RollupResult(
        path=path,
        rollup=rolled,
        edition=edition.number,
        own_total=own_total,
        leaders_set=leaders,
        findings=(*registry_findings, *rolled.findings),
    )


def leaders_sets(
    workspace: Workspace, period: Period, *, form: str = "", now: dt.datetime
) -> tuple[Path, ...]:
    """Write the leader's set of each form of a period, or of the one that is named."""
    with open_ledger(workspace.database_url) as ledger:
        forms = issued_forms(ledger, period, form)
    return tuple(
        write_leaders_set(workspace, period, form=one, now=now) for one in forms
    )


def write_leaders_set(
    workspace: Workspace, period: Period, *, form: str = "", now: dt.datetime
) -> Path:
    """Write `reports/PERIOD/…汇总表（领导用）.xlsx`: the pages that a leader holds.

    It is no edition: who owes a report changes with the day.
    """
    with _everything_lasts():
        inputs, _ = rollup_inputs(workspace, period, form=form, now=now)
        rolled = roll_up(inputs)
        path = _leaders_path(workspace, inputs)
        _write_leaders_set(workspace, rolled, path, now)
    return path


def _renewed_leaders_set(
    workspace: Workspace, rolled: Rollup, now: dt.datetime
) -> Path | None:
    """Write the leader's set anew if there is one: its figures are those of the
    roll-up.
    """
    path = _leaders_path(workspace, rolled.inputs)
    if not path.is_file():
        return None
    _write_leaders_set(workspace, rolled, path, now)
    return path


def _leaders_path(workspace: Workspace, inputs: RollupInputs) -> Path:
    with open_ledger(workspace.database_url) as ledger:
        regular = is_regular(ledger, inputs.period, inputs.form.key)
    folder = workspace.reports(str(inputs.period))
    plain = folder / _file_name(inputs, 0, regular=regular)
    return plain.with_stem(f"{plain.stem}（领导用）")


def _write_leaders_set(
    workspace: Workspace, rolled: Rollup, path: Path, now: dt.datetime
) -> None:
    inputs = rolled.inputs
    standing = status(workspace, inputs.period, form=inputs.form.key, now=now)
    units = owing_units(standing.units, standing.contacts, now=now)
    with open_ledger(workspace.database_url) as ledger:
        if ledger.forgotten_at(str(inputs.period)):
            units = tuple(replace(one, contact="", phone="") for one in units)
    owing = Owing(units=units, day=now.astimezone(OFFICE_ZONE).date())
    with replacing(path) as temporary, temporary.open("wb") as file:
        write_leaders(rolled, owing, file)


def _edition(
    workspace: Workspace,
    ledger: Ledger,
    rolled: Rollup,
    now: dt.datetime,
    operator: str,
) -> tuple[Edition, Path]:
    """Write the workbook, as the next edition where it is not the last one."""
    name = str(rolled.inputs.period)
    form = rolled.inputs.form.key
    said = statement(rolled)
    correction = correction_of(ledger, name, form, ROLLUP, said)
    times = corrections_before(ledger, name, form) if correction else 0
    regular = is_regular(ledger, rolled.inputs.period, form)
    path = workspace.reports(name) / _file_name(rolled.inputs, times, regular=regular)
    corrected = replace(rolled, correction=correction)
    edition = keep_edition(
        ledger,
        path,
        lambda file: write_rollup(corrected, file),
        period=name,
        form=form,
        kind=ROLLUP,
        said=said,
        now=now,
        operator=operator,
    )
    return edition, path


def _file_name(inputs: RollupInputs, corrections: int, *, regular: bool) -> str:
    """Name the workbook.

    A statistical form and one beside the regular one are named with it, and so is a
    correction.
    """
    office = inputs.settings.office
    title = office.title if regular else inputs.form.name
    name = f"{office.region}{title}汇总表（{inputs.period.label}）"
    if corrections:
        name += "（更正版）" if corrections == 1 else f"（第{corrections}次更正版）"
    return f"{file_name(name)}.xlsx"


@contextlib.contextmanager
def _everything_lasts() -> Iterator[None]:
    """Do not search for garbage.

    A roll-up leaves none before its end, and searching takes a tenth of its time.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def rollup_inputs(
    workspace: Workspace, period: Period, *, form: str = "", now: dt.datetime
) -> tuple[RollupInputs, tuple[Finding, ...]]:
    """Gather everything that a roll-up of a form depends on, and the registry's
    findings.

    What was in force speaks, and of a closed period everything as it stood when it was
    closed.
    """
    with open_ledger(workspace.database_url) as ledger:
        key = issued_form(ledger, period, form)
        closing = ledger.closing(str(period), key)
        reader = _Reader(
            workspace=workspace,
            ledger=ledger,
            form=key,
            at=closing.revision if closing else None,
            now=closing.closed_at if closing else now,
            files=Files(workspace),
        )
        given = reader.in_force(period)
        settings = workspace.settings
        if closing is not None:
            settings = settings_from_json(closing.settings, settings)
        # Before the figures, which then take the room that this needed for a moment.
        doubts = _doubts(ledger, str(period), key, reader.at)
        inputs = RollupInputs(
            registry=given.registry,
            form=given.design,
            settings=settings,
            current=replace(
                reader.record(period),
                first_sent=_first_sent(ledger, str(period), key, reader.at),
            ),
            earlier=reader.before(period.previous, given.design),
            past=reader.before(period.last_of_year_before),
            last_year=reader.last_year(period),
            doubts=doubts,
            waived=_waived(ledger, str(period), key, reader.at),
            deadline=given.due,
            settled=settled_answers(ledger, period, reader.at),
            layouts=reader.layouts(period, given.design),
        )
        recorded = ledger.in_force(str(period), key) is not None
        findings = () if recorded else reader.files.findings
    return inputs, findings


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """What reads the periods of a roll-up as they stood at a revision; None for now."""

    workspace: Workspace
    ledger: Ledger
    form: str
    at: int | None
    now: dt.datetime
    files: Files

    def in_force(self, period: Period) -> InForce:
        """Give what was in force for a period."""
        return in_force(
            self.workspace,
            self.ledger,
            period,
            self.form,
            at=self._revision(period),
            files=self.files,
        )

    def record(self, period: Period, *, compared: bool = False) -> PeriodRecord:
        """Give a period as the ledger knows it.

        With `compared` only what another period is compared with: figures, and the
        names of the rows that come back.
        """
        name = str(period)
        at = self._revision(period)
        closing = self.ledger.closing(name, self.form, at=self.at)
        given = self.in_force(period)
        standings = self.ledger.standings(
            name,
            given.registry.reporting_units(),
            end_of_day(given.due),
            now=closing.closed_at if closing else self.now,
            form=self.form,
            at=at,
        )
        fields = (*COMPARED, *names_of_rows(given.design)) if compared else ()
        figures = self.ledger.figure_table(name, self.form, fields=fields, at=at)
        within = self._answered_within(period, figures, given.design)
        return PeriodRecord(
            period=period,
            registry=given.registry,
            figures=FigureTable((*figures.rows, *within)),
            standings=standings,
        )

    def _answered_within(
        self, period: Period, figures: FigureTable, design: FormDesign
    ) -> list[FigureRow]:
        """Give the indicators of the last month for units that did not report the
        quarter.
        """
        inner = self._last_within(period)
        keys = [
            sheet.key
            for sheet in design.sheets
            if sheet.rows_from is RowsFrom.INDICATORS
        ]
        if inner is None or not keys:
            return []
        told = {row.unit for row in figures.rows}
        found = []
        for form in self.ledger.forms(str(inner)):
            at = self.ledger.as_read(str(inner), form, at=self.at)
            monthly = self.ledger.figure_table(str(inner), form, fields=COMPARED, at=at)
            for row in monthly.rows:
                if row.sheet in keys and row.unit not in told:
                    found.append(row)
        return found

    def _last_within(self, period: Period) -> Period | None:
        """Give the last shorter period in it for which anything was issued."""
        for inner in period.lasts_within:
            if self.ledger.forms(str(inner)):
                return inner
        return None

    def before(
        self, before: Period | None, design: FormDesign | None = None
    ) -> tuple[PeriodRecord, ...]:
        """Give a period and those before it in its year in which anything was issued,
        oldest first.

        With a `design`, the months speak for a quarter in which its form was not.
        """
        found: list[PeriodRecord] = []
        while before is not None:
            if self.ledger.issued_units(str(before), self.form):
                found.append(self.record(before, compared=True))
            elif design is not None and before.cycle in _TOLD_BY_MONTHS:
                found += self._by_its_months(before, design)
            before = before.previous
        return tuple(reversed(found))

    def _by_its_months(
        self, period: Period, design: FormDesign
    ) -> Iterator[PeriodRecord]:
        """Give a quarter by its last month's indicators; nobody owed it a report."""
        figures = self._answered_within(period, FigureTable(()), design)
        if figures:
            yield PeriodRecord(period=period, figures=FigureTable(tuple(figures)))

    def last_year(self, period: Period) -> PeriodRecord | None:
        """Give the same period of last year; None where nothing was issued for it."""
        before = period.last_year
        if not self.ledger.issued_units(str(before), self.form):
            return None
        return self.record(before, compared=True)

    def layouts(self, period: Period, design: FormDesign) -> dict[str, Layout]:
        """Give what each unit was issued, where the form has tables to merge."""
        if not has_tables(design):
            return {}
        issues = self.ledger.issued(str(period), self.form)
        latest = {one.unit: one.layout for one in issues}
        return {unit: layout_from_json(text) for unit, text in latest.items()}

    def _revision(self, period: Period) -> int | None:
        return self.ledger.as_read(str(period), self.form, at=self.at)


def _first_sent(
    ledger: Ledger, period: str, form: str, at: int | None
) -> dict[str, FirstSent]:
    """Give how much was right when each unit first sent it."""
    found = {}
    for unit, sending in ledger.first_sendings(period, form, at=at):
        count = sending.required_cells
        if count is not None and not sending.errors:
            found[unit] = FirstSent(required=count, right=count)
        else:
            layout = layout_from_json(sending.layout, prefilled=PREFILLED)
            found[unit] = first_sent_of(layout, sending.errors)
    return found


def _doubts(
    ledger: Ledger, period: str, form: str, at: int | None
) -> tuple[SubmissionFinding, ...]:
    """Give what is open, answered or waived.

    A unit's other notes are between it and the office.
    """
    return tuple(
        SubmissionFinding(
            unit=intern(one.unit),
            severity=one.finding.severity,
            code=intern(one.finding.code),
            sheet=intern(one.finding.place.sheet),
            cell=intern(one.finding.place.cell),
            message=intern(one.finding.message),
            answer=one.finding.answer,
        )
        for one in ledger.open_findings(period, form, at=at)
        if one.finding.severity is not Severity.NOTE or one.finding.answer
    )


def _waived(
    ledger: Ledger, period: str, form: str, at: int | None
) -> tuple[Waived, ...]:
    return tuple(
        Waived(
            unit=one.unit,
            code=one.code,
            reason=one.reason,
            who=one.who,
            at=one.waived_at,
        )
        for one in ledger.waivers(period, form, at=at)
    )
