"""What a file that its worker does not survive is called."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import pytest

from tests.checks.returned import UNIT
from tests.workflows.office import open_office
from xltool import findings
from xltool.checks.identify import Sent
from xltool.execution.child import Died
from xltool.execution.executors import IsolatingExecutor
from xltool.ledger.ledger import open_ledger
from xltool.model.submission import Verdict
from xltool.workflows.judging import Job, desk_of, judge_files

if TYPE_CHECKING:
    from collections.abc import Callable

    from xltool.findings import Kind
    from xltool.workspace import Workspace


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return open_office(tmp_path_factory.mktemp("deaths") / "office")


class Deadly(IsolatingExecutor):
    """Nothing that is submitted survives."""

    def __init__(self, reason: Any) -> None:
        self.reason = reason

    def submit(self, _function: Callable[..., Any], /, *_args: Any, **_kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(Died(self.reason))
        return future


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("timeout", findings.TOOK_TOO_LONG),
        ("memory", findings.TOOK_TOO_MUCH),
        ("crash", findings.READER_DIED),
    ],
)
def test_each_death_of_a_worker_is_one_unreadable_verdict(office: Workspace, reason: str, kind: Kind) -> None:
    path = office.root / "xltool.toml"
    with open_ledger(office.database_url) as ledger:
        jobs = [Job(path=path, sent=Sent(name=f"{UNIT}.xlsx"))]
        (judgement,) = judge_files(Deadly(reason), ledger, desk_of(office, ledger), jobs)
    assert judgement.verdict is Verdict.UNREADABLE
    assert [finding.code for finding in judgement.findings] == [kind.code]
