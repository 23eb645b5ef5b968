"""`xltool generate`.

The issued workbooks of a period, one for each unit, and their record in the ledger.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING

from xltool.checks.supplement import owed
from xltool.errors import PeriodError, RegistryError
from xltool.findings import Finding, Severity, worst
from xltool.forms.building import build_layout
from xltool.forms.carrying import carried, joined, last_used
from xltool.forms.deadlines import deadline_findings
from xltool.forms.layout_json import layout_from_json, layout_to_json
from xltool.forms.stamp import sign, stamp_of
from xltool.ledger.ledger import open_ledger
from xltool.ledger.records import Issue
from xltool.model.as_of import heirs
from xltool.model.period import Period
from xltool.rollup.first_sent import required_cells
from xltool.text import file_name, squeeze
from xltool.workflows.checking import registry_gaps
from xltool.workflows.earlier import Earlier
from xltool.workflows.in_force import Files, changed_findings, in_force
from xltool.workflows.keys import signing_key
from xltool.workflows.layout_files import own_layout
from xltool.workflows.making import Look, Makers, open_children
from xltool.workflows.period_form import forms_of
from xltool.workspace import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from xltool.forms.design import FormDesign
    from xltool.forms.layout import Layout
    from xltool.ledger.ledger import Ledger
    from xltool.ledger.records import InForce
    from xltool.model.registry import Registry, Unit
    from xltool.model.value import Values
    from xltool.workspace import Workspace

_BATCH = 50
"""Workbooks that are recorded in one transaction."""
_WRITERS = 8
"""Files that are written at a time: most of that is waiting until the disk has them."""


class IssueState(StrEnum):
    """What became of one workbook."""

    NEW = "新发"
    RENEWED = "重发"
    """The form or the registry has changed since: the new workbook replaces the earlier
    one.
    """
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
    owed: str = ""
    """What it asks for that the unit's accepted report does not have: the unit owes
    that.
    """

    def as_json(self) -> dict[str, object]:
        """Give one of the `files` of `generate --json`."""
        return {
            "unit": self.unit,
            "name": self.name,
            "path": str(self.path),
            "serial": self.serial,
            "state": self.state.value,
            "rows": self.rows,
            "owed": self.owed,
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


def of_all_forms(results: Sequence[GenerateResult]) -> GenerateResult:
    """Give the results of a period's forms as one, with the first deadline."""
    return GenerateResult(
        period=results[0].period,
        form="、".join(one.form for one in results),
        deadline=min(one.deadline for one in results),
        workbooks=tuple(book for one in results for book in one.workbooks),
        findings=tuple(finding for one in results for finding in one.findings),
    )


