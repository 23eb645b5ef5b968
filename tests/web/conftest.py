"""A workspace in which July was issued, and a desk on it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.web.client import signed_in
from tests.workflows.office import open_office
from xltool.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient

    from xltool.web.desk import Desk


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a password cost little: what it costs is tested with the workflow."""
    monkeypatch.setattr("xltool.workflows.operators._COSTS", (2**8, 8, 1))


@pytest.fixture(scope="session")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The office that those of the tests are copies of."""
    return open_office(tmp_path_factory.mktemp("issued") / "office")


@pytest.fixture
def office(issued: Workspace, tmp_path: Path) -> Workspace:
    """July was issued to two units."""
    shutil.copytree(issued.root, tmp_path / "office")
    return Workspace(root=tmp_path / "office", settings=issued.settings)


@pytest.fixture
def browser(office: Workspace) -> tuple[Desk, TestClient]:
    """A desk, and a browser that the start address has let in."""
    return signed_in(office)
