from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.builders import an_indicator
from xltool.model.indicator_kind import IndicatorKind as K
from xltool.model.value import MISSING, NOT_APPLICABLE, Value, reported
from xltool.rollup.progress import (
    Progress,
    ProgressStatus,
    decimals_of,
    goal_of,
    judge,
    ratio,
    rounded,
)
from xltool.rollup.wording import per_cent, progress_words
from xltool.settings import Standing

JULY = Decimal(7) / Decimal(12)


def progress(
    number: str | Value,
    *,
    year: Decimal = JULY,
    standing: Standing | None = None,
    **words: Any,
) -> Progress:
    value = number if isinstance(number, Value) else reported(Decimal(number))
    return judge(value, goal_of(an_indicator(**words)), year, standing or Standing())


@pytest.mark.parametrize(
    ("words", "number", "status", "gap"),
    [
        # what accumulates is compared with 序时进度 (58.33 %)
        ({"value": Decimal(120)}, "120", ProgressStatus.DONE, "41.67"),
        ({"value": Decimal(120)}, "130.5", ProgressStatus.DONE, "50.42"),
        ({"value": Decimal(120)}, "70", ProgressStatus.ON_TRACK, "0.00"),
        ({"value": Decimal(120)}, "69.9", ProgressStatus.BEHIND, "-0.08"),
        ({"value": Decimal(120)}, "58.1", ProgressStatus.BEHIND, "-9.92"),
        ({"value": Decimal(120)}, "58", ProgressStatus.BEHIND, "-10.00"),
        ({"value": Decimal(120)}, "57.9", ProgressStatus.SERIOUSLY_BEHIND, "-10.08"),
        ({"value": Decimal(120)}, "0", ProgressStatus.SERIOUSLY_BEHIND, "-58.33"),
        # 突破: the target itself is not enough; a range is reached at its low bound
        (
            {"value": Decimal(120), "comparison": ">"},
            "120",
            ProgressStatus.ON_TRACK,
            "41.67",
        ),
        (
            {"value": Decimal(120), "comparison": ">"},
            "120.01",
            ProgressStatus.DONE,
            "41.68",
        ),
        (
            {"value": Decimal(2), "value_high": Decimal(3), "comparison": "range"},
            "2",
            ProgressStatus.DONE,
            "41.67",
        ),
        ({"value": Decimal(36), "comparison": "="}, "36", ProgressStatus.DONE, "41.67"),
        (
            {"value": Decimal(36), "comparison": "~"},
            "20",
            ProgressStatus.BEHIND,
            "-2.78",
        ),
        # less is better
        (
            {"value": Decimal(60), "comparison": "<="},
            "35",
            ProgressStatus.ON_TRACK,
            "0.00",
        ),
        (
            {"value": Decimal(60), "comparison": "<="},
            "36",
            ProgressStatus.BEHIND,
            "-1.67",
        ),
        (
            {"value": Decimal(60), "reverse": True},
            "45",
            ProgressStatus.SERIOUSLY_BEHIND,
            "-16.67",
        ),
        (
            {"value": Decimal(60), "comparison": "<="},
            "61",
            ProgressStatus.SERIOUSLY_BEHIND,
            "-43.33",
        ),
        ({"value": Decimal(0), "comparison": "<="}, "0", ProgressStatus.ON_TRACK, None),
        (
            {"value": Decimal(0), "comparison": "<="},
            "1",
            ProgressStatus.SERIOUSLY_BEHIND,
            None,
        ),
        # what there is, or is on average, is compared with the target itself
        (
            {"value": Decimal(120), "kind": K.STOCK},
            "70",
            ProgressStatus.SERIOUSLY_BEHIND,
            "-41.67",
        ),
        (
            {"value": Decimal(120), "kind": K.STOCK},
            "118",
            ProgressStatus.BEHIND,
            "-1.67",
        ),
        ({"value": Decimal(120), "kind": K.STOCK}, "120", ProgressStatus.DONE, "0.00"),
        (
            {"value": Decimal(33), "kind": K.LEVEL, "comparison": "<="},
            "33",
            ProgressStatus.ON_TRACK,
            "0.00",
        ),
        (
            {"value": Decimal(33), "kind": K.LEVEL, "comparison": "<="},
            "34.1",
            ProgressStatus.BEHIND,
            "-3.33",
        ),
        # a rate is compared with its target, in percentage points of the rate
        ({"value": Decimal(7), "kind": K.GROWTH}, "7", ProgressStatus.ON_TRACK, "0.00"),
        (
            {"value": Decimal(7), "kind": K.GROWTH},
            "6.1",
            ProgressStatus.BEHIND,
            "-0.90",
        ),
        (
            {"value": Decimal(7), "kind": K.GROWTH},
            "-3.1",
            ProgressStatus.SERIOUSLY_BEHIND,
            "-10.10",
        ),
        (
            {"value": Decimal("-8.92"), "kind": K.GROWTH},
            "-8.9",
            ProgressStatus.ON_TRACK,
            "0.02",
        ),
        (
            {"value": Decimal("5.5"), "kind": K.SHARE, "comparison": "<="},
            "5.2",
            ProgressStatus.ON_TRACK,
            "0.30",
        ),
        (
            {"value": Decimal("5.5"), "kind": K.SHARE, "comparison": "<="},
            "5.8",
            ProgressStatus.BEHIND,
            "-0.30",
        ),
        # a rank and a duration
        ({"value": Decimal(3), "kind": K.RANK}, "3", ProgressStatus.ON_TRACK, None),
        ({"value": Decimal(3), "kind": K.RANK}, "4", ProgressStatus.BEHIND, None),
        (
            {"value": Decimal(10), "kind": K.DURATION, "comparison": "<="},
            "10",
            ProgressStatus.ON_TRACK,
            "0.00",
        ),
        (
            {"value": Decimal(10), "kind": K.DURATION, "comparison": "<="},
            "10.5",
            ProgressStatus.BEHIND,
            "-5.00",
        ),
        # nothing to measure against
        ({"value": None}, "5", ProgressStatus.NO_TARGET, None),
    ],
)
def test_a_value_is_judged_by_its_kind(
    words: dict[str, Any], number: str, status: ProgressStatus, gap: str | None
) -> None:
    judged = progress(number, **words)
    assert (judged.status, judged.gap) == (
        status,
        None if gap is None else Decimal(gap),
    )


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ({"value": Decimal(60), "comparison": "<="}, "60"),
        ({"value": Decimal(7), "kind": K.GROWTH}, "7.2"),
        ({"value": Decimal(3), "kind": K.RANK}, "2"),
    ],
)
def test_what_can_still_be_lost_is_done_only_when_the_year_is_over(
    words: dict[str, Any], number: str
) -> None:
    assert progress(number, year=Decimal(1), **words).status is ProgressStatus.DONE
    assert progress(number, **words).status is not ProgressStatus.DONE


