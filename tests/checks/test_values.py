"""One raw cell read: tables of what people write, what it means, and what is said about it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xltool.checks.invisible import without_invisible
from xltool.checks.values import raw_text, read_as_shown, read_value
from xltool.findings import CATALOGUE, Severity
from xltool.forms.design import Field, FieldType
from xltool.model.grid import Appearance, CellError, Raw, Run
from xltool.model.value import MISSING, State, reported

if TYPE_CHECKING:
    from xltool.findings import Finding
    from xltool.model.value import Value

AROUND = dt.date(2025, 7, 31)
CHOICES = ("未启动", "推进中", "已完成")


def field(kind: FieldType, *, required: bool = False) -> Field:
    return Field(key="字段", label="字段", type=kind, required=required)


def read(
    raw: Raw | CellError, kind: FieldType, unit: str = "", *, required: bool = False
) -> tuple[State, object, list[str]]:
    value, findings = read_value(
        raw, field(kind, required=required), unit, around=AROUND, choices=CHOICES
    )
    return value.state, value.content, [one.code for one in findings]


NUMBERS: list[tuple[Raw, str, str, list[str]]] = [
    # as it stands        unit      read        findings
    (12.5, "万元", "12.5", []),
    (12, "个", "12", []),
    (24.7573, "亿元", "24.7573", []),
    (0.1 + 0.2, "万元", "0.3", []),
    (1e14, "元", "100000000000000", []),
    (-3.0, "万元", "-3", []),
    ("12.50", "万元", "12.50", ["V301"]),
    ("24.7570", "亿元", "24.7570", ["V301"]),
    ("１２．５", "万元", "12.5", ["V301"]),
    (" 12.5 ", "万元", "12.5", ["V301"]),
    ("1,234.5", "万元", "1234.5", ["V301"]),
    ("1，234，567", "万元", "1234567", ["V301"]),
    ("12 345", "万元", "12345", ["V301"]),
    ("12\u00a0345", "万元", "12345", ["V301"]),
    ("'12.5", "万元", "12.5", ["V301"]),
    ("1.38E+10", "元", "13800000000", ["V301"]),
    ("－5", "万元", "-5", ["V301"]),
    ("负5", "万元", "-5", ["V301"]),
    ("+5.2", "万元", "5.2", ["V301"]),
    ("1.2亿", "万元", "12000", ["V302"]),
    ("1.2亿元", "万元", "12000", ["V302"]),
    ("1亿2000万元", "万元", "12000", ["V303"]),
    ("3千万", "万元", "3000", ["V302"]),
    ("3000万", "亿元", "0.3", ["V302"]),
    ("5000元", "万元", "0.5", ["V302"]),
    ("30万元", "万元", "30", ["V303"]),
    ("12.50万元", "万元", "12.50", ["V303"]),
    ("1.2万", "个", "12000", ["V302"]),
    ("3个", "个", "3", ["V303"]),
    ("2公顷", "亩", "30", ["V302"]),
    ("1.5吨", "千克", "1500", ["V302"]),
    ("1.2亿", "", "120000000", ["V302"]),
    ("3个", "", "3", ["V206"]),
    ("三百二十", "万元", "320", ["V304"]),
    ("十二个", "个", "12", ["V303", "V304"]),
    ("两百", "个", "200", ["V304"]),
    ("三百万元", "万元", "300", ["V302", "V304"]),
    ("一亿二千万", "万元", "12000", ["V303", "V304"]),
    ("负三", "万元", "-3", ["V304"]),
    ("百分之五点二", "%", "5.2", ["V303", "V304"]),
    ("约30", "万元", "30", ["V201"]),
    ("近3000万元", "万元", "3000", ["V303", "V201"]),
    ("30余", "个", "30", ["V201"]),
    ("30余家", "家", "30", ["V303", "V201"]),
    ("二十多个", "个", "20", ["V303", "V304", "V201"]),
    ("30个以上", "个", "30", ["V303", "V201"]),
    ("超30", "个", "30", ["V201"]),
    ("30左右", "个", "30", ["V201"]),
    ("预计30", "个", "30", ["V201"]),
    (12.5, "%", "12.5", []),
    (0.125, "%", "0.125", ["V202"]),
    (1.0, "%", "1", ["V202"]),
    ("0.125", "%", "0.125", ["V202"]),
    ("0.5%", "%", "0.5", ["V303"]),
    ("12.5%", "%", "12.5", ["V303"]),
    ("１２．５％", "%", "12.5", ["V303"]),
    ("同比增长5.2%", "%", "5.2", ["V303", "V305"]),
    ("下降3%", "%", "-3", ["V303", "V305"]),
    ("增长-8.92%", "%", "-8.92", ["V303", "V305"]),
    ("2成", "%", "20", ["V302"]),
]

NOT_NUMBERS: list[tuple[Raw | CellError, str, str]] = [
    ("正在推进", "万元", "V104"),
    ("12..5", "万元", "V104"),
    ("12。5", "万元", "V104"),
    ("l2", "万元", "V104"),
    ("1O", "万元", "V104"),
    ("12.5(预计)", "万元", "V104"),
    ("12.5*", "万元", "V104"),
    ("3万5", "万元", "V104"),
    ("2000万1亿", "万元", "V104"),
    ("三五", "个", "V104"),
    ("百亿零", "万元", "V104"),
    ("零十一", "个", "V104"),
    ("十几", "个", "V104"),
    ("数十", "个", "V104"),
    ("若干", "个", "V104"),
    ("下降3", "万元", "V104"),
    ("下降-3%", "%", "V104"),
    ("￥12.5", "万元", "V104"),
    ("12.5第三方", "万元", "V104"),
    ("2-3", "个", "V105"),
    ("2—3家", "家", "V105"),
    ("2～3家", "家", "V105"),
    ("10至20", "个", "V105"),
    ("3/4", "个", "V106"),
    ("12+3", "万元", "V106"),
    ("=SUM(A1:A3)", "万元", "V106"),
    ("1,23", "万元", "V107"),
    ("1,2345", "万元", "V107"),
    ("1 2", "万元", "V107"),
    ("1.2美元", "万元", "V108"),
    ("3吨", "万元", "V108"),
    ("3家", "个", "V108"),
    ("5.2个百分点", "%", "V108"),
    ("1.2万", "%", "V108"),
    (dt.datetime(2025, 7, 8), "万元", "V109"),  # noqa: DTZ001 - a cell's time has no zone
    (dt.time(12, 30), "万元", "V109"),
    (True, "个", "V104"),
    (1.5e15, "元", "V111"),
    (float("nan"), "元", "V104"),
    (float("inf"), "元", "V104"),
    (CellError("#REF!"), "万元", "V102"),
    (CellError(), "万元", "V103"),
    ("同上", "万元", "V116"),
    ("〃", "万元", "V116"),
]

DATES: list[tuple[Raw, str, list[str]]] = [
    (dt.datetime(2025, 7, 8, 10, 30), "2025-07-08", []),  # noqa: DTZ001 - a cell's time has no zone
    (dt.date(2025, 7, 8), "2025-07-08", []),
    (45846.0, "2025-07-08", ["V306"]),
    (20250708.0, "2025-07-08", ["V306"]),
    ("45846", "2025-07-08", ["V306"]),
    ("2025-07-08", "2025-07-08", ["V306"]),
    ("2025.7.8", "2025-07-08", ["V306"]),
    ("2025/7/8", "2025-07-08", ["V306"]),
    ("2025、7、8", "2025-07-08", ["V306"]),
    ("２０２５．７．８", "2025-07-08", ["V306"]),
    ("2025年7月8日", "2025-07-08", ["V306"]),
    ("2025年07月08号", "2025-07-08", ["V306"]),
    ("2025 年 7 月 8 日", "2025-07-08", ["V306"]),
    ("2025-07-08 10:30", "2025-07-08", ["V306"]),
    ("20250708", "2025-07-08", ["V306"]),
    ("二〇二五年七月八日", "2025-07-08", ["V306"]),
    ("二○二五年七月八日", "2025-07-08", ["V306"]),
    ("二〇二五年十二月三十一日", "2025-12-31", ["V306"]),
    ("7月8日", "2025-07-08", ["V306"]),
    ("7月8号", "2025-07-08", ["V306"]),
    ("七月十八日", "2025-07-18", ["V306"]),
    ("1月8日", "2025-01-08", ["V204"]),
    ("25.7.8", "2025-07-08", ["V204"]),
    ("7.8", "2025-07-08", ["V204"]),
    ("7/8", "2025-07-08", ["V204"]),
    ("2025年7月", "2025-07-31", ["V203"]),
    ("2025.7", "2025-07-31", ["V203"]),
    ("2025年7月底", "2025-07-31", ["V203"]),
    ("8月底前", "2025-08-31", ["V203"]),
    ("2025年底", "2025-12-31", ["V203"]),
    ("年底前", "2025-12-31", ["V203"]),
]

NOT_DATES: list[tuple[Raw, str]] = [
    ("2025-02-30", "V112"),
    ("2025年13月1日", "V112"),
    ("尽快", "V112"),
    ("立行立改", "V112"),
    ("2025", "V112"),
    (7.8, "V112"),
    (8.0, "V112"),
    (2025.0, "V112"),
    (True, "V112"),
    (dt.time(8, 0), "V112"),
    (dt.datetime(1900, 1, 8), "V113"),  # noqa: DTZ001 - a cell's time has no zone
    ("1025-07-08", "V113"),
]

PHONES: list[tuple[Raw, str, list[str]]] = [
    ("13812345678", "13812345678", []),
    (13812345678.0, "13812345678", []),
    ("1.3812345678E10", "13812345678", []),
    ("0730-8123456", "0730-8123456", []),
    ("（0730）8123456", "（0730）8123456", []),
    ("0730-8123456转801", "0730-8123456转801", []),
    ("8123456", "8123456", []),
    ("13812345678、0730-8123456", "13812345678、0730-8123456", []),
    ("138 1234 5678", "138 1234 5678", []),
    (7308123456.0, "7308123456", ["V205"]),
    ("1381234567", "1381234567", ["V205"]),
    ("张三 13812345678", "张三 13812345678", []),
]


@pytest.mark.parametrize(("raw", "unit", "number", "codes"), NUMBERS)
def test_a_number_is_read_and_said(
    raw: Raw, unit: str, number: str, codes: list[str]
) -> None:
    state, content, found = read(raw, FieldType.NUMBER, unit)
    assert (state, str(content), found) == (State.REPORTED, number, codes)


@pytest.mark.parametrize(("raw", "unit", "code"), NOT_NUMBERS)
def test_what_is_no_number_is_an_error_and_never_zero(
    raw: Raw | CellError, unit: str, code: str
) -> None:
    assert read(raw, FieldType.NUMBER, unit) == (State.MISSING, None, [code])
    assert CATALOGUE[code].severity is Severity.ERROR


@pytest.mark.parametrize(("raw", "day", "codes"), DATES)
def test_a_date_is_read_and_said(raw: Raw, day: str, codes: list[str]) -> None:
    assert read(raw, FieldType.DATE) == (
        State.REPORTED,
        dt.date.fromisoformat(day),
        codes,
    )


@pytest.mark.parametrize(("raw", "code"), NOT_DATES)
def test_what_is_no_date_is_an_error(raw: Raw, code: str) -> None:
    assert read(raw, FieldType.DATE) == (State.MISSING, None, [code])


@pytest.mark.parametrize(("raw", "text", "codes"), PHONES)
def test_a_phone_number_keeps_its_digits(raw: Raw, text: str, codes: list[str]) -> None:
    assert read(raw, FieldType.PHONE) == (State.REPORTED, text, codes)


def test_a_phone_whose_last_digits_excel_hid_is_not_made_up() -> None:
    value, findings = read_value("1.3812E+10", field(FieldType.PHONE), around=AROUND)
    assert value is MISSING
    assert [one.code for one in findings] == ["V117"]


def test_a_phone_without_a_digit_is_an_error() -> None:
    assert read("见通讯录", FieldType.PHONE) == (State.MISSING, None, ["V117"])


@pytest.mark.parametrize(
    ("raw", "choice", "codes"),
    [
        ("推进中", "推进中", []),
        (" 推进中 ", "推进中", []),
        ("推 进 中。", "推进中", ["V310"]),
    ],
)
def test_a_choice_is_read_up_to_blanks_and_punctuation(
    raw: str, choice: str, codes: list[str]
) -> None:
    assert read(raw, FieldType.CHOICE) == (State.REPORTED, choice, codes)


@pytest.mark.parametrize(
    ("raw", "hint"),
    [
        ("完成", "（是不是“已完成”？）。"),
        ("正在推进中", "（是不是“推进中”？）。"),
        (3.0, ""),
    ],
)
def test_another_choice_is_an_error_that_lists_what_may_be_chosen(
    raw: Raw, hint: str
) -> None:
    value, (finding,) = read_value(
        raw, field(FieldType.CHOICE), around=AROUND, choices=CHOICES
    )
    assert value is MISSING
    assert finding.code == "V114"
    assert hint in finding.message
    assert "未启动、推进中、已完成" in finding.message


@pytest.mark.parametrize(
    ("raw", "text", "codes"),
    [
        ("完成主体工程", "完成主体工程", []),
        ("  两端的空白不算 \n", "两端的空白不算", []),
        ("第一行\r\n第二行", "第一行\n第二行", []),
        (5.0, "5", []),
        (730.0, "730", []),
        ("=1+1", "=1+1", []),
        ("@某某", "@某某", []),
        ("无", "无", []),
        (True, "TRUE", []),
        (dt.datetime(2025, 7, 8), "2025-07-08", ["V309"]),  # noqa: DTZ001 - a cell's time has no zone
    ],
)
def test_a_text_stays_what_it_is(raw: Raw, text: str, codes: list[str]) -> None:
    assert read(raw, FieldType.TEXT) == (State.REPORTED, text, codes)


@pytest.mark.parametrize("kind", list(FieldType))
@pytest.mark.parametrize("raw", [None, "", "  ", "\u3000\n", "\u200b"])
def test_an_empty_cell_is_missing_without_a_word(raw: Raw, kind: FieldType) -> None:
    assert read(raw, kind, required=True) == (State.MISSING, None, [])


@pytest.mark.parametrize("kind", list(FieldType))
@pytest.mark.parametrize(
    ("raw", "codes"),
    [("不适用", []), ("不涉及", ["V308"]), ("N/A", ["V308"]), ("不适用。", ["V308"])],
)
def test_not_applicable_is_an_answer_everywhere(
    raw: str, codes: list[str], kind: FieldType
) -> None:
    assert read(raw, kind) == (State.NOT_APPLICABLE, None, codes)


@pytest.mark.parametrize(
    ("kind", "content"), [(FieldType.NUMBER, Decimal(0)), (FieldType.TEXT, None)]
)
def test_a_zero_report_is_an_answer(kind: FieldType, content: Decimal | None) -> None:
    assert read("零报告", kind) == (State.ZERO, content, [])
    assert read("0报告", kind) == (State.ZERO, content, ["V308"])


@pytest.mark.parametrize("raw", [0.0, 0, "0", "０", "0.00"])
def test_a_typed_zero_is_a_zero_report(raw: Raw) -> None:
    state, content, _ = read(raw, FieldType.NUMBER)
    assert (state, content) == (State.ZERO, 0)


@pytest.mark.parametrize("raw", ["-", "—", "——", "/", "、", "－", "…", "无", "没有"])
@pytest.mark.parametrize(
    "kind", [FieldType.NUMBER, FieldType.DATE, FieldType.CHOICE, FieldType.PHONE]
)
def test_a_dash_is_never_zero(raw: str, kind: FieldType) -> None:
    assert read(raw, kind, required=True) == (State.MISSING, None, ["V115"])
    assert read(raw, kind) == (State.MISSING, None, ["V307"])


@pytest.mark.parametrize(
    "raw", ["同上", "同 上", "同上行", "与上期一致", "〃", '"', "内容同上"]
)
def test_ditto_does_not_stand_for_content(raw: str) -> None:
    assert read(raw, FieldType.TEXT) == (State.MISSING, None, ["V116"])


def test_an_integer_field_takes_no_fraction() -> None:
    assert read(3.0, FieldType.INTEGER, "个") == (State.REPORTED, Decimal(3), [])
    assert read("1.2万", FieldType.INTEGER, "个") == (
        State.REPORTED,
        Decimal(12000),
        ["V302"],
    )
    assert read(3.5, FieldType.INTEGER, "个") == (State.MISSING, None, ["V110"])


@settings(deadline=None, max_examples=200)
@given(
    st.decimals(
        allow_nan=False,
        allow_infinity=False,
        min_value=-(10**11),
        max_value=10**11,
        places=4,
    )
)
def test_a_number_with_four_decimals_comes_back_from_a_cell_and_from_a_text(
    number: Decimal,
) -> None:
    assert read(float(number), FieldType.NUMBER)[1] == number
    assert str(read(f"{number:f}", FieldType.NUMBER)[1]) == f"{number:f}"


@settings(deadline=None, max_examples=500)
@given(
    st.one_of(
        st.text(
            alphabet="0123456789.,%-+ 万亿元约余以上三十百零年月日/—~个", max_size=12
        ),
        st.text(max_size=8),
        st.floats(),
        st.booleans(),
        st.datetimes(),
        st.times(),
        st.timedeltas(),
    ),
    st.sampled_from(list(FieldType)),
    st.sampled_from(["", "万元", "个", "%"]),
)
def test_any_cell_gives_a_value_or_says_why_not(
    raw: Raw, kind: FieldType, unit: str
) -> None:
    value, findings = read_value(raw, field(kind), unit, around=AROUND, choices=CHOICES)
    blank = raw is None or not raw_text(raw).strip(" \t\u3000\u200b")
    if (
        value.state is State.MISSING
        and not blank
        and any(char.isprintable() and not char.isspace() for char in raw_text(raw))
    ):
        assert findings
    seen = without_invisible(raw_text(raw))
    assert all("{" not in one.message.replace(seen, "") for one in findings)


def test_the_raw_cell_is_kept_beside_what_was_read() -> None:
    value, _ = read_value("1.2亿", field(FieldType.NUMBER), "万元", around=AROUND)
    assert value == reported(Decimal(12000), "1.2亿")


@pytest.mark.parametrize(
    ("raw", "kind", "unit", "expected", "codes"),
    [
        (1.2, FieldType.PERCENT, "", "120", ["V312"]),
        (0.063, FieldType.PERCENT, "", "6.3", ["V312"]),
        (-0.0892, FieldType.NUMBER, "%", "-8.92", ["V312"]),
        (1, FieldType.NUMBER, "%", "100", ["V312"]),
        (0, FieldType.PERCENT, "", "0", []),
        (1.2, FieldType.NUMBER, "万元", "1.2", ["V207"]),
        (0.5, FieldType.NUMBER, "", "0.5", ["V207"]),
        (0.0, FieldType.NUMBER, "万元", "0", []),
    ],
)
def test_a_number_shown_as_per_cent_is_read_as_it_is_shown(
    raw: float, kind: FieldType, unit: str, expected: str, codes: list[str]
) -> None:
    value, findings = as_shown(raw, "0.0%", kind, unit)
    assert (f"{value.number:f}", [one.code for one in findings]) == (expected, codes)


def as_shown(
    raw: Raw | CellError, code: str, kind: FieldType, unit: str = ""
) -> tuple[Value, tuple[Finding, ...]]:
    """Read a cell of the number format `code`."""
    return _seen(raw, Appearance(number_format=code), kind, unit)


def _seen(
    raw: Raw | CellError, look: Appearance, kind: FieldType, unit: str = ""
) -> tuple[Value, tuple[Finding, ...]]:
    one = field(kind)
    ordinary = partial(
        read_value, field=one, measurement_unit=unit, around=AROUND, choices=CHOICES
    )
    return read_as_shown(raw, look, one, unit, ordinary)


@pytest.mark.parametrize("raw", [None, "6.3%", CellError("#REF!")])
def test_what_holds_no_number_is_not_shown_as_per_cent(raw: Raw | CellError) -> None:
    one = field(FieldType.PERCENT)
    seen = as_shown(raw, "0%", FieldType.PERCENT)
    assert seen == read_value(raw, one, around=AROUND)


FORMATS: list[tuple[float, str, str, str | None, list[str]]] = [
    # held      format                   unit    read       findings
    (35.6, '0.0"亿元"', "万元", "356000", ["V313"]),
    (35.6, "0.0亿元", "万元", "356000", ["V313"]),
    (35.6, '[>=1]0.0"亿元";0.0"万元"', "万元", "356000", ["V313"]),
    (32.64, '0.00"万元"', "亿元", "0.003264", ["V313"]),
    (35.6, '0.0"万元"', "万元", "35.6", []),
    (35.6, '#,##0.0 "元"', "元", "35.6", []),
    (3560000000, "0!.0,", "万元", "356000", ["V211"]),
    (3560000000, "0\\.0,", "万元", "356000", ["V211"]),
    (3560000000, '0"."0,', "万元", "356000", ["V211"]),
    (3560000000, '0!.0,"万元"', "万元", "356000", ["V313"]),
    (3560000000, "0!.0000", "万元", "356000", ["V211"]),
    (32640, "0.00,", "亿元", "32.64", ["V211"]),
    (32640, '0.00,"亿元"', "亿元", "32.64", ["V313"]),
    (32640, "#,##0.00", "亿元", "32640", []),
    (3264000000, '[>=100000000]0.00,,"百万元";0', "亿元", "32.64", ["V313"]),
    (6.3, '"下降"0.0"%"', "%", "-6.3", ["V313"]),
    (-6.3, '"增长"0.0"%";"下降"0.0"%"', "%", "-6.3", []),
    (6.3, '"增长"0.0"%";"下降"0.0"%"', "%", "6.3", []),
    (-6.3, "↑0.0;↓0.0", "%", "-6.3", []),
    (-6.3, "0.00;[Red]0.00", "%", "-6.3", []),
    (-0.063, "0.0%;[红色](0.0%)", "%", "-6.3", ["V312"]),
    (-6.3, '"下降"0.0"%"', "%", "-6.3", ["V212"]),
    (6.3, '0.0"‰"', "‰", "6.3", []),
    (6.3, "0.0‰", "%", "0.63", ["V313"]),
    (0.063, "0.0%", "‰", "63", ["V313"]),
    (32.64, '"约"0.0', "亿元", "32.64", ["V201"]),
    (32.64, '0.0"（预计）"', "亿元", "32.64", ["V212"]),
    (32.64, '0.0"人"', "亿元", None, ["V108"]),
    (32.64, "[$$-409]0.0", "亿元", "32.64", ["V212"]),
    (32.64, "[$¥-804]#,##0.0", "亿元", "32.64", []),
    (32.64, ";;;", "亿元", "32.64", ["V212"]),
    (32.64, '"完成"', "亿元", "32.64", ["V212"]),
    (0, "0;-0;;@", "亿元", "0", []),
    (0, '0"亿元"', "万元", "0", []),
    (1e16, '0"元"', "元", None, ["V111"]),
]


@pytest.mark.parametrize(("held", "code", "unit", "expected", "codes"), FORMATS)
def test_a_number_is_read_as_its_format_shows_it(
    held: float, code: str, unit: str, expected: str | None, codes: list[str]
) -> None:
    value, findings = as_shown(held, code, FieldType.NUMBER, unit)
    number = None if value.number is None else f"{value.number:f}"
    assert (number, [one.code for one in findings]) == (expected, codes)


@pytest.mark.parametrize(
    ("held", "code", "kind", "expected", "codes"),
    [
        (7, "000", FieldType.TEXT, "007", ["V314"]),
        (2025, '0"年"', FieldType.TEXT, "2025年", ["V314"]),
        (0.95, "0%", FieldType.TEXT, "95%", ["V314"]),
        (7, "General", FieldType.TEXT, "7", []),
        (7, ";;;", FieldType.TEXT, "7", []),
        (7308123456, "0000-0000000", FieldType.PHONE, "0730-8123456", ["V314"]),
        (45839, "0.0,", FieldType.DATE, "2025-07-01", ["V306"]),
        (2.4, '0.0"个"', FieldType.INTEGER, "", ["V110"]),
        (1, '"推进中"', FieldType.CHOICE, "推进中", ["V314"]),
    ],
)
def test_a_text_is_read_as_its_format_shows_it(
    held: float, code: str, kind: FieldType, expected: str, codes: list[str]
) -> None:
    unit = "个" if kind is FieldType.INTEGER else ""
    value, findings = as_shown(held, code, kind, unit)
    assert (value.text, [one.code for one in findings]) == (expected, codes)


def runs(*pieces: tuple[str, str]) -> tuple[Run, ...]:
    """Make the pieces of a text: what each says, and 划 or 标 where it is struck or raised."""
    return tuple(
        Run(text=text, struck=mark == "划", raised=mark == "标")
        for text, mark in pieces
    )


@pytest.mark.parametrize(
    ("pieces", "kind", "expected", "codes"),
    [
        ((("30", "划"), ("32.64", "")), FieldType.NUMBER, "32.64", ["V208", "V301"]),
        ((("2", "划"), ("52", "")), FieldType.NUMBER, "52", ["V208", "V301"]),
        ((("52", ""), ("2", "划")), FieldType.NUMBER, "52", ["V208", "V301"]),
        ((("32.64", ""), ("1", "标")), FieldType.NUMBER, "32.64", ["V210", "V301"]),
        ((("32.64", ""), ("①", "标")), FieldType.NUMBER, "32.64", ["V210", "V301"]),
        ((("32.64", ""), (" ", "划")), FieldType.NUMBER, "32.64", ["V301"]),
        ((("30", "划"),), FieldType.NUMBER, "", ["V209"]),
        ((("旧句，", "划"), ("新句。", "")), FieldType.TEXT, "新句。", ["V208"]),
        ((("增加10m", ""), ("2", "标")), FieldType.TEXT, "增加10m²", []),
        ((("完成30", ""), ("2", "标"), ("亿元", "")), FieldType.TEXT, "完成30亿元", ["V210"]),
        ((("推进中", ""), ("已完成", "划")), FieldType.CHOICE, "推进中", ["V208"]),
    ],
)  # fmt: skip
def test_what_is_crossed_out_or_raised_is_no_part_of_what_is_read(
    pieces: tuple[tuple[str, str], ...],
    kind: FieldType,
    expected: str,
    codes: list[str],
) -> None:
    raw = "".join(text for text, _ in pieces)
    value, findings = _seen(raw, Appearance(runs=runs(*pieces)), kind, "亿元")
    assert (value.text, [one.code for one in findings]) == (expected, codes)


def test_a_raised_piece_of_a_unit_belongs_to_it() -> None:
    pieces = runs(("35.6万m", ""), ("2", "标"))
    look = Appearance(runs=pieces)
    value, findings = _seen("35.6万m2", look, FieldType.NUMBER, "万平方米")
    assert (value.text, [one.code for one in findings]) == ("35.6", ["V303"])


@pytest.mark.parametrize("raw", [32.64, "推进中", True])
def test_a_cell_that_is_crossed_out_is_not_read(raw: Raw) -> None:
    value, findings = _seen(raw, Appearance(struck=True), FieldType.NUMBER)
    assert (value.state, [one.code for one in findings]) == (State.MISSING, ["V209"])
