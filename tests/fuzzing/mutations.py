"""How an input is spoilt; the same number always gives the same mutation."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_EXTREMES = (
    b"\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"\xff\xff\xff\x7f",
    b"\0\0\0\x80",
    b"\xfe\xff\xff\xff",
)
_TOKENS = (
    b"<",
    b"</c>",
    b"&a;",
    b"99999999999",
    b"XFD1048576",
    b"-1",
    b"\0",
    b"=?gb2312?b?",
    b"\r\n\r\n",
    b"\xd4\xc2",
    b'boundary="b"',
    b'charset="',
    b"A" * 3000,
)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Spoil some bytes: a few mostly, sometimes many."""
    spoilt = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 8, 30))):
        if spoilt:
            chance.choice(_WAYS)(spoilt, chance)
    return bytes(spoilt)


def mutated_part(data: bytes, chance: random.Random) -> bytes:
    """Spoil one part of a zip and pack it anew, so that its checksums are right."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(contents))
    contents[name] = mutated(contents[name], chance)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for each, content in contents.items():
            archive.writestr(each, content)
    return buffer.getvalue()


def _byte(data: bytearray, chance: random.Random) -> None:
    data[chance.randrange(len(data))] = chance.randrange(256)


def _bit(data: bytearray, chance: random.Random) -> None:
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _extreme(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    data[at : at + 4] = chance.choice(_EXTREMES)


def _cut(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    del data[at : at + chance.randrange(1, 60)]


def _end(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data)) :]


def _repeat(data: bytearray, chance: random.Random) -> None:
    source, at = chance.randrange(len(data)), chance.randrange(len(data))
    data[at:at] = data[source : source + chance.randrange(1, 200)]


def _token(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    data[at:at] = chance.choice(_TOKENS)


_WAYS: tuple[Callable[[bytearray, random.Random], None], ...] = (
    _byte,
    _bit,
    _extreme,
    _cut,
    _repeat,
    _token,
    _byte,
    _bit,
    _end,
)


def random_for(kind: str, number: int) -> random.Random:
    """Give the chance of one input, which follows from its name."""
    return random.Random(zlib.crc32(kind.encode()) << 32 | number)  # noqa: S311 - no secret
