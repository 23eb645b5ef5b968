from __future__ import annotations

import math
import sys
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import partial
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.formula.generated import ROWS, rule, table
from xltool.formula import (
    ExcelError,
    FormulaError,
    Operand,
    Range,
    Reference,
    calculation,
    evaluate,
    in_cell,
    parse,
)
from xltool.formula.parser import MOST_PARTS
from xltool.formula.texts import length, trim
from xltool.formula.values import VALUE, nearly_equal, number_text, rounded

if TYPE_CHECKING:
    from xltool.formula import ExcelValue

NA = ExcelError("#N/A")
CELLS: dict[str, Operand] = {
    "空": None,
    "零": 0.0,
    "数": 12.5,
    "整": 12.0,
    "字": "abc",
    "数字": "12",
    "空字": "",
    "是": True,
    "错": NA,
    "一格": Range((7.0,)),
    "一词": Range(("已完成",)),
    "几格": Range((1.0, None, "12", True, "abc", 2.5)),
    "带错": Range((1.0, NA)),
    "全空": Range((None, None, "")),
}


def lookup(reference: Reference) -> Operand:
    return CELLS[reference.field]


# A rule and what it gives, as in Excel.
TABLE = """
# blanks
[空]=0 → TRUE
[空]="" → TRUE
[空]+1 → 1
[空]&"x" → "x"
[空] → 0
[空]<1 → TRUE
ISBLANK([空]) → TRUE
ISBLANK([空字]) → FALSE
[空字]=0 → FALSE
[空字]="" → TRUE
[空]=[空字] → TRUE
[空字]+1 → #VALUE!
NOT([空]) → TRUE
IF([空],1,2) → 2
[零]=[空] → TRUE
-[空] → 0
# text against numbers
1<"a" → TRUE
"12"=12 → FALSE
[数字]>1e300 → TRUE
[数字]+1 → 13
[字]+1 → #VALUE!
"12%"*100 → 12
"1,234"+0 → 1234
" 5 "+0 → 5
"2025-07-01"+0 → 45839
"2025-13-01"+0 → #VALUE!
"2025/7/1"+0 → #VALUE!
"１２"+0 → #VALUE!
"约30"+0 → #VALUE!
"12万"+0 → #VALUE!
"1 2"+0 → #VALUE!
""+0 → #VALUE!
--[数字] → 12
"1e400"+0 → #VALUE!
"12,34"+0 → #VALUE!
# TRUE in a cell is neither
[是]>9e99 → TRUE
[是]>"z" → TRUE
ISNUMBER([是]) → FALSE
[是]+1 → 2
[是]&"" → "TRUE"
SUM([是]) → 0
AND([是],[是]) → TRUE
[是]=[空] → FALSE
N([是]) → 1
ISLOGICAL([是]) → TRUE
# whole numbers are numbers
[整]=12 → TRUE
ISNUMBER([整]) → TRUE
SUM([整]) → 12
# case, width
"ABC"=[字] → TRUE
"Ａ"="A" → FALSE
EXACT("ABC",[字]) → FALSE
"abc "=[字] → FALSE
# errors go on, or are caught
[错]+1 → #N/A
[错]=1 → #N/A
IF([错],1,2) → #N/A
IF(TRUE,1,[错]) → 1
IFERROR([错],5) → 5
ISERROR(1/0) → TRUE
ISNA([错]) → TRUE
ISNA(1/0) → FALSE
ISNA([错]=1/0) → TRUE
ISNA(1/0=[错]) → FALSE
ISNA([错]="已完成") → TRUE
[空]="已完成" → FALSE
[空]<>"已完成" → TRUE
[是]="已完成" → FALSE
12="已完成" → FALSE
NA() → #N/A
AND(FALSE,[错]>1) → #N/A
OR(TRUE,1/0>1) → #DIV/0!
[错]&[字] → #N/A
SUM([带错]) → #N/A
COUNT([带错]) → 1
MAX([带错]) → #N/A
ISBLANK([错]) → FALSE
T([错]) → #N/A
LEN([错]) → #N/A
COUNTA([带错]) → 2
COUNTIF([带错],"#n/a") → 1
AND([带错]) → #N/A
TOLERANCE([带错]) → #N/A
DECIMALS([错]) → #N/A
# several cells
[一格]+1 → 8
[几格]+1 → #VALUE!
[一格]=7 → TRUE
[一格]>7 → FALSE
[一词]="已完成" → TRUE
[一词]=[一词] → TRUE
[一词]="未启动" → FALSE
[几格]=1 → #VALUE!
[几格]="已完成" → #VALUE!
LEN([一词]) → 3
IF([一格],1,2) → 1
ISNUMBER([一格]) → TRUE
ISERROR([几格]) → TRUE
SUM([几格]) → 3.5
COUNT([几格]) → 2
COUNTA([几格]) → 5
AVERAGE([几格]) → 1.75
MAX([几格]) → 2.5
MIN([几格],0.5) → 0.5
COUNTBLANK([全空]) → 3
COUNTA([全空]) → 1
SUM([全空]) → 0
AVERAGE([全空]) → #DIV/0!
MAX([全空]) → 0
AND([全空]) → #VALUE!
AND([几格]) → TRUE
OR([几格],1=2) → TRUE
SUM("12",1) → 13
SUM("abc") → #VALUE!
SUM([数字]) → 0
COUNT("12","abc",1=1,[数字]) → 2
# criteria
COUNTIF([几格],"12") → 1
COUNTIF([几格],1) → 1
COUNTIF([几格],">1") → 1
COUNTIF([几格],"a*") → 1
COUNTIF([几格],"<>abc") → 5
COUNTIF([几格],"") → 1
COUNTIF([全空],"") → 3
COUNTIF([全空],"=") → 2
COUNTIF([几格],"<>") → 5
COUNTIF([几格],"?b?") → 1
COUNTIF([几格],"~a*") → 0
COUNTIF([几格],">b") → 0
COUNTIF([几格],"<b") → 2
SUMIF([几格],"<2",[几格]) → 1
SUMIF([几格],">=1") → 3.5
COUNTIF([字],"~?") → 0
# arithmetic at its limits
1/0 → #DIV/0!
0^0 → #NUM!
0^-1 → #DIV/0!
1E300*1E300 → #NUM!
-1E300*1E300 → #NUM!
1E-200*1E-200 → 0
SQRT(-1) → #NUM!
(-8)^(1/3) → #NUM!
10^400 → #NUM!
SUM(9E307,9E307) → #NUM!
0.1+0.2-0.3 → 0
2^0.5^2 → 2
-2^2 → 4
# rounding is decimal
ROUND(2.675,2) → 2.68
ROUND(1.005,2) → 1.01
ROUND(-2.5,0) → -3
ROUND(1250,-2) → 1300
ROUND(28.5,0) → 29
ROUND(0.285*100,0) → 29
INT((0.1+0.7)*10) → 8
INT(-2.5) → -3
TRUNC(-2.59,1) → -2.5
ROUNDUP(-1.21,1) → -1.3
ROUNDDOWN(1.29,1) → 1.2
ROUND(1E300,2) → 1e+300
ROUND(0,2) → 0
ROUND(1.5,500) → 1.5
ROUND(5,-500) → 0
SIGN(100.1-100-0.1) → 0
SIGN(-3) → -1
ROUND(0.123456789,8) → 0.12345679
TRUNC(5.7) → 5
# calculated numbers are compared to six decimals
0.1+0.2=0.3 → TRUE
100.1-100=0.1 → TRUE
100.1-100>=0.1 → TRUE
1/3=0.333333 → TRUE
1/3=0.33333 → FALSE
NOT(100.1-100-0.1) → TRUE
IF(0.3-0.2-0.1,1,2) → 2
[数]=12.5000000001 → FALSE
IF(TRUE,100.1-100,0)=0.1 → TRUE
ABS(100.1-100-0.1)=0 → TRUE
IFERROR(100.1-100,0)=0.1 → TRUE
-(100.1-100)=-0.1 → TRUE
(100.1-100)%=0.001 → TRUE
# texts
LEN("重点工作") → 4
LEN(12.50) → 4
LEN(1/3) → 17
LEFT("攻坚办",2) → "攻坚"
RIGHT("攻坚办") → "办"
RIGHT("abc",0) → ""
MID("abcd",2,2) → "bc"
MID("abc",0,1) → #VALUE!
MID("abc",9,1) → ""
LEFT("abc",-1) → #VALUE!
FIND("b","abc") → 2
FIND("B","abc") → #VALUE!
SEARCH("B","abc") → 2
SEARCH("?c","abc") → 2
SEARCH("a*","xxabc") → 3
FIND("c","abc",3) → 3
FIND("","abc") → 1
FIND("b","abc",0) → #VALUE!
SUBSTITUTE("aaa","a","b",2) → "aba"
SUBSTITUTE("aaa","","b") → "aaa"
SUBSTITUTE("aaa","a","b",9) → "aaa"
SUBSTITUTE("aaa","a","b",0) → #VALUE!
SUBSTITUTE("a b"," ","") → "ab"
TRIM("  a   b ") → "a b"
TRIM("　a") → "　a"
REPT("ab",2.9) → "abab"
REPT("ab",-1) → #VALUE!
REPT("ab",20000) → #VALUE!
REPT("a",20000)&REPT("a",20000) → #VALUE!
UPPER("aBc")&LOWER("DeF") → "ABCdef"
CONCATENATE("a",1,[空]) → "a1"
VALUE("12%") → 0.12
VALUE([空]) → 0
VALUE("abc") → #VALUE!
T(5) → ""
T([字]) → "abc"
N([字]) → 0
SUBSTITUTE(REPT("a",20000),"a","bb") → #VALUE!
# characters beyond the basic plane are two, as in Excel
LEN("𠮷") → 2
LEFT("𠮷a",2) → "𠮷"
FIND("a","𠮷a") → 3
MID("𠮷a",3,1) → "a"
# numbers as texts
1e15&"" → "1000000000000000"
1e20&"" → "1E+20"
0.000015&"" → "0.000015"
1.5e-20&"" → "1.5E-20"
-0.5&"" → "-0.5"
123456789.123456*1000&"" → "123456789123.456"
(0.1+0.2)&"" → "0.3"
1e300&"" → "1E+300"
1000*1&"" → "1000"
# dates
YEAR(45839) → 2025
MONTH(45839) → 7
DAY("2025-07-01") → 1
DATE(2025,14,1)-DATE(2026,2,1) → 0
DATE(2025,1,0)=DATE(2024,12,31) → TRUE
DATE(99999,1,1) → #NUM!
YEAR(1E10) → #NUM!
DATE(2025,1,1E12) → #NUM!
# our own
DECIMALS([数]) → 1
DECIMALS([整]) → 0
DECIMALS([字]) → 0
DECIMALS([空]) → 0
TOLERANCE([数]) → 0.05
TOLERANCE([空],[字]) → 5e-100
TOLERANCE([零],[数]) → 0.05
TOLERANCE([几格]) → 0.5
"""
CASES = [
    tuple(line.split(" → "))
    for line in TABLE.strip().splitlines()
    if not line.startswith("# ")
]


