"""The keys by which workbooks were signed, each known by its fingerprint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from xltool.ledger.schema import issued, signing_key
from xltool.ledger.store import reading, to_text, writing

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Engine


class SigningKeys:
    """The part of the ledger that knows the key of its workspace."""

    engine: Engine

    def key_fingerprint(self) -> str:
        """Give the fingerprint of the present key; empty where none is known yet."""
        query = select(signing_key.c.fingerprint).order_by(
            signing_key.c.known_since.desc()
        )
        with reading(self.engine) as connection:
            return connection.execute(query.limit(1)).scalar() or ""

    def record_key(self, fingerprint: str, *, at: dt.datetime) -> None:
        """Record that from now on workbooks are signed by this key."""
        with writing(self.engine) as connection:
            same = signing_key.c.fingerprint == fingerprint
            if connection.execute(select(signing_key).where(same)).first() is None:
                row = {"fingerprint": fingerprint, "known_since": to_text(at)}
                connection.execute(insert(signing_key), row)

    def last_stamp(self) -> str:
        """Give the stamp of the last workbook that was issued; empty where none was."""
        query = select(issued.c.stamp).order_by(issued.c.id.desc()).limit(1)
        with reading(self.engine) as connection:
            return connection.execute(query).scalar() or ""
