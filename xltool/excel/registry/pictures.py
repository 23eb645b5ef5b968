"""Pictures beside the doubts of a registry that the clerk works in.

They are added to the package as parts; whatever else it holds stays as it is. A picture
lies within its row, so that Excel moves it with the row when the sheet is sorted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from xltool.excel.sheet_order import following
from xltool.opc.editing import Editor, M, R
from xltool.opc.package import OFFICE, open_package

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element as Element

_PIXEL = 9525
"""English metric units, in which drawings are measured, to a pixel."""
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_ART = "http://schemas.openxmlformats.org/drawingml/2006/main"
_D, _A = f"{{{_DRAWING}}}", f"{{{_ART}}}"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.drawing+xml"
_AFTER_DRAWING = following("drawing")

WIDEST, HIGHEST = 300, 110
"""Pixels: a larger picture is shown smaller."""
MARGIN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A PNG and the cell in which it is shown, counted from 0."""

    row: int
    column: int
    content: bytes

    @property
    def shown(self) -> tuple[int, int]:
        """Width and height in pixels at which it is shown."""
        width, height = png_size(self.content)
        scale = min(1.0, WIDEST / width, HIGHEST / height)
        return max(1, int(width * scale)), max(1, int(height * scale))


def png_size(content: bytes) -> tuple[int, int]:
    """Give width and height of a PNG, from its header."""
    width = int.from_bytes(content[16:20]) or 1
    return width, int.from_bytes(content[20:24]) or 1


def row_height(picture: Picture) -> float:
    """Give the height in points that a row needs for a picture."""
    return (picture.shown[1] + 2 * MARGIN) * 0.75


def with_pictures(workbook: bytes, sheet: str, pictures: Sequence[Picture]) -> bytes:
    """Give the workbook with pictures added to the sheet that is the part `sheet`."""
    if not pictures:
        return workbook
    editor = Editor(open_package(workbook))
    drawing = _drawing_of(editor, sheet)
    for picture in pictures:
        image = editor.free("xl/media/xltool{}.png")
        editor.add(image, picture.content, "image/png")
        identity = editor.relate(drawing, "image", image)
        _anchor(editor.tree(drawing), picture, identity)
        _heighten(editor.tree(sheet), picture)
    editor.touch(drawing)
    editor.touch(sheet)
    return editor.result()


def _drawing_of(editor: Editor, sheet: str) -> str:
    """Give the sheet's drawing; a new one where it has none."""
    known = editor.related(sheet, "drawing")
    if known is not None:
        return known
    drawing = editor.free("xl/drawings/drawing{}.xml")
    content = f'<xdr:wsDr xmlns:xdr="{_DRAWING}" xmlns:a="{_ART}"/>'
    editor.add(drawing, content.encode(), _DRAWING_TYPE)
    identity = editor.relate(sheet, "drawing", drawing)
    root = editor.tree(sheet)
    element = root.makeelement(f"{M}drawing", {f"{R}id": identity})
    places = [at for at, child in enumerate(root) if child.tag in _AFTER_DRAWING]
    root.insert(places[0] if places else len(root), element)
    return drawing


def _anchor(drawing: Element, picture: Picture, identity: str) -> None:
    """Add a picture to a drawing, in its cell."""
    number = len(drawing) + 1
    anchor = etree.SubElement(drawing, f"{_D}twoCellAnchor", editAs="twoCell")
    width, height = picture.shown
    _corner(anchor, "from", picture, MARGIN, MARGIN)
    _corner(anchor, "to", picture, MARGIN + width, MARGIN + height)
    pic = etree.SubElement(anchor, f"{_D}pic")
    naming = etree.SubElement(pic, f"{_D}nvPicPr")
    name = f"识别存疑 {number}"
    etree.SubElement(naming, f"{_D}cNvPr", id=str(1000 + number), name=name)
    etree.SubElement(naming, f"{_D}cNvPicPr")
    fill = etree.SubElement(pic, f"{_D}blipFill")
    etree.SubElement(fill, f"{_A}blip", {f"{{{OFFICE}}}embed": identity})
    stretch = etree.SubElement(fill, f"{_A}stretch")
    etree.SubElement(stretch, f"{_A}fillRect")
    shape = etree.SubElement(pic, f"{_D}spPr")
    frame = etree.SubElement(shape, f"{_A}xfrm")
    etree.SubElement(frame, f"{_A}off", x="0", y="0")
    etree.SubElement(frame, f"{_A}ext", cx=str(width * _PIXEL), cy=str(height * _PIXEL))
    geometry = etree.SubElement(shape, f"{_A}prstGeom", prst="rect")
    etree.SubElement(geometry, f"{_A}avLst")
    etree.SubElement(anchor, f"{_D}clientData")


def _corner(
    anchor: Element, name: str, picture: Picture, across: int, down: int
) -> None:
    """Add a corner of a picture: a cell, and how many pixels from its edges."""
    corner = etree.SubElement(anchor, f"{_D}{name}")
    for tag, value in (
        ("col", picture.column),
        ("colOff", across * _PIXEL),
        ("row", picture.row),
        ("rowOff", down * _PIXEL),
    ):
        etree.SubElement(corner, f"{_D}{tag}").text = str(value)


def _heighten(sheet: Element, picture: Picture) -> None:
    """Make the row of a picture high enough for it."""
    number = str(picture.row + 1)
    for row in sheet.iterfind(f"{M}sheetData/{M}row"):
        if row.get("r") == number:
            needed = row_height(picture)
            row.set("ht", str(max(float(row.get("ht", "0")), needed)))
            row.set("customHeight", "1")
