"""What a file that its worker does not survive is called."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from xltool import findings
from xltool.excel.isolation import Died
from xltool.model.submission import Verdict
from xltool.workflows import judging
from xltool.workflows.judging import Desk, judge_files

if TYPE_CHECKING:
    from xltool.findings import Kind
    from xltool.workspace import Workspace


def dies(reason: str, *_arguments: object, **_words: object) -> list[tuple[None, Died]]:
    return [(None, Died(reason=reason))]  # type: ignore[arg-type]  # the table below has the three reasons


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("timeout", findings.TOOK_TOO_LONG),
        ("memory", findings.TOOK_TOO_MUCH),
        ("crash", findings.READER_DIED),
    ],
)
def test_each_death_of_a_worker_is_one_unreadable_verdict(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, reason: str, kind: Kind
) -> None:
    monkeypatch.setattr(judging, "run_isolated", partial(dies, reason))
    desk = Desk(database_url="", key=b"", units=(), period="")
    (judgement,) = judge_files(workspace, desk, [])
    assert judgement.verdict is Verdict.UNREADABLE
    assert [finding.code for finding in judgement.findings] == [kind.code]
