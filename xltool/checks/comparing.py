"""Comparing a submission with another one of the same unit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.checks.verdict import verdict_of
from xltool.findings import ENTRIES_IN_OTHER_FILE
from xltool.model.value import State

if TYPE_CHECKING:
    from xltool.model.submission import Judgement
    from xltool.model.value import Values


def entries_elsewhere(
    judgement: Judgement, other: Values, other_name: str
) -> Judgement:
    """Point out that two files of one unit each have entries that the other lacks.

    Then neither is a correction of the other: two divisions have filled in a half each.
    Entries of free sheets are left aside, their rows have no identity from file to
    file.
    """
    mine = filled(judgement.values)
    theirs = filled(other)
    only_theirs = theirs - mine
    if not only_theirs or not mine - theirs:
        return judgement
    doubt = ENTRIES_IN_OTHER_FILE.at(found=len(only_theirs), other=other_name)
    findings = (doubt, *judgement.findings)
    return replace(judgement, findings=findings, verdict=verdict_of(findings))


def filled(values: Values) -> set[tuple[str, str, str]]:
    """Give the cells with an answer; those of free sheets are left aside."""
    return {
        (sheet, row, field)
        for sheet, rows in values.items()
        for row, fields in rows.items()
        for field, value in fields.items()
        if value.state is not State.MISSING and not row.startswith("+")
    }
