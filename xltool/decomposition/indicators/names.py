"""The name of an indicator.

The words before its figure, without the wrapping, with what they leave out.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.decomposition.indicators.deadlines import LEADING
from xltool.decomposition.indicators.omitted_words import (
    Name,
    completed,
    is_verb_only,
    needs_a_subject,
    standing_alone,
)
from xltool.decomposition.indicators.vocabulary import (
    FALL,
    GROWTH,
    PERCENT,
    TAKES_UP,
    VERB_START,
)
from xltool.decomposition.text.normalizing import fold
from xltool.decomposition.text.numbers import find_quantities
from xltool.model.quantity import COUNTS

if TYPE_CHECKING:
    from xltool.decomposition.indicators.clauses import Clause

_WRAPPING = re.compile(
    r"""
    ^
    (?:
        高(?:质量|标准|水平|效)  # 高标准|建成…
        (?=
            完成|建成|建设|推进|办|实施|编制|打造|开展|举办|创建
          | 落实
        )
      | (?:围绕|针对|聚焦|依托|结合|面向)[^，]{2,14}?  # 围绕主导产业|引进…
        (?=
            开展|建设|布局|培育|引进|新建|打造|实施|推进|建成
        )
      | [一二三四五六七八九十]{1,2}(?:是|要)  # 一是…, 二要…
      | （[一二三四五六七八九十\d]{1,2}）|[①-⑳]  # （三）…, ②…
      | [，、：；.．—\-*•●■◆·□\s]|力争|力保|确保|努力|积极|大力|全力  # • …, 力争…
      | 着力|切实|进一步|持续|继续|加快|扎实|稳步|有序|认真|同时  # 加快…, 稳步…
      | 共安排(?=[\u4e00-\u9fff]{3})  # 全市共安排|减排项目
      | 并|要|需(?!求)|应(?!急|届)|将|把|使得?|且|另|共计?|累计|合计|预计  # 共…, 预计…
      | 拟定?(?=[新建改扩购])  # 拟|新增…
      | 计划(?!总?投资)  # 计划|新建…, but 计划投资 names a sum
      | 在[^，]{2,20}(?:场所|区域|范围|地区|路段|部位)(?:内)?  # 在重点区域内|安装监控…
        (?=[\u4e00-\u9fff]{4})
      | 基本(?=完成|建成|实现|达到|解决)  # 基本|建成…
      | (?:全面|陆续)?(?:开工|启动)、(?=年内|基本|全面)  # 开工、|年内建成…
      # 3—6月…, 其中…, but 含量 is a name
      | \d{1,2}[-—~至]\d{1,2}月|做到|其中|含(?!量)|包括|包含|以上
      | 免费(?=[为对]|$)|还(?=[要将])  # 免费|为…, 还|要完成…
      | 主要是|主要|全面|由[^，]{2,12}?(?:牵头|负责)(?:组织)?  # 由县林业局牵头|造林…
      | 年度(?![^，]*投资)|原则上|总体上?|再(?=新建|新增|改造)  # 年度|新建…, 再|新增…
      | (?:全[县市区省])?(?:现有|共有|已有|目前|(?=共安排))|至少|最少  # 全县现有…
      | 争取(?=全年|实现|完成|达到|到|年|建成|引进|培育|新增)  # 争取|全年…
      | 争取(?=[^，]{2,12}(?:增长|增速|达到|突破)$)  # 争取|税收增长
    )
    """,
    re.VERBOSE,
)
_BASE_YEAR = re.compile(
    r"^在?(?:\d{4}年|去年|上年)?(?P<subject>[^，]*?)\d+(?:\.\d+)?[^，\d]{1,4}的?基础上$"
)
_AS_BASE = re.compile(
    r"^以(?:20\d{2}年|去年|上年)?(?P<subject>[^，]{2,24}?)为(?:基[数值准期]|基础)$"
)
"""以2017年渍水点数量为基数，…"""
_DROPPED = re.compile(
    r"""
    ^
    (?:
        组织完成|全面完成|累计完成|完成|全面实现|实现|达到|保持  # 完成|投资
      | 推动|促进|推进(?=[^，]*(?:增长|增速|率|值|额)$)|保障|稳定  # 推进|产值增长
      | 力争|确保|使  # 确保|…
    )
    (?=.)
    """,
    re.VERBOSE,
)
_COPULA = re.compile(
    r"""
    (?:
        分别达到|达到|达|分别|为|有|共|计|至少|大约|约|总计|合计  # 投资|达到, 项目|共
      | 累计|力争|确保|迈上|跨上|站上|跃上|登上|冲刺|要|均|都|各  # 收入|迈上
      | 也|就|再|年度?|，|实现|完成|实现零的突破  # 人均|再
      | 每[人户亩生床]每?[年月日天]?|每[年月]  # 津贴|每人每月
    )
    $
    """,
    re.VERBOSE,
)
_LEVEL = re.compile(
    r"""
    (?:逐步|总体|全部|整体|分别)?  # 总体|稳定
    (?:
        稳定|保持|控制|维持|提升|提高|增加|增长|扩大|上升|发展  # 保持|在
      | 下降|降低|降|压缩|压减|缩短|减少|缩减|恢复|增|升|回升|扩  # 降低|到
      | 精简|优化|减|提  # 精简|至
    )
    $
    """,
    re.VERBOSE,
)
_SHARE_OF = re.compile(
    r"^(?P<part>.*?)(?:占比达到|占比达|达到|达|占到?|不低于|不少于|超过|突破|完成)(?P<whole>.{2,24}?)的$"
)
_VERB_AT_END = re.compile(rf"(?:{VERB_START.pattern}|至少|有|为|安排|剩余|调整)了?$")
_TAKES_PLACE = (
    r"(?:进入|挤进|位居|位列|稳居|居于?|保持在?|稳定在?|名列|跻身|排在?|在|列|进)"
)
_RANKING = re.compile(
    rf"""
    (?:综合|总体|考核)?(?:位次|排名)?{_TAKES_PLACE}*
    (?P<area>
        全[国省市县区]|同类[^，]{{0,4}}|[中西东]部
    )?
    (?:位次|排名|综合排名|考核)?{_TAKES_PLACE}*$
    """,
    re.VERBOSE,
)
_FROM_BASE = re.compile(r"(?:已?由|从)[^，由从]{0,6}\d[^，]{0,12}$")
_GROWTH_AT_END = re.compile(
    rf"(?:{GROWTH.pattern})(?:达到?|不低于|保持在?|稳定在?|力争|要|再)?$"
)
_LONGEST = 40


def name_of(clause: Clause, head: Name | None, before: str = "") -> Name:
    """Name the figure of a clause.

    `head` is the name of the figure before it, if that may be leant on; `before` is the
    sentence in front of the clause, for a subject that a comma separates from its
    figure.
    """
    words, level = _unwrapped(clause)
    name = _name_by_words(words, level, clause, head, before)
    text = name.text[:_LONGEST] or _subject_before(before)
    noun = name.noun or text
    counted = head.counted if head is not None else ""
    if clause.quantity.measurement_unit in COUNTS:
        counted = noun
    return replace(name, text=text, noun=noun, level=level, counted=counted)


def _name_by_words(
    words: str, level: str, clause: Clause, head: Name | None, before: str
) -> Name:
    """Name a figure as a rank, a share, a work, a growth or a plain figure is named."""
    if clause.quantity.rank:
        return _rank_name(words, head)
    share = _SHARE_OF.match(words)
    if share:
        return _share_name(share, head)
    if works_on(clause):
        return _work_name(clause.tail)
    if level:
        return _plain_name(_after_list(words), clause, head, before)
    growth = _growth_at_end(words)
    if growth and _may_grow(words, clause):
        return _growth_name(words, growth, clause, head, before)
    words = _after_list(_COPULA.sub("", words))
    return _plain_name(words, clause, head, before)


def _may_grow(words: str, clause: Clause) -> bool:
    """Tell 产值增长5亿元 and 增长5% from 新增|12家, where the verb is all there is."""
    is_rate = PERCENT.search(clause.quantity.measurement_unit) is not None
    return is_rate or not is_verb_only(words)


_BOUND_IN_FRONT = re.compile(r"(?:至少|最少|至多|最多)(?=[\u4e00-\u9fff]{1,6}$)")


def _unwrapped(clause: Clause) -> tuple[str, str]:
    """Strip modal words and deadlines in front, and behind the verb that leads up to
    the figure.
    """
    words = _BOUND_IN_FRONT.sub("", stripped(clause.left))
    if re.search(r"[到至在为]", clause.quantity.before):
        found = _LEVEL.search(words)
    else:
        found = None
    if found:
        return (_FROM_BASE.sub("", words[: found.start()]), found[0])
    return (words, "")


_GOES_ON = re.compile(
    r"""(?:同比|较上年|比上年|实际|名义|年均|累计|全年|年内|保持|达|实现|完成|控制在?|稳定在?|维持在?
    |增长|增速|增幅|增加|提高|提升|上升|下降|降低|减少|压减|新增|净增|新建|改造|建成|不低于|不少于|不超过
    |不高于|高于|低于|超过|突破|力争|确保|到|至|为|在|约|[≥≤><=])*""",
    re.VERBOSE,
)
"""Words that say how something changes or what it reaches, but not what."""


_OPENING = 40
"""So many characters tell whether a cell begins with its subject."""


def lacks_subject(text: str) -> bool:
    """Tell a cell that goes on a name in the column before it (增长6.5%以上,
    控制在4%以内, 新增12家以上).
    """
    flat = fold(text[:_OPENING]).flat
    first = next(find_quantities(flat), None)
    if first is None:
        return False
    counted = flat[first.closes : first.closes + 1]
    named_behind = "\u4e00" <= counted <= "\u9fff"
    return not named_behind and bool(_GOES_ON.fullmatch(flat, 0, first.start))


def stripped(words: str) -> str:
    """Strip modal words, list marks and deadlines in front (力争、到2025年、要…)."""
    while True:
        shorter = _WRAPPING.sub("", LEADING.sub("", words))
        if shorter == words:
            return words
        words = shorter


_REASON = re.compile(r"根据|按照|依据|为了|围绕|结合|通过")
"""Words that open a reason or a way, which is no subject."""


def _subject_before(before: str) -> str:
    """Give the subject that stands in the segment before
    (技改投资…的基础上，力争突破42亿元).
    """
    segment = _segment_before(before)
    if _REASON.match(segment):
        return ""
    base = _BASE_YEAR.match(segment) or _AS_BASE.match(segment)
    return plain_words(base["subject"] if base else segment)[:_LONGEST]


def _segment_before(before: str) -> str:
    return re.split(r"[，；。]", before.rstrip("，：（"))[-1]


def _rank_name(words: str, head: Name | None) -> Name:
    """Name a rank by its subject and the field in which it ranks
    (财政收入增速全省排名).
    """
    found = _RANKING.search(words)
    subject = without_dropped(words[: found.start()] if found else words)
    area = (found["area"] or "") if found else ""
    restored = not subject and head is not None
    if restored and head is not None:
        subject = head.noun
    return Name(text=f"{subject}{area}排名", noun=subject, restored=restored)


def _share_name(share: re.Match[str], head: Name | None) -> Name:
    part = without_dropped(share["part"]).removesuffix("不得")
    if part.endswith(("比例", "占比", "比重", "率")):
        return Name(text=part, noun=part)
    if not part and "完成" in share[0]:
        return Name(text=f"{share['whole']}完成比例", noun=share["whole"])
    if not part and head is not None:
        return Name(
            text=f"{head.noun}占{share['whole']}比例", noun=head.noun, restored=True
        )
    return Name(text=f"{part}占{share['whole']}比例", noun=part)


def _growth_at_end(words: str) -> str:
    found = _GROWTH_AT_END.search(words)
    return found[0] if found else ""


_RISES = re.compile(r"增长|增速|增加|提高|提升|上升|增幅|增")


def _growth_name(
    words: str, growth: str, clause: Clause, head: Name | None, before: str
) -> Name:
    subject = _growing_subject(words.removesuffix(growth), clause, head)
    core = FALL.search(growth) or _RISES.search(growth)
    kind = core[0] if core else growth
    restored = False
    if head is not None and not subject:
        subject = head.noun
        restored = True
    if not subject:
        subject = _base_before(before) or clause.tail
    return Name(text=f"{subject}{kind}", noun=subject, growth=kind, restored=restored)


def _growing_subject(words: str, clause: Clause, head: Name | None) -> str:
    """Give what grows; empty where the words before the verb do not say it."""
    subject = _after_list(without_dropped(words))
    subject = _COPULA.sub("", stripped(subject))
    if head is not None and clause.opener in "：（" and head.noun.endswith(subject):
        return ""  # 新兴产业产值：产值增长8%
    return subject


def _base_before(before: str) -> str:
    """Give what 以2024年…为基数 in front of a figure names."""
    if not _AS_BASE.match(_segment_before(before)):
        return ""
    return _subject_before(before)


_GIVES_AT_END = re.compile(r"(?:给予|予以|按照?|分别)+$")


def grant_name(clause: Clause) -> str:
    """Name what the policy gives by whom and what.

    对新认定的企业给予20万元奖励 is 新认定的企业奖励.
    """
    receiver = _GIVES_AT_END.sub("", stripped(clause.left).removeprefix("对"))
    return f"{receiver}{clause.tail.removeprefix('的')}"[:_LONGEST]


_MERE_HEADING = re.compile(r"(?:指标|目标|任务|要求|重点|措施|如下|其中|方面)$")


def introduced(before: str) -> Name | None:
    """Read what a colon or a bracket goes on about (新增平台：省级1个…).

    None for a mere heading.
    """
    subject = _subject_before(before)
    if len(subject) < 2 or _MERE_HEADING.search(subject):
        return None
    found = VERB_START.match(subject)
    verb = found[0] if found else ""
    return Name(text=subject, verb=verb, noun=subject[len(verb) :] or subject)


def plain_words(words: str) -> str:
    """Strip the wrapping of a clause that has no figure."""
    return _COPULA.sub("", _after_list(without_dropped(words)))


def without_dropped(words: str) -> str:
    """Strip also the verb that only says that a figure is reached
    (完成、实现、推动…).
    """
    return stripped(_DROPPED.sub("", stripped(words)))


_LISTED_OR_MEASURED = re.compile(r"等$|[率值额]$")


def _after_list(words: str) -> str:
    """Cut what an earlier promise without figure left in front
    (加强建设、新增企业3家).
    """
    front, mark, last = words.rpartition("、")
    if (
        mark
        and len(front) > 4
        and not is_verb_only(front.replace("、", ""))
        and VERB_START.match(last)
        and not _LISTED_OR_MEASURED.search(last)
    ):
        return last
    return words


def works_on(clause: Clause) -> bool:
    """Tell the things that work is done on, one by one (对|60户危房进行加固).

    What is only watched or steered (对205个项目全程调度) stays the field of work.
    """
    return bool(TAKES_UP.search(clause.left) and _WORK_ON.search(clause.tail))


_WORK_ON = re.compile(
    r"""(?:(?P<does>进行|实施|开展|实行|完成|提供|做好|给予)[\u4e00-\u9fff、]{0,12}
    (?:改造|整治|修缮|维修|治理|更新|提升|清洗|清淤|培训|救助|资助|服务|覆盖|改水|改厕|加固
    |绿化|消险|拆除|检测|筛查|体检|升级|修复|保养|替代|关停|淘汰)
    |(?:(?!进行|实施|开展)[\u4e00-\u9fff、（）]){4,}(?:改造|整治|修缮|维修|更新|加固)
    |全部[\u4e00-\u9fff]{0,6}纳入[\u4e00-\u9fff]{2,10})$""",
    re.VERBOSE,
)


def _work_name(tail: str) -> Name:
    """Name 对60户|危房进行加固 as 危房加固."""
    does = _WORK_ON.search(tail)
    if does is None or does["does"] is None:
        return Name(text=tail, noun=tail, from_tail=True)
    text = f"{tail[: does.start()]}{tail[does.end('does') :]}"
    return Name(text=text, noun=text, from_tail=True)


def _plain_name(words: str, clause: Clause, head: Name | None, before: str) -> Name:
    words = _plain_words(words, clause)
    is_open = words.endswith("等") or _ends_open(words) or _counts_behind(clause)
    if is_open and _speaks(clause.tail):
        return _with_tail(words, clause, head)
    if head is not None and not _is_of_work_before(words, clause, before):
        return completed(words, clause, head)
    if not words:
        tail = clause.tail
        return Name(text=tail.removeprefix("的"), noun=tail, from_tail=True)
    if needs_a_subject(words) or _ONLY_SET.fullmatch(words):
        return _of_work_before(words, before)
    return standing_alone(words)


def _plain_words(words: str, clause: Clause) -> str:
    """Give the words before a figure without what its own tail makes superfluous."""
    words = without_dropped(words)
    if clause.tail.startswith("的"):
        words = words.removesuffix("规模")  # 设立规模|10亿元的基金
    if counts_its_list(clause):
        words = _verb_of(words)
    return _before_and(words) if clause.tail else words


_ONLY_SET = re.compile(
    r"(?:计划|拟|共|共计|初步)?(?:安排|下达|分配|任务数?)(?:任务|指标|计划)?"
)
"""农村公路养护，安排|80公里: words that set the figure, but say nothing of it."""
_FIRST_BATCH = re.compile(r"(?<=.)(?:首批|第一批|新一批)$")


def _before_and(words: str) -> str:
    """Give the verb of a list whose last thing the figure counts.

    建成县级中心和|23个乡村站点: the 23 are 建成, too.
    """
    if words.endswith("、"):
        return ""
    words = _FIRST_BATCH.sub("", words)
    return _verb_of(words) if words.endswith(("和", "及", "与")) else words


def counts_its_list(clause: Clause) -> bool:
    """Tell 打造水果、花卉、药材三个产业园区: as many are named as are counted."""
    named = stripped(clause.left).split("、")
    verb = VERB_START.match(named[0])
    several = len(named) > 1 and len(named) == clause.quantity.value
    return verb is not None and several and bool(clause.tail)


def _verb_of(words: str) -> str:
    verb = VERB_START.match(words)
    return verb[0] if verb else ""


_WORK_NAMED = re.compile(
    r"[\u4e00-\u9fff]{2,8}(?:流转|建设|改造|治理|整治|种植|养殖|绿化|开发|推广|保护)"
)
"""加快土地流转，面积达到320亩"""


def _is_of_work_before(words: str, clause: Clause, before: str) -> bool:
    """Tell 开展环境整治，|完成投资25亿元 from a sum of what was counted before."""
    if clause.opener != "，" or not needs_a_subject(words):
        return False
    segment = stripped(_segment_before(before))
    has_figure = re.search(r"\d", segment) is not None
    return not has_figure and VERB_START.match(segment) is not None


_WORK_GOES_ON = re.compile(
    r"(?P<work>[\u4e00-\u9fff]{4,20}(?:\d{1,2}大工程)?)(?:全面|有序|加快|顺利)*(?:推进|启动)"
)
"""民生设施9大工程全面推进，|完成投资5亿元"""


def _of_work_before(words: str, before: str) -> Name:
    """推进码头建设，完成投资2亿元: the sum belongs to the work named before it."""
    segment = stripped(_segment_before(before))
    if segment and _ONLY_SET.fullmatch(words):
        return Name(text=segment[:_LONGEST], noun=segment[:_LONGEST])
    started = VERB_START.match(segment)
    goes_on = _WORK_GOES_ON.fullmatch(segment)
    if goes_on:
        return Name(text=f"{goes_on['work']}{words}", noun=words, restored=True)
    if started:
        work = segment[started.end() :]
    elif _WORK_NAMED.fullmatch(segment) or segment.endswith("零的突破"):
        work = segment
    else:
        work = ""
    work = work.removesuffix("实现零的突破")
    if not work or len(work) > 16 or re.search(r"\d", work):
        return Name(text=words, noun=words)
    return Name(text=f"{work.removesuffix('建设')}{words}", noun=words, restored=True)


def ends_in_verb(words: str) -> bool:
    """Tell whether a figure is the object of the words before it (培育|三家企业)."""
    return bool(_VERB_AT_END.search(words))


_PLACE_ONLY = re.compile(
    r"""
      (?:在|对)?
      (?:
          全[省市县区镇乡州旗]|[市县主]?(?:城区|市区|县城|镇区)  # 在全县, 市城区
        | 中心城区|城乡|农村|各地  # 城乡
      )
      (?:内|范围内)?  # …范围内
    | 在[\u4e00-\u9fff]{1,6}[市县区镇乡]  # 在河东城区
    """,
    re.VERBOSE,
)


def _ends_open(words: str) -> bool:
    """Tell words whose object stands behind the figure (完成, 市区)."""
    if not words or _PLACE_ONLY.fullmatch(words):
        return True
    verb = VERB_START.match(words)
    if verb and _PLACE_ONLY.fullmatch(words[verb.end() :]):
        return True  # 解决农村|5万人饮水问题
    return len(words) < 24 and ends_in_verb(words)


def _counts_behind(clause: Clause) -> bool:
    """Tell 开设40个|暑托班, 古城内10条|街巷: the noun behind a count is counted.

    Unless the words there go on about what was counted before (新建学校3所|并投用).
    """
    if clause.quantity.measurement_unit not in COUNTS:
        return False
    is_noun = _NOUN_BEHIND.match(clause.tail) is not None
    return is_noun and VERB_START.match(clause.tail) is None


_NOUN_BEHIND = re.compile(
    r"""(?![并且及和与或的以均都已将可达为在共全同左]|实行|进行|负责|用于|进入)
    [\u4e00-\u9fff“]{2}""",
    re.VERBOSE,
)


def _speaks(tail: str) -> bool:
    return bool(tail) and not tail.startswith(
        ("的目标", "的要求", "的标准", "的任务", "目标", "任务", "台阶", "大关", "关口")
    )


_REACHES = re.compile(r"(?<=...)(?:达到|提升到|提高到)[^，]*(?:水平|标准|要求)$")
"""14个|县级医疗中心达到三级医院水平"""


_REACHED_AT_END = re.compile(r"(?:完成|实现|至少|有|为|达到|了)$")


def _with_tail(words: str, clause: Clause, head: Name | None) -> Name:
    tail = clause.tail.removeprefix("的")
    if not PERCENT.search(clause.quantity.measurement_unit):
        tail = _REACHES.sub("", tail)
    verb = VERB_START.match(words)
    if (
        not words
        and head is not None
        and clause.opener == "、"
        and head.verb
        and not VERB_START.match(tail)
    ):
        return Name(
            text=head.verb + tail,
            verb=head.verb,
            noun=tail,
            restored=True,
            from_tail=True,
        )
    kept = _REACHED_AT_END.sub("", words)
    return Name(
        text=f"{kept}{tail}", verb=verb[0] if verb else "", noun=tail, from_tail=True
    )
