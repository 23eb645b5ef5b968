"""Cells of the office's worksheets get contents; their formats stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from xltool.formula import ExcelError
from xltool.opc.editing import M
from xltool.opc.xmltext import cell_text

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from xltool.formula import ExcelValue

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def clear(cell: Element) -> None:
    """Take out of a cell what it holds."""
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", "")


def put(cell: Element, content: ExcelValue) -> None:
    """Give a cell a content, or nothing."""
    clear(cell)
    if content is None:
        return
    if isinstance(content, str):
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, f"{M}is"), f"{M}t")
        text.text = cell_text(content)
        text.set(_SPACE, "preserve")
        return
    _add_value(cell, content)


def put_formula(cell: Element, formula: str, content: ExcelValue) -> None:
    """Give a cell a formula with what it gives now."""
    clear(cell)
    etree.SubElement(cell, f"{M}f").text = formula
    _add_value(cell, "" if content is None else content)


def _add_value(cell: Element, content: ExcelValue) -> None:
    """Give a cell a value with the type that it has: ECMA-376, 18.18.11."""
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
