from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.forms.shipped import correct_values, shipped_form, shipped_layout
from xltool.findings import Severity
from xltool.forms.building import grown
from xltool.forms.contents import cell_content
from xltool.forms.design import RowsFrom, Rule
from xltool.forms.evaluation import Evaluation
from xltool.forms.row_checks import FIRST_FREE_ROW
from xltool.formula import (
    PARENT,
    PARTS,
    SUBSETS,
    ExcelValue,
    Operand,
    Range,
    Reference,
    calculation,
    parse,
)
from xltool.model.value import MISSING, NOT_APPLICABLE, State, Value, Values, reported

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from xltool.forms.design import FormDesign
    from xltool.forms.layout import Layout, LayoutRow, LayoutSheet
    from xltool.formula import Lookup

FIGURES, PROJECTS, TASKS = "指标数据", "重点项目", "任务进展"
TRUE, FALSE = True, False
ALIKE = [
    reported(Decimal(1)),
    reported(TRUE),
    reported("1"),
    reported(Decimal("1.00")),
    reported("TRUE"),
]
NOTHING = [
    MISSING,
    reported(Decimal(0)),
    reported(Decimal("-0.0")),
    reported(FALSE),
    reported(""),
    reported(" "),
    NOT_APPLICABLE,
    Value(state=State.ZERO, raw="零报告"),
]
OTHERS = [
    *(
        reported(Decimal(figure))
        for figure in ("40.4303", "0.1", "-3", "1E+400", "1E-320", "99.999999")
    ),
    *(
        reported(text)
        for text in ("推进中", "已完成", "未启动", "约30", "无", "a*", "在建")
    ),
    reported(dt.date(2025, 7, 31)),
]
COUNTED = (
    (
        "K1",
        FIGURES,
        f'COUNT([{FIGURES}.累计完成])<COUNTA([累计完成])+COUNTIF([{FIGURES}.累计完成],"1")',
    ),
    ("K2", FIGURES, "AND([分项.累计完成],N([累计完成])>=N([上级.累计完成]))"),
    ("K3", PROJECTS, f"SUM([{PROJECTS}.总投资])=COUNT([{PROJECTS}.总投资])"),
    ("K4", TASKS, f"MAX([{FIGURES}.累计完成])<=[报告期.序时进度]"),
    ("K5", FIGURES, f"[{TASKS}.本期进展]<>[累计完成]"),
    ("K6", PROJECTS, "LEN([填报信息.填报人])>COUNTA([特色亮点.标题])"),
)
"""Rules that tell TRUE from 1, and look up, down, and into other sheets."""


@cache
def prepared(expression: str) -> Callable[[Lookup], ExcelValue]:
    """An expression ready to be evaluated."""
    alone = calculation([parse(expression)])
    return lambda lookup: alone.values(*map(lookup, alone.references))[0]


@cache
def form() -> FormDesign:
    """The monthly form with the rules above."""
    rules = (
        Rule(
            code=code,
            sheet=sheet,
            condition=condition,
            severity=Severity.QUERY,
            message="[说明]有[说明]",
            field="说明",
        )
        for code, sheet, condition in COUNTED
    )
    return replace(
        shipped_form("monthly"), rules=(*shipped_form("monthly").rules, *rules)
    )


def layout_with(values: Values) -> Layout:
    """Lay that form out."""
    return grown(replace(shipped_layout(), form=form()), values)


def filled(random: Random, layout: Layout) -> Values:
    """Fill in what a unit may, and may not, type; some cells stay as they should be."""
    values = {
        key: {row: dict(cells) for row, cells in rows.items()}
        for key, rows in correct_values().items()
    }
    pool = random.choice((ALIKE, NOTHING, [*ALIKE, *NOTHING, *OTHERS]))
    for sheet, row, field in layout.inputs():
        if random.random() < 0.3:
            values.setdefault(sheet.design.key, {}).setdefault(row.key, {})[
                field.key
            ] = random.choice(pool)
    values[PROJECTS]["+99"] = {
        "项目名称": random.choice(pool),
        "总投资": random.choice(pool),
    }
    return values


def other_kinds(values: Values) -> Values:
    """Put TRUE where 1 stood, and so on: what Python takes for the same."""
    twins = {
        ALIKE[0]: ALIKE[1],
        ALIKE[1]: ALIKE[0],
        NOTHING[1]: NOTHING[3],
        NOTHING[3]: NOTHING[1],
    }
    return {
        sheet: {
            row: {
                key: next((twin for one, twin in twins.items() if one is value), value)
                for key, value in cells.items()
            }
            for row, cells in rows.items()
        }
        for sheet, rows in values.items()
    }


