"""Clauses of one shape under a head: each column of them makes a number of the head.

全县56个项目，已开工37个。其中：工业项目13个，已开工10个；城建项目43个，已开工27个: the
first numbers make 56, those called 已开工 make 37. Where one column comes out the
clauses are all there are, so that the others must come out, too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.bulletin.checking import Result
from xltool.bulletin.proof.mentions import Mention, NumberRole
from xltool.bulletin.proof.parts import (
    SOME_DIGITS,
    PartsReading,
    slipped,
    subset_claim,
    sum_claim,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from xltool.bulletin.proof.claims import Claim
    from xltool.bulletin.proof.numbered_text import NumberedText

Row = list[Mention]
"""The numbers of one clause, sentence or paragraph."""

_ROLES = frozenset({NumberRole.LEVEL, NumberRole.PLAN})
_MOST_ROWS = 15
_HEAD_ROWS = 2
"""How many clauses before the first row may hold what the columns make."""
_LEFT_OUT_SHARE = 50
"""What is short by less than one part in so many may leave small things out."""
_INTRODUCED = re.compile(r"其中|[:：]|分别")
_ROWS_FOLLOW = re.compile(r"其中[:：]|如下[:：]")
_FAR_OFF_SHARE = 5
_NO_LABEL = re.compile(
    r"^(?:\d{1,2}[-—至]\d{1,2}月份?|截[至止][^，]*?[底末日]|累计|已|共|全[省市县区])+"
    r"|(?:为|达到?|约)$"
)
_SHORTEST_LABEL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Numbers that stand at one place of several rows, and what they should make."""

    total: Mention
    parts: tuple[Mention, ...]
    rows: tuple[int, ...]

    @property
    def reading(self) -> PartsReading:
        """The column as a whole and its parts."""
        return PartsReading(
            total=self.total, parts=self.parts, complete=True, sure=True
        )

    def is_telling(self, text: NumberedText) -> bool:
        """Whether it comes out to the last digit, and by more than chance.

        Of few digits only where the head says that its parts follow.
        """
        between = text.between(self.total, self.parts[0])
        introduced = len(self.parts) > 2 and _INTRODUCED.search(between) is not None
        enough = self.total.digits >= SOME_DIGITS or introduced
        return enough and self.reading.result is Result.AGREES


def find_columns(text: NumberedText) -> Iterator[Claim]:
    """Give what clauses of one shape claim of the head before them."""
    seen = set()
    for key in (_clause_key(text), _sentence_key, _paragraph_key):
        for claim in _of_rows(text, _rows(text, key)):
            if claim.numbers not in seen:
                seen.add(claim.numbers)
                yield claim
    yield from _of_same_words(text)


# ---- 其中, and the same words again ------------------------------------------------

_SHORTEST_WORDS = 4


def _of_same_words(text: NumberedText) -> Iterator[Claim]:
    """年度投资9亿元。其中省级项目…，年度投资5亿元: none is above its head's.

    A number behind 其中 is a part of the one before it that the same words name.
    """
    for part in text.mentions:
        if part.role not in _ROLES or len(part.words) < _SHORTEST_WORDS:
            continue
        whole = _named_before(text, part)
        if whole is not None:
            reading = PartsReading(total=whole, parts=(part,), within=True)
            yield subset_claim(reading)


def _named_before(text: NumberedText, part: Mention) -> Mention | None:
    """Give the number before 其中 that is named by the same words as one behind it."""
    opens = text.sentence(part).text.startswith("其中")
    for whole in text.levels_before(part, part.base, part.role, sentences=int(opens)):
        between = text.between(whole, part)
        if "；" in between or whole.paragraph != part.paragraph:
            return None
        if whole.words == part.words and whole.depth == part.depth:
            return whole if between.count("其中") == 1 else None
    return None


# ---- rows --------------------------------------------------------------------------


def _clause_key(text: NumberedText) -> Callable[[Mention], object]:
    def key(mention: Mention) -> object:
        before = text.before(mention)
        rows_follow = _ROWS_FOLLOW.search(before) is not None
        return mention.sentence, rows_follow, before.count("；")

    return key


def _sentence_key(mention: Mention) -> object:
    return mention.sentence


def _paragraph_key(mention: Mention) -> object:
    return mention.paragraph


def _rows(text: NumberedText, key: Callable[[Mention], object]) -> list[Row]:
    rows: dict[object, Row] = {}
    for mention in text.mentions:
        if mention.role in _ROLES and mention.exact and not mention.depth:
            rows.setdefault(key(mention), []).append(mention)
    return list(rows.values())


