"""The order in which a worksheet's elements stand, by ECMA-376, 18.3.1.99."""

from __future__ import annotations

from xltool.opc.editing import M

ORDER = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData"),
    *("sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter"),
    *("sortState", "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr"),
    *("conditionalFormatting", "dataValidations", "hyperlinks", "printOptions"),
    *("pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks"),
    *("customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing"),
    *("legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects"),
    *("controls", "webPublishItems", "tableParts", "extLst"),
)


def following(name: str) -> frozenset[str]:
    """Give the tags of what stands behind an element of this name.

    >>> sorted(tag.rpartition("}")[2] for tag in following("webPublishItems"))
    ['extLst', 'tableParts']
    """
    behind = ORDER[ORDER.index(name) + 1 :]
    return frozenset(f"{M}{later}" for later in behind)
