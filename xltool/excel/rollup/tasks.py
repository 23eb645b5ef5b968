"""任务进展: by 攻坚, the lead's words first, then each supporting unit's."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xltool.excel.rollup.answer_cells import field_cell
from xltool.excel.rollup.cells import MOST_LINES, Cell, pieces
from xltool.excel.rollup.columns import Column, Columns
from xltool.excel.rollup.detail_columns import alignment
from xltool.excel.rollup.page import RollupPage
from xltool.excel.rollup.printing import Start, print_in_blocks
from xltool.forms.design import RowsFrom
from xltool.rollup.answers import EXPLANATION, TASK_NEXT, TASK_PROGRESS, TASK_STATUS
from xltool.rollup.overview import campaign_order
from xltool.rollup.tasks import NOT_TOLD
from xltool.rollup.wording import progress_words

if TYPE_CHECKING:
    from xltool.excel.rollup.book import Book
    from xltool.excel.rollup.positions import Positions
    from xltool.forms.design import Field
    from xltool.rollup.indicators import IndicatorLine
    from xltool.rollup.tasks import Contribution, TaskLine

_KNOWN = {TASK_STATUS, TASK_PROGRESS, TASK_NEXT, EXPLANATION}
_TEXT_WIDTH = 26


def _text(line: TaskLine) -> Cell:
    """Give the text of a task, cut where a row gets too high."""
    text = line.task.text or line.task.name
    return pieces(text, _TEXT_WIDTH, most_lines=MOST_LINES)[0]


def _deadline(line: TaskLine) -> Cell:
    """Give the deadline, and whether it has passed."""
    overdue = "（逾期）" if line.overdue else ""
    return f"{line.task.deadline}{overdue}"


def _indicators(line: TaskLine) -> Cell:
    """Say how the indicators of a task stand, a line each."""
    return "\n".join(indicator_words(one) for one in line.indicators) or None


TASK_COLUMNS = Columns["TaskLine"](
    Column(title="任务编号", width=8, value=lambda line: line.task.code),
    Column(title="任务内容", width=_TEXT_WIDTH, value=_text, align="left"),
    Column(title="完成时限", width=9.5, value=_deadline),
    Column(title="任务\n状态", width=8, value=lambda line: line.status),
    Column(title="指标完成情况", width=24, value=_indicators, align="left"),
)
"""What is merged down over the rows of a task's units."""


class _Row(NamedTuple):
    """What one unit said of a task."""

    said: Contribution
    book: Book
    positions: Positions

    def text(self, field: str) -> Cell:
        """Give what the unit wrote; empty where it wrote nothing."""
        return self.said.value(field).text or None


_UNIT_COLUMNS: tuple[Column[_Row], ...] = (
    Column(title="单位", width=12, value=lambda row: row.book.unit(row.said.unit)),
    Column(title="角色", width=5.5, value=lambda row: row.said.part.value),
    Column(title="所报\n状态", width=8, value=lambda row: row.said.status),
    Column(
        title="本期进展",
        width=36,
        value=lambda row: row.text(TASK_PROGRESS),
        align="left",
    ),
    Column(
        title="下步措施", width=23, value=lambda row: row.text(TASK_NEXT), align="left"
    ),
    Column(
        title="说明", width=13, value=lambda row: row.text(EXPLANATION), align="left"
    ),
)
_LINK: Column[_Row] = Column(
    title="来源",
    width=5.5,
    value=lambda row: row.positions.source(row.said.row, TASK_PROGRESS),
)


def _field_column(field: Field) -> Column[_Row]:
    """Make the column of a field that a clerk added to the form."""
    return Column(
        title=field.label,
        width=min(24, max(9, field.width)),
        value=lambda row: field_cell(row.said.value(field.key)),
        align=alignment(field),
    )


def write_tasks(book: Book, positions: Positions) -> None:
    """Write the progress of tasks.

    Fields that a clerk added to the form have columns of their own.
    """
    added = [_field_column(field) for field in _added_fields(book)]
    unit_columns = Columns(*_UNIT_COLUMNS, *added, _LINK)
    columns: list[Column[TaskLine] | Column[_Row]] = [*TASK_COLUMNS, *unit_columns]
    page = RollupPage(book, "任务进展", "任务进展情况表", columns, freeze=2)
    starts = []
    for place, campaign in enumerate(campaign_order(book.rollup.inputs), start=1):
        mine = [line for line in book.rollup.tasks if line.task.campaign == campaign]
        for number, line in enumerate(mine):
            starts.append(Start(page.row, page.height))
            if number == 0:
                name = campaign or "未归入攻坚"
                page.band(f"{place}．{name}（{len(mine)}项任务）")
            rows = _rows(line, unit_columns, book, positions)
            page.block(TASK_COLUMNS.cells(line), rows)
    print_in_blocks(page, starts)
    page.color_statuses(TASK_COLUMNS.place("任务状态"))
    page.color_statuses(len(TASK_COLUMNS) + unit_columns.place("所报状态"))


def _added_fields(book: Book) -> list[Field]:
    """Give the fields that a clerk added to the form."""
    fields: dict[str, Field] = {}
    for sheet in book.rollup.inputs.form.sheets:
        if sheet.rows_from is not RowsFrom.TASKS:
            continue
        for field in sheet.fields:
            if field.is_input:
                fields[field.key] = field
    return [field for key, field in fields.items() if key not in _KNOWN]


def _rows(
    line: TaskLine, columns: Columns[_Row], book: Book, positions: Positions
) -> list[list[Cell]]:
    """Give a row for each unit that said something, and one for all that did not."""
    rows = []
    silent = []
    for said in line.contributions:
        if said.row or said in line.leads:
            row = _Row(said=said, book=book, positions=positions)
            rows.append(columns.cells(row))
        else:
            silent.append(said.unit)
    if silent:
        names = book.unit_list(tuple(silent))
        rows.append(columns.cells_by_name(单位=names, 角色="配合", 所报状态=NOT_TOLD))
    return rows


def indicator_words(line: IndicatorLine) -> str:
    """Say in one line how an indicator of the task stands."""
    words = f"{line.indicator.name}："
    number = line.total.value.number
    if number is not None:
        words += f"{number:,f}{line.indicator.measurement_unit}，"
    progress = progress_words(line.progress)
    words += progress
    if progress != line.progress.status:
        words += f"，{line.progress.status}"
    if line.total.partial:
        words += "（部分汇总）"
    return words
