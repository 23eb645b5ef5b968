"""The figures counted again by someone who has docs/figures.md and nothing else.

Shares no code with `xltool.rollup`: fractions, plain dictionaries, and the rules of that
page in its order. What it reads of the inputs are the registry's columns, the reported
numbers and the standings.
"""

from __future__ import annotations

import calendar
import re
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt

    from xltool.model.period import Period
    from xltool.model.registry import Indicator
    from xltool.rollup.inputs import PeriodRecord, RollupInputs

SUMMED = ("数量", "金额")
ADDED = (*SUMMED, "存量")
KEPT = ("占比", "存量", "水平")
RATES = ("增速", "占比")
BAD = ("滞后", "严重滞后")
GOOD = ("已完成", "达序时")


def half_up(number: Fraction, places: int) -> Fraction:
    shifted = floor(abs(number) * 10**places + Fraction(1, 2))
    return Fraction(shifted if number >= 0 else -shifted, 10**places)


def day_of(text: str, year: int) -> tuple[int, int, int] | None:
    """一个完成时限: 年、月、日 (0 是月末)。"""
    named = re.search(r"(\d{4})年", text)
    year = int(named[1]) if named else year
    for words, month in (("上半年", 6), ("年底", 12), ("一季度", 3), ("三季度", 9)):
        if words in text and "月" not in text:
            return year, month, 0
    found = re.search(r"(\d{1,2})月(?:(\d{1,2})日)?", text)
    return (year, int(found[1]), int(found[2] or 0)) if found else None


def place_in_year(month: int, day: int, year: int) -> Fraction:
    days = calendar.monthrange(year, month)[1]
    return Fraction(month - 1 + Fraction(day or days, days), 12)


def year_gone(period: Period) -> Fraction:
    name = str(period)
    if "-T" in name:
        month, span = int(name[5:7]), int(name[-1])
        return Fraction((month - 1) * 3 + span, 36)
    if "-Q" in name:
        return Fraction(int(name[-1]), 4)
    return Fraction(int(name[5:7]), 12) if "-" in name else Fraction(1)


class Asked:
    """应达进度."""

    def __init__(self, one: Indicator, period: Period, *, limit: bool) -> None:
        self.share = year_gone(period)
        self.due = self.share == 1
        self.bar: Fraction | None = None
        if one.plan and one.value:
            self._planned(one, period.end, limit=limit)
            return
        told = day_of(one.deadline, period.year)
        if told is None or told[0] > period.year:
            return
        year, month, day = told
        last = day or calendar.monthrange(year, month)[1]
        end = period.end
        if (year, month, last) <= (end.year, end.month, end.day):
            self.share, self.due = Fraction(1), True
            return
        self.share = min(Fraction(1), self.share / place_in_year(month, day, year))

    def _planned(self, one: Indicator, end: dt.date, *, limit: bool) -> None:
        target = Fraction(one.value or 0)
        over = [stage for stage in one.plan if stage.until <= end]
        if over:
            self.bar = Fraction(over[-1].value)
            self.share = self.bar / target
            self.due = self.due or (len(over) == len(one.plan) and self.bar == target)
        else:
            self.bar, self.share = Fraction(one.plan[0].value), Fraction(0)
        if limit:
            coming = [stage for stage in one.plan if stage.until >= end]
            allowed = Fraction(coming[0].value) if coming else target
            self.share = allowed / target


def judged(
    one: Indicator,
    number: Fraction,
    target: Fraction,
    asked: Asked,
    rules: Any,
    *,
    whole: bool,
) -> dict[str, Any]:
    """完成率、差距、状态、得分率."""
    kind = one.kind.value
    less = one.comparison in {"<", "<="} or one.reverse or kind == "位次"
    strict = one.comparison in {"<", ">"}
    adds = kind in SUMMED
    ceiling = None
    if one.comparison == "range" and whole and not adds and not less:
        ceiling = None if one.value_high is None else Fraction(one.value_high)
    bar = target if adds or asked.bar is None else asked.bar
    over = ceiling is not None and number > ceiling

    def reaches(wanted: Fraction) -> bool:
        if strict and number == wanted:
            return False
        return number <= wanted if less else number >= wanted and not over

    met, final = reaches(target if adds else bar), reaches(target)
    base = ceiling if over and ceiling is not None else target
    completion = None
    if number >= 0 and base > 0 and kind != "位次":
        completion = number / base
    expected = asked.share if adds else (bar / target if target > 0 else Fraction(1))
    gap = None
    if kind != "位次" and (target > 0 or kind in RATES):
        gap = number - bar if kind in RATES else (number / target - expected) * 100
        if ceiling is not None:
            room = ceiling - number if kind in RATES else (1 - number / ceiling) * 100
            gap = min(gap, room)
        gap = half_up(-gap if less else gap, 2)
    status = _status(kind, rules, gap, met=met, final=final, less=less, due=asked.due)
    return {
        "completion": completion,
        "gap": gap,
        "status": status,
        "score": _attained(
            completion, expected, gap, status, met=met, less=less or over
        ),
    }


