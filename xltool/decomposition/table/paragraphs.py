"""The paragraphs of a text outside of tables, and the marks of its outline.

    一、主要预期目标                     level 1, number 1
    1.地区生产总值增长                   level 3, number 1: goes on in the next line,
    6%左右。                             which the page's width parted from it
    来源：县政府办公室                   no part of the text

Marks make the outline, the highest first: 第一部分, 一、, （一）, 1., （1）, ①, ●.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from xltool.decomposition.table.cells import has_measured_figure
from xltool.decomposition.text.items import cut_at_items
from xltool.decomposition.units.lists import split_units
from xltool.decomposition.units.names import is_complete
from xltool.decomposition.units.responsibility import (
    is_bare_label,
    is_responsibility,
    lists_bodies,
    names_bodies,
    responsibility_in,
)
from xltool.model.numerals import parse_numeral
from xltool.text import half_width, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.decomposition.table.printed import Grid

_CN = "[一二三四五六七八九十百]{1,4}"
_MARKS = (
    re.compile(rf"第(?P<n>{_CN}|\d{{1,2}})(?:章|部分|篇|编)[、:：\s]*"),
    re.compile(rf"(?:第(?P<article>{_CN})条|(?P<n>{_CN})[、.．])\s*"),
    re.compile(
        rf"""(?:[（(]\s?(?P<n>{_CN})\s?[)）]
        |(?:重点|民生|实事)*(?:项目|任务|实事|事项)\s?(?P<m>{_CN}|\d{{1,2}})\s?[:：、])\s*""",
        re.VERBOSE,
    ),
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
    |第\s?\d{1,3}\s?页|共\s?\d{1,3}\s?页|20\d\d年\d{1,2}月\d{1,2}日$|.{0,20}\d{4}年\d{1,2}月\d{1,2}日印发|.{0,20}共印\s?\d{1,4}\s?份)""",
    re.VERBOSE,
)
"""Lines around a document that are no part of it: annexes, signatures, page numbers."""
_OFFICIAL = re.compile(
    r"""[\u4e00-\u9fff]{2,3}[\u0020\u3000][\u4e00-\u9fff、]{0,20}
    (?:长|书记|主任|常委|主席|委员|调研员)$""",
    re.VERBOSE,
)
"""马强 市政府副市长: a line of a list of officials."""
_HEADING_OF_LIST = re.compile(
    r"""(?P<heading>\s*(?:\d{1,3}[.．、]|[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、)
    [^。；;:：，,\d]{2,24})[:：]\s*(?=[（(]1[)）]|①)""",
    re.VERBOSE,
)
"""3.农村道路建设：（1）…: a heading with the first item of its list."""
_BARE_NUMBER = re.compile(r"(?P<n>\d{1,3})[ \u3000]+(?=[\u4e00-\u9fff“《])")
SENTENCE_END = re.compile(r"[。；;：:！!？?]$|[）)】]$")
ITEM_LEVEL = 3
"""The level of 1., below which a mark stands before an item and no heading."""
LONGEST_TITLE = 45
"""A heading that is longer is a sentence."""
WRAPPED = 24
"""A line of at least so many characters that ends in no mark was wrapped."""
FEWEST_ANSWERED = 2
"""So many items that say who answers make a list of tasks."""
_FEWEST_NUMBERED = 3
_REPEATED = 3
"""A line that stands so often is a running head or foot of the pages."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text with the label of its first line, as a person finds it."""

    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A line parted into the mark of an outline and what stands behind it.

    Attributes:
        level: the mark's place among the marks, 0 the highest; None without a mark.
        number: the mark's number in digits, blank for a bullet.
        text: the line without the mark.
    """

    level: int | None
    number: str
    text: str


def paragraphs(grid: Grid) -> list[Paragraph]:
    """Give the paragraphs of a text: wrapped lines joined, lists cut at their items.

    Each has the label of its first line, by which a person finds it.
    """
    joined: list[Paragraph] = []
    for line in _with_names(_titled(list(_with_points(list(_lines(grid)))))):
        if joined and _goes_on(joined[-1].text, line.text):
            joined[-1] = _with_line(joined[-1], line.text)
        else:
            joined.append(line)
    cut: list[Paragraph] = []
    for whole in joined:
        cut.extend(Paragraph(part, whole.label) for part in _cut(whole.text))
    return cut


def _with_line(before: Paragraph, line: str) -> Paragraph:
    """Join a line to the paragraph above; officials, a line each, become a list."""
    apart = "、" if _OFFICIAL.match(line) else ""
    return Paragraph(before.text + apart + line, before.label)


def _lines(grid: Grid) -> Iterator[Paragraph]:
    """Give the lines that say something about the tasks.

    Running heads, page numbers and what stands around a document are left out, unless
    they say who answers.
    """
    lines = list(_lines_outside(grid))
    times = Counter(line.text for line in lines)
    above = ""
    for line in lines:
        text = line.text.strip(" \t\u3000#*")
        if not text:
            continue
        running = times[line.text] >= _REPEATED and marked(text).level is None
        around = running or (_is_boilerplate(text) and not _BLOCK.fullmatch(above))
        if is_responsibility(text) or not around:
            yield Paragraph(text, line.label)
        above = text


def _lines_outside(grid: Grid) -> Iterator[Paragraph]:
    """Give the lines outside of tables; a row with a single text is none of a table.

    A cell of several lines gives them one by one.
    """
    for row in grid.rows:
        texts = [cell.strip() for cell in row.cells if cell.strip()]
        if not texts or (len(texts) > 1 and not row.outside):
            continue
        for line in texts[0].splitlines():
            yield Paragraph(line, row.label)


def _is_boilerplate(line: str) -> bool:
    """Tell a line about the document (• 索 引 号：…, 发布日期：…), none of it."""
    return bool(_BOILERPLATE.match(squeeze(line).lstrip("•·●|")))


def _with_points(lines: list[Paragraph]) -> Iterator[Paragraph]:
    """Give the lines; those that bare numbers count get a point behind the number.

    1 新建公园3个, 2 … and 3 … are items; a single 3 个 at a line's start is none.

    Only numbers that count on in steps of one make a list.
    """
    numbers = [_BARE_NUMBER.match(line.text) for line in lines]
    counted = [int(match["n"]) for match in numbers if match]
    steps = [two for one, two in pairwise(counted) if two == one + 1]
    is_list = len(steps) + 1 >= _FEWEST_NUMBERED
    for line, match in zip(lines, numbers, strict=True):
        if match and is_list:
            rest = line.text[match.end() :]
            yield Paragraph(f"{match['n']}. {rest}", line.label)
        else:
            yield line


_BLOCK = re.compile(
    rf"(?:重点|民生|实事)*(?:项目|任务|实事|事项)\s?(?:{_CN}|\d{{1,2}})"
)
_BLOCK_NAME = re.compile(r"(?:项目|任务|实事|事项)?名称[:：]\s*(?P<name>.+)")


def _titled(lines: list[Paragraph]) -> list[Paragraph]:
    """Give the lines; a block's number has its name beside it.

    实事项目1
    名称：社区食堂      become 实事项目1：社区食堂
    """
    titled: list[Paragraph] = []
    for line in lines:
        name = _BLOCK_NAME.fullmatch(line.text)
        if name and titled and _BLOCK.fullmatch(titled[-1].text):
            number = titled[-1]
            titled[-1] = Paragraph(f"{number.text}：{name['name']}", number.label)
        else:
            titled.append(line)
    return titled


def _with_names(lines: list[Paragraph]) -> Iterator[Paragraph]:
    """Give the lines; a label alone has the lines of names below it beside it.

    责任单位：
    县教育局
    县财政局      become 责任单位：县教育局、县财政局
    """
    label: Paragraph | None = None
    names: list[str] = []
    for line in lines:
        if label is not None and lists_bodies(line.text):
            names.append(line.text)
            continue
        if label is not None:
            yield _labelled(label, names)
            label, names = None, []
        if is_bare_label(line.text):
            label = line
        else:
            yield line
    if label is not None:
        yield _labelled(label, names)


def _labelled(label: Paragraph, names: list[str]) -> Paragraph:
    if not names:
        return label
    return Paragraph(f"{label.text.rstrip('：:')}：{'、'.join(names)}", label.label)


def _goes_on(before: str, line: str) -> bool:
    """Tell a line that only the page's width parted from the one above.

    Who answers is never a part of it.
    """
    if _OFFICIAL.match(line) and responsibility_in(before)[1].leaders:
        return True
    if _cut_in_names(before, line) or _qualifies(before, line):
        return True
    return not _is_parted(before, line) and _fills_line(before)


def _is_parted(before: str, line: str) -> bool:
    """Tell a line that begins anew: a sentence, a mark, who answers, or one alone."""
    if SENTENCE_END.search(before) or marked(line).level is not None:
        return True
    if names_bodies(line) and not before.endswith(_LIST_GOES_ON):
        return True
    return _stands_alone(line) or _stands_alone(before)


_IN_BRACKETS = re.compile(r"（[^（）]*(?:（[^（）]*）[^（）]*)*）|\([^()]*\)")


def _qualifies(before: str, line: str) -> bool:
    """Tell a line in brackets that divides or bounds the figure of the sentence above.

    新增示范村9个。|（东河县5个、西河县4个）; one that says who answers does neither.
    """
    if not before.endswith("。") or not _IN_BRACKETS.fullmatch(line):
        return False
    if responsibility_in(line)[1]:
        return False
    return has_measured_figure(before) and has_measured_figure(line)


_LIST_GOES_ON = ("、", "，", "和", "及", "与")
_OPEN_BRACKET = re.compile(r"（[^（）]*$|\([^()]*$")
_CLOSES = re.compile(r"[^（(]{0,120}[）)]")


def _cut_in_names(before: str, line: str) -> bool:
    """Tell a line that goes on a list of names, cut in a bracket or within a name.

    （牵头单位：县住建局；|配合单位：县财政局）, 协办单位：县妇联、园区党工|委、各街道
    """
    opened = _OPEN_BRACKET.search(before)
    if opened is not None:
        return bool(responsibility_in(f"{before}）")[1]) and bool(_CLOSES.match(line))
    if len(before) < WRAPPED or before.endswith("。") or not is_responsibility(before):
        return False
    if marked(line).level is not None or is_responsibility(line):
        return False
    whole = is_responsibility(before + line)
    return whole and not is_complete(split_units(before)[-1].name)


def _fills_line(text: str) -> bool:
    """Whether a text is long enough for the page's width to part it.

    A heading is wrapped only where it is as long as a sentence.
    """
    found = marked(text)
    is_heading = found.level is not None and found.level < ITEM_LEVEL
    return len(found.text) >= (LONGEST_TITLE if is_heading else WRAPPED)


def _stands_alone(line: str) -> bool:
    """Whether a line is a heading without a mark, or only says who answers."""
    return is_bare_heading(line) or is_responsibility(line)


def is_bare_heading(line: str) -> bool:
    """Tell a heading of a work report that has a year and no mark (2025年工作回顾)."""
    return bool(_BARE_HEADING.fullmatch(squeeze(line)))


_BARE_HEADING = re.compile(
    r"""20\d\d年度?(?:全[省市县区])?(?:政府)?
    (?:工作回顾|(?:发展)?的?(?:主要)?(?:预期)?目标|(?:主要|重点)?工作(?:任务|安排|打算|重点)?)""",
    re.VERBOSE,
)


def _cut(text: str) -> list[str]:
    """Cut a paragraph that holds a list.

    One that begins with its mark, or says for each item who answers.

    >>> _cut("3.农村道路建设：（1）改造30公里；（2）养护90公里。")
    ['3.农村道路建设', '（1）改造30公里；', '（2）养护90公里。']
    """
    opened = _HEADING_OF_LIST.match(text)
    if opened:
        return [opened["heading"], *_cut(text[opened.end() :])]
    parts = cut_at_items(text)
    if len(parts) < 2:
        return [text]
    if _begins_with_list(text, parts):
        return parts
    answered = [part for part in parts if responsibility_in(part)[1].names_units]
    return parts if len(answered) >= FEWEST_ANSWERED else [text]


def _begins_with_list(text: str, parts: list[str]) -> bool:
    """Whether a text's first item begins it, with a mark as the second one has."""
    if marked(text).level is None or parts[0][:1] != text.strip()[:1]:
        return False
    return marked(parts[0]).level == marked(parts[1]).level


def marked(line: str) -> Marked:
    """Part a line into its mark and its text; level None for a line without a mark.

    >>> marked("（三）乡村建设")
    Marked(level=2, number='3', text='乡村建设')
    >>> marked("新建公园3个").level is None
    True
    """
    bare = line.strip()
    for level, pattern in enumerate(_MARKS):
        match = pattern.match(bare)
        if match and match.end() < len(bare):
            numbers = filter(None, match.groupdict().values())
            return Marked(level, _digits(next(numbers)), bare[match.end() :])
    bullet = _BULLET.match(bare)
    if bullet:
        return Marked(len(_MARKS), "", bare[bullet.end() :])
    return Marked(None, "", bare)


def _digits(printed: str) -> str:
    """Give a mark's number in digits, blank for one that is none.

    >>> _digits("十二"), _digits("③"), _digits("７")
    ('12', '3', '7')
    """
    if "①" <= printed <= "⑳":
        return str(ord(printed) - ord("①") + 1)
    bare = half_width(printed)
    value = int(bare) if bare.isdecimal() else parse_numeral(bare)
    return "" if value is None else str(int(value))
