"""A ledger on each kind of database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from xltool.ledger.ledger import Ledger, open_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.postgres import Server


@pytest.fixture
def ledger(database_url: str) -> Iterator[Ledger]:
    with open_ledger(database_url) as opened:
        yield opened


@pytest.fixture
def another_database_url(
    request: pytest.FixtureRequest, tmp_path: Path, database_url: str
) -> str:
    """A second empty database of the same kind."""
    if database_url.startswith("sqlite"):
        return f"sqlite:///{(tmp_path / 'another.db').as_posix()}"
    server: Server = request.getfixturevalue("postgres")
    return server.new_database()
