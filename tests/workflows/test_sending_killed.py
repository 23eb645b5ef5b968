"""`send` killed at many points and run again: no unit mailed twice, none forgotten, each doubt named."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checks.returned import OTHER, UNIT
from tests.mail.servers import PASSWORD, Postman, make_certificate, smtp_server
from tests.workflows.office import open_office
from tests.workflows.posting import KJJ, PJ
from xltool.mail.account import SMTP_PASSWORD

pytestmark = [
    pytest.mark.xdist_group("mail"),
    pytest.mark.skipif(sys.platform == "win32", reason="fork and SIGKILL are not Windows'"),
]

ROOT = Path(__file__).parents[2]
ADDRESSES = {UNIT: KJJ, OTHER: PJ}
POINTS = [
    *(f"{steps:03}-{when}" for steps in range(1, 16) for when in ("before", "after")),
    *(f"{milliseconds:03}-later" for milliseconds in range(2, 142, 3)),
]


def test_killed_anywhere_no_unit_is_mailed_twice_and_none_is_forgotten(tmp_path: Path) -> None:
    issued = open_office(tmp_path / "issued")
    certificate = make_certificate(tmp_path)
    postman = Postman()
    with smtp_server(certificate, postman) as port:
        for point in POINTS:
            office = tmp_path / "offices" / point
            shutil.copytree(issued.root, office)
            text = (
                f'[mail]\naddress = "x{point}@example.gov.cn"\nsmtp_host = "localhost"\nsmtp_port = {port}\n'
                f'certificate = "{certificate}"\npause_seconds = 0\n'
            )
            (office / "xltool.toml").write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "tests.workflows.killed_sending", str(tmp_path / "offices")]
        environment = {**os.environ, SMTP_PASSWORD: PASSWORD}
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=200, check=False
        )
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == len(POINTS)
    doubts = 0
    for line in lines:
        sender = f"x{line['office']}@example.gov.cn"
        mine = [to for to, message in postman.mails if message["From"].addresses[0].addr_spec == sender]
        assert set(line["units"]) == {UNIT, OTHER}
        for unit, (state, codes) in line["units"].items():
            times = mine.count((ADDRESSES[unit],))
            assert times <= 1, line
            if state == "不明":
                assert codes == ["M104"]
                doubts += 1
            else:
                assert (state, times) == ("已发", 1), line
    assert 0 < doubts < len(POINTS)
