"""What units wrote that a leader would strike out.

Questions to them before the bulletin goes up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.bulletin.asking import claim_of_pace
from xltool.bulletin.entries import entries_of, lines_of, text_of
from xltool.bulletin.highlight_section import HIGHLIGHTS
from xltool.bulletin.statements import impossible_growth
from xltool.findings import (
    GROWTH_OF_WHOLE_THINGS,
    HIGHLIGHT_REPEATED,
    HIGHLIGHT_TOO_SHORT,
    PROGRESS_CONTRADICTED,
    UNIT_WORD_UNUSUAL,
)
from xltool.model.counters import usual_counter
from xltool.rollup.answers import TASK_PROGRESS
from xltool.rollup.progress import LAGGING, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.findings import Finding
    from xltool.rollup.rollup import Rollup

_FEWEST_POINTS = 2


def questions(rollup: Rollup) -> Iterator[Finding]:
    """Give what a bulletin asks of those who reported."""
    yield from _growth(rollup)
    yield from _claims_of_progress(rollup)
    yield from _highlights(rollup)
    yield from _unit_words(rollup)


def _growth(rollup: Rollup) -> Iterator[Finding]:
    """死亡3人，同比增长3.0%: no whole number of last year gives that."""
    for line in rollup.indicators:
        number = line.total.value.number
        growth = line.change.growth
        if number is None or growth is None or not impossible_growth(line):
            continue
        yield GROWTH_OF_WHOLE_THINGS.at(
            found=f"{line.indicator.name}{number:f}{line.indicator.measurement_unit}",
            expected=f"{rounded(growth * 100, 1):f}%",
            unit=_lead(rollup, line.lead),
        )


def _claims_of_progress(rollup: Rollup) -> Iterator[Finding]:
    """A text says 超序时进度 of a task that the figures show behind."""
    for line in rollup.tasks:
        behind = [one for one in line.indicators if one.progress.status in LAGGING]
        if not behind or len(behind) < len(line.indicators):
            continue
        for lead in line.leads:
            said = claim_of_pace(lead.value(TASK_PROGRESS).text)
            if said:
                yield PROGRESS_CONTRADICTED.at(
                    found=said,
                    expected=behind[0].progress.status.value,
                    unit=_lead(rollup, lead.unit),
                    indicator=behind[0].indicator.name,
                )


def _highlights(rollup: Rollup) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for entry in entries_of(rollup, HIGHLIGHTS):
        content = "".join(lines_of(entry, "内容"))
        unit = rollup.inputs.registry.unit(entry.unit).name
        title = text_of(entry, "标题").rstrip("。")
        if not content:
            continue
        if content in first and first[content] != unit:
            yield HIGHLIGHT_REPEATED.at(found=title, expected=first[content], unit=unit)
        first.setdefault(content, unit)
        if content.count("。") < _FEWEST_POINTS and "一是" not in content:
            yield HIGHLIGHT_TOO_SHORT.at(found=title, unit=unit)


def _unit_words(rollup: Rollup) -> Iterator[Finding]:
    """Ask about what the registry counts in a word that reads wrong: 项目6家."""
    for line in rollup.indicators:
        name = line.indicator.name
        unit = line.indicator.measurement_unit
        usual = usual_counter(name, unit)
        if usual:
            yield UNIT_WORD_UNUSUAL.at(found=unit, expected=usual, indicator=name)


def _lead(rollup: Rollup, code: str) -> str:
    return rollup.inputs.registry.unit(code).name if code else "各填报单位"
