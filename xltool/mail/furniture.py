"""Parts of a mail that mail programs add and nobody sends.

Signatures, bodies, cards.
"""

from __future__ import annotations

import re

_FURNITURE = re.compile(
    r"""
      .*\.(?:p7s|asc|sig|ics|vcf)         # smime.p7s, signature.asc, invite.ics
    | ATT\d{3,}\.(?:html?|txt|dat|bin|c)  # ATT00001.htm: a body of Exchange
    | (?:image|img|pic)\d{1,4}\.(?:png|jpe?g|gif|bmp|emz|wmz)  # image001.png: a logo
    | (?:mime-attachment|noname)(?:\.(?:txt|html?|eml))?       # noname: a body, as well
    | unnamed\.(?:png|jpe?g|gif)
    | (?:logo|signature|签名)\d*\.(?:png|jpe?g|gif)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_KINDS = {
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-signature",
    "application/pgp-keys",
    "text/calendar",
    "text/vcard",
    "text/x-vcard",
}


def is_furniture(name: str, content_type: str) -> bool:
    """Say whether a part of a mail is none that its sender enclosed."""
    return content_type in _KINDS or _FURNITURE.fullmatch(name) is not None
