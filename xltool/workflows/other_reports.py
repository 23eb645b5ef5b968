"""Rules that ask for other forms of the unit, or for all units of the form.

They are judged where the ledger is, on what was accepted when a workbook is recorded;
`rejudge` asks them again.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from statistics import mean
from typing import TYPE_CHECKING

from xltool.checks.rules import later_findings
from xltool.checks.verdict import verdict_of
from xltool.findings import Place
from xltool.forms.building import grown
from xltool.forms.known import is_later, known_values
from xltool.forms.layout_json import layout_from_json
from xltool.formula import ALL_UNITS, OTHER_FORM
from xltool.model.period import Period
from xltool.model.value import reported

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xltool.formula import Reference
    from xltool.ledger.ledger import Ledger
    from xltool.model.submission import Judgement
    from xltool.model.value import Value, Values

_MERGED: dict[str, Callable[[Sequence[Decimal]], Decimal]] = {
    # the functions that 全部单位(…) may name
    "SUM": lambda numbers: sum(numbers, Decimal(0)),
    "AVERAGE": mean,
    "MAX": max,
    "MIN": min,
    "COUNT": lambda numbers: Decimal(len(numbers)),
}


class OtherReports:
    """What else was accepted in a period, for the rules that ask for it."""

    def __init__(self, ledger: Ledger, period: Period) -> None:
        """Read nothing yet."""
        self._ledger = ledger
        self._period = period
        self._asking: dict[str, bool] = {}

    def asked_about(self, judgement: Judgement) -> Judgement:
        """Give the judgement with what such rules find in it."""
        if not judgement.values or not self._asks(judgement.form):
            return judgement
        period = str(self._period)
        issue = self._ledger.latest_issue(period, judgement.unit, judgement.form)
        if issue is None:
            return judgement
        layout = grown(layout_from_json(issue.layout), judgement.values)
        asked = _Asked(self._ledger, self._period, judgement)
        known = known_values(layout.form, layout.sheets, asked)
        layout = replace(layout, known={**layout.known, **known})
        found = tuple(later_findings(layout, judgement.values, _places(judgement)))
        if not found:
            return judgement
        findings = (*judgement.findings, *found)
        return replace(judgement, findings=findings, verdict=verdict_of(findings))

    def _asks(self, form: str) -> bool:
        """Say whether a form has rules that ask for other reports."""
        if form not in self._asking:
            layouts = self._ledger.issued_layouts().get(str(self._period), {})
            self._asking[form] = False
            if form in layouts:
                design = layout_from_json(layouts[form]).form
                self._asking[form] = any(map(is_later, design.rules))
        return self._asking[form]


def _places(judgement: Judgement) -> Callable[[str, str, str], Place | None]:
    """Give what finds the cell of a value in the submitted file."""

    def place_of(sheet: str, row: str, field: str) -> Place | None:
        found = judgement.cells.get((sheet, row, field))
        if found is None:
            return None
        name, cell = found
        return Place(sheet=name, cell=cell, row_key=row, field=field)

    return place_of


class _Asked:
    """Looks up what a rule asks, for one judgement."""

    def __init__(self, ledger: Ledger, period: Period, judgement: Judgement) -> None:
        self._ledger = ledger
        self._period = period
        self._judgement = judgement
        self._reports: dict[str, Values] = {}

    def __call__(self, reference: Reference, sheet: str, row: str) -> Value | None:
        """Give what a rule asks for; None where nobody has reported it."""
        scope, _, of = reference.scope.partition(":")
        if scope == OTHER_FORM:
            rows = self._report(of).get(sheet, {})
            return rows.get(row, {}).get(reference.field)
        if scope == ALL_UNITS:
            return self._of_all(of, (sheet, row, reference.field))
        return None

    def _report(self, form: str) -> Values:
        """Give what the unit reported in another form for a period that ends with this
        one.
        """
        if form not in self._reports:
            self._reports[form] = {}
            unit = self._judgement.unit
            for name, forms in self._ledger.issued_layouts().items():
                ends_with = Period.parse(name).end == self._period.end
                if form in forms and ends_with:
                    self._reports[form] = self._ledger.values(name, unit, form)
        return self._reports[form]

    def _of_all(self, merging: str, cell: tuple[str, str, str]) -> Value | None:
        """Merge a cell of all units: those accepted, and what this one reports now."""
        judgement = self._judgement
        sheet, row, field = cell
        values = []
        own = judgement.values.get(sheet, {}).get(row, {}).get(field)
        if own is not None:
            values.append(own)
        for figure in self._ledger.figures(str(self._period), judgement.form):
            is_same = (figure.sheet, figure.row, figure.field) == cell
            if is_same and figure.unit != judgement.unit:
                values.append(figure.value)
        numbers = [value.number for value in values if value.number is not None]
        return reported(_MERGED[merging](numbers)) if numbers else None
