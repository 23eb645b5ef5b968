"""A row is a header or data by the header above it and by the rows below it."""

from __future__ import annotations

import pytest

from tests.decomposition.grids import a_grid
from xltool.decomposition.extraction import extract
from xltool.decomposition.table.columns import is_header, is_plain_heading
from xltool.decomposition.table.printed_rows import PrintedRow, printed_rows
from xltool.decomposition.table.text_tables import text_grid

FULL = "序号 | 重点任务 | 目标 | 牵头单位 | 配合单位 | 完成时限"
PLAIN = "重点任务 | 目标 | 牵头单位 | 配合单位 | 完成时限"
SHORT = "工作任务 | 责任单位 | 完成时限"

DATA = [
    (FULL, "1 | 任务一推进 | 完成投资1亿元 | 市教育局 | 市财政局 | 2025年12月"),
    (FULL, "2 | 推进产业项目建设 | 新开工项目30个 | 市发展改革委 | 市财政局 | 6月底"),
    (FULL, "3 | 重点工作 | 改造管网5公里 | 高新区管委会 | 青石镇 | 上半年"),
    (FULL, "10. | 年度工作 | 建成学校3所 | 市教育局 | 市财政局 | "),
    (PLAIN, "推进产业项目建设 | 新开工项目30个 | 市教育局 | 市财政局 | 12月底"),
    (PLAIN, "推进产业项目建设 | 新开工项目30个 | 市教育局 | 市财政局 | "),
    (PLAIN, "重点项目 | 新开工项目30个 | 市教育局 | 市财政局 | 6月底"),
    (PLAIN, "重点工作 | 引进企业3家 | 市教育局 | 市财政局 | 6月底"),
    (PLAIN, "农村工作 | 改造农房200户 | 南湖区 | 西山县 | 三季度"),
    (PLAIN, "推进产业项目建设 | 完成改造任务5个 | 市财政局 | | "),
    (PLAIN, "推进产业项目建设 | 引进企业3家 | 各责任单位 | | 按时限要求"),
    (PLAIN, "重点项目 | 引进企业3家 | 各责任单位 | 西山县 | 按时限要求"),
    (PLAIN, "重点项目 | 引进企业3家 | 西山县 | 各责任单位 | "),
    (SHORT, "推进项目建设 | 市教育局 | 6月底"),
    (SHORT, "推进项目建设 | 各责任单位 | 按时限要求"),
    (SHORT, "做好稳就业工作 | 市人社局 | 上半年"),
]


@pytest.mark.parametrize(("header", "row"), DATA)
@pytest.mark.parametrize("times", [1, 3])
def test_a_row_whose_cells_fit_the_header_above_is_data(
    header: str, row: str, times: int
) -> None:
    words = [word.strip() for word in header.split("|")]
    rows = [f"{row}"] * times
    printed, findings = printed_rows([a_grid(header, *rows)])
    said = [cell.strip() for cell in row.split("|")]
    filled = {heading: text for heading, text in zip(words, said, strict=True) if text}
    assert findings == ()
    assert len(printed) in (1, times)  # the same number and name go on
    assert told(printed[0]) == filled


def told(row: PrintedRow) -> dict[str, str]:
    return {cell.heading: cell.text for cell in row.cells}


HEADERS = [
    ("工作任务 | 责任单位 | 完成时限", "推进学校建设5个 | 市教育局 | 6月底"),
    ("工作任务 | 牵头单位 | 时间节点", "推进学校建设5个 | 市教育局 | 6月底"),
    ("序号 | 惠民工程任务 | 市教育局 | 市民政局", "1 | 新建学校 | 3 | 4"),
    ("农村公路建设规模 | 承办单位 | 办结时间", "改造12公里 | 市交通局 | 6月底"),
    ("指标 | 南湖区 | 西山县", "新建停车场 | 3 | 4"),
    ("改造管网任务 | 南湖区 | 西山县", "一期 | 3 | 4"),
    ("指标名称 | 计量单位 | 市教育局 | 市民政局", "新建学校 | 所 | 3 | 4"),
]


