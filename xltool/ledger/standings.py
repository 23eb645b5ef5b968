"""Where each unit stands in a period."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from xltool.checks.verdict import ACCEPTED
from xltool.findings import LINK_OF_ANOTHER
from xltool.ledger.decisions import Decisions
from xltool.ledger.editions import Editions
from xltool.ledger.revisions import rulings_at
from xltool.ledger.schema import finding, issued, original, submission, waiver
from xltool.ledger.store import reading, to_time
from xltool.model.submission import DecisionKind, UnitStanding, UnitState, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Engine, Select

    from xltool.ledger.records import Decision
    from xltool.model.registry import Unit


@dataclass(slots=True, kw_only=True)
class _UnitCase:
    """What the ledger says of one unit: `submitted` in the order of arrival."""

    issued: Any = None
    submitted: list[Any] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    evidence: tuple[str, ...] = ()

    @property
    def valid(self) -> list[Any]:
        """What was submitted and not voided, nor held as another unit's upload."""
        void = {
            one.submission
            for one in self.decisions
            if one.kind is DecisionKind.VOID and one.submission is not None
        }
        return [
            row
            for row in self.submitted
            if row.id not in void and not _is_anothers(row)
        ]

    @property
    def shown(self) -> Any:
        """What counts, else what came last."""
        valid = self.valid
        counting = next((row for row in valid if row.counts), None)
        return counting or (valid[-1] if valid else None)


def _is_anothers(row: Any) -> bool:
    """Whether a submission came through another unit's link, and nobody has said that
    it counts: the unit that it names has not reported by it.
    """
    return bool(row.anothers) and row.verdict == Verdict.HELD.value


class Standings(Decisions, Editions):
    """The part of the ledger that knows where units stand."""

    engine: Engine

    def standings(  # noqa: PLR0913 - whose, of which form, by when, seen from when
        self,
        period: str,
        due: Iterable[Unit],
        deadline: dt.datetime | None,
        *,
        now: dt.datetime,
        form: str | None = None,
        at: int | None = None,
    ) -> tuple[UnitStanding, ...]:
        """Give each due unit's standing in the order of `due`.

        Without a deadline nobody is late. With `form` only what belongs to that form is
        looked at, with `at` only what was known at that revision.
        """
        units = tuple(due)
        only = units[0].code if len(units) == 1 else None
        cases = self._cases(period, form, at, only)
        return tuple(
            _standing(
                unit, cases.get(unit.code, _UnitCase()), deadline, now, form or ""
            )
            for unit in units
        )

    def _cases(
        self, period: str, form: str | None, at: int | None, only: str | None
    ) -> dict[str, _UnitCase]:
        """Give what is known of units, by code; `only` of one where it is named."""
        cases: dict[str, _UnitCase] = {}
        given, came = _issued(period, form), _submitted(period, form, at)
        if only is not None:
            given = given.where(issued.c.unit == only)
            came = came.where(submission.c.unit == only)
        with reading(self.engine) as connection:
            for row in connection.execute(given):
                cases.setdefault(row.unit, _UnitCase()).issued = row
            for row in connection.execute(came):
                cases.setdefault(row.unit, _UnitCase()).submitted.append(row)
        for decision in self.decisions(period, at=at):
            if form is None or decision.form == form:
                cases.setdefault(decision.unit, _UnitCase()).decisions.append(decision)
        for unit, originals in self.evidence(period, form).items():
            names = tuple(one.name for one in originals)
            cases.setdefault(unit, _UnitCase()).evidence = names
        return cases


def _issued(period: str, form: str | None) -> Select[Any]:
    query = (
        select(issued.c.unit, issued.c.issued_at, issued.c.owed)
        .where(issued.c.period == period)
        .order_by(issued.c.id)
    )
    return query if form is None else query.where(issued.c.form == form)


