"""Where the fields and rows of a design stand in the office's own workbook.

First what the design says (单元格, 版式行), then a defined name, then a `{字段}` mark,
then the header's words and the rows' names. What is nowhere is a finding.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.excel.own_layout.looks import (
    own_formats,
    percent_fields,
    rows_of_shares,
    shows_per_cent,
)
from xltool.excel.own_layout.written_places import parse_place, written_places
from xltool.findings import (
    LAYOUT_FIELD_NOWHERE,
    LAYOUT_NAME_TAKEN,
    LAYOUT_PLACE_WRONG,
    LAYOUT_ROW_NOWHERE,
    LAYOUT_SHEET_MISSING,
    Place,
)
from xltool.forms.design import FieldType, Prefill, RowsFrom
from xltool.forms.layout import OWN_SHEETS
from xltool.forms.own_places import OwnPlaces
from xltool.forms.row_checks import row_checks
from xltool.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.excel.own_layout.template import Position, Template, TemplateSheet
    from xltool.excel.own_layout.written_places import WrittenPlaces
    from xltool.findings import Finding
    from xltool.forms.design import Field, FixedRow, FormDesign, SheetDesign
    from xltool.forms.design_table import Rows

_MARK = re.compile(r"\{\s*(?P<name>[^{}]+?)\s*\}")
"""`{金额}`, `{金额@01}` in the cell where a field stands."""
_LABELS_BELOW = 3
"""Rows under a table whose words end a list."""
_ROWS_ABOVE = 3
"""Rows above a single cell in which its label may stand."""


def placed(
    form: FormDesign, sheets: Mapping[str, Rows], template: Template
) -> tuple[FormDesign, tuple[Finding, ...]]:
    """Give the design with the places of its fields in the office's file."""
    findings = list(_names_taken(template))
    designs = []
    added: dict[str, int] = {}
    for written, design in zip(written_places(form, sheets), form.sheets, strict=True):
        sheet = template.sheet(written.worksheet)
        if sheet is None:
            findings.append(_sheet_missing(written, template))
            designs.append(design)
            continue
        placing = _Placing(design, written, sheet, template, findings)
        places = _with_added(placing.places(), design, form, sheet, added)
        designs.append(replace(design, places=places))
    designs = _with_office_words(designs, template)
    return replace(form, sheets=tuple(designs)), tuple(findings)


def _names_taken(template: Template) -> Iterator[Finding]:
    """Name the office's worksheets that are called as one of ours."""
    for sheet in template.structure.sheets:
        if sheet.name in OWN_SHEETS:
            yield LAYOUT_NAME_TAKEN.at(Place(sheet="设置"), found=sheet.name)


def _sheet_missing(written: WrittenPlaces, template: Template) -> Finding:
    names = "、".join(sheet.name for sheet in template.sheets)
    place = written.record.place("工作表")
    return LAYOUT_SHEET_MISSING.at(place, found=written.worksheet, expected=names)


def _with_office_words(
    designs: Sequence[SheetDesign], template: Template
) -> list[SheetDesign]:
    """Give the designs with the names of the worksheets that hold no answers."""
    used = {design.places.worksheet for design in designs if design.places}
    others = tuple(one.name for one in template.sheets if one.name not in used)
    found = []
    for design in designs:
        if design.places is None:
            found.append(design)
            continue
        places = replace(design.places, office_words=others)
        found.append(replace(design, places=places))
    return found


def _with_added(
    places: OwnPlaces,
    design: SheetDesign,
    form: FormDesign,
    sheet: TemplateSheet,
    added: dict[str, int],
) -> OwnPlaces:
    """Give our own columns their places, right of all that the worksheet holds.

    校验 comes first, then out of sight the keys, what prints a row's name, the checks.
    """
    first = added.get(sheet.name, max(sheet.columns, 1))
    check_column = None
    if sheet.name not in added and not places.is_scattered:
        check_column = first
        first += 1
    columns = dict(places.columns)
    following = first + 1
    for field in design.fields:
        if field.key not in columns and field.key not in places.cells:
            columns[field.key] = following
            following += 1
    added[sheet.name] = following + len(row_checks(design, form))
    return replace(places, columns=columns, added=first, check_column=check_column)


