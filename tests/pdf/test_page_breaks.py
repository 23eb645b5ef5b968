"""A row that a page break cuts is one row again, a row of its own stays one."""

from __future__ import annotations

import pytest

from xltool.pdf.tables import Span, Table, TableCell, joined

PLACES = (0.0, 60.0, 160.0, 200.0, 240.0)


def a_page(*rows: str, spans: tuple[Span, ...] = ()) -> Table:
    """Make a page's table: `|` parts cells, `^` is where a merged one goes on."""
    cells = [[text.strip() for text in row.split("|")] for row in rows]
    return Table(
        across=PLACES,
        rows=[
            [None if text == "^" else TableCell(text=text) for text in row]
            for row in cells
        ],
        is_ruled=True,
        spans=list(spans),
    )


def texts(table: Table) -> list[list[str]]:
    return [[cell.text if cell else "^" for cell in row] for row in table.rows]


def test_the_rest_of_a_name_below_a_merged_cell_goes_to_its_figures() -> None:
    above = a_page(
        "工业 | 技改投资 | 8 | 亿元",
        "^ | 新增规上企 | 15 | 家",
        spans=((0, 0, 1, 0),),
    )
    below = a_page("| 业数（家） | | ", "| 停产企业 | 2 | 家")
    assert texts(joined(above, below)) == [
        ["工业", "技改投资", "8", "亿元"],
        ["^", "新增规上企业数（家）", "15", "家"],
        ["", "停产企业", "2", "家"],
    ]


def test_the_rest_of_a_merged_cell_goes_to_its_beginning() -> None:
    above = a_page(
        "1 | 保障村务 | 11 | 个",
        "^ | ^ | 20 | 次",
        spans=((0, 0, 1, 0), (0, 1, 1, 1)),
    )
    below = a_page("| 运转。 | | 数")
    assert texts(joined(above, below)) == [
        ["1", "保障村务运转。", "11", "个"],
        ["^", "^", "20", "次数"],
    ]


@pytest.mark.parametrize(
    "row",
    [
        "| 改造街巷12条 | | 县城管局",  # nothing above is a bare figure
        "2 | 业数 | | ",  # a number of its own
    ],
)
def test_a_row_of_its_own_stays_one(row: str) -> None:
    above = a_page(
        "城建 | 街巷 | 3 | ", "^ | 新建停车场 | | 县住建局", spans=((0, 0, 1, 0),)
    )
    assert len(joined(above, a_page(row)).rows) == 3
