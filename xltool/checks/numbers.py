"""Numbers as people write them.

Full-width, with separators, 万/亿, units, numerals, qualifiers. A text is taken apart
from the outside in: qualifier (约, 以上), sign word (下降), then amount and unit.
Whatever does not come apart completely is an error; nothing is read in part.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from xltool.findings import (
    APPROXIMATE,
    BAD_SEPARATORS,
    CALCULATION_AS_TEXT,
    DIGITS_LOST,
    MAYBE_SHARE,
    NOT_A_NUMBER,
    NUMERAL_READ,
    RANGE_NOT_A_NUMBER,
    SIGN_WORD_READ,
    TEXT_READ_AS_NUMBER,
    UNIT_CONVERTED,
    UNIT_MISMATCH,
    UNIT_UNEXPECTED,
    UNIT_WRITTEN,
)
from xltool.model.numerals import read_numeral
from xltool.model.quantity import MAGNITUDES, convert, parse_measurement_unit
from xltool.text import half_width, squeeze

if TYPE_CHECKING:
    from xltool.findings import Finding, Kind

PERCENT = "%"
_RATES = {"%", "‰", "个百分点", "百分点"}
"""Only before these does a sign word (下降5%) make sense, and no bare 万 or 亿 fits
them.
"""

_MINUS = str.maketrans("−–—﹣", "----")
_LARGEST = 10**15
"""A cell keeps fifteen digits: of a longer number the last are lost."""
_BEFORE = re.compile(
    r"""
    大约 | 大概 | 约为 | 约 | 将近 | 接近 | 近     # 约300家
  | 超过 | 超 | 逾 | 突破                         # 超300家
  | 不足 | 不到 | 不低于 | 不少于 | 至少           # 不少于300家
  | 预计 | 预估 | 估计                            # 预计300家
    """,
    re.VERBOSE,
)
_AFTER = re.compile(r"(左右|上下|以上|以下|以内|之多|有余|不到)$")
_MORE = re.compile(r"(?<=[\d十百千万亿])[余多](?=\D|$)")
"""300余家, 三十多."""
_RISE = re.compile(r"(同比|环比|比上年|较上年)?(增长|上升|提高|增加|上涨|增|升)")
_FALL = re.compile(r"(同比|环比|比上年|较上年)?(下降|降低|减少|回落|下跌|减|降)")

_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(E[+-]?\d{1,2})?", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?\d{1,3}([, ])\d{3}(\1\d{3})*(\.\d+)?")
"""1,234,567.8, 1 234 567."""
_RANGE = re.compile(r"\D*[\d.,]+\D*?(-+|~|～|至|到)\D*?[\d.,]+\D*")
"""10-20家, 10万至20万."""
_CALCULATION = re.compile(r"=.+|\(?[\d.]+%?([-+*/×÷]\(?[\d.]+%?\)?)+=?[\d.]*")
"""=A1+B1, 3+4, (3+4)*2=14."""
_AMOUNT = re.compile(
    r"""
    (?P<number>
        [+-]? [\d.] (?: [\d.,\ ]* [\d.] )?  # 1,234.5
        (?: E [+-]? \d{1,2} (?!\d) )?       # 1.2E3
    )
    (?P<unit> \D* (?: (?<=m) [23] )? )      # 万元, m2
    """,
    re.IGNORECASE | re.VERBOSE,
)
_COMPOUND = re.compile(
    r"""
    (?P<parts> (?: \d+ (?:\.\d+)? (?:万亿|亿|千万|百万|万|千) ){2,} )  # 1亿2000万
    (?P<unit> \D* )
    """,
    re.VERBOSE,
)
_PART = re.compile(r"(\d+(?:\.\d+)?)(\D+)")
_NUMERAL = re.compile(
    r"""
    (?P<number> -? [零〇一二三四五六七八九十百千万亿点两壹贰叁肆伍陆柒捌玖拾佰仟]+ )
    (?P<unit> \D* )
    """,
    re.VERBOSE,
)
"""三百二十万元, 叁佰元."""
_PLACE_WORDS = re.compile(r"[十百千万亿点拾佰仟]")
"""Without one of these a row of numerals (三五) says "a few"."""

Reading = tuple[Decimal | None, tuple["Finding", ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Amount:
    """A number as written and the unit written behind it."""

    number: Decimal
    unit: str
    numeral: bool = False


def read_number(raw: str | float, measurement_unit: str = "") -> Reading:
    """Read a cell of a number field; it counts in `measurement_unit`, if set.

    Gives the number, None if the cell cannot be read, and findings without a place.

    >>> number, findings = read_number("约1.2亿元", "万元")
    >>> number, [finding.code for finding in findings]
    (Decimal('12000'), ['V302', 'V201'])
    """
    if isinstance(raw, str):
        return _from_text(raw, measurement_unit)
    if not math.isfinite(raw):
        return None, (NOT_A_NUMBER.at(found=raw),)
    number = exact(raw)
    if abs(number) >= _LARGEST:
        return None, (DIGITS_LOST.at(found=f"{number:f}"),)
    return number, _share_doubt(number, measurement_unit)


@lru_cache(maxsize=4096, typed=True)
def exact(number: float) -> Decimal:
    """Give what a person typed for what the cell holds.

    A cell keeps fifteen digits, the rest is noise.
    >>> exact(0.1 + 0.2), exact(24.7573), exact(2e3)
    (Decimal('0.3'), Decimal('24.7573'), Decimal('2000'))
    """
    if isinstance(number, int):
        return Decimal(number)
    digits = format(number + 0.0, ".15g")  # so that -0.0, which equals 0.0, is 0, too
    return _plain(Decimal(digits)) if "e" in digits else Decimal(digits)


def _plain(number: Decimal) -> Decimal:
    """Write an exponent out (1E+3 is 1000); decimals that were typed stay."""
    return Decimal(f"{number:f}")


def _share_doubt(number: Decimal, measurement_unit: str) -> tuple[Finding, ...]:
    """Ask about 0.125 in a per cent column.

    Whoever types 12.5% into a cell leaves 0.125 in it.
    """
    if measurement_unit != PERCENT or not 0 < abs(number) <= 1:
        return ()
    per_cent = (number * 100).normalize()
    return (MAYBE_SHARE.at(found=f"{number:f}", expected=f"{per_cent:f}"),)


def _from_text(raw: str, measurement_unit: str) -> Reading:
    text = _folded(raw)
    refusal = _refusal(text)
    if refusal is not None:
        return None, (refusal.at(found=raw),)
    text, qualifier = _without_qualifier(text)
    text, sign = _without_sign_word(text, measurement_unit)
    amount = _amount(text)
    if not isinstance(amount, _Amount):
        return None, (amount.at(found=raw),)
    number, notes = _signed(amount, sign, raw, measurement_unit)
    if number is None:
        return None, notes
    said = f"{number:f}"
    if qualifier:
        notes += (APPROXIMATE.at(found=raw, word=qualifier, expected=said),)
    if not amount.unit:
        notes += _share_doubt(number, measurement_unit)
    return number, notes or (TEXT_READ_AS_NUMBER.at(found=raw, expected=said),)


def _signed(amount: _Amount, sign: int, raw: str, measurement_unit: str) -> Reading:
    """Bring an amount to the column's unit; 下降 before it (`sign` -1) negates it."""
    if sign == -1 and amount.number < 0:
        # 下降-5%: nobody knows whether that is down or up
        return None, (NOT_A_NUMBER.at(found=raw),)
    number, notes = _in_unit(amount, raw, measurement_unit)
    if number is None:
        return None, notes
    if sign == -1:
        number = -number
    said = f"{number:f}"
    if amount.numeral:
        notes += (NUMERAL_READ.at(found=raw, expected=said),)
    if sign:
        notes += (SIGN_WORD_READ.at(found=raw, expected=said),)
    return number, notes


