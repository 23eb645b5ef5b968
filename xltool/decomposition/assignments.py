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


@dataclass(frozen=True, slots=True)
class RowUnits:
    """The units that one row prints, with the part of the table that each stands in."""

    row: PrintedRow
    units: tuple[tuple[PrintedUnit, ColumnPart], ...]


def units_printed(
    measures: Sequence[Measure], answers: Answers
) -> tuple[list[RowUnits], Unanswered]:
    """Give the units of every row, and the sections whose rows print none.

    The columns 牵头单位 and 配合单位 say the role where the cell does not. Rows that
    print none have those that the clerk answered with.
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
    """Give the units that a row prints in its cells for them."""
    found: list[tuple[PrintedUnit, ColumnPart]] = []
    for part, role in _COLUMNS:
        for unit in split_units(row.text(part)):
            found.append((replace(unit, role=unit.role or role), part))
    return found


def _sharing(row: PrintedRow) -> Iterator[tuple[PrintedUnit, ColumnPart]]:
    """Give the counties that a row has a figure for."""
    for place in _places(row):
        unit = PrintedUnit(name=place, printed=place, role=SUPPORT)
        yield unit, ColumnPart.SHARE


def _places(row: PrintedRow) -> list[str]:
    """Give the counties that a row has a figure for."""
    return [
        squeeze(cell.heading)
        for cell in row.cells
        if cell.part is ColumnPart.SHARE and figure_in(cell.text)
    ]


def places_of(printed: Sequence[RowUnits]) -> list[tuple[PrintedUnit, Place]]:
    """Give every printed unit with its place in the source."""
    return [(unit, one.row.place(part)) for one in printed for unit, part in one.units]


def leading_names(printed: Sequence[RowUnits]) -> frozenset[str]:
    """Give the names that lead a row: the first by role, as `assigned` takes them."""
    firsts = (next(iter(_by_role(one)), None) for one in printed)
    return frozenset(unit.name for unit in firsts if unit is not None)


def assigned(
    measures: Sequence[Measure],
    printed: Sequence[RowUnits],
    directory: GatheredUnits,
    sections: Unanswered,
    answers: Answers,
) -> tuple[list[Task], tuple[Finding, ...], tuple[Doubt, ...]]:
    """Give every task with its units, and the questions who answers.

    The first unit leads unless the table says otherwise.
    """
    by_row = {id(one.row): one for one in printed}
    tasks: list[Task] = []
    findings: list[Finding] = []
    doubts: dict[str, Doubt] = {}
    for measure in measures:
        for row in measure.rows:
            findings.extend(_row_findings(by_row[id(row)], directory))
        for task, row in measure.tasks:
            units = by_row[id(row)]
            lead, support = _roles(units, directory)
            tasks.append(
                replace(
                    task,
                    lead_unit=lead,
                    support_units=support,
                    note=_note(task, units),
                )
            )
            asked = sections.asked_as(section_of(measure, row), answers)
            if units.units or answers.settles(DoubtKind.RESPONSIBLE, asked):
                continue
            doubt = doubts.get(asked) or question(asked, task.code, row, sections)
            doubts[asked] = replace(doubt, tasks=(*doubt.tasks, task.code))
    return tasks, tuple(findings), tuple(doubts.values())


def _roles(row: RowUnits, directory: GatheredUnits) -> tuple[str, tuple[str, ...]]:
    """Give the lead and the others; counties that only share a target lead nothing."""
    codes = tuple(dict.fromkeys(directory.codes[unit.name] for unit in _by_role(row)))
    places = tuple(
        directory.codes[unit.name]
        for unit, part in row.units
        if part is ColumnPart.SHARE
    )
    others = tuple(dict.fromkeys((*codes[1:], *places)))
    return (codes[0] if codes else "", others)


def _by_role(row: RowUnits) -> list[PrintedUnit]:
    """Give who answers for a row, those that lead first."""
    return sorted(
        (unit for unit, part in row.units if part is not ColumnPart.SHARE),
        key=lambda unit: (LEAD, "", SUPPORT).index(unit.role),
    )


def _row_findings(row: RowUnits, directory: GatheredUnits) -> Iterator[Finding]:
    seen: set[tuple[str, ColumnPart]] = set()
    for unit, part in row.units:
        code = directory.codes[unit.name]
        if (code, part) in seen:
            yield f.UNIT_TWICE.at(row.row.place(part), found=unit.name)
        seen.add((code, part))


def _note(task: Task, row: RowUnits) -> str:
    """Keep what stands in brackets behind a unit's name."""
    said = [unit.printed for unit, _ in row.units if unit.bracket]
    return "；".join(
        part
        for part in (task.note, f"责任单位附注：{'、'.join(said)}" if said else "")
        if part
    )


def led(
    measures: Sequence[Measure],
    tasks: Sequence[Task],
    listed: Sequence[str],
    answers: Answers,
) -> tuple[list[Task], tuple[Finding, ...], tuple[Doubt, ...]]:
    """Give every task with its leaders, and a doubt for each cell that cannot be
    explained to the last character.
    """
    cells = [
        row.text(ColumnPart.LEADER) for measure in measures for _, row in measure.tasks
    ]
    resolutions = resolve_leaders(
        dict.fromkeys(cell for cell in cells if cell.strip()), listed
    )
    confirmed = {
        printed: names_in(text)
        for printed, text in answers.of(DoubtKind.LEADER).items()
    }
    found: list[Task] = []
    findings: dict[Finding, None] = {}
    doubts: dict[str, Doubt] = {}
    rows = [row for measure in measures for _, row in measure.tasks]
    for task, row, cell in zip(tasks, rows, cells, strict=True):
        printed = " ".join(cell.split())
        resolution = resolutions.get(cell, Resolution(names=()))
        found.append(replace(task, leaders=confirmed.get(printed, resolution.names)))
        if resolution.restored and printed not in confirmed:
            restored = "、".join(resolution.names)
            findings[
                f.LEADERS_RESTORED.at(
                    row.place(ColumnPart.LEADER), found=printed, expected=restored
                )
            ] = None
        if (
            resolution.open
            and printed not in doubts
            and not answers.settles(DoubtKind.LEADER, printed)
        ):
            doubts[printed] = _doubt(task, row, printed, resolution)
    return found, tuple(findings), tuple(doubts.values())


def _doubt(task: Task, row: PrintedRow, printed: str, resolution: Resolution) -> Doubt:
    suggestion = "、".join(resolution.suggestion)
    why = "".join(
        (
            f"，多出“{resolution.leftover}”" if resolution.leftover else "",
            f"，缺“{resolution.missing}”" if resolution.missing else "",
        )
    )
    return Doubt(
        kind=DoubtKind.LEADER,
        printed=printed,
        suggestion=suggestion,
        finding=f.LEADERS_OPEN.at(
            row.place(ColumnPart.LEADER), found=printed, expected=suggestion, why=why
        ),
        sheet=TASKS.name,
        row_key=task.code,
        column="牵头领导",
    )
