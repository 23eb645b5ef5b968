"""Which submission counts: the last that came among those that are accepted.

A later faulty one does not push an accepted one out; an accepted one replaces the
accepted one before it. What counts follows from what was received, judged, waived,
decided and answered, and never from the order of the work, so a run that was killed and
repeated comes to the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, insert, select, update

from xltool.checks.verdict import ACCEPTED, verdict_of
from xltool.findings import LINK_OF_ANOTHER, STAMP_LOST
from xltool.ledger.arrivals import in_order_of_arrival
from xltool.ledger.revisions import closed_forms
from xltool.ledger.rows import finding_of
from xltool.ledger.schema import (
    answer,
    decision,
    finding,
    original,
    ruling,
    submission,
    waiver,
)
from xltool.ledger.store import entry, note
from xltool.model.submission import VERDICT_LABELS, DecisionKind, Verdict

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator

    from sqlalchemy import Connection, Select

_CHANGE = (
    update(submission)
    .where(submission.c.id == bindparam("one"))
    .values(verdict=bindparam("new_verdict"), counts=bindparam("new_counts"))
)
USED = "采用"
"""The answer that lets a submission count that was held."""


class Ruling(NamedTuple):
    """What is held of a submission."""

    submission: int
    verdict: Verdict
    counts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Recount:
    """What a count changes.

    Entries for the history, and the rulings that hold since their last one.
    """

    entries: list[dict[str, str]] = field(default_factory=list)
    rulings: list[Ruling] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What people have said of a period's submissions.

    `waived` are codes by form and unit, `decided` kinds by submission, `used` the
    originals that were held and are to count.
    """

    waived: dict[tuple[str, str], set[str]]
    decided: dict[int, set[str]]
    used: set[int]

    def waived_of(self, form: str, unit: str) -> set[str]:
        """Give the codes that are waived for a unit in a form, also those of every
        form.
        """
        return self.waived.get((form, unit), set()) | self.waived.get(("", unit), set())


def held_question(original_id: int) -> str:
    """Give the name of the question whether a file that is held counts."""
    return f"H{original_id}"


def halves_question(original_id: int) -> str:
    """Give the name of the question which of two halves that differ is right.

    `original_id` is the later one's.
    """
    return f"Z{original_id}"


def recount(
    connection: Connection,
    period: str,
    units: Collection[str] | None = None,
    *,
    at: dt.datetime,
) -> dict[str, Recount]:
    """Decide for units (all where none are given) which submission of each form counts.

    What a closed form counts stays as it is. Nothing is written: `record` does that.
    Gives the changes by unit.
    """
    words = _words(connection, period)
    submitted: dict[tuple[str, str], list[Any]] = {}
    for row in connection.execute(_submitted(period, units)):
        submitted.setdefault((row.unit, row.form), []).append(row)
    found: dict[str, Recount] = {}
    closed = closed_forms(connection, period)
    for (unit, form), rows in submitted.items():
        if form in closed or "" in closed:
            continue
        change = found.setdefault(unit, Recount())
        waived = words.waived_of(form, unit)
        verdicts = {row.id: _verdict(connection, row, waived, words) for row in rows}
        came = in_order_of_arrival(connection, rows)
        word = _latest_word(came, verdicts, words, _stampless(connection, rows))
        verdicts |= dict.fromkeys(word.held, Verdict.HELD)
        counting = word.counting
        for row in rows:
            new = Ruling(row.id, verdicts[row.id], row.id == counting)
            said = list(_said(row, new, at=at, period=period))
            if said:
                change.entries.extend(said)
                change.rulings.append(new)
    return found


def _submitted(period: str, units: Collection[str] | None) -> Select[Any]:
    """Select what units submitted, in the order of arrival."""
    query = (
        select(
            *(submission.c.id, submission.c.unit, submission.c.form),
            *(submission.c.verdict, submission.c.counts, submission.c.judged),
            submission.c.original,
            original.c.name,
        )
        .join(original, submission.c.original == original.c.id)
        .where(submission.c.period == period, submission.c.unit != "")
        .order_by(original.c.id)
    )
    return query if units is None else query.where(submission.c.unit.in_(units))


def _words(connection: Connection, period: str) -> _Words:
    waived: dict[tuple[str, str], set[str]] = {}
    for row in connection.execute(select(waiver).where(waiver.c.period == period)):
        waived.setdefault((row.form, row.unit), set()).add(row.code)
    decisions = select(decision.c.submission, decision.c.kind).where(
        decision.c.period == period, decision.c.undone.is_(None)
    )
    decided: dict[int, set[str]] = {}
    for row in connection.execute(decisions):
        decided.setdefault(row.submission, set()).add(row.kind)
    answers = select(answer.c.question).where(
        answer.c.period == period,
        answer.c.undone.is_(None),
        answer.c.answer == USED,
        answer.c.question.like("H%"),
    )
    used = {
        int(question[1:])
        for question in connection.execute(answers).scalars()
        if question[1:].isdecimal()
    }
    return _Words(waived=waived, decided=decided, used=used)


