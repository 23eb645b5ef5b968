"""Who may sign in at a shared desk, and whether a password is right.

Passwords are kept as scrypt hashes (RFC 7914) in the ledger, with costs that OWASP's
Password Storage Cheat Sheet names. A password is compared as Unicode's NFC form, so
that it is the same on every keyboard.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import threading
import unicodedata
from typing import TYPE_CHECKING

from xltool.errors import InputFileError
from xltool.ledger.ledger import open_ledger
from xltool.ledger.records import Operator

if TYPE_CHECKING:
    import datetime as dt

    from xltool.model.access import Role
    from xltool.workspace import Workspace

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 256
LONGEST_NAME = 40
_COSTS = (2**15, 8, 3)
"""N, r and p: 32 MiB and about a quarter of a second for each attempt."""
_MEMORY = 64 * 1024 * 1024
_ONE_AT_A_TIME = threading.Lock()
"""Many attempts at once take turns, and not the memory of the computer."""


def add_operator(  # noqa: PLR0913 - what an operator consists of
    workspace: Workspace,
    name: str,
    password: str,
    *,
    role: Role,
    now: dt.datetime,
    operator: str = "",
) -> bool:
    """Let somebody sign in, and say whether the name is new.

    One of that name gets the role and the password. InputFileError for a name or a
    password that cannot be one.
    """
    name = _valid_name(name)
    _require_password(name, password)
    named_operator = Operator(
        name=name, role=role, password=password_hash(password), changed_at=now
    )
    with open_ledger(workspace.database_url) as ledger:
        return ledger.put_operator(named_operator, who=operator)


def remove_operator(
    workspace: Workspace, name: str, *, now: dt.datetime, operator: str = ""
) -> None:
    """Let somebody sign in no more; InputFileError where there is no such operator."""
    with open_ledger(workspace.database_url) as ledger:
        if ledger.remove_operator(name, who=operator, at=now):
            return
        known = "、".join(one.name for one in ledger.operators()) or "还没有"
    raise InputFileError(f"没有操作员“{name}”：现有的是 {known}")


def operators(workspace: Workspace) -> tuple[Operator, ...]:
    """Give all operators by name."""
    with open_ledger(workspace.database_url) as ledger:
        return ledger.operators()


def signing_in(workspace: Workspace, name: str, password: str) -> Operator | None:
    """Give the operator of this name and password; None where there is none.

    A name that nobody has takes as long as a wrong password.
    """
    named = [one for one in operators(workspace) if one.name == name]
    kept = named[0].password if named else _nobody()
    with _ONE_AT_A_TIME:
        is_right = _is_password(password, kept)
    return named[0] if named and is_right else None


def password_hash(password: str) -> str:
    """Give what is kept of a password: `scrypt$cost$block$parallel$salt$hash`."""
    salt = os.urandom(16)
    return _kept(salt, _scrypt(password, salt, _COSTS))


def _is_password(password: str, kept: str) -> bool:
    """Say whether a password is the one of which a hash is kept."""
    kind, cost, block, parallel, salt, expected = kept.split("$")
    if kind != "scrypt":
        return False
    costs = (int(cost), int(block), int(parallel))
    found = _scrypt(password, base64.b64decode(salt), costs)
    return hmac.compare_digest(found, base64.b64decode(expected))


def _scrypt(password: str, salt: bytes, costs: tuple[int, int, int]) -> bytes:
    """Hash a password; the same letters in another composition are the same."""
    given = unicodedata.normalize("NFC", password[:LONGEST_PASSWORD])
    cost, block, parallel = costs
    return hashlib.scrypt(
        given.encode("utf-8", "surrogatepass"),
        salt=salt,
        n=cost,
        r=block,
        p=parallel,
        maxmem=_MEMORY,
    )


def _nobody() -> str:
    """Give a hash that no password has."""
    return _kept(bytes(16), bytes(64))


def _kept(salt: bytes, hashed: bytes) -> str:
    """Write a hash with what is needed to make it again."""
    parts = ("scrypt", *map(str, _COSTS), _text(salt), _text(hashed))
    return "$".join(parts)


def _text(raw: bytes) -> str:
    """Write bytes as text."""
    return base64.b64encode(raw).decode("ascii")


def _valid_name(name: str) -> str:
    """Give the name as it is kept; InputFileError where it is none."""
    wanted = name.strip()
    if not wanted.isprintable() or not 0 < len(wanted) <= LONGEST_NAME:
        raise InputFileError(
            f"操作员的名字要有 1 到 {LONGEST_NAME} 个字，不含换行等看不见的字符"
        )
    return wanted


def _require_password(name: str, password: str) -> None:
    """Refuse a password that is too short, too long or easily guessed."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise InputFileError(
            f"口令要有 {SHORTEST_PASSWORD} 到 {LONGEST_PASSWORD} 个字符：请换一个再运行"
        )
    if password.strip() in {"", name} or len(set(password)) < 3:
        raise InputFileError("这个口令太容易猜：请换一个再运行")
