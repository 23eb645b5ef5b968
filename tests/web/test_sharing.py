"""A desk for several clerks: who signs in, what each role may do, when a session ends."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from starlette.routing import Route

from tests.checks.returned import UNIT
from tests.web.client import (
    HOST,
    NOW,
    PASSWORD,
    open_shared,
    sign_in,
    visit,
    with_portal,
)
from tests.workflows.office import JULY, entries, filled_in
from xltool.ledger.ledger import open_ledger
from xltool.model.access import Role
from xltool.workflows.operators import add_operator, remove_operator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.applications import Starlette
    from starlette.testclient import TestClient

    from xltool.ledger.records import Event
    from xltool.web.desk import Desk
    from xltool.workspace import Workspace

NO_CHANGE = {"/go", "/sign-in", "/sign-out"}
"""What is posted to and changes nothing of the office's."""
REFUSED = {"/stop", "/registry/open"}
"""What nobody does at a shared desk."""
POSTS: dict[str, dict[str, Any]] = {
    "/p/{period}/generate": {},
    "/p/{period}/send": {},
    "/p/{period}/remind": {},
    "/p/{period}/intake": {"files": {"files": ("a.xlsx", b"no workbook")}},
    "/p/{period}/intake/batch": {"data": {"batch": "0123", "action": "forget"}},
    "/p/{period}/mailbox": {},
    "/p/{period}/answer": {},
    "/p/{period}/unit/{code}/waive": {"data": {"finding": "V104", "reason": "核实过"}},
    "/p/{period}/unit/{code}/decide": {
        "data": {"decision": "approve", "reason": "核实过"}
    },
    "/p/{period}/unit/{code}/extend": {
        "data": {"until": "2025-08-12", "reason": "防汛"}
    },
    "/p/{period}/unit/{code}/link": {"data": {"action": "give"}},
    "/registry/import": {"files": {"table": ("表.txt", "1、没有任务".encode())}},
    "/registry/answer": {"data": {"code": "Q1", "answer": "保持原样"}},
    "/p/{period}/rollup": {},
    "/p/{period}/bulletin": {"data": {"number": "1", "date": "2025-08-06"}},
    "/p/{period}/proof": {"files": {"bulletin": ("专报.txt", "完成5件。".encode())}},
    "/p/{period}/settling": {"data": {"code": "H1", "answer": "采用"}},
    "/p/{period}/settling/ask": {},
    "/p/{period}/close": {},
    "/p/{period}/reopen": {"data": {"reason": "更正"}},
}
"""What is posted to each changing route, in an order in which each does something."""
NOT_THERE = {"/p/{period}/settling"}
"""What records its own event, where there is something to answer."""


@pytest.fixture
def shared(office: Workspace) -> tuple[Desk, Starlette]:
    return open_shared(with_portal(office))


@pytest.fixture
def clerk(shared: tuple[Desk, Starlette]) -> TestClient:
    """李红, signed in."""
    client = visit(shared[1])
    assert sign_in(client, "李红").status_code == 303
    return client


def posted_routes(app: Starlette) -> Iterator[str]:
    for route in app.routes:
        if isinstance(route, Route) and "POST" in (route.methods or ()):
            yield route.path


def address_of(path: str) -> str:
    return path.format(period=JULY, code=UNIT)


def events(workspace: Workspace, action: str = "") -> list[Event]:
    with open_ledger(workspace.database_url) as ledger:
        found = [*ledger.events(JULY), *ledger.events("")]
    return [one for one in found if not action or one.action == action]


