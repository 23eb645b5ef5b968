"""下发表 on the office's own layout.

The issued workbook is the office's file: every part that need not change is there byte
for byte, and what changes (the worksheets that are filled in, the styles, the workbook
with its relations and content types) keeps all that was in it. Values, checks,
drop-downs, 填报自检 and the stamp are added; nothing is ever taken away.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from xltool.excel.cells import Cells
from xltool.excel.issue.cells import ROW, Cell, CellBlock, Row, xml_of
from xltool.excel.issue.self_check import self_check_rows
from xltool.excel.issue.sheet import (
    IssueSheet,
    check_cells,
    counted,
    issue_sheet,
)
from xltool.excel.own_layout.furniture import (
    StyleImport,
    long_choices,
    model_of,
    position_of,
)
from xltool.excel.own_layout.sheet_parts import (
    add_marks,
    add_validations,
    set_columns,
    widen_dimension,
)
from xltool.excel.own_layout.template import open_template
from xltool.forms.design import FieldType
from xltool.forms.evaluation import Evaluation
from xltool.forms.fixed_tables import subtotal_expression
from xltool.forms.layout import (
    CHECK_LABEL,
    CHOICE_SHEET,
    SELF_CHECK_SHEET,
    STAMP_SHEET,
)
from xltool.forms.single_cells import answered_text
from xltool.formula import ExcelError, parse, references
from xltool.model.grid import address, column_letters
from xltool.opc.editing import Editor, M, R
from xltool.opc.package import open_package
from xltool.opc.xmltext import cell_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element as Element

    from xltool.excel.issue.sheet import Failing
    from xltool.excel.own_layout.template import Template, TemplateSheet
    from xltool.forms.design import Field
    from xltool.forms.layout import Layout, LayoutRow, LayoutSheet
    from xltool.forms.row_checks import RowCheck
    from xltool.formula import ExcelValue
    from xltool.model.value import Values
    from xltool.opc.package import Package

CHECK_WIDTH = 36
_WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PER_CENT = "10"
"""The built-in number format of a share, with two decimals."""
_DAY = "14"
"""The built-in number format of a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Base:
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


def write_own_layout(
    layout: Layout, stamp_text: str, file: bytes, *, values: Values
) -> bytes:
    """Write the issued workbook of a layout on the office's own file.

    `values` stand in its input cells; `stamp_text` in a very hidden sheet.
    PackageError or ValueError where the file is no sound .xlsx.
    """
    base = _base(_common(layout), file)
    sheets = [
        replace(one, layout=sheet)
        for one, sheet in zip(base.sheets, layout.sheets, strict=True)
    ]
    evaluation = Evaluation(layout, values)
    editor = Editor(base.package)
    counts: list[Failing] = []
    for sheet in sheets:
        part = base.parts[sheet.layout.name]
        page = Cells.of(editor.tree(part))
        if page is None:
            raise ValueError(part)
        counts.append(_Filling(page, sheet, evaluation, base).fill())
        editor.touch(part)
    _write_self_check(editor, base, sheets, counts)
    _write_stamp(editor, base, stamp_text)
    if CHOICE_SHEET in base.parts:
        _write_choices(editor, base, layout)
    return editor.result()


def _common(layout: Layout) -> Layout:
    """Give the layout as all units have it."""
    unit = replace(layout.unit, code="", name="", aliases=(), emails=())
    sheets = []
    for sheet in layout.sheets:
        rows = tuple(replace(row, prefilled={}, carried={}) for row in sheet.rows)
        sheets.append(replace(sheet, rows=rows))
    return replace(layout, unit=unit, sheets=tuple(sheets))


