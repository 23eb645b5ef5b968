"""Columns that come in rows: the quarters of a year, years side by side, counties.

Headings are compared as `columns.heading` gives them: half width, no punctuation.
"""

from __future__ import annotations

import re

from xltool.decomposition.vocabulary import SERIES

_YEAR = re.compile(
    r"(?P<year>20\d\d)年?(?:度)?(?P<what>.{0,8})",
)
_REACHED = re.compile(r"实绩|完成|实际|现状|基数|达到|执行|统计|初步")
_PROMISED = re.compile(r"目标|计划|任务|预期|指标|要求|安排")
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{1,8}(?:[省县市区旗镇乡州村]|街道|管委会|[林农牧渔]场)"
)
_BUREAU = re.compile(r"[\u4e00-\u9fff]{2,12}(?:局|委|办|公司|集团|中心)")
_HEADS_PLACES = re.compile(
    r"""(?:各|所[属在]|责任|承担|实施|建设|涉及|任务|分配|行政)*
    (?:省份?|市|州|盟|县|区|旗|乡|镇|街道?|村|社区?|居|园区|开发区|功能区|地区|片区|[农林牧渔]场|单位|部门|企业|主体
    |辖区|区域|区划)+(?:名称)?""",
    re.VERBOSE,
)
"""Headings over the names of those who share (乡镇（农场）, 县市区, 责任单位)."""
_NO_PLACE = re.compile(
    r"""(?:.*(?:单位|部门|名称|城市)|(?:[主老全各县市]|中心)?城区
    |.*(?:示范|试点|样板|美丽|宜居|文明|清洁|特色|精品|贫困|薄弱|重点|中心|行政|自然|乡)村)$""",
    re.VERBOSE,
)
"""Headings over names of places are no place; 东城区 and 新城区 name counties, 示范村
counts villages.
"""
_PROVINCE = re.compile(
    r"""北京|天津|河北|山西|内蒙古|辽宁|吉林|黑龙江|上海|江苏|浙江|安徽|福建|江西|山东|河南|湖北
    |湖南|广东|广西|海南|重庆|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆""",
    re.VERBOSE,
)
"""GB/T 2260: provinces are named without what they end in (自治区)."""
_FEWEST_PLACES = 2
_FEWEST_YEARS_OF_A_PLAN = 3


def series_of(words: list[str], year: int | None) -> dict[int, str]:
    """Give the columns that are one of a row, by the words of their headings.

    STAGE, HISTORY, SHARE, TOTAL, and OWN for the year's own. A total is one only where
    it sums up the shares of places.

    >>> series_of(["指标", "全县", "平川镇", "南湖镇"], 2025)
    {1: 'TOTAL', 2: 'SHARE', 3: 'SHARE'}

    The first meaning holds: what is known as a stage or a year is no place as well.
    """
    found = _meant_columns(words)
    if "STAGE" not in found.values():
        found.update(_years(words, year))
    places = [at for at, word in enumerate(words) if at not in found and is_place(word)]
    has_total = "TOTAL" in found.values()
    if len(places) >= _FEWEST_PLACES or (places and has_total):
        return found | dict.fromkeys(places, "SHARE")
    return {at: part for at, part in found.items() if part != "TOTAL"}


def _meant_columns(words: list[str]) -> dict[int, str]:
    """Give the columns whose heading is a known word of a series (一季度, 合计)."""
    found: dict[int, str] = {}
    for at, word in enumerate(words):
        meaning = series_word(word)
        if meaning:
            found[at] = meaning.split()[0]
    return found


_REPORTED = re.compile(r"情况|进展")
"""二季度完成情况 tells what was done, and is no stage of a plan."""


def series_word(word: str) -> str:
    """Give what a heading of a series means, with the month where it is a stage.

    Blank for any other heading.

    >>> series_word("二季度目标"), series_word("责任单位")
    ('STAGE 6', '')
    """
    for entry in SERIES:
        match = re.fullmatch(entry.word, word)
        reported = entry.meaning.startswith("STAGE") and _REPORTED.search(word)
        if match and not reported:
            month = match.groupdict().get("month") or ""
            return f"{entry.meaning} {month}".strip()
    return ""


def heads_places(word: str) -> bool:
    """Tell a heading over names of places or bodies, which names none itself.

    >>> heads_places("乡镇农场"), heads_places("各县市区"), heads_places("东城区")
    (True, True, False)
    """
    return bool(_HEADS_PLACES.fullmatch(word))


def is_place(word: str) -> bool:
    """Tell a heading that is the name of a county, a town, a zone or a bureau."""
    if heads_places(word) or _NO_PLACE.fullmatch(word):
        return False
    if _PLACE.fullmatch(word) or _BUREAU.fullmatch(word):
        return True
    return bool(_PROVINCE.fullmatch(word))


def year_in(word: str) -> int | None:
    """Give the year that a heading names.

    >>> year_in("2025年目标"), year_in("年度目标")
    (2025, None)
    """
    match = _YEAR.fullmatch(word)
    return int(match["year"]) if match else None


def _years(words: list[str], year: int | None) -> dict[int, str]:
    """Tell the year's own column from those of earlier and later years.

    2023年实绩 | 2024年实绩 | 2025年目标 | 2026年目标 are history twice, the year's own
    and a stage on the way beyond it.

    A column that says it was reached (2025年完成 beside 2025年目标) is history in any
    year.
    """
    years: dict[int, int] = {}
    for at, word in enumerate(words):
        named = year_in(word)
        if named is not None:
            years[at] = named
    if len(set(years.values())) <= 1:
        return _one_year(words, years, year)
    reached = [at for at in years if _REACHED.search(words[at])]
    open_years = {at: named for at, named in years.items() if at not in reached}
    own = _own_year(words, open_years, year)
    found = {at: _beside_own(named, own) for at, named in years.items()}
    return found | dict.fromkeys(reached, "HISTORY")


def _beside_own(named: int, own: int | None) -> str:
    """Give what a column of a year is beside the year's own (None: all are)."""
    if own is None or named == own:
        return "OWN"
    return "HISTORY" if named < own else "STAGE"


def _one_year(
    words: list[str], years: dict[int, int], year: int | None
) -> dict[int, str]:
    """Read the years of a table that names no other one.

    What was reached (2024年完成) is history, the rest stays as it is read: a table of
    2025 may promise 2025年完成 too. `year` is the document's.
    """
    found: dict[int, str] = {}
    for at, named in years.items():
        reached = _REACHED.search(words[at]) and not _PROMISED.search(words[at])
        if reached and (year is None or named < year):
            found[at] = "HISTORY"
    return found


def _own_year(words: list[str], years: dict[int, int], year: int | None) -> int | None:
    """Give the year that a table's own column is of; None without any year.

    It is the document's `year` where a column has it, else the first that is promised
    (2025年目标), else the first of all. `years` are the columns not reached yet.
    """
    if year in years.values():
        return year
    promised: list[int] = []
    for at, named in years.items():
        if _PROMISED.search(words[at]):
            promised.append(named)
    return min(promised or _to_come(years, year), default=None)


def _to_come(years: dict[int, int], year: int | None) -> list[int]:
    """Give the years that a table can be about: not those before the document's.

    Where it names none, the first of two that are years apart is what a plan starts
    from (2020年 | 2025年).
    """
    named = sorted(set(years.values()))
    if year is not None:
        return [one for one in named if one >= year] or named
    if len(named) == 2 and named[1] - named[0] >= _FEWEST_YEARS_OF_A_PLAN:
        return named[1:]
    return named
