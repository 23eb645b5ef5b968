"""A cell that lists responsible units becomes their names, whatever parts them and
wherever OCR broke them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from xltool.decomposition.units.names import (
    ends_collective,
    has_level,
    is_collective,
    is_complete,
    is_generic,
    is_vague,
)
from xltool.decomposition.units.shares import is_place, share_beside
from xltool.decomposition.vocabulary import (
    LABEL,
    OTHER_LABEL,
    meaning_of_label,
)
from xltool.text import half_width, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAD, SUPPORT = "牵头", "配合"

_LABEL = re.compile(rf"(?P<label>{LABEL}|{OTHER_LABEL})\s*[:：]")
_SEPARATORS = "、，,；;。/／|"
_MARKED = re.compile(
    r"""
      [（(【\[〔]\s*
      (?P<role>
          牵头|主办|主责|配合|协办|会办|协助|参加|参与  # 县水利局（牵头）
      )
      (?:单位|部门)?\s*[）)】\]〕]
    | (?:[：:]|为)?
      (?:
        # 县水利局牵头负责落实
          (?P<end>牵头|主办|主责|为主)(?:负责)?(?:落实|实施|推进|办理|督导)?
        | (?:积极|密切|共同|协同|负责)?  # 县林业局积极…
          (?P<helps>
              配合|协办|会办|协助|参与|参加|协同|监督|指导|督导  # …配合
          )
      )
      $
    """,
    re.VERBOSE,
)
_BEGIN = re.compile(r"^(?:由|会同|联合|及|和|与)(?=.{3,})|^\d{1,2}[.．、]\s*")
_NOT_A_NAME = re.compile(
    r"^(?:[省市县区](?:委|政府|人民政府|委办|政府办)$|国家|中国|中央)"
)
_REST = re.compile(
    r"(?:等(?:有关|相关)?(?:单位|部门)?(?:[和及](?:单位|部门))?)?(?:按照?(?:各自)?职责)?(?:分工|分别)?(?:负责|抓好|组织)?"
    r"(?:落实|实施|推进|办理)?$"
)
_NOTHING = re.compile(r"^[\s\-—/／无]*$")
_BEFORE_LEVEL = re.compile(
    r"(?<=[局办会院社厅所队心部司团镇乡道])(?=[省市县区](?!直|级|域|城(?!管|建|乡)|场|区|县)[\u4e00-\u9fff]{2})"
)
_PREFIX_ONLY = re.compile(
    r"^(?:[省市县区](?:委|政府|人民政府|委办|政府办)|国家|中国|中央)"
)
_BRACKETS = str.maketrans("()", "（）")
_ROLES = dict.fromkeys(("牵头", "主办", "主责", "为主"), LEAD)
_ROLE_OF_LABEL = {"牵头": LEAD, "配合": SUPPORT}


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedUnit:
    """One name of a list, without the blanks and brackets in it.

    `printed` is as it stands; `gaps` are the places in `name` where the print has a
    blank, where a character may have been lost. `role` is 牵头 or 配合 where the cell
    says so.
    """

    name: str
    printed: str
    role: str = ""
    gaps: tuple[int, ...] = ()
    bracket: str = ""
    for_all: bool = False
    """Whether the role is said behind a list (甲、乙牵头), so that it holds for all of
    it.
    """
    share: str = ""
    """The figure beside the name (柳溪镇2万亩), as printed."""


@lru_cache(maxsize=8192)  # the same few lists stand beside most tasks
def split_units(text: str) -> tuple[PrintedUnit, ...]:
    """Split a cell into the names it lists, in their order.

    The same name twice stays twice.
    >>> [unit.name for unit in split_units("县科技局、 县发改局 县自然资 源局，县财政局县商务局")]
    ['县科技局', '县发改局', '县自然资源局', '县财政局', '县商务局']
    """
    found: list[PrintedUnit] = []
    for role, part in _labelled(half_width(text)):
        units = [unit for piece in _pieces(part) for unit in _named(piece, role)]
        found.extend(_sentence_roles(units) if not role else units)
    return tuple(_with_level(_with_ending(_shared_out(found))))


_EACH = "各"


def _shared_out(units: list[PrintedUnit]) -> list[PrintedUnit]:
    """Give a figure that holds for a list (东河乡、西山乡各3000亩) to each of it."""
    shared: list[PrintedUnit] = []
    each = ""
    for unit in reversed(units):
        if unit.share:
            each = unit.share.removeprefix(_EACH) if unit.share[0] == _EACH else ""
        holds = bool(unit.share) or is_place(unit.name)
        share = each if each and holds else unit.share
        shared.append(replace(unit, share=share))
    return shared[::-1]


_PLACES_ENDING = re.compile(
    r"""(?:
        街道办事处|街道办|街道|镇人民政府|乡人民政府|镇政府|乡政府|镇|乡  # 城东、|城西街道
      | 管理区|(?<!技术)(?<!经济)开发区|园区|农场|林场
      | (?<=[\u4e00-\u9fff]{2})(?:经济技术|经济)开发区管委会  # 东山、西江|经济开发区管委会
    )$""",
    re.VERBOSE,
)
_BARE_PLACE = re.compile(r"(?![省市县区各全有相])[\u4e00-\u9fff]{2,5}")
_BODY_ENDING = re.compile(r"[局委]$")
_BARE_BODY = re.compile(
    r"""
    [省市县区州旗]?
    (?:
        发改|工信|经信|住建|人社|财政|文旅|卫健|应急|教育|教体  # 县发改, 区教体
      | 科技|民政|水利|林业|审计|统计|司法|公安|环保|城管|医保  # 市民政, 城管
      | 国资|商务|交通|自然资源|农业农村|生态环境|市场监管  # 国资, 县市场监管
    )
    """,
    re.VERBOSE,
)


def _with_ending(units: list[PrintedUnit]) -> list[PrintedUnit]:
    """Give names the ending that only the last of a list prints.

    城东、城西街道 are two 街道, 市发改、财政局 are two 局.
    """
    ended: list[PrintedUnit] = []
    place = body = ""
    for unit in reversed(units):
        if is_complete(unit.name) or is_collective(unit.name):
            of_place = _PLACES_ENDING.search(unit.name)
            of_body = _BODY_ENDING.search(unit.name)
            place = of_place[0] if of_place else ""
            body = of_body[0] if of_body else ""
            ended.append(unit)
        elif place and _BARE_PLACE.fullmatch(unit.name):
            ended.append(replace(unit, name=unit.name + place, gaps=()))
        elif body and _BARE_BODY.fullmatch(unit.name):
            ended.append(replace(unit, name=unit.name + body, gaps=()))
        else:
            place = body = ""
            ended.append(unit)
    return ended[::-1]


_SHORT_BODY = re.compile(
    r"(?![省县区州旗]|市(?!场)|国(?![资税土])|中|人民|高新|经开|开发|各|.*(?:海事|监管分|铁路)局|..(?:生态环境|自然资源|税务|公安)(?:分局|局))"
    r"[\u4e00-\u9fff]{2,9}[局委办厅]"
)
_PLACE_INSIDE = re.compile(r"(?:[区县镇园]|(?<!城)[市乡])(?!场|政|域|容)|街道")


def _with_level(units: list[PrintedUnit]) -> Iterator[PrintedUnit]:
    """Carry the level of a name over to the bodies behind it that print none
    (市财政局、农业局).
    """
    level = ""
    for unit in units:
        if has_level(unit.name) and not is_collective(unit.name):
            level = unit.name[0]
        carried = level and _SHORT_BODY.fullmatch(unit.name)
        if carried and not _PLACE_INSIDE.search(unit.name[:-1]):
            yield replace(unit, name=level + unit.name, gaps=())
        else:
            yield unit


def _labelled(text: str) -> list[tuple[str, str]]:
    """Cut at 牵头单位：… 配合单位：….

    What stands before the first label has no role.
    """
    parts: list[tuple[str, str]] = []
    role, start = "", 0
    for match in _LABEL.finditer(text):
        parts.append((role, text[start : match.start()]))
        role = _ROLE_OF_LABEL.get(meaning_of_label(match["label"]), "")
        start = match.end()
    return [*parts, (role, text[start:])]


def _pieces(text: str) -> list[str]:
    """Cut at separators outside of brackets, but not within a collective name."""
    pieces: list[str] = []
    separator = ""
    for piece, following in _parted_at_separators(text):
        if (
            pieces
            and separator in "、,，"
            and ends_collective(pieces[-1].strip(), _REST.sub("", squeeze(piece)))
        ):
            pieces[-1] = f"{pieces[-1].strip()}、{squeeze(piece)}"
        else:
            pieces.extend(_joined_by_and(piece))
        separator = following
    return pieces


_AND = re.compile(r"会同|[及和与]")


def _joined_by_and(piece: str) -> list[str]:
    """Cut 市商务局及相关部门, where whole names stand on both sides (not 教育和体育局)."""
    for match in _AND.finditer(piece):
        left = _AND_OTHERS.sub("", piece[: match.start()])
        right = squeeze(piece[match.end() :])
        if _is_whole_name(squeeze(left)) and _begins_name(right):
            return [left, right]
        if is_collective(squeeze(left)) and right.startswith("各"):
            return [left, right]
    return [piece]


def _is_whole_name(text: str) -> bool:
    """Whether a text ends as a body's name or is a collective one of no places."""
    return bool(_BODY.search(text)) or is_vague(text)


