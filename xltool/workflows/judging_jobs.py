"""What is sent to whoever judges a file, and the judging itself, in another process, perhaps on another computer.

It is sent the file's bytes and what the ledger says of the unit that it seems to be
from, and asks for what it lacks. It never opens the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from xltool.checks.directory import Directory
from xltool.checks.identify import Context, Issued, stated_period
from xltool.checks.judge import judge
from xltool.excel.reading import Reading, read_bytes
from xltool.excel.reading.sniffing import FileKind
from xltool.findings import Finding
from xltool.forms.layout_json import layout_from_json
from xltool.model.period import Period

if TYPE_CHECKING:
    from xltool.checks.identify import Sent
    from xltool.forms.layout import Layout
    from xltool.ledger.records import Issue
    from xltool.model.registry import Unit
    from xltool.model.submission import Judgement

IssueKey = tuple[str, str, int | None]
"""Period, unit and serial; None for the issue that is valid now."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Desk:
    """What is needed to judge any file; it is sent once to everyone who judges.

    `forms` has, for each period that files may be of, the layout of one issue as JSON,
    the last period last; with one `period` every file is judged by that, else by the
    period that it names.
    """

    key: bytes
    units: tuple[Unit, ...]
    forms: dict[str, str]
    period: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A job as it is sent: the file's bytes, or why it cannot be opened, and the issues it may be judged by."""

    content: bytes | Finding
    sent: Sent
    issues: dict[IssueKey, Issue | None] = field(default_factory=dict)

    def __len__(self) -> int:
        return 0 if isinstance(self.content, Finding) else len(self.content)


class Lacking(Exception):  # noqa: N818 - a question, no mistake
    """The parcel has not the issue of this key."""

    def __init__(self, key: IssueKey) -> None:
        """Name it; the arguments are those of the exception, so that it can be pickled."""
        super().__init__(key)
        self.key = key


def judge_parcel(desk: Desk, parcel: Parcel) -> Judgement | Lacking:
    """Read and judge one file, or say what is lacking for it; this runs in another process."""
    if isinstance(parcel.content, Finding):
        reading = Reading(kind=FileKind.UNKNOWN, findings=(parcel.content,))
    else:
        reading = read_bytes(parcel.content, parcel.sent.name)
    period = desk.period
    if reading.workbook is not None:
        period = period or stated_period(reading.workbook, desk.key)
    office = office_of(
        desk, period if period in desk.forms else next(reversed(desk.forms))
    )

    def issued(unit: str, serial: int | None) -> Issued | None:
        key = (str(office.period), unit, serial)
        if key not in parcel.issues:
            raise Lacking(key)
        issue = parcel.issues[key]
        return (
            None
            if issue is None
            else Issued(layout=_layout(issue.layout), serial=issue.serial)
        )

    try:
        return judge(
            reading.workbook,
            parcel.sent,
            replace(office, issued=issued),
            reading.findings,
        )
    except Lacking as lacking:
        return lacking


def look_over_parcel(desk: Desk, parcel: Parcel) -> Judgement | Lacking:
    """Judge one file without giving what was read: to send that back takes a sixth of the time."""
    judgement = judge_parcel(desk, parcel)
    return (
        judgement
        if isinstance(judgement, Lacking)
        else replace(judgement, values={}, cells={})
    )


@lru_cache(maxsize=8)
def office_of(desk: Desk, period: str) -> Context:
    """Give what a period's files are judged by, without what was issued."""
    return Context(
        period=Period.parse(period),
        key=desk.key,
        units=Directory(desk.units),
        issued=lambda _unit, _serial: None,
        form=layout_from_json(desk.forms[period]),
    )


@lru_cache(maxsize=2)
def _layout(text: str) -> Layout:
    """Read a layout; the issue that was filled in is mostly the one that is valid."""
    return layout_from_json(text)
