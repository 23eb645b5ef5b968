"""A command that a message names is a button at the desk."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.workflows.office import JULY
from xltool.web.wording import _BUTTONS, at_the_desk

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from xltool.web.desk import Desk

TEMPLATES = Path(__file__).parents[2] / "xltool" / "web" / "templates"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("请先运行 xltool generate 2025-07", "请先在“日历”点“下发”"),
        (
            "先运行 xltool reopen 2025-07 --reason 原因，再重新校验",
            "先在“日历”点“重开”，再重新校验",
        ),
        ("运行 xltool check 逐处查看，改好后再运行", "在“台账”点“检查”，改好后再运行"),
        ("请运行 xltool init --new-key 换一把", "请运行 xltool init --new-key 换一把"),
        ("没有这个单位", "没有这个单位"),
    ],
)
def test_a_button_stands_for_a_command(said: str, shown: str) -> None:
    assert at_the_desk(said) == shown


def test_every_button_is_on_a_page() -> None:
    pages = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*"))
    for words in _BUTTONS.values():
        for name in re.findall("点“(.+?)”", words):
            assert name in pages, name


def test_what_stops_a_job_names_the_button(browser: tuple[Desk, TestClient]) -> None:
    desk, client = browser
    client.post("/p/2025-09/remind")
    job = desk.jobs.recent()[0]
    assert job.over.wait(30)
    assert "日历" in job.error
    assert "xltool" not in job.error
    client.post(f"/p/{JULY}/close")
    assert "已经是关闭的" in client.post(f"/p/{JULY}/close").text
