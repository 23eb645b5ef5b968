"""Answers to letters.

An acknowledgement, or the marked workbook with the findings in the body. Nothing is
answered that no person wrote, and a file only so many times. An answer goes to a
registered address and to no other, whoever the sender says that he is: what comes under
a forged name is answered to the unit itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from xltool.checks.verdict import ACCEPTED
from xltool.findings import (
    ANSWER_LIMIT,
    ANSWER_NOBODY,
    SEVERITY_LABELS,
    Finding,
    Place,
    Severity,
)
from xltool.ledger.ledger import open_ledger
from xltool.ledger.records import Mail
from xltool.mail.composing import Attachment, Draft, is_address, message_id
from xltool.mail.templates import render
from xltool.model.mail import MailKind, MailState
from xltool.model.submission import VERDICT_LABELS, Verdict
from xltool.workflows.acting import utc_now
from xltool.workflows.dispatching import Outgoing, dispatch
from xltool.workflows.letters import owners_of
from xltool.workflows.links import carrying, unit_address
from xltool.workflows.sending import SendResult, office_words, units_by_code

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from xltool.ledger.ledger import Ledger
    from xltool.ledger.records import Letter, Submission
    from xltool.model.period import Period
    from xltool.model.registry import Unit
    from xltool.workflows.acting import Clock
    from xltool.workflows.dispatching import Delivery
    from xltool.workspace import Workspace

MOST_LISTED = 30
"""So many findings stand in the body; all are in the marked workbook."""

_OPEN = {None, MailState.PREPARED, MailState.SENDING}
_GOOD = {*ACCEPTED, Verdict.SUPERSEDED}


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerResult(SendResult):
    """What was answered, and what a person should know about what was not."""

    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _LetterCase:
    """What one unit enclosed in one letter.

    `key` is the letter's hash, `unit` empty where nobody is known.
    """

    key: str
    letter: Letter
    period: str
    unit: str = ""
    submissions: tuple[Submission, ...] = ()

    @property
    def place(self) -> Place:
        """Where a finding about the letter stands: its sender and its subject."""
        return Place(sheet=f"{self.letter.sender}：{self.letter.subject}")

    @property
    def form(self) -> str:
        """The form that it is about; empty where no workbook says which."""
        return next((one.form for one in self.submissions if one.form), "")


def answer(
    workspace: Workspace, period: Period, *, clock: Clock = utc_now
) -> AnswerResult:
    """Answer the letters that were judged and not answered yet.

    None while the period is closed.
    """
    name = str(period)
    due: Sequence[_DueAnswer] = ()
    findings: Sequence[Finding] = ()
    deliveries: tuple[Delivery, ...] = ()
    with open_ledger(workspace.database_url) as ledger:
        if not ledger.is_closed(name):
            due, findings = _due(workspace, ledger, name, clock)
        forms = {one.case.form for one in due}
        words = {form: office_words(workspace, ledger, period, form) for form in forms}
        outgoing = []
        for due_answer in due:
            case = due_answer.case
            address = unit_address(workspace, ledger, case.unit, now=clock())
            said = {**words[case.form], "入口": address}
            outgoing.append(
                _outgoing(workspace, said, case, due_answer.to, due_answer.label)
            )
        if outgoing:
            deliveries = dispatch(workspace, ledger, name, outgoing, clock=clock)
    return AnswerResult(
        period=name,
        drafts=not workspace.settings.mail.smtp_host,
        deliveries=deliveries,
        findings=tuple(findings),
    )


class _DueAnswer(NamedTuple):
    """A case that is answered, with the addresses and the name of its unit."""

    case: _LetterCase
    to: tuple[str, ...]
    label: str


def _due(
    workspace: Workspace, ledger: Ledger, period: str, clock: Clock
) -> tuple[list[_DueAnswer], list[Finding]]:
    """Give the cases to be answered; the others are settled, and named."""
    units, owners = units_by_code(workspace), owners_of(workspace)
    waiting, times = _waiting(ledger, period, owners)
    due: list[_DueAnswer] = []
    findings: list[Finding] = []
    for case in waiting:
        to = _recipients(case, units, owners)
        label = units[case.unit].name if case.unit in units else case.unit
        words = {"found": case.letter.subject, "expected": label or case.letter.sender}
        if not to:
            finding = ANSWER_NOBODY.at(case.place, **words)
        elif _is_answered_enough(workspace, times, case):
            finding = ANSWER_LIMIT.at(case.place, **words)
        else:
            _count(times, case)
            due.append(_DueAnswer(case, to, label))
            continue
        findings.append(finding)
        _withhold(workspace, ledger, case, finding, clock())
    return due, findings


def _waiting(
    ledger: Ledger, period: str, registered: Collection[str]
) -> tuple[list[_LetterCase], dict[str, int]]:
    """Give the cases that nobody has settled yet, and how often each file was answered.

    What was withheld does not count.
    """
    states = {}
    for mail in ledger.mails(period, MailKind.ANSWER):
        states[mail.key, mail.unit] = mail.state
    times: dict[str, int] = {}
    waiting = []
    for case in _cases(ledger, period, registered):
        state = states.get((case.key, case.unit))
        if state in _OPEN:
            waiting.append(case)
        elif state is not MailState.WITHHELD:
            _count(times, case)
    return waiting, times


def _is_answered_enough(
    workspace: Workspace, times: Mapping[str, int], case: _LetterCase
) -> bool:
    """Say whether all files of a case were answered as often as the office allows."""
    most = workspace.settings.mail.answers_per_file
    return all(times.get(sha256, 0) >= most for sha256 in _hashes(case))


def _cases(
    ledger: Ledger, period: str, registered: Collection[str]
) -> Iterator[_LetterCase]:
    """Take the letters apart by unit.

    A letter of a `registered` sender that has only a link in place of an attachment is
    a case too.
    """
    keys = {one.id: one.sha256 for one in ledger.originals(period)}
    judged = {one.original.sha256: one for one in ledger.submissions(period)}
    for letter in ledger.letters(period):
        if letter.automatic:
            continue
        case = _LetterCase(key=keys[letter.original], letter=letter, period=period)
        enclosed = list(_known(judged, letter.enclosed))
        if enclosed:
            for unit, submissions in _by_unit(enclosed).items():
                reports = _reports(tuple(submissions))
                yield replace(case, unit=unit, submissions=reports)
        elif letter.links and letter.sender in registered:
            yield case


def _known(
    judged: Mapping[str, Submission], hashes: Iterable[str]
) -> Iterator[Submission]:
    """Give what was judged of the files of some hashes."""
    for sha256 in hashes:
        if sha256 in judged:
            yield judged[sha256]


def _by_unit(enclosed: Sequence[Submission]) -> dict[str, list[Submission]]:
    """Group what a letter encloses by the unit that it is of, in its order.

    What nobody can be named for goes with the first unit; to "" where there is none.
    """
    units = dict.fromkeys(one.unit for one in enclosed if one.unit)
    first = next(iter(units), "")
    grouped: dict[str, list[Submission]] = {unit: [] for unit in units or {"": None}}
    for submission in enclosed:
        grouped[submission.unit or first].append(submission)
    return grouped


def _reports(submissions: tuple[Submission, ...]) -> tuple[Submission, ...]:
    """Leave out the scans and photographs that come with a workbook."""
    readable = tuple(
        one for one in submissions if one.verdict is not Verdict.UNREADABLE
    )
    return readable or submissions


def _hashes(case: _LetterCase) -> list[str]:
    """Give what an answer is counted by: the files, or the letter where it has none."""
    return [one.original.sha256 for one in case.submissions] or [case.key]


def _count(times: dict[str, int], case: _LetterCase) -> None:
    """Note that the files of a case were answered once more."""
    for sha256 in _hashes(case):
        times[sha256] = times.get(sha256, 0) + 1


def _recipients(
    case: _LetterCase, units: dict[str, Unit], owners: dict[str, tuple[Unit, ...]]
) -> tuple[str, ...]:
    """Give the sender where he is the unit's, else the unit's own addresses."""
    codes = {unit.code for unit in owners.get(case.letter.sender, ())}
    if case.letter.sender and (case.unit in codes or (not case.unit and codes)):
        return (case.letter.sender,)
    unit = units.get(case.unit)
    return tuple(one for one in unit.emails if is_address(one)) if unit else ()


def _withhold(
    workspace: Workspace,
    ledger: Ledger,
    case: _LetterCase,
    why: Finding,
    now: dt.datetime,
) -> None:
    """Record that there will be no answer, so that it is not considered again."""
    domain = workspace.settings.mail.address.rpartition("@")[2]
    period = case.period
    ledger.record_mail(
        Mail(
            message_id=message_id(
                workspace.key(),
                period,
                case.unit,
                MailKind.ANSWER.value,
                case.key,
                domain=domain,
            ),
            period=period,
            unit=case.unit,
            kind=MailKind.ANSWER,
            key=case.key,
            state=MailState.WITHHELD,
            recipients="",
            subject=case.letter.subject,
            file="",
            reply=why.message,
            changed_at=now,
        ),
        replacing=MailState.PREPARED,
    )


def _outgoing(
    workspace: Workspace,
    words: dict[str, Any],
    case: _LetterCase,
    to: tuple[str, ...],
    label: str,
) -> Outgoing:
    """Put together the answer to a case."""
    attachments = tuple(_marked(workspace, case.submissions))
    words = {
        **words,
        "单位": label,
        "来信主题": case.letter.subject,
        "结论": _conclusion(case),
        "文件列表": _files_in_words(case),
        "有附件": bool(attachments),
    }
    said = render(workspace.mail_templates, MailKind.ANSWER, words)
    said = carrying(said, words["入口"])
    return Outgoing(
        unit=case.unit,
        name=label or case.letter.sender,
        kind=MailKind.ANSWER,
        key=case.key,
        draft=Draft(
            to=to,
            subject=said.subject,
            text=said.text,
            html=said.html,
            attachments=attachments,
            in_reply_to=case.letter.message_id,
            references=case.letter.references,
            automatic=True,
        ),
    )


def _marked(
    workspace: Workspace, submissions: Iterable[Submission]
) -> Iterable[Attachment]:
    """Give the marked workbooks that go back with an answer."""
    for submission in submissions:
        path = workspace.returned(submission.period) / (submission.feedback or "")
        if submission.feedback and path.is_file():
            yield Attachment(name=path.name, content=path.read_bytes())


def _conclusion(case: _LetterCase) -> str:
    """Say in a word what became of what a letter enclosed."""
    if not case.submissions:
        return "没有收到附件"
    verdicts = {one.verdict for one in case.submissions}
    if not verdicts <= _GOOD:
        return "退回，请改正后再报"
    if Verdict.ACCEPTED_WITH_QUERIES in verdicts:
        return "已登记，请核对"
    return "已登记"


def _files_in_words(case: _LetterCase) -> list[dict[str, Any]]:
    """Give the files as the templates speak of them, or the link in their place."""
    if case.submissions:
        return [in_words(one) for one in case.submissions]
    problem = {
        "级别": SEVERITY_LABELS[Severity.ERROR],
        "位置": "",
        "说明": "收到的是下载链接，没有附件；本办公室不从链接下载，请用普通附件重发。",
    }
    return [
        {
            "名称": f"下载链接（{case.letter.links.replace(' ', '、')}）",
            "结果": "没有收到",
            "回执号": "",
            "合格": False,
            "问题": [problem],
            "未列": 0,
        }
    ]


def in_words(submission: Submission) -> dict[str, Any]:
    """Give a file as mails and the portal speak of it: the errors first, then the
    queries.
    """
    findings = [
        one
        for severity in (Severity.ERROR, Severity.QUERY)
        for one in submission.findings
        if one.severity is severity
    ]
    return {
        "名称": submission.original.name,
        "结果": VERDICT_LABELS[submission.verdict],
        "回执号": submission.receipt,
        "合格": submission.verdict in _GOOD,
        "问题": [
            {
                "级别": SEVERITY_LABELS[one.severity],
                "位置": f"{one.place.sheet} {one.place.cell}".strip(),
                "说明": one.message,
            }
            for one in findings[:MOST_LISTED]
        ],
        "未列": max(len(findings) - MOST_LISTED, 0),
    }
