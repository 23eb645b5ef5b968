"""Promises without a figure that are still measured.

居全省前列, 高于全省平均水平, 零增长, 应保尽保.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.decomposition.indicators.names import plain_words

if TYPE_CHECKING:
    from collections.abc import Iterator

_SEGMENT = re.compile(r"(?:[^，。；！？：\n]|(?<=\d)：(?=\d))+")
_AREA = (
    r"(?:全国|全省|全市|全县|全区|同类地区|中部|西部|东部"
    r"|县域|省内|市内|国内|同级|各县市区|同期|全省同类|全市同类)"
)
_STANDING = re.compile(
    rf"""
    (?P<target>
      (?:
          稳居|位居|位列|居于?|处于|进入|保持在?|走在|跻身|挺进  # 稳居, 进入, 走在
        | 迈入|排名|争取|列  # 迈入
      )
      {_AREA}?[^，。；]{{0,6}}
      (?:
          前列|上游|上游水平|第一方阵|第一梯队|先进行列  # …上游, …第一方阵
        | 前茅|首位|领先水平?|第一位次  # …首位
      )
    )
    $
    """,
    re.VERBOSE,
)
_COMPARED = re.compile(
    rf"""
    (?P<target>
      (?:
        不?
        (?:
            高于|低于|快于|优于|好于|大于|多于|超过  # 高于, 不低于, 快于
        )
      )
      (?=[^\d]{{2,20}}$)[^，。；]{{0,18}}?
      (?:
          平均|水平|增速|增幅|均值|平均[值数]|比重|指标  # …全省平均水平
        | 目标|实绩|要求|标准|居民|上年|去年|{_AREA}  # …上年同期, …全市
      )
    )
    $
    """,
    re.VERBOSE,
)
_STATE = re.compile(
    r"""
    (?P<target>
      (?:实现|保持|做到|确保|达到|力争)?
      (?:
          零  # 零增长
          (?!
              距离|跑腿|容忍|障碍|门槛|材料|收费|接触|延误  # but not 零距离
          )
          [\u4e00-\u9fff]{2}
        | 动态清零|全面清零|清零|“?[双三]下降”?|只降不升|只减不增  # 隐患动态清零
        | 只增不减|由负转正|正增长  # 正增长
        | 应[\u4e00-\u9fff]尽[\u4e00-\u9fff]  # 应保尽保、应收尽收
          (?:、应[\u4e00-\u9fff]尽[\u4e00-\u9fff])*
        | 不反弹|总体平稳|基本持平|同步增长|稳中有[升降]  # 总体平稳, 稳中有升
      )
    )
    $
    """,
    re.VERBOSE,
)
_COVERED = re.compile(
    r"""
    (?P<target>
      (?:
          (?:实现|做到|达到|确保)[\u4e00-\u9fff]{0,8}  # 实现村级|全覆盖
        | (?<=[\u4e00-\u9fff])(?<!开展)(?<!推进)(?<!推动)(?<!进行)  # 行政村|全覆盖
          (?<!加快)(?<!组织)  # but not 组织|全覆盖检查
      )
      (?:
          全覆盖|全达标|全清零|全部清零|全部达标
      )
    )
    $
    """,
    re.VERBOSE,
)
_NONE_HAPPENS = re.compile(
    r"""
    ^(?:全年|年内)?(?:坚决|确保|守住|牢牢守住)?(?:全[县市区省])?  # 全年坚决…
    (?P<target>
      (?:杜绝|不发生|防止发生)  # 杜绝…, 不发生…
      (?P<thing>
        [^，。；]{0,16}
        (?:
            事故|事件|案件|风险|返贫|疫情|灾害|火灾  # 重大安全事故
        )
      )
      (?:发生)?(?:的?底线)?  # …的底线
    )
    $
    """,
    re.VERBOSE,
)
_RATIO = re.compile(
    r"""
    (?<=[比例])(?:由\d+(?:\.\d+)?：\d+(?:\.\d+)?)?  # 师生比|由1：18…
    (?P<target>
      [\u4e00-\u9fff]{0,6}\d+(?:\.\d+)?：\d+(?:\.\d+)?  # 达到1：15
      (?:以[内上下]|左右)?  # …以内
    )
    $
    """,
    re.VERBOSE,
)
_FORMS = (_STANDING, _COMPARED, _STATE, _COVERED, _NONE_HAPPENS, _RATIO)
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class QualitativeTarget:
    """What is promised in words.

    Its place in the folded text, the subject (may be empty), the promise.
    """

    start: int
    end: int
    name: str
    target: str


def find_qualitative(
    flat: str, figures: tuple[int, ...]
) -> Iterator[QualitativeTarget]:
    """Give the qualitative promises in the segments in which no figure stands
    (`figures`: their places).
    """
    remaining = iter(figures)
    figure = next(remaining, None)
    subject = ""
    for segment in _SEGMENT.finditer(flat):
        while figure is not None and figure < segment.start():
            figure = next(remaining, None)
        if figure is not None and figure < segment.end():
            subject = ""
            continue
        found = _promise(segment, subject)
        subject = found.name if found else plain_words(segment[0][-_LONGEST_NAME:])
        if found:
            yield found


_MERELY_REACHES = re.compile(r"^(?:实现|做到|确保|达到|力争)")


def _promise(segment: re.Match[str], subject_before: str) -> QualitativeTarget | None:
    found = next((match for form in _FORMS if (match := form.search(segment[0]))), None)
    if found is None:
        return None
    target = _MERELY_REACHES.sub("", found["target"]).replace("：", ":")
    if found.re is _NONE_HAPPENS:
        name = found["thing"]
    else:
        name = plain_words(segment[0][: found.start()])
    name = (name or subject_before)[-_LONGEST_NAME:]
    return QualitativeTarget(
        start=segment.start(), end=segment.end(), name=name, target=target
    )
