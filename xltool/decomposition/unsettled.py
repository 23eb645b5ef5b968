"""What is asked once a document of all figures that leave it open.

Fact or target (用途), all that there are or what is made this year (性质).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from xltool import findings as f
from xltool.decomposition.registry.doubts import Answers, Doubt, DoubtKind
from xltool.decomposition.registry.sheets import INDICATORS, ROLE_LABELS
from xltool.decomposition.registry.sort_answers import kind_said
from xltool.decomposition.section_answers import said_of
from xltool.decomposition.table.columns import ColumnPart
from xltool.model.indicator_kind import IndicatorKind
from xltool.model.registry import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xltool.decomposition.readings import Readings
    from xltool.decomposition.table.printed_rows import PrintedRow
    from xltool.findings import Place

ROLE_OF_TIME = {ROLE_LABELS[role]: role for role in (Role.FACT, Role.TARGET)}
"""What a figure that may be either is by the clerk's word."""


class _Question(NamedTuple):
    """What a document is asked once.

    Attributes:
        kind: what the doubt is about.
        says: what is doubtful, with an example and how many more there are.
        column: the one of the registry that the answer settles.
        options: the answers to choose from.
    """

    kind: DoubtKind
    says: f.Kind
    column: str
    options: tuple[str, ...]


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
        elif not is_open:
            indicator = replace(indicator, confidence=1.0)
        readings.indicators[one.at] = indicator
    if is_open:
        options = tuple(ROLE_OF_TIME)
        question = _Question(DoubtKind.TIME, f.TIME_UNSAID, "用途", options)
        example = readings.indicators[readings.untimed[0].at].source_text
        readings.doubts.append(_asked(question, readings.untimed, readings, example))


def answer_sorts(readings: Readings, answers: Answers) -> None:
    """Give targets that may be of either 性质 the one that the clerk answered with.

    Without an answer it is asked once a document, with their names. One answer may tell
    targets apart by them (海外仓：存量；数量).
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
        options = (IndicatorKind.STOCK.value, IndicatorKind.COUNT.value)
        question = _Question(DoubtKind.SORT, f.KIND_UNSURE, "性质", options)
        told = [readings.indicators[one.at].name for one in readings.unsorted]
        named = _named(dict.fromkeys(told))
        readings.doubts.append(_asked(question, readings.unsorted, readings, named))


def _named(names: Iterable[str]) -> str:
    """Name what is asked about: an answer may tell them apart by their names.

    >>> _named(["海外仓", "书房"])
    '海外仓、书房'
    """
    shown = list(islice(names, _MOST_NAMED + 1))
    more = "等" if len(shown) > _MOST_NAMED else ""
    return "、".join(shown[:_MOST_NAMED]) + more


_MOST_NAMED = 12


def _asked(
    question: _Question,
    group: Sequence[Unsettled],
    readings: Readings,
    shown: str,
) -> Doubt:
    """Ask once about all of a group; `shown` says which they are."""
    first = group[0]
    document = first.row.table
    example = readings.indicators[first.at]
    finding = question.says.at(
        first.place,
        found=document,
        numbers=len(group),
        expected=shown,
    )
    return Doubt(
        kind=question.kind,
        printed=document,
        finding=finding,
        sheet=INDICATORS.name,
        row_key=example.code,
        column=question.column,
        options=question.options,
    )
