"""What the ledger forgets of a period, and that it did.

Contacts, senders and what units wrote of persons go; figures, hashes and the history
stay. SQLite overwrites what is removed (`secure_delete`).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from sqlalchemy import (
    Table,
    and_,
    delete,
    false,
    func,
    or_,
    select,
    text,
    tuple_,
    update,
)

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
    from collections.abc import Sequence

    from sqlalchemy import Column, ColumnElement, Connection, Engine, Select

ACTION = "清除"
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
"""A mail address: zhang.san@example.gov.cn."""
_NAMING = (
    in_force.c.registry,
    in_force.c.design,
    closing.c.settings,
    edition.c.figures,
)
"""The columns that name a document."""


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
            _forget_findings(connection, period)
            _forget_layouts(connection, period)
            _forget_registries(connection, period)
            _forget_senders(connection, period)
            _forget_addresses(connection, period)
            done = entry(ACTION, at=at, period_name=period, who=who, detail=detail)
            note(connection, done)


# ---- which rows are meant ------------------------------------------------------------


def _submissions(period: str) -> Select[tuple[int]]:
    return select(submission.c.id).where(submission.c.period == period)


def _originals(period: str) -> Select[tuple[int]]:
    return select(original.c.id).where(original.c.period == period)


def _places(connection: Connection, period: str) -> list[tuple[str, str]]:
    """Give the personal fields of every design that a period was issued by."""
    found: set[tuple[str, str]] = set()
    for layout in _layouts(connection, period):
        found |= personal_places(layout_from_json(layout).form)
    for design in _designs(connection, period):
        found |= personal_places(design_from_json(design))
    return sorted(found)


def _layouts(connection: Connection, period: str) -> Sequence[str]:
    """Give one layout of each version of each form."""
    layout = func.max(issued.c.layout)
    query = select(layout).where(issued.c.period == period)
    query = query.group_by(issued.c.form, issued.c.form_version)
    return connection.execute(query).scalars().all()


def _designs(connection: Connection, period: str) -> Sequence[str]:
    query = select(document.c.content)
    query = query.join(in_force, in_force.c.design == document.c.sha256)
    query = query.where(in_force.c.period == period)
    return connection.execute(query).scalars().all()


def _personal(connection: Connection, period: str) -> ColumnElement[bool]:
    """Say which values are personal and still there."""
    places = _places(connection, period)
    field = tuple_(value.c.sheet, value.c.field)
    return and_(
        value.c.submission.in_(_submissions(period)),
        field.in_(places) if places else false(),
        or_(value.c.content != "", value.c.raw != ""),
        value.c.content != FORGOTTEN,
    )


# ---- values, and what was found in them ----------------------------------------------


def _forget_values(connection: Connection, period: str) -> None:
    """Empty the fields; that they were filled in stays, the rates rest on it."""
    personal = _personal(connection, period)
    reported = value.c.state == State.REPORTED.value
    hidden = {"type": "text", "content": FORGOTTEN, "raw": ""}
    emptied = {"content": "", "raw": ""}
    connection.execute(update(value).where(personal, reported).values(hidden))
    connection.execute(update(value).where(personal, ~reported).values(emptied))


def _forget_findings(connection: Connection, period: str) -> None:
    """Empty what was found in the fields; nothing is judged or sent back any more."""
    fields = sorted({field for _, field in _places(connection, period)})
    found = update(finding).where(
        finding.c.submission.in_(_submissions(period)),
        finding.c.field.in_(fields),
    )
    hidden = {"found": FORGOTTEN, "message": FORGOTTEN, "answer": ""}
    connection.execute(found.values(hidden))
    judged = update(submission).where(submission.c.period == period)
    connection.execute(judged.values(feedback=""))
    waiting = rejudge.c.original.in_(_originals(period))
    connection.execute(delete(rejudge).where(waiting))


# ---- long texts ----------------------------------------------------------------------


def _forget_figures(connection: Connection, period: str) -> None:
    """Take what is personal out of what editions are compared by: lists stand in it,
    the fields of an entry joined by “；”.
    """
    personal = select(value.c.content).where(_personal(connection, period))
    hidden = set(connection.execute(personal.distinct()).scalars()) - {""}
    for sha256 in _named(connection, edition.c.figures, period):
        bare = {}
        for name, words in json.loads(_content(connection, sha256)).items():
            bare[name] = _without(words, hidden)
        text = json.dumps(bare, ensure_ascii=False, separators=(",", ":"))
        _rename(connection, edition.c.figures, period, sha256, text)


def _without(words: str, hidden: set[str]) -> str:
    parts = words.split("；")
    return "；".join(FORGOTTEN if one in hidden else one for one in parts)


def _forget_layouts(connection: Connection, period: str) -> None:
    query = select(issued.c.id, issued.c.layout).where(issued.c.period == period)
    for row in connection.execute(query).all():
        bare = without_persons(layout_from_json(row.layout))
        this = update(issued).where(issued.c.id == row.id)
        connection.execute(this.values(layout=layout_to_json(bare)))


def _forget_registries(connection: Connection, period: str) -> None:
    """Let the period rest on registries without contacts."""
    for sha256 in _named(connection, in_force.c.registry, period):
        known = registry_from_json(_content(connection, sha256))
        text = registry_to_json(registry_without_contacts(known))
        _rename(connection, in_force.c.registry, period, sha256, text)


def _named(connection: Connection, column: Column[str], period: str) -> Sequence[str]:
    """Give the documents that a column names for a period."""
    query = select(column).where(column.table.c.period == period)
    return connection.execute(query.distinct()).scalars().all()


def _content(connection: Connection, sha256: str) -> str:
    query = select(document.c.content).where(document.c.sha256 == sha256)
    content: str = connection.execute(query).scalar_one()
    return content


def _rename(
    connection: Connection, column: Column[str], period: str, sha256: str, text: str
) -> None:
    """Let a column of the period name another document; the one before goes where
    nothing else names it.
    """
    kept = keep_document(connection, text)
    if kept == sha256:
        return
    table = column.table
    assert isinstance(table, Table)  # noqa: S101 - a column of the schema
    those = update(table).where(table.c.period == period, column == sha256)
    connection.execute(those.values({column.name: kept}))
    for other in _NAMING:
        uses = select(func.count()).where(other == sha256)
        if connection.execute(uses).scalar_one():
            return
    connection.execute(delete(document).where(document.c.sha256 == sha256))


# ---- mails ---------------------------------------------------------------------------


def _forget_senders(connection: Connection, period: str) -> None:
    letters = update(letter).where(letter.c.original.in_(_originals(period)))
    connection.execute(letters.values(sender="", subject=""))
    originals = update(original).where(original.c.period == period)
    connection.execute(originals.values(sender=""))
    mails = update(mail).where(mail.c.period == period)
    connection.execute(mails.values(recipients="", reply=""))


def _forget_addresses(connection: Connection, period: str) -> None:
    """Take mail addresses out of what the history says."""
    query = select(event.c.id, event.c.detail)
    query = query.where(event.c.period == period, event.c.detail.contains("@"))
    for row in connection.execute(query).all():
        detail = _ADDRESS.sub(FORGOTTEN, row.detail)
        this = update(event).where(event.c.id == row.id)
        connection.execute(this.values(detail=detail))
