from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from xltool.model.value import MISSING, NOT_APPLICABLE, State, Value, reported


@pytest.mark.parametrize(
    ("value", "state", "text", "number"),
    [
        (reported(Decimal("24.7573")), State.REPORTED, "24.7573", Decimal("24.7573")),
        (reported(Decimal("1E+3")), State.REPORTED, "1000", Decimal(1000)),
        (reported(Decimal("0.00")), State.ZERO, "0.00", Decimal(0)),
        (reported("推进中"), State.REPORTED, "推进中", None),
        (reported(dt.date(2025, 7, 31)), State.REPORTED, "2025-07-31", None),
        (Value(state=State.ZERO), State.ZERO, "零报告", None),
        (NOT_APPLICABLE, State.NOT_APPLICABLE, "不适用", None),
        (MISSING, State.MISSING, "", None),
    ],
)
def test_the_four_states_are_told_apart(
    value: Value, state: State, text: str, number: Decimal | None
) -> None:
    assert (value.state, value.text, value.number) == (state, text, number)
