"""Cuts grids into tables.

Finds their headers, drops what is repeated, and joins what a page break parted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from xltool import findings as f
from xltool.decomposition.table.cells import (
    NamedCell,
    caption_measure,
    figure_in,
    has_measured_figure,
)
from xltool.decomposition.table.columns import (
    UNITS,
    ColumnPart,
    heading,
)
from xltool.decomposition.table.figure_rows import figures_of
from xltool.decomposition.table.headers import (
    Header,
    end_of_table,
    header_at,
    header_by_form,
)
from xltool.decomposition.table.printed import unmerged
from xltool.decomposition.table.series import series_word
from xltool.findings import Finding, Place
from xltool.model.grid import column_letters
from xltool.text import shorten, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.decomposition.table.printed import Grid

_SECTION = re.compile(
    r"^[（(]?[一二三四五六七八九十]{1,3}[）)、.．]\s*(?P<name>[^。；;，,]{2,30})$"
)
"""A marked heading between the rows (（二）城市更新攻坚行动)."""
_CAMPAIGN_WORD = re.compile(r"(攻坚|专项|行动|工程|战役|领域|方面)[^，。；]{0,4}$")
"""How the name of a campaign ends; a brief word may follow (…行动任务)."""
_ASIDE = re.compile(r"^(合计|总计|小计|备注|注|说明|附注|附件|制表|填表)([:：]|$|\d)")
"""How a row begins that is below a table and none of it (注：…, 合计, 附件2)."""
_ENDED = re.compile(r"[。；;！!？?…]\s*(</p>)?\s*$")
_ITEM = re.compile(
    r"^\s*(<p>)?\s*[（(]?(\d{1,2}|[①-⑳]|[一二三四五六七八九十]{1,3})[）)]?[.．、是 ]"
)
_LONGEST_CAMPAIGN = 30
_TEXTS = (ColumnPart.OWN, ColumnPart.UPPER)
_IDENTIFYING = (ColumnPart.SEQ, ColumnPart.NAME)
"""What tells one measure from the next."""
_SAYS_NOTHING_ALONE = frozenset({ColumnPart.SEQ, ColumnPart.CAMPAIGN})
_INHERITED = (
    ColumnPart.SEQ,
    ColumnPart.NAME,
    ColumnPart.LEADER,
    ColumnPart.UNIT,
    ColumnPart.LEAD,
    ColumnPart.SUPPORT,
    ColumnPart.DEADLINE,
    ColumnPart.CAMPAIGN,
    ColumnPart.RESPONSIBLE,
    ColumnPart.UNIT_PERSON,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedRow:
    """One row of a decomposition table, or one task of a text without a table.

    Attributes:
        parts: the text of each part; several cells of one part stand on lines.
        unmapped: the text of the columns nobody understands, by their headings.
        table: the sheet, table or text the row is in.
        label: how a person finds the row there.
        columns: where each part stands first, counted from 0.
        lettered: whether columns have letters, as a sheet's do.
        continued: whether the row carries the measure of the row above on: its number
            and name were merged down, or left blank.
        cells: the understood cells, each with the heading over it.
        measure: the 计量单位 of the whole table, blank if no line names one.
    """

    parts: dict[ColumnPart, str]
    unmapped: dict[str, str]
    table: str
    label: str
    columns: dict[ColumnPart, int]
    lettered: bool = False
    continued: bool = False
    cells: tuple[NamedCell, ...] = ()
    measure: str = ""

    def text(self, part: ColumnPart) -> str:
        """Give a part's text, blank if the table has no such column."""
        return self.parts.get(part, "")

    def place(self, part: ColumnPart) -> Place:
        """Give where a part stands, as the person who looks at the source sees it.

        `D7` on a sheet, `第7行·责任单位` in a document or a text.
        """
        cell = f"第{self.label}行·{part.value}"
        if self.lettered:
            column = self.columns.get(part, 0)
            cell = f"{column_letters(column)}{self.label}"
        return Place(sheet=self.table, cell=cell)


