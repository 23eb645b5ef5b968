"""What stands in a returned workbook and is no entry: sums, signatures, remarks, 无 in many words, comments, more sheets."""

from __future__ import annotations

import pytest

from tests.checks.hands import add_entry, drop, put
from tests.checks.returned import (
    INDICATORS,
    PROBLEMS,
    PROJECTS,
    TASKS,
    WHO,
    Book,
    Page,
    book,
    codes,
    contents,
    judged,
    values,
)
from xltool.checks.phrases import (
    is_remark,
    is_signature,
    is_total,
    says_nothing,
    sees_attachment,
)
from xltool.findings import COMMENT_OPENING, Severity
from xltool.model.grid import Appearance, Raw, Run
from xltool.model.submission import Verdict
from xltool.model.value import State


def below(one: Book, sheet: str, *cells: Raw) -> tuple[int, int]:
    """Write cells into the table's columns, two rows below everything in it; gives where."""
    page = one[sheet]
    row, column = len(page.rows) + 1, 1
    for offset, cell in enumerate(cells):
        page.set(row, column + offset, cell)
    return row, column


REMARKS = [
    ("填表人：张三", None, "审核人：李四"),
    ("填表人", "张三", "审核人", "李四"),
    ("审核：",),
    ("单位负责人（签章）：",),
    ("注：本表数据为快报数",),
    ("备注：", "以统计局公布为准"),
    ("以下空白",),
    ("2025年8月3日",),
    ("合计", None, 2000.0, 1500.0),
]


@pytest.mark.parametrize("sheet", [TASKS, INDICATORS, PROJECTS, PROBLEMS, WHO])
@pytest.mark.parametrize("cells", REMARKS, ids=lambda cells: cells[0])
def test_a_line_below_a_table_is_no_entry(sheet: str, cells: tuple[Raw, ...]) -> None:
    one = book()
    below(one, sheet, *cells)
    judgement = judged(one)
    assert judgement.verdict is Verdict.ACCEPTED, judgement.findings
    assert contents(judgement.values) == contents(values())
    (finding,) = judgement.findings
    assert finding.code in {"S217", "S230"}
    assert finding.severity is Severity.NOTE
    assert finding.place.sheet == sheet
    assert finding.place.cell.startswith("B")


@pytest.mark.parametrize(
    "name",
    ["合计", "小计", "总计", "共计", "合 计", "合计（2个）", "合计：2个", "本页小计"],
)
def test_a_sum_is_no_project(name: str) -> None:
    one = book()
    add_entry(PROJECTS, name, None, 43200.0, 12000.0, 14300.25, "在建")(one)
    judgement = judged(one)
    assert (judgement.verdict, codes(judgement.findings)) == (
        Verdict.ACCEPTED,
        ["S230"],
    )
    assert contents(judgement.values) == contents(values())
    assert "不一样" not in judgement.findings[0].message


def test_a_sum_that_is_none_is_said() -> None:
    one = book()
    add_entry(PROJECTS, "合计", None, 50000.0, 12000.0, 14300.25, "在建")(one)
    (finding,) = judged(one).findings
    assert "“总投资”写的是 50000，相加是 43200" in finding.message
    assert "累计完成投资" not in finding.message


@pytest.mark.parametrize("name", ["累计投放点一期", "合计楼改造", "汇总平台建设"])
def test_a_project_may_be_called_like_a_sum(name: str) -> None:
    assert not is_total(name)


