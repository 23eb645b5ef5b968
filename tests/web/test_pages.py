"""What each page shows and does, asked over HTTP."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from tests.checks.returned import OTHER, UNIT
from tests.web.client import done
from tests.workflows.office import JULY, entries, filled_in
from xltool.ledger.ledger import open_ledger
from xltool.web import answers
from xltool.workflows.doubts import open_doubts

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from xltool.web.desk import Desk
    from xltool.workspace import Workspace

Browser = tuple["Desk", "TestClient"]
FAULTY = {"T01_01_1": "大约十几"}


def hand_in(
    browser: Browser, office: Workspace, *, action: str = "collect", **figures: str
) -> object:
    desk, client = browser
    files = [("files", (f"{UNIT}.xlsx", filled_in(office, entries(**figures))))]
    posted = client.post(f"/p/{JULY}/intake", files=files, data={"action": action})
    return done(desk, posted).result


def test_the_desk_opens_at_the_latest_period(browser: Browser) -> None:
    _, client = browser
    response = client.get("/")
    assert str(response.url).endswith(f"/p/{JULY}")
    assert "收报" in response.text
    assert UNIT in response.text


def test_the_period_counts_and_filters(browser: Browser, office: Workspace) -> None:
    _, client = browser
    hand_in(browser, office)
    whole = client.get(f"/p/{JULY}").text
    assert "<strong>1/2</strong>" in whole
    part = client.get(f"/p/{JULY}?state=合格", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert UNIT in part
    assert OTHER not in part
    assert OTHER in client.get(f"/p/{JULY}/missing").text


def test_a_file_that_is_only_judged_is_not_in_the_ledger(
    browser: Browser, office: Workspace
) -> None:
    result = hand_in(browser, office, action="validate")
    assert result["files"][0].verdict == "accepted"  # type: ignore[index]
    with open_ledger(office.database_url) as ledger:
        assert ledger.submissions(JULY) == ()


def test_a_returned_file_shows_the_cell_with_its_neighbours(
    browser: Browser, office: Workspace
) -> None:
    _, client = browser
    hand_in(browser, office, **FAULTY)
    text = client.get(f"/p/{JULY}/unit/{UNIT}").text
    assert 'class="spot">大约十几' in text
    assert "退回" in text


def test_a_waiver_needs_a_reason_and_is_in_the_history_with_its_operator(
    browser: Browser, office: Workspace
) -> None:
    _, client = browser
    hand_in(browser, office, **FAULTY)
    address = f"/p/{JULY}/unit/{UNIT}/waive"
    refused = client.post(address, data={"finding": "V104", "reason": " "})
    assert refused.status_code == 400
    assert "原因" in refused.text
    client.post(address, data={"finding": "V104", "reason": "电话核实过"})
    with open_ledger(office.database_url) as ledger:
        waived = [one for one in ledger.history(UNIT) if one.action == "放行"]
    assert [one.who for one in waived] == ["张三"]


def test_text_of_a_unit_is_text(browser: Browser, office: Workspace) -> None:
    _, client = browser
    hand_in(browser, office, T01_01_1="<script>alert(1)</script>")
    text = client.get(f"/p/{JULY}/unit/{UNIT}").text
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text


def test_a_figure_leads_to_its_cell(browser: Browser, office: Workspace) -> None:
    _, client = browser
    hand_in(browser, office, T01_01_1="75")
    rollup = client.get(f"/p/{JULY}/rollup").text
    assert f"/p/{JULY}/rollup/T01-01-1" in rollup
    units = client.get(f"/p/{JULY}/rollup/T01-01-1").text
    assert "75" in units
    cell = client.get(f"/p/{JULY}/rollup/T01-01-1/{UNIT}").text
    assert f"{UNIT}.xlsx" in cell
    assert 'class="spot">75' in cell


def test_the_roll_up_and_the_bulletin_are_made_and_downloaded(
    browser: Browser, office: Workspace
) -> None:
    desk, client = browser
    hand_in(browser, office)
    leaders = done(desk, client.post(f"/p/{JULY}/rollup", data={"set": "leaders"}))
    (path,) = leaders.result
    assert client.get(f"/p/{JULY}/reports/{path.name}").status_code == 200
    assert path.name in client.get(f"/jobs/{leaders.number}").text
    rolled = done(desk, client.post(f"/p/{JULY}/rollup"))
    assert not rolled.error
    assert "领导用的一套已按这一版重写" in client.get(f"/jobs/{rolled.number}").text
    (result,) = rolled.result
    path = result.path
    assert client.get(f"/p/{JULY}/reports/{path.name}").content == path.read_bytes()
    words = {"number": "3", "date": "2025-08-06", "opening": "抓好调度。"}
    written = done(desk, client.post(f"/p/{JULY}/bulletin", data=words))
    assert not written.error
    assert "第3期" in written.result.path.name
    assert client.get(f"/p/{JULY}/bulletin").status_code == 200


@pytest.mark.parametrize(
    "wrong", [{"number": "七", "date": "2025-08-06"}, {"number": "7", "date": "八月"}]
)
def test_a_bulletin_without_number_or_date_says_so(
    browser: Browser, wrong: dict[str, str]
) -> None:
    _, client = browser
    assert client.post(f"/p/{JULY}/bulletin", data=wrong).status_code == 400


@pytest.mark.parametrize(
    "name", ["..%2Fxltool.key", "%2e%2e", ".xltool-1", "nothing.xlsx"]
)
def test_no_other_file_is_given_away(browser: Browser, name: str) -> None:
    _, client = browser
    for folder in ("returned", "issued", "reports"):
        assert client.get(f"/p/{JULY}/{folder}/{name}").status_code == 404


def test_a_period_is_closed_and_opened_again(
    browser: Browser, office: Workspace
) -> None:
    _, client = browser
    client.post(f"/p/{JULY}/close")
    assert "已关闭" in client.get("/calendar").text
    assert client.post(f"/p/{JULY}/reopen", data={"reason": ""}).status_code == 400
    client.post(f"/p/{JULY}/reopen", data={"reason": "更正"})
    with open_ledger(office.database_url) as ledger:
        assert not ledger.is_closed(JULY)


TABLE = """序号\t政策措施\t目标任务\t牵头领导\t责任单位
1\t培育企业\t1. 新增高新技术企业130家左右。\t罗朗\t市科技局、各乡镇人民政府
"""


def test_a_doubt_is_answered_in_the_registry(
    browser: Browser, office: Workspace
) -> None:
    desk, client = browser
    sent = {"table": ("分解表.txt", TABLE.encode())}
    job = done(desk, client.post("/registry/import", files=sent))
    assert not job.error
    before = open_doubts(office)
    assert before
    page = client.get("/registry").text
    assert before[0].printed in page
    client.post("/registry/answer", data={"code": before[0].code, "answer": "保持原样"})
    sheet = load_workbook(office.registry)["待确认"]
    head = [cell.value for cell in sheet[1]]
    answers = {
        row[head.index("编号")].value: row[head.index("处理意见")].value
        for row in sheet.iter_rows(min_row=2)
    }
    assert answers[before[0].code] == "保持原样"
    assert len(open_doubts(office)) == len(before) - 1


def test_an_answer_waits_while_excel_has_the_registry_open(
    browser: Browser, office: Workspace
) -> None:
    desk, client = browser
    sent = {"table": ("分解表.txt", TABLE.encode())}
    done(desk, client.post("/registry/import", files=sent))
    doubt = open_doubts(office)[0]
    mark = office.registry.with_name("~$registry.xlsx")
    mark.write_bytes(b"")
    shown = client.post(
        "/registry/answer", data={"code": doubt.code, "answer": "保持原样"}
    )
    assert "等着写进" in shown.text
    assert doubt.code in [one.code for one in open_doubts(office)]
    mark.unlink()
    assert "等着写进" not in client.get("/registry").text
    assert doubt.code not in [one.code for one in open_doubts(office)]


def test_the_calendar_and_the_check_open(browser: Browser) -> None:
    _, client = browser
    assert "2025年7月" in client.get("/calendar").text
    assert client.get("/registry/check").status_code == 200


def test_an_unknown_page_says_where_to_go(browser: Browser) -> None:
    _, client = browser
    for address in ("/nowhere", "/p/2025-13", "/jobs/99", f"/p/{JULY}/rollup/T99"):
        response = client.get(address)
        assert response.status_code == 404
        assert "从上面的栏目进入" in response.text


def test_what_stops_a_workflow_is_one_line_on_a_page(browser: Browser) -> None:
    _, client = browser
    response = client.get(f"/p/{JULY}/unit/没有这个局")
    assert response.status_code == 409
    assert "没有单位" in response.text


def test_an_empty_workspace_says_what_comes_first(workspace: Workspace) -> None:
    from tests.web.client import signed_in

    _, client = signed_in(workspace)
    text = client.get("/").text
    assert "导入分解表" in text
    assert client.get("/registry").status_code == 200


def test_ending_the_desk_waits_for_work(browser: Browser) -> None:
    desk, client = browser
    ended = []
    desk.stop = lambda: ended.append(True)
    assert "已经结束" in client.post("/stop").text
    assert ended == [True]


def test_a_person_returns_approves_and_voids_with_words(
    browser: Browser, office: Workspace
) -> None:
    _, client = browser
    hand_in(browser, office)
    address = f"/p/{JULY}/unit/{UNIT}/decide"
    assert client.post(address, data={"decision": "return"}).status_code == 400
    wrong = {"decision": "burn", "reason": "试试"}
    assert client.post(address, data=wrong).status_code == 400
    words = {"decision": "return", "reason": "下步措施写得太空，请写明时间"}
    shown = client.post(address, data=words)
    assert "下步措施写得太空" in shown.text
    assert "<strong>0/2</strong>" in client.get(f"/p/{JULY}").text
    client.post(address, data={**words, "undo": "1", "reason": "已电话说明"})
    assert "<strong>1/2</strong>" in client.get(f"/p/{JULY}").text
    with open_ledger(office.database_url) as ledger:
        assert {one.who for one in ledger.history(UNIT) if "退回" in one.action} == {
            "张三"
        }


def test_a_unit_is_given_more_time(browser: Browser) -> None:
    _, client = browser
    address = f"/p/{JULY}/unit/{OTHER}/extend"
    wrong = {"until": "下周", "reason": "防汛"}
    assert client.post(address, data=wrong).status_code == 400
    shown = client.post(address, data={"until": "2025-08-12", "reason": "防汛"})
    assert "延期" in shown.text
    assert "防汛" in shown.text
    assert "延期至 8月12日" in client.get(f"/p/{JULY}").text


def test_two_submissions_are_compared_by_what_changed(
    browser: Browser, office: Workspace
) -> None:
    _, client = browser
    hand_in(browser, office, T01_01_1="7")
    hand_in(browser, office, T01_01_1="8")
    text = client.get(f"/p/{JULY}/unit/{UNIT}/compare").text
    assert "<td>7</td><td><b>8</b></td>" in text


def test_what_leaders_received_is_listed_and_given_again(
    browser: Browser, office: Workspace
) -> None:
    desk, client = browser
    hand_in(browser, office, T01_01_1="7")
    (first,) = done(desk, client.post(f"/p/{JULY}/rollup")).result
    content = first.path.read_bytes()
    hand_in(browser, office, T01_01_1="8")
    done(desk, client.post(f"/p/{JULY}/rollup"))
    assert "第几版" in client.get(f"/p/{JULY}/rollup").text
    kept = client.get(f"/p/{JULY}/editions/汇总表/1")
    assert kept.content == content
    assert client.get(f"/p/{JULY}/editions/汇总表/9").status_code == 404


def test_what_is_to_be_settled_is_a_page(browser: Browser) -> None:
    _, client = browser
    assert "没有要人来定的事" in client.get(f"/p/{JULY}/settling").text
    wrong = client.post(f"/p/{JULY}/settling", data={"code": "H9", "answer": "采用"})
    assert wrong.status_code == 409


def test_the_registry_opens_in_the_spreadsheet_program(
    browser: Browser, office: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("click.launch", opened.append)
    _, client = browser
    client.post("/registry/open")
    assert opened == [str(office.registry)]


def test_answers_given_at_once_are_all_kept(
    browser: Browser, office: Workspace
) -> None:
    desk, _ = browser
    office.registry.with_name("~$registry.xlsx").write_bytes(b"")
    codes = [f"Q{number}" for number in range(12)]
    with ThreadPoolExecutor(12) as threads:
        list(threads.map(lambda code: answers.give(desk, code, "保持原样"), codes))
    assert set(answers.waiting_answers(desk)) == set(codes)


def test_nothing_is_imported_while_excel_has_the_registry_open(
    browser: Browser, office: Workspace
) -> None:
    desk, client = browser
    before = office.registry.read_bytes()
    office.registry.with_name("~$registry.xlsx").write_bytes(b"")
    sent = {"table": ("分解表.txt", TABLE.encode())}
    job = done(desk, client.post("/registry/import", files=sent))
    assert "关闭" in job.error
    assert office.registry.read_bytes() == before
    assert "还没有收下" not in client.get(f"/p/{JULY}/intake").text


def test_a_waived_finding_says_so(browser: Browser, office: Workspace) -> None:
    _, client = browser
    hand_in(browser, office, **FAULTY)
    address = f"/p/{JULY}/unit/{UNIT}/waive"
    shown = client.post(address, data={"finding": "V104", "reason": "电话核实过"})
    assert "已放行：电话核实过" in shown.text


@pytest.mark.parametrize(
    "address",
    ["/p/0000", "/p/9999-12", "/p/2025-07/issued/" + "长" * 120, "/jobs/" + "9" * 3000],
)
def test_what_no_page_has_is_a_page_that_says_so(
    browser: Browser, address: str
) -> None:
    _, client = browser
    response = client.get(address)
    assert response.status_code == 404
    assert "从上面的栏目进入" in response.text


def test_two_bulletins_of_other_numbers_are_two_jobs(
    browser: Browser, office: Workspace
) -> None:
    desk, client = browser
    hand_in(browser, office)
    words = {"date": "2025-08-06", "opening": ""}
    address = f"/p/{JULY}/bulletin"
    jobs = [
        done(desk, client.post(address, data={**words, "number": number}))
        for number in ("3", "4")
    ]
    assert ["第3期" in jobs[0].title, "第4期" in jobs[1].title] == [True, True]
    assert not jobs[0].error + jobs[1].error


@pytest.mark.parametrize("period", ["2025-09-T1", "2025-Q3", " 2025-10 "])
def test_the_calendar_opens_any_period(browser: Browser, period: str) -> None:
    _, client = browser
    opened = client.get("/calendar", params={"period": period})
    assert opened.status_code == 200
    assert opened.url.path == f"/p/{period.strip()}"


def test_the_calendar_says_how_a_period_is_written(browser: Browser) -> None:
    _, client = browser
    answer = client.get("/calendar", params={"period": "七月"})
    assert answer.status_code == 400
    assert "返回上一页改正" in answer.text
