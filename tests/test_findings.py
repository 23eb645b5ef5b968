from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from xltool import findings
from xltool.findings import CATALOGUE, Finding, Kind, Place, Severity, worst

SECTIONS = "DIFSVMU"


def test_no_code_is_given_twice() -> None:
    kinds = [kind for kind in vars(findings).values() if isinstance(kind, Kind)]
    assert len(kinds) == len(CATALOGUE)


@pytest.mark.parametrize("kind", CATALOGUE.values(), ids=CATALOGUE.keys())
def test_an_entry_says_what_is_wrong_and_what_to_do(kind: Kind) -> None:
    assert re.fullmatch(rf"[{SECTIONS}]\d{{3}}", kind.code)
    assert re.search(r"[\u4e00-\u9fff]", kind.message)
    assert kind.severity is Severity.NOTE or re.search(r"[\u4e00-\u9fff]", kind.remedy)
    assert all(
        name != ""
        for _, name, _, _ in Formatter().parse(kind.message + kind.remedy)
        if name is not None
    )


@pytest.mark.no_cover
def test_every_entry_is_used_by_the_program() -> None:
    names = {name for name, value in vars(findings).items() if isinstance(value, Kind)}
    package = Path(findings.__file__).parent
    used = {
        node.id if isinstance(node, ast.Name) else node.attr
        for path in package.rglob("*.py")
        if path.name != "findings.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Name | ast.Attribute)
    }
    assert names - used == set()


def test_a_finding_is_made_at_its_place_with_its_words() -> None:
    kind = Kind("V999", Severity.ERROR, "“{found}”不是{expected}，", "请改为{what}。")
    place = Place(sheet="指标数据", cell="D7")
    finding = kind.at(place, found="三十", expected="数字", what="30")
    assert finding.as_json() == {
        "severity": "error",
        "code": "V999",
        "sheet": "指标数据",
        "cell": "D7",
        "found": "三十",
        "expected": "数字",
        "message": "“三十”不是数字，请改为30。",
    }
    assert finding.moved(Place(cell="E8")).place.cell == "E8"


def test_what_a_unit_typed_is_never_taken_for_a_template() -> None:
    kind = Kind("V999", Severity.ERROR, "填的是{found}，", "请改正。")
    assert (
        kind.at(found="{expected.__class__}{0}").message
        == "填的是{expected.__class__}{0}，请改正。"
    )


def test_the_gravest_severity_decides() -> None:
    note = Finding(severity=Severity.NOTE, code="V001")
    query = Finding(severity=Severity.QUERY, code="V002")
    error = Finding(severity=Severity.ERROR, code="V003")
    assert worst(()) is None
    assert worst((note, query)) is Severity.QUERY
    assert worst((note, error, query)) is Severity.ERROR
