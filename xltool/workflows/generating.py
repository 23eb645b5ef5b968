"""`xltool generate`: the issued workbooks of a period, one for each unit, and their record in the ledger."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING

from xltool.errors import PeriodError, RegistryError
from xltool.excel.issue import write_issued
from xltool.excel.registry import read_registry
from xltool.findings import Finding, Severity, worst
from xltool.forms.building import build_layout
from xltool.forms.deadlines import deadline, deadline_findings
from xltool.forms.layout_json import layout_to_json
from xltool.forms.stamp import sign, stamp_of
from xltool.ledger.ledger import open_ledger
from xltool.text import file_name, squeeze
from xltool.workflows.checking import registry_gaps
from xltool.workflows.period_form import form_of
from xltool.workspace import write_atomically

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from xltool.forms.design import FormDesign
    from xltool.forms.layout import Layout
    from xltool.ledger.ledger import Ledger
    from xltool.model.period import Period
    from xltool.model.registry import Registry, Unit
    from xltool.model.value import Values
    from xltool.workspace import Workspace


class IssueState(StrEnum):
    """What became of one workbook."""

    NEW = "新发"
    RENEWED = "重发"
    """The form or the registry has changed since: the new workbook replaces the earlier one."""
    SAME = "未变"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedWorkbook:
    """One 下发表.

    `serial` counts the issues to the unit in the period from 1; `rows` are those of tasks and indicators
    that the unit fills in.
    """

    unit: str
    name: str
    path: Path
    serial: int
    state: IssueState
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerateResult:
    """What was issued for a period."""

    period: Period
    form: str
    deadline: dt.date
    workbooks: tuple[IssuedWorkbook, ...]
    findings: tuple[Finding, ...]


def generate(
    workspace: Workspace,
    period: Period,
    units: Sequence[str] = (),
    *,
    now: dt.datetime,
    progress: Callable[[int, int], None] | None = None,
) -> GenerateResult:
    """Issue the workbooks of `period` to `units` (codes, names or aliases), or to all that have tasks.

    A workbook whose unit, tasks and form are as they were when it was issued comes out the same, byte for
    byte, and is not recorded twice. `now` (with its time zone) is what the ledger notes; `progress` is told
    how many of how many are done. RegistryError, DesignError or PeriodError where nothing can be issued.
    """
    registry = _registry(workspace)
    form = form_of(workspace, period)
    chosen = _chosen(registry, units)
    names = _file_names(registry, form, period)
    done: list[IssuedWorkbook] = []
    with open_ledger(workspace.database_url) as ledger:
        if ledger.is_closed(str(period)):
            raise PeriodError(f"{period} 已经关账：先运行 xltool reopen {period} --reason 原因，再下发")
        earlier = _Earlier(ledger, registry, period)
        for unit in chosen:
            layout = earlier.layout(form, unit)
            done.append(_issue(workspace, ledger, layout, names[unit.code], now))
            if progress is not None:
                progress(len(done), len(chosen))
    return GenerateResult(
        period=period,
        form=form.name,
        deadline=deadline(period, form.deadline_days),
        workbooks=tuple(done),
        findings=(*registry_gaps(registry), *deadline_findings(period, form.deadline_days)),
    )


class _Earlier:
    """The accepted values that layouts are prefilled with."""

    def __init__(self, ledger: Ledger, registry: Registry, period: Period) -> None:
        self._ledger = ledger
        self._registry = registry
        self._period = period
        last = period.previous
        self._last_period = (
            {unit.code: ledger.values(str(last), unit.code) for unit in registry.reporting_units()} if last else {}
        )

    def layout(self, form: FormDesign, unit: Unit) -> Layout:
        last_year: Values = self._ledger.values(str(self._period.last_year), unit.code)
        return build_layout(
            form,
            unit,
            self._period,
            self._registry,
            last_period=self._last_period.get(unit.code, {}),
            last_year=last_year,
            others=self._last_period,
        )


def _issue(workspace: Workspace, ledger: Ledger, layout: Layout, name: str, now: dt.datetime) -> IssuedWorkbook:
    """Write one workbook and record it; the record comes last, so that a killed run can be repeated."""
    period, unit = str(layout.period), layout.unit
    text = layout_to_json(layout)
    latest = ledger.latest_issue(period, unit.code)
    same = latest is not None and latest.form == layout.form.key and latest.layout == text
    serial = latest.serial if latest and same else ledger.next_serial(period, unit.code, layout.form.key)
    stamp = sign(stamp_of(layout, serial), workspace.key())
    content = write_issued(layout, stamp, office=workspace.settings.office)
    path = workspace.issued(period) / name
    if not path.is_file() or path.read_bytes() != content:
        write_atomically(path, content)
    if not same:
        ledger.record_issued(
            period=period,
            unit=unit.code,
            form=layout.form.key,
            form_version=layout.form.version,
            serial=serial,
            stamp=stamp,
            layout=text,
            file=name,
            sha256=hashlib.sha256(content).hexdigest(),
            issued_at=now,
        )
    changed = IssueState.RENEWED if latest else IssueState.NEW
    return IssuedWorkbook(
        unit=unit.code,
        name=unit.name,
        path=path,
        serial=serial,
        state=IssueState.SAME if same else changed,
        rows=sum(row.reports and bool(row.task) for sheet in layout.sheets for row in sheet.rows),
    )


def _registry(workspace: Workspace) -> Registry:
    registry, findings = read_registry(workspace.registry)
    if worst(findings) is Severity.ERROR:
        count = sum(finding.severity is Severity.ERROR for finding in findings)
        raise RegistryError(f"任务台账有 {count} 处错误，不能下发：运行 xltool check 逐处查看，改好后再下发")
    if not registry.reporting_units():
        raise RegistryError("任务台账里没有承担任务的单位：请先运行 xltool import 导入分解表，并核对“任务”表的单位")
    return registry


def _chosen(registry: Registry, wanted: Sequence[str]) -> tuple[Unit, ...]:
    """Give the units that are named, in the order of the directory; all where none is."""
    due = registry.reporting_units()
    if not wanted:
        return due
    by_name = {squeeze(name): unit for unit in due for name in (*unit.aliases, unit.name, unit.code)}
    chosen = {_named(name, by_name).code for name in wanted}
    return tuple(unit for unit in due if unit.code in chosen)


def _named(name: str, by_name: dict[str, Unit]) -> Unit:
    unit = by_name.get(squeeze(name))
    if unit is None:
        near = get_close_matches(squeeze(name), by_name, n=1, cutoff=0.4)
        hint = f"是不是“{near[0]}”？" if near else ""
        raise RegistryError(f"没有承担任务的单位“{name}”，{hint}单位名称见任务台账的“单位”表")
    return unit


def _file_names(registry: Registry, form: FormDesign, period: Period) -> dict[str, str]:
    """Give every unit's file name; two units whose names come out alike are told apart by a number."""
    names: dict[str, str] = {}
    for unit in registry.reporting_units():
        stem = file_name(f"{unit.name}_{form.key}_{period}")
        same = sum(taken.startswith((f"{stem}.", f"{stem}(")) for taken in names.values())
        names[unit.code] = f"{stem}({same + 1}).xlsx" if same else f"{stem}.xlsx"
    return names
