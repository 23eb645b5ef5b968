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
_BEFORE = re.compile(
    r"大约|大概|约为|约|将近|接近|近|超过|超|逾|突破|不足|不到|不低于|不少于|至少|预计|预估|估计"
)
_AFTER = re.compile(r"(左右|上下|以上|以下|以内|之多|有余|不到)$")
_MORE = re.compile(r"(?<=[\d十百千万亿])[余多](?=\D|$)")
_RISE = re.compile(r"(同比|环比|比上年|较上年)?(增长|上升|提高|增加|上涨|增|升)")
_FALL = re.compile(r"(同比|环比|比上年|较上年)?(下降|降低|减少|回落|下跌|减|降)")

_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(E[+-]?\d{1,2})?", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?\d{1,3}([, ])\d{3}(\1\d{3})*(\.\d+)?")
_RANGE = re.compile(r"\D*[\d.,]+\D*?(-+|~|～|至|到)\D*?[\d.,]+\D*")
_CALCULATION = re.compile(r"=.+|\(?[\d.]+%?([-+*/×÷]\(?[\d.]+%?\)?)+=?[\d.]*")
_AMOUNT = re.compile(
    r"(?P<number>[+-]?[\d.](?:[\d., ]*[\d.])?(?:E[+-]?\d{1,2}(?!\d))?)"
    r"(?P<unit>\D*(?:(?<=m)[23])?)",
    re.IGNORECASE,
)
_COMPOUND = re.compile(
    r"(?P<parts>(?:\d+(?:\.\d+)?(?:万亿|亿|千万|百万|万|千)){2,})(?P<unit>\D*)"
)
_PART = re.compile(r"(\d+(?:\.\d+)?)(\D+)")
_NUMERAL = re.compile(
    r"(?P<number>-?[零〇一二三四五六七八九十百千万亿点两壹贰叁肆伍陆柒捌玖拾佰仟]+)(?P<unit>\D*)"
)

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
    """
    if isinstance(raw, str):
        return _from_text(raw, measurement_unit)
    if not math.isfinite(raw):
        return None, (NOT_A_NUMBER.at(found=raw),)
    number = exact(raw)
    if abs(number) >= 10**15:
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
    return (
        MAYBE_SHARE.at(found=f"{number:f}", expected=f"{(number * 100).normalize():f}"),
    )


def _from_text(raw: str, measurement_unit: str) -> Reading:
    text = " ".join(half_width(raw).translate(_MINUS).strip(" '\u200b\ufeff").split())
    refusal = _refusal(text)
    if refusal is not None:
        return None, (refusal.at(found=raw),)
    text, qualifier = _without_qualifier(text)
    text, sign = _without_sign_word(text, measurement_unit)
    amount = _amount(text)
    if not isinstance(amount, _Amount):
        return None, (amount.at(found=raw),)
    if sign == -1 and amount.number < 0:
        return None, (NOT_A_NUMBER.at(found=raw),)
    number, findings = _in_unit(amount, raw, measurement_unit)
    if number is None:
        return None, findings
    number = -number if sign == -1 else number
    said = f"{number:f}"
    if amount.numeral:
        findings += (NUMERAL_READ.at(found=raw, expected=said),)
    if sign:
        findings += (SIGN_WORD_READ.at(found=raw, expected=said),)
    if qualifier:
        findings += (APPROXIMATE.at(found=raw, word=qualifier, expected=said),)
    if not amount.unit:
        findings += _share_doubt(number, measurement_unit)
    return number, findings or (TEXT_READ_AS_NUMBER.at(found=raw, expected=said),)


def _refusal(text: str) -> Kind | None:
    """Name what is not one number: a formula left as text, a range."""
    dense = squeeze(text)
    if _PLAIN.fullmatch(dense):
        return None
    if _RANGE.fullmatch(dense):
        return RANGE_NOT_A_NUMBER
    return CALCULATION_AS_TEXT if _CALCULATION.fullmatch(dense) else None


def _without_qualifier(text: str) -> tuple[str, str]:
    """Take 约, 左右, 余 and their like off.

    Give the rest and the word (empty: none).
    """
    before = _BEFORE.match(text)
    after = _AFTER.search(text)
    if before:
        return text[before.end() :].strip(), before.group()
    if after:
        return text[: after.start()].strip(), after.group()
    more = _MORE.search(text)
    if more:
        return text[: more.start()] + text[more.end() :], more.group()
    return text, ""


def _without_sign_word(text: str, measurement_unit: str) -> tuple[str, int]:
    """Take 增长 or 下降 off before a rate.

    Give the rest and 1, -1, or 0 if there was none.
    """
    if measurement_unit in _RATES:
        for pattern, sign in ((_RISE, 1), (_FALL, -1)):
            word = pattern.match(text)
            if word:
                return text[word.end() :].strip(), sign
    return text, 0


def _amount(text: str) -> _Amount | Kind:
    """Read number and unit; the kind of finding if that is not what the text is."""
    if text.startswith("负"):
        text = f"-{text[1:].strip()}"
    if text.startswith("百分之"):
        text = f"{text[3:]}%"
    compound = _COMPOUND.fullmatch(text)
    if compound:
        return _compound(compound["parts"], compound["unit"])
    match = _AMOUNT.fullmatch(text)
    if match:
        digits = match["number"]
        if not _PLAIN.fullmatch(digits):
            if not _GROUPED.fullmatch(digits):
                return BAD_SEPARATORS if {",", " "} & set(digits) else NOT_A_NUMBER
            digits = digits.replace(",", "").replace(" ", "")
        return _Amount(number=_plain(Decimal(digits)), unit=_unit(match["unit"]))
    return _numeral(text)


def _unit(text: str) -> str:
    return squeeze(text).strip("()")


def _compound(parts: str, unit: str) -> _Amount | Kind:
    """Read 1亿2000万元: each part smaller than the one before.

    Given in the last part's magnitude.
    """
    pairs = [
        (Decimal(number), MAGNITUDES[word], word)
        for number, word in _PART.findall(parts)
    ]
    sizes = [size for _, size, _ in pairs]
    if sizes != sorted(set(sizes), reverse=True):
        return NOT_A_NUMBER
    smallest = pairs[-1][1]
    number = sum((number * size / smallest for number, size, _ in pairs), Decimal(0))
    return _Amount(number=number, unit=pairs[-1][2] + _unit(unit))


def _numeral(text: str) -> _Amount | Kind:
    """Read 三百二十万元. A bare row of digits (三五) is "a few", so it is not read."""
    match = _NUMERAL.fullmatch(text)
    if match is None:
        return NOT_A_NUMBER
    digits = match["number"].removeprefix("-")
    if len(digits) > 1 and not re.search(r"[十百千万亿点拾佰仟]", digits):
        return NOT_A_NUMBER
    value = read_numeral(digits)
    if value is None:
        return NOT_A_NUMBER
    number = _plain(value)
    unit = _unit(match["unit"])
    if not unit and re.search(r"[万亿]", digits):
        number = number / 10_000
        unit = "万"
    return _Amount(
        number=-number if match["number"].startswith("-") else number,
        unit=unit,
        numeral=True,
    )


def _in_unit(amount: _Amount, raw: str, measurement_unit: str) -> Reading:
    """Bring an amount to the column's unit."""
    number, unit = amount.number, amount.unit
    if not unit:
        return number, ()
    if not measurement_unit:
        return _in_no_unit(amount, raw)
    if unit in MAGNITUDES and measurement_unit in _RATES:
        converted = None
    else:
        converted = convert(number, unit, measurement_unit)
    if converted is None:
        if parse_measurement_unit(unit) is None:
            return None, (NOT_A_NUMBER.at(found=raw),)
        return None, (
            UNIT_MISMATCH.at(found=raw, written=unit, expected=measurement_unit),
        )
    if converted == number:
        return number, (UNIT_WRITTEN.at(found=raw, expected=f"{number:f}"),)
    return converted, (
        UNIT_CONVERTED.at(found=raw, expected=f"{converted:f}", unit=measurement_unit),
    )


def _in_no_unit(amount: _Amount, raw: str) -> Reading:
    """Read an amount where the column has no unit.

    A magnitude multiplies, another unit is a doubt.
    """
    number, unit = amount.number, amount.unit
    if unit in MAGNITUDES:
        product = _plain((number * MAGNITUDES[unit]).normalize())
        return product, (
            UNIT_CONVERTED.at(found=raw, expected=f"{product:f}", unit=""),
        )
    if parse_measurement_unit(unit) is None:
        return None, (NOT_A_NUMBER.at(found=raw),)
    return number, (
        UNIT_UNEXPECTED.at(found=raw, written=unit, expected=f"{number:f}"),
    )
