"""Who owes a form."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import a_registry, a_task, a_unit, an_indicator
from tests.forms.forms import a_form
from xltool.forms.design import FixedRow, FormDesign, RowsFrom, SheetDesign
from xltool.forms.owing import owing_units, unit_findings, with_owing_units

REGISTRY = a_registry(
    a_unit("市科技局", aliases=("市科技和创新局",)),
    a_unit("市财政局"),
    a_unit("望湖区", group="县市区"),
    a_unit("云岭区", group="县市区"),
    a_unit("停报县", group="县市区", reports=False),
    a_unit("各县市区", group="集合", members=("望湖区", "云岭区")),
    a_task("T01-01", lead_unit="市科技局", support_units=("云岭区",)),
    an_indicator("T01-01-1", task="T01-01"),
)
FIXED = SheetDesign(
    key="收支",
    title="收支",
    rows_from=RowsFrom.FIXED,
    fields=(),
    fixed_rows=(FixedRow(code="01", name="收入"),),
)


def with_sheets(*kinds: RowsFrom, units: tuple[str, ...] = ()) -> FormDesign:
    made = {RowsFrom.FIXED: FIXED}
    sheets = tuple(
        made.get(
            one, SheetDesign(key=one.value, title=one.value, rows_from=one, fields=())
        )
        for one in kinds
    )
    return replace(a_form(), sheets=sheets, units=units)


T, N, S, F, X = (
    RowsFrom.TASKS,
    RowsFrom.INDICATORS,
    RowsFrom.SINGLE,
    RowsFrom.FREE,
    RowsFrom.FIXED,
)
EVERYONE = "市科技局 市财政局 望湖区 云岭区"


@pytest.mark.parametrize(
    ("kinds", "named", "owing"),
    [
        ((S, T, N, F), "", "市科技局 云岭区"),  # who answers for a task
        ((S, N), "", "市科技局"),  # who only supports has no row of its own
        ((S, T), "", "市科技局 云岭区"),
        ((S, X), "", EVERYONE),  # a statistical form asks all that report
        ((S, F), "", EVERYONE),
        ((X,), "县市区", "望湖区 云岭区"),
        ((X,), "市科技和创新局、望湖区", "市科技局 望湖区"),
        ((X,), "全部", EVERYONE),
        ((T, F), "县市区", "望湖区 云岭区"),  # a free sheet asks of everyone named
        ((T,), "县市区", "云岭区"),
        ((X,), "停报县", ""),
        ((X,), "没有的县", ""),
    ],
)  # fmt: skip
def test_a_form_is_owed_by_those_it_names_and_who_has_rows(
    kinds: tuple[RowsFrom, ...], named: str, owing: str
) -> None:
    design = with_sheets(*kinds, units=tuple(named.split("、")) if named else ())
    names = " ".join(unit.name for unit in owing_units(REGISTRY, design))
    assert names == owing
    restricted = with_owing_units(REGISTRY, design)
    assert " ".join(unit.name for unit in restricted.reporting_units()) == owing


def test_a_statistical_forms_registry_knows_no_task() -> None:
    restricted = with_owing_units(REGISTRY, with_sheets(X))
    assert (restricted.tasks, restricted.indicators) == ((), ())
    usual = with_sheets(S, T, N, F)
    assert with_owing_units(REGISTRY, usual) is REGISTRY


def test_unknown_units_and_a_form_that_nobody_owes_are_named() -> None:
    wrong = with_sheets(X, units=("市科技据",))
    found = list(unit_findings(REGISTRY, wrong))
    assert [one.code for one in found] == ["D175", "D176"]
    assert "是不是“市科技局”" in found[0].message
    assert list(unit_findings(REGISTRY, with_sheets(X, units=("县市区",)))) == []
