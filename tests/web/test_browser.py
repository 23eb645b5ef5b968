"""The desk in a real browser: a month with the mouse, and what must not be possible."""

from __future__ import annotations

import http.server
import re
import threading
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.checks.returned import UNIT
from tests.web.desks import chromium, needs_chromium, running_desk
from tests.workflows.office import JULY, entries, filled_in, open_office
from xltool.excel.issue import write_issued
from xltool.forms.design import FieldType, RowsFrom
from xltool.forms.layout_json import layout_from_json
from xltool.ledger.ledger import open_ledger
from xltool.model.value import reported
from xltool.workflows.setup import set_up

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from xltool.forms.design import Field
    from xltool.forms.layout import Layout
    from xltool.model.value import Values
    from xltool.workspace import Workspace

pytestmark = [needs_chromium, pytest.mark.xdist_group("browser")]

TABLE = """序号\t政策措施\t目标任务\t牵头领导\t责任单位
1\t培育科技企业\t1. 新增高新技术企业130家以上。2. 技术合同成交额600亿元左右。\t罗朗\t市科技局、市财政局
"""
PATIENCE = 60_000
"""Milliseconds that a page may take on a busy machine."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a browser that knows no desk; a script error on it fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    context.set_default_timeout(PATIENCE)
    opened, errors = context.new_page(), list[str]()
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert errors == []


def choose(page: Page, *files: Path) -> None:
    """Choose files as the button of the page does, and wait for the job's page."""
    page.wait_for_url(re.compile("intake|registry|bulletin"), wait_until="load")
    page.locator("input[type=file]").first.set_input_files([str(one) for one in files])
    page.wait_for_url("**/jobs/*")


def drop(page: Page, *files: Path) -> None:
    """Choose files, and wait until they are worked on."""
    choose(page, *files)
    expect(page.locator("[data-events]")).to_have_count(0, timeout=PATIENCE)


def test_a_month_by_mouse_from_an_empty_folder(page: Page, tmp_path: Path) -> None:
    workspace = set_up(tmp_path / "office")
    table = tmp_path / "分解表.txt"
    table.write_text(TABLE, encoding="utf-8")
    with running_desk(workspace.root) as desk:
        page.goto(desk.address)
        expect(page.locator(".strip li.next b")).to_have_text("导入")
        page.get_by_role("link", name="去台账").click()
        drop(page, table)
        page.get_by_role("link", name="台账", exact=True).click()
        while page.get_by_role("button", name="保持原样").count():
            page.get_by_role("button", name="保持原样").click()
            page.wait_for_load_state()
        page.get_by_role("link", name="日历").click()
        page.locator("tbody tr").first.get_by_role("button", name="下发").click()
        books = page.get_by_role("link", name=re.compile("月通报.*xlsx"))
        expect(books).to_have_count(2, timeout=PATIENCE)
        page.get_by_role("link", name="回到本期").click()
        period = page.locator("#period").input_value()
        files = [
            answered(workspace, period, unit, tmp_path / f"{unit}.xlsx")
            for unit in ("市科技局", "市财政局")
        ]
        page.get_by_role("link", name="收件", exact=True).click()
        drop(page, *files)
        expect(page.locator("#main .tag.green")).to_have_count(2)
        page.get_by_role("link", name="汇总", exact=True).click()
        expect(page.locator(".chart svg").first).to_be_visible()
        page.get_by_role("button", name="生成汇总表").click()
        with page.expect_download() as download:
            page.get_by_role("link", name="下载").first.click()
        assert download.value.suggested_filename.endswith(".xlsx")
        page.get_by_role("link", name="专报", exact=True).click()
        page.locator("input[name=number]").fill("1")
        page.get_by_role("button", name="写专报").click()
        expect(page.get_by_role("link", name="下载")).to_be_visible(timeout=PATIENCE)
        page.get_by_role("link", name="日历").click()
        row = page.locator("tbody tr").filter(has_text="进行中")
        row.get_by_role("button", name="关闭").click()
        expect(page.locator(".tag", has_text="已关闭")).to_be_visible()
        page.get_by_role("button", name="结束").click()
        expect(page.locator(".notice")).to_contain_text("已经结束")
        assert desk.process.wait(30) == 0


def answered(workspace: Workspace, period: str, unit: str, path: Path) -> Path:
    """Fill a unit's issued workbook in with a sound figure and a sound text everywhere."""
    with open_ledger(workspace.database_url) as ledger:
        issue = ledger.latest_issue(period, unit)
    assert issue is not None
    layout = layout_from_json(issue.layout)
    values: Values = {}
    for sheet, row, field in layout.inputs():
        rows = values.setdefault(sheet.design.key, {})
        answers = rows.setdefault(row.key, {})
        if sheet.design.rows_from is RowsFrom.FREE:
            if row.key == "+1" and not answers:
                answers[field.key] = reported("零报告")
        elif field.required or field.key in {"累计完成", "下步措施"}:
            answers[field.key] = reported(sound_answer(layout, field))
    path.write_bytes(write_issued(layout, issue.stamp, values=values))
    return path


