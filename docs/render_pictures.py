"""Renders the pictures of the README and of docs/开始.md: `make pictures`.

It needs LibreOffice, poppler and Chromium.

Each picture is a printed page of a workbook, cropped to what is on it.
"""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.soffice import convert
from tests.web.photograph import photograph, photograph_beginning
from xltool.workflows.demo.cycle import play

PICTURES = Path(__file__).parent / "pictures"
DOTS_PER_INCH = 96
MARGIN = 12
"""White pixels left around what is on the page."""
WHITE = 0xFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture: the first page of `workbook` that says `words`.

    `workbook` is a pattern below the demo's folder.
    """

    name: str
    workbook: str
    words: str


ALL = (
    Picture(
        name="issued",
        workbook="收到的文件/2025-07/*市发改委_月通报*.xlsx",
        words="指标数据",
    ),
    Picture(
        name="rollup", workbook="reports/2025-07/*七大攻坚*汇总表*.xlsx", words="总览"
    ),
)


def main() -> None:
    """Play the demo and a clerk's first month, and render every picture."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "demo"
        play(root, lambda _step: None)
        for picture in ALL:
            pdf = convert(next(root.glob(picture.workbook)), "pdf", Path(folder))
            render(pdf, _page_saying(pdf, picture.words), PICTURES / picture.name)
        photograph(root, PICTURES)
        photograph_beginning(Path(folder), PICTURES)


def render(pdf: Path, page: int, target: Path) -> None:
    """Render one page as `target`.png, cropped."""
    options = [
        "-r",
        str(DOTS_PER_INCH),
        "-f",
        str(page),
        "-l",
        str(page),
        "-singlefile",
    ]
    pixels = subprocess.run(
        ["pdftoppm", *options, "-gray", str(pdf)], capture_output=True, check=True
    ).stdout
    left, top, width, height = _filled_box(pixels)
    crop = ["-x", str(left), "-y", str(top), "-W", str(width), "-H", str(height)]
    subprocess.run(
        ["pdftoppm", *options, *crop, "-png", str(pdf), str(target)], check=True
    )


def _page_saying(pdf: Path, words: str) -> int:
    text = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    pages = text.split("\f")
    return 1 + next(
        number
        for number, page in enumerate(pages)
        if words in page.strip().partition("\n")[0]
    )


def _filled_box(portable_graymap: bytes) -> tuple[int, int, int, int]:
    """Give left, top, width and height of what is not white, with a margin."""
    _, width_text, height_text, _, pixels = portable_graymap.split(maxsplit=4)
    width, height = int(width_text), int(height_text)
    lines = [pixels[at * width : (at + 1) * width] for at in range(height)]
    blank = bytes([WHITE]) * width
    filled = [number for number, line in enumerate(lines) if line != blank]
    left = min(width - len(line.lstrip(blank[:1])) for line in lines)
    right = max(len(line.rstrip(blank[:1])) for line in lines)
    left, top = max(0, left - MARGIN), max(0, filled[0] - MARGIN)
    return (
        left,
        top,
        min(width, right + MARGIN) - left,
        min(height, filled[-1] + 1 + MARGIN) - top,
    )


if __name__ == "__main__":
    main()
