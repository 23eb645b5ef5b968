"""The form's rules on values that came back.

The same checks, evaluated the same way, as in the sheet.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.findings import Finding, Place, Severity
from xltool.forms.design import EXPLANATION, RowsFrom
from xltool.forms.evaluation import Evaluation
from xltool.forms.explanations import explains
from xltool.forms.known import is_later, known_key, known_rows, later_references
from xltool.forms.messages import message_expression
from xltool.model.value import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.forms.design import Field, Rule
    from xltool.forms.layout import Layout, LayoutRow, LayoutSheet
    from xltool.forms.row_checks import RowCheck
    from xltool.model.value import Values

PlaceOf = Callable[[str, str, str], "Place | None"]
"""Gives the place of a cell by its sheet, row and field; None where nothing is to be
said of it.
"""


def rule_findings(
    layout: Layout, values: Values, place_of: PlaceOf
) -> Iterator[Finding]:
    """Judge values by every check of the form, in reading order.

    `layout` has a row for every row of `values`. A query that the row's 说明 answers is
    a note that carries the answer.
    """
    evaluation = Evaluation(layout, values)
    for sheet in layout.sheets:
        explanation = _explanation(sheet)
        for row in _judged_rows(sheet, values):
            failing = [check for check, _ in evaluation.failures(sheet, row)]
            answer = ""
            if explanation is not None:
                answer = evaluation.value(sheet, row, explanation).text
            if not failing and not answer:
                continue  # most rows
            found = _row_findings(evaluation, sheet, row, failing, answer)
            for check, finding in found:
                place = place_of(sheet.design.key, row.key, check.rule.field)
                if place is not None:
                    yield finding.moved(place)


def _explanation(sheet: LayoutSheet) -> Field | None:
    """Give the field 说明 of a sheet, if it has one."""
    for field in sheet.fields:
        if field.key == EXPLANATION:
            return field
    return None


def later_findings(
    layout: Layout, values: Values, place_of: PlaceOf
) -> Iterator[Finding]:
    """Judge values by the rules that ask for other forms or units.

    The layout's `known` has what these report. A rule that asks for what nobody has
    reported yet is left for the next time.

    季报 against 月报: the sum of the months is known only when all have come.
    """
    evaluation = Evaluation(layout, values)
    for sheet in layout.sheets:
        rules = [one for one in layout.form.rules_of(sheet.design.key) if is_later(one)]
        for rule in rules:
            for row in _rows_of_rule(rule, sheet, values):
                place = place_of(sheet.design.key, row.key, rule.field)
                if place is None or not _is_known(rule, layout, sheet, row):
                    continue
                finding = _later_finding(evaluation, rule, sheet, row)
                if finding is not None:
                    yield finding.moved(place)


def _rows_of_rule(
    rule: Rule, sheet: LayoutSheet, values: Values
) -> Iterator[LayoutRow]:
    """Give the rows in which the unit reports what a rule marks."""
    field = sheet.design.field(rule.field)
    for row in _judged_rows(sheet, values):
        if not row.reports:
            continue
        is_meant = row.key == rule.row if rule.row else row.takes(field)
        if is_meant:
            yield row


def _is_known(rule: Rule, layout: Layout, sheet: LayoutSheet, row: LayoutRow) -> bool:
    """Say whether everything was reported that a rule asks for in a row.

    全部单位(SUM,…) waits until every unit has reported.
    """
    for reference in later_references(rule):
        keys = known_rows(reference, sheet.design, layout.form, [row])
        named = (known_key(reference, sheet.design.key, key) for key in keys)
        if not all(key in layout.known for key in named):
            return False
    return True


def _later_finding(
    evaluation: Evaluation, rule: Rule, sheet: LayoutSheet, row: LayoutRow
) -> Finding | None:
    """Judge a row by a rule that asks for other forms or units; None where it holds."""
    if not evaluation.active(sheet, row):
        return None
    if not _is_broken(evaluation, rule, sheet, row):
        return None
    finding = _finding(evaluation, rule, sheet, row)
    answer = evaluation.given(sheet, row).get(EXPLANATION, MISSING).text
    empty = evaluation.layout.form.empty_answers
    if rule.severity is Severity.QUERY and explains(answer, empty):
        return answered(finding, answer)
    return _unexplained(finding, answer)


def _is_broken(
    evaluation: Evaluation, rule: Rule, sheet: LayoutSheet, row: LayoutRow
) -> bool:
    """Say whether a rule's condition is false in a row, whatever 说明 says.

    One that ends in an error (#DIV/0!) is not broken.
    """
    condition = f"IFERROR(IF({rule.condition},TRUE,FALSE),TRUE)"
    return evaluation.evaluate(condition, sheet, row) is False


def _judged_rows(sheet: LayoutSheet, values: Values) -> Sequence[LayoutRow]:
    """Give the rows in which something may be wrong.

    Of a free sheet those with an entry, and the first.
    """
    if sheet.design.rows_from is not RowsFrom.FREE:
        return sheet.rows
    keys = {sheet.first_key, *values.get(sheet.design.key, {})}
    return [row for row in sheet.rows if row.key in keys]


def _row_findings(
    evaluation: Evaluation,
    sheet: LayoutSheet,
    row: LayoutRow,
    failing: Sequence[RowCheck],
    answer: str,
) -> Iterator[tuple[RowCheck, Finding]]:
    """Give what the checks find in a row, without its place.

    `answer` is the row's 说明.
    """
    for check in evaluation.checks(sheet):
        if check in failing:
            finding = _finding(evaluation, check.rule, sheet, row)
            yield check, _unexplained(finding, answer)
        elif answer and _is_answered(evaluation, check, sheet, row):
            finding = _finding(evaluation, check.rule, sheet, row)
            yield check, answered(finding, answer)


def _is_answered(
    evaluation: Evaluation, check: RowCheck, sheet: LayoutSheet, row: LayoutRow
) -> bool:
    """Say whether a check holds only because the row has a 说明."""
    if check.rule.severity is not Severity.QUERY or check.once:
        return False
    if not evaluation.active(sheet, row):
        return False
    return _is_broken(evaluation, check.rule, sheet, row)


def _unexplained(finding: Finding, said: str) -> Finding:
    """Say of a query that what stands in 说明 does not answer it.

    无误 explains nothing: who reads the feedback has to know why it is asked again.
    """
    if finding.severity is not Severity.QUERY or not said:
        return finding
    note = f"（“{said}”没有说明原因，请写明原因和依据）"
    return replace(finding, message=f"{finding.message}{note}")


def _finding(
    evaluation: Evaluation, rule: Rule, sheet: LayoutSheet, row: LayoutRow
) -> Finding:
    """Give what a rule says where it is broken, with the row's values in its words."""

    def worded(text: str) -> str:
        return str(evaluation.evaluate(message_expression(text), sheet, row))

    message = f"{worded(rule.message)}。" if rule.message else "。"
    remedy = worded(rule.remedy) if rule.remedy else ""
    if remedy:
        message += f"{remedy}。"
    field = sheet.design.field(rule.field)
    return Finding(
        severity=rule.severity,
        code=rule.code,
        found=evaluation.value(sheet, row, field).text,
        message=message,
    )


def answered(finding: Finding, answer: str) -> Finding:
    """Give a query as a note that carries the unit's 说明.

    It stays visible: leaders may want to know the reason.
    """
    return replace(
        finding,
        severity=Severity.NOTE,
        answer=answer,
        message=f"{finding.message}（已说明：{answer}）",
    )
