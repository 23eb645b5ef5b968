from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formula.generated import rule
from xltool.formula import (
    FormulaError,
    Reference,
    parse,
    references,
    single_references,
    to_text,
)
from xltool.formula.syntax import Binary, Expression, Negation, Number, Percent, Text

MODEST = settings(max_examples=150, deadline=None)


def grouped(expr: Expression) -> str:
    """Write a tree of operators and numbers with every parenthesis there can be."""
    match expr:
        case Binary(operator, left, right):
            return f"({grouped(left)}{operator}{grouped(right)})"
        case Negation(operand):
            return f"(-{grouped(operand)})"
        case Percent(operand):
            return f"({grouped(operand)}%)"
        case _:
            return to_text(expr)


@pytest.mark.parametrize(
    ("rule_text", "meaning"),
    [
        ("1+2*3", "(1+(2*3))"),
        ("1-2-3", "((1-2)-3)"),
        ("2^3^2", "((2^3)^2)"),
        ("-2^2", "((-2)^2)"),
        ("2^-2", "(2^(-2))"),
        ("-2%", "((-2)%)"),
        ("50%%", "((50%)%)"),
        ("2^50%", "(2^(50%))"),
        ('1+2&"x"', '((1+2)&"x")'),
        ("1&2=3&4", "((1&2)=(3&4))"),
        ("--1", "(-(-1))"),
        ("+1-+2", "(1-2)"),
        ("(1+2)*3", "((1+2)*3)"),
        ("1<2+3", "(1<(2+3))"),
    ],
)
def test_operators_bind_as_in_excel(rule_text: str, meaning: str) -> None:
    assert grouped(parse(rule_text)) == meaning


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("=[甲]>1", "[甲]>1"),
        ("（［甲］＋１）≥２", "[甲]+1>=2"),
        ("【甲】≠“不适用”", '[甲]<>"不适用"'),
        ("[甲]≤1", "[甲]<=1"),
        ("ＡＢＳ（[甲]，）", None),
        ("max([甲]，[乙])＞＝3", "MAX([甲],[乙])>=3"),
        ("[甲]=”已完成”", '[甲]="已完成"'),
        ('[甲]="（全角）"', '[甲]="（全角）"'),
        ("[完成率（％）]>0", "[完成率（％）]>0"),
        ("[ 表 . 字段 ]=1", "[表.字段]=1"),
        ('"说""好"""', '"说""好"""'),
        ("小数位数([甲])<=2", "DECIMALS([甲])<=2"),
        ("精度([甲],[乙])", "TOLERANCE([甲],[乙])"),
        ("true", "TRUE"),
        ("FALSE()", "FALSE"),
        ("1E3+.5+2.", "1000+0.5+2"),
    ],
)
def test_what_a_chinese_keyboard_types_is_read(typed: str, plain: str | None) -> None:
    if plain is None:
        with pytest.raises(FormulaError):
            parse(typed)
    else:
        assert to_text(parse(typed)) == plain


@pytest.mark.parametrize(
    ("wrong", "position", "said"),
    [
        ("", 0, "规则是空的"),
        ("=", 1, "规则是空的"),
        ("1+", 2, "这里应是字段、数、文本或函数"),
        ("[甲]>1)", 5, "多出了内容"),
        ("[甲] [乙]", 4, "少了运算符"),
        ("(1+2", 4, "第 1 个字符的左括号没有配上右括号"),
        ('"不适用', 0, "引号没有成对"),
        ("[甲", 0, "方括号没有成对"),
        ("[]>1", 0, "缺字段名"),
        ("[表.]", 0, "缺字段名"),
        ("累计完成>1", 0, "字段要写在方括号里"),
        ("SUM>1", 0, "后面要有括号"),
        ("SUMM([甲])", 0, "没有这个函数，是不是 SUM"),
        ("VLOOKUP([甲])", 0, "没有这个函数"),
        ("ROUND([甲])", 0, "ROUND 要 2 个参数，这里有 1 个"),
        ("IF([甲]>1)", 0, "IF 要 2 到 3 个参数"),
        ("SUM()", 0, "SUM 要 至少 1 个参数"),
        ("IF([甲],,1)", 7, "这里应是字段、数、文本或函数"),
        ("1;2", 1, "多出了内容"),
        ("#", 0, "认不得的字符"),
        ("1234567890123456", 0, "数最多 15 位有效数字"),
        ("1e999", 0, "数太大或太小"),
        ("1e-320", 0, "数太大或太小"),
        ("[分项.甲]", 0, "多个单元格"),
        ("[分项.甲]+1", 6, "多个单元格"),
        ("-[其中.甲]", 0, "多个单元格"),
        ("ABS([分项.甲])", 0, "ABS 的第 1 个参数：[分项.甲] 是多个单元格"),
        ("COUNTIF(1,2)", 0, "COUNTIF 的第 1 个参数：要写字段"),
        ("DECIMALS([报告期.月份])", 0, "要写字段"),
        ("DECIMALS([分项.甲])", 0, "多个单元格"),
        ("LEN([甲]>1)", 0, "LEN 的第 1 个参数：要的是数或文本"),
        ('AND("是",[甲]>1)', 0, "AND 的第 1 个参数：要的是判断"),
        ("([甲]>1)=1", 7, "另一边是数或文本"),
        ("[甲]=TRUE", 3, "不必写“=TRUE”"),
        ('([甲]>1)&""', 7, "不能用“&”连成文本"),
        ('IF([甲]>1,"是")', 0, "第三个参数不写就是 FALSE"),
        ("(" * 50 + "1" + ")" * 50, 40, "括号超过 40 层"),
        ("+".join(["1"] * 300), None, "超过 200 步运算"),
        ("-" * 300 + "1", None, "超过 200 步运算"),
        ("1" * 5000, 4000, "最多 4000 个"),
    ],
)
def test_a_mistake_is_named_with_its_place(
    wrong: str, position: int | None, said: str
) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(wrong)
    assert said in caught.value.message
    assert str(caught.value) == caught.value.message
    if position is not None:
        assert caught.value.position == position


