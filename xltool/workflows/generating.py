"""`xltool generate`: the issued workbooks of a period, one for each unit, and their record in the ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache
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
from xltool.ledger.records import Issue
from xltool.text import file_name, squeeze
from xltool.workflows.checking import registry_gaps
from xltool.workflows.period_form import form_named
from xltool.workspace import write_atomically

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from xltool.forms.design import FormDesign
    from xltool.forms.layout import Layout
    from xltool.ledger.ledger import Ledger
    from xltool.model.period import Period
    from xltool.model.registry import Registry, Unit
    from xltool.model.value import Values
    from xltool.settings import Office
    from xltool.workspace import Workspace

_BATCH = 50
"""Workbooks that are recorded in one transaction."""
_WRITERS = 8
"""Files that are written at a time: most of that is waiting until the disk has them."""
_KEPT = 256
"""Units whose earlier values are kept: those that support a task see what its lead reported."""


class IssueState(StrEnum):
    """What became of one workbook."""

    NEW = "新发"
    RENEWED = "重发"
    """The form or the registry has changed since: the new workbook replaces the earlier one."""
    SAME = "未变"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedWorkbook:
    """One 下发表.

    `serial` counts the issues to the unit in the period from 1; `rows` are those of
    tasks and indicators that the unit fills in.
    """

    unit: str
    name: str
    path: Path
    serial: int
    state: IssueState
    rows: int

    def as_json(self) -> dict[str, object]:
        """Give one of the `files` of `generate --json`."""
        return {
            "unit": self.unit,
            "name": self.name,
            "path": str(self.path),
            "serial": self.serial,
            "state": self.state.value,
            "rows": self.rows,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerateResult:
    """What was issued for a period."""

    period: Period
    form: str
    deadline: dt.date
    workbooks: tuple[IssuedWorkbook, ...]
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, object]:
        """Give the document of `generate --json`."""
        return {
            "period": str(self.period),
            "form": self.form,
            "deadline": self.deadline.isoformat(),
            "files": [workbook.as_json() for workbook in self.workbooks],
            "findings": [finding.as_json() for finding in self.findings],
        }


def generate(  # noqa: PLR0913 - what a caller may say of the run
    workspace: Workspace,
    period: Period,
    units: Sequence[str] = (),
    *,
    now: dt.datetime,
    operator: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> GenerateResult:
    """Issue the workbooks of `period` to `units` (codes, names or aliases), or to all that have tasks.

    A workbook whose unit, tasks and form are as they were when it was issued comes out
    the same, byte for byte, and is not recorded twice. `now` (with its time zone) and
    `operator` are what the ledger notes; `progress` is told how many of how many are done.
    RegistryError, DesignError or PeriodError where nothing can be issued.
    """
    registry = _registry(workspace)
    form = form_named(workspace, period)
    chosen = _chosen(registry, units)
    done: list[IssuedWorkbook] = []
    with (
        open_ledger(workspace.database_url) as ledger,
        ThreadPoolExecutor(_WRITERS) as writers,
    ):
        if ledger.is_closed(str(period)):
            raise PeriodError(
                f"{period} 已经关账：先运行 xltool reopen {period} --reason 原因，再下发"
            )
        press = _Press(
            folder=workspace.issued(str(period)),
            office=workspace.settings.office,
            key=workspace.key(),
            ledger=ledger,
            writers=writers,
            layout_of=_Layouts(ledger, registry, form, period).of,
            names=_file_names(registry, form, period),
            period=str(period),
            operator=operator,
        )
        for start in range(0, len(chosen), _BATCH):
            done += press.issue(chosen[start : start + _BATCH], now)
            if progress is not None:
                progress(len(done), len(chosen))
    return GenerateResult(
        period=period,
        form=form.name,
        deadline=deadline(period, form.deadline_days),
        workbooks=tuple(done),
        findings=(
            *registry_gaps(registry),
            *deadline_findings(period, form.deadline_days),
        ),
    )


class _Layouts:
    """The layouts of a period, prefilled with values that were accepted earlier."""

    def __init__(
        self, ledger: Ledger, registry: Registry, form: FormDesign, period: Period
    ) -> None:
        self._registry, self._form, self._period = registry, form, period
        last = period.previous
        self._last_period = _Accepted(ledger, str(last) if last else "", registry)
        self._last_year = _Accepted(ledger, str(period.last_year), registry)

    def of(self, unit: Unit) -> Layout:
        return build_layout(
            self._form,
            unit,
            self._period,
            self._registry,
            last_period=self._last_period[unit.code],
            last_year=self._last_year[unit.code],
            others=self._last_period,
        )


class _Accepted(Mapping[str, "Values"]):
    """The accepted values of the units in a period, read when they are asked for; the last ones are kept."""

    def __init__(self, ledger: Ledger, period: str, registry: Registry) -> None:
        codes = [unit.code for unit in registry.reporting_units()]
        self._units = ledger.units_submitted(period, codes)
        self._read = lru_cache(maxsize=_KEPT)(lambda unit: ledger.values(period, unit))

    def __getitem__(self, unit: str) -> Values:
        return self._read(unit) if unit in self._units else {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._units)

    def __len__(self) -> int:
        return len(self._units)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Press:
    """What writes the workbooks of a period, some at a time, and records them."""

    folder: Path
    office: Office
    key: bytes
    ledger: Ledger
    writers: ThreadPoolExecutor
    layout_of: Callable[[Unit], Layout]
    names: dict[str, str]
    period: str
    operator: str

    def issue(self, units: Sequence[Unit], now: dt.datetime) -> list[IssuedWorkbook]:
        """Write workbooks and record them; the record comes last, so that a killed run can be repeated."""
        latest = self.ledger.latest_issues(self.period, [unit.code for unit in units])
        issues, done, saved = [], [], []
        for unit in units:
            layout, before = self.layout_of(unit), latest.get(unit.code)
            issue, content = self._written(layout, before, now)
            if issue is not before:
                issues.append(issue)
            path = self.folder / self.names[unit.code]
            saved.append(self.writers.submit(_save, path, content))
            done.append(_workbook(layout, issue, before, path))
        for one in saved:
            one.result()
        self.ledger.record_issued(self.period, issues, who=self.operator)
        return done

    def _written(
        self, layout: Layout, before: Issue | None, now: dt.datetime
    ) -> tuple[Issue, bytes]:
        """Give a unit's workbook and its record: the one before, where nothing has changed since."""
        unit, form, text = layout.unit.code, layout.form, layout_to_json(layout)
        if before is not None and (before.form, before.layout) == (form.key, text):
            return before, write_issued(
                layout, self._stamp(layout, before.serial), office=self.office
            )
        serial = self.ledger.next_serial(self.period, unit, form.key) if before else 1
        stamp = self._stamp(layout, serial)
        content = write_issued(layout, stamp, office=self.office)
        issue = Issue(
            period=self.period,
            unit=unit,
            form=form.key,
            form_version=form.version,
            serial=serial,
            stamp=stamp,
            layout=text,
            file=self.names[unit],
            sha256=hashlib.sha256(content).hexdigest(),
            issued_at=now,
        )
        return issue, content

    def _stamp(self, layout: Layout, serial: int) -> str:
        return sign(stamp_of(layout, serial), self.key)


