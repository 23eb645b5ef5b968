"""The functions that decide, called as a program calls them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

import xltool
from tests.frames.year import record_city
from tests.rollup.city import a_city
from xltool.errors import XltoolError
from xltool.workflows.setup import set_up

if TYPE_CHECKING:
    from pathlib import Path

JULY, UNIT = "2025-07", "市财政局"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = set_up(tmp_path_factory.mktemp("api") / "workspace")
    record_city(workspace, a_city(7))
    return workspace.root


def test_people_decide(office: Path) -> None:
    assert xltool.approve(office, JULY, UNIT, reason="核对过").as_json()
    assert xltool.send_back(office, JULY, UNIT, reason="请重报").as_json()
    assert xltool.void(office, JULY, "市科技局", reason="口径错了").as_json()
    later = dt.date(2025, 8, 29)
    assert xltool.extend(office, JULY, UNIT, until=later, reason="换了填报人")
    actions = [event.action for event in xltool.history(office, UNIT).events]
    assert {"通过", "退回", "延期"} <= set(actions)


def test_a_period_is_looked_at(office: Path) -> None:
    assert xltool.questions(office, JULY).as_json()
    assert xltool.editions(office, JULY).as_json()
    assert xltool.check(office).as_json()
    with pytest.raises(XltoolError):
        xltool.compare(office, JULY, UNIT)
    with pytest.raises(XltoolError):
        xltool.settle(office, JULY, "X1", "各计")
    with pytest.raises(XltoolError):
        xltool.move(office, JULY, "没有这个文件.xlsx", to="2025-06")


def test_a_period_is_closed_and_opened_again(office: Path) -> None:
    xltool.close(office, JULY)
    assert xltool.status(office, JULY).closed
    xltool.reopen(office, JULY, reason="漏了一家")
    assert not xltool.status(office, JULY).closed
