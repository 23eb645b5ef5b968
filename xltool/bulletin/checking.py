"""What a check on a bulletin comes to, and how exact a printed number is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum
from typing import TYPE_CHECKING

from xltool.model.quantity import COUNTS, half_unit

if TYPE_CHECKING:
    from xltool.bulletin.figures import PrintedFigure


class Result(StrEnum):
    """What a check came to."""

    AGREES = "agrees"
    WITHIN_ROUNDING = "agrees_within_rounding"
    DISAGREES = "disagrees"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check: `expression` as a person would write it, what is printed and what follows."""

    kind: str
    expression: str
    printed: str
    computed: str
    result: Result
    source_text: str

    def as_json(self) -> dict[str, str]:
        """Give the shape that `proof --json` promises."""
        return {
            "kind": self.kind,
            "expression": self.expression,
            "printed": self.printed,
            "computed": self.computed,
            "result": self.result.value,
            "source_text": self.source_text,
        }


def slack(figure: PrintedFigure) -> Decimal:
    """Give what rounding may have taken from a figure: nothing from what was counted (12个)."""
    counted = (
        figure.measurement_unit in COUNTS
        and figure.value == figure.value.to_integral_value()
    )
    return Decimal(0) if counted else half_unit(figure.value)


def compare(printed: Decimal, computed: Decimal, tolerance: Decimal) -> Result:
    """Judge a printed value against a computed one; `tolerance` is what the inputs' rounding allows."""
    with localcontext(prec=60):
        if computed.quantize(printed, ROUND_HALF_UP) == printed:
            return Result.AGREES
    return (
        Result.WITHIN_ROUNDING
        if abs(computed - printed) <= tolerance
        else Result.DISAGREES
    )
