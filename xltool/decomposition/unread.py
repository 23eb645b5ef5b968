"""未读出: every number of a document that is no indicator and no plan, with its place
and why.

What the cells' own texts leave over is known from their reading; here it is joined with
the numbers of the other columns and of all that stands around the tables.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from xltool import findings as f
from xltool.decomposition.indicators.unread import DATE, NUMBERED, OPEN
from xltool.decomposition.indicators.unread import NAME as NAMED
from xltool.decomposition.registry.doubts import Answers, Doubt, DoubtKind
from xltool.decomposition.table.cells import figure_in
from xltool.decomposition.table.columns import UNITS, ColumnPart, is_header
from xltool.decomposition.table.figure_rows import figures_of, funds_of
from xltool.findings import Place
from xltool.model.grid import column_letters
from xltool.text import half_width, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xltool.decomposition.indicators.figure_targets import PrintedShare
    from xltool.decomposition.indicators.unread import UnreadNumber
    from xltool.decomposition.table.printed import Grid, GridRow
    from xltool.decomposition.table.printed_rows import PrintedRow
    from xltool.model.registry import Indicator, Task

AROUND = "标题、题头或表头"
BODY = "单位、姓名或电话"
REMARK = "备注"
UNKNOWN_COLUMN = "没有对应栏目的列"
STAGE = "阶段安排"
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_REASONS = {
    ColumnPart.SEQ: NUMBERED,
    ColumnPart.ITEM: NUMBERED,
    ColumnPart.NAME: NAMED,
    ColumnPart.CAMPAIGN: NAMED,
    ColumnPart.LEADER: BODY,
    ColumnPart.UNIT: BODY,
    ColumnPart.LEAD: BODY,
    ColumnPart.SUPPORT: BODY,
    ColumnPart.OFFICE: BODY,
    ColumnPart.RESPONSIBLE: BODY,
    ColumnPart.UNIT_PERSON: BODY,
    ColumnPart.MEASURE: NAMED,
    ColumnPart.DEADLINE: DATE,
    ColumnPart.STAGE: STAGE,
    ColumnPart.NOTE: REMARK,
    ColumnPart.FUNDS: UNKNOWN_COLUMN,
}
_HEADINGS = (ColumnPart.SEQ, ColumnPart.ITEM, ColumnPart.NAME, ColumnPart.CAMPAIGN)
_MARK = re.compile(r"\s*[（(第]?\s*(?P<n>\d{1,4})\s*[.．、）)条]")
_STAGED = (ColumnPart.STAGE, ColumnPart.DEADLINE)
"""Where the stages of a plan stand."""
_OF_FIGURES = (
    ColumnPart.SHARE,
    ColumnPart.TOTAL,
    ColumnPart.HISTORY,
    ColumnPart.NAMED_FIGURE,
)
_FEW = 5
"""So many numbers of which none was read are no accident."""
_NO_FIGURES = frozenset({NUMBERED, DATE, BODY, AROUND})


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A number that was not read: where it stands, the words around it, and why."""

    place: Place
    number: str
    text: str
    reason: str

    @property
    def spot(self) -> str:
        """The place in words."""
        return " ".join(part for part in (self.place.sheet, self.place.cell) if part)


def numbers_in(text: str) -> list[str]:
    """Give the numbers of a text, without the commas that part thousands.

    >>> numbers_in("投资1,200万元，增长6.5%")
    ['1200', '6.5']
    """
    found = _NUMBER.findall(half_width(text))
    return [number.replace(",", "").rstrip(".") for number in found]


def in_cell(numbers: Iterable[UnreadNumber], place: Place) -> list[Unread]:
    """Give what the reading of a cell left over, with the cell's place.

    The reading itself knows the words around each number, and why it is none.
    """
    left: list[Unread] = []
    for over in numbers:
        unread = Unread(
            place=place,
            number=over.number,
            text=over.text,
            reason=over.reason,
        )
        left.append(unread)
    return left


