"""What people decided.

Verdicts on submissions, later due dates, answers to questions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from xltool.ledger.counting import recount_all
from xltool.ledger.revisions import in_effect
from xltool.ledger.rows import answer_of, decision_of
from xltool.ledger.schema import answer, decision
from xltool.ledger.store import (
    entry,
    lock_period,
    note,
    reading,
    storable,
    to_text,
    writing,
)
from xltool.model.submission import DecisionKind

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Engine, Update

    from xltool.ledger.records import Answer, Decision

VERDICTS = (DecisionKind.APPROVED, DecisionKind.RETURNED, DecisionKind.VOID)


class Decisions:
    """The part of the ledger that knows what people decided."""

    engine: Engine

    def decide(  # noqa: PLR0913 - the columns of the table
        self,
        period: str,
        unit: str,
        kind: DecisionKind,
        *,
        form: str,
        submission: int | None = None,
        until: dt.date | None = None,
        reason: str,
        who: str,
        at: dt.datetime,
    ) -> None:
        """Record a decision, and decide anew what counts.

        It takes the place of the unit's decision of the same kind, if there is one.
        """
        detail = f"{until:%Y-%m-%d}：{reason}" if until else reason
        with writing(self.engine) as connection:
            lock_period(connection, period)
            (revision,) = note(
                connection,
                entry(
                    kind.value,
                    at=at,
                    period_name=period,
                    form=form,
                    unit=unit,
                    who=who,
                    detail=detail,
                ),
            )
            connection.execute(
                update(decision)
                .where(
                    decision.c.period == period,
                    decision.c.form == form,
                    decision.c.unit == unit,
                    decision.c.kind == kind.value,
                    decision.c.submission.is_(submission)
                    if submission is None
                    else decision.c.submission == submission,
                    decision.c.undone.is_(None),
                )
                .values(undone=revision)
            )
            connection.execute(
                insert(decision).values(
                    period=period,
                    form=form,
                    unit=unit,
                    submission=submission,
                    kind=kind.value,
                    until=until.isoformat() if until else "",
                    reason=storable(reason),
                    who=who,
                    decided_at=to_text(at),
                    revision=revision,
                )
            )
            recount_all(connection, period, [unit], at=at)

    def undo(
        self, past_decision: Decision, *, reason: str, who: str, at: dt.datetime
    ) -> None:
        """Take a decision back, and decide anew what counts."""
        with writing(self.engine) as connection:
            lock_period(connection, past_decision.period)
            (revision,) = note(
                connection,
                entry(
                    f"撤销{past_decision.kind}",
                    at=at,
                    period_name=past_decision.period,
                    form=past_decision.form,
                    unit=past_decision.unit,
                    who=who,
                    detail=reason or past_decision.reason,
                ),
            )
            connection.execute(
                update(decision)
                .where(decision.c.id == past_decision.id, decision.c.undone.is_(None))
                .values(undone=revision)
            )
            recount_all(connection, past_decision.period, [past_decision.unit], at=at)

    def decisions(
        self, period: str, unit: str | None = None, *, at: int | None = None
    ) -> tuple[Decision, ...]:
        """Give the decisions of a period (of one unit) that hold, the oldest first."""
        query = (
            select(decision)
            .where(decision.c.period == period, in_effect(decision, at))
            .order_by(decision.c.id)
        )
        if unit is not None:
            query = query.where(decision.c.unit == unit)
        with reading(self.engine) as connection:
            return tuple(decision_of(row) for row in connection.execute(query))

    def answer_question(  # noqa: PLR0913 - the columns of the table
        self,
        period: str,
        question: str,
        said: str,
        *,
        unit: str = "",
        reason: str = "",
        who: str,
        at: dt.datetime,
    ) -> None:
        """Record an answer, in the place of the one that the period has.

        Decide anew what counts.
        """
        with writing(self.engine) as connection:
            lock_period(connection, period)
            (revision,) = note(
                connection,
                entry(
                    "裁定",
                    at=at,
                    period_name=period,
                    unit=unit,
                    who=who,
                    detail=f"{question}：{said}",
                ),
            )
            connection.execute(_ended(period, question, revision))
            connection.execute(
                insert(answer).values(
                    period=period,
                    question=storable(question),
                    answer=storable(said),
                    reason=storable(reason),
                    who=who,
                    answered_at=to_text(at),
                    revision=revision,
                )
            )
            recount_all(connection, period, at=at)

    def take_answer_back(
        self, period: str, question: str, *, unit: str = "", who: str, at: dt.datetime
    ) -> None:
        """Take an answer back, and decide anew what counts."""
        with writing(self.engine) as connection:
            lock_period(connection, period)
            (revision,) = note(
                connection,
                entry(
                    "撤销裁定",
                    at=at,
                    period_name=period,
                    unit=unit,
                    who=who,
                    detail=question,
                ),
            )
            connection.execute(_ended(period, question, revision))
            recount_all(connection, period, at=at)

    def answers(self, *, at: int | None = None) -> tuple[Answer, ...]:
        """Give the answers of all periods that hold, the oldest first."""
        query = select(answer).where(in_effect(answer, at)).order_by(answer.c.id)
        with reading(self.engine) as connection:
            return tuple(answer_of(row) for row in connection.execute(query))


def _ended(period: str, question: str, revision: int) -> Update:
    """Give the statement that ends the answer that a period has to a question."""
    return (
        update(answer)
        .where(
            answer.c.period == period,
            answer.c.question == question,
            answer.c.undone.is_(None),
        )
        .values(undone=revision)
    )
