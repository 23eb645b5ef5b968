"""`xltool import`: every format, again and again, with what the clerk has done in between."""

from __future__ import annotations

import copy
import io
import json
import time
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from tests.workflows.makers import TABLE, Rows, html, write
from xltool.cli.main import run
from xltool.errors import InputFileError
from xltool.excel.registry import read_registry
from xltool.workflows.importing import ImportResult, import_table

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from xltool.model.registry import Registry, Task
    from xltool.workspace import Workspace

SUFFIXES = (".txt", ".md", ".csv", ".html", ".xlsx", ".docx")


def codes(result: ImportResult) -> list[str]:
    return [finding.code for finding in result.findings]


def registry(workspace: Workspace) -> Registry:
    found, findings = read_registry(workspace.registry)
    assert findings == ()
    return found


class Clerk:
    """Edits the registry as a person does in a spreadsheet: cells are found by their headings."""

    def __init__(self, workspace: Workspace) -> None:
        self.path = workspace.registry
        self.book = openpyxl.load_workbook(self.path)

    def row(self, sheet: str, **cells: str) -> int:
        page = self.book[sheet]
        for row in range(2, page.max_row + 1):
            if all(
                page.cell(row, self.column(page, name)).value == value
                for name, value in cells.items()
            ):
                return row
        raise KeyError(cells)

    @staticmethod
    def column(page: Worksheet, name: str) -> int:
        return next(cell.column for cell in page[1] if cell.value == name)

    def put(self, sheet: str, row: int, name: str, value: object) -> None:
        page = self.book[sheet]
        page.cell(row, self.column(page, name)).value = value  # type: ignore[assignment]

    def answer(self, printed: str, text: str) -> None:
        self.put("待确认", self.row("待确认", 原文=printed), "处理意见", text)

    def save(self) -> None:
        self.book.save(self.path)


def changed(row: int, column: int, text: str) -> Rows:
    rows = copy.deepcopy(TABLE)
    rows[row][column] = text
    return rows


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_table_gives_the_same_registry_in_every_format(
    workspace: Workspace, tmp_path: Path, suffix: str
) -> None:
    result = import_table(workspace, write(tmp_path / f"分解表{suffix}"))
    assert result.measures == 3
    assert [task.code for task in result.registry.tasks] == [
        "T01-01",
        "T01-02",
        "T02-00",
        "T04-01",
        "T04-02",
    ]
    first = result.registry.task("T01-01")
    assert (first.text, first.measure_name, first.leaders) == (
        "新增高新技术企业130家以上。",
        "培育科技企业",
        ("曾向南", "罗朗"),
    )
    assert (first.lead_unit, first.support_units, first.deadline) == (
        "市科技局",
        ("市财政局",),
        "2025年12月",
    )
    assert [
        (one.code, str(one.value), one.measurement_unit)
        for one in result.registry.indicators
        if one.task[:3] == "T01"
    ] == [
        ("T01-01-1", "130", "家"),
        ("T01-02-1", "600", "亿元"),
        ("T01-02-2", "12.5", "%"),
    ]
    assert "I219" in codes(result)
    assert result.registry == registry(workspace)


def test_importing_twice_changes_not_a_byte(
    workspace: Workspace, tmp_path: Path
) -> None:
    table = write(tmp_path / "分解表.txt")
    first = import_table(workspace, table)
    before = workspace.registry.read_bytes()
    second = import_table(workspace, table)
    assert workspace.registry.read_bytes() == before
    assert not second.changed
    assert second.registry == first.registry


def test_the_same_table_in_another_file_is_the_same_table(
    workspace: Workspace, tmp_path: Path
) -> None:
    first = import_table(workspace, write(tmp_path / "分解表.txt"))
    second = import_table(workspace, write(tmp_path / "最终稿.docx"))
    assert second.registry == first.registry


def test_the_same_import_gives_the_same_bytes(
    workspace: Workspace, tmp_path: Path
) -> None:
    table = write(tmp_path / "分解表.txt")
    import_table(workspace, table)
    before = workspace.registry.read_bytes()
    workspace.registry.unlink()
    import_table(workspace, table)
    assert workspace.registry.read_bytes() == before


