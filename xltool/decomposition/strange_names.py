"""Figures of a table under a name that cannot be an indicator's: asked once a table.

石柱县 = 80        the name is a place
下达 = 90          the name is a bare heading
改厕 = 90, 改厕 = 30    of one row: one of them tells something else
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from xltool import findings as f
from xltool.decomposition.registry.doubts import Answers, Doubt, DoubtKind
from xltool.decomposition.registry.indicator_answers import NOT_AN_INDICATOR
from xltool.decomposition.registry.sheets import INDICATORS
from xltool.decomposition.table.columns import ColumnPart
from xltool.decomposition.table.figure_rows import figures_of
from xltool.decomposition.units.shares import is_place
from xltool.model.registry import Level, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.decomposition.table.printed_rows import PrintedRow
    from xltool.model.registry import Indicator, Task

AN_INDICATOR = "是指标"
_MOST_NAMED = 5
_FEWEST_PLACES = 2
_BARE = re.compile(
    r"(?:下达|目标|任务|计划|指标|完成|累计完成|当月完成|占比|比例|进度|定量|定性|序号)[数值量]?"
)


def strange_names(
    tasks: Sequence[tuple[Task, PrintedRow]],
    indicators: Sequence[Indicator],
    answers: Answers,
) -> tuple[list[Doubt], list[str]]:
    """Ask about each table with figures under such names, unless that is answered.

    Gives the doubts, and the codes of what the clerk said is no indicator.
    """
    rows = {task.code: row for task, row in tasks if figures_of(row) is not None}
    read = [one for one in indicators if one.task in rows]
    doubts: list[Doubt] = []
    refused: list[str] = []
    for table, group in groupby(read, key=lambda one: rows[one.task].table):
        here = list(_strange(list(group)))
        if answers.of(DoubtKind.STRANGE).get(table) == NOT_AN_INDICATOR:
            refused.extend(one.code for one in here)
        elif here and not _is_accepted(table, answers):
            doubts.append(_asked(here, rows[here[0].task]))
    return doubts, refused


def _is_accepted(table: str, answers: Answers) -> bool:
    """Whether the clerk said that a table stays as it was read."""
    if answers.of(DoubtKind.STRANGE).get(table) == AN_INDICATOR:
        return True
    return (DoubtKind.STRANGE.value, table) in answers.kept


def _strange(indicators: Sequence[Indicator]) -> Iterator[Indicator]:
    """Give our own targets of a table whose names cannot be an indicator's.

    One name alone that ends like a place's may be an indicator's (改造小区).
    """
    targets = list(filter(_is_own_target, indicators))
    times = Counter((one.task, one.name) for one in targets)
    places = {one.name for one in targets if is_place(one.name)}
    if len(places) < _FEWEST_PLACES:
        places = set()
    for one in targets:
        is_twice = times[one.task, one.name] > 1
        if is_twice or one.name in places or _BARE.fullmatch(one.name):
            yield one


def _is_own_target(one: Indicator) -> bool:
    is_own = one.role is Role.TARGET and one.level is Level.OWN
    return is_own and one.value is not None


def _asked(group: Sequence[Indicator], row: PrintedRow) -> Doubt:
    """Ask once about all such figures of a table, the first names as the examples."""
    names = list(dict.fromkeys(one.name for one in group))
    more = "等" if len(names) > _MOST_NAMED else ""
    finding = f.NAMES_STRANGE.at(
        row.place(ColumnPart.OWN),
        found=row.table,
        numbers=len(group),
        expected="、".join(names[:_MOST_NAMED]) + more,
    )
    return Doubt(
        kind=DoubtKind.STRANGE,
        printed=row.table,
        finding=finding,
        sheet=INDICATORS.name,
        row_key=group[0].code,
        column="指标名称",
        options=(AN_INDICATOR, NOT_AN_INDICATOR),
    )
