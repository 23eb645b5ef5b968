from __future__ import annotations

import pytest

from xltool.pdf.lines import Line, grouped, lines_of, paragraph
from xltool.pdf.page import Box, Piece
from xltool.pdf.running_lines import without_running_lines
from xltool.pdf.tables import cell_text

SIZE = 10.0


def characters(text: str, left: float = 0, top: float = 0) -> list[Piece]:
    """Set a text in characters of 10 points, Latin ones half as wide."""
    pieces = []
    for char in text:
        width = SIZE if ord(char) > 0x2E7F else SIZE / 2
        if char != "\t":
            box = Box(left=left, top=top, right=left + width, bottom=top + SIZE)
            pieces.append(Piece(text=char, box=box, page=1))
        left += width if char != "\t" else 3 * SIZE
    return pieces


def lines(*texts: str) -> list[Line]:
    pieces: list[Piece] = []
    for number, text in enumerate(texts):
        indent = len(text) - len(text.lstrip("\u3000"))
        pieces += characters(text.lstrip("\u3000"), indent * SIZE, number * 14)
    return lines_of(pieces)


def test_pieces_become_lines_whose_wide_gaps_are_two_blanks() -> None:
    assert [line.text for line in lines("序号\t任务", "1\t甲")] == [
        "序号  任务",
        "1  甲",
    ]


PARAGRAPHS = {
    "a full line goes on": (
        ("新增规模工业企业一百", "六十户。"),
        ["新增规模工业企业一百六十户。"],
    ),
    "a number is not parted": (
        ("完成投资二十三亿", "1234万元"),
        ["完成投资二十三亿1234万元"],
    ),
    "a bracket does not end a line": (
        ("修复文物一共三百件", "（套），巡查"),
        ["修复文物一共三百件（套），巡查"],
    ),
    "a short line ends": (("做大总量", "做优质量"), ["做大总量", "做优质量"]),
    "an item begins anew": (
        ("甲乙丙丁戊己庚辛壬。", "（2）新增"),
        ["甲乙丙丁戊己庚辛壬。", "（2）新增"],
    ),
    "an indented line begins anew": (
        ("甲乙丙丁戊己庚辛壬癸", "\u3000\u3000新的一段"),
        ["甲乙丙丁戊己庚辛壬癸", "新的一段"],
    ),
}


@pytest.mark.parametrize("name", PARAGRAPHS)
def test_lines_become_paragraphs(name: str) -> None:
    texts, expected = PARAGRAPHS[name]
    assert [paragraph(group) for group in grouped(lines(*texts), (0, 100))] == expected


def test_words_of_letters_are_set_apart_again() -> None:
    assert paragraph(lines("recall and", "precision")) == "recall and precision"


def test_bodies_on_lines_of_their_own_stay_apart_though_the_lines_are_full() -> None:
    assert cell_text(lines("市发改委", "市财政局"), (0, 40)) == "市发改委\n市财政局"
    assert cell_text(lines("市发改委、", "市财政局"), (0, 50)) == "市发改委、市财政局"


def test_what_every_page_repeats_is_left_out() -> None:
    pages = []
    for number in range(1, 4):
        head = lines_of(characters("云湖市任务分解", top=10))
        body = lines_of(characters(f"正文第{number}段", top=300))
        foot = lines_of(characters(f"- {number} -", top=580))
        pages.append([*head, *body, *foot])
    kept = without_running_lines(pages, [600.0] * 3)
    assert [[line.text for line in page] for page in kept] == [
        ["正文第1段"],
        ["正文第2段"],
        ["正文第3段"],
    ]