@dataclass(slots=True, kw_only=True)
class _RowTexts:
    """A printed row with the texts of its tasks, and the figures of their plans and
    shares.
    """

    row: PrintedRow
    texts: list[str] = field(default_factory=list)
    planned: Counter[str] = field(default_factory=Counter)
    shared: Counter[str] = field(default_factory=Counter)


def beside_texts(
    pairs: Sequence[tuple[Task, PrintedRow]],
    indicators: Iterable[Indicator],
    shares: Iterable[PrintedShare] = (),
    every: Iterable[PrintedRow] = (),
) -> Iterator[Unread]:
    """Give the numbers of all other columns, and of marks that count a cell's items.

    `pairs` are the tasks with the rows they stand in, `every` has those without a task
    too. The figure beside a unit's name is read where it is one of the `shares`.

    A stage's figure is read where the plan of an indicator has it: it is left out.
    """
    planned: dict[str, Counter[str]] = defaultdict(Counter)
    task_of: dict[str, str] = {}
    for indicator in indicators:
        task_of[indicator.code] = indicator.task
        for stage in indicator.plan:
            planned[indicator.task][f"{stage.value.normalize():f}"] += 1
    shared: dict[str, Counter[str]] = defaultdict(Counter)
    for share in shares:
        shared[task_of[share.indicator]].update(numbers_in(share.printed))
    rows: dict[int, _RowTexts] = {}
    for task, row in pairs:
        # Items that became rows share their row's cells.
        key = id(row.cells or row)
        here = rows.setdefault(key, _RowTexts(row=row))
        here.texts.append(task.text)
        here.planned.update(planned[task.code])
        here.shared.update(shared[task.code])
    for row in every:
        rows.setdefault(id(row.cells or row), _RowTexts(row=row))
    for here in rows.values():
        yield from _in_row(here)


def _in_row(here: _RowTexts) -> Iterator[Unread]:
    """Give the numbers of a row that are in none of its tasks' texts.

    A row of figures has no text that leaves numbers over: its cells are the figures,
    but for those that hold more than one (500（含新建200）).
    """
    row = here.row
    yield from _in_parts(here)
    figures = figures_of(row)
    if figures is None:
        yield from _marks(row, here.texts)
    yield from _loose_figures(row, figures.columns if figures else frozenset())
    for name, text in row.unmapped.items():
        whole = f"{name}：{text}"
        for number in numbers_in(text):
            yield _unread(row, ColumnPart.NOTE, number, whole, UNKNOWN_COLUMN)


def _in_parts(here: _RowTexts) -> Iterator[Unread]:
    """Give the numbers of the columns that hold no task's text.

    Stages of a plan and units' shares are read: each such figure is left out once.
    """
    row = here.row
    for part, text in _printed(row):
        if part not in _REASONS:
            continue
        read = _read_in(here, part)
        for number in numbers_in(text):
            if read[number]:
                read[number] -= 1
            else:
                yield _unread(row, part, number, text, _REASONS[part])


def _read_in(here: _RowTexts, part: ColumnPart) -> Counter[str]:
    """Give the figures that were read in such a column."""
    if part in _STAGED:
        return here.planned
    if part is ColumnPart.FUNDS:
        printed = [figure.cell.text for figure in funds_of(here.row)]
        return Counter(chain.from_iterable(map(numbers_in, printed)))
    return here.shared if part in UNITS else Counter()


def _printed(row: PrintedRow) -> list[tuple[ColumnPart, str]]:
    """Give what stands in the row itself.

    Not the number and name that it takes from others.
    """
    if row.columns:
        return [(cell.part, cell.text) for cell in row.cells]
    return [(part, text) for part, text in row.parts.items() if part not in _HEADINGS]


def _marks(row: PrintedRow, texts: Sequence[str]) -> Iterator[Unread]:
    """Give the numbers that count the items of a cell.

    What the cell has more often than the texts of its tasks is a mark: 1. 2. （3）.
    """
    left: Counter[str] = Counter()
    for part, text in _printed(row):
        if part is ColumnPart.OWN:
            left.update(numbers_in(text))
    for text in texts:
        left.subtract(numbers_in(text))
    own = row.text(ColumnPart.OWN)
    for number in left.elements():
        yield _unread(row, ColumnPart.OWN, number, own, NUMBERED)


