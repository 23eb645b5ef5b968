"""重点项目, 突出问题, 特色亮点 and every other free sheet of the form: all rows of all units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.forms.design import RowsFrom, SheetDesign
from xltool.model.value import State

if TYPE_CHECKING:
    from xltool.forms.design import Field
    from xltool.rollup.answers import Answers, Row
    from xltool.rollup.inputs import RollupInputs


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row that a unit entered."""

    unit: str
    key: str
    row: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A free sheet over all units.

    `none` reported 零报告 or 不适用; `silent` left it empty; `absent` have no accepted
    submission at all.
    """

    design: SheetDesign
    fields: tuple[Field, ...]
    entries: tuple[Entry, ...]
    none: tuple[str, ...]
    silent: tuple[str, ...]
    absent: tuple[str, ...]


def sections(inputs: RollupInputs, answers: Answers) -> tuple[Section, ...]:
    """Give each free sheet of the form in its order, its rows in the order of the directory of units."""
    free = (sheet for sheet in inputs.form.sheets if sheet.rows_from is RowsFrom.FREE)
    return tuple(_section(design, inputs, answers) for design in free)


def _section(design: SheetDesign, inputs: RollupInputs, answers: Answers) -> Section:
    due = tuple(unit.code for unit in inputs.registry.reporting_units())
    accepted = answers.units
    rows = {
        unit: answers.free.get((design.key, unit), {})
        for unit in due
        if unit in accepted
    }
    entries = tuple(
        Entry(unit=unit, key=key, row=row)
        for unit, entered in rows.items()
        for key, row in entered.items()
        if not _is_none(row)
    )
    told = {entry.unit for entry in entries}
    return Section(
        design=design,
        fields=tuple(one for one in design.fields if one.is_input),
        entries=entries,
        none=tuple(
            unit for unit, entered in rows.items() if entered and unit not in told
        ),
        silent=tuple(unit for unit, entered in rows.items() if not entered),
        absent=tuple(unit for unit in due if unit not in accepted),
    )


def _is_none(row: Row) -> bool:
    """Whether a row says that there is nothing to report."""
    return all(
        figure.value.state in {State.ZERO, State.NOT_APPLICABLE}
        for figure in row.values()
    )
