"""Cycles, occasions, and several forms in a period, through the commands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import a_registry, a_task, a_unit, xlsx
from tests.workflows.office import NOW
from xltool.cli.main import run
from xltool.excel.registry import write_registry
from xltool.model.period import Period
from xltool.model.registry import Registry
from xltool.settings import DEFAULT_TOML
from xltool.workflows.generating import generate_forms
from xltool.workflows.setup import set_up
from xltool.workflows.stages import Stage, period_view

if TYPE_CHECKING:
    from xltool.workspace import Workspace

DESIGN = """
# 设置
| 项目 | 内容 |
| 表单标识 | {key} |
| 表单名称 | {key}统计表 |
| 周期 | {cycle} |
| 版本 | 1 |
| 报送时限 | {days} |
| 单位 | {units} |
| 名称 | {name} |
| 日期 | 2025-09-28 |

# 表
| 表标识 | 表名 | 行来源 | 空行数 | 必填 | 提示 |
| 收支 | 收支 | 固定 | | | |
| 项目 | 项目 | 自由 | 3 | | |

# 行
| 所属表 | 行号 | 名称 |
| 收支 | '01 | 收入 |

# 字段
| 所属表 | 字段标识 | 显示名 | 类型 | 计量单位 | 必填 | 预填 | 预填来源 | 计算公式 | 选项名 | 列宽 | 填写提示 | 汇总 |
| 收支 | 金额 | | 数字 | | 是 | | | | | | | {merge} |
| 项目 | 投资 | | 数字 | | 是 | | | | | | | 合计 |

# 选项
| 选项名 | 选项 |

