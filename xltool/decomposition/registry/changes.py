"""The rows of the sheet 变更: changes of the registry with their dates."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from xltool import findings as f
from xltool.model.changes import Change, ChangeKind
from xltool.text import half_width, squeeze

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from xltool.decomposition.registry.registry_row import RegistryRow

_DAY = re.compile(
    r"(?P<year>\d{4}) [-/.年] (?P<month>\d{1,2}) [-/.月] (?P<day>\d{1,2}) 日?",
    re.VERBOSE,
)
"""2025-05-10, 2025/5/10, 2025年5月10日."""
_OF_UNITS = (
    ChangeKind.RENAMED,
    ChangeKind.MERGED,
    ChangeKind.ABOLISHED,
    ChangeKind.FOUNDED,
)
_TO_A_UNIT = (ChangeKind.MERGED, ChangeKind.MOVED)
_KINDS = {kind: kind.value for kind in ChangeKind}


def changes_of(
    rows: Iterable[RegistryRow],
    units: dict[str, str],
    tasks: Collection[str],
    indicators: Collection[str],
) -> tuple[Change, ...]:
    """Read changes; one of which anything is wrong is reported and left out.

    `units` gives each spelling of a unit its code.
    """
    found = []
    for row in rows:
        reported = len(row.findings)
        change = _change(row, units, tasks, indicators)
        if change is not None and len(row.findings) == reported:
            found.append(change)
    return tuple(found)


def _change(
    row: RegistryRow,
    units: dict[str, str],
    tasks: Collection[str],
    indicators: Collection[str],
) -> Change | None:
    day = _day(row)
    kind = row.choice("事项", _KINDS, ChangeKind.RENAMED)
    subject = _subject(row, kind, units, tasks, indicators)
    needs_more = kind not in {ChangeKind.ABOLISHED, ChangeKind.FOUNDED}
    if needs_more and not row.text("改为"):
        row.report(f.REGISTRY_CHANGE_INCOMPLETE, "改为")
    becomes = row.text("改为")
    if kind in _TO_A_UNIT and becomes:
        becomes = _unit(row, "改为", units)
    revised = kind is ChangeKind.REVISED
    if day is None:
        return None
    return Change(
        day=day,
        kind=kind,
        subject=subject,
        becomes="" if revised else becomes,
        value=row.number_in("改为") if revised else None,
        reason=row.text("说明"),
    )


def _day(row: RegistryRow) -> dt.date | None:
    match = _DAY.fullmatch(half_width(row.text("日期")))
    if match is not None:
        year, month, day = (int(match[name]) for name in ("year", "month", "day"))
        try:
            return dt.date(year, month, day)
        except ValueError:
            pass
    row.report(f.REGISTRY_NOT_A_DAY, "日期", found=row.text("日期"))
    return None


def _subject(
    row: RegistryRow,
    kind: ChangeKind,
    units: dict[str, str],
    tasks: Collection[str],
    indicators: Collection[str],
) -> str:
    if kind in _OF_UNITS:
        return _unit(row, "对象", units)
    subject = row.text("对象")
    if kind is ChangeKind.MOVED and subject not in tasks:
        row.report(f.REGISTRY_UNKNOWN_TASK, "对象", found=subject)
    if kind is ChangeKind.REVISED and subject not in indicators:
        row.report(f.REGISTRY_UNKNOWN_INDICATOR, "对象", found=subject)
    return subject


def _unit(row: RegistryRow, column: str, units: dict[str, str]) -> str:
    name = squeeze(row.text(column))
    if name not in units:
        row.report(f.REGISTRY_UNKNOWN_UNIT, column, found=name)
    return units.get(name, name)
