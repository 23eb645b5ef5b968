"""Which row of a returned table is which row of the layout.

A row is known by its hidden key and by what a person sees of it: its number and name.
Where both agree, or one of them is gone, the rest decides; where they contradict each
other, what is seen wins if it is clear, and if it is not, the row is not read.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.checks.asides import remark_in, split_entries
from xltool.checks.labels import is_blank, plain
from xltool.checks.values import raw_text
from xltool.findings import (
    ROW_BY_SIMILAR,
    ROW_MOVED,
    ROW_UNCLEAR,
    ROW_UNKNOWN,
    ROWS_BY_NAME,
    TEXT_BELOW,
    Finding,
    Place,
)
from xltool.forms.codes import known_code
from xltool.forms.design import Prefill
from xltool.forms.fixed_tables import name_field
from xltool.forms.registry_columns import NAMES
from xltool.text import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xltool.checks.headers import TableBlock
    from xltool.forms.layout import LayoutSheet
    from xltool.model.grid import CellError, Raw

_SIMILAR = 88
_CLEARLY = 5
"""How much better (of 100) the best similar name must be than the second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A row of the layout, by its key, in the row of a block."""

    key: str
    block: TableBlock
    row: int

    @property
    def place(self) -> Place:
        """Where the row stands."""
        return self.block.place(self.row, row_key=self.key)

    @property
    def entry_place(self) -> Place:
        """Where the first thing stands that the unit entered in the row."""
        return self.block.entry_place(self.row, self.key)


@dataclass(frozen=True, slots=True)
class _Sight:
    """What is seen of a row.

    How many of its cells name each layout row, and no other.
    """

    votes: Counter[str]

    @property
    def clear(self) -> str:
        """The one row that is seen; empty if none is, or several."""
        return next(iter(self.votes)) if len(self.votes) == 1 else ""


class Names:
    """What is printed in a layout sheet's rows and tells one from all others."""

    def __init__(self, layout: LayoutSheet) -> None:
        """Take the layout sheet whose rows are to be told apart."""
        self.layout = layout

    @cached_property
    def keys(self) -> set[str]:
        """The keys of the layout's rows."""
        return {row.key for row in self.layout.rows}

    @cached_property
    def _owners(self) -> dict[str, dict[str, str]]:
        """Which row a text names, for each printed field."""
        owners: dict[str, dict[str, str]] = {}
        for field in (
            one.key for one in self.layout.fields if one.prefill is Prefill.REGISTRY
        ):
            rows = [row for row in self.layout.rows if field in row.prefilled]
            texts = [(plain(row.prefilled[field].text), row.key) for row in rows]
            times = Counter(text for text, _ in texts)
            if _tells_rows_apart(times) or field == name_field(self.layout.design):
                owners[field] = {text: key for text, key in texts if times[text] == 1}
        return owners

    def sight(self, block: TableBlock, row: int) -> _Sight:
        """See which layout rows a row's printed cells name."""
        cells = ((field, plain_any(block, row, field)) for field in self._owners)
        owners = (self._owners[field].get(text, "") for field, text in cells if text)
        return _Sight(Counter(owner for owner in owners if owner))

    def sharing(self, block: TableBlock, row: int) -> list[str]:
        """Give the rows of a fixed table that have the name printed in a row."""
        field = name_field(self.layout.design)
        text = plain_any(block, row, field) if field else ""
        if not text:
            return []
        return [
            one.key
            for one in self.layout.rows
            if field in one.prefilled and plain(one.prefilled[field].text) == text
        ]

    def is_shared(self, block: TableBlock, row: int) -> bool:
        """Say whether several rows of a fixed table have the name of a row."""
        return len(self.sharing(block, row)) > 1

    def similar(self, block: TableBlock, row: int) -> str:
        """Give the one row whose longest name is much like the row's.

        Empty if none is, or several are.
        """
        from rapidfuzz import fuzz, process

        for field in sorted(
            self._owners, key=lambda one: -sum(map(len, self._owners[one]))
        ):
            text = plain_any(block, row, field)
            if text:
                best = process.extract(
                    text, list(self._owners[field]), scorer=fuzz.ratio, limit=2
                )
            else:
                best = []
            if (
                best
                and best[0][1] >= _SIMILAR
                and (len(best) < 2 or best[0][1] - best[1][1] >= _CLEARLY)
            ):
                return self._owners[field][best[0][0]]
        return ""


def _tells_rows_apart(times: Counter[str]) -> bool:
    """Say whether a column names its rows.

    Texts long enough, and hardly one of them twice. 个 is no name.
    """
    length = sum(len(text) * count for text, count in times.items())
    return length >= 4 * times.total() > 0 and len(times) >= 0.8 * times.total()


def plain_any(block: TableBlock, row: int, field: str) -> str:
    """Give a printed cell as names are compared, also where it became a number."""
    cell = block.cell(row, field)
    return "" if is_blank(cell) else plain(raw_text(cell))


def keyed_rows(block: TableBlock) -> tuple[list[Found], list[Finding]]:
    """Find the rows of tasks or indicators in a block."""
    names = Names(block.layout)
    found: list[Found] = []
    findings: list[Finding] = []
    by_name: list[Found] = []
    unnamed: list[int] = []
    for row in block.rows:
        if row in block.as_issued:
            found.append(Found(key=block.as_issued[row], block=block, row=row))
            continue
        key = _key(block, row)
        sight = names.sight(block, row)
        if not key and not sight.votes and names.is_shared(block, row):
            unnamed.append(row)
            continue
        chosen, said = _choose(names, block, row, key, sight)
        findings += said
        if chosen:
            found.append(Found(key=chosen, block=block, row=row))
            if not key and not said:
                by_name.append(found[-1])
    by_name += _in_order(names, block, unnamed, found)
    if by_name:
        lost = ROWS_BY_NAME.at(
            by_name[0].place, found=block.sheet.name, rows=len(by_name)
        )
        findings.append(lost)
    return found, findings


