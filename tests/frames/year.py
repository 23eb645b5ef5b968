"""A small office with two years of months, made straight in the ledger: no files are read."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

from xltool.excel.designs import read_designs
from xltool.excel.registry import write_registry
from xltool.forms.building import build_layout
from xltool.forms.layout_json import layout_to_json
from xltool.ledger.ledger import open_ledger
from xltool.ledger.records import Arrival, Issue, Judged
from xltool.model.submission import Judgement, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.findings import Finding
    from xltool.ledger.ledger import Ledger
    from xltool.model.submission import Figure
    from xltool.model.value import Values
    from xltool.rollup.inputs import PeriodRecord, RollupInputs
    from xltool.workspace import Workspace

_FORM = "月通报"


def record_city(workspace: Workspace, inputs: RollupInputs) -> None:
    """Write a city's registry, and all of its periods into the ledger."""
    write_registry(workspace.registry, inputs.registry)
    layouts = layouts_of(workspace, inputs)
    records = [*inputs.past, *inputs.earlier, inputs.current]
    if inputs.last_year is not None:
        records.insert(0, inputs.last_year)
    with open_ledger(workspace.database_url) as ledger:
        for record in records:
            record_period(ledger, record, layouts)


def layouts_of(workspace: Workspace, inputs: RollupInputs) -> dict[str, str]:
    """Give each unit's layout in the shipped form."""
    forms, _ = read_designs(workspace.templates)
    (form,) = [one for one in forms if one.key == _FORM]
    layouts = {}
    for unit in inputs.registry.reporting_units():
        layout = build_layout(
            form, unit, inputs.period, inputs.registry, last_period={}, last_year={}
        )
        layouts[unit.code] = layout_to_json(layout)
    return layouts


def record_period(
    ledger: Ledger,
    record: PeriodRecord,
    layouts: dict[str, str],
    findings: dict[str, tuple[Finding, ...]] | None = None,
) -> None:
    """Write one period: everyone is issued a workbook, those with figures are accepted."""
    name = str(record.period)
    issued_at = dt.datetime.combine(record.period.end, dt.time(1), dt.UTC)
    issues = [
        _issue(name, one.code, issued_at, layouts.get(one.code, ""))
        for one in record.standings
    ]
    ledger.record_issued(name, issues)
    by_unit: dict[str, list[Figure]] = {}
    for figure in record.figures:
        by_unit.setdefault(figure.unit, []).append(figure)
    received_at = issued_at + dt.timedelta(days=3)
    ledger.record_originals(
        name, [_arrival(name, unit) for unit in by_unit], received_at=received_at
    )
    judged = []
    for original in ledger.originals(name):
        unit = original.name.removesuffix(".xlsx")
        found = (findings or {}).get(unit, ())
        judgement = _judgement(name, unit, by_unit[unit], found)
        judged.append(Judged(original=original, judgement=judgement))
    ledger.record_submissions(name, judged, judged_at=received_at)


def _issue(period: str, unit: str, at: dt.datetime, layout: str) -> Issue:
    return Issue(
        period=period,
        unit=unit,
        form=_FORM,
        form_version="1",
        serial=1,
        stamp="",
        layout=layout,
        file=f"{unit}.xlsx",
        sha256=_digest(period, unit, "issued"),
        issued_at=at,
    )


def _arrival(period: str, unit: str) -> Arrival:
    digest = _digest(period, unit)
    return Arrival(
        sha256=digest,
        name=f"{unit}.xlsx",
        size=1,
        stored=digest,
        sender="a@example.gov.cn",
    )


def _judgement(
    period: str, unit: str, figures: Iterable[Figure], findings: tuple[Finding, ...]
) -> Judgement:
    values: Values = {}
    cells = {}
    for figure in figures:
        rows = values.setdefault(figure.sheet, {})
        rows.setdefault(figure.row, {})[figure.field] = figure.value
        place = (figure.source.sheet, figure.source.cell)
        cells[figure.sheet, figure.row, figure.field] = place
    return Judgement(
        verdict=Verdict.ACCEPTED,
        unit=unit,
        period=period,
        form=_FORM,
        form_version="1",
        values=values,
        cells=cells,
        findings=findings,
    )


def _digest(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()