@dataclass(slots=True, kw_only=True)
class _Reader:
    """What is known while grids are read from top to bottom."""

    year: int | None
    header: Header | None = None
    rows: list[PrintedRow] = field(default_factory=list)
    unmapped: dict[str, Finding] = field(default_factory=dict)
    """One finding for each heading that could not be understood."""

    def read(self, grid: Grid) -> None:
        """Read a grid, whose rows may belong to the header of the grid before.

        A campaign and a 计量单位 hold from the row that names them to the end of the
        grid. A row outside of tables may name either, but is never a header or a task.
        """
        cells = unmerged(grid)
        campaign = ""
        measure = ""
        at = 0
        while at < len(cells):
            outside = grid.rows[at].outside
            found = None if outside else self._header(grid, cells, at)
            if found is not None:
                self._begin(replace(found, measure=measure), grid, at)
                at += found.rows
                continue
            measure = _caption(cells[at]) or measure
            section = _section(cells[at], outside=outside)
            if section:
                campaign = section
            elif section is None and self.header is not None and not outside:
                _add(self.rows, _row(grid, at, cells[at], self.header, campaign))
            at += 1

    def _header(
        self, grid: Grid, cells: list[tuple[str, ...]], at: int
    ) -> Header | None:
        """Read the header that begins in row `at`: by its words, else by its form."""
        found = header_at(cells, at, self.year, self.header)
        if found is not None or not self._begins_table(grid, cells, at):
            return found
        return header_by_form(cells[at : end_of_table(grid, at)], self.year)

    def _begins_table(self, grid: Grid, cells: list[tuple[str, ...]], at: int) -> bool:
        """Whether row `at` is the first of a table: nothing but titles stands above."""
        above = at - 1
        while above >= 0 and not grid.rows[above].outside:
            if len(_distinct_texts(cells[above])) > 1:
                return False
            above -= 1
        return True

    def _begin(self, header: Header, grid: Grid, at: int) -> None:
        self.header = header
        for finding in _unmapped(grid, header, grid.rows[at].label):
            self.unmapped.setdefault(finding.found, finding)


def printed_rows(
    grids: Sequence[Grid], year: int | None = None
) -> tuple[tuple[PrintedRow, ...], tuple[Finding, ...]]:
    """Give the rows of every decomposition table in these grids, in their order.

    A table that goes on in the next grid (another sheet, another page) under the same
    header, or without any, goes on here. A finding names each column that could not be
    mapped, once. `year` is the document's.
    """
    reader = _Reader(year=year)
    for grid in grids:
        reader.read(grid)
    return tuple(reader.rows), tuple(reader.unmapped.values())


def _caption(cells: tuple[str, ...]) -> str:
    """Give the 计量单位 that a row with nothing else names for the table below it.

    >>> _caption(("", "单位：万元", ""))
    '万元'
    """
    texts = _distinct_texts(cells)
    if len(texts) != 1:
        return ""
    return caption_measure(texts[0])


def _distinct_texts(cells: tuple[str, ...]) -> list[str]:
    """Give the texts of a row, each once: a merged cell's is repeated."""
    texts = [text.strip() for text in cells]
    return list(dict.fromkeys(filter(None, texts)))


def _unmapped(grid: Grid, header: Header, label: str) -> Iterator[Finding]:
    """Report the columns of a header that mean nothing to us.

    `label` is the header's row, as a person finds it.

    The column's cells are kept for the note of each task, so that nothing is lost.
    """
    for at, text in enumerate(header.headings):
        if not heading(text) or at in header.columns:
            continue
        cell = f"第{label}行"
        if grid.lettered:
            cell = f"{column_letters(at)}{label}"
        place = Place(sheet=grid.name, cell=cell)
        found = shorten(squeeze(text))
        yield f.COLUMN_UNMAPPED.at(place, found=found)


def _section(cells: tuple[str, ...], *, outside: bool) -> str | None:
    """Read a row that may be a heading over the rows below it.

    Gives its campaign, `""` for a row that says nothing, None for a row of the table.
    `outside` says that the row stands outside of any table.

    >>> _section(("（二）老旧小区改造行动", "", ""), outside=False)
    '老旧小区改造行动'
    >>> _section(("注：数据截至上月底", "", ""), outside=False)
    ''
    >>> _section(("1", "改造老旧小区6个", "住建局"), outside=False) is None
    True
    """
    texts = _distinct_texts(cells)
    if not texts or _ASIDE.match(texts[0]):
        return ""
    if len(texts) > 1 or _WHOLE_SECTION.fullmatch(texts[0]):
        return _numbered_section(texts)
    return _lone_section(texts[0].strip("#* \t"), cells, outside=outside)


def _lone_section(bare: str, cells: tuple[str, ...], *, outside: bool) -> str | None:
    """Read the only text of a row as a section's name, as `_section` gives it."""
    marked = _marked_name(bare, whole_row=_spans(cells))
    if marked:
        return marked
    if not outside and cells[0].strip() and _names_campaign(bare):
        return bare
    return "" if outside or _spans(cells) else None


_NUMERAL = re.compile(r"[一二三四五六七八九十]{1,3}[、.．]?")
_COUNTED = re.compile(r"[（(]?(?:共)?\d+[个项件类][）)]?$")


