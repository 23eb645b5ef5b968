"""The form's rules on values that came back: the same checks, evaluated the same way, as in the sheet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.findings import Finding, Place, Severity
from xltool.forms.design import EXPLANATION, RowsFrom
from xltool.forms.messages import message_expression
from xltool.forms.reckoning import Reckoning
from xltool.model.value import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xltool.forms.layout import Layout, LayoutRow, LayoutSheet
    from xltool.forms.row_checks import RowCheck
    from xltool.model.value import Values


def rule_findings(
    layout: Layout, values: Values, place_of: Callable[[str, str, str], Place | None]
) -> Iterator[Finding]:
    """Judge values by every check of the form, in reading order.

    `layout` has a row for every row of `values`. A query that the row's 说明 answers is a note that carries
    the answer.
    """
    reckoning = Reckoning(layout, values)
    for sheet in layout.sheets:
        for row in sheet.rows:
            for check in _checks(reckoning, sheet, row, values):
                finding = _judged(reckoning, check, sheet, row)
                place = place_of(sheet.design.key, row.key, check.rule.field) if finding else None
                if finding is not None and place is not None:
                    yield finding.moved(place)


def _checks(reckoning: Reckoning, sheet: LayoutSheet, row: LayoutRow, values: Values) -> Iterator[RowCheck]:
    """Give the checks that may fail in a row: in an empty row of a free sheet only those of the whole sheet."""
    given = values.get(sheet.design.key, {}).get(row.key, {})
    empty = sheet.design.rows_from is RowsFrom.FREE and all(one.state is State.MISSING for one in given.values())
    return (check for check in reckoning.checks(sheet) if check.once or not empty)


def _judged(reckoning: Reckoning, check: RowCheck, sheet: LayoutSheet, row: LayoutRow) -> Finding | None:
    """Give what a check finds in a row, without its place."""
    if reckoning.outcome(check, sheet, row):
        return _finding(reckoning, check, sheet, row)
    is_query = check.rule.severity is Severity.QUERY and not check.once
    answer = reckoning.value(sheet, row, sheet.design.field(EXPLANATION)).text if is_query else ""
    if answer and reckoning.active(sheet, row):
        holds = reckoning.evaluate(f"IFERROR(IF({check.rule.condition},TRUE,FALSE),TRUE)", sheet, row)
        if holds is False:
            return answered(_finding(reckoning, check, sheet, row), answer)
    return None


def _finding(reckoning: Reckoning, check: RowCheck, sheet: LayoutSheet, row: LayoutRow) -> Finding:
    rule = check.rule
    message, remedy = (
        str(reckoning.evaluate(message_expression(text), sheet, row)) if text else ""
        for text in (rule.message, rule.remedy)
    )
    found = reckoning.value(sheet, row, sheet.design.field(rule.field)).text
    return Finding(
        severity=rule.severity,
        code=rule.code,
        found=found,
        message=f"{message}。{remedy}。" if remedy else f"{message}。",
    )


def answered(finding: Finding, answer: str) -> Finding:
    """Give a query as a note that carries the unit's 说明."""
    return replace(finding, severity=Severity.NOTE, answer=answer, message=f"{finding.message}（已说明：{answer}）")
