"""What a unit sees and does through its link, and that nothing of another is shown."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import time
import zipfile
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
from sqlalchemy import text as sql

from tests.checks.returned import OTHER, UNIT
from tests.web.client import (
    link_of,
    open_portal,
    open_shared,
    send_up,
    sign_in,
    told,
    unit_browser,
    visit,
    with_portal,
)
from tests.workflows.office import JULY, entries, filled_in, open_office
from xltool.errors import LedgerError
from xltool.ledger.ledger import open_ledger
from xltool.model.period import Period
from xltool.model.submission import UnitState, Verdict
from xltool.model.value import MISSING
from xltool.web.portal.app import Doors
from xltool.workflows.collecting import collect
from xltool.workflows.deciding import extend
from xltool.workflows.links import link_token, revoke_link
from xltool.workflows.period import close, status
from xltool.workflows.portal import take_in
from xltool.workflows.settling import questions, settle
from xltool.workspace import find_workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from starlette.applications import Starlette
    from starlette.testclient import TestClient

    from tests.postgres import Server
    from xltool.ledger.records import Event, Submission
    from xltool.model.submission import UnitStanding
    from xltool.workflows.portal import FileAnswer, Upload
    from xltool.workspace import Workspace

NOW = dt.datetime(2025, 8, 4, 9, tzinfo=dt.UTC)


@pytest.fixture
def office(office: Workspace) -> Workspace:
    return with_portal(office)


@pytest.fixture
def portal(office: Workspace) -> Iterator[Starlette]:
    with open_portal(office) as app:
        yield app


@pytest.fixture
def unit(portal: Starlette, office: Workspace) -> TestClient:
    """市科技局, who has opened its link."""
    return unit_browser(portal, office, UNIT)


def submissions(office: Workspace) -> tuple[Submission, ...]:
    with open_ledger(office.database_url) as ledger:
        return ledger.submissions(JULY)


def refusals(office: Workspace) -> list[Event]:
    with open_ledger(office.database_url) as ledger:
        return [one for one in ledger.events("") if one.action == "拒绝进入"]


def test_a_link_becomes_a_cookie_of_the_portal_and_leaves_the_address(
    portal: Starlette, office: Workspace
) -> None:
    client = visit(portal, scheme="https")
    answer = client.get(link_of(office, UNIT), follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/portal/"
    cookie = answer.headers["set-cookie"].lower()
    for part in ("path=/portal", "httponly", "samesite=lax", "secure"):
        assert part in cookie
    page = client.get("/portal/")
    assert "no-referrer" in page.headers["referrer-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    with open_ledger(office.database_url) as ledger:
        actions = [one.action for one in ledger.history(UNIT)]
    assert "进入入口" in actions


def test_a_unit_sees_its_workbook_deadline_and_later_due_date(
    unit: TestClient, office: Workspace
) -> None:
    text = unit.get("/portal/").text
    assert UNIT in text
    assert "2025年7月" in text
    assert "还没有报来" in text
    assert OTHER not in text
    extend(
        office,
        Period.parse(JULY),
        UNIT,
        until=dt.date(2025, 8, 20),
        reason="防汛",
        now=NOW,
    )
    assert "延到" in unit.get("/portal/").text
    book = unit.get(f"/portal/p/{JULY}/workbook/月通报")
    with open_ledger(office.database_url) as ledger:
        issue = ledger.latest_issue(JULY, UNIT)
    assert issue is not None
    assert book.content == (office.issued(JULY) / issue.file).read_bytes()


def test_an_upload_is_judged_at_once_with_the_words_of_a_mail_and_a_receipt(
    unit: TestClient, office: Workspace
) -> None:
    page = told(unit, send_up(unit, (f"{UNIT}.xlsx", filled_in(office, entries()))))
    assert "没有发现问题，已登记" in page
    (one,) = submissions(office)
    assert one.receipt in page
    assert one.counts
    assert one.original.sender.startswith("单位入口#")
    assert "合格" in unit.get("/portal/").text
    assert not list((office.root / "submissions" / "portal").glob("*"))


def test_a_returned_report_comes_with_its_findings_and_the_annotated_copy(
    unit: TestClient, office: Workspace
) -> None:
    faulty = filled_in(office, entries(T01_01_1="大约十几"))
    page = told(unit, send_up(unit, (f"{UNIT}.xlsx", faulty)))
    assert "退回" in page
    assert "大约十几" in page
    (one,) = submissions(office)
    copy = unit.get(f"/portal/p/{JULY}/annotated/{one.id}")
    assert one.feedback
    assert copy.content == (office.returned(JULY) / one.feedback).read_bytes()


def test_scans_are_kept_as_evidence_of_the_form(
    unit: TestClient, office: Workspace
) -> None:
    told(unit, send_up(unit, (f"{UNIT}.xlsx", filled_in(office, entries()))))
    scan = ("盖章.pdf", b"%PDF-1.4 stamped")
    assert "作为佐证保存" in told(unit, send_up(unit, scan, kind="evidence"))
    assert "盖章.pdf" in unit.get("/portal/").text
    with open_ledger(office.database_url) as ledger:
        kept = ledger.evidence(JULY, "月通报")
        actions = [one.action for one in ledger.history(UNIT)]
    assert [one.name for one in kept[UNIT]] == ["盖章.pdf"]
    assert "收到佐证" in actions
    assert (office.received(JULY) / kept[UNIT][0].stored).read_bytes() == scan[1]


def test_the_same_file_twice_is_judged_once(
    unit: TestClient, office: Workspace
) -> None:
    book = (f"{UNIT}.xlsx", filled_in(office, entries()))
    told(unit, send_up(unit, book))
    assert "以前已经报过" in told(unit, send_up(unit, book))
    assert len(submissions(office)) == 1


def test_files_of_one_name_and_an_archive_are_all_taken(
    unit: TestClient, office: Workspace
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("内/报表.xlsx", filled_in(office, entries(T01_01_1="9")))
    books = [filled_in(office, entries(T01_01_1=text)) for text in ("7", "8")]
    files = [("a.xlsx", one) for one in books]
    page = told(unit, send_up(unit, *files, ("包.zip", packed.getvalue())))
    assert page.count("回执号") == 3
    assert len(submissions(office)) == 3


def test_anothers_workbook_is_held_and_nothing_of_it_is_told(
    unit: TestClient, office: Workspace
) -> None:
    book = (f"{OTHER}.xlsx", filled_in(office, entries(OTHER), OTHER))
    page = told(unit, send_up(unit, book))
    assert "不是发给本单位的" in page
    assert "回执号" not in page
    (one,) = submissions(office)
    assert (one.unit, one.verdict, one.counts) == (OTHER, Verdict.HELD, False)
    assert [found.code for found in one.findings][:1] == ["S114"]
    assert OTHER not in unit.get("/portal/").text.replace(f"{OTHER}.xlsx", "")
    assert unit.get(f"/portal/p/{JULY}/annotated/{one.id}").status_code == 404


def standing(office: Workspace, unit: str) -> UnitStanding:
    found = status(office, Period.parse(JULY), now=NOW).units
    return next(one for one in found if one.code == unit)


def test_anothers_upload_does_not_change_where_a_unit_stands(
    portal: Starlette, unit: TestClient, office: Workspace
) -> None:
    other = unit_browser(portal, office, OTHER, address="10.0.2.8")
    before = standing(office, UNIT)
    told(other, send_up(other, ("x.xlsx", filled_in(office, entries()))))
    assert standing(office, UNIT) == before
    faulty = filled_in(office, entries(T01_01_1="大约十几"))
    told(unit, send_up(unit, (f"{UNIT}.xlsx", faulty)))
    returned = standing(office, UNIT)
    assert returned.state is UnitState.RETURNED
    again = filled_in(office, entries(T01_01_1="9"))
    told(other, send_up(other, ("y.xlsx", again)))
    assert standing(office, UNIT) == returned
    *_, question = questions(office, Period.parse(JULY), now=NOW).open
    assert "。；" not in question.text
    assert not question.text.endswith("。")
    assert re.search(r"（\d{4}-\d\d-\d\d \d\d:\d\d 收到，认作", question.text)
    settle(office, Period.parse(JULY), question.code, "采用", now=NOW)
    assert standing(office, UNIT).state is UnitState.ACCEPTED


@pytest.mark.parametrize("by_portal", [True, False])
def test_what_was_held_is_its_units_own_once_the_unit_sends_it_itself(
    portal: Starlette,
    unit: TestClient,
    office: Workspace,
    tmp_path: Path,
    *,
    by_portal: bool,
) -> None:
    content = filled_in(office, entries(OTHER), OTHER)
    told(unit, send_up(unit, ("x.xlsx", content)))
    told(unit, send_up(unit, ("y.xlsx", content)))
    assert [one.verdict for one in submissions(office)] == [Verdict.HELD]
    if by_portal:
        other = unit_browser(portal, office, OTHER, address="10.0.2.8")
        page = told(other, send_up(other, (f"{OTHER}.xlsx", content)))
        assert "回执号" in page
        assert "以前已经报过" not in page
    else:
        (tmp_path / "in").mkdir()
        (tmp_path / "in" / f"{OTHER}.xlsx").write_bytes(content)
        collect(office, Period.parse(JULY), [tmp_path / "in"], now=NOW)
    (one,) = submissions(office)
    assert one.counts
    assert "S114" not in {found.code for found in one.findings}
    assert standing(office, OTHER).state is UnitState.ACCEPTED
    assert not questions(office, Period.parse(JULY), now=NOW).open
    with open_ledger(office.database_url) as ledger:
        details = [one.detail for one in ledger.history(OTHER)]
    assert sum("现在由本单位报来" in one for one in details) == 1
    told(unit, send_up(unit, ("z.xlsx", content)))
    assert submissions(office)[0].counts


def test_a_mail_that_is_uploaded_is_kept_and_not_opened(
    unit: TestClient, office: Workspace
) -> None:
    mail = b"Subject: x\nFrom: pj@example.gov.cn\n\nhello"
    assert "没有校验" in told(unit, send_up(unit, ("报送.txt", mail)))
    with open_ledger(office.database_url) as ledger:
        assert not ledger.letters(JULY)
        assert [one.container for one in ledger.originals(JULY)] == [True]


def test_a_unit_opens_nothing_of_another(
    portal: Starlette, unit: TestClient, office: Workspace
) -> None:
    other = unit_browser(portal, office, OTHER, address="10.0.2.8")
    faulty = filled_in(office, entries(T01_01_1="大约十几"))
    sent = send_up(unit, (f"{UNIT}.xlsx", faulty))
    told(unit, sent)
    (one,) = submissions(office)
    number = sent.headers["location"].rpartition("/")[2]
    assert other.get(f"/portal/p/{JULY}/annotated/{one.id}").status_code == 404
    away = other.get(f"/portal/upload/{number}", follow_redirects=False)
    assert away.headers["location"] == "/portal/"
    text = other.get("/portal/").text
    assert one.receipt not in text
    assert UNIT not in text


def test_a_units_session_opens_no_page_of_the_desk_and_an_operators_none_of_the_portal(
    portal: Starlette, office: Workspace
) -> None:
    _, desk = open_shared(office)
    client = visit(Doors(desk, portal))  # type: ignore[arg-type]
    client.get(link_of(office, UNIT))
    assert client.get("/portal/").status_code == 200
    for path in (f"/p/{JULY}", "/registry/file", f"/p/{JULY}/issued/{UNIT}.xlsx"):
        answer = client.get(path, follow_redirects=False)
        assert answer.headers["location"].startswith("/sign-in")
    assert client.post(f"/p/{JULY}/close").status_code == 403
    clerk = visit(Doors(desk, portal))  # type: ignore[arg-type]
    sign_in(clerk, "李红")
    assert clerk.get("/portal/").status_code == 403


@pytest.mark.parametrize(
    "altered",
    [
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: token.replace("1-", "2-", 1),
        lambda token: token.replace("-2", "-3", 1),
        lambda _: "1-20991231-" + "A" * 43,
        lambda _: "'; drop table link; --",
        lambda _: "长" * 60,
    ],
)
def test_an_altered_or_guessed_link_shows_nothing_and_is_an_event(
    portal: Starlette, office: Workspace, altered: Callable[[str], str]
) -> None:
    link_of(office, OTHER)
    token = link_of(office, UNIT).partition("=")[2]
    client = visit(portal)
    answer = client.get("/portal/", params={"link": altered(token)})
    assert answer.status_code == 403
    assert UNIT not in answer.text
    assert OTHER not in answer.text
    assert len(refusals(office)) == 1


def test_a_revoked_link_opens_nothing_any_more(
    unit: TestClient, portal: Starlette, office: Workspace
) -> None:
    address = link_of(office, UNIT)
    assert revoke_link(office, UNIT, now=NOW).revoked == 1
    kept = dict(unit.cookies)
    answer = unit.get("/portal/")
    assert answer.status_code == 403
    assert "收回" in answer.text
    unit.cookies.update(kept)
    assert send_up(unit, ("a.xlsx", b"x")).status_code == 403
    assert visit(portal).get(address).status_code == 403
    assert [one.unit for one in refusals(office)] == [UNIT] * 3
    again = link_of(office, UNIT)
    assert again != address
    assert visit(portal).get(again).status_code == 200


def test_an_expired_link_opens_nothing(portal: Starlette, office: Workspace) -> None:
    address = link_of(office, UNIT)
    with open_ledger(office.database_url) as ledger, ledger.engine.begin() as database:
        database.execute(sql("UPDATE link SET until = '2025-08-01'"))
    with open_ledger(office.database_url) as ledger:
        (link,) = ledger.links(UNIT)
    assert visit(portal).get(address).status_code == 403
    token = link_token(office.key(), link)
    answer = visit(portal).get("/portal/", params={"link": token})
    assert answer.status_code == 403
    assert "过期" in answer.text


def test_a_busy_ledger_keeps_no_unit_out_and_lets_no_stranger_in(
    portal: Starlette, office: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = link_of(office, UNIT)
    busy = mock.Mock(side_effect=LedgerError("台账数据库用不了"))
    monkeypatch.setattr("xltool.ledger.ledger.Ledger.note_access", busy)
    assert visit(portal).get(address).status_code == 200
    assert visit(portal).get(f"{address}x").status_code == 500
    assert busy.call_count == 2


def test_guessing_is_slowed_down_and_does_not_fill_the_history(
    portal: Starlette, office: Workspace
) -> None:
    stranger = visit(portal)
    statuses = [
        stranger.get("/portal/", params={"link": f"{one}"}).status_code
        for one in range(15)
    ]
    assert statuses == [403] * 10 + [429] * 5
    assert len(refusals(office)) == 10
    assert unit_browser(portal, office, UNIT, address="10.0.0.7").get("/portal/")


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "", "Origin": "http://evil.example"},
        {"Host": "evil.example"},
    ],
)
def test_a_strangers_page_uploads_nothing(
    unit: TestClient, office: Workspace, headers: dict[str, str]
) -> None:
    answer = unit.post(
        f"/portal/p/{JULY}/upload",
        data={"form": "月通报"},
        files={"files": (f"{UNIT}.xlsx", filled_in(office, entries()))},
        headers=headers,
    )
    assert answer.status_code in {403, 421}
    assert not submissions(office)


def test_what_is_too_large_or_too_much_is_refused_before_it_is_read(
    unit: TestClient, office: Workspace
) -> None:
    large = {"Content-Length": str(31 * 1024 * 1024)}
    answer = unit.post(f"/portal/p/{JULY}/upload", headers=large, content=b"x")
    assert answer.status_code == 413
    many = [(f"{number}.xlsx", b"x") for number in range(21)]
    assert send_up(unit, *many).status_code == 400
    assert send_up(unit, ("", b"")).status_code == 400
    assert not (office.root / "submissions" / "portal").exists()


def test_a_body_that_hides_its_size_is_not_read(unit: TestClient) -> None:
    pieces = iter((b"--b", b"x" * 100))
    answer = unit.post(f"/portal/p/{JULY}/upload", content=pieces)
    assert answer.status_code == 411


def test_bytes_of_one_link_are_limited(unit: TestClient) -> None:
    thirty = {"Content-Length": str(30 * 1024 * 1024)}
    statuses = []
    for _ in range(11):
        answer = unit.post(f"/portal/p/{JULY}/upload", headers=thirty, content=b"x")
        statuses.append(answer.status_code)
    assert statuses[-1] == 429
    assert 429 not in statuses[:10]
    assert int(answer.headers["Retry-After"]) > 3000


def test_uploads_of_one_link_are_limited(unit: TestClient) -> None:
    answers = [send_up(unit, ("", b"")).status_code for _ in range(41)]
    assert answers == [400] * 40 + [429]


@pytest.mark.parametrize(
    "name", ["../../../../逃出去.xlsx", "C:\\坏.exe", "<b>名</b>.xlsx", "upload.json"]
)
def test_what_a_browser_calls_a_file_is_text(
    unit: TestClient, office: Workspace, name: str
) -> None:
    page = told(unit, send_up(unit, (name, b"no workbook")))
    assert "<b>名</b>" not in page
    assert not list(office.root.parent.glob("*逃出去*"))
    assert len(submissions(office)) == 1


def test_text_of_a_unit_is_text(unit: TestClient, office: Workspace) -> None:
    book = filled_in(office, entries(T01_01_1="<script>alert(1)</script>"))
    page = told(unit, send_up(unit, (f"{UNIT}.xlsx", book)))
    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page


def test_a_closed_period_takes_nothing_and_stays_to_be_seen(
    unit: TestClient, office: Workspace
) -> None:
    told(unit, send_up(unit, (f"{UNIT}.xlsx", filled_in(office, entries()))))
    close(office, Period.parse(JULY), now=NOW)
    answer = send_up(unit, (f"{UNIT}.xlsx", b"x"))
    assert answer.status_code == 409
    assert "已经关闭" in answer.text
    text = unit.get("/portal/").text
    assert "以前各期" in text
    assert submissions(office)[0].receipt in text
    assert send_up(unit, ("a.xlsx", b"x"), form="别的表").status_code == 409
    assert send_up(unit, ("a.xlsx", b"x"), period="2025-13").status_code == 404


def test_what_comes_while_a_period_closes_is_kept_and_said_not_to_count(
    portal: Starlette, unit: TestClient, office: Workspace
) -> None:
    portal.state.intake.close()
    sent = send_up(unit, (f"{UNIT}.xlsx", filled_in(office, entries())))
    close(office, Period.parse(JULY), now=NOW)
    with open_portal(office) as app:
        page = told(unit_browser(app, office, UNIT), sent)
    assert "已经关闭，没有计入" in page
    (one,) = submissions(office)
    assert not one.counts


def test_a_unit_sees_its_pages_while_the_registry_is_broken(
    unit: TestClient, office: Workspace
) -> None:
    office.registry.write_bytes(b"no workbook")
    assert UNIT in unit.get("/portal/").text


def test_nothing_that_came_through_anothers_link_gets_into_a_units_report(
    portal: Starlette, unit: TestClient, office: Workspace
) -> None:
    other = unit_browser(portal, office, OTHER, address="10.0.2.8")
    planted, half = entries(T01_01_1="9"), entries(T01_01_1="3")
    planted["任务进展"], half["指标数据"] = {}, {}
    told(other, send_up(other, ("种.xlsx", filled_in(office, planted))))
    told(unit, send_up(unit, ("半.xlsx", filled_in(office, half))))
    told(other, send_up(other, ("再.xlsx", filled_in(office, planted) + b"0")))
    with open_ledger(office.database_url) as ledger:
        first, mine, again = ledger.submissions(JULY)
        values = ledger.submitted_values(mine.id)
        (question, _) = questions(office, Period.parse(JULY), now=NOW).open
    assert (first.verdict, again.verdict) == (Verdict.HELD, Verdict.HELD)
    assert values["指标数据"]["T01-01-1"]["累计完成"] == MISSING
    settle(office, Period.parse(JULY), question.code, "采用", now=NOW)
    assert submissions(office)[0].verdict is not Verdict.HELD


def test_what_an_ended_desk_left_is_judged_by_the_next(office: Workspace) -> None:
    with open_portal(office) as app:
        client = unit_browser(app, office, UNIT)
        app.state.intake.close()
        sent = send_up(client, (f"{UNIT}.xlsx", filled_in(office, entries())))
        assert "正在校验" in client.get(sent.headers["location"]).text
        assert "1 次上传正在校验" in client.get("/portal/").text
    assert not submissions(office)
    with open_portal(office) as app:
        client = unit_browser(app, office, UNIT)
        told(client, sent)
    (one,) = submissions(office)
    assert one.counts


def test_a_unit_that_leaves_needs_its_link_again(unit: TestClient) -> None:
    assert "已退出" in unit.post("/portal/leave").text
    assert unit.get("/portal/").status_code == 403


def test_an_unknown_page_says_where_to_go(unit: TestClient) -> None:
    assert unit.get("/portal/nowhere").status_code == 404
    assert unit.get(f"/portal/p/{JULY}/workbook/别的表").status_code == 404
    assert unit.get("/portal", follow_redirects=False).status_code == 303
    assert unit.get("/portal/static/portal.css").status_code == 200


def test_what_cannot_be_judged_now_is_kept_and_said(
    portal: Starlette,
    unit: TestClient,
    office: Workspace,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("xltool.web.portal.intake._AGAIN_SECONDS", 0.01)
    failing = mock.Mock(side_effect=[LedgerError("台账数据库用不了")] * 3)
    monkeypatch.setattr("xltool.web.portal.intake.take_in", failing)
    book = filled_in(office, entries())
    page = told(unit, send_up(unit, (f"{UNIT}.xlsx", book)))
    assert "稍后会接着校验" in page
    assert "台账数据库用不了" in page
    assert failing.call_count == 3
    monkeypatch.undo()
    portal.state.intake.close()
    with open_portal(office) as app:
        later = unit_browser(app, office, UNIT)
        until = time.monotonic() + 30
        while "合格" not in later.get("/portal/").text:
            assert time.monotonic() < until
            time.sleep(0.05)


def test_one_upload_that_fails_does_not_hold_up_the_others(
    unit: TestClient, office: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xltool.web.portal.intake._AGAIN_SECONDS", 0.01)

    def picky(
        workspace: Workspace, period: Period, uploads: list[Upload], **options: Any
    ) -> dict[str, tuple[FileAnswer, ...]]:
        if any(one.files[0].name == "坏.xlsx" for one in uploads):
            raise ZeroDivisionError
        return take_in(workspace, period, uploads, **options)

    monkeypatch.setattr("xltool.web.portal.intake.take_in", picky)
    book = filled_in(office, entries())
    sent = [
        send_up(unit, (name, book + bytes(number)))
        for number, name in enumerate(("坏.xlsx", "好.xlsx", "坏.xlsx", "也好.xlsx"))
    ]
    pages = [told(unit, one) for one in sent]
    assert ["ZeroDivisionError" in one for one in pages] == [True, False, True, False]
    assert [one.original.name for one in submissions(office)] == [
        "好.xlsx",
        "也好.xlsx",
    ]


def test_a_full_disk_takes_nothing_and_says_so(
    unit: TestClient, office: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = mock.Mock(return_value=mock.Mock(free=1000))
    monkeypatch.setattr("xltool.web.portal.storing.shutil.disk_usage", full)
    answer = send_up(unit, (f"{UNIT}.xlsx", b"x" * 100))
    assert answer.status_code == 507
    assert "磁盘" in answer.text
    assert not list((office.root / "submissions" / "portal").glob("*"))


def test_two_computers_on_one_ledger_take_uploads_side_by_side(
    postgres: Server, tmp_path: Path
) -> None:
    first = with_portal(open_office(tmp_path / "office", postgres.new_database()))
    shutil.copytree(first.root, tmp_path / "other")
    second = find_workspace(tmp_path / "other")
    books = [filled_in(first, entries(T01_01_1=f"{one}")) for one in range(6)]
    with open_portal(first) as one, open_portal(second) as other:
        browsers = [
            unit_browser(one, first, UNIT),
            unit_browser(other, second, UNIT, address="10.0.2.8"),
        ]
        sent = []
        for number, book in enumerate(books):
            browser = browsers[number % 2]
            sent.append((browser, send_up(browser, (f"{number}.xlsx", book))))
        for browser, answer in sent:
            assert "回执号" in told(browser, answer)
    judged = submissions(first)
    assert sorted(one.original.name for one in judged) == [
        f"{number}.xlsx" for number in range(6)
    ]
    assert sum(one.counts for one in judged) == 1
    link_of(second, UNIT)
    with open_ledger(second.database_url) as ledger:
        assert len(ledger.links(UNIT)) == 1
