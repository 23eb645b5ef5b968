"""Version 5 (2025-12-01): how many cells a unit had to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, Integer

from xltool.ledger.steps.ddl import add_column

if TYPE_CHECKING:
    from sqlalchemy import Connection


def add_required_cells(connection: Connection) -> None:
    """Add `required_cells` to `issued`: null, not counted, for what is there."""
    add_column(connection, "issued", Column("required_cells", Integer))
