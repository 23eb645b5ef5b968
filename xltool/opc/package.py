"""A zipped workbook as a package of parts: opened with distrust, copied byte for byte.

Headers of a zip can lie, so what a part inflates to is counted while it is inflated and
its checksum is always compared: a reader that stops early would take a damaged part for
a whole one.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections import deque
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import IO, TYPE_CHECKING, NamedTuple

from xltool import findings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Future, ThreadPoolExecutor

    from xltool.findings import Finding, Kind

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
"""The namespaces of ECMA-376 (transitional)."""

MOST_PARTS = 5_000
LARGEST_PART = 64 << 20
LARGEST_PACKAGE = 128 << 20
"""Inflated bytes; the fullest workbook an office sends is a tenth of this, a bomb a
thousand times more.
"""
_ENCODING = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)")
_FIXED_TIME = 0, 33  # 1980-01-01 00:00 in DOS format: same inputs, same bytes
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_UTF8 = 0x800
_PIECE = 1 << 20
_CRC_POLYNOMIAL = 0xEDB88320


class PackageError(Exception):
    """The bytes are no package that may be read; `kind` says why."""

    def __init__(self, kind: Kind, found: str = "") -> None:
        """Keep the catalogue's entry and what was found."""
        super().__init__(kind.code)
        self.kind = kind
        self.found = found

    def finding(self) -> Finding:
        """Give the finding that the sender reads."""
        return self.kind.at(found=self.found)


class PackagePart(NamedTuple):
    """Where one part lies in the bytes of its package, still compressed."""

    name: str
    method: int
    crc: int
    start: int
    compressed: int
    size: int


@dataclass(slots=True)
class Package:
    """The parts of a zip by name, in their order; `read` inflates one and keeps it."""

    data: bytes
    parts: dict[str, PackagePart]
    _inflated: dict[str, bytes] = field(default_factory=dict)
    _total: int = 0

    def read(self, name: str) -> bytes:
        """Give the content of a part.

        PackageError where it is missing, damaged or too large.
        """
        if name not in self._inflated:
            if name not in self.parts:
                raise PackageError(findings.DAMAGED, name)
            content = self._inflate(self.parts[name])
            self._total += len(content)
            if self._total > LARGEST_PACKAGE:
                raise PackageError(findings.TOO_LARGE, name)
            self._inflated[name] = content
        return self._inflated[name]

    def _inflate(self, part: PackagePart) -> bytes:
        raw = self.data[part.start : part.start + part.compressed]
        if part.method == zipfile.ZIP_STORED:
            content = raw
        elif part.method == zipfile.ZIP_DEFLATED:
            content = _deflated(raw, part.name)
        else:
            raise PackageError(
                findings.UNSAFE_PACKAGE, f"{part.name} 的压缩方式 {part.method}"
            )
        if zlib.crc32(content) != part.crc:
            raise PackageError(findings.DAMAGED, part.name)
        return content

    def find(self, name: str) -> str | None:
        """Give the name under which a part is stored: part names ignore case."""
        if name in self.parts:
            return name
        folded = name.lower()
        return next((stored for stored in self.parts if stored.lower() == folded), None)


def _deflated(raw: bytes, name: str) -> bytes:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = inflater.decompress(raw, LARGEST_PART)
    except zlib.error:
        raise PackageError(findings.DAMAGED, name) from None
    if inflater.unconsumed_tail:
        raise PackageError(findings.TOO_LARGE, name)
    if not inflater.eof:
        raise PackageError(findings.DAMAGED, name)
    return content


def utf8(content: bytes, name: str) -> bytes:
    """Give an XML part in UTF-8, itself if it is.

    PackageError where it has a DTD or an unknown encoding.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        declared = _ENCODING.match(content[:128])
        encoding = declared[1].decode().lower() if declared else "utf-8"
    if encoding not in {"utf-8", "us-ascii"}:
        try:
            text = content.decode(encoding).lstrip("\ufeff")
        except (LookupError, UnicodeError):
            raise PackageError(findings.DAMAGED, f"{name} 的编码") from None
        content = (
            text.partition("?>")[2] if text.startswith("<?xml") else text
        ).encode("utf-8", "replace")
    if b"<!DOCTYPE" in content[:4096]:
        raise PackageError(findings.UNSAFE_PACKAGE, "DTD/ENTITY")
    return content


def open_package(data: bytes) -> Package:
    """Open a zip after the checks that cost nothing.

    Count, duplicate names, paths, encryption, ranges.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (
        zipfile.BadZipFile,
        ValueError,
        OverflowError,
        struct.error,
        NotImplementedError,
    ):
        raise PackageError(findings.DAMAGED, "压缩包目录") from None
    if len(entries) > MOST_PARTS:
        raise PackageError(findings.UNSAFE_PACKAGE, f"{len(entries)} 个部件")
    parts: dict[str, PackagePart] = {}
    seen: set[str] = set()
    for entry in entries:
        name = _safe_name(entry)
        if name.lower() in seen:
            raise PackageError(findings.UNSAFE_PACKAGE, f"重复的部件 {name}")
        seen.add(name.lower())
        parts[name] = _part(data, entry, name)
    return Package(data, parts)