def test_nobody_sees_a_page_without_signing_in(shared: tuple[Desk, Starlette]) -> None:
    stranger = visit(shared[1])
    answer = stranger.get(f"/p/{JULY}", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/sign-in?next=/p/{JULY}"
    assert JULY not in stranger.get("/sign-in").text
    assert stranger.get("/static/desk.css").status_code == 200
    for path in posted_routes(shared[1]):
        if path != "/sign-in":
            assert stranger.post(address_of(path)).status_code == 403


def test_who_signs_in_comes_to_the_page_that_was_asked_for(
    shared: tuple[Desk, Starlette], office: Workspace
) -> None:
    client = visit(shared[1])
    answer = sign_in(client, "李红", next_page=f"/p/{JULY}/intake")
    assert answer.headers["location"] == f"/p/{JULY}/intake"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "secure" not in cookie
    assert "李红" in client.get(f"/p/{JULY}/intake").text
    (entry,) = events(office, "登录")
    assert (entry.who, entry.detail) == ("李红", "来自 10.0.0.7")


def test_behind_tls_the_cookie_goes_over_tls_alone(
    shared: tuple[Desk, Starlette],
) -> None:
    client = visit(shared[1], scheme="https")
    assert "secure" in sign_in(client, "李红").headers["set-cookie"].lower()


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example", "/\\evil", "", "/sign-in"]
)
def test_signing_in_never_leads_elsewhere(
    shared: tuple[Desk, Starlette], elsewhere: str
) -> None:
    answer = sign_in(visit(shared[1]), "李红", next_page=elsewhere)
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    ("name", "password"),
    [("李红", "洞庭湖畔 2024"), ("李红", ""), ("没有这个人", PASSWORD), ("", "")],
)
def test_a_wrong_name_or_password_says_the_same(
    shared: tuple[Desk, Starlette], office: Workspace, name: str, password: str
) -> None:
    client = visit(shared[1])
    answer = sign_in(client, name, password)
    assert answer.status_code == 403
    assert "名字或口令不对" in answer.text
    assert "set-cookie" not in answer.headers
    assert len(events(office, "登录失败")) == 1


def test_a_name_is_tried_five_times_and_then_waits(
    shared: tuple[Desk, Starlette],
) -> None:
    for number in range(5):
        client = visit(shared[1], address=f"10.0.1.{number}")
        assert sign_in(client, "李红", "wrong password").status_code == 403
    refused = sign_in(visit(shared[1], address="10.0.1.9"), "李红")
    assert refused.status_code == 429
    assert "秒再试" in refused.text
    assert sign_in(visit(shared[1]), "督查室").status_code == 303


