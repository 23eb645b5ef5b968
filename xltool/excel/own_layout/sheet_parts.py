"""Adding to a worksheet's XML what the standard allows, where it belongs."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from xltool.excel.sheet_order import ORDER
from xltool.opc.editing import M

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element as Element

_PLACES = {f"{M}{name}": place for place, name in enumerate(ORDER)}


def insert(root: Element, element: Element) -> None:
    """Put an element among a worksheet's own, behind those of its kind."""
    place = _PLACES.get(element.tag, len(ORDER))
    for sibling in root:
        if _PLACES.get(sibling.tag, len(ORDER)) > place:
            sibling.addprevious(element)
            return
    root.append(element)


def add_marks(root: Element, model: Element, mark: Callable[[int], int]) -> None:
    """Take over the conditional formats of the model, behind the office's own.

    `mark` gives the number that a mark of the model has in the office's file. Of two
    rules for a cell the one of the lower priority counts.
    """
    own = [_number(rule, "priority") for rule in root.iter(f"{M}cfRule")]
    last = max(own, default=0)
    for formats in model.iterfind(f"{M}conditionalFormatting"):
        added = copy.deepcopy(formats)
        for rule in added:
            rule.set("priority", str(_number(rule, "priority") + last))
            if rule.get("dxfId") is not None:
                rule.set("dxfId", str(mark(_number(rule, "dxfId"))))
        insert(root, added)


def _number(element: Element, attribute: str) -> int:
    """Give a number that an attribute holds; 0 where there is none."""
    return int(element.get(attribute, "0"))


def add_validations(root: Element, model: Element) -> None:
    """Take over the drop-downs and checks of the model, behind the office's own."""
    added = model.find(f"{M}dataValidations")
    if added is None:
        return
    known = root.find(f"{M}dataValidations")
    if known is None:
        insert(root, copy.deepcopy(added))
        return
    for validation in added:
        known.append(copy.deepcopy(validation))
    known.set("count", str(len(known)))


def set_columns(
    root: Element, first: int, last: int, *, width: float, hidden: bool
) -> None:
    """Give columns (from 0) a width, out of sight or not; all others keep theirs."""
    cols = root.find(f"{M}cols")
    if cols is None:
        cols = root.makeelement(f"{M}cols")
        insert(root, cols)
    low, high = first + 1, last + 1
    _take_out(cols, low, high)
    new = cols.makeelement(
        f"{M}col",
        min=str(low),
        max=str(high),
        width=f"{width:g}",
        customWidth="1",
    )
    if hidden:
        new.set("hidden", "1")
    for col in cols:
        if int(col.get("min", "1")) > low:
            col.addprevious(new)
            return
    cols.append(new)


def _take_out(cols: Element, low: int, high: int) -> None:
    """Take columns (from 1) out of the groups that have widths in common."""
    for col in list(cols):
        start, end = int(col.get("min", "1")), int(col.get("max", "1"))
        if end < low or start > high:
            continue
        if start < low:
            col.addprevious(_part_of(col, start, low - 1))
        if end > high:
            col.addprevious(_part_of(col, high + 1, end))
        cols.remove(col)


def _part_of(col: Element, start: int, end: int) -> Element:
    """Give some of the columns of a group."""
    part = copy.deepcopy(col)
    part.set("min", str(start))
    part.set("max", str(end))
    return part


def widen_dimension(root: Element, reference: str) -> None:
    """Say that the worksheet reaches as far as `reference`, a cell's address."""
    dimension = root.find(f"{M}dimension")
    if dimension is None:
        return
    first, _, _ = dimension.get("ref", "A1").partition(":")
    dimension.set("ref", f"{first}:{reference}")
