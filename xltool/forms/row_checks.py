"""Every check of a row, in the order in which the 校验 column names what is wrong.

First what each field asks for (its type, and that it is filled), then the form's rules,
errors before queries. Each check is one expression of the rule language that gives the
sentence to be shown, or an empty text: the issued workbook holds it as a formula, the
collector evaluates it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from xltool.findings import SEVERITY_LABELS, Severity
from xltool.forms.design import (
    EXPLANATION,
    Field,
    FieldType,
    RowsFrom,
    Rule,
    SheetDesign,
)
from xltool.forms.explanations import EMPTY, explains_expression
from xltool.forms.known import is_later, names_codes_only
from xltool.forms.messages import message_expression
from xltool.forms.type_conditions import NIL, WANTED, nil_answers, type_condition
from xltool.model.value import State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.forms.design import FixedRow, FormDesign

WAITING, ERROR, QUERY = (
    "待填",
    SEVERITY_LABELS[Severity.ERROR],
    SEVERITY_LABELS[Severity.QUERY],
)
"""How a sentence in 校验 begins."""
OUTCOMES = (WAITING, ERROR, QUERY)
PASSED = "√"
"""What 校验 shows in a row with entries where no check fails."""
FIRST_FREE_ROW = "+1"
_LONGEST_CHOICES = 3000
"""Characters of a choice list that still fit into an expression; a longer list only its
drop-down checks.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCheck:
    """A rule, where it holds, and its expression.

    The sentence that the row's 校验 shows, or an empty text. It holds in every row that
    is filled in, or (`once`) in a free sheet's first, or in those `rows` of a fixed
    table.
    """

    rule: Rule
    expression: str
    once: bool = False
    rows: frozenset[str] | None = None

    def holds_in(self, code: str) -> bool:
        """Whether it is made in a row of a fixed table."""
        return self.rows is None or code in self.rows


def outcome_expression(
    rule: Rule, active: str, empty_answers: tuple[str, ...] = EMPTY
) -> str:
    """Give the expression of what a rule shows in a row.

    `active`, if there is one, says whether the row is filled in. A condition that ends
    in an error (#DIV/0!) does not fail the unit; a query is answered by a 说明 that is
    none of the `empty_answers`.
    """
    holds = f"IFERROR(IF({rule.condition},TRUE,FALSE),TRUE)"
    if rule.severity is Severity.QUERY:
        holds = f"OR({holds},{explains_expression(EXPLANATION, empty_answers)})"
    outcome = f'IF({holds},"",{sentence_expression(rule)})'
    return f'IF({active},{outcome},"")' if active else outcome


def sentence_expression(rule: Rule) -> str:
    """Give the expression of a rule's sentence and its remedy, with the row's values.

    It begins with what is asked of the unit; of a cell that is still empty, only that
    it be filled in.
    """
    label = f'"{QUERY}："'
    if rule.severity is Severity.ERROR:
        label = f'IF(LEN(TRIM([{rule.field}]))=0,"{WAITING}：","{ERROR}：")'
    parts = [label]
    for text in (rule.message, "；", rule.remedy):
        if text:
            parts.append(message_expression(text))
    return "&".join(parts)


@lru_cache(maxsize=64)
def row_checks(design: SheetDesign, form: FormDesign) -> tuple[RowCheck, ...]:
    """Give the checks of a sheet's rows."""
    checks = list(_sheet_checks(design))
    for field in design.fields:
        if field.is_input:
            for rule in _field_rules(field, design, form):
                checks.append(_row_check(rule, design, form))
    rules = [rule for rule in form.rules_of(design.key) if not is_later(rule)]
    # a stable sort: errors before queries, else in the design's order
    rules.sort(key=_is_query)
    checks += [_row_check(rule, design, form) for rule in rules]
    return tuple(checks)


def _is_query(rule: Rule) -> bool:
    """Say whether a rule only asks; errors are told first."""
    return rule.severity is not Severity.ERROR


def _row_check(rule: Rule, design: SheetDesign, form: FormDesign) -> RowCheck:
    """Give the check of a rule.

    One that speaks of no row of its own sheet is made once.
    """
    once = not design.fixed_rows and names_codes_only(rule)
    active = "" if once else active_condition(design)
    return RowCheck(
        rule=rule,
        expression=outcome_expression(rule, active, form.empty_answers),
        once=once,
        rows=_rows_of(rule, design),
    )


def _rows_of(rule: Rule, design: SheetDesign) -> frozenset[str] | None:
    """Give the rows of a fixed table in which a rule is checked; None: in all.

    In the one that it names, else where the unit fills in the field that it marks.
    """
    if not design.fixed_rows:
        return None
    if rule.row:
        return frozenset([rule.row])
    field = design.field(rule.field)
    return frozenset(row.code for row in design.fixed_rows if takes(row, field))


def takes(row: FixedRow, field: Field) -> bool:
    """Say whether the unit enters a field in a fixed table's row."""
    barred = field.key in row.blocked
    return not barred and not (row.subtotal and field.is_summed)


@lru_cache(maxsize=64)
def active_condition(design: SheetDesign) -> str:
    """Give the condition under which a row is judged at all; empty if always.

    A row of a free sheet is judged once anything is entered, unless its first cell says
    零报告 or 不适用.
    """
    if design.rows_from is not RowsFrom.FREE:
        return ""
    inputs = [f"[{field.key}]" for field in design.fields if field.is_input]
    nil = nil_answers(inputs[0])
    return f"AND(COUNTA({','.join(inputs)})>0,NOT(OR({nil})))"


