"""The pages of a PDF as it says itself: its characters and its ruling lines."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from xltool.errors import InputFileError
from xltool.pdf.drawing import rules_of
from xltool.pdf.page import Box, PdfPage, Piece

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.pdf.drawing import Point

MOST_PAGES = 2_000
MOST_CHARACTERS = 3_000_000
"""Ten times what the largest decomposition table of a province prints."""

_FEWEST_CHARACTERS = 12
"""A page with fewer has no text of its own: a page number, a scanner's name."""
_PICTURE_SHARE = 0.5
"""Of the page's area, that a picture covers on a page that was scanned."""
_INVISIBLE = 3
_RADICALS = dict(
    zip(
        map(ord, "⺠⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻩⻬⻮⻰"),
        "民西见角贝车长门青韦页风飞食马骨鬼鱼鸟黄齐齿龙",
        strict=True,
    )
)
"""Radicals that Unicode's own normal form leaves as they are."""


@contextmanager
def open_pdf(data: bytes) -> Iterator[Any]:
    """Open a PDF; InputFileError where it is damaged, locked or too long."""
    from pypdfium2 import PdfDocument, PdfiumError
    from pypdfium2.raw import FPDF_ERR_PASSWORD

    try:
        document = PdfDocument(data)
    except PdfiumError as error:
        if getattr(error, "err_code", None) == FPDF_ERR_PASSWORD:
            raise InputFileError("这份 PDF 有打开密码：请去除密码后重试") from None
        raise InputFileError(
            "这份 PDF 打不开，可能已损坏：请用 PDF 阅读器另存一份后重试"
        ) from None
    try:
        if len(document) > MOST_PAGES:
            raise InputFileError(
                f"这份 PDF 有 {len(document)} 页，太长：请只保留分解表所在的页后重试"
            )
        yield document
    finally:
        document.close()


def has_text(page: Any) -> bool:
    """Whether a page says what it shows.

    A scan has no characters, or only those that a scanner's own recognition laid
    unseen over the picture; a font without a code table gives characters that mean
    nothing.
    """
    text = page.get_textpage()
    printed = [char for char in text.get_text_range() if not char.isspace()]
    if len(printed) < _FEWEST_CHARACTERS:
        return not _is_covered(page) and bool(printed)
    if sum(map(_is_strange, printed)) * 5 > len(printed):
        return False
    return not (_is_covered(page) and _is_unseen(text))


def is_blank(page: Any) -> bool:
    """Whether nothing stands on a page: no picture, no drawing, no text."""
    return next(iter(page.get_objects(max_depth=1)), None) is None


def _is_strange(char: str) -> bool:
    return char == "\ufffd" or "\ue000" <= char <= "\uf8ff" or char < " "


def _is_covered(page: Any) -> bool:
    """Whether one picture covers most of a page."""
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    width, height = page.get_size()
    for picture in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = picture.get_bounds()
        if (right - left) * (top - bottom) >= _PICTURE_SHARE * width * height:
            return True
    return False


def _is_unseen(text: Any) -> bool:
    from pypdfium2.raw import FPDFTextObj_GetTextRenderMode

    first = min(text.count_chars(), 60)
    for index in range(first):
        found = text.get_textobj(index)
        if found is not None and FPDFTextObj_GetTextRenderMode(found) != _INVISIBLE:
            return False
    return True


def page_of(page: Any, number: int) -> PdfPage:
    """Give the characters and lines of a page as it is seen, turned upright."""
    seen = _View.of(page)
    rules = rules_of(page, seen.place)
    return PdfPage(
        number=number,
        width=seen.width,
        height=seen.height,
        pieces=tuple(_characters(page, seen, number)),
        horizontal=tuple(rules.horizontal),
        vertical=tuple(rules.vertical),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """How points of the PDF stand on the page as it is seen."""

    left: float
    bottom: float
    width: float
    height: float
    turned: int
    """Degrees clockwise, a multiple of 90."""

    @classmethod
    def of(cls, page: Any) -> _View:
        left, bottom, _, _ = page.get_bbox()
        width, height = page.get_size()
        return cls(
            left=left,
            bottom=bottom,
            width=width,
            height=height,
            turned=page.get_rotation(),
        )

    def place(self, across: float, up: float) -> Point:
        """Give where a point of the PDF is seen, from the upper left corner."""
        across = across - self.left
        up = up - self.bottom
        if self.turned == 90:
            return up, across
        if self.turned == 180:
            return self.width - across, up
        if self.turned == 270:
            return self.width - up, self.height - across
        return across, self.height - up

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Give a rectangle of the PDF as it is seen."""
        first = self.place(left, bottom)
        second = self.place(right, top)
        return Box(
            left=min(first[0], second[0]),
            top=min(first[1], second[1]),
            right=max(first[0], second[0]),
            bottom=max(first[1], second[1]),
        )


def _characters(page: Any, seen: _View, number: int) -> Iterator[Piece]:
    """Give the characters that are printed; blanks that the library puts in are not."""
    from pypdfium2.raw import FPDFText_GetUnicode, FPDFText_IsGenerated

    text = page.get_textpage()
    for index in range(text.count_chars()):
        code = FPDFText_GetUnicode(text, index)
        if code in (0, 0xFFFE, 10, 13) or FPDFText_IsGenerated(text, index):
            continue
        box = seen.box(*text.get_charbox(index, loose=True))
        if box.width > 0 and box.height > 0:
            yield Piece(text=character(code), box=box, page=number)


def character(code: int) -> str:
    """Give the character that is meant by a code.

    Fonts that number their glyphs by shape call a word of one stroke by its radical:
    they are other characters, and no name would be found by them.
    """
    if code in _RADICALS:
        return _RADICALS[code]
    if 0x2F00 <= code <= 0x2FD5:
        return normalize("NFKC", chr(code))
    if code in (9, 0xA0):
        return " "
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else chr(code)
