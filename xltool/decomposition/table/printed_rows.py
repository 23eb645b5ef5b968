"""Cuts grids into tables.

Finds their headers, drops what is repeated, and joins what a page break parted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool import findings as f
from xltool.decomposition.table.cells import (
    NamedCell,
    caption_measure,
    measure_in,
    without_measure,
)
from xltool.decomposition.table.columns import (
    ColumnPart,
    columns_of,
    heading,
)
from xltool.decomposition.table.contents import by_contents
from xltool.decomposition.table.headers import divides, fills, is_header_there
from xltool.decomposition.table.printed import unmerged
from xltool.findings import Finding, Place
from xltool.model.grid import column_letters
from xltool.text import shorten, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.decomposition.table.printed import Grid

_SECTION = re.compile(
    r"^[（(]?[一二三四五六七八九十]{1,3}[）)、.．]\s*(?P<name>[^。；;，,]{2,30})$"
)
_CAMPAIGN_WORD = re.compile(r"(攻坚|专项|行动|工程|战役|领域|方面)[^，。；]{0,4}$")
_ASIDE = re.compile(r"^(合计|总计|小计|备注|注|说明|附注|附件|制表|填表)([:：]|$|\d)")
_ENDED = re.compile(r"[。；;！!？?…]\s*(</p>)?\s*$")
_ITEM = re.compile(
    r"^\s*(<p>)?\s*[（(]?(\d{1,2}|[①-⑳]|[一二三四五六七八九十]{1,3})[）)]?[.．、是 ]"
)
_LONGEST_HEADING = 60
_LONGEST_SUB_HEADING = 15
_LONGEST_CAMPAIGN = 30
_TEXTS = (ColumnPart.OWN, ColumnPart.UPPER)
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
    """One row of a decomposition table.

    The text of each part, and of the columns nobody understands. `columns` gives where
    each part stands, so that a finding can name the cell. A row that carries the
    measure of the row above on (its number and name were merged down, or left blank) is
    `continued`.
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
        """Give where a part stands, as the person who looks at the source sees it."""
        if self.lettered:
            return Place(
                sheet=self.table,
                cell=f"{column_letters(self.columns.get(part, 0))}{self.label}",
            )
        return Place(sheet=self.table, cell=f"第{self.label}行·{part.value}")