def _begins_name(text: str) -> bool:
    """Whether a body's name begins here, with its level, or a collective one."""
    whole = _REST.sub("", _WHAT_IT_DOES.sub("", text))
    named = is_complete(whole) and has_level(whole) and len(whole) > _SHORT_NAME
    return named or is_collective(whole)


_AND_OTHERS = re.compile(r"等(?:有关|相关)?(?:部门|单位)$")
_WHAT_IT_DOES = re.compile(r"(?:牵头|主办|配合|协办|协助|参与)(?:落实|实施)?$")


_BODY = re.compile(r".{2}(?:[局委办厅部院会]|中心|公司|集团|政府|管委会|办事处)$")
_SHORT_NAME = 3


def _parted_at_separators(text: str) -> Iterator[tuple[str, str]]:
    """Give the pieces with the separator behind each."""
    start, depth = 0, 0
    for at, char in enumerate(text):
        depth += (char in "（(【[〔") - (char in "）)】]〕")
        if char in _SEPARATORS and depth <= 0 and not _THOUSANDS.match(text, at):
            yield text[start:at], char
            start = at + 1
            depth = 0
    yield text[start:], ""


_THOUSANDS = re.compile(r"(?<=\d),(?=\d)")
"""The comma of a figure (1,500亩): no name begins with a digit."""


