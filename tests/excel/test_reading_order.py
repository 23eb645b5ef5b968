"""The order of 数据来源 beside that of a plain sort of all figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.rollup.city import a_city
from xltool.excel.rollup.reading_order import reading_order
from xltool.model.figures import figure_table

if TYPE_CHECKING:
    from xltool.model.submission import Figure


def test_figures_stand_by_sheet_then_row_then_unit_then_field() -> None:
    inputs = a_city(7)
    figures = figure_table(reversed(tuple(inputs.current.figures)))
    sheets = {sheet.key: sheet for sheet in inputs.form.sheets}
    order = list(sheets)
    codes = [task.code for task in inputs.registry.tasks]
    codes += [indicator.code for indicator in inputs.registry.indicators]
    units = [unit.code for unit in inputs.registry.units]

    def place(figure: Figure) -> tuple[int, int, int, int, int]:
        fields = [field.key for field in sheets[figure.sheet].fields]
        row = codes.index(figure.row) if figure.row in codes else -1
        entry = int(figure.row) if figure.row.startswith("+") else 0
        return (
            order.index(figure.sheet),
            row,
            units.index(figure.unit),
            entry,
            fields.index(figure.field),
        )

    told = list(figures)
    shown = [told[number] for number in reading_order(inputs, figures)]
    assert shown == sorted(told, key=place)
    assert {figure.sheet for figure in shown} > {"任务进展", "指标数据"}
