"""The shared desk and the portal on a real uvicorn, and a network that means ill."""

from __future__ import annotations

import json
import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection, HTTPSConnection
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from tests.checks.returned import OTHER, UNIT
from tests.mail.servers import make_certificate
from tests.web.client import PASSWORD, link_of, open_shared, with_portal
from tests.web.desks import Server, running_desk, serving
from tests.workflows.office import JULY, entries, filled_in
from xltool.cli.main import run
from xltool.ledger.ledger import open_ledger
from xltool.web import guard, protocol
from xltool.web.desk import Desk
from xltool.web.portal.app import portal_app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.applications import Starlette

    from xltool.web.guard import Hosts
    from xltool.workspace import Workspace

pytestmark = pytest.mark.xdist_group("network")
SENDINGS = 24
"""Uploads at once of the load in the suite; `benchmarks.portal` has the whole one."""
OWN = {"Sec-Fetch-Site": "same-origin"}
FORWARDED = {
    "Host": "report.example.gov.cn",
    "X-Forwarded-For": "10.9.9.9",
    "X-Forwarded-Proto": "https",
}


@pytest.fixture
def office(office: Workspace) -> Workspace:
    return with_portal(office)


@pytest.fixture
def portal(office: Workspace) -> Iterator[Server]:
    """The portal on a server of its own."""
    made: list[Starlette] = []

    def make(hosts: Hosts) -> Starlette:
        made.append(portal_app(Desk(root=office.root, shared=True), hosts=hosts))
        return made[0]

    with serving(make) as server:
        yield server
    made[0].state.intake.close()


