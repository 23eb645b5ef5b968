"""Who answers for each task: its units in their order, the lead, and the leaders."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool import findings as f
from xltool.decomposition.registry.doubts import Answers, Doubt, DoubtKind
from xltool.decomposition.registry.rows import names_in
from xltool.decomposition.registry.sheets import TASKS
from xltool.decomposition.table.cells import figure_in
from xltool.decomposition.table.columns import ColumnPart
from xltool.decomposition.unanswered import (
    Unanswered,
    question,
    section_of,
    unanswered,
)
from xltool.decomposition.units.leaders import Resolution, resolve_leaders
from xltool.decomposition.units.lists import LEAD, SUPPORT, PrintedUnit, split_units
from xltool.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.decomposition.measures import Measure
    from xltool.decomposition.table.printed_rows import PrintedRow
    from xltool.decomposition.units.gathering import GatheredUnits
    from xltool.findings import Finding, Place
    from xltool.model.registry import Task

_COLUMNS = (
    (ColumnPart.LEAD, LEAD),
    (ColumnPart.UNIT, ""),
    (ColumnPart.SUPPORT, SUPPORT),
)
_ROLES = (LEAD, "", SUPPORT)
"""Who leads, who answers, who helps: in this order."""


@dataclass(frozen=True, slots=True)
class RowUnits:
    """The units that one row prints, with the part of the table that each stands in."""

    row: PrintedRow
    units: tuple[tuple[PrintedUnit, ColumnPart], ...]

    @property
    def answering(self) -> list[PrintedUnit]:
        """Those that answer, not only share a target; those that lead first.

        The role is what the cell says (牵头：县发改局), or what its column does.
        """
        units = [unit for unit, part in self.units if part is not ColumnPart.SHARE]
        return sorted(units, key=lambda unit: _ROLES.index(unit.role))

    @property
    def sharing(self) -> list[PrintedUnit]:
        """The counties that only share a target."""
        return [unit for unit, part in self.units if part is ColumnPart.SHARE]


def units_printed(
    measures: Sequence[Measure], answers: Answers
) -> tuple[list[RowUnits], Unanswered]:
    """Give the units of every row, and the sections whose rows print none.

    The columns 牵头单位 and 配合单位 say the role where the cell does not. Rows that
    print none have those that the clerk answered with.

    Gives the rows in the order of the measures, each with the units in its cells, those
    that the clerk answered with where it has none, and the counties it shares a target
    with; and beside them the sections whose rows print nobody.
    """
    rows = [(measure, row) for measure in measures for row in measure.rows]
    found = [_cell_units(row) for _, row in rows]
    silent = [pair for pair, units in zip(rows, found, strict=True) if not units]
    sections = unanswered(silent)
    printed: list[RowUnits] = []
    for (measure, row), units in zip(rows, found, strict=True):
        answer = "" if units else sections.units_said(section_of(measure, row), answers)
        answered = [(unit, ColumnPart.UNIT) for unit in split_units(answer)]
        printed.append(RowUnits(row, (*units, *answered, *_sharing(row))))
    return printed, sections


def _cell_units(row: PrintedRow) -> list[tuple[PrintedUnit, ColumnPart]]:
    """Give the units that a row prints in its cells for them.

    The role that a cell says itself goes before its column's: 县发改局（牵头） in the
    column 责任单位 leads.
    """
    found: list[tuple[PrintedUnit, ColumnPart]] = []
    for part, role in _COLUMNS:
        for unit in split_units(row.text(part)):
            found.append((replace(unit, role=unit.role or role), part))
    return found


def _sharing(row: PrintedRow) -> Iterator[tuple[PrintedUnit, ColumnPart]]:
    """Give the counties that a row has a figure for.

    They help by their figure, and are no unit that answers for the task.
    """
    for place in _places(row):
        unit = PrintedUnit(name=place, printed=place, role=SUPPORT)
        yield unit, ColumnPart.SHARE


def _places(row: PrintedRow) -> list[str]:
    """Give the counties that a row has a figure for.

    A county whose cell is blank has no share.
    """
    shares = [cell for cell in row.cells if cell.part is ColumnPart.SHARE]
    return [squeeze(cell.heading) for cell in shares if figure_in(cell.text)]


def places_of(printed: Sequence[RowUnits]) -> list[tuple[PrintedUnit, Place]]:
    """Give every printed unit with its place in the source.

    A unit that stands in several rows comes once for each.
    """
    places: list[tuple[PrintedUnit, Place]] = []
    for printed_row in printed:
        for unit, part in printed_row.units:
            places.append((unit, printed_row.row.place(part)))
    return places


def leading_names(printed: Sequence[RowUnits]) -> frozenset[str]:
    """Give the names that lead a row: the first by role, as `assigned` takes them.

    A name that leads anywhere is a unit of its own rather than a section of another.
    """
    names: set[str] = set()
    for row in printed:
        answering = row.answering
        if answering:
            names.add(answering[0].name)
    return frozenset(names)


def assigned(
    measures: Sequence[Measure],
    printed: Sequence[RowUnits],
    directory: GatheredUnits,
    sections: Unanswered,
    answers: Answers,
) -> tuple[list[Task], tuple[Finding, ...], tuple[Doubt, ...]]:
    """Give every task with its units, and the questions who answers.

    The first unit leads unless the table says otherwise. What several tasks wait for is
    asked once.

    A row without units is no error by itself: its section may have been answered for,
    or is asked about together with the others.
    """
    by_row = {id(row_units.row): row_units for row_units in printed}
    tasks: list[Task] = []
    findings: list[Finding] = []
    doubts: dict[str, Doubt] = {}
    for measure in measures:
        for row in measure.rows:
            findings.extend(_row_findings(by_row[id(row)], directory))
        for task, row in measure.tasks:
            units = by_row[id(row)]
            tasks.append(_with_units(task, units, directory))
            asked = sections.asked_as(section_of(measure, row), answers)
            if units.units or answers.settles(DoubtKind.RESPONSIBLE, asked):
                continue
            doubt = doubts.get(asked) or question(asked, task.code, row, sections)
            doubts[asked] = replace(doubt, tasks=(*doubt.tasks, task.code))
    return tasks, tuple(findings), tuple(doubts.values())


def _with_units(task: Task, row: RowUnits, directory: GatheredUnits) -> Task:
    """Give a task with who leads, who helps, and what brackets say of them.

    Counties that only share a target lead nothing.

    A unit named twice counts once, where it stands first.
    """
    codes = [directory.codes[unit.name] for unit in row.answering]
    places = [directory.codes[unit.name] for unit in row.sharing]
    answering = list(dict.fromkeys(codes))
    lead = answering[0] if answering else ""
    others = dict.fromkeys([*answering[1:], *places])
    return replace(
        task,
        lead_unit=lead,
        support_units=tuple(others),
        note=_note(task, row),
    )


def _row_findings(row: RowUnits, directory: GatheredUnits) -> Iterator[Finding]:
    """Report each unit that a row prints twice in the same part, by either name.

    县发改局 and 县发展改革局 in one cell are the same unit twice.
    """
    seen: set[tuple[str, ColumnPart]] = set()
    for unit, part in row.units:
        code = directory.codes[unit.name]
        if (code, part) in seen:
            yield f.UNIT_TWICE.at(row.row.place(part), found=unit.name)
        seen.add((code, part))


def _note(task: Task, row: RowUnits) -> str:
    """Keep what stands in brackets behind a unit's name.

    县教育局（基教股） is the unit with a section that nobody must lose.
    """
    printed = [unit.printed for unit, _ in row.units if unit.bracket]
    if not printed:
        return task.note
    notes = (task.note, f"责任单位附注：{'、'.join(printed)}")
    return "；".join(filter(None, notes))


def led(
    measures: Sequence[Measure],
    tasks: Sequence[Task],
    listed: Sequence[str],
    answers: Answers,
) -> tuple[list[Task], tuple[Finding, ...], tuple[Doubt, ...]]:
    """Give every task with its leaders.

    A finding says which cells were restored, a doubt asks about each that cannot be
    explained to the last character. `listed` are the leaders known beforehand; `tasks`
    stand in the order of the measures.

    A confirmed cell is what the clerk says, even where the reading would be sure.
    A cell that stands in many rows is read and asked about once.
    """
    rows = [row for measure in measures for _, row in measure.tasks]
    cells = [row.text(ColumnPart.LEADER) for row in rows]
    resolutions = resolve_leaders(dict.fromkeys(filter(str.strip, cells)), listed)
    confirmed = answers.of(DoubtKind.LEADER)
    found: list[Task] = []
    findings: dict[Finding, None] = {}
    doubts: dict[str, Doubt] = {}
    for task, row, cell in zip(tasks, rows, cells, strict=True):
        printed = " ".join(cell.split())
        resolution = resolutions.get(cell, _NOBODY)
        if printed in confirmed:
            leaders = names_in(confirmed[printed])
        else:
            leaders = resolution.names
            findings.update(dict.fromkeys(_restored(row, printed, resolution)))
        found.append(replace(task, leaders=leaders))
        is_settled = answers.settles(DoubtKind.LEADER, printed)
        if resolution.open and printed not in doubts and not is_settled:
            doubts[printed] = _doubt(task, row, printed, resolution)
    return found, tuple(findings), tuple(doubts.values())


_NOBODY = Resolution(names=())


def _restored(
    row: PrintedRow, printed: str, resolution: Resolution
) -> Iterator[Finding]:
    """Report names that OCR broke and that were put together again.

    马 强 and 马强 are the same; the names of the settings help to tell.
    """
    if resolution.restored:
        place = row.place(ColumnPart.LEADER)
        names = "、".join(resolution.names)
        yield f.LEADERS_RESTORED.at(place, found=printed, expected=names)


def _doubt(task: Task, row: PrintedRow, printed: str, resolution: Resolution) -> Doubt:
    """Ask about a cell of leaders, with what is left over and what is missing.

    Offers the likeliest reading, and says which characters it does not explain.
    """
    suggestion = "、".join(resolution.suggestion)
    why = ""
    if resolution.leftover:
        why += f"，多出“{resolution.leftover}”"
    if resolution.missing:
        why += f"，缺“{resolution.missing}”"
    place = row.place(ColumnPart.LEADER)
    return Doubt(
        kind=DoubtKind.LEADER,
        printed=printed,
        suggestion=suggestion,
        finding=f.LEADERS_OPEN.at(place, found=printed, expected=suggestion, why=why),
        sheet=TASKS.name,
        row_key=task.code,
        column="牵头领导",
    )
