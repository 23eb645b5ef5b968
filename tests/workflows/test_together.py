"""Two operators at one ledger at the same moment: nothing is done twice, nothing lost, whoever of them dies."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.checks.returned import OTHER, UNIT
from tests.mail.servers import PASSWORD, Postman, make_certificate, smtp_server
from tests.unmeasured import unmeasured
from tests.workflows.office import (
    JULY,
    collected,
    drop_off,
    entries,
    filled_in,
    open_office,
    state,
)
from tests.workflows.posting import KJJ, PJ
from xltool.ledger.ledger import open_ledger
from xltool.mail.account import SMTP_PASSWORD
from xltool.model.mail import MailKind, MailState

if TYPE_CHECKING:
    from tests.postgres import Server
    from xltool.workspace import Workspace

pytestmark = [
    pytest.mark.xdist_group("together"),
    pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is not Windows'"),
]

ROOT = Path(__file__).parents[2]
FILES = 14


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """An office that the others are like, on SQLite."""
    return open_office(tmp_path_factory.mktemp("issued") / "office")


@pytest.fixture(scope="module")
def inbox(issued: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Many files of two units: later ones replace earlier ones, some go back, two are halves of one whole."""
    folder = tmp_path_factory.mktemp("inbox")
    for number in range(FILES):
        match number % 5:
            case 0:
                content = filled_in(issued, entries(OTHER), OTHER) + bytes(number)
            case 1:
                half = entries(T01_01_1=f"{number}")
                half["任务进展" if number % 2 else "指标数据"] = {}
                content = filled_in(issued, half)
            case 2:
                content = filled_in(issued, entries(T02_01_1=f"若干{number}"))
            case _:
                content = filled_in(issued, entries(T01_01_1=f"{number}"))
        drop_off(folder, f"{number:02}.xlsx", content, number)
    return folder


@pytest.fixture(scope="module")
def undisturbed(
    issued: Workspace, inbox: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[object, ...]:
    office = _office(issued, tmp_path_factory.mktemp("undisturbed"), "")
    collected(office, inbox)
    return state(office)


@pytest.fixture(params=["sqlite", "postgresql"])
def office(
    issued: Workspace, tmp_path: Path, request: pytest.FixtureRequest
) -> Workspace:
    """The same office on each kind of database."""
    if request.param == "sqlite":
        return _office(issued, tmp_path, "")
    server: Server = request.getfixturevalue("postgres")
    return _office(issued, tmp_path, server.new_database())


def _office(issued: Workspace, folder: Path, database_url: str) -> Workspace:
    return open_office(folder / "office", database_url, key=issued.key())


def _together(
    what: str,
    office: Workspace,
    inbox: Path,
    kill: str = "-1-after",
    **environment: str,
) -> list[object]:
    """Let two operators do the same at the same moment; gives what each did, None for the one that was killed."""
    operators = []
    for how in (kill, "-1-after"):
        steps, _, when = how.rpartition("-")
        command = [
            sys.executable,
            "-m",
            "tests.workflows.together",
            what,
            str(office.root),
            str(inbox),
            steps,
            when,
        ]
        operators.append(
            subprocess.Popen(
                command,
                cwd=ROOT,
                env=unmeasured(**environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
    for one in operators:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in operators:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    said = [one.communicate(timeout=200)[0] for one in operators]
    first, second = (one.returncode for one in operators)
    assert (first in {0, -9}, second) == (True, 0)
    return [json.loads(one) if one else None for one in said]


def test_two_who_collect_the_same_files_share_them(
    office: Workspace, inbox: Path, undisturbed: tuple[object, ...]
) -> None:
    first, second = _together("collect", office, inbox)
    assert isinstance(first, list)
    assert isinstance(second, list)
    assert sorted(first + second) == [f"{number:02}.xlsx" for number in range(FILES)]
    assert first
    assert second
    assert state(office) == undisturbed


@pytest.mark.parametrize("kill", ["5-after", "17-before", "19-after"])
def test_what_one_who_dies_has_in_hand_is_done_by_the_other(
    office: Workspace, inbox: Path, undisturbed: tuple[object, ...], kill: str
) -> None:
    _together("collect", office, inbox, kill)
    assert state(office) == undisturbed


def test_two_who_generate_issue_every_workbook_once(
    office: Workspace, tmp_path: Path
) -> None:
    _together("generate", office, tmp_path)
    with open_ledger(office.database_url) as ledger:
        workbooks = [(one.unit, one.serial) for one in ledger.issued("2025-08")]
        times = [one.action for one in ledger.history(UNIT)]
    assert sorted(workbooks) == sorted([(UNIT, 1), (OTHER, 1)])
    assert times == ["下发", "下发"]


def test_two_who_send_mail_every_unit_once(office: Workspace, tmp_path: Path) -> None:
    certificate, postman = make_certificate(tmp_path), Postman()
    with smtp_server(certificate, postman) as port:
        text = (office.root / "xltool.toml").read_text(encoding="utf-8")
        mail = (
            f'[mail]\naddress = "x@example.gov.cn"\nsmtp_host = "localhost"\nsmtp_port = {port}\n'
            f'certificate = "{certificate}"\npause_seconds = 0\n'
        )
        (office.root / "xltool.toml").write_text(
            text[: text.index("[mail]")] + mail, encoding="utf-8"
        )
        _together("send", office, tmp_path, **{SMTP_PASSWORD: PASSWORD})
    assert sorted(postman.recipients()) == sorted([KJJ, PJ])
    with open_ledger(office.database_url) as ledger:
        assert [one.state for one in ledger.mails(JULY, MailKind.ISSUE)] == [
            MailState.SENT
        ] * 2
