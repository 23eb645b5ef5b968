from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from xltool.cli.main import run

if TYPE_CHECKING:
    from pathlib import Path

RIGHT = """\
【重要指标】
1-7月，进出口28.8亿元，增长2.5%，居全省第3位。其中，进口24.1亿元；出口4.7亿元。
【特色亮点】
走访企业20家。
"""


def written(folder: Path, text: str = RIGHT, encoding: str = "utf-8") -> str:
    path = folder / "专报.txt"
    path.write_text(text, encoding=encoding)
    return str(path)


def test_the_document_is_as_the_interface_promises(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["proof", written(tmp_path), "--json"]) == 0

    document = json.loads(capsys.readouterr().out)
    assert document["indicators"][0] == {
        "name": "进出口",
        "period": "1-7月",
        "value": 28.8,
        "measurement_unit": "亿元",
        "growth": 2.5,
        "rank": 3,
        "source_text": "进出口28.8亿元，增长2.5%，居全省第3位",
    }
    assert [one["name"] for one in document["indicators"]] == ["进出口", "进口", "出口"]
    assert document["checks"][0] == {
        "kind": "sum",
        "expression": "24.1+4.7 = 28.8",
        "printed": "28.8亿元",
        "computed": "28.8亿元",
        "result": "agrees",
        "source_text": "28.8亿元，增长2.5%，居全省第3位。其中，进口24.1亿元；出口4.7亿元",
        "places": [
            "【重要指标】第2段“进出口28.8亿元”",
            "【重要指标】第2段“进口24.1亿元”",
            "【重要指标】第2段“出口4.7亿元”",
        ],
    }


def test_a_disagreement_needs_a_person_and_stands_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["proof", written(tmp_path, RIGHT.replace("24.1", "21.4"))]) == 3

    shown = capsys.readouterr().out
    assert 0 < shown.index("不符") < shown.index("相符")
    assert "1 处不符" in shown


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_a_text_from_any_editor_is_read(
    tmp_path: Path, encoding: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["proof", written(tmp_path, encoding=encoding)]) == 0
    assert "读出 3 个数字" in capsys.readouterr().out


def test_a_word_document_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from docx import Document

    document = Document()
    for line in RIGHT.splitlines():
        document.add_paragraph(line)
    document.add_table(1, 1).cell(0, 0).text = "完成投资30亿元。"
    document.save(str(tmp_path / "专报.docx"))

    assert run(["proof", str(tmp_path / "专报.docx"), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["indicators"]) == 3


def test_the_last_issue_is_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    last = tmp_path / "上期.txt"
    last.write_text(
        RIGHT.replace("1-7月", "1-6月").replace("28.8", "29.9").replace("24.1", "25.2"),
        encoding="utf-8",
    )

    assert run(["proof", written(tmp_path), "--against", str(last), "--json"]) == 3
    checks = json.loads(capsys.readouterr().out)["checks"]
    assert [one["kind"] for one in checks if one["result"] == "disagrees"] == [
        "last_issue"
    ] * 2


@pytest.mark.parametrize(
    ("name", "content"),
    [("表.xlsx", b"PK\x03\x04"), ("空.txt", b""), ("坏.docx", b"PK\x03\x04zz")],
)
def test_what_is_no_text_is_refused_in_one_line(
    tmp_path: Path, name: str, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(content)

    assert run(["proof", str(tmp_path / name)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_disagreement_names_the_places_and_the_likely_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, RIGHT.replace("24.1", "21.4"))

    assert run(["proof", path, "--json"]) == 3
    (wrong,) = [
        one
        for one in json.loads(capsys.readouterr().out)["checks"]
        if one["result"] == "disagrees"
    ]
    assert len(wrong["places"]) == 3
    assert "21.4亿元→24.1亿元" in wrong["suggested"]


def test_a_kind_of_check_can_be_left_out_in_the_settings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, RIGHT.replace("24.1", "21.4"))
    settings = tmp_path / "xltool.toml"
    settings.write_text('[proof]\nwithout = ["分项合计"]\n', encoding="utf-8")

    assert run(["-w", str(tmp_path), "proof", path]) == 0
    capsys.readouterr()
    settings.write_text('[proof]\nwithout = ["合计"]\n', encoding="utf-8")
    assert run(["-w", str(tmp_path), "proof", path]) == 1
    assert "分项合计" in capsys.readouterr().err


def test_the_rollup_is_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "指标汇总"
    sheet.append(["指标汇总"])
    sheet.append(["序号", "指标编号", "指标名称", "计量\n单位", "年度目标", "累计完成"])
    sheet.append([1, "T01-01-1", "进出口", "万元", 500000, 282000])
    sheet.append([2, "T01-01-2", "出口", "亿元", 9, 4.7])
    rollup = tmp_path / "汇总表.xlsx"
    book.save(rollup)

    assert run(["proof", written(tmp_path), "--against", str(rollup), "--json"]) == 3
    checks = json.loads(capsys.readouterr().out)["checks"]
    compared = {one["expression"]: one["result"] for one in checks}
    assert compared["进出口：印 28.8 = 汇总 28.2"] == "disagrees"
    assert compared["出口：印 4.7 = 汇总 4.7"] == "agrees"
