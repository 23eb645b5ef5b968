"""Building the layout of one issued workbook.

From a form design, a unit, a period and the registry.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from itertools import count
from typing import TYPE_CHECKING

from xltool.forms.design import Prefill, RowsFrom
from xltool.forms.known import known_values
from xltool.forms.layout import Layout, LayoutRow, LayoutSheet, blank_row
from xltool.forms.registry_columns import (
    FIXED_COLUMNS,
    INDICATOR_COLUMNS,
    TASK_COLUMNS,
    IndicatorView,
    TaskView,
)
from xltool.formula import LAST_PERIOD, LAST_YEAR
from xltool.model.registry import Indicator, Registry, Reporting, Unit
from xltool.model.value import State, Value, Values, reported

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from xltool.forms.design import FixedRow, FormDesign, SheetDesign
    from xltool.forms.own_places import OwnPlaces
    from xltool.formula import Reference
    from xltool.model.period import Period

HEADER_ROW = 3
"""Above it stand the title, the unit's line and the hint."""
KEY_COLUMN = 0
DEFAULT_FREE_ROWS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """What rows are made from.

    `others` are the last accepted values of other units, by their codes.
    """

    unit: Unit
    registry: Registry
    last_period: Values
    last_year: Values
    within: Values = field(default_factory=dict)
    others: Mapping[str, Values] = field(default_factory=dict)
    carried: Values = field(default_factory=dict)
    used: Mapping[str, int] = field(default_factory=dict)


def build_layout(  # noqa: PLR0913 - each is a different thing that a layout depends on
    form: FormDesign,
    unit: Unit,
    period: Period,
    registry: Registry,
    *,
    last_period: Values,
    last_year: Values,
    within: Values | None = None,
    others: Mapping[str, Values] | None = None,
    carried: Values | None = None,
    used: Mapping[str, int] | None = None,
) -> Layout:
    """Lay out the workbook that `unit` is issued.

    `last_period` and `last_year` are the unit's accepted values of the period before
    and of the same period a year ago, `within` those of the last shorter period in this
    one (a quarter's last month); `others` are other units' values of the period
    before: a supporting unit sees what the lead reported last. `carried` comes back in
    the unit's own cells, and `used` says of each free sheet the highest number of a row
    that the unit has used. A sheet for which the unit has no rows is left out.
    """
    source = _Source(
        unit=unit,
        registry=registry,
        last_period=last_period,
        last_year=last_year,
        within=within or {},
        others=others or {},
        carried=carried or {},
        used=used or {},
    )
    laid_out = [
        _with_identity(_sheet(design, source), unit, period) for design in form.sheets
    ]
    sheets = tuple(sheet for sheet in laid_out if sheet.rows)
    before = {LAST_PERIOD: last_period, LAST_YEAR: last_year}

    def asked(reference: Reference, sheet: str, row: str) -> Value | None:
        values = before.get(reference.scope, {})
        return values.get(sheet, {}).get(row, {}).get(reference.field)

    return Layout(
        form=form,
        unit=unit,
        period=period,
        sheets=sheets,
        known=known_values(form, sheets, asked),
    )


def grown(layout: Layout, values: Values) -> Layout:
    """Give the layout with the rows that a unit added to its free sheets."""
    return replace(
        layout, sheets=tuple(_grown_sheet(sheet, values) for sheet in layout.sheets)
    )


def _grown_sheet(sheet: LayoutSheet, values: Values) -> LayoutSheet:
    """Add a row to a free sheet for every key that it has not."""
    known = {row.key for row in sheet.rows}
    added = [key for key in values.get(sheet.design.key, {}) if key not in known]
    if sheet.design.rows_from is not RowsFrom.FREE or not added:
        return sheet
    after = sheet.rows[-1].row + 1
    return replace(
        sheet,
        rows=(
            *sheet.rows,
            *(LayoutRow(key=key, row=after + place) for place, key in enumerate(added)),
        ),
    )


def _with_identity(sheet: LayoutSheet, unit: Unit, period: Period) -> LayoutSheet:
    """Give the sheet with the name of the unit and of the period where it has them."""
    said = {Prefill.UNIT: reported(unit.name), Prefill.PERIOD: reported(period.label)}
    values = {one.key: said[one.prefill] for one in sheet.fields if one.prefill in said}
    if not values:
        return sheet
    rows = (replace(row, prefilled=row.prefilled | values) for row in sheet.rows)
    return replace(sheet, rows=tuple(rows))


def _sheet(design: SheetDesign, source: _Source) -> LayoutSheet:
    """Lay out a sheet: on the office's own layout where the design has one, else on
    ours.

    Ours has the hidden keys at the left, then the fields, then 校验.
    """
    if design.places is not None:
        return _on_own_layout(design, design.places, source)
    header_row = HEADER_ROW + design.head_levels
    return LayoutSheet(
        design=design,
        name=design.title,
        header_row=header_row,
        key_column=KEY_COLUMN,
        columns={
            one.key: KEY_COLUMN + 1 + place for place, one in enumerate(design.fields)
        },
        check_column=KEY_COLUMN + 1 + len(design.fields),
        rows=tuple(_ROWS[design.rows_from](design, source, count(header_row + 1))),
    )


