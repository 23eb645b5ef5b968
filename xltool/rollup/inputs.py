"""What a roll-up is made from.

The workflow fills it from the ledger; nothing here knows of a database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    from xltool.findings import Severity
    from xltool.forms.design import FormDesign
    from xltool.forms.layout import Layout
    from xltool.model.period import Period
    from xltool.model.registry import Registry
    from xltool.model.submission import Figure, UnitStanding
    from xltool.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodRecord:
    """One period as the ledger knows it.

    It has the accepted figures, where each due unit stands, and how much was right when
    a unit first sent it (`first_sent`, by unit). `registry` is the one that was in
    force for it; None stands for the present one.
    """

    period: Period
    registry: Registry | None = None
    figures: Collection[Figure] = ()
    standings: tuple[UnitStanding, ...] = ()
    first_sent: Mapping[str, FirstSent] = field(default_factory=dict)


class FirstSent(NamedTuple):
    """Cells that a unit had to fill in, and how many were right in what it first
    sent.
    """

    required: int
    right: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionFinding:
    """A finding of a submission that counts, for 校验与核实.

    `answer` is the unit's 说明, empty if it owes one.
    """

    unit: str
    severity: Severity
    code: str
    sheet: str
    cell: str
    message: str
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived:
    """A finding that the office let pass: who, when and why."""

    unit: str
    code: str
    reason: str
    who: str
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RollupInputs:
    """Everything that a roll-up depends on.

    The same inputs give the same workbook, byte for byte. `earlier` are this year's
    periods of the same cycle before the current one, the oldest first; `last_year` is
    the same period a year ago; `past` are last year's periods of the cycle, the oldest
    first. Of these only the `COMPARED` fields are looked at, the names of the rows that
    come back, and the standings, for what goes on over the year's end.
    """

    registry: Registry
    form: FormDesign
    settings: Settings
    current: PeriodRecord
    earlier: tuple[PeriodRecord, ...] = ()
    last_year: PeriodRecord | None = None
    past: tuple[PeriodRecord, ...] = ()
    doubts: tuple[SubmissionFinding, ...] = ()
    waived: tuple[Waived, ...] = ()
    deadline: dt.date | None = None
    settled: Mapping[str, str] = field(default_factory=dict)
    """What people have answered, by the question's key."""
    layouts: Mapping[str, Layout] = field(default_factory=dict)
    """What each unit was issued, where tables are merged: what its cells asked for."""

    @property
    def period(self) -> Period:
        """The period that is rolled up."""
        return self.current.period
