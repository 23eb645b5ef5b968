"""What a cell holds for a value, the same for the writer and for the rules."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.formula import DAY_ZERO, in_cell
from xltool.model.value import MISSING, State, Value
from xltool.text import squeeze

if TYPE_CHECKING:
    from xltool.formula import ExcelValue


def serial_day(day: dt.date) -> float:
    """Give the number that stands for a date in a cell.

    >>> serial_day(dt.date(2025, 7, 31))
    45869.0
    """
    return float((day - DAY_ZERO).days)


def day_of_serial(number: float) -> dt.date:
    """Give the date that a number in a cell stands for; the time of day is dropped."""
    return DAY_ZERO + dt.timedelta(days=int(number))


def cell_content(value: Value) -> ExcelValue:
    """Give what a cell holds that a value was read from, or is written to.

    A date is its serial number.
    """
    if value is MISSING:
        return None
    state, content = value.state, value.content
    if state is State.ZERO and (
        content is None or squeeze(value.raw) == State.ZERO.value
    ):
        return State.ZERO.value
    if state is State.NOT_APPLICABLE:
        return State.NOT_APPLICABLE.value
    if isinstance(content, str):
        return content
    if isinstance(content, Decimal):
        return in_cell(float(content))
    return serial_day(content) if isinstance(content, dt.date) else content