def _on_own_layout(
    design: SheetDesign, places: OwnPlaces, source: _Source
) -> LayoutSheet:
    """Lay out a sheet where it stands in the office's own workbook."""
    numbers = count(places.first_row)
    rows = _ROWS[design.rows_from](design, source, numbers)
    if places.rows:
        rows = (replace(row, row=places.rows[row.key]) for row in rows)
    return LayoutSheet(
        design=design,
        name=places.worksheet,
        header_row=places.header_row,
        key_column=places.added,
        columns=places.columns,
        check_column=places.check_column,
        rows=tuple(rows),
    )


def _task_rows(
    design: SheetDesign, source: _Source, numbers: Iterator[int]
) -> Iterator[LayoutRow]:
    """Give a row for each task that the unit leads or supports."""
    carried = source.carried.get(design.key, {})
    for task in source.registry.tasks_of(source.unit.code):
        view = TaskView(task=task, unit=source.unit, registry=source.registry)
        prefilled = _prefilled(
            design,
            task.code,
            registry=partial(_task_column, view),
            last_period=source.last_period,
            last_year=source.last_year,
            within=source.within,
        )
        yield LayoutRow(
            key=task.code,
            row=next(numbers),
            prefilled=prefilled,
            role=view.role,
            task=task.code,
            carried=carried.get(task.code, {}),
        )


def _task_column(view: TaskView, name: str) -> str:
    """Give what a task's row shows in a column of the registry."""
    return TASK_COLUMNS[name](view)


def _indicator_rows(
    design: SheetDesign, source: _Source, numbers: Iterator[int]
) -> Iterator[LayoutRow]:
    """Give a row for each indicator of the unit, its parts behind it.

    Where another unit reports it, its last figures are shown, and no target's history.
    """
    shown = _families(source.registry.targets_of(source.unit.code))
    codes = {indicator.code for indicator in shown}
    carried = source.carried.get(design.key, {})
    for indicator in shown:
        view = IndicatorView(
            indicator=indicator, unit=source.unit, registry=source.registry
        )
        parent = indicator.parent if indicator.parent in codes else ""
        yield LayoutRow(
            key=indicator.code,
            row=next(numbers),
            prefilled=_indicator_values(design, view, source),
            parent=parent,
            part=indicator.part if parent else "",
            role=view.role,
            reports=view.reports,
            measurement_unit=indicator.measurement_unit,
            task=indicator.task,
            carried=carried.get(indicator.code, {}),
        )


def _indicator_values(
    design: SheetDesign, view: IndicatorView, source: _Source
) -> dict[str, Value]:
    """Give what an indicator's row is prefilled with."""
    earlier = (source.last_period, source.last_year, source.within)
    if not view.reports:
        earlier = (_lead_values(view.indicator, source), {}, {})
    last_period, last_year, within = earlier
    return _prefilled(
        design,
        view.indicator.code,
        registry=partial(_indicator_column, view),
        last_period=last_period,
        last_year=last_year,
        within=within,
        target=_target(view),
    )


def _indicator_column(view: IndicatorView, name: str) -> str:
    """Give what an indicator's row shows in a column of the registry."""
    return INDICATOR_COLUMNS[name](view)


def _free_rows(
    design: SheetDesign, source: _Source, numbers: Iterator[int]
) -> Iterator[LayoutRow]:
    """Give the rows that come back under their keys, then empty ones with new keys.

    A key is never used again, so that a row stays the same one from period to period.
    """
    last = 0
    if design.carries_rows:
        for key, values in source.carried.get(design.key, {}).items():
            yield LayoutRow(key=key, row=next(numbers), carried=values)
        last = source.used.get(design.key, 0)
    for number in range(last + 1, last + 1 + (design.rows or DEFAULT_FREE_ROWS)):
        yield blank_row(f"+{number}", next(numbers))


def _single_row(
    design: SheetDesign, source: _Source, numbers: Iterator[int]
) -> Iterator[LayoutRow]:
    """Give the one row of a sheet such as 填报信息."""
    yield LayoutRow(
        key="1",
        row=next(numbers),
        prefilled=_prefilled(
            design,
            "1",
            last_period=source.last_period,
            last_year=source.last_year,
            within=source.within,
        ),
        carried=source.carried.get(design.key, {}).get("1", {}),
    )


def _fixed_rows(
    design: SheetDesign, source: _Source, numbers: Iterator[int]
) -> Iterator[LayoutRow]:
    """Give the rows of the design's sheet 行, in its order."""
    for row in design.fixed_rows:
        yield LayoutRow(
            key=row.code,
            row=next(numbers),
            prefilled=_prefilled(
                design,
                row.code,
                registry=partial(_fixed_column, row),
                last_period=source.last_period,
                last_year=source.last_year,
                within=source.within,
            ),
            measurement_unit=row.measurement_unit,
            carried=source.carried.get(design.key, {}).get(row.code, {}),
            level=row.level,
            subtotal=row.subtotal,
            blocked=row.blocked,
        )


