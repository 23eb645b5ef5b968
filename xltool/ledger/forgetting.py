"""What the ledger forgets of a period, and that it did.

Contacts, senders and what units wrote of persons go; figures, hashes and the history
stay. SQLite overwrites what is removed (`secure_delete`).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, false, func, or_, select, text, tuple_, update

from xltool.forms.layout_json import layout_from_json, layout_to_json
from xltool.forms.personal import (
    FORGOTTEN,
    personal_places,
    registry_without_contacts,
    without_persons,
)
from xltool.forms.snapshot_json import (
    design_from_json,
    registry_from_json,
    registry_to_json,
)
from xltool.ledger.documents import keep_document
from xltool.ledger.schema import (
    closing,
    document,
    edition,
    event,
    finding,
    in_force,
    issued,
    letter,
    mail,
    original,
    rejudge,
    submission,
    value,
)
from xltool.ledger.store import entry, lock_period, note, reading, writing
from xltool.model.value import State

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Column, ColumnElement, Connection, Engine, Table

    from xltool.forms.personal import Places

ACTION = "清除"
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
"""A mail address: zhang.san@example.gov.cn."""


class Forgetting:
    """The part of the ledger that forgets."""

    engine: Engine

    def known_periods(self) -> tuple[str, ...]:
        """Give every period for which something was issued or collected."""
        issues = select(issued.c.period)
        originals = select(original.c.period)
        with reading(self.engine) as connection:
            return tuple(connection.execute(issues.union(originals)).scalars())

    def forgotten_at(self, period: str) -> int:
        """Give the revision at which a period was first forgotten; 0 if never."""
        query = select(func.min(event.c.id)).where(
            event.c.period == period, event.c.action == ACTION
        )
        with reading(self.engine) as connection:
            return connection.execute(query).scalar() or 0

    def personal_values(self, period: str) -> int:
        """Count what units wrote of persons in a period and is still there."""
        with reading(self.engine) as connection:
            personal = _personal(connection, period)
            query = select(func.count()).select_from(value).where(personal)
            return connection.execute(query).scalar_one()

    def forget(self, period: str, *, at: dt.datetime, who: str, detail: str) -> None:
        """Remove what a period says of persons, and note it in the history."""
        with writing(self.engine) as connection:
            if connection.dialect.name == "sqlite":
                connection.execute(text("PRAGMA secure_delete = ON"))
            lock_period(connection, period)
            _forget_figures(connection, period)
            _forget_values(connection, period)
            _forget_layouts(connection, period)
            _forget_registries(connection, period)
            _forget_senders(connection, period)
            _forget_addresses(connection, period)
            note(
                connection,
                entry(ACTION, at=at, period_name=period, who=who, detail=detail),
            )


def _places(connection: Connection, period: str) -> Places:
    """Give the personal fields of every design that a period was issued by."""
    found: set[tuple[str, str]] = set()
    layouts = select(func.max(issued.c.layout)).where(issued.c.period == period)
    layouts = layouts.group_by(issued.c.form, issued.c.form_version)
    for layout in connection.execute(layouts).scalars():
        found |= personal_places(layout_from_json(layout).form)
    designs = (
        select(document.c.content)
        .join(in_force, in_force.c.design == document.c.sha256)
        .where(in_force.c.period == period)
    )
    for design in connection.execute(designs).scalars():
        found |= personal_places(design_from_json(design))
    return frozenset(found)


def _personal(connection: Connection, period: str) -> ColumnElement[bool]:
    """Say which values are personal and still there."""
    mine = select(submission.c.id).where(submission.c.period == period)
    places = sorted(_places(connection, period))
    return and_(
        value.c.submission.in_(mine),
        tuple_(value.c.sheet, value.c.field).in_(places) if places else false(),
        or_(value.c.content != "", value.c.raw != ""),
        value.c.content != FORGOTTEN,
    )


def _forget_figures(connection: Connection, period: str) -> None:
    """Take what is personal out of what editions are compared by: lists stand in it,
    the fields of an entry joined by “；”.
    """
    personal = select(value.c.content).where(_personal(connection, period)).distinct()
    hidden = set(connection.execute(personal).scalars()) - {""}
    used = select(edition.c.figures).where(edition.c.period == period).distinct()
    for sha256 in connection.execute(used).scalars().all():
        said = json.loads(_content(connection, sha256))
        bare = {name: _without(words, hidden) for name, words in said.items()}
        text = json.dumps(bare, ensure_ascii=False, separators=(",", ":"))
        _replace_document(connection, edition, edition.c.figures, period, sha256, text)


def _without(words: str, hidden: set[str]) -> str:
    parts = words.split("；")
    return "；".join(FORGOTTEN if one in hidden else one for one in parts)


def _content(connection: Connection, sha256: str) -> str:
    query = select(document.c.content).where(document.c.sha256 == sha256)
    content: str = connection.execute(query).scalar_one()
    return content


def _replace_document(  # noqa: PLR0913, PLR0917 - one document for another, and where
    connection: Connection,
    table: Table,
    column: Column[str],
    period: str,
    sha256: str,
    text: str,
) -> None:
    """Let a column of the period name another document; the one before goes where
    nothing else names it.
    """
    kept = keep_document(connection, text)
    if kept == sha256:
        return
    connection.execute(
        update(table)
        .where(table.c.period == period, column == sha256)
        .values({column.name: kept})
    )
    _drop_unused(connection, sha256)


def _forget_values(connection: Connection, period: str) -> None:
    """Empty the fields; that they were filled in stays, the rates rest on it."""
    personal = _personal(connection, period)
    reported = value.c.state == State.REPORTED.value
    hidden = {"type": "text", "content": FORGOTTEN, "raw": ""}
    connection.execute(update(value).where(personal, reported).values(hidden))
    emptied = {"content": "", "raw": ""}
    connection.execute(update(value).where(personal, ~reported).values(emptied))
    mine = select(submission.c.id).where(submission.c.period == period)
    fields = sorted({field for _, field in _places(connection, period)})
    connection.execute(
        update(finding)
        .where(finding.c.submission.in_(mine), finding.c.field.in_(fields))
        .values(found=FORGOTTEN, message=FORGOTTEN, answer="")
    )
    connection.execute(
        update(submission).where(submission.c.period == period).values(feedback="")
    )
    originals = select(original.c.id).where(original.c.period == period)
    connection.execute(delete(rejudge).where(rejudge.c.original.in_(originals)))


def _forget_layouts(connection: Connection, period: str) -> None:
    rows = connection.execute(
        select(issued.c.id, issued.c.layout).where(issued.c.period == period)
    ).all()
    for row in rows:
        layout = layout_to_json(without_persons(layout_from_json(row.layout)))
        connection.execute(
            update(issued).where(issued.c.id == row.id).values(layout=layout)
        )


def _forget_registries(connection: Connection, period: str) -> None:
    """Let the period rest on registries without contacts; those before go where no
    other period rests on them.
    """
    used = select(in_force.c.registry).where(in_force.c.period == period).distinct()
    for sha256 in connection.execute(used).scalars().all():
        known = registry_from_json(_content(connection, sha256))
        bare = registry_to_json(registry_without_contacts(known))
        _replace_document(
            connection, in_force, in_force.c.registry, period, sha256, bare
        )


def _drop_unused(connection: Connection, sha256: str) -> None:
    columns = (
        in_force.c.registry,
        in_force.c.design,
        closing.c.settings,
        edition.c.figures,
    )
    for column in columns:
        used = select(func.count()).where(column == sha256)
        if connection.execute(used).scalar_one():
            return
    connection.execute(delete(document).where(document.c.sha256 == sha256))


def _forget_senders(connection: Connection, period: str) -> None:
    originals = select(original.c.id).where(original.c.period == period)
    connection.execute(
        update(letter)
        .where(letter.c.original.in_(originals))
        .values(sender="", subject="")
    )
    connection.execute(
        update(original).where(original.c.period == period).values(sender="")
    )
    connection.execute(
        update(mail).where(mail.c.period == period).values(recipients="", reply="")
    )


def _forget_addresses(connection: Connection, period: str) -> None:
    """Take mail addresses out of what the history says."""
    query = select(event.c.id, event.c.detail).where(
        event.c.period == period, event.c.detail.contains("@")
    )
    for row in connection.execute(query).all():
        detail = _ADDRESS.sub(FORGOTTEN, row.detail)
        connection.execute(
            update(event).where(event.c.id == row.id).values(detail=detail)
        )
