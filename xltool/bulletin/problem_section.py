"""【突出问题】: by campaign what units report, each once, closed ones left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.bulletin.document import body
from xltool.bulletin.entries import entries_of, text_of
from xltool.bulletin.indicator_section import OTHERS
from xltool.bulletin.task_section import by_campaign, title_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.bulletin.document import Paragraph
    from xltool.rollup.rollup import Rollup
    from xltool.rollup.sections import Entry
    from xltool.rollup.tasks import TaskLine

PROBLEMS = "突出问题"
_CLOSED = "已销号"
_CAMPAIGN_FIELDS = ("所属攻坚", "攻坚", "所属专项")
_WHOLE = ("全市", "全县", "全区", "全省", "本市", "本县", "本区", "市本级", "县本级")
"""Places that are none: the whole region."""


def problems(rollup: Rollup) -> Iterator[Paragraph]:
    """Give a paragraph for each campaign that has problems.

    One sentence where there are none.
    """
    found = _by_campaign(rollup)
    for campaign, texts in found.items():
        if texts:
            said = "".join(_with_places(text, where) for text, where in texts.items())
            yield body(*title_of(campaign or OTHERS, found), (said, False))
    if not any(found.values()):
        yield body((rollup.inputs.settings.bulletin.no_problem, False))


def _by_campaign(rollup: Rollup) -> dict[str, dict[str, list[str]]]:
    """Give the places of each problem, by campaign and text."""
    found: dict[str, dict[str, list[str]]] = {
        campaign: {} for campaign in by_campaign(rollup)
    }
    told: dict[str, list[str]] = {}
    for entry in entries_of(rollup, PROBLEMS):
        text = text_of(entry, "问题描述")
        if not text or text_of(entry, "销号情况").rstrip("。") == _CLOSED:
            continue
        if text not in told:
            told[text] = []
            campaign = _campaign_of(rollup, entry, text)
            found.setdefault(campaign, {})[text] = told[text]
        place = _place_of(rollup, entry, text)
        if place and place not in told[text]:
            told[text].append(place)
    return found


def _with_places(text: str, places: list[str]) -> str:
    return f"{'、'.join(places)}：{text}" if places else text


def _place_of(rollup: Rollup, entry: Entry, text: str) -> str:
    """Give where a problem is.

    Nothing where its text says so, or the whole region is meant.
    """
    place = text_of(entry, "所在地").rstrip("。")
    region = rollup.inputs.settings.office.region
    if place in {*_WHOLE, region} or place in text:
        return ""
    return place


def _campaign_of(rollup: Rollup, entry: Entry, text: str) -> str:
    """Give the campaign that the unit chose, else the one its words come nearest."""
    campaigns = by_campaign(rollup)
    for field in _CAMPAIGN_FIELDS:
        chosen = text_of(entry, field).rstrip("。")
        if chosen in campaigns:
            return chosen
    return _nearest(rollup, entry.unit, text)


def _nearest(rollup: Rollup, unit: str, text: str) -> str:
    """Give the campaign of the task that shares most words with a problem.

    The unit's own tasks go before others.
    """
    pairs = {text[at : at + 2] for at in range(len(text) - 1)}

    def likeness(line: TaskLine) -> tuple[int, bool, bool]:
        words = f"{line.task.name}{line.task.text}{line.task.measure_name}"
        shared = sum(words[at : at + 2] in pairs for at in range(len(words) - 1))
        own = any(one.unit == unit for one in line.contributions)
        return shared, own, line.task.lead_unit == unit

    best = max(rollup.tasks, key=likeness, default=None)
    return best.task.campaign if best else ""
