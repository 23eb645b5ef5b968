"""The same month on SQLite and on PostgreSQL: the same rows, the same files, the same words."""

from __future__ import annotations

import datetime as dt
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.checks.returned import OTHER, PERIOD, UNIT
from tests.workflows.office import (
    NOW,
    collected,
    drop_off,
    entries,
    filled_in,
    open_office,
    state,
)
from xltool.ledger.ledger import open_ledger
from xltool.model.period import Period
from xltool.workflows.backing_up import backup, restore
from xltool.workflows.forgetting import forget
from xltool.workflows.generating import generate
from xltool.workflows.period import accept, close, history, reopen, status
from xltool.workflows.rollup import rollup
from xltool.workspace import find_workspace

if TYPE_CHECKING:
    from pathlib import Path

    from tests.postgres import Server
    from xltool.workspace import Workspace

pytestmark = pytest.mark.xdist_group("collect")


def a_month(office: Workspace, inbox: Path) -> list[object]:
    """Do in an office what is done in a month; gives what its people were told."""
    told: list[object] = []
    shutil.rmtree(inbox, ignore_errors=True)
    faulty = entries(T02_01_1="若干")
    doubtful = entries(T01_01_1="约8")
    costly = entries()
    costly["重点项目"]["+1"]["累计完成投资"] = costly["重点项目"]["+2"]["总投资"]
    costly["重点项目"]["+1"]["年度计划投资"] = costly["重点项目"]["+1"]["总投资"]
    costly["重点项目"]["+1"]["总投资"] = costly["重点项目"]["+2"]["总投资"]
    drop_off(inbox, "坏.xlsx", filled_in(office, faulty), 1)
    drop_off(inbox, "平江县.xlsx", b"junk", 2)
    drop_off(inbox, "疑.xlsx", filled_in(office, doubtful), 3)
    drop_off(inbox, "平江.xlsx", filled_in(office, entries(OTHER), OTHER), 4)
    told += [
        (one.verdict, one.unit, one.findings) for one in collected(office, inbox).files
    ]
    drop_off(inbox, "贵.xlsx", filled_in(office, costly), 5)
    told += [
        (one.verdict, one.unit, one.findings)
        for one in collected(office, inbox, minutes=1).files
    ]
    told.append(
        accept(
            office,
            PERIOD,
            UNIT,
            code="R31",
            reason="正在调整",
            now=NOW + dt.timedelta(minutes=2),
        )
    )
    close(office, PERIOD, now=NOW + dt.timedelta(minutes=3))
    drop_off(inbox, "迟.xlsx", filled_in(office, entries()), 6)
    told += [
        (one.verdict, one.unit, one.findings)
        for one in collected(office, inbox, minutes=4).files
    ]
    told.append(rollup(office, PERIOD, now=NOW).path.read_bytes())
    reopen(office, PERIOD, reason="补报", now=NOW + dt.timedelta(minutes=5))
    told.append(rollup(office, PERIOD, now=NOW).path.read_bytes())
    generate(office, Period.parse("2025-08"), now=NOW + dt.timedelta(days=20))
    with open_ledger(office.database_url) as ledger:
        told += [
            ledger.waivers(str(PERIOD)),
            ledger.open_findings(str(PERIOD)),
            ledger.figures(str(PERIOD)),
        ]
    told += [
        status(office, PERIOD, now=NOW),
        history(office, UNIT),
        history(office, OTHER),
    ]
    return told


def test_a_month_is_the_same_on_both(tmp_path: Path, postgres: Server) -> None:
    ours = open_office(tmp_path / "sqlite")
    theirs = open_office(
        tmp_path / "postgresql", postgres.new_database(), key=ours.key()
    )
    assert a_month(theirs, tmp_path / "收到") == a_month(ours, tmp_path / "收到")
    assert state(theirs) == state(ours)
    backup(theirs, tmp_path / "备份.zip")
    restore(tmp_path / "备份.zip", tmp_path / "恢复")
    assert state(find_workspace(tmp_path / "恢复")) == state(theirs)
    august = Period.parse("2025-08")
    for office in (ours, theirs):
        later = NOW + dt.timedelta(days=900)
        assert forget(office, august, confirmed=True, now=later).periods
        assert not forget(office, august, confirmed=False, now=later).periods
    assert state(theirs) == state(ours)
