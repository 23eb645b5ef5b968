"""The rows of `registry.xlsx` become the registry, with a finding for every cell that
cannot be right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool import findings as f
from xltool.decomposition.registry.changes import changes_of
from xltool.decomposition.registry.registry_row import RegistryRow
from xltool.decomposition.registry.sheets import (
    CHANGES,
    COMPARISON_LABELS,
    INDICATORS,
    LEVEL_LABELS,
    MERGED,
    NO,
    RETIRED,
    ROLE_LABELS,
    SHARES,
    SHEETS,
    TASKS,
    UNITS,
    YES,
    Cells,
    RegistrySheet,
)
from xltool.decomposition.units.names import ends_collective
from xltool.findings import Finding, Place
from xltool.model.indicator_kind import IndicatorKind
from xltool.model.registry import (
    Indicator,
    Level,
    PlanStage,
    Registry,
    Reporting,
    Role,
    Task,
    Unit,
)
from xltool.text import half_width, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable


_SEPARATORS = re.compile(r"[、，,；;\n]+")
_STAGES = re.compile(r"[;、,\n]")
_STAGE = re.compile(
    r"""(?P<year>\d{4}) [-/.年] (?P<month>\d{1,2}) [-/.月] (?P<day>\d{1,2}) [日号]?
    \s* [:：]? \s* (?P<value>-?\d+(?:\.\d+)?)""",
    re.VERBOSE,
)
"""One stage of a plan: 2025-03-31:3, 2025年6月30日 5."""
_ADDRESSES = re.compile(r"[、，,；;\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRows:
    """The rows of one sheet as they stand.

    Column name -> 0-based column, and (0-based row, cells).
    """

    columns: dict[str, int]
    header: int = 0
    rows: tuple[tuple[int, Cells], ...] = ()


_NO_ROWS = SheetRows(columns={})

Book = dict[str, SheetRows]
"""`registry.xlsx`: sheet name -> its rows."""


def widened(book: Book) -> Book:
    """Give the columns that a workbook of an older version lacks a place behind its
    own.
    """
    after = dict(book)
    for sheet in SHEETS:
        rows = book.get(sheet.name)
        if rows is None or not rows.columns or sheet.name not in _WIDENED:
            continue
        columns = dict(rows.columns)
        for name in _WIDENED[sheet.name]:
            columns.setdefault(name, max(columns.values()) + 1)
        after[sheet.name] = replace(rows, columns=columns)
    return after


_WIDENED = {
    TASKS.name: ("责任人",),
    INDICATORS.name: ("分期计划",),
    SHARES.name: ("比较",),
}
"""Columns that were added since the first version, by sheet."""


def names_in(text: str) -> tuple[str, ...]:
    """Split a cell that lists names; each once, in order.

    >>> names_in("县科技局、 县财政局；县科技局")
    ('县科技局', '县财政局')
    """
    names: list[str] = []
    for name in map(squeeze, _SEPARATORS.split(text)):
        if names and ends_collective(names[-1], name):
            names[-1] = f"{names[-1]}、{name}"
        elif name:
            names.append(name)
    return tuple(dict.fromkeys(names))


def registry_of(book: Book) -> tuple[Registry, tuple[Finding, ...]]:
    """Read the registry out of its rows.

    What is wrong in a row is a finding with sheet and cell. A wrong cell is left out
    (its row stays where it can), so that one mistake does not hide the others. Rows
    whose 状态 is 停用, and units that were merged into another, are no part of the
    registry.
    """
    reader = _Reader(book=book)
    reader.check_headers()
    units = reader.units()
    tasks = reader.tasks()
    indicators = reader.indicators({task.code for task in tasks})
    shares, comparisons = reader.shares({indicator.code for indicator in indicators})
    registry = Registry(
        tasks=tasks,
        indicators=indicators,
        units=units,
        shares=shares,
        share_comparisons=comparisons,
        changes=changes_of(
            reader.rows(CHANGES),
            reader.codes,
            {task.code for task in tasks},
            {indicator.code for indicator in indicators},
        ),
    )
    return registry, tuple(reader.findings)


@dataclass(slots=True, kw_only=True)
class _Reader:
    book: Book
    findings: list[Finding] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    """Every spelling of a unit (code, name, alias) -> its code."""

    def check_headers(self) -> None:
        for sheet in SHEETS:
            if sheet.name not in self.book:
                if sheet in (TASKS, INDICATORS, UNITS):
                    self.findings.append(
                        f.REGISTRY_SHEET_MISSING.at(
                            Place(sheet=sheet.name), found=sheet.name
                        )
                    )
                continue
            for name in sheet.required:
                if name not in self.book[sheet.name].columns:
                    self.findings.append(
                        f.REGISTRY_COLUMN_MISSING.at(
                            Place(sheet=sheet.name), found=name
                        )
                    )

    def rows(self, sheet: RegistrySheet) -> Iterable[RegistryRow]:
        """Give the rows of a sheet that are in use, each key once."""
        known: dict[tuple[str, ...], int] = {}
        rows = self.book.get(sheet.name, _NO_ROWS)
        for number, cells in rows.rows:
            row = RegistryRow(
                sheet=sheet,
                columns=rows.columns,
                number=number,
                cells=cells,
                findings=self.findings,
            )
            if row.text("状态") == RETIRED or row.text("状态").startswith(MERGED):
                continue
            key = tuple(row.text(name) for name in sheet.keys)
            missing = [
                name for name, part in zip(sheet.keys, key, strict=True) if not part
            ]
            if missing:
                row.report(f.REGISTRY_NO_CODE, missing[0])
            elif key in known:
                row.report(
                    f.REGISTRY_CODE_TWICE,
                    sheet.keys[0],
                    found=" ".join(key),
                    first=known[key] + 1,
                )
            else:
                known[key] = number
                yield row

    def units(self) -> tuple[Unit, ...]:
        rows = list(self.rows(UNITS))
        for row in rows:
            code = row.text("代码")
            for column in ("代码", "名称", "别名"):
                for name in names_in(row.text(column)):
                    if self.codes.setdefault(name, code) != code:
                        row.report(
                            f.REGISTRY_NAME_TWICE,
                            column,
                            found=name,
                            other=self.codes[name],
                        )
        return tuple(self._unit(row) for row in rows)

    def _unit(self, row: RegistryRow) -> Unit:
        reports = row.choice("是否报送", {True: YES, False: NO}, default=True)
        return Unit(
            code=row.text("代码"),
            name=squeeze(row.text("名称")) or row.text("代码"),
            aliases=names_in(row.text("别名")),
            group=row.text("类别"),
            contact=row.text("联系人"),
            phone=row.text("电话"),
            emails=_addresses(row.text("邮箱")),
            copies=_addresses(row.text("抄送")),
            members=self._codes(row, "成员"),
            reports=reports,
        )

    def _codes(self, row: RegistryRow, column: str) -> tuple[str, ...]:
        """Give the codes of the units named in a cell.

        An unknown name is reported and left out.
        """
        found: dict[str, None] = {}
        for name in names_in(row.text(column)):
            code = self.codes.get(name)
            if code is None:
                row.report(f.REGISTRY_UNKNOWN_UNIT, column, found=name)
            else:
                found[code] = None
        return tuple(found)

    def tasks(self) -> tuple[Task, ...]:
        return tuple(self._task(row) for row in self.rows(TASKS))

    def _task(self, row: RegistryRow) -> Task:
        leads = self._codes(row, "牵头单位")
        item = row.number_in("项号")
        support = (*leads[1:], *self._codes(row, "配合单位"))
        return Task(
            code=row.text("任务编号"),
            measure_seq=row.text("序号"),
            measure_name=row.text("政策措施"),
            item_no=None if item is None else int(item),
            name=row.text("任务名称"),
            text=row.text("任务内容"),
            upper_text=row.text("上级内容"),
            campaign=row.text("攻坚"),
            leaders=names_in(row.text("牵头领导")),
            lead_unit=leads[0] if leads else "",
            support_units=tuple(
                code for code in dict.fromkeys(support) if code not in leads[:1]
            ),
            deadline=row.text("完成时限"),
            note=row.text("备注"),
            responsible=names_in(row.text("责任人")),
        )

    def indicators(self, tasks: set[str]) -> tuple[Indicator, ...]:
        printed = {
            cells.get("任务编号", "").strip()
            for _, cells in self.book.get(TASKS.name, _NO_ROWS).rows
        }
        rows = []
        for row in self.rows(INDICATORS):
            if row.text("任务编号") in tasks:
                rows.append(row)
            elif (
                row.text("任务编号") not in printed
            ):  # a retired task takes its indicators with it
                row.report(
                    f.REGISTRY_UNKNOWN_TASK, "任务编号", found=row.text("任务编号")
                )
        codes = {row.text("指标编号") for row in rows}
        return tuple(self._indicator(row, codes) for row in rows)

    def _indicator(self, row: RegistryRow, codes: set[str]) -> Indicator:
        parent = row.text("所属指标")
        if parent and parent not in codes:
            row.report(f.REGISTRY_UNKNOWN_INDICATOR, "所属指标", found=parent)
            parent = ""
        confidence = row.number_in("把握")
        return Indicator(
            code=row.text("指标编号"),
            task=row.text("任务编号"),
            name=row.text("指标名称"),
            level=row.choice("层级", LEVEL_LABELS, Level.OWN),
            comparison=row.choice("比较", COMPARISON_LABELS, ">="),
            value=row.number_in("目标值"),
            value_high=row.number_in("目标上限"),
            measurement_unit=row.text("计量单位"),
            role=row.choice("用途", ROLE_LABELS, Role.TARGET),
            kind=row.choice(
                "性质",
                {kind: kind.value for kind in IndicatorKind},
                IndicatorKind.COUNT,
            ),
            text_target=row.text("定性目标"),
            reverse=row.choice("越小越好", {True: YES, False: NO}, default=False),
            parent=parent,
            part=row.choice("所属关系", {"分项": "分项", "其中": "其中"}, ""),
            deadline=row.text("完成时限"),
            reporting=row.choice(
                "填报方式", {one: one.value for one in Reporting}, Reporting.LEAD
            ),
            reporters=self._codes(row, "填报单位"),
            upper=row.text("上级目标对照"),
            source_text=row.text("原文"),
            confidence=1.0 if confidence is None else float(confidence),
            plan=self._plan(row),
        )

    def _plan(self, row: RegistryRow) -> tuple[PlanStage, ...]:
        """Read `2025-03-31：3；2025-06-30：5`; what cannot be read is reported."""
        stages: list[PlanStage] = []
        for part in _STAGES.split(half_width(row.text("分期计划"))):
            stage = _stage(part)
            if stage is not None:
                stages.append(stage)
            elif part.strip():
                row.report(f.REGISTRY_NOT_A_STAGE, "分期计划", found=part.strip())
        return tuple(sorted(stages, key=lambda stage: stage.until))

    def shares(
        self, indicators: set[str]
    ) -> tuple[dict[tuple[str, str], Decimal], dict[tuple[str, str], str]]:
        """Give the divided targets, and how those compare that say so themselves."""
        shares: dict[tuple[str, str], Decimal] = {}
        comparisons: dict[tuple[str, str], str] = {}
        for row in self.rows(SHARES):
            code = row.text("指标编号")
            value = row.number_in("目标值")
            units = self._codes(row, "单位")
            comparison = row.choice("比较", COMPARISON_LABELS, "")
            if code not in indicators:
                row.report(f.REGISTRY_UNKNOWN_INDICATOR, "指标编号", found=code)
            elif value is not None and units:
                shares[code, units[0]] = value
                if comparison:
                    comparisons[code, units[0]] = comparison
        return shares, comparisons


def _stage(text: str) -> PlanStage | None:
    match = _STAGE.fullmatch(text.strip())
    if match is None:
        return None
    try:
        until = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
    return PlanStage(until=until, value=Decimal(match["value"]))


def _addresses(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in _ADDRESSES.split(text) if one))
