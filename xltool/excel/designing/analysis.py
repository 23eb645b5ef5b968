"""A blank form as a design: its tables, lists and single cells, and what is doubtful.

Nothing is invented: what the form does not say is taken as the most usual thing and
asked, with its place.
"""

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
from xltool.excel.designing.found import (
    DesignDoubt,
    FoundField,
    FoundForm,
    FoundRow,
    FoundSheet,
    place_of,
    unique,
)
from xltool.excel.designing.headers import (
    Heading,
    explains_rows,
    headings,
    key_of,
)
from xltool.excel.designing.rows import (
    RowColumns,
    differing_rows,
    find_rows,
    placeholders,
    row_columns,
)
from xltool.excel.designing.singles import Single, corner_unit, find_singles
from xltool.excel.designing.tables import Table, find_tables
from xltool.excel.designing.words import (
    MONEY,
    TOTAL,
    is_label,
    squeezed,
    unit_for,
    unit_in,
)
from xltool.model.grid import address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.excel.designing.fields import Sample
    from xltool.excel.designing.page import Page

TYPES = (
    "数字、整数、百分比、文本、日期、年月、选项、电话、身份证号、统一社会信用代码、附件"
)
MERGES = "合计、加权平均、最大、最小、并列、清单、不汇总"
_CYCLES = (
    (re.compile(r"旬报|旬简报"), "旬"),
    (re.compile(r"半年"), "半年"),
    (re.compile(r"季报|季度|按季|季总结"), "季"),
    (re.compile(r"周报|每周"), "周"),
    (re.compile(r"月报|月度|按月|本月|当月"), "月"),
    (re.compile(r"(?:报告期|所属期)\s*[:：]\s*(?:20\d\d)?[\s_＿]*年[\s_＿]*月"), "月"),
    (re.compile(r"年报"), "年"),
)
_YEARLY = re.compile(r"年度|全年|预算(?!内)|决算")
"""What most forms of a year say, and some others."""
_MONTH_HEAD = re.compile(r"(1[0-2]|[1-9])月份?")
_SPANS: dict[tuple[int, ...], str] = {
    (1, 2, 3): "季",
    (4, 5, 6): "季",
    (7, 8, 9): "季",
    (10, 11, 12): "季",
    (1, 2, 3, 4, 5, 6): "半年",
    (7, 8, 9, 10, 11, 12): "半年",
    (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12): "年",
}
"""How often a form is sent in that asks for these months."""
_TITLE = re.compile(r"(?:表|清单|名册|台账|情况|统计|月报|季报|年报|报告)(?:[（(].*)?$")
_TIMES_100 = re.compile(r"\*100(?![\d.])|(?<![\d.\]])100\*")
"""A formula that gives per cent: `[甲]/[乙]*100`, `100*[甲]/[乙]`."""
_ASKED_SINGLY = 6
"""More columns of one table that are doubtful in the same way are asked about at once.
"""
_MOST_ROWS = 400
"""More rows of the office's own are a dictionary, not a form."""


@dataclass(slots=True)
class _Draft:
    """A form in the course of being read."""

    sheets: list[FoundSheet] = field(default_factory=list)
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    doubts: list[DesignDoubt] = field(default_factory=list)

    def free_key(self, name: str) -> str:
        """Give a name of a sheet of the design that is not taken."""
        kept = re.sub(r"[\[\].\s:*?/\\'（）()]", "", name)[:24] or "表"
        return unique(kept, (one.key for one in self.sheets))

    def choice_name(self, key: str, choices: tuple[str, ...]) -> str:
        """Give the name of a list of choices; the same list has one name."""
        for name, known in self.choices.items():
            if known == choices:
                return name
        name = unique(key, self.choices)
        self.choices[name] = choices
        return name