def _save(path: Path, content: bytes) -> None:
    if not path.is_file() or path.read_bytes() != content:
        write_atomically(path, content)


def _workbook(
    layout: Layout, issue: Issue, before: Issue | None, path: Path
) -> IssuedWorkbook:
    changed = IssueState.RENEWED if before else IssueState.NEW
    return IssuedWorkbook(
        unit=issue.unit,
        name=layout.unit.name,
        path=path,
        serial=issue.serial,
        state=IssueState.SAME if issue is before else changed,
        rows=sum(
            row.reports and bool(row.task)
            for sheet in layout.sheets
            for row in sheet.rows
        ),
    )


def _registry(workspace: Workspace) -> Registry:
    registry, findings = read_registry(workspace.registry)
    if worst(findings) is Severity.ERROR:
        count = sum(finding.severity is Severity.ERROR for finding in findings)
        raise RegistryError(
            f"任务台账有 {count} 处错误，不能下发：运行 xltool check 逐处查看，改好后再下发"
        )
    if not registry.reporting_units():
        raise RegistryError(
            "任务台账里没有承担任务的单位：请先运行 xltool import 导入分解表，并核对“任务”表的单位"
        )
    return registry


def _chosen(registry: Registry, wanted: Sequence[str]) -> tuple[Unit, ...]:
    """Give the units that are named, in the order of the directory; all where none is."""
    due = registry.reporting_units()
    if not wanted:
        return due
    by_name = {
        squeeze(name): unit
        for unit in due
        for name in (*unit.aliases, unit.name, unit.code)
    }
    chosen = {_named(name, by_name).code for name in wanted}
    return tuple(unit for unit in due if unit.code in chosen)


def _named(name: str, by_name: dict[str, Unit]) -> Unit:
    unit = by_name.get(squeeze(name))
    if unit is None:
        near = get_close_matches(squeeze(name), by_name, n=1, cutoff=0.4)
        hint = f"是不是“{near[0]}”？" if near else ""
        raise RegistryError(
            f"没有承担任务的单位“{name}”，{hint}单位名称见任务台账的“单位”表"
        )
    return unit


def _file_names(registry: Registry, form: FormDesign, period: Period) -> dict[str, str]:
    """Give every unit's file name; those that a file system might take for one are told apart by a number."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for unit in registry.reporting_units():
        stem = name = file_name(f"{unit.name}_{form.key}_{period}")
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem}({number})"
        taken.add(name.casefold())
        names[unit.code] = f"{name}.xlsx"
    return names
