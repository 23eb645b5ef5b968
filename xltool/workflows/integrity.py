"""Whether what a workspace has to keep is there.

Its key, and every original as it came.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from xltool.errors import KeyFileError, LedgerError
from xltool.findings import (
    KEY_UNUSABLE,
    LEDGER_UNUSABLE,
    ORIGINAL_CHANGED,
    ORIGINAL_MISSING,
    Finding,
    Place,
)
from xltool.ledger.ledger import open_ledger
from xltool.workflows.acting import utc_now
from xltool.workflows.keys import signing_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from xltool.ledger.ledger import Ledger
    from xltool.workspace import Workspace

_PIECE = 1 << 20


def check_kept(workspace: Workspace) -> Iterator[Finding]:
    """Say what is wrong with the key, the ledger and the originals.

    Every original is compared with the hash under which it was stored.
    """
    try:
        with open_ledger(workspace.database_url) as ledger:
            yield from _check_key(workspace, ledger)
            yield from _check_originals(workspace, ledger)
    except LedgerError as error:
        yield LEDGER_UNUSABLE.at(Place(sheet="台账数据库"), found=error)


def _check_key(workspace: Workspace, ledger: Ledger) -> Iterator[Finding]:
    """Say what is wrong with the signing key."""
    try:
        signing_key(workspace, ledger, now=utc_now())
    except KeyFileError as error:
        yield KEY_UNUSABLE.at(Place(sheet=workspace.key_file.name), found=error)


def _check_originals(workspace: Workspace, ledger: Ledger) -> Iterator[Finding]:
    """Name the originals that are missing or no longer what they were."""
    for period in ledger.issued_forms():
        folder = workspace.received(period)
        if not folder.is_dir():  # kept on another computer
            continue
        forgotten = ledger.forgotten_at(period)
        for original in ledger.originals(period):
            path = folder / original.stored
            place = Place(sheet=f"{period}/received/{original.stored}")
            if not path.is_file():
                if forgotten:
                    continue
                yield ORIGINAL_MISSING.at(place, found=original.name)
            elif _digest(path) != original.sha256:
                yield ORIGINAL_CHANGED.at(place, found=original.name)


def _digest(path: Path) -> str:
    """Give the hash of a file, read piece by piece."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
