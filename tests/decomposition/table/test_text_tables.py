"""Tables in text, however they are set and encoded."""

from __future__ import annotations

import pytest

from xltool.decomposition.table.columns import ColumnPart
from xltool.decomposition.table.html_tables import clean
from xltool.decomposition.table.printed_rows import PrintedRow, printed_rows
from xltool.decomposition.table.text_tables import decoded, text_grid

HEADER = "序号\t名称\t目标任务\t责任单位"
WAYS = {
    "tabs": f"{HEADER}\n1\t招商\t引进3家。\t市商务局\n\n{HEADER}\n2\t旅游\t接待9万人次。\t市文旅局\n",
    "markdown": "| 序号 | 名称 | 目标任务 | 责任单位 |\n|---|:-:|---|---|\n"
    "| 1 | 招商 | 引进3家。 | 市商务局 |\n| 2 | 旅游 | 接待9万人次。 | 市文旅局 |\n",
    "csv": '序号,名称,目标任务,责任单位\n1,招商,引进3家。,市商务局\n2,旅游,"接待9万人次。",市文旅局\n',
    "semicolons": "序号;名称;目标任务;责任单位\n1;招商;引进3家。;市商务局\n2;旅游;接待9万人次。;市文旅局\n",
    "blanks": "序号    名称    目标任务        责任单位\n"
    "1     招商     引进3家。     市商务局\n2     旅游     接待9万人次。   市文旅局\n",
    "box": "│序号│名称│目标任务│责任单位│\n├─┼─┼─┼─┤\n│1│招商│引进3家。│市商务局│\n│2│旅游│接待9万人次。│市文旅局│\n",
    "html": "<p>分解表</p><table><tr><th>序号<th>名称<th>目标任务<th>责任单位</tr>"
    "<tr><td>1</td><td>招商</td><td><p>引进3家。</p></td><td>市商务局</td></tr>"
    "<tr><td>2<td>旅游<td>接待9万人次。<td>市文旅局</table>",
    "lines in cells": f"{HEADER}\n1\t招商\t引进3\n家。\t市商务局\n2\t旅游\t接待9万人次。\t市文\n旅局\n\n抄送：各单位\n",
    "quoted cells": f'{HEADER}\n1\t招商\t"引进3\n家。"\t市商务局\n2\t旅游\t接待9万人次。\t市文旅局\n',
}


def rows_of(text: str) -> tuple[PrintedRow, ...]:
    return printed_rows([text_grid(text, "表")])[0]


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_setting_a_table_gives_the_same_rows(way: str) -> None:
    rows = rows_of(WAYS[way])
    parts = (ColumnPart.SEQ, ColumnPart.NAME, ColumnPart.OWN, ColumnPart.UNIT)
    assert [["".join(row.text(part).split()) for part in parts] for row in rows] == [
        ["1", "招商", "引进3家。", "市商务局"],
        ["2", "旅游", "接待9万人次。", "市文旅局"],
    ]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030", "gbk"]
)
def test_every_usual_encoding_is_read(encoding: str) -> None:
    assert decoded(WAYS["tabs"].encode(encoding)) == WAYS["tabs"]


@pytest.mark.parametrize(
    "noise",
    [bytes(range(256)) * 40, b"\x00\x01\x02\xff" * 2000, b"\xff\xfe\x00\xd8" * 500],
)
def test_noise_is_no_text(noise: bytes) -> None:
    assert decoded(noise) is None


def test_merged_cells_of_html_are_read() -> None:
    (first, second) = rows_of(
        "<table><tr><td rowspan=2>序号</td><td rowspan='2'>重点工作</td><td colspan=2>目标任务</td>"
        "<td rowspan=2>责任单位</td>"
        "</tr><tr><td>省里</td><td>我市</td></tr><tr><td rowspan=2>1</td><td rowspan=2>招商</td><td>多引进。</td>"
        "<td>引进3家。</td><td>市商务局</td></tr><tr><td>多签约。</td><td>签约2个。</td><td>市工信局</td></tr></table>"
    )
    assert (first.text(ColumnPart.UPPER), first.text(ColumnPart.OWN)) == (
        "多引进。",
        "引进3家。",
    )
    assert (
        second.text(ColumnPart.SEQ),
        second.text(ColumnPart.UNIT),
        second.continued,
    ) == (
        "1",
        "市工信局",
        True,
    )


def test_spans_beyond_all_measure_are_cut() -> None:
    grid = text_grid(
        "<table><tr><td rowspan=999999999 colspan=999999999>序号</td></tr><tr><td>1</td></tr></table>",
        "表",
    )
    assert len(grid.rows) == 2
    assert max(len(row.cells) for row in grid.rows) <= 200


def test_markup_that_ocr_leaves_becomes_lines() -> None:
    assert clean("<p>1. 甲</p>\n<p>2. 乙&nbsp;</p>") == "1. 甲\n2. 乙"
    assert clean("投资<5亿元") == "投资<5亿元"


def test_a_quote_that_never_closes_does_not_stop_the_reading() -> None:
    assert (
        rows_of(
            f'{HEADER}\n1\t招商\t引进3家。\t市商务局\n2\t"旅游\t接待9万人次。\t市文旅局\n'
        )[0].text(ColumnPart.SEQ)
        == "1"
    )
