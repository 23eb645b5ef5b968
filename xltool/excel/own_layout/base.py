"""The office's file with all that is the same for every unit.

That is what XlsxWriter's model has (drop-downs, marks, our own sheets), our columns
right of the office's, and a workbook that calculates when it is opened.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from xltool.excel.cells import Cells
from xltool.excel.issue.sheet import IssueSheet, issue_sheet
from xltool.excel.own_layout.contents import clear
from xltool.excel.own_layout.model import Model, model_of
from xltool.excel.own_layout.positions import position_of
from xltool.excel.own_layout.sheet_parts import (
    add_marks,
    add_validations,
    set_columns,
    widen_dimension,
)
from xltool.excel.own_layout.style_import import StyleImport
from xltool.excel.own_layout.template import open_template
from xltool.excel.reading.scanning import column_of
from xltool.forms.design import FieldType
from xltool.forms.layout import SELF_CHECK_SHEET, STAMP_SHEET
from xltool.formula import parse, references
from xltool.model.grid import address, column_letters
from xltool.opc.editing import Editor, M, R
from xltool.opc.package import open_package

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element as Element

    from xltool.excel.own_layout.template import Position, Template, TemplateSheet
    from xltool.forms.layout import Layout, LayoutSheet
    from xltool.forms.row_checks import RowCheck
    from xltool.opc.package import Package

CHECK_WIDTH = 36
_KEY_WIDTH = 9
_MOST_CHECKED_COLUMNS = 500
"""Columns of one area that is checked; some check whole rows."""
_WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_PER_CENT = "10"
"""The built-in number format of a share, with two decimals."""
_DAY = "14"
"""The built-in number format of a day."""
_BEFORE_NAMES = frozenset(
    {f"{M}sheets", f"{M}functionGroups", f"{M}externalReferences"}
)
"""What stands before the defined names in a workbook's part: ECMA-376, 18.2.27."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """The office's file with all that is the same for every unit.

    `parts` are the worksheets by name, ours too; `styles` the numbers of our styles,
    `days` the formats that show a day, by the office's own.
    """

    package: Package
    template: Template
    sheets: tuple[IssueSheet, ...]
    parts: dict[str, str]
    styles: dict[str, int]
    days: dict[int, int]


@lru_cache(maxsize=4)
def base_of(layout: Layout, file: bytes) -> Base:
    """Prepare the office's file for the units that get a layout."""
    template = open_template(file)
    sheets = tuple(own_sheet(sheet, layout) for sheet in layout.sheets)
    checked = {
        sheet.name: set(_validated(template, sheet)) for sheet in template.sheets
    }
    model = model_of(sheets, layout.form, checked)
    editor = Editor(template.package)
    styles = StyleImport(
        editor, template.structure.styles, model.editor.tree("xl/styles.xml")
    )
    parts = _prepare_worksheets(editor, template, sheets, model, styles)
    parts |= _add_sheets(editor, template, model, styles)
    workbook = template.structure.workbook
    _set_up_workbook(editor.tree(workbook), template, sheets)
    editor.touch(workbook)
    days = {}
    for index in _date_formats(sheets, template):
        days[index] = styles.derived(index, numFmtId=_DAY, applyNumberFormat="1")
    numbers = {name: styles.number(index) for name, index in model.styles.items()}
    return Base(
        package=open_package(editor.result()),
        template=template,
        sheets=sheets,
        parts=parts,
        styles=numbers | {"": 0},
        days=days,
    )


# The sheets with their checks


def own_sheet(layout: LayoutSheet, whole: Layout) -> IssueSheet:
    """Give a sheet with its checks, in our own columns right of the office's."""
    places = layout.design.places
    if places is None:
        raise ValueError(layout.name)
    plain = issue_sheet(layout, whole.form)
    inside = set(places.inside)
    checks = tuple(check for check in plain.checks if not _names(check, inside))
    first = _last_helper(layout, places.added) + 1
    return replace(
        plain,
        checks=checks,
        check_columns=range(first, first + len(checks)),
        alone=False,
    )


def _names(check: RowCheck, fields: set[str]) -> bool:
    """Say whether a check names one of some fields.

    An answer behind its label in one cell is judged when it comes back: to a formula
    the printed label would be the answer.
    """
    named = references(parse(check.expression))
    return any(one.is_own and one.field in fields for one in named)