def analyse(pages: Sequence[Page], name: str) -> FoundForm:
    """Find what a form asks for."""
    draft = _Draft()
    left = []
    for page in pages:
        if page.visible and not page.is_lookup and not _read_page(page, draft):
            left.append(page.name)
    if left:
        asked = "没有找到要填的格，不收；要收的请在“表”“字段”里补"
        draft.doubts.append(
            DesignDoubt(place="、".join(left), question=asked, taken="不收")
        )
    cycle = _cycle(pages, name, draft)
    used = {sheet.worksheet for sheet in draft.sheets}
    titles = [_title(page) for page in pages if page.name in used]
    title = titles[0] if len(titles) == 1 else ""
    return FoundForm(
        name=title or name,
        cycle=cycle,
        sheets=tuple(draft.sheets),
        choices=draft.choices,
        doubts=tuple(draft.doubts),
    )


def _title(page: Page) -> str:
    """Give the printed title of a worksheet; empty where none can be told."""
    tables = find_tables(page)
    last = tables[0].header.start if tables else min(page.rows, 3)
    told = []
    for row in range(last):
        texts = [text for _, text in page.texts_in(row)]
        if len(texts) == 1 and not is_label(texts[0]) and not unit_in(texts[0]):
            told.append("".join(texts[0].split()))
    named = [text for text in told if _TITLE.search(text) and len(text) <= 40]
    return max(named, key=len, default="")


def _cycle(pages: Sequence[Page], name: str, draft: _Draft) -> str:
    texts = [name, *(page.name for page in pages)]
    for page in pages:
        for row in range(min(page.rows, 6)):
            texts += [text for _, text in page.texts_in(row)]
    for pattern, cycle in _CYCLES:
        if any(pattern.search(text) for text in texts):
            return cycle
    is_yearly = any(_YEARLY.search(text) for text in texts)
    months = _months(pages)
    taken = _SPANS.get(months, "年" if is_yearly else "月")
    if is_yearly and taken == "年":
        return taken
    question = "表里没有写多久报一次"
    if months in _SPANS:
        question = f"{question}，要填的是 {months[0]}月到 {months[-1]}月"
    draft.doubts.append(
        DesignDoubt(
            place="",
            question=question,
            taken=taken,
            options="旬、月、季、半年、年、周、单次",
            sheet="设置",
            row_key="周期",
            column="内容",
        )
    )
    return taken


def _months(pages: Sequence[Page]) -> tuple[int, ...]:
    """Give the months that stand in cells of their own, as heads or names of rows."""
    found = set()
    for page in pages:
        if not page.visible or page.is_lookup:
            continue
        for row in range(page.rows):
            for _, text in page.texts_in(row):
                month = _MONTH_HEAD.fullmatch(squeezed(text))
                if month is not None:
                    found.add(int(month[1]))
    return tuple(sorted(found))


def _read_page(page: Page, draft: _Draft) -> bool:
    """Read a worksheet; tell whether it asks for anything."""
    tables = find_tables(page)
    kept = [one for one in tables if _is_asked(page, one)]
    for number, table in enumerate(kept, start=1):
        _read_table(page, table, draft, number if len(kept) > 1 else 0)
    singles = list(find_singles(page, tables))
    if singles:
        _read_singles(page, singles, draft, alone=not kept)
    return bool(kept or singles)


def _is_asked(page: Page, table: Table) -> bool:
    """Say whether a table has cells to fill in, and is no dictionary."""
    rows = range(table.body.start, table.body.stop)
    if not table.is_list and len(rows) > _MOST_ROWS:
        return False
    return any(
        page.cell(row, column).is_empty for row in rows for column in table.values
    )


