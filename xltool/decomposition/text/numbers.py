"""Figures in running text.

Value or range, 计量单位, and how they compare to what is reached. Works on folded text
(`folding.fold`); what is no quantity is blanked first (`traps`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from xltool.decomposition.text.non_quantities import (
    without_names,
    without_traps,
)
from xltool.decomposition.text.scoring import scoring_spans
from xltool.model.numerals import parse_numeral
from xltool.model.quantity import UNIT_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

_CN = "[一二两三四五六七八九十百千零〇]"
_AMBIGUOUS_UNITS = {
    "项": r"项(?!目)",
    "户": r"户(?!籍|外|均|口)",
    "人": r"人(?!均|民|社|大|才|口)",
    "元": r"元(?!旦|素)",
    "方": r"方(?!面|式|案|法|位)",
    "本": r"本(?!级|市|县|地|土|区|省)",
    "处": r"处(?!理|置|级)",
    "种": r"种(?!植|养|子|业|粮)",
    "分": r"分(?!别|之|类|层|期|批|解|散)",
    "份": r"份(?!额)",
    "次": r"次(?!级|生|数|性)",
    "台": r"台(?!账|阶)",
    "条": r"条(?!件|例)",
    "点": r"点(?!位|多)",
    "件": r"件(?!数)",
    "面": r"面(?!积|向|临)",
    "组": r"组(?!织|建|团)",
    "头": r"头(?!部)",
    "米": r"米(?!粉)",
    "期": r"期(?!间|限|工程|项目|扩|货)",
    "里": r"里(?!程)",
    "班": r"班(?!子)",
    "度": r"度(?!假|过)",
    "口": r"口(?!岸|径)",
    "块": r"块(?!状)",
    "支": r"支(?!持|付|出|部|撑)",
    "门": r"门(?!户|诊|店)",
    "成": r"成(?=以上|左右|以内|的|，|。|；|$)",
    "家": r"家(?!庭)",
    "节": r"节(?!约|能)",
    "对": r"对(?!接|口|标)",
    "段": r"段(?!落)",
    "天": r"天(?!然)",
    "升": r"升(?!级|规|高)",
    "孔": r"孔",
    "路": r"路(?!公交|车|口|段|线|面)",
    "套": r"套(?!餐)",
    "片": r"片(?!区)",
    "站": r"站(?!点)",
    "桩": r"桩",
    "吨": r"吨(?!级)",
    "P": r"P(?![A-Za-z0-9])",
    "类": r"(?<=\d\d)类(?!别|型|似)",  # one digit is a grade: 3类水质
    "岁": r"岁(?!以|及|的|老|儿)",
}
_NEVER_IN_TEXT = {
    "日",
    "月",
    "角",
    "块",
    "里",
    "级",
    "标",
    "元人民币",
    "村",
    "镇",
    "乡",
    "县",
    "市",
    "m",
    "岗",
    "户数",
    "端",
    "柜",
}
_UNIT = "|".join(
    _AMBIGUOUS_UNITS.get(word) or re.escape(word)
    for word in UNIT_WORDS
    if word not in _NEVER_IN_TEXT
)
_CLASSIFIERS = (
    "个百分点|个工作日|个月|亿元|万元|亿美元|平方公里|平方米|公里|人次|场次|批次|个|家"
    "|项(?!目)|座|条(?!件|例)|所|处(?!理|置)|户(?!籍)|名|亩|倍|件|场|套(?!房)|"
    "支(?!持|付|部)|起|次(?!元|生|数|性)|台(?!阶|账)|辆|艘|栋|间(?!接)|张|轮(?!驱|动)"
    "|万|亿"
)
_MAGNITUDE = "[十百千]?万亿?|[十百千]?亿|百|千"
_NUMBER = r"(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?:\.\d{1,8})?"
_TO = "[-—–~至到]{1,2}"
UNIT_PATTERN = rf"(?:{_MAGNITUDE})?(?:{_UNIT})"
"""A unit of measurement as it is printed behind a figure."""
_QUANTITY = re.compile(
    rf"""
      (?P<rank>第|(?<![目当以之此])前)(?P<place>\d{{1,4}}|{_CN}{{1,4}})  # 第3名, 前十位
      (?:
          (?P<placed>[位名])|(?![\d\u4e00-\u9fff])
        | (?=行列|之列|水平)  # 前20行列
      )
    | (?P<part>
          百分之(?P<hundredths>{_NUMBER}|{_CN}{{1,6}})  # 百分之八十
        | (?P<of>{_CN})分之(?P<over>{_CN})  # 三分之二
        | (?P<tenths>[一二两三四五六七八九])成(?P<half>半)?  # 九成, 七成半
          (?!立|功|员|果|为|效|本|都|行动|计划|工程)  # but not 成效
        | 半数|一半  # 半数以上
      )
    | 翻(?P<doublings>[一两二三])?番  # 翻一番
    | (?P<sign>(?<=[\u4e00-\u9fff])-)?(?P<low>{_NUMBER})  # 12.5; 增速-3
      (?:
        (?P<first_unit>(?:{_MAGNITUDE})?(?:{_UNIT})?){_TO}  # 2亿元至3亿元, 5%—7%
        (?P<high>{_NUMBER})
      )?
      (?P<some>[余多])?(?P<magnitude>{_MAGNITUDE})?(?P<more>[余多])?  # 80余万, 3万多
      (?P<unit>
        (?:{_UNIT})  # 公里, 元/平方米, 千瓦时/人·年
        (?:
          (?:/|(?<=克)每(?=立方米|升))  # 毫克/升, 微克每立方米
          (?:
              [百千万]?(?:{_UNIT})|[日月年人]
          )
          (?:·(?:(?:{_UNIT})|[日月年人]))?
        )?
      )?
    | (?<![第每之其{_CN[1:-1]}])(?P<c_low>{_CN}{{1,8}})  # 两座, 三至五个
      (?:[至到—-](?P<c_high>{_CN}{{1,8}}))?(?P<c_some>[余多])?  # 十余家
      (?P<c_unit>
        (?:万|亿)?(?:{_CLASSIFIERS})  # 三万户
      )
      (?!级|元级)
    """,
    re.VERBOSE,
)
_BEFORE = re.compile(
    r"""
    (?:
        (?P<least>
            不(?:得|能)?(?:再)?(?:低|少|小)于|不下于|至少|最低|≥  # 不低于, 至少
          | >=|大于等于  # ≥ as words
        )
      | (?P<most>
            (?:最高|最多)?不(?:得|能|再|可)?  # 不得…, 最多不…
            (?:
                超过|高于|多于|大于|突破|超  # …超过
            )
          | 最高(?:额度|补助|奖补|限额)?(?:可?达|为)?|最多|至多  # 最高补助, 至多
          | 上限(?:为)?|≤|<=|控制(?:在|到)|控制  # 上限为, 控制在
        )
      | (?P<over>
            突破|超过|超出|超|高于|大于|多于|逾|>  # 突破, 高于
          | (?<=[值入售润])过  # 产值过
        )
      | (?P<under>(?<!不)低于|少于|小于|<)  # 低于, 少于
      | (?P<about>大约|(?<![签合契节])约|将近|接近|近)  # 大约, 接近
      | (?P<exactly>达到|达|为|到|至|在|是|：)  # 达到, 为, 至
    )
    (?P<glue>
        全[县市区省年]|约|每[人户亩生床]每?[年月日天]?  # 为全县…, 达每人每年…
      | 每[年月日天次]
    )?
    $
    """,
    re.VERBOSE,
)
_EARLIER = re.compile(
    r"(?:(?P<least>至少|最少)|(?P<most>至多|最多|最高))[\u4e00-\u9fff]{1,16}$"
)
_OF_WHOLE = re.compile(
    r"""
    (?:
        (?P<least>不得?(?:低|少|小)于)  # 不低于总面积的|30%
      | (?P<most>不得?(?:超过|高于|多于|大于))|(?P<over>突破|超过)  # 不超过总数的|10%
    )
    [\u4e00-\u9fff]{2,14}的$
    """,
    re.VERBOSE,
)
_AFTER = re.compile(
    r"""
    (?:（含[^（）]{0,8}）)?  # 500万元（含）|以上, 15条（含15条）|以上
    (?:
        (?P<least>[及或]?以上|之上)  # …及以上
      | (?P<most>
            [及或]?以下|以内|之内|之间  # …以下, 3天之内
          | 内(?![容部外涵生陆需贸联河涝科控存资设街巷湖港墙])  # 3天内; 3内科
        )
      | (?P<about>左右|上下)|(?P<over>[余多](?![个家种元]))  # 3亿左右, 200余
    )
    (?:（不?含[^（）]{0,6}）)?  # 8亩以下（不含8亩）
    """,
    re.VERBOSE,
)
_DOUBLED = {"一": 100, "两": 300, "二": 300, "三": 700}
_NEARBY = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A figure in folded text.

    `start`..`end` is the figure with its unit, `opens`..`closes` also its comparing
    words. `before` and `after` are those words. `spelled` says that it is written in
    Chinese numerals.
    """

    start: int
    end: int
    opens: int
    closes: int
    value: Decimal
    high: Decimal | None
    measurement_unit: str
    comparison: str
    before: str = ""
    after: str = ""
    spelled: bool = False
    rank: bool = False

    @property
    def bare(self) -> bool:
        """Whether no unit is printed."""
        return not self.measurement_unit


