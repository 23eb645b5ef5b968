"""Pages written by hand: how they are turned, what they draw, whether they have text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.pages import as_file
from xltool.errors import InputFileError
from xltool.pdf import recognition
from xltool.pdf.page import Box
from xltool.pdf.reading import read_pdf, read_picture
from xltool.pdf.recognition import RecognizedText
from xltool.pdf.textual import character, has_text, is_blank, open_pdf, page_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

TEXT = "BT /F1 12 Tf 100 700 Td (A printed page of text) Tj ET "


def a_pdf(content: str, *, turned: int = 0) -> bytes:
    """Write a PDF of one A4 page, 600 by 800 points, with this content stream."""
    stream = content.encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Rotate %d/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>" % turned,
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    data = b"%PDF-1.7\n"
    for number, body in enumerate(objects, 1):
        data += b"%d 0 obj%s endobj\n" % (number, body)
    return data + b"trailer<</Root 1 0 R/Size 6>>"


@pytest.mark.parametrize(
    ("turned", "first"),
    [(0, (100, 91)), (90, (697, 100)), (180, (488, 697)), (270, (91, 488))],
)
def test_a_turned_page_is_read_as_it_is_seen(
    turned: int, first: tuple[float, float]
) -> None:
    with open_pdf(a_pdf(TEXT, turned=turned)) as document:
        page = page_of(document[0], 1)
    box = page.pieces[0].box
    assert page.pieces[0].text == "A"
    assert (box.left, box.top) == pytest.approx(first, abs=8)


DRAWINGS = {
    "a stroked line": ("50 100 m 350 100 l S", [700.0], []),
    "a frame": ("50 100 200 300 re S", [400.0, 700.0], [50.0, 250.0]),
    "a thin filled bar": ("50 99 300 2 re f", [700.0], []),
    "an upright bar": ("99 50 2 300 re f", [], [100.0]),
    "a filled ground": ("50 100 200 300 re f", [], []),
    "a slanting line": ("50 100 m 350 300 l S", [], []),
    "a curve": ("50 100 m 80 200 200 300 350 100 c S", [], []),
    "moved by a matrix": ("q 1 0 0 1 10 20 cm 50 80 m 350 80 l S Q", [700.0], []),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_ruling_lines_are_what_is_level_or_upright(name: str) -> None:
    content, rows, columns = DRAWINGS[name]
    with open_pdf(a_pdf(content)) as document:
        page = page_of(document[0], 1)
    assert sorted(line.at for line in page.horizontal) == pytest.approx(rows, abs=0.6)
    assert sorted(line.at for line in page.vertical) == pytest.approx(columns, abs=0.6)


def test_a_page_has_text_of_its_own_or_is_blank() -> None:
    with open_pdf(a_pdf(TEXT)) as document:
        assert has_text(document[0])
    with open_pdf(a_pdf("")) as document:
        assert is_blank(document[0])
    unseen = TEXT.replace("BT ", "BT 3 Tr ")
    with open_pdf(a_pdf(unseen)) as document:
        assert has_text(document[0])


@pytest.mark.parametrize(
    ("code", "meant"),
    [(0x2F49, "月"), (0x2ED3, "长"), (0xA0, " "), (0xD800, "\ufffd"), (0x7532, "甲")],
)
def test_a_radical_is_the_word_that_it_stands_for(code: int, meant: str) -> None:
    assert character(code) == meant


class StandIn:
    """A recogniser that has read two strips, of one of which it is not sure."""

    def strips(self, _picture: NDArray[Any]) -> list[Box]:
        return [
            Box(left=100, top=100, right=400, bottom=130),
            Box(left=100, top=300, right=400, bottom=330),
        ]

    def read(self, pictures: Sequence[NDArray[Any]]) -> list[RecognizedText]:
        readings = [
            RecognizedText(text="新建公园4处", confidence=0.99),
            RecognizedText(text="改造公园3处", confidence=0.6),
        ]
        return readings[: len(pictures)]


@pytest.mark.parametrize("kind", ["PNG", "PDF"])
def test_what_was_not_read_surely_goes_with_its_picture(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    import numpy as np

    monkeypatch.setattr(recognition, "Recognizer", StandIn)
    data = as_file(np.full((900, 1600, 3), 255, np.uint8), kind=kind)
    grids = read_pdf(data) if kind == "PDF" else read_picture(data)
    assert [row.cells for row in grids[0].rows] == [("新建公园4处",), ("改造公园3处",)]
    (unsure,) = grids[0].unsure
    assert (unsure.row, unsure.column, unsure.page) == (1, 0, 1)
    assert unsure.text == "改造公园3处"
    assert unsure.picture.startswith(b"\x89PNG")


def test_too_many_scanned_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import numpy as np

    monkeypatch.setattr("xltool.pdf.pictures.MOST_SCANNED_PAGES", 1)
    page = np.full((60, 80, 3), 255, np.uint8)
    for kind, read in (("TIFF", read_picture), ("PDF", read_pdf)):
        with pytest.raises(InputFileError, match="有 2 页需要识别"):
            read(as_file(page, page, kind=kind))
