"""The ledger: one object over its parts, opened by URL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from xltool.ledger.access import Access
from xltool.ledger.arrivals import Arrivals
from xltool.ledger.copying import Copying
from xltool.ledger.figures import Figures
from xltool.ledger.first_sent import FirstSendings
from xltool.ledger.forgetting import Forgetting
from xltool.ledger.in_force import InForces
from xltool.ledger.issues import Issues
from xltool.ledger.letters import Letters
from xltool.ledger.mails import Mails
from xltool.ledger.periods import Periods
from xltool.ledger.rejudging import Rejudging
from xltool.ledger.revisions import Revisions
from xltool.ledger.signing_keys import SigningKeys
from xltool.ledger.store import connect

if TYPE_CHECKING:
    from types import TracebackType

    from sqlalchemy import Engine


class Ledger(
    Issues,
    Periods,
    Figures,
    FirstSendings,
    InForces,
    Revisions,
    Mails,
    Letters,
    Arrivals,
    Rejudging,
    SigningKeys,
    Access,
    Forgetting,
    Copying,
):
    """What was issued, mailed, received, judged and decided.

    Each method is a transaction of its own.
    """

    def __init__(self, engine: Engine) -> None:
        """Work on an open database; `open_ledger` is the way to get one."""
        self.engine = engine

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close_connections()

    def close_connections(self) -> None:
        """Let go of the database file."""
        self.engine.dispose()


def open_ledger(url: str) -> Ledger:
    """Open the ledger at a SQLAlchemy URL (SQLite, PostgreSQL) and bring it to the
    present schema.

    LedgerError if the database cannot be opened or was made by a newer xltool.
    """
    return Ledger(connect(url))
