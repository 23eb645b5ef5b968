"""A ledger on each kind of database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from xltool.ledger.ledger import Ledger, open_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def ledger(database_url: str) -> Iterator[Ledger]:
    with open_ledger(database_url) as opened:
        yield opened