def test_a_hand_edit_survives_and_the_rest_follows_the_table(
    workspace: Workspace, tmp_path: Path
) -> None:
    import_table(workspace, write(tmp_path / "分解表.txt"))
    clerk = Clerk(workspace)
    clerk.put("任务", clerk.row("任务", 任务编号="T02-00"), "完成时限", "2025年10月")
    clerk.put("指标", clerk.row("指标", 指标编号="T01-01-1"), "目标值", 135)
    clerk.save()
    result = import_table(
        workspace,
        write(tmp_path / "分解表.txt", changed(2, 3, "外贸进出口总值突破520亿元。")),
    )
    task = result.registry.task("T02-00")
    assert (task.deadline, task.text) == ("2025年10月", "外贸进出口总值突破520亿元。")
    values = {one.code: str(one.value) for one in result.registry.indicators}
    assert (values["T01-01-1"], values["T02-00-1"]) == ("135", "520")
    assert "I226" in codes(result)


def test_a_cell_changed_on_both_sides_keeps_the_clerks_and_says_so_once(
    workspace: Workspace, tmp_path: Path
) -> None:
    table = tmp_path / "分解表.txt"
    import_table(workspace, write(table))
    clerk = Clerk(workspace)
    clerk.put("任务", clerk.row("任务", 任务编号="T02-00"), "完成时限", "2025年10月")
    clerk.save()
    later = changed(2, 6, "2025年11月")
    result = import_table(workspace, write(table, later))
    assert result.registry.task("T02-00").deadline == "2025年10月"
    assert "I229" in codes(result)
    clerk = Clerk(workspace)
    clerk.put("任务", 2, "备注", "看过")
    clerk.save()
    assert (
        import_table(workspace, table).registry.task("T02-00").deadline == "2025年10月"
    )


def test_formats_extra_columns_comments_and_order_of_the_clerk_survive(
    workspace: Workspace, tmp_path: Path
) -> None:
    table = tmp_path / "分解表.txt"
    import_table(workspace, write(table))
    clerk = Clerk(workspace)
    page = clerk.book["任务"]
    page.insert_cols(3)
    page.cell(1, 3).value = "我的标记"
    row = clerk.row("任务", 任务编号="T02-00")
    page.cell(row, 3).value = "重点"
    page.cell(row, 4).fill = PatternFill("solid", fgColor="FFFF00")
    page.cell(row, 1).comment = Comment("已与商务局核对", "综合组")
    clerk.save()
    import_table(
        workspace,
        write(
            table, [*TABLE, ["5", "新事", "", "新增平台3个。", "罗朗", "市科技局", ""]]
        ),
    )
    page = openpyxl.load_workbook(workspace.registry)["任务"]
    row = next(cell.row for cell in page["A"] if cell.value == "T02-00")
    assert page.cell(row, 3).value == "重点"
    assert page.cell(row, 4).fill.fgColor.rgb == "00FFFF00"
    comment = page.cell(row, 1).comment
    assert comment is not None
    assert comment.text == "已与商务局核对"
    assert "T05-00" in [cell.value for cell in page["A"]]


def test_added_reworded_and_dropped_rows_are_said_and_nothing_is_deleted(
    workspace: Workspace, tmp_path: Path
) -> None:
    table = tmp_path / "分解表.txt"
    import_table(workspace, write(table))
    rows = changed(
        1,
        3,
        "1. 完成技术攻关5项。2. 新增高新技术企业130家以上。3. 技术合同成交额650亿元以上，增长12.5%。",
    )
    result = import_table(
        workspace, write(table, [row for row in rows if row[0] != "2"])
    )
    texts = {task.code: task.text for task in result.registry.tasks}
    assert texts["T01-01"] == "新增高新技术企业130家以上。"
    assert texts["T01-02"].startswith("技术合同成交额650亿元")
    assert texts["T01-03"] == "完成技术攻关5项。"
    assert texts["T02-00"] == "外贸进出口总值突破500亿元。"
    assert {"I225", "I226", "I227", "I228"} <= set(codes(result))
    again = import_table(workspace, table)
    assert not {"I225", "I226", "I227", "I228"} & set(codes(again))
    assert again.registry == result.registry


def test_a_row_that_comes_back_is_in_use_again(
    workspace: Workspace, tmp_path: Path
) -> None:
    table = tmp_path / "分解表.txt"
    import_table(workspace, write(table))
    import_table(workspace, write(table, TABLE[:3]))
    import_table(workspace, write(table))
    page = openpyxl.load_workbook(workspace.registry)["任务"]
    column = Clerk.column(page, "状态")
    assert {page.cell(row, column).value for row in range(2, page.max_row + 1)} == {
        "在用"
    }


