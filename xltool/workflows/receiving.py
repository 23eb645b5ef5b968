"""Taking in what came.

Every original is stored first, write-once, and recorded in one go. Mails and archives
are opened in other processes (`opening`): the operator's own only stores bytes. Whoever
brings originals from elsewhere (a mailbox) gives them as `Incoming`; all the rest is
the same.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import deque
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.errors import InputFileError
from xltool.execution.child import WorkerDied
from xltool.execution.inorder import in_order
from xltool.findings import LOCK_FILE_SKIPPED, Finding, Place
from xltool.ledger.records import Arrival
from xltool.mail.parsing import mbox_mails
from xltool.workflows.opening import (
    Opened,
    OpenedAs,
    OpeningRules,
    Origin,
    Unpacked,
    may_be_container,
    open_original,
)
from xltool.workspace import TEMPORARY, write_atomically

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from xltool.execution.executors import IsolatingExecutor
    from xltool.ledger.ledger import Ledger
    from xltool.ledger.records import Original

_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")
_STORED = re.compile(r"[0-9a-f]{64}(\.[a-z0-9]{1,8})?")
_MAIL = ".eml"
_MAILS = ".mbox"
_LOCK_MARK = "~$"
_LITTER = {".ds_store", "thumbs.db", "desktop.ini"}
"""What file managers leave in folders."""
_CLOCKS_DIFFER = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One file that came: its name, its bytes, where it was found, and who sent it.

    `sender` is a mail address. `saved_at` is the file's own time; `sent_at` the time of
    a mail, and `proven_at` that at which `proof`, a server of the office, received it.
    `place` is where a file lies, whatever it is called from; with `by_hand` a person
    named it. With `container` the file is kept as it is and not opened.
    """

    name: str
    content: bytes
    source: str = ""
    sender: str = ""
    saved_at: dt.datetime | None = None
    sent_at: dt.datetime | None = None
    proven_at: dt.datetime | None = None
    proof: str = ""
    place: str = ""
    by_hand: bool = False
    container: bool = False

    @property
    def path(self) -> str:
        """What people are told of where it was found."""
        return self.source or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A file that came in this run and is to be judged.

    `path` is what people are told.
    """

    path: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A file that is stored and not recorded yet; `order` are the times by which it is.

    They are the best that are known: of the mail that brought it, else of its place in
    an archive, else of the file itself.
    """

    arrival: Arrival
    path: str
    order: tuple[dt.datetime, dt.datetime]


def files_at(paths: Iterable[Path]) -> tuple[list[Path], tuple[Finding, ...]]:
    """Give the files at `paths` and below them, the oldest first.

    What was saved last is the latest word of a unit that sent several. The temporary
    files of Excel are left out, with a note; those of this program without one.
    InputFileError for a path that does not exist.
    """
    found: dict[Path, None] = {}
    notes: list[Finding] = []
    for path in paths:
        if not path.exists():
            raise InputFileError(f"找不到 {path}：请检查路径，含空格的路径要加引号")
        for file_path in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file_path.name.startswith(_LOCK_MARK):
                place = Place(sheet=str(file_path))
                notes.append(LOCK_FILE_SKIPPED.at(place, found=file_path.name))
            elif file_path.is_file() and not _is_litter(file_path.name):
                found[file_path] = None
    return sorted(found, key=_saved), tuple(notes)


def _is_litter(name: str) -> bool:
    return name.lower() in _LITTER or name.startswith(TEMPORARY)


def _saved(path: Path) -> tuple[int, str]:
    return path.stat().st_mtime_ns, str(path)