def shown(found: ExcelValue) -> str:
    """Write a result as the table does."""
    if isinstance(found, ExcelError):
        return found.code
    if isinstance(found, bool):
        return str(found).upper()
    return f"{found:.15g}" if isinstance(found, float) else f'"{found}"'


@pytest.mark.parametrize(("rule_text", "expected"), CASES)
def test_a_rule_is_calculated_as_excel_does(rule_text: str, expected: str) -> None:
    assert shown(evaluate(parse(rule_text), lookup)) == expected


def test_parts_agree_with_their_total_to_the_precision_in_which_they_are_printed() -> (
    None
):
    agrees = parse(
        "ABS([累计完成]-SUM([分项.累计完成]))<=TOLERANCE([累计完成],[分项.累计完成])"
    )

    def judged(total: float, *parts: ExcelValue) -> ExcelValue:
        return evaluate(
            agrees, lambda reference: Range(parts) if reference.sheet else total
        )

    assert judged(40.4303, 24.7573, 14.2959, 1.377) is True
    assert judged(40.4307, 24.7573, 14.2959, 1.377) is True  # exactly half a unit off
    assert judged(40.4308, 24.7573, 14.2959, 1.377) is False
    assert judged(40.4304, 24.7573, 14.2959, 1.3771) is False
    assert judged(8.0, 3.0, 4.0) is False
    assert judged(24.7573, 24.7573, 0.0) is True
    assert judged(24.7574, 24.7573, 0.0) is False, (
        "a reported 0 does not coarsen the others"
    )
    assert judged(24.7573, 24.7573, None, "不适用") is True


