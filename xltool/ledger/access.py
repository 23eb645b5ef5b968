"""Who may come in over the network: operators, and units by their links."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, text, update

from xltool.ledger.records import Link, Operator
from xltool.ledger.schema import link, operator
from xltool.ledger.store import entry, note, reading, to_text, to_time, writing
from xltool.model.access import Role

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_ALONE = text("LOCK TABLE link IN SHARE ROW EXCLUSIVE MODE")
"""Two who want a link for one unit at once get the same one (PostgreSQL)."""


class Access:
    """The part of the ledger that knows operators and links."""

    engine: Engine

    def operators(self) -> tuple[Operator, ...]:
        """Give all operators by name."""
        query = select(operator).order_by(operator.c.name)
        with reading(self.engine) as connection:
            return tuple(_operator_of(row) for row in connection.execute(query))

    def put_operator(self, named_operator: Operator, *, who: str) -> bool:
        """Record an operator, and say whether the name is new.

        One of that name gets the role and the password.
        """
        same = operator.c.name == named_operator.name
        row = {
            "role": named_operator.role.value,
            "password": named_operator.password,
            "changed_at": to_text(named_operator.changed_at),
        }
        with writing(self.engine) as connection:
            changed = connection.execute(update(operator).where(same).values(row))
            is_new = not changed.rowcount
            if is_new:
                connection.execute(
                    insert(operator).values(name=named_operator.name, **row)
                )
            action = "增加操作员" if is_new else "更改操作员"
            detail = f"{named_operator.name}（{named_operator.role}）"
            _note(connection, action, detail, who=who, at=named_operator.changed_at)
            return is_new

    def remove_operator(self, name: str, *, who: str, at: dt.datetime) -> bool:
        """Remove an operator, and say whether there was one."""
        with writing(self.engine) as connection:
            gone = connection.execute(delete(operator).where(operator.c.name == name))
            if gone.rowcount:
                _note(connection, "移除操作员", name, who=who, at=at)
            return bool(gone.rowcount)

    def links(self, unit: str | None = None) -> tuple[Link, ...]:
        """Give the links of a unit, or all, in the order in which they were made."""
        query = select(link).order_by(link.c.id)
        if unit is not None:
            query = query.where(link.c.unit == unit)
        with reading(self.engine) as connection:
            return tuple(_link_of(row) for row in connection.execute(query))

    def want_link(
        self, unit: str, *, least: dt.date, until: dt.date, at: dt.datetime, who: str
    ) -> Link:
        """Give the unit's link in force that opens up to `least` or longer.

        Where there is none, one is made that opens up to `until`.
        """
        in_force = (
            select(link)
            .where(link.c.unit == unit, link.c.revoked_at == "")
            .where(link.c.until >= least.isoformat())
            .order_by(link.c.id.desc())
        )
        with writing(self.engine) as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(_ALONE)
            known = connection.execute(in_force).first()
            if known is not None:
                return _link_of(known)
            row = {
                "unit": unit,
                "until": until.isoformat(),
                "made_at": to_text(at),
                "revoked_at": "",
            }
            statement = insert(link).returning(link.c.id)
            number = connection.execute(statement, row).scalar_one()
            detail = f"第 {number} 号，{until:%Y-%m-%d} 止"
            _note(connection, "发给入口链接", detail, unit=unit, who=who, at=at)
            return Link(id=number, unit=unit, until=until, made_at=at)

    def revoke_links(self, unit: str, *, at: dt.datetime, who: str) -> int:
        """Put a unit's links out of force, and give how many they were."""
        mine = (link.c.unit == unit, link.c.revoked_at == "")
        with writing(self.engine) as connection:
            changed = connection.execute(
                update(link).where(*mine).values(revoked_at=to_text(at))
            )
            if changed.rowcount:
                detail = f"{changed.rowcount} 条"
                _note(connection, "收回入口链接", detail, unit=unit, who=who, at=at)
            return changed.rowcount

    def note_access(  # noqa: PLR0913 - the columns of the table
        self,
        action: str,
        detail: str,
        *,
        at: dt.datetime,
        who: str = "",
        unit: str = "",
        period: str = "",
    ) -> None:
        """Add to the history what somebody did, or was refused, over the network."""
        with writing(self.engine) as connection:
            _note(connection, action, detail, at=at, who=who, unit=unit, period=period)


def _note(  # noqa: PLR0913 - the columns of the table
    connection: Connection,
    action: str,
    detail: str,
    *,
    at: dt.datetime,
    who: str = "",
    unit: str = "",
    period: str = "",
) -> None:
    said = entry(action, at=at, period_name=period, unit=unit, who=who, detail=detail)
    note(connection, said)


def _operator_of(row: Any) -> Operator:
    return Operator(
        name=row.name,
        role=Role(row.role),
        password=row.password,
        changed_at=to_time(row.changed_at),
    )


def _link_of(row: Any) -> Link:
    return Link(
        id=row.id,
        unit=row.unit,
        until=dt.date.fromisoformat(row.until),
        made_at=to_time(row.made_at),
        revoked_at=to_time(row.revoked_at) if row.revoked_at else None,
    )