@pytest.mark.parametrize(("header", "row"), HEADERS)
def test_another_header_below_rules_the_rows_below_it(header: str, row: str) -> None:
    rows = [SHORT, "推进项目建设 | 市发改局 | 6月底", header, row]
    wide = max(text.count("|") for text in rows)
    even = [text + " | " * (wide - text.count("|")) for text in rows]
    first, last = printed_rows([a_grid(*even)])[0]
    words = [word.strip() for word in header.split("|")]
    said = [cell.strip() for cell in row.split("|")]
    assert told(first) == {
        "工作任务": "推进项目建设",
        "责任单位": "市发改局",
        "完成时限": "6月底",
    }
    assert told(last) == dict(zip(words, said, strict=True))


def test_a_matrix_in_two_rows_is_no_row_of_bodies() -> None:
    grid = a_grid(
        "序号 | 指标名称 | 责任单位及目标任务 | ",
        " | | 南湖区 | 西山县",
        "1 | 新建停车场 | 3 | 4",
        merged=((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3)),
    )
    (row,), _ = printed_rows([grid])
    assert [cell.part.name for cell in row.cells] == ["SEQ", "OWN", "SHARE", "SHARE"]


TABLE = [
    "序号 | 重点任务 | 目标 | 牵头单位 | 配合单位 | 完成时限",
    "1 | 推进产业项目建设 | 全年完成投资12亿元，新开工项目30个 | 市教育局 | 市财政局 | 2025年12月",
    "2 | 任务二推进 | 新改建农村公路120公里 | 市交通局 | 市民政局 | 2025年12月",
    "3 | 稳就业 | 城镇新增就业2.5万人 | 市人社局 |  | 2025年12月",
]  # fmt: skip
FORMS = {
    "tabs": "\n".join(row.replace(" | ", "\t") for row in TABLE),
    "commas": "\n".join(row.replace(" | ", ",") for row in TABLE),
    "bars": "\n".join(TABLE),
    "Markdown": "\n".join(f"| {row} |" for row in TABLE),
    "blanks": "\n".join(row.replace(" |  | ", " | / | ").replace(" | ", "   ") for row in TABLE),
    "lines": "\n".join(row.replace(" |  | ", " | / | ").replace(" | ", "\n") for row in TABLE),
    "HTML": "".join(
        f"<tr><td>{row.replace(' | ', '</td><td>')}</td></tr>" for row in TABLE
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_bare_names_of_bodies_lose_no_task_in_any_form_of_a_table(form: str) -> None:
    found = extract([text_grid(FORMS[form], "任务")], this_year=2025)
    tasks = found.registry.tasks
    assert [(task.name, task.lead_unit) for task in tasks] == [
        ("推进产业项目建设", "市教育局"),
        ("任务二推进", "市交通局"),
        ("稳就业", "市人社局"),
    ]
    assert {task.deadline for task in tasks} == {"2025年12月"}
    values = [
        (f"{one.value:f}", one.measurement_unit) for one in found.registry.indicators
    ]
    assert values == [
        ("12", "亿元"),
        ("30", "个"),
        ("120", "公里"),
        ("2.5", "万人"),
    ]


def test_numbers_of_a_header_are_left_over_whatever_the_rows_below_hold() -> None:
    grid = a_grid(
        "序号 | 12项重点任务 | 责任单位 | 完成时限",
        "1 | 新建学校3所 | 市教育局 | 12月底",
        "2 | 新建公园4个 | 市住建局 | 12月底",
        merged=((1, 3, 2, 3),),
    )
    said = [(one.number, one.spot, one.reason) for one in extract([grid]).unread]
    assert ("12", "分解表 B1", "标题、题头或表头") in said


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("指标名称", True),
        ("年度目标任务", True),
        ("2025年主要指标", True),
        ("市定目标", True),
        ("我县任务", True),
        ("推进产业项目建设", False),
        ("任务一推进", False),
        ("做好稳就业工作", False),
    ],
)
def test_a_plain_heading_is_made_of_words_for_content(
    text: str, *, plain: bool
) -> None:
    assert is_plain_heading(text) is plain


@pytest.mark.parametrize(
    ("row", "header"),
    [
        ("指标 市教育局 市财政局", True),
        ("序号 惠民工程任务 市教育局 市财政局", True),
        ("惠民工程任务 市教育局 市财政局", False),
        ("推进项目建设 市教育局 6月底", False),
        ("1 重点工作 市教育局 市财政局", False),
        ("2025年任务 责任单位", True),
    ],
)
def test_bodies_and_months_make_a_header_only_beside_plain_headings(
    row: str, *, header: bool
) -> None:
    assert is_header(tuple(row.split())) is header
