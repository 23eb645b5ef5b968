"""7z archives, as py7zr reads them: decompressed into memory, never onto the disk."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from xltool import findings
from xltool.excel.archives.member import Budget, Member, is_left_over, safe_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from py7zr import FileInfo, SevenZipFile

    from xltool.findings import Finding

_TOO_LARGE = "解压后过大"
_ENCRYPTED = "压缩包有密码"


def seven_zip_members(
    content: bytes, budget: Budget, passwords: Sequence[str]
) -> Iterator[Member | Finding]:
    """Give the members of a 7z, and a finding for each that is not given.

    A 7z is mostly compressed as a whole, so that it is read as a whole or not at all.
    """
    import py7zr

    encrypted = False
    for password in (None, *passwords):
        try:
            with py7zr.SevenZipFile(io.BytesIO(content), password=password) as archive:
                given = _members(archive, budget)
        except py7zr.PasswordRequired:
            encrypted = True
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - each decompressor has exceptions of its own
            if not encrypted:
                yield findings.DAMAGED.at(found="压缩包")
                return
        else:
            yield from given
            return
    yield findings.ARCHIVE_MEMBER_SKIPPED.at(found="7z", reason=_ENCRYPTED)


def _members(archive: SevenZipFile, budget: Budget) -> list[Member | Finding]:
    """Unpack the files of an archive at once, and name those that are left out."""
    from py7zr.io import BytesIOFactory

    skipped: list[Member | Finding] = []
    wanted = list(_wanted(archive.list(), budget, skipped))
    memory = BytesIOFactory(budget.size)
    archive.extract(targets=[one.filename for one in wanted], factory=memory)
    given: list[Member | Finding] = []
    for member in wanted:
        data = memory.products[member.filename].read()
        budget.take(len(data))
        name = safe_name(member.filename)
        given.append(Member(name=name, content=data, modified=member.creationtime))
    return [*given, *skipped]


def _wanted(
    listed: list[FileInfo], budget: Budget, skipped: list[Member | Finding]
) -> Iterator[FileInfo]:
    """Give what there is room for; what there is none for is added to `skipped`."""
    files = [one for one in listed if one.is_file and not is_left_over(one.filename)]
    if len(files) > budget.files:
        too_many = findings.ARCHIVE_TOO_MANY.at(found=len(files), expected=budget.files)
        skipped.append(too_many)
    room = budget.size
    for member in files[: budget.files]:
        if member.uncompressed > min(budget.largest, room):
            name = safe_name(member.filename)
            large = findings.ARCHIVE_MEMBER_SKIPPED.at(found=name, reason=_TOO_LARGE)
            skipped.append(large)
        else:
            room -= member.uncompressed
            yield member
