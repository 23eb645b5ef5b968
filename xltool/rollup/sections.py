"""重点项目, 突出问题, 特色亮点 and every other free sheet of the form.

All rows of all units.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xltool.forms.design import FieldType, Merge, RowsFrom, SheetDesign
from xltool.model.figures import figure_table
from xltool.model.value import State
from xltool.rollup.answers import value_of
from xltool.rollup.duplicates import counted_once, repeats
from xltool.rollup.entry import Entry
from xltool.rollup.merging import FIGURES, Merged, merged

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from xltool.forms.design import Field
    from xltool.model.figures import FigureRow
    from xltool.model.period import Period
    from xltool.rollup.answers import AnswersByUnit, Row
    from xltool.rollup.duplicates import Repeat
    from xltool.rollup.inputs import RollupInputs

_NOTHING = {State.ZERO, State.NOT_APPLICABLE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A free sheet over all units.

    `none` reported 零报告 or 不适用; `silent` left it empty; `absent` have no accepted
    submission at all. `repeated` are entries that another unit's entry stands for: they
    are shown and not counted. `repeats` are entries that are probably the same thing,
    `doubtful` those of them of which nobody has said yet whose it is.
    """

    design: SheetDesign
    fields: tuple[Field, ...]
    entries: tuple[Entry, ...]
    none: tuple[str, ...]
    silent: tuple[str, ...]
    absent: tuple[str, ...]
    repeated: tuple[Entry, ...] = ()
    repeats: tuple[Repeat, ...] = ()
    totals: Mapping[str, Merged] = field(default_factory=dict)
    """The figures of all entries, by field: sums of amounts, and what the design says
    (汇总).
    """
    doubtful: tuple[Repeat, ...] = ()


def sections(inputs: RollupInputs, answers: AnswersByUnit) -> tuple[Section, ...]:
    """Give each free sheet of the form in its order, its rows in the order of the
    directory of units.
    """
    free = (sheet for sheet in inputs.form.sheets if sheet.rows_from is RowsFrom.FREE)
    return tuple(_section(design, inputs, answers) for design in free)


def _section(
    design: SheetDesign, inputs: RollupInputs, answers: AnswersByUnit
) -> Section:
    """Put one free sheet of all units together."""
    due = [unit.code for unit in inputs.registry.reporting_units()]
    reported = answers.units
    answered = [unit for unit in due if unit in reported]
    rows = {unit: answers.free.get((design.key, unit), {}) for unit in answered}
    entries = _entries(design, inputs, rows)
    telling = {entry.unit for entry in entries}
    groups = repeats(design, entries)
    repeated = counted_once(groups, inputs.settled)
    counted = tuple(entry for entry in entries if entry not in repeated)
    silent = tuple(unit for unit in answered if not rows[unit])
    return Section(
        design=design,
        fields=tuple(filter(_is_shown, design.fields)),
        entries=counted,
        repeated=repeated,
        repeats=groups,
        totals=_totals(design, counted),
        doubtful=_unsettled(groups, inputs),
        none=_without(answered, {*telling, *silent}),
        silent=silent,
        absent=_without(due, set(answered)),
    )


def _without(units: Iterable[str], others: set[str]) -> tuple[str, ...]:
    """Give units in their order, without some others."""
    return tuple(unit for unit in units if unit not in others)


def _unsettled(groups: Iterable[Repeat], inputs: RollupInputs) -> tuple[Repeat, ...]:
    """Give the repeats of which nobody has said yet whose the thing is."""
    return tuple(group for group in groups if group.key not in inputs.settled)


def _first_reported(
    design: SheetDesign, inputs: RollupInputs
) -> dict[tuple[str, str], Period]:
    """Give the period in which each row was first reported, by unit and row key.

    A row keeps its key as long as it comes back, and no other row is given it.
    """
    records = (*inputs.past, *inputs.earlier, inputs.current)
    found: dict[tuple[str, str], Period] = {}
    for record in records:
        for row in figure_table(record.figures).rows:
            if row.sheet == design.key and _says_something(row):
                found.setdefault((row.unit, row.key), record.period)
    return found


def _says_something(row: FigureRow) -> bool:
    """Say whether a row says anything but that there is nothing."""
    return any(value.state is State.REPORTED for value in row.contents)


def _entries(
    design: SheetDesign, inputs: RollupInputs, rows: dict[str, dict[str, Row]]
) -> tuple[Entry, ...]:
    """Give every row that says something, unit by unit."""
    since = _first_reported(design, inputs) if design.carries_rows else {}
    found = []
    for unit, entered in rows.items():
        for key, row in entered.items():
            if not _is_none(row):
                first = since.get((unit, key))
                found.append(Entry(unit=unit, key=key, row=row, since=first))
    return tuple(found)


def _is_shown(form_field: Field) -> bool:
    """Say whether the roll-up's list has a column for a field."""
    return form_field.is_input and form_field.merge is not Merge.NONE


def _is_none(row: Row) -> bool:
    """Whether a row says that there is nothing to report."""
    return all(row.value(field).state in _NOTHING for field in row)


def _totals(design: SheetDesign, entries: tuple[Entry, ...]) -> dict[str, Merged]:
    """Merge the numbers of all entries; an entry stands for what else a unit is."""
    found = {}
    names = [f"{entry.unit} {entry.key}" for entry in entries]
    for form_field in design.fields:
        merge = _merge_of(form_field)
        if merge not in FIGURES:
            continue
        told = (value_of(entry.row, form_field.key) for entry in entries)
        values = dict(zip(names, told, strict=True))
        weights = _numbers(entries, form_field.weight)
        found[form_field.key] = merged(merge, values, weights)
    return found


def _numbers(entries: tuple[Entry, ...], key: str) -> dict[str, Decimal]:
    """Give the numbers of a field, by unit and key of their entries."""
    numbers = {}
    for entry in entries:
        number = value_of(entry.row, key).number
        if number is not None:
            numbers[f"{entry.unit} {entry.key}"] = number
    return numbers


def _merge_of(form_field: Field) -> Merge:
    """Give how a list's numbers are merged: amounts add up unless the design says
    otherwise, rates do not.
    """
    if form_field.merge is not Merge.UNSAID:
        return form_field.merge
    is_amount = form_field.type in {FieldType.NUMBER, FieldType.INTEGER}
    adds_up = (
        is_amount and form_field.is_input and "%" not in form_field.measurement_unit
    )
    return Merge.SUM if adds_up else Merge.UNSAID
