"""Every answer that 待确认 offers does what it says, and then nothing is left to a person."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import openpyxl
import pytest

from xltool.cli.main import run
from xltool.decomposition.extraction import extract
from xltool.decomposition.registry.doubts import Answers, DoubtKind
from xltool.decomposition.registry.sheets import ANSWER, OPTIONS
from xltool.decomposition.table.text_tables import text_grid
from xltool.workflows.importing import ImportResult, import_table
from xltool.workflows.setup import set_up

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.model.registry import Indicator
    from xltool.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return set_up(tmp_path / "office")


class Clerk:
    """Answers in the registry's workbook as a person does."""

    def __init__(self, workspace: Workspace, tmp_path: Path, text: str) -> None:
        self.workspace = workspace
        self.file = tmp_path / "方案.txt"
        self.file.write_text(text.strip("\n"), encoding="utf-8")

    def imports(self) -> ImportResult:
        return import_table(self.workspace, self.file)

    def cells(self, sheet: str) -> list[dict[str, object]]:
        page = openpyxl.load_workbook(self.workspace.registry)[sheet]
        names = [str(cell.value) for cell in page[1]]
        rows = page.iter_rows(min_row=2, values_only=True)
        return [dict(zip(names, row, strict=True)) for row in rows if any(row)]

    def answers(self, kind: str, text: str) -> ImportResult:
        self.writes("待确认", "类别", kind, ANSWER, text)
        return self.imports()

    def writes(self, sheet: str, by: str, key: str, column: str, text: str) -> None:
        book = openpyxl.load_workbook(self.workspace.registry)
        page = book[sheet]
        names = [str(cell.value) for cell in page[1]]
        for row in page.iter_rows(min_row=2):
            if row[names.index(by)].value == key:
                row[names.index(column)].value = text
        book.save(self.workspace.registry)


TWOFOLD = """序号	工作任务	责任单位
1	登记合同140件、成交额14亿元以上；新建公园3个。	县科技局"""


def first(result: ImportResult) -> Indicator | None:
    return next((one for one in result.indicators if one.code == "T01-00-1"), None)


ANSWERS = [
    ("140件以上", ">= 140 件 target"),
    ("≥150件", ">= 150 件 target"),
    ("1.4千件左右", "~ 1.4 千件 target"),
    ("不超过160件", "<= 160 件 target"),
    ("120—140件", "range 120 件 target"),
    ("120", "= 120 件 target"),
    ("参数", "= 140 件 parameter"),
    ("范围", "= 140 件 scope"),
    ("事实", "= 140 件 fact"),
    ("依据：130件", "= 130 件 basis"),
    ("目标：登记合同 ≥140件", ">= 140 件 target"),
    ("采纳建议", "= 140 件 target"),
    ("保持原样", "= 140 件 target"),
    ("不是指标", ""),
    ("删除", ""),
]


@pytest.mark.parametrize(("answer", "expected"), ANSWERS)
def test_an_answer_about_an_indicator_acts(
    workspace: Workspace, tmp_path: Path, answer: str, expected: str
) -> None:
    clerk = Clerk(workspace, tmp_path, TWOFOLD)
    assert clerk.imports().open_doubts == 1
    result = clerk.answers("指标", answer)
    one = first(result)
    said = ""
    if one is not None:
        said = f"{one.comparison} {one.value} {one.measurement_unit} {one.role.value}"
    assert said == expected
    assert result.open_doubts == 0
    others = [other.name for other in result.indicators if other != one]
    assert "新建公园" in others
    assert not clerk.imports().changed


def test_what_is_no_indicator_is_retired_and_may_come_back(
    workspace: Workspace, tmp_path: Path
) -> None:
    clerk = Clerk(workspace, tmp_path, TWOFOLD)
    clerk.imports()
    clerk.answers("指标", "不是指标")
    states = {row["指标编号"]: row["状态"] for row in clerk.cells("指标")}
    assert states == {"T01-00-1": "停用", "T01-00-2": "在用", "T01-00-3": "在用"}
    result = clerk.answers("指标", "140件以上")
    assert first(result) is not None
    assert {row["状态"] for row in clerk.cells("指标")} == {"在用"}


def test_both_readings_are_offered_and_each_can_be_chosen(
    workspace: Workspace, tmp_path: Path
) -> None:
    clerk = Clerk(workspace, tmp_path, TWOFOLD)
    clerk.imports()
    (doubt,) = clerk.cells("待确认")
    offered = [doubt[name] for name in OPTIONS if doubt[name]]
    assert offered == [
        "采纳建议",
        "保持原样",
        "目标：登记合同 ≥140件",
        "不是指标",
    ]
    result = clerk.answers("指标", "目标：登记合同 ≥140件")
    one = first(result)
    assert one is not None
    assert one.comparison == ">="


