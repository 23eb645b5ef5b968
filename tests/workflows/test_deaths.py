"""What a file that its worker does not survive is called."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import pytest

from tests.checks.returned import UNIT
from tests.workflows.office import JULY, NOW, drop_off, open_office
from xltool import findings
from xltool.checks.identify import Sent
from xltool.execution.child import WorkerDied
from xltool.execution.executors import IsolatingExecutor
from xltool.ledger.claims import open_claims
from xltool.ledger.ledger import open_ledger
from xltool.ledger.records import Judged
from xltool.model.submission import Judgement, Verdict
from xltool.workflows.feedback import write_feedback
from xltool.workflows.judging import KeptFile, judge_files, judging_context
from xltool.workflows.opening import OpeningRules
from xltool.workflows.receiving import Intake, read_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xltool.findings import Kind
    from xltool.workspace import Workspace


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return open_office(tmp_path_factory.mktemp("deaths") / "office")


class Deadly(IsolatingExecutor):
    """Nothing that is submitted survives."""

    def __init__(self, reason: Any) -> None:
        self.reason = reason

    def submit(
        self, _function: Callable[..., Any], /, *_args: Any, **_kwargs: Any
    ) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(WorkerDied(self.reason))
        return future


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("timeout", findings.TOOK_TOO_LONG),
        ("memory", findings.TOOK_TOO_MUCH),
        ("crash", findings.READER_DIED),
    ],
)
def test_each_death_of_a_worker_is_one_unreadable_verdict(
    office: Workspace, reason: str, kind: Kind
) -> None:
    path = office.root / "xltool.toml"
    with open_ledger(office.database_url) as ledger:
        jobs = [KeptFile(path=path, sent=Sent(name=f"{UNIT}.xlsx"))]
        (judgement,) = judge_files(
            Deadly(reason), ledger, judging_context(office, ledger), jobs
        )
    assert judgement.verdict is Verdict.UNREADABLE
    assert [finding.code for finding in judgement.findings] == [kind.code]


class Touchy(IsolatingExecutor):
    """What has a file with it does not survive."""

    def submit(
        self, function: Callable[..., Any], /, *args: Any, **_kwargs: Any
    ) -> Future[Any]:
        future: Future[Any] = Future()
        if getattr(args[0], "original", b""):
            future.set_exception(WorkerDied("timeout"))
        else:
            future.set_result(function(*args))
        return future


def test_a_file_that_cannot_be_marked_is_answered_with_its_form(
    office: Workspace, tmp_path: Path
) -> None:
    junk = drop_off(tmp_path, f"{UNIT}.xlsx", b"junk")
    with (
        open_ledger(office.database_url) as ledger,
        open_claims(ledger.engine) as claims,
    ):
        Intake(
            executor=Touchy(),
            ledger=ledger,
            folder=office.received(JULY),
            period=JULY,
            now=NOW,
            rules=OpeningRules(),
        ).take_in(read_files([junk]))
        (original,) = ledger.unjudged(JULY)
        judgement = Judgement(verdict=Verdict.UNREADABLE, unit=UNIT)
        judged = Judged(original=original, judgement=judgement, wants_feedback=True)
        ledger.record_submissions(JULY, [judged], judged_at=NOW)
        write_feedback(Touchy(), claims, office, ledger, JULY)
        assert [one.feedback for one in ledger.submissions(JULY)] == [f"{UNIT}.xlsx"]
    assert (office.returned(JULY) / f"{UNIT}.xlsx").is_file()
