"""The signed identity of an issued workbook.

Which unit, period and form it was made for. The text stands in a very hidden sheet. It
is signed with the workspace's key (HMAC-SHA256), so that a copied, altered or foreign
workbook is recognised; the same stamp and key always give the same text.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xltool.forms.layout import Layout

_MARK = "xltool1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What is signed.

    `unit` is a unit's code, `form` a form's key, `rows` the digest of the row keys.
    `serial` counts the issues to one unit in one period from 1: a later issue replaces
    an earlier one.
    """

    unit: str
    period: str
    form: str
    version: str
    serial: int
    rows: str


def stamp_of(layout: Layout, serial: int) -> Stamp:
    """Give the stamp of an issued layout."""
    return Stamp(
        unit=layout.unit.code,
        period=str(layout.period),
        form=layout.form.key,
        version=layout.form.version,
        serial=serial,
        rows=rows_digest(layout),
    )


def rows_digest(layout: Layout) -> str:
    """Give a digest of every sheet's row keys in their order."""
    keys = [
        [sheet.design.key, *(row.key for row in sheet.rows)] for sheet in layout.sheets
    ]
    return hashlib.sha256(json.dumps(keys, ensure_ascii=False).encode()).hexdigest()[
        :16
    ]


def sign(stamp: Stamp, key: bytes) -> str:
    """Give the text that is stored in the workbook."""
    body = base64.urlsafe_b64encode(
        json.dumps(asdict(stamp), ensure_ascii=False, sort_keys=True).encode()
    ).decode()
    return f"{_MARK}.{body}.{_signature(body, key)}"


def verify(text: str, key: bytes) -> Stamp | None:
    """Read a stored text; None unless this workspace's key signed exactly this."""
    mark, _, rest = text.strip().partition(".")
    body, _, signature = rest.partition(".")
    if mark != _MARK or not hmac.compare_digest(
        signature.encode(errors="surrogatepass"), _signature(body, key).encode()
    ):
        return None
    return _stamp(body)


def read_unverified(text: str) -> Stamp | None:
    """Read what a stored text claims, whoever signed it.

    To name a foreign workbook, never to trust it.
    """
    mark, _, rest = text.strip().partition(".")
    return _stamp(rest.partition(".")[0]) if mark == _MARK else None


def _signature(body: str, key: bytes) -> str:
    """Sign a text by the office's key, so that nobody else can write a stamp."""
    signed = f"{_MARK}.{body}".encode(
        errors="surrogatepass"
    )  # a damaged file may hold half a character
    return hmac.new(key, signed, hashlib.sha256).hexdigest()


def _stamp(body: str) -> Stamp | None:
    """Read the parts of a stamp; None where it is none."""
    try:
        return Stamp(
            **json.loads(
                base64.b64decode(
                    body.encode(errors="surrogatepass"), altchars=b"-_", validate=True
                )
            )
        )
    except (binascii.Error, ValueError, TypeError):
        return None