def _named(piece: str, role: str) -> list[PrintedUnit]:
    if _NOTHING.match(piece):
        return []
    return [unit for words in _broken(piece) for unit in _unit(words, role)]


def _broken(piece: str) -> list[str]:
    """Part what only blanks or nothing part, and keep together what OCR broke within a
    name.
    """
    groups: list[str] = []
    for token in piece.split():
        if groups and not _parted(squeeze(groups[-1]), token):
            groups[-1] += f" {token}"
        else:
            groups.append(token)
    return [name for group in groups for name in _unseparated(group)]


def _parted(left: str, right: str) -> bool:
    """Whether a blank between two tokens parts two names."""
    if (
        min(len(left), len(right)) < 3
        or not (is_complete(left) or is_collective(left))
        or _PREFIX_ONLY.fullmatch(left)
    ):
        return False
    if right[0] in "（(" or is_generic(right):
        return False
    return has_level(right) or is_collective(right) or is_complete(right)


def _unseparated(group: str) -> list[str]:
    """Cut where one name ends and the next begins with its level, though nothing parts
    them.
    """
    names = [""]
    for part in _BEFORE_LEVEL.split(group):
        whole = squeeze(names[-1])
        if (
            is_complete(whole)
            and is_complete(squeeze(part))
            and not _NOT_A_NAME.match(whole)
        ):
            names.append(part)
        else:
            names[-1] += part
    return names


def _unit(text: str, role: str) -> list[PrintedUnit]:
    marked = _MARKED.search(text)
    if marked:
        said = marked["role"] or marked["end"] or marked["helps"]
        role = _ROLES.get(said, SUPPORT)
        text = text[: marked.start()] + text[marked.end() :]
    printed = " ".join(text.split())
    bare, bracket = _without_bracket(printed)
    bare, share = share_beside(bare.strip(), bracket)
    bare = _REST.sub("", _BEGIN.sub("", bare)).strip()
    if not squeeze(bare) or squeeze(bare).isdigit():
        return []
    gaps = tuple(len(squeeze(bare[:at])) for at, char in enumerate(bare) if char == " ")
    name = squeeze(bare).translate(_BRACKETS)
    return [
        PrintedUnit(
            name=name,
            printed=printed,
            role=role,
            gaps=gaps,
            bracket="" if share else bracket,
            for_all=marked is not None and not marked["role"],
            share=share,
        )
    ]


_SORTS_OF_PLACES = re.compile(
    r"(?:[省市县区乡镇街道社村居、,场园 ]|功能区|开发区|管委会|办事处)*"
)


def _without_bracket(text: str) -> tuple[str, str]:
    """Take a bracket off the end of a name; 各县（市、区） keeps its own."""
    match = re.search(r"[（(]([^（）()]*)[）)]\s*$", text)
    if match is None or (
        is_collective(text[: match.start()] + "区")
        and _SORTS_OF_PLACES.fullmatch(match[1])
    ):
        return text, ""
    return text[: match.start()], match[1]


def _sentence_roles(units: list[PrintedUnit]) -> list[PrintedUnit]:
    """甲牵头，乙、丙配合: a role at the end of a list holds for those before it that
    have none.
    """
    roles: list[str] = []
    pending = 0
    for unit in units:
        pending += 1
        if unit.role:
            others = unit.role if unit.for_all or unit.role == SUPPORT else ""
            roles.extend([*([others] * (pending - 1)), unit.role])
            pending = 0
    roles.extend([""] * pending)
    return [replace(unit, role=role) for unit, role in zip(units, roles, strict=True)]
