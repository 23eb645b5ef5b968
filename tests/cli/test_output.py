from __future__ import annotations

import json
from typing import TYPE_CHECKING

from xltool.cli.output import print_findings, print_json, print_table
from xltool.findings import Finding, Place, Severity

if TYPE_CHECKING:
    import pytest


def test_json_is_one_document_with_chinese_as_it_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_json({"name": "市科技局"})
    said = capsys.readouterr().out
    assert json.loads(said) == {"name": "市科技局"}
    assert "市科技局" in said


def test_a_cell_is_text_and_never_markup(capsys: pytest.CaptureFixture[str]) -> None:
    print_table("单位", ("名称",), [("[red]市科技局[/red]",), (None,)])
    assert "[red]市科技局[/red]" in capsys.readouterr().out


def test_findings_are_listed_gravest_first(capsys: pytest.CaptureFixture[str]) -> None:
    place = Place(sheet="指标数据", cell="D7")
    print_findings(
        [
            Finding(severity=Severity.NOTE, code="V002", message="已读作12000。"),
            Finding(
                severity=Severity.ERROR, code="V001", place=place, message="不是数字。"
            ),
        ]
    )
    said = capsys.readouterr().out
    assert said.index("须改正") < said.index("提示")
    assert "指标数据 D7" in said
