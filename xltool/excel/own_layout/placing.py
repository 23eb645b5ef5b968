"""Where the fields and rows of a design stand in the office's own workbook.

First what the design says (单元格, 版式行), then a defined name, then a `{字段}` mark,
then the header's words and the rows' names. What is nowhere is a finding.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.excel.own_layout.template import area_of
from xltool.excel.reading.scanning import column_of
from xltool.findings import (
    LAYOUT_FIELD_NOWHERE,
    LAYOUT_NAME_TAKEN,
    LAYOUT_PLACE_WRONG,
    LAYOUT_ROW_NOWHERE,
    LAYOUT_SHEET_MISSING,
    Place,
)
from xltool.forms.design import FieldType, Prefill, RowsFrom
from xltool.forms.design_table import Record, read_table
from xltool.forms.fixed_tables import Matrix
from xltool.forms.layout import OWN_SHEETS
from xltool.forms.own_places import OwnPlaces
from xltool.forms.row_checks import row_checks
from xltool.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xltool.excel.own_layout.template import Position, Template, TemplateSheet
    from xltool.findings import Finding
    from xltool.forms.design import Field, FormDesign, SheetDesign
    from xltool.forms.design_table import Rows

_COLUMN = re.compile(r"[A-Za-z]{1,3}")
_COLUMNS = re.compile(r"(?P<first>[A-Za-z]{1,3})\s*[:：]\s*(?P<last>[A-Za-z]{1,3})")
_CELL = re.compile(r"[A-Za-z]{1,3}\d{1,7}")
_MARK = re.compile(r"\{\s*(?P<name>[^{}]+?)\s*\}")
_LABELS_BELOW = 3
"""Rows under a table whose words end a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """What the design says of the places in one sheet."""

    worksheet: str
    header_row: int
    first_row: int
    cells: Mapping[str, Record]
    rows: Mapping[str, Record]
    record: Record
    base: Mapping[str, tuple[str, int]]
    """Of a matrix's field: the field of the design and the number of its column."""


def placed(
    form: FormDesign, sheets: Mapping[str, Rows], template: Template
) -> tuple[FormDesign, tuple[Finding, ...]]:
    """Give the design with the places of its fields in the office's file."""
    findings: list[Finding] = []
    for one in template.structure.sheets:
        if one.name in OWN_SHEETS:
            findings.append(LAYOUT_NAME_TAKEN.at(Place(sheet="设置"), found=one.name))
    designs = []
    added: dict[str, int] = {}
    for written, design in zip(_written(form, sheets), form.sheets, strict=True):
        sheet = template.sheet(written.worksheet)
        if sheet is None:
            place = written.record.place("工作表")
            names = "、".join(one.name for one in template.sheets)
            findings.append(
                LAYOUT_SHEET_MISSING.at(place, found=written.worksheet, expected=names)
            )
            designs.append(design)
            continue
        placing = _Placing(design, written, sheet, template, findings)
        places = placing.places()
        places = _with_added(places, design, form, sheet, added)
        designs.append(replace(design, places=places))
    used = {one.places.worksheet for one in designs if one.places}
    others = tuple(one.name for one in template.sheets if one.name not in used)
    designs = [
        replace(one, places=replace(one.places, office_words=others))
        if one.places
        else one
        for one in designs
    ]
    return replace(form, sheets=tuple(designs)), tuple(findings)


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


def _written(form: FormDesign, sheets: Mapping[str, Rows]) -> Iterable[_Written]:
    ignored: list[Finding] = []
    tables = {one.text("表标识"): one for one in read_table("表", sheets, ignored)}
    fields = read_table("字段", sheets, ignored)
    rows = read_table("行", sheets, ignored) if "行" in sheets else []
    for design in form.sheets:
        record = tables[design.key]
        members = form.choices.get(record.text("列成员"), ())
        own = [one for one in fields if one.text("所属表") == design.key]
        base: dict[str, tuple[str, int]] = {}
        for one in own:
            key = one.text("字段标识")
            matrix = Matrix(members=members, repeated=(key,))
            for number, repeated in enumerate(matrix.keys(key)):
                base[repeated] = (key, number)
        yield _Written(
            worksheet=record.text("工作表") or design.title,
            header_row=_number(record, "表头行"),
            first_row=_number(record, "起始行"),
            cells={one.text("字段标识"): one for one in own},
            rows={
                one.text("行号"): one
                for one in rows
                if one.text("所属表") == design.key
            },
            record=record,
            base=base,
        )


def _number(record: Record, column: str) -> int:
    """Give a row's number from 0; -1 where none is written."""
    digits = re.findall(r"\d+", record.text(column))
    return int(digits[-1]) - 1 if digits else -1