@lru_cache(maxsize=4)
def _base(layout: Layout, file: bytes) -> _Base:
    template = open_template(file)
    sheets = tuple(own_sheet(sheet, layout) for sheet in layout.sheets)
    taken = {sheet.name: set(_validated(template, sheet)) for sheet in template.sheets}
    model = model_of(sheets, layout.form, taken)
    editor = Editor(template.package)
    styles = StyleImport(editor, template.structure.styles, model)
    parts: dict[str, str] = {}
    for name, model_part in model.worksheets.items():
        place = template.sheet(name)
        if place is None:
            raise ValueError(name)
        parts[name] = place.part
        root = editor.tree(place.part)
        own = [one for one in sheets if one.layout.name == name]
        add_marks(root, model.editor.tree(model_part), styles.mark)
        add_validations(root, model.editor.tree(model_part))
        _prepare(root, place, own, styles, template.percent)
        editor.touch(place.part)
    workbook = template.structure.workbook
    names = [one.name for one in template.structure.sheets]
    for name, model_part in model.added.items():
        content = styles.renumbered(model.editor.content(model_part))
        parts[name] = _add_sheet(editor, workbook, name, content, names)
    _set_up_workbook(editor.tree(workbook), template, sheets)
    editor.touch(workbook)
    days = {
        index: styles.derived(index, numFmtId=_DAY, applyNumberFormat="1")
        for index in _date_formats(sheets, template)
    }
    numbers = {name: styles.number(index) for name, index in model.styles.items()}
    return _Base(
        package=open_package(editor.result()),
        template=template,
        sheets=sheets,
        parts=parts,
        styles=numbers | {"": 0},
        days=days,
    )


def own_sheet(layout: LayoutSheet, whole: Layout) -> IssueSheet:
    """Give a sheet with its checks, in our own columns right of the office's."""
    places = layout.design.places
    if places is None:
        raise ValueError(layout.name)
    plain = issue_sheet(layout, whole.form)
    inside = set(places.inside)
    checks = tuple(one for one in plain.checks if not _names(one, inside))
    helpers = [places.added, *_printed_columns(layout)]
    first = max(helpers) + 1
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


def _printed_columns(layout: LayoutSheet) -> list[int]:
    """Give the columns of ours that hold what prints a row's name."""
    places = layout.design.places
    if places is None:
        return []
    return [one for one in layout.columns.values() if one > places.added]


def _validated(template: Template, sheet: TemplateSheet) -> Iterator[str]:
    """Give the letters of the columns in which the office checks what is entered."""
    root = Editor(template.package).tree(sheet.part)
    for one in root.iter():
        name = etree.QName(one).localname if isinstance(one.tag, str) else ""
        if name not in {"dataValidation", "sqref"}:
            continue
        areas = one.get("sqref") or (one.text or "")
        for area in areas.split():
            first, _, last = area.replace("$", "").partition(":")
            left, right = _letters(first), _letters(last or first)
            for column in range(left, min(right, left + 500) + 1):
                yield column_letters(column)


def _letters(reference: str) -> int:
    from xltool.excel.reading.scanning import column_of

    return column_of("".join(char for char in reference if char.isalpha()) or "A")


def _date_formats(sheets: Sequence[IssueSheet], template: Template) -> set[int]:
    """Give the formats of date cells that do not show a day yet."""
    found = set()
    for sheet in sheets:
        place = template.sheet(sheet.layout.name)
        for field in sheet.layout.fields:
            if field.type is not FieldType.DATE or place is None:
                continue
            for row in sheet.layout.rows:
                at = place.anchor(*position_of(sheet.layout, row, field))
                found.add(place.formats.get(at, 0))
    return found - template.dates


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
        places = layout.design.places
        if places is None:
            continue
        if places.check_column is not None:
            set_columns(
                root,
                places.check_column,
                places.check_column,
                width=CHECK_WIDTH,
                hidden=False,
            )
        end = max([places.added, *_printed_columns(layout), *sheet.check_columns])
        set_columns(root, places.added, end, width=9, hidden=True)
        last_column = max(last_column, end)
        last_row = max(last_row, sheet.last_row + 1)
        _clear_marks(page, place, layout)
        _show_per_cent(page, place, layout, styles, percent)
        if place.protected:
            _unlock(page, layout, styles)
    widen_dimension(root, address(max(last_row - 1, 0), last_column))


