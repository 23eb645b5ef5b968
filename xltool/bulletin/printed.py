"""What a bulletin prints: its text, its sentences and their figures."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from xltool.model.quantity import COUNTS, half_unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence, folded: no blanks, half-width digits.

    `section` and `heading` are what it stands under.
    """

    text: str
    section: str
    heading: str
    start: int
    """Where it begins in the folded text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """A bulletin's folded text, its sentences, and the way back to the text as given.

    `headings` are the headings of each section in their order.
    """

    source: str
    folded: str
    positions: tuple[int, ...]
    sentences: tuple[Sentence, ...]
    headings: dict[str, tuple[str, ...]]

    def as_printed(self, start: int, end: int) -> str:
        """Give a span of the folded text as the source prints it, blanks included."""
        return self.source[self.positions[start] : self.positions[end - 1] + 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedFigure:
    """One figure as printed.

    `value` keeps its printed decimals; `growth` is in per cent (down is negative).
    `qualifier` is 近, 余, 以上 and the like. `change` says that it tells by how much
    something rose or fell, not how much there is. `sentence` is the index of its
    sentence; `start` and `end` are of the number with its 计量单位 in the folded text,
    `first` is where the words begin that name it.
    """

    name: str
    period: str
    value: Decimal
    measurement_unit: str
    growth: Decimal | None = None
    rank: int | None = None
    qualifier: str = ""
    change: bool = False
    section: str = ""
    heading: str = ""
    sentence: int = 0
    first: int = 0
    start: int = 0
    end: int = 0
    source_text: str = ""

    @property
    def exact(self) -> bool:
        """Whether the number is meant to the last printed digit."""
        return not self.qualifier

    @property
    def is_level(self) -> bool:
        """Whether it tells how much there is, not a change, a rate or a rank."""
        rates = {"%", "‰", "位", "个百分点"}
        return self.measurement_unit not in rates and not self.change

    @property
    def slack(self) -> Decimal:
        """What rounding may have taken from it.

        Nothing from what was counted (12个).
        """
        whole = self.value == self.value.to_integral_value()
        if whole and self.measurement_unit in COUNTS:
            return Decimal(0)
        return half_unit(self.value)

    def as_json(self) -> dict[str, object]:
        """Give the shape that `proof --json` promises."""
        return {
            "name": self.name,
            "period": self.period or None,
            "value": float(self.value),
            "measurement_unit": self.measurement_unit,
            "growth": None if self.growth is None else float(self.growth),
            "rank": self.rank,
            "source_text": self.source_text,
        }
