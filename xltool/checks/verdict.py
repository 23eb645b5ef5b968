"""From findings to a verdict, and which findings the office may let pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.findings import LINK_OF_ANOTHER, Severity
from xltool.model.submission import Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from xltool.findings import Finding

ACCEPTED = (Verdict.ACCEPTED, Verdict.ACCEPTED_WITH_QUERIES)


def verdict_of(findings: Iterable[Finding], waived: Collection[str] = ()) -> Verdict:
    """Give the verdict of an identified submission.

    Findings whose code is in `waived` weigh nothing. What came through the link of
    another unit is held, whatever is in it: nobody else speaks for a unit.
    """
    found = [one for one in findings if one.code not in waived]
    if any(one.code == LINK_OF_ANOTHER.code for one in found):
        return Verdict.HELD
    severities = {one.severity for one in found}
    if Severity.ERROR in severities:
        return Verdict.RETURNED
    if Severity.QUERY in severities:
        return Verdict.ACCEPTED_WITH_QUERIES
    return Verdict.ACCEPTED


def may_be_waived(code: str) -> bool:
    """Say whether the office may let a finding pass.

    Values, rules and structure yes, whose file it is never.
    """
    return code[:1] != "F" and code[:2] not in {"S1", "S3"}
