r"""Number formats of a spreadsheet: what a cell shows for the number that it holds.

A format code (ECMA-376 part 1, 18.8.30/31) may say much that the number does not: a
unit (`0.0"亿元"`), a direction (`"下降"0.0"%"`), another scale (`0.00,` shows
thousands, `0!.0,` ten thousands). A person who reads such a cell means what it shows.

    code      = section (";" section)*            positive; negative; zero; text
    section   = [condition] (literal | digits | "%" | ...)*
    condition = "[" (">" | ">=" | "<" | "<=" | "=" | "<>") number "]"
    literal   = "\"" text "\"" | "\\" char | "!" char | any other character
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ELAPSED = "[h]:mm:ss"
BUILT_IN_PERCENTS = {9: "0%", 10: "0.00%"}
"""Numbered formats without a code of their own that show a number otherwise."""
BUILT_IN_NUMBERS = frozenset({0, 1, 2, 3, 4, 11, 12, 13, 37, 38, 39, 40, 48, 49})
"""Numbered formats that show a number as it stands."""
BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48)}) | {
    *range(50, 59)
}
"""Numbered formats of dates and times; 27 to 36 and 50 to 58 are those of a Chinese
Excel.
"""

_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)"?                 # "亿元"
    | [\\!](?P<escaped>.)                  # \亿, and !. in 0!.0,
    | _. | \*.                             # a blank as wide as, filled with: nothing
    | \[(?P<bracket>[^\]]*)\]?             # [Red] [>=10000] [$¥-804] [h]
    | (?P<general>General|G/通用格式)
    | (?P<exponent>E[+-])
    | (?P<digit>[0\#?])
    | (?P<date>上午/下午|AM/PM|A/P|[ymdhsaegb])
    | (?P<sign>[.,%@;])
    | (?P<bare>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(?P<comparison><=|>=|<>|<|>|=)(?P<limit>-?\d+(?:\.\d+)?)")
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE)
_COMPARISONS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}
_YUAN = str.maketrans("", "", "¥￥")
_OF_A_NEGATIVE = str.maketrans("", "", "-–−－()（）↓▼")
"""What a section of its own for negative numbers shows in place of their sign."""
_MOST_SECTIONS = 4
_PLACE = "\0"
"""A digit's place in a mask."""


