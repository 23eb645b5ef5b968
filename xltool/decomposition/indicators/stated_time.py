"""Figures of which the words around say outright whether they have been reached.

    年度目标：改造小区40个。进展情况：开工38个。     a goal, and how far it has come
    全年目标任务是引进项目80个，目前已签约30个。      the same in one sentence
    新建公园3个。上半年，已建成1个。                  an item that reports on itself

Where nothing is said outright, the weights decide (`roles.in_time`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.decomposition.indicators.clauses import sentences
from xltool.decomposition.indicators.setting import AHEAD, BACK, told_by
from xltool.model.registry import Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xltool.decomposition.indicators.clauses import Clause
    from xltool.decomposition.indicators.setting import Setting

_GOAL = re.compile(
    r"""(?<!完成)(?<!超过)(?:(?:年度|全年|工作|主要|预期|责任|考核)目标(?:任务)?|目标任务|任务目标|任务)(?:分别|主要)?[是为：]
    |计划(?:播种|种植|完成|新建|改造|建设|实施|引进)""",
    re.VERBOSE,
)
_PROGRESS = re.compile(
    r"""(?:完成|进展|落实|推进|办理)(?:情况|进度)：|(?:工作|目前|当前)进[展度]：|(?<![至到])目前|截[至止]
    |已(?![有是将由]|[^，。；\d]{0,8}的)""",
    re.VERBOSE,
)
_SHARE_OF_PLAN = re.compile(
    r"(?:占|为|完成)(?:全年|年度|市定|省定)*(?:计划|目标|任务)+(?:总?[数量])?的?$"
)
"""已播种57万亩，占计划任务|25%"""
_REPORTS = re.compile(
    r"(?:上半年|前[一二三]季度|[一二三]季度|今年以来|1[-—~至]\d{1,2}月|\d{1,2}月底?)[，,]"
)
_ALREADY = re.compile(r"已|了|目前|截[至止]|同比|[比较]上年|去年|以来|完成率")


def stated(flat: str, clauses: Sequence[Clause], setting: Setting) -> dict[int, bool]:
    """Give whether figures have been reached, by the places of their clauses.

    Only of those of which the text says it outright.
    """
    found: dict[int, bool] = {}
    reporting = first_report(flat)
    for clause in clauses:
        start = flat.rfind("\n", 0, clause.start) + 1
        said = _said_before(flat[start : clause.quantity.start], clause)
        if said is None and clause.sentence < reporting:
            said = False
        if said is None and _looks_ahead(flat[start:].partition("\n")[0], setting):
            said = False
        if said is not None:
            found[clause.start] = said
    return found


def _said_before(words: str, clause: Clause) -> bool | None:
    """Give what the last word before a figure says that says anything.

    A label (进展情况：) holds to the next one, other words to the sentence's end.
    """
    if _SHARE_OF_PLAN.search(clause.left):
        return True
    said: dict[int, tuple[str, bool]] = {}
    for marks, is_reached in ((_GOAL, False), (_PROGRESS, True)):
        for match in marks.finditer(words):
            if is_reached or not _MET.search(words, 0, match.start()):
                said[match.end()] = (match[0], is_reached)
    if not said:
        return None
    end = max(said)
    mark, is_reached = said[end]
    holds = mark.endswith("：") or not _SENTENCE_END.search(words, end)
    return is_reached if holds else None


_MET = re.compile(r"(?:去年|上年|完成)[^，。；]{0,10}$")
"""较好完成|目标任务 names no goal of its own."""
_SENTENCE_END = re.compile(r"[。；]")


def first_report(flat: str) -> int:
    """Give the number of the sentence with which an item begins to report on itself.

    0 where none does, or where something before it has been done already.
    """
    for number, (start, end) in enumerate(sentences(flat)):
        words = flat[start:end]
        if number and (_REPORTS.match(words) or _PROGRESS.match(words)):
            return number
        if _ALREADY.search(words):
            return 0
    return 0


def _looks_ahead(paragraph: str, setting: Setting) -> bool:
    """Whether a paragraph of a plan, or one that says who answers, tells of nothing
    that has been done.
    """
    if BACK in (setting.title, setting.heading) or _ALREADY.search(paragraph):
        return False
    is_plan = setting.is_assigned or AHEAD in (setting.title, setting.heading)
    return is_plan and told_by(paragraph) in ("", AHEAD)


_REACHED, _NOT_REACHED = 0.97, 0.02


def as_stated(chances: Mapping[Role, float], *, is_reached: bool) -> dict[Role, float]:
    """Give the chances of a figure's roles, knowing whether it has been reached."""
    fact = _REACHED if is_reached else _NOT_REACHED
    others = 1 - chances[Role.FACT]
    scale = (1 - fact) / others if others else 0
    given = {role: chance * scale for role, chance in chances.items()}
    return given | {Role.FACT: fact}
