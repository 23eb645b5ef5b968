"""A whole decomposition table: grids in; measures, tasks, units, indicators, findings and doubts out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

from xltool import findings as f
from xltool.decomposition.assignments import assigned, led, places_of, units_printed
from xltool.decomposition.indicators.reading import LOOPED, extract_indicators
from xltool.decomposition.measures import measures_of, named
from xltool.decomposition.registry.doubts import Answers, Doubt, DoubtKind
from xltool.decomposition.registry.indicator_answers import (
    answered,
    described,
    is_settled,
)
from xltool.decomposition.registry.sheets import INDICATORS
from xltool.decomposition.table.columns import Part
from xltool.decomposition.table.printed_rows import printed_rows
from xltool.decomposition.text.items import split_items
from xltool.decomposition.text.loops import find_loops
from xltool.decomposition.text.normalizing import fold
from xltool.decomposition.units.gathering import build_directory
from xltool.decomposition.upper_targets import compare, find_copies
from xltool.model.registry import Indicator, Level, Registry, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xltool.decomposition.assignments import RowUnits
    from xltool.decomposition.table.printed import Grid
    from xltool.decomposition.table.printed_rows import PrintedRow
    from xltool.findings import Finding, Place
    from xltool.model.registry import Task, Unit

_YEAR = re.compile(r"(20\d\d)\s?年")
_SURE = 0.7
"""Below this confidence an indicator is shown to the clerk."""


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


def extract(
    grids: Sequence[Grid],
    *,
    units: Sequence[Unit] = (),
    answers: Answers | None = None,
    leaders: Sequence[str] = (),
    similar: int = 88,
) -> Extract:
    """Read a decomposition table.

    `units` are those already known, `leaders` the names in the settings.
    """
    answers = answers or Answers()
    rows, findings = printed_rows(grids)
    measures, numbering = measures_of(rows)
    doubts = list(named(measures, answers))
    printed = units_printed(measures)
    directory = build_directory(places_of(printed), units, answers, similar=similar)
    tasks, assignment = assigned(measures, printed, directory)
    tasks, names, open_names = led(measures, tasks, leaders, answers)
    rows_of = [row for measure in measures for _, row in measure.tasks]
    readings = _indicators(
        list(zip(tasks, rows_of, strict=True)), year_of(grids), answers
    )
    doubts += [*open_names, *directory.doubts, *readings.doubts]
    return Extract(
        registry=Registry(
            tasks=tuple(tasks),
            indicators=tuple(readings.indicators),
            units=directory.units,
        ),
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
    )


def year_of(grids: Sequence[Grid]) -> int | None:
    """Give the year of the document: the first that a title or a line outside of the tables names."""
    for grid in grids:
        for row in grid.rows[:200]:
            if row.outside or len({cell for cell in row.cells if cell.strip()}) == 1:
                match = _YEAR.search(" ".join(row.cells))
                if match:
                    return int(match[1])
    return None


def _spellings(
    printed: Sequence[RowUnits], codes: dict[str, str]
) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for one in printed:
        for unit, _ in one.units:
            found.setdefault(codes[unit.name], {})[unit.printed] = None
    return {code: tuple(texts) for code, texts in found.items()}


@dataclass(slots=True)
class _Readings:
    """What the cells of a table promise, gathered row by row."""

    indicators: list[Indicator] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


def _indicators(
    tasks: Sequence[tuple[Task, PrintedRow]], year: int | None, answers: Answers
) -> _Readings:
    readings = _Readings()
    for _, here in groupby(tasks, key=_beside):
        _read_rows(list(here), year, answers, readings)
    return readings


def _beside(pair: tuple[Task, PrintedRow]) -> tuple[object, str]:
    """Tell which tasks stand beside one upper text: those of a row, or of rows over which its cell is merged."""
    task, row = pair
    above = row.text(Part.UPPER)
    return (task.code.rpartition("-")[0] if above else id(row), above)


def _read_rows(
    tasks: list[tuple[Task, PrintedRow]],
    year: int | None,
    answers: Answers,
    readings: _Readings,
) -> None:
    """Read the upper text once, each task's own text, and set the two beside each other."""
    first, row = tasks[0]
    above = _without_marks(row.text(Part.UPPER))
    upper, said = extract_indicators(
        above, task=first.code, level=Level.UPPER, year=year
    )
    readings.findings.extend(_placed(_one_loop(said), row.place(Part.UPPER)))
    twofold = _twofold(said)
    own: list[Indicator] = []
    for _, group in groupby(tasks, key=lambda pair: id(pair[1])):
        here = list(group)
        found, own_said = _read_own(here, above, year)
        own.extend(found)
        twofold |= _twofold(own_said)
        readings.findings.extend(
            _placed(_one_loop(own_said), here[0][1].place(Part.OWN))
        )
    if above:
        compared, said = compare(upper, tuple(own))
        own = list(compared)
        readings.findings.extend(_placed(said, row.place(Part.OWN)))
    places = {task.code: at.place(Part.OWN) for task, at in tasks}
    for indicator in (*upper, *own):
        place = (
            row.place(Part.UPPER)
            if indicator.level is Level.UPPER
            else places[indicator.task]
        )
        readings.doubts.extend(
            _doubt(indicator, twofold.get(indicator.source_text), answers, place)
        )
        readings.indicators.extend(answered(indicator, answers))


