"""Asking a unit about its words and growth rates when its report comes in."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.bulletin.asking import (
    claim_of_pace,
    fraction_query,
    growth_query,
    is_long_enough,
    month_query,
    text_questions,
)
from xltool.bulletin.highlight_section import HIGHLIGHTS
from xltool.checks.rules import answered
from xltool.checks.verdict import verdict_of
from xltool.findings import (
    PACE_NOT_KEPT,
    SAID_BY_ANOTHER,
    TEXT_TWICE,
    Place,
    Severity,
)
from xltool.forms.design import EXPLANATION
from xltool.forms.explanations import explains
from xltool.model.value import State
from xltool.rollup.answers import CUMULATIVE, GROWTH, LAST_YEAR, TASK_PROGRESS
from xltool.rollup.measuring import duties_of, progress_of
from xltool.rollup.progress import LAGGING, MEASURED, rounded
from xltool.text import shorten, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from xltool.findings import Finding
    from xltool.ledger.ledger import Ledger
    from xltool.model.submission import Judgement
    from xltool.model.value import Rows, Value
    from xltool.rollup.measuring import Duty
    from xltool.rollup.progress import Progress
    from xltool.settings import Standing
    from xltool.workflows.unusual import UnusualFigures

_CONTENT = "内容"
_TITLE = "标题"
_PROBLEM = "问题描述"
_LONGEST_SHOWN = 24

Spot = tuple[str, str, str]
"""Sheet, row, field."""


class QuestionableWords:
    """What of a report is asked about, and what others said in the same period."""

    def __init__(
        self, ledger: Ledger, known: UnusualFigures, standing: Standing
    ) -> None:
        """Ask by a ledger and by what is `known` of its period.

        `standing` says where 达序时 and 滞后 part.
        """
        self._ledger = ledger
        self._known = known
        self._standing = standing

    def asked_about(self, judgement: Judgement) -> Judgement:
        """Add what is asked about a report's words and growth rates."""
        if not judgement.values:
            return judgement
        found = []
        for spot, finding in self._questions(judgement):
            found.append(self._placed(judgement, spot, finding))
        self._remember(judgement)
        if not found:
            return judgement
        findings = (*judgement.findings, *found)
        return replace(judgement, findings=findings, verdict=verdict_of(findings))

    def _questions(self, judgement: Judgement) -> Iterator[tuple[Spot, Finding]]:
        """Give what is asked about each value, with its place."""
        for sheet, rows in judgement.values.items():
            for row, fields in rows.items():
                for field, finding in self._figure(row, fields):
                    yield (sheet, row, field), finding
                if sheet == HIGHLIGHTS:
                    for finding in self._highlight(judgement.unit, fields):
                        yield (sheet, row, _CONTENT), finding
                for field, text in _texts(fields):
                    for finding in text_questions(text):
                        yield (sheet, row, field), finding
                for finding in self._progress_told(judgement, row, fields):
                    yield (sheet, row, TASK_PROGRESS), finding
            yield from _said_twice(sheet, rows)

    def _figure(
        self, row: str, fields: dict[str, Value]
    ) -> Iterator[tuple[str, Finding]]:
        """Ask about half a thing, and about growth that last year's figure denies.

        Where last year's is entered, the form has reckoned the growth from it.
        """
        indicator = self._known.indicators.get(row)
        number = _number(fields, CUMULATIVE)
        if indicator is None or number is None:
            return
        half = fraction_query(indicator, number)
        if half is not None:
            yield CUMULATIVE, half
        growth = _number(fields, GROWTH)
        if growth is None or _number(fields, LAST_YEAR) is not None:
            return
        impossible = growth_query(indicator, number, growth)
        if impossible is not None:
            yield GROWTH, impossible

    def _progress_told(
        self, judgement: Judgement, task: str, fields: dict[str, Value]
    ) -> Iterator[Finding]:
        """Ask about what a unit says of a task."""
        month = month_query(_text(fields, TASK_PROGRESS), self._known.period)
        if month is not None:
            yield month
        pace = self._claim_of_pace(judgement, task, fields)
        if pace is not None:
            yield pace

    def _claim_of_pace(
        self, judgement: Judgement, task: str, fields: dict[str, Value]
    ) -> Finding | None:
        """Ask about 快于序时进度 of a task of which every figure is behind."""
        said = claim_of_pace(_text(fields, TASK_PROGRESS))
        duties = self._duties.get(task, ()) if said else ()
        behind = []
        for duty in duties:
            progress = self._progress(judgement, duty)
            if progress is None or progress.status not in MEASURED:
                continue
            if progress.status not in LAGGING:
                return None
            behind.append((duty, progress))
        if not behind:
            return None
        duty, progress = behind[0]
        return PACE_NOT_KEPT.at(
            found=said,
            expected=progress.status.value,
            indicator=duty.indicator.name,
            how_far=_how_far(progress),
        )

    def _progress(self, judgement: Judgement, duty: Duty) -> Progress | None:
        """Measure what a unit reports of an indicator against its own target."""
        goal = duty.goals.get(judgement.unit)
        value = _value(judgement, duty.indicator.code, CUMULATIVE)
        if goal is None or value is None:
            return None
        return progress_of(
            value, goal, duty, period=self._known.period, standing=self._standing
        )

    @cached_property
    def _duties(self) -> dict[str, list[Duty]]:
        """What is reported on, by task."""
        found: dict[str, list[Duty]] = {}
        for given in self._known.in_force:
            for duty in duties_of(given.registry):
                found.setdefault(duty.indicator.task, []).append(duty)
        return found

    def _highlight(self, unit: str, fields: dict[str, Value]) -> Iterator[Finding]:
        """Ask about a highlight that another unit has said in the same words."""
        content = _text(fields, _CONTENT)
        if not content or not is_long_enough(content):
            return
        other = self._said.get(squeeze(content), unit)
        if other != unit:
            title = _text(fields, _TITLE)
            yield SAID_BY_ANOTHER.at(found=title, unit=self._known.name_of(other))

    def _placed(self, judgement: Judgement, spot: Spot, finding: Finding) -> Finding:
        """Say where it is; a query that the row's 说明 answers is a note."""
        sheet, row, field = spot
        name, cell = judgement.cells.get(spot, (sheet, ""))
        place = Place(sheet=name, cell=cell, row_key=row, field=field)
        placed = finding.moved(place)
        if placed.severity is not Severity.QUERY:
            return placed
        explanation = judgement.values[sheet][row].get(EXPLANATION)
        if explanation is None:
            return placed
        if explains(explanation.text, self._known.empty_answers):
            return answered(placed, explanation.text)
        return placed

    def _remember(self, judgement: Judgement) -> None:
        """Note what this unit said, for those that report after it."""
        for fields in judgement.values.get(HIGHLIGHTS, {}).values():
            content = squeeze(_text(fields, _CONTENT))
            if content:
                self._said.setdefault(content, judgement.unit)

    @cached_property
    def _said(self) -> dict[str, str]:
        """Who said a highlight first in this period."""
        found: dict[str, str] = {}
        for figure in self._ledger.figures(str(self._known.period), fields=(_CONTENT,)):
            if figure.sheet == HIGHLIGHTS:
                found.setdefault(squeeze(figure.value.text), figure.unit)
        return found


