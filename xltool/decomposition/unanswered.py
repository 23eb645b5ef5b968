"""Who answers for the tasks of rows that print no unit: the question and its answers.

A document that names no units is asked about once, as a whole. The answer may tell its
sections apart (项目建设：县发改局；惠民生：县民政局); what it leaves out is asked anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool import findings as f
from xltool.decomposition.registry.doubts import Answers, Doubt, DoubtKind
from xltool.decomposition.registry.sheets import TASKS
from xltool.decomposition.section_answers import said_of
from xltool.decomposition.table.columns import UNITS, ColumnPart
from xltool.text import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.decomposition.measures import Measure
    from xltool.decomposition.table.printed_rows import PrintedRow
    from xltool.findings import Finding

_LONGEST_NAME = 20
_LONGEST_QUESTION = 30
"""Characters that are shown of a heading, and of what is asked about."""
_MOST_NAMED = 4
"""So many sections are named in the question; the rest is counted."""


def has_unit_column(row: PrintedRow) -> bool:
    """Tell a row of a table with a column for units; a blank there is the row's own."""
    return any(part in row.columns for part in UNITS)


def section_of(measure: Measure, row: PrintedRow) -> str:
    """Give the heading of a text, or the table, that a row without units stands in.

    A row whose cell for units is blank stands for itself (3 城市更新).
    """
    if has_unit_column(row):
        name = measure.name or shorten(row.text(ColumnPart.OWN), _LONGEST_NAME)
        return f"{measure.seq} {name}".strip()
    campaign = row.text(ColumnPart.CAMPAIGN)
    if campaign:
        return campaign
    heading = "" if row.columns else measure.name
    return heading or row.table


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The sections of a document whose rows print no unit.

    Attributes:
        document: the document's name, under which it is asked about as a whole.
        sections: their headings, in order.
    """

    document: str = ""
    sections: tuple[str, ...] = ()

    def units_said(self, section: str, answers: Answers) -> str:
        """Give the units that the clerk answered with for a section, as typed.

        An answer for the section goes before what one for the document says of it.
        """
        given = answers.of(DoubtKind.RESPONSIBLE)
        if section in given:
            return given[section]
        if section in self.sections:
            answer = given.get(self.document, "")
            return said_of(section, answer, self.sections)
        return ""

    def asked_as(self, section: str, answers: Answers) -> str:
        """Give the words under which who answers for a section is asked.

        The document's, as long as it has several sections and none was answered: one
        question is enough for all of them.
        """
        together = section in self.sections and len(self.sections) > 1
        is_answered = self.document in answers.of(DoubtKind.RESPONSIBLE)
        if together and not is_answered:
            return self.document
        return section

    def finding(self, printed: str, row: PrintedRow) -> Finding:
        """Say what is not said, at the first row it is not said for.

        `printed` is what is asked about: a row, a section, or the whole document.
        """
        found = shorten(printed, _LONGEST_QUESTION)
        if has_unit_column(row):
            part = next(part for part in UNITS if part in row.columns)
            return f.UNIT_NONE.at(row.place(part), found=found)
        place = row.place(ColumnPart.UNIT)
        throughout = printed == self.document and len(self.sections) > 1
        if not throughout:
            return f.RESPONSIBLE_UNSAID.at(place, found=found)
        return f.RESPONSIBLE_UNSAID_THROUGHOUT.at(
            place,
            found=found,
            numbers=len(self.sections),
            expected=self._named(),
        )

    def _named(self) -> str:
        """Name the first sections, and say whether there are more."""
        first = self.sections[:_MOST_NAMED]
        names = "、".join(shorten(name, _LONGEST_NAME) for name in first)
        return f"{names}等" if len(self.sections) > _MOST_NAMED else names


def unanswered(rows: Iterable[tuple[Measure, PrintedRow]]) -> Unanswered:
    """Give the sections of the rows that print no unit."""
    asked = [(measure, row) for measure, row in rows if not has_unit_column(row)]
    if not asked:
        return Unanswered()
    sections = dict.fromkeys(section_of(measure, row) for measure, row in asked)
    return Unanswered(document=asked[0][1].table, sections=tuple(sections))


def question(printed: str, task: str, row: PrintedRow, sections: Unanswered) -> Doubt:
    """Ask who answers; `task` is the code of the first task that waits."""
    return Doubt(
        kind=DoubtKind.RESPONSIBLE,
        printed=printed,
        finding=sections.finding(printed, row),
        sheet=TASKS.name,
        row_key=task,
        column="牵头单位",
    )
