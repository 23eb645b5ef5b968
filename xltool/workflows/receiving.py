"""Taking in what came: every original is stored first, write-once, and put into the ledger in one go.

Whoever brings originals from elsewhere (a mailbox) gives them as `Incoming`; all the
rest is the same.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.errors import InputFileError
from xltool.excel.archives import unpack
from xltool.excel.reading.sniffing import FileKind, sniff
from xltool.findings import LOCK_FILE_SKIPPED, Finding, Place
from xltool.ledger.records import Arrival
from xltool.mail.parsing import mbox_mails, read_letter
from xltool.workspace import write_atomically

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from xltool.ledger.ledger import Ledger

_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")
_STORED = re.compile(r"[0-9a-f]{64}(\.[a-z0-9]{1,8})?")
_MAIL = ".eml"
_MAILS = ".mbox"
_LOCK_MARK = "~$"
_LITTER = {".ds_store", "thumbs.db", "desktop.ini"}
"""What file managers leave in folders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One file that came: its name, its bytes, where it was found, and the mail address that sent it."""

    name: str
    content: bytes
    source: str = ""
    sender: str = ""
    container: bool = False
    """An archive or a mail whose files are given one by one after it: kept, not judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A file that came in this run; `path` is what people are told.

    `findings` are about an archive of which something could not be taken out; it is not
    judged itself.
    """

    path: str
    sha256: str
    findings: tuple[Finding, ...] = ()


def files_at(paths: Iterable[Path]) -> tuple[list[Path], tuple[Finding, ...]]:
    """Give the files at `paths` (folders with all that is below them), the oldest first.

    What was saved last is the latest word of a unit that sent several. The temporary
    files of Excel are left out, with a note. InputFileError for a path that does not
    exist.
    """
    found: dict[Path, None] = {}
    notes: list[Finding] = []
    for path in paths:
        if not path.exists():
            raise InputFileError(f"找不到 {path}：请检查路径，含空格的路径要加引号")
        for one in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if one.name.startswith(_LOCK_MARK):
                notes.append(
                    LOCK_FILE_SKIPPED.at(Place(sheet=str(one)), found=one.name)
                )
            elif one.is_file() and one.name.lower() not in _LITTER:
                found[one] = None
    return sorted(found, key=lambda one: (one.stat().st_mtime_ns, str(one))), tuple(
        notes
    )


def read_files(paths: Iterable[Path]) -> Iterator[Incoming]:
    """Read files one by one, an .mbox mail by mail.

    InputFileError for one that another program holds, or that nobody may read.
    """
    for path in paths:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise InputFileError(
                f"{path} 读不出来（{error.strerror}）：请关闭打开它的程序，再运行一次"
            ) from None
        if path.suffix.lower() == _MAILS:
            for number, mail in enumerate(mbox_mails(content), 1):
                yield Incoming(
                    name=f"{path.stem}-{number}{_MAIL}",
                    content=mail,
                    source=f"{path}/{number}{_MAIL}",
                )
        else:
            yield Incoming(name=path.name, content=content, source=str(path))


def take_in(  # noqa: PLR0913 - where from, where to, when, and for which period
    ledger: Ledger,
    folder: Path,
    period: str,
    incoming: Iterable[Incoming],
    *,
    now: dt.datetime,
    own_address: str = "",
) -> list[Received]:
    """Store every file under `folder`, and those in archives and mails after them; then record all in their order.

    Files that an interrupted run stored and did not record are recorded with them.
    Mails from `own_address` hold no reports.
    """
    stored = [
        one for each in incoming for one in stored_files(folder, each, own_address)
    ]
    known = {arrival.stored for _, arrival, _ in stored} | {
        one.stored for one in ledger.originals(period)
    }
    stored += [
        one
        for each in _left_over(folder, known)
        for one in stored_files(folder, each, own_address)
    ]
    ledger.record_originals(
        period, (arrival for _, arrival, _ in stored), received_at=now
    )
    return [
        Received(path=path, sha256=arrival.sha256, findings=findings)
        for path, arrival, findings in stored
        if findings or not arrival.container
    ]


def stored_files(
    folder: Path, incoming: Incoming, own_address: str
) -> Iterator[tuple[str, Arrival, tuple[Finding, ...]]]:
    """Store a file and give it as it will be recorded; of a mail or an archive also what is in it.

    Archives are opened one level deep.
    """
    path = incoming.source or incoming.name
    arrival = _store(folder, incoming)
    if incoming.name.lower().endswith(_MAIL):
        yield path, replace(arrival, container=True), ()
        letter = read_letter(incoming.content, own_address)
        for one in letter.enclosed:
            sender = incoming.sender or letter.sender
            part = Incoming(
                name=one.name,
                content=one.content,
                source=f"{path}/{one.name}",
                sender=sender,
            )
            yield from stored_files(folder, part, own_address)
        return
    if incoming.container or sniff(incoming.content) is not FileKind.OTHER_ZIP:
        yield path, arrival, ()
        return
    findings: list[Finding] = []
    members: list[tuple[str, Arrival, tuple[Finding, ...]]] = []
    for member in unpack(folder / arrival.stored):
        if isinstance(member, Finding):
            findings.append(member)
        else:
            part = Incoming(
                name=member.name,
                content=member.content,
                source=path,
                sender=incoming.sender,
            )
            members.append((f"{path}/{member.name}", _store(folder, part), ()))
    yield (
        path,
        replace(arrival, container=bool(members)),
        tuple(findings) if members else (),
    )
    yield from members


def _left_over(folder: Path, known: set[str]) -> Iterator[Incoming]:
    """Give the stored files that no record speaks of, in the order in which they were stored."""
    if not folder.exists():
        return
    left = [
        path
        for path in folder.iterdir()
        if _STORED.fullmatch(path.name) and path.name not in known
    ]
    paths = sorted(left, key=lambda path: (path.stat().st_mtime_ns, path.name))
    yield from (Incoming(name=path.name, content=path.read_bytes()) for path in paths)


def _store(folder: Path, incoming: Incoming) -> Arrival:
    """Store a file under its content's hash, once."""
    sha256 = hashlib.sha256(incoming.content).hexdigest()
    suffix = Path(incoming.name).suffix
    stored = f"{sha256}{suffix.lower() if _SUFFIX.fullmatch(suffix) else ''}"
    if not (folder / stored).exists():
        write_atomically(folder / stored, incoming.content)
    return Arrival(
        sha256=sha256,
        name=incoming.name,
        size=len(incoming.content),
        stored=stored,
        source=incoming.source,
        sender=incoming.sender,
        container=incoming.container,
    )
