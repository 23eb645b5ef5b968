"""Opening what came.

Mails, archives, and both in each other, to the files that are judged. `open_original`
runs in another process: whatever a stranger's bytes do to their reader, they do it
there. What comes out of one original is bounded in number, size and depth.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from xltool.excel.archives import Budget, Member, is_archive, members
from xltool.excel.reading.sniffing import READABLE, FileKind, sniff
from xltool.excel.stamp_search import may_carry_stamp
from xltool.findings import (
    ARCHIVE_EMPTY,
    ARCHIVE_IN_ARCHIVE,
    ARCHIVE_MEMBER_SKIPPED,
    AUTOMATIC_ENCLOSURES,
    AUTOMATIC_REPORT,
    DAMAGED,
    MAIL_TIMES_DIFFER,
    NOT_A_WORKBOOK,
    Finding,
)
from xltool.mail.parsing import DEEPEST, ParsedMail, mbox_mails, read_letter
from xltool.mail.times import local_time

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_WORKBOOK_PARTS = (
    b"[content_types].xml",
    b"_rels/",
    b"docprops/",
    b"xl/",
    b"mimetype",
    b"customxml/",
)
"""With one of these a zip begins that is a document; calling it an archive is safe too.
"""
_OTHER_FORMATS = (b"PK", b"\xd0\xcf\x11\xe0", b"%PDF", *_ARCHIVES)
_MAIL_BEGINS = re.compile(
    rb"""
    (?:From\ \S+\ [^\r\n]*\r?\n)?   # the line before a mail in an .mbox
    (?:Received|Return-Path|Delivered-To|Message-ID|Date|From|To|Subject
      |MIME-Version|X-[\w-]+|DKIM-Signature|Content-Type|Reply-To|Sender):
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ENCLOSURES = {
    FileKind.WORD,
    FileKind.SLIDES,
    FileKind.PDF,
    FileKind.OFD,
    FileKind.PICTURE,
    FileKind.HTML,
    FileKind.TEXT,
}
"""What comes beside a workbook and is none itself: scans, photographs, covering
letters.
"""