def _without_marks(text: str) -> str:
    """Give a cell that is read as a whole without the numbers of its items, which are no part of any name."""
    items = [item.text for item in split_items(text)]
    return "\n".join(
        item if not item or item.endswith(tuple("。；;！!？?")) else f"{item}；"
        for item in items
    )


def _read_own(
    tasks: list[tuple[Task, PrintedRow]], above: str, year: int | None
) -> tuple[list[Indicator], list[Finding]]:
    """Read the tasks of one row; nothing is trusted of a cell that runs away."""
    own: list[Indicator] = []
    said = list(_loop_across(tasks, tasks[0][1]))
    for task, _ in tasks:
        found, said_here = extract_indicators(
            task.text, task=task.code, level=Level.OWN, year=year
        )
        own.extend(found)
        said += [*said_here, *find_copies(task.text, above)]
    if any(one.code == f.RECOGNITION_LOOP.code for one in said):
        own = [
            replace(indicator, confidence=min(indicator.confidence, LOOPED))
            for indicator in own
        ]
    return own, said


def _twofold(findings: Iterable[Finding]) -> dict[object, Finding]:
    return {one.found: one for one in findings if one.code == f.TWO_READINGS.code}


def _loop_across(
    tasks: list[tuple[Task, PrintedRow]], row: PrintedRow
) -> Iterator[Finding]:
    """See what runs away over several items of one cell."""
    if len(tasks) > 1:
        for loop in find_loops(fold(row.text(Part.OWN)).flat)[:1]:
            yield f.RECOGNITION_LOOP.at(found=loop.phrase, times=loop.times)


def _one_loop(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Report of a cell only once that it runs away."""
    looped = False
    for one in findings:
        if one.code != f.RECOGNITION_LOOP.code or not looped:
            yield one
        looped = looped or one.code == f.RECOGNITION_LOOP.code


def _placed(findings: Iterable[Finding], place: Place) -> Iterator[Finding]:
    """Give findings their place; those with two readings are asked as doubts instead."""
    return (one.moved(place) for one in findings if one.code != f.TWO_READINGS.code)


def _doubt(
    indicator: Indicator, twofold: Finding | None, answers: Answers, place: Place
) -> Iterator[Doubt]:
    """Ask about an indicator that has two readings, or that is a target read with little confidence."""
    unsure = (
        indicator.confidence < _SURE
        and indicator.role is Role.TARGET
        and indicator.level is Level.OWN
    )
    if (twofold is None and not unsure) or is_settled(indicator, answers):
        return
    reading = described(indicator)
    finding = twofold or f.INDICATOR_UNSURE.at(
        found=indicator.source_text, expected=reading
    )
    yield Doubt(
        kind=DoubtKind.INDICATOR,
        printed=indicator.source_text,
        suggestion=reading,
        finding=finding.moved(place),
        sheet=INDICATORS.name,
        row_key=indicator.code,
        column="指标名称",
    )