def _of_rows(text: NumberedText, rows: Sequence[Row]) -> Iterator[Claim]:
    for first in range(1, len(rows)):
        run = _run(rows, first)
        if len(run) > 1:
            head = [
                one for row in rows[max(0, first - _HEAD_ROWS) : first] for one in row
            ]
            yield from _of_block(text, head, run)


def _run(rows: Sequence[Row], first: int) -> list[Row]:
    """Give the rows from one on whose first numbers are of one 计量单位."""
    base = rows[first][0].base
    found = []
    for row in rows[first : first + _MOST_ROWS]:
        if row[0].base != base or base == "%":
            break
        found.append(row)
    return found


# ---- columns -----------------------------------------------------------------------


def _of_block(
    text: NumberedText, head: Sequence[Mention], run: Sequence[Row]
) -> Iterator[Claim]:
    """Judge the columns of rows of which at least one comes out."""
    for proven in _proven(text, head, run):
        yield sum_claim(proven.reading)
        for column in _columns(head, run, proven):
            yield from _claim(column)
    yield from _of_first_numbers(text, head, run)


def _claim(column: Column) -> Iterator[Claim]:
    """Ask where a column is short by little: small things may be left out.

    Where it is far from the head's number, that number is of something else.
    """
    reading = column.reading
    gap = column.total.size - reading.added
    if reading.comes_out:
        yield sum_claim(reading)
    elif 0 < gap * _LEFT_OUT_SHARE <= column.total.size:
        yield replace(sum_claim(reading), slips=False)
    elif abs(gap) * _FAR_OFF_SHARE <= column.total.size or slipped(reading):
        yield sum_claim(reading)


def _of_first_numbers(
    text: NumberedText, head: Sequence[Mention], run: Sequence[Row]
) -> Iterator[Claim]:
    """Give what the first numbers of rows make, where no label helps."""
    for total in head:
        for count in range(len(run), 2, -1):
            firsts = tuple(row[0] for row in run[:count])
            column = Column(total=total, parts=firsts, rows=())
            if total.base == firsts[0].base and column.is_telling(text):
                yield sum_claim(column.reading)
                return


def _proven(
    text: NumberedText, head: Sequence[Mention], run: Sequence[Row]
) -> Iterator[Column]:
    """Give the longest labelled column of each label that comes out."""
    for total in head:
        label = label_of(total)
        rows = [place for place, row in enumerate(run) if _labelled(row, label, total)]
        for count in range(len(rows), 1, -1):
            column = _column(total, run, rows[:count], label)
            if column.is_telling(text):
                yield column
                break


def _columns(
    head: Sequence[Mention], run: Sequence[Row], proven: Column
) -> Iterator[Column]:
    """Give the other columns of rows: those with a label, and the first numbers."""
    rows = [run[place] for place in proven.rows]
    for total in head:
        label = label_of(total)
        labelled = [_labelled(row, label, total) for row in rows]
        if label != label_of(proven.total) and all(labelled):
            yield _column(total, run, proven.rows, label)
    yield from _of_firsts(head, rows, proven)


def _of_firsts(
    head: Sequence[Mention], rows: Sequence[Row], proven: Column
) -> Iterator[Column]:
    """Give the column of the first numbers of rows, if any of them has a label."""
    firsts = [row[0] for row in rows]
    wholes = [one for one in head if one.base == firsts[0].base]
    if wholes and any(_has_label(one) for one in firsts):
        whole = _whole_of(wholes, firsts)
        yield Column(total=whole, parts=tuple(firsts), rows=proven.rows)


def _has_label(mention: Mention) -> bool:
    return len(label_of(mention)) >= _SHORTEST_LABEL


def _whole_of(wholes: Sequence[Mention], firsts: Sequence[Mention]) -> Mention:
    """Give the head's number that the first numbers make, else its first."""
    for whole in wholes:
        if PartsReading(total=whole, parts=tuple(firsts)).comes_out:
            return whole
    return wholes[0]


def _column(
    total: Mention, run: Sequence[Row], rows: Sequence[int], label: str
) -> Column:
    parts = tuple(_labelled(run[place], label, total)[0] for place in rows)
    return Column(total=total, parts=parts, rows=tuple(rows))


def _labelled(row: Sequence[Mention], label: str, total: Mention) -> list[Mention]:
    """Give a row's only number of this label and 计量单位."""
    if len(label) < _SHORTEST_LABEL:
        return []
    found = [one for one in row if one.base == total.base and label_of(one) == label]
    return found if len(found) == 1 else []


def label_of(mention: Mention) -> str:
    """Give what a number is called, without its period and verbs around it."""
    return _NO_LABEL.sub("", mention.words)