def entered(server: Server, workspace: Workspace, unit: str) -> str:
    """Open a unit's link, and give the cookie that it becomes."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.request("GET", link_of(workspace, unit))
    answer = connection.getresponse()
    assert answer.status == 303
    cookie = answer.headers["Set-Cookie"].partition(";")[0]
    connection.close()
    return cookie


def multipart(name: str, content: bytes) -> tuple[bytes, dict[str, str]]:
    """Give the body of an upload and its headers."""
    head = (
        '--x\r\nContent-Disposition: form-data; name="form"\r\n\r\n月通报\r\n'
        f'--x\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
    )
    body = head.encode() + content + b"\r\n--x--\r\n"
    return body, {"Content-Type": "multipart/form-data; boundary=x", **OWN}


def upload(server: Server, cookie: str, name: str, content: bytes) -> str:
    """Upload a file, and give where the answer will be."""
    body, headers = multipart(name, content)
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request(
        "POST", f"/portal/p/{JULY}/upload", body, {**headers, "Cookie": cookie}
    )
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == 303
    return str(answer.headers["Location"])


def page(server: Server, cookie: str, path: str) -> str:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", path, headers={"Cookie": cookie})
    text = connection.getresponse().read().decode()
    connection.close()
    return text


def test_many_who_upload_at_once_are_each_judged_once_in_the_order_of_arrival(
    portal: Server, office: Workspace
) -> None:
    cookies = {unit: entered(portal, office, unit) for unit in (UNIT, OTHER)}
    book = filled_in(office, entries(OTHER), OTHER)
    files = [
        (UNIT, filled_in(office, entries(T01_01_1=f"{number}")))
        if number % 2
        else (OTHER, book + bytes(number))
        for number in range(SENDINGS)
    ]

    def send(number: int) -> tuple[str, str]:
        unit, content = files[number]
        cookie = cookies[unit]
        return cookie, upload(portal, cookie, f"{number:02}.xlsx", content)

    with ThreadPoolExecutor(3) as odd, ThreadPoolExecutor(3) as even:
        first = odd.map(send, range(1, SENDINGS, 2))
        sent = [*even.map(send, range(0, SENDINGS, 2)), *first]
    until = time.monotonic() + 60
    for cookie, address in sent:
        while "正在校验" in page(portal, cookie, address):
            assert time.monotonic() < until
            time.sleep(0.1)
        assert "回执号" in page(portal, cookie, address)
    with open_ledger(office.database_url) as ledger:
        judged = ledger.submissions(JULY)
        originals = ledger.originals(JULY)
    assert len(judged) == len(originals) == SENDINGS
    arrived = {}
    for one in originals:
        arrived[one.name] = one.source.split("/")[1]
    assert list(arrived.values()) == sorted(arrived.values())
    assert [one.original.id for one in judged] == [one.id for one in originals]
    counting = [one for one in judged if one.counts]
    for found in counting:
        of_unit = [each.original.id for each in judged if each.unit == found.unit]
        assert found.original.id == max(of_unit)


def test_an_upload_that_is_cut_off_leaves_nothing_and_is_repeated(
    portal: Server, office: Workspace
) -> None:
    cookie = entered(portal, office, UNIT)
    book = filled_in(office, entries())
    body, headers = multipart("a.xlsx", book)
    with socket.create_connection(("127.0.0.1", portal.port)) as cut:
        lines = [f"POST /portal/p/{JULY}/upload HTTP/1.1"]
        sent = {
            "Host": f"127.0.0.1:{portal.port}",
            "Cookie": cookie,
            "Content-Length": str(len(body)),
            **headers,
        }
        lines += [f"{name}: {value}" for name, value in sent.items()]
        cut.sendall("\r\n".join([*lines, "", ""]).encode() + body[: len(body) // 2])
        time.sleep(0.3)
    folder = office.root / "submissions" / "portal"
    assert not folder.exists()
    upload(portal, cookie, "a.xlsx", book)
    until = time.monotonic() + 30
    while not list_of_judged(office):
        assert time.monotonic() < until
        time.sleep(0.1)
    assert list_of_judged(office) == ["a.xlsx"]


def list_of_judged(office: Workspace) -> list[str]:
    with open_ledger(office.database_url) as ledger:
        return [one.original.name for one in ledger.submissions(JULY)]


def test_who_sends_a_byte_now_and_then_is_let_go(
    portal: Server, office: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.5)
    monkeypatch.setattr(guard, "PATIENCE_SECONDS", 0.5)
    cookie = entered(portal, office, UNIT)
    slow = [socket.create_connection(("127.0.0.1", portal.port)) for _ in range(40)]
    for one in slow:
        one.sendall(b"GET /portal/ HTTP/1.1\r\nHost: ")
    stalled = socket.create_connection(("127.0.0.1", portal.port))
    body, headers = multipart("a.xlsx", b"x" * 1000)
    head = [f"POST /portal/p/{JULY}/upload HTTP/1.1", f"Cookie: {cookie}"]
    head += [f"Host: 127.0.0.1:{portal.port}", f"Content-Length: {len(body)}"]
    head += [f"{name}: {value}" for name, value in headers.items()]
    stalled.sendall("\r\n".join([*head, "", ""]).encode() + body[:300])
    assert "月通报" in page(portal, cookie, "/portal/")
    for one in slow:
        one.settimeout(10)
        assert one.recv(100) == b""
        one.close()
    stalled.settimeout(10)
    assert b" 413 " in stalled.recv(100)
    stalled.close()


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET /portal/../p/2025-07 HTTP/1.1\r\nHost: {host}\r\n",
        b"GET /portal/%2e%2e/p/2025-07 HTTP/1.1\r\nHost: {host}\r\n",
        b"GET //portal/ HTTP/1.1\r\nHost: {host}\r\n",
        b"GET /portal/static/../../templates/base.html HTTP/1.1\r\nHost: {host}\r\n",
        b"GET /portal/ HTTP/1.1\r\nHost: evil.example\r\n",
        b"GET /portal/ HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-Host: evil.example\r\n",
        b"GET /portal/ HTTP/1.1\r\nHost: {host}\r\nX: " + b"x" * 70000 + b"\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n",
    ],
)
def test_odd_requests_show_nothing(portal: Server, request_line: bytes) -> None:
    host = f"127.0.0.1:{portal.port}".encode()
    with socket.create_connection(("127.0.0.1", portal.port), timeout=10) as client:
        client.sendall(request_line.replace(b"{host}", host) + b"\r\n")
        answer = client.recv(4000)
    assert b" 200 " not in answer[:20]
    assert UNIT.encode() not in answer


def signed_in_over(connection: HTTPConnection, **headers: str) -> tuple[int, str]:
    """Sign in, and give the status and the cookie."""
    body = urlencode({"name": "李红", "password": PASSWORD})
    kind = {"Content-Type": "application/x-www-form-urlencoded", **OWN, **headers}
    connection.request("POST", "/sign-in", body, kind)
    answer = connection.getresponse()
    answer.read()
    return answer.status, str(answer.headers["Set-Cookie"])


def settings_with(workspace: Workspace, **values: object) -> None:
    """Set keys of the section [desk]."""
    path = workspace.root / "xltool.toml"
    head, mark, tail = path.read_text(encoding="utf-8").partition("[desk]\n")
    lines = []
    for line in tail.splitlines():
        name = line.partition(" =")[0]
        if name in values and values[name] is not None:
            line = f"{name} = {json.dumps(values.pop(name), ensure_ascii=False)}"  # noqa: PLW2901
        lines.append(line)
    path.write_text(head + mark + "\n".join(lines) + "\n", encoding="utf-8")


def test_a_shared_desk_speaks_tls_by_certificate_files(
    office: Workspace, tmp_path: Path
) -> None:
    open_shared(office)
    certificate = make_certificate(tmp_path)
    settings_with(office, certificate=str(certificate))
    with running_desk(office.root, "--host", "0.0.0.0") as desk:  # noqa: S104
        assert desk.address.startswith("https://127.0.0.1:")
        assert "token" not in desk.address
        port = int(desk.base.rpartition(":")[2])
        trusted = ssl.create_default_context(cafile=certificate)
        with closing(
            HTTPSConnection("127.0.0.1", port, context=trusted, timeout=30)
        ) as connection:
            status, cookie = signed_in_over(connection)
            assert status == 303
            assert "Secure" in cookie
            connection.request("GET", "/portal/")
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 403


def test_behind_a_proxy_its_headers_are_believed_and_nobody_elses(
    office: Workspace,
) -> None:
    open_shared(office)
    settings_with(office, proxies=["127.0.0.1"], hosts=["report.example.gov.cn"])
    with running_desk(office.root) as desk:
        port = int(desk.base.rpartition(":")[2])
        with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            status, cookie = signed_in_over(connection, **FORWARDED)
        assert (status, "Secure" in cookie) == (303, True)
    settings_with(office, proxies=["10.1.1.1"])
    with running_desk(office.root) as desk:
        port = int(desk.base.rpartition(":")[2])
        with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            status, cookie = signed_in_over(connection, **FORWARDED)
        assert (status, "Secure" in cookie) == (303, False)
    with open_ledger(office.database_url) as ledger:
        came = [one.detail for one in ledger.events("") if one.action == "登录"]
    assert came == ["来自 10.9.9.9", "来自 127.0.0.1"]


def test_a_certificate_that_cannot_be_used_is_named(
    office: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    open_shared(office)
    settings_with(office, certificate="没有.pem")
    command = ["-w", str(office.root), "desk", "--no-browser", "--host", "0.0.0.0"]  # noqa: S104
    assert run(command) == 1
    assert "证书" in capsys.readouterr().err.splitlines()[-1]