_NUMBER_SHOWN = re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+")
_SCIENTIFIC = re.compile(r"\d[Ee][+-]?\d|\d/\d")
_SHARE = 2
_SCALES = {
    "0.0": 0,
    "0.0%": _SHARE,
    "0.0,": -3,
    "0!.0,": -4,
    "0.0,,": -6,
    "0!.00,,": -8,
}
"""Digits of a code, and the power of ten by which they show a number larger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section of a code.

    `before` and `after` stand beside the digits; `power` is that of ten by which the
    number shown is larger than the one held. `integers` counts the zeros before the
    decimal point, `decimals` the places after it (None: as many as there are). A
    section without digits shows its words alone; `divided` ones have words between
    their digits, and `mask` is how these stand (`0000-0000000`).
    """

    condition: tuple[str, Decimal] | None = None
    before: str = ""
    after: str = ""
    power: int = 0
    integers: int = 0
    decimals: int | None = None
    has_digits: bool = False
    divided: bool = False
    mask: str = ""
    date: bool = False

    def fits(self, number: Decimal) -> bool:
        """Say whether the section's condition, if it has one, holds."""
        if self.condition is None:
            return True
        comparison, limit = self.condition
        return _COMPARISONS[comparison](number, limit)

    @property
    def is_plain(self) -> bool:
        """Whether any number is shown as it stands."""
        words = self.before or self.after or self.divided
        return self.has_digits and not words and not self.power and self.integers < 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a cell shows: a number, and what stands beside it.

    `number` has every decimal that the cell holds, whatever is shown of them; it is
    None where the cell shows no number at all, or one with words between its digits.
    `text` is what a person sees.
    """

    before: str
    number: Decimal | None
    after: str
    text: str

    @property
    def whole(self) -> str:
        """The exact number with what stands beside it, as a person would type it."""
        number = "" if self.number is None else f"{self.number:f}"
        return f"{self.before}{number}{self.after}"


def shown(number: Decimal, code: str) -> Shown:
    """Give what a cell of this format shows for `number`.

    >>> shown(Decimal("35.6"), '0.0"亿元"').whole
    '35.6亿元'
    >>> shown(Decimal("326400"), "0!.0,").whole
    '32.64'
    """
    section, absolute = _section_of(number, sections(code))
    seen = abs(number) if absolute else number
    text = section.before + _digits(seen, section) + section.after
    if not section.has_digits or section.divided:
        return Shown(before=text, number=None, after="", text=text.strip())
    if absolute and not _says_fall(section.before):
        section = _without_sign(section)
        seen = number
    section = _without_decoration(section)
    return Shown(
        before=section.before,
        number=plain(seen.scaleb(section.power)),
        after=section.after,
        text=text.strip(),
    )


@lru_cache(maxsize=512)
def is_plain(code: str) -> bool:
    """Say whether a code shows every number as it stands.

    How it shows 0 does not matter.
    >>> is_plain("#,##0.00_);[Red](#,##0.00)"), is_plain('0.0"万元"')
    (True, False)
    """
    found = sections(code)
    if any(section.condition for section in found):
        signed = {*found}
    else:
        signed = {*found[:1], *map(_without_sign, found[1:2])}
    return all(_without_decoration(section).is_plain for section in signed)


def _without_decoration(section: Section) -> Section:
    """Give a section without what says nothing of the number: ¥, blanks, a plus."""
    before, after = (
        words.translate(_YUAN).strip().removeprefix("+")
        for words in (section.before, section.after)
    )
    return replace(section, before=before, after=after)


def _without_sign(section: Section) -> Section:
    """Give a section for negative numbers without what stands for their sign."""
    before, after = (
        words.translate(_OF_A_NEGATIVE) for words in (section.before, section.after)
    )
    return replace(section, before=before, after=after)


@lru_cache(maxsize=512)
def is_date(code: str) -> bool:
    """Say whether a code shows numbers as dates or times."""
    return sections(code)[0].date


@lru_cache(maxsize=512)
def sections(code: str) -> tuple[Section, ...]:
    """Take a format code apart; the section for texts is left out."""
    found = list(_split(code))[:_MOST_SECTIONS]
    if len(found) > 1 and "@" in found[-1]:
        del found[-1]
    return tuple(_section(text) for text in found[:3])


def _split(code: str) -> Iterator[str]:
    start = 0
    for token in _TOKEN.finditer(code):
        if token["sign"] == ";":
            yield code[start : token.start()]
            start = token.end()
    yield code[start:]


def _section_of(number: Decimal, found: tuple[Section, ...]) -> tuple[Section, bool]:
    """Choose the section for a number, and whether it shows the number's size alone."""
    first, *others = found
    if any(section.condition for section in found):
        fitting = next((one for one in found if one.fits(number)), found[-1])
        return fitting, number < 0 and len(found) > 1
    if number < 0 and others:
        return others[0], True
    if number == 0 and len(others) > 1:
        return others[1], False
    return first, False


def _says_fall(before: str) -> bool:
    return bool(re.search(r"[降减跌落负]", before))


class _Reader:
    """The state of one pass over a section."""

    def __init__(self) -> None:
        self.condition: tuple[str, Decimal] | None = None
        self.literals = ["", ""]
        self.between = self.mask = ""
        self.whole = self.zeros = self.places = self.commas = self.percents = 0
        self.since_mark: int | None = None
        self.digits = self.point = self.divided = self.date = self.general = False

    def literal(self, text: str) -> None:
        if self.digits:
            self.between += text
        else:
            self.literals[0] += text

    def digit(self, char: str) -> None:
        if self.between == "." and not self.point:
            self.since_mark = 0
        elif self.between.strip(",/ "):
            self.divided = True
        self.mask += f"{self.between}{_PLACE}"
        self.between = ""
        self.digits = True
        if self.point:
            self.places += 1
            return
        self.commas = 0
        if self.since_mark is None:
            self.zeros += char == "0"
        else:
            self.since_mark += 1

    def finished(self) -> Section:
        self.literals[1] = self.between
        power = 2 * self.percents - 3 * self.commas - (self.since_mark or 0)
        places = self.places if self.since_mark is None else self.since_mark
        return Section(
            condition=self.condition,
            before=self.literals[0],
            after=self.literals[1],
            power=power,
            integers=self.zeros,
            decimals=None if self.general else places,
            has_digits=self.digits or self.general,
            divided=self.divided,
            mask=self.mask,
            date=self.date,
        )


