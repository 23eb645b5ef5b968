"""A desk in this process, asked as a browser would ask it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.testclient import TestClient

from xltool.web.app import local_app
from xltool.web.desk import Desk
from xltool.web.guard import Hosts

if TYPE_CHECKING:
    from httpx2 import Response

    from xltool.web.jobs import Job
    from xltool.workspace import Workspace

TOKEN = "a-token-of-the-tests"  # noqa: S105 - of no real desk
PORT = 8123
HOST = f"127.0.0.1:{PORT}"
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}


def open_desk(workspace: Workspace) -> tuple[Desk, TestClient]:
    """Give a desk on a workspace, and a browser that nobody has let in yet."""
    desk = Desk(root=workspace.root)
    hosts = Hosts(names=frozenset({HOST}))
    app = local_app(desk, token=TOKEN, operator="张三", port=PORT, hosts=hosts)
    return desk, TestClient(
        app, base_url=f"http://{HOST}", raise_server_exceptions=False
    )


def signed_in(workspace: Workspace) -> tuple[Desk, TestClient]:
    """Give a desk, and a browser that was let in by the start address."""
    desk, client = open_desk(workspace)
    client.get(f"/?token={TOKEN}")
    client.headers.update(OWN_PAGE)
    return desk, client


def done(desk: Desk, response: Response) -> Job:
    """Wait for the job that a page shows, and give it."""
    number = int(str(response.url).rpartition("/")[2])
    job = desk.jobs.find(number)
    assert job is not None
    assert job.over.wait(60)
    return job
