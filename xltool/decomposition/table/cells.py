"""Cells of a table that hold a figure, and 计量单位 that stand in headings and names.

指标名称                   | 2025年目标
蔬菜产量（万吨）           | ≥38
高新技术企业（家）         | 40
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.decomposition.text.normalizing import fold
from xltool.decomposition.text.numbers import Quantity, find_quantities
from xltool.model.quantity import parse_measurement_unit
from xltool.text import half_width, squeeze

if TYPE_CHECKING:
    from xltool.decomposition.table.columns import ColumnPart

_BRACKET_AT_END = re.compile(
    r"^(?P<words>.+?)\s*[（(](?P<inside>[^（）()]{1,14})[）)]\s*$"
)
_UNIT_WORD = re.compile(r"^(?:计量)?单位[:：]\s*")
_ALSO_PLACES = frozenset("站点队班门路部支节")
"""Units that in brackets mostly stand for a place or a body (服务中心（站）)."""
_LONGEST_FIGURE = 24
_STARTS = re.compile(r"[\d０-９第前一二三四五六七八九十百半翻]")
"""Without one of these a cell holds no figure."""
_NEGATIVE = re.compile(r"^[-−－](?=\d)")
_CAPTION = re.compile(
    r"(?:(?:计量)?单位|面积|金额|数量)\s*[:：]\s*(?P<units>[^\s，,；;（）()]{1,24})"
)
_LEAD_IN = re.compile(r"(?:力争|确保|新增|净增|完成|达到|增长)(?=\d[\d.]*$)")
"""新增|15: the words before a bare figure whose 计量单位 stands elsewhere."""
_NAMES_OF_UNITS = {"百分比": "%", "百分数": "%", "1/10万": "/10万"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedCell:
    """A cell with the heading over it; `column` counts from 0."""

    part: ColumnPart
    heading: str
    text: str
    column: int


def figure_in(text: str) -> Quantity | None:
    """Read a cell that holds a figure and nothing else (6.5, ≥38, 70以上, 5%左右).

    None for any other.
    >>> str(figure_in("70以上").value), figure_in("70以上").comparison
    ('70', '>=')
    >>> figure_in("增长8%") is None
    True
    """
    if len(text) > _LONGEST_FIGURE or not _STARTS.search(text):
        return None
    flat = _bare(fold(text).flat.strip("\n。；"))
    lead = _LEAD_IN.match(flat)
    flat = flat[lead.end() :] if lead else flat
    sign = -1 if _NEGATIVE.match(flat) else 1
    flat = _NEGATIVE.sub("", flat)
    found = list(find_quantities(flat))
    if len(found) != 1:
        return None
    quantity = found[0]
    if quantity.opens > 0 or quantity.closes < len(flat):
        return None
    return replace(quantity, value=quantity.value * sign) if sign < 0 else quantity


_WHOLE = re.compile(r"(?<=\d)\.0$")
_FOOTNOTE = re.compile(r"(?<=[\d%])[*＊①-⑩]{1,3}$")
_CUMULATED = re.compile(r"[〔\[【](?P<figure>[^〔\[【〕\]】]+)[〕\]】]")


def _bare(flat: str) -> str:
    """Give a figure without the mark of a footnote, and without the brackets that say
    that it is cumulated over the years of a plan.

    >>> _bare("60.6*"), _bare("〔13.5〕"), _bare("3.0")
    ('60.6', '13.5', '3')

    3.0 in a sentence is a version: alone in a cell it is a figure.
    """
    flat = _FOOTNOTE.sub("", flat)
    cumulated = _CUMULATED.fullmatch(flat)
    flat = cumulated["figure"] if cumulated else flat
    return _WHOLE.sub("", flat)


def is_cumulated(text: str) -> bool:
    """Whether brackets say that a figure is cumulated over the years of a plan.

    >>> is_cumulated("[3.9]"), is_cumulated("6.5%")
    (True, False)
    """
    return bool(_CUMULATED.fullmatch(text.strip()))


_SIGNS = {
    "≥": ">=",
    "≧": ">=",
    "≤": "<=",
    "≦": "<=",
    ">": ">",
    "﹥": ">",
    "<": "<",
    "﹤": "<",
    "=": "=",
}


def sign_in(text: str) -> str:
    """Give how a sign that stands alone compares; blank for any other text.

    >>> sign_in("≥"), sign_in("＜"), sign_in("95")
    ('>=', '<', '')
    """
    return _SIGNS.get(half_width(text).strip(), "")


def has_measured_figure(text: str) -> bool:
    """Whether a text has a figure in digits with a unit behind it.

    二十四节气 is spelled and 2025 is bare: neither says how much.

    >>> has_measured_figure("新建停车场7处"), has_measured_figure("第2批")
    (True, False)
    """
    for quantity in find_quantities(fold(text).flat):
        if not quantity.bare and not quantity.spelled:
            return True
    return False


def lead_in(text: str) -> str:
    """Give what a cell says before its bare figure (新增15); blank for any other."""
    lead = _LEAD_IN.match(fold(text).flat.strip("\n。；"))
    return lead[0] if lead else ""


def without_measure(words: str) -> tuple[str, str]:
    """Give a heading or a name without the 计量单位 behind it, and that unit.

    Blank if there is none.
    >>> without_measure("社会消费品零售总额增速（%）")
    ('社会消费品零售总额增速', '%')
    >>> without_measure("养老服务中心（站）")
    ('养老服务中心（站）', '')
    """
    match = _BRACKET_AT_END.match(words.strip())
    if match is None:
        return words.strip(), ""
    unit = measure_in(_UNIT_WORD.sub("", match["inside"]))
    if not unit or unit in _ALSO_PLACES:
        return words.strip(), ""
    return match["words"], unit


def measure_in(text: str) -> str:
    """Give the 计量单位 that a text is; blank if it is none."""
    bare = half_width(squeeze(text))
    bare = _NAMES_OF_UNITS.get(bare, bare)
    if not bare or (re.search(r"\d$", bare) and bare not in ("m2", "m3", "km2")):
        return ""
    if parse_measurement_unit(bare) is None:
        return ""
    return bare.replace("(", "（").replace(")", "）")


def caption_measure(line: str) -> str:
    """Give the 计量单位 that a line over a table names for the whole of it.

    >>> caption_measure("单位：万元（累计）"), caption_measure("单位：公顷、万株")
    ('万元', '公顷、万株')

    Of several each is that of some columns (`fitting_measure`).
    """
    match = _CAPTION.search(line)
    if match is None:
        return ""
    units = match["units"].split("、")
    return "、".join(filter(None, map(measure_in, units)))


def fitting_measure(name: str, measures: str) -> str:
    """Give the one of a table's 计量单位 that a name can be counted in.

    >>> fitting_measure("植树", "万亩、万株"), fitting_measure("总面积", "万亩、万株")
    ('万株', '万亩')
    >>> fitting_measure("合格率", "人、%"), fitting_measure("示范村", "万亩、个")
    ('%', '')

    A rate is none of 人 or 万元. Blank where none or several can be meant: it is asked
    about.
    """
    units = measures.split("、") if measures else []
    if units and name.endswith("率"):
        return "%"
    counted = [unit for unit in units if unit != "%"] or units
    return _only(counted) or _only([one for one in counted if _is_of_sort(one, name)])


def _only(units: list[str]) -> str:
    """Give the only one of some 计量单位; blank for none or several."""
    return units[0] if len(units) == 1 else ""


def _is_of_sort(unit: str, name: str) -> bool:
    """Whether a name says what is counted in this sort of 计量单位."""
    sorts = [words for units, words in _SORTS if units.search(unit)]
    return any(words.search(name) for words in sorts)


_SORTS = (
    (
        re.compile(r"亩|公顷|平方"),
        re.compile(r"面积|[造育]林|播种|种植|林网|修复|抚育|农田|整治"),
    ),
    (re.compile(r"株"), re.compile(r"植树|苗木|栽植")),
    (re.compile(r"公里|米$"), re.compile(r"里程|公路|道路|渠|管网|廊道")),
    (re.compile(r"元"), re.compile(r"投资|资金|收入|产值|税")),
    (re.compile(r"[人户]"), re.compile(r"人|户|就业|培训")),
)
"""What is counted in which sort of 计量单位."""