def test_references_come_once_and_in_order() -> None:
    tree = parse("IF([乙]>1,[表.甲]=[乙],SUM([分项.甲])>=[报告期.月份])")
    expected = (
        Reference("", "乙"),
        Reference("表", "甲"),
        Reference("分项", "甲"),
        Reference("报告期", "月份"),
    )
    assert references(tree) == expected


def test_a_reference_that_must_be_one_cell_is_told_from_one_that_may_be_many() -> None:
    tree = parse(
        "AND(SUM([表.甲])>[填报信息.人数],LEN([填报信息.电话])=11,COUNTIF([表.乙],[丙])>0)"
    )
    assert single_references(tree) == (
        Reference("填报信息", "人数"),
        Reference("填报信息", "电话"),
        Reference("", "丙"),
    )
    assert single_references(parse("[填报信息.人数]")) == (
        Reference("填报信息", "人数"),
    )


@given(st.randoms(use_true_random=False))
@MODEST
def test_what_is_written_is_read_again(random: object) -> None:
    tree = parse(rule(random))  # type: ignore[arg-type] # Hypothesis' Random is one
    assert parse(to_text(tree)) == tree


_NUMBERS = st.just(0.0) | st.floats(min_value=1e-300, max_value=1e300).map(
    lambda value: float(f"{value:.14e}")
)
_TREES: st.SearchStrategy[Expression] = st.recursive(
    st.one_of(
        _NUMBERS.map(Number),
        st.text(max_size=5).map(Text),
        st.from_regex(r"[^\[\]［］【】.@＠\s]{1,3}", fullmatch=True).map(
            lambda field: Reference("", field)
        ),
    ),
    lambda inner: st.one_of(
        st.builds(
            Binary,
            st.sampled_from(["=", "<>", "&", "+", "-", "*", "/", "^"]),
            inner,
            inner,
        ),
        st.builds(Negation, inner),
        st.builds(Percent, inner),
    ),
    max_leaves=8,
)


def refusal(text: str) -> FormulaError | None:
    """Why a text is refused; None if it is read. Any other exception is a mistake of the parser."""
    try:
        parse(text)
    except FormulaError as refused:
        return refused
    return None


@given(_TREES)
@MODEST
def test_any_tree_is_written_with_the_parentheses_it_needs(tree: Expression) -> None:
    refused = refusal(to_text(tree))
    if refused is None:
        assert parse(to_text(tree)) == tree
    else:
        assert "判断" in refused.message


@given(
    st.text(
        alphabet='[]【】()（），,.="“”&<>≥+-*/^%1９e甲ASUMIF 　\n\U0001f600',
        max_size=60,
    )
    | st.text(max_size=40)
)
@MODEST
def test_any_text_is_read_or_refused(text: str) -> None:
    refused = refusal(text)
    assert refused is None or (refused.message and 0 <= refused.position <= len(text))


@pytest.mark.parametrize(
    "piece", ['"', "[", "(", "-", "1+", "IF(", "“", "1%", '""', "＂"]
)
def test_reading_takes_no_longer_than_the_text_is_long(piece: str) -> None:
    started = time.perf_counter()
    refusal((piece * 4000)[:3999])
    refusal((piece * 4000)[:4000])
    assert time.perf_counter() - started < 2


SCOPED = [
    ("上期([累计完成])", Reference("", "累计完成", "", "上期")),
    ("上年同期([收支.金额@15])", Reference("收支", "金额", "15", "上年同期")),
    ("报表(“季总结”，[收支.金额@15])", Reference("收支", "金额", "15", "报表:季总结")),
    ("全部单位(sum,[金额@01])", Reference("", "金额", "01", "全部单位:SUM")),
    ("[金额@01：10]", Reference("", "金额", "01:10")),
    ("[金额@01、05]", Reference("", "金额", "01,05")),
]


@pytest.mark.parametrize(("text", "expected"), SCOPED)
def test_a_cell_of_another_row_period_form_or_unit_is_a_reference(
    text: str, expected: Reference
) -> None:
    tree = parse(f"SUM({text})").arguments[0]  # type: ignore[union-attr] # a call
    assert tree == expected
    assert parse(f"SUM({expected})") == parse(f"SUM({text})")


@pytest.mark.parametrize(
    "text",
    [
        "上期(1)",
        "上期([金额@01:03])",
        "上期([报告期.月份])",
        "报表([金额])",
        '报表("",[金额])',
        "全部单位(COUNTIF,[金额])",
        "全部单位(SUM)",
        "[金额@]",
        "[金额@01:02:03]",
        "[金额@01:10]+1",
    ],
)
def test_what_cannot_be_one_is_refused(text: str) -> None:
    with pytest.raises(FormulaError):
        parse(text)