def test_missing_and_not_applicable_are_no_zero() -> None:
    assert progress(MISSING) == Progress(status=ProgressStatus.MISSING)
    assert progress(NOT_APPLICABLE) == Progress(status=ProgressStatus.NOT_APPLICABLE)
    assert progress("0").completion == 0


def test_a_text_is_left_to_people() -> None:
    assert (
        progress(reported("建成3个平台"), kind=K.QUALITATIVE).status
        is ProgressStatus.QUALITATIVE
    )


def test_thresholds_come_from_the_settings() -> None:
    lenient = Standing(on_track_gap=5, seriously_behind_gap=20)
    assert (
        progress("64", value=Decimal(120), standing=lenient).status
        is ProgressStatus.ON_TRACK
    )
    assert (
        progress("47", value=Decimal(120), standing=lenient).status
        is ProgressStatus.BEHIND
    )


@pytest.mark.parametrize(
    ("part", "whole", "printed"),
    [("57", "130", "43.8%"), ("1", "3", "33.3%"), ("4385", "10000", "43.9%")],
)
def test_a_per_cent_is_rounded_once_from_the_exact_share(
    part: str, whole: str, printed: str
) -> None:
    share = ratio(Decimal(part), Decimal(whole))
    assert share is not None
    assert per_cent(share) == printed
    assert ratio(Decimal(1), Decimal(0)) is None


