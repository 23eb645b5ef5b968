"""Finding the data of the office's own layout in a returned workbook.

People insert rows and columns, rename the worksheet, save it with another program. What
was issued is known: the words of the header, those of each row, the labels of single
cells. They are put beside what came back, in their order: what agrees tells where the
rest went. The keys that we wrote out of sight come first, if they are still there.
"""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher
from functools import cached_property
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
_LEAST_SHARE = 0.5
"""Of the labels of a header, or the words of the rows, that must be found."""


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
        found = {}
        for top, left, bottom, right in self.sheet.merged:
            if (bottom - top + 1) * (right - left + 1) > 10_000:
                continue
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    found[row, column] = (top, left)
        return found

    def _shown(self, row: int, column: int) -> str:
        top, left = self._merged.get((row, column), (row, column))
        return plain(self.sheet.cell(top, left))

    @cached_property
    def width(self) -> int:
        """How many columns hold anything."""
        lengths = map(len, self.sheet.rows[:_SEARCHED_ROWS])
        return min(max(lengths, default=0), 16_384)

    # ---- tables

    @cached_property
    def header(self) -> tuple[int, dict[str, int], float]:
        """The header's row, the columns by field, and the share of labels found."""
        labels = [(key, plain(text)) for key, text in self._labels]
        if not labels:
            return self.places.header_row, {}, 0.0
        wanted = {label for _, label in labels}
        best = (-1.0, 0, self.places.header_row, dict[str, int]())
        for row in range(min(len(self.sheet.rows), _SEARCHED_ROWS)):
            texts = [self._shown(row, column) for column in range(self.width)]
            if not wanted & set(texts):
                continue
            columns = self._aligned(labels, texts)
            nearness = -abs(row - self.places.header_row)
            candidate = (len(columns) / len(labels), nearness, row, columns)
            best = max(best, candidate, key=lambda one: one[:2])
        share, _, row, columns = best
        return row, columns, max(share, 0.0)

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
        """
        issued = {key: self.places.columns[key] for key, _ in labels}
        same = {
            key: issued[key]
            for key, label in labels
            if issued[key] < len(texts) and texts[issued[key]] == label
        }
        if len(same) == len(labels):
            return same
        matcher = SequenceMatcher(
            None, [label for _, label in labels], list(texts), autojunk=False
        )
        found: dict[str, int] = {}
        for block in matcher.get_matching_blocks():
            for place in range(block.size):
                found[labels[block.a + place][0]] = block.b + place
        return _between(found, [key for key, _ in labels], issued)

    @cached_property
    def columns(self) -> dict[str, int]:
        """The columns of the fields; where the header is lost, as issued."""
        _, columns, share = self.header
        if share >= _LEAST_SHARE:
            return columns
        shift = self._key_column - self.places.added if self._has_keys else 0
        return {key: self.places.columns[key] + shift for key, _ in self._labels}

    @property
    def header_row(self) -> int:
        """The last row of the header."""
        row, _, share = self.header
        if share >= _LEAST_SHARE:
            return row
        rows = sorted(self.keyed)
        return rows[0] - 1 if rows else self.places.header_row

    @cached_property
    def _key_column(self) -> int:
        keys = {row.key for row in self.layout.rows}
        hits: Counter[int] = Counter()
        for row in self.sheet.rows[:_SEARCHED_ROWS]:
            for column in range(max(0, self.places.added - 30), len(row)):
                if _text(row[column]) in keys:
                    hits[column] += 1
        expected = self.places.added
        return max(hits, key=lambda one: (hits[one], one == expected), default=-1)

    @property
    def key_column(self) -> int | None:
        """The column of our keys; None where they are gone."""
        return self._key_column if self._has_keys else None

    @property
    def is_header_lost(self) -> bool:
        """Whether most of the header's words are gone."""
        return self.header[2] < _LEAST_SHARE

    @property
    def _has_keys(self) -> bool:
        """Whether our keys came back: right of the office's columns, most of them."""
        if self._key_column < 0:
            return False
        found = [
            _text(self.sheet.cell(row, self._key_column))
            for row in range(min(len(self.sheet.rows), _SEARCHED_ROWS))
        ]
        keys = {row.key for row in self.layout.rows}
        told = [text for text in found if text in keys]
        beyond = self._key_column > max(self.places.columns.values(), default=0) - 30
        return beyond and len(set(told)) * 2 >= len(keys) and self._is_ours()

    def _is_ours(self) -> bool:
        """Say whether the column of keys is right of every field of the header."""
        _, columns, _ = self.header
        return self._key_column > max(columns.values(), default=-1)

    @cached_property
    def keyed(self) -> dict[int, str]:
        """The rows that our keys name; a key that stands twice names none."""
        if not self._has_keys:
            return {}
        keys = {row.key for row in self.layout.rows}
        found: dict[int, str] = {}
        for row in range(min(len(self.sheet.rows), _SEARCHED_ROWS)):
            key = _text(self.sheet.cell(row, self._key_column))
            if key in keys:
                found[row] = key
        times = Counter(found.values())
        return {row: key for row, key in found.items() if times[key] == 1}

    @cached_property
    def fixed(self) -> dict[int, str]:
        """The rows of a fixed table: by our keys, then by the office's words."""
        found = dict(self.keyed)
        named = set(found.values())
        for row, key in self._by_words().items():
            if key not in named and row not in found:
                found[row] = key
                named.add(key)
        return _in_gaps(found, [(one.key, one.row) for one in self.layout.rows])

    def _by_words(self) -> dict[int, str]:
        issued = [(key, words) for key, words in self.places.printed.items() if words]
        rows = range(self.header_row + 1, min(len(self.sheet.rows), _SEARCHED_ROWS))
        values = set(self.columns.values())
        there = [(row, self._words(row, values)) for row in rows]
        matcher = SequenceMatcher(
            None,
            [words for _, words in issued],
            [words for _, words in there],
            autojunk=False,
        )
        found = {}
        for block in matcher.get_matching_blocks():
            for place in range(block.size):
                found[there[block.b + place][0]] = issued[block.a + place][0]
        return found

    def _words(self, row: int, values: set[int]) -> str:
        """Give a row's words outside of its values, as they were noted when issued."""
        line = self.sheet.rows[row]
        last = max(values, default=-1)
        words = []
        for column, cell in enumerate(line[: last + 1]):
            if column not in values and not is_blank(cell):
                words.append(plain(raw_text(cell)))
        return "|".join(words)

    @cached_property
    def entries(self) -> range:
        """The rows of a list: down to the office's words under it."""
        first = self.header_row + 1 + self._gap
        below = set(map(plain, self.places.below))
        for row in range(first, min(len(self.sheet.rows), _SEARCHED_ROWS)):
            told = [plain(cell) for cell in self.sheet.rows[row] if not is_blank(cell)]
            if told and told[0] in below:
                return range(first, row)
        return range(first, len(self.sheet.rows))

    @property
    def _gap(self) -> int:
        """How many rows stand between the header and the first row of a list."""
        return max(0, self.places.first_row - self.places.header_row - 1)

    # ---- single cells

    def spots(self) -> dict[str, Position]:
        """Give the places of single cells, by their labels."""
        found = {}
        for key, at in self.places.cells.items():
            top, left = at
            issued = self.places.label_cells.get(key)
            label = self._found_label(key, issued)
            if issued is None or label is None:
                found[key] = (top, left)
            else:
                down, across = top - issued[0], left - issued[1]
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
        """How much of what was issued is there, from 0 to 1."""
        if self.places.cells:
            labels = list(self.places.label_cells.items())
            found = [self._found_label(key, at) for key, at in labels]
            return sum(one is not None for one in found) / max(len(labels), 1)
        share = self.header[2]
        if share >= _LEAST_SHARE:
            return share
        return _LEAST_SHARE if self.keyed else 0.0