class OpenedAs(Enum):
    """What becomes of a file that came."""

    REPORT = auto()
    """It is judged."""
    CONTAINER = auto()
    """It is a mail or an archive and was opened: kept, not judged."""
    ENCLOSURE = auto()
    """It came beside a workbook and is none: kept, not judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningRules:
    """How mails and archives are read.

    `trusted` are the office's own mail servers; `passwords` are tried on archives.
    """

    own_address: str = ""
    trusted: tuple[str, ...] = ()
    passwords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a file came from.

    `path` leads to it from the original, with the original's own as its beginning.
    `sent_at` is the time of the mail that brought it, `proven_at` that at which a
    trusted server received this mail, and `by` that server.
    """

    path: str
    sender: str = ""
    sent_at: dt.datetime | None = None
    proven_at: dt.datetime | None = None
    by: str = ""

    def inside(self, name: str) -> Origin:
        """Give the origin of what is in this one under a name."""
        return replace(self, path=f"{self.path}/{name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacked:
    """A file out of an original.

    `modified` is when it was saved, as its archive says; `mail` numbers the mail within
    the original that it came in, 0 for none.
    """

    name: str
    content: bytes
    origin: Origin
    role: OpenedAs = OpenedAs.REPORT
    modified: dt.datetime | None = None
    mail: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What is in an original, in its order, and what could not be taken out of it.

    `letter` is the original itself where it is a mail, without its contents.
    """

    role: OpenedAs = OpenedAs.REPORT
    files: tuple[Unpacked, ...] = ()
    letter: ParsedMail | None = None
    origin: Origin = field(default_factory=lambda: Origin(path=""))
    findings: tuple[Finding, ...] = ()


def may_be_container(name: str, content: bytes) -> bool:
    """Say whether a file has to be opened to be known.

    A look at its first bytes only.
    """
    if content.startswith(b"PK"):
        first = content[30 : 30 + int.from_bytes(content[26:28], "little")].lower()
        return not first.startswith(_WORKBOOK_PARTS)
    return content.startswith(_ARCHIVES) or is_mail(name, content)


def is_mail(name: str, content: bytes) -> bool:
    """Say whether a file is a mail by its bytes, or by its name and nothing else."""
    if content.startswith(_OTHER_FORMATS):
        return False
    if name.lower().endswith(".eml"):
        return True
    return _MAIL_BEGINS.match(content) is not None and b"\nFrom:" in content[:65536]


def open_original(
    name: str, content: bytes, origin: Origin, rules: OpeningRules
) -> Opened:
    """Open a mail or an archive; a file that is neither gives nothing."""
    opener = _Opener(rules=rules, budget=Budget.of(content))
    if is_mail(name, content):
        letter, inside = opener.open_mail(content, origin, DEEPEST)
        return Opened(
            role=OpenedAs.CONTAINER,
            files=opener.with_roles(),
            letter=replace(letter, enclosed=()),
            origin=inside,
        )
    if not is_archive(content):
        return Opened(origin=origin)
    found = opener.open_archive(content, origin, DEEPEST)
    if not opener.files and not found:
        found = [ARCHIVE_EMPTY.at()]
    return Opened(
        role=OpenedAs.REPORT if found else OpenedAs.CONTAINER,
        files=opener.with_roles(),
        origin=origin,
        findings=tuple(found),
    )


@dataclass(slots=True, kw_only=True)
class _Opener:
    """Opens one original; `files` has what came out so far.

    `mail` is the number of the mail that is being opened, of `mails` so far.
    """

    rules: OpeningRules
    budget: Budget
    files: list[Unpacked] = field(default_factory=list)
    mail: int = 0
    mails: int = 0

    def open_mail(
        self, content: bytes, origin: Origin, depth: int
    ) -> tuple[ParsedMail, Origin]:
        """Take out what is enclosed in a mail; gives with it the origin of that."""
        letter = _with_doubts(read_letter(content, self.rules.own_address))
        proven = letter.times.proven(self.rules.trusted)
        inside = replace(
            origin,
            sender=origin.sender or letter.sender,
            sent_at=origin.sent_at or proven or letter.times.best,
            proven_at=origin.proven_at or proven,
            by=origin.by or (letter.times.by if proven else ""),
        )
        came_before = len(self.files)
        group = []
        for enclosure in letter.enclosed:
            place = inside.inside(enclosure.name)
            group.append(
                Unpacked(name=enclosure.name, content=enclosure.content, origin=place)
            )
        outer = self.mail
        self.mails += 1
        self.mail = self.mails
        self._add(group, depth, [])
        self.mail = outer
        if letter.automatic:
            letter = self._without_stampless(letter, came_before)
        return letter, inside

    def open_archive(self, content: bytes, origin: Origin, depth: int) -> list[Finding]:
        """Take out what is in an archive; gives what could not be taken out."""
        found: list[Finding] = []
        group: list[Unpacked] = []
        for member in members(content, self.budget, self.rules.passwords):
            if isinstance(member, Member):
                group.append(
                    Unpacked(
                        name=member.name,
                        content=member.content,
                        origin=origin.inside(member.name),
                        modified=member.modified,
                    )
                )
            else:
                found.append(member)
        self._add(group, depth, found)
        return found

    def _add(self, group: Sequence[Unpacked], depth: int, found: list[Finding]) -> None:
        """Add files that came together, each with what is in it.

        What cannot be taken out of an archive in an archive is added to `found`.
        """
        for file in group:
            if is_mail(file.name, file.content) or file.name.lower().endswith(".mbox"):
                self._add_mails(file, depth)
            elif is_archive(file.content):
                self._add_archive(file, depth, found)
            else:
                self.files.append(replace(file, mail=self.mail))

    def with_roles(self) -> tuple[Unpacked, ...]:
        """Give the files.

        What came in one mail with a workbook and is none is enclosed.
        """
        kinds = [sniff(one.content, one.name) for one in self.files]
        pairs = list(zip(self.files, kinds, strict=True))
        with_workbook = {one.mail for one, kind in pairs if kind in READABLE}
        files = []
        for file, kind in pairs:
            beside = file.mail in with_workbook and kind in _ENCLOSURES
            if beside and file.role is OpenedAs.REPORT:
                files.append(replace(file, role=OpenedAs.ENCLOSURE))
            else:
                files.append(file)
        return tuple(files)

    def _add_mails(self, unpacked: Unpacked, depth: int) -> None:
        """Add a mail in an archive, or those of an .mbox, each with what is in it."""
        mails = [(unpacked.name, unpacked.content)]
        if unpacked.name.lower().endswith(".mbox"):
            stem = posixpath.splitext(unpacked.name)[0]
            parts = enumerate(mbox_mails(unpacked.content), start=1)
            mails = [(f"{stem}-{number}.eml", mail) for number, mail in parts]
        for name, mail in mails:
            kept = replace(unpacked, name=name, content=mail, role=OpenedAs.CONTAINER)
            place = len(self.files)
            self.files.append(kept)
            if depth:
                _, inside = self.open_mail(mail, unpacked.origin, depth - 1)
                self.files[place] = replace(kept, origin=inside)

    def _add_archive(
        self, unpacked: Unpacked, depth: int, found: list[Finding]
    ) -> None:
        """Unpack an archive within another; one that gives nothing is named."""
        place = len(self.files)
        self.files.append(replace(unpacked, role=OpenedAs.CONTAINER))
        problems: list[Finding] = []
        if depth:
            problems = self.open_archive(unpacked.content, unpacked.origin, depth - 1)
        if not depth or (len(self.files) == place + 1 and not problems):
            problems = [ARCHIVE_IN_ARCHIVE.at(found=unpacked.name)]
        if len(self.files) == place + 1:
            del self.files[place]
        for problem in problems:
            found.append(_named_within(problem, unpacked.name))

    def _without_stampless(self, letter: ParsedMail, came_before: int) -> ParsedMail:
        """Keep of what a robot sent only the reports that carry our stamp."""
        came = self.files[came_before:]
        stamped = [
            one
            for one in came
            if one.role is OpenedAs.REPORT and may_carry_stamp(one.content)
        ]
        if stamped:
            self.files[came_before:] = stamped
            kept = AUTOMATIC_REPORT.at(letter.place, found=letter.subject)
            return replace(letter, findings=(*letter.findings, kept))
        del self.files[came_before:]
        names = [one.name for one in came if sniff(one.content) in READABLE]
        if not names:
            return letter
        left = AUTOMATIC_ENCLOSURES.at(
            letter.place, found=letter.subject, names="、".join(names[:5])
        )
        return replace(letter, findings=(*letter.findings, left))


def _with_doubts(letter: ParsedMail) -> ParsedMail:
    """Say of a mail that its sender's clock and its server's contradict each other."""
    times = letter.times
    if not times.contradict:
        return letter
    differ = MAIL_TIMES_DIFFER.at(
        letter.place,
        found=letter.subject,
        written=local_time(times.written),
        expected=local_time(times.received),
    )
    return replace(letter, findings=(*letter.findings, differ))


def _named_within(problem: Finding, archive: str) -> Finding:
    """Word what is wrong in an archive within an archive for who sent the outer one."""
    if problem.code == NOT_A_WORKBOOK.code:  # no program here opens it
        return ARCHIVE_IN_ARCHIVE.at(found=archive)
    if problem.code == DAMAGED.code:
        return ARCHIVE_MEMBER_SKIPPED.at(found=archive, reason="压缩数据已损坏")
    found = f"{archive}/{problem.found}"
    return replace(
        problem, found=found, message=problem.message.replace(problem.found, found, 1)
    )