def _said_twice(sheet: str, rows: Rows) -> Iterator[tuple[Spot, Finding]]:
    """Ask about problems and highlights that stand word for word in two rows.

    Measures and progress may well be the same.
    """
    first: dict[str, str] = {}
    for row, fields in rows.items():
        for field in (_PROBLEM, _CONTENT):
            text = _text(fields, field)
            said = squeeze(text)
            if is_long_enough(said) and first.setdefault(said, row) != row:
                shown = shorten(text, _LONGEST_SHOWN)
                yield (sheet, row, field), TEXT_TWICE.at(found=shown)


def _how_far(progress: Progress) -> str:
    """Say how much of the target is reached; nothing of a rank or a rate."""
    if progress.rate or progress.completion is None or progress.limit:
        return ""
    return f"，完成年度目标的{rounded(progress.completion * 100, 1):f}%"


def _value(judgement: Judgement, row: str, field: str) -> Value | None:
    """Give a value of a row, whichever sheet it stands in."""
    for rows in judgement.values.values():
        if field in rows.get(row, {}):
            return rows[row][field]
    return None


def _texts(fields: dict[str, Value]) -> Iterator[tuple[str, str]]:
    """Give the texts of a row by field; 说明 is an answer and not asked about."""
    for name, value in fields.items():
        if name != EXPLANATION and isinstance(value.content, str):
            yield name, value.content


def _text(fields: dict[str, Value], name: str) -> str:
    """Give a text of a row; empty where it is none."""
    value = fields.get(name)
    if value is None or not isinstance(value.content, str):
        return ""
    return value.content


def _number(fields: dict[str, Value], name: str) -> Decimal | None:
    """Give a number that was reported, zero included; None for any other answer."""
    value = fields.get(name)
    if value is None or value.state not in {State.REPORTED, State.ZERO}:
        return None
    return value.number
