"""Chinese numerals: 三, 两, 十二, 一百零五, 三千五, 三百二十万, 壹佰贰拾, 三点一四.

The one reader of them. Both functions give None for what is no numeral, rather than a
number that nobody meant.
"""

from __future__ import annotations

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


def parse_numeral(text: str) -> int | None:
    """Read a Chinese numeral below ten thousand, as it stands before a counting word.

    A row of bare digits is no quantity (三五家 is "a few", 一二 an enumeration), so it
    is not read.

    >>> parse_numeral("一千二百"), parse_numeral("三千五"), parse_numeral("三五")
    (1200, 3500, None)
    """
    total = 0
    digit: int | None = None
    place = 10_000
    skipped = False
    for char in text:
        if char in _PLACES:
            next_place = _PLACES[char]
            follows = next_place == place // 10
            if next_place >= place or (skipped and follows):
                return None  # 百千; 一百零五十: 零 says that the tens are left out
            if digit == 0 and not total:
                return None  # 零十一
            place = next_place
            total += (digit or 1) * place  # 一千零十五: 1015
            digit, skipped = None, False
        elif char not in _DIGITS or digit:
            return None
        else:
            digit = _DIGITS[char]
            skipped = skipped or char in _ZEROS
    if digit is None:
        return total or None
    is_short = place in {100, 1000} and len(text) >= 3 and not skipped
    return total + digit * (place // 10 if is_short else 1)


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
    if whole[:1] in {"百", "千", *_MYRIADS}:
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
