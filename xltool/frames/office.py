"""An office's workspace, opened for reading."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.workflows.tables.measured import TableSource, in_order, known_periods
from xltool.workspace import find_workspace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.model.period import Period
    from xltool.workspace import Workspace

    Periods = str | Period | Iterable[str | Period] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A workspace whose ledger is read; nothing in it is changed by reading."""

    workspace: Workspace

    @property
    def periods(self) -> tuple[str, ...]:
        """The periods in which anything was issued, oldest first."""
        return tuple(str(period) for period in known_periods(self.workspace))


def open_office(path: str | Path) -> Office:
    """Open the workspace that this folder is, or is in.

    WorkspaceNotFoundError if there is none.
    """
    return Office(workspace=find_workspace(Path(path)))


def source_of(office: Office, periods: Periods) -> TableSource:
    """Give what tables are made from: these periods, or all that are known.

    ValueError for what is no period.
    """
    if periods is None:
        wanted = known_periods(office.workspace)
    elif isinstance(periods, str) or not hasattr(periods, "__iter__"):
        wanted = in_order([periods])
    else:
        wanted = in_order(periods)
    now = dt.datetime.now(dt.UTC)
    return TableSource(workspace=office.workspace, periods=wanted, now=now)
