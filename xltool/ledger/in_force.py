"""What was in force.

The registry and the design that each form of a period was issued by.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from xltool.forms.snapshot_json import (
    design_from_json,
    design_to_json,
    registry_from_json,
    registry_to_json,
)
from xltool.ledger.documents import keep_document
from xltool.ledger.records import InForce
from xltool.ledger.schema import document, in_force
from xltool.ledger.store import entry, lock_period, note, reading, writing

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from xltool.forms.design import FormDesign

_REGISTRY = document.alias("registry_document")
_DESIGN = document.alias("design_document")
_QUERY = (
    select(
        *(in_force.c.period, in_force.c.form, in_force.c.due),
        _REGISTRY.c.content.label("registry_text"),
        _DESIGN.c.content.label("design_text"),
    )
    .join(_REGISTRY, in_force.c.registry == _REGISTRY.c.sha256)
    .join(_DESIGN, in_force.c.design == _DESIGN.c.sha256)
    .order_by(in_force.c.revision.desc())
    .limit(1)
)


class InForces:
    """The part of the ledger that knows what was in force."""

    engine: Engine

    def put_in_force(
        self, given: InForce, *, at: dt.datetime, who: str, said: str = "生效"
    ) -> bool:
        """Record what a form of a period is issued by, and say whether that is new."""
        with writing(self.engine) as connection:
            lock_period(connection, given.period)
            return put_in_force(connection, given, at=at, who=who, said=said)

    def design_in_force(
        self, period: str, form: str, *, at: int | None = None
    ) -> tuple[FormDesign, dt.date] | None:
        """Give the design that is in force for a form of a period, and its due day.

        As `in_force`, without reading the registry.
        """
        row = self._row(period, form, at)
        if row is None:
            return None
        return design_from_json(row.design_text), dt.date.fromisoformat(row.due)

    def in_force(
        self, period: str, form: str, *, at: int | None = None
    ) -> InForce | None:
        """Give what is in force for a form of a period (at a revision).

        None where nothing was recorded.
        """
        row = self._row(period, form, at)
        if row is None:
            return None
        return InForce(
            period=row.period,
            form=row.form,
            registry=registry_from_json(row.registry_text),
            design=design_from_json(row.design_text),
            due=dt.date.fromisoformat(row.due),
        )

    def _row(self, period: str, form: str, at: int | None) -> Any:
        query = _QUERY.where(in_force.c.period == period, in_force.c.form == form)
        if at is not None:
            query = query.where(in_force.c.revision <= at)
        with reading(self.engine) as connection:
            return connection.execute(query).first()


def put_in_force(
    connection: Connection, given: InForce, *, at: dt.datetime, who: str, said: str
) -> bool:
    """Record what a form of a period is issued by, in a transaction that holds the
    period.
    """
    latest = connection.execute(
        select(in_force.c.registry, in_force.c.design, in_force.c.due)
        .where(in_force.c.period == given.period, in_force.c.form == given.form)
        .order_by(in_force.c.revision.desc())
        .limit(1)
    ).first()
    registry = keep_document(connection, registry_to_json(given.registry))
    design = keep_document(connection, design_to_json(given.design))
    due = given.due.isoformat()
    if latest is not None and tuple(latest) == (registry, design, due):
        return False
    (revision,) = note(
        connection,
        entry(said, at=at, period_name=given.period, form=given.form, who=who),
    )
    connection.execute(
        insert(in_force).values(
            period=given.period,
            form=given.form,
            registry=registry,
            design=design,
            due=due,
            revision=revision,
        )
    )
    return True
