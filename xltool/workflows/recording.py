"""Judging what is not judged yet, shared with others, recorded in the order of arrival.

Every run takes a few originals in hand at a time, so that several share the work and
none judges what another has judged. A judgement is recorded when every original that
came before it is, whoever judged that: what is recorded is then the same, to the row,
as if one run had done it all, and what an earlier file of the unit said is there to be
compared with. What a run that died had in hand is free at once, and taken by the
others.
"""

from __future__ import annotations

import time
from collections import deque
from itertools import islice
from typing import TYPE_CHECKING

from xltool.checks.identify import Sent
from xltool.checks.joining import Half, Right, joined
from xltool.forms.layout_json import layout_from_json
from xltool.ledger.counting import halves_question
from xltool.ledger.records import Judged
from xltool.model.period import Period
from xltool.model.submission import Verdict
from xltool.workflows.attachments import Attachments
from xltool.workflows.feedback import GOES_BACK
from xltool.workflows.judging import KeptFile, judge_files, judging_context
from xltool.workflows.judging_jobs import judge_file
from xltool.workflows.ledger_questions import LedgerQuestions
from xltool.workflows.settled import settled_answers
from xltool.workflows.sharing import PAUSE, shared

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence

    from xltool.execution.executors import IsolatingExecutor
    from xltool.ledger.claims import Claims
    from xltool.ledger.ledger import Ledger
    from xltool.ledger.records import Original
    from xltool.model.submission import Judgement
    from xltool.workspace import Workspace

_TOGETHER = 64
"""So many judgements at most are recorded in one transaction."""
_SECONDS = 1.0
"""So long may a judgement stay unrecorded though nothing else holds it up: what a
killed run loses.
"""
_WAITING = 256
"""So many judgements may wait for those of others before them; they are kept in memory.
"""


def judge_together(  # noqa: PLR0913 - who, where, what, when
    executor: IsolatingExecutor,
    claims: Claims,
    workspace: Workspace,
    ledger: Ledger,
    originals: Sequence[Original],
    *,
    now: dt.datetime,
    progress: Callable[[int, int], None] | None = None,
) -> set[int]:
    """Have each of these originals of one period judged and recorded, by whomever.

    Gives those of this run. `progress` is told how many of how many are judged.
    """
    if not originals:
        return set()
    executor.expect(len(originals), judge_file.__module__)
    period = originals[0].period
    folder, context = (
        workspace.received(period),
        judging_context(workspace, ledger, period),
    )
    standing = workspace.settings.standing
    questions = LedgerQuestions(ledger, Period.parse(period), standing)
    table = _Table(ledger, claims, questions, originals, now)
    in_hand: deque[int] = deque()

    def jobs() -> Iterator[KeptFile]:
        for number in shared(claims, table.wanted(), ledger.unjudged_among):
            in_hand.append(number)
            original = table.left[number]
            yield KeptFile(
                path=folder / original.stored,
                sent=Sent(name=original.name, sender=original.sender),
            )

    def tell() -> None:
        if progress:
            progress(
                len(originals) - len(table.left) + len(table.ready), len(originals)
            )

    while table.left:
        recorded_at = time.monotonic()
        for judgement in judge_files(executor, ledger, context, jobs()):
            table.ready[in_hand.popleft()] = judgement
            if (
                len(table.ready) >= _TOGETHER
                or time.monotonic() - recorded_at > _SECONDS
            ):
                table.record()
                recorded_at = time.monotonic()
            tell()
        table.record()
        tell()
        if table.left:
            time.sleep(PAUSE)  # the others have the rest in hand
    return table.recorded


class _Table:
    """What is `left` to be recorded, by whomever, in the order of arrival.

    Of this, what is judged here and `ready`.
    """

    def __init__(
        self,
        ledger: Ledger,
        claims: Claims,
        questions: LedgerQuestions,
        originals: Sequence[Original],
        now: dt.datetime,
    ) -> None:
        self.ledger = ledger
        self.claims = claims
        self.now = now
        self.left = {one.id: one for one in originals}
        self.questions = questions
        self.attachments = Attachments(ledger, originals[0].period)
        self.ready: dict[int, Judgement] = {}
        self.recorded: set[int] = set()

    def wanted(self) -> Iterator[int]:
        """Give what this run may judge next.

        Where too much is ready, only what has to be recorded before that.
        """
        for number in tuple(self.left):
            if len(self.ready) >= _WAITING and number > min(self.ready):
                return
            if number in self.left and number not in self.ready:
                yield number

    def record(self) -> None:
        """Strike off what others have recorded, and record what has its turn."""
        while self.left:
            nearest = tuple(islice(self.left, _TOGETHER))
            waiting = self.ledger.unjudged_among(nearest)
            self._strike_off([number for number in nearest if number not in waiting])
            turn = self._turn([number for number in nearest if number in waiting])
            if turn:
                judged = self._compared(turn)
                period = judged[0].original.period
                self.recorded.update(
                    self.ledger.record_submissions(period, judged, judged_at=self.now)
                )
                self.attachments.keep()
                self._strike_off([one.original.id for one in judged])
            elif waiting:
                return

    def _turn(self, numbers: list[int]) -> list[tuple[Original, Judgement]]:
        """Give what may be recorded now.

        Of a unit only one, since the next is compared with it.
        """
        turn: list[tuple[Original, Judgement]] = []
        units: set[str] = set()
        for number in numbers:
            judgement = self.ready.get(number)
            if judgement is None or judgement.unit in units:
                break
            units |= {judgement.unit} - {""}
            turn.append((self.left[number], judgement))
        return turn

    def _compared(self, turn: list[tuple[Original, Judgement]]) -> list[Judged]:
        """Point out what a file lacks and the unit's file before it has.

        Two divisions, each its own half.
        """
        period, units = (
            turn[0][0].period,
            {judgement.unit for _, judgement in turn if judgement.values},
        )
        again = self.ledger.units_submitted(period, units)
        found: list[Judged] = []
        for original, judgement in turn:
            compared = self.attachments.asked_for(original, judgement)
            compared = self.questions.asked_about(compared)
            is_held = compared.verdict is Verdict.HELD
            if judgement.values and judgement.unit in again and not is_held:
                compared = self._joined(original, compared)
            found.append(
                Judged(
                    original=original,
                    judgement=compared,
                    wants_feedback=compared.verdict in GOES_BACK,
                )
            )
        return found

    def _joined(self, original: Original, judgement: Judgement) -> Judgement:
        """Join a file with what the unit sent before it, where each is a half."""
        unit, form = judgement.unit, judgement.form
        name, values, cells = self.ledger.report_before(original, unit, form)
        if not values:
            return judgement
        issue = self.ledger.latest_issue(original.period, unit, form)
        layout = layout_from_json(issue.layout) if issue else None
        half = Half(name=name, values=values, cells=cells)
        return joined(judgement, half, layout, self._right(original))

    def _right(self, original: Original) -> Right | None:
        """Say which half a person called right where this one and the other differ."""
        answers = settled_answers(self.ledger, Period.parse(original.period))
        answer = answers.get(halves_question(original.id))
        return Right(answer) if answer else None

    def _strike_off(self, numbers: list[int]) -> None:
        self.claims.let_go([number for number in numbers if number in self.ready])
        for number in numbers:
            del self.left[number]
            self.ready.pop(number, None)
