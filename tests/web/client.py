"""A desk in this process, asked as a browser would ask it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from starlette.testclient import TestClient

from xltool.model.access import Role
from xltool.web.app import local_app, shared_app
from xltool.web.desk import Desk
from xltool.web.guard import Hosts
from xltool.workflows.operators import add_operator, operators

if TYPE_CHECKING:
    from httpx2 import Response
    from starlette.applications import Starlette

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


PASSWORD = "洞庭湖畔 2025"  # noqa: S105 - of no real desk
NOW = dt.datetime(2025, 8, 4, 9, tzinfo=dt.UTC)


def open_shared(workspace: Workspace) -> tuple[Desk, Starlette]:
    """Give a shared desk and its application; 李红 may do everything, 督查室 reads."""
    if not operators(workspace):
        for name, role in (("李红", Role.OPERATOR), ("督查室", Role.READER)):
            add_operator(workspace, name, PASSWORD, role=role, now=NOW)
    desk = Desk(root=workspace.root, shared=True)
    hosts = Hosts(names=frozenset({HOST}))
    return desk, shared_app(desk, port=PORT, hosts=hosts)


def visit(
    app: Starlette, *, scheme: str = "http", address: str = "10.0.0.7"
) -> TestClient:
    """Give a browser at another computer that nobody has let in yet."""
    return TestClient(
        app,
        base_url=f"{scheme}://{HOST}",
        headers=OWN_PAGE,
        raise_server_exceptions=False,
        client=(address, 50000),
    )


def sign_in(
    client: TestClient, name: str, password: str = PASSWORD, next_page: str = ""
) -> Response:
    """Sign in, and give the answer without following it."""
    words = {"name": name, "password": password, "next": next_page}
    return client.post("/sign-in", data=words, follow_redirects=False)


def done(desk: Desk, response: Response) -> Job:
    """Wait for the job that a page shows, and give it."""
    number = int(str(response.url).rpartition("/")[2])
    job = desk.jobs.find(number)
    assert job is not None
    assert job.over.wait(60)
    return job
