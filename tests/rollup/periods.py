"""Small inputs of a roll-up, figure by figure."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.rollup.city import a_form
from xltool.model.period import Period
from xltool.model.submission import Figure, Source, UnitStanding, UnitState, Verdict
from xltool.model.value import Value, reported
from xltool.rollup.inputs import PeriodRecord, RollupInputs
from xltool.settings import Settings

if TYPE_CHECKING:
    from xltool.model.registry import Registry

ARRIVED = dt.datetime(2025, 8, 3, 1, 30, tzinfo=dt.UTC)


def a_figure(
    unit: str, *, row: str = "T01-01-1", field: str = "累计完成", number: str = "1", value: Value | None = None,
    sheet: str = "",
) -> Figure:  # fmt: skip
    """Make one accepted figure; by default the number 1 for the first indicator."""
    place = sheet or ("指标数据" if row.count("-") == 2 else "任务进展")
    return Figure(
        unit=unit,
        sheet=place,
        row=row,
        field=field,
        value=value or reported(Decimal(number)),
        source=Source(
            file=f"{unit}.xlsx",
            sha256="ab" * 32,
            sheet=place,
            cell="G5",
            sender="a@example.gov.cn",
            received_at=ARRIVED,
        ),
    )


def a_standing(
    unit: str, state: UnitState = UnitState.ACCEPTED, *, on_time: bool | None = True
) -> UnitStanding:
    """Make a unit's standing."""
    came = state in {UnitState.ACCEPTED, UnitState.RETURNED, UnitState.RECEIVED}
    verdicts = {
        UnitState.ACCEPTED: Verdict.ACCEPTED,
        UnitState.RETURNED: Verdict.RETURNED,
    }
    return UnitStanding(
        code=unit,
        name=unit,
        state=state,
        received_at=ARRIVED if came else None,
        verdict=verdicts.get(state),
        on_time=on_time,
    )


def a_record(registry: Registry, period: str, figures: list[Figure]) -> PeriodRecord:
    """Make a period in which those that have a figure are accepted and the others are overdue."""
    reporting = {one.unit for one in figures}
    return PeriodRecord(
        period=Period.parse(period),
        figures=tuple(figures),
        standings=tuple(
            a_standing(
                unit.code,
                UnitState.ACCEPTED if unit.code in reporting else UnitState.OVERDUE,
            )
            for unit in registry.reporting_units()
        ),
    )


def inputs_of(registry: Registry, periods: dict[str, list[Figure]]) -> RollupInputs:
    """Make the inputs of the last of these periods of 2025; those of 2024 are last year's."""
    this_year = [
        a_record(registry, name, periods[name])
        for name in sorted(periods)
        if name.startswith("2025")
    ]
    last = [
        a_record(registry, name, periods[name])
        for name in periods
        if name.startswith("2024")
    ]
    return RollupInputs(
        registry=registry,
        form=a_form(),
        settings=Settings(),
        current=this_year[-1],
        earlier=tuple(this_year[:-1]),
        last_year=last[0] if last else None,
    )
