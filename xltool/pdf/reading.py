"""A PDF, a scan or a photograph as printed grids."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from xltool.decomposition.table.printed import UnsureText
from xltool.errors import InputFileError
from xltool.pdf.grids import grids_of
from xltool.pdf.textual import has_text, is_blank, open_pdf, page_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from xltool.decomposition.table.printed import Grid
    from xltool.pdf.grids import ReadGrid
    from xltool.pdf.page import PdfPage

    Picture = NDArray[Any]

INSTALL = 'python -m pip install "xltool[ocr]"'


def read_pdf(data: bytes) -> tuple[Grid, ...]:
    """Give the tables and lines of a PDF; pages without text are recognised.

    InputFileError where it cannot be opened, or would have to be recognised and the
    optional part for that is not installed.
    """
    scans = _Scans()
    with open_pdf(data) as document:
        readable = [has_text(page) for page in document]
        scanned = [
            number
            for number, page in enumerate(document, 1)
            if not readable[number - 1] and not is_blank(page)
        ]
        scans.expect(len(scanned))
        pages = []
        for number, page in enumerate(document, 1):
            if readable[number - 1]:
                pages.append(page_of(page, number))
            elif number in scanned:
                pages.append(scans.page_of_pdf(page, number))
    return scans.with_pictures(grids_of(pages))


def read_picture(data: bytes) -> tuple[Grid, ...]:
    """Give the tables and lines of a scan or a photograph, of one page or more."""
    scans = _Scans()
    scans.expect(1)
    from xltool.pdf.pictures import pictures_of

    pages = [
        scans.page_of(picture, number)
        for number, picture in enumerate(pictures_of(data), 1)
    ]
    return scans.with_pictures(grids_of(pages))


class _Scans:
    """Recognises pages one by one, and keeps of each what pictures are cut from."""

    def __init__(self) -> None:
        self._stored: dict[int, bytes] = {}
        self._recognizer: Any = None

    def expect(self, pages: int) -> None:
        """Get ready; InputFileError where so many pages cannot be recognised here."""
        if not pages:
            return
        from xltool.pdf.recognition import Recognizer, is_installed

        if not is_installed():
            raise InputFileError(
                f"这是扫描件或图片，要先装文字识别组件：{INSTALL}，装好后再运行一次"
            )
        from xltool.pdf.pictures import MOST_SCANNED_PAGES, too_many

        if pages > MOST_SCANNED_PAGES:
            raise InputFileError(too_many(pages))
        self._recognizer = Recognizer()

    def page_of_pdf(self, page: Any, number: int) -> PdfPage:
        """Recognise a page of a PDF."""
        from xltool.pdf.pictures import rendered

        return self.page_of(rendered(page), number)

    def page_of(self, picture: Picture, number: int) -> PdfPage:
        """Recognise a picture."""
        from xltool.pdf.pictures import stored
        from xltool.pdf.scan import prepared, scanned_page

        picture = prepared(picture)
        page = scanned_page(picture, number, self._recognizer)
        if any(piece.is_unsure for piece in page.pieces):
            self._stored[number] = stored(picture)
        return page

    def with_pictures(self, grids: Iterable[ReadGrid]) -> tuple[Grid, ...]:
        """Give the grids with a picture of each piece that is unsure."""
        return tuple(self._with_pictures(read) for read in grids)

    def _with_pictures(self, read: ReadGrid) -> Grid:
        if not read.unsure:
            return read.grid
        from xltool.pdf.pictures import cut_out

        unsure = [
            UnsureText(
                row=row,
                column=column,
                text=piece.text.strip(),
                page=piece.page,
                picture=cut_out(self._stored[piece.page], piece.box),
            )
            for row, column, piece in read.unsure
        ]
        return replace(read.grid, unsure=tuple(unsure))
