"""小标题: a task as a whole predicate, never cut and never a bare noun."""

from __future__ import annotations

import re

_LONGEST = 22
_SHORTEST = 4
_CUT = re.compile(r"(?:…|\.\.\.|⋯)+。?$")
_TARGET = re.compile(
    r"""(?:，|、)?(?:其中)?
    (?:达到|控制在|保持在?|稳定在|突破|超过|不低于|不少于|完成|增长|下降
      |(?:降|提高|提升|压缩|压减|增加)[至到])?   # 能耗降至0.42吨标准煤/万元
    第?\d+(?:\.\d+)?(?:[—–~～-]\d+(?:\.\d+)?)?
    [^\d，、。；]{0,8}?(?:以上|以内|以下|左右|位)?$
    |(?:稳?居|进入|位居|保持)全[省市国](?:前列|前茅|先进|领先)$""",
    re.VERBOSE,
)
_LAST_CLAUSE = re.compile(r"[，；。：:](?![^“]*”)")
_ENUMERATION = re.compile(
    r"^(?P<head>[^、]{2,16})、(?P<more>(?:[^、]+、)*)(?P<last>[^、]+)$"
)
_VERBS = re.compile(
    r"""
      加快|推进|推动|加强|抓好|落实|完善|提升|提高|优化|扩大|开展  # 加快建设…, 抓好…
    | 建设|实施|强化|深化|培育|引进|争取|发行|发放|完成|新增|新建  # 培育…, 完成…
    | 帮助|兑现|走访|服务|接待|办好|做好|打造|支持|促进|引导|鼓励  # 帮助…, 打造…
    | 组织|制定|出台|健全|建立|守住|防范|化解|整治|治理|保障|稳定  # 健全…, 防范化解…
    | 释放|招引|壮大|发展|推广|调度|确保|力争|实现|探索|积极|全力  # 招引…, 确保…
    | 持续|大力|切实|认真|深入|加大|用足|启动|参加|监测|打好|启用  # 大力…, 深入…
    | 成立|全面|着力|统筹|严格|拓展|压[降减缩]|协助|配合|指导|督促  # 全面…, 压减…
    | 会同|参与|坚持|推行|试行|举办|承办|召开|组建|设立|搭建|构建  # 会同…, 搭建…
    | 畅通|打通|疏通|简化|精简|排查|摸排|选派|遏制|杜绝|淘汰|关停  # 畅通…, 排查…
    | 盘活|弘扬|关爱|帮扶|对接|争创|创建|巩固|细化|补齐|拓宽|放宽  # 帮扶…, 巩固…
    | 延长|延续|继续|坚决|稳步|有序|扎实|狠抓|紧盯|及时|定期|主动  # 稳步…, 狠抓…
    | 适时|逐步|用好|解决|谋划|减少|降低|增加|推出  # 谋划…, 推出…
    | (?:
          对|向|为|与|将|把|按|在|从|依托|通过|利用  # 对企业…, 通过活动…
      )
      [^、，]+?(?:进行|给予|提供|实行|开展)  # …进行, …提供
    """,
    re.VERBOSE,
)
"""How a predicate begins, a clause with 对…进行… among them."""
_ONLY_VERBS = re.compile(rf"(?:{_VERBS.pattern})+", re.VERBOSE)
_WITHOUT_OBJECT = re.compile(
    r"^(?:力争|确保|实现|达到|完成|推动|推进)?(?P<noun>.*(?:增速|增长率))$"
)
_LED_BY = re.compile(
    r"""^(?:推进|推动|抓好|做好|加快|确保)
    (?P<noun>.*(?:增速|增长率          # 推进增加值增速
    |起数|死亡人数                     # 抓好事故起数
    |位次|排名|名次                    # 推进外资位次
    |时间|时限|率|总值|总额))$         # 推进开办时间""",
    re.VERBOSE,
)
"""A measure with a verb that cannot be done to it: 推进规模工业增加值增速."""
_RATE = re.compile(r"^(?:力争|确保|实现|达到)?(?P<noun>.*率)$")
_ACTION = re.compile(
    r"""
    ^
    (?:
      (?:全力|持续|深入|大力|积极|认真)*  # 持续深入…
      (?:推广|发展|推进|开展|实施)+  # …开展
    )?
    (?P<noun>
      “[^”]+”(?:专项)?(?:行动|活动|工程|计划)  # “百日攻坚”专项行动
    )
    $
    """,
    re.VERBOSE,
)
_PREAMBLE = re.compile(
    r"^(?:以.*(?:抓手|契机|重点|目标)|围绕.*|按照.*|根据.*|结合.*|针对.*)$"
)
"""A clause that says on what grounds: what is done comes behind it."""
_NEWLY = re.compile(r"^新(?P<verb>签约|开工|投产|注册|登记|认定)(?P<noun>.{2,})$")
_NOUNS = (
    (
        re.compile(r"^(?P<noun>.*?(?:事故|火灾|案件))(?:起数|死亡人数|伤亡人数)?$"),
        "压降{}",
    ),
    (
        re.compile(r"^(?P<noun>.*?)(?:在|居)?(?:全[省市国])?(?:位次|排名|名次)$"),
        "巩固{}位次",
    ),
    (re.compile(r"^(?P<noun>.*(?:失业率|发生率|死亡率|能耗|排放量?|浓度))$"), "降低{}"),
    (re.compile(r"^(?P<noun>.*(?:保有量|存栏|户籍人口|常住人口))$"), "稳定{}"),
    (re.compile(r"^(?P<noun>.*(?:蓄积量|拥有量))$"), "提升{}"),
    (re.compile(r"^(?P<noun>.*(?:时间|时限|时长|天数))$"), "压缩{}"),
    (re.compile(r"^(?P<noun>.*(?:总值|总额|总量|面积|收入|产值))$"), "稳定{}"),
    (re.compile(r"^(?P<noun>.*(?:授信|贷款|投放|规模|消费|投资|覆盖面?))$"), "扩大{}"),
    (re.compile(r"^(?P<noun>.*(?:办件|服务|培训|救助))$"), "做好{}"),
    (re.compile(r"^(?P<noun>.*(?:资金|债券))$"), "用好{}"),
)
"""What is done with a thing that a task names alone, by how its name ends."""
_QUOTED = re.compile(r"“([^”]+)”")


