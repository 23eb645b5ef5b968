"""One row of a free sheet, as a unit entered it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xltool.model.period import Period
    from xltool.rollup.answers import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row that a unit entered.

    `since` is the period in which it was first reported, of a row that comes back until
    it has ended; None of every other.
    """

    unit: str
    key: str
    row: Row
    since: Period | None = None
