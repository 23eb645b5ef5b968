"""What a unit's printed name says.

Its level, its place, and its core in the usual abbreviation.
`unit_key("县发展和改革局")` and `unit_key("县发改局")` are the same. Nothing here
decides that two names are one unit; `units` does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from xltool.text import half_width, squeeze

_ABBREVIATIONS = (
    ("发展和改革|发展与改革|发展改革", "发改"),
    ("工业和信息化|工业与信息化|工业信息化", "工信"),
    ("住房和城乡建设|住房与城乡建设|住房城乡建设", "住建"),
    ("人力资源和社会保障|人力资源社会保障|人力资源与社会保障", "人社"),
    ("自然资源和规划|自然资源与规划", "自然资源"),
    (
        "文化旅游广电体育|文化旅游广电和体育|文旅广电体育|文旅广电体|文旅广体",
        "文旅广体",
    ),
    ("文化旅游广电|文化广电和旅游|文化和旅游广电|文旅广电", "文旅广电"),
    ("文化和旅游|文化旅游", "文旅"),
    ("市场监督管理|市场监管", "市监"),
    ("卫生健康", "卫健"),
    ("应急管理", "应急"),
    ("退役军人事务", "退役军人"),
    ("交通运输", "交通"),
    ("商务和粮食|商务粮食", "商粮"),
    ("行政审批服务", "行政审批"),
    ("城市管理和综合执法|城市管理综合执法|城市管理", "城管"),
    ("教育和体育|教育体育", "教体"),
    ("科学技术", "科技"),
    ("民族宗教事务", "民宗"),
    ("医疗保障", "医保"),
    ("国有资产监督管理|国有资产监管", "国资"),
    ("贸易促进(?:委员)?会|国际贸易促进(?:委员)?会|贸促会", "贸促会"),
    (
        "高新技术产业园区|高新技术产业开发区|高新技术开发区|高新技术园区|高新开发区",
        "高新区",
    ),
    ("经济技术开发区|经济开发区", "经开区"),
    ("管理委员会", "管委会"),
    ("人民政府", "政府"),
    ("公安局(?:交通警察|交警)", "交警"),
)
"""How these offices shorten the names of bodies, in the order in which they are folded.
"""

_FOLDS = tuple((re.compile(full), short) for full, short in _ABBREVIATIONS)
_LEVEL = re.compile(r"^(?P<level>[省市县区州旗])(?!直|级|域|场)(?P<rest>.{2,})$")
_PLACE = re.compile(
    r"^(?P<place>[\u4e00-\u9fff]{2,4}?)(?P<level>[省市县州旗])(?P<rest>[\u4e00-\u9fff].+)$"
)
_OFFICE = re.compile(r"^(?P<head>.+)办公室$")
_COMMITTEE = re.compile(r"^(?P<head>.{2,})委员会$")
_BANK = re.compile(
    r"""
    ^(?:中国)?(?:人民银行|人行)(?P<place>[\u4e00-\u9fff]{2,4}?)?  # 中国人民银行东湖…
    (?P<level>[省市县])?(?:中心)?(?:分行|支行)$  # …县支行, …市中心支行
    """,
    re.VERBOSE,
)
_NATIONAL = re.compile(r"^国家税务总局")
_INFIX = re.compile(r"^(?P<infix>委|政府)(?P<office>办公室|办)?(?P<rest>.{2,})$")
_ZONE = re.compile(r"^(?P<zone>.{2,}(?:经开区|园区|示范区|新区|管理区))管委会$")
_TOWN = re.compile(r"^(?P<town>.{2,}(?:镇|乡|街道))(?:政府|办事处)$")

_ENDING = re.compile(
    r"""
    (
        局|委|办|厅|部|院|会|社|行|所|站|处|室|队|台|馆|校|中心  # 局, 委, 办
      | 公司|集团|支行|分行|银行|学校|学院|大学|医院|管委会|办公室  # 公司, 医院, 管委会
      | 政府|办事处|高新区|经开区|园区|新区|示范区|开发区|管理区  # 政府, 开发区
      | 风景区|特区|屈原区|镇|乡|街道|园|集中区|联社|信用社|农商行  # 镇, 街道, 农商行
      | 人武部|专班|领导小组|指挥部|协会|商会|总工会|团委|妇联  # 领导小组, 总工会
      | 工商联|科协|残联|文联|侨联|红十字会|法院|检察院|政协|人大  # 残联, 法院
      | 纪委监委|监委|大队|支队|县|市|区|电信|移动|联通|铁塔|烟草  # 纪委监委, 县, 电信
      | 城投|交投|水投|旅投|农投|海关|党工委|[\u4e00-\u9fff]{2}[科股]  # 市城投, 综合科
      | 邮政  # 烟草
    )
    $
    """,
    re.VERBOSE,
)
_COLLECTIVE = re.compile(
    r"""
      ^
      (
          各|全市各|全县各|其他|其它|有关|相关|市直|县直|区直|省直  # 各…, 市直…
        | 中央|驻
      )?
      .{0,6}?
      (
          各(有关|相关|级|类)?
          (
              县市区|县（市、区）|县\(市、区\)|县|市|区|乡镇|镇|乡  # 各县市区, 各乡镇
            | 街道|村|社区|园区|部门|单位|责任|成员|专班|金融机构  # 市直各部门, 各专班
            | 银行|商业银行|行业  # 各商业银行
          )
        | (有关|相关)  # 有关…
          (
              部门|单位|企业|科室|股室|责任单位|职能部门|成员单位  # …部门, …企业
          )
        | 成员单位$|责任单位$  # 专班成员单位
      )
    | ^各?(有关|相关).  # 各相关…
    | ^各.+(单位|部门|企业|公司|学校|医院|机构|责任人|工作组)$  # 各级医院
    | ^
      (
          乡镇|镇街|街镇|镇乡|街道|乡镇街道|乡镇（街道）|县市区  # 乡镇, 县市区
        | 市县区|区县|县区|园区|镇（街道）|县（市、区）  # 镇（街道）
      )
      (人民政府|政府|办事处|管委会)*$  # …人民政府
    """,
    re.VERBOSE,
)
_VAGUE = re.compile(
    r"有关|相关|其他|其它|(?:各|直|级|责任|成员|职能)(?:责任|职能|成员|级)?(?:部门|单位)$"
)
"""有关部门, 市直各部门, 各责任单位: names without end."""
_COLLECTIVE_TAIL = re.compile(
    r"""(?:有关|相关)?
    (?:街道(?:办事处|办)?|[区县市州旗乡镇](?:（市）)?(?:人民政府|政府)?|县级市(?:人民政府)?|人民政府
    |乡镇(?:人民政府|政府)?|区县(?:人民政府|政府)?|(?:街道|园区|功能区|管理区)?管委会
    |办事处|社区|村|园区|功能区|农场|林场|场|部门|单位|企业)""",
    re.VERBOSE,
)
"""What goes on a collective name: 各乡镇人民政府、|街道办事处, 各县（市）、|区人民政府.
"""
_BRACKETED = re.compile(r"[（(][^（）()]*[）)]")
_GENERIC = re.compile(
    r"^(服务中心|发展中心|管委会|管委|办公室|中心|支行|分行|分公司|政府|办事处|大队|支队|领导小组|工作专班|委员会|会|局|办)$"
)


@dataclass(frozen=True, slots=True)
class UnitKey:
    """A name taken apart.

    `infix` is 委 or 政府 where the name has one that names like it often lack.
    """

    level: str
    place: str
    core: str
    infix: str = ""


def unit_key(name: str) -> UnitKey:
    """Take a name apart.

    >>> unit_key("县政府办金融办"), unit_key("岳阳高新技术产业园区管委会").core
    (UnitKey(level='县', place='', core='金融办', infix='政府'), '岳阳高新区')
    """
    text = _without_brackets(half_width(squeeze(name)))
    text = _NATIONAL.sub("", text) or text
    bank = _BANK.match(text)
    if bank:
        return UnitKey(bank["level"] or "", bank["place"] or "", "人民银行")
    level, place, text = _whose(text)
    for full, short in _FOLDS:
        text = full.sub(short, text)
    for pattern, suffix in ((_OFFICE, "办"), (_COMMITTEE, "委")):
        if match := pattern.match(text):
            text = match["head"] + suffix
    infix, text = _infix(text)
    for pattern in (_ZONE, _TOWN):
        if match := pattern.match(text):
            text = match[1]
    return UnitKey(level, place, text, infix)


def _without_brackets(text: str) -> str:
    if is_collective(text):
        return re.sub(r"[(),、，]", "", text)
    return _BRACKETED.sub("", text)


def _whose(text: str) -> tuple[str, str, str]:
    """Give a name's level, its place, and the rest."""
    match = _LEVEL.match(text)
    if match:
        return match["level"], "", match["rest"]
    match = _PLACE.match(text)
    if match and _stands_alone(match["rest"]):
        return match["level"], match["place"], match["rest"]
    return "", "", text