def _section(text: str) -> Section:
    reader = _Reader()
    for token in _TOKEN.finditer(text):
        _take(
            reader, token.lastgroup, token[token.lastgroup] if token.lastgroup else ""
        )
    return reader.finished()


def _take(reader: _Reader, kind: str | None, text: str) -> None:
    match kind:
        case "quoted" | "escaped" | "bare":
            reader.literal(text)
        case "bracket":
            _take_bracket(reader, text)
        case "general":
            reader.general = reader.digits = True
        case "exponent":
            reader.general = True
        case "digit":
            reader.digit(text)
        case "date":
            reader.date = True
        case "sign":
            _take_sign(reader, text)


def _take_bracket(reader: _Reader, text: str) -> None:
    condition = _CONDITION.fullmatch(text)
    if condition:
        reader.condition = condition["comparison"], Decimal(condition["limit"])
    elif text.startswith("$"):
        reader.literal(text[1:].partition("-")[0])
    elif _ELAPSED.fullmatch(text):
        reader.date = True


def _take_sign(reader: _Reader, text: str) -> None:
    if text == ".":
        reader.point = True
    elif text == ",":
        reader.commas += reader.digits
    elif text == "%":
        reader.percents += 1
        reader.literal("%")
    elif text == "@":
        reader.general = reader.digits = True


def _digits(number: Decimal, section: Section) -> str:
    """Write a number with the zeros and places of its section."""
    if not section.has_digits:
        return ""
    moved = number.scaleb(section.power)
    if section.divided:
        return _masked(moved, section.mask)
    if section.decimals is None:
        return f"{plain(moved):f}"
    whole, point, places = f"{abs(moved):.{section.decimals}f}".partition(".")
    sign = "-" if moved < 0 else ""
    return f"{sign}{whole.zfill(section.integers)}{point}{places}"


def _masked(number: Decimal, mask: str) -> str:
    """Write a whole number into the places of a mask, from the right."""
    digits = list(f"{abs(number):.0f}".zfill(mask.count(_PLACE)))
    *head, first = (digits.pop() if char == _PLACE else char for char in mask[::-1])
    return "".join((*digits, first, *head[::-1]))


def plain(number: Decimal) -> Decimal:
    """Give a number without exponent and without zeros that scaling left."""
    return Decimal(f"{number.normalize():f}")


def format_that_shows(number: Decimal, text: str) -> str:
    """Give a code under which `number` is shown as `text`.

    Empty where the number stands as it is.

    Where no code is known, one that shows the text and no number.

    >>> format_that_shows(Decimal("35.6"), "35.6亿元")
    '0.0"亿元"'
    >>> format_that_shows(Decimal("0.0630"), "6.3%")
    '0.0%'
    """
    found = _NUMBER_SHOWN.search(text)
    if not number or _SCIENTIFIC.search(text):
        return ""
    if found is None:
        return f'"{text}"' if text.strip() else ";;;"
    before = text[: found.start()].strip()
    after = text[found.end() :].strip()
    signed = before.endswith("-")
    seen = Decimal(found.group().replace(",", ""))
    scaled = _scaled(abs(number), seen, percent=after.startswith("%"))
    if scaled is None:
        return f'"{text}"'
    digits, power = scaled
    words = after.removeprefix("%") if power == _SHARE else after
    code = f"{_literal(before.removesuffix('-'))}{digits}{_literal(words)}"
    if number < 0 and not signed:
        code = f"0;{code}"
    return "" if is_plain(code) else code


def _scaled(number: Decimal, seen: Decimal, *, percent: bool) -> tuple[str, int] | None:
    """Give the digits of a code, and the power of ten, that make `seen` of a number.

    None where none does.
    """
    for digits, power in _SCALES.items():
        fits = power != _SHARE or percent
        if fits and _rounds_to(number.scaleb(power), seen):
            return digits, power
    return None


def _rounds_to(number: Decimal, seen: Decimal) -> bool:
    exponent = seen.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    half = Decimal(5).scaleb(-places - 1)
    return abs(number - seen) <= half


def _literal(words: str) -> str:
    return '"' + words.replace('"', "") + '"' if words else ""
