"""A whole document: grids in.

Measures, tasks, units, indicators, findings and doubts out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from xltool.decomposition.assignments import (
    assigned,
    leading_names,
    led,
    places_of,
    units_printed,
)
from xltool.decomposition.broken import broken_formulas
from xltool.decomposition.dividing import divide
from xltool.decomposition.hidden import shown
from xltool.decomposition.measures import measures_of, named
from xltool.decomposition.readings import Readings, read_tasks
from xltool.decomposition.recognition import recognized
from xltool.decomposition.registry.doubts import Answers, Doubt
from xltool.decomposition.table.answering import with_answers
from xltool.decomposition.table.halves import stacked
from xltool.decomposition.table.matrices import upright
from xltool.decomposition.table.measure_rows import with_measures
from xltool.decomposition.table.outline import outlined
from xltool.decomposition.table.printed_rows import printed_rows
from xltool.decomposition.units.gathering import build_directory
from xltool.decomposition.unread import Unread, around, beside_texts, nothing_read
from xltool.model.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.decomposition.assignments import RowUnits
    from xltool.decomposition.table.printed import Grid
    from xltool.decomposition.table.printed_rows import PrintedRow
    from xltool.decomposition.units.gathering import GatheredUnits
    from xltool.findings import Finding
    from xltool.model.registry import Task, Unit

_YEAR = re.compile(
    r"(?:(?P<first>20\d\d)\s?年?\s?[-—–~至]{1,2}\s?)?(?P<year>20\d\d)\s?年(?!以?前)"
)
"""Of a plan for several years (2022—2024年) the first; 2025年以前 is a deadline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """What one document says.

    `measures` counts its rows; codes are provisional until they are merged.
    """

    registry: Registry
    measures: int
    findings: tuple[Finding, ...]
    doubts: tuple[Doubt, ...]
    spellings: dict[str, tuple[str, ...]]
    """Every unit's spellings as they are printed, blanks and all."""
    refused: frozenset[str] = frozenset()
    """Codes of the indicators that the clerk said are none."""
    unread: tuple[Unread, ...] = ()
    """Every number that was not read, with its place and reason."""


def extract(  # noqa: PLR0913 - what is known beside the document, each by its name
    grids: Sequence[Grid],
    *,
    units: Sequence[Unit] = (),
    answers: Answers | None = None,
    leaders: Sequence[str] = (),
    similar: int = 88,
    this_year: int | None = None,
) -> Extract:
    """Read a decomposition table, or a text that lists tasks item by item.

    `units` are those already known, `leaders` the names in the settings; `this_year` is
    taken for the year of stages where the document names none.
    """
    answers = answers or Answers()
    broken = broken_formulas(grids, answers)
    grids, unseen = shown(grids, answers)
    grids, unsure = recognized(grids, answers)
    grids = [upright(stacked(with_measures(grid))) for grid in grids]
    year = year_of(grids)
    tables, findings = printed_rows(grids, year)
    texts = outlined(grids, beside_table=bool(tables))
    measures, numbering = measures_of([*with_answers(tables), *texts])
    doubts = [*broken, *unseen.doubts, *unsure, *named(measures, answers)]
    printed, sections = units_printed(measures, answers)
    directory = build_directory(
        places_of(printed),
        units,
        answers,
        similar=similar,
        leading=leading_names(printed),
    )
    tasks, assignment, unsaid = assigned(
        measures, printed, directory, sections, answers
    )
    tasks, names, open_names = led(measures, tasks, leaders, answers)
    rows_of = [row for measure in measures for _, row in measure.tasks]
    pairs = list(zip(tasks, rows_of, strict=True))
    readings = read_tasks(pairs, title_of(grids), year, year or this_year, answers)
    divide(readings, _with_tasks(printed, pairs), directory, answers)
    rows = [row for measure in measures for row in measure.rows]
    unread = (
        *readings.unread,
        *beside_texts(pairs, readings.indicators, readings.shares, rows),
        *around(grids, rows),
        *unseen.numbers,
    )
    title = grids[0].name if grids else ""
    doubts += [
        *unsaid,
        *open_names,
        *directory.doubts,
        *readings.doubts,
        *nothing_read(title, readings.indicators, unread, answers),
    ]
    return Extract(
        registry=_registry(tasks, readings, directory),
        measures=len(measures),
        findings=(
            *findings,
            *numbering,
            *assignment,
            *names,
            *readings.findings,
            *(doubt.finding for doubt in doubts),
        ),
        doubts=tuple(doubts),
        spellings=_spellings(printed, directory.codes),
        refused=frozenset(readings.refused),
        unread=unread,
    )


