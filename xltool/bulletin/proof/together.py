"""合计，发行19337亿元，其中一般债4424亿元、专项债14913亿元: of the sentences before.

The first numbers of those sentences make the total, and their other numbers make those
of the total's sentence that are called the same.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.bulletin.proof.columns import label_of
from xltool.bulletin.proof.parts import (
    MANY_DIGITS,
    PartsReading,
    slipped,
    sum_claim,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.bulletin.proof.claims import Claim
    from xltool.bulletin.proof.mentions import Mention
    from xltool.bulletin.proof.numbered_text import NumberedText

_TOGETHER = re.compile(
    r"(?:以上|上述|[两二三四五]项|[两二三四五]者)?(?:合计|总计|共计)[，：]"
)
_MOST_SENTENCES = 6

Row = list["Mention"]


def find_totals_together(text: NumberedText) -> Iterator[Claim]:
    """Give what sentences claim that put those before them together."""
    for index, sentence in enumerate(text.bulletin.sentences):
        totals = text.levels(index)
        if not totals or not _TOGETHER.match(sentence.text):
            continue
        rows = _rows_before(text, totals[0])
        if len(rows) > 1:
            yield from _columns(totals, rows)


def _rows_before(text: NumberedText, total: Mention) -> list[Row]:
    """Give the numbers of the sentences before in the paragraph, in their order."""
    rows = []
    for index in range(total.sentence - 1, total.sentence - 1 - _MOST_SENTENCES, -1):
        levels = text.levels(index, total.base)
        if not levels or levels[0].paragraph != total.paragraph:
            break
        rows.append(levels)
    return rows[::-1]


def _columns(totals: Sequence[Mention], rows: Sequence[Row]) -> Iterator[Claim]:
    """Give what the rows' firsts make, and then each column that has a label."""
    firsts = tuple(row[0] for row in rows)
    heads = PartsReading(total=totals[0], parts=firsts, complete=True)
    yield from _claim(heads)
    for total in totals[1:]:
        parts = [_called(row, label_of(total)) for row in rows]
        found = tuple(one for one in parts if one is not None)
        if len(found) == len(rows):
            yield from _claim(replace(heads, total=total, parts=found))


def _called(row: Row, label: str) -> Mention | None:
    """Give the only number of a row that has a label."""
    found = [one for one in row if label_of(one) == label]
    return found[0] if len(found) == 1 and label else None


def _claim(reading: PartsReading) -> Iterator[Claim]:
    """Say a sum that comes out; a long one is wrong where one digit is."""
    long = reading.total.digits >= MANY_DIGITS and slipped(reading, same_length=True)
    yield replace(sum_claim(reading), slips=long)
