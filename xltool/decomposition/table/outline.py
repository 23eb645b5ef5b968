"""A text that lists tasks item by item, without any table, as rows.

    一、主要预期目标                                      a measure
    1.地区生产总值增长6%左右。（牵头单位：县发改局）       a task of it
    （一）加快项目建设                                    a measure below the first
    责任单位：县住建局                                    who answers for the section

Marks make the outline: 第一部分, 一、, （一）, 1., （1）, ①. A line without a mark goes
on with the line above it, unless it says itself who answers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from xltool.decomposition.table.columns import ColumnPart
from xltool.decomposition.table.printed_rows import PrintedRow
from xltool.decomposition.text.items import cut_at_items
from xltool.decomposition.text.normalizing import fold
from xltool.decomposition.text.numbers import find_quantities
from xltool.decomposition.units.responsibility import (
    Responsibility,
    is_body,
    is_responsibility,
    responsibility_in,
)
from xltool.model.numerals import parse_numeral
from xltool.text import half_width, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xltool.decomposition.table.printed import Grid

_CN = "[一二三四五六七八九十百]{1,4}"
_MARKS = (
    re.compile(rf"第(?P<n>{_CN}|\d{{1,2}})(?:章|部分|篇|编)[、:：\s]*"),
    re.compile(rf"(?:第(?P<article>{_CN})条|(?P<n>{_CN})[、.．])\s*"),
    re.compile(rf"[（(]\s?(?P<n>{_CN})\s?[)）]\s*"),
    re.compile(r"(?P<n>[0-9０-９]{1,3})\s?(?:[.．](?!\d)|、|[.．](?=20\d\d年))\s*"),
    re.compile(r"(?:[（(]\s?(?P<n>[0-9０-９]{1,3})\s?[)）]|(?P<m>[0-9]{1,2})[)）])\s*"),
    re.compile(r"(?P<n>[①-⑳])\s*"),
)
"""The marks of an outline, the highest first."""
_BULLET = re.compile(r"(?:——|—|[●◆★■▲○◇□•·※])\s*(?=[\u4e00-\u9fff])")
_BOILERPLATE = re.compile(
    r"""^(?:附件|附表|附[:：]|[（(]?此件|抄送|印发|联系人|联系电话|联系方式|电话|传真|邮箱|来源[:：]
    |责任编辑|打印|主办[:：]|分享到|上一篇|下一篇|[—\-–\s]*\d{1,3}[—\-–\s]*$
    |(?:索引号|组配分类|主题分类|信息分类|公开(?:方式|范围|时限)|发文(?:机关|字号|单位|日期|时间)|发布(?:机构|单位|日期|时间)
    |生成日期|成文日期|生效日期|废止日期|有效性|时效|文号|主题词|关键词|标题|名称|字体|字号|浏览(?:次数|量)|点击(?:数|量)|阅读次数|字体大小)[:：]
    |第\s?\d{1,3}\s?页|共\s?\d{1,3}\s?页|20\d\d年\d{1,2}月\d{1,2}日$|.{0,20}\d{4}年\d{1,2}月\d{1,2}日印发)""",
    re.VERBOSE,
)
"""Lines around a document that are no part of it: annexes, signatures, page numbers."""
_PROMISES = re.compile(
    r"(?:预期|主要|发展|工作|年度|总体)目标|目标任务|目标[是为:：]|力争"
)
_SENTENCE_END = re.compile(r"[。；;：:！!？?]$|[）)】]$")
_LONGEST_TITLE, _LONGEST_NAME = 45, 60
_WRAPPED = 24
"""A line of at least so many characters that ends in no mark was wrapped."""
_FEWEST_ANSWERED = 2
_REPEATED = 3
_EDGES = "，,；;。 "


@dataclass(slots=True)
class _Node:
    """A marked line with what stands below it; the root has no mark."""

    level: int
    number: str = ""
    mark: str = ""
    lines: list[tuple[str, str]] = field(default_factory=list)
    """Texts with the label of their line: the marked line's own first."""
    children: list[_Node] = field(default_factory=list)
    says: Responsibility = field(default_factory=Responsibility)

    @property
    def title(self) -> str:
        """The first sentence, without its end."""
        if not self.lines:
            return ""
        first = re.split(r"[。；;\n]", self.lines[0][0].strip(), maxsplit=1)[0]
        return first.strip("：: ")


@dataclass(frozen=True, slots=True)
class _Said:
    """A paragraph without what says who answers, the label of its line, and that."""

    text: str
    label: str
    says: Responsibility


@dataclass(frozen=True, slots=True)
class _Section:
    """Where an item stands.

    Its measure's number and name, and the heading over that.
    """

    seq: str = ""
    name: str = ""
    campaign: str = ""
    says: Responsibility = field(default_factory=Responsibility)


def outlined(grids: Sequence[Grid], *, beside_table: bool) -> list[PrintedRow]:
    """Give the tasks of the text outside of tables.

    `beside_table` says that the document has a table of tasks; its text then counts
    only where several items say who answers for them (and is no mere covering letter).
    """
    rows: list[PrintedRow] = []
    for grid in grids:
        root = _tree(_paragraphs(grid))
        made = list(_rows(root, grid.name))
        answered = sum(1 for row in made if _has_units(row))
        if not beside_table or answered >= _FEWEST_ANSWERED:
            rows.extend(made)
    return rows


def _has_units(row: PrintedRow) -> bool:
    return any(
        row.text(part)
        for part in (ColumnPart.LEAD, ColumnPart.UNIT, ColumnPart.SUPPORT)
    )


# ---- lines ----


def _paragraphs(grid: Grid) -> list[tuple[str, str]]:
    """Give the text's paragraphs with the labels of their lines.

    Wrapped lines joined, lists cut.
    """
    joined: list[tuple[str, str]] = []
    for label, line in _with_marks(list(_lines(grid))):
        if joined and _goes_on(joined[-1][1], line):
            apart = "、" if _OFFICIAL.match(line) else ""
            joined[-1] = (joined[-1][0], joined[-1][1] + apart + line)
        else:
            joined.append((label, line))
    return [(label, part) for label, text in joined for part in _cut(text)]


def _lines(grid: Grid) -> Iterator[tuple[str, str]]:
    """Give the lines outside of tables that say something, without running heads and
    page numbers.
    """
    texts: list[tuple[str, str]] = []
    for row in grid.rows:
        said = [cell.strip() for cell in row.cells if cell.strip()]
        if said and (row.outside or len(said) == 1):
            texts.extend((row.label, part) for part in said[0].splitlines())
    times: dict[str, int] = {}
    for _, text in texts:
        times[text] = times.get(text, 0) + 1
    for label, text in texts:
        line = text.strip(" \t\u3000#*")
        running = times[text] >= _REPEATED and _level(line)[0] is None
        says = is_responsibility(line)
        if line and (says or not (_is_boilerplate(line) or running)):
            yield label, line


_BARE_NUMBER = re.compile(r"(?P<n>\d{1,3})[ \u3000]+(?=[\u4e00-\u9fff“《])")
_FEWEST_NUMBERED = 3


def _with_marks(lines: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Give the lines; those that bare numbers count (1 新建公园3个) with a point
    behind the number.
    """
    numbers = [_BARE_NUMBER.match(line) for _, line in lines]
    counted = [int(match["n"]) for match in numbers if match]
    steps = sum(1 for one, two in pairwise(counted) if two == one + 1)
    counts = steps + 1 >= _FEWEST_NUMBERED
    for (label, line), match in zip(lines, numbers, strict=True):
        if match and counts:
            yield label, f"{match['n']}. {line[match.end() :]}"
        else:
            yield label, line


def _is_boilerplate(line: str) -> bool:
    """Tell a line about the document (• 索 引 号：…, 发布日期：…), none of it."""
    return bool(_BOILERPLATE.match(squeeze(line).lstrip("•·●|")))


def _goes_on(before: str, line: str) -> bool:
    """Tell a line that only the page's width parted from the one above."""
    if _OFFICIAL.match(line) and responsibility_in(before)[1].leaders:
        return True
    if _SENTENCE_END.search(before) or _level(line)[0] is not None:
        return False
    if is_responsibility(line) or is_responsibility(before):
        return False
    level, _, _, rest = _level(before)
    heading = level is not None and level < _ITEM_LEVEL
    return len(rest) >= (_LONGEST_TITLE if heading else _WRAPPED)


_OFFICIAL = re.compile(
    r"""[\u4e00-\u9fff]{2,3}[\u0020\u3000][\u4e00-\u9fff、]{0,20}
    (?:长|书记|主任|常委|主席|委员|调研员)$""",
    re.VERBOSE,
)
"""马强 市政府副市长: a line of a list of officials."""
_ITEM_LEVEL = 3


_HEADING_OF_LIST = re.compile(
    r"""(?P<heading>\s*(?:\d{1,3}[.．、]|[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、)
    [^。；;:：，,\d]{2,24})[:：]\s*(?=[（(]1[)）]|①)""",
    re.VERBOSE,
)
"""3.农村道路建设：（1）…: a heading with the first item of its list."""


def _cut(text: str) -> list[str]:
    """Cut a paragraph that holds a list.

    One that begins with its mark, or says for each item who answers.
    """
    opened = _HEADING_OF_LIST.match(text)
    if opened:
        return [opened["heading"], *_cut(text[opened.end() :])]
    parts = cut_at_items(text)
    if len(parts) < 2:
        return [text]
    begins = bool(_level(text)[0] is not None and parts[0][:1] == text.strip()[:1])
    answered = sum(1 for part in parts if responsibility_in(part)[1].names_units)
    if begins and _level(parts[0])[0] == _level(parts[1])[0]:
        return parts
    return parts if answered >= _FEWEST_ANSWERED else [text]


def _level(line: str) -> tuple[int | None, str, str, str]:
    """Give the level, number, mark and text of a marked line.

    Level None for any other.
    """
    bare = line.strip()
    for level, pattern in enumerate(_MARKS):
        match = pattern.match(bare)
        if match and match.end() < len(bare):
            numbers = [text for text in match.groupdict().values() if text]
            return level, _digits(numbers[0]), match[0].strip(), bare[match.end() :]
    match = _BULLET.match(bare)
    if match:
        return len(_MARKS), "", match[0].strip(), bare[match.end() :]
    return None, "", "", bare


def _digits(printed: str) -> str:
    if "①" <= printed <= "⑳":
        return str(ord(printed) - ord("①") + 1)
    bare = half_width(printed)
    value = int(bare) if bare.isdecimal() else parse_numeral(bare)
    return "" if value is None else str(int(value))


# ---- the outline ----


def _tree(paragraphs: Iterable[tuple[str, str]]) -> _Node:
    root = _Node(level=-1)
    path = [root]
    for label, text in paragraphs:
        level, number, mark, rest = _level(text)
        if level is None:
            path[-1].lines.append((text, label))
            continue
        while path[-1].level >= level:
            path.pop()
        if is_responsibility(rest):
            path[-1].lines.append((rest, label))
            continue
        node = _Node(level=level, number=number, mark=mark, lines=[(rest, label)])
        path[-1].children.append(node)
        path.append(node)
    return root


def _rows(root: _Node, table: str) -> Iterator[PrintedRow]:
    _share_answers(root)
    yield from _root_rows(root, table)
    yield from _below(root, _Section(), table)


def _root_rows(root: _Node, table: str) -> Iterator[PrintedRow]:
    """Give what stands before the first mark and promises something, or says who
    answers.
    """
    marked = bool(root.children)
    listing = False
    for number, (text, label) in enumerate(root.lines, 1):
        bare, says = responsibility_in(text)
        promises = _PROMISES.search(bare) if marked else len(bare) > _WRAPPED
        promises = promises or listing
        listing = _goes_on_listing(bare, listing=listing)
        if says.names_units or (promises and _has_figure(bare)):
            section = _Section(seq="" if marked else str(number))
            yield _row(section, "", _Said(bare, label, says), table, first=True)


def _goes_on_listing(text: str, *, listing: bool) -> bool:
    """Tell that the next line belongs to a list that a colon opened (主要目标为：).

    Such a list ends with its last line's full stop.
    """
    if text.endswith((":", "：", "为")) and _PROMISES.search(text):
        return True
    return listing and text.endswith(("；", ";", "，", ","))


def _below(parent: _Node, section: _Section, table: str) -> Iterator[PrintedRow]:
    """Give the rows of a node's children, each under its measure."""
    started = False
    for node in parent.children:
        _share_answers(node)
        under = _under(node, section)
        if not node.children and not _is_section(node):
            for row in _item_rows(node, section, table, first=not started):
                started = started or bool(section.name)
                yield row
            continue
        yield from _own_rows(node, under, table)
        yield from _below(node, under, table)


def _is_section(node: _Node) -> bool:
    """Tell a heading over paragraphs that have no marks."""
    if node.level >= _ITEM_LEVEL or len(node.lines) < 2:
        return False
    title = node.lines[0][0]
    body = [text for text, _ in node.lines[1:] if not is_responsibility(text)]
    return bool(body) and len(title) <= _LONGEST_TITLE and not _is_sentence(title)


def _under(node: _Node, section: _Section) -> _Section:
    seq = f"{section.seq}.{node.number}" if section.seq else node.number
    name, own = responsibility_in(node.title)
    if is_body(name):
        own = Responsibility(units=node.title)
    return _Section(
        seq=seq or section.seq,
        name=name[:_LONGEST_NAME],
        campaign=section.campaign or section.name,
        says=node.says.or_else(own).or_else(section.says),
    )


def _share_answers(parent: _Node) -> None:
    """Give a section's only lines of units to all of its items.

    In its heading, or behind the last item.
    """
    heading = [text for text, _ in parent.lines[1:] if is_responsibility(text)]
    if heading and parent.children:
        parent.says = _said_together(heading)
        return
    leaves = [node for node in parent.children if not node.children]
    if len(leaves) < 2 or len(leaves) < len(parent.children):
        return
    answered = [node for node in leaves if _own_answer(node).names_units]
    last = leaves[-1]
    if answered == [last] and is_responsibility(last.lines[-1][0]):
        lines = [text for text, _ in last.lines if is_responsibility(text)]
        shared = _said_together(lines)
        for node in leaves:
            node.says = shared


def _said_together(lines: Sequence[str]) -> Responsibility:
    says = Responsibility()
    for text in lines:
        says = says.joined(responsibility_in(text)[1])
    return says


def _own_answer(node: _Node) -> Responsibility:
    return _said_together([text for text, _ in node.lines])


def _own_rows(node: _Node, under: _Section, table: str) -> Iterator[PrintedRow]:
    """Give what a heading itself promises, and the paragraphs below it that have no
    marks.
    """
    first = True
    behind = _answer_behind(node)
    for number, (text, label) in enumerate(node.lines):
        bare, says = responsibility_in(text)
        says = says.or_else(behind)
        if not bare or (number == 0 and not (_has_figure(bare) and _is_sentence(bare))):
            continue
        if number and node.children and not says.names_units and not _has_figure(bare):
            continue
        said = _Said(bare, label, says.or_else(under.says))
        yield _row(under, "", said, table, first=first)
        first = False


def _answer_behind(node: _Node) -> Responsibility:
    """Give who answers for the paragraphs of a heading, said in the lines behind them.

    Where several paragraphs say it each, none of them is asked.
    """
    says = [is_responsibility(text) for text, _ in node.lines[1:]]
    behind = [text for (text, _), one in zip(node.lines[1:], says, strict=True) if one]
    ends = bool(says) and all(says[-len(behind) :])
    if node.children or not behind or not ends:
        return Responsibility()
    return _said_together(behind)


def _is_sentence(text: str) -> bool:
    return len(text) > _LONGEST_TITLE or bool(re.search(r"[。；，,]", text))


def _item_rows(
    node: _Node, section: _Section, table: str, *, first: bool
) -> Iterator[PrintedRow]:
    """Give an item as a row.

    Paragraphs of it that say themselves who answers are rows of their own.
    """
    says = node.says.or_else(section.says)
    parts: list[_Said] = []
    for text, label in _titled(node.lines):
        bare, own = responsibility_in(text)
        if parts and (not bare.strip(_EDGES) or not parts[-1].says.names_units):
            before = parts[-1]
            words = "\n".join(part for part in (before.text, bare.strip()) if part)
            parts[-1] = _Said(words, before.label, before.says.joined(own))
        else:
            parts.append(_Said(bare, label, own))
    for place, part in enumerate(parts):
        if not part.text.strip(_EDGES):
            continue
        here = section
        item = node.number if section.name else ""
        if not section.name:
            here = _Section(seq=node.number, campaign=section.campaign)
        begins = (first and place == 0) or not section.name
        said = _Said(part.text, part.label, part.says.or_else(says))
        yield _row(here, item, said, table, first=begins)


def _titled(lines: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """End the first line of an item that is its title (1.农村改厕) with a full stop.

    What stands below would else be read as its next word.
    """
    first, label = lines[0]
    below = [text for text, _ in lines[1:] if not is_responsibility(text)]
    is_title = len(first) <= _SHORT_TITLE and not _SENTENCE_END.search(first)
    if below and is_title and not _has_figure(first):
        return [(f"{first}。", label), *lines[1:]]
    return list(lines)


_SHORT_TITLE = 20


def _has_figure(text: str) -> bool:
    found = find_quantities(fold(text).flat)
    return any(not one.bare and not one.spelled for one in found)


def _row(
    section: _Section, item: str, said: _Said, table: str, *, first: bool
) -> PrintedRow:
    says = said.says
    parts = {
        ColumnPart.SEQ: section.seq,
        ColumnPart.NAME: section.name,
        ColumnPart.CAMPAIGN: section.campaign,
        ColumnPart.OWN: said.text.strip(),
        ColumnPart.LEAD: says.lead,
        ColumnPart.UNIT: says.units,
        ColumnPart.SUPPORT: says.support,
        ColumnPart.LEADER: says.leaders,
        ColumnPart.RESPONSIBLE: says.responsible,
        ColumnPart.DEADLINE: says.deadline,
    }
    kept = {part: words for part, words in parts.items() if words}
    return PrintedRow(
        parts={**kept, ColumnPart.ITEM: item},
        unmapped={},
        table=table,
        label=said.label,
        columns={},
        continued=not first,
    )