def _fixed_column(row: FixedRow, name: str) -> str:
    """Give what a fixed table's row shows of the design's sheet 行."""
    return FIXED_COLUMNS[name](row)


_ROWS: dict[
    RowsFrom, Callable[[SheetDesign, _Source, Iterator[int]], Iterator[LayoutRow]]
] = {
    RowsFrom.TASKS: _task_rows,
    RowsFrom.INDICATORS: _indicator_rows,
    RowsFrom.FREE: _free_rows,
    RowsFrom.SINGLE: _single_row,
    RowsFrom.FIXED: _fixed_rows,
}


def _families(indicators: Sequence[Indicator]) -> list[Indicator]:
    """Order each indicator's parts behind it, generation by generation.

    Parts of one whole stand together.
    """
    codes = {one.code for one in indicators}
    parts: dict[str, list[Indicator]] = {}
    for indicator in sorted(indicators, key=lambda child: child.part):
        parts.setdefault(indicator.parent, []).append(indicator)
    ordered: dict[str, Indicator] = {}
    for root in indicators:
        if root.parent not in codes:
            _add_family([root], parts, ordered)
    loops = [one for one in indicators if one.code not in ordered]
    return [*ordered.values(), *loops]


def _add_family(
    generation: list[Indicator],
    parts: dict[str, list[Indicator]],
    ordered: dict[str, Indicator],
) -> None:
    """Add indicators, then their parts, and so on down."""
    while generation:
        for indicator in generation:
            ordered[indicator.code] = indicator
        children: list[Indicator] = []
        for parent in generation:
            children += parts.get(parent.code, ())
        generation = [child for child in children if child.code not in ordered]


def _lead_values(indicator: Indicator, source: _Source) -> Values:
    """Give the last values of the one unit that reports an indicator.

    Nothing where several do.
    """
    reporters = source.registry.reporters(indicator)
    return source.others.get(reporters[0], {}) if len(reporters) == 1 else {}


def _target(view: IndicatorView) -> Value | None:
    """Give the unit's target.

    Its share where the figure is divided, else the indicator's own. None where several
    units each report their own figure: the target is that of all together.
    """
    indicator = view.indicator
    share = view.registry.shares.get((indicator.code, view.unit.code))
    if share is not None:
        return reported(share)
    if view.reports and indicator.reporting is Reporting.EACH:
        reporters = view.registry.reporters(indicator)
        if len(reporters) > 1:
            return None
    if indicator.value is not None:
        return reported(indicator.value)
    return _text(indicator.text_target)


def _prefilled(  # noqa: PLR0913 - one argument for each kind of prefilling
    design: SheetDesign,
    key: str,
    *,
    last_period: Values,
    last_year: Values,
    within: Values,
    registry: Callable[[str], str] | None = None,
    target: Value | None = None,
) -> dict[str, Value]:
    """Give what the office fills in before it issues a row, by the fields."""
    earlier = {
        Prefill.LAST_PERIOD.value: _reported_in(last_period, design, key),
        Prefill.LAST_YEAR.value: _reported_in(last_year, design, key),
        Prefill.WITHIN.value: _reported_in(within, design, key),
    }
    found: dict[str, Value] = {}
    for field_key, prefill, origin in _prefills(design):
        value: Value | None = None
        if prefill in earlier:
            value = _shown_of(earlier[prefill].get(origin))
        elif prefill == Prefill.TARGET.value:
            value = target
        elif registry is not None:
            value = _text(registry(origin or field_key))
        if value is not None:
            found[field_key] = value
    return found


_FILLED_IN = {
    Prefill.REGISTRY,
    Prefill.TARGET,
    Prefill.LAST_PERIOD,
    Prefill.LAST_YEAR,
    Prefill.WITHIN,
}
"""What differs from row to row; a unit and a period have one name in all rows."""


@lru_cache(maxsize=64)
def _prefills(design: SheetDesign) -> tuple[tuple[str, str, str], ...]:
    """Give the fields that are filled in beforehand: key, 预填 and 预填来源."""
    return tuple(
        (one.key, one.prefill.value, one.source)
        for one in design.fields
        if one.prefill in _FILLED_IN
    )


def _reported_in(values: Values, design: SheetDesign, key: str) -> dict[str, Value]:
    """Give what was reported in a row earlier, by the fields."""
    return values.get(design.key, {}).get(key, {})


def _shown_of(value: Value | None) -> Value | None:
    """Give what is shown of an earlier answer; nothing where there was none.

    Without the text that a unit typed: a cell shows the number that was read.
    """
    if value is None or value.state is State.MISSING:
        return None
    return Value(state=value.state, content=value.content)


@lru_cache(maxsize=4096)
def _text(text: str) -> Value | None:
    """Give a text as a value; None where it is empty."""
    return reported(text) if text else None