@given(
    st.randoms(use_true_random=False),
    st.lists(st.none() | st.floats() | st.booleans() | st.text() | st.just(NA)),
)
@settings(max_examples=150, deadline=None)
def test_no_data_makes_a_rule_raise(random: Random, values: list[ExcelValue]) -> None:
    def anything(reference: Reference) -> Operand:
        if reference.sheet in ("表", "分项"):
            return Range(tuple(values))
        return random.choice([None, *values])

    values = [in_cell(value) if isinstance(value, float) else value for value in values]
    result = evaluate(parse(rule(random)), anything)
    assert isinstance(result, (float, str, bool, ExcelError))


@given(st.integers(0, 2**32))
@settings(max_examples=100, deadline=None)
def test_rules_that_are_calculated_together_give_what_each_gives_alone(
    seed: int,
) -> None:
    random = Random(seed)  # noqa: S311 - the same rules every time, not a secret
    rules = [rule(random) for _ in range(5)]
    rules += [
        f"IFERROR({rules[0]},{rules[0]})",
        f"IF(ISERROR({rules[1]}),1,COUNT({rules[1]}))",
        rules[2],
    ]
    trees, cells, row = (
        list(map(parse, filter(is_in_order, rules))),
        table(random),
        random.randrange(ROWS),
    )
    together = calculation(trees)
    found = together.values(*(cells.lookup(row, one) for one in together.references))
    alone = [evaluate(tree, partial(cells.lookup, row)) for tree in trees]
    assert [(type(one), one) for one in found] == [(type(one), one) for one in alone]