NOTHING = [
    "无",
    "暂无",
    "没有",
    "零报告",
    "零上报",
    "0",
    "0个",
    "无。",
    "本月无突出问题",
    "无突出问题。",
    "无此类问题",
    "本月无",
    "截至目前未发现此类问题",
    "我局本月暂无需要上报的突出问题",
    "经排查，未发现突出问题",
    "无新增项目",
    "本期没有重点项目",
    "无特色亮点",
    "7月无",
    "没有发生",
    "不存在突出问题",
    "问题：无",
    "均无",
    "目前无问题",
    "无需上报",
    "无需要协调解决的问题",
    "不涉及",
    "本月未出现新的问题",
    "2025年7月份无突出问题",
    "暂时没有",
    "无突出问题和困难",
    "本月工作正常，无突出问题",
    "本月突出问题为零",
    "none",
]
SOMETHING = [
    "无人机航线审批慢",
    "无锡路积水",
    "无障碍设施改造滞后",
    "没有资金来源",
    "零星工程多",
    "项目用地未落实",
    "无证经营问题突出",
    "污水管网问题",
    "本月新增问题3个",
    "0.5米积水",
    "空置房",
    "没有落实主体责任的问题",
    "未涉及拆迁的项目",
    "问题整改不到位",
    "无施工许可证开工问题",
    "零报告制度落实不到位",
    "未发现线索上报渠道",
]


@pytest.mark.parametrize("text", NOTHING)
def test_a_first_cell_that_says_there_is_none_is_a_nil_report(text: str) -> None:
    one = book()
    page = one[PROBLEMS]
    row, column = page.cell("#1", "问题描述")
    for other in range(column, column + 8):
        page.set(row, other, None)
    page.set(row, column, float(text) if text == "0" else text)
    judgement = judged(one)
    assert judgement.verdict is Verdict.ACCEPTED, judgement.findings
    assert judgement.values[PROBLEMS]["+1"]["问题描述"].state is State.ZERO
    expected = [] if text == "零报告" else ["V311"]
    assert codes(judgement.findings) == expected


@pytest.mark.parametrize("text", SOMETHING)
def test_a_problem_is_no_nil_report(text: str) -> None:
    assert not says_nothing(text)


def test_a_nil_report_with_more_in_its_row_is_asked_about() -> None:
    one = book()
    put(PROBLEMS, "#1", "问题描述", "本月无突出问题")(one)
    judgement = judged(one)
    assert codes(judgement.findings) == ["V311", "V213"]
    assert "上门辅导" in judgement.findings[1].message
    assert judgement.values[PROBLEMS]["+1"]["问题描述"].state is State.ZERO


def test_a_nil_report_may_be_repeated_in_every_cell() -> None:
    one = book()
    for header, text in (
        ("问题描述", "本月无突出问题"),
        ("整改措施", "零报告"),
        ("整改时限", "/"),
        ("销号情况", "整改中"),
    ):
        put(PROBLEMS, "#1", header, text)(one)
    judgement = judged(one)
    assert (judgement.verdict, codes(judgement.findings)) == (
        Verdict.ACCEPTED,
        ["V311"],
    )


ATTACHED = [
    "见附件",
    "详见报告",
    "详见附件",
    "另附",
    "附后",
    "见附件2",
    "详见附件《约谈纪要》",
    "具体情况见附件",
    "请见附件",
    "见邮件",
    "已另行报送",
    "见word文档",
    "附件1",
    "附件：约谈纪要",
    "详见工作总结",
    "（见附件）",
    "见附件。",
    "内容详见附件材料",
    "详见上报的材料",
    "进展情况见附表1",
    "详见附件1、附件2",
    "见附件1-3",
]


@pytest.mark.parametrize("text", ATTACHED)
def test_an_attachment_is_no_answer(text: str) -> None:
    one = book()
    put(TASKS, "T01-01", "本期进展", text)(one)
    judgement = judged(one)
    assert (judgement.verdict, codes(judgement.findings)) == (
        Verdict.RETURNED,
        ["V119"],
    )


@pytest.mark.parametrize(
    "text",
    [
        "见附件后逐项整改",
        "已报送省厅审批",
        "项目已报送发改委",
        "见效明显",
        "附近居民反映强烈",
        "报告已印发",
        "已上报",
        "已发放补贴300万元",
    ],
)
def test_progress_may_speak_of_reports(text: str) -> None:
    assert not sees_attachment(text)


def test_evidence_may_be_an_attachment() -> None:
    one = book()
    put(PROBLEMS, "#1", "佐证材料", "见附件2")(one)
    assert judged(one).verdict is Verdict.ACCEPTED


