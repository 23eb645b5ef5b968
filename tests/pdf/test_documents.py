"""A PDF gives what the .docx that it was printed from gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.pages import pdf_of, word_document
from tests.soffice import needs_soffice
from xltool.decomposition.extraction import extract
from xltool.decomposition.table.printed import unmerged
from xltool.errors import InputFileError
from xltool.pdf.reading import read_pdf
from xltool.settings import Judging
from xltool.workflows.sources import read_source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xltool.decomposition.table.printed import Grid, Merge

HEAD = ["序号", "重点工作", "目标任务", "责任领导", "责任单位"]
LONG = (
    "1. 争取到位上级投资资金60亿元以上，其中超长期特别国债35亿元以上、中央预算内投资22亿元以上。\n"
    "2. 新增规模工业企业160户，技术改造投资增长12%，规模工业企业研发投入占营业收入比重达2.2%。\n"
    "3. 修复出土文物300件（套），安全巡查每月不少于2次，建成5G基站1200个，培育“小巨人”企业8家。"
)


def many_rows(count: int) -> list[list[str]]:
    rows = [HEAD]
    for number in range(1, count + 1):
        bodies = (
            "市发改委\n市财政局"
            if number % 2
            else "市工信局、市科技局、各县市区人民政府"
        )
        rows.append(
            [str(number), f"做大第{number}类产业", LONG, "周文博、刘一鸣", bodies]
        )
    return rows


@dataclass(frozen=True)
class Case:
    parts: Sequence[str | Sequence[Sequence[str]]]
    merged: Sequence[Merge] = ()
    running_head: str = ""


MERGED = [
    [*HEAD[:2], "目标任务", "目标任务", HEAD[4]],
    ["", "", "省里", "我市", ""],
    ["1", "做大产业", "投资增长8%。", "投资增长10%以上。", "市发改委"],
    ["", "", "新增企业90家。", "新增企业16家。", "市工信局"],
    ["2", "改善生态", "优良天数比例88%。", "优良天数比例达到90%。", "市生态环境局"],
]
CASES = {
    "over pages": Case(
        ["云湖市2025年重点任务分解表", many_rows(9)], (), "云湖市任务分解"
    ),
    "merged cells": Case(
        ["云湖市2025年重点任务分解表", MERGED, "注：本表由市政府办解释。"],
        [
            (0, 0, 1, 0),
            (0, 1, 1, 1),
            (0, 2, 0, 3),
            (0, 4, 1, 4),
            (2, 0, 3, 0),
            (2, 1, 3, 1),
        ],
    ),
    "items without a table": Case(
        [
            "一、教育（责任单位：县教育局）",
            "1.新建幼儿园3所，改造寄宿制学校12所，新增公办学位2160个，招聘农村教师120名，公办园在园幼儿占比达到56%以上。",
            "2.招聘校医20名。",
        ]
    ),
    "two tables": Case(["一、产业攻坚", many_rows(1), "二、生态攻坚", many_rows(2)]),
}


@needs_soffice
@pytest.mark.parametrize("name", CASES)
def test_a_pdf_gives_the_rows_of_its_docx(tmp_path: Path, name: str) -> None:
    case = CASES[name]
    word = word_document(
        tmp_path / "分解表.docx",
        case.parts,
        merged=case.merged,
        running_head=case.running_head,
    )
    # Word says what its running head is; a page shows it, and we leave it out.
    from_word = [grid for grid in read_source(word, Judging()) if not grid.aside]
    from_pdf = read_pdf(pdf_of(word).read_bytes())
    assert printed(from_pdf)[: len(printed(from_word))] == printed(from_word)
    assert promised(from_pdf) == promised(from_word)


def printed(grids: Sequence[Grid]) -> list[list[str]]:
    """Give the rows with blanks left out, which a printed page does not show exactly."""
    rows = []
    for grid in grids:
        for cells in unmerged(grid):
            texts = ["".join(line.split(" ")) for line in cells]
            rows.append([text for text in texts if text])
    return rows


def promised(grids: Sequence[Grid]) -> list[tuple[object, ...]]:
    registry = extract(grids).registry
    tasks = [
        (task.name, task.lead_unit, task.support_units, task.leaders)
        for task in registry.tasks
    ]
    figures = [
        (one.level, one.role, one.name, one.comparison, one.value, one.measurement_unit)
        for one in registry.indicators
    ]
    assert tasks
    assert figures
    return [*tasks, *figures]


@needs_soffice
def test_a_table_without_lines_is_told_by_its_columns_over_pages(
    tmp_path: Path,
) -> None:
    rows = many_rows(7)
    parts = ["云湖市2025年重点任务分解表", rows]
    word = word_document(tmp_path / "表.docx", parts, is_ruled=False)
    from_pdf = read_pdf(pdf_of(word).read_bytes())
    assert printed(from_pdf) == printed(read_source(word, Judging()))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7 \n...", "打不开"),
        (b"", "打不开"),
    ],
)
def test_what_is_no_sound_pdf_gets_one_clear_line(data: bytes, said: str) -> None:
    with pytest.raises(InputFileError, match=said):
        read_pdf(data)
