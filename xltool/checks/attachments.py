"""附件: files that a workbook names and that must come with it.

A name counts as come where a file beside the workbook is called so; people leave the
extension out, or a program adds one.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from xltool.checks.verdict import verdict_of
from xltool.findings import ATTACHMENT_MISSING, Finding, Place
from xltool.forms.design import FieldType
from xltool.model.value import MISSING, State
from xltool.text import half_width, squeeze

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from xltool.forms.design import Field, FormDesign, SheetDesign
    from xltool.model.submission import Judgement

_BETWEEN = re.compile(r"[、；;，,\n\r]+")
_LONGEST_SUFFIX = 6


def asks_for_attachments(form: FormDesign) -> bool:
    """Say whether a form has a field that names files."""
    return any(_attachment_fields(sheet) for sheet in form.sheets)


def _attachment_fields(sheet: SheetDesign) -> list[Field]:
    """Give the fields of a sheet that name files."""
    return [field for field in sheet.fields if field.type is FieldType.ATTACHMENT]


def named_files(
    judgement: Judgement, form: FormDesign
) -> Iterator[tuple[Place, tuple[str, ...]]]:
    """Give where a workbook names files, and their names."""
    for sheet in form.sheets:
        fields = _attachment_fields(sheet)
        for row, values in judgement.values.get(sheet.key, {}).items():
            for field in fields:
                value = values.get(field.key, MISSING)
                if value.state is not State.REPORTED:
                    continue
                key = (sheet.key, row, field.key)
                page, cell = judgement.cells.get(key, (sheet.title, ""))
                place = Place(sheet=page, cell=cell, row_key=row, field=field.key)
                yield place, _names_in(value.text)


def _names_in(text: str) -> tuple[str, ...]:
    """Give the file names that a cell lists.

    >>> _names_in("批复.pdf、现场照片.jpg；")
    ('批复.pdf', '现场照片.jpg')
    """
    names = map(str.strip, _BETWEEN.split(text))
    return tuple(filter(None, names))


def is_called(file: str, name: str) -> bool:
    """Say whether a file has the name that a workbook gives it.

    >>> is_called("批复.PDF", "批复.pdf"), is_called("批复.pdf", "批复")
    (True, True)
    >>> is_called("批复1.pdf", "批复")
    False
    """
    return _folded(file) == _folded(name) or _stem(file) == _stem(name)


def with_missing(
    judgement: Judgement, form: FormDesign, files: Collection[str]
) -> Judgement:
    """Give the judgement with a finding for each named file that is none of `files`.

    The verdict follows: a workbook that names what did not come is sent back.
    """
    missing: list[Finding] = []
    for place, names in named_files(judgement, form):
        for name in names:
            if not any(is_called(file, name) for file in files):
                missing.append(ATTACHMENT_MISSING.at(place, found=name))
    if not missing:
        return judgement
    findings = (*judgement.findings, *missing)
    return replace(judgement, findings=findings, verdict=verdict_of(findings))


def _folded(name: str) -> str:
    """Give a file's name as names are compared, without the folder it came in."""
    return squeeze(half_width(PurePath(name).name)).casefold()


def _stem(name: str) -> str:
    """Give a name without its extension.

    What follows a full stop is none where it is long or Chinese: 批复.附件一 is a name.
    """
    folded = _folded(name)
    stem, dot, suffix = folded.rpartition(".")
    if dot and suffix.isascii() and len(suffix) <= _LONGEST_SUFFIX:
        return stem
    return folded
