"""A simulated year of a city, lived on the ledger: 73 units, months, quarters, ten-day briefs.

What happens follows from arithmetic on numbers, so that it is the same each time. The
truth that is recounted against stands in plain dictionaries beside the ledger: what
each unit sent that was accepted, month by month, and which problems are open.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.rollup.city import a_form
from xltool.findings import Finding, Place, Severity
from xltool.forms.deadlines import deadline
from xltool.forms.design import Field, FieldType, Prefill
from xltool.forms.layout_json import layout_to_json
from xltool.ledger.ledger import open_ledger
from xltool.ledger.records import Arrival, InForce, Issue, Judged
from xltool.model.as_of import as_of
from xltool.model.changes import Change, ChangeKind
from xltool.model.indicator_kind import IndicatorKind
from xltool.model.period import Cycle, Period
from xltool.model.registry import Indicator, Registry, Reporting, Task, Unit
from xltool.model.submission import Judgement, Verdict
from xltool.model.value import reported
from xltool.workflows.generating import _Layouts
from xltool.workflows.in_force import Files

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.forms.design import FormDesign
    from xltool.forms.layout import Layout
    from xltool.ledger.ledger import Ledger
    from xltool.model.value import Values
    from xltool.workspace import Workspace

YEAR = 2025
AREAS = tuple(f"县{number:02d}" for number in range(1, 14))
OFFICES = tuple(f"局{number:02d}" for number in range(1, 61))
GONE, HEIR = "县13", "县12"
MOVED, NEW_LEAD = "T07-01", "局08"
REVISED, REVISED_TO = "T03-01-1", Decimal(60)
CHANGES = (
    Change(
        day=dt.date(YEAR, 5, 10), kind=ChangeKind.MERGED, subject=GONE, becomes=HEIR
    ),
    Change(
        day=dt.date(YEAR, 6, 1), kind=ChangeKind.MOVED, subject=MOVED, becomes=NEW_LEAD
    ),
    Change(
        day=dt.date(YEAR, 7, 1),
        kind=ChangeKind.REVISED,
        subject=REVISED,
        value=REVISED_TO,
    ),
)


def months() -> tuple[Period, ...]:
    return tuple(Period.parse(f"{YEAR}-{month:02d}") for month in range(1, 13))


def form(cycle: Cycle = Cycle.MONTH) -> FormDesign:
    """Make the form of a cycle: problems come back until they are 已销号, contacts always."""
    last = Field(
        key="上期累计",
        label="上期累计",
        type=FieldType.NUMBER,
        prefill=Prefill.LAST_PERIOD,
        source="累计完成",
    )
    design = a_form(last)
    sheets = []
    for sheet in design.sheets:
        fields = []
        for one in sheet.fields:
            carries = sheet.key in {"突出问题", "填报信息"}
            ends = ("已销号",) if one.key == "销号情况" else ()
            fields.append(replace(one, carries=carries, ends=ends))
        sheets.append(replace(sheet, fields=tuple(fields)))
    key = {Cycle.MONTH: "月通报", Cycle.QUARTER: "季总结", Cycle.TEN_DAY: "旬简报"}[
        cycle
    ]
    return replace(design, key=key, name=key, cycle=cycle, sheets=tuple(sheets))


def registry() -> Registry:
    """Make the registry: each office leads a task of its own, five are of every area."""
    tasks, indicators = [], []
    for number, office in enumerate(OFFICES, start=1):
        code = f"T{number:02d}-01"
        support = ("局07",) if number == 9 else ()
        tasks.append(_task(code, office, support))
        indicators.append(_indicator(code, Decimal(100), Reporting.LEAD))
    for number in range(61, 66):
        code = f"T{number:02d}-01"
        tasks.append(_task(code, OFFICES[number - 61], AREAS))
        one = _indicator(code, Decimal(2000), Reporting.EACH)
        indicators.append(replace(one, reporters=AREAS))
    units = [Unit(code=name, name=name, group="部门") for name in OFFICES]
    units += [Unit(code=name, name=name, group="县市区") for name in AREAS]
    return Registry(
        tasks=tuple(tasks),
        indicators=tuple(indicators),
        units=tuple(units),
        changes=CHANGES,
    )


def _task(code: str, lead: str, support: tuple[str, ...]) -> Task:
    return Task(
        code=code,
        measure_seq=code[1:3],
        measure_name="重点工作",
        name=f"任务{code}",
        text=f"完成任务{code}。",
        campaign="攻坚",
        lead_unit=lead,
        support_units=support,
    )


def _indicator(task: str, target: Decimal, reporting: Reporting) -> Indicator:
    return Indicator(
        code=f"{task}-1",
        task=task,
        name=f"指标{task}",
        value=target,
        measurement_unit="个",
        kind=IndicatorKind.COUNT,
        reporting=reporting,
    )


@dataclass(slots=True)
class Year:
    """The office's year; `accepted` is figures by month, indicator and unit; `open` problems by unit."""

    workspace: Workspace
    accepted: dict[str, dict[str, dict[str, Decimal]]] = field(default_factory=dict)
    open: dict[str, set[str]] = field(default_factory=dict)
    counted: dict[str, set[str]] = field(default_factory=dict)
    due: dict[str, tuple[str, ...]] = field(default_factory=dict)
    layouts: dict[str, Layout] = field(default_factory=dict)
    sent: int = 0

    def issue(self, ledger: Ledger, period: Period, design: FormDesign) -> None:
        """Issue a form for a period, without writing the workbooks."""
        given = InForce(
            period=str(period),
            form=design.key,
            registry=as_of(registry(), period.end),
            design=design,
            due=deadline(period, design.deadline_days),
        )
        at = _moment(period.end, -2)
        ledger.put_in_force(given, at=at, who="王")
        layouts = _Layouts(self.workspace, ledger, Files(self.workspace), given)
        units = given.registry.reporting_units()
        self.layouts = {unit.code: layouts.of(unit) for unit in units}
        issues = [_issue(layout, at) for layout in self.layouts.values()]
        ledger.record_issued(str(period), issues, who="王")
        self.due[str(period)] = tuple(self.layouts)

    def send(
        self,
        ledger: Ledger,
        period: Period,
        units: Iterable[str],
        *,
        verdict: Verdict = Verdict.ACCEPTED,
        add: int = 0,
        days: int = 3,
    ) -> None:
        """Send reports, which are judged with this verdict; `add` makes another figure of each."""
        at = _moment(period.end, days)
        arrivals, judgements = {}, {}
        for unit in units:
            self.sent += 1
            arrival = _arrival(f"{unit}-{period}-{self.sent}")
            arrivals[arrival.sha256] = arrival
            judgements[arrival.sha256] = self._judged(period, unit, verdict, add)
        ledger.record_originals(str(period), arrivals.values(), received_at=at)
        judged = []
        for original in ledger.originals(str(period)):
            judgement = judgements.get(original.sha256)
            if judgement is not None:
                one = Judged(
                    original=original, judgement=judgement, wants_feedback=False
                )
                judged.append(one)
        ledger.record_submissions(str(period), judged, judged_at=at)

    def _judged(
        self, period: Period, unit: str, verdict: Verdict, add: int
    ) -> Judgement:
        """Give a unit's report as it is judged, and keep the truth of what is accepted."""
        layout = self.layouts[unit]
        values, figures = self._values(layout, period, unit, add)
        if verdict is not Verdict.RETURNED:
            self.counted.setdefault(str(period), set()).add(unit)
            by_indicator = self.accepted.setdefault(str(period), {})
            for code, number in figures.items():
                by_indicator.setdefault(code, {})[unit] = number
            problems = values.get("突出问题", {})
            self.open[unit] = {
                row["问题描述"].text
                for row in problems.values()
                if row["销号情况"].text != "已销号"
            }
        return Judgement(
            verdict=verdict,
            unit=unit,
            period=str(period),
            form=layout.form.key,
            form_version="1",
            values=values,
            findings=(_WRONG,) if verdict is Verdict.RETURNED else (),
        )

    def _values(
        self, layout: Layout, period: Period, unit: str, add: int
    ) -> tuple[Values, dict[str, Decimal]]:
        """Fill a layout in: figures that grow with the month, problems that end after a while."""
        figures = {}
        month = period.end.month
        for row in layout.sheet("指标数据").rows if _has(layout, "指标数据") else ():
            if row.reports:
                weight = int(hashlib.sha256(row.key.encode()).hexdigest()[:2], 16) % 7
                number = Decimal(month * (3 + weight) + len(unit) + int(unit[1:]) + add)
                figures[row.key] = number
        values: Values = {
            "指标数据": {
                code: {"累计完成": reported(number)} for code, number in figures.items()
            },
            "填报信息": {
                "1": {"填报人": reported(f"{unit}张"), "联系电话": reported("0")}
            },
        }
        problems = {}
        sheet = layout.sheet("突出问题")
        for row in sheet.rows:
            if row.carried:
                begun = int(row.carried["问题描述"].text.rpartition("@")[2])
                state = "已销号" if month - begun >= 2 else "整改中"
                problems[row.key] = {**row.carried, "销号情况": reported(state)}
        if (int(unit[1:]) + month) % 4 == 0:
            key = next(row.key for row in sheet.rows if not row.carried)
            problems[key] = {
                "问题描述": reported(f"{unit}的问题@{month}"),
                "销号情况": reported("整改中"),
            }
        values["突出问题"] = problems
        return values, figures


_WRONG = Finding(
    severity=Severity.ERROR, code="R05", place=Place(sheet="指标数据"), message="不对"
)


def _has(layout: Layout, key: str) -> bool:
    return any(sheet.design.key == key for sheet in layout.sheets)


def _moment(day: dt.date, days: int) -> dt.datetime:
    later = day + dt.timedelta(days=days)
    return dt.datetime.combine(later, dt.time(1), dt.UTC)


def _issue(layout: Layout, at: dt.datetime) -> Issue:
    return Issue(
        period=str(layout.period),
        unit=layout.unit.code,
        form=layout.form.key,
        form_version=layout.form.version,
        serial=1,
        stamp="",
        layout=layout_to_json(layout),
        file=f"{layout.unit.name}.xlsx",
        sha256="",
        issued_at=at,
    )


def _arrival(name: str) -> Arrival:
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    return Arrival(sha256=sha256, name=f"{name}.xlsx", size=1, stored=sha256)


def opened(workspace: Workspace) -> Ledger:
    return open_ledger(workspace.database_url)
