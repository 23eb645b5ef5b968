"""Which of our indicators answers which of the level above, and what is left open."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import a_registry, a_task, an_indicator
from tests.rollup.periods import a_figure, inputs_of
from xltool.findings import Place
from xltool.model.indicator_kind import IndicatorKind as K
from xltool.model.registry import Reporting
from xltool.model.value import NOT_APPLICABLE
from xltool.rollup.cascading import NO, YES, Asked, CascadeLink, answer, propose
from xltool.rollup.rollup import roll_up

if TYPE_CHECKING:
    from xltool.model.registry import Indicator
    from xltool.model.submission import Figure
    from xltool.rollup.indicators import IndicatorLine

CODE = "T01-01-1"


def asked(name: str = "固定资产投资", unit: str = "亿元", kind: str = "金额") -> Asked:
    return Asked(
        code="S-1",
        name=name,
        measurement_unit=unit,
        kind=kind,
        place=Place(sheet="指标数据", cell="K5"),
    )


def ours(*figures: Figure, **words: Any) -> dict[str, IndicatorLine]:
    plain: dict[str, Any] = {
        "name": "全县固定资产投资",
        "measurement_unit": "万元",
        "kind": K.AMOUNT,
    }
    indicator: Indicator = an_indicator(**{**plain, **words})
    lines = roll_up(
        inputs_of(
            a_registry(a_task(support_units=("平江县",)), indicator),
            {"2025-07": [*figures]},
        )
    )
    return {line.indicator.code: line for line in lines.indicators}


def confirmed(own: str = CODE, word: str = YES) -> CascadeLink:
    return CascadeLink(asked=("S-1", "固定资产投资"), own=own, confirmed=word)


FIGURE = a_figure("市科技局", number="12000")


def test_the_most_alike_name_of_one_basis_is_proposed() -> None:
    link = propose(asked(), ours(FIGURE).values())

    assert (link.own, link.confirmed) == (CODE, "")


@pytest.mark.parametrize(
    "words", [{"name": "粮食总产量"}, {"measurement_unit": "个"}, {"kind": K.GROWTH}]
)
def test_another_name_or_basis_is_not_proposed(words: dict[str, Any]) -> None:
    assert propose(asked(), ours(FIGURE, **words).values()).own == ""


def test_a_confirmed_figure_is_converted_and_the_clerk_is_told() -> None:
    result = answer(asked(), confirmed(), ours(FIGURE))

    assert result.value == Decimal("1.2")
    assert [one.code for one in result.findings] == ["U208"]


@pytest.mark.parametrize(
    ("link", "lines", "code"),
    [
        (confirmed(word=""), ours(FIGURE), "U201"),
        (confirmed(word=NO), ours(FIGURE), "U202"),
        (confirmed(own=""), ours(FIGURE), "U202"),
        (confirmed(), ours(FIGURE, measurement_unit="个"), "U203"),
        (confirmed(), ours(FIGURE, kind=K.GROWTH, measurement_unit="%"), "U203"),
        (confirmed(), ours(), "U204"),
        (confirmed(own="T99-01-1"), ours(FIGURE), "U206"),
    ],
)
def test_what_cannot_be_answered_is_left_open_and_named(
    link: CascadeLink, lines: dict[str, IndicatorLine], code: str
) -> None:
    result = answer(asked(), link, lines)

    assert result.value is None
    assert [one.code for one in result.findings] == [code]


def test_a_partial_sum_says_so() -> None:
    result = answer(asked(), confirmed(), ours(FIGURE, reporting=Reporting.EACH))

    assert {one.code for one in result.findings} == {"U205", "U208"}


def test_not_applicable_stays_not_applicable() -> None:
    result = answer(
        asked(), confirmed(), ours(a_figure("市科技局", value=NOT_APPLICABLE))
    )

    assert result.value == "不适用"


def test_reported_growth_goes_along() -> None:
    growth = a_figure("市科技局", field="同比增长", number="6.3")

    assert answer(asked(), confirmed(), ours(FIGURE, growth)).growth == Decimal("6.3")
