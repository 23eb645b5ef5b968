"""Takes the pictures of the desk, in headless Chromium.

Those of the README are taken of the demo's workspace; those of docs/开始.md follow a
new clerk through the first month. `make pictures` calls it (needs Chromium).
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import expect

from tests.web.desks import chromium, running_desk
from xltool.workflows.setup import set_up
from xltool.workspace import sample_folder

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

PAGES = {
    "desk-period": "/p/2025-07",
    "desk-rollup": "/p/2025-07/rollup",
}
"""What the README shows, by the picture's name."""
STEPS = {
    "first-bulletin": "/p/2025-07/bulletin",
    "first-calendar": "/calendar",
}
"""Steps of the first month that the demo's workspace shows as they come out."""
_SIZE = {"width": 1280, "height": 720}
_COLORS = 96
"""Of a picture: a page has few, and the file is a quarter as large."""
_MONTH = re.compile(r"\d{4}年\d{1,2}月")
_PATIENCE = 120_000
"""Milliseconds that a job may take."""


def photograph(workspace: Path, folder: Path) -> None:
    """Write a PNG of each page of a desk on the demo's workspace into `folder`."""
    with running_desk(workspace) as desk, chromium() as browser:
        page = _page(browser)
        page.goto(desk.address)
        for name, address in {**PAGES, **STEPS}.items():
            page.goto(desk.base + address)
            _take(page, folder / f"{name}.png")
        page.goto(f"{desk.base}/p/2025-07/unit/华岳县")
        page.get_by_role("link", name="华岳县_月通报").first.click()
        _take(page, folder / "first-unit.png")
        received = sorted((workspace / "收到的文件" / "2025-07").glob("*.xlsx"))
        page.goto(f"{desk.base}/p/2025-07/intake")
        page.get_by_label("只校验").check()
        _choose(page, *received[:6])
        _take(page, folder / "first-collected.png")


def photograph_beginning(scratch: Path, folder: Path) -> None:
    """Write a PNG of each step from an empty workspace to what is issued."""
    workspace = set_up(scratch / "工作区")
    table = sample_folder() / "decomposition.docx"
    with running_desk(workspace.root) as desk, chromium() as browser:
        page = _page(browser)
        page.goto(desk.address)
        _take(page, folder / "first-empty.png")
        page.get_by_role("link", name="去台账").click()
        _choose(page, table)
        _take(page, folder / "first-imported.png")
        page.get_by_role("link", name="台账", exact=True).click()
        _take(page, folder / "first-doubt.png")
        while page.get_by_role("button", name="保持原样").count():
            page.get_by_role("button", name="保持原样").click()
            page.wait_for_load_state()
        _choose(page, table)
        page.get_by_role("link", name="日历").click()
        months = page.locator("tbody tr").filter(has_text=_MONTH)
        months.last.get_by_role("button", name="下发").click()
        books = page.get_by_role("link", name=re.compile(r"\.xlsx"))
        expect(books.first).to_be_visible(timeout=_PATIENCE)
        _take(page, folder / "first-issued.png")


def _page(browser: Browser) -> Page:
    page = browser.new_page(viewport=_SIZE, locale="zh-CN")  # type: ignore[arg-type]
    page.set_default_timeout(_PATIENCE)
    return page


def _choose(page: Page, *files: Path) -> None:
    """Choose files as the button of the page does, and wait until they are done."""
    names = [str(one) for one in files]
    page.locator("input[type=file]").first.set_input_files(names)
    page.wait_for_url("**/jobs/*")
    expect(page.locator("[data-events]")).to_have_count(0, timeout=_PATIENCE)


def _take(page: Page, target: Path) -> None:
    page.wait_for_load_state("networkidle")
    shot = Image.open(io.BytesIO(page.screenshot()))
    few = shot.convert("RGB").quantize(_COLORS, dither=Image.Dither.NONE)
    few.save(target, optimize=True)
