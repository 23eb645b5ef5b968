"""What a list of units gives each of them of a target, beside its name.

柳溪镇2万亩、青石镇（1.5万亩）, 东河乡、西山乡各3000亩
"""

from __future__ import annotations

import re

from xltool.decomposition.table.cells import figure_in
from xltool.decomposition.units.names import is_complete

_WITH_FIGURE = re.compile(
    r"(?P<name>[^\d（(]*?[^\d\s:：（(各])\s*[:：]?\s*(?P<each>各?)\s*(?P<figure>\d.*)$"
)
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{2,5}(?:(?<!小)镇|乡|街道|县|(?<![社园景])区)$|[\u4e00-\u9fff]{2}市$"
)


def share_beside(name: str, bracket: str) -> tuple[str, str]:
    """Give a unit's name without the figure beside it, and the figure as printed.

    `bracket` is what stands in brackets behind the name. A figure that holds for the
    names before it, too, keeps its 各.

    >>> share_beside("柳溪镇2万亩", ""), share_beside("青石镇", "1.5万亩")
    (('柳溪镇', '2万亩'), ('青石镇', '1.5万亩'))
    >>> share_beside("西山乡各3000亩", ""), share_beside("110指挥中心", "")
    (('西山乡', '各3000亩'), ('110指挥中心', ''))
    """
    if is_complete(name) and figure_in(bracket) is not None:
        return name, bracket
    match = _WITH_FIGURE.match(name)
    if match is None or not is_complete(match["name"]):
        return name, ""
    if figure_in(match["figure"]) is None:
        return name, ""
    return match["name"], match["each"] + match["figure"]


def is_place(name: str) -> bool:
    """Tell a town's or a county's name from a noun that ends like one.

    >>> is_place("柳溪镇"), is_place("特色小镇"), is_place("农村社区")
    (True, False, False)
    """
    return bool(_PLACE.match(name))
