"""The city-level roll-up as a whole: one pure function over one set of inputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.forms.design import RowsFrom
from xltool.forms.owing import asks_for, is_statistical
from xltool.rollup.areas import AreaComparison, area_comparisons
from xltool.rollup.discipline import UnitDiscipline, unit_disciplines
from xltool.rollup.doubts import rollup_findings, section_findings
from xltool.rollup.indicators import IndicatorLine, indicator_lines, year_of
from xltool.rollup.overview import Overview, overview
from xltool.rollup.scores import UnitScore, unit_scores
from xltool.rollup.sections import Section, sections
from xltool.rollup.supervision import SupervisionItem, supervision
from xltool.rollup.tables import Table, tables
from xltool.rollup.tasks import NOT_TOLD, TaskLine, task_lines

if TYPE_CHECKING:
    from xltool.findings import Finding
    from xltool.rollup.correction import Correction
    from xltool.rollup.inputs import RollupInputs


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollup:
    """汇总: what the workbook prints and the bulletin quotes.

    `inputs` keep every figure with its source.
    """

    inputs: RollupInputs
    overview: Overview
    indicators: tuple[IndicatorLine, ...]
    areas: tuple[AreaComparison, ...]
    scores: tuple[UnitScore, ...]
    tasks: tuple[TaskLine, ...]
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    supervision: tuple[SupervisionItem, ...]
    units: tuple[UnitDiscipline, ...]
    findings: tuple[Finding, ...]
    correction: Correction | None = None
    """What is corrected of the edition that was given before, filled in by the
    workflow.
    """

    @property
    def measures(self) -> bool:
        """Whether tasks or indicators are measured; a statistical form has neither."""
        return not is_statistical(self.inputs.form)


def roll_up(inputs: RollupInputs) -> Rollup:
    """Roll a period up.

    The same inputs give an equal result; the order of the figures does not matter.
    """
    year = year_of(inputs)
    indicators = _indicators_asked(inputs, indicator_lines(inputs, year))
    tasks = _tasks_asked(inputs, task_lines(inputs, year.current, indicators))
    units = unit_disciplines(inputs, year, indicators, tasks)
    free = sections(inputs, year.current)
    return Rollup(
        inputs=inputs,
        overview=overview(inputs, indicators, tasks),
        indicators=indicators,
        areas=area_comparisons(inputs.registry, indicators),
        scores=unit_scores(inputs, indicators, units),
        tasks=tasks,
        sections=free,
        tables=tables(inputs),
        supervision=supervision(inputs, indicators, tasks, units),
        units=units,
        findings=(
            *rollup_findings(inputs, indicators, tasks, units),
            *section_findings(inputs, free),
        ),
    )


def _tasks_asked(
    inputs: RollupInputs, lines: tuple[TaskLine, ...]
) -> tuple[TaskLine, ...]:
    """Give the lines, or none where the form asks about no task.

    A form without a sheet of tasks still tells those of which a shorter period within
    it has heard.
    """
    if asks_for(inputs.form, RowsFrom.TASKS):
        return lines
    return lines if any(line.status != NOT_TOLD for line in lines) else ()


def _indicators_asked(
    inputs: RollupInputs, lines: tuple[IndicatorLine, ...]
) -> tuple[IndicatorLine, ...]:
    """Give the lines, or none where the form asks about no indicator.

    What nobody was asked is not 未报. A form without a sheet of indicators still tells
    those that the shorter periods within it have answered.
    """
    if asks_for(inputs.form, RowsFrom.INDICATORS):
        return lines
    if any(line.total.value.number is not None for line in lines):
        return lines
    return ()
