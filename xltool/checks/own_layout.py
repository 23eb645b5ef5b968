"""Finding the data of the office's own layout in a returned workbook.

People insert rows and columns, rename the worksheet, save it with another program. What
was issued is known: the words of the header, those of each row, the labels of single
cells. They are put beside what came back, in their order: what agrees tells where the
rest went. The keys that we wrote out of sight come first, if they are still there.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise, product
from operator import attrgetter
from typing import TYPE_CHECKING

from xltool.checks.labels import is_blank, plain
from xltool.checks.values import raw_text
from xltool.forms.design import RowsFrom

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.forms.layout import LayoutSheet
    from xltool.forms.own_places import OwnPlaces
    from xltool.model.grid import CellError, Position, Raw, Sheet, Workbook

_SEARCHED_ROWS = 2000
_WIDEST = 16_384
"""Columns that a worksheet of Excel has."""
_LARGEST_AREA = 10_000
"""Cells of a merged area that may be a header's; somebody has merged whole columns."""
_MOST_DELETED = 30
"""Columns: the keys are looked for so far left of where they were issued."""
_LEAST_SHARE = 0.5
"""Of the labels of a header, or the words of the rows, that must be found."""


@dataclass(frozen=True, slots=True)
class _Header:
    """The header's row, the columns by field, and the share of its labels found."""

    row: int
    columns: dict[str, int]
    share: float

    @property
    def is_lost(self) -> bool:
        """Whether most of its words are gone."""
        return self.share < _LEAST_SHARE