def _text(cell: Raw | CellError) -> str:
    return plain(raw_text(cell)) if not is_blank(cell) else ""


def _is_label(text: str, wanted: str, inside: bool) -> bool:  # noqa: FBT001
    if inside:
        return f"{wanted}:" in text or f"{wanted}(" in text
    return text.rstrip(":") == wanted.rstrip(":")


def _between(
    found: dict[str, int], keys: Sequence[str], issued: dict[str, int]
) -> dict[str, int]:
    """Add columns whose label was lost, beside their neighbours as issued."""
    taken = set(found.values())
    for place, key in enumerate(keys):
        if key in found:
            continue
        for neighbour in (
            keys[place - 1] if place else "",
            *keys[place + 1 : place + 2],
        ):
            if neighbour in found:
                column = found[neighbour] + issued[key] - issued[neighbour]
                if column >= 0 and column not in taken:
                    found[key] = column
                    taken.add(column)
                    break
    return found


def _in_gaps(
    found: dict[int, str], issued: Sequence[tuple[str, int]]
) -> dict[int, str]:
    """Add rows whose words were changed: between the same two rows as issued."""
    rows = {key: row for row, key in found.items()}
    for place, (key, row) in enumerate(issued):
        if key in rows or not place:
            continue
        before, row_before = issued[place - 1]
        if before not in rows:
            continue
        guess = rows[before] + row - row_before
        after = next((rows[one] for one, _ in issued[place + 1 :] if one in rows), None)
        if guess not in found and (after is None or guess < after):
            found[guess] = key
            rows[key] = guess
    return found


def own_sheets(workbook: Workbook, layout: LayoutSheet) -> Iterator[OwnSheet]:
    """Give the worksheets in which a sheet of the layout stands.

    The one with the issued name if it is like it, else that which is most like it.
    """
    places = layout.design.places
    if places is None:
        return
    there = [OwnSheet(one, layout, places) for one in workbook.sheets if one.visible]
    named = [one for one in there if one.sheet.name == layout.name]
    for one in named:
        if one.likeness >= _LEAST_SHARE or len(there) == 1:
            yield one
            return
    likely = [one for one in there if one.likeness >= _LEAST_SHARE]
    if likely:
        yield max(likely, key=lambda one: one.likeness)
    elif named:
        yield named[0]


def is_fixed(layout: LayoutSheet) -> bool:
    """Say whether a sheet has rows that the office names."""
    return layout.design.rows_from is RowsFrom.FIXED