UNSAID = """一、项目建设
1.开工项目20个。
2.竣工项目9个。
二、惠民生
1.新建公园4个。（县住建局）"""


def test_a_section_gets_the_units_that_the_clerk_answers_with(
    workspace: Workspace, tmp_path: Path
) -> None:
    clerk = Clerk(workspace, tmp_path, UNSAID)
    assert clerk.imports().open_doubts == 1
    result = clerk.answers("责任单位", "县发改局、县统计局")
    units = {task.code: task.units for task in result.tasks}
    assert units["T01-01"] == units["T01-02"] == ("县发改局", "县统计局")
    assert units["T02-01"] == ("县住建局",)
    assert result.open_doubts == 0


def test_units_typed_into_the_sheet_settle_the_question_too(
    workspace: Workspace, tmp_path: Path
) -> None:
    clerk = Clerk(workspace, tmp_path, UNSAID)
    clerk.imports()
    for code in ("T01-01", "T01-02"):
        clerk.writes("任务", "任务编号", code, "牵头单位", "县住建局")
    result = clerk.imports()
    assert result.open_doubts == 0
    assert "I241" not in [one.code for one in result.findings]


SHARES = """序号	指标名称	单位	合计	东城县	西山县
1	改厕	户	900	400	450"""


@pytest.mark.parametrize(
    ("answer", "value"),
    [("采纳建议", 850), ("900户", 900), ("880", 880), ("保持原样", 900)],
)
def test_uneven_shares_are_settled_by_any_figure(
    workspace: Workspace, tmp_path: Path, answer: str, value: int
) -> None:
    clerk = Clerk(workspace, tmp_path, SHARES)
    assert clerk.imports().open_doubts == 1
    result = clerk.answers("分解目标", answer)
    (target,) = result.indicators
    assert target.value == value
    assert result.open_doubts == 0
    assert len(result.as_json()["shares"]) == 2  # type: ignore[arg-type]


NOTHING = """序号	任务	责任单位
1	见附表第12、13、14、15、16、17行	县发改局"""


def test_a_table_full_of_numbers_of_which_none_is_read_is_no_success(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clerk = Clerk(workspace, tmp_path, NOTHING)
    command = ["-w", str(workspace.root), "import", str(clerk.file), "--json"]
    status = run(command)
    document = json.loads(capsys.readouterr().out)
    assert "I242" in [finding["code"] for finding in document["findings"]]
    assert status == 3
    clerk.answers("未读出", "保持原样")
    assert run(command) == 0
    document = json.loads(capsys.readouterr().out)
    assert [one["number"] for one in document["unread"]].count("13") == 1


def test_a_leader_who_is_unclear_is_named_in_the_sheet_and_not_in_the_settings(
    workspace: Workspace, tmp_path: Path
) -> None:
    text = """序号	工作任务	牵头领导	责任单位
1	新建公园3个	童贺李 海立樱	县住建局"""
    clerk = Clerk(workspace, tmp_path, text)
    result = clerk.imports()
    (finding,) = [one for one in result.findings if one.code == "I223"]
    assert "xltool.toml" not in finding.message
    result = clerk.answers("牵头领导", "贺立、李樱")
    assert result.tasks[0].leaders == ("贺立", "李樱")
    assert result.open_doubts == 0


def test_status_is_nought_when_all_is_answered(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clerk = Clerk(workspace, tmp_path, UNSAID)
    command = ["-w", str(workspace.root), "import", str(clerk.file)]
    assert run(command) == 3
    clerk.answers("责任单位", "县发改局")
    assert run(command) == 0
    assert "填写" not in capsys.readouterr().out.rpartition("下一步")[2]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("新建公园8个。", "新建口袋公园10个。"),
        ("新增托位300个。", "新增普惠托位350个。"),
        ("改造小区。", "改造老旧小区。"),
    ],
)
def test_a_short_item_keeps_its_code_when_it_is_reworded(
    workspace: Workspace, tmp_path: Path, before: str, after: str
) -> None:
    text = f"一、民生\n1.{before}（县住建局）\n2.修路9公里。（县交通局）"
    clerk = Clerk(workspace, tmp_path, text)
    codes = [task.code for task in clerk.imports().tasks]
    clerk.file.write_text(text.replace(before, after), encoding="utf-8")
    result = clerk.imports()
    assert [task.code for task in result.tasks] == codes
    assert result.tasks[0].text == after
    assert "I225" not in [one.code for one in result.findings]