_WHOLE_SECTION = re.compile(
    r"""(?:[合总小]计|[一二三四五六七八九十]{1,3}[、.．](?P<name>[^。；;，,]{2,30}?))
    [（(]?(?:共)?\d+[个项件类][）)]?""",
    re.VERBOSE,
)
"""What counts the rows of a section or of the table (一、交通项目（2个）)."""


def _numbered_section(texts: list[str]) -> str | None:
    """Read a section whose mark has a cell of its own (一 | 交通项目（2个）).

    Its count is no part of its name. None where the texts are a task's.
    """
    mark, *rest = texts
    counted = _WHOLE_SECTION.fullmatch(mark)
    if counted is not None and all(map(figure_in, rest)):
        return counted["name"] or ""
    if len(rest) != 1 or not _NUMERAL.fullmatch(mark):
        return None
    name = _COUNTED.sub("", rest[0])
    is_task = has_measured_figure(name) or _ENDED.search(name)
    return None if is_task or len(name) > _LONGEST_CAMPAIGN else name


def _marked_name(text: str, *, whole_row: bool) -> str:
    """Give the name behind a section's mark; blank where the text is none.

    A section that fills the row as one merged cell may have any name; in a single cell
    it must sound like a campaign, for tasks are marked too.
    """
    marked = _SECTION.match(text)
    if marked is None:
        return ""
    name = marked["name"].strip()
    if whole_row or _CAMPAIGN_WORD.search(marked["name"]):
        return name
    return ""


def _names_campaign(text: str) -> bool:
    """Whether a text is a campaign's name without a mark before it."""
    return len(text) <= _LONGEST_CAMPAIGN and bool(_CAMPAIGN_WORD.search(text))


def _spans(cells: tuple[str, ...]) -> bool:
    """Whether one merged cell fills the row; two equal cells may be so by chance.

    It may leave the columns of figures blank.
    """
    filled = list(filter(None, cells))
    return bool(cells[0]) and len(filled) > 2 and len(set(filled)) == 1


def _row(
    grid: Grid, at: int, cells: tuple[str, ...], header: Header, campaign: str
) -> PrintedRow:
    """Read the cells of row `at` (from 0) under their header."""
    named = _named_cells(cells, header)
    parts = _texts_by_part(named)
    if campaign:
        parts.setdefault(ColumnPart.CAMPAIGN, campaign)
    return PrintedRow(
        parts=parts,
        unmapped=_texts_not_understood(cells, header),
        table=grid.name,
        label=grid.rows[at].label,
        columns=_first_columns(header, len(cells)),
        lettered=grid.lettered,
        cells=named,
        measure=header.measure,
    )


def _named_cells(cells: tuple[str, ...], header: Header) -> tuple[NamedCell, ...]:
    """Give the cells that hold a text under a heading we understand.

    A figure's name and unit are told by the heading, not by the part alone: 2024年完成
    and 2023年完成 are both what was reached before.
    """
    named: list[NamedCell] = []
    for column, cell in enumerate(cells):
        part = header.columns.get(column)
        text = cell.strip()
        if part is None or not text or _is_total(part, text):
            continue
        named.append(
            NamedCell(
                part=part,
                heading=header.heading(column),
                text=text,
                column=column,
            )
        )
    return tuple(named)


def _is_total(part: ColumnPart, text: str) -> bool:
    """Whether a cell says in the place of a body that the row is the sum (合计)."""
    return part in UNITS and series_word(heading(text)) == "TOTAL"


def _texts_by_part(named: tuple[NamedCell, ...]) -> dict[ColumnPart, str]:
    """Join the cells of each part, a line each.

    A cell that a merge repeats over several columns counts once.
    """
    texts: dict[ColumnPart, str] = {}
    for cell in named:
        before = texts.get(cell.part, "")
        if not before:
            texts[cell.part] = cell.text
        elif cell.text not in before:
            texts[cell.part] = f"{before}\n{cell.text}"
    return texts


def _texts_not_understood(cells: tuple[str, ...], header: Header) -> dict[str, str]:
    """Give the cells of the other columns by heading, or by place where it is blank.

    They go to the note of the task.
    """
    texts: dict[str, str] = {}
    for column, cell in enumerate(cells):
        text = cell.strip()
        if not text or column in header.columns:
            continue
        name = squeeze(header.heading(column))
        if not name:
            name = f"第{column + 1}列"
        texts[name] = text
    return texts


def _first_columns(header: Header, width: int) -> dict[ColumnPart, int]:
    """Give where each part stands first in a row of so many cells.

    A finding about a part names the cell there.
    """
    columns: dict[ColumnPart, int] = {}
    for column in range(width):
        part = header.columns.get(column)
        if part is not None:
            columns.setdefault(part, column)
    return columns