def heading(name: str, text: str = "") -> str:
    """Give a task's heading from its name, or from its text where that was cut.

    >>> heading("力争各项贷款增速达到15%以上")
    '保持各项贷款增长'
    """
    source = text if _CUT.search(name) and text else _CUT.sub("", name)
    clauses = _LAST_CLAUSE.split(source.strip("。；， "))
    first = next((one for one in clauses if not _PREAMBLE.match(one)), clauses[0])
    return _predicate(_condensed(_without_target(first)))


def is_predicate(words: str) -> bool:
    """Whether words begin with what is done."""
    return _VERBS.match(words) is not None


def same_matter(heading: str) -> str:
    """Give what headings of one matter have in common: the quoted name of an action."""
    match = _QUOTED.search(heading)
    return match[1] if match else heading


def _without_target(words: str) -> str:
    """Leave out the figures: they stand among the indicators."""
    pieces = words.split("、")
    first = _TARGET.sub("", pieces[0]).rstrip("，、")
    if first != pieces[0] and _says_of_what(first):
        return first
    bare = _TARGET.sub("", words).rstrip("，、")
    return bare if _says_of_what(bare) else words


def _says_of_what(words: str) -> bool:
    """Whether words name a thing: 全力推进, of 全力推进54个重点项目, does not."""
    return len(words) >= _SHORTEST and not _ONLY_VERBS.fullmatch(words)


def _condensed(words: str) -> str:
    """Shorten a list to its first piece.

    加快甲产业园、乙产业园和丙产业园建设 is 加快甲产业园等建设.
    """
    if len(words) <= _LONGEST:
        return words
    match = _ENUMERATION.match(words)
    if match is None:
        return words
    last = re.split(r"[和及与]", match["last"])[-1]
    tail = last.rpartition("等")[2] if "等" in last else _tail(match["head"], last)
    return f"{match['head']}等{tail}" if tail else match["head"]


def _tail(first: str, last: str) -> str:
    """Give what the last piece of a list has behind the noun that its pieces share.

    建设.
    """
    for size in (4, 3, 2):
        noun = first[-size:]
        if len(noun) == size and noun in last:
            return last.rpartition(noun)[2]
    return last[-2:]


def _predicate(words: str) -> str:
    """Give a noun its verb, and an action the verb that goes with it."""
    action = _ACTION.match(words)
    if action is not None:
        return f"深入开展{action['noun']}"
    growth = _WITHOUT_OBJECT.match(words)
    if growth is not None:
        noun = re.sub(r"(?:增速|增长率)$", "", growth["noun"])
        return f"保持{noun}增长"
    led = _LED_BY.match(words)
    if led is not None:
        return _predicate(led["noun"])
    newly = _NEWLY.match(words)
    if newly is not None:
        return f"推进{newly['noun']}{newly['verb']}"
    if is_predicate(words):
        return words
    return _with_verb(words)


def _with_verb(noun: str) -> str:
    """Give a noun the verb that goes with how it ends."""
    for pattern, wording in _NOUNS:
        match = pattern.match(noun)
        if match is not None:
            return wording.format(match["noun"])
    rate = _RATE.match(noun)
    return f"提高{rate['noun']}" if rate is not None else f"推进{noun}"
