"""Fixtures of every test: a workspace, and the seed documents where they are at hand."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.execution.kept_children import children_kept
from tests.postgres import Server, postgres_server
from xltool.workspace import Workspace, create_workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """With `-n auto`, one worker more than there are processors.

    A fifth of the suite's time is waiting for servers, browsers and children.
    """
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of the real documents, which are not part of the project."""
    folder = ROOT.parent / "shared"
    if not (folder / "seeds").is_dir():
        pytest.skip(
            f"the real documents are not beside the checkout ({folder.name}/seeds)"
        )
    return folder


@pytest.fixture(scope="session", autouse=True)
def kept_children() -> Iterator[None]:
    """Children that judge are kept from one test for the next."""
    with children_kept():
        yield


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A new workspace with the shipped settings and form designs."""
    return create_workspace(tmp_path / "workspace")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server of our own; without one installed, the test is skipped."""
    with postgres_server() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind that a ledger may be kept in."""
    if request.param == "sqlite":
        return f"sqlite:///{(tmp_path / 'xltool.db').as_posix()}"
    server: Server = request.getfixturevalue("postgres")
    return server.new_database()