def read_files(
    paths: Iterable[Path], *, by_hand: Collection[Path] = ()
) -> Iterator[Incoming]:
    """Read files one by one, an .mbox mail by mail; `by_hand` are those a person named.

    InputFileError for one that another program holds, or that nobody may read.
    """
    for path in paths:
        try:
            content = path.read_bytes()
            saved_at = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
        except (OSError, OverflowError, ValueError) as error:
            reason = getattr(error, "strerror", None) or type(error).__name__
            raise InputFileError(
                f"{path} 读不出来（{reason}）：请关闭打开它的程序，再运行一次"
            ) from None
        if path.suffix.lower() != _MAILS:
            yield Incoming(
                name=path.name,
                content=content,
                source=str(path),
                saved_at=saved_at,
                place=str(path.resolve()),
                by_hand=path in by_hand,
            )
            continue
        for number, mail in enumerate(mbox_mails(content), 1):
            yield Incoming(
                name=f"{path.stem}-{number}{_MAIL}",
                content=mail,
                source=f"{path}/{number}{_MAIL}",
                saved_at=saved_at,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """How the files of a period are taken in: opened where, stored and recorded where.

    `now` is when they count as received.
    """

    executor: IsolatingExecutor
    ledger: Ledger
    folder: Path
    period: str
    now: dt.datetime
    rules: OpeningRules

    def take_in(self, incoming: Iterable[Incoming]) -> list[Received]:
        """Store every file with what is in it; then record all in their order.

        The order is that of their times, so that an older report does not come after
        its correction. Files that an interrupted run stored and did not record are
        recorded with them.
        """
        taken = list(self._taken(incoming))
        known = {one.arrival.sha256 for one in taken}
        known |= {one.sha256 for one in self.ledger.originals(self.period)}
        taken += self._taken(_left_over(self.folder, known))
        self._record(taken)
        received = []
        for file in taken:
            if not file.arrival.container:
                received.append(Received(path=file.path, sha256=file.arrival.sha256))
        return received

    def open_again(self, *, passwords: bool) -> None:
        """Ask for another judgement of what was unreadable for want of something.

        Of a mail or an archive among it, or among what is to be judged again, what is
        in it is taken in if it can be opened now.
        """
        self.ledger.want_unfinished(self.period, passwords=passwords)
        wanted = self.ledger.wanted_again(self.period)
        waiting = {}
        for original in self.ledger.originals(self.period):
            path = self.folder / original.stored
            if original.id in wanted and path.is_file():
                content = path.read_bytes()
                if may_be_container(original.name, content):
                    waiting[original.sha256] = (original, content)
        if not waiting:
            return
        taken = list(self._taken(_again(*one) for one in waiting.values()))
        self._record(taken)
        opened = []
        for file in taken:
            if file.arrival.container and file.arrival.sha256 in waiting:
                opened.append(waiting[file.arrival.sha256][0].id)
        self.ledger.opened(self.period, opened)

    def _record(self, taken: list[Taken]) -> None:
        taken.sort(key=lambda file: file.order)
        arrivals = (one.arrival for one in taken)
        self.ledger.record_originals(self.period, arrivals, received_at=self.now)

    def _taken(self, incoming: Iterable[Incoming]) -> Iterator[Taken]:
        """Store files as they come; after each the files that are in it."""
        stored: deque[tuple[Incoming, Arrival, bool]] = deque()

        def containers() -> Iterator[Incoming]:
            for file in incoming:
                opens = not file.container and may_be_container(file.name, file.content)
                arrival = _store(self.folder, file.name, file.content)
                stored.append((replace(file, content=b""), arrival, opens))
                if opens:
                    yield file

        for opened in open_stored(self.executor, containers(), self.rules):
            while not stored[0][2]:
                file, arrival, _ = stored.popleft()
                yield self._as_it_came(file, arrival)
            file, arrival, _ = stored.popleft()
            yield from self._with_contents(file, arrival, opened)
        for file, arrival, _ in stored:
            yield self._as_it_came(file, arrival)

    def _as_it_came(self, incoming: Incoming, arrival: Arrival) -> Taken:
        kept = replace(
            arrival,
            source=incoming.path,
            sender=incoming.sender,
            container=incoming.container,
            mark=self._mark(incoming, incoming.place or incoming.path),
            sent_at=incoming.sent_at,
            proven_at=incoming.proven_at,
            proof=incoming.proof,
        )
        order = _order(self.now, incoming.sent_at, incoming.saved_at)
        return Taken(arrival=kept, path=incoming.path, order=order)

    def _with_contents(
        self, incoming: Incoming, arrival: Arrival, opened: Opened
    ) -> Iterator[Taken]:
        letter, origin = opened.letter, opened.origin
        mark = arrival.sha256
        if letter is not None:
            mark = letter.message_id or mark
        else:
            mark = self._mark(incoming, mark)
        kept = replace(
            arrival,
            source=incoming.path,
            sender=origin.sender or incoming.sender,
            container=opened.role is not OpenedAs.REPORT,
            mark=mark,
            sent_at=origin.sent_at or incoming.sent_at,
            proven_at=origin.proven_at or incoming.proven_at,
            proof=origin.by or incoming.proof,
        )
        order = _order(self.now, kept.sent_at, incoming.saved_at)
        yield Taken(arrival=kept, path=incoming.path, order=order)
        for inner in opened.files:
            yield self._inner(inner, kept, incoming.saved_at)

    def _inner(
        self, inner: Unpacked, outer: Arrival, saved_at: dt.datetime | None
    ) -> Taken:
        origin = inner.origin
        kept = replace(
            _store(self.folder, inner.name, inner.content),
            source=origin.path,
            sender=origin.sender,
            container=inner.role is not OpenedAs.REPORT,
            mark=outer.mark,
            sent_at=origin.sent_at,
            proven_at=origin.proven_at,
            proof=origin.by,
        )
        order = _order(self.now, origin.sent_at, inner.modified, saved_at)
        return Taken(arrival=kept, path=origin.path, order=order)

    def _mark(self, incoming: Incoming, place: str) -> str:
        """Give what tells an arrival from another.

        What a person names himself comes every time that he does; what lies in a folder
        has come once.
        """
        return f"{place}#{self.now.isoformat()}" if incoming.by_hand else place


def _again(original: Original, content: bytes) -> Incoming:
    """Give an original as it came, to be opened once more."""
    return Incoming(
        name=original.name,
        content=content,
        source=original.source,
        sender=original.sender,
    )


def open_stored(
    executor: IsolatingExecutor, incoming: Iterable[Incoming], rules: OpeningRules
) -> Iterator[Opened]:
    """Open originals that are stored.

    One that its reader does not survive gives nothing.
    """
    work = partial(_open, rules)
    for outcome in in_order(executor, work, incoming, weigh=_weight):
        yield Opened() if isinstance(outcome, WorkerDied) else outcome


def _weight(incoming: Incoming) -> int:
    return len(incoming.content)


def _open(rules: OpeningRules, incoming: Incoming) -> Opened:
    """Open one original; this runs in another process."""
    origin = Origin(
        path=incoming.path,
        sender=incoming.sender,
        sent_at=incoming.sent_at,
        proven_at=incoming.proven_at,
        by=incoming.proof,
    )
    return open_original(incoming.name, incoming.content, origin, rules)


def _order(
    now: dt.datetime, *times: dt.datetime | None
) -> tuple[dt.datetime, dt.datetime]:
    """Give the first of some times that is known, and the next.

    It decides where that is equal. A time that is still to come is the mistake of some
    clock.
    """
    known = [one for one in times if one is not None and one < now + _CLOCKS_DIFFER]
    first = known[0] if known else now
    return first, known[1] if len(known) > 1 else first


def _left_over(folder: Path, known: set[str]) -> Iterator[Incoming]:
    """Give the stored files that no record speaks of, in their order.

    `known` are hashes: the same bytes may be stored under two suffixes.
    """
    if not folder.exists():
        return
    names = (path for path in folder.iterdir() if _STORED.fullmatch(path.name))
    for path in sorted((one for one in names if one.stem not in known), key=_saved):
        saved_at = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
        yield Incoming(name=path.name, content=path.read_bytes(), saved_at=saved_at)


def _store(folder: Path, name: str, content: bytes) -> Arrival:
    """Store a file under its content's hash, once."""
    sha256 = hashlib.sha256(content).hexdigest()
    suffix = Path(name).suffix
    stored = f"{sha256}{suffix.lower() if _SUFFIX.fullmatch(suffix) else ''}"
    if not (folder / stored).exists():
        write_atomically(folder / stored, content)
    return Arrival(sha256=sha256, name=name, size=len(content), stored=stored)
