"""A form without any task: a fixed table and a list with attachments, issued, returned, judged."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.builders import a_registry, a_unit, xlsx
from tests.workflows.office import ISSUED_AT, NOW, drop_off
from xltool.checks.attachments import is_called
from xltool.excel.registry import write_registry
from xltool.ledger.ledger import open_ledger
from xltool.model.period import Period
from xltool.model.submission import Verdict
from xltool.settings import DEFAULT_TOML
from xltool.workflows.collecting import collect
from xltool.workflows.generating import generate
from xltool.workflows.setup import set_up

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.workflows.collecting import CollectResult
    from xltool.workspace import Workspace

PERIOD = Period.parse("2025-07")
UNITS = ("市财政局", "岳阳县")
DESIGN = """
# 设置
| 项目 | 内容 |
| 表单标识 | 收支月报 |
| 表单名称 | 收支月报 |
| 周期 | 月 |
| 版本 | 1 |

# 表
| 表标识 | 表名 | 行来源 | 空行数 | 必填 | 提示 |
| 收支 | 收支 | 固定 | | | |
| 项目 | 项目清单 | 自由 | 5 | | |

# 行
| 所属表 | 行号 | 名称 | 层级 | 计量单位 | 小计 |
| 收支 | '01 | 合计 | | 万元 | SUM([下级]) |
| 收支 | '02 | 收入 | 1 | 万元 | |
| 收支 | '03 | 支出 | 1 | 万元 | |

# 字段
| 所属表 | 字段标识 | 显示名 | 类型 | 计量单位 | 必填 | 预填 | 预填来源 | 计算公式 | 选项名 | 列宽 | 填写提示 | 汇总 |
| 收支 | 金额 | | 数字 | | 是 | | | | | | | 合计 |
| 项目 | 项目名称 | | 文本 | | 是 | | | | | | | 清单 |
| 项目 | 批复文件 | | 附件 | | 是 | | | | | | | 清单 |

# 选项
| 选项名 | 选项 |