def _folded(raw: str) -> str:
    """Give a text as numbers are looked for in it.

    Half-width, one kind of minus, blanks of any kind as one blank; an apostrophe before
    it only kept a program from reading it as a number.

    >>> _folded("'－１，２３４．５　万元")
    '-1,234.5 万元'
    """
    text = half_width(raw).translate(_MINUS)
    return " ".join(text.strip(" '\u200b\ufeff").split())


def _refusal(text: str) -> Kind | None:
    """Name what is not one number: a formula left as text, a range.

    >>> _refusal("10-20") is RANGE_NOT_A_NUMBER, _refusal("-1.5E+3") is None
    (True, True)
    """
    dense = squeeze(text)
    if _PLAIN.fullmatch(dense):
        return None
    if _RANGE.fullmatch(dense):
        return RANGE_NOT_A_NUMBER
    if _CALCULATION.fullmatch(dense):
        return CALCULATION_AS_TEXT
    return None


def _without_qualifier(text: str) -> tuple[str, str]:
    """Take 约, 左右, 余 and their like off.

    Give the rest and the word (empty: none).

    >>> _without_qualifier("约300家"), _without_qualifier("300余家")
    (('300家', '约'), ('300家', '余'))
    """
    before = _BEFORE.match(text)
    if before:
        return text[before.end() :].strip(), before.group()
    after = _AFTER.search(text)
    if after:
        return text[: after.start()].strip(), after.group()
    more = _MORE.search(text)
    if more:
        return text[: more.start()] + text[more.end() :], more.group()
    return text, ""


def _without_sign_word(text: str, measurement_unit: str) -> tuple[str, int]:
    """Take 增长 or 下降 off before a rate.

    Give the rest and 1, -1, or 0 if there was none. 下降5 in a column of amounts is no
    amount: whether it is 5 less or -5 nobody can know.

    >>> _without_sign_word("同比下降5.2%", "%"), _without_sign_word("下降5", "万元")
    (('5.2%', -1), ('下降5', 0))
    """
    if measurement_unit not in _RATES:
        return text, 0
    for pattern, sign in ((_RISE, 1), (_FALL, -1)):
        word = pattern.match(text)
        if word:
            return text[word.end() :].strip(), sign
    return text, 0


