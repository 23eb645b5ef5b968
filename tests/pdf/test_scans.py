"""A scan gives the rows that were printed; what was not read surely is asked about."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest

from tests.pages import (
    BLUE,
    as_file,
    blurred,
    pdf_of,
    pictures_of,
    stamped,
    turned,
    word_document,
)
from tests.soffice import needs_soffice
from xltool.decomposition.extraction import extract
from xltool.decomposition.table.printed import unmerged
from xltool.errors import InputFileError
from xltool.pdf.pictures import pictures_of as pages_in
from xltool.pdf.reading import read_pdf, read_picture

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xltool.decomposition.table.printed import Grid

HEAD = ["序号", "重点工作", "目标任务", "责任单位"]
ROWS = [
    HEAD,
    [
        "1",
        "做大产业",
        "投资增长10.5%以上，新增规模工业企业160户。",
        "市工信局、市统计局",
    ],
    ["", "", "完成投资1234万元，建成5G基站380个。", "市发改委"],
    ["2", "改善生态", "优良天数比例达到88%，造林30万亩。", "市生态环境局"],
]
BODIES = ["市工信局", "市发改委", "市生态环境局", "市人社局"]
MORE = [["3", "稳定就业", "新增城镇就业45000人。", "市人社局"]]


@needs_soffice
def test_two_scanned_pages_askew_blurred_and_stamped_over_give_the_printed_rows(
    tmp_path: Path,
) -> None:
    pages = []
    for number, rows in enumerate(([*ROWS], [HEAD, *MORE])):
        merged = [(1, 0, 2, 0), (1, 1, 2, 1)] if number == 0 else []
        word = word_document(tmp_path / f"{number}.docx", [rows], merged=merged)
        picture = pictures_of(pdf_of(word), 110)[0]
        height = picture.shape[0]
        pages.append(picture[: height * 2 // 5])
    first = blurred(turned(stamped(pages[0], 0.62, 0.55), 3.0))
    second = turned(stamped(pages[1], 0.55, 0.25, BLUE), -1.2)
    grids = read_picture(as_file(first, second, kind="TIFF"))
    assert figures(grids) == figures_in([*ROWS, *MORE])
    registry = extract(grids).registry
    assert [task.text for task in registry.tasks][-1].startswith("新增城镇就业45000人")
    assert [task.lead_unit for task in registry.tasks] == BODIES


def figures(grids: Sequence[Grid]) -> list[str]:
    return figures_in([cells for grid in grids for cells in unmerged(grid)])


def figures_in(rows: Sequence[Sequence[str]]) -> list[str]:
    """Give the figures of the column 目标任务."""
    return [number for row in rows for number in re.findall(r"\d[\d.]*", row[2])]


def test_without_the_optional_part_one_line_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(InputFileError, match=r"xltool\[ocr\]"):
        read_picture(b"\x89PNG\r\n\x1a\n")


def test_a_scanned_pdf_is_told_from_one_with_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import numpy as np

    monkeypatch.setitem(sys.modules, "rapidocr", None)
    picture = np.full((400, 600, 3), 200, np.uint8)
    with pytest.raises(InputFileError, match="扫描件"):
        read_pdf(as_file(picture, picture, kind="PDF"))


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" + b"\0" * 80, b"BM", b"II*\0"])
def test_a_damaged_picture_gets_one_clear_line(data: bytes) -> None:
    with pytest.raises(InputFileError, match="图片打不开"):
        list(pages_in(data))


def test_a_giant_picture_is_refused_before_its_pixels_are_read() -> None:
    import zlib

    def chunk(kind: bytes, content: bytes) -> bytes:
        body = kind + content
        return len(content).to_bytes(4) + body + zlib.crc32(body).to_bytes(4)

    head = (40_000).to_bytes(4) * 2 + bytes([8, 2, 0, 0, 0])
    giant = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"")
    with pytest.raises(InputFileError, match="太大"):
        list(pages_in(giant))
