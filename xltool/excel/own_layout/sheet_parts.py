"""Adding to a worksheet's XML what the standard allows, where it belongs.

The order of a worksheet's elements is that of ECMA-376, 18.3.1.99.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from xltool.opc.editing import M

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element as Element

_ORDER = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData"),
    *("sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter"),
    *("sortState", "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr"),
    *("conditionalFormatting", "dataValidations", "hyperlinks", "printOptions"),
    *("pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks"),
    *("customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing"),
    *("legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects"),
    *("controls", "webPublishItems", "tableParts", "extLst"),
)
_PLACES = {f"{M}{name}": place for place, name in enumerate(_ORDER)}


def insert(root: Element, element: Element) -> None:
    """Put an element among a worksheet's own, behind those of its kind."""
    place = _PLACES.get(element.tag, len(_ORDER))
    for sibling in root:
        if _PLACES.get(sibling.tag, len(_ORDER)) > place:
            sibling.addprevious(element)
            return
    root.append(element)


def add_marks(root: Element, model: Element, mark: Callable[[int], int]) -> None:
    """Take over the conditional formats of the model, behind the office's own."""
    rules = root.iter(f"{M}cfRule")
    last = max((int(one.get("priority", "0")) for one in rules), default=0)
    for one in model.iterfind(f"{M}conditionalFormatting"):
        added = copy.deepcopy(one)
        for rule in added:
            rule.set("priority", str(int(rule.get("priority", "0")) + last))
            if rule.get("dxfId") is not None:
                rule.set("dxfId", str(mark(int(rule.get("dxfId", "0")))))
        insert(root, added)


def add_validations(root: Element, model: Element) -> None:
    """Take over the drop-downs and checks of the model, behind the office's own."""
    added = model.find(f"{M}dataValidations")
    if added is None:
        return
    known = root.find(f"{M}dataValidations")
    if known is None:
        insert(root, copy.deepcopy(added))
        return
    for one in added:
        known.append(copy.deepcopy(one))
    known.set("count", str(len(known)))


def set_columns(
    root: Element, first: int, last: int, *, width: float, hidden: bool
) -> None:
    """Give columns (from 0) a width, out of sight or not; all others keep theirs."""
    cols = root.find(f"{M}cols")
    if cols is None:
        cols = root.makeelement(f"{M}cols")
        insert(root, cols)
    for col in list(cols):
        for part in _outside(col, first + 1, last + 1):
            col.addprevious(part)
        if _overlaps(col, first + 1, last + 1):
            cols.remove(col)
    new = cols.makeelement(
        f"{M}col",
        min=str(first + 1),
        max=str(last + 1),
        width=f"{width:g}",
        customWidth="1",
    )
    if hidden:
        new.set("hidden", "1")
    for col in cols:
        if int(col.get("min", "1")) > first + 1:
            col.addprevious(new)
            return
    cols.append(new)


def _overlaps(col: Element, first: int, last: int) -> bool:
    return int(col.get("min", "1")) <= last and int(col.get("max", "1")) >= first


def _outside(col: Element, first: int, last: int) -> list[Element]:
    """Give what is left of a group of columns outside of others."""
    if not _overlaps(col, first, last):
        return []
    low, high = int(col.get("min", "1")), int(col.get("max", "1"))
    parts = []
    for start, end in ((low, first - 1), (last + 1, high)):
        if start <= end:
            part = copy.deepcopy(col)
            part.set("min", str(start))
            part.set("max", str(end))
            parts.append(part)
    return parts


def widen_dimension(root: Element, reference: str) -> None:
    """Say that the worksheet reaches as far as `reference`, a cell's address."""
    dimension = root.find(f"{M}dimension")
    if dimension is not None:
        first = dimension.get("ref", "A1").partition(":")[0]
        dimension.set("ref", f"{first}:{reference}")
