"""Which column of a returned table is which field of the layout, by its header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.checks.labels import is_blank, labels_of, plain, unit_in_header
from xltool.findings import (
    COLUMN_ADDED,
    COLUMN_MISSING,
    COLUMN_RENAMED,
    COLUMN_TWICE,
    HEADER_UNIT_CHANGED,
    Finding,
    Place,
)
from xltool.forms.layout import CHECK_LABEL
from xltool.model.grid import address
from xltool.model.quantity import parse_measurement_unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.forms.design import Field
    from xltool.forms.layout import LayoutSheet
    from xltool.model.grid import Sheet

_SIMILAR = 60
"""How alike (0 to 100) a header and a label must be to be taken for the same column."""
_OFFICES_OWN = {CHECK_LABEL, "序号"}


def match_columns(
    sheet: Sheet,
    layout: LayoutSheet,
    header_row: int,
    rows: tuple[int, ...],
    texts: dict[int, str],
) -> tuple[dict[str, int], tuple[Finding, ...]]:
    """Match headers to fields.

    First those that are the same, then those that are alike, then by position. `texts`
    are the headers by their columns, `rows` those below them that hold anything.

    What is said of them: a label that stands twice, a unit that was changed, a column
    that was renamed, that is missing, or that the unit added.
    """
    matching = _Matching(sheet, layout, header_row, rows, texts)
    for field in layout.fields:
        matching.take_same(field)
    for field in layout.fields:
        if field.key not in matching.columns:
            matching.take_other(field)
    return matching.columns, (*matching.findings, *matching.added())


class _Matching:
    """The fields that have found their columns, and the headers that are left.

    Attributes:
        labels: what stands over each field, as headers are compared, by its key.
        rest: the headers that are no field's yet, by their columns.
        columns: the columns of the fields that were found, by their keys.
    """

    def __init__(
        self,
        sheet: Sheet,
        layout: LayoutSheet,
        header_row: int,
        rows: tuple[int, ...],
        texts: dict[int, str],
    ) -> None:
        self.sheet = sheet
        self.layout = layout
        self.header_row = header_row
        self.rows = rows
        self.texts = texts
        self.labels = labels_of(layout.design)
        self.rest = dict(texts)
        self.columns: dict[str, int] = {}
        self.findings: list[Finding] = []

    def place(self, column: int, field: str = "") -> Place:
        """Give the place of a column's header."""
        cell = address(self.header_row, column)
        return Place(sheet=self.sheet.name, cell=cell, field=field)

    def take_same(self, field: Field) -> None:
        """Give a field the column with its label, the issued one if it still has it."""
        label = self.labels[field.key]
        same = [column for column, text in self.rest.items() if text == label]
        if not same:
            return
        issued = self.layout.columns[field.key]
        chosen = issued if issued in same else same[0]
        self.columns[field.key] = chosen
        for column in same:
            del self.rest[column]
            if column != chosen and not self._adds_nothing(chosen, column):
                said = COLUMN_TWICE.at(self.place(column), found=field.title)
                self.findings.append(said)
        self.findings += self._changed_unit(chosen, field)

    def take_other(self, field: Field) -> None:
        """Give a field the column that is called alike, or stands in its place.

        Of a field that the unit fills in it is said which column it was taken for, or
        that there is none.
        """
        column = self._alike_column(field.key)
        if column is None:
            column = self._by_position(field.key)
        if column is None:
            if field.is_input:
                place = Place(sheet=self.sheet.name)
                self.findings.append(COLUMN_MISSING.at(place, found=field.title))
            return
        self.columns[field.key] = column
        found = self.rest.pop(column, "")
        if field.is_input:
            place = self.place(column)
            said = COLUMN_RENAMED.at(place, found=found, expected=field.title)
            self.findings.append(said)

    def _alike_column(self, key: str) -> int | None:
        """Give the column whose header is like a field's label, and like no other's."""
        column = _alike(self.labels[key], self.rest)
        if column is None or self._suits_another(column, key):
            return None
        return column

    def _suits_another(self, column: int, key: str) -> bool:
        """Say whether a header is more like the label of another field without one."""
        from rapidfuzz import fuzz

        text = self.rest[column]
        mine = fuzz.ratio(self.labels[key], text)
        for other, label in self.labels.items():
            if other == key or other in self.columns:
                continue
            if fuzz.ratio(label, text) > mine:
                return True
        return False

    def _adds_nothing(self, first: int, second: int) -> bool:
        """Say whether a second column of a name is empty, or says the same."""
        for row in self.rows:
            cell = self.sheet.cell(row, second)
            if not is_blank(cell) and cell != self.sheet.cell(row, first):
                return False
        return True

    def _changed_unit(self, column: int, field: Field) -> Iterator[Finding]:
        """Report a header that now names another unit: 总投资（亿元）."""
        if not field.is_input:
            return
        written = unit_in_header(plain(self.sheet.cell(self.header_row, column)))
        if written in {"", field.measurement_unit}:
            return
        if parse_measurement_unit(written) is not None:
            expected = field.measurement_unit or "本行的计量单位"
            place = self.place(column, field.key)
            yield HEADER_UNIT_CHANGED.at(place, found=written, expected=expected)

    def _by_position(self, key: str) -> int | None:
        """Find a column whose header was wiped out.

        It stands between its two neighbours, as it was issued.
        """
        column = self._between_neighbours(key)
        if column is None or column < 0:
            return None
        is_taken = column in self.texts or column in self.columns.values()
        return None if is_taken else column

    def _between_neighbours(self, key: str) -> int | None:
        """Give the column beside those of the fields before and after a field.

        None where there is more or less than one column between the two.

        Of 甲, (wiped out), 丙 with one column between them it is that column.
        """
        keys = [field.key for field in self.layout.fields]
        place = keys.index(key)
        before = after = None
        if place > 0:
            before = self.columns.get(keys[place - 1])
        if place + 1 < len(keys):
            after = self.columns.get(keys[place + 1])
        if before is None:
            return None if after is None else after - 1
        if after is None or after == before + 2:
            return before + 1
        return None

    def added(self) -> Iterator[Finding]:
        """Name the columns that the unit added and filled; 校验 is the tool's own."""
        own = {self.layout.check_column, self.layout.key_column}
        for column, text in self.rest.items():
            if column in own or text in _OFFICES_OWN:
                continue
            cells = (self.sheet.cell(row, column) for row in self.rows)
            if not all(map(is_blank, cells)):
                yield COLUMN_ADDED.at(self.place(column), found=text)


def _alike(label: str, texts: dict[int, str]) -> int | None:
    """Give the one column whose header is most like a label; None if several are.

    >>> _alike("完成投资", {3: "累计完成投资", 4: "备注"})
    3
    >>> _alike("投资", {3: "总投资", 4: "年投资"}) is None
    True
    """
    from rapidfuzz import fuzz

    likeness = {column: fuzz.ratio(label, text) for column, text in texts.items()}
    best = max(likeness.values(), default=0)
    if best < _SIMILAR:
        return None
    columns = [column for column in likeness if likeness[column] == best]
    return columns[0] if len(columns) == 1 else None