def _clear_marks(page: Cells, place: TemplateSheet, layout: LayoutSheet) -> None:
    """Take away the `{字段}` marks of a sheet's fields."""
    for at, text in place.texts.items():
        stripped = text.strip()
        if stripped.startswith("{") and stripped.endswith("}"):
            named = stripped.strip("{}").partition("@")[0].strip()
            if named in layout.columns:
                _put(page.at(*at), None)


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
    for row in layout.rows:
        for field in layout.fields:
            if row.takes(field):
                cell = page.at(*position_of(layout, row, field))
                index = int(cell.get("s", "0"))
                cell.set("s", str(styles.derived(index, locked="0")))


def _add_sheet(
    editor: Editor, workbook: str, name: str, content: bytes, names: list[str]
) -> str:
    """Add one of our sheets behind all others, and give its part."""
    part = editor.free("xl/worksheets/sheet{}.xml")
    editor.add(part, content.replace(b' tabSelected="1"', b""), _WORKSHEET)
    root = editor.tree(workbook)
    listed = root.find(f"{M}sheets")
    if listed is None:
        raise ValueError(workbook)
    number = max((int(one.get("sheetId", "0")) for one in listed), default=0) + 1
    identity = editor.relate(workbook, "worksheet", part)
    attributes = {"name": name, "sheetId": str(number), f"{R}id": identity}
    if name == STAMP_SHEET:
        attributes["state"] = "veryHidden"
    elif name != SELF_CHECK_SHEET:
        attributes["state"] = "hidden"
    if name in names:
        raise ValueError(name)
    listed.append(listed.makeelement(f"{M}sheet", attributes))
    return part


def _set_up_workbook(
    root: Element, template: Template, sheets: Sequence[IssueSheet]
) -> None:
    """Have formulas calculated when it is opened, and our columns not printed."""
    names = root.find(f"{M}definedNames")
    if names is None:
        names = root.makeelement(f"{M}definedNames")
        _behind_sheets(root, names)
    printed = {
        one.get("localSheetId")
        for one in names
        if one.get("name") == "_xlnm.Print_Area"
    }
    used = {sheet.layout.name for sheet in sheets}
    for index, one in enumerate(template.structure.sheets):
        place = template.sheet(one.name)
        if one.name not in used or str(index) in printed or place is None:
            continue
        area = names.makeelement(
            f"{M}definedName", name="_xlnm.Print_Area", localSheetId=str(index)
        )
        title = one.name.replace("'", "''")
        last = column_letters(max(place.columns - 1, 0))
        area.text = f"'{title}'!$A$1:${last}${_last_row(place, sheets)}"
        names.insert(0, area)
    setting = root.find(f"{M}calcPr")
    if setting is None:
        setting = root.makeelement(f"{M}calcPr")
        names.addnext(setting)
    setting.set("fullCalcOnLoad", "1")
    if len(names) == 0:
        root.remove(names)


def _last_row(place: TemplateSheet, sheets: Sequence[IssueSheet]) -> int:
    told = [row for row, _ in (*place.texts, *place.formulas, *place.merges)]
    own = [one.last_row for one in sheets if one.layout.name == place.name]
    return max([*told, *own], default=0) + 1


def _behind_sheets(root: Element, element: Element) -> None:
    before = [
        one
        for one in root
        if one.tag in {f"{M}sheets", f"{M}functionGroups", f"{M}externalReferences"}
    ]
    before[-1].addnext(element)


