"""`xltool settle`: what a person has to decide, the answers, and taking them back.

Questions are: a file that is held (nobody knows whose it is for certain), two halves of
one report that contradict each other, and the same project in two books. An answer is
remembered: it holds in later periods too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.checks.joining import Right
from xltool.errors import PeriodError
from xltool.findings import HALVES_CONTRADICT, HALVES_SETTLED
from xltool.ledger.counting import USED, halves_question, held_question
from xltool.ledger.ledger import open_ledger
from xltool.model.clock import office_time
from xltool.rollup.rollup import roll_up
from xltool.text import half_width, squeeze
from xltool.workflows.collecting import rejudge
from xltool.workflows.period_form import issued_forms
from xltool.workflows.rollup import rollup_inputs
from xltool.workflows.settled import settled_answers

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from xltool.findings import Finding
    from xltool.ledger.ledger import Ledger
    from xltool.model.period import Period
    from xltool.model.registry import Registry
    from xltool.rollup.duplicates import Repeat
    from xltool.workspace import Workspace

_DIFFERING = {HALVES_CONTRADICT.code, HALVES_SETTLED.code}
NOT_USED = "不用"
"""The answer that leaves out a file that was held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing that a person has to decide.

    `code` is what is typed, `key` what the answer is remembered by; `answers` are those
    that may be given, with the label of each; `answer` is empty while it is open.
    `judged_again` says that an answer changes how the unit's files are judged.
    """

    code: str
    key: str
    text: str
    answers: dict[str, str]
    unit: str = ""
    answer: str = ""
    judged_again: bool = False

    def as_json(self) -> dict[str, object]:
        """Give one of the `questions` of `settle --json`."""
        return {
            "code": self.code,
            "text": self.text,
            "answers": list(self.answers.values()),
            "answer": self.answers.get(self.answer, self.answer) or None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """The questions of a period, open and answered."""

    period: Period
    questions: tuple[Question, ...]

    @property
    def open(self) -> tuple[Question, ...]:
        """Those that nobody has answered yet."""
        return tuple(one for one in self.questions if not one.answer)

    def as_json(self) -> dict[str, object]:
        """Give the document of `settle --json`."""
        return {
            "period": str(self.period),
            "questions": [question.as_json() for question in self.questions],
        }


def questions(
    workspace: Workspace, period: Period, *, form: str = "", now: dt.datetime
) -> Questions:
    """Give what a person has to decide in a period, and what was decided."""
    with open_ledger(workspace.database_url) as ledger:
        keys = issued_forms(ledger, period, form)
        settled = settled_answers(ledger, period)
        found = [*_held(ledger, period, settled), *_halves(ledger, period, settled)]
    for key in keys:
        found += _repeated(workspace, period, key, now)
    return Questions(period=period, questions=tuple(found))


def settle(  # noqa: PLR0913 - who answers what, and when
    workspace: Workspace,
    period: Period,
    code: str,
    answer: str,
    *,
    form: str = "",
    reason: str = "",
    now: dt.datetime,
    operator: str = "",
) -> Question:
    """Record an answer.

    PeriodError where there is no such question or no such answer.
    """
    question = _question(workspace, period, code, form, now)
    given = _answer(question, answer)
    with open_ledger(workspace.database_url) as ledger:
        ledger.answer_question(
            str(period),
            question.key,
            given,
            unit=question.unit,
            reason=reason,
            who=operator,
            at=now,
        )
    _judge_again(workspace, period, question, now)
    return _question(workspace, period, code, form, now)


def take_back(  # noqa: PLR0913 - who takes what back, and when
    workspace: Workspace,
    period: Period,
    code: str,
    *,
    form: str = "",
    now: dt.datetime,
    operator: str = "",
) -> Question:
    """Take an answer back, in whatever period it was given.

    PeriodError where there is none.
    """
    question = _question(workspace, period, code, form, now)
    with open_ledger(workspace.database_url) as ledger:
        given = [one for one in ledger.answers() if one.question == question.key]
        if not given:
            raise PeriodError(f"{code} 还没有裁定，不用撤销")
        ledger.take_answer_back(
            given[-1].period,
            question.key,
            unit=question.unit,
            who=operator,
            at=now,
        )
    _judge_again(workspace, period, question, now)
    return _question(workspace, period, code, form, now)


def _judge_again(
    workspace: Workspace, period: Period, question: Question, now: dt.datetime
) -> None:
    """Judge the unit's files anew where the answer changes what they say."""
    if question.judged_again:
        rejudge(workspace, period, [question.unit], now=now)


