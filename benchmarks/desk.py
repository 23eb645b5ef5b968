"""The desk: 本期 beside `xltool status --json` and a bare Starlette page; a verdict beside `validate`.

Run: python -m benchmarks.desk [rounds]
"""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from benchmarks.measuring import OURS, Timing, alternate, table
from benchmarks.province import COLLECTED_AT, ISSUED_AT, PERIOD, open_province, returned
from xltool.web.app import local_app
from xltool.web.desk import Desk
from xltool.web.guard import Hosts
from xltool.workflows.collecting import collect
from xltool.workflows.generating import generate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from xltool.workspace import Workspace

STATUS = "xltool status --json"
BARE = "a bare Starlette page"
VALIDATE = "xltool validate"
SIZES = (73, 1000)
REQUESTS = 1000
_TOKEN = "benchmark"  # noqa: S105 - of no real desk
_HOST = "127.0.0.1:8000"


def timings(sizes: Sequence[int], rounds: int) -> Iterator[Timing]:  # noqa: ARG001 - a city and a province
    """Time the period's page for a city and for a province, and one dropped file."""
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            workspace = open_province(root / "office", size)
            generate(workspace, PERIOD, now=ISSUED_AT)
            inbox = root / "in"
            returned(workspace, inbox)
            collect(workspace, PERIOD, [inbox], now=COLLECTED_AT)
            yield from _pages(workspace, size, rounds)
            if size == SIZES[0]:
                yield from _verdicts(workspace, next(inbox.iterdir()), rounds)


def _pages(workspace: Workspace, size: int, rounds: int) -> Iterator[Timing]:
    client = _browser(workspace)
    bare = TestClient(Starlette(routes=[Route("/", _bare)]))
    address = f"/p/{PERIOD}"
    peak = _memory_after(client, address)
    ways: dict[str, Callable[[], object]] = {
        OURS: partial(client.get, address),
        STATUS: partial(_run, workspace, "status", str(PERIOD), "--json"),
        BARE: partial(bare.get, "/"),
    }
    yield from alternate("本期", size, ways, rounds=rounds, peaks={OURS: peak})


def _verdicts(workspace: Workspace, file: Path, rounds: int) -> Iterator[Timing]:
    client = _browser(workspace)
    ways: dict[str, Callable[[], object]] = {
        OURS: partial(_drop, client, file),
        VALIDATE: partial(_run, workspace, "validate", str(file)),
    }
    yield from alternate("a dropped file", 1, ways, rounds=rounds)


def _browser(workspace: Workspace) -> TestClient:
    desk, hosts = Desk(root=workspace.root), Hosts(names=frozenset({_HOST}))
    app = local_app(desk, token=_TOKEN, operator="", port=8000, hosts=hosts)
    client = TestClient(app, base_url=f"http://{_HOST}")
    client.get(f"/?token={_TOKEN}")
    client.headers["Sec-Fetch-Site"] = "same-origin"
    return client


def _bare(_: object) -> HTMLResponse:
    return HTMLResponse("<!doctype html><title>本期</title>")


def _drop(client: TestClient, file: Path) -> None:
    sent = [("files", (file.name, file.read_bytes()))]
    words = {"action": "validate"}
    shown = client.post(f"/p/{PERIOD}/intake", files=sent, data=words)
    with client.stream("GET", f"{shown.url}/events") as stream:
        for _ in stream.iter_lines():
            pass
    client.get(str(shown.url))


def _run(workspace: Workspace, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "xltool", *arguments],
        cwd=workspace.root,
        check=False,  # status 3: something needs a person
        stdout=subprocess.DEVNULL,
    )


def _memory_after(client: TestClient, address: str) -> float:
    """Give how much the process grows, in MiB, over a thousand requests."""
    for _ in range(50):
        client.get(address)
    before = _resident()
    for _ in range(REQUESTS):
        client.get(address)
    return _resident() - before


def _resident() -> float:
    import psutil

    return (
        float(psutil.Process(multiprocessing.current_process().pid).memory_info().rss)
        / 2**20
    )


def main() -> None:
    """Print the table."""
    print(table(timings((), int(sys.argv[1]) if len(sys.argv) > 1 else 7)))


if __name__ == "__main__":
    main()
