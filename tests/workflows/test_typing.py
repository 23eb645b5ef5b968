"""A person types into the issued workbook in LibreOffice: what 填报自检 says there is what `validate` says."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import socket
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.excel.issued import Cell, cell, sheets_of
from tests.forms.shipped import REGISTRY, UNIT
from tests.soffice import find_soffice, needs_soffice
from xltool.excel.issue.self_check import READY
from xltool.excel.registry import write_registry
from xltool.findings import Severity
from xltool.forms.layout_json import layout_from_json
from xltool.forms.row_checks import row_checks
from xltool.ledger.ledger import open_ledger
from xltool.model.grid import address
from xltool.model.period import Period
from xltool.workflows.generating import generate
from xltool.workflows.judging import validate
from xltool.workflows.setup import set_up

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.forms.layout import Layout
    from xltool.workspace import Workspace

Entries = dict[tuple[str, str, str], str]
SCRIPT = Path(__file__).parents[1] / "excel" / "typing_script.py"
WHO, TASKS, FIGURES, PROJECTS, PROBLEMS = (
    "填报信息",
    "任务进展",
    "指标数据",
    "重点项目",
    "突出问题",
)
CORRECT: Entries = {
    (WHO, "1", "分管负责人"): "周一鸣",
    (WHO, "1", "责任股室"): "投资科",
    (WHO, "1", "填报人"): "李晓",
    (WHO, "1", "联系电话"): "0730-8880000",
    (WHO, "1", "填报日期"): "2025-08-05",
    **{
        (TASKS, task, field): text
        for task in ("T01-01", "T01-02", "T02-01")
        for field, text in (
            ("进展状态", "推进中"),
            ("本期进展", "新入库十二个。"),
            ("下步措施", "九月申报。"),
        )
    },
    **{
        (FIGURES, f"T01-01-{n}", "累计完成"): text
        for n, text in enumerate(
            ("40.4303", "24.7573", "14.2959", "1.377", "8.5", "45"), start=1
        )
    },
    (FIGURES, "T01-01-1", "同比增长"): "6.1",
    (FIGURES, "T01-02-1", "累计完成"): "67.06",
    (FIGURES, "T01-02-2", "定性进展"): "完成选址",
    (FIGURES, "T01-02-3", "累计完成"): "6.3",
    (PROJECTS, "+1", "项目名称"): "零报告",
    (PROBLEMS, "+1", "问题描述"): "零报告",
}
PROJECT = {
    "项目名称": "城南水厂",
    "总投资": "1200",
    "累计完成投资": "300",
    "项目状态": "在建",
}
MONTHS: dict[str, Mapping[tuple[str, str, str], str]] = {
    "correct": {},
    "nothing": dict.fromkeys(CORRECT, ""),
    "without a name": {(WHO, "1", "填报人"): "", (TASKS, "T01-02", "下步措施"): ""},
    "parts that do not add up": {(FIGURES, "T01-01-2", "累计完成"): "27.4573"},
    "less than last month": {(FIGURES, "T01-01-6", "累计完成"): "39"},
    "less than last month, explained": {
        (FIGURES, "T01-01-6", "累计完成"): "38",
        (FIGURES, "T01-01-6", "说明"): "核减重复登记",
    },
    "a zero report": {
        (FIGURES, "T01-01-5", "累计完成"): "零报告",
        (TASKS, "T02-01", "本期进展"): "不适用",
    },
    "percentages typed as shares": {
        (FIGURES, "T01-01-6", "同比增长"): "0.5",
        (FIGURES, "T01-02-1", "累计完成"): "0.67",
        (FIGURES, "T01-02-3", "累计完成"): "6.3%",
    },
    "done too early": {(TASKS, "T01-02", "进展状态"): "已完成"},
    "more invested than in all": {
        (PROJECTS, "+1", field): text for field, text in PROJECT.items()
    }
    | {(PROJECTS, "+1", "累计完成投资"): "1500"},
    "half a project": {
        (PROJECTS, "+1", "项目名称"): "城南水厂",
        (PROJECTS, "+3", "总投资"): "1200",
    },
}
"""What a month's typing changes in what is correct."""
SAME = {
    ("V202", "同比增长"): "R08",
    ("V202", "累计完成"): "R13",
    ("V312", "累计完成"): "R13",
}
"""What the reader of values says before the form's rule can say it.

No formula sees a cell's number format: of 6.3% the self-check knows 0.063 and asks, the reader of values knows more.
"""


