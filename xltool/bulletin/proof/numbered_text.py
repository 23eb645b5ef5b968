"""A text with its mentions, as the claims look for them: by sentence, by 计量单位."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.bulletin.proof.mentions import (
    ComparisonBasis,
    Mention,
    NumberRole,
    read_mentions,
)

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

    from xltool.bulletin.printed import Bulletin, Sentence
    from xltool.bulletin.proof.parts import PartsReading


@dataclass(frozen=True, kw_only=True, eq=False)
class NumberedText:
    """A text and its mentions."""

    bulletin: Bulletin
    mentions: tuple[Mention, ...]

    @cached_property
    def by_sentence(self) -> dict[int, list[Mention]]:
        """The mentions of each sentence that has any."""
        found: dict[int, list[Mention]] = {}
        for mention in self.mentions:
            found.setdefault(mention.sentence, []).append(mention)
        return found

    @cached_property
    def next_of(self) -> dict[Mention, Mention]:
        """The mention after each, wherever it stands."""
        return dict(zip(self.mentions, self.mentions[1:], strict=False))

    @cached_property
    def readings(self) -> tuple[PartsReading, ...]:
        """What the text adds up, as far as it could be settled."""
        from xltool.bulletin.proof.sums import settled_readings

        return tuple(settled_readings(self))

    @cached_property
    def wholes(self) -> dict[Mention, Mention]:
        """The whole of each part that a sum settled."""
        found: dict[Mention, Mention] = {}
        for reading in self.readings:
            if reading.within or reading.comes_out:
                for part in reading.parts:
                    found.setdefault(part, reading.total)
        return found

    @cached_property
    def summed(self) -> dict[Mention, Mention]:
        """The whole of each part of a sum that comes out."""
        return {
            part: reading.total
            for reading in self.readings
            if reading.comes_out
            for part in reading.parts
        }

    @cached_property
    def rated(self) -> dict[Mention, Mention]:
        """The whole of each part whose rate comes out."""
        from xltool.bulletin.proof.rates import settled_rates

        return {one.part: one.whole for one in settled_rates(self) if one.comes_out}

    def sentence(self, mention: Mention) -> Sentence:
        """Give the sentence of a mention."""
        return self.bulletin.sentences[mention.sentence]

    def levels(
        self, sentence: int, base: str = "", *roles: NumberRole
    ) -> list[Mention]:
        """Give the exact levels of a sentence, of one base where it is named."""
        wanted = roles or (NumberRole.LEVEL,)
        return [
            one
            for one in self.by_sentence.get(sentence, ())
            if one.role in wanted and one.exact and base in {"", one.base}
        ]

    def levels_before(
        self, mention: Mention, base: str, *roles: NumberRole, sentences: int = 0
    ) -> list[Mention]:
        """Give the levels before a mention, nearest first, over so many sentences."""
        found: list[Mention] = []
        for index in range(mention.sentence, mention.sentence - sentences - 1, -1):
            if index < 0 or not self._same_section(index, mention.sentence):
                break
            found.extend(reversed(self.levels(index, base, *roles)))
        return [one for one in found if one.end <= mention.start]

    def rates_before(self, mention: Mention) -> list[Mention]:
        """Give the exact rates of a mention's sentence before it, in their order."""
        return [
            one
            for one in self.by_sentence[mention.sentence]
            if one.measurement_unit == "%" and one.end <= mention.start and one.exact
        ]

    def _same_section(self, first: int, second: int) -> bool:
        """Whether two sentences stand in one section.

        一、二、 only number the parts of a text.
        """
        if "【" not in self.bulletin.folded:
            return True
        sentences = self.bulletin.sentences
        return sentences[first].section == sentences[second].section

    def run_of(self, mention: Mention) -> list[Mention]:
        """Give the numbers of one 分别 that a number belongs to: 99.8%和98.5%."""
        numbers = self.by_sentence[mention.sentence]
        place = numbers.index(mention)
        first = place
        while first and not numbers[first].words:
            first -= 1
        last = place + 1
        while last < len(numbers) and _goes_on(numbers[last], mention):
            last += 1
        return numbers[first:last]

    def before(self, mention: Mention) -> str:
        """Give the folded text of a mention's sentence up to the mention."""
        sentence = self.sentence(mention)
        return sentence.text[: mention.start - sentence.start]

    def unmeasured(
        self, sentence: int, start: int, digits: str, role: NumberRole, words: str = ""
    ) -> Mention:
        """Make a mention of digits that have no 计量单位: the terms of 6.0:46.9:47.1.

        `start` is their place in the sentence.
        """
        first = self.bulletin.sentences[sentence].start + start
        return Mention(
            value=Decimal(digits),
            measurement_unit="",
            base="",
            factor=Decimal(1),
            role=role,
            basis=ComparisonBasis.YEAR_AGO,
            exact=True,
            words=words,
            behind="",
            clause="",
            start=first,
            end=first + len(digits),
            sentence=sentence,
            paragraph=self.bulletin.folded.count("\n", 0, first),
            depth=0,
        )

    def between(self, first: Mention, second: Mention) -> str:
        """Give the folded text from the end of one mention to the start of another."""
        return self.bulletin.folded[first.end : second.start]


def _goes_on(number: Mention, run: Mention) -> bool:
    """Whether a number has no words of its own and is a rate as those before it are."""
    rates = (number.measurement_unit == "%") == (run.measurement_unit == "%")
    return rates and not number.words


def first_named(numbers: Iterable[Mention], name: re.Pattern[str]) -> Mention | None:
    """Give the first of some numbers whose words a name is found in."""
    return next((one for one in numbers if name.search(one.words)), None)


_MOST_NUMBERS = 120
"""In one sentence: with more it is a table that was pasted into a line."""


def numbered(bulletin: Bulletin) -> NumberedText:
    """Read the mentions of a text, pasted tables left out."""
    found = read_mentions(bulletin)
    counts = Counter(one.sentence for one in found)
    kept = tuple(one for one in found if counts[one.sentence] <= _MOST_NUMBERS)
    return NumberedText(bulletin=bulletin, mentions=kept)