class _Placing:
    """One sheet of a design in the course of being placed."""

    def __init__(
        self,
        design: SheetDesign,
        written: _Written,
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
        fields = [one for one in self.design.fields if not _is_printed(one)]
        single = self.design.rows_from is RowsFrom.SINGLE
        spots = {one.key: self._spot(one) for one in fields}
        scattered = single and any(isinstance(one, tuple) for one in spots.values())
        if scattered:
            return self._scattered(fields, spots)
        columns: dict[str, int] = {}
        for field in fields:
            spot = spots[field.key]
            column = spot[1] if isinstance(spot, tuple) else spot
            if column is None:
                self._nowhere(field)
            else:
                columns[field.key] = column
        if self.header_row < 0:
            self.header_row = self._header_above(fields, columns)
        rows = self._rows(columns)
        first = min(rows.values(), default=self.written.first_row)
        if first < 0:
            first = self.header_row + 1
        return OwnPlaces(
            worksheet=self.sheet.name,
            header_row=self.header_row,
            first_row=first,
            columns=columns,
            rows=rows,
            labels={key: self._label(one) for key, one in columns.items()},
            printed=self._printed(rows, columns),
            below=self._below(first, columns),
            percent=self._percent(rows.values() or [first], columns),
            shares=self._shares(rows, columns),
            formats=self._formats(first, columns),
        )

    def _spot(self, field: Field) -> int | Position | None:
        """Give the column of a field, or its cell."""
        key, number = self.written.base.get(field.key, (field.key, 0))
        record = self.written.cells.get(field.key) or self.written.cells.get(key)
        text = record.text("单元格") if record is not None else ""
        if text:
            found = _place_of(text, number)
            if found is None and record is not None:
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
        """Give the column over which a field's label and heads stand."""
        wanted = squeeze(field.label)
        found = []
        for (row, column), text in self.sheet.texts.items():
            if not _is_label_of(text, wanted):
                continue
            above = [self.sheet.shown(up, column) for up in range(row)]
            told = sum(
                any(_is_label_of(text, squeeze(head)) for text in above)
                for head in field.heads
            )
            missed = abs(self.written.header_row - row) if self.header_row >= 0 else 0
            found.append((told, -missed, -row, column))
        if not found or max(found)[0] < len(field.heads):
            return None
        return max(found)[3]

    def _header_above(self, fields: Sequence[Field], columns: dict[str, int]) -> int:
        """Give the last row in which a label stands over its column."""
        rows = []
        for field in fields:
            wanted = squeeze(field.label)
            for (row, column), text in self.sheet.texts.items():
                if column == columns.get(field.key) and _is_label_of(text, wanted):
                    rows.append(self.sheet.merges.get((row, column), (0, 0, row, 0))[2])
        firsts = [spot[0] for spot in self.marks.values()]
        return max(rows, default=min(firsts, default=1) - 1)

    def _nowhere(self, field: Field) -> None:
        record = self.written.cells.get(field.key, self.written.record)
        missing = LAYOUT_FIELD_NOWHERE.at(
            record.place("单元格"), found=field.label, expected=self.sheet.name
        )
        self.findings.append(missing)

    def _rows(self, columns: Mapping[str, int]) -> dict[str, int]:
        rows: dict[str, int] = {}
        used: set[int] = set()
        for fixed_row in self.design.fixed_rows:
            row = self._row(fixed_row.code, fixed_row.name, set(columns.values()), used)
            if row < 0:
                record = self.written.rows.get(fixed_row.code, self.written.record)
                missing = LAYOUT_ROW_NOWHERE.at(
                    record.place("版式行"), found=f"{fixed_row.code} {fixed_row.name}"
                )
                self.findings.append(missing)
                continue
            rows[fixed_row.code] = row
            used.add(row)
        return rows

    def _row(self, code: str, name: str, values: set[int], used: set[int]) -> int:
        """Give the row of a code: as written, else the next that has its name."""
        record = self.written.rows.get(code)
        written = _number(record, "版式行") if record is not None else -1
        if written >= 0:
            return written
        wanted = squeeze(name)
        for row in range(self.header_row + 1, self.sheet.rows):
            words = [
                squeeze(self.sheet.shown(row, column))
                for column in range(self.sheet.columns)
                if column not in values
            ]
            told = [word for word in words if word]
            if row in used or not told:
                continue
            if wanted in told or wanted == "".join(dict.fromkeys(told)):
                return row
        return -1

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
        values = set(columns.values())
        printed = {}
        for code, row in rows.items():
            words = [
                squeeze(self.sheet.texts.get((row, column), ""))
                for column in range(self.sheet.columns)
                if column not in values
            ]
            printed[code] = "|".join(word for word in words if word)
        return printed

    def _below(self, first: int, columns: Mapping[str, int]) -> tuple[str, ...]:
        if self.design.rows_from is not RowsFrom.FREE:
            return ()
        left = min(columns.values(), default=0)
        found: list[str] = []
        for row in range(first, self.sheet.rows):
            words = [
                self.sheet.texts.get((row, column), "")
                for column in range(min(left, 0), self.sheet.columns)
            ]
            told = [squeeze(word) for word in words if word and not word.isdigit()]
            if told and not _MARK.search(told[0]) and len(found) < _LABELS_BELOW:
                found.append(told[0])
        return tuple(found)

    def _percent(
        self, rows: Iterable[int], columns: Mapping[str, int]
    ) -> tuple[str, ...]:
        """Give the fields of which most cells show a share as per cent."""
        rows = list(rows)
        found = []
        for field in self.design.fields:
            if field.key not in columns or field.type is not FieldType.PERCENT:
                continue
            anchors = [self.sheet.anchor(row, columns[field.key]) for row in rows]
            shown = [self.sheet.formats.get(at, 0) for at in anchors]
            share = sum(index in self.template.percent for index in shown)
            if share * 2 > len(rows):
                found.append(field.key)
        return tuple(found)

    def _formats(self, first: int, columns: Mapping[str, int]) -> dict[str, str]:
        """Give the office's number formats of the first row, by field."""
        found = {}
        for key, column in columns.items():
            index = self.sheet.formats.get(self.sheet.anchor(first, column), 0)
            if index in self.template.codes:
                found[key] = self.template.codes[index]
        return found

    def _shares(
        self, rows: Mapping[str, int], columns: Mapping[str, int]
    ) -> tuple[str, ...]:
        """Give the rows of which most figures are shown as per cent."""
        fields = [
            one
            for one in self.design.fields
            if one.key in columns and one.type in {FieldType.NUMBER, FieldType.INTEGER}
        ]
        found = []
        for code, row in rows.items():
            anchors = [self.sheet.anchor(row, columns[one.key]) for one in fields]
            shown = [self.sheet.formats.get(at, 0) for at in anchors]
            share = sum(index in self.template.percent for index in shown)
            if share * 2 > len(fields):
                found.append(code)
        return tuple(found)

    def _scattered(
        self, fields: Sequence[Field], spots: Mapping[str, int | Position | None]
    ) -> OwnPlaces:
        cells: dict[str, tuple[int, ...]] = {}
        labels: dict[str, str] = {}
        label_cells: dict[str, tuple[int, ...]] = {}
        inside = []
        percent = []
        for field in fields:
            spot = spots[field.key]
            if not isinstance(spot, tuple):
                self._nowhere(field)
                continue
            at = self.sheet.anchor(*spot)
            cells[field.key] = at
            text = self.sheet.texts.get(at, "")
            if squeeze(field.label) in squeeze(text) and not _MARK.fullmatch(text):
                inside.append(field.key)
                labels[field.key] = field.label
                label_cells[field.key] = at
            else:
                label = self._label_before(at)
                if label is not None:
                    labels[field.key] = self.sheet.texts[label]
                    label_cells[field.key] = label
            shown = self.sheet.formats.get(at, 0) in self.template.percent
            if shown and field.type is FieldType.PERCENT:
                percent.append(field.key)
        top = min((row for row, _ in cells.values()), default=0)
        return OwnPlaces(
            worksheet=self.sheet.name,
            first_row=top,
            columns={key: at[1] for key, at in cells.items()},
            cells=cells,
            inside=tuple(inside),
            labels=labels,
            label_cells=label_cells,
            percent=tuple(percent),
        )

    def _label_before(self, at: Position) -> Position | None:
        """Give the nearest words left of a cell, else above it."""
        row, column = at
        for left in range(column - 1, -1, -1):
            if (row, left) in self.sheet.texts:
                return (row, left)
        for up in range(row - 1, max(-1, row - 4), -1):
            if (up, column) in self.sheet.texts:
                return (up, column)
        return None


def _is_printed(field: Field) -> bool:
    """Say whether a field prints a row's name: the office's file has that itself."""
    return field.prefill is Prefill.REGISTRY


def _is_label_of(text: str, wanted: str) -> bool:
    plain = squeeze(text)
    if plain == wanted:
        return True
    return plain.startswith((f"{wanted}(", f"{wanted}（"))


def _marks(sheet: TemplateSheet) -> dict[str, Position]:
    found: dict[str, Position] = {}
    for at, text in sheet.texts.items():
        for match in _MARK.finditer(text):
            found.setdefault(match["name"].partition("@")[0], at)
    return found


def _place_of(text: str, number: int) -> int | Position | None:
    """Give the column or the cell that a text names.

    >>> _place_of("D", 0), _place_of("C:N", 2), _place_of("B3", 0)
    (3, 4, (2, 1))
    """
    text = text.strip().upper()
    if _COLUMN.fullmatch(text):
        return column_of(text) + number
    several = _COLUMNS.fullmatch(text)
    if several:
        return column_of(several["first"]) + number
    if _CELL.fullmatch(text):
        top, left, _, _ = area_of(text)
        return top, left
    return None
