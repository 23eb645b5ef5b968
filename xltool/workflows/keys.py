"""The key with which a workspace signs, compared with what its ledger knows of it.

Nothing is signed or judged by a key before it is known to be the right one: a report
that is sent back since the key was lost looks like a forgery to everybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.forms.stamp import verify
from xltool.workspace.keys import KeyLostError, fingerprint, foreign_key

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from xltool.ledger.ledger import Ledger
    from xltool.workspace import Workspace


def signing_key(workspace: Workspace, ledger: Ledger, *, now: dt.datetime) -> bytes:
    """Give the signing key; it is made only where nothing was ever issued.

    KeyFileError where it is lost or damaged, or is not the one that signed what was
    issued.
    """
    stamp = ledger.last_stamp()
    try:
        key = workspace.key()
    except KeyLostError:
        if stamp or ledger.key_fingerprint():
            raise
        key = workspace.make_key()
    known = ledger.key_fingerprint()
    own = fingerprint(key)
    if known == own:
        return key
    if known:
        raise foreign_key(workspace.key_file, known, own)
    if stamp and verify(stamp, key) is None:
        raise foreign_key(workspace.key_file, "由下发表得知", own)
    ledger.record_key(own, at=now)
    return key


def replace_key(
    workspace: Workspace, ledger: Ledger, *, now: dt.datetime
) -> Path | None:
    """Sign by a new key from now on; what was issued before is not recognised any more.

    The file of the key before stays beside it, under the time: gives where, None where
    there was none.
    """
    kept = None
    if workspace.key_file.exists():
        kept = workspace.key_file.with_name(f"xltool.key.{now:%Y%m%d%H%M%S}")
        workspace.key_file.rename(kept)
    ledger.record_key(fingerprint(workspace.make_key()), at=now)
    return kept
