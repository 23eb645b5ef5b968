"""The portal before a deadline: every unit opens its link and uploads in the last minutes.

Run: python -m benchmarks.portal [units] [seconds]

The desk is the real command in a process of its own. Each unit comes at its own moment,
uploads its filled-in workbook and asks every second until it is told the verdict.
Afterwards the ledger is asked whether everything is there, once, and in the order of
arrival.
"""

from __future__ import annotations

import datetime as dt
import os
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.province import ISSUED_AT, PERIOD, open_province, returned
from xltool.ledger.ledger import open_ledger
from xltool.model.access import Role
from xltool.workflows.generating import generate
from xltool.workflows.links import link_token
from xltool.workflows.operators import add_operator
from xltool.workspace import find_workspace

if TYPE_CHECKING:
    from xltool.workspace import Workspace

UNITS, SECONDS = 73, 300.0
_OWN = {"Sec-Fetch-Site": "same-origin"}
_PASSWORD = "benchmark 2025"  # noqa: S105 - of no real desk
_LONGEST = 1800.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What one unit waited for: until its upload was kept, and until it was judged."""

    kept: float
    judged: float


def measure(units: int, seconds: float) -> None:
    """Have so many units upload within so many seconds, and print what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        workspace = _open(root / "office", units)
        books = returned(workspace, root / "in")
        tokens = _tokens(workspace)
        desk = _start(workspace)
        try:
            port = _port_of(desk)
            began = time.monotonic()

            def come(number: int) -> Visit:
                book = books[number]
                unit = book.name.partition("_")[0]
                due = began + seconds * number / units
                time.sleep(max(0.0, due - time.monotonic()))
                return _visit(port, tokens[unit], book)

            with ThreadPoolExecutor(min(units, 200)) as threads:
                visits = list(threads.map(come, range(len(books))))
            took = time.monotonic() - began
        finally:
            desk.terminate()
            desk.wait(60)
        _report(workspace, visits, seconds, took)


def _open(root: Path, units: int) -> Workspace:
    workspace = open_province(root, units)
    path = root / "xltool.toml"
    text = path.read_text(encoding="utf-8")
    begin, mark, rest = text.partition("[portal]\n")
    rest = rest.replace('address = ""', 'address = "http://127.0.0.1"', 1)
    path.write_text(begin + mark + rest, encoding="utf-8")
    generate(workspace, PERIOD, now=ISSUED_AT)
    now = dt.datetime.now(dt.UTC)
    add_operator(workspace, "李红", _PASSWORD, role=Role.OPERATOR, now=now)
    return find_workspace(root)


def _tokens(workspace: Workspace) -> dict[str, str]:
    key, now = workspace.key(), dt.datetime.now(dt.UTC)
    until = now.date() + dt.timedelta(days=30)
    tokens = {}
    with open_ledger(workspace.database_url) as ledger:
        for unit in ledger.issued_units(str(PERIOD)):
            link = ledger.want_link(unit, least=until, until=until, at=now, who="")
            tokens[unit] = link_token(key, link)
    return tokens


def _start(workspace: Workspace) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "xltool", "-w", str(workspace.root), "desk"]
    return subprocess.Popen(
        [*command, "--no-browser", "--host", "0.0.0.0"],  # noqa: S104 - of this machine
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )


def _port_of(desk: subprocess.Popen[str]) -> int:
    assert desk.stdout is not None  # noqa: S101 - it is a pipe
    return int(desk.stdout.readline().strip().rstrip("/").rpartition(":")[2])


def _visit(port: int, token: str, book: Path) -> Visit:
    address = f"/portal/?link={token}"
    cookie = _ask(port, "GET", address)[1].partition(";")[0]
    _ask(port, "GET", "/portal/", cookie)
    began = time.monotonic()
    answer = _upload(port, cookie, book)
    kept = time.monotonic() - began
    while "正在校验" in _ask(port, "GET", answer, cookie)[2]:
        if time.monotonic() - began > _LONGEST:
            raise TimeoutError(book.name)
        time.sleep(1)
    return Visit(kept=kept, judged=time.monotonic() - began)


def _upload(port: int, cookie: str, book: Path) -> str:
    head = (
        '--x\r\nContent-Disposition: form-data; name="form"\r\n\r\n月通报\r\n'
        '--x\r\nContent-Disposition: form-data; name="files"; '
        f'filename="{book.name}"\r\n\r\n'
    )
    body = head.encode() + book.read_bytes() + b"\r\n--x--\r\n"
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    path = f"/portal/p/{PERIOD}/upload"
    return _ask(port, "POST", path, cookie, body, kind)[0]


def _ask(  # noqa: PLR0913, PLR0917 - what a request consists of
    port: int,
    method: str,
    path: str,
    cookie: str = "",
    body: bytes = b"",
    kind: dict[str, str] | None = None,
) -> tuple[str, str, str]:
    """Give where an answer leads, its cookie and its text."""
    connection = HTTPConnection("127.0.0.1", port, timeout=600)
    headers = {**_OWN, **(kind or {}), "Cookie": cookie}
    connection.request(method, path, body or None, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    if answer.status >= 400:
        raise RuntimeError(f"{answer.status} {text}")
    location = answer.headers["Location"] or ""
    return location, answer.headers["Set-Cookie"] or "", text


def _report(
    workspace: Workspace, visits: list[Visit], seconds: float, took: float
) -> None:
    with open_ledger(workspace.database_url) as ledger:
        originals = ledger.originals(str(PERIOD))
        judged = ledger.submissions(str(PERIOD))
    order = [one.source.split("/")[1] for one in originals]
    in_order = order == sorted(order) and [one.original.id for one in judged] == [
        one.id for one in originals
    ]
    left = list((workspace.root / "submissions" / "portal").glob("*"))
    print(
        f"units {len(visits)}, within {seconds:.0f} s, all answered after {took:.0f} s"
    )
    print(f"originals {len(originals)}, judged {len(judged)}, left over {len(left)}")
    print(f"in the order of arrival: {in_order}")
    for name in ("kept", "judged"):
        times = sorted(getattr(one, name) for one in visits)
        late = times[int(len(times) * 0.95)]
        median = statistics.median(times)
        print(
            f"{name}: median {median:.2f} s, 95 % {late:.2f} s, most {times[-1]:.2f} s"
        )


if __name__ == "__main__":
    given = [float(one) for one in sys.argv[1:]]
    measure(int(given[0]) if given else UNITS, given[1] if len(given) > 1 else SECONDS)