def _sheet_checks(design: SheetDesign) -> Iterator[RowCheck]:
    """Check that a sheet that may not stay empty has an entry, or 零报告.

    A free sheet may not where the design says so; a fixed table never may.
    """
    inputs = [field for field in design.fields if field.is_input]
    if design.rows_from is RowsFrom.FREE and design.required:
        columns = ",".join(f"[{design.key}.{field.key}]" for field in inputs)
        rule = _empty_sheet(design, columns, inputs[0])
        rule = replace(
            rule,
            message="这张表一行也没有填",
            remedy=f"请填写；没有内容时在“{inputs[0].label}”填 {State.ZERO.value}",
        )
        yield RowCheck(rule=rule, expression=outcome_expression(rule, ""), once=True)
    if design.fixed_rows and not any(field.required for field in inputs):
        yield from _empty_table(design, inputs)


def _empty_sheet(design: SheetDesign, cells: str, marked: Field) -> Rule:
    """Give the rule that anything is entered in a sheet; it marks one field."""
    return Rule(
        code="空表",
        sheet=design.key,
        condition=f"COUNTA({cells})>0",
        severity=Severity.ERROR,
        message="这张表一格也没有填",
        remedy=f"请填写；没有发生的填 {State.ZERO.value}",
        field=marked.key,
    )


def _empty_table(design: SheetDesign, inputs: list[Field]) -> Iterator[RowCheck]:
    """Check that anything was entered in a fixed table.

    Where a field is required, its own check says what is missing. It stands in the
    first row in which something is entered.
    """
    asked = []
    for field in inputs:
        codes = _spans([takes(row, field) for row in design.fixed_rows], design)
        if codes:
            asked.append((field, codes))
    cells = ",".join(f"[{field.key}@{codes}]" for field, codes in asked)
    if not asked or len(cells) > _LONGEST_CHOICES:
        return
    marked = asked[0][0]
    first = next(row.code for row in design.fixed_rows if takes(row, marked))
    rule = replace(_empty_sheet(design, cells, marked), row=first)
    expression = outcome_expression(rule, "")
    yield RowCheck(rule=rule, expression=expression, rows=frozenset([first]))


def _spans(taken: list[bool], design: SheetDesign) -> str:
    """Give the codes of the rows that are taken, runs of them as spans.

    Excel takes 8192 characters of a formula: 300 rows named one by one are more.
    """
    codes = [row.code for row in design.fixed_rows]
    spans = []
    for is_taken, run in groupby(enumerate(taken), key=itemgetter(1)):
        places = [place for place, _ in run]
        first, last = codes[places[0]], codes[places[-1]]
        if is_taken:
            spans.append(first if first == last else f"{first}:{last}")
    return ",".join(spans)


def _field_rules(field: Field, design: SheetDesign, form: FormDesign) -> Iterator[Rule]:
    """Check one input field.

    That it is filled if it must be, and with what it asks for.
    """
    rule = Rule(
        code="",
        sheet=design.key,
        condition="",
        severity=Severity.ERROR,
        message="",
        field=field.key,
    )
    filled = f"LEN(TRIM([{field.key}]))>0"
    if field.required:
        message = f"“{field.title}”没有填"
        yield replace(
            rule,
            code=f"必填·{field.key}",
            condition=filled,
            message=message,
            remedy=_answer(field, design),
        )
    condition = _type_condition(field, form)
    if condition:
        answers = nil_answers(f"[{field.key}]")
        yield replace(
            rule,
            code=f"格式·{field.key}",
            condition=f"OR(NOT({filled}),{answers},{condition})",
            message=f"“{field.title}”应填{WANTED[field.type]}",
            remedy="请改正",
        )


def _answer(field: Field, design: SheetDesign) -> str:
    """Say how an empty cell that must not be empty is answered."""
    if field.type is FieldType.CHOICE:
        return "请从下拉列表选一项"
    if design.rows_from is RowsFrom.SINGLE:
        return "请填写"
    return f"没有的填 {NIL[0]}，与本单位无关填 {NIL[1]}"


def _type_condition(field: Field, form: FormDesign) -> str:
    """Give what a filled cell of the field satisfies; empty where anything does."""
    if field.type is FieldType.CHOICE:
        return _choice_condition(field, form)
    return type_condition(field.type, f"[{field.key}]")


def _choice_condition(field: Field, form: FormDesign) -> str:
    """Give the condition that a cell holds a choice, or what is read for one; where the
    choices depend on another field, one that goes with what is chosen there.
    """
    cell = f"[{field.key}]"
    by_parent = form.dependents.get(field.choices)
    if field.parent and by_parent:
        pairs = [f"{upper}>{one}" for upper in by_parent for one in by_parent[upper]]
        sought = f'"|"&TRIM([{field.parent}])&">"&{cell}&"|"'
    else:
        pairs = [*form.choices[field.choices], *form.synonyms.get(field.choices, ())]
        sought = f'"|"&{cell}&"|"'
    listed = f"|{'|'.join(pairs)}|".replace('"', '""')
    if len(listed) <= _LONGEST_CHOICES:
        return f'ISNUMBER(FIND({sought},"{listed}"))'
    return ""
