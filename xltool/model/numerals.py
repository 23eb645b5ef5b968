"""Chinese numerals: 三, 两, 十二, 一百零五, 三千五, 三百二十万, 壹佰贰拾, 三点一四.

The one reader of them. Both functions give None for what is no numeral, rather than a
number that nobody meant.
"""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
}
_ZEROS = "零〇"
_PLACES = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"亿": 10**8, "万": 10**4}
"""The greater first: what stands before it may hold the smaller (三万亿)."""
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
"""The digits of cheques, which nobody can change with a stroke."""
_POINT = "点"
_PART = re.compile("([零〇]?)([一二三四五六七八九两]?)([十百千])")
_BARE = re.compile("(?<![一二三四五六七八九两])[百千]|^[万亿]")
"""A place without the digit that says how many of it."""
_SHORT = re.compile("[百千][一二三四五六七八九两]$")
"""What may be spoken short: 三千五."""
_NUMERAL = re.compile(
    """
    (?P<parts>(?:[零〇]?[一二三四五六七八九两]?[十百千])*)  # 一千零五十
    (?P<skip>[零〇]?)(?P<digit>[一二三四五六七八九两]?)      # 零三, or 五 in 三千五
    """,
    re.VERBOSE,
)


def parse_numeral(text: str) -> int | None:
    """Read a Chinese numeral below ten thousand, as it stands before a counting word.

    A row of bare digits is no quantity (三五家 is "a few", 一二 an enumeration), so it
    is not read.

    >>> parse_numeral("一千二百"), parse_numeral("三千五"), parse_numeral("三五")
    (1200, 3500, None)
    """
    if text in {"零", "〇"}:
        return 0
    match = _NUMERAL.fullmatch(text)
    if match is None:
        return None
    parts = _PART.findall(match["parts"])
    total = _sum_of(parts)
    digit = _DIGITS.get(match["digit"])
    if total is None or digit is None:
        return None if match["skip"] or not total else total
    if match["skip"] or len(text) < _SHORTEST_SPOKEN_SHORT:
        return total + digit
    return total + digit * _place_behind(parts)


_SHORTEST_SPOKEN_SHORT = 3


def _place_behind(parts: list[tuple[str, str, str]]) -> int:
    """Give the place of a last digit: 100 in 三千五, spoken short; 1 in 十五."""
    last = _PLACES[parts[-1][2]] if parts else 1
    return last // 10 if last > _PLACES["十"] else 1


def _sum_of(parts: list[tuple[str, str, str]]) -> int | None:
    """Add up what stands before 千, 百 and 十; None where they do not fit together.

    Each part is 零 where places are left out, a digit if there is one, and the place.
    """
    total = 0
    place = 10_000
    for skip, digit, word in parts:
        next_place = _PLACES[word]
        if next_place >= place:
            return None  # 百千
        if skip and (not total or next_place == place // 10):
            return None  # 零十一; 一百零五十: no place is left out between them
        place = next_place
        total += _DIGITS.get(digit, 1) * place
    return total


def read_numeral(text: str) -> Decimal | None:
    """Read a whole numeral as a person types one into a cell.

    It may have 万 and 亿, formal digits, and a fraction behind 点. A bare 百, 千, 万 or
    亿 and a fraction without digits are no numerals.

    >>> read_numeral("三百二十万"), read_numeral("壹仟零伍拾"), read_numeral("三点一四")
    (Decimal('3200000'), Decimal('1050'), Decimal('3.14'))
    >>> read_numeral("万"), read_numeral("一点"), read_numeral("三五")
    (None, None, None)
    """
    plain = text.translate(_FORMAL)
    whole, point, fraction = plain.partition(_POINT)
    if _BARE.search(whole):
        return None
    number = _whole(whole)
    if number is None or not point:
        return None if number is None else Decimal(number)
    if not fraction or not set(fraction) <= _DIGITS.keys():
        return None
    digits = "".join(str(_DIGITS[char]) for char in fraction)
    return Decimal(f"{number}.{digits}")


def _whole(text: str) -> int | None:
    """Read the whole part: what stands before 亿 or 万, times it, and what follows."""
    for word, size in _MYRIADS.items():
        before, found, after = text.rpartition(word)
        if not found:
            continue
        if word in before or _SHORT.search(before):
            return None  # 二百二万: 2,020,000 or 2,200,000
        high = _whole(before)
        if not high:
            return None
        low = _after(after, size)
        return None if low is None or low >= size else high * size + low
    return parse_numeral(text)


def _after(text: str, size: int) -> int | None:
    """Read what follows 万 or 亿; one bare digit is spoken short: 一万五 is 15000."""
    if not text:
        return 0
    if len(text) == 1:
        digit = _DIGITS.get(text)
        return digit * (size // 10) if digit else None
    return _whole(text.lstrip(_ZEROS) if text[0] in _ZEROS else text)
