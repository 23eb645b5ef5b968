"""The columns of one table as fields, and what is doubtful about several of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from xltool.excel.designing.fields import (
    CHOICE,
    INTEGER,
    NUMBER,
    NUMERIC,
    PERCENT,
    Typed,
    decimals_of,
    formula_of,
    letters,
    merge_of,
    sample_of,
    shows_per_cent,
    type_of,
    width_of,
)
from xltool.excel.designing.found import DesignDoubt, FoundField, place_of
from xltool.excel.designing.words import MONEY, unit_for

if TYPE_CHECKING:
    from xltool.excel.designing.draft import Draft
    from xltool.excel.designing.fields import Sample
    from xltool.excel.designing.headers import Heading
    from xltool.excel.designing.page import Page
    from xltool.excel.designing.tables import Table

TYPES = (
    "数字、整数、百分比、文本、日期、年月、选项、电话、身份证号、统一社会信用代码、附件"
)
MERGES = "合计、加权平均、最大、最小、并列、清单、不汇总"
_TIMES_100 = re.compile(r"\*100(?![\d.])|(?<![\d.\]])100\*")
"""A formula that gives per cent: `[甲]/[乙]*100`, `100*[甲]/[乙]`."""
_ASKED_SINGLY = 6
"""More columns of one table that are doubtful in the same way are asked about at once.
"""
_LONGEST_PROMPT = 255
"""Characters that Excel shows in a validation's prompt."""


@dataclass(slots=True, kw_only=True)
class ColumnReader:
    """Reads the columns of a table, and gathers what is doubtful about them.

    `heads` and `keys` are the headings and the names of the columns, `rows` those by
    which a column is known, `codes` the codes of the rows, `unit` the measure that
    stands above the table, `key` the table's name in the design.
    """

    page: Page
    table: Table
    heads: dict[int, Heading]
    keys: dict[int, str]
    rows: list[int]
    codes: dict[int, str]
    unit: str
    key: str
    draft: Draft
    has_shares: bool
    """Whether rows of shares stand among those of figures."""
    measured_by_row: bool = False
    """Whether every row has a unit of measurement of its own."""

    _untyped: list[FoundField] = field(default_factory=list)
    _figures: list[FoundField] = field(default_factory=list)
    _unsure_unit: list[FoundField] = field(default_factory=list)
    _without_unit: list[FoundField] = field(default_factory=list)
    _without_merge: list[FoundField] = field(default_factory=list)
    _unscaled: list[FoundField] = field(default_factory=list)

    def read(self, column: int) -> FoundField | None:
        """Give one column; None where the office computes it by other means."""
        formula, computes = formula_of(
            self.page, self.rows, column, self.keys, self.codes
        )
        if computes and not formula:
            self._pass_over(column)
            return None
        heading = self.heads[column]
        seen = replace(heading, heads=()) if self.has_shares else heading
        sample = sample_of(self.page, self.rows, column)
        typed = self._typed(sample, seen, formula)
        scaled = _Scaled(formula)
        if typed.type == PERCENT:
            scaled = _as_percent(
                formula,
                shows_per_cent=shows_per_cent(sample),
                decimals=decimals_of(sample),
            )
        measure = self._measure(typed.type, heading)
        merge = merge_of(typed.type, seen)
        key = self.keys[column]
        found = FoundField(
            key=key,
            label=self._label(column),
            place=letters(column),
            type=typed.type,
            heads=heading.heads,
            unit=measure.unit,
            required=self._is_required(sample, heading, typed, formula),
            formula=scaled.formula,
            choices=choices_of(sample, typed.type, key, self.draft),
            width=width_of(heading.label, typed.type),
            help=help_of(sample, heading),
            merge="" if formula else merge.type,
        )
        if not typed.sure:
            self._untyped.append(found)
        if not scaled.sure:
            self._unscaled.append(found)
        if not formula:
            self._note_entered(found, measure=measure, merge=merge)
        return found

    def _pass_over(self, column: int) -> None:
        """Say that a column is not collected."""
        self.draft.ask(
            DesignDoubt(
                place=place_of(self.page.name, self.table.header[-1], column),
                question=f"“{self.heads[column].label}”由表里的公式自动算，不收",
                taken="不收",
            )
        )

    def _typed(self, sample: Sample, heading: Heading, formula: str) -> Typed:
        """Give a column's type; a sum of figures is no percentage."""
        is_figure = not self.table.is_list or bool(self.unit)
        typed = type_of(sample, heading, is_figure=is_figure)
        if typed.type == PERCENT and formula and "/" not in formula:
            return Typed(NUMBER, sure=True)
        return typed

    def _measure(self, type_name: str, heading: Heading) -> _Measure:
        """Give a column's unit of measurement.

        Where each row has its own, only money takes the table's.
        """
        if type_name == PERCENT:
            return _Measure("%")
        if type_name not in NUMERIC:
            return _Measure("")
        if heading.unit and heading.unit != "%":
            return _Measure(heading.unit)
        words = "".join((*heading.heads, heading.label))
        unit, sure = unit_for(words, self.unit, whole=type_name == INTEGER)
        if not self.measured_by_row:
            return _Measure(unit, sure)
        is_money = MONEY.search(words) is not None and "元" in unit
        return _Measure(unit if is_money else "")

    def _is_required(
        self, sample: Sample, heading: Heading, typed: Typed, formula: str
    ) -> bool:
        """Say whether a column must be filled in.

        The form says so, or its validation, or it has figures of given rows.
        """
        check = sample.validation
        if heading.required or (check is not None and not check.allows_blank):
            return True
        return typed.type in NUMERIC and not formula and not self.table.is_list

    def _label(self, column: int) -> str:
        """Give a label; one that comes again under the same heads says its column."""
        heading = self.heads[column]
        label = heading.label or self.keys[column]
        same = 0
        for other in self.heads.values():
            if other.label == heading.label and other.heads == heading.heads:
                same += 1
        return label if same < 2 else f"{label}（{letters(column)} 列）"

    def _note_entered(
        self, entered: FoundField, *, measure: _Measure, merge: Typed
    ) -> None:
        """Note what is doubtful about a column that is entered, not computed."""
        if not merge.sure:
            self._without_merge.append(entered)
        if entered.type not in NUMERIC:
            return
        if not entered.unit and not self.measured_by_row:
            self._without_unit.append(entered)
        if not measure.sure:
            self._unsure_unit.append(entered)
        if not self.table.is_list:
            self._figures.append(entered)

    def ask_together(self) -> None:
        """Ask once what is doubtful about several columns."""
        untyped = "填什么，表里看不出"
        if len(self._untyped) > _ASKED_SINGLY:
            self._ask(self._untyped, untyped, "类型", TYPES)
        else:
            for doubtful in self._untyped:
                self._ask([doubtful], untyped, "类型", TYPES)
        unscaled = "公式没有乘 100，格式也不是百分比，乘 100 后才是百分数"
        for doubtful in self._unscaled:
            self._ask([doubtful], unscaled, "计算公式", "表里的公式不变，这里写怎么算")
        self._ask(self._figures, "空着要不要退回（必填）", "必填", "是、否")
        self._ask(self._unsure_unit, "是哪个计量单位", "计量单位", self.unit)
        self._ask(self._without_unit, "没有写计量单位", "计量单位", "")
        unmerged = "各单位的数不能直接相加，怎么汇总"
        self._ask(self._without_merge, unmerged, "汇总", MERGES)

    def _ask(
        self, fields: list[FoundField], question: str, column: str, options: str
    ) -> None:
        """Ask for what the column `column` of the design says of some fields."""
        if not fields:
            return
        first = fields[0]
        taken = {
            "类型": first.type,
            "汇总": first.merge,
            "计量单位": first.unit or "（空）",
            "必填": "是",
            "计算公式": first.formula,
        }
        labels = "、".join(one.label for one in fields)
        self.draft.ask(
            DesignDoubt(
                place=f"{self.page.name}!{first.place}{self.table.header.stop}",
                question=f"“{labels}”{question}",
                taken=taken[column],
                options=options,
                sheet="字段",
                row_key="、".join(f"{self.key}.{one.key}" for one in fields),
                column=column,
            )
        )