def _safe_name(entry: zipfile.ZipInfo) -> str:
    name = entry.filename.replace("\\", "/").lstrip("/")
    if ".." in name.split("/"):
        raise PackageError(findings.UNSAFE_PACKAGE, f"部件路径 {name}")
    if entry.flag_bits & 1:
        raise PackageError(findings.ENCRYPTED, name)
    return name


def _part(data: bytes, entry: zipfile.ZipInfo, name: str) -> PackagePart:
    offset = entry.header_offset
    header = data[offset : offset + _LOCAL.size]
    if len(header) < _LOCAL.size or not header.startswith(b"PK\3\4"):
        raise PackageError(findings.DAMAGED, name)
    *_, name_length, extra_length = _LOCAL.unpack(header)
    start = offset + _LOCAL.size + name_length + extra_length
    if start + entry.compress_size > len(data):
        raise PackageError(findings.DAMAGED, name)
    return PackagePart(
        name,
        entry.compress_type,
        entry.CRC,
        start,
        entry.compress_size,
        entry.file_size,
    )


class Ending(NamedTuple):
    """What parts of many packages end with.

    Compressed once, whatever comes before it.
    """

    content: bytes
    raw: bytes


def ending(content: bytes) -> Ending:
    """Compress what parts end with."""
    deflater = _deflater(9)
    return Ending(content, deflater.compress(content) + deflater.flush())


class Headed(NamedTuple):
    """The content of a part that ends as those of other packages do."""

    head: bytes
    ending: Ending


def rebuilt(package: Package, changed: Mapping[str, bytes | Headed | None]) -> bytes:
    """Give the package with some parts replaced, added or (None) removed.

    Every other part keeps its compressed bytes. New parts come last.
    """
    names = [name for name in package.parts if changed.get(name, b"") is not None]
    names += [
        name
        for name, content in changed.items()
        if content is not None and name not in package.parts
    ]
    entries = []
    for name in names:
        content = changed.get(name)
        if content is None:
            part = package.parts[name]
            entries.append(
                (part, package.data[part.start : part.start + part.compressed])
            )
        else:
            entries.append(_compressed(name, content))
    return _zipped(entries)


def stored(contents: Mapping[str, bytes]) -> bytes:
    """Give a package of these parts, not compressed.

    For a reader in this process, not for a file.
    """
    return _zipped(
        [
            (
                PackagePart(
                    name,
                    zipfile.ZIP_STORED,
                    zlib.crc32(content),
                    0,
                    len(content),
                    len(content),
                ),
                content,
            )
            for name, content in contents.items()
        ]
    )


_MOST_WAITING = 2
"""Pieces of a part that wait to be compressed."""


@cache
def _compressing() -> ThreadPoolExecutor:
    """The thread that compresses what others write.

    zlib lets other threads run meanwhile, so on two cores it costs no time. One thread
    for all, so that the pieces of a part stay in their order.
    """
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(1, thread_name_prefix="deflate")


