"""The shared desk and the portal in a real browser, on an office screen and a telephone."""

from __future__ import annotations

import email
import re
from email.policy import default
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.checks.returned import OTHER, UNIT
from tests.web.client import PASSWORD, link_of, open_shared, with_portal
from tests.web.desks import chromium, needs_chromium, running_desk
from tests.workflows.office import JULY, entries, filled_in
from tests.workflows.posting import a_mail
from xltool.ledger.ledger import open_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.web.desks import RunningDesk
    from xltool.workspace import Workspace

pytestmark = [needs_chromium, pytest.mark.xdist_group("browser")]
PATIENCE = 60_000
SIZES = {"screen": (1280, 720), "telephone": (390, 844)}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def office(office: Workspace) -> Workspace:
    open_shared(office)
    return with_portal(office)


@pytest.fixture
def desk(office: Workspace) -> Iterator[RunningDesk]:
    with running_desk(office.root, "--host", "0.0.0.0") as running:  # noqa: S104
        yield running


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page that knows nobody; an error of a script or of the policy fails the test."""
    width, height = SIZES[getattr(request, "param", "screen")]
    context = browser.new_context(viewport={"width": width, "height": height})
    context.set_default_timeout(PATIENCE)
    opened, errors = context.new_page(), list[str]()
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda said: errors.append(said.text) if said.type == "error" and "Content Security" in said.text else None)  # fmt: skip
    yield opened
    context.close()
    assert errors == []


@pytest.mark.parametrize("page", SIZES, indirect=True)
def test_a_unit_reports_through_its_link(
    page: Page, desk: RunningDesk, office: Workspace, tmp_path: Path
) -> None:
    link = link_of(office, UNIT)
    page.goto(desk.base + link)
    assert page.url == f"{desk.base}/portal/"
    expect(page.locator("h1")).to_have_text(UNIT)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载填报表").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    assert_fits(page)
    faulty, sound = tmp_path / f"{UNIT}.xlsx", tmp_path / "改好.xlsx"
    faulty.write_bytes(filled_in(office, entries(T01_01_1="大约十几")))
    sound.write_bytes(filled_in(office, entries()))
    upload(page, faulty)
    expect(page.locator("main")).to_contain_text("退回", timeout=PATIENCE)
    assert_fits(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载标好问题的退回件").click()
    page.get_by_role("link", name="回到首页").click()
    upload(page, sound)
    expect(page.locator("main")).to_contain_text("没有发现问题", timeout=PATIENCE)
    page.get_by_role("link", name="回到首页").click()
    scan = tmp_path / "盖章.pdf"
    scan.write_bytes(b"%PDF-1.4 stamped")
    page.locator("form.upload input[type=file]").nth(1).set_input_files(str(scan))
    page.get_by_role("button", name="上传附件").click()
    expect(page.locator("main")).to_contain_text("作为佐证保存", timeout=PATIENCE)
    page.get_by_role("link", name="回到首页").click()
    expect(page.locator("main")).to_contain_text("盖章.pdf")
    assert_fits(page)
    assert page.context.cookies()[0]["httpOnly"]
    page.goto(f"{desk.base}/p/{JULY}")
    expect(page.locator("h1")).to_contain_text("工作台")
    page.goto(f"{desk.base}{link}x")
    expect(page.locator("main")).to_contain_text("链接不对")
    page.goto(f"{desk.base}/portal/")
    expect(page.locator("main")).not_to_contain_text(OTHER)
    with open_ledger(office.database_url) as ledger:
        counting = [one for one in ledger.submissions(JULY) if one.counts]
    assert [one.original.name for one in counting] == ["改好.xlsx"]


def upload(page: Page, path: Path) -> None:
    page.locator("form.upload input[type=file]").first.set_input_files(str(path))
    page.get_by_role("button", name="上传并校验").click()


def assert_fits(page: Page) -> None:
    """Nothing stands beyond the right edge, and what is touched is large enough."""
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"]  # type: ignore[index]
    for button in page.locator("button, a.button").all():
        box = button.bounding_box() if button.is_visible() else None
        assert box is None or box["height"] >= 44


def test_operators_sign_in_and_a_reader_changes_nothing(
    page: Page, desk: RunningDesk, office: Workspace
) -> None:
    assert office
    page.goto(f"{desk.base}/p/{JULY}")
    sign_in(page, "督查室", "不是这个口令")
    expect(page.locator(".notice")).to_contain_text("不对")
    sign_in(page, "督查室")
    page.wait_for_url(f"**/p/{JULY}")
    expect(page.locator("header.top")).to_contain_text("只读")
    expect(page.get_by_role("button", name=re.compile("催报|关闭"))).to_have_count(0)
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/sign-in")
    page.goto(f"{desk.base}/calendar")
    sign_in(page, "李红")
    page.wait_for_url("**/calendar")
    page.get_by_role("button", name="关闭").click()
    expect(page.locator(".tag", has_text="已关闭")).to_be_visible()
    with open_ledger(office.database_url) as ledger:
        closed = [one.who for one in ledger.events(JULY) if one.action == "关闭"]
    assert closed == ["李红"]


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("名字").fill(name)
    page.get_by_label("口令").fill(password)
    page.get_by_role("button", name="登录").click()


def test_a_report_is_returned_with_words_and_its_mail_says_them(
    page: Page, desk: RunningDesk, office: Workspace, tmp_path: Path
) -> None:
    letter = tmp_path / "来信.eml"
    letter.write_bytes(a_mail((f"{UNIT}.xlsx", filled_in(office, entries()))))
    page.goto(f"{desk.base}/p/{JULY}/intake")
    sign_in(page, "李红")
    page.wait_for_url("**/intake")
    page.locator("input[type=file]").first.set_input_files(str(letter))
    page.wait_for_url("**/jobs/*")
    expect(page.locator("[data-events]")).to_have_count(0, timeout=PATIENCE)
    page.goto(f"{desk.base}/p/{JULY}/unit/{UNIT}")
    page.locator("form[action$=decide] input[name=reason]").fill("下步措施没有写时间")
    page.get_by_role("button", name="退回", exact=True).click()
    expect(page.locator("main")).to_contain_text("办公室退回：下步措施没有写时间")
    page.get_by_role("button", name="用邮件答复").click()
    page.wait_for_url("**/jobs/*")
    expect(page.locator("[data-events]")).to_have_count(0, timeout=PATIENCE)
    (draft,) = office.outbox(JULY).glob("*答复*.eml")
    message = email.message_from_bytes(draft.read_bytes(), policy=default)
    body = message.get_body(("plain",))
    assert body is not None
    assert "请改正后再报" in str(message["Subject"])
    assert "办公室退回：下步措施没有写时间" in body.get_content()
    assert "/portal/?link=" in body.get_content()