def _infix(text: str) -> tuple[str, str]:
    """Give 委 or 政府 before a name that stands alone without it, and the rest."""
    match = _INFIX.match(text)
    if match and _stands_alone(match["rest"]):
        return match["infix"], match["rest"]
    return "", text


def _stands_alone(rest: str) -> bool:
    return is_complete(rest) and not is_generic(rest)


def is_complete(name: str) -> bool:
    """Whether a name ends as bodies' names end."""
    return bool(_ENDING.search(_BRACKETED.sub("", name)))


def is_generic(name: str) -> bool:
    """Whether a name is only the end of one (服务中心): alone it names nobody."""
    return bool(_GENERIC.match(name))


def is_collective(name: str) -> bool:
    """Whether a name stands for several units (各县市区, 市直有关部门)."""
    return bool(_COLLECTIVE.match(squeeze(name)))


def is_vague(name: str) -> bool:
    """Whether a collective name says of nobody whether they belong to it.

    >>> is_vague("区级相关部门"), is_vague("各责任单位"), is_vague("各街道办事处")
    (True, True, False)
    """
    return is_collective(name) and bool(_VAGUE.search(squeeze(name)))


def ends_collective(name: str, tail: str) -> bool:
    """Whether what follows a separator still belongs to a collective name
    (各乡镇人民政府、|街道办事处).
    """
    return name.startswith(("各", "有关", "相关")) and bool(
        _COLLECTIVE_TAIL.fullmatch(squeeze(tail).replace("(", "（").replace(")", "）"))
    )


def has_level(name: str) -> bool:
    """Whether a name begins with the level of its body (县…) or stands for several."""
    return bool(_LEVEL.match(name)) or name.startswith("各")
