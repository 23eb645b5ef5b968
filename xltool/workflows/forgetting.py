"""`forget`: what an office may not keep any longer.

Of each period before a given one the originals and every other file in which units
wrote who they are go, and so does what the ledger says of persons. Figures, hashes and
the history stay: a closed period rolls up to the same figures as before. What is still
open is closed first, for it cannot be corrected without its originals.

The ledger comes first, then the files; a run that was killed is completed by the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.errors import PeriodError
from xltool.ledger.ledger import open_ledger
from xltool.model.clock import OFFICE_ZONE
from xltool.model.period import Period
from xltool.workflows.editions import ROLLUP, edition_file
from xltool.workflows.own_totals import own_total_beside
from xltool.workflows.period import close
from xltool.workflows.rollup import rollup

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from xltool.ledger.ledger import Ledger
    from xltool.workspace import Workspace

LEADERS_SET = "（领导用）"
"""In the name of a leader's set, which names who owes a report and their contacts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodToForget:
    """What of one period goes.

    `originals` are the files under received/, `copies` those that were issued, returned
    or mailed; `values` is how many fields of the ledger hold personal data. `is_open`
    says that the period is closed first; `forms` are those whose roll-up is made anew.
    """

    period: Period
    originals: tuple[Path, ...]
    copies: tuple[Path, ...]
    values: int
    forms: tuple[str, ...]
    is_open: bool

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to do."""
        return not (self.originals or self.copies or self.values or self.forms)

    def as_json(self) -> dict[str, object]:
        """Give one of the `periods` of `forget --json`."""
        return {
            "period": str(self.period),
            "originals": len(self.originals),
            "copies": len(self.copies),
            "values": self.values,
            "open": self.is_open,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetResult:
    """What goes, or has gone where `removed` says so; the oldest period first."""

    before: Period
    periods: tuple[PeriodToForget, ...]
    removed: bool

    def as_json(self) -> dict[str, object]:
        """Give the document of `forget --json`."""
        return {
            "before": str(self.before),
            "removed": self.removed,
            "periods": [one.as_json() for one in self.periods],
        }


def forget(
    workspace: Workspace,
    before: Period,
    *,
    confirmed: bool,
    now: dt.datetime,
    operator: str = "",
) -> ForgetResult:
    """Say what goes of the periods before one, and remove it where that is confirmed.

    PeriodError where `before` is not over yet: what is being worked on is kept.
    """
    if before.start > now.astimezone(OFFICE_ZONE).date():
        raise PeriodError(f"{before} 还没有开始：只清除它以前已经过去的报告期")
    with open_ledger(workspace.database_url) as ledger:
        found = tuple(_found(workspace, ledger, before))
    if confirmed:
        for old_period in found:
            _forget(workspace, old_period, now=now, operator=operator)
    return ForgetResult(before=before, periods=found, removed=confirmed)


def _found(
    workspace: Workspace, ledger: Ledger, before: Period
) -> Iterator[PeriodToForget]:
    """Give the periods before one of which anything is left, the oldest first."""
    periods = [Period.parse(name) for name in ledger.known_periods()]
    for period in sorted(periods, key=lambda period: (period.end, str(period))):
        if period.end >= before.start:
            continue
        old_period = _to_forget(workspace, ledger, period)
        if not old_period.is_empty:
            yield old_period


def _to_forget(workspace: Workspace, ledger: Ledger, period: Period) -> PeriodToForget:
    """Gather what is left of a period."""
    name = str(period)
    old = _old_reports(workspace, ledger, name)
    copies = (
        *_files(workspace.issued(name)),
        *_files(workspace.returned(name)),
        *_files(workspace.outbox(name)),
        *old,
    )
    last = {one.form: one for one in ledger.editions(name, kind=ROLLUP)}
    forms = []
    for form, edition in sorted(last.items()):
        path = edition_file(workspace, edition)
        if path is None or path in old:
            forms.append(form)
    return PeriodToForget(
        period=period,
        originals=_files(workspace.received(name)),
        copies=copies,
        values=ledger.personal_values(name),
        forms=tuple(forms),
        is_open=bool(ledger.forms(name)) and not ledger.is_closed(name),
    )


def _files(folder: Path) -> tuple[Path, ...]:
    """Give all files under a folder."""
    return tuple(path for path in sorted(folder.rglob("*")) if path.is_file())


def _old_reports(workspace: Workspace, ledger: Ledger, period: str) -> tuple[Path, ...]:
    """Give the reports that name who filled in and their telephones: the roll-ups from
    before the period was forgotten, their lists in the office's own workbook, and
    leader's sets, which name who owes.
    """
    since = ledger.forgotten_at(period)
    found = list(workspace.reports(period).glob(f"*{LEADERS_SET}*"))
    for edition in ledger.editions(period, kind=ROLLUP):
        path = edition_file(workspace, edition)
        is_old = not since or edition.revision <= since
        if path is not None and is_old:
            found.append(path)
            found += [own for own in (own_total_beside(path),) if own.is_file()]
    return tuple(found)


def _forget(
    workspace: Workspace,
    forgotten: PeriodToForget,
    *,
    now: dt.datetime,
    operator: str,
) -> None:
    """Forget a period, and write anew what stays of it."""
    name = str(forgotten.period)
    if forgotten.is_open:
        close(workspace, forgotten.period, now=now, operator=operator)
    with open_ledger(workspace.database_url) as ledger:
        detail = f"原件{len(forgotten.originals)}份、个人信息{forgotten.values}项"
        ledger.forget(name, at=now, who=operator, detail=detail)
    for path in (*forgotten.originals, *forgotten.copies):
        path.unlink(missing_ok=True)
    for form in forgotten.forms:
        rollup(workspace, forgotten.period, form=form, now=now, operator=operator)
