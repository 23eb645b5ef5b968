"""`send` and `collect --mailbox` killed at many points and run again: nothing twice, nothing lost, doubts named.

XLTOOL_KILL_POINTS sets the number of points at which each is killed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.checks.returned import OTHER, UNIT
from tests.mail.servers import (
    PASSWORD,
    Postman,
    dovecot,
    dovecot_program,
    make_certificate,
    smtp_server,
)
from tests.unmeasured import unmeasured
from tests.workflows.office import entries, filled_in, open_office, state
from tests.workflows.posting import KJJ, PJ, a_mail
from xltool.mail.account import SMTP_PASSWORD
from xltool.workspace import Workspace

pytestmark = [
    pytest.mark.xdist_group("mail"),
    pytest.mark.skipif(
        sys.platform == "win32", reason="fork and SIGKILL are not Windows'"
    ),
]

ROOT = Path(__file__).parents[2]
ADDRESSES = {UNIT: KJJ, OTHER: PJ}


def points(steps: int, milliseconds: int, usual: int) -> list[str]:
    """Give where to kill: around every lasting step, and for the rest of the points spread over a time."""
    exact = [
        f"{step:03}-{when}"
        for step in range(1, steps + 1)
        for when in ("before", "after")
    ]
    rest = int(os.environ.get("XLTOOL_KILL_POINTS", usual)) - len(exact)
    return [
        *exact,
        *(f"{2 + number * milliseconds / rest:08.3f}-later" for number in range(rest)),
    ]


def killed(
    issued: Workspace, offices: Path, where: list[str], mail: str, *what: str
) -> list[dict[str, Any]]:
    """Run a copy of the office for every point, killed and run again; gives what each printed."""
    for point in where:
        shutil.copytree(issued.root, offices / point)
        text = f'[mail]\naddress = "x{point}@example.gov.cn"\npause_seconds = 0\n{mail}'
        (offices / point / "xltool.toml").write_text(text, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "tests.workflows.killed_sending",
        str(offices),
        *what,
    ]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=unmeasured(**{SMTP_PASSWORD: PASSWORD}),
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == len(where)
    return lines


def test_killed_anywhere_no_unit_is_mailed_twice_and_none_is_forgotten(
    tmp_path: Path,
) -> None:
    issued = open_office(tmp_path / "issued")
    certificate = make_certificate(tmp_path)
    postman = Postman()
    where = points(15, 140, 77)
    with smtp_server(certificate, postman) as port:
        mail = f'smtp_host = "localhost"\nsmtp_port = {port}\ncertificate = "{certificate}"\n'
        lines = killed(issued, tmp_path / "offices", where, mail)
    doubts = 0
    for line in lines:
        sender = f"x{line['office']}@example.gov.cn"
        mine = [
            to
            for to, message in postman.mails
            if message["From"].addresses[0].addr_spec == sender
        ]
        assert set(line["units"]) == {UNIT, OTHER}
        for unit, (fate, codes) in line["units"].items():
            times = mine.count((ADDRESSES[unit],))
            assert times <= 1, line
            if fate == "不明":
                assert codes == ["M104"]
                doubts += 1
            else:
                assert (fate, times) == ("已发", 1), line
    assert 0 < doubts < len(where)


@pytest.mark.skipif(
    dovecot_program() is None,
    reason="Dovecot is not installed (apt install dovecot-imapd)",
)
def test_killed_anywhere_no_original_is_lost_and_nothing_counts_twice(
    tmp_path: Path,
) -> None:
    issued = open_office(tmp_path / "issued")
    certificate = make_certificate(tmp_path)
    with dovecot(certificate) as server:
        for unit, sender in ADDRESSES.items():
            server.put(
                a_mail(
                    ("报表.xlsx", filled_in(issued, entries(unit), unit)), sender=sender
                )
            )
        mail = (
            f'user = "{server.user}"\nimap_host = "localhost"\nimap_port = {server.port}\n'
            f'certificate = "{certificate}"\n'
        )
        where = [*points(12, 300, 30), "999-after"]
        lines = killed(issued, tmp_path / "offices", where, mail, "mailbox")
    ended = {one["office"]: one["ended"] for one in lines}
    assert (ended["001-before"], ended["999-after"]) == (-9, 0)
    undisturbed = state(
        Workspace(root=tmp_path / "offices" / "999-after", settings=issued.settings)
    )
    for point in where:
        assert (
            state(
                Workspace(root=tmp_path / "offices" / point, settings=issued.settings)
            )
            == undisturbed
        ), point
