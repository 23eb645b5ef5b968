"""Zip archives that units send: opened one level, with every name and size distrusted."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool import findings
from xltool.excel.reading.sniffing import FileKind, sniff
from xltool.text import file_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from xltool.findings import Finding

MOST_MEMBERS = 500
LARGEST_MEMBER = 64 << 20
LARGEST_ARCHIVE = 512 << 20
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_FURNITURE = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file out of an archive.

    `name` is its last component, safe to be used as a file name.
    """

    name: str
    content: bytes


def unpack(path: Path) -> Iterator[Member | Finding]:
    """Give what is in a zip, and a finding for every member that is not given.

    A file that is no zip, or a zip that is itself a workbook, gives itself as its only
    member.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        yield findings.CANNOT_OPEN.at(found=error.strerror or path.name)
        return
    if sniff(data, path.name) is not FileKind.OTHER_ZIP:
        yield Member(name=path.name, content=data)
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = [entry for entry in archive.infolist() if not _is_furniture(entry)]
        if len(entries) > MOST_MEMBERS:
            yield findings.ARCHIVE_TOO_MANY.at(
                found=len(entries), expected=MOST_MEMBERS
            )
        total = 0
        for entry in entries[:MOST_MEMBERS]:
            member = _member(archive, entry, LARGEST_ARCHIVE - total)
            total += len(member.content) if isinstance(member, Member) else 0
            yield member


def _is_furniture(entry: zipfile.ZipInfo) -> bool:
    return entry.is_dir() or any(word in entry.filename for word in _FURNITURE)


def _member(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int
) -> Member | Finding:
    name = _name(entry)
    if entry.flag_bits & _ENCRYPTED:
        return findings.ARCHIVE_MEMBER_SKIPPED.at(found=name, reason="压缩包有密码")
    limit = min(LARGEST_MEMBER, room)
    try:
        with archive.open(entry) as stream:
            content = stream.read(limit + 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
    ):
        return findings.ARCHIVE_MEMBER_SKIPPED.at(found=name, reason="压缩数据已损坏")
    if len(content) > limit:
        return findings.ARCHIVE_MEMBER_SKIPPED.at(found=name, reason="解压后过大")
    if sniff(content, name) in {FileKind.OTHER_ZIP, FileKind.ARCHIVE}:
        return findings.ARCHIVE_IN_ARCHIVE.at(found=name)
    return Member(name=name, content=content)


def _name(entry: zipfile.ZipInfo) -> str:
    """Give the last component of a member's name, decoded as the packer meant it.

    Chinese Windows packs names in GBK without saying so; zipfile then takes them for
    cp437.
    """
    name = entry.orig_filename
    if not entry.flag_bits & _UTF8_NAME:
        raw = name.encode("cp437", errors="replace")
        name = next(
            (
                text
                for encoding in ("utf-8", "gb18030")
                if (text := _decoded(raw, encoding))
            ),
            name,
        )
    stem, suffix = posixpath.splitext(
        posixpath.basename(name.replace("\\", "/").partition("\0")[0])
    )
    return file_name(stem) + (
        f".{file_name(suffix[1:], longest=10)}" if len(suffix) > 1 else ""
    )


def _decoded(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return ""