# 规则
| 规则编号 | 所属表 | 条件 | 级别 | 问题 | 办法 | 标记字段 |
| R01 | 收支 | [金额@02]<=5*全部单位(MIN,[金额@02]) | 须改正 | 收入 [金额@02] 比别的单位多得多 | 请核对 | |
| R02 | 收支 | [金额@03]<=报表("年报",[收支.金额@03]) | 须改正 | 支出比年报多 | 请核对 | |
"""


@pytest.fixture
def office(tmp_path: Path) -> Workspace:
    workspace = set_up(tmp_path / "office", DEFAULT_TOML)
    for shipped in workspace.templates.glob("*.xlsx"):
        shipped.unlink()
    (workspace.templates / "收支.xlsx").write_bytes(xlsx(DESIGN))
    write_registry(workspace.registry, a_registry(*map(a_unit, UNITS)))
    generate(workspace, PERIOD, now=ISSUED_AT)
    return workspace


def filled(workspace: Workspace, unit: str, *names: str, income: float = 30) -> bytes:
    """Fill in a unit's workbook with files that it names."""
    (path,) = workspace.issued(str(PERIOD)).glob(f"{unit}*.xlsx")
    book = openpyxl.load_workbook(path)
    for row, amount in ((6, income), (7, 12.5)):
        book["收支"].cell(row, 5).value = amount
    for row, name in enumerate(names, start=5):
        book["项目清单"].cell(row, 2).value = f"项目{row}"
        book["项目清单"].cell(row, 3).value = name
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sent(
    workspace: Workspace, folder: Path, unit: str, names: tuple[str, ...], *files: str
) -> CollectResult:
    """Send a unit's workbook and some files in one archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(f"{unit}.xlsx", filled(workspace, unit, *names))
        for file in files:
            archive.writestr(file, b"%PDF-1.4 the same in all")
    back = drop_off(folder, f"{unit}{len(files)}.zip", buffer.getvalue())
    return collect(workspace, PERIOD, (back,), now=NOW)


def test_every_unit_gets_the_form_and_what_it_names_must_come_with_it(
    office: Workspace, tmp_path: Path
) -> None:
    folder = tmp_path / "back"
    named = ("批复.pdf", "")
    (lacking,) = sent(office, folder, UNITS[0], named).files
    assert lacking.verdict is Verdict.RETURNED
    assert [one.code for one in lacking.findings] == ["必填·批复文件", "V127"]
    complete = sent(office, folder, UNITS[0], ("批复",), "批复.pdf")
    assert [one.verdict for one in complete.files] == [Verdict.ACCEPTED]
    other = sent(office, folder, UNITS[1], ("批复.pdf",), "批复.pdf")
    assert [one.verdict for one in other.files] == [Verdict.ACCEPTED]
    with open_ledger(office.database_url) as ledger:
        kept = ledger.evidence(str(PERIOD))
        assert [one.name for one in kept[UNITS[0]]] == ["批复.pdf"]


def test_a_file_in_the_folder_of_the_workbook_came_with_it(
    office: Workspace, tmp_path: Path
) -> None:
    folder = tmp_path / "back"
    drop_off(folder, "报表.xlsx", filled(office, UNITS[0], "批复.pdf"))
    drop_off(folder, "批复.pdf", b"%PDF-1.4 loose")
    (one,) = collect(office, PERIOD, (folder,), now=NOW).files
    assert one.verdict is Verdict.ACCEPTED
    with open_ledger(office.database_url) as ledger:
        assert len(ledger.evidence(str(PERIOD))[UNITS[0]]) == 1


def test_a_rule_may_ask_for_all_units_once_they_have_reported(
    office: Workspace, tmp_path: Path
) -> None:
    judged = []
    for unit, income in zip(UNITS, (30, 300), strict=True):
        content = filled(office, unit, income=income)
        back = drop_off(tmp_path / "back", f"{unit}.xlsx", content)
        (one,) = collect(office, PERIOD, (back,), now=NOW).files
        judged.append(one)
    assert [one.code for one in judged[0].findings] == []
    assert [(one.code, one.place.cell) for one in judged[1].findings] == [("R01", "E6")]
    assert judged[1].verdict is Verdict.RETURNED
    assert "收入 300 比别的单位多得多" in judged[1].findings[0].message


def test_a_rule_may_ask_for_another_form_of_the_period(
    office: Workspace, tmp_path: Path
) -> None:
    other = DESIGN.replace("收支月报", "年报").partition("| R01")[0]
    (office.templates / "年报.xlsx").write_bytes(xlsx(other))
    generate(office, PERIOD, now=ISSUED_AT)
    (yearly,) = office.issued(str(PERIOD)).glob(f"{UNITS[0]}*年报*.xlsx")
    book = openpyxl.load_workbook(yearly)
    book["收支"]["E6"] = 9
    book["收支"]["E7"] = 10
    book.save(tmp_path / "年报.xlsx")
    content = filled(office, f"{UNITS[0]}_收支月报")
    back = drop_off(tmp_path, "收支月报.xlsx", content)
    first = collect(office, PERIOD, (back,), now=NOW).files
    assert [one.verdict for one in first] == [Verdict.ACCEPTED]
    collect(office, PERIOD, (tmp_path / "年报.xlsx",), now=NOW)
    again = drop_off(
        tmp_path, "再报.xlsx", filled(office, f"{UNITS[0]}_收支月报", income=31)
    )
    (second,) = collect(office, PERIOD, (again,), now=NOW).files
    assert [one.code for one in second.findings] == ["R02"]


def test_a_subtotal_that_no_program_computed_is_computed(
    office: Workspace, tmp_path: Path
) -> None:
    sent(office, tmp_path / "back", UNITS[0], ())
    with open_ledger(office.database_url) as ledger:
        values = ledger.values(str(PERIOD), UNITS[0])
    assert values["收支"]["01"]["金额"].text == "42.5"


@pytest.mark.parametrize(
    ("file", "name", "same"),
    [
        ("批复.pdf", "批复.PDF", True),
        ("关于甲 项目的批复.pdf", "关于甲项目的批复", True),
        ("批复（2025）.pdf", "批复(2025)", True),
        ("批复2.pdf", "批复", False),
        ("批复.pdf", "批复.docx", True),
    ],
)
def test_a_file_is_known_by_its_name(file: str, name: str, *, same: bool) -> None:
    assert is_called(file, name) is same
