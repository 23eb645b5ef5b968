"""A winmail.dat, as Outlook writes it (Microsoft's MS-OXTNEF)."""

from __future__ import annotations

import struct


def winmail(*files: tuple[str, bytes]) -> bytes:
    """Write a winmail.dat."""

    def attribute(code: int, body: bytes) -> bytes:
        return (
            struct.pack("<BII", 2, code, len(body))
            + body
            + struct.pack("<H", sum(body) & 0xFFFF)
        )

    data = struct.pack("<IH", 0x223E9F78, 1)
    for name, content in files:
        text = name.encode("utf-16-le") + b"\0\0"
        properties = struct.pack(
            "<IHHIHHII", 2, 0x3, 0x0E20, len(content), 0x1F, 0x3707, 1, len(text)
        )
        properties += text + b"\0" * (-len(text) % 4)
        data += attribute(0x00069002, b"\0" * 14) + attribute(
            0x00018010, b"SHORT~1.XLS\0"
        )
        data += attribute(0x0006800F, content) + attribute(0x00069005, properties)
    return data
