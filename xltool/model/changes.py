"""Changes of the registry with their dates.

Units renamed, merged, abolished or founded, tasks moved, targets revised. The sheets of
the registry say how things stand without them; a period is issued by the registry with
every change that takes effect up to the period's last day.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal


class ChangeKind(StrEnum):
    """What changes."""

    RENAMED = "单位更名"
    MERGED = "单位并入"
    ABOLISHED = "单位撤销"
    FOUNDED = "单位新设"
    MOVED = "任务移交"
    REVISED = "目标调整"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change, in effect from `day` on.

    `subject` is the code of a unit, a task or (REVISED) an indicator. `becomes` is the
    new name, the unit merged into or the new lead unit; `value` the revised target.
    """

    day: dt.date
    kind: ChangeKind
    subject: str
    becomes: str = ""
    value: Decimal | None = None
    reason: str = ""
