"""Who is let in, who is not, and that a refused request changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.client import HOST, OWN_PAGE, TOKEN, open_desk, signed_in
from tests.workflows.office import JULY
from xltool.ledger.ledger import open_ledger
from xltool.web import guard

if TYPE_CHECKING:
    from xltool.workspace import Workspace


def is_closed(workspace: Workspace) -> bool:
    with open_ledger(workspace.database_url) as ledger:
        return ledger.is_closed(JULY)


def test_nobody_gets_in_without_the_token(office: Workspace) -> None:
    _, client = open_desk(office)
    response = client.get(f"/p/{JULY}")
    assert response.status_code == 403
    assert "xltool desk" in response.text


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], TOKEN + "x", "令牌"])
def test_nobody_gets_in_with_another_token(office: Workspace, token: str) -> None:
    _, client = open_desk(office)
    assert client.get("/", params={"token": token}).status_code == 403


def test_the_start_address_lets_a_browser_in_and_hides_its_token(
    office: Workspace,
) -> None:
    _, client = open_desk(office)
    response = client.get(f"/?token={TOKEN}", follow_redirects=False)
    assert response.status_code == 303
    assert "token" not in response.headers["location"]
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert client.get(f"/p/{JULY}").status_code == 200


def test_a_start_address_never_leads_elsewhere(office: Workspace) -> None:
    _, client = open_desk(office)
    response = client.get(
        f"http://{HOST}//evil.example/?token={TOKEN}", follow_redirects=False
    )
    assert response.headers["location"].startswith("/evil.example")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:1", "localhost", ""])
def test_another_host_is_not_answered(office: Workspace, host: str) -> None:
    _, client = signed_in(office)
    assert client.get(f"/p/{JULY}", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://[::1"},
        {},
    ],
)
def test_a_strangers_page_changes_nothing(
    office: Workspace, headers: dict[str, str]
) -> None:
    _, client = signed_in(office)
    del client.headers["Sec-Fetch-Site"]
    response = client.post(f"/p/{JULY}/close", headers=headers)
    assert response.status_code == 403
    assert not is_closed(office)


@pytest.mark.parametrize("headers", [OWN_PAGE, {"Origin": f"http://{HOST}"}])
def test_the_desks_own_page_does(office: Workspace, headers: dict[str, str]) -> None:
    _, client = signed_in(office)
    del client.headers["Sec-Fetch-Site"]
    assert client.post(f"/p/{JULY}/close", headers=headers).status_code == 200
    assert is_closed(office)


@pytest.mark.parametrize("size", ["2147483648", "much"])
def test_two_gigabytes_are_refused_before_they_are_read(
    office: Workspace, size: str
) -> None:
    desk, client = signed_in(office)
    response = client.post(
        f"/p/{JULY}/intake", headers={"Content-Length": size}, content=b"x"
    )
    assert response.status_code == 413
    assert "分几次" in response.text
    assert not desk.uploads.exists()


def test_a_body_that_hides_its_size_is_cut_off(
    office: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "MOST_BYTES", 1000)
    desk, client = signed_in(office)
    body = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.xlsx"\r\n'
    pieces = (body, b"\r\n", b"x" * 5000)
    response = client.post(
        f"/p/{JULY}/intake",
        headers={"Content-Type": "multipart/form-data; boundary=b"},
        content=iter(pieces),
    )
    assert response.status_code == 413
    assert not desk.uploads.exists()


def test_every_answer_forbids_foreign_scripts(office: Workspace) -> None:
    _, client = signed_in(office)
    for address in ("/", f"/p/{JULY}", "/nowhere", "/static/desk.js"):
        policy = client.get(address).headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