def _read_table(page: Page, table: Table, draft: _Draft, number: int) -> None:
    heads = headings(page, table)
    key = draft.free_key(_table_name(page, table, number))
    columns = row_columns(page, table, heads)
    keys = _keys(table, heads)
    rows: tuple[FoundRow, ...] = ()
    rows_from = "固定"
    if table.is_list:
        rows_from = "单行" if table.entries == 1 and table.sure else "自由"
    else:
        rows = find_rows(page, table, columns, keys)
    reading = _Reading(
        page=page,
        table=table,
        heads=heads,
        keys=keys,
        rows=_entered_rows(table, rows),
        codes={row.row: row.code for row in rows},
        shares=any("/" in row.subtotal for row in rows),
        unit=corner_unit(page, table),
        by_row=columns.unit is not None,
        key=key,
        draft=draft,
    )
    asked = [one for one in table.values if not explains_rows(page, table, one)]
    fields = {column: reading.field(column) for column in asked}
    found = {column: one for column, one in fields.items() if one is not None}
    draft.sheets.append(
        FoundSheet(
            key=key,
            title=key,
            rows_from=rows_from,
            worksheet=page.name,
            header_row=table.header[-1],
            first_row=table.body.start,
            entries=table.entries,
            fields=tuple(found.values()),
            rows=rows,
        )
    )
    reading.ask_together()
    _doubt_rows(page, table, columns, key, draft)
    _doubt_totals(page, rows, found, key, draft)
    for row in differing_rows(page, rows, keys):
        draft.doubts.append(
            DesignDoubt(
                place=place_of(page.name, row.row, columns.names[-1]),
                question=f"“{row.name}”各列的公式不一样，小计按列得最全的写",
                taken=row.subtotal,
                sheet="行",
                row_key=f"{key}.{row.code}",
                column="小计",
            )
        )


def _keys(table: Table, heads: dict[int, Heading]) -> dict[int, str]:
    taken: set[str] = {"校验"}
    keys = {}
    for column in table.values:
        keys[column] = key_of(heads[column], taken, f"第{letters(column)}列")
    return keys


def _entered_rows(table: Table, rows: Sequence[FoundRow]) -> list[int]:
    """Give the rows by which a table's columns are known: those that add up nothing."""
    if table.is_list:
        return list(table.body)[: max(1, table.entries)]
    return [row.row for row in rows if not row.subtotal] or [row.row for row in rows]


def _table_name(page: Page, table: Table, number: int) -> str:
    """Give a table's name: its worksheet's, with its own head where there are more."""
    if not number:
        return page.name
    first = table.columns[0]
    head = page.text(table.header[0], first)
    above = page.text(table.header[0] - 1, first) if table.header[0] else ""
    own = head if table.header.stop - table.header.start > 1 else above
    if own and len(own) <= 12:
        return f"{page.name}{squeezed(own)}"
    return f"{page.name}{number}"


