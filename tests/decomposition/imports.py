"""A registry over several imports, told by a script: tables come in, a clerk works.

A line of a script that begins with @ is a step, what follows is its text:

    @import 方案.txt              the table, as text
    @edit 任务 T01-01             the cells to change, 列=内容 one a line
    @add 变更                     a row of the clerk's own
    @delete 指标 T01-01-2         a row that the clerk takes out
    @answer 集合单位              处理意见 for every open doubt of this 类别
    @drop 任务 责任人             a column that the workbook does not have
    @registry                     what the registry says now
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from xltool.decomposition.extraction import extract
from xltool.decomposition.merge import (
    Memory,
    Merged,
    key_of,
    memory_cells,
    memory_of,
    merge,
)
from xltool.decomposition.registry.doubts import answers_in
from xltool.decomposition.registry.rows import Book, SheetRows, registry_of, widened
from xltool.decomposition.registry.sheets import (
    ANSWER,
    DOUBTS,
    OPEN,
    SHEETS,
    Cells,
    RegistrySheet,
)
from xltool.decomposition.table.text_tables import text_grid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.findings import Finding

_SHEETS = {sheet.name: sheet for sheet in SHEETS}
_NONE = SheetRows(columns={})


@dataclass(slots=True)
class _Office:
    """The workbook as it stands, and what the last imports remember."""

    book: Book = field(default_factory=dict)
    memory: Memory = field(default_factory=dict)

    def rows(self, sheet: RegistrySheet) -> list[tuple[int, Cells]]:
        """Give copies of a sheet's rows."""
        rows = self.book.get(sheet.name, _NONE).rows
        return [(number, dict(cells)) for number, cells in rows]

    def put(self, sheet: RegistrySheet, rows: list[tuple[int, Cells]]) -> None:
        """Set a sheet's rows."""
        columns = {column.name: at for at, column in enumerate(sheet.columns)}
        standing = self.book.get(sheet.name, SheetRows(columns=columns))
        self.book[sheet.name] = replace(standing, rows=tuple(rows))


def told(script: str, *, year: int) -> Iterator[str]:
    """Give what each step of a script leads to."""
    office = _Office()
    for part in f"\n{script}".split("\n@")[1:]:
        step, _, text = part.partition("\n")
        words = step.split()
        yield f"@{step}"
        if words[0] == "import":
            yield from _imported(office, words[1], text, year)
        elif words[0] == "registry":
            yield from _registry(office)
        elif words[0] == "answer":
            _answer(office, words[1], text.strip())
        else:
            _edit(office, words, text)


def _imported(office: _Office, name: str, text: str, year: int) -> Iterator[str]:
    book = widened(office.book)
    known, _ = registry_of(book)
    answers = answers_in(cells for _, cells in book.get(DOUBTS.name, _NONE).rows)
    found = extract(
        [text_grid(text, name)], units=known.units, answers=answers, this_year=year
    )
    merged = merge(found, name, book, office.memory)
    yield from _merged(merged)
    office.book = merged.book(book)
    office.memory = memory_of(memory_cells(merged.memory))


def _merged(merged: Merged) -> Iterator[str]:
    yield f"  {'改' if merged.changed else '未改'} {' '.join(merged.codes)}"
    for name, rows in merged.rows.items():
        for row in rows:
            if row.row is None:
                cells = (f"{title}={text}" for title, text in row.cells.items() if text)
                yield f"  新 {name} {' '.join(cells)}"
            elif row.changed:
                yield f"  改 {name} {key_of(_SHEETS[name], row.cells)} {row.changed}"
    for key, link in merged.links.items():
        yield f"  链 {key} {' '.join(link)}"
    yield from _findings((*merged.findings, *merged.settled))
    sources = {(sheet, known.source) for (sheet, _), known in merged.memory.items()}
    yield f"  记 {len(merged.memory)} {sorted(sources)}"


def _findings(findings: tuple[Finding, ...]) -> Iterator[str]:
    for one in findings:
        place = f"{one.place.sheet} {one.place.cell} {one.place.row_key}"
        yield f"  {one.code} {place} {one.found} {one.expected} {one.message}"


def _registry(office: _Office) -> Iterator[str]:
    registry, mistakes = registry_of(office.book)
    for one in (*registry.tasks, *registry.indicators, *registry.units):
        yield f"  {one}"
    for key, value in registry.shares.items():
        yield f"  {' '.join(key)} {registry.share_comparisons.get(key, '')}{value}"
    for change in registry.changes:
        yield f"  {change}"
    yield from _findings(mistakes)


def _answer(office: _Office, kind: str, answer: str) -> None:
    rows = office.rows(DOUBTS)
    for _, cells in rows:
        if cells["类别"] == kind and cells["状态"] == OPEN:
            cells[ANSWER] = answer
    office.put(DOUBTS, rows)


def _cells(text: str) -> Cells:
    """Read 列=内容, one a line."""
    pairs = (line.partition("=") for line in text.splitlines())
    return {name: cell for name, _, cell in pairs if name}


def _edit(office: _Office, words: list[str], text: str) -> None:
    sheet = _SHEETS[words[1]]
    key = " ".join(words[2:])
    rows = office.rows(sheet)
    if words[0] == "drop":
        columns = dict(office.book[sheet.name].columns)
        del columns[key]
        office.book[sheet.name] = replace(office.book[sheet.name], columns=columns)
        return
    if words[0] == "delete":
        rows = [(at, cells) for at, cells in rows if key_of(sheet, cells) != key]
    if words[0] == "add":
        rows.append((max((at for at, _ in rows), default=0) + 1, {}))
        key = ""
    for _, cells in rows:
        if words[0] != "delete" and key_of(sheet, cells) == key:
            cells.update(_cells(text))
    office.put(sheet, rows)
