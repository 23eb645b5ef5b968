"""附件: whether the files that a workbook names came with it, in its mail or archive.

Those that did are kept with the submission, as scans of seals are.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from xltool.checks.attachments import (
    asks_for_attachments,
    is_called,
    named_files,
    with_missing,
)
from xltool.forms.layout_json import layout_from_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.forms.design import FormDesign
    from xltool.ledger.ledger import Ledger
    from xltool.ledger.records import Original
    from xltool.model.submission import Judgement
    from xltool.workflows.receiving import Incoming


_FILES = frozenset(
    (".pdf", ".doc", ".docx", ".wps", ".jpg", ".jpeg", ".png", ".tif", ".bmp", ".ofd")
)
"""What is enclosed and never a report, by its extension."""


def kept_beside(
    incoming: Iterable[Incoming], ledger: Ledger, period: str
) -> Iterator[Incoming]:
    """Mark what lies in a folder as an enclosure, where a form asks for attachments.

    In mails and archives what is enclosed is known by itself. A file that a person
    named on the command line is judged as ever.
    """
    layouts = ledger.issued_layouts().get(period, {}).values()
    forms = (layout_from_json(layout).form for layout in layouts)
    asked = any(asks_for_attachments(form) for form in forms)
    for file in incoming:
        suffix = PurePath(file.name).suffix.lower()
        if asked and not file.by_hand and suffix in _FILES:
            yield replace(file, container=True)
        else:
            yield file


class Attachments:
    """The files beside the workbooks of a period; read when a form asks for them."""

    def __init__(self, ledger: Ledger, period: str) -> None:
        """Take the files that came for a period."""
        self._ledger = ledger
        self._period = period
        self._forms: dict[str, FormDesign | None] = {}
        self._came: dict[tuple[str, str], list[int]] = defaultdict(list)

    def asked_for(self, original: Original, judgement: Judgement) -> Judgement:
        """Give the judgement with a finding for each file that did not come."""
        form = self._form(judgement.form)
        if form is None or not judgement.values:
            return judgement
        named: list[str] = []
        for _, names in named_files(judgement, form):
            named += names
        if not named:
            return judgement
        beside = self._beside(original, judgement)
        for file in beside:
            if any(is_called(file.name, name) for name in named):
                self._came[judgement.unit, judgement.form].append(file.id)
        return with_missing(judgement, form, {file.name for file in beside})

    def keep(self) -> None:
        """Keep what came and was named with the submissions of its unit."""
        for (unit, form), numbers in self._came.items():
            self._ledger.record_evidence(self._period, unit, numbers, form=form)
        self._came.clear()

    def _form(self, key: str) -> FormDesign | None:
        """Give a form that asks for attachments; None for any other."""
        if key not in self._forms:
            self._forms[key] = None
            layouts = self._ledger.issued_layouts().get(self._period, {})
            if key in layouts:
                form = layout_from_json(layouts[key]).form
                if asks_for_attachments(form):
                    self._forms[key] = form
        return self._forms[key]

    def _beside(self, original: Original, judgement: Judgement) -> list[Original]:
        """Give what came in the same mail, archive or folder, and what is kept."""
        folder = _folder(original)
        beside = []
        for other in self._ledger.originals(self._period):
            if other.id != original.id and _folder(other) == folder:
                beside.append(other)
        beside += self._ledger.came_with(original.id)
        kept = self._ledger.evidence(self._period, judgement.form)
        beside += kept.get(judgement.unit, ())
        return beside


def _folder(original: Original) -> str:
    """Give the mail, archive or folder that a file came in."""
    folder, _, _ = original.source.rpartition("/")
    return folder
