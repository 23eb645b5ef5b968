"""Documents as offices print and scan them: Word, then PDF, then a picture, spoilt as scans are."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from tests.soffice import convert

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from xltool.decomposition.table.printed import Merge

    Picture = NDArray[Any]


def word_document(
    path: Path,
    parts: Sequence[str | Sequence[Sequence[str]]],
    *,
    merged: Sequence[Merge] = (),
    running_head: str = "",
    points: float = 10.5,
    is_ruled: bool = True,
) -> Path:
    """Write a .docx in landscape: a text is a paragraph, a list of rows a table.

    `merged` are cells of the first table; with a `running_head` the pages have numbers too.
    """
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    document = docx.Document()
    style: Any = document.styles["Normal"]
    style.font.size, style.font.name = Pt(points), "Noto Serif CJK SC"
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "Noto Serif CJK SC")
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(2)
    if running_head:
        section.header.paragraphs[0].text = running_head
        _number_pages(section.footer.paragraphs[0])
    first = True
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
        else:
            _add_table(document, part, merged if first else (), is_ruled=is_ruled)
            first = False
    document.save(str(path))
    return path


def _number_pages(paragraph: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph.alignment = 1
    paragraph.add_run("- ")
    for kind in ("begin", "PAGE", "end"):
        if kind == "PAGE":
            element = OxmlElement("w:instrText")
            element.text = kind
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        paragraph.add_run()._r.append(element)
    paragraph.add_run(" -")


def _add_table(
    document: Any,
    rows: Sequence[Sequence[str]],
    merged: Sequence[Merge],
    *,
    is_ruled: bool,
) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    table.style = "Table Grid" if is_ruled else "Normal Table"
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            first, *more = text.split("\n")
            cell.paragraphs[0].text = first
            for line in more:
                cell.add_paragraph(line)
    for top, left, bottom, right in merged:
        whole = table.cell(top, left).merge(table.cell(bottom, right))
        for paragraph in whole.paragraphs[1:]:
            paragraph._p.getparent().remove(paragraph._p)
        whole.paragraphs[0].text = rows[top][left]
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)


def pdf_of(document: Path) -> Path:
    """Print a document of Word to a PDF beside it."""
    return convert(document, "pdf", document.parent)


def pictures_of(pdf: Path, dots: int = 150) -> list[Picture]:
    """Give the pages of a PDF as pictures: blue, green and red."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    return [
        page.render(scale=dots / 72).to_numpy()[:, :, :3].copy() for page in document
    ]


def turned(picture: Picture, degrees: float) -> Picture:
    """Turn a page, as it lies askew on the glass."""
    from xltool.pdf.cleaning import turned as turn

    return turn(picture, degrees)


def blurred(picture: Picture, pixels: float = 0.8, noise: float = 5.0) -> Picture:
    """Blur a page and add the grain of a scanner."""
    import cv2
    import numpy as np

    soft = cv2.GaussianBlur(picture, (0, 0), pixels).astype(float)
    grain = np.random.default_rng(1).normal(0, noise, soft.shape)
    return np.clip(soft + grain, 0, 255).astype(np.uint8)


RED, BLUE = (45, 40, 215), (200, 90, 40)


def stamped(
    picture: Picture,
    across: float = 0.6,
    down: float = 0.5,
    colour: tuple[int, int, int] = RED,
) -> Picture:
    """Set a seal with a star over the print, at parts of width and height.

    `colour` is blue, green and red.
    """
    import cv2
    import numpy as np

    height, width = picture.shape[:2]
    middle, radius = (int(width * across), int(height * down)), min(width, height) // 8
    ink = np.full_like(picture, 255)
    cv2.circle(ink, middle, radius, colour, max(4, radius // 12), cv2.LINE_AA)
    cv2.circle(ink, middle, radius // 4, colour, -1, cv2.LINE_AA)
    return np.minimum(picture, ink)


def as_file(*pictures: Picture, kind: str = "PNG") -> bytes:
    """Save pages as one file; several need TIFF or PDF."""
    from PIL import Image

    images = [Image.fromarray(picture[:, :, ::-1]) for picture in pictures]
    file = io.BytesIO()
    more = {"save_all": True, "append_images": images[1:]} if images[1:] else {}
    images[0].save(file, kind, resolution=150.0, **more)
    return file.getvalue()
