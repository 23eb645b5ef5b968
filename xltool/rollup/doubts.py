"""What a reader of the roll-up must know about how it was made: U1xx findings."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.findings import (
    ANSWERED_BY_MONTH,
    INDICATOR_WITHOUT_REPORTER,
    LEAD_AND_SUPPORT_DISAGREE,
    NOT_COUNTED,
    PARTIAL_TOTAL,
    PARTS_EXCEED_OR_MISS_TOTAL,
    RATE_NOT_ADDED,
    REGISTRY_OF_ANOTHER_YEAR,
    SAME_ENTRY,
    SEAL_MISSING,
    UNIT_NOT_ISSUED,
    UNUSUAL_AMONG_PEERS,
    Place,
)
from xltool.model.figures import figure_table
from xltool.model.quantity import convert, half_unit
from xltool.model.submission import ACCEPTED_STATES
from xltool.rollup.answers import CUMULATIVE, value_of
from xltool.rollup.discipline import Mark
from xltool.rollup.outliers import against_peers
from xltool.rollup.progress import ProgressStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xltool.findings import Finding
    from xltool.rollup.discipline import UnitDiscipline
    from xltool.rollup.entry import Entry
    from xltool.rollup.indicators import IndicatorLine
    from xltool.rollup.inputs import RollupInputs
    from xltool.rollup.sections import Section
    from xltool.rollup.tasks import TaskLine

_YEAR = re.compile(r"(20\d\d)年")
"""2025年6月底前."""


def rollup_findings(
    inputs: RollupInputs,
    indicators: tuple[IndicatorLine, ...],
    tasks: tuple[TaskLine, ...],
    units: tuple[UnitDiscipline, ...],
) -> tuple[Finding, ...]:
    """Give every finding, in the order of the registry within each kind."""
    names = {unit.code: unit.name for unit in inputs.registry.units}
    return (
        *_of_another_year(inputs),
        *_not_issued(units, names),
        *_answered_by_months(inputs, names),
        *_without_seal(inputs, names),
        *_of_indicators(indicators, names),
        *_not_counted(inputs, indicators, names),
        *_disagreements(tasks, names),
        *_parts_against_totals(indicators, names),
        *_unusual(indicators, names),
    )


def _answered_by_months(
    inputs: RollupInputs, names: dict[str, str]
) -> Iterator[Finding]:
    """Say whose figures are those of a shorter period within this one.

    A quarter whose units reported its last month only is told from one without reports.
    """
    accepted = {
        one.code for one in inputs.current.standings if one.state in ACCEPTED_STATES
    }
    due = {one.code for one in inputs.current.standings}
    units = {row.unit for row in figure_table(inputs.current.figures).rows} & due
    others = sorted(names.get(unit, unit) for unit in units - accepted)
    if others and inputs.period.lasts_within:
        yield ANSWERED_BY_MONTH.at(Place(sheet="指标汇总"), found="、".join(others))


def _of_another_year(inputs: RollupInputs) -> Iterator[Finding]:
    """Say that a registry judges a year that none of its deadlines and plans
    reaches.

    The office copied last year's workspace and forgot to import this year's tasks.
    """
    named = [task.deadline for task in inputs.registry.tasks]
    years = [
        stage.until.year for one in inputs.registry.indicators for stage in one.plan
    ]
    for text in (*named, *(one.deadline for one in inputs.registry.indicators)):
        years += [int(year) for year in _YEAR.findall(text)]
    if years and max(years) < inputs.period.year:
        yield REGISTRY_OF_ANOTHER_YEAR.at(
            Place(sheet="总览"), found=max(years), expected=inputs.period.year
        )


def _unusual(
    indicators: tuple[IndicatorLine, ...], names: dict[str, str]
) -> Iterator[Finding]:
    """Yield the units whose completion is far from that of all others.

    Fifteen counties at 48 to 56 % and one at 4.9 %: a slip of the decimal point.
    """
    for line in indicators:
        shares = {}
        for unit in line.units:
            completion = unit.share.progress.completion
            if completion is not None:
                shares[unit.unit] = float(completion)
        for code, found in against_peers(shares).items():
            yield UNUSUAL_AMONG_PEERS.at(
                Place(sheet="指标明细", row_key=line.indicator.code),
                found=f"{found.value:.1%}",
                unit=names.get(code, code),
                code=line.indicator.code,
                name=line.indicator.name,
                usual=f"{found.usual:.1%}",
            )


def _without_seal(inputs: RollupInputs, names: dict[str, str]) -> Iterator[Finding]:
    """Name the units whose report counts and beside which nothing came, where a form
    asks.

    The scan may have come by another mail: a person looks for it.
    """
    if not inputs.form.needs_seal:
        return
    lacking = [
        names.get(one.code, one.code)
        for one in inputs.current.standings
        if one.state in ACCEPTED_STATES and not one.evidence
    ]
    if lacking:
        yield SEAL_MISSING.at(Place(sheet="报送情况"), found="、".join(lacking))


def section_findings(
    inputs: RollupInputs, sections: tuple[Section, ...]
) -> tuple[Finding, ...]:
    """Say what is probably in the free sheets twice, while nobody has said whose it
    is.
    """
    names = {unit.code: unit.name for unit in inputs.registry.units}
    found = []
    for section in sections:
        for repeat in section.doubtful:
            finding = SAME_ENTRY.at(
                Place(sheet=repeat.sheet),
                found=repeat.name,
                sheet=repeat.sheet,
                units="、".join(names.get(unit, unit) for unit in repeat.units),
                amounts="；".join(_amounts(section, entry) for entry in repeat.entries),
                period=inputs.period,
                code=repeat.code,
            )
            found.append(finding)
    return tuple(found)


def _amounts(section: Section, entry: Entry) -> str:
    """Give the numbers of an entry, as its unit wrote them.

    Beside a name that two units have, the same amount says that it is one project.
    """
    numbers = [
        value_of(entry.row, field.key).text
        for field in section.fields
        if value_of(entry.row, field.key).number is not None
    ]
    return "/".join(numbers)


def _not_issued(
    units: tuple[UnitDiscipline, ...], names: dict[str, str]
) -> Iterator[Finding]:
    """Name the units that owe a report and have been given no workbook to fill in."""
    for unit in units:
        if unit.mark is Mark.NOT_ISSUED:
            yield UNIT_NOT_ISSUED.at(
                Place(sheet="报送情况"), found=names.get(unit.unit, unit.unit)
            )


def _of_indicators(
    indicators: tuple[IndicatorLine, ...], names: dict[str, str]
) -> Iterator[Finding]:
    """Say which indicators have no figure, or not the whole one, and why."""
    for line in indicators:
        place = Place(sheet="指标汇总", row_key=line.indicator.code)
        total = line.total
        found = f"{line.indicator.code} {line.indicator.name}"
        if not total.reporters:
            yield INDICATOR_WITHOUT_REPORTER.at(place, found=found)
        elif line.progress.status is ProgressStatus.NOT_ADDED:
            yield RATE_NOT_ADDED.at(place, found=found, units=len(total.reporters))
        elif total.partial:
            missing = "、".join(names.get(unit, unit) for unit in total.missing)
            share = f"{total.answered}/{len(total.reporters)}"
            yield PARTIAL_TOTAL.at(place, found=found, share=share, missing=missing)


def _not_counted(
    inputs: RollupInputs, indicators: tuple[IndicatorLine, ...], names: dict[str, str]
) -> Iterator[Finding]:
    """Figures on an indicator from a unit that the registry does not name as one that
    reports it.
    """
    reporters = {line.indicator.code: set(line.total.reporters) for line in indicators}
    for row in figure_table(inputs.current.figures).rows:
        known = reporters.get(row.key)
        if known and row.unit not in known and row.value(CUMULATIVE).number is not None:
            figure = row[CUMULATIVE]
            yield NOT_COUNTED.at(
                Place(
                    sheet=figure.source.sheet,
                    cell=figure.source.cell,
                    row_key=figure.row,
                    field=figure.field,
                ),
                found=figure.value.text,
                unit=names.get(figure.unit, figure.unit),
                indicator=figure.row,
            )


def _disagreements(
    tasks: tuple[TaskLine, ...], names: dict[str, str]
) -> Iterator[Finding]:
    """Name the tasks of which the lead says this and a supporting unit that."""
    for line in tasks:
        if line.disputed:
            yield LEAD_AND_SUPPORT_DISAGREE.at(
                Place(sheet="任务进展", row_key=line.task.code),
                found="、".join(
                    f"{names.get(one.unit, one.unit)}“{one.status}”"
                    for one in line.disputed
                ),
                expected=line.status,
                task=line.task.code,
            )


def _parts_against_totals(
    indicators: tuple[IndicatorLine, ...], names: dict[str, str]
) -> Iterator[Finding]:
    """Totals whose parts other units report.

    分项 must sum to them, 其中 must not exceed them. Where one unit reports both, the
    rules of the form have judged it already.
    """
    parts_of: dict[tuple[str, str], list[IndicatorLine]] = {}
    for indicator in indicators:
        parts_of.setdefault(
            (indicator.indicator.parent, indicator.indicator.part), []
        ).append(indicator)
    for line in indicators:
        for part in ("分项", "其中"):
            parts = parts_of.get((line.indicator.code, part), [])
            others = _reporters(parts) - set(line.total.reporters)
            summed = _sum_beside(line, part, parts) if others else None
            if summed is not None:
                yield _parts_finding(line, part, summed, others, names)


def _reporters(lines: Iterable[IndicatorLine]) -> set[str]:
    """Give the units that report any of some indicators."""
    return {unit for line in lines for unit in line.total.reporters}


def _sum_beside(
    line: IndicatorLine, part: str, parts: Sequence[IndicatorLine]
) -> Decimal | None:
    """Give what the parts add up to where that does not fit the total.

    None where it fits, and where a figure is missing.
    """
    measurement_unit = line.indicator.measurement_unit
    total = _whole(line, measurement_unit)
    values = [_whole(one, measurement_unit) for one in parts]
    known = [one for one in values if one is not None]
    if total is None or len(known) < len(values):
        return None
    summed = sum(known, Decimal(0))
    gap = summed - total
    tolerance = max(map(half_unit, (total, *known)))
    short = part == "分项" and -gap > tolerance
    return summed if gap > tolerance or short else None


def _parts_finding(
    line: IndicatorLine,
    part: str,
    summed: Decimal,
    others: set[str],
    names: dict[str, str],
) -> Finding:
    """Say what an indicator is, and what its parts add up to."""
    indicator = line.indicator
    total = _whole(line, indicator.measurement_unit)
    return PARTS_EXCEED_OR_MISS_TOTAL.at(
        Place(sheet="指标汇总", row_key=indicator.code),
        found=f"{total:f}{indicator.measurement_unit}",
        expected=f"{summed:f}{indicator.measurement_unit}",
        code=indicator.code,
        name=indicator.name,
        part=part,
        unit="、".join(names.get(one, one) for one in line.total.reporters),
        units="、".join(sorted(names.get(one, one) for one in others)),
    )


def _whole(line: IndicatorLine, measurement_unit: str) -> Decimal | None:
    """Give an indicator's complete total in a 计量单位.

    None where it is partial or cannot be added.

    A part in 亿元 is compared with a whole in 万元.
    """
    number = line.total.value.number
    if number is None or line.total.partial or not line.indicator.adds_up:
        return None
    return convert(number, line.indicator.measurement_unit, measurement_unit)