def generate_forms(  # noqa: PLR0913 - what a caller may say of the run
    workspace: Workspace,
    period: Period,
    units: Sequence[str] = (),
    *,
    form: str = "",
    now: dt.datetime,
    operator: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> tuple[GenerateResult, ...]:
    """Issue each form of a period, or the one that is named, to those of `units` that
    owe it.

    A form that none of them owes is left out. As `generate` otherwise: RegistryError
    where a unit owes no form at all, before anything is issued.
    """
    return tuple(
        generate(
            workspace,
            period,
            owing,
            form=key,
            now=now,
            operator=operator,
            progress=progress,
        )
        for key, owing in _owed_forms(workspace, period, units, form)
    )


def _owed_forms(
    workspace: Workspace, period: Period, units: Sequence[str], form: str
) -> list[tuple[str, tuple[str, ...]]]:
    """Give the keys of the forms to issue, each with those of `units` that owe it."""
    designs = forms_of(workspace, period, form)
    first = (designs[0].key, tuple(units))
    if len(designs) == 1:
        return [first]
    files = Files(workspace)
    owed: list[tuple[str, tuple[str, ...]]] = []
    known: dict[str, Unit] = {}
    for design in designs:
        due = files.in_force(period, design.key).registry.reporting_units()
        by_name = _by_name(due)
        owing = tuple(name for name in units if squeeze(name) in by_name)
        known |= by_name
        if owing or (due and not units):
            owed.append((design.key, owing))
    for name in units:
        _named(name, known)
    return owed or [first]


def generate(  # noqa: PLR0913 - what a caller may say of the run
    workspace: Workspace,
    period: Period,
    units: Sequence[str] = (),
    *,
    form: str = "",
    now: dt.datetime,
    operator: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> GenerateResult:
    """Issue the workbooks of a form to `units` (codes, names or aliases), or to all
    that have tasks.

    A workbook whose unit, tasks and form are as they were when it was issued comes out
    the same, byte for byte, and is not recorded twice. What it is issued by is in force
    for the period from then on. `now` (with its time zone) and `operator` are what the
    ledger notes; `progress` is told how many of how many are done. RegistryError,
    DesignError or PeriodError where nothing can be issued.
    """
    files = Files(workspace)
    count = len(units or files.registry(period).units)
    with open_children(workspace.settings, count) as children:
        given = files.in_force(period, form)
        _check(given.registry, files.findings)
        chosen = _chosen(given.registry, units)
        look = Look(
            office=workspace.settings.office,
            own_layout=own_layout(workspace, given.design),
        )
        with (
            open_ledger(workspace.database_url) as ledger,
            ThreadPoolExecutor(_WRITERS) as writers,
        ):
            if ledger.is_closed(str(period), given.form):
                raise PeriodError(
                    f"{period} 已经关账：先运行 xltool reopen {period} --reason 原因，"
                    "再下发"
                )
            key = signing_key(workspace, ledger, now=now)
            before = ledger.in_force(str(period), given.form)
            ledger.put_in_force(given, at=now, who=operator)
            press = _Press(
                folder=workspace.issued(str(period)),
                makers=Makers(look, children),
                key=key,
                ledger=ledger,
                writers=writers,
                layout_of=_Layouts(workspace, ledger, files, given).of,
                names=_file_names(given.registry, given.design, period),
                period=str(period),
                form=given.form,
                operator=operator,
                now=now,
            )
            done = press.write(chosen, progress)
    return GenerateResult(
        period=period,
        form=given.design.name,
        deadline=given.due,
        workbooks=tuple(done),
        findings=(
            *registry_gaps(given.registry),
            *deadline_findings(period, given.design.deadline_days),
            *changed_findings(before, given),
        ),
    )


class _Layouts:
    """The layouts of a period, prefilled with values that were accepted earlier."""

    def __init__(
        self, workspace: Workspace, ledger: Ledger, files: Files, given: InForce
    ) -> None:
        self._workspace = workspace
        self._ledger = ledger
        self._files = files
        self._given, self._period = given, Period.parse(given.period)
        self._last_period = self._earlier(self._period.previous)
        self._last_year = self._earlier(self._period.last_year)
        self._within = self._earlier(self._last_within())
        names = [
            name
            for name in ledger.issued_periods(given.form)
            if Period.parse(name) < self._period
        ]
        self._last_reports = ledger.last_reports(given.form, names)

    def _last_within(self) -> Period | None:
        """Give the last shorter period in this one for which anything was issued."""
        for inner in self._period.lasts_within:
            if self._ledger.forms(str(inner)):
                return inner
        return None

    def _earlier(self, period: Period | None) -> Mapping[str, Values]:
        """Give what was accepted in another period, also of another cycle's form."""
        forms = () if period is None else self._ledger.forms(str(period))
        if period is None or not forms:
            return {}
        same = self._given.form
        form = same if same in forms else forms[0]
        then = in_force(
            self._workspace,
            self._ledger,
            period,
            form,
            files=self._files,
        )
        changes = self._given.registry.changes
        return Earlier(
            self._ledger,
            str(period),
            replace(self._given.design, key=form),
            now=self._given.registry,
            then=then.registry,
            absorbed=heirs(changes, period.end, self._period.end),
        )

    def of(self, unit: Unit) -> Layout:
        design = self._given.design
        reported, issued = self._last_report(unit.code)
        back = self._carried(unit.code, reported, issued)
        return build_layout(
            design,
            unit,
            self._period,
            self._given.registry,
            last_period=self._last_period.get(unit.code, {}),
            last_year=self._last_year.get(unit.code, {}),
            within=self._within.get(unit.code, {}),
            others=self._last_period,
            carried=back,
            used=last_used(design, reported, issued, back),
        )

    def _last_report(self, unit: str) -> tuple[Values, Values]:
        """Give what a unit last reported that was accepted, and what had come back to
        it then.
        """
        period = self._last_reports.get(unit)
        if period is None:
            return {}, {}
        form = self._given.form
        reported = self._ledger.values(period, unit, form)
        issue = self._ledger.latest_issue(period, unit, form)
        issued = layout_from_json(issue.layout).carried() if issue else {}
        return reported, issued

    def _carried(self, unit: str, reported: Values, issued: Values) -> Values:
        """Give what comes back to a unit, also from those that were merged into it
        since its last report.
        """
        design = self._given.design
        found = carried(design, reported, issued)
        period = self._last_reports.get(unit)
        since = Period.parse(period).end if period else dt.date.min
        changes = self._given.registry.changes
        for other in heirs(changes, since, self._period.end).get(unit, ()):
            inherited = carried(design, *self._last_report(other))
            found = joined(design, found, inherited, last_used(design, reported, found))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    """A workbook that is being made, and the issue `before` it.

    `text` is its layout as JSON; `saved` gives the SHA-256 of its file when that is
    written.
    """

    layout: Layout
    text: str
    serial: int
    stamp: str
    before: Issue | None
    path: Path
    saved: Future[str]


def _one_ahead(begun: Iterable[list[_Begun]]) -> Iterator[list[_Begun]]:
    """Give each batch when the next one has begun: it is made while this one waits for
    the disk and is recorded.
    """
    before: list[_Begun] = []
    for batch in begun:
        if before:
            yield before
        before = batch
    if before:
        yield before


@dataclass(frozen=True, slots=True, kw_only=True)
class _Press:
    """What writes the workbooks of a period, some at a time, and records them."""

    folder: Path
    makers: Makers
    key: bytes
    ledger: Ledger
    writers: ThreadPoolExecutor
    layout_of: Callable[[Unit], Layout]
    names: dict[str, str]
    period: str
    form: str
    operator: str
    now: dt.datetime

    def write(
        self, units: Sequence[Unit], progress: Callable[[int, int], None] | None
    ) -> list[IssuedWorkbook]:
        """Write and record workbooks in batches; see `generate` for `progress`."""
        starts = range(0, len(units), _BATCH)
        batches = (units[start : start + _BATCH] for start in starts)
        done: list[IssuedWorkbook] = []
        for begun in _one_ahead(map(self._begin, batches)):
            done += self._finish(begun)
            if progress is not None:
                progress(len(done), len(units))
        return done

    def _begin(self, units: Sequence[Unit]) -> list[_Begun]:
        """Begin with some workbooks."""
        codes = [unit.code for unit in units]
        latest = self.ledger.latest_issues(self.period, codes, self.form)
        return [self._begun(unit, latest.get(unit.code)) for unit in units]

    def _finish(self, begun: Sequence[_Begun]) -> list[IssuedWorkbook]:
        """Wait until workbooks are written, and record them.

        The record comes last, so that a killed run can be repeated.
        """
        issues = []
        done = []
        for workbook in begun:
            issue = self._issue(workbook, workbook.saved.result())
            if issue is not workbook.before:
                issues.append(issue)
            done.append(
                _workbook(workbook.layout, issue, workbook.before, workbook.path)
            )
        self.ledger.record_issued(self.period, issues, who=self.operator)
        return done

    def _begun(self, unit: Unit, before: Issue | None) -> _Begun:
        """Begin with a unit's workbook: under the serial that it had, where nothing
        has changed since.
        """
        layout = self.layout_of(unit)
        text = layout_to_json(layout)
        form = layout.form.key
        if before is None:
            serial = 1
        elif (before.form, before.layout) == (form, text):
            serial = before.serial
        else:
            serial = self.ledger.next_serial(self.period, unit.code, form)
        stamp = self._stamp(layout, serial)
        path = self.folder / self.names[unit.code]
        content = self.makers.begin(layout, text, stamp)
        return _Begun(
            layout=layout,
            text=text,
            serial=serial,
            stamp=stamp,
            before=before,
            path=path,
            saved=self.writers.submit(_save, path, content),
        )

    def _issue(self, begun: _Begun, sha256: str) -> Issue:
        """Give a workbook's record: the one before, where nothing has changed since."""
        before = begun.before
        if before is not None and before.serial == begun.serial:
            return before
        layout = begun.layout
        return Issue(
            period=self.period,
            unit=layout.unit.code,
            form=layout.form.key,
            form_version=layout.form.version,
            serial=begun.serial,
            stamp=begun.stamp,
            layout=begun.text,
            file=self.names[layout.unit.code],
            sha256=sha256,
            issued_at=self.now,
            owed=self._owed(layout, before),
            required_cells=len(required_cells(layout)),
        )

    def _owed(self, layout: Layout, before: Issue | None) -> str:
        """Name what a workbook asks for that the unit's accepted report does not
        have.
        """
        if before is None:
            return ""
        values = self.ledger.values(self.period, before.unit, self.form)
        if not values:
            return ""
        return "；".join(owed(values, layout_from_json(before.layout), layout))

    def _stamp(self, layout: Layout, serial: int) -> str:
        return sign(stamp_of(layout, serial), self.key)


def _save(path: Path, made: Callable[[], bytes]) -> str:
    """Write a workbook when it is made, if it is not there yet; gives its SHA-256."""
    content = made()
    if not path.is_file() or path.read_bytes() != content:
        write_atomically(path, content)
    return hashlib.sha256(content).hexdigest()


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
        owed=issue.owed,
        rows=sum(
            row.reports and bool(row.task)
            for sheet in layout.sheets
            for row in sheet.rows
        ),
    )


def _check(registry: Registry, findings: tuple[Finding, ...]) -> None:
    """Refuse a registry that nothing may be issued by.

    RegistryError says what to do.
    """
    if worst(findings) is Severity.ERROR:
        count = sum(finding.severity is Severity.ERROR for finding in findings)
        raise RegistryError(
            f"任务台账有 {count} 处错误，不能下发：运行 xltool check 逐处查看，"
            "改好后再下发"
        )
    if not registry.reporting_units():
        raise RegistryError(
            "任务台账里没有承担任务的单位，也没有别的单位要填这张报表：请先运行 xltool "
            "import 导入分解表，并核对“任务”表和“单位”表；统计表请核对报表设计里的"
            "“单位”设置"
        )


def _chosen(registry: Registry, wanted: Sequence[str]) -> tuple[Unit, ...]:
    """Give the units that are named, in the order of the directory.

    All where none is.
    """
    due = registry.reporting_units()
    if not wanted:
        return due
    by_name = _by_name(due)
    chosen = {_named(name, by_name).code for name in wanted}
    return tuple(unit for unit in due if unit.code in chosen)


def _by_name(units: Sequence[Unit]) -> dict[str, Unit]:
    """Give units by whatever they are called, without spaces."""
    return {
        squeeze(name): unit
        for unit in units
        for name in (*unit.aliases, unit.name, unit.code)
    }


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
    """Give every unit's file name.

    Those that a file system might take for one are told apart by a number.
    """
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
