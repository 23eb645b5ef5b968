"""报送: what came back, how it was judged, and where each figure of it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt

    from xltool.findings import Finding
    from xltool.model.value import Value, Values


class Verdict(StrEnum):
    """What becomes of one returned file."""

    ACCEPTED = "accepted"
    ACCEPTED_WITH_QUERIES = "accepted_with_queries"
    RETURNED = "returned"
    UNIDENTIFIED = "unidentified"
    UNREADABLE = "unreadable"
    DUPLICATE = "duplicate"
    SUPERSEDED = "superseded"
    HELD = "held"
    """It counts only when a person has settled whose it is."""


VERDICT_LABELS = {
    Verdict.ACCEPTED: "合格",
    Verdict.ACCEPTED_WITH_QUERIES: "合格（待核实）",
    Verdict.RETURNED: "退回",
    Verdict.UNIDENTIFIED: "无法识别",
    Verdict.UNREADABLE: "无法读取",
    Verdict.DUPLICATE: "重复",
    Verdict.SUPERSEDED: "已被替代",
    Verdict.HELD: "待裁定",
}


class UnitState(StrEnum):
    """Where a unit stands in a period."""

    NOT_ISSUED = "未发"
    ISSUED = "已发"
    RECEIVED = "已收"
    RETURNED = "退回"
    ACCEPTED = "合格"
    OVERDUE = "逾期"
    SUPPLEMENT = "待补报"
    """Accepted, then issued anew with more to fill in."""


ACCEPTED_STATES = frozenset({UnitState.ACCEPTED, UnitState.SUPPLEMENT})
"""Those of units of which something counts."""


class DecisionKind(StrEnum):
    """What a person decided."""

    APPROVED = "通过"
    RETURNED = "退回"
    VOID = "作废"
    EXTENDED = "延期"


class Source(NamedTuple):
    """Where a value came from: original file, sheet and cell, who sent it and when."""

    file: str
    sha256: str
    sheet: str
    cell: str
    sender: str
    received_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What was found in one returned workbook.

    `cells` gives, for every value read, the sheet and cell of the returned file: (sheet
    key, row key, field key) -> (sheet name, address).
    """

    verdict: Verdict
    unit: str = ""
    period: str = ""
    form: str = ""
    form_version: str = ""
    values: Values = field(default_factory=dict)
    cells: dict[tuple[str, str, str], tuple[str, str]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


class Figure(NamedTuple):
    """One accepted value of a period, as the roll-up takes it."""

    unit: str
    sheet: str
    row: str
    field: str
    value: Value
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitStanding:
    """One unit's line of `status`.

    `findings` counts those of its current submission that are not waived.
    `returned_since` says that something came after what counts, and had to go back.
    `due` is the end of the day on which this unit's report is due, `decision` a
    person's verdict on what is shown, `evidence` the names of what came beside the
    workbook. `owed` is what 待补报 is about.
    """

    code: str
    name: str
    state: UnitState
    issued_at: dt.datetime | None = None
    received_at: dt.datetime | None = None
    verdict: Verdict | None = None
    findings: int = 0
    on_time: bool | None = None
    returned_since: bool = False
    form: str = ""
    due: dt.datetime | None = None
    decision: DecisionKind | None = None
    evidence: tuple[str, ...] = ()
    owed: str = ""