@dataclass(slots=True, kw_only=True)
class _Reading:
    """A table whose columns are being read."""

    page: Page
    table: Table
    heads: dict[int, Heading]
    keys: dict[int, str]
    rows: list[int]
    codes: dict[int, str]
    shares: bool
    """Whether rows of shares stand among those of figures."""
    unit: str
    key: str
    draft: _Draft
    unclear: list[FoundField] = field(default_factory=list)
    by_row: bool = False
    """Whether every row has a unit of measurement of its own."""
    figures: list[FoundField] = field(default_factory=list)
    unsure_unit: list[FoundField] = field(default_factory=list)
    without_unit: list[FoundField] = field(default_factory=list)
    without_merge: list[FoundField] = field(default_factory=list)
    unscaled: list[FoundField] = field(default_factory=list)

    def field(self, column: int) -> FoundField | None:
        """Give one column; None where the office computes it by other means."""
        heading = self.heads[column]
        key = self.keys[column]
        place = place_of(self.page.name, self.table.header[-1], column)
        formula, computes = formula_of(
            self.page, self.rows, column, self.keys, self.codes
        )
        if computes and not formula:
            asked = f"“{heading.label}”由表里的公式自动算，不收"
            self.draft.doubts.append(
                DesignDoubt(place=place, question=asked, taken="不收")
            )
            return None
        sample = sample_of(self.page, self.rows, column)
        is_figure = not self.table.is_list or bool(self.unit)
        seen = replace(heading, heads=()) if self.shares else heading
        typed = type_of(sample, seen, is_figure=is_figure)
        if typed.type == PERCENT and formula and "/" not in formula:
            typed = Typed(NUMBER, sure=True)  # a sum of figures is none
        merge = merge_of(typed.type, seen)
        unit, unit_sure = _unit(typed.type, heading, self.unit, by_row=self.by_row)
        scaled = _Scaled(formula=formula)
        if typed.type == PERCENT:
            scaled = _as_percent(
                formula,
                shows_per_cent=shows_per_cent(sample),
                decimals=decimals_of(sample),
            )
        found_field = FoundField(
            key=key,
            label=self._label(heading, key, column),
            place=letters(column),
            type=typed.type,
            heads=heading.heads,
            unit=unit,
            required=_is_required(sample, heading) or self._is_figure(typed, formula),
            formula=scaled.formula,
            choices=_choices(sample, typed.type, key, self.draft),
            width=width_of(heading.label, typed.type),
            help=_help(sample, heading),
            merge="" if formula else merge.type,
        )
        if not typed.sure:
            self.unclear.append(found_field)
        if not scaled.sure:
            self.unscaled.append(found_field)
        if found_field.type in NUMERIC and not found_field.formula:
            self._note_entered(found_field, unit_sure=unit_sure)
        if not merge.sure and not found_field.formula:
            self.without_merge.append(found_field)
        return found_field

    def _note_entered(self, entered: FoundField, *, unit_sure: bool) -> None:
        """Note what is doubtful about a column of numbers that are entered."""
        if not entered.unit and not self.by_row:
            self.without_unit.append(entered)
        if not unit_sure:
            self.unsure_unit.append(entered)
        if not self.table.is_list:
            self.figures.append(entered)

    def _is_figure(self, typed: Typed, formula: str) -> bool:
        """Say whether a column is one of figures that are entered in given rows."""
        return typed.type in NUMERIC and not formula and not self.table.is_list

    def _label(self, heading: Heading, key: str, column: int) -> str:
        """Give a label; one that comes again under the same heads says its column."""
        same = [
            one
            for one, other in self.heads.items()
            if (other.label, other.heads) == (heading.label, heading.heads)
        ]
        label = heading.label or key
        return label if len(same) < 2 else f"{label}（{letters(column)} 列）"

    def ask_together(self) -> None:
        """Ask once what is doubtful about several columns."""
        if len(self.unclear) <= _ASKED_SINGLY:
            for one in self.unclear:
                self._ask([one], "填什么，表里看不出", "类型", TYPES)
        else:
            self._ask(self.unclear, "填什么，表里看不出", "类型", TYPES)
        for one in self.unscaled:
            asked = "公式没有乘 100，格式也不是百分比，乘 100 后才是百分数"
            self._ask([one], asked, "计算公式", "表里的公式不变，这里写怎么算")
        self._ask(self.figures, "空着要不要退回（必填）", "必填", "是、否")
        self._ask(self.unsure_unit, "是哪个计量单位", "计量单位", self.unit)
        self._ask(self.without_unit, "没有写计量单位", "计量单位", "")
        self._ask(
            self.without_merge, "各单位的数不能直接相加，怎么汇总", "汇总", MERGES
        )

    def _ask(
        self, fields: list[FoundField], question: str, column: str, options: str
    ) -> None:
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
        self.draft.doubts.append(
            DesignDoubt(
                place=f"{self.page.name}!{fields[0].place}{self.table.header.stop}",
                question=f"“{labels}”{question}",
                taken=taken[column],
                options=options,
                sheet="字段",
                row_key="、".join(f"{self.key}.{one.key}" for one in fields),
                column=column,
            )
        )


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


def _unit(
    type_name: str, heading: Heading, corner: str, *, by_row: bool
) -> tuple[str, bool]:
    """Give a column's unit of measurement, and whether that is certain.

    Where each row has its own (`by_row`), only money takes the corner's.
    """
    if type_name == PERCENT:
        return "%", True
    if type_name not in NUMERIC:
        return "", True
    if heading.unit and heading.unit != "%":
        return heading.unit, True
    words = "".join((*heading.heads, heading.label))
    unit, sure = unit_for(words, corner, whole=type_name == INTEGER)
    if by_row:
        return (unit, True) if MONEY.search(words) and "元" in unit else ("", True)
    return unit, sure


