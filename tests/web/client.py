"""A desk in this process, asked as a browser would ask it."""

from __future__ import annotations

import datetime as dt
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from starlette.testclient import TestClient

from xltool.model.access import Role
from xltool.web.app import local_app, shared_app
from xltool.web.desk import Desk
from xltool.web.guard import Hosts
from xltool.web.portal.app import portal_app
from xltool.workflows.links import give_link
from xltool.workflows.operators import add_operator, operators
from xltool.workspace import find_workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

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


@contextmanager
def open_portal(workspace: Workspace) -> Iterator[Starlette]:
    """Give the portal of a workspace, and stop it at the end."""
    desk = Desk(root=workspace.root, shared=True)
    app = portal_app(desk, hosts=Hosts(names=frozenset({HOST})))
    yield app
    app.state.intake.close()


def with_portal(workspace: Workspace) -> Workspace:
    """Set the portal's address."""
    path = workspace.root / "xltool.toml"
    text = path.read_text(encoding="utf-8")
    begin, mark, rest = text.partition("[portal]\n")
    address = f'address = "http://{HOST}"'
    changed = begin + mark + rest.replace('address = ""', address, 1)
    path.write_text(changed, encoding="utf-8")
    return find_workspace(workspace.root)


def link_of(workspace: Workspace, unit: str) -> str:
    """Give the address of a unit's link without the host."""
    address = give_link(workspace, unit, now=dt.datetime.now(dt.UTC)).address
    return address.removeprefix(f"http://{HOST}")


def unit_browser(
    app: Starlette, workspace: Workspace, unit: str, address: str = "10.0.2.7"
) -> TestClient:
    """Give the browser of a unit that has opened its link."""
    client = visit(app, address=address)
    assert client.get(link_of(workspace, unit)).status_code == 200
    return client


def send_up(
    client: TestClient,
    *files: tuple[str, bytes],
    period: str = "2025-07",
    form: str = "月通报",
    kind: str = "",
) -> Response:
    """Upload files as the form of the first page does; gives where that leads."""
    return client.post(
        f"/portal/p/{period}/upload",
        data={"form": form, "kind": kind},
        files=[("files", one) for one in files],
        follow_redirects=False,
    )


def told(client: TestClient, response: Response) -> str:
    """Wait until an upload is judged, and give what the page says."""
    assert response.status_code == 303, response.text
    address = response.headers["location"]
    for _ in range(600):
        page = client.get(address)
        if "正在校验" not in page.text:
            return page.text
        time.sleep(0.05)
    raise AssertionError(address)


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
