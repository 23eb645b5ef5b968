"""Archives that a program of this computer opens: rar, tar.gz and the like.

There is no free library that reads rar, but many computers have a program that does:
bsdtar (Windows 10 and macOS bring it as `tar`), unrar or 7-Zip. It is asked for the
list and then for one member at a time on its standard output, so that nothing is
written to the disk beside the archive itself.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xltool import findings
from xltool.excel.archives.member import Budget, Member, is_left_over, safe_name
from xltool.excel.reading.sniffing import FileKind, refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.findings import Finding

_SECONDS = 15
"""That a program may take for one step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Program:
    """How a program lists the names in an archive, and how it prints one member.

    With `from_input` it is given the archive on its standard input: bsdtar would look
    for a zip in the middle of a file.
    """

    name: str
    listing: tuple[str, ...]
    printing: tuple[str, ...]
    before_member: tuple[str, ...] = ()
    from_input: bool = False


_PROGRAMS = (
    _Program(
        name="bsdtar",
        listing=("-tf", "-"),
        printing=("-xOf", "-"),
        before_member=("--",),
        from_input=True,
    ),
    _Program(name="unrar", listing=("lb", "-p-"), printing=("p", "-inul", "-p-")),
)
_MOST_LISTED = 1 << 20
"""Bytes of a list of names."""


def outside_members(content: bytes, budget: Budget) -> Iterator[Member | Finding]:
    """Give the members of an archive that a program here opens; else one finding."""
    with tempfile.TemporaryDirectory(prefix="xltool-") as folder:
        path = Path(folder) / "archive"
        path.write_bytes(content)
        for program in _PROGRAMS:
            names = _names(program, path)
            if names:
                yield from _members(program, path, names, budget)
                return
    yield refusal(FileKind.ARCHIVE)


def _names(program: _Program, path: Path) -> list[str]:
    """Give the names of the files in an archive; none where it cannot be opened."""
    output = _output(program, path, program.listing, (), _MOST_LISTED)
    if output is None:
        return []
    lines = output.decode("utf-8", "replace").splitlines()
    return [line for line in lines if line and not is_left_over(line)]


def _members(
    program: _Program, path: Path, names: list[str], budget: Budget
) -> Iterator[Member | Finding]:
    """Unpack the files of an archive one by one with another program."""
    if len(names) > budget.files:
        yield findings.ARCHIVE_TOO_MANY.at(found=len(names), expected=budget.files)
    for name in names[: budget.files]:
        safe = safe_name(name)
        limit = budget.largest
        wanted = (*program.before_member, name)
        content = _output(program, path, program.printing, wanted, limit)
        if content is None:
            reason = "压缩数据已损坏或有密码"
            yield findings.ARCHIVE_MEMBER_SKIPPED.at(found=safe, reason=reason)
        elif len(content) > limit:
            yield findings.ARCHIVE_MEMBER_SKIPPED.at(found=safe, reason="解压后过大")
        else:
            budget.take(len(content))
            yield Member(name=safe, content=content)


def _output(
    program: _Program,
    path: Path,
    options: Sequence[str],
    wanted: Sequence[str],
    limit: int,
) -> bytes | None:
    """Give what a program prints: at most `limit` bytes and one; None if it fails."""
    executable = shutil.which(program.name)
    if executable is None:
        return None
    where = () if program.from_input else (str(path),)
    process = subprocess.Popen(  # noqa: S603 - no shell, and the program is one of two
        [executable, *options, *where, *wanted],
        stdin=subprocess.PIPE if program.from_input else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "LC_ALL": "C.UTF-8"},  # or names come out escaped
    )
    clock = threading.Timer(_SECONDS, process.kill)
    clock.start()
    feeder = threading.Thread(target=_feed, args=(process, path))
    feeder.start()
    try:
        output: bytes = process.stdout.read(limit + 1) if process.stdout else b""
        if len(output) > limit:
            process.kill()
            return output
        return None if process.wait() else output
    finally:
        clock.cancel()
        process.kill()
        process.wait()
        feeder.join()
        if process.stdout:
            process.stdout.close()


def _feed(process: subprocess.Popen[bytes], path: Path) -> None:
    """Write the archive to a program's input.

    It may have seen enough before the end.
    """
    if process.stdin is None:
        return
    with contextlib.suppress(OSError), process.stdin, path.open("rb") as file:
        shutil.copyfileobj(file, process.stdin)
