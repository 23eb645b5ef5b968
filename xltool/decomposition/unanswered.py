"""Who answers for the tasks of rows that print no unit: the question and its answers.

A document that names no units is asked about once, as a whole. The answer may tell its
sections apart (项目建设：县发改局；惠民生：县民政局); what it leaves out is asked anew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool import findings as f
from xltool.decomposition.registry.doubts import Answers, Doubt, DoubtKind
from xltool.decomposition.registry.sheets import TASKS
from xltool.decomposition.table.columns import ColumnPart
from xltool.text import shorten, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.decomposition.measures import Measure
    from xltool.decomposition.table.printed_rows import PrintedRow
    from xltool.findings import Finding

UNIT_COLUMNS = (ColumnPart.LEAD, ColumnPart.UNIT, ColumnPart.SUPPORT)

_PARTS = re.compile(r"[；;\n]")
_NAMED = re.compile(r"(?P<section>[^：:]+)[：:](?P<units>.+)")
_MOST_NAMED = 4
"""So many sections are named in the question; the rest is counted."""


def has_unit_column(row: PrintedRow) -> bool:
    """Tell a row of a table with a column for units; a blank there is the row's own."""
    return any(part in row.columns for part in UNIT_COLUMNS)


def section_of(measure: Measure, row: PrintedRow) -> str:
    """Give the heading of a text, or the table, that a row without units stands in.

    A row whose cell for units is blank stands for itself.
    """
    if has_unit_column(row):
        name = measure.name or shorten(row.text(ColumnPart.OWN), 20)
        return f"{measure.seq} {name}".strip()
    of_text = "" if row.columns else measure.name
    return row.text(ColumnPart.CAMPAIGN) or of_text or row.table


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The sections of a document whose rows print no unit, in order."""

    document: str = ""
    sections: tuple[str, ...] = ()

    def units_said(self, section: str, answers: Answers) -> str:
        """Give the units that the clerk answered with for a section, as typed."""
        given = answers.of(DoubtKind.RESPONSIBLE)
        if section in given:
            return given[section]
        if section in self.sections:
            return self._part(given.get(self.document, ""), section)
        return ""

    def asked_as(self, section: str, answers: Answers) -> str:
        """Give the words under which who answers for a section is asked."""
        together = section in self.sections and len(self.sections) > 1
        answered = self.document in answers.of(DoubtKind.RESPONSIBLE)
        return self.document if together and not answered else section

    def finding(self, printed: str, row: PrintedRow) -> Finding:
        """Say what is not said, at the first row it is not said for."""
        if has_unit_column(row):
            part = next(part for part in UNIT_COLUMNS if part in row.columns)
            return f.UNIT_NONE.at(row.place(part), found=shorten(printed, 30))
        place = row.place(ColumnPart.UNIT)
        throughout = printed == self.document and len(self.sections) > 1
        if not throughout:
            return f.RESPONSIBLE_UNSAID.at(place, found=shorten(printed, 30))
        names = "、".join(shorten(name, 20) for name in self.sections[:_MOST_NAMED])
        return f.RESPONSIBLE_UNSAID_THROUGHOUT.at(
            place,
            found=shorten(printed, 30),
            numbers=len(self.sections),
            expected=f"{names}{'等' if len(self.sections) > _MOST_NAMED else ''}",
        )

    def _part(self, answer: str, section: str) -> str:
        """Give what an answer for the whole document says of one section."""
        for_all: list[str] = []
        for part in _PARTS.split(answer):
            match = _NAMED.fullmatch(part.strip())
            if match is None or not self._names(match["section"]):
                for_all.append(part)
            elif _alike(match["section"], section):
                return match["units"].strip()
        return "；".join(part for part in for_all if part.strip())

    def _names(self, printed: str) -> bool:
        return any(_alike(printed, section) for section in self.sections)


def _alike(printed: str, section: str) -> bool:
    """Tell that the clerk's words name a section; its beginning is enough."""
    bare = squeeze(printed).rstrip("…")
    return bool(bare) and squeeze(section).startswith(bare)


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
