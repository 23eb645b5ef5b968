"""Two laws: what is written is read back; and whatever is done to a workbook, nothing is misread in silence."""

from __future__ import annotations

import contextlib
import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.checks.hands import DATA_SHEETS, HARMFUL, HARMLESS
from tests.checks.returned import (
    UNIT,
    Book,
    book,
    contents,
    context,
    judged,
    layout,
    stamp,
    values,
)
from xltool.checks import headers
from xltool.checks.identify import Sent
from xltool.checks.invisible import without_invisible
from xltool.checks.judge import judge
from xltool.checks.phrases import says_nothing
from xltool.excel.issue import write_issued
from xltool.excel.reading import read_bytes
from xltool.findings import Severity
from xltool.forms.building import grown
from xltool.forms.design import FieldType
from xltool.model.value import NOT_APPLICABLE, Value, Values, reported
from xltool.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.checks.hands import Hand
    from tests.checks.returned import Page
    from xltool.forms.design import Field
    from xltool.model.submission import Judgement

_ODD_TEXTS = st.sampled_from(
    [
        "=1+1",
        "@名称",
        "+86",
        "-",
        "<b>&\"'",
        "第一行\n第二行",
        "𠮷",
        "0012",
        "TRUE",
        "1e5",
    ]
)


def _texts() -> st.SearchStrategy[str]:
    """Texts as people type them; what the reader takes for no text (同上, 不适用, blanks around) is left out."""
    plain = st.text(
        st.characters(
            codec="utf-8", exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Co", "Cn")
        ),
        min_size=1,
        max_size=40,
    )
    return st.one_of(plain, _ODD_TEXTS).map(str.strip).filter(_is_plain)


def _is_plain(text: str) -> bool:
    bare = squeeze(text)
    return (
        any(char.isalnum() for char in bare)
        and "_x" not in text
        and bare not in {"不适用", "零报告", "同上", "NA"}
        and not says_nothing(text)
        and without_invisible(text) == text
    )


def _contents(field: Field) -> st.SearchStrategy[Value]:  # noqa: PLR0911 - one for each type
    choices = layout().form.choices.get(field.choices, ())
    match field.type:
        case FieldType.NUMBER | FieldType.INTEGER | FieldType.PERCENT:
            number = st.decimals(
                min_value=-(10**9), max_value=10**9, places=4, allow_nan=False
            )
            if field.type is FieldType.INTEGER:
                number = number.map(lambda one: one.quantize(Decimal(1)))
            return st.one_of(
                number.map(lambda one: reported(one.normalize())),
                st.just(NOT_APPLICABLE),
            )
        case FieldType.DATE:
            days = st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31))
            return days.map(reported)
        case FieldType.CHOICE:
            return st.sampled_from(choices).map(reported)
        case FieldType.PHONE:
            return st.from_regex(r"1[3-9]\d{9}|0\d{3}-\d{7}", fullmatch=True).map(
                reported
            )
        case FieldType.YEAR_MONTH:
            return st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)).map(
                lambda day: reported(f"{day:%Y-%m}")
            )
        case FieldType.ID_NUMBER:
            return st.just(reported("11010519491231002X"))
        case FieldType.CREDIT_CODE:
            return st.just(reported("91110000600037341L"))
        case FieldType.TEXT | FieldType.ATTACHMENT:
            return st.one_of(_texts().map(reported), st.just(NOT_APPLICABLE))


@st.composite
def _values(draw: st.DrawFn) -> Values:
    drawn: Values = {}
    for sheet, row, field in layout().inputs():
        value = draw(st.one_of(st.none(), _contents(field)))
        if value is not None:
            drawn.setdefault(sheet.design.key, {}).setdefault(row.key, {})[
                field.key
            ] = value
    return drawn


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(_values())
@pytest.mark.no_cover
def test_what_is_written_is_read_back(written: Values) -> None:
    issued = grown(layout(), written)
    reading = read_bytes(write_issued(issued, stamp(layout()), values=written))
    read = judge(
        reading.workbook, Sent(name="x.xlsx"), context(), reading.findings
    ).values
    assert _plain(read) == _plain(written)


def _plain(read: Values) -> dict[tuple[str, str, str], object]:
    found = contents(read)
    numbers = {
        key: value for key, value in found.items() if not isinstance(value, tuple)
    }
    assert not numbers
    return found


@st.composite
def _structural(draw: st.DrawFn) -> list[str]:
    """Draw what is done, one thing after the other; each must find what it looks for."""
    return draw(st.lists(st.sampled_from(sorted(HARMLESS)), min_size=2, max_size=5))


