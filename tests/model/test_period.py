from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xltool.model.period import Cycle, Period

YEARS = st.integers(2001, 2098)
DAYS = st.dates(dt.date(2001, 1, 7), dt.date(2098, 12, 24))
ROUND = [cycle for cycle in Cycle if cycle is not Cycle.ONCE]
NAMES = st.text("防汛物资普查-一二三()（）AB12", min_size=1, max_size=40)
PERIODS = st.builds(Period.containing, st.sampled_from(ROUND), DAYS)
OCCASIONS = st.builds(Period.occasion, DAYS, NAMES)


@pytest.mark.parametrize(
    ("text", "label", "cumulative", "first", "last"),
    [
        ("2025-07", "2025年7月", "1-7月", "07-01", "07-31"),
        ("2025-01", "2025年1月", "1月", "01-01", "01-31"),
        ("2024-02", "2024年2月", "1-2月", "02-01", "02-29"),
        ("2025-07-T1", "2025年7月上旬", "截至7月10日", "07-01", "07-10"),
        ("2025-07-T2", "2025年7月中旬", "截至7月20日", "07-11", "07-20"),
        ("2025-02-T3", "2025年2月下旬", "1-2月", "02-21", "02-28"),
        ("2025-Q3", "2025年第三季度", "1-9月", "07-01", "09-30"),
        ("2025-W30", "2025年第30周", "截至7月27日", "07-21", "07-27"),
        ("2025-W05", "2025年第5周", "截至2月2日", "01-27", "02-02"),
        ("2025-H1", "2025年上半年", "1-6月", "01-01", "06-30"),
        ("2025-H2", "2025年下半年", "1-12月", "07-01", "12-31"),
        ("2025", "2025年", "全年", "01-01", "12-31"),
        ("2025-08-20-防汛普查", "2025年防汛普查", "截至8月20日", "08-20", "08-20"),
        ("2025-08-20-2025年普查", "2025年普查", "截至8月20日", "08-20", "08-20"),
    ],
)
def test_a_period_is_read_labelled_and_dated(
    text: str, label: str, cumulative: str, first: str, last: str
) -> None:
    period = Period.parse(f" {text} ")
    assert (str(period), period.label, period.cumulative_label) == (
        text,
        label,
        cumulative,
    )
    year = text[:4]
    assert (str(period.start), str(period.end)) == (f"{year}-{first}", f"{year}-{last}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2025-7",
        "2025-13",
        "2025-00",
        "2025-07-T4",
        "2025-Q5",
        "25-07",
        "2025/07",
        "2025-07-01",
        "２０２５",
        "2025-H3",
        "2025-W00",
        "2025-W53",
        "2025-W1",
        "2025-02-30-普查",
        "2025-08-20-",
        "2025-08-20-防 汛",
        "2025-08-20-../密",
        "2025-08-20-..",
        "2025-08-20-A:B",
        "2025-08-20-普查.",
        "2025-08-20-普\u200b查",
        "2025-08-20-" + "查" * 41,
        "防汛普查",
    ],
)
def test_what_is_no_period_is_refused_with_the_right_spelling(text: str) -> None:
    with pytest.raises(ValueError, match="2025-07-T1"):
        Period.parse(text)


@settings(deadline=None, max_examples=100)
@given(st.one_of(PERIODS, OCCASIONS))
def test_a_period_reads_back_as_it_is_written(period: Period) -> None:
    assert Period.parse(str(period)) == period


@settings(deadline=None, max_examples=100)
@given(PERIODS)
def test_the_period_before_ends_the_day_before(period: Period) -> None:
    earlier = period.previous
    if earlier is None:
        first = {dt.date(period.year, 1, 1), dt.date.fromisocalendar(period.year, 1, 1)}
        assert period.start in first
    else:
        assert earlier.end + dt.timedelta(days=1) == period.start
        assert earlier < period


@settings(deadline=None, max_examples=100)
@given(PERIODS)
def test_the_next_period_begins_the_day_after_and_the_last_of_its_cycle_before(
    period: Period,
) -> None:
    following = period.following
    assert following is not None
    assert following.start == period.end + dt.timedelta(days=1)
    assert following.previous in {None, period}
    ended = period.last_of_year_before
    assert ended is not None
    assert (ended.year, ended.following and ended.following.previous) == (
        period.year - 1,
        None,
    )


@settings(deadline=None, max_examples=100)
@given(PERIODS)
def test_a_period_ends_with_the_last_shorter_ones_in_it(period: Period) -> None:
    for inner in period.lasts_within:
        assert inner.end == period.end
        assert inner.start > period.start


@settings(deadline=None, max_examples=100)
@given(PERIODS)
def test_a_year_earlier_is_the_same_span(period: Period) -> None:
    earlier = period.last_year
    fifty_third = period.cycle is Cycle.WEEK and period.number == 53
    number = period.number - 1 if fifty_third else period.number
    assert (earlier.cycle, earlier.number, earlier.year) == (
        period.cycle,
        number,
        period.year - 1,
    )
    assert earlier < period


def test_an_occasion_stands_alone_in_its_year() -> None:
    occasion = Period.occasion(dt.date(2024, 2, 29), "防汛物资普查")
    assert (occasion.previous, occasion.following, occasion.lasts_within) == (
        None,
        None,
        (),
    )
    assert occasion.last_of_year_before is None
    assert str(occasion.last_year) == "2023-02-28-防汛物资普查"
    with pytest.raises(ValueError, match="单次"):
        Period.containing(Cycle.ONCE, occasion.start)
    with pytest.raises(ValueError, match="不能作名称"):
        Period.occasion(occasion.start, "a/b")


def test_periods_stand_in_the_order_of_their_ends() -> None:
    texts = [
        "2025-07-T1", "2025-W28", "2025-07-15-乙", "2025-07-15-甲", "2025-07-T3",
        "2025-07", "2025-W31", "2025",
    ]  # fmt: skip
    assert sorted(texts, key=Period.parse) == [
        "2025-07-T1", "2025-W28", "2025-07-15-乙", "2025-07-15-甲", "2025-07",
        "2025-07-T3", "2025-W31", "2025",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("2025-07", Fraction(7, 12)),
        ("2025-12", Fraction(1)),
        ("2025-Q1", Fraction(1, 4)),
        ("2025-07-T1", Fraction(19, 36)),
        ("2025-07-T3", Fraction(7, 12)),
        ("2025-H1", Fraction(1, 2)),
        ("2025-W30", (6 + Fraction(27, 31)) / 12),
        ("2020-W53", Fraction(1)),
        ("2025-08-20-防汛普查", (7 + Fraction(20, 31)) / 12),
        ("2025", Fraction(1)),
    ],
)
def test_time_progress_counts_months_as_twelfths(text: str, share: Fraction) -> None:
    assert float(Period.parse(text).time_progress) == pytest.approx(float(share))