def _last_helper(layout: LayoutSheet, added: int) -> int:
    """Give the last column of ours before the checks.

    From `added` on stand the keys of the rows, then what prints their names.
    """
    return max([added, *layout.columns.values()])


def _validated(template: Template, sheet: TemplateSheet) -> Iterator[str]:
    """Give the letters of the columns in which the office checks what is entered."""
    root = Editor(template.package).tree(sheet.part)
    for element in root.iter(etree.Element):
        if etree.QName(element).localname not in {"dataValidation", "sqref"}:
            continue
        # an extension has the areas as an element, the standard as an attribute
        areas = element.get("sqref") or (element.text or "")
        for area in areas.split():
            yield from _columns_of(area)


def _columns_of(area: str) -> Iterator[str]:
    """Give the letters of the columns of an area."""
    first, _, last = area.replace("$", "").partition(":")
    left = _column_in(first)
    right = min(_column_in(last or first), left + _MOST_CHECKED_COLUMNS)
    for column in range(left, right + 1):
        yield column_letters(column)


def _column_in(reference: str) -> int:
    """Give the column of a cell; the first where a reference names rows only."""
    letters = "".join(char for char in reference if char.isalpha())
    return column_of(letters or "A")


def _date_formats(sheets: Sequence[IssueSheet], template: Template) -> set[int]:
    """Give the formats of date cells that do not show a day yet."""
    formats = set()
    for sheet in sheets:
        place = template.sheet(sheet.layout.name)
        if place is None:
            continue
        for at in _date_cells(sheet.layout):
            formats.add(place.formats.get(place.anchor(*at), 0))
    return formats - template.dates


def _date_cells(layout: LayoutSheet) -> Iterator[Position]:
    """Give the cells in which a day is filled in."""
    for field in layout.fields:
        if field.type is FieldType.DATE:
            for row in layout.rows:
                yield position_of(layout, row, field)


# The worksheets


def _prepare_worksheets(
    editor: Editor,
    template: Template,
    sheets: Sequence[IssueSheet],
    model: Model,
    styles: StyleImport,
) -> dict[str, str]:
    """Put marks, drop-downs and our columns into the office's worksheets.

    Gives their parts by name.
    """
    parts = {}
    for name, model_part in model.worksheets.items():
        place = template.sheet(name)
        if place is None:
            raise ValueError(name)
        parts[name] = place.part
        root = editor.tree(place.part)
        source = model.editor.tree(model_part)
        add_marks(root, source, styles.mark)
        add_validations(root, source)
        own = [sheet for sheet in sheets if sheet.layout.name == name]
        _prepare(root, place, own, styles, template.percent)
        editor.touch(place.part)
    return parts


def _prepare(
    root: Element,
    place: TemplateSheet,
    sheets: Sequence[IssueSheet],
    styles: StyleImport,
    percent: frozenset[int],
) -> None:
    """Put into a worksheet what does not depend on the unit."""
    page = Cells.of(root)
    if page is None:
        raise ValueError(place.part)
    last_row, last_column = place.rows, place.columns
    for sheet in sheets:
        layout = sheet.layout
        last_column = max(last_column, _set_own_columns(root, sheet))
        last_row = max(last_row, sheet.last_row + 1)
        _clear_marks(page, place, layout)
        _show_per_cent(page, place, layout, styles, percent)
        if place.protected:
            _unlock(page, layout, styles)
    widen_dimension(root, address(max(last_row - 1, 0), last_column))


def _set_own_columns(root: Element, sheet: IssueSheet) -> int:
    """Show 校验, and put our other columns out of sight; give the last one."""
    places = sheet.layout.design.places
    if places is None:
        raise ValueError(sheet.layout.name)
    check = places.check_column
    if check is not None:
        set_columns(root, check, check, width=CHECK_WIDTH, hidden=False)
    last: int = max([_last_helper(sheet.layout, places.added), *sheet.check_columns])
    set_columns(root, places.added, last, width=_KEY_WIDTH, hidden=True)
    return last


def _clear_marks(page: Cells, place: TemplateSheet, layout: LayoutSheet) -> None:
    """Take away the `{字段}` marks of a sheet's fields."""
    for at, text in place.texts.items():
        stripped = text.strip()
        if not (stripped.startswith("{") and stripped.endswith("}")):
            continue
        named, _, _ = stripped.strip("{}").partition("@")
        if named.strip() in layout.columns:
            clear(page.at(*at))