class _Figure(NamedTuple):
    """What is printed of a figure itself.

    `some` says that 余 or 多 makes it a little more.
    """

    value: Decimal
    unit: str
    high: Decimal | None = None
    some: bool = False
    spelled: bool = False


def find_quantities(flat: str) -> Iterator[Quantity]:
    """Give every figure of a folded text in its order."""
    yield from _quantities(without_traps(flat))


def find_scoring(flat: str) -> Iterator[tuple[int, Quantity]]:
    """Give every figure of a text's scoring rules, with where its rule begins."""
    text = without_names(flat)
    for start, end in scoring_spans(flat):
        outside = " " * start
        for quantity in _quantities(outside + text[start:end]):
            yield start, quantity


def _quantities(text: str) -> Iterator[Quantity]:
    closed = 0
    for match in _QUANTITY.finditer(text):
        quantity = _read(text, match)
        if quantity is not None and quantity.start >= closed:
            closed = quantity.closes
            yield quantity


def _read(text: str, match: re.Match[str]) -> Quantity | None:
    if match["rank"]:
        return _rank(match)
    if match["part"] or match[0].startswith("翻"):
        figure = _share(match)
    elif match["c_low"]:
        figure = _spelled(match)
    else:
        figure = _printed(text, match)
    return None if figure is None else _placed(text, match, figure)


