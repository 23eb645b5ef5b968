"""What all workbooks of one form and period have in common: XlsxWriter writes it once.

A model workbook with the same sheets is written and taken apart. Of each sheet, what
stands before and after its rows is kept; of every other part, its compressed bytes.
What pages of many workbooks end with is compressed once. The model's data sheets end in
a row whose number stands in no text of the form: wherever it was written, a workbook's
own last row comes.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from xltool.excel.issue.cells import xml_of
from xltool.excel.issue.styles import add_styles
from xltool.excel.issue.workbook import issue_sheets, merge, pages, set_up_workbook
from xltool.forms.evaluation import Evaluation
from xltool.forms.layout import LayoutRow
from xltool.forms.row_checks import FIRST_FREE_ROW
from xltool.model.registry import Unit
from xltool.opc.package import Headed, ending, open_package
from xltool.opc.shared_texts import with_counted_texts
from xltool.opc.xmltext import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.excel.issue.sheet import IssueSheet
    from xltool.excel.issue.workbook import IssuedPage
    from xltool.forms.design import FormDesign
    from xltool.forms.layout import Layout, LayoutSheet
    from xltool.opc.package import Ending, Package
    from xltool.settings import Office

_UNIT = Unit(code="", name="填报单位")
_SUBJECT = "<dc:subject>{}</dc:subject>"
_CORE, _WORKBOOK = "docProps/core.xml", "xl/workbook.xml"
_LAST_ROW = re.compile(r'(?<=<dimension ref=")([A-Z]+\d+:[A-Z]+)\d+')
_SHEET_DATA = re.compile("<sheetData>.*</sheetData>", re.DOTALL)


@lru_cache(maxsize=128)
def _ending(text: str) -> Ending:
    """Give the ending of a sheet's XML."""
    return ending(text.encode())


class _Around(NamedTuple):
    """What stands before and after a page's rows.

    `far_row` is the number there of a data sheet's last row.
    """

    before: str
    after: str
    far_row: str

    def filled(self, rows: str, kept: str, last_row: str) -> Headed:
        """Give the page with its rows.

        `kept` are those at the end that many workbooks have.
        """
        before = self.ended(self.before, last_row)
        after = self.ended(self.after, last_row)
        return Headed(
            f"{before}<sheetData>{rows}".encode(), _ending(f"{kept}</sheetData>{after}")
        )

    def ended(self, text: str, last_row: str) -> str:
        """Put the number of the page's last row where the model's stands."""
        return text.replace(self.far_row, last_row) if self.far_row else text


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A model workbook taken apart; `styles` are the numbers of the styles."""

    sheets: tuple[IssueSheet, ...]
    styles: dict[str, int]
    around: tuple[_Around, ...]
    package: Package

    def sheets_of(self, layout: Layout) -> tuple[IssueSheet, ...]:
        """Give the data sheets of a layout."""
        return tuple(
            replace(one, layout=sheet)
            for one, sheet in zip(self.sheets, layout.sheets, strict=True)
        )

    def parts(
        self, unit: Unit, written: Iterable[IssuedPage]
    ) -> dict[str, bytes | Headed]:
        """Give the parts of the package that differ from the model's, with the rows of
        a unit's pages.
        """
        core = self.package.read(_CORE).decode()
        workbook = self.package.read(_WORKBOOK).decode()
        parts: dict[str, bytes | Headed] = {
            _CORE: core.replace(
                _SUBJECT.format(_UNIT.name), _SUBJECT.format(escaped(unit.name))
            ).encode()
        }
        for place, (page, around) in enumerate(zip(written, self.around, strict=True)):
            last_row = str(page.blocks[-1].rows[-1].number + 1)
            blocks = [xml_of(block, self.styles) for block in page.blocks]
            kept = blocks.pop() if page.blocks[-1].kept else ""
            parts[_part(place)] = around.filled("".join(blocks), kept, last_row)
            workbook = around.ended(workbook, last_row)
        parts[_WORKBOOK] = workbook.encode()
        return parts


def frame_of(layout: Layout, office: Office) -> Frame:
    """Give the frame for a layout; it is made where none of the last used ones fits."""
    return _made(
        replace(
            layout,
            unit=_UNIT,
            sheets=tuple(map(_first_row_of, layout.sheets)),
            known={},
        ),
        office,
    )


def _first_row_of(sheet: LayoutSheet) -> LayoutSheet:
    """Give a sheet with its first row only."""
    first = sheet.design.fixed_rows[:1]
    key = first[0].code if first else FIRST_FREE_ROW
    return replace(sheet, rows=(LayoutRow(key=key, row=sheet.rows[0].row),))


@lru_cache(
    maxsize=8
)  # an office issues one or two forms at a time, to some units without some sheets
def _made(common: Layout, office: Office) -> Frame:
    """Write the model with XlsxWriter and take it apart."""
    from xlsxwriter import Workbook

    far = _far_row(common.form)
    model = replace(
        common,
        sheets=tuple(
            map(_down_to, common.sheets, range(far, far + len(common.sheets)))
        ),
    )
    far_rows = {
        place: str(sheet.rows[-1].row + 1)
        for place, sheet in enumerate(model.sheets, start=1)
    }
    sheets = issue_sheets(model)
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    formats = add_styles(book)
    worksheets = set_up_workbook(book, model, sheets, office, formats)
    first_rows = pages(issue_sheets(common), Evaluation(common, {}), "", office)
    for sheet, page in zip(worksheets, first_rows, strict=True):
        merge(sheet, page.rows)
        for row in page.rows:
            for cell in row.cells:
                sheet.write_blank(row.number, cell.column, None, formats["hidden"])
    # XlsxWriter numbers the styles that it has seen in a cell
    for place, style in enumerate(formats.values()):
        worksheets[0].write_blank(place // 3, 1 + place % 3, None, style)
    book.close()
    written = open_package(buffer.getvalue())
    package = with_counted_texts(written, _without_rows(written))
    return Frame(
        sheets=sheets,
        styles={"": 0} | {name: style.xf_index for name, style in formats.items()},
        around=tuple(
            _around(package, place, far_rows.get(place, ""))
            for place in range(len(worksheets))
        ),
        package=package,
    )


def _without_rows(package: Package) -> dict[str, bytes]:
    """Give the sheets without their rows.

    Those of the workbooks hold their own texts.
    """
    sheets = (name for name in package.parts if name.startswith("xl/worksheets/sheet"))
    return dict.fromkeys(sheets, b"")


def _far_row(form: FormDesign) -> int:
    """Give the first of a hundred rows from 0 whose numbers begin with digits that
    stand in no text of the form.
    """
    texts = repr(form)
    return next(far * 100 for far in range(10_000, 10_480) if str(far) not in texts)


def _down_to(sheet: LayoutSheet, last_row: int) -> LayoutSheet:
    """Give a sheet with a last row far below, so that what it covers is told."""
    return replace(sheet, rows=(*sheet.rows, LayoutRow(key="", row=last_row)))


def _around(package: Package, place: int, far_row: str) -> _Around:
    before, after = _SHEET_DATA.split(package.read(_part(place)).decode())
    if far_row:  # XlsxWriter would have gone through all rows up to there
        before = _LAST_ROW.sub(rf"\g<1>{far_row}", before)
    return _Around(before, after, far_row)


def _part(place: int) -> str:
    """Give the name of the part that holds a page, by its place among them."""
    return f"xl/worksheets/sheet{place + 1}.xml"