_SAMPLE = 30
"""So many rows below a header tell what a doubtful column holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    """The header that rules the rows below it."""

    columns: dict[int, ColumnPart]
    headings: tuple[str, ...]
    rows: int
    measure: str = ""


def printed_rows(
    grids: Sequence[Grid], year: int | None = None
) -> tuple[tuple[PrintedRow, ...], tuple[Finding, ...]]:
    """Give the rows of every decomposition table in these grids, in their order.

    A table that goes on in the next grid (another sheet, another page) under the same
    header, or without any, goes on here. A finding names each column that could not be
    mapped, once. `year` is the document's.
    """
    rows: list[PrintedRow] = []
    findings: dict[str, Finding] = {}
    header: _Header | None = None
    for grid in grids:
        campaign = ""
        measure = ""
        cells = unmerged(grid)
        at = 0
        while at < len(cells):
            row = grid.rows[at]
            found = None if row.outside else _header_at(cells, at, year, header)
            if found is not None:
                header = replace(found, measure=measure)
                for finding in _unmapped(grid, found, row.label):
                    findings.setdefault(finding.found, finding)
                at += found.rows
                continue
            measure = _caption(cells[at]) or measure
            section = _section(cells[at], alone=row.outside)
            if section is not None:
                campaign = section or campaign
            elif header is not None and not row.outside:
                _add(rows, _row(grid, at, cells[at], header, campaign))
            at += 1
    return tuple(rows), tuple(findings.values())


def _caption(cells: tuple[str, ...]) -> str:
    """Give the 计量单位 that a row with nothing else names for the table below it."""
    said = {text.strip() for text in cells if text.strip()}
    return caption_measure(said.pop()) if len(said) == 1 else ""


def _header_at(
    cells: list[tuple[str, ...]], at: int, year: int | None, above: _Header | None
) -> _Header | None:
    """Read the header that begins in this row, below the one that rules until here.

    Of two rows, if the second one parts the first one's columns.
    """
    top = cells[at]
    if max(map(len, top), default=0) > _LONGEST_HEADING:
        return None
    headings = above.headings if above else ()
    rest = cells[at + 1 :]
    both = _two_rows(top, rest)
    if both is not None and is_header_there(both, rest[1:], headings):
        return _header(both, rest[1:], year, rows=2)
    if is_header_there(top, rest, headings):
        return _header(top, rest, year, rows=1)
    return None


def _two_rows(
    top: tuple[str, ...], rest: list[tuple[str, ...]]
) -> tuple[str, ...] | None:
    """Give the headings of a row and of the row below that parts them.

    None where the row below is no part of a header.
    """
    if not rest or not _is_sub_header(top, rest[0]):
        return None
    pairs = zip(top, rest[0], strict=True)
    both = tuple(_joined(upper, lower) for upper, lower in pairs)
    if fills(rest[0], top) and not divides(both, rest[1:]):
        return None
    return both


def _header(
    headings: tuple[str, ...],
    below: list[tuple[str, ...]],
    year: int | None,
    *,
    rows: int,
) -> _Header:
    bare = tuple(without_measure(text)[0] for text in headings)
    columns = columns_of(bare, year)
    for at, part in columns.items():
        if part is ColumnPart.UNIT and heading(headings[at]) == "单位":
            columns[at] = _body_or_measure(at, below)
    columns = by_contents(columns, below[:_SAMPLE])
    return _Header(columns=columns, headings=headings, rows=rows)


def _body_or_measure(at: int, below: list[tuple[str, ...]]) -> ColumnPart:
    """Tell by what stands below it whether 单位 is who answers or what is counted
    in.
    """
    texts = [row[at] for row in below[:_SAMPLE] if row[at].strip()]
    measures = sum(1 for text in texts if measure_in(text))
    return ColumnPart.MEASURE if measures * 2 > len(texts) else ColumnPart.UNIT


def _is_sub_header(top: tuple[str, ...], below: tuple[str, ...]) -> bool:
    """Whether the row below a header's first parts one of its columns."""
    pairs = [
        (heading(upper), heading(lower))
        for upper, lower in zip(top, below, strict=True)
    ]
    new = [(upper, lower) for upper, lower in pairs if lower and lower != upper]
    if len(new) < 2 or any(len(lower) > _LONGEST_SUB_HEADING for _, lower in new):
        return False
    uppers = [upper for upper, _ in pairs]
    if all(upper and uppers.count(upper) == 1 for upper, _ in new):
        return False
    whole = [upper for upper, lower in pairs if upper and lower in ("", upper)]
    known = columns_of(tuple(lower for _, lower in new))
    return (
        bool(whole)
        and len(known) * 2 >= len(new)
        and not any(char.isdigit() for _, lower in new for char in lower[:2])
    )


def _joined(upper: str, lower: str) -> str:
    """Word a two-row heading with what parts it first.

    目标任务 over 市里 is 市里目标任务.
    """
    if not heading(lower) or heading(lower) == heading(upper):
        return upper
    if len(heading(lower)) <= 4 and heading(upper) not in heading(lower):
        return lower + upper
    return lower


def _unmapped(grid: Grid, header: _Header, label: str) -> Iterator[Finding]:
    for at, text in enumerate(header.headings):
        if heading(text) and at not in header.columns:
            cell = f"{column_letters(at)}{label}" if grid.lettered else f"第{label}行"
            yield f.COLUMN_UNMAPPED.at(
                Place(sheet=grid.name, cell=cell), found=shorten(squeeze(text))
            )