def _rank(match: re.Match[str]) -> Quantity | None:
    place = (
        int(match["place"])
        if match["place"].isdecimal()
        else parse_numeral(match["place"])
    )
    if place is None or (match["rank"] == "第" and not match["placed"]):
        return None
    return Quantity(
        start=match.start(),
        end=match.end(),
        opens=match.start(),
        closes=match.end(),
        value=Decimal(place),
        high=None,
        measurement_unit="位",
        comparison="<=" if match["rank"] == "前" else "=",
        before=match["rank"],
        rank=True,
    )


def _share(match: re.Match[str]) -> _Figure | None:
    """Read 百分之五, 三分之一, 九成, 一半, 翻一番 as per cent."""
    value = _per_cent(match)
    return None if value is None else _Figure(value=value, unit="%", spelled=True)


def _per_cent(match: re.Match[str]) -> Decimal | None:
    if match[0].startswith("翻"):
        return Decimal(_DOUBLED[match["doublings"] or "一"])
    if match["hundredths"]:
        return _number(match["hundredths"])
    if match["of"]:
        return _fraction(match["over"], match["of"])
    if match["tenths"]:
        tenths = _number(match["tenths"])
        half = 5 if match["half"] else 0
        return None if tenths is None else tenths * 10 + half
    return Decimal(50)  # 一半, 半数