def _verdict(
    connection: Connection, row: Any, waived: set[str], words: _Words
) -> Verdict:
    """Give a submission's verdict with the waivers, decisions and answers applied."""
    if DecisionKind.RETURNED.value in words.decided.get(row.id, ()):
        return Verdict.RETURNED
    judged = Verdict(row.judged)
    if judged is Verdict.HELD:
        if row.original not in words.used:
            return judged
        waived = waived | {LINK_OF_ANOTHER.code}
    elif not waived or judged not in {*ACCEPTED, Verdict.RETURNED}:
        return judged
    findings = select(finding).where(finding.c.submission == row.id)
    return verdict_of((finding_of(one) for one in connection.execute(findings)), waived)


class _Word(NamedTuple):
    """What a unit last said: the submission that counts, and those that are held."""

    counting: int | None
    held: set[int]


def _latest_word(
    came: list[tuple[Any, str]],
    verdicts: dict[int, Verdict],
    words: _Words,
    stampless: set[int],
) -> _Word:
    """Give the submission that counts: of what was accepted, what came last.

    A mail that was sent before one that counted does not replace it, whenever it is
    collected. A workbook without its stamp does not replace a genuine one, unless a
    person says so: it is held. What a person has voided is as if it had not come; what
    one has sent back calls for a new one, and what came before it counts no more.
    """
    counting: int | None = None
    latest = ""
    has_genuine = False
    seen: set[int] = set()
    held: set[int] = set()
    for row, sent_at in _without_void(came, words):
        is_first = row.id not in seen
        seen.add(row.id)
        if DecisionKind.RETURNED.value in words.decided.get(row.id, ()):
            if is_first:
                counting = None
        elif verdicts[row.id] in ACCEPTED:
            if has_genuine and _is_doubtful(row, words, stampless):
                if is_first:
                    held.add(row.id)
                continue
            has_genuine |= row.id not in stampless
            if not sent_at or sent_at >= latest:
                counting = row.id
                latest = max(latest, sent_at)
    return _Word(counting, held)


def _without_void(
    came: Iterable[tuple[Any, str]], words: _Words
) -> Iterator[tuple[Any, str]]:
    """Leave out the submissions that a person has voided."""
    for row, sent_at in came:
        if DecisionKind.VOID.value not in words.decided.get(row.id, ()):
            yield row, sent_at


def _is_doubtful(row: Any, words: _Words, stampless: set[int]) -> bool:
    """Say whether a workbook came without its stamp, and nobody said to use it."""
    return row.id in stampless and row.original not in words.used


def _stampless(connection: Connection, rows: list[Any]) -> set[int]:
    """Give the submissions whose workbooks had lost the stamp."""
    if len(rows) < 2:
        return set()
    numbers = [row.id for row in rows]
    query = select(finding.c.submission).where(
        finding.c.code == STAMP_LOST.code, finding.c.submission.in_(numbers)
    )
    return set(connection.execute(query).scalars())


def _said(
    row: Any, new: Ruling, *, at: dt.datetime, period: str
) -> Iterable[dict[str, str]]:
    """Give what the history lacks of a submission."""
    if new.verdict != row.verdict:
        yield entry(
            "改判",
            at=at,
            period_name=period,
            form=row.form,
            unit=row.unit,
            detail=f"{row.name}：{VERDICT_LABELS[new.verdict]}",
        )
    if new.counts != row.counts:
        yield entry(
            "计入" if new.counts else "被替代",
            at=at,
            period_name=period,
            form=row.form,
            unit=row.unit,
            detail=row.name,
        )


def record(connection: Connection, recounts: Iterable[Recount]) -> list[int]:
    """Write entries and rulings in their order, and give the numbers of the entries."""
    recounts = [one for one in recounts if one.entries]
    numbers = note(connection, *(said for one in recounts for said in one.entries))
    rulings: list[dict[str, object]] = []
    place = 0
    for recounted in recounts:
        place += len(recounted.entries)
        since = numbers[place - 1]
        rulings += [_ruling_row(ruled, since) for ruled in recounted.rulings]
    if rulings:
        connection.execute(insert(ruling), rulings)
        changes = [
            {
                "one": row["submission"],
                "new_verdict": row["verdict"],
                "new_counts": row["counts"],
            }
            for row in rulings
        ]
        connection.execute(_CHANGE, changes)
    return numbers


def _ruling_row(ruled: Ruling, revision: int) -> dict[str, object]:
    return {
        "submission": ruled.submission,
        "revision": revision,
        "verdict": ruled.verdict.value,
        "counts": ruled.counts,
    }


def recount_all(
    connection: Connection,
    period: str,
    units: Collection[str] | None = None,
    *,
    at: dt.datetime,
) -> None:
    """Decide anew what counts, and write it."""
    found = recount(connection, period, units, at=at)
    record(connection, [found[unit] for unit in sorted(found)])
