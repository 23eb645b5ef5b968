"""Long texts that several rows name, each kept once, by the hash of its content."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import text

from xltool.ledger.store import storable

if TYPE_CHECKING:
    from sqlalchemy import Connection

_KEEP = text(
    "INSERT INTO document (sha256, content) VALUES (:sha256, :content)"
    " ON CONFLICT DO NOTHING"
)


def keep_document(connection: Connection, content: str) -> str:
    """Keep a text, and give the hash by which it is found."""
    content = storable(content)
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    connection.execute(_KEEP, {"sha256": sha256, "content": content})
    return sha256