def sound_answer(layout: Layout, field: Field) -> Decimal | dt.date | str:
    """Give something that fits a field."""
    if field.type is FieldType.CHOICE:
        return layout.form.choices[field.choices][1]
    if field.type is FieldType.DATE:
        return layout.period.end
    if field.type is FieldType.PHONE:
        return "0730-8812345"
    if field.type is FieldType.TEXT:
        return "已召开两次调度会，完成立项和招标，下月开工。"
    return Decimal(80)


def test_a_unit_goes_from_its_light_to_its_cell_and_is_waived(
    page: Page, tmp_path: Path
) -> None:
    office = open_office(tmp_path / "office")
    faulty = tmp_path / f"{UNIT}.xlsx"
    faulty.write_bytes(filled_in(office, entries(T01_01_1="大约十几")))
    with running_desk(office.root) as desk:
        page.goto(desk.address)
        page.get_by_role("link", name="收件", exact=True).click()
        page.get_by_label("只校验").check()
        drop(page, faulty)
        expect(page.locator("main")).to_contain_text("没有登记")
        page.get_by_role("button", name="都收下").click()
        expect(page.locator("main")).to_contain_text("已存档", timeout=PATIENCE)
        page.get_by_role("link", name="本期", exact=True).click()
        page.wait_for_url(f"**/p/{JULY}", wait_until="load")
        page.locator("input[name=q]").fill(UNIT[:3])
        expect(page.locator("#units tbody tr")).to_have_count(1, timeout=PATIENCE)
        page.get_by_role("link", name=UNIT).click()
        expect(page.locator("td.spot").first).to_have_text("大约十几")


def test_a_strangers_page_is_refused(page: Page, tmp_path: Path) -> None:
    office = open_office(tmp_path / "office")
    with running_desk(office.root) as desk, hostile_page(desk.base) as hostile:
        page.goto(desk.address)
        page.goto(hostile)
        page.get_by_role("button", name="领奖").click()
        expect(page.locator("body")).to_contain_text("请用 xltool desk")
        page.goto(hostile)
        answer = page.evaluate(
            "base => fetch(base + '/p/2025-07').then(() => 'read', () => 'refused')",
            desk.base,
        )
        assert answer == "refused"
        with open_ledger(office.database_url) as ledger:
            assert not ledger.is_closed(JULY)


@contextmanager
def hostile_page(base: str) -> Iterator[str]:
    """Serve, from another origin, a page whose button closes the period."""
    html = f"""<meta charset="utf-8"><form method="post"
        action="{base}/p/{JULY}/close"><button>领奖</button></form>""".encode()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(html)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_a_killed_desk_goes_on_where_it_was(page: Page, tmp_path: Path) -> None:
    office = open_office(tmp_path / "office")
    sound = tmp_path / f"{UNIT}.xlsx"
    sound.write_bytes(filled_in(office, entries()))
    with running_desk(office.root) as desk:
        page.goto(desk.address)
        page.get_by_role("link", name="收件", exact=True).click()
        choose(page, sound)
        desk.process.kill()
        desk.process.wait(30)
    with running_desk(office.root) as desk:
        page.goto(desk.address)
        page.get_by_role("link", name="收件", exact=True).click()
        page.wait_for_url("**/intake", wait_until="load")
        again = page.get_by_role("button", name="收下", exact=True)
        if again.count():  # it was killed before the file was in the ledger
            again.click()
            expect(page.locator("main")).to_contain_text("已存档", timeout=PATIENCE)
        with open_ledger(office.database_url) as ledger:
            (one,) = ledger.submissions(JULY)
        assert one.counts


def test_two_tabs_and_a_double_click_do_it_once(page: Page, tmp_path: Path) -> None:
    office = open_office(tmp_path / "office")
    with running_desk(office.root) as desk:
        page.goto(desk.address)
        other = page.context.new_page()
        for tab in (page, other):
            tab.goto(f"{desk.base}/p/{JULY}/rollup")
        page.get_by_role("button", name="生成汇总表").dblclick()
        other.get_by_role("button", name="生成汇总表").click()
        expect(page.locator("main")).to_contain_text("已写好", timeout=PATIENCE)
        expect(other.locator("main")).to_contain_text("已写好", timeout=PATIENCE)
        page.goto(f"{desk.base}/jobs")
        assert page.locator("tbody tr").count() <= 2


def test_a_second_start_joins_the_first(tmp_path: Path) -> None:
    office = open_office(tmp_path / "office")
    with running_desk(office.root) as first, running_desk(office.root) as second:
        assert second.address == first.address
        assert second.process.wait(30) == 0
        kept = office.root / "desk.json"
        assert kept.stat().st_mode & 0o077 == 0