def _is_required(sample: Sample, heading: Heading) -> bool:
    checked = sample.validation is not None and not sample.validation.allows_blank
    return heading.required or checked


def _choices(sample: Sample, type_name: str, key: str, draft: _Draft) -> str:
    if type_name != CHOICE or sample.validation is None:
        return ""
    return draft.choice_name(key, sample.validation.choices)


def _help(sample: Sample, heading: Heading) -> str:
    prompt = sample.validation.prompt if sample.validation else ""
    return (prompt or heading.help)[:255]


def _doubt_rows(
    page: Page, table: Table, columns: RowColumns, key: str, draft: _Draft
) -> None:
    if table.is_list:
        if not table.sure:
            asked = "没有画出要填几行，单位可以往下加"
            draft.doubts.append(
                DesignDoubt(
                    place=place_of(page.name, table.body.start, table.columns[0]),
                    question=asked,
                    taken=str(table.entries),
                    sheet="表",
                    row_key=key,
                    column="空行数",
                )
            )
        return
    rows = placeholders(page, table, columns)
    if rows:
        numbers = "、".join(str(row + 1) for row in rows)
        asked = f"第 {numbers} 行用省略号代表可以增加的行，不收；要收的请在“行”里补"
        place = place_of(page.name, rows[0], columns.names[-1])
        draft.doubts.append(DesignDoubt(place=place, question=asked, taken="不收"))


def _doubt_totals(
    page: Page,
    found: Sequence[FoundRow],
    fields: dict[int, FoundField],
    key: str,
    draft: _Draft,
) -> None:
    """Ask what a total adds up where the form has no formula for it."""
    for row in found:
        if TOTAL.search(squeezed(row.name)) and not row.subtotal:
            draft.doubts.append(
                DesignDoubt(
                    place=place_of(page.name, row.row, min(fields, default=0)),
                    question=f"“{row.name}”是哪几行的和？表里没有公式，没有核对",
                    taken="（空）",
                    options="如 SUM([01:05])、[01]+[04]",
                    sheet="行",
                    row_key=f"{key}.{row.code}",
                    column="小计",
                )
            )
    if len(fields) < 2:
        return
    for column, item in fields.items():
        if TOTAL.match(squeezed(item.label)) and not item.formula and column:
            draft.doubts.append(
                DesignDoubt(
                    place=f"{page.name}!{item.place}",
                    question=f"“{item.label}”是哪几列的和？表里没有公式，没有核对",
                    taken="（空）",
                    options="如 [甲]+[乙]",
                    sheet="字段",
                    row_key=f"{key}.{item.key}",
                    column="计算公式",
                )
            )


def _read_singles(
    page: Page, singles: Sequence[Single], draft: _Draft, *, alone: bool
) -> None:
    taken: set[str] = {"校验"}
    fields = []
    key = draft.free_key(page.name if alone else f"{page.name}表头表尾")
    for single in singles:
        name = key_of(Heading(label=single.label), taken, "项目")
        sample = sample_of(page, [single.at[0]], single.at[1])
        heading = Heading(label=single.label)
        typed = type_of(sample, heading, is_figure=False)
        merge = merge_of(typed.type, heading)
        found = FoundField(
            key=name,
            label=single.label,
            place=address(*single.at),
            type=typed.type,
            prefill=single.prefill,
            choices=_choices(sample, typed.type, name, draft),
            width=width_of(single.label, typed.type),
            help=_help(sample, heading),
            merge=merge.type,
        )
        if single.prefill:
            found = replace(found, type="文本", merge="")
        fields.append(found)
    draft.sheets.append(
        FoundSheet(
            key=key,
            title=key,
            rows_from="单行",
            worksheet=page.name,
            fields=tuple(fields),
        )
    )
