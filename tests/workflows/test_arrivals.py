"""Which of a unit's files counts, in whatever order they come and are collected."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import zipfile
from dataclasses import replace
from email.utils import format_datetime
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.checks.returned import UNIT
from tests.workflows.office import (
    JULY,
    NOW,
    collected,
    drop_off,
    entries,
    filled_in,
    only,
    open_office,
)
from tests.workflows.posting import a_mail
from xltool.ledger.ledger import open_ledger
from xltool.model.period import Period
from xltool.model.submission import Verdict
from xltool.workflows.collecting import collect, rejudge
from xltool.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.xdist_group("arrivals")

EARLIER = dt.datetime(2025, 8, 3, 1, tzinfo=dt.UTC)
LATER = EARLIER + dt.timedelta(days=1)


@pytest.fixture(scope="session")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return open_office(tmp_path_factory.mktemp("arrivals") / "office")


@pytest.fixture
def office(issued: Workspace, tmp_path: Path) -> Workspace:
    shutil.copytree(issued.root, tmp_path / "office")
    return Workspace(root=tmp_path / "office", settings=issued.settings)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    return tmp_path / "收到"


@pytest.fixture(scope="session")
def first(issued: Workspace) -> bytes:
    return filled_in(issued, entries())


@pytest.fixture(scope="session")
def second(issued: Workspace) -> bytes:
    return filled_in(issued, entries(T01_01_1="8"))


def counting(office: Workspace) -> str:
    """Give the figure that counts."""
    with open_ledger(office.database_url) as ledger:
        values = ledger.values(JULY, UNIT)
    return str(values["指标数据"]["T01-01-1"]["累计完成"].number)


def posted(content: bytes, at: dt.datetime, **headers: str) -> bytes:
    identifier = f"<{at:%d%H}@example.gov.cn>"
    headers = {"Date": format_datetime(at), "Message_ID": identifier, **headers}
    return a_mail(("科技局.xlsx", content), **headers)


def test_an_older_mail_does_not_replace_its_correction_within_a_run(
    office: Workspace, inbox: Path, first: bytes, second: bytes
) -> None:
    drop_off(inbox, "1更正.eml", posted(second, LATER), minutes=1)
    drop_off(inbox, "2报送.eml", posted(first, EARLIER), minutes=2)
    collected(office, inbox)
    assert counting(office) == "8"


def test_nor_in_a_later_run_and_it_is_said(
    office: Workspace, inbox: Path, first: bytes, second: bytes
) -> None:
    collected(office, drop_off(inbox, "1更正.eml", posted(second, LATER)))
    late = drop_off(inbox, "2报送.eml", posted(first, EARLIER))
    result = only(collected(office, late, minutes=5))
    assert result.verdict is Verdict.SUPERSEDED
    assert [one.code for one in result.findings] == ["S305"]
    assert counting(office) == "8"


def test_in_an_archive_the_times_of_its_members_count(
    office: Workspace, inbox: Path, first: bytes, second: bytes
) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("新.xlsx", (2025, 8, 4, 9, 0, 0)), second)
        archive.writestr(zipfile.ZipInfo("旧.xlsx", (2025, 8, 3, 9, 0, 0)), first)
    collected(office, drop_off(inbox, "两版.zip", buffer.getvalue()))
    assert counting(office) == "8"


@pytest.mark.parametrize("how", ["by hand", "in a mail", "under another name"])
def test_what_was_superseded_and_comes_again_counts_again(
    office: Workspace, inbox: Path, first: bytes, second: bytes, how: str
) -> None:
    one = drop_off(inbox / "1", "A.xlsx", first)
    collected(office, one)
    collected(office, drop_off(inbox / "2", "B.xlsx", second), minutes=1)
    assert counting(office) == "8"
    again = {
        "by hand": one,
        "in a mail": drop_off(inbox / "3", "再报.eml", posted(first, LATER)),
        "under another name": drop_off(inbox / "4", "以此为准.xlsx", first).parent,
    }[how]
    result = only(collected(office, again, minutes=2))
    assert result.verdict is Verdict.DUPLICATE
    assert counting(office) == "7"


def test_the_same_folder_or_mail_collected_twice_changes_nothing(
    office: Workspace, inbox: Path, first: bytes, second: bytes
) -> None:
    folder = drop_off(inbox / "1", "A.xlsx", first).parent
    mail = drop_off(inbox / "2", "A.eml", posted(first, EARLIER))
    collected(office, folder)
    collected(office, mail, minutes=1)
    collected(office, drop_off(inbox / "3", "B.xlsx", second), minutes=2)
    for again in (folder, mail, folder):
        collected(office, again, minutes=3)
        assert counting(office) == "8"


@pytest.mark.parametrize(
    ("trusted", "proven"),
    [
        ((), False),
        (("mx.office.cn",), True),
        (("office.cn",), True),
        (("x.cn",), False),
    ],
)
def test_only_the_offices_own_server_proves_when_a_report_was_received(
    office: Workspace,
    inbox: Path,
    first: bytes,
    trusted: tuple[str, ...],
    proven: bool,  # noqa: FBT001 - a column of the table
) -> None:
    mail = replace(office.settings.mail, trusted_servers=trusted)
    trusting = replace(office, settings=replace(office.settings, mail=mail))
    line = f"from a by mx.office.cn with ESMTP; {format_datetime(EARLIER)}"
    collected(trusting, drop_off(inbox, "1.eml", posted(first, EARLIER, Received=line)))
    with open_ledger(office.database_url) as ledger:
        (submission,) = ledger.submissions(JULY)
    assert submission.original.received_at == (EARLIER if proven else NOW)


def test_a_workbook_without_its_stamp_is_held_beside_a_genuine_one(
    office: Workspace, inbox: Path, first: bytes, second: bytes
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(second))
    del book["_xltool"]
    bare = io.BytesIO()
    book.save(bare)
    collected(office, drop_off(inbox, "原表.xlsx", first))
    later = drop_off(inbox, "改过.xlsx", bare.getvalue())
    result = only(collected(office, later, minutes=1))
    assert result.verdict is Verdict.HELD
    assert "S306" in [one.code for one in result.findings]
    assert result.needs_a_person
    assert counting(office) == "7"


def test_what_is_stored_is_judged_again_and_keeps_its_place(
    office: Workspace, inbox: Path, first: bytes, second: bytes
) -> None:
    collected(office, drop_off(inbox, "A.xlsx", first))
    collected(office, drop_off(inbox, "B.xlsx", second), minutes=1)
    period = Period.parse(JULY)
    result = rejudge(office, period, [UNIT], now=NOW + dt.timedelta(hours=1))
    assert [(one.verdict, one.unit) for one in result.files] == [
        (Verdict.SUPERSEDED, UNIT),
        (Verdict.ACCEPTED, UNIT),
    ]
    assert counting(office) == "8"
    with open_ledger(office.database_url) as ledger:
        assert len(ledger.submissions(JULY)) == 2
        actions = [one.action for one in ledger.history(UNIT)]
    assert actions.count("重新校验") == 2
    assert actions.count("收到") == 2


def test_what_was_unreadable_for_want_of_time_is_judged_by_the_next_run(
    office: Workspace, inbox: Path, first: bytes
) -> None:
    path = drop_off(inbox, f"{UNIT}.xlsx", first)
    judging = replace(office.settings.judging, timeout_seconds=0.001)
    starved = replace(office, settings=replace(office.settings, judging=judging))
    assert only(collected(starved, path)).verdict is Verdict.UNREADABLE
    later = collect(office, Period.parse(JULY), [], now=NOW + dt.timedelta(minutes=9))
    assert [one.verdict for one in later.files] == [Verdict.ACCEPTED]
    assert counting(office) == "7"