def test_an_address_is_tried_twenty_times_and_then_waits(
    shared: tuple[Desk, Starlette], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xltool.web.signing_in.signing_in", lambda *_: None)
    client = visit(shared[1])
    statuses = [sign_in(client, f"名字{one}").status_code for one in range(21)]
    assert statuses == [403] * 20 + [429]


def test_a_session_ends_when_nothing_is_asked_and_after_hours(
    shared: tuple[Desk, Starlette], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, now = visit(shared[1]), [time.monotonic()]
    monkeypatch.setattr("xltool.web.signing_in.time.monotonic", lambda: now[0])
    sign_in(client, "李红")
    now[0] += 29 * 60
    assert client.get("/calendar", follow_redirects=False).status_code == 200
    now[0] += 31 * 60
    assert client.get("/calendar", follow_redirects=False).status_code == 303
    sign_in(client, "李红")
    for _ in range(12 * 3):
        now[0] += 20 * 60
        assert client.get("/calendar", follow_redirects=False).status_code == 200
    now[0] += 60
    assert client.get("/calendar", follow_redirects=False).status_code == 303


def test_who_signs_out_is_out(clerk: TestClient) -> None:
    kept = dict(clerk.cookies)
    clerk.post("/sign-out")
    clerk.cookies.update(kept)
    assert clerk.get("/calendar", follow_redirects=False).status_code == 303


def test_who_is_removed_or_changed_is_out_at_once(
    clerk: TestClient, office: Workspace
) -> None:
    assert clerk.get("/calendar").status_code == 200
    remove_operator(office, "李红", now=NOW)
    assert clerk.get("/calendar", follow_redirects=False).status_code == 303
    add_operator(office, "李红", PASSWORD, role=Role.OPERATOR, now=NOW)
    sign_in(clerk, "李红")
    assert clerk.get("/calendar", follow_redirects=False).status_code == 200
    add_operator(office, "李红", PASSWORD, role=Role.READER, now=NOW)
    assert clerk.get("/calendar", follow_redirects=False).status_code == 303


def test_every_changing_route_is_known_here(shared: tuple[Desk, Starlette]) -> None:
    assert set(posted_routes(shared[1])) == {*POSTS, *NO_CHANGE, *REFUSED}


def test_who_only_reads_changes_nothing_and_sees_everything(
    shared: tuple[Desk, Starlette], office: Workspace
) -> None:
    desk, app = shared
    reader = visit(app)
    sign_in(reader, "督查室")
    before = len(events(office))
    for path in (*POSTS, *REFUSED):
        answer = reader.post(address_of(path), **POSTS.get(path, {}))
        assert answer.status_code == 403, path
        assert "只读" in answer.text, path
    assert not desk.jobs.recent()
    assert len(events(office)) == before
    for path in (f"/p/{JULY}", f"/p/{JULY}/missing", "/registry/file", "/calendar"):
        assert reader.get(path).status_code == 200
    assert 'class="reader"' in reader.get(f"/p/{JULY}").text
    assert reader.post("/go", data={"period": JULY}).status_code == 200


def test_every_action_is_an_event_with_its_operator(
    shared: tuple[Desk, Starlette], clerk: TestClient, office: Workspace
) -> None:
    desk, _ = shared
    left = desk.uploads / "0123" / "0000"
    left.mkdir(parents=True)
    (left / "报送.xlsx").write_bytes(b"")
    faulty = filled_in(office, entries(T01_01_1="大约十几"))
    clerk.post(f"/p/{JULY}/intake", files={"files": (f"{UNIT}.xlsx", faulty)})
    assert desk.jobs.recent()[0].over.wait(60)
    for path, sent in POSTS.items():
        before = len([one for one in events(office) if one.who == "李红"])
        clerk.post(address_of(path), **sent)
        for job in desk.jobs.recent():
            assert job.over.wait(60)
        after = len([one for one in events(office) if one.who == "李红"])
        assert after > before or path in NOT_THERE, path
    assert {job.operator for job in desk.jobs.recent()} == {"李红"}
    assert "李红" in clerk.get("/jobs").text


@pytest.mark.parametrize("path", sorted(REFUSED))
def test_nobody_ends_a_shared_desk_or_opens_programs_of_its_computer(
    shared: tuple[Desk, Starlette],
    clerk: TestClient,
    path: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[object] = []
    monkeypatch.setattr("click.launch", done.append)
    shared[0].stop = lambda: done.append(True)
    assert clerk.post(path).status_code == 403
    assert not done


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Host": "evil.example"}]
)
def test_a_strangers_page_neither_signs_in_nor_changes(
    clerk: TestClient, office: Workspace, headers: dict[str, str]
) -> None:
    words = {"name": "李红", "password": PASSWORD}
    for path in ("/sign-in", f"/p/{JULY}/close"):
        assert clerk.post(path, data=words, headers=headers).status_code in {403, 421}
    with open_ledger(office.database_url) as ledger:
        assert not ledger.is_closed(JULY)


def test_two_desks_on_one_ledger_work_side_by_side(office: Workspace) -> None:
    (_, one), (_, other) = open_shared(office), open_shared(office)
    first, second = visit(one), visit(other, address="10.0.0.8")
    sign_in(first, "李红")
    assert sign_in(second, "李红").status_code == 303
    first.post(f"/p/{JULY}/close")
    assert "已关闭" in second.get("/calendar").text
    assert HOST in str(second.get("/calendar").url)


def test_a_clerk_gives_and_revokes_a_units_link(
    clerk: TestClient, office: Workspace
) -> None:
    address = f"/p/{JULY}/unit/{UNIT}"
    assert "看专用链接" in clerk.get(address).text
    given = clerk.post(f"{address}/link", data={"action": "give"}).text
    assert "/portal/?link=1-" in given
    assert (
        "收回了 1 条" in clerk.post(f"{address}/link", data={"action": "revoke"}).text
    )
    with open_ledger(office.database_url) as ledger:
        done = [one for one in ledger.history(UNIT) if "入口链接" in one.action]
    assert [one.who for one in done] == ["李红", "李红"]
