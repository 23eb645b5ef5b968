"""Workbooks that are encrypted with the password Excel itself uses for “protected”
files, which is no secret.
"""

from __future__ import annotations

import io

_BUILT_IN = "VelvetSweatshop"
"""[MS-OFFCRYPTO] 2.4: Excel opens such a file without asking."""


def without_built_in_password(data: bytes) -> bytes | None:
    """Give the decrypted workbook, or None where it has a password of its own."""
    return decrypted(data, _BUILT_IN)


def decrypted(data: bytes, password: str) -> bytes | None:
    """Give the workbook as this password opens it, or None where it does not."""
    import msoffcrypto

    out = io.BytesIO()
    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(data))
        office.load_key(password=password)
        office.decrypt(out)
    except Exception:  # noqa: BLE001 - a wrong password raises whatever Python has
        return None
    return out.getvalue()
