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
from xltool.decomposition.units.leaders import Resolution, resolve_leaders
from xltool.decomposition.units.lists import LEAD, SUPPORT, PrintedUnit, split_units
from xltool.text import shorten, squeeze

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


def units_printed(measures: Sequence[Measure], answers: Answers) -> list[RowUnits]:
    """Give the units of every row.

    The columns 牵头单位 and 配合单位 say the role where the cell does not. Rows that
    print none have those that the clerk answered with for their section.
    """
    given = answers.of(DoubtKind.RESPONSIBLE)
    return [
        _row_units(measure, row, given) for measure in measures for row in measure.rows
    ]


def _row_units(measure: Measure, row: PrintedRow, given: dict[str, str]) -> RowUnits:
    found = [
        (replace(unit, role=unit.role or role), part)
        for part, role in _COLUMNS
        for unit in split_units(row.text(part))
    ]
    if not found and section_of(measure, row) in given:
        answer = given[section_of(measure, row)]
        found = [(unit, ColumnPart.UNIT) for unit in split_units(answer)]
    found.extend(
        (PrintedUnit(name=place, printed=place, role=SUPPORT), ColumnPart.SHARE)
        for place in _places(row)
    )
    return RowUnits(row, tuple(found))


def _places(row: PrintedRow) -> list[str]:
    """Give the counties that a row has a figure for."""
    return [
        squeeze(cell.heading)
        for cell in row.cells
        if cell.part is ColumnPart.SHARE and figure_in(cell.text)
    ]


def section_of(measure: Measure, row: PrintedRow) -> str:
    """Give the words under which the clerk is asked who answers for a row that prints
    no unit.

    Once for a heading of a text, once for a table without such a column; else for each
    row.
    """
    if any(part in row.columns for part, _ in _COLUMNS):
        name = measure.name or shorten(row.text(ColumnPart.OWN), 20)
        return f"{measure.seq} {name}".strip()
    of_text = "" if row.columns else measure.name
    return row.text(ColumnPart.CAMPAIGN) or of_text or row.table


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
    answers: Answers,
) -> tuple[list[Task], tuple[Finding, ...], tuple[Doubt, ...]]:
    """Give every task with its units.

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
            section = section_of(measure, row)
            settled = answers.settles(DoubtKind.RESPONSIBLE, section)
            if units.units or settled:
                continue
            doubt = doubts.get(section) or _nobody(section, task, row)
            doubts[section] = replace(doubt, tasks=(*doubt.tasks, task.code))
    return tasks, tuple(findings), tuple(doubts.values())


def _nobody(section: str, task: Task, row: PrintedRow) -> Doubt:
    """Ask who answers for the tasks of a section."""
    part = next((part for part, _ in _COLUMNS if part in row.columns), ColumnPart.UNIT)
    kind = f.UNIT_NONE if part in row.columns else f.RESPONSIBLE_UNSAID
    return Doubt(
        kind=DoubtKind.RESPONSIBLE,
        printed=section,
        finding=kind.at(row.place(part), found=shorten(section, 30)),
        sheet=TASKS.name,
        row_key=task.code,
        column="牵头单位",
    )


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
