"""The text of a cell made even.

No blanks, one kind of sign, and still quotable as printed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from xltool.decomposition.text.items import without_tags
from xltool.decomposition.text.numbers import UNIT_PATTERN
from xltool.text import half_width

_SIGNS = str.maketrans(
    {
        ",": "，",
        ";": "；",
        ":": "：",
        "(": "（",
        ")": "）",
        "!": "！",
        "?": "？",
        "−": "-",
        "\uff5e": "~",
    }
)
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\ufeff\xad"))
_THOUSANDS = re.compile(r"(?<=\d)，(?=\d{3}(?!\d))")
_WITH_LETTER_O = re.compile(
    r"(?<![A-Za-z\d.])(?:\d[\d.]*[Oo][\dOo]*(?![A-Za-z])|[Oo](?=\.\d))"
)
_FULL_STOP = re.compile(r"(?<=[\u4e00-\u9fff%）])[.．](?![\d\u4e00-\u9fff])")
"""…达到90%. 2.…: a full stop of half width."""
_FULL_WIDTH_DIGIT = re.compile("[０-９]")
_LINE_IS_COMPLETE = re.compile(
    rf"(?:[。；：！？]|\d(?:{UNIT_PATTERN})(?:以[上下内]|左右)?|[\d一二三四五六七八九十]）)$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """`source` is the cell without blanks, `flat` the same with full-width signs
    folded: equally long.
    """

    source: str
    flat: str


def fold(text: str) -> Folded:
    """Drop tags and blanks.

    A line break stays only behind a line that ends a sentence or a figure. OCR breaks
    lines in the middle of words, so any other break is no boundary.
    """
    lines = ["".join(line.split()) for line in without_tags(text).splitlines()]
    pieces: list[str] = []
    for line in lines:
        pieces.append(line)
        if _LINE_IS_COMPLETE.search(half_width(line[-12:]).translate(_SIGNS)):
            pieces.append("\n")
    source = "".join(pieces).translate(_INVISIBLE)
    flat = half_width(source).translate(_SIGNS)
    flat = _WITH_LETTER_O.sub(
        lambda figure: figure[0].replace("O", "0").replace("o", "0"), flat
    )
    flat = _FULL_STOP.sub("。", flat)
    if "," in source or _FULL_WIDTH_DIGIT.search(source):
        flat = _THOUSANDS.sub(
            lambda comma: "," if _joins_digits(source, comma.start()) else "，", flat
        )
    return Folded(source=source, flat=flat)


def _joins_digits(source: str, comma: int) -> bool:
    """A thousands separator is of the width of its digits.

    Between ASCII digits ， lists two figures.
    """
    return source[comma] == "," or bool(_FULL_WIDTH_DIGIT.match(source, comma - 1))