# 规则
| 规则编号 | 所属表 | 条件 | 级别 | 问题 | 办法 | 标记字段 |
"""


@pytest.fixture
def office(tmp_path: Path) -> Workspace:
    workspace = set_up(tmp_path / "office", DEFAULT_TOML)
    for shipped in workspace.templates.glob("*.xlsx"):
        shipped.unlink()
    units = (
        a_unit("市财政局", emails=("cz@city.example",)),
        a_unit("望湖区", group="县市区", emails=("wh@city.example",)),
    )
    write_registry(workspace.registry, Registry(units=units))
    return workspace


def put(workspace: Workspace, key: str, cycle: str, **words: str) -> None:
    plain = {"days": "3", "units": "全部", "name": "", "merge": "合计", **words}
    content = xlsx(DESIGN.format(key=key, cycle=cycle, **plain))
    (workspace.templates / f"{key}.xlsx").write_bytes(content)


def document(
    capsys: pytest.CaptureFixture[str], workspace: Workspace, *arguments: str
) -> dict[str, Any]:
    capsys.readouterr()
    assert run(["-w", str(workspace.root), *arguments, "--json"]) in {0, 3}
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize(
    ("cycle", "period", "deadline"),
    [
        ("周", "2025-W39", "2025-10-09"),  # 1 to 8 October were free
        ("半年", "2025-H1", "2025-07-03"),
        ("年", "2025", "2026-01-06"),  # 4 January was worked
        ("单次", "2025-09-28-摸底", "2025-10-09"),
    ],
)  # fmt: skip
def test_every_cycle_has_its_folder_and_its_deadline_on_working_days(
    office: Workspace,
    capsys: pytest.CaptureFixture[str],
    cycle: str,
    period: str,
    deadline: str,
) -> None:
    put(office, "统计", cycle, name="摸底")
    said = document(capsys, office, "generate", period)
    assert said["deadline"] == deadline
    assert len(list(office.issued(period).glob("*.xlsx"))) == 2
    assert document(capsys, office, "status", period)["period"] == period


def test_an_occasion_is_named_by_its_name_alone(
    office: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    put(office, "摸底", "单次", name="防汛摸底")
    said = document(capsys, office, "generate", "防汛摸底")
    assert said["period"] == "2025-09-28-防汛摸底"
    assert document(capsys, office, "status", "防汛摸底")["period"] == said["period"]
    assert run(["-w", str(office.root), "status", "没有这一次"]) == 2


def test_forms_of_a_month_have_their_own_units_deadlines_mails_and_roll_ups(
    office: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    put(office, "收支", "月", days="3", units="县市区")
    put(office, "资金", "月", days="10")
    put(office, "资金 - 副本", "月", days="10")  # a backup copy stops nothing
    (office.templates / "资金 - 副本.xlsx").write_bytes(
        (office.templates / "资金.xlsx").read_bytes()
    )
    said = document(capsys, office, "generate", "2025-07")
    assert [one["form"] for one in said["forms"]] == ["收支统计表", "资金统计表"]
    assert [len(one["files"]) for one in said["forms"]] == [1, 2]
    mails = document(capsys, office, "send", "2025-07")["mails"]
    assert sorted(one["name"] for one in mails) == ["市财政局", "望湖区", "望湖区"]
    texts = [mail_text(one["path"]) for one in mails if one["name"] == "望湖区"]
    days = {"8月5日": "收支统计表", "8月14日": "资金统计表"}
    for day, name in days.items():
        assert sum(day in text and name in text for text in texts) == 1
    again = document(capsys, office, "send", "2025-07", "--form", "收支")["mails"]
    assert [(one["name"], one["now"]) for one in again] == [("望湖区", False)]
    states = document(capsys, office, "status", "2025-07", "--form", "资金统计表")
    assert [one["name"] for one in states["units"]] == ["市财政局", "望湖区"]
    assert run(["-w", str(office.root), "status", "2025-07"]) == 0
    heads = capsys.readouterr().out
    assert "收支统计表" in heads
    assert "资金统计表" in heads
    rolled = document(capsys, office, "rollup", "2025-07")
    assert [one["form"] for one in rolled["forms"]] == ["收支", "资金"]
    assert len({one["path"] for one in rolled["forms"]}) == 2
    assert rolled["indicators"] == []
    assert rolled["tables"][0]["missing"] == ["望湖区"]


def test_a_unit_is_issued_each_form_that_it_owes(
    office: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    shipped = Path("workbook_templates/monthly.xlsx").read_bytes()
    (office.templates / "monthly.xlsx").write_bytes(shipped)  # nobody has tasks
    put(office, "收支", "月", units="县市区")
    put(office, "资金", "月")
    said = document(capsys, office, "generate", "2025-07", "--unit", "望湖区")
    names = {
        one["form"]: [file["name"] for file in one["files"]] for one in said["forms"]
    }
    assert names == {"收支统计表": ["望湖区"], "资金统计表": ["望湖区"]}
    said = document(capsys, office, "generate", "2025-07", "--unit", "市财政局")
    assert (said["form"], len(said["files"])) == ("资金统计表", 1)
    two = ["--unit", "市财政局", "--unit", "市财正局"]
    assert run(["-w", str(office.root), "generate", "2025-07", *two]) == 1
    assert "“市财正局”，是不是“市财政局”" in capsys.readouterr().err
    said = document(capsys, office, "generate", "2025-07")
    assert [len(one["files"]) for one in said["forms"]] == [1, 2]


def test_the_strip_of_stages_counts_the_units_of_the_form_that_is_shown(
    office: Workspace,
) -> None:
    units = (a_unit("市财政局"), a_unit("望湖区", group="县市区"))
    registry = a_registry(*units, a_task(lead_unit="市财政局"))
    write_registry(office.registry, registry)
    put(office, "收支", "月", units="县市区")
    put(office, "资金", "月")
    july = Period.parse("2025-07")
    generate_forms(office, july, now=NOW)
    issued = {}
    for form in ("收支", "资金"):
        view = period_view(office, july, form=form, now=NOW)
        issued[form] = next(one for one in view.stages if one.stage is Stage.ISSUE)
    assert {form: one.words for form, one in issued.items()} == {
        "收支": "1/1",
        "资金": "2/2",
    }


def mail_text(path: str) -> str:
    from email import policy
    from email.parser import BytesParser

    mail = BytesParser(policy=policy.default).parsebytes(Path(path).read_bytes())
    body = mail.get_body(("plain",))
    assert body is not None
    return f"{mail['Subject']}\n{body.get_content()}"


def test_check_says_what_a_design_would_lose(
    office: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    put(office, "收支", "月", merge="", units="县市区、市财正局")
    found = document(capsys, office, "check")["findings"]
    said = {one["code"]: one["message"] for one in found}
    assert "“收支”的数字字段“金额”没有写怎样汇总" in said["D177"]
    assert "“项目”每一行没有可以认得的字段" in said["D181"]
    assert "是不是“市财政局”" in said["D175"]


def test_a_statistical_form_has_no_bulletin(
    office: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    put(office, "资金", "半年")
    document(capsys, office, "generate", "2025-H1")
    command = ["bulletin", "2025-H1", "--number", "1", "--date", "2025-08-08"]
    assert run(["-w", str(office.root), *command]) == 1
    assert "是统计表，没有任务和指标" in capsys.readouterr().err
    assert run(["-w", str(office.root), "rollup", "2025-H1"]) == 0
    said = capsys.readouterr().out
    assert "收支" in said
    assert "指标进度" not in said