def _status(  # noqa: PLR0911 - the rows of the table on that page
    kind: str,
    rules: Any,
    gap: Fraction | None,
    *,
    met: bool,
    final: bool,
    less: bool,
    due: bool,
) -> str:
    adds = kind in SUMMED
    if met and due:
        return "已完成"
    if met and adds and not less:
        return "已完成"
    if met and final and kind in KEPT and not less:
        return "已完成"
    if adds and less and not met:
        return "严重滞后"
    if met and not adds:
        return "达序时"
    if gap is None:
        return "达序时" if met else "滞后"
    if gap < -Fraction(str(rules.seriously_behind_gap)):
        return "严重滞后"
    if gap < -Fraction(str(rules.on_track_gap)):
        return "滞后"
    if not met and (due or (not adds and rules.on_track_gap == 0)):
        return "滞后"
    return "达序时"


def _attained(
    completion: Fraction | None,
    expected: Fraction,
    gap: Fraction | None,
    status: str,
    *,
    met: bool,
    less: bool,
) -> Fraction:
    most = Fraction(9999, 10_000)
    if completion is None or gap is None:
        return Fraction(1) if met else Fraction(0)
    if less:
        if completion <= expected:
            return Fraction(1) if met else most
        return min(expected / completion, most)
    if completion >= expected:
        return Fraction(1) if met or status in GOOD else most
    return min(completion / expected, most)


class Stranger:
    """A period counted again, unit by unit."""

    def __init__(self, inputs: RollupInputs) -> None:
        self.inputs = inputs
        self.records = [*inputs.earlier, inputs.current]
        self.numbers: dict[tuple[Period, str, str], Fraction] = {}
        for record in self.records:
            for figure in record.figures:
                content = figure.value.content
                if figure.field == "累计完成" and isinstance(content, Decimal):
                    key = (record.period, figure.unit, figure.row)
                    self.numbers[key] = Fraction(content)

    def unit(self, one: Indicator, unit: str, period: Period) -> dict[str, Any] | None:
        """A unit's own figure of an indicator; None where nothing can be measured."""
        number = self.numbers.get((period, unit, one.code))
        target = self._target(one, unit)
        if number is None or target is None or one.kind.value == "定性":
            return None
        less = one.comparison in {"<", "<="} or one.reverse
        asked = Asked(one, period, limit=less and one.kind.value in SUMMED)
        whole = (one.code, unit) not in self.inputs.registry.shares
        rules = self.inputs.settings.standing
        return judged(one, number, target, asked, rules, whole=whole)

    def _target(self, one: Indicator, unit: str) -> Fraction | None:
        share = self.inputs.registry.shares.get((one.code, unit))
        if share is not None:
            return Fraction(share)
        several = len(self.inputs.registry.reporters(one)) > 1
        if several and one.kind.value in ADDED:
            return None
        less = one.comparison in {"<", "<="} or one.reverse or one.kind.value == "位次"
        value = one.value_high if one.comparison == "range" and less else one.value
        return None if value is None else Fraction(value)

    def progress_of(self, unit: str) -> Fraction | None:
        """指标进度."""
        parts = []
        for one in self.inputs.registry.indicators:
            if unit in self.inputs.registry.reporters(one):
                found = self.unit(one, unit, self.inputs.period)
                if found is not None:
                    parts.append(found["score"])
        return sum(parts, Fraction(0)) / len(parts) if parts else None

    def mark(self, record: PeriodRecord, unit: str) -> str | None:
        for one in record.standings:
            if one.code == unit:
                state = one.state.value
                if state == "合格":
                    return "逾期" if one.on_time is False else "按时"
                return {"退回": "退回", "未发": "未发"}.get(state, "未报")
        return None

    def punctuality_of(self, unit: str) -> Fraction | None:
        marks = [self.mark(record, unit) for record in self.records]
        due = [mark for mark in marks if mark not in {None, "未发"}]
        return Fraction(due.count("按时"), len(due)) if due else None

    def score_of(self, unit: str, right: Fraction | None) -> Fraction | None:
        weights = self.inputs.settings.scoring
        parts = (
            (self.progress_of(unit), weights.progress),
            (self.punctuality_of(unit), weights.punctuality),
            (right, weights.completeness),
        )
        if any(part is None for part, _ in parts):
            return None
        known = [(part, Fraction(str(w))) for part, w in parts if part is not None]
        whole = sum(weight for _, weight in known)
        points = sum((part * weight for part, weight in known), Fraction(0))
        return half_up(points / whole * 100, 2)

    def months_behind(self, one: Indicator, unit: str) -> int:
        """连续滞后期数."""
        count = 0
        for record in reversed(self.records):
            found = self.unit(one, unit, record.period)
            if found is None:
                continue
            if found["status"] not in BAD:
                break
            count += 1
        return count

    def months_silent(self, unit: str) -> int:
        """连续未报送、退回、逾期的期数, 跨年."""
        count = 0
        for record in reversed([*self.inputs.past, *self.records]):
            mark = self.mark(record, unit)
            if mark in {None, "未发"}:
                continue
            if mark == "按时":
                break
            count += 1
        return count


def places(values: dict[str, Fraction | None]) -> dict[str, int]:
    """名次: 相同的并列, 后面的顺延."""
    known = {key: value for key, value in values.items() if value is not None}
    return {
        key: 1 + sum(other > value for other in known.values())
        for key, value in known.items()
    }
