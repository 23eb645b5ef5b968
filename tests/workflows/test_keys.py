"""The key is compared with the ledger's before anything is signed or judged by it."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.workflows.office import (
    JULY,
    NOW,
    collected,
    drop_off,
    entries,
    filled_in,
    only,
    open_office,
)
from xltool.cli.main import run
from xltool.errors import KeyFileError
from xltool.ledger.ledger import open_ledger
from xltool.model.submission import Verdict
from xltool.workflows.checking import check
from xltool.workflows.keys import replace_key, signing_key
from xltool.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.xdist_group("keys")


@pytest.fixture(scope="session")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return open_office(tmp_path_factory.mktemp("keys") / "office")


@pytest.fixture
def office(issued: Workspace, tmp_path: Path) -> Workspace:
    shutil.copytree(issued.root, tmp_path / "office")
    return Workspace(root=tmp_path / "office", settings=issued.settings)


def test_a_lost_key_stops_before_anything_is_judged_and_back_it_heals(
    office: Workspace, tmp_path: Path
) -> None:
    path = drop_off(tmp_path / "收到", "a.xlsx", filled_in(office, entries()))
    key = office.key_file.read_bytes()
    office.key_file.unlink()
    with pytest.raises(KeyFileError, match="不见了"):
        collected(office, path)
    assert not office.key_file.exists()
    office.key_file.write_bytes(key)
    assert only(collected(office, path)).verdict is Verdict.ACCEPTED


def test_a_foreign_key_is_named_by_its_fingerprint(office: Workspace) -> None:
    with open_ledger(office.database_url) as ledger:
        own = signing_key(office, ledger, now=NOW)
        office.key_file.write_text(os.urandom(32).hex(), encoding="ascii")
        with pytest.raises(KeyFileError, match="不是下发报表时用的那一把"):
            signing_key(office, ledger, now=NOW)
        replace_key(office, ledger, now=NOW)
        assert signing_key(office, ledger, now=NOW) not in {own, b""}


def test_a_new_key_is_made_on_demand_and_the_old_one_kept(office: Workspace) -> None:
    office.key_file.write_bytes(b"damaged")
    assert run(["-w", str(office.root), "init", "--new-key"]) == 0
    assert len(office.key()) == 32
    assert len(list(office.root.glob("xltool.key.*"))) == 1


def test_check_names_key_and_originals(office: Workspace, tmp_path: Path) -> None:
    for number in ("1", "2"):
        content = filled_in(office, entries(T01_01_1=number))
        collected(office, drop_off(tmp_path / "收到", f"{number}.xlsx", content))
    first, second = sorted(office.received(JULY).glob("*.xlsx"))
    first.write_bytes(first.read_bytes() + b"x")
    second.unlink()
    office.key_file.write_bytes(b"")
    codes = {one.code for one in check(office).findings}
    assert {"D171", "D173", "D174"} <= codes
