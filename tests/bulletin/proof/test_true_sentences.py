"""No true sentence raises an alarm, and no slip in one is said to be right.

The sentences and the slips are drawn by fixed seeds: a failure can be read again.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

import pytest

from tests.bulletin.proof.true_sentences import TEMPLATES, Relation, sentence
from xltool.bulletin.checking import RIGHT, Check, CheckKind
from xltool.bulletin.crosschecks import check_bulletin
from xltool.bulletin.figures import read_figures
from xltool.bulletin.reading import read_bulletin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bulletin.proof.true_sentences import Sentence

SENTENCES = [(name, number) for name in TEMPLATES for number in range(4)]
NUMBER = re.compile(r"\d+(?:\.\d+)?")
UNITS_OFF = 10
"""By how many units of its last place a slip must move a result to be seen by anyone."""
MOST_MISSED = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A text with one wrong number, and the relation that it breaks."""

    text: str
    wrong: str
    relation: Relation


def checks_of(text: str) -> tuple[Check, ...]:
    bulletin = read_bulletin(f"【重要指标】\n{text}")
    return check_bulletin(bulletin, read_figures(bulletin))


@pytest.mark.parametrize(("name", "number"), SENTENCES)
def test_a_true_sentence_raises_no_alarm(name: str, number: int) -> None:
    text = sentence(name, number).text
    alarms = [one.expression for one in checks_of(text) if one.result not in RIGHT]
    assert not alarms, text


@pytest.fixture(scope="module")
def proofread_slips() -> list[tuple[Slip, tuple[Check, ...]]]:
    found = []
    for name, number in SENTENCES:
        random = Random(f"slip in {name} {number}")  # noqa: S311
        possible = list(slips(sentence(name, number), random))
        if possible:
            slip = random.choice(possible)
            found.append((slip, checks_of(slip.text)))
    return found


def test_a_slip_is_never_said_to_be_right(
    proofread_slips: list[tuple[Slip, tuple[Check, ...]]],
) -> None:
    for slip, checks in proofread_slips:
        assert not any(confirms(one, slip) for one in checks), slip.text


def test_most_slips_are_found(
    proofread_slips: list[tuple[Slip, tuple[Check, ...]]],
) -> None:
    missed = [slip.text for slip, checks in proofread_slips if not found(slip, checks)]
    assert len(missed) <= len(proofread_slips) * MOST_MISSED, missed


def slips(true: Sentence, random: Random) -> Iterator[Slip]:
    """Give, for each number of a relation that stands once, a slip that breaks it."""
    for relation in true.relations:
        for place, number in enumerate(relation.numbers):
            spots = [one for one in NUMBER.finditer(true.text) if one[0] == str(number)]
            wrong = with_a_slip(str(number), random)
            numbers = list(relation.numbers)
            numbers[place] = Decimal(wrong)
            broken = Relation(numbers=tuple(numbers), rule=relation.rule)
            if len(spots) == 1 and is_seen(broken):
                start, end = spots[0].span()
                text = f"{true.text[:start]}{wrong}{true.text[end:]}"
                yield Slip(text=text, wrong=wrong, relation=broken)


def with_a_slip(number: str, random: Random) -> str:
    """Change a digit that is not the last, where there is one."""
    spots = [place for place, sign in enumerate(number[:-1]) if sign.isdigit()]
    if not spots:
        return number
    spot = random.choice(spots)
    digit = random.choice([one for one in "123456789" if one != number[spot]])
    return f"{number[:spot]}{digit}{number[spot + 1 :]}"


def is_seen(broken: Relation) -> bool:
    """Whether a relation is off by more than rounding could be."""
    *given, printed = broken.numbers
    unit = Decimal(1).scaleb(int(printed.as_tuple().exponent))
    return abs(broken.rule(given) - printed) >= UNITS_OFF * unit


def found(slip: Slip, checks: tuple[Check, ...]) -> bool:
    """Whether a check that does not come out shows the wrong number."""
    return any(
        one.result not in RIGHT and slip.wrong in numbers_of(one) for one in checks
    )


def confirms(check: Check, slip: Slip) -> bool:
    """Whether a check says that the broken relation holds.

    That parts are not above their whole stays true of many wrong ones.
    """
    if check.result not in RIGHT or check.kind is CheckKind.SUBSET:
        return False
    return Counter(map(str, slip.relation.numbers)) <= numbers_of(check)


def numbers_of(check: Check) -> Counter[str]:
    return Counter(NUMBER.findall(f"{check.expression} {check.printed}"))
