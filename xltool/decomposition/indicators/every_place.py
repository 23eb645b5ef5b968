"""What a bracket says of every place alike: （各县、区均9%以上）, （每个街道1个）."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xltool.decomposition.indicators.clauses import Clause
    from xltool.model.registry import Indicator

_PLACE = "(?:[县市区旗乡镇村]|街道|社区)"
_ALL_PLACES = re.compile(rf"各{_PLACE}")
_SEVERAL_PLACES = re.compile(rf"各{_PLACE}+[、和]{_PLACE}")
_EACH_PLACE = re.compile(rf"每个?{_PLACE}{{1,2}}")


def names_several_places(words: str) -> bool:
    """Tell 各县、区增幅, which is said once of all and joins no subjects."""
    return _SEVERAL_PLACES.match(words) is not None


def is_of_every_place(clause: Clause, flat: str, before: Indicator) -> bool:
    """Tell a figure in brackets that spreads the one before, or repeats it.

    新建食堂9个（每个街道|1个）, 增长9%（各县、区均增长|9%）: nothing more is promised.
    Another figure for all places, and a least one for each, are targets of their own.
    """
    if flat[clause.start - 1 : clause.start] != "（":
        return False
    quantity = clause.quantity
    if quantity.measurement_unit != before.measurement_unit:
        return False
    if _EACH_PLACE.fullmatch(clause.left):
        return quantity.comparison == "=" and quantity.value < (before.value or 0)
    is_same = (quantity.value, quantity.high, quantity.comparison) == (
        before.value,
        before.value_high,
        before.comparison,
    )
    return is_same and _ALL_PLACES.match(clause.left) is not None
