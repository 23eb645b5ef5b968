"""A whole decomposition table: grids in; measures, tasks, units, indicators, findings and doubts out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool import findings as f
from xltool.decomposition.assignments import assigned, led, places_of, units_printed
from xltool.decomposition.columns import Part
from xltool.decomposition.doubts import Answers, Doubt, DoubtKind
from xltool.decomposition.indicators import extract_indicators
from xltool.decomposition.items import without_tags
from xltool.decomposition.measures import measures_of, named
from xltool.decomposition.printed_rows import printed_rows
from xltool.decomposition.registry_sheets import COMPARISON_LABELS, INDICATORS, ROLE_LABELS, plain
from xltool.decomposition.units import build_directory
from xltool.model.registry import Column, Indicator, Registry, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.decomposition.assignments import RowUnits
    from xltool.decomposition.measures import Measure
    from xltool.decomposition.printed import Grid
    from xltool.decomposition.printed_rows import PrintedRow
    from xltool.findings import Finding
    from xltool.model.registry import Task, Unit

_YEAR = re.compile(r"(20\d\d)\s?年")
_SURE = 0.7
"""Below this confidence an indicator is shown to the clerk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """What one document says. `measures` counts its rows; codes are provisional until they are merged."""

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
    """Read a decomposition table. `units` are those already known, `leaders` the names in the settings."""
    answers = answers or Answers()
    rows, findings = printed_rows(grids)
    measures, numbering = measures_of(rows)
    doubts = list(named(measures, answers))
    printed = units_printed(measures)
    directory = build_directory(places_of(printed), units, answers, similar=similar)
    tasks, assignment = assigned(measures, printed, directory)
    tasks, names, open_names = led(measures, tasks, leaders, answers)
    indicators, readings, unsure = _indicators(measures, tasks, year_of(grids), answers)
    doubts += [*open_names, *directory.doubts, *unsure]
    return Extract(
        registry=Registry(tasks=tuple(tasks), indicators=tuple(indicators), units=directory.units),
        measures=len(measures),
        findings=(*findings, *numbering, *assignment, *names, *readings, *(doubt.finding for doubt in doubts)),
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


def _spellings(printed: Sequence[RowUnits], codes: dict[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for one in printed:
        for unit, _ in one.units:
            found.setdefault(codes[unit.name], {})[unit.printed] = None
    return {code: tuple(texts) for code, texts in found.items()}


def _indicators(
    measures: Sequence[Measure], tasks: Sequence[Task], year: int | None, answers: Answers
) -> tuple[list[Indicator], list[Finding], list[Doubt]]:
    indicators: list[Indicator] = []
    findings: list[Finding] = []
    doubts: list[Doubt] = []
    rows = [row for measure in measures for _, row in measure.tasks]
    upper_of: PrintedRow | None = None
    for task, row in zip(tasks, rows, strict=True):
        texts = [(task.text, Column.OWN, Part.OWN)]
        if row is not upper_of:  # the upper text belongs to the row, not to each of its items
            texts.insert(0, (without_tags(row.text(Part.UPPER)), Column.UPPER, Part.UPPER))
            upper_of = row
        for text, column, part in texts:
            found, said = extract_indicators(text, task=task.code, column=column, year=year)
            place = row.place(part)
            twofold = {one.found: one for one in said if one.code == f.TWO_READINGS.code}
            for indicator in found:
                doubt = _doubt(indicator, twofold.get(indicator.source_text), answers, row, part)
                doubts.extend(doubt)
            indicators.extend(found)
            findings.extend(one.moved(place) for one in said if one.code != f.TWO_READINGS.code)
    return indicators, findings, doubts


def _doubt(
    indicator: Indicator, twofold: Finding | None, answers: Answers, row: PrintedRow, part: Part
) -> Iterator[Doubt]:
    """Ask about an indicator that has two readings, or that is a target read with little confidence."""
    unsure = indicator.confidence < _SURE and indicator.role is Role.TARGET and indicator.column is Column.OWN
    if (twofold is None and not unsure) or answers.settles(DoubtKind.INDICATOR, indicator.source_text):
        return
    reading = describe(indicator)
    finding = twofold or f.INDICATOR_UNSURE.at(found=indicator.source_text, expected=reading)
    yield Doubt(
        kind=DoubtKind.INDICATOR,
        printed=indicator.source_text,
        suggestion=reading,
        finding=finding.moved(row.place(part)),
        sheet=INDICATORS.name,
        row_key=indicator.code,
        column="指标名称",
    )


def describe(indicator: Indicator) -> str:
    """Word an indicator as the clerk reads and may correct it: 目标：规划用地 ≥ 3000 亩."""
    sign = "" if indicator.comparison in ("range", "text") else COMPARISON_LABELS[indicator.comparison]
    value = plain(indicator.value)
    if indicator.value_high is not None:
        value = f"{value}—{plain(indicator.value_high)}"
    text = indicator.text_target if indicator.value is None else f"{sign}{value}{indicator.measurement_unit}"
    return f"{ROLE_LABELS[indicator.role]}：{indicator.name} {text}"