@cache
def _office_python() -> str | None:
    """Give a Python that can speak to LibreOffice, or None."""
    program = find_soffice()
    if program is None:
        return None
    beside = [
        program.resolve().parent / name for name in ("python", "python.exe", "python3")
    ]
    for python in [
        *map(str, filter(Path.exists, beside)),
        "/usr/bin/python3",
        shutil.which("python3"),
    ]:
        if (
            python
            and subprocess.run(
                [python, "-c", "import uno"], capture_output=True, check=False
            ).returncode
            == 0
        ):
            return python
    return None


def _type(
    jobs: list[tuple[Path, Path, list[tuple[str, str, str]]]], profile: Path
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    office = [
        str(find_soffice()),
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--norestore",
    ]
    with subprocess.Popen(
        [*office, f"--accept=socket,host=127.0.0.1,port={port};urp;"]
    ) as process:
        try:
            work = json.dumps(
                [
                    (source.as_uri(), result.as_uri(), entries)
                    for source, result, entries in jobs
                ]
            )
            command = [str(_office_python()), str(SCRIPT), port]
            subprocess.run(
                command,
                input=work,
                text=True,
                encoding="utf-8",
                check=True,
                timeout=180,
            )
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = set_up(tmp_path_factory.mktemp("workspace"))
    write_registry(made.registry, REGISTRY)
    for period in ("2025-06", "2025-07"):
        generate(
            made,
            Period.parse(period),
            [UNIT],
            now=dt.datetime(2025, 7, 28, tzinfo=dt.UTC),
        )
    return made


@pytest.fixture(scope="module")
def typed(
    workspace: Workspace, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """Every month of `MONTHS`, typed into the issued workbook and saved."""
    if _office_python() is None:
        pytest.skip("no Python that can speak to LibreOffice")
    folder = tmp_path_factory.mktemp("typed")
    layout, issued = _layout(workspace), next(workspace.issued("2025-07").iterdir())
    files = {name: folder / f"{number}.xlsx" for number, name in enumerate(MONTHS)}
    jobs = [
        (issued, files[name], _keystrokes(layout, {**CORRECT, **change}))
        for name, change in MONTHS.items()
    ]
    _type(jobs, folder / "profile")
    return files


def _layout(workspace: Workspace) -> Layout:
    with open_ledger(workspace.database_url) as ledger:
        return layout_from_json(ledger.issued("2025-07")[0].layout)


def _keystrokes(
    layout: Layout, entries: Mapping[tuple[str, str, str], str]
) -> list[tuple[str, str, str]]:
    places = []
    for (key, row, field), text in entries.items():
        sheet = layout.sheet(key)
        if text:
            places.append(
                (sheet.name, address(sheet.row(row).row, sheet.columns[field]), text)
            )
    return places


def _failing(
    sheets: dict[str, list[list[Cell]]], layout: Layout
) -> set[tuple[str, str, str]]:
    """Give the checks whose hidden cell holds a sentence: sheet, row, code."""
    failing = set()
    for sheet in layout.sheets:
        first = (sheet.check_column or 0) + 1
        for row in sheet.rows:
            for place, check in enumerate(row_checks(sheet.design, layout.form)):
                if cell(sheets[sheet.name], row.row, first + place):
                    failing.add((sheet.name, row.key, check.rule.code))
    return failing


BEYOND_A_WORKBOOK = {"V330"}
"""Asked by the office alone: no formula tells whether last year's number was whole."""


@needs_soffice
@pytest.mark.parametrize("month", MONTHS)
def test_the_self_check_says_what_validate_says(
    month: str, workspace: Workspace, typed: dict[str, Path]
) -> None:
    layout = _layout(workspace)
    sheets = sheets_of(typed[month].read_bytes())
    (result,) = validate(workspace, [typed[month]]).files
    against = {
        (
            one.place.sheet,
            one.place.row_key,
            SAME.get((one.code, one.place.field), one.code),
        )
        for one in result.findings
        if one.severity is not Severity.NOTE or one.code == "V312"
        if one.code not in BEYOND_A_WORKBOOK
    }
    assert _failing(sheets, layout) == against
    assert (cell(sheets["填报自检"], 3, 1) == READY) == (not against)


@needs_soffice
def test_a_correct_month_can_be_sent_and_an_empty_one_cannot(
    typed: dict[str, Path],
) -> None:
    said = {
        name: cell(sheets_of(path.read_bytes())["填报自检"], 3, 1)
        for name, path in typed.items()
    }
    assert (
        said["correct"]
        == said["a zero report"]
        == said["less than last month, explained"]
        == READY
    )
    assert said["parts that do not add up"] == "还有 0 处待填、1 处须改正、0 处须核实"
    assert (
        said["less than last month"] == READY
    )  # June was never accepted: there is nothing to compare with
    assert str(said["nothing"]).startswith("还有 ")