def _show_per_cent(
    page: Cells,
    place: TemplateSheet,
    layout: LayoutSheet,
    styles: StyleImport,
    percent: frozenset[int],
) -> None:
    """Have all cells of a field show per cent where most of the office's do."""
    places = layout.design.places
    for field in layout.fields:
        if places is None or field.key not in places.percent:
            continue
        for row in layout.rows:
            cell = page.at(*place.anchor(*position_of(layout, row, field)))
            index = int(cell.get("s", "0"))
            if index not in percent:
                shown = styles.derived(index, numFmtId=_PER_CENT, applyNumberFormat="1")
                cell.set("s", str(shown))


def _unlock(page: Cells, layout: LayoutSheet, styles: StyleImport) -> None:
    """Open the cells of a protected worksheet that are filled in."""
    for row in layout.rows:
        for field in layout.fields:
            if not row.takes(field):
                continue
            cell = page.at(*position_of(layout, row, field))
            index = int(cell.get("s", "0"))
            cell.set("s", str(styles.unlocked(index)))


# The workbook


def _add_sheets(
    editor: Editor, template: Template, model: Model, styles: StyleImport
) -> dict[str, str]:
    """Add our own sheets behind the office's, and give their parts by name."""
    workbook = template.structure.workbook
    taken = {sheet.name for sheet in template.structure.sheets}
    parts = {}
    for name, model_part in model.added.items():
        if name in taken:
            raise ValueError(name)
        content = styles.renumbered(model.editor.content(model_part))
        parts[name] = _add_sheet(editor, workbook, name, content)
    return parts


def _add_sheet(editor: Editor, workbook: str, name: str, content: bytes) -> str:
    """Add one of our sheets behind all others, and give its part."""
    part = editor.free("xl/worksheets/sheet{}.xml")
    editor.add(part, content.replace(b' tabSelected="1"', b""), _WORKSHEET)
    listed = editor.tree(workbook).find(f"{M}sheets")
    if listed is None:
        raise ValueError(workbook)
    numbers = [int(sheet.get("sheetId", "0")) for sheet in listed]
    attributes = {
        "name": name,
        "sheetId": str(max(numbers, default=0) + 1),
        f"{R}id": editor.relate(workbook, "worksheet", part),
    }
    if name == STAMP_SHEET:
        attributes["state"] = "veryHidden"
    elif name != SELF_CHECK_SHEET:
        attributes["state"] = "hidden"
    listed.append(listed.makeelement(f"{M}sheet", attributes))
    return part


def _set_up_workbook(
    root: Element, template: Template, sheets: Sequence[IssueSheet]
) -> None:
    """Have formulas calculated when it is opened, and our columns not printed."""
    names = root.find(f"{M}definedNames")
    if names is None:
        names = root.makeelement(f"{M}definedNames")
        before = [element for element in root if element.tag in _BEFORE_NAMES]
        before[-1].addnext(names)
    _set_print_areas(names, template, sheets)
    setting = root.find(f"{M}calcPr")
    if setting is None:
        setting = root.makeelement(f"{M}calcPr")
        names.addnext(setting)
    setting.set("fullCalcOnLoad", "1")
    if len(names) == 0:
        root.remove(names)


def _set_print_areas(
    names: Element, template: Template, sheets: Sequence[IssueSheet]
) -> None:
    """Have the office's own columns printed, where it has not said what is printed."""
    printed = set()
    for defined in names:
        if defined.get("name") == "_xlnm.Print_Area":
            printed.add(defined.get("localSheetId"))
    used = {sheet.layout.name for sheet in sheets}
    for index, listed in enumerate(template.structure.sheets):
        place = template.sheet(listed.name)
        if place is None or listed.name not in used or str(index) in printed:
            continue
        area = names.makeelement(
            f"{M}definedName", name="_xlnm.Print_Area", localSheetId=str(index)
        )
        title = listed.name.replace("'", "''")
        last_column = column_letters(max(place.columns - 1, 0))
        last_row = _last_row(place, sheets) + 1
        area.text = f"'{title}'!$A$1:${last_column}${last_row}"
        names.insert(0, area)


def _last_row(place: TemplateSheet, sheets: Sequence[IssueSheet]) -> int:
    """Give the last row, from 0, that the office or a layout has in a worksheet."""
    rows = [row for row, _ in (*place.texts, *place.formulas, *place.merges)]
    for sheet in sheets:
        if sheet.layout.name == place.name:
            rows.append(sheet.last_row)
    return max(rows, default=0)