def _submitted(period: str, form: str | None, at: int | None) -> Select[Any]:
    """Select the submissions of a period in the order of arrival, as they were held at
    a revision.
    """
    ruled = rulings_at(period, at).subquery()
    waived = (
        select(waiver.c.id)
        .where(
            waiver.c.period == submission.c.period,
            waiver.c.form.in_(("", submission.c.form)),
            waiver.c.unit == submission.c.unit,
            waiver.c.code == finding.c.code,
        )
        .correlate(submission, finding)
    )
    if at is not None:
        waived = waived.where(or_(waiver.c.revision.is_(None), waiver.c.revision <= at))
    found = select(func.count()).where(
        finding.c.submission == submission.c.id, ~waived.exists()
    )
    anothers = select(finding.c.submission).where(
        finding.c.code == LINK_OF_ANOTHER.code
    )
    query = (
        select(
            *(submission.c.id, submission.c.unit, submission.c.judged_at),
            *(ruled.c.verdict, ruled.c.counts),
            original.c.received_at,
            found.scalar_subquery().label("findings"),
            submission.c.id.in_(anothers).label("anothers"),
        )
        .join(ruled, ruled.c.submission == submission.c.id)
        .join(original, submission.c.original == original.c.id)
        .order_by(original.c.id)
    )
    if form is None:
        return query
    return query.where(submission.c.form.in_(("", form)))


def _standing(
    unit: Unit,
    case: _UnitCase,
    deadline: dt.datetime | None,
    now: dt.datetime,
    form: str,
) -> UnitStanding:
    """Put together what is known of a unit."""
    shown = case.shown
    due = _due(case, deadline)
    late = due is not None and now > due
    returned_since = (
        shown is not None
        and shown.counts
        and case.valid[-1].verdict == Verdict.RETURNED
    )
    return UnitStanding(
        code=unit.code,
        name=unit.name,
        state=_state(case, shown, late=late),
        issued_at=to_time(case.issued.issued_at) if case.issued else None,
        received_at=to_time(shown.received_at) if shown else None,
        verdict=Verdict(shown.verdict) if shown else None,
        findings=shown.findings if shown else 0,
        on_time=_on_time(case.valid, due, now),
        returned_since=returned_since,
        form=form,
        due=due,
        decision=_decision(case, shown),
        evidence=case.evidence,
        owed=case.issued.owed if _owes_more(case, shown) else "",
    )


def _due(case: _UnitCase, deadline: dt.datetime | None) -> dt.datetime | None:
    """Give the end of the day on which the unit's report is due.

    The form's, or a later one of its own.
    """
    later = [
        one.until
        for one in case.decisions
        if one.kind is DecisionKind.EXTENDED and one.until is not None
    ]
    if deadline is None or not later:
        return deadline
    return dt.datetime.combine(later[-1], deadline.timetz())


def _decision(case: _UnitCase, shown: Any) -> DecisionKind | None:
    """Give a person's verdict on what is shown.

    Where nothing else came, that it was voided.
    """
    wanted = shown.id if shown is not None else None
    kinds = [
        one.kind
        for one in case.decisions
        if one.submission is not None and wanted in {None, one.submission}
    ]
    return kinds[-1] if kinds else None


def _owes_more(case: _UnitCase, shown: Any) -> bool:
    """Say whether the report that counts lacks what has been asked for since."""
    if shown is None or not shown.counts or case.issued is None:
        return False
    return bool(case.issued.owed) and shown.judged_at <= case.issued.issued_at


def _state(case: _UnitCase, shown: Any, *, late: bool) -> UnitState:
    if shown is not None:
        if shown.counts:
            more = _owes_more(case, shown)
            return UnitState.SUPPLEMENT if more else UnitState.ACCEPTED
        returned = shown.verdict == Verdict.RETURNED
        return UnitState.RETURNED if returned else UnitState.RECEIVED
    if case.issued is None:
        return UnitState.NOT_ISSUED
    return UnitState.OVERDUE if late else UnitState.ISSUED


def _on_time(
    submitted: list[Any], due: dt.datetime | None, now: dt.datetime
) -> bool | None:
    """Whether something acceptable came in time; None while that is still open."""
    if due is None:
        return None
    accepted = [row for row in submitted if row.verdict in ACCEPTED]
    if any(to_time(row.received_at) <= due for row in accepted):
        return True
    return False if accepted or now > due else None