class Deflated:
    """Bytes that are compressed as they come and kept in a temporary file.

    Memory stays flat, however many. They are best written in pieces of some hundred
    kilobytes: of smaller ones the handing over takes longer than the compressing.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        from tempfile import SpooledTemporaryFile

        self._file = SpooledTemporaryFile(max_size=_PIECE)  # noqa: SIM115 - closed by `pieces`
        self._deflater = _deflater(5)
        self._waiting: deque[Future[None]] = deque()
        self.crc = self.size = 0

    def write(self, content: bytes) -> None:
        """Add some bytes; they are compressed by another thread."""
        self._waiting.append(_compressing().submit(self._compress, content))
        self._wait(_MOST_WAITING)

    def _compress(self, content: bytes) -> None:
        self.crc = zlib.crc32(content, self.crc)
        self.size += len(content)
        self._file.write(self._deflater.compress(content))

    def _wait(self, most: int) -> None:
        """Wait until no more than so many pieces are left to be compressed."""
        while len(self._waiting) > most:
            self._waiting.popleft().result()

    def close(self) -> int:
        """End the stream; gives its compressed length.

        Until then `crc` and `size` are those of what was compressed so far.
        """
        self._wait(0)
        self._file.write(self._deflater.flush())
        return self._file.tell()

    def pieces(self) -> Iterator[bytes]:
        """Give what was compressed, once."""
        with self._file:
            self._file.seek(0)
            while piece := self._file.read(_PIECE):
                yield piece


def write_spliced(
    file: IO[bytes], package: Package, spliced: Mapping[str, tuple[bytes, Deflated]]
) -> None:
    """Write the package with some parts replaced.

    Each is a head and a rest that was compressed before it.

    Every other part keeps its compressed bytes.
    """
    entries = [
        _spliced(name, *spliced[name]) if name in spliced else _kept(package, name)
        for name in package.parts
    ]
    _write(file, entries)


def _kept(package: Package, name: str) -> tuple[PackagePart, Iterable[bytes]]:
    part = package.parts[name]
    return part, (package.data[part.start : part.start + part.compressed],)


def _spliced(
    name: str, head: bytes, rest: Deflated
) -> tuple[PackagePart, Iterable[bytes]]:
    deflater = _deflater()
    raw = deflater.compress(head) + deflater.flush(
        zlib.Z_SYNC_FLUSH
    )  # on a whole byte, the stream open
    compressed = rest.close()
    crc = crc_of_both(zlib.crc32(head), rest.crc, rest.size)
    part = PackagePart(
        name,
        zipfile.ZIP_DEFLATED,
        crc,
        0,
        len(raw) + compressed,
        len(head) + rest.size,
    )
    return part, chain((raw,), rest.pieces())


def crc_of_both(first: int, second: int, length: int) -> int:
    """Give the CRC-32 of two runs of bytes from those of each.

    `length` is the second's. A CRC is the remainder of a polynomial, and the second run
    moves the first one up by x^(8 * length).

    >>> roll, up = zlib.crc32(b"roll"), zlib.crc32(b"-up")
    >>> crc_of_both(roll, up, 3) == zlib.crc32(b"roll-up")
    True
    """
    power = 1 << 23  # x^8, the highest power being the lowest bit
    while length:
        if length & 1:
            first = _product(first, power)
        power = _product(power, power)
        length = length >> 1
    return first ^ second


def _product(number: int, other: int) -> int:
    """Multiply two polynomials, modulo that of the CRC."""
    product = 0
    for bit in range(31, -1, -1):
        if number >> bit & 1:
            product ^= other
        other = other >> 1 ^ (_CRC_POLYNOMIAL if other & 1 else 0)
    return product


def _deflater(level: int = 1) -> zlib._Compress:
    """1 is a fifth larger than 6, in half the time.

    5 suits what is long and repeats itself.
    """
    return zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)


def _compressed(name: str, content: bytes | Headed) -> tuple[PackagePart, bytes]:
    deflater = _deflater()
    if isinstance(content, Headed):
        head, (end, rest) = content
        raw = (
            deflater.compress(head) + deflater.flush(zlib.Z_SYNC_FLUSH) + rest
        )  # on a whole byte, the stream open
        crc = zlib.crc32(end, zlib.crc32(head))
        size = len(head) + len(end)
    else:
        raw = deflater.compress(content) + deflater.flush()
        crc = zlib.crc32(content)
        size = len(content)
    return PackagePart(name, zipfile.ZIP_DEFLATED, crc, 0, len(raw), size), raw


def _zipped(entries: list[tuple[PackagePart, bytes]]) -> bytes:
    file = io.BytesIO()
    _write(file, [(part, (raw,)) for part, raw in entries])
    return file.getvalue()


def _write(
    file: IO[bytes], entries: Sequence[tuple[PackagePart, Iterable[bytes]]]
) -> None:
    directory: list[bytes] = []
    offset = 0
    for part, pieces in entries:
        encoded = part.name.encode()
        flags = 0 if part.name.isascii() else _UTF8
        common = (
            20,
            flags,
            part.method,
            *_FIXED_TIME,
            part.crc,
            part.compressed,
            part.size,
            len(encoded),
        )
        file.writelines(chain((_LOCAL.pack(b"PK\3\4", *common, 0), encoded), pieces))
        directory += (
            _CENTRAL.pack(b"PK\1\2", 20, *common, 0, 0, 0, 0, 0, offset),
            encoded,
        )
        offset += _LOCAL.size + len(encoded) + part.compressed
    size = sum(map(len, directory))
    file.writelines(
        (
            *directory,
            _END.pack(b"PK\5\6", 0, 0, len(entries), len(entries), size, offset, 0),
        )
    )


def resolved(base: str, target: str) -> str:
    """Give the part that a relationship of part `base` points at.

    >>> resolved("xl/worksheets/sheet1.xml", "../comments1.xml")
    'xl/comments1.xml'
    """
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), target))


def relationships_of(part: str) -> str:
    """Give the name of the part that holds the relationships of `part`.

    >>> relationships_of("xl/workbook.xml")
    'xl/_rels/workbook.xml.rels'
    """
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
