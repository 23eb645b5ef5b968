"""What the ledger gives back: one frozen record for each kind of row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from xltool.findings import Finding
    from xltool.forms.design import FormDesign
    from xltool.model.access import Role
    from xltool.model.mail import MailKind, MailState
    from xltool.model.registry import Registry
    from xltool.model.submission import DecisionKind, Judgement, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """下发表: one workbook as it was issued.

    `layout` is JSON text, `file` a name under issued/. `required_cells` is how many
    cells the unit has to fill in; None in what was issued before they were counted.
    """

    period: str
    unit: str
    form: str
    form_version: str
    serial: int
    stamp: str
    layout: str
    file: str
    sha256: str
    issued_at: dt.datetime
    owed: str = ""
    required_cells: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A file that came and is already kept under received/ as `stored`, not yet in the
    ledger.

    `mark` tells this arrival of the file from another one. `sent_at` is the time of the
    mail that brought it, `proven_at` that at which `proof`, a server of the office,
    received this.
    """

    sha256: str
    name: str
    size: int
    stored: str
    source: str = ""
    sender: str = ""
    container: bool = False
    mark: str = ""
    sent_at: dt.datetime | None = None
    proven_at: dt.datetime | None = None
    proof: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A file as it came, in the ledger."""

    id: int
    period: str
    sha256: str
    name: str
    size: int
    stored: str
    source: str
    sender: str
    received_at: dt.datetime
    container: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An original with its judgement, not yet in the ledger.

    With `wants_feedback` something is to be sent back.
    """

    original: Original
    judgement: Judgement
    wants_feedback: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A judged original.

    `verdict` is `superseded` where a later accepted one took its place. `feedback` is
    the returned file's name, empty if none was due, None while it is still to be
    written.
    """

    id: int
    original: Original
    period: str
    unit: str
    stated_period: str
    form: str
    form_version: str
    verdict: Verdict
    counts: bool
    judged_at: dt.datetime
    feedback: str | None
    findings: tuple[Finding, ...] = ()

    @property
    def receipt(self) -> str:
        """回执号: the period and the number of the record, 2025-07-00012."""
        return f"{self.period}-{self.id:05d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A finding that was let pass, by whom, when and why."""

    period: str
    unit: str
    code: str
    reason: str
    who: str
    waived_at: dt.datetime
    form: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry of the history."""

    at: dt.datetime
    who: str
    period: str
    unit: str
    action: str
    detail: str
    form: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFinding:
    """A finding in a unit's current submission.

    `counts` says whether that one is in the roll-up.
    """

    unit: str
    counts: bool
    waived: bool
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail of ours.

    `key` tells it from the others of its kind, `reply` is the server's last words.
    """

    message_id: str
    period: str
    unit: str
    kind: MailKind
    key: str
    state: MailState
    recipients: str
    subject: str
    file: str
    reply: str
    changed_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail that came.

    `original` is its number in the ledger, `enclosed` the hashes of what was attached.
    """

    original: int
    message_id: str
    references: str
    sender: str
    subject: str
    automatic: bool
    enclosed: tuple[str, ...]
    links: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """What a form of a period was issued by; `due` is the day on which it is due."""

    period: str
    form: str
    registry: Registry
    design: FormDesign
    due: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A form of a period that was closed, with the settings of that time as JSON.

    `revision` is the last entry of the history that it knows. `reopened` is the entry
    of its reopening, `reason` why; None while it is closed.
    """

    period: str
    form: str
    settings: str
    closed_at: dt.datetime
    revision: int
    reopened: int | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person decided of a unit's report.

    `submission` is None for an extension.
    """

    id: int
    period: str
    form: str
    unit: str
    submission: int | None
    kind: DecisionKind
    until: dt.date | None
    reason: str
    who: str
    decided_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a person answered to a question, in which period."""

    period: str
    question: str
    answer: str
    reason: str
    who: str
    answered_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """版次: a roll-up or bulletin as it was given to leaders.

    `figures` is what it says, by name, as JSON; `file` its name under reports/.
    """

    period: str
    form: str
    kind: str
    number: int
    file: str
    sha256: str
    figures: str
    reason: str
    who: str
    made_at: dt.datetime
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """Who may sign in at a shared desk; `password` is the hash that is kept of it."""

    name: str
    role: Role
    password: str
    changed_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A unit's link to the portal; `until` is the last day on which it opens."""

    id: int
    unit: str
    until: dt.date
    made_at: dt.datetime
    revoked_at: dt.datetime | None = None