class _Filling:
    """One sheet of one unit in the course of being filled in."""

    def __init__(
        self, page: Cells, sheet: IssueSheet, evaluation: Evaluation, base: _Base
    ) -> None:
        self.page = page
        self.sheet = sheet
        self.layout = sheet.layout
        self.evaluation = evaluation
        self.base = base
        place = base.template.sheet(sheet.layout.name)
        if place is None or sheet.layout.design.places is None:
            raise ValueError(sheet.layout.name)
        self.place = place
        self.places = sheet.layout.design.places

    def fill(self) -> Failing:
        """Fill in every row, and count the checks that fail."""
        said: list[str] = []
        for row in self.layout.rows:
            live = {check.expression for check in self.sheet.checks}
            every = self.evaluation.sentences(self.layout, row)
            sentences = {key: one for key, one in every.items() if key in live}
            said += sentences.values()
            for field in self.layout.fields:
                self._field(row, field)
            key = self.page.at(row.row, self.places.added)
            self._styled(key, "hidden")
            _put(key, row.key)
            tail = check_cells(self.sheet, self.evaluation, row, sentences)
            for cell in tail.cells:
                self._check(row, cell)
        if self.places.check_column is not None:
            header = self.page.at(self.layout.header_row, self.places.check_column)
            self._styled(header, "header_check")
            _put(header, CHECK_LABEL)
        if self.places.inside:
            self._answers()
        return counted(said)

    def _styled(self, cell: Element, style: str) -> None:
        cell.set("s", str(self.base.styles[style]))

    def _check(self, row: LayoutRow, cell: Cell) -> None:
        """Write 校验 or one of the cells behind it."""
        shown = cell.column == self.sheet.check_column
        if shown and self.places.check_column is None:
            return
        element = self.page.at(row.row, cell.column)
        self._styled(element, cell.style)
        if not cell.formula:
            _put(element, cell.content or None)
            return
        number = str(row.row + 1)
        _put_formula(element, cell.formula.replace(ROW, number), cell.content)

    def _field(self, row: LayoutRow, field: Field) -> None:
        if field.key in self.places.inside:
            return
        at = position_of(self.layout, row, field)
        content = self.evaluation.content(self.layout, row, field)
        if at[1] > self.places.added and field.key not in self.places.cells:
            helper = self.page.at(*at)
            self._styled(helper, "hidden")
            _put(helper, content)
            return
        formula = self._formula(row, field)
        anchor = self.place.anchor(*at)
        if formula:
            if anchor not in self.place.formulas and not self._is_computed(row, field):
                _put_formula(
                    self.page.at(*anchor), formula, self._scaled(field, content)
                )
            return
        if content is None or content == "" or anchor in self.place.formulas:
            return
        cell = self.page.at(*anchor)
        if field.type is FieldType.DATE and isinstance(content, float):
            index = int(cell.get("s", "0"))
            cell.set("s", str(self.base.days.get(index, index)))
        _put(cell, self._scaled(field, content))

    def _is_computed(self, row: LayoutRow, field: Field) -> bool:
        """Say whether the office computes what it wants computed of a row or a column
        itself: what it left blank there stays blank.
        """
        if row.sums(field):
            return any(at[0] == row.row for at in self.place.formulas)
        column = self.layout.columns[field.key]
        return any(at[1] == column for at in self.place.formulas)

    def _formula(self, row: LayoutRow, field: Field) -> str:
        """Give the formula that computes a field in a row; empty where none does."""
        expression = field.formula
        if row.sums(field):
            expression = subtotal_expression(row.subtotal, field.key)
        if not expression:
            return ""
        formula = self.sheet.formula(expression, row, self.evaluation)
        if field.key in self.places.percent:
            formula = f"({formula})/100"
        return formula.replace(ROW, str(row.row + 1))

    def _scaled(self, field: Field, content: ExcelValue) -> ExcelValue:
        """Give a content as the office's cell holds it: 12.5 as 0.125 where it shows
        per cent.
        """
        if field.key in self.places.percent and isinstance(content, float):
            return round(content / 100, 15)
        return content

    def _answers(self) -> None:
        """Put answers behind the labels that stand in the same cell."""
        row = self.layout.rows[0]
        texts: dict[tuple[int, int], dict[str, str]] = {}
        for field in self.layout.fields:
            if field.key in self.places.inside:
                value = self.evaluation.given(self.layout, row).get(field.key)
                value = value or row.prefilled.get(field.key)
                at = position_of(self.layout, row, field)
                said = value.text if value is not None else ""
                texts.setdefault(at, {})[self.places.labels[field.key]] = said
        for at, answers in texts.items():
            if any(answers.values()):
                printed = self.place.texts.get(at, "")
                _put(self.page.at(*at), answered_text(printed, answers))