def _loose_figures(row: PrintedRow, read: frozenset[int]) -> Iterator[Unread]:
    """Give the figures of number columns that were not read.

    `read` are the columns that were, none in a row of text. A figure that only says by
    how much a target beside it rises ([3.9]) is not read either.
    """
    for cell in row.cells:
        counts = cell.part in _OF_FIGURES
        if read and cell.part is ColumnPart.OWN:
            counts = figure_in(cell.text) is not None
        if not counts or cell.column in read:
            continue
        for number in numbers_in(cell.text):
            yield _unread(row, cell.part, number, cell.text, OPEN)


def _unread(
    row: PrintedRow, part: ColumnPart, number: str, text: str, reason: str
) -> Unread:
    """Give a number of a row's part that was not read."""
    return Unread(
        place=row.place(part),
        number=number,
        text=shorten(text),
        reason=reason,
    )


def around(grids: Sequence[Grid], rows: Iterable[PrintedRow]) -> Iterator[Unread]:
    """Give the numbers of headings, titles and whatever else became no row.

    A header's numbers are never those of a row below it, whatever that row holds.

    A row that became one of the tables is no header, although it may sound like one.
    """
    read = list(rows)
    taken = _taken(read)
    places = {(row.table, row.label) for row in read}
    for grid in grids:
        of_rows = taken[grid.name]
        for printed in grid.rows:
            became_row = (grid.name, printed.label) in places
            if became_row or not is_header(printed.cells):
                yield from _around_row(grid, printed, of_rows)
            else:
                yield from _around_row(grid, printed, Counter())


def _around_row(
    grid: Grid, printed: GridRow, counted: Counter[str]
) -> Iterator[Unread]:
    """Give the numbers of a printed row that are not among those counted."""
    for at, text in enumerate(printed.cells):
        place = _place(grid, printed.label, at)
        left = _left_over(text, counted, outside=printed.outside)
        for number, reason in left:
            yield Unread(place=place, number=number, text=shorten(text), reason=reason)


def _left_over(
    text: str, counted: Counter[str], *, outside: bool
) -> Iterator[tuple[str, str]]:
    """Give the numbers of a cell that no row took, each with its reason.

    `counted` are those taken.

    The mark that a line begins with is no number of its text.
    """
    numbers = numbers_in(text)
    mark = _MARK.match(half_width(text)) if outside else None
    if mark and numbers and numbers[0] == mark["n"]:
        yield numbers.pop(0), NUMBERED
    for number in numbers:
        if counted[number]:
            counted[number] -= 1
        else:
            yield number, AROUND


def _taken(rows: Iterable[PrintedRow]) -> dict[str, Counter[str]]:
    """Count the numbers that stand in rows, by table.

    Numbers that a row has twice are taken twice.
    """
    taken: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        counted = taken[row.table]
        for _, text in _printed(row):
            counted.update(numbers_in(text))
        for text in row.unmapped.values():
            counted.update(numbers_in(text))
    return taken


def _place(grid: Grid, label: str, column: int) -> Place:
    """Give where a cell stands, as a person finds it: `D7`, or `第7行`."""
    cell = f"第{label}行"
    if grid.lettered:
        cell = f"{column_letters(column)}{label}"
    return Place(sheet=grid.name, cell=cell)


def nothing_read(
    title: str,
    indicators: Sequence[Indicator],
    unread: Sequence[Unread],
    answers: Answers,
) -> Iterator[Doubt]:
    """Ask about a document full of numbers of which none became an indicator.

    Dates, marks and names of bodies do not count: every letter has some.
    """
    figures = [number for number in unread if number.reason not in _NO_FIGURES]
    is_read = any(indicator.value is not None for indicator in indicators)
    if is_read or len(figures) < _FEW or answers.settles(DoubtKind.UNREAD, title):
        return
    place = Place(sheet=title)
    finding = f.NO_INDICATOR_READ.at(place, found=title, numbers=len(figures))
    yield Doubt(kind=DoubtKind.UNREAD, printed=title, finding=finding)
