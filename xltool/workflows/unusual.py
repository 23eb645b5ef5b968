"""Asking a unit about a figure that is far from its own history, when it comes in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.checks.rules import answered
from xltool.checks.verdict import verdict_of
from xltool.findings import UNUSUAL_FIGURE, Place
from xltool.forms.design import EXPLANATION
from xltool.forms.explanations import explains
from xltool.model.period import Period
from xltool.rollup.answers import CUMULATIVE
from xltool.rollup.outliers import LEAST_HISTORY, against_history

if TYPE_CHECKING:
    from xltool.findings import Finding
    from xltool.ledger.ledger import Ledger
    from xltool.ledger.records import InForce
    from xltool.model.registry import Indicator
    from xltool.model.submission import Judgement
    from xltool.model.value import Value


@dataclass(frozen=True)
class UnusualFigures:
    """What is known of the periods before one; it is read when the first file asks."""

    ledger: Ledger
    period: Period

    def asked_about(self, judgement: Judgement) -> Judgement:
        """Add a query for every figure that is far from the unit's own history."""
        if not judgement.values or not self._history:
            return judgement
        found = []
        for sheet, rows in judgement.values.items():
            for row, fields in rows.items():
                query = self._query(judgement, sheet, row, fields)
                if query is not None:
                    found.append(query)
        if not found:
            return judgement
        findings = (*judgement.findings, *found)
        return replace(judgement, findings=findings, verdict=verdict_of(findings))

    def _query(
        self, judgement: Judgement, sheet: str, row: str, fields: dict[str, Value]
    ) -> Finding | None:
        """Ask about a figure that is far from those before it."""
        indicator = self.indicators.get(row)
        value = fields.get(CUMULATIVE)
        before = self._history.get((judgement.unit, row), [])
        if indicator is None or value is None or value.number is None:
            return None
        cumulated = indicator.kind.accumulates
        result = against_history([*before, float(value.number)], cumulated=cumulated)
        if result is None:
            return None
        name, cell = judgement.cells.get((sheet, row, CUMULATIVE), (sheet, ""))
        finding = UNUSUAL_FIGURE.at(
            Place(sheet=name, cell=cell, row_key=row, field=CUMULATIVE),
            found=f"{result.value:g}",
            indicator=indicator.name,
            what="本期新增" if cumulated else "本期",
            usual=f"{result.usual:g}",
        )
        said = fields.get(EXPLANATION)
        if said is not None and explains(said.text, self.empty_answers):
            return answered(finding, said.text)
        return finding

    @cached_property
    def in_force(self) -> tuple[InForce, ...]:
        """What the period's forms were issued by."""
        period = str(self.period)
        given = (self.ledger.in_force(period, form) for form in self._forms)
        return tuple(one for one in given if one is not None)

    @cached_property
    def _forms(self) -> tuple[str, ...]:
        """The forms that were issued in the period."""
        return self.ledger.forms(str(self.period))

    def name_of(self, unit: str) -> str:
        """Give a unit's name as the registry in force has it, else its code."""
        return self._names.get(unit, unit)

    @cached_property
    def _names(self) -> dict[str, str]:
        """The names of the units by code."""
        found: dict[str, str] = {}
        for given in self.in_force:
            found |= {one.code: one.name for one in given.registry.units}
        return found

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        """The indicators of the period's forms, by their codes."""
        found: dict[str, Indicator] = {}
        for given in self.in_force:
            found |= {one.code: one for one in given.registry.indicators}
        return found

    @cached_property
    def empty_answers(self) -> tuple[str, ...]:
        """What explains nothing in 说明, as the form says."""
        return self.in_force[0].design.empty_answers if self.in_force else ()

    @cached_property
    def _history(self) -> dict[tuple[str, str], list[float]]:
        """Give a unit's figures of an indicator in the periods before, oldest first."""
        names = self._periods_before()
        history: dict[tuple[str, str], list[float]] = {}
        if len(names) < LEAST_HISTORY:
            return history
        for name in names:
            for figure in self.ledger.figures(name, fields=(CUMULATIVE,)):
                number = figure.value.number
                if number is not None:
                    key = (figure.unit, figure.row)
                    history.setdefault(key, []).append(float(number))
        return history

    def _periods_before(self) -> list[str]:
        """Give this and last year's periods of the cycle before this one, oldest
        first.
        """
        found = []
        for name in self.ledger.issued_forms():
            period = Period.parse(name)
            recent = period.year >= self.period.year - 1
            if period.cycle is self.period.cycle and recent and period < self.period:
                found.append(period)
        return [str(one) for one in sorted(found)]