def test_a_gap_is_printed_from_the_exact_distance() -> None:
    behind = progress("49.42212", value=Decimal(120))
    assert behind.gap == Decimal("-17.15")
    assert progress_words(behind) == "完成41.2%，低于序时进度17.1个百分点"


RANGE: dict[str, Any] = {
    "comparison": "range",
    "value": Decimal(60),
    "value_high": Decimal(80),
}


@pytest.mark.parametrize(
    ("words", "number", "status", "gap"),
    [
        # a range of what is no count or amount may not be overshot
        ({**RANGE, "kind": K.SHARE}, "70", ProgressStatus.DONE, "10.00"),
        (
            {**RANGE, "kind": K.SHARE},
            "92.46",
            ProgressStatus.SERIOUSLY_BEHIND,
            "-12.46",
        ),
        ({**RANGE, "kind": K.GROWTH}, "81", ProgressStatus.BEHIND, "-1.00"),
        ({**RANGE, "kind": K.GROWTH}, "80", ProgressStatus.ON_TRACK, "0.00"),
        (
            {**RANGE, "kind": K.DURATION},
            "96",
            ProgressStatus.SERIOUSLY_BEHIND,
            "-20.00",
        ),
        (RANGE, "92.46", ProgressStatus.DONE, "95.77"),
        # a share that is reached is done; a growth rate can still be lost
        ({"value": Decimal(2), "kind": K.SHARE}, "2", ProgressStatus.DONE, "0.00"),
        ({"value": Decimal(2), "kind": K.SHARE}, "1.9", ProgressStatus.BEHIND, "-0.10"),
        ({"value": Decimal(2), "kind": K.GROWTH}, "2", ProgressStatus.ON_TRACK, "0.00"),
        # what is compared with the target itself is met or not: no rounding helps
        (
            {"value": Decimal(7), "kind": K.GROWTH},
            "6.999",
            ProgressStatus.BEHIND,
            "0.00",
        ),
        (
            {"value": Decimal(7), "kind": K.GROWTH, "comparison": ">"},
            "7",
            ProgressStatus.BEHIND,
            "0.00",
        ),
        (
            {"value": Decimal(-2), "kind": K.GROWTH, "comparison": "<="},
            "3.1",
            ProgressStatus.BEHIND,
            "-5.10",
        ),
    ],
)
def test_limits_ranges_and_shares(
    words: dict[str, Any], number: str, status: ProgressStatus, gap: str
) -> None:
    judged = progress(number, **words)
    assert (judged.status, judged.gap) == (status, Decimal(gap))


def test_at_the_years_end_nothing_that_is_missed_is_on_track() -> None:
    almost = progress("119.9999", value=Decimal(120), year=Decimal(1))
    assert (almost.status, almost.gap) == (ProgressStatus.BEHIND, Decimal("0.00"))
    lenient = Standing(on_track_gap=5)
    late = progress("118", value=Decimal(120), year=Decimal(1), standing=lenient)
    assert late.status is ProgressStatus.BEHIND


@pytest.mark.parametrize(
    ("number", "decimals"), [("12", 0), ("12.50", 2), ("1E+3", 0), ("40.4303", 4)]
)
def test_decimals_are_those_that_were_typed(number: str, decimals: int) -> None:
    assert decimals_of(Decimal(number)) == decimals


def test_rounding_is_half_up_and_never_minus_zero() -> None:
    assert rounded(Decimal("2.345"), 2) == Decimal("2.35")
    assert str(rounded(Decimal("-0.001"), 2)) == "0.00"