def test_a_row_that_the_clerk_deleted_does_not_come_back(
    workspace: Workspace, tmp_path: Path
) -> None:
    table = write(tmp_path / "分解表.txt")
    import_table(workspace, table)
    clerk = Clerk(workspace)
    clerk.book["指标"].delete_rows(clerk.row("指标", 指标编号="T01-02-2"))
    clerk.save()
    result = import_table(workspace, table)
    assert "T01-02-2" not in {one.code for one in result.registry.indicators}
    assert "I230" in codes(result)


def test_a_second_table_with_the_same_numbers_gets_codes_of_its_own(
    workspace: Workspace, tmp_path: Path
) -> None:
    import_table(workspace, write(tmp_path / "甲.txt"))
    other = [
        TABLE[0],
        [
            "1",
            "壮大文旅产业",
            "",
            "接待游客9000万人次以上。",
            "罗朗",
            "市文旅广电局",
            "",
        ],
    ]
    result = import_table(workspace, write(tmp_path / "乙.txt", other))
    assert result.codes == ("T01B-00",)
    assert len(result.registry.tasks) == 6
    assert "I227" not in codes(result)


def test_answers_are_applied_at_the_next_import_and_for_ever(
    workspace: Workspace, tmp_path: Path
) -> None:
    rows: Rows = [
        TABLE[0],
        [
            "1",
            "优营环 化商境",
            "",
            "1. 优化营商环境，办件14万件以上。",
            "曾罗陈 南朗语",
            "县农业局、各乡镇",
            "",
        ],
        [
            "2",
            "启动扩园",
            "",
            "1. 规划用地3000亩。",
            "罗朗",
            "县农业农村局、县财人",
            "",
        ],
    ]
    table = write(tmp_path / "分解表.txt", rows)
    first = import_table(workspace, table)
    assert first.registry.task("T01-01").measure_name == "优营环 化商境"
    clerk = Clerk(workspace)
    clerk.answer("优营环 化商境", "采纳建议")
    clerk.answer("曾罗陈 南朗语", "曾向南、罗朗、陈语")
    clerk.answer("县农业局", "采纳建议")
    clerk.answer("县财人", "县财政局")
    clerk.answer("各乡镇", "青石镇、白沙镇")
    clerk.answer("规划用地3000亩", "目标：≥2800亩")
    clerk.save()
    second = import_table(workspace, table)
    task = second.registry.task("T01-01")
    assert (task.measure_name, task.leaders) == (
        "优化营商环境",
        ("曾向南", "罗朗", "陈语"),
    )
    assert (task.lead_unit, task.support_units) == ("县农业农村局", ("各乡镇",))
    assert second.registry.task("T02-01").units == ("县农业农村局", "县财政局")
    (indicator,) = [one for one in second.registry.indicators if one.task == "T02-01"]
    assert (indicator.role, str(indicator.value), indicator.confidence) == (
        "target",
        "2800",
        1.0,
    )
    third = import_table(workspace, table)
    assert third.registry == second.registry
    assert not third.changed
    assert third.open_doubts == 0
    assert registry(workspace).unit("县农业农村局").aliases == ("县农业局",)


def test_a_doubt_answered_with_as_printed_is_not_raised_again(
    workspace: Workspace, tmp_path: Path
) -> None:
    table = write(
        tmp_path / "分解表.txt",
        [
            TABLE[0],
            ["1", "兴农", "", "新增基地3个。", "罗朗", "县农业局、县农业农村局", ""],
        ],
    )
    import_table(workspace, table)
    clerk = Clerk(workspace)
    clerk.answer("县农业局", "保持原样")
    clerk.save()
    result = import_table(workspace, table)
    assert {"县农业局", "县农业农村局"} <= {unit.code for unit in result.registry.units}
    assert result.open_doubts == 0


def test_a_row_without_units_needs_a_person(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = write(
        tmp_path / "分解表.md",
        [TABLE[0], ["1", "兴农", "", "新增基地3个。", "", "", ""]],
    )
    assert run(["-w", str(workspace.root), "import", str(table), "--json"]) == 3
    document = json.loads(capsys.readouterr().out)
    assert "I217" in [finding["code"] for finding in document["findings"]]


def test_the_json_document_has_the_promised_shape(
    workspace: Workspace, tmp_path: Path
) -> None:
    document: Any = import_table(workspace, write(tmp_path / "分解表.txt")).as_json()
    assert set(document) == {
        "measures", "tasks", "indicators", "shares", "units", "findings", "unread"
    }  # fmt: skip
    assert set(document["tasks"][0]) == {
        "code", "measure_seq", "item_no", "name", "text", "leaders", "lead_unit", "support_units",
        "deadline", "responsible",
    }  # fmt: skip
    assert set(document["indicators"][0]) == {
        "code", "task", "column", "name", "comparison", "value", "value_high", "measurement_unit", "role",
        "source_text", "confidence", "plan",
    }  # fmt: skip
    assert set(document["units"][0]) == {"code", "name", "aliases"}
    json.dumps(document)


def test_people_are_told_what_to_do_next(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        run(["-w", str(workspace.root), "import", str(write(tmp_path / "分解表.txt"))])
        == 0
    )
    assert "待确认" in capsys.readouterr().out


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"<w:document>" + b" " * (80 << 20))
    return buffer.getvalue()


