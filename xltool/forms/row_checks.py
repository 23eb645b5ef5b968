"""Every check of a row, in the order in which the 校验 column names what is wrong.

First what each field asks for (its type, and that it is filled), then the form's rules, errors before
queries. Each check is one expression of the rule language that gives the sentence to be shown, or an empty
text: the issued workbook holds it as a formula, the collector evaluates it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.findings import Severity
from xltool.forms.design import EXPLANATION, Field, FieldType, RowsFrom, Rule, SheetDesign
from xltool.forms.messages import message_expression
from xltool.model.value import State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.forms.design import FormDesign

NIL = (State.ZERO.value, State.NOT_APPLICABLE.value)
"""What answers a cell, or as first cell a whole row of a free sheet, without anything to report."""
FIRST_FREE_ROW = "+1"
_EARLIEST, _LATEST = 36526, 73050
"""2000-01-01 and 2099-12-31 as cells count days: other dates are slips of the pen."""
_LONGEST_CHOICES = 2000
"""Characters of a choice list that still fit into a formula; longer lists only the drop-down checks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCheck:
    """A rule, and where it holds: in every row that is filled in, or (`once`) in a free sheet's first."""

    rule: Rule
    once: bool = False

    def outcome(self, design: SheetDesign) -> str:
        """Give the expression of what the row's 校验 shows: the sentence and the remedy, or nothing.

        A condition that ends in an error (#DIV/0!) does not fail the unit; a query is answered by 说明.
        """
        holds = f"IFERROR(IF({self.rule.condition},TRUE,FALSE),TRUE)"
        if self.rule.severity is Severity.QUERY:
            holds = f"OR({holds},LEN(TRIM([{EXPLANATION}]))>0)"
        outcome = f'IF({holds},"",{self.sentence()})'
        active = "" if self.once else active_condition(design)
        return f'IF({active},{outcome},"")' if active else outcome

    def sentence(self) -> str:
        """Give the expression of the sentence with the row's values in it, and of what to do."""
        label = "须核实：" if self.rule.severity is Severity.QUERY else "须改正："
        return "&".join(message_expression(part) for part in (label, self.rule.message, "；", self.rule.remedy) if part)


def row_checks(design: SheetDesign, form: FormDesign) -> tuple[RowCheck, ...]:
    """Give the checks of a sheet's rows."""
    rules = form.rules_of(design.key)
    return (
        *_sheet_checks(design),
        *(
            RowCheck(rule=rule)
            for field in design.fields
            if field.is_input
            for rule in _field_rules(field, design, form)
        ),
        *(RowCheck(rule=rule) for rule in rules if rule.severity is Severity.ERROR),
        *(RowCheck(rule=rule) for rule in rules if rule.severity is not Severity.ERROR),
    )


def active_condition(design: SheetDesign) -> str:
    """Give the condition under which a row is judged at all; empty if always.

    A row of a free sheet is judged once anything is entered, unless its first cell says 零报告 or 不适用.
    """
    if design.rows_from is not RowsFrom.FREE:
        return ""
    inputs = [f"[{field.key}]" for field in design.fields if field.is_input]
    nil = ",".join(f'TRIM({inputs[0]})="{word}"' for word in NIL)
    return f"AND(COUNTA({','.join(inputs)})>0,NOT(OR({nil})))"


def _sheet_checks(design: SheetDesign) -> Iterator[RowCheck]:
    """Check that a free sheet that may not stay empty has an entry, or 零报告."""
    if design.rows_from is RowsFrom.FREE and design.required:
        inputs = [field for field in design.fields if field.is_input]
        columns = ",".join(f"[{design.key}.{field.key}]" for field in inputs)
        rule = Rule(
            code="空表",
            sheet=design.key,
            condition=f"COUNTA({columns})>0",
            severity=Severity.ERROR,
            message="这张表一行也没有填",
            remedy=f"请填写；没有内容时在“{inputs[0].label}”填 {State.ZERO.value}",
            field=inputs[0].key,
        )
        yield RowCheck(rule=rule, once=True)


def _field_rules(field: Field, design: SheetDesign, form: FormDesign) -> Iterator[Rule]:
    """Check one input field: that it is filled if it must be, and with what it asks for."""
    filled = f"LEN(TRIM([{field.key}]))>0"
    if field.required:
        nothing = f"没有的填 {NIL[0]}，与本单位无关填 {NIL[1]}" if design.rows_from is not RowsFrom.SINGLE else ""
        yield _field_rule(field, design, "必填", filled, f"“{field.label}”没有填", nothing or "请填写")
    condition, wanted = _type_condition(field, form)
    if condition:
        answers = ",".join(f'TRIM([{field.key}])="{word}"' for word in NIL)
        either = f"OR(NOT({filled}),{answers},{condition})"
        yield _field_rule(field, design, "格式", either, f"“{field.label}”应填{wanted}", "请改正，要说明的写在“说明”栏")


def _field_rule(field: Field, design: SheetDesign, what: str, condition: str, message: str, remedy: str) -> Rule:  # noqa: PLR0913
    return Rule(
        code=f"{what}·{field.key}",
        sheet=design.key,
        condition=condition,
        severity=Severity.ERROR,
        message=message,
        remedy=remedy,
        field=field.key,
    )


def _type_condition(field: Field, form: FormDesign) -> tuple[str, str]:
    """Give what a filled cell of the field's type satisfies, and how that is called."""
    cell = f"[{field.key}]"
    match field.type:
        case FieldType.NUMBER:
            return f"ISNUMBER({cell})", "数字，不带单位和文字"
        case FieldType.PERCENT:
            return f"ISNUMBER({cell})", "百分数的数字部分（6.3% 填 6.3）"
        case FieldType.INTEGER:
            return f"IF(ISNUMBER({cell}),{cell}=INT({cell}),FALSE)", "整数"
        case FieldType.DATE:
            return f"IF(ISNUMBER({cell}),AND({cell}>={_EARLIEST},{cell}<={_LATEST}),FALSE)", "日期，如 2025-7-31"
        case FieldType.PHONE:
            return f"AND(LEN(TRIM({cell}))>=7,LEN(TRIM({cell}))<=20)", "电话号码，座机带区号"
        case FieldType.CHOICE:
            return _choice_condition(cell, form.choices[field.choices]), "下拉列表里的选项"
        case FieldType.TEXT:
            return "", ""


def _choice_condition(cell: str, choices: tuple[str, ...]) -> str:
    if sum(map(len, choices)) > _LONGEST_CHOICES:
        return ""
    return "OR({})".format(",".join(f'{cell}="{choice.replace(chr(34), chr(34) * 2)}"' for choice in choices))