def _question(
    workspace: Workspace, period: Period, code: str, form: str, now: dt.datetime
) -> Question:
    """Give the question of a code; PeriodError where there is none."""
    found = questions(workspace, period, form=form, now=now).questions
    wanted = squeeze(half_width(code)).upper()
    for question in found:
        if question.code == wanted:
            return question
    known = "、".join(question.code for question in found) or "没有"
    raise PeriodError(f"{period} 没有要裁定的 {code}：现有的是 {known}")


def _answer(question: Question, text: str) -> str:
    """Give the answer that a text means: its code or its label."""
    wanted = squeeze(half_width(text))
    for answer, label in question.answers.items():
        if wanted in {squeeze(half_width(answer)), squeeze(half_width(label))}:
            return answer
    labels = "、".join(question.answers.values())
    raise PeriodError(f"{question.code} 不能答“{text}”：可以答 {labels}")


def _held(ledger: Ledger, period: Period, settled: dict[str, str]) -> list[Question]:
    """Ask of each file that is held whether it counts."""
    held = ledger.held(str(period))
    found = []
    for submission in held:
        key = held_question(submission.original.id)
        received = office_time(submission.original.received_at)
        question = Question(
            code=key,
            key=key,
            unit=submission.unit,
            text=(
                f"{submission.original.name}（{received:%Y-%m-%d %H:%M} 收到，"
                f"认作 {submission.unit}）：{_said(submission.findings)}"
            ),
            answers={USED: USED, NOT_USED: NOT_USED},
            answer=settled.get(key, ""),
        )
        found.append(question)
    return found


def _said(findings: Sequence[Finding]) -> str:
    """Give the messages of the first three, as one sentence without its stop."""
    return "；".join(one.message.rstrip("。") for one in findings[:3])


def _halves(ledger: Ledger, period: Period, settled: dict[str, str]) -> list[Question]:
    """Ask of two files of a unit that fill in a half each which is right, where they
    differ.
    """
    found = []
    for later in ledger.differing_halves(str(period)):
        key = halves_question(later.original.id)
        differing = [
            finding for finding in later.findings if finding.code in _DIFFERING
        ]
        more = f"等 {len(differing)} 处" if len(differing) > 3 else ""
        question = Question(
            code=key,
            key=key,
            unit=later.unit,
            text=f"{later.original.name}（{later.unit}）：{_said(differing)}{more}",
            answers={right.value: right.value for right in Right},
            answer=settled.get(key, ""),
            judged_again=True,
        )
        found.append(question)
    return found


def _repeated(
    workspace: Workspace, period: Period, form: str, now: dt.datetime
) -> list[Question]:
    """Ask whose a project is that stands in the books of several units."""
    inputs, _ = rollup_inputs(workspace, period, form=form, now=now)
    found = []
    for section in roll_up(inputs).sections:
        for repeat in section.repeats:
            question = _question_of(repeat, inputs.registry, inputs.settled)
            found.append(question)
    return found


def _question_of(
    repeat: Repeat, registry: Registry, settled: Mapping[str, str]
) -> Question:
    """Give the question that a repeated row asks, with the answer it has."""
    names = [registry.unit_name(unit) for unit in repeat.units]
    answers = {}
    for answer in repeat.answers:
        answers[answer] = registry.unit_name(answer)
    return Question(
        code=repeat.code,
        key=repeat.key,
        text=(
            f"{repeat.sheet}“{repeat.name}”在 {'、'.join(names)} 的报送里都有，是谁的？"
        ),
        answers=answers,
        answer=settled.get(repeat.key, ""),
    )
