"""`docs/rules.md` says what is so: every example is calculated, every function is named."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from xltool.formula import CONSTANTS, ExcelError, Range, evaluate, parse, references
from xltool.formula.functions import CHINESE_NAMES, FUNCTIONS
from xltool.formula.parser import DEEPEST_NESTING, LONGEST_RULE, MOST_PARTS
from xltool.formula.rounding import KEPT_DECIMALS

if TYPE_CHECKING:
    from xltool.formula import ExcelValue, Operand, Reference

PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(
    r"^\| `(.+?)` \| ([^|]+=[^|]+) \| ([^|]+?) \|", PAGE, re.MULTILINE
)
RESULTS: dict[str, ExcelValue] = {"成立": True, "不成立": False}


def cells(described: str) -> dict[str, Operand]:
    """Read `累计完成=12；分项.累计完成=3、4`: several values are a range, quotes make a text of a number."""
    pairs = (one.strip().split("=") for one in described.split("；"))
    return {name: _operand(value) for name, value in pairs}


def _operand(value: str) -> Operand:
    several = value.split("、")
    return Range(tuple(map(_value, several))) if len(several) > 1 else _value(value)


def _value(value: str) -> ExcelValue:
    if value == "空":
        return None
    return float(value) if re.fullmatch(r"-?[0-9.]+", value) else value.strip('"')


@pytest.mark.parametrize(("rule", "described", "result"), EXAMPLES)
def test_every_example_comes_out_as_the_page_says(
    rule: str, described: str, result: str
) -> None:
    values = cells(described)

    def lookup(reference: Reference) -> Operand:
        return values[str(reference).strip("[]")]

    found = evaluate(parse(rule), lookup)
    if result == "出错":
        assert isinstance(found, ExcelError)
    else:
        assert found == RESULTS.get(result, _value(result))


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) >= 25


def test_the_page_names_every_function_and_no_other() -> None:
    listed = PAGE.partition("## 可用的函数")[2].partition("\n\n`")[0]
    names = set(re.findall(r"`([^`]+)`", listed))
    assert names == {*FUNCTIONS, *CHINESE_NAMES, "TRUE", "FALSE"}


def test_the_page_gives_the_limits_that_hold() -> None:
    assert (
        f"最长 {LONGEST_RULE} 字符、{MOST_PARTS} 步运算、{DEEPEST_NESTING} 层括号"
        in PAGE
    )
    assert f"四舍五入到 {KEPT_DECIMALS} 位小数" in PAGE


def test_every_reference_on_the_page_can_be_written() -> None:
    named = {
        one
        for text in re.findall(r"`(\[[^`]+\])`", PAGE)
        for one in references(parse(f"SUM({text})"))
    }
    assert {one.sheet for one in named} >= {"", "分项", "其中", "上级", CONSTANTS}
