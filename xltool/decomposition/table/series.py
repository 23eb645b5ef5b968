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
    r"[\u4e00-\u9fff]{1,8}(?:[县市区旗镇乡州]|街道|开发区|园区|管委会|示范区)"
)
_BUREAU = re.compile(r"[\u4e00-\u9fff]{2,12}(?:局|委|办|公司|集团|中心)")
_NO_PLACE = re.compile(
    r"""(?:所[属在]|责任|实施|建设|涉及)?
    (?:各?县?[县市区]+|地区|辖区|片区|社区|市县|区县|乡镇|镇街|街镇|市州|园区|街道)$
    |.*(?:单位|部门|名称|城市)$|(?:[主老全各县市]|中心)?城区$""",
    re.VERBOSE,
)
"""Headings over names of places are no place; 东城区 and 新城区 name counties."""
_FEWEST_PLACES = 2


def series_of(words: list[str], year: int | None) -> dict[int, str]:
    """Give the columns that are one of a row.

    STAGE, HISTORY, SHARE, TOTAL, and OWN for the year's own.
    """
    found: dict[int, str] = {}
    for at, word in enumerate(words):
        meaning = series_word(word)
        if meaning:
            found[at] = meaning.split()[0]
    if "STAGE" not in found.values():
        found.update(_years(words, year))
    places = [at for at, word in enumerate(words) if at not in found and is_place(word)]
    if len(places) >= _FEWEST_PLACES or (places and "TOTAL" in found.values()):
        found.update(dict.fromkeys(places, "SHARE"))
    else:
        found = {at: part for at, part in found.items() if part != "TOTAL"}
    return found


def series_word(word: str) -> str:
    """Give what a heading of a series means, with the month where it is a stage (STAGE
    6).
    """
    for one in SERIES:
        match = re.fullmatch(one.word, word)
        if match:
            month = match.groupdict().get("month") or ""
            return f"{one.meaning} {month}".strip()
    return ""


def is_place(word: str) -> bool:
    """Tell a heading that is the name of a county, a town, a zone or a bureau."""
    if _NO_PLACE.fullmatch(word):
        return False
    return bool(_PLACE.fullmatch(word) or _BUREAU.fullmatch(word))


def year_in(word: str) -> int | None:
    """Give the year that a heading names."""
    match = _YEAR.fullmatch(word)
    return int(match["year"]) if match else None


def _years(words: list[str], year: int | None) -> dict[int, str]:
    """Tell the year's own column from those of earlier and later years."""
    years = {
        at: int(match["year"])
        for at, word in enumerate(words)
        if (match := _YEAR.fullmatch(word))
    }
    if len(set(years.values())) < 2:
        return _one_year(words, years, year)
    reached = {at for at in years if _REACHED.search(words[at])}
    open_years = {at: one for at, one in years.items() if at not in reached}
    own = _own_year(words, open_years, year)
    found: dict[int, str] = {}
    for at, item in years.items():
        if at in reached or (own is not None and item < own):
            found[at] = "HISTORY"
        elif own is not None and item > own:
            found[at] = "STAGE"
        else:
            found[at] = "OWN"
    return found


def _one_year(
    words: list[str], years: dict[int, int], year: int | None
) -> dict[int, str]:
    """A single year's columns.

    What was reached is history, the rest stays as it is read.
    """
    return {
        at: "HISTORY"
        for at, one in years.items()
        if _REACHED.search(words[at])
        and not _PROMISED.search(words[at])
        and (year is None or one < year)
    }


def _own_year(words: list[str], years: dict[int, int], year: int | None) -> int | None:
    """Give the year that the document is about.

    Its own, else the first that is promised.
    """
    if year in years.values():
        return year
    promised = [one for at, one in years.items() if _PROMISED.search(words[at])]
    return min(promised or years.values(), default=None)
