"""Zip archives, as `zipfile` reads them."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING

from xltool import findings
from xltool.excel.archives.member import Budget, Member, is_left_over, safe_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.findings import Finding

_ZONE = dt.timezone(dt.timedelta(hours=8))
"""Of the clocks by which units pack: a zip tells the time and not where."""
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_FIRST_YEAR = 1980
"""Of the clock of a zip; the first day of it means that the packer wrote no time."""


def zip_members(
    content: bytes, budget: Budget, passwords: Sequence[str]
) -> Iterator[Member | Finding]:
    """Give the members of a zip, and a finding for each that is not given."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except Exception:  # noqa: BLE001 - zipfile meets damage with whatever Python raises
        yield findings.DAMAGED.at(found="压缩包")
        return
    with archive:
        entries = [one for one in archive.infolist() if not _is_left_over(one)]
        if len(entries) > budget.files:
            yield findings.ARCHIVE_TOO_MANY.at(
                found=len(entries), expected=budget.files
            )
        for entry in entries[: budget.files]:
            yield _member(archive, entry, budget, passwords)


def _is_left_over(entry: zipfile.ZipInfo) -> bool:
    """Say whether an entry is a folder or what a system leaves beside files."""
    return not entry.filename or is_left_over(entry.filename)


def _member(
    archive: zipfile.ZipFile,
    entry: zipfile.ZipInfo,
    budget: Budget,
    passwords: Sequence[str],
) -> Member | Finding:
    """Unpack a file, trying each password where it is encrypted."""
    name = safe_name(_decoded_name(entry))
    if entry.file_size > budget.largest:
        return findings.ARCHIVE_MEMBER_SKIPPED.at(found=name, reason="解压后过大")
    encrypted = bool(entry.flag_bits & _ENCRYPTED)
    keys = [word.encode() for word in passwords] if encrypted else [None]
    for key in keys:
        content = _content(archive, entry, budget.largest, key)
        if content is None:
            continue
        if len(content) > budget.largest:
            return findings.ARCHIVE_MEMBER_SKIPPED.at(found=name, reason="解压后过大")
        budget.take(len(content))
        return Member(name=name, content=content, modified=_modified(entry))
    reason = "压缩包有密码" if encrypted else "压缩数据已损坏"
    return findings.ARCHIVE_MEMBER_SKIPPED.at(found=name, reason=reason)


def _content(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int, key: bytes | None
) -> bytes | None:
    """Give at most `limit` bytes and one more; None where they cannot be had."""
    try:
        with archive.open(entry, pwd=key) as stream:
            return stream.read(limit + 1)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - each decompressor has exceptions of its own
        return None


def _modified(entry: zipfile.ZipInfo) -> dt.datetime | None:
    """Give when a file was changed; None where the archive does not say."""
    try:
        moment = dt.datetime(*entry.date_time, tzinfo=_ZONE)
    except (TypeError, ValueError):
        return None
    unset = moment.year == _FIRST_YEAR and (moment.month, moment.day) == (1, 1)
    return None if unset else moment


def _decoded_name(entry: zipfile.ZipInfo) -> str:
    """Give a member's name as the packer meant it.

    Chinese Windows packs names in GBK without saying so; zipfile then takes them for
    cp437.
    """
    name = entry.orig_filename
    if entry.flag_bits & _UTF8_NAME:
        return name
    raw = name.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name