def _in_order(
    names: Names, block: TableBlock, rows: Sequence[int], found: list[Found]
) -> list[Found]:
    """Find the rows of a fixed table whose names others have too, and no code is left.

    其中：女 under each kind: each is the first of this name behind the row before it
    that is not found yet. They are added to those `found`.
    """
    added = []
    printed = [row.key for row in names.layout.rows]
    for row in rows:
        taken = {one.key for one in found}
        above = [printed.index(one.key) for one in found if one.row < row]
        below = [printed.index(one.key) for one in found if one.row > row]
        span = printed[max(above, default=-1) + 1 : min(below, default=len(printed))]
        for key in names.sharing(block, row):
            if key in span and key not in taken:
                one = Found(key=key, block=block, row=row)
                found.append(one)
                added.append(one)
                break
    return added


def _key(block: TableBlock, row: int) -> str:
    if block.key_column is None:
        return ""
    key = plain(raw_text(block.sheet.cell(row, block.key_column)))
    if key and block.layout.design.fixed_rows:
        return known_code(key, [one.key for one in block.layout.rows]) or key
    return key


def _choose(
    names: Names, block: TableBlock, row: int, key: str, sight: _Sight
) -> tuple[str, tuple[Finding, ...]]:
    """Give the key of the row that this is (empty: none), and what is to be said."""
    if key in names.keys and (not sight.votes or set(sight.votes) == {key}):
        return key, ()
    place = block.place(row)
    if key in names.keys and sight.clear:
        name = row_name(names.layout, sight.clear)
        return sight.clear, (ROW_MOVED.at(_at(place, sight.clear), found=name),)
    if len(sight.votes) > 1:
        return "", (ROW_UNCLEAR.at(place, found=_summary(block, row)),)
    if sight.clear and not key:
        return sight.clear, ()
    if not key:
        similar = names.similar(block, row)
        if similar:
            name = row_name(names.layout, similar)
            return similar, (
                ROW_BY_SIMILAR.at(
                    _at(place, similar), found=_summary(block, row), expected=name
                ),
            )
    return "", tuple(_not_ours(block, row, key))


def _at(place: Place, key: str) -> Place:
    return Place(sheet=place.sheet, cell=place.cell, row_key=key)


def _not_ours(block: TableBlock, row: int, key: str) -> Iterator[Finding]:
    """Say what is done with a row that is none of the layout's.

    Entries are an error, a remark is said.
    """
    remark = None if key else remark_in(block, row)
    if remark is not None:
        yield remark
        return
    width = max(block.columns.values(), default=-1) + 1
    cells = (block.sheet.cell(row, column) for column in range(width))
    filled = [cell for cell in cells if not is_blank(cell)]
    if len(filled) == 1 and isinstance(filled[0], str) and not key:
        yield TEXT_BELOW.at(block.place(row), found=shorten(filled[0]))
    elif is_entered(block.entries(row)):
        found = _summary(block, row) or key
        yield ROW_UNKNOWN.at(block.entry_place(row), found=found)


def _summary(block: TableBlock, row: int) -> str:
    """Give the first texts of a row, to name it to a person."""
    line = block.sheet.rows[row] if row < len(block.sheet.rows) else []
    texts = [
        raw_text(cell)
        for column, cell in enumerate(line)
        if column != block.key_column and not is_blank(cell)
    ]
    return shorten(" ".join(texts[:2]), 30)


def row_name(layout: LayoutSheet, key: str) -> str:
    """Give what a person calls a row: its number and its printed name."""
    prefilled = layout.row(key).prefilled
    naming = [
        one.key
        for one in layout.fields
        if one.prefill is Prefill.REGISTRY and (one.source or one.key) in NAMES
    ]
    name = next((prefilled[one].text for one in naming if one in prefilled), "")
    return shorten(f"{key} {name}".strip(), 40)


def free_rows(block: TableBlock, taken: set[str]) -> tuple[list[Found], list[Finding]]:
    """Find the entries of a free table.

    Every row in which something was entered, in the sheet's order. A row that was
    inserted, or copied with its key, gets a key of its own; `taken` are keys in use.
    The findings are about rows that are no entries.
    """
    rows, findings = split_entries(block, entered_rows(block))
    kept: dict[str, int] = {}
    for row in rows:
        key = _key(block, row)
        if _is_free_key(key) and key not in taken:
            kept.setdefault(key, row)
    known = {*taken, *kept, *(row.key for row in block.layout.rows)}
    number = max((int(key[1:]) for key in known if _is_free_key(key)), default=0)
    keys = {row: key for key, row in kept.items()}
    for row in rows:
        if row not in keys:
            number += 1
            keys[row] = f"+{number}"
    found = [Found(key=keys[row], block=block, row=row) for row in rows]
    return found, findings


def entered_rows(block: TableBlock) -> list[int]:
    """Give the rows of a block in which the unit entered something."""
    return [row for row in block.rows if is_entered(block.entries(row))]


def is_entered(cells: Iterable[Raw | CellError]) -> bool:
    """Say whether any of some cells holds anything."""
    return any(not is_blank(cell) for cell in cells if cell is not None)


def _is_free_key(key: str) -> bool:
    return key[:1] == "+" and key[1:].isascii() and key[1:].isdigit() and len(key) < 8