def _section(cells: tuple[str, ...], *, alone: bool) -> str | None:
    """Read a heading row.

    Its campaign, `""` for a row that says nothing, None for a row of the table.
    """
    texts = {text.strip(): None for text in cells if text.strip()}
    if not texts:
        return ""
    first = next(iter(texts))
    if _ASIDE.match(first):
        return ""
    if len(texts) > 1:
        return None
    bare = first.strip("#* \t")
    match = _SECTION.match(bare)
    if match and (_CAMPAIGN_WORD.search(match["name"]) or _spans(cells)):
        return match["name"].strip()
    if (
        not alone
        and _CAMPAIGN_WORD.search(bare)
        and len(bare) <= _LONGEST_CAMPAIGN
        and cells[0].strip()
    ):
        return bare
    return "" if alone or _spans(cells) else None


def _spans(cells: tuple[str, ...]) -> bool:
    return len(cells) > 2 and all(text == cells[0] for text in cells)


def _row(
    grid: Grid, at: int, cells: tuple[str, ...], header: _Header, campaign: str
) -> PrintedRow:
    parts: dict[ColumnPart, str] = {}
    columns: dict[ColumnPart, int] = {}
    unmapped: dict[str, str] = {}
    named: list[NamedCell] = []
    for column, cell in enumerate(cells):
        text = cell.strip()
        part = header.columns.get(column)
        name = header.headings[column] if column < len(header.headings) else ""
        if part is None:
            if text:
                unmapped[squeeze(name) or f"第{column + 1}列"] = text
            continue
        columns.setdefault(part, column)
        if text:
            named.append(NamedCell(part=part, heading=name, text=text, column=column))
        if text and text not in parts.get(part, ""):
            parts[part] = f"{parts[part]}\n{text}" if part in parts else text
    if campaign:
        parts.setdefault(ColumnPart.CAMPAIGN, campaign)
    row = grid.rows[at]
    return PrintedRow(
        parts=parts,
        unmapped=unmapped,
        table=grid.name,
        label=row.label,
        columns=columns,
        lettered=grid.lettered,
        cells=tuple(named),
        measure=header.measure,
    )


def _add(rows: list[PrintedRow], row: PrintedRow) -> None:
    """Add a row, or join it to the one above where a page break cut that one in two."""
    if not any(row.parts.values()) or not set(row.parts) - {
        ColumnPart.SEQ,
        ColumnPart.CAMPAIGN,
    }:
        return
    previous = rows[-1] if rows else None
    if (
        previous is not None
        and ColumnPart.CAMPAIGN in row.columns
        and previous.text(ColumnPart.CAMPAIGN)
    ):
        row = replace(
            row,
            parts={ColumnPart.CAMPAIGN: previous.text(ColumnPart.CAMPAIGN)} | row.parts,
        )
    if previous is None or not _same_measure(previous, row):
        rows.append(row)
    elif _cut_in_two(previous, row):
        joined = {
            part: _glued(previous.text(part), row.text(part))
            for part in (*previous.parts, *row.parts)
        }
        rows[-1] = replace(
            previous, parts=joined, unmapped=previous.unmapped | row.unmapped
        )
    else:
        inherited = {
            part: previous.text(part) for part in _INHERITED if previous.text(part)
        }
        rows.append(replace(row, parts=inherited | row.parts, continued=True))


def _same_measure(previous: PrintedRow, row: PrintedRow) -> bool:
    """Whether a row belongs to the measure above.

    Its number and name are blank or merged down.
    """
    if ColumnPart.SEQ in row.columns:
        seq = row.text(ColumnPart.SEQ)
        return seq in ("", previous.text(ColumnPart.SEQ)) and row.text(
            ColumnPart.NAME
        ) in (
            "",
            previous.text(ColumnPart.NAME),
        )
    return ColumnPart.NAME in row.columns and row.text(ColumnPart.NAME) in (
        "",
        previous.text(ColumnPart.NAME),
    )


def _cut_in_two(previous: PrintedRow, row: PrintedRow) -> bool:
    if row.text(ColumnPart.SEQ):
        return False
    texts = [part for part in _TEXTS if row.text(part)]
    if not texts:
        return True
    return all(
        previous.text(part)
        and not _ENDED.search(previous.text(part))
        and not _ITEM.match(row.text(part))
        for part in texts
    )


def _glued(first: str, second: str) -> str:
    return first if not second or second == first else first + second