class OwnSheet:
    """A sheet of the layout in one worksheet that came back."""

    def __init__(self, sheet: Sheet, layout: LayoutSheet, places: OwnPlaces) -> None:
        """Compare a worksheet with what was issued; nothing is found yet."""
        self.sheet = sheet
        self.layout = layout
        self.places = places

    @cached_property
    def _merged(self) -> dict[Position, Position]:
        """The first cell of the merged area of each cell of a header."""
        found: dict[Position, Position] = {}
        for top, left, bottom, right in self.sheet.merged:
            rows = range(top, bottom + 1)
            columns = range(left, right + 1)
            # a merged column of a million rows is no header, and would fill the memory
            if len(rows) * len(columns) > _LARGEST_AREA:
                continue
            for cell in product(rows, columns):
                found[cell] = (top, left)
        return found

    def _shown(self, row: int, column: int) -> str:
        """Give the text over a column, also where it stands in a merged cell."""
        top, left = self._merged.get((row, column), (row, column))
        return plain(self.sheet.cell(top, left))

    @cached_property
    def width(self) -> int:
        """How many columns hold anything."""
        lengths = map(len, self.sheet.rows[:_SEARCHED_ROWS])
        return min(max(lengths, default=0), _WIDEST)

    @property
    def _searched(self) -> range:
        """The rows in which anything is looked for."""
        return range(min(len(self.sheet.rows), _SEARCHED_ROWS))

    # ---- tables

    @cached_property
    def header(self) -> _Header:
        """The row that has most of the header's labels, the nearest to where it was.

        The title line of a table may have one of its labels, too: the row with most
        counts.
        """
        issued_row = self.places.header_row
        labels = [(key, plain(text)) for key, text in self._labels]
        best = _Header(issued_row, {}, 0.0)
        if not labels:
            return best
        wanted = {label for _, label in labels}
        least = (-1.0, 0)
        for row in self._searched:
            texts = [self._shown(row, column) for column in range(self.width)]
            if wanted.isdisjoint(texts):
                continue
            columns = self._aligned(labels, texts)
            share = len(columns) / len(labels)
            merits = (share, -abs(row - issued_row))
            if merits > least:
                least = merits
                best = _Header(row, columns, share)
        return best

    @cached_property
    def _labels(self) -> list[tuple[str, str]]:
        """The fields with the words above them, in the order of their columns."""
        issued = [(self.places.columns[key], key) for key in self.places.labels]
        return [(key, self.places.labels[key]) for _, key in sorted(issued)]

    def _aligned(
        self, labels: Sequence[tuple[str, str]], texts: Sequence[str]
    ) -> dict[str, int]:
        """Give the columns of the fields by their labels, in their order.

        A label that stands where it was issued counts first, so that those that come
        again keep their places.

        Somebody inserted a column: the labels right of it have moved by one, in their
        order.
        """
        keys = [key for key, _ in labels]
        issued = {key: self.places.columns[key] for key in keys}
        if all(_stands_at(issued[key], label, texts) for key, label in labels):
            return issued
        found: dict[str, int] = {}
        wanted = [label for _, label in labels]
        for place, column in _matches(wanted, texts):
            found[keys[place]] = column
        return _between(found, keys, issued)

    @cached_property
    def columns(self) -> dict[str, int]:
        """The columns of the fields; where the header is lost, as issued."""
        if not self.header.is_lost:
            return self.header.columns
        shift = 0
        if self._has_keys:
            shift = self._key_column - self.places.added
        return {key: self.places.columns[key] + shift for key, _ in self._labels}

    @property
    def header_row(self) -> int:
        """The last row of the header."""
        if not self.header.is_lost:
            return self.header.row
        if self.keyed:
            return min(self.keyed) - 1
        return self.places.header_row

    @cached_property
    def _keys(self) -> set[str]:
        """The keys of the rows that were issued."""
        return {row.key for row in self.layout.rows}

    @cached_property
    def _key_column(self) -> int:
        """The column in which most of our keys stand; -1 where none does."""
        expected = self.places.added
        first = max(0, expected - _MOST_DELETED)
        hits: Counter[int] = Counter()
        for row in self.sheet.rows[:_SEARCHED_ROWS]:
            for column in range(first, len(row)):
                if _text(row[column]) in self._keys:
                    hits[column] += 1

        def likelihood(column: int) -> tuple[int, bool]:
            return hits[column], column == expected

        return max(hits, key=likelihood, default=-1)

    @property
    def key_column(self) -> int | None:
        """The column of our keys; None where they are gone."""
        return self._key_column if self._has_keys else None

    @property
    def is_header_lost(self) -> bool:
        """Whether most of the header's words are gone."""
        return self.header.is_lost

    @property
    def _has_keys(self) -> bool:
        """Whether our keys came back: right of the office's columns, most of them.

        A clerk may have copied the office's columns into a workbook of their own,
        without ours.
        """
        if self._key_column < 0:
            return False
        last = max(self.places.columns.values(), default=0)
        if self._key_column <= last - _MOST_DELETED:
            return False
        found = set(self._keys_in_column.values())
        return len(found) * 2 >= len(self._keys) and self._is_ours()

    def _is_ours(self) -> bool:
        """Say whether the column of keys is right of every field of the header."""
        last = max(self.header.columns.values(), default=-1)
        return self._key_column > last

    @cached_property
    def _keys_in_column(self) -> dict[int, str]:
        """Which key stands in the column of keys, by row."""
        found = {}
        for row in self._searched:
            key = _text(self.sheet.cell(row, self._key_column))
            if key in self._keys:
                found[row] = key
        return found

    @cached_property
    def keyed(self) -> dict[int, str]:
        """The rows that our keys name; a key that stands twice names none.

        Of a row that was copied with its key nobody can know which of the two is meant.
        """
        if not self._has_keys:
            return {}
        times = Counter(self._keys_in_column.values())
        return {row: key for row, key in self._keys_in_column.items() if times[key] < 2}

    @cached_property
    def fixed(self) -> dict[int, str]:
        """The rows of a fixed table: by our keys, then by the office's words."""
        found = dict(self.keyed)
        named = set(found.values())
        for row, key in self._by_words().items():
            if key not in named and row not in found:
                found[row] = key
                named.add(key)
        return _in_gaps(found, [(row.key, row.row) for row in self.layout.rows])

    def _by_words(self) -> dict[int, str]:
        """Give the keys of rows whose words stand in the order in which they did."""
        issued = [(key, words) for key, words in self.places.printed.items() if words]
        rows = self._searched[self.header_row + 1 :]
        values = set(self.columns.values())
        there = [self._words(row, values) for row in rows]
        found = {}
        for place, at in _matches([words for _, words in issued], there):
            key, _ = issued[place]
            found[rows[at]] = key
        return found

    def _words(self, row: int, values: set[int]) -> str:
        """Give a row's words outside of its values, as they were noted when issued.

        Numbers printed in the office's columns (序号, 行次) are words, too.
        """
        words = []
        last = max(values, default=-1)
        for column, cell in enumerate(self.sheet.rows[row][: last + 1]):
            if column not in values and not is_blank(cell):
                words.append(plain(raw_text(cell)))
        return "|".join(words)

    @cached_property
    def entries(self) -> range:
        """The rows of a list: down to the office's words under it.

        合计 or 填表人 under a list ends it, also where rows were inserted above.
        """
        first = self.header_row + 1 + self._gap
        below = set(map(plain, self.places.below))
        for row in self._searched[first:]:
            if self._first_text(row) in below:
                return range(first, row)
        return range(first, len(self.sheet.rows))

    def _first_text(self, row: int) -> str | None:
        """Give the first thing that stands in a row; None where nothing does."""
        for cell in self.sheet.rows[row]:
            if not is_blank(cell):
                return plain(cell)
        return None

    @property
    def _gap(self) -> int:
        """How many rows stand between the header and the first row of a list."""
        return max(0, self.places.first_row - self.places.header_row - 1)

    # ---- single cells

    def spots(self) -> dict[str, Position]:
        """Give the places of single cells, by their labels.

        As far from its label as it was issued; where the label is gone, as issued.
        """
        found = {}
        for key, (row, column) in self.places.cells.items():
            issued = self.places.label_cells.get(key)
            label = self._found_label(key, issued)
            if issued is None or label is None:
                found[key] = (row, column)
            else:
                down, across = row - issued[0], column - issued[1]
                found[key] = (label[0] + down, label[1] + across)
        return found

    def _found_label(self, key: str, issued: tuple[int, ...] | None) -> Position | None:
        """Give the cell with a label that is nearest to where it was issued."""
        wanted = plain(self.places.labels.get(key, ""))
        if not wanted or issued is None:
            return None
        inside = key in self.places.inside
        candidates = []
        for row, line in enumerate(self.sheet.rows[:_SEARCHED_ROWS]):
            for column, cell in enumerate(line):
                if isinstance(cell, str) and _is_label(plain(cell), wanted, inside):
                    far = abs(row - issued[0]) + abs(column - issued[1])
                    candidates.append((far, row, column))
        if not candidates:
            return None
        _, row, column = min(candidates)
        return row, column

    @property
    def likeness(self) -> float:
        """How much of what was issued is there, from 0 to 1.

        A sheet whose header was retyped, but whose rows have our keys, is like enough.
        """
        if self.places.cells:
            labels = self.places.label_cells
            found = [key for key, at in labels.items() if self._found_label(key, at)]
            return len(found) / max(len(labels), 1)
        if not self.header.is_lost:
            return self.header.share
        return _LEAST_SHARE if self.keyed else 0.0

    @property
    def is_likely(self) -> bool:
        """Whether enough of what was issued is there."""
        return self.likeness >= _LEAST_SHARE