def is_in_order(text: str) -> bool:
    """Whether a rule can be read."""
    try:
        parse(text)
    except FormulaError:
        return False
    return True


def test_a_part_that_rules_share_is_calculated_once_and_fails_each_time() -> None:
    together = calculation(
        list(
            map(parse, ("[字]+1", "ISERROR([字]+1)", "IFERROR([字]+1,7)", "1-([字]+1)"))
        )
    )
    assert together.values("约30") == (VALUE, True, 7.0, VALUE)
    assert together.values("29") == (30.0, False, 30.0, -29.0)
    assert together.references == (Reference("", "字"),)


def test_the_longest_rule_is_calculated() -> None:
    rule_text = "+".join(["[数]"] * (MOST_PARTS + 1))
    assert evaluate(parse(rule_text), lookup) == 12.5 * (MOST_PARTS + 1)


def test_a_text_without_capitals_has_one_spelling() -> None:
    """What `evaluate` takes for granted where a rule asks for a word such as 零报告."""
    for char in map(chr, range(sys.maxunicode + 1)):
        small = char.lower()
        assert small == char or any(one.lower() != one.upper() for one in small)
        assert char == small or char.lower() != char.upper()


@given(st.text(alphabet=" a甲𠮷\ud800"))
def test_texts_are_counted_and_trimmed_as_their_units_are(text: str) -> None:
    assert length(text) == len(text.encode("utf-16-le", "surrogatepass")) / 2
    assert trim(text) == " ".join(word for word in text.split(" ") if word)


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(-40, 40))
def test_numbers_that_clearly_differ_are_not_nearly_equal(
    number: float, steps: int
) -> None:
    other = number
    for _ in range(abs(steps)):
        other = math.nextafter(other, math.inf if steps > 0 else -math.inf)
    near = number == other or (
        (number < 0) == (other < 0)
        and not (
            number.is_integer()
            and other.is_integer()
            and max(abs(number), abs(other)) < 2**53
        )
        and abs(number - other) < min(abs(number), abs(other)) * 2**-48
    )
    assert nearly_equal(number, other) == near


def test_a_pattern_full_of_stars_costs_no_time() -> None:
    stars, long = "*a" * 60 + "b", "a" * 20000

    def cell(reference: Reference) -> Operand:
        return stars if reference.field == "式" else Range((long,))

    assert evaluate(parse("COUNTIF([表.文],[式])"), cell) == 0.0


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 8))
@example(1000000000000.125, 2)
@example(2.675, 2)
@example(-0.0000005, 6)
@example(0.49995, 4)
@settings(max_examples=300, deadline=None)
def test_rounding_in_binary_gives_what_rounding_of_the_digits_gives(
    number: float, digits: int
) -> None:
    number = round(number % 1e10, 9) or number
    fifteen = Context(prec=15, rounding=ROUND_HALF_UP).create_decimal_from_float(
        abs(number)
    )
    step = Decimal(1).scaleb(-digits)
    size = float(
        fifteen.quantize(step, rounding=ROUND_HALF_UP, context=Context(prec=700))
    )
    assert rounded(number, digits) == (
        number if number.is_integer() else math.copysign(size, number)
    )


@given(
    st.floats(-1e14, 1e14).map(lambda number: round(number, 6)) | st.floats(-1e5, 1e5)
)
@settings(max_examples=300, deadline=None)
def test_a_number_is_written_with_its_first_fifteen_digits(number: float) -> None:
    plain = f"{Decimal(f'{number:.14e}'):f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    written = number_text(number)
    assert written == ("0" if not number else plain) or "E" in written


def test_ranges_are_the_same_only_if_their_values_are_of_the_same_kind() -> None:
    assert Range((1.0, None, "甲")) == Range((1.0, None, "甲"))
    assert hash(Range((1.0,))) == hash(Range((1.0,)))
    assert Range((1.0,)) != Range((True,))
    assert Range((0.0,)) != Range((False,))
    assert Range((1.0,)) != Range((1.0, 1.0))
    assert Range((1.0,)) != 1.0
