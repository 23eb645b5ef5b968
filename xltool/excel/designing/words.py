"""Words by which forms name their parts: labels, units of measurement, footers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.model.quantity import parse_measurement_unit
from xltool.text import half_width

if TYPE_CHECKING:
    from collections.abc import Sequence

_CORNER_UNIT = re.compile(
    r"""
    (?:^|[\s（(、，])(?:计量|金额|货币)?\s*单\s*位\s*[:：]\s*   # 金额单位：
    (?P<unit>[^\s:：（）()]{1,12})(?P<more>\s+[^\s:：（）()]{1,6})?\s*[）)]?\s*$
    """,
    re.VERBOSE,
)
"""A unit of measurement that stands in a corner above a table."""
UNIT_WORDS = re.compile(
    r"""
    ^(?:[十百千万亿]*元(?:/.+)?|[十百千万亿]?(?:人|户|家|个|件|笔|次|项|宗|批|辆|台|套|头|只|户次|人次)
    |[千万]?吨|公斤|千克|亩|公顷|公里|千米|平方(?:米|千米|公里)|万平方米|立方米|米
    |%|％|‰|天|日|月|年|小时|千瓦时|吨标准煤|所|处|条|份|宗|场|篇|美元|[千万亿]美元|[Mm][Ll]|kg|km)$
    """,
    re.VERBOSE,
)
"""What is a unit of measurement, and no unit of an administration."""
_NO_MEASURES = frozenset(
    "省市县区州旗乡镇村街组部队班门站岗段期届片路口点面节类对成方里位名本列度角块款P"
)
"""What is counted elsewhere, and names a body or a part in a header: 所在村（组）."""
IN_HEADER = re.compile(
    r"^(?P<name>.*?)\s*[（(](?P<unit>[^（）()]{1,12})[）)]\s*$", re.DOTALL
)
"""`总投资（万元）`."""
MONEY = re.compile(r"投资|资金|金额|经费|费用|收入|支出|产值|利润|税|贷款|预算|决算")
COUNT = re.compile(r"[个人户件家宗笔台辆套处项]数|数量|项目数|[人户]次")
"""What is counted, and not measured in money: 项目个数, 参保人数."""
LENGTH = re.compile(r"里程|长度|公里")
LABEL = re.compile(r"[:：]\s*[_＿\s　]*$")
"""A text that asks for what stands beside or behind it."""
CODE_HEADERS = frozenset(
    {
        "行次",
        "代码",
        "编码",
        "行号",
        "栏次",
        "指标代码",
        "项目代码",
        "科目编码",
        "No.",
        "序号",
        "编号",
    }
)
SERIAL_HEADERS = frozenset({"序号", "编号", "No", "No.", "NO", "NO."})
UNIT_HEADERS = frozenset({"计量单位", "单位"})
NUMBERING = re.compile(r"^(?:[甲乙丙丁戊己庚]|[（(]?\d{1,3}[）)]?|[A-Z]|栏次|—|-)$")
"""A cell of the row that numbers the columns, under a header: 甲, 乙, 1, 2."""
TOTAL = re.compile(
    r"^(?:[收支]入?出?)?(?:合\s*计|总\s*计|小\s*计|共\s*计|本页合计|[Tt]otal)[:：]?$"
)
FOOTER = re.compile(
    r"""
    ^\s*(?:注\s*\d*|备\s*注|说\s*明|填表说明|填报说明|审核关系|Notes?|Source)\s*[:：.]
    |^\s*(?:\d+\s*[.、．])?\s*(?:本表|填报时|填表要求)
    |(?:填报|填表|制表|统计|审核|复核|经办|联系)人\s*[:：]|负责人\s*[:：]|联系电话\s*[:：]
    |(?:填报|填表|报出|制表|报送)(?:日期|时间)\s*[:：]|（?盖章|签字
    """,
    re.VERBOSE,
)
"""A text below a table."""
PLACEHOLDER = re.compile(
    r"^(?:[.…]+|……|（?略）?|[一二三四五六七八九十]+、[.…]*|\d+\s*[.、．][.…]*)$"
)
"""A row that stands for rows to be added."""
BLOCKED = frozenset({"×", "✕", "x", "X", "—", "——", "－", "--", "╳", "*"})
"""What stands in a cell that is not filled in."""


def squeezed(text: str) -> str:
    r"""Give a text without blanks and line breaks, in half width.

    >>> squeezed("指标 名称\n（万元）")
    '指标名称(万元)'
    """
    return "".join(half_width(text).split())


def _is_unit(text: str) -> bool:
    """Say whether a text is a unit of measurement: an office's, or one known anywhere.

    >>> [one for one in ("万元", "万亩", "座", "组", "不含税") if _is_unit(one)]
    ['万元', '万亩', '座']
    """
    if UNIT_WORDS.match(text):
        return True
    return text not in _NO_MEASURES and parse_measurement_unit(text) is not None


def split_unit(text: str) -> tuple[str, str]:
    """Part a header into its name and its unit of measurement.

    >>> split_unit("总投资（万元）")
    ('总投资', '万元')
    >>> split_unit("已灌面积（万亩）")
    ('已灌面积', '万亩')
    >>> split_unit("金额（不含税）")
    ('金额（不含税）', '')
    >>> split_unit("同比±%")
    ('同比±%', '%')
    """
    found = IN_HEADER.match(text.strip())
    if found is not None and found["name"] and _is_unit(found["unit"].strip()):
        return found["name"].strip(), found["unit"].strip()
    flat = squeezed(text)
    return text.strip(), "%" if flat.endswith("%") else ""


def unit_in(text: str) -> str:
    """Give the unit of measurement that a corner of a table names; empty for none.

    >>> unit_in("（金额单位：万元、%）")
    '万元、%'
    >>> unit_in("填报单位：市教育局")
    ''
    """
    found = _CORNER_UNIT.search(text)
    if found is None:
        return ""
    parts = re.split(r"[、，,/\s]+", found["unit"] + (found["more"] or ""))
    known = [one for one in parts if _is_unit(one)]
    return "、".join(known)


def unit_for(label: str, corner: str, *, whole: bool = False) -> tuple[str, bool]:
    """Give which of a corner's units a figure has, and whether that is certain.

    A count has no unit of money; neither has, unless its words say so, a figure of
    which the form accepts whole numbers only (`whole`).

    >>> unit_for("总投资", "公里、万元"), unit_for("里程", "公里、万元")
    (('万元', True), ('公里', True))
    >>> unit_for("项目个数", "万元"), unit_for("项目个数", "万元、个")
    (('', True), ('个', True))
    >>> unit_for("数量", "公里、万元、%")
    ('公里', False)
    """
    listed = corner.split("、")
    units = [unit for unit in listed if unit not in {"", "%", "％"}]
    # the last of two words says what is meant: 投资项目个数 is a count
    money_at = _last(MONEY, label)
    count_at = _last(COUNT, label)
    if money_at > count_at and units:
        return _unit_of_money(units, whole=whole)
    possible = _without_money(units)
    if not whole and count_at == money_at:
        possible = possible or units
    unit, is_said = _unit_of_figure(label, possible)
    return unit, is_said or len(units) < 2


def _without_money(units: Sequence[str]) -> list[str]:
    """Give the units in which no money is measured."""
    return [unit for unit in units if "元" not in unit]


def _unit_of_money(units: Sequence[str], *, whole: bool) -> tuple[str, bool]:
    """Give the unit of a sum of money, and whether that is certain.

    Few forms ask for money in whole 万元.
    """
    money = [unit for unit in units if "元" in unit]
    sure = not whole if len(units) == 1 else len(money) == 1
    return (money or units)[0], sure


def _unit_of_figure(label: str, units: Sequence[str]) -> tuple[str, bool]:
    """Give the unit of a figure that is not one of money, and whether that is said.

    The label names it, or says that a length is meant; else it is the first.
    """
    for unit in units:
        if unit in label:
            return unit, True
    if LENGTH.search(label):
        for unit in units:
            if "里" in unit:
                return unit, True
    return (units[0] if units else ""), not units


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Give where the last match of a pattern begins in a text; -1 for none."""
    return max((one.start() for one in pattern.finditer(text)), default=-1)


def is_label(text: str) -> bool:
    """Say whether a text asks for something: 填报单位：."""
    return LABEL.search(text) is not None and len(squeezed(text)) <= 60