def _with_tasks(
    printed: Sequence[RowUnits], pairs: Sequence[tuple[Task, PrintedRow]]
) -> list[tuple[RowUnits, list[Task]]]:
    """Give every row's units with the tasks that stand in it."""
    tasks: dict[int, list[Task]] = defaultdict(list)
    for task, row in pairs:
        tasks[id(row)].append(task)
    return [(row, tasks[id(row.row)]) for row in printed]


def _registry(
    tasks: Sequence[Task], readings: Readings, directory: GatheredUnits
) -> Registry:
    """Give the registry; counties that share a target are known by their codes."""
    codes = directory.codes
    indicators = [
        replace(one, reporters=tuple(codes[name] for name in one.reporters))
        for one in readings.indicators
    ]
    shares = {(share.indicator, codes[share.place]): share for share in readings.shares}
    return Registry(
        tasks=tuple(tasks),
        indicators=tuple(indicators),
        units=directory.units,
        shares={key: share.value for key, share in shares.items()},
        share_comparisons={
            key: share.comparison for key, share in shares.items() if share.comparison
        },
    )


def year_of(grids: Sequence[Grid]) -> int | None:
    """Give the year of the document.

    The first that a title or a line outside of the tables names. A report that looks
    back first (2024年工作总结) is about the next year, if it says what is to come then.
    """
    lines = list(_lines_outside(grids))
    match = next(filter(None, map(_YEAR.search, lines)), None)
    if match is None:
        return None
    year = int(match["first"] or match["year"])
    if _LOOKS_BACK.match(match.string, match.end()):
        to_come = rf"{year + 1}年(?:工作)?(?:打算|计划|目标|安排|任务|思路)"
        if any(re.search(to_come, line) for line in lines):
            return year + 1
    return year


def title_of(grids: Sequence[Grid]) -> str:
    """Give what names the document: its file, and the short lines it begins with."""
    names = [grid.name for grid in grids[:1]]
    for line in islice(_lines_outside(grids), _LINES_OF_A_TITLE):
        if len(line) > _LONGEST_TITLE or line.rstrip().endswith(_SENTENCE_END):
            break
        names.append(line)
    return "\n".join(names)


_LINES_OF_A_TITLE, _LONGEST_TITLE = 3, 40
_SENTENCE_END = ("。", "；", "：")
_LOOKS_BACK = re.compile(r"(?:度)?(?:工作)?(?:回顾|总结|取得|完成情况)")


def _lines_outside(grids: Sequence[Grid]) -> Iterator[str]:
    """Give the lines outside of tables, and titles over them.

    A remark (注：带*的为2019年数据) is about a figure, not about the document.
    """
    for grid in grids:
        for row in grid.rows[:200]:
            if row.outside or len({cell for cell in row.cells if cell.strip()}) == 1:
                line = " ".join(row.cells)
                if not _REMARK.match(line):
                    yield line


_REMARK = re.compile(r"\s*[（(]?(?:注|备注|附注|说明)\s*\d?[:：]")


def _spellings(
    printed: Sequence[RowUnits], codes: dict[str, str]
) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for row in printed:
        for unit, _ in row.units:
            found.setdefault(codes[unit.name], {})[unit.printed] = None
    return {code: tuple(texts) for code, texts in found.items()}
