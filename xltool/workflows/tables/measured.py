"""Every indicator of a run of periods, measured as the roll-up of each measures it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xltool.excel.registry import read_registry
from xltool.forms.owing import is_statistical
from xltool.ledger.ledger import open_ledger
from xltool.model.period import Period
from xltool.rollup.answers import COMPARED, AnswersByUnit, find_answers
from xltool.rollup.measuring import duties_of, measure
from xltool.rollup.table_fields import table_keys

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator

    from xltool.forms.design import FormDesign
    from xltool.ledger.ledger import Ledger
    from xltool.model.registry import Registry
    from xltool.model.submission import Figure
    from xltool.rollup.measuring import Duty, Measured
    from xltool.workspace import Workspace

_NOTHING = AnswersByUnit()


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSource:
    """What the tables are made from.

    A workspace, the periods that are wanted, the time.
    """

    workspace: Workspace
    periods: tuple[Period, ...]
    now: dt.datetime


@dataclass(slots=True)
class MeasuredPeriods:
    """What the ledger says of periods, read once each.

    `registry` is today's; a period that has one of its own in the ledger is measured by
    that.
    """

    ledger: Ledger
    registry: Registry
    _answers: dict[Period, AnswersByUnit] = field(default_factory=dict)
    _figures: dict[Period, tuple[Figure, ...]] = field(default_factory=dict)
    _registries: dict[Period, Registry] = field(default_factory=dict)

    def figures(self, period: Period) -> tuple[Figure, ...]:
        """Give every value that counts in a period's forms about tasks and
        indicators.
        """
        if period not in self._figures:
            self._figures[period] = self._measured_figures(period)
        return self._figures[period]

    def designs(self, period: Period) -> dict[str, FormDesign | None]:
        """Give the forms of a period by their keys; None of which the ledger knows
        none.
        """
        name = str(period)
        found: dict[str, FormDesign | None] = {}
        for form in self.ledger.forms(name):
            given = self.ledger.in_force(name, form)
            found[form] = None if given is None else given.design
        return found

    def _measured_figures(
        self, period: Period, fields: tuple[str, ...] = ()
    ) -> tuple[Figure, ...]:
        """Give the figures that are no cells of statistical tables."""
        found: list[Figure] = []
        for form, design in self.designs(period).items():
            if design is not None and is_statistical(design):
                continue
            tables = frozenset[str]() if design is None else table_keys(design)
            figures = self.ledger.figures(str(period), form, fields=fields)
            found += (one for one in figures if one.sheet not in tables)
        return tuple(found)

    def answers(self, period: Period) -> AnswersByUnit:
        """Give a period's answers, as far as periods are compared by them."""
        if period not in self._answers:
            figures = self._figures.get(period)
            if figures is None:
                figures = self._measured_figures(period, COMPARED)
            self._answers[period] = find_answers(figures)
        return self._answers[period]

    def registry_of(self, period: Period) -> Registry:
        """Give the registry that was in force for a period."""
        if period not in self._registries:
            self._registries[period] = self._in_force(period) or self.registry
        return self._registries[period]

    def _in_force(self, period: Period) -> Registry | None:
        """Give the registry of the form that knows tasks, if any does."""
        name = str(period)
        given = [self.ledger.in_force(name, form) for form in self.ledger.forms(name)]
        known = [one.registry for one in given if one is not None]
        known.sort(key=lambda registry: not registry.tasks)
        return known[0] if known else None

    def duties(self, period: Period) -> dict[str, Duty]:
        """Give what was reported on in a period, by the indicator's code."""
        duties = duties_of(self.registry_of(period))
        return {duty.indicator.code: duty for duty in duties}

    def measured(
        self, workspace: Workspace, period: Period
    ) -> Iterator[tuple[Duty, Measured]]:
        """Yield each indicator of a period, in the registry's order."""
        answers = self.answers(period)
        last_year = self.answers(period.last_year)
        for duty in duties_of(self.registry_of(period)):
            yield (
                duty,
                measure(
                    duty,
                    answers,
                    last_year,
                    period=period,
                    standing=workspace.settings.standing,
                ),
            )


def open_history(workspace: Workspace, ledger: Ledger) -> MeasuredPeriods:
    """Begin to read what the ledger says."""
    registry, _ = read_registry(workspace.registry)
    return MeasuredPeriods(ledger, registry)


def known_periods(workspace: Workspace) -> tuple[Period, ...]:
    """Give the periods in which anything was issued, oldest first."""
    with open_ledger(workspace.database_url) as ledger:
        return in_order(ledger.issued_forms())


def in_order(periods: Iterable[str | Period]) -> tuple[Period, ...]:
    """Give periods, however they are named, each once and oldest first."""
    found = {Period.parse(str(period)) for period in periods}
    return tuple(sorted(found))


def year_before(period: Period, known: Collection[Period]) -> list[Period]:
    """Give the periods of the same cycle in the year before that are known, oldest
    first.
    """
    year = period.year - 1
    same = [one for one in known if one.cycle is period.cycle and one.year == year]
    return sorted(same)


def year_until(period: Period, known: Collection[Period]) -> list[Period]:
    """Give the known periods of the same cycle and year up to this one, oldest
    first.
    """
    same = [one for one in known if one.cycle is period.cycle]
    return sorted(one for one in same if one.year == period.year and one <= period)
