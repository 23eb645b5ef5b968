"""A workspace in which July was issued, and a desk on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.client import signed_in
from tests.workflows.office import open_office

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient

    from xltool.web.desk import Desk
    from xltool.workspace import Workspace


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a password cost little: what it costs is tested with the workflow."""
    monkeypatch.setattr("xltool.workflows.operators._COST", 2**8)


@pytest.fixture
def office(tmp_path: Path) -> Workspace:
    """July was issued to two units."""
    return open_office(tmp_path / "office")


@pytest.fixture
def browser(office: Workspace) -> tuple[Desk, TestClient]:
    """A desk, and a browser that the start address has let in."""
    return signed_in(office)
