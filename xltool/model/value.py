"""One reported value and its four states."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt


class State(StrEnum):
    """The four states of a value.

    Zero and not-applicable are answers; missing is none.
    """

    REPORTED = "已报"
    ZERO = "零报告"
    NOT_APPLICABLE = "不适用"
    MISSING = "未报"


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What a unit reported in one cell, read.

    `content` is a Decimal with the decimals that were typed, a date, a bool, a text, or
    None when the state is not REPORTED (ZERO has Decimal 0 in a number field). `raw` is
    the cell as it came.
    """

    state: State
    content: Decimal | dt.date | bool | str | None = None
    raw: str = ""

    @property
    def number(self) -> Decimal | None:
        """The content where it is a number."""
        return self.content if isinstance(self.content, Decimal) else None

    @property
    def text(self) -> str:
        """The content as people read it; empty for MISSING."""
        if self.state is State.NOT_APPLICABLE:
            return State.NOT_APPLICABLE.value
        if self.state is State.MISSING or self.content is None:
            return State.ZERO.value if self.state is State.ZERO else ""
        if isinstance(self.content, Decimal):
            return f"{self.content:f}"
        return str(self.content)


MISSING = Value(state=State.MISSING)
NOT_APPLICABLE = Value(state=State.NOT_APPLICABLE)


def reported(content: Decimal | dt.date | bool | str, raw: str = "") -> Value:  # noqa: FBT001 - a content, not a switch
    """Make a value of an answer; a numeric zero is the state ZERO."""
    zero = isinstance(content, Decimal) and content == 0
    return Value(state=State.ZERO if zero else State.REPORTED, content=content, raw=raw)


Rows = dict[str, dict[str, Value]]
"""The values of one sheet: row key -> field key -> value, in the order of the sheet."""
Values = dict[str, Rows]
"""The values of one workbook: sheet key -> rows."""