def _text(cell: Raw | CellError) -> str:
    """Give what stands in a cell as keys are compared: the number 3 is the key 3."""
    return plain(raw_text(cell)) if not is_blank(cell) else ""


def _stands_at(column: int, label: str, texts: Sequence[str]) -> bool:
    """Say whether a label stands in a column of a row."""
    return column < len(texts) and texts[column] == label


def _matches(wanted: Sequence[str], there: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Give the places of texts in both of two lists, in the order of both.

    >>> list(_matches(["项目", "金额", "备注"], ["序号", "项目", "投资", "备注"]))
    [(0, 1), (2, 3)]
    """
    matcher = SequenceMatcher(None, wanted, there, autojunk=False)
    for block in matcher.get_matching_blocks():
        for offset in range(block.size):
            yield block.a + offset, block.b + offset


def _is_label(text: str, wanted: str, inside: bool) -> bool:  # noqa: FBT001
    """Say whether a text is a label; `inside`: before an answer in the same cell.

    >>> _is_label("联系人:张", "联系人", inside=True)
    True
    >>> _is_label("联系人:张", "联系人", inside=False)
    False
    """
    if inside:
        return f"{wanted}:" in text or f"{wanted}(" in text
    return text.rstrip(":") == wanted.rstrip(":")


def _between(
    found: dict[str, int], keys: Sequence[str], issued: dict[str, int]
) -> dict[str, int]:
    """Add columns whose label was lost, beside their neighbours as issued.

    >>> _between({"甲": 1, "丙": 4}, ["甲", "乙", "丙"], {"甲": 0, "乙": 1, "丙": 2})
    {'甲': 1, '丙': 4, '乙': 2}
    """
    taken = set(found.values())
    for place, key in enumerate(keys):
        if key in found:
            continue
        neighbours = (*keys[max(place - 1, 0) : place], *keys[place + 1 : place + 2])
        for neighbour in neighbours:
            if neighbour not in found:
                continue
            column = found[neighbour] + issued[key] - issued[neighbour]
            if column >= 0 and column not in taken:
                found[key] = column
                taken.add(column)
                break
    return found


def _in_gaps(
    found: dict[int, str], issued: Sequence[tuple[str, int]]
) -> dict[int, str]:
    """Add rows whose words were changed: between the same two rows as issued.

    `found` are the keys by rows, `issued` the rows of the keys.

    >>> _in_gaps({7: "01", 9: "03"}, [("01", 4), ("02", 5), ("03", 6)])
    {7: '01', 9: '03', 8: '02'}
    """
    rows = {key: row for row, key in found.items()}
    for place, ((before, row_before), (key, row)) in enumerate(pairwise(issued)):
        if key in rows or before not in rows:
            continue
        guess = rows[before] + row - row_before
        following = (rows[later] for later, _ in issued[place + 2 :] if later in rows)
        after = next(following, None)
        is_free = guess not in found and (after is None or guess < after)
        if is_free:
            found[guess] = key
            rows[key] = guess
    return found


def own_sheets(workbook: Workbook, layout: LayoutSheet) -> Iterator[OwnSheet]:
    """Give the worksheet in which a sheet of the layout stands, if there is one.

    The one with the issued name if it is like it, else that which is most like it. A
    worksheet of the issued name is taken for it where there is no other.
    """
    places = layout.design.places
    if places is None:
        return
    there = [OwnSheet(one, layout, places) for one in workbook.sheets if one.visible]
    named = [one for one in there if one.sheet.name == layout.name]
    best = _likeliest(named) or _likeliest(there)
    if best is None and named:
        best = named[0]
    if best is not None:
        yield best


def _likeliest(sheets: Sequence[OwnSheet]) -> OwnSheet | None:
    """Give the worksheet that is most like what was issued; None if none is."""
    likely = [one for one in sheets if one.is_likely]
    return max(likely, key=attrgetter("likeness"), default=None)


def is_fixed(layout: LayoutSheet) -> bool:
    """Say whether a sheet has rows that the office names."""
    return layout.design.rows_from is RowsFrom.FIXED