@pytest.mark.parametrize(
    "text", ["负责人会议室建设", "主任办公室", "统计局数据中心", "单位食堂"]
)
def test_a_project_is_no_signature(text: str) -> None:
    assert not is_signature(text)


@pytest.mark.parametrize("text", ["注塑机项目", "说明书印制", "2025年水利项目"])
def test_a_project_is_no_remark(text: str) -> None:
    assert not is_remark(text)


STRUCK = Appearance(struck=True)


def test_a_row_that_is_crossed_out_is_not_counted() -> None:
    one = book()
    page = one[PROJECTS]
    row, column = page.cell("#2", "项目名称")
    for other, cell in enumerate(page.rows[row]):
        if other >= column and cell is not None:
            page.looks[row, other] = STRUCK
    page.looks[row, column] = Appearance(runs=(Run(text="检测中心", struck=True),))
    judgement = judged(one)
    assert judgement.verdict is Verdict.ACCEPTED_WITH_QUERIES
    assert codes(judgement.findings) == ["S231"]
    assert list(judgement.values[PROJECTS]) == ["+1"]


def test_a_cell_that_is_crossed_out_is_not_called_empty_as_well() -> None:
    one = book()
    page = one[INDICATORS]
    page.looks[page.cell("T02-01-1", "累计完成")] = STRUCK
    judgement = judged(one)
    assert (judgement.verdict, codes(judgement.findings)) == (
        Verdict.ACCEPTED_WITH_QUERIES,
        ["V209"],
    )
    assert judgement.values[INDICATORS]["T02-01-1"]["累计完成"].state is State.MISSING


def test_comments_are_quoted_without_the_offices_own() -> None:
    one = book()
    page = one[INDICATORS]
    page.comments[page.cell("T02-01-1", "累计完成")] = "核减：调整到下年"
    page.comments[page.cell("T01-02-2", "累计完成")] = (
        f"{COMMENT_OPENING}须改正：没有填"
    )
    page.comments[page.cell("T01-01-1", "累计完成")] = f"已核\n{COMMENT_OPENING}须核实"
    judgement = judged(one)
    assert judgement.verdict is Verdict.ACCEPTED
    assert [(one.code, one.found) for one in judgement.findings] == [
        ("S227", "已核"),
        ("S227", "核减：调整到下年"),
    ]


def test_a_sheet_of_ones_own_is_shown() -> None:
    one = book()
    one.pages.append(Page("明细", [["项目", "金额"], ["甲", 12.0]]))
    one.pages.append(Page("Sheet2", [[]]))
    one.pages.append(Page("填报说明 (2)", [["说明"]]))
    one.pages.append(Page("WpsReserved_CellImgList", [["x"]]))
    one.pages.append(Page("藏", [["x"]], visible=False))
    judgement = judged(one)
    assert judgement.verdict is Verdict.ACCEPTED
    (finding,) = judgement.findings
    assert (finding.code, finding.place.sheet) == ("S228", "明细")
    assert "4 格有内容，其中 1 个数，开头是“项目”" in finding.message


def test_a_note_beside_a_table_is_shown() -> None:
    one = book()
    page = one[INDICATORS]
    row, _ = page.cell("T02-01-1", "累计完成")
    page.set(row, 40, "快报数")
    page.set(row, 41, 20.0)
    (finding,) = judged(one).findings
    assert (finding.code, finding.found) == ("S229", "快报数 20")
    assert finding.place.cell == f"AO{row + 1}"


def test_figures_in_the_row_of_another_unit_are_pointed_at() -> None:
    one = book()
    drop("填报说明")(one)
    row, column = below(one, INDICATORS, "T99-01-1", "别的指标", "亿元")
    page = one[INDICATORS]
    _, figures = page.cell("T02-01-1", "累计完成")
    page.set(row, figures, 3.0)
    (finding,) = judged(one).findings
    assert (finding.code, finding.place.field) == ("S211", "累计完成")
    assert column != figures