def content(
    layout: Layout, values: Values, sheet: LayoutSheet, row: LayoutRow, key: str
) -> ExcelValue:
    """What a cell holds, calculated each time anew."""
    field = sheet.design.field(key)
    if field.formula:
        return plainly(field.formula, layout, values, sheet, row)
    given = (
        values.get(sheet.design.key, {}).get(row.key, {})
        if field.is_input
        else row.prefilled
    )
    return cell_content(given.get(key, MISSING))


def plainly(
    expression: str, layout: Layout, values: Values, sheet: LayoutSheet, row: LayoutRow
) -> ExcelValue:
    """The value of an expression: every reference is looked for in all rows, nothing is remembered."""

    def cells(sheet: LayoutSheet, rows: list[LayoutRow], key: str) -> list[ExcelValue]:
        return [content(layout, values, sheet, one, key) for one in rows]

    def lookup(reference: Reference) -> Operand:
        name, key = reference.sheet, reference.field
        if reference.is_constant:
            return {"序时进度": 58.3, "起始日": 45839.0, "截止日": 45869.0}[key]
        if not name:
            return content(layout, values, sheet, row, key)
        if name == PARENT:
            return next(
                iter(
                    cells(
                        sheet, [one for one in sheet.rows if row.parent == one.key], key
                    )
                ),
                None,
            )
        if name in (PARTS, SUBSETS):
            parts = [
                one for one in sheet.rows if one.parent == row.key and one.part == name
            ]
            return Range(
                tuple(
                    cells(sheet, parts, key)
                    if all(one.reports for one in parts)
                    else []
                )
                or (None,)
            )
        there = layout.sheet(name)
        linked = {sheet.design.rows_from, there.design.rows_from} == {
            RowsFrom.TASKS,
            RowsFrom.INDICATORS,
        }
        found = cells(
            there,
            [one for one in there.rows if not linked or one.task == row.task],
            key,
        )
        single = there.design.rows_from is RowsFrom.SINGLE or (linked and name == TASKS)
        return found[0] if single else Range(tuple(found))

    return prepared(expression)(lookup)


def sentences(layout: Layout, values: Values) -> list[tuple[str, str, str, str]]:
    """Every sentence of every row, by the plain way."""
    evaluation = Evaluation(layout, values)
    return [
        (
            sheet.design.key,
            row.key,
            check.rule.code,
            str(plainly(check.expression, layout, values, sheet, row)),
        )
        for sheet in layout.sheets
        for row in sheet.rows
        for check in evaluation.checks(sheet)
        if row.reports and (not check.once or row.key == FIRST_FREE_ROW)
    ]


@given(st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
@pytest.mark.no_cover
def test_what_is_remembered_and_looked_up_by_index_is_what_a_plain_evaluation_gives(
    random: Random,
) -> None:
    values = filled(random, shipped_layout())
    for one in (values, other_kinds(values)):
        layout = layout_with(one)
        evaluation = Evaluation(layout, one)
        failing = [
            (sheet.design.key, row.key, check.rule.code, sentence)
            for sheet in layout.sheets
            for row in sheet.rows
            for check, sentence in evaluation.failures(sheet, row)
        ]
        assert failing == [found for found in sentences(layout, one) if found[3]]
        for sheet in layout.sheets:
            for row in sheet.rows:
                for field in sheet.fields:
                    held = evaluation.content(sheet, row, field)
                    plain = content(layout, one, sheet, row, field.key)
                    assert (type(held), held) == (type(plain), plain)


def test_a_figure_and_a_judgement_are_not_remembered_as_one() -> None:
    layout = layout_with({})
    sheet = layout.sheet(FIGURES)

    def said(entered: Value) -> list[str]:
        values = {FIGURES: {"T01-01-6": {"累计完成": entered}}}
        return [
            sentence
            for _, sentence in Evaluation(layout, values).failures(
                sheet, sheet.row("T01-01-6")
            )
        ]

    assert not any("应填数字" in sentence for sentence in said(reported(Decimal(1))))
    assert any("应填数字" in sentence for sentence in said(reported(TRUE)))
    assert not any("应填数字" in sentence for sentence in said(reported(Decimal(1))))


def test_a_row_that_the_unit_does_not_report_has_nothing_wrong() -> None:
    layout = layout_with({})
    foreign = [
        (sheet, row) for sheet in layout.sheets for row in sheet.rows if not row.reports
    ]
    evaluation = Evaluation(
        layout,
        {FIGURES: {row.key: {"累计完成": reported("约30")} for _, row in foreign}},
    )
    assert foreign
    assert not any(
        list(evaluation.failures(sheet, row)) or evaluation.active(sheet, row)
        for sheet, row in foreign
    )