@settings(deadline=None, max_examples=150)
@given(_structural())
@pytest.mark.no_cover
def test_one_harm_after_another_is_read_right_or_reported(names: list[str]) -> None:
    one = book()
    for name in names:
        _try(one, HARMLESS[name])
    _assert_nothing_misread(judged(one), contents(values()))


def _try(one: Book, hand: Hand) -> None:
    """Do something if the book still has what it is done to."""
    with contextlib.suppress(StopIteration, IndexError):
        hand(one)


def _assert_nothing_misread(
    judgement: Judgement, meant: dict[tuple[str, str, str], object]
) -> None:
    """Either the values are those that were meant, or an error or a query names a place (or the whole file)."""
    if contents(judgement.values) == meant and judgement.unit in {UNIT, ""}:
        return
    raised = [one for one in judgement.findings if one.severity is not Severity.NOTE]
    assert raised, "misread without a word"
    assert all(one.place.sheet or one.code.startswith("S1") for one in raised)


Move = tuple[str, str, int, int]


@st.composite
def _moves(draw: st.DrawFn) -> list[Move]:
    """Draw blind strokes: rows, columns and cells deleted, inserted, moved, copied, overwritten anywhere."""
    kinds = st.sampled_from(sorted(_STROKES))
    numbers = st.integers(0, 18)
    return draw(
        st.lists(
            st.tuples(kinds, st.sampled_from(DATA_SHEETS), numbers, numbers),
            min_size=1,
            max_size=4,
        )
    )


@settings(deadline=None, max_examples=300)
@given(_moves())
@pytest.mark.no_cover
def test_blind_strokes_are_never_misread_in_silence(moves: list[Move]) -> None:
    """Every stroke leaves each content in its own row and column, so each is read as what it was, or not at all."""
    one = book()
    for move in moves:
        _stroke(one, *move)
    judgement = judged(one)
    if {Severity.ERROR, Severity.QUERY} & {
        finding.severity for finding in judgement.findings
    }:
        return
    read, meant = contents(judgement.values), contents(values())
    keyed = {key: value for key, value in read.items() if not key[1].startswith("+")}
    assert keyed.items() <= meant.items()
    assert _entries(read) <= _entries(meant)
    if not any(kind in {"clear", "delete row", "delete column"} for kind, *_ in moves):
        assert {key for key in meant if not key[1].startswith("+")} == set(keyed)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(sorted(HARMLESS | HARMFUL)), max_size=2), _moves())
@pytest.mark.no_cover
def test_rows_as_issued_are_judged_as_all_others_are(
    hands: list[str], moves: list[Move]
) -> None:
    one = book()
    for move in moves:
        _stroke(one, *move)
    for name in hands:
        _try(one, HARMLESS[name] if name in HARMLESS else HARMFUL[name][0])
    at_once = judged(one)
    with (
        patch.object(headers, "rows_as_issued", return_value={}),
        patch.object(headers, "is_issued_header", return_value=False),
    ):
        assert at_once == judged(one)


def _entries(read: dict[tuple[str, str, str], object]) -> set[tuple[str, str, object]]:
    """Give what free sheets say, whatever the order of their rows."""
    return {
        (sheet, field, value)
        for (sheet, row, field), value in read.items()
        if row.startswith("+")
    }


def _stroke(one: Book, kind: str, sheet: str, first: int, second: int) -> None:
    page = one[sheet]
    rows = page.rows
    height, width = len(rows), max(map(len, rows), default=0)
    if height and width:
        _STROKES[kind](
            page,
            first % (width if "column" in kind else height),
            second % (height if "row" in kind else width),
        )


def _move_column(page: Page, first: int, second: int) -> None:
    cells = page.delete_column(first)
    for row, cell in zip(page.rows, cells, strict=True):
        if len(row) >= second:
            row.insert(second, cell)


def _clear(page: Page, row: int, column: int) -> None:
    if column < len(page.rows[row]):
        page.rows[row][column] = None


_STROKES: dict[str, Callable[[Page, int, int], object]] = {
    "insert row": lambda page, row, _: page.insert_row(row),
    "delete row": lambda page, row, _: page.rows.pop(row),
    "move row": lambda page, row, to: page.rows.insert(to, page.rows.pop(row)),
    "copy row": lambda page, row, to: page.rows.insert(to, list(page.rows[row])),
    "insert column": lambda page, column, _: page.insert_column(column),
    "delete column": lambda page, column, _: page.delete_column(column),
    "move column": _move_column,
    "clear": _clear,
}


@pytest.mark.no_cover
def test_no_harm_hides_another() -> None:
    """Each error is still reported where every sheet was renamed as well."""
    for name, (hand, _, _) in HARMFUL.items():
        one = book()
        hand(one)
        _try(one, HARMLESS["every sheet is renamed"])
        assert any(
            finding.severity is Severity.ERROR for finding in judged(one).findings
        ), name