def _fraction(over: str, of: str) -> Decimal | None:
    """Give a spelled fraction as per cent, to two decimals (三分之一: 33.33)."""
    numerator = parse_numeral(over)
    denominator = parse_numeral(of)
    if not numerator or not denominator:
        return None
    share = Decimal(numerator * 100) / denominator
    return share.quantize(Decimal("0.01")).normalize()


def _number(printed: str) -> Decimal | None:
    if printed[0].isdigit():
        return Decimal(printed.replace(",", ""))
    number = parse_numeral(printed)
    return None if number is None else Decimal(number)


def _spelled(match: re.Match[str]) -> _Figure | None:
    low = _number(match["c_low"])
    high = _number(match["c_high"]) if match["c_high"] else None
    if low is None or (match["c_high"] and high is None):
        return None
    return _Figure(
        value=low,
        high=high,
        unit=match["c_unit"],
        some=bool(match["c_some"]),
        spelled=True,
    )


_LETTER = re.compile(r"[A-Za-z]")


def _printed(text: str, match: re.Match[str]) -> _Figure | None:
    unit = (match["magnitude"] or "") + (match["unit"] or "")
    low = Decimal(match["low"].replace(",", ""))
    high = _high(text, match)
    if not unit and _LETTER.match(text, match.end()):
        return None  # 3D, 5G
    before = text[max(0, match.start() - 1) : match.start()]
    if high is not None and before in {"由", "从"}:
        low = high  # 从3至5: it comes to the second
        high = None
    return _Figure(
        value=-low if match["sign"] else low,
        high=high,
        unit=unit,
        some=bool(match["some"] or match["more"]),
    )


_BELOW_ZERO = re.compile(r"[—–~至到]-$")
"""-3.5%至-1%"""


def _high(text: str, match: re.Match[str]) -> Decimal | None:
    """Give the upper end of a range; None of a single figure."""
    high = _number(match["high"]) if match["high"] else None
    if high is None:
        return None
    below = _BELOW_ZERO.search(text, match.end("low"), match.start("high"))
    return -high if below else high


def _placed(text: str, match: re.Match[str], figure: _Figure) -> Quantity:
    """Put a figure between the words that compare it."""
    before = _BEFORE.search(text, max(0, match.start() - _NEARBY), match.start())
    earlier = _EARLIER.search(text, max(0, match.start() - 2 * _NEARBY), match.start())
    of_whole = _OF_WHOLE.search(
        text, max(0, match.start() - 2 * _NEARBY), match.start()
    )
    after = _AFTER.match(text, match.end())
    compared = _comparison(before or earlier or of_whole, after, some=figure.some)
    return Quantity(
        start=match.start(),
        end=match.end(),
        opens=before.start() if before else match.start(),
        closes=after.end() if after else match.end(),
        value=figure.value,
        high=figure.high,
        measurement_unit=figure.unit,
        comparison=compared if figure.high is None else "range",
        before=before[0] if before else "",
        after=after[0] if after else "",
        spelled=figure.spelled,
    )


def _comparison(
    before: re.Match[str] | None, after: re.Match[str] | None, *, some: bool
) -> str:
    """Join the words before and after: 突破…以上 stays >, 控制在…左右 is ~."""
    ahead, behind = _sense(before), _sense(after)
    if behind == "about":
        return "~"
    if behind == "most":
        return "<="
    if behind == "least":
        return ">" if ahead == "over" else ">="
    if behind == "over" or (some and ahead in {"", "exactly", "over"}):
        return ">"
    return {"least": ">=", "most": "<=", "over": ">", "under": "<", "about": "~"}.get(
        ahead, "="
    )


def _sense(words: re.Match[str] | None) -> str:
    if words is None:
        return ""
    return next(
        (
            name
            for name, printed in words.groupdict().items()
            if printed and name != "glue"
        ),
        "",
    )