def _add(rows: list[PrintedRow], row: PrintedRow) -> None:
    """Add a row, or join it to the one above where a page break cut that one in two.

    A row that has only a number, or only a campaign, is dropped: the page's rest of a
    merged cell.
    """
    if not _says_something(row):
        return
    if not rows:
        rows.append(row)
        return
    previous = rows[-1]
    row = _with_campaign(row, previous)
    row = _with_name(row, previous)
    if not _same_measure(previous, row):
        rows.append(row)
    elif _cut_in_two(previous, row):
        rows[-1] = _both(previous, row)
    else:
        rows.append(_carrying_on(previous, row))


def _says_something(row: PrintedRow) -> bool:
    """Whether a row has more than a number and a campaign."""
    return any(row.parts.values()) and bool(row.parts.keys() - _SAYS_NOTHING_ALONE)


def _with_campaign(row: PrintedRow, previous: PrintedRow) -> PrintedRow:
    """Give a row its campaign from above, where the campaigns have a column.

    The cell may be merged down, or printed once and left blank below.
    """
    campaign = previous.text(ColumnPart.CAMPAIGN)
    if ColumnPart.CAMPAIGN not in row.columns or not campaign:
        return row
    return replace(row, parts={ColumnPart.CAMPAIGN: campaign} | row.parts)


def _with_name(row: PrintedRow, previous: PrintedRow) -> PrintedRow:
    """Give a row with a number of its own the name above, where its own cell is blank.

        1 | 生产总值 | 总量（亿元） | 60
        2 |          | 增速（%）    | 8      of 生产总值 too, as a merged cell says

    Without a name above there is none to give.
    """
    name = previous.text(ColumnPart.NAME)
    if not row.text(ColumnPart.SEQ) or row.text(ColumnPart.NAME) or not name:
        return row
    return replace(row, parts={**row.parts, ColumnPart.NAME: name})


def _same_measure(previous: PrintedRow, row: PrintedRow) -> bool:
    """Whether a row belongs to the measure above.

    Its number and name are blank or merged down.
    """
    if not row.columns.keys() & _IDENTIFYING:
        return False
    return all(row.text(part) in ("", previous.text(part)) for part in _IDENTIFYING)


def _cut_in_two(previous: PrintedRow, row: PrintedRow) -> bool:
    """Whether a row is the rest of the one above.

    It has no number and no name, and its texts go on in the middle of a sentence. What
    stands beside a number or name that is merged down or printed again is a row of its
    own, and so is a name with its figure in a column.

        3 | 新建停车场7处，改造     the page ends here
          | 老旧小区12个。          goes on: 改造老旧小区12个。

        招商引资 | 签约项目 | 35 | 个
                 | 到位内资 | 65 | 亿元     another target
    """
    if any(row.text(part) for part in _IDENTIFYING):
        return False
    is_repeated = row.text(ColumnPart.OWN) == previous.text(ColumnPart.OWN)
    if not is_repeated and figures_of(row) is not None:
        return False
    texts = [part for part in _TEXTS if row.text(part)]
    return all(_goes_on(previous.text(part), row.text(part)) for part in texts)


def _goes_on(above: str, text: str) -> bool:
    """Whether a cell's text goes on with the one above, which ends in no mark."""
    return bool(above) and not _ENDED.search(above) and not _ITEM.match(text)


def _both(previous: PrintedRow, row: PrintedRow) -> PrintedRow:
    """Give the row that was cut in two, whole again.

    A row that is cut may have columns filled that were blank above.
    """
    joined: dict[ColumnPart, str] = {}
    for part in (*previous.parts, *row.parts):
        above = previous.text(part)
        joined[part] = _glued(above, row.text(part))
    unmapped = previous.unmapped | row.unmapped
    return replace(previous, parts=joined, unmapped=unmapped)


def _carrying_on(previous: PrintedRow, row: PrintedRow) -> PrintedRow:
    """Give a row of the measure above with what it inherits from there.

    What a row says itself goes before what it inherits; a blank says nothing.

        4 | 城市更新 | 新建停车场7处。 | 县住建局
          |          | 改造街巷12条。   |            县住建局 answers for it too
    """
    parts: dict[ColumnPart, str] = {}
    for part in _INHERITED:
        inherited = previous.text(part)
        if inherited:
            parts[part] = inherited
    parts.update(row.parts)
    return replace(row, parts=parts, continued=True)


def _glued(first: str, second: str) -> str:
    """Join the halves of a cell; a half that a merge repeats is there already."""
    if not second or second == first:
        return first
    return first + second
