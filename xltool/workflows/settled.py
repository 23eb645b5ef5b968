"""What people have answered, as it holds in a period: in it, or in an earlier one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.model.period import Period

if TYPE_CHECKING:
    from xltool.ledger.ledger import Ledger


def settled_answers(
    ledger: Ledger, period: Period, at: int | None = None
) -> dict[str, str]:
    """Give the answer to each question by its key, the latest of those up to a
    period.
    """
    latest: dict[str, tuple[Period, str]] = {}
    for answer in ledger.answers(at=at):
        answered = Period.parse(answer.period)
        if answered.end > period.end:
            continue
        known = latest.get(answer.question)
        if known is None or known[0] <= answered:
            latest[answer.question] = (answered, answer.answer)
    return {question: answer for question, (_, answer) in latest.items()}
