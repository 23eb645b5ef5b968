"""The look of the workbooks that units get.

One palette, fonts that Windows has, formats by name. In LibreOffice and WPS without
these fonts the system's own Song and Hei faces stand in.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

SONG, HEI = "宋体", "黑体"
NAVY, BLUE, PALE_BLUE = "#1F3864", "#2F5597", "#EAF1FB"
INPUT, LOCKED, FOREIGN = "#FFFBE0", "#F7F8FA", "#E4E6E9"
RED, PALE_RED = "#C00000", "#FBD9D7"
AMBER, PALE_AMBER = "#9C5700", "#FFE8B8"
GOLD, PALE_GOLD = "#7F6000", "#FFF0A6"
GREEN, PALE_GREEN = "#2E7D32", "#E2F0DA"
LINE = "#B4BCC8"

_WIDE = re.compile("[“”‘’—…·\u2e80-\U0010ffff]+")
_TEXT = {"font_name": SONG, "font_size": 10, "valign": "vcenter"}
_CELL = {**_TEXT, "border": 1, "border_color": LINE, "text_wrap": True}
_PADDED = {**_CELL, "align": "left", "indent": 1}
_NUMBER = {**_CELL, "align": "right", "indent": 1, "text_wrap": False}
_HEADER = {
    **_CELL,
    "font_name": HEI,
    "align": "center",
    "font_color": "#FFFFFF",
    "bg_color": NAVY,
}
STYLES: dict[str, dict[str, Any]] = {
    "title": {
        **_TEXT,
        "font_name": HEI,
        "font_size": 18,
        "align": "center",
        "font_color": NAVY,
    },
    "line": {**_TEXT, "font_color": "#404040"},
    "hint": {**_TEXT, "font_color": AMBER, "text_wrap": True},
    "header": _HEADER,
    "header_input": {**_HEADER, "bg_color": BLUE},
    "header_check": {**_HEADER, "bg_color": "#595959"},
    "label": {**_PADDED, "bg_color": LOCKED},
    "label_1": {**_PADDED, "bg_color": LOCKED, "indent": 3},
    "label_2": {**_PADDED, "bg_color": LOCKED, "indent": 5},
    "label_3": {**_PADDED, "bg_color": LOCKED, "indent": 7},
    "label_sum": {**_PADDED, "bg_color": LOCKED, "font_name": HEI},
    "label_sum_1": {**_PADDED, "bg_color": LOCKED, "font_name": HEI, "indent": 3},
    "label_sum_2": {**_PADDED, "bg_color": LOCKED, "font_name": HEI, "indent": 5},
    "label_sum_3": {**_PADDED, "bg_color": LOCKED, "font_name": HEI, "indent": 7},
    "blocked": {
        **_CELL,
        "bg_color": FOREIGN,
        "diag_type": 1,
        "diag_border": 1,
        "diag_color": LINE,
    },
    "subtotal": {**_NUMBER, "bg_color": PALE_BLUE},
    "label_centre": {**_CELL, "bg_color": LOCKED, "align": "center"},
    "label_number": {**_NUMBER, "bg_color": LOCKED},
    "label_date": {
        **_CELL,
        "bg_color": LOCKED,
        "align": "center",
        "num_format": "yyyy-mm-dd",
    },
    "foreign": {**_PADDED, "bg_color": FOREIGN, "font_color": "#7F7F7F"},
    "foreign_centre": {
        **_CELL,
        "bg_color": FOREIGN,
        "font_color": "#7F7F7F",
        "align": "center",
    },
    "computed": {**_NUMBER, "bg_color": PALE_BLUE, "num_format": "0.00"},
    "computed_text": {**_PADDED, "bg_color": PALE_BLUE},
    "check": {**_PADDED, "font_size": 9, "bg_color": LOCKED},
    "input_text": {**_PADDED, "bg_color": INPUT, "locked": False, "num_format": "@"},
    "input_number": {**_NUMBER, "bg_color": INPUT, "locked": False},
    "input_integer": {
        **_NUMBER,
        "bg_color": INPUT,
        "locked": False,
        "num_format": "#,##0",
    },
    "input_date": {
        **_CELL,
        "bg_color": INPUT,
        "locked": False,
        "align": "center",
        "num_format": "yyyy-mm-dd",
    },
    "input_choice": {**_CELL, "bg_color": INPUT, "locked": False, "align": "center"},
    "cell": _PADDED,
    "cell_centre": {**_CELL, "align": "center"},
    "name": {**_CELL, "font_name": HEI, "bg_color": LOCKED, "align": "center"},
    "link": {**_CELL, "font_color": BLUE, "underline": 1, "align": "center"},
    "section": {
        **_TEXT,
        "font_name": HEI,
        "font_size": 12,
        "font_color": NAVY,
        "bottom": 2,
        "bottom_color": NAVY,
    },
    "verdict": {**_CELL, "font_name": HEI, "font_size": 16, "align": "center"},
    "hidden": {"font_name": SONG, "font_size": 9, "font_color": "#808080"},
}
MARKS: dict[str, dict[str, Any]] = {
    "waiting": {"bg_color": PALE_GOLD, "font_color": GOLD},
    "bad": {"bg_color": PALE_RED, "font_color": RED},
    "doubtful": {"bg_color": PALE_AMBER, "font_color": AMBER},
    "good": {"bg_color": PALE_GREEN, "font_color": GREEN},
}
"""What conditional formats change."""
SAMPLES = {f"sample_{name}": {**_CELL, **mark} for name, mark in MARKS.items()}
"""The marks as cells, for the legend."""


def add_styles(book: Workbook) -> dict[str, Format]:
    """Make every format in a workbook, always in the same order.

    Gives them by their names.
    """
    return {
        name: book.add_format(properties)
        for name, properties in {**STYLES, **MARKS, **SAMPLES}.items()
    }


@lru_cache(maxsize=4096)
def line_count(text: str, width: float) -> int:
    """Estimate how many lines a wrapped text takes in a column.

    A Chinese character is two wide.
    >>> line_count("新增省级创新平台", 10), line_count("一行", 10)
    (2, 1)
    """
    room = max(2, int(width) - 2)
    return sum(max(1, -(-_display_width(part) // room)) for part in text.split("\n"))


def _display_width(text: str) -> int:
    """Give the width of a text in half-width characters."""
    return len(text) + sum(map(len, _WIDE.findall(text)))
