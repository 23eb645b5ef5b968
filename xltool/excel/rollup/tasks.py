"""任务进展: by 攻坚, the lead's words first, then each supporting unit's; and the free sections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel.rollup.cells import MOST_LINES, Cell, Formula, number_format, pieces
from xltool.excel.rollup.detail_columns import alignment
from xltool.excel.rollup.details import field_cell
from xltool.excel.rollup.formulas import rounded_formula
from xltool.excel.rollup.page import HEADER_ROW, Column, Page
from xltool.forms.design import FieldType, RowsFrom
from xltool.model.grid import column_letters
from xltool.rollup.aggregate import exact_sum
from xltool.rollup.answers import (
    EXPLANATION,
    TASK_NEXT,
    TASK_PROGRESS,
    TASK_STATUS,
    value_of,
)
from xltool.rollup.overview import campaign_order
from xltool.rollup.progress import decimals_of
from xltool.rollup.tasks import NOT_TOLD
from xltool.rollup.wording import progress_words

if TYPE_CHECKING:
    from xltool.excel.rollup.book import Book
    from xltool.excel.rollup.positions import Positions
    from xltool.forms.design import Field
    from xltool.rollup.indicators import IndicatorLine
    from xltool.rollup.sections import Section
    from xltool.rollup.tasks import Contribution, TaskLine

_TASK_COLUMNS = (
    Column(title="任务编号", width=9),
    Column(title="任务内容", width=32, align="left"),
    Column(title="完成时限", width=11),
    Column(title="任务\n状态", width=9),
    Column(title="指标完成情况", width=30, align="left"),
)
_TOLD_COLUMNS = (
    Column(title="单位", width=15),
    Column(title="角色", width=6),
    Column(title="所报\n状态", width=9),
    Column(title="本期进展", width=44, align="left"),
    Column(title="下步措施", width=30, align="left"),
    Column(title="说明", width=18, align="left"),
)
_KNOWN = {TASK_STATUS, TASK_PROGRESS, TASK_NEXT, EXPLANATION}
_LINK = Column(title="来源", width=6)


def write_tasks(book: Book, positions: Positions) -> None:
    """Write the progress of tasks; fields that a clerk added to the form have columns of their own."""
    extras = _extras(book)
    more = tuple(
        Column(title=one.label, width=min(24, max(9, one.width)), align=alignment(one))
        for one in extras
    )
    page = Page(
        book,
        "任务进展",
        "任务进展情况表",
        (*_TASK_COLUMNS, *_TOLD_COLUMNS, *more, _LINK),
        freeze=2,
    )
    for place, campaign in enumerate(campaign_order(book.rollup.inputs), start=1):
        mine = [line for line in book.rollup.tasks if line.task.campaign == campaign]
        if mine:
            page.band(f"{place}．{campaign or '未归入攻坚'}（{len(mine)}项任务）")
        for line in mine:
            _write_task(page, positions, line, extras)
    for column in (3, 7):
        book.color_statuses(page.sheet, 3, column, page.row, column)


def _extras(book: Book) -> tuple[Field, ...]:
    sheets = (
        sheet
        for sheet in book.rollup.inputs.form.sheets
        if sheet.rows_from is RowsFrom.TASKS
    )
    fields = {one.key: one for sheet in sheets for one in sheet.fields if one.is_input}
    return tuple(one for key, one in fields.items() if key not in _KNOWN)


def _write_task(
    page: Page, positions: Positions, line: TaskLine, extras: tuple[Field, ...]
) -> None:
    """Write a task as a block: its own columns merged down over a row for each unit."""
    head = _head(line)
    told = [one for one in line.contributions if one.row or one in line.leads]
    silent = tuple(one.unit for one in line.contributions if one not in told)
    rows = [_told(page.book, positions, one, extras) for one in told]
    if silent:
        rows.append(
            [
                page.book.unit_list(silent),
                "配合",
                NOT_TOLD,
                *(None for _ in range(4 + len(extras))),
            ]
        )
    page.block(head, rows)


def _head(line: TaskLine) -> list[Cell]:
    task = line.task
    text = pieces(task.text or task.name, 32, most_lines=MOST_LINES)[0]
    return [
        task.code,
        text,
        f"{task.deadline}{'（逾期）' if line.overdue else ''}",
        line.status,
        "\n".join(indicator_words(one) for one in line.indicators) or None,
    ]


def indicator_words(line: IndicatorLine) -> str:
    """Say in one line how an indicator of the task stands."""
    number = line.total.value.number
    amount = "" if number is None else f"{number:,f}{line.indicator.measurement_unit}，"
    progress = progress_words(line.progress)
    status = "" if progress == line.progress.status else f"，{line.progress.status}"
    return f"{line.indicator.name}：{amount}{progress}{status}{'（部分汇总）' if line.total.partial else ''}"


def _told(
    book: Book, positions: Positions, one: Contribution, extras: tuple[Field, ...]
) -> list[Cell]:
    names = (TASK_PROGRESS, TASK_NEXT, EXPLANATION)
    return [
        book.unit(one.unit),
        one.part.value,
        one.status,
        *(one.value(name).text or None for name in names),
        *(field_cell(one.value(extra.key)) for extra in extras),
        positions.source(one.row, TASK_PROGRESS),
    ]


def write_sections(book: Book, positions: Positions) -> None:
    """Write a sheet for each free sheet of the form, all units' rows in it."""
    for section in book.rollup.sections:
        _write_section(book, positions, section)


def _write_section(book: Book, positions: Positions, section: Section) -> None:
    fields = tuple(
        Column(
            title=_heading(one), width=max(10, min(44, one.width)), align=alignment(one)
        )
        for one in section.fields
    )
    columns = (
        Column(title="序号", width=6),
        Column(title="填报单位", width=16),
        *fields,
        _LINK,
    )
    title = section.design.title
    page = Page(book, title, f"{title}汇总表", columns, freeze=2)
    for number, entry in enumerate(section.entries, start=1):
        cells = [field_cell(value_of(entry.row, one.key)) for one in section.fields]
        page.line([number, book.unit(entry.unit), *cells, positions.source(entry.row)])
    if section.entries:
        page.plain_line(_sums(section, page), bold=True)
    else:
        page.line([None, "本期无", *(None for _ in section.fields), None])
    for words, units in (
        ("零报告", section.none),
        ("合格报表中此表空白", section.silent),
        ("未报送", section.absent),
    ):
        if units:
            page.note(f"{words}（{len(units)}个单位）：{book.unit_list(units)}")
    last = 2 + len(section.fields)
    book.color_statuses(page.sheet, 3, 2, page.row, last)


def _sums(section: Section, page: Page) -> list[Cell]:
    """Sum what may be added up: amounts and numbers, no rates."""
    cells: list[Cell] = [None, "合计"]
    for place, one in enumerate(section.fields, start=2):
        numbers = [value_of(entry.row, one.key).number for entry in section.entries]
        known = [number for number in numbers if number is not None]
        if (
            one.type in {FieldType.NUMBER, FieldType.INTEGER}
            and "%" not in one.measurement_unit
            and known
        ):
            total, letters = exact_sum(known), column_letters(place)
            text = rounded_formula(
                f"SUM({letters}{HEADER_ROW + 2}:{letters}{page.row})",
                decimals_of(total),
            )
            cells.append(Formula(text, total, number_format(decimals_of(total))))
        else:
            cells.append(None)
    return [*cells, None]


def _heading(one: Field) -> str:
    return (
        f"{one.label}\n({one.measurement_unit})" if one.measurement_unit else one.label
    )
