from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xltool.model.period import Cycle, Period

YEARS = st.integers(2000, 2099)
PERIODS = st.one_of(
    st.builds(lambda year: Period(cycle=Cycle.YEAR, year=year), YEARS),
    st.builds(
        lambda year, n: Period(cycle=Cycle.QUARTER, year=year, number=n),
        YEARS,
        st.integers(1, 4),
    ),
    st.builds(
        lambda year, n: Period(cycle=Cycle.MONTH, year=year, number=n),
        YEARS,
        st.integers(1, 12),
    ),
    st.builds(
        lambda year, month, ten: Period(
            cycle=Cycle.TEN_DAY, year=year, number=month * 10 + ten
        ),
        YEARS,
        st.integers(1, 12),
        st.integers(1, 3),
    ),
)


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
        ("2025", "2025年", "全年", "01-01", "12-31"),
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
    ],
)
def test_what_is_no_period_is_refused_with_the_right_spelling(text: str) -> None:
    with pytest.raises(ValueError, match="2025-07-T1"):
        Period.parse(text)


@settings(deadline=None, max_examples=100)
@given(PERIODS)
def test_a_period_reads_back_as_it_is_written(period: Period) -> None:
    assert Period.parse(str(period)) == period


@settings(deadline=None, max_examples=100)
@given(PERIODS)
def test_the_period_before_ends_the_day_before(period: Period) -> None:
    earlier = period.previous
    if earlier is None:
        assert period.start == dt.date(period.year, 1, 1)
    else:
        assert earlier.end + dt.timedelta(days=1) == period.start
        assert earlier < period


@settings(deadline=None, max_examples=100)
@given(PERIODS)
def test_a_year_earlier_is_the_same_span(period: Period) -> None:
    earlier = period.last_year
    assert (earlier.cycle, earlier.number, earlier.year) == (
        period.cycle,
        period.number,
        period.year - 1,
    )
    assert earlier < period


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("2025-07", Fraction(7, 12)),
        ("2025-12", Fraction(1)),
        ("2025-Q1", Fraction(1, 4)),
        ("2025-07-T1", Fraction(19, 36)),
        ("2025-07-T3", Fraction(7, 12)),
        ("2025", Fraction(1)),
    ],
)
def test_time_progress_counts_months_as_twelfths(text: str, share: Fraction) -> None:
    assert float(Period.parse(text).time_progress) == pytest.approx(float(share))