def test_an_older_registry_gets_what_it_lacks(
    workspace: Workspace, tmp_path: Path
) -> None:
    clerk = Clerk(workspace, tmp_path, TWOFOLD)
    clerk.imports()
    book = openpyxl.load_workbook(workspace.registry)
    del book["未读出"]
    del book["变更"]
    book["任务"].delete_cols(16)
    book["指标"].delete_cols(22)
    book.save(workspace.registry)
    clerk.file.write_text(
        "序号\t工作任务\t二季度\t四季度\t责任单位及责任人\n"
        "1\t新建公园8个\t建成3个\t建成8个\t县住建局 周国强\n",
        encoding="utf-8",
    )
    clerk.imports()
    tasks = {row["任务内容"]: row for row in clerk.cells("任务")}
    assert tasks["新建公园8个"]["责任人"] == "周国强"
    plans = [row["分期计划"] for row in clerk.cells("指标") if row["分期计划"]]
    assert plans == ["2026-06-30：3；2026-12-31：8"]
    assert clerk.cells("未读出")
    titles = [
        cell.value for cell in openpyxl.load_workbook(workspace.registry)["变更"][1]
    ]
    assert titles == ["日期", "事项", "对象", "改为", "说明"]
    assert clerk.imports().open_doubts == 0


UNMEASURED = """序号	项目	目标值	责任单位
1	固定资产投资额	186	县发改局
2	工业投资	52	县工信局
3	价格指数	103	县发改局"""


@pytest.mark.parametrize(
    ("answer", "units"), [("亿元", ["亿元", "亿元", ""]), ("保持原样", ["", "", ""])]
)
def test_what_figures_are_counted_in_is_asked_once_a_table(
    workspace: Workspace, tmp_path: Path, answer: str, units: list[str]
) -> None:
    clerk = Clerk(workspace, tmp_path, UNMEASURED)
    assert clerk.imports().open_doubts == 1
    result = clerk.answers("计量单位", answer)
    assert [one.measurement_unit for one in result.indicators] == units
    assert result.open_doubts == 0


REACHED = """序号	工作任务	责任单位
1	海外仓达到8个。	县商务局
2	科技型企业突破75家。	县科技局
3	智慧农场达到6个。	县农业农村局"""


@pytest.mark.parametrize(
    ("answer", "kinds"),
    [
        ("存量", ["存量", "存量", "存量"]),
        ("数量", ["数量", "数量", "数量"]),
        ("保持原样", ["数量", "数量", "数量"]),
        ("科技型企业：存量；数量", ["数量", "存量", "数量"]),
        ("海外仓：存量；科技型：数量；智慧农场：存量", ["存量", "数量", "存量"]),
    ],
)
def test_whether_figures_are_all_there_are_is_asked_once_a_document(
    workspace: Workspace, tmp_path: Path, answer: str, kinds: list[str]
) -> None:
    clerk = Clerk(workspace, tmp_path, REACHED)
    assert clerk.imports().open_doubts == 1
    [doubt] = clerk.cells("待确认")
    assert (doubt["类别"], doubt["原文"], doubt["建议"]) == ("性质", "方案", None)
    told = "有 3 个指标（海外仓、科技型企业、智慧农场）"
    assert told in str(doubt["问题与办法"])
    assert [row["性质"] for row in clerk.cells("指标")] == ["数量"] * 3

    result = clerk.answers("性质", answer)
    assert (result.open_doubts, result.findings) == (0, ())
    assert [row["性质"] for row in clerk.cells("指标")] == kinds


@pytest.mark.parametrize("answer", ["不清楚", "海外仓：存量"])
def test_it_is_asked_again_as_long_as_one_of_them_is_open(
    workspace: Workspace, tmp_path: Path, answer: str
) -> None:
    clerk = Clerk(workspace, tmp_path, REACHED)
    clerk.imports()
    assert clerk.answers("性质", answer).open_doubts == 1


def test_a_kind_in_the_sheet_goes_before_the_answer_for_the_document(
    workspace: Workspace, tmp_path: Path
) -> None:
    clerk = Clerk(workspace, tmp_path, REACHED)
    clerk.imports()
    clerk.writes("指标", "指标名称", "科技型企业", "性质", "水平")
    clerk.answers("性质", "存量")
    assert [row["性质"] for row in clerk.cells("指标")] == ["存量", "水平", "存量"]


def test_an_answer_for_one_target_alone_is_still_understood() -> None:
    grid = text_grid(REACHED, "方案")
    kind = DoubtKind.SORT.value
    answers = Answers(
        given={(kind, "海外仓达到8个"): "存量"},
        kept=frozenset({(kind, "科技型企业突破75家")}),
    )
    found = extract([grid], answers=answers)
    assert [one.kind.value for one in found.registry.indicators] == [
        "存量",
        "数量",
        "数量",
    ]
    [doubt] = found.doubts
    assert "有 1 个指标（智慧农场）" in doubt.finding.message
