"""What is asked once a document of all figures that leave it open.

Fact or target (用途), all that there are or what is made this year (性质).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool import findings as f
from xltool.decomposition.registry.doubts import Answers, Doubt, DoubtKind
from xltool.decomposition.registry.sheets import INDICATORS, ROLE_LABELS
from xltool.decomposition.registry.sort_answers import kind_said
from xltool.decomposition.section_answers import said_of
from xltool.decomposition.table.columns import ColumnPart
from xltool.model.indicator_kind import IndicatorKind
from xltool.model.registry import Role

if TYPE_CHECKING:
    from xltool.decomposition.readings import Readings
    from xltool.decomposition.table.printed_rows import PrintedRow
    from xltool.findings import Place

ROLE_OF_TIME = {ROLE_LABELS[role]: role for role in (Role.FACT, Role.TARGET)}
"""What a figure that may be either is by the clerk's word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsettled:
    """An indicator that is asked about with others, by its place in the list, with its
    row and its place in the source.
    """

    at: int
    row: PrintedRow
    place: Place

    @property
    def section(self) -> str:
        """The heading that it stands below, or the document."""
        highest = self.row.text(ColumnPart.CAMPAIGN)
        return highest or self.row.text(ColumnPart.NAME) or self.row.table


def answer_times(readings: Readings, answers: Answers) -> None:
    """Take figures that may be facts or targets as the clerk answered for them.

    Without an answer it is asked once a document, with the first such figure as the
    example. One answer may tell sections apart (工作回顾：事实；工作安排：目标).
    """
    if not readings.untimed:
        return
    document = readings.untimed[0].row.table
    sections = {one.section for one in readings.untimed}
    answer = answers.of(DoubtKind.TIME).get(document, "")
    is_open = not answers.settles(DoubtKind.TIME, document)
    for one in readings.untimed:
        said = said_of(one.section, answer, sections)
        role = ROLE_OF_TIME.get(said)
        indicator = readings.indicators[one.at]
        if role is not None:
            indicator = replace(indicator, role=role, confidence=1.0)
        elif answer:
            is_open = True
        else:
            indicator = replace(
                indicator, confidence=indicator.confidence if is_open else 1.0
            )
        readings.indicators[one.at] = indicator
    if is_open:
        readings.doubts.append(_times_asked(readings, document))


def answer_sorts(readings: Readings, answers: Answers) -> None:
    """Give targets that may be of either 性质 the one that the clerk answered with.

    Without an answer it is asked once a document, with the first such target as the
    example. One answer may tell targets apart by their names (海外仓：存量；数量).
    """
    if not readings.unsorted:
        return
    document = readings.unsorted[0].row.table
    names = {readings.indicators[one.at].name for one in readings.unsorted}
    answer = answers.of(DoubtKind.SORT).get(document, "")
    is_open = not answers.settles(DoubtKind.SORT, document)
    for one in readings.unsorted:
        indicator = readings.indicators[one.at]
        kind = kind_said(said_of(indicator.name, answer, names))
        if kind is not None:
            readings.indicators[one.at] = replace(indicator, kind=kind)
        elif answer:
            is_open = True
    if is_open:
        readings.doubts.append(_sorts_asked(readings, document))


def _times_asked(readings: Readings, document: str) -> Doubt:
    first = readings.untimed[0]
    example = readings.indicators[first.at]
    finding = f.TIME_UNSAID.at(
        first.place,
        found=document,
        numbers=len(readings.untimed),
        expected=example.source_text,
    )
    return Doubt(
        kind=DoubtKind.TIME,
        printed=document,
        finding=finding,
        sheet=INDICATORS.name,
        row_key=example.code,
        column="用途",
        options=tuple(ROLE_OF_TIME),
    )


def _sorts_asked(readings: Readings, document: str) -> Doubt:
    first = readings.unsorted[0]
    example = readings.indicators[first.at]
    finding = f.KIND_UNSURE.at(
        first.place,
        found=document,
        numbers=len(readings.unsorted),
        expected=example.source_text,
    )
    return Doubt(
        kind=DoubtKind.SORT,
        printed=document,
        finding=finding,
        sheet=INDICATORS.name,
        row_key=example.code,
        column="性质",
        options=(IndicatorKind.STOCK.value, IndicatorKind.COUNT.value),
    )
