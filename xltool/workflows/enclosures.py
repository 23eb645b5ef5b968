"""Scans and covering letters that came beside a workbook: kept as its evidence."""

from __future__ import annotations

from collections import defaultdict
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xltool.ledger.ledger import Ledger
    from xltool.ledger.records import Original

_CONTAINERS = {".eml", ".zip", ".7z", ".rar", ".mbox"}


def record_enclosures(ledger: Ledger, period: str) -> None:
    """Record what came in one mail or archive with a unit's workbook as its evidence.

    Where an archive has the workbooks of several units, nobody can say whose it is.
    """
    senders: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for submission in ledger.submissions(period):
        if submission.unit:
            sender = (submission.unit, submission.form)
            senders[_where(submission.original)].add(sender)
    known = set()
    for originals in ledger.evidence(period).values():
        known |= {original.id for original in originals}
    for original in ledger.originals(period):
        if original.id in known or not _is_enclosure(original):
            continue
        possible = senders.get(_where(original), set())
        if len(possible) == 1:
            unit, form = next(iter(possible))
            ledger.record_evidence(period, unit, [original.id], form=form)


def _is_enclosure(original: Original) -> bool:
    """Say whether a file is kept and not judged, and is none that others came in."""
    suffix = PurePosixPath(original.stored).suffix
    return original.container and suffix not in _CONTAINERS


def _where(original: Original) -> str:
    """Give the mail or archive that a file came in."""
    source, _, _ = original.source.rpartition("/")
    return source
