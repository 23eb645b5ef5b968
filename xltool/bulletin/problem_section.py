"""【突出问题】: by campaign what units report, each once, closed ones left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from xltool.bulletin.document import body, plain
from xltool.bulletin.entries import entries_of, text_of
from xltool.bulletin.indicator_section import OTHERS
from xltool.bulletin.style import named
from xltool.bulletin.task_section import by_campaign, title_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.bulletin.document import Paragraph
    from xltool.rollup.entry import Entry
    from xltool.rollup.rollup import Rollup
    from xltool.rollup.tasks import TaskLine

PROBLEMS = "突出问题"
_CLOSED = "已销号"
_CAMPAIGN_FIELDS = ("所属攻坚", "攻坚", "所属专项")
_NAMED_UNITS = 3
_OWN_NAME = "\ufffc"
"""Stands for the name of who reports; no text that was read has it."""
_WHOLE = ("全市", "全县", "全区", "全省", "本市", "本县", "本区", "市本级", "县本级")
"""Places that are none: the whole region."""


def problems(rollup: Rollup) -> Iterator[Paragraph]:
    """Give a paragraph for each campaign that has problems.

    One sentence where there are none; nothing where nobody has reported, which is
    another matter.
    """
    found = _by_campaign(rollup)
    has_reports = rollup.overview.units.accepted > 0
    if has_reports and not any(found.values()):
        yield body((plain(rollup.inputs.settings.bulletin.no_problem), False))
    for campaign, problems_of_it in found.items():
        if not problems_of_it:
            continue
        said = "".join(_with_places(problem) for problem in problems_of_it)
        yield body(*title_of(campaign, found), (said, False))


@dataclass(slots=True)
class _Problem:
    """A problem as it is reported, where it is, and whose it is.

    Those who report it name themselves where `_OWN_NAME` stands in `text`.
    """

    text: str
    places: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)


def _by_campaign(rollup: Rollup) -> dict[str, list[_Problem]]:
    """Give each open problem once, under the campaign of who told it first.

    Two texts are one problem where they differ in the unit's own name only.
    """
    found: dict[str, list[_Problem]] = {
        campaign: [] for campaign in by_campaign(rollup)
    }
    told: dict[str, _Problem] = {}
    for entry in entries_of(rollup, PROBLEMS):
        text = text_of(entry, "问题描述")
        if not text or _is_closed(entry):
            continue
        unit = rollup.inputs.registry.unit(entry.unit).name
        of_its_own = _without_own_name(text, unit)
        problem = told.get(of_its_own) or told.get(text)
        if problem is None:
            problem = _Problem(of_its_own)
            campaign = _campaign_of(rollup, entry, text) or OTHERS
            found.setdefault(campaign, []).append(problem)
        told |= {text: problem, of_its_own: problem}
        if problem.text != text and problem.text == of_its_own:
            _add(problem.units, unit)
        _add(problem.places, _place_of(rollup, entry, text))
    return found


def _without_own_name(text: str, unit: str) -> str:
    """Give a text with a mark where the unit names itself, if it does so once."""
    return text.replace(unit, _OWN_NAME) if text.count(unit) == 1 else text


def _add(names: list[str], name: str) -> None:
    if name and name not in names:
        names.append(name)


def _is_closed(entry: Entry) -> bool:
    return text_of(entry, "销号情况").rstrip("。") == _CLOSED


def _with_places(problem: _Problem) -> str:
    """Word a problem with its places (河东区、河西区：排水管网老化)."""
    units = named(problem.units, _NAMED_UNITS, "个单位")
    text = problem.text.replace(_OWN_NAME, units)
    if not problem.places:
        return text
    return f"{'、'.join(problem.places)}：{text}"


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
    campaigns = {task.campaign for task in rollup.inputs.registry.tasks}
    for name in _CAMPAIGN_FIELDS:
        chosen = text_of(entry, name).rstrip("。")
        if chosen in campaigns:
            return chosen
    return _nearest(rollup, entry.unit, text)


def _nearest(rollup: Rollup, unit: str, text: str) -> str:
    """Give the campaign of the task that shares most words with a problem.

    The unit's own tasks go before others.
    """
    pairs = set(_pairs(text))

    def likeness(line: TaskLine) -> tuple[int, bool, bool]:
        words = f"{line.task.name}{line.task.text}{line.task.measure_name}"
        shared = sum(pair in pairs for pair in _pairs(words))
        contributes = any(one.unit == unit for one in line.contributions)
        return shared, contributes, line.task.lead_unit == unit

    best = max(rollup.tasks, key=likeness, default=None)
    return best.task.campaign if best else ""


def _pairs(text: str) -> Iterator[str]:
    """Give every two characters side by side: most Chinese words are two."""
    return map("".join, pairwise(text))