def _amount(text: str) -> _Amount | Kind:
    """Read number and unit; the kind of finding if that is not what the text is.

    >>> _amount("1,234.5万元")
    _Amount(number=Decimal('1234.5'), unit='万元', numeral=False)
    >>> _amount("1,23万元") is BAD_SEPARATORS
    True
    """
    if text.startswith("负"):
        text = f"-{text[1:].strip()}"
    if text.startswith("百分之"):
        text = f"{text[3:]}%"
    compound = _COMPOUND.fullmatch(text)
    if compound:
        return _compound(compound["parts"], compound["unit"])
    match = _AMOUNT.fullmatch(text)
    if match is None:
        return _numeral(text)
    digits = match["number"]
    if not _PLAIN.fullmatch(digits):
        if not _GROUPED.fullmatch(digits):
            return BAD_SEPARATORS if {",", " "} & set(digits) else NOT_A_NUMBER
        digits = digits.replace(",", "").replace(" ", "")
    return _Amount(number=_plain(Decimal(digits)), unit=_unit(match["unit"]))


def _unit(text: str) -> str:
    """Give a unit as it is written behind a number: `（万元）` is 万元."""
    return squeeze(text).strip("()")


def _compound(parts: str, unit: str) -> _Amount | Kind:
    """Read 1亿2000万元: each part smaller than the one before.

    Given in the last part's magnitude.

    >>> _compound("1亿2000万", "元")
    _Amount(number=Decimal('12000'), unit='万元', numeral=False)
    """
    words = []
    sizes = []
    total = Decimal(0)
    for number, word in _PART.findall(parts):
        words.append(word)
        sizes.append(MAGNITUDES[word])
        total += Decimal(number) * MAGNITUDES[word]
    if sizes != sorted(set(sizes), reverse=True):
        return NOT_A_NUMBER
    return _Amount(number=total / sizes[-1], unit=words[-1] + _unit(unit))


def _numeral(text: str) -> _Amount | Kind:
    """Read 三百二十万元. A bare row of digits (三五) is "a few", so it is not read.

    >>> _numeral("三百二十万元")
    _Amount(number=Decimal('3200000'), unit='元', numeral=True)
    >>> _numeral("三五") is NOT_A_NUMBER
    True
    """
    match = _NUMERAL.fullmatch(text)
    if match is None:
        return NOT_A_NUMBER
    digits = match["number"].removeprefix("-")
    if len(digits) > 1 and not _PLACE_WORDS.search(digits):
        return NOT_A_NUMBER
    value = read_numeral(digits)
    if value is None:
        return NOT_A_NUMBER
    number = _plain(value)
    if match["number"].startswith("-"):
        number = -number
    unit = _unit(match["unit"])
    if not unit and re.search(r"[万亿]", digits):
        # 三百二十万 in a column of 万元: its 万 is the unit
        number = number / 10_000
        unit = "万"
    return _Amount(number=number, unit=unit, numeral=True)


def _in_unit(amount: _Amount, raw: str, measurement_unit: str) -> Reading:
    """Bring an amount to the column's unit.

    >>> _in_unit(_Amount(number=Decimal("1.2"), unit="亿元"), "1.2亿元", "万元")[0]
    Decimal('12000')
    """
    number, unit = amount.number, amount.unit
    if not unit:
        return number, ()
    if not measurement_unit:
        return _in_no_unit(amount, raw)
    converted = None
    if unit not in MAGNITUDES or measurement_unit not in _RATES:
        converted = convert(number, unit, measurement_unit)
    if converted is None:
        if parse_measurement_unit(unit) is None:
            return None, (NOT_A_NUMBER.at(found=raw),)
        mismatch = UNIT_MISMATCH.at(found=raw, written=unit, expected=measurement_unit)
        return None, (mismatch,)
    said = f"{converted:f}"
    if converted == number:
        return number, (UNIT_WRITTEN.at(found=raw, expected=said),)
    note = UNIT_CONVERTED.at(found=raw, expected=said, unit=measurement_unit)
    return converted, (note,)


def _in_no_unit(amount: _Amount, raw: str) -> Reading:
    """Read an amount where the column has no unit.

    A magnitude multiplies, another unit is a doubt.

    >>> _in_no_unit(_Amount(number=Decimal("1.2"), unit="亿"), "1.2亿")[0]
    Decimal('120000000')
    """
    number, unit = amount.number, amount.unit
    if unit in MAGNITUDES:
        product = _plain((number * MAGNITUDES[unit]).normalize())
        note = UNIT_CONVERTED.at(found=raw, expected=f"{product:f}", unit="")
        return product, (note,)
    if parse_measurement_unit(unit) is None:
        return None, (NOT_A_NUMBER.at(found=raw),)
    doubt = UNIT_UNEXPECTED.at(found=raw, written=unit, expected=f"{number:f}")
    return number, (doubt,)
