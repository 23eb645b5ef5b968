"""Workbooks that are encrypted with the password Excel itself uses for “protected” files, which is no secret."""

from __future__ import annotations

import io

_BUILT_IN = "VelvetSweatshop"
"""[MS-OFFCRYPTO] 2.4: Excel opens such a file without asking."""


def without_built_in_password(data: bytes) -> bytes | None:
    """Give the decrypted workbook, or None where it has a password of its own."""
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

    out = io.BytesIO()
    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(data))
        office.load_key(password=_BUILT_IN)
        office.decrypt(out)
    except (DecryptionError, FileFormatError, InvalidKeyError, ParseError, ValueError, OSError):
        return None
    return out.getvalue()