class _Placing:
    """One sheet of a design in the course of being placed."""

    def __init__(
        self,
        design: SheetDesign,
        written: WrittenPlaces,
        sheet: TemplateSheet,
        template: Template,
        findings: list[Finding],
    ) -> None:
        self.design = design
        self.written = written
        self.sheet = sheet
        self.template = template
        self.findings = findings
        self.marks = _marks(sheet)
        self.header_row = written.header_row

    def places(self) -> OwnPlaces:
        """Find everything."""
        spots = {}
        for field in self.design.fields:
            if not _is_printed(field):
                spots[field.key] = self._spot(field)
        in_cells = any(isinstance(spot, tuple) for spot in spots.values())
        if in_cells and self.design.rows_from is RowsFrom.SINGLE:
            return self._single_cells(spots)
        return self._table(spots)

    def _spot(self, field: Field) -> int | Position | None:
        """Give the column of a field, or its cell."""
        record, text, number = self.written.place_of_field(field.key)
        if record is not None and text:
            found = parse_place(text, number)
            if found is None:
                wrong = LAYOUT_PLACE_WRONG.at(record.place("单元格"), found=text)
                self.findings.append(wrong)
            return found
        for name in (field.key, f"{self.design.key}_{field.key}"):
            if name in self.sheet.names:
                top, left, _, _ = self.sheet.names[name]
                return (top, left)
        if field.key in self.marks:
            return self.marks[field.key]
        return self._by_header(field)

    def _by_header(self, field: Field) -> int | None:
        """Give the column over which a field's label and all its heads stand.

        Of several, the one whose label is nearest to the header's row, then highest,
        then rightmost.
        """
        wanted = squeeze(field.label)
        found = []
        for (row, column), text in self.sheet.texts.items():
            if not _is_label_of(text, wanted):
                continue
            told = self._count_heads_above(field, row, column)
            missed = 0
            if self.header_row >= 0:
                missed = abs(self.written.header_row - row)
            found.append((told, -missed, -row, column))
        if not found:
            return None
        told, _, _, column = max(found)
        return column if told >= len(field.heads) else None

    def _count_heads_above(self, field: Field, row: int, column: int) -> int:
        """Count the heads of a field that stand above a place."""
        above = [self.sheet.shown(up, column) for up in range(row)]
        count = 0
        for head in field.heads:
            wanted = squeeze(head)
            count += any(_is_label_of(text, wanted) for text in above)
        return count

    def _nowhere(self, field: Field) -> None:
        """Say that a field is nowhere in the office's worksheet."""
        record = self.written.cells.get(field.key, self.written.record)
        missing = LAYOUT_FIELD_NOWHERE.at(
            record.place("单元格"), found=field.label, expected=self.sheet.name
        )
        self.findings.append(missing)

    # tables and lists

    def _table(self, spots: Mapping[str, int | Position | None]) -> OwnPlaces:
        """Give the places of a table or a list, whose fields stand in columns."""
        columns = self._columns(spots)
        if self.header_row < 0:
            self.header_row = self._header_above(columns)
        rows = self._rows(columns)
        first = min(rows.values(), default=self.written.first_row)
        if first < 0:
            first = self.header_row + 1
        fields = self.design.fields
        return OwnPlaces(
            worksheet=self.sheet.name,
            header_row=self.header_row,
            first_row=first,
            columns=columns,
            rows=rows,
            labels={key: self._label(column) for key, column in columns.items()},
            printed=self._printed(rows, columns),
            below=self._below(first),
            percent=percent_fields(
                self.template,
                self.sheet,
                fields,
                columns,
                list(rows.values()) or [first],
            ),
            shares=rows_of_shares(self.template, self.sheet, fields, columns, rows),
            formats=own_formats(self.template, self.sheet, columns, first),
        )

    def _columns(self, spots: Mapping[str, int | Position | None]) -> dict[str, int]:
        """Give the column of each field."""
        columns: dict[str, int] = {}
        for key, spot in spots.items():
            if spot is None:
                self._nowhere(self.design.field(key))
            else:
                columns[key] = spot[1] if isinstance(spot, tuple) else spot
        return columns

    def _header_above(self, columns: Mapping[str, int]) -> int:
        """Give the last row in which a label stands over its column."""
        rows = []
        for key, column in columns.items():
            wanted = squeeze(self.design.field(key).label)
            for at, text in self.sheet.texts.items():
                if at[1] == column and _is_label_of(text, wanted):
                    rows.append(self.sheet.last_row_of(*at))
        first_marked = min((row for row, _ in self.marks.values()), default=1)
        return max(rows, default=first_marked - 1)

    def _rows(self, columns: Mapping[str, int]) -> dict[str, int]:
        """Give the row of each code of a fixed table."""
        values = set(columns.values())
        rows: dict[str, int] = {}
        used: set[int] = set()
        for fixed_row in self.design.fixed_rows:
            row = self.written.row_of(fixed_row.code)
            if row < 0:
                row = self._row_named(fixed_row.name, values, used)
            if row < 0:
                self._row_nowhere(fixed_row)
                continue
            rows[fixed_row.code] = row
            used.add(row)
        return rows

    def _row_named(self, name: str, values: set[int], used: set[int]) -> int:
        """Give the next row that has a name beside its values; -1 for none.

        The name may be spread over several cells.
        """
        wanted = squeeze(name)
        for row in range(self.header_row + 1, self.sheet.rows):
            if row in used:
                continue
            words = []
            for column in range(self.sheet.columns):
                word = squeeze(self.sheet.shown(row, column))
                if word and column not in values:
                    words.append(word)
            joined = "".join(dict.fromkeys(words))
            if words and (wanted in words or wanted == joined):
                return row
        return -1

    def _row_nowhere(self, fixed_row: FixedRow) -> None:
        """Say that a row is nowhere in the office's worksheet."""
        record = self.written.rows.get(fixed_row.code, self.written.record)
        missing = LAYOUT_ROW_NOWHERE.at(
            record.place("版式行"), found=f"{fixed_row.code} {fixed_row.name}"
        )
        self.findings.append(missing)

    def _label(self, column: int) -> str:
        """Give the words right above the values of a column."""
        for row in range(self.header_row, -1, -1):
            text = self.sheet.shown(row, column)
            if text:
                return text
        return ""

    def _printed(
        self, rows: Mapping[str, int], columns: Mapping[str, int]
    ) -> dict[str, str]:
        """Give the words that stand in the row of each code beside its values."""
        values = set(columns.values())
        printed = {}
        for code, row in rows.items():
            words = []
            for column in range(self.sheet.columns):
                word = squeeze(self.sheet.texts.get((row, column), ""))
                if word and column not in values:
                    words.append(word)
            printed[code] = "|".join(words)
        return printed

    def _below(self, first: int) -> tuple[str, ...]:
        """Give how the rows under a list begin, by which its end is known."""
        if self.design.rows_from is not RowsFrom.FREE:
            return ()
        found: list[str] = []
        for row in range(first, self.sheet.rows):
            opening = self._opening(row)
            if opening and not _MARK.search(opening):
                found.append(opening)
        return tuple(found[:_LABELS_BELOW])

    def _opening(self, row: int) -> str:
        """Give the first words of a row; numbers are none."""
        for column in range(self.sheet.columns):
            text = squeeze(self.sheet.texts.get((row, column), ""))
            if text and not text.isdigit():
                return text
        return ""

    # single cells

    def _single_cells(self, spots: Mapping[str, int | Position | None]) -> OwnPlaces:
        """Give the places of fields that each stand in a cell of their own."""
        cells: dict[str, Position] = {}
        inside: list[str] = []
        labels: dict[str, str] = {}
        label_cells: dict[str, tuple[int, ...]] = {}
        for key, spot in spots.items():
            field = self.design.field(key)
            if not isinstance(spot, tuple):
                self._nowhere(field)
                continue
            at = self.sheet.anchor(*spot)
            cells[key] = at
            if self._has_label_inside(field, at):
                inside.append(key)
                labels[key] = field.label
                label_cells[key] = at
                continue
            before = self._label_before(at)
            if before is not None:
                labels[key] = self.sheet.texts[before]
                label_cells[key] = before
        return OwnPlaces(
            worksheet=self.sheet.name,
            first_row=min((row for row, _ in cells.values()), default=0),
            columns={key: column for key, (_, column) in cells.items()},
            cells=dict(cells),
            inside=tuple(inside),
            labels=labels,
            label_cells=label_cells,
            percent=tuple(self._percentages(cells)),
        )

    def _has_label_inside(self, field: Field, at: Position) -> bool:
        """Say whether a field is answered behind its label in the same cell."""
        text = self.sheet.texts.get(at, "")
        return squeeze(field.label) in squeeze(text) and not _MARK.fullmatch(text)

    def _label_before(self, at: Position) -> Position | None:
        """Give the nearest words left of a cell, else above it."""
        row, column = at
        for left in range(column - 1, -1, -1):
            if (row, left) in self.sheet.texts:
                return (row, left)
        for up in range(row - 1, max(-1, row - 1 - _ROWS_ABOVE), -1):
            if (up, column) in self.sheet.texts:
                return (up, column)
        return None

    def _percentages(self, cells: Mapping[str, Position]) -> Iterator[str]:
        """Give the percentages whose cell shows a share as per cent."""
        for key, at in cells.items():
            is_percentage = self.design.field(key).type is FieldType.PERCENT
            if is_percentage and shows_per_cent(self.template, self.sheet, at):
                yield key


def _is_printed(field: Field) -> bool:
    """Say whether a field prints a row's name: the office's file has that itself."""
    return field.prefill is Prefill.REGISTRY


def _is_label_of(text: str, wanted: str) -> bool:
    """Say whether a text is a field's label, with or without its unit: 金额（万元）."""
    plain = squeeze(text)
    if plain == wanted:
        return True
    return plain.startswith((f"{wanted}(", f"{wanted}（"))


def _marks(sheet: TemplateSheet) -> dict[str, Position]:
    """Give the cells with a mark by the name that it holds, the first of each name."""
    found: dict[str, Position] = {}
    for at, text in sheet.texts.items():
        for match in _MARK.finditer(text):
            name, _, _ = match["name"].partition("@")
            found.setdefault(name, at)
    return found
