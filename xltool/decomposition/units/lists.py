"""A cell that lists responsible units becomes their names, whatever parts them and wherever OCR broke them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from xltool.decomposition.units.names import (
    has_level,
    is_collective,
    is_complete,
    is_generic,
)
from xltool.text import half_width, squeeze

LEAD, SUPPORT = "牵头", "配合"

_LABEL = re.compile(
    r"(?P<role>牵头|主办|主责|责任|配合|参加|参与|协办|协助)(?:责任)?(?:单位|部门)?\s*[:：]"
)
_SEPARATORS = "、，,；;。/／|"
_MARKED = re.compile(
    r"[（(【\[]\s*(?P<role>牵头|主办|主责|配合|协办|协助|参加|参与)(?:单位|部门)?\s*[）)】\]]|(?:[：:]|为)?(?P<end>牵头|主办|主责|配合|协办)(?:负责|落实)?$"
)
_BEGIN = re.compile(r"^(?:由|会同|联合|及|和|与)(?=.{3,})|^\d{1,2}[.．、]\s*")
_NOT_A_NAME = re.compile(
    r"^(?:[省市县区](?:委|政府|人民政府|委办|政府办)$|国家|中国|中央)"
)
_REST = re.compile(
    r"(?:等(?:有关|相关)?(?:单位|部门)?|(?:按职责分工)?(?:分工)?负责(?:落实)?)$"
)
_NOTHING = re.compile(r"^[\s\-—/／无]*$")
_BEFORE_LEVEL = re.compile(
    r"(?<=[局办会院社厅所队心部司团镇乡道])(?=[省市县区](?!直|级|域|城(?!管|建|乡)|场|区|县)[\u4e00-\u9fff]{2})"
)
_PREFIX_ONLY = re.compile(
    r"^(?:[省市县区](?:委|政府|人民政府|委办|政府办)|国家|中国|中央)"
)
_BRACKETS = str.maketrans("()", "（）")
_ROLES = {"牵头": LEAD, "主办": LEAD, "主责": LEAD, "责任": ""}


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


def split_units(text: str) -> tuple[PrintedUnit, ...]:
    """Split a cell into the names it lists, in their order; the same name twice stays twice.

    >>> [unit.name for unit in split_units("县科技局、 县发改局 县自然资 源局，县财政局县商务局")]
    ['县科技局', '县发改局', '县自然资源局', '县财政局', '县商务局']
    """
    found: list[PrintedUnit] = []
    for role, part in _labelled(half_width(text)):
        units = [unit for piece in _pieces(part) for unit in _named(piece, role)]
        found.extend(_sentence_roles(units) if not role else units)
    return tuple(found)


def _labelled(text: str) -> list[tuple[str, str]]:
    """Cut at 牵头单位：… 配合单位：…; what stands before the first label has no role."""
    parts: list[tuple[str, str]] = []
    role, start = "", 0
    for match in _LABEL.finditer(text):
        parts.append((role, text[start : match.start()]))
        role, start = _ROLES.get(match["role"], SUPPORT), match.end()
    return [*parts, (role, text[start:])]


def _pieces(text: str) -> list[str]:
    """Cut at separators outside of brackets."""
    pieces, depth = [""], 0
    for char in text:
        depth += (char in "（(【[") - (char in "）)】]")
        if char in _SEPARATORS and depth <= 0:
            pieces.append("")
            depth = 0
        else:
            pieces[-1] += char
    return pieces


def _named(piece: str, role: str) -> list[PrintedUnit]:
    if _NOTHING.match(piece):
        return []
    return [unit for words in _broken(piece) for unit in _unit(words, role)]


def _broken(piece: str) -> list[str]:
    """Part what only blanks or nothing part, and keep together what OCR broke within a name."""
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
        or not is_complete(left)
        or _PREFIX_ONLY.fullmatch(left)
    ):
        return False
    if right[0] in "（(" or is_generic(right):
        return False
    return has_level(right) or is_collective(right) or is_complete(right)


def _unseparated(group: str) -> list[str]:
    """Cut where one name ends and the next begins with its level, though nothing parts them."""
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
        role = _ROLES.get(marked["role"] or marked["end"], SUPPORT)
        text = text[: marked.start()] + text[marked.end() :]
    printed = " ".join(text.split())
    bare, bracket = _without_bracket(printed)
    bare = _REST.sub("", _BEGIN.sub("", bare)).strip()
    if not squeeze(bare) or squeeze(bare).isdigit():
        return []
    gaps = tuple(len(squeeze(bare[:at])) for at, char in enumerate(bare) if char == " ")
    name = squeeze(bare).translate(_BRACKETS)
    return [
        PrintedUnit(name=name, printed=printed, role=role, gaps=gaps, bracket=bracket)
    ]


def _without_bracket(text: str) -> tuple[str, str]:
    """Take a bracket off the end of a name; 各县（市、区） keeps its own."""
    match = re.search(r"[（(]([^（）()]*)[）)]\s*$", text)
    if match is None or (
        is_collective(text[: match.start()] + "区")
        and re.fullmatch(r"[省市县区乡镇街道社村居、,场园 ]*", match[1])
    ):
        return text, ""
    return text[: match.start()], match[1]


def _sentence_roles(units: list[PrintedUnit]) -> list[PrintedUnit]:
    """甲牵头，乙、丙配合: a role at the end of a list holds for those before it that have none."""
    roles: list[str] = []
    pending = 0
    for unit in units:
        pending += 1
        if unit.role:
            roles.extend(
                [unit.role] * pending
                if unit.role == SUPPORT
                else ["" for _ in range(pending - 1)] + [LEAD]
            )
            pending = 0
    roles.extend([""] * pending)
    return [replace(unit, role=role) for unit, role in zip(units, roles, strict=True)]
