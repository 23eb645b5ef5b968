"""计量单位: what a figure is counted in.

With each, its base, and conversion between units of one base. A unit of measurement is
never called a "unit" alone: that word is kept for organisations.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from xltool.text import half_width, squeeze

MAGNITUDES = {
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "十亿": 10**9,
    "百亿": 10**10,
    "千亿": 10**11,
    "万亿": 10**12,
}
"""What may stand before a unit or alone (1.2亿)."""

_MEASURES: dict[str, dict[str, Fraction | int]] = {
    "元": {"元": 1, "元人民币": 1, "块": 1, "角": Fraction(1, 10)},
    "美元": {"美元": 1, "美金": 1},
    "欧元": {"欧元": 1},
    "港元": {"港元": 1, "港币": 1},
    "日元": {"日元": 1},
    "比例": {
        "%": Fraction(1, 100),
        "‰": Fraction(1, 1000),
        "成": Fraction(1, 10),
        "/万": Fraction(1, 10**4),
        "/10万": Fraction(1, 10**5),
    },
    "百分点": {
        "个百分点": 1,
        "百分点": 1,
        "个千分点": Fraction(1, 10),
        "个基点": Fraction(1, 100),
        "BP": Fraction(1, 100),
    },
    "倍": {"倍": 1},
    "平方米": {
        "平方米": 1,
        "平米": 1,
        "㎡": 1,
        "m2": 1,
        "m²": 1,
        "平方公里": 10**6,
        "平方千米": 10**6,
        "km²": 10**6,
        "km2": 10**6,
        "公顷": 10**4,
        "亩": Fraction(10**4, 15),
    },
    "米": {
        "米": 1,
        "m": 1,
        "公里": 1000,
        "千米": 1000,
        "km": 1000,
        "里": 500,
        "延米": 1,
        "延长米": 1,
        "厘米": Fraction(1, 100),
        "毫米": Fraction(1, 1000),
    },
    "立方米": {
        "立方米": 1,
        "立方": 1,
        "方": 1,
        "m³": 1,
        "m3": 1,
        "升": Fraction(1, 1000),
    },
    "千克": {
        "千克": 1,
        "公斤": 1,
        "kg": 1,
        "斤": Fraction(1, 2),
        "吨": 1000,
        "克": Fraction(1, 1000),
        "毫克": Fraction(1, 10**6),
        "微克": Fraction(1, 10**9),
        "μg": Fraction(1, 10**9),
        "mg": Fraction(1, 10**6),
    },
    "蒸吨": {"蒸吨": 1},
    "吨标准煤": {"吨标准煤": 1, "吨标煤": 1},
    "千瓦": {
        "千瓦": 1,
        "kW": 1,
        "瓦": Fraction(1, 1000),
        "兆瓦": 1000,
        "MW": 1000,
        "GW": 10**6,
        "吉瓦": 10**6,
    },
    "千瓦时": {"千瓦时": 1, "千瓦·时": 1, "度": 1, "kWh": 1, "兆瓦时": 1000},
    "千伏安": {"千伏安": 1, "兆伏安": 1000},
    "标准箱": {"标准箱": 1, "标箱": 1, "TEU": 1},
    "天": {"天": 1, "日": 1},
    "工作日": {"个工作日": 1, "工作日": 1},
    "月": {"个月": 1, "月": 1},
    "年": {"年": 1},
    "岁": {"岁": 1},
    "分钟": {"分钟": 1, "小时": 60, "个小时": 60, "秒": Fraction(1, 60)},
    "PFlops": {"PFlops": 1, "P": 1, "EFlops": 1000, "Eflops": 1000},
}
COUNTS = frozenset(
    (
        *"个家件项户人名位株棵头只羽尾匹条座处所栋幢套间台辆部艘架张份本册笔起例宗"
        "次场期批届轮门款种类支队班组片块段口眼"
        "盏根杆面枚粒袋桶箱包瓶床孔点篇节堂对双颗站列分把副岗",
        "户次",
        "人次",
        "家次",
        "批次",
        "车次",
        "班次",
        "架次",
        "场次",
        "台次",
        "例次",
        "册次",
        "株次",
        "亩次",
        "课时",
        "学时",
        "泊位",
        "宗地",
        "项次",
        "路",
        "标台",
    )
)
"""Counting words: each is a base of its own."""
_COUNT_SYNONYMS = {
    "起数": "起",
    "台套": "台套",
    "台/套": "台套",
    **{
        f"{first}({second})": first + second
        for first, second in (
            "件套",
            "台套",
            "套间",
            "人次",
            "家次",
            "户次",
            "场次",
            "个座",
            "个次",
        )
    },
}

_FULL_WIDTH = str.maketrans("()", "（）")
_BASES: dict[str, tuple[str, Fraction]] = {
    name: (base, Fraction(factor))
    for base, names in _MEASURES.items()
    for name, factor in names.items()
}
_BASES |= {name: (name, Fraction(1)) for name in COUNTS if name not in _BASES}
_BASES |= {name: (base, Fraction(1)) for name, base in _COUNT_SYNONYMS.items()}


def _longest_first(word: str) -> tuple[int, str]:
    return -len(word), word


UNIT_WORDS = tuple(
    sorted(
        {*_BASES, *(word.translate(_FULL_WIDTH) for word in _BASES)}, key=_longest_first
    )
)
"""Every plain unit (no magnitude before it), longest first: for those who look for
units in running text.
"""

MAGNITUDE_PATTERN = "|".join(sorted(MAGNITUDES, key=_longest_first))
_WITH_MAGNITUDE = re.compile(rf"(?P<magnitude>{MAGNITUDE_PATTERN})?(?P<rest>.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurementUnit:
    """计量单位. `value * factor` is the value in `base` (万元: base 元, factor 10000).

    `base` is empty for a magnitude alone (亿), which then stands for any base.
    """

    name: str
    base: str
    factor: Fraction


def parse_measurement_unit(text: str) -> MeasurementUnit | None:
    """Read a unit as printed (万元, 亿美元, 万平方米, %, 个百分点, 微克/立方米).

    None if it is not known.
    >>> parse_measurement_unit("万亩").base
    '平方米'
    """
    name = squeeze(half_width(text))
    name = name[1:-1] if name.startswith("(") and name.endswith(")") else name
    whole = _simple(name)
    if whole is not None:
        return whole
    numerator, _, denominator = _PER.sub("/", name).partition("/")
    above = _simple(numerator)
    below = _product(denominator)
    if above is None or below is None:
        return None
    return MeasurementUnit(
        name=name, base=f"{above.base}/{below.base}", factor=above.factor / below.factor
    )


_PER = re.compile(r"(?<=克)每(?=立方米|升)")
"""微克每立方米, as the standards word it."""


def _product(name: str) -> MeasurementUnit | None:
    """Read a unit, or two with a dot between (吨/月·平方公里)."""
    first, dot, second = name.partition("·")
    unit = _simple(first)
    if unit is None or not dot:
        return unit
    other = _simple(second)
    if other is None:
        return None
    return MeasurementUnit(
        name=name, base=f"{unit.base}·{other.base}", factor=unit.factor * other.factor
    )


def _simple(name: str) -> MeasurementUnit | None:
    if name in _BASES:
        base, factor = _BASES[name]
        return MeasurementUnit(name=name, base=base, factor=factor)
    match = _WITH_MAGNITUDE.fullmatch(name)
    if match is None or not match["magnitude"]:
        return None
    magnitude = MAGNITUDES[match["magnitude"]]
    rest = match["rest"]
    if rest and rest not in _BASES:
        return None
    base, factor = _BASES[rest] if rest else ("", Fraction(1))
    return MeasurementUnit(name=name, base=base, factor=factor * magnitude)


def base_value(value: Decimal, measurement_unit: str) -> tuple[Decimal, str] | None:
    """Give the value in its base unit, and that base; None for an unknown unit.

    >>> base_value(Decimal("1.3"), "亿美元")
    (Decimal('130000000'), '美元')
    """
    unit = parse_measurement_unit(measurement_unit)
    return None if unit is None else (_times(value, unit.factor), unit.base)


def convert(value: Decimal, from_: str, to: str) -> Decimal | None:
    """Convert between two units of one base.

    None if they have none in common or are not known. Exact wherever the result has a
    finite decimal expansion; a magnitude alone fits any base.

    >>> convert(Decimal("1.2"), "亿", "万元")
    Decimal('12000')
    """
    if from_ == to:
        return value
    source = parse_measurement_unit(from_)
    target = parse_measurement_unit(to)
    if (
        source is None
        or target is None
        or (source.base and target.base and source.base != target.base)
    ):
        return None
    return _times(value, source.factor / target.factor)


def _times(value: Decimal, factor: Fraction) -> Decimal:
    plain = (value * factor.numerator / factor.denominator).normalize()
    return Decimal(f"{plain:f}")


def half_unit(value: Decimal) -> Decimal:
    """Half a unit of the last printed place: what rounding may have taken or added."""
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(min(exponent, 0) if isinstance(exponent, int) else 0) / 2
