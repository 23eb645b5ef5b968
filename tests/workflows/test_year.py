"""A year of a city: every figure recounted, closed months keep their bytes, no problem is lost."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

import pytest

from tests.workflows.a_year import (
    GONE,
    HEIR,
    MOVED,
    NEW_LEAD,
    OFFICES,
    REVISED,
    REVISED_TO,
    YEAR,
    Year,
    form,
    months,
    opened,
)
from xltool.model.period import Cycle, Period
from xltool.model.submission import DecisionKind, UnitState, Verdict
from xltool.settings import DEFAULT_TOML
from xltool.workflows.editions import editions
from xltool.workflows.period import close, reopen, status
from xltool.workflows.rollup import rollup
from xltool.workflows.setup import set_up

if TYPE_CHECKING:
    from xltool.workflows.rollup import RollupResult
    from xltool.workspace import Workspace

LATE, MISSING, TWICE = "局11", "局12", "局13"
CORRECTED = (Period.parse(f"{YEAR}-03"), Period.parse(f"{YEAR}-06"))


def after(period: Period, days: int) -> dt.datetime:
    return dt.datetime.combine(period.end + dt.timedelta(days=days), dt.time(2), dt.UTC)


def digest(result: RollupResult) -> str:
    return hashlib.sha256(result.path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return set_up(tmp_path_factory.mktemp("year") / "workspace", DEFAULT_TOML)


@pytest.fixture(scope="module")
def lived(office: Workspace) -> tuple[Year, dict[str, str]]:
    """Live the year; gives it with the digest of each month's roll-up when it was closed."""
    year, digests = Year(office), {}
    for period in months():
        live_month(year, period)
        close(office, period, now=after(period, 10))
        digests[str(period)] = digest(rollup(office, period, now=after(period, 11)))
        if period.number % 3 == 0:
            live_quarter(year, period.number // 3)
        if period.number == 8:
            correct(year, CORRECTED[0], digests)
        if period.number == 10:
            correct(year, CORRECTED[1], digests)
    return year, digests


def live_month(year: Year, period: Period) -> None:
    """A month with people's usual mistakes: late, missing, wrong and then right, wrong at last."""
    with opened(year.workspace) as ledger:
        before = {unit: set(open_) for unit, open_ in year.open.items()}
        year.issue(ledger, period, form())
        check_what_comes_back(year, before)
        silent = {MISSING} if period.number % 3 == 0 else set()
        units = [unit for unit in year.layouts if unit not in silent]
        year.send(ledger, period, [TWICE], verdict=Verdict.RETURNED, days=1)
        year.send(ledger, period, [unit for unit in units if unit != LATE])
        year.send(ledger, period, [LATE], days=8)
        for ten in (1, 2, 3) if period.number == 4 else ():
            brief = Period(
                cycle=Cycle.TEN_DAY, year=YEAR, number=period.number * 10 + ten
            )
            layouts = year.layouts
            year.issue(ledger, brief, form(Cycle.TEN_DAY))
            year.layouts = layouts


def check_what_comes_back(year: Year, before: dict[str, set[str]]) -> None:
    """No open problem is lost, and nobody is asked for the contact that was given."""
    expected = {unit: set(open_) for unit, open_ in before.items()}
    if GONE in expected and GONE not in year.layouts:
        expected[HEIR] = expected[HEIR] | expected.pop(GONE)
        year.open.pop(GONE)
    for unit, layout in year.layouts.items():
        carried = layout.carried()
        problems = carried.get("突出问题", {}).values()
        assert {row["问题描述"].text for row in problems} == expected.get(unit, set())
        if unit in before:
            assert carried["填报信息"]["1"]["填报人"].text == f"{unit}张"


def live_quarter(year: Year, number: int) -> None:
    quarter = Period(cycle=Cycle.QUARTER, year=YEAR, number=number)
    with opened(year.workspace) as ledger:
        layouts, accepted = year.layouts, dict(year.open)
        year.issue(ledger, quarter, form(Cycle.QUARTER))
        year.send(ledger, quarter, OFFICES[:20])
        year.layouts, year.open = layouts, accepted


def correct(year: Year, period: Period, digests: dict[str, str]) -> None:
    """Correct a closed month: one unit's report is voided, another one sends a new figure."""
    reopen(year.workspace, period, reason="复核更正", now=after(period, 60))
    open_now = {unit: set(problems) for unit, problems in year.open.items()}
    with opened(year.workspace) as ledger:
        layouts = year.layouts
        year.send(ledger, period, ["局20"], add=5, days=61)
        counting = ledger.counting_submission(str(period), "局21", "月通报")
        assert counting is not None
        ledger.decide(
            str(period),
            "局21",
            DecisionKind.VOID,
            form="月通报",
            submission=counting.id,
            reason="报错了",
            who="王",
            at=after(period, 61),
        )
        year.layouts, year.open = layouts, open_now
    del year.accepted[str(period)]["T21-01-1"]["局21"]
    year.counted[str(period)].remove("局21")
    close(year.workspace, period, now=after(period, 62))
    result = rollup(year.workspace, period, now=after(period, 63))
    assert "更正版" in result.path.name
    digests[str(period)] = digest(result)


@pytest.fixture(scope="module")
def rolled(
    office: Workspace, lived: tuple[Year, dict[str, str]]
) -> dict[str, RollupResult]:
    """Roll every month up again, after the registry and the designs are gone."""
    assert lived
    for file in office.templates.glob("*.xlsx"):
        file.unlink()
    office.registry.unlink()
    return {
        str(period): rollup(office, period, now=after(period, 900))
        for period in months()
    }


def test_every_figure_of_every_month_is_what_the_units_sent(
    lived: tuple[Year, dict[str, str]], rolled: dict[str, RollupResult]
) -> None:
    year, _ = lived
    for period in months():
        sent = year.accepted[str(period)]
        for line in rolled[str(period)].rollup.indicators:
            numbers = sent.get(line.indicator.code, {})
            whole = sum(numbers.values(), Decimal(0))
            assert (line.total.value.number or Decimal(0)) == whole
            assert {share.unit for share in line.measured.shares} >= set(numbers)
            target = target_of(line.indicator.code, period)
            assert line.goal.target == target
            if numbers and line.progress.completion is not None:
                assert per_cent(line.progress.completion) == per_cent(whole / target)
        units = rolled[str(period)].rollup.overview.units
        due, counted = set(year.due[str(period)]), year.counted[str(period)]
        assert (units.due, units.accepted) == (len(due), len(due & counted))


def test_a_quarter_is_answered_by_its_last_month_where_a_unit_did_not_report_it(
    office: Workspace, lived: tuple[Year, dict[str, str]]
) -> None:
    year, _ = lived
    quarter = Period.parse(f"{YEAR}-Q4")
    result = rollup(office, quarter, now=after(quarter, 30))
    december, told = year.accepted[f"{YEAR}-12"], year.accepted[str(quarter)]
    reported = year.counted[str(quarter)]
    for line in result.rollup.indicators:
        code = line.indicator.code
        by_month = december.get(code, {})
        others = {unit: by_month[unit] for unit in by_month if unit not in reported}
        numbers = others | told.get(code, {})
        whole = sum(numbers.values(), Decimal(0))
        assert (line.total.value.number or Decimal(0)) == whole
    assert any(one.code == "U111" for one in result.findings)


def per_cent(share: Decimal) -> Decimal:
    return (share * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


def target_of(code: str, period: Period) -> Decimal:
    if code == REVISED and period.number >= 7:
        return REVISED_TO
    return Decimal(2000) if code > "T61" else Decimal(100)


def test_closed_months_keep_their_bytes_whatever_comes_later(
    lived: tuple[Year, dict[str, str]], rolled: dict[str, RollupResult]
) -> None:
    _, digests = lived
    again = {period: digest(result) for period, result in rolled.items()}
    assert again == digests


def test_a_correction_is_an_edition_that_says_what_changed(
    office: Workspace, lived: tuple[Year, dict[str, str]]
) -> None:
    assert lived
    for period in CORRECTED:
        lines = editions(office, period).lines
        assert lines[-1].edition.reason == "更正：复核更正"
        changed = {one.name for one in lines[-1].differences}
        assert "指标 T20-01-1 指标T20-01 累计" in changed
        assert "指标 T21-01-1 指标T21-01 累计" in changed
        assert not any("T22-01" in name and "累计" in name for name in changed)


def test_changes_of_the_registry_take_effect_on_their_day(
    office: Workspace, lived: tuple[Year, dict[str, str]]
) -> None:
    year, _ = lived
    april, may, june = months()[3:6]
    assert GONE in year.due[str(april)]
    assert GONE not in year.due[str(may)]
    with opened(office) as ledger:
        issue = ledger.latest_issue(str(may), HEIR, "月通报")
        assert issue is not None
        before = year.accepted[str(april)]["T61-01-1"]
        assert last_figure(issue.layout, "T61-01-1") == before[GONE] + before[HEIR]
        moved = ledger.latest_issue(str(june), NEW_LEAD, "月通报")
        assert moved is not None
        figure = year.accepted[str(may)][f"{MOVED}-1"]["局07"]
        assert last_figure(moved.layout, f"{MOVED}-1") == figure


def last_figure(layout: str, code: str) -> Decimal | None:
    from xltool.forms.layout_json import layout_from_json

    row = layout_from_json(layout).sheet("指标数据").row(code)
    value = row.prefilled.get("上期累计")
    return None if value is None else value.number


def test_who_was_late_or_missing_stays_so_when_the_month_is_closed(
    office: Workspace, lived: tuple[Year, dict[str, str]]
) -> None:
    assert lived
    march = months()[2]
    states = {
        one.code: one.state
        for one in status(office, march, now=after(march, 500)).units
    }
    assert states[MISSING] is UnitState.OVERDUE
    assert states[TWICE] is UnitState.ACCEPTED