def _put(cell: Element, content: ExcelValue) -> None:
    """Give a cell a content, or nothing; its format stays."""
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", "")
    if content is None:
        return
    if isinstance(content, bool):
        cell.set("t", "b")
        etree.SubElement(cell, f"{M}v").text = str(int(content))
    elif isinstance(content, float | int):
        etree.SubElement(cell, f"{M}v").text = f"{content:.16G}"
    elif isinstance(content, ExcelError):
        cell.set("t", "e")
        etree.SubElement(cell, f"{M}v").text = content.code
    else:
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, f"{M}is"), f"{M}t")
        text.text = cell_text(str(content))
        text.set(_SPACE, "preserve")


def _put_formula(cell: Element, formula: str, content: ExcelValue) -> None:
    """Give a cell a formula with what it gives now."""
    _put(cell, None)
    etree.SubElement(cell, f"{M}f").text = formula
    value = etree.SubElement(cell, f"{M}v")
    if isinstance(content, bool):
        cell.set("t", "b")
        value.text = str(int(content))
    elif isinstance(content, float | int):
        value.text = f"{content:.16G}"
    elif isinstance(content, ExcelError):
        cell.set("t", "e")
        value.text = content.code
    else:
        cell.set("t", "str")
        value.text = cell_text(content or "")


def _write_self_check(
    editor: Editor, base: _Base, sheets: Sequence[IssueSheet], counts: list[Failing]
) -> None:
    rows = list(self_check_rows(sheets, counts))
    data = xml_of(CellBlock(rows), base.styles)
    _set_rows(editor, base.parts[SELF_CHECK_SHEET], data, [one.merged for one in rows])


def _set_rows(
    editor: Editor, part: str, data: str, merged: Sequence[tuple[int, int] | None]
) -> None:
    """Put rows, written as XML, in the place of a sheet's own, and merge in them."""
    root = editor.tree(part)
    old = root.find(f"{M}sheetData")
    if old is None:
        raise ValueError(part)
    new = etree.fromstring(f'<sheetData xmlns="{M[1:-1]}">{data}</sheetData>')
    root.replace(old, new)
    areas = []
    for row, columns in zip(new, merged, strict=True):
        if columns:
            number = row.get("r")
            first, last = map(column_letters, columns)
            areas.append(f"{first}{number}:{last}{number}")
    if areas and root.find(f"{M}mergeCells") is None:
        from xltool.excel.own_layout.sheet_parts import insert

        element = root.makeelement(f"{M}mergeCells", count=str(len(areas)))
        for area in areas:
            etree.SubElement(element, f"{M}mergeCell", ref=area)
        insert(root, element)
    editor.touch(part)


def _write_choices(editor: Editor, base: _Base, layout: Layout) -> None:
    """Write the long lists of choices, each in a column under its name."""
    columns = [(name, *listed) for name, listed in long_choices(layout.form).items()]
    rows = []
    for number in range(max(map(len, columns))):
        cells = [
            Cell(at, "", one[number])
            for at, one in enumerate(columns)
            if number < len(one)
        ]
        rows.append(Row(number, cells))
    data = xml_of(CellBlock(rows), base.styles)
    _set_rows(editor, base.parts[CHOICE_SHEET], data, [None] * len(rows))


def _write_stamp(editor: Editor, base: _Base, stamp_text: str) -> None:
    part = base.parts[STAMP_SHEET]
    data = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{stamp_text}</t></is></c></row>'
    _set_rows(editor, part, data, [None])
