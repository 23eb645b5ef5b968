"""What a cell shows, where that is more than its value says.

Number formats, crossed-out and raised pieces. A person means what they see. A unit, a
direction or another scale in the number format is read as if it were typed; what is
crossed out is deleted; a footnote mark is no digit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.checks.numbers import PERCENT, exact, read_number
from xltool.findings import (
    FOOTNOTE_LEFT_OUT,
    FORMAT_READ,
    FORMAT_SCALED,
    FORMAT_UNCLEAR,
    PERCENT_READ,
    PERCENT_UNEXPECTED,
    STRUCK_LEFT_OUT,
    UNIT_MISMATCH,
    Severity,
)
from xltool.model.number_format import plain, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from xltool.checks.numbers import Reading
    from xltool.findings import Finding
    from xltool.model.grid import Run
    from xltool.model.number_format import Shown

_BLANK = "（空白）"
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def read_shown_number(
    raw: str | float, measurement_unit: str = "", *, code: str
) -> Reading:
    """Read a number in a cell of the number format `code`.

    0.063 shown as 6.3% is 6.3 in per cent.

    >>> number, findings = read_shown_number(0.063, "%", code="0.0%")
    >>> f"{number:f}", len(findings)
    ('6.3', 1)
    """
    held, refusals = read_number(raw)
    if not held:
        return held, refusals
    seen = shown(held, code)
    if seen.number is None:
        return held, (_unclear(seen, held),)
    if seen.before or seen.after:
        return _with_words(raw, held, seen, measurement_unit)
    if seen.number == held:
        return read_number(raw, measurement_unit)
    words = f"{seen.number:f}"
    said = FORMAT_SCALED.at(found=words, held=f"{held:f}", expected=words)
    return seen.number, (said,)


def _with_words(
    raw: str | float, held: Decimal, seen: Shown, measurement_unit: str
) -> Reading:
    """Read a number beside which its format shows words, as if they were typed.

    Where the words change nothing (12.5万元 in a column of 万元), the number is read
    as if they were not there.
    """
    read, said = read_number(seen.whole, measurement_unit)
    if read == held:
        _, doubts = read_number(raw, measurement_unit)
        return held, (*doubts, *_queries(said))
    is_share = PERCENT in seen.whole and seen.number != held
    if is_share and (read is None or not measurement_unit):
        words = f"{seen.number:f}%"
        return held, (PERCENT_UNEXPECTED.at(found=words, expected=f"{held:f}"),)
    if read is not None:
        return read, (_note(held, seen, read), *_queries(said))
    if any(one.code == UNIT_MISMATCH.code for one in said):
        return None, said
    return held, (_unclear(seen, held),)


def _unclear(seen: Shown, held: Decimal) -> Finding:
    """Say that a format shows what nobody can read as a number."""
    return FORMAT_UNCLEAR.at(found=seen.text or _BLANK, expected=f"{held:f}")


def _note(held: Decimal, seen: Shown, read: Decimal) -> Finding:
    """Say how a number with words beside it was read: 1.2亿元 as 12000万元."""
    if seen.after == PERCENT and not seen.before and seen.number == read:
        return PERCENT_READ.at(found=seen.whole, expected=f"{read:f}")
    return FORMAT_READ.at(found=seen.whole, held=f"{held:f}", expected=f"{read:f}")


def _queries(said: Iterable[Finding]) -> tuple[Finding, ...]:
    """Give the doubts among findings; notes would say what the cell already shows."""
    return tuple(one for one in said if one.severity is Severity.QUERY)


def shown_text(raw: float, code: str) -> str:
    """Give what a number in a cell for texts looks like: `007`, `2025年`.

    >>> shown_text(7.0, "000")
    '007'
    """
    return shown(plain(exact(raw)), code).text


def visible_text(runs: Sequence[Run]) -> tuple[str, tuple[Finding, ...]]:
    """Give the text that counts of a cell's pieces, and what was left out.

    What is crossed out is left out. A raised piece is left out where it would go on a
    number (a footnote's mark), and stays where it belongs to a unit (m²).

    >>> from xltool.model.grid import Run
    >>> visible_text([Run(text="12.5"), Run(text="①", raised=True)])[0]
    '12.5'
    >>> visible_text([Run(text="已完成", struck=True), Run(text="推进中")])[0]
    '推进中'
    """
    text = ""
    struck = marks = ""
    for run in runs:
        if run.struck:
            struck += run.text
        elif run.raised and text[-1:].isdigit():
            marks += run.text
        else:
            text += run.text.translate(_RAISED) if run.raised else run.text
    findings = []
    if struck.strip():
        findings.append(STRUCK_LEFT_OUT.at(found=struck, expected=text.strip()))
    if marks.strip():
        findings.append(FOOTNOTE_LEFT_OUT.at(found=marks, expected=text.strip()))
    return text, tuple(findings)