class _Measure(NamedTuple):
    """A unit of measurement, and whether it is certain."""

    unit: str
    sure: bool = True


class _Scaled(NamedTuple):
    """A formula, and whether it is certain that it gives per cent."""

    formula: str
    sure: bool = True


def _as_percent(formula: str, *, shows_per_cent: bool, decimals: int | None) -> _Scaled:
    """Give the formula of a percentage as one of per cent, rounded as it is shown.

    A cell that shows per cent by its format holds a share. Under a plain format, a
    formula that multiplies by 100 gives per cent itself, and any other is doubtful.

    >>> _as_percent("[完成]/[计划]", shows_per_cent=True, decimals=1)
    _Scaled(formula='ROUND(([完成]/[计划])*100,1)', sure=True)
    >>> _as_percent("[完成]/[计划]*100", shows_per_cent=False, decimals=None)
    _Scaled(formula='[完成]/[计划]*100', sure=True)
    """
    if not formula:
        return _Scaled(formula)
    sure = True
    given = formula
    if shows_per_cent or not _TIMES_100.search(formula):
        given = f"({formula})*100"
        sure = shows_per_cent
    if decimals is not None and "ROUND(" not in given:
        given = f"ROUND({given},{decimals})"
    if '"' in formula and given != formula:
        given = f'IFERROR({given},"")'  # what it says in words is no number
    return _Scaled(given, sure)


def choices_of(sample: Sample, type_name: str, key: str, draft: Draft) -> str:
    """Give the name of a field's list of choices; empty where it has none."""
    if type_name != CHOICE or sample.validation is None:
        return ""
    return draft.choice_name(key, sample.validation.choices)


def help_of(sample: Sample, heading: Heading) -> str:
    """Give what the form says of how a field is filled in."""
    prompt = sample.validation.prompt if sample.validation else ""
    return (prompt or heading.help)[:_LONGEST_PROMPT]
