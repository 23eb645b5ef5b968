"""Chinese numerals as they stand before a counting word.

三, 两, 十二, 一百零五, 三千五.
"""

from __future__ import annotations

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
}
_PLACES = {"十": 10, "百": 100, "千": 1000}


def parse_numeral(text: str) -> int | None:
    """Read a Chinese numeral below ten thousand; None if it is not one.

    A row of bare digits is no quantity (三五家 is "a few", 一二 an enumeration), so it
    is not read.

    >>> parse_numeral("一千二百"), parse_numeral("三千五"), parse_numeral("三五")
    (1200, 3500, None)
    """
    total, digit, place = 0, None, 10_000
    for char in text:
        if char in _PLACES:
            if _PLACES[char] >= place:
                return None
            place = _PLACES[char]
            total += (1 if digit is None else digit) * place
            digit = None
        elif char not in _DIGITS or digit:
            return None
        else:
            digit = _DIGITS[char]
    if digit is None:
        return total or None
    spoken_short = place in {100, 1000} and len(text) >= 3 and text[-2] not in "零〇"
    return total + digit * (place // 10 if spoken_short else 1)