def entities() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml",
            '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><d>&b;</d>',
        )
    return buffer.getvalue()


HOSTILE = {
    "噪声.xlsx": bytes(range(256)) * 400,
    "噪声.txt": bytes(range(256)) * 400,
    "空.docx": b"",
    "空白.txt": b"  \n\n ",
    "图片.xlsx": b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
    "扫描件.docx": b"%PDF-1.7 ...",
    "截断.xlsx": b"PK\x03\x04" + b"\0" * 60,
    "没有表.txt": "关于印发任务分解表的通知\n各单位：".encode(),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_table_gets_one_clear_line(
    workspace: Workspace, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(HOSTILE[name])
    before = workspace.registry.exists()
    with pytest.raises(InputFileError) as error:
        import_table(workspace, path)
    assert "\n" not in str(error.value)
    assert workspace.registry.exists() == before


def test_bombs_and_giants_are_refused_quickly(
    workspace: Workspace, tmp_path: Path
) -> None:
    giant = tmp_path / "大.txt"
    with giant.open("wb") as file:
        file.truncate(100 << 20)
    (tmp_path / "炸弹.docx").write_bytes(bomb())
    (tmp_path / "实体.docx").write_bytes(entities())
    started = time.monotonic()
    for name in ("大.txt", "炸弹.docx", "实体.docx", "没有这个文件.xlsx"):
        with pytest.raises(InputFileError):
            import_table(workspace, tmp_path / name)
    assert time.monotonic() - started < 10


def test_a_file_is_read_for_what_it_is_and_not_for_its_name(
    workspace: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "分解表.xls"
    path.write_text(html(), encoding="utf-8")
    assert import_table(workspace, path).measures == 3


@pytest.mark.parametrize("suffix", [".txt", ".csv"])
def test_text_that_looks_like_a_formula_stays_text(
    workspace: Workspace, tmp_path: Path, suffix: str
) -> None:
    rows = changed(2, 1, '=HYPERLINK("http://x","y")')
    import_table(workspace, write(tmp_path / f"分解表{suffix}", rows))
    page = openpyxl.load_workbook(workspace.registry)["任务"]
    assert not [
        cell for row in page.iter_rows() for cell in row if cell.data_type == "f"
    ]


@pytest.mark.no_cover
def test_cost_grows_with_the_table_and_no_faster(
    workspace: Workspace, tmp_path: Path
) -> None:
    def seconds(count: int) -> float:
        rows = [
            [
                str(n),
                f"工作{n}",
                "",
                f"1. 新增企业{n}家。2. 投资{n}亿元。",
                "罗朗",
                f"市{n % 97}号局",
                "",
            ]
            for n in range(1, count)
        ]
        path = write(tmp_path / f"{count}.txt", [TABLE[0], *rows])
        workspace.registry.unlink(missing_ok=True)
        started = time.perf_counter()
        import_table(workspace, path)
        return time.perf_counter() - started

    seconds(50)
    small, large = seconds(200), seconds(1600)
    assert large < small * 8 * 2.5


def test_the_real_table_as_it_is(workspace: Workspace, shared: Path) -> None:
    (seed,) = (shared / "seeds").glob("004_*.txt")
    result = import_table(workspace, seed)
    tasks: tuple[Task, ...] = result.registry.tasks
    assert result.measures == 10
    assert [
        task.measure_seq for task in tasks if task.item_no in (None, 1)
    ] == "5 6 11 12 15 16 18 19 20 21".split()  # noqa: SIM905
    labelled = (
        (shared / "labels" / "decomposition_tasks.jsonl")
        .read_text(encoding="utf-8")
        .splitlines()
    )
    texts = {(task.measure_seq, task.item_no): task.text for task in tasks}
    for line in labelled:
        row = json.loads(line)
        assert texts[str(row["seq"]), row["item_no"]] == row["text"]
    assert "".join(texts["5", 1].split()).count("1.3亿") == 0
    before = workspace.registry.read_bytes()
    import_table(workspace, seed)
    assert workspace.registry.read_bytes() == before
