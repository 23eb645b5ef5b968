"""A composed bulletin.

What each paragraph says and what it is, before it becomes a .docx.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_LEADS = re.compile(r"(?:^|(?<=[。；：]))[一二三四五六七八九十]是[^。；]{2,24}。")
_BRACKETS = str.maketrans("【】", "〔〕")
WORDS = ("红头", "刊名", "期号", "报告期", "发文单位", "日期", "报", "送")
"""What stands around the body, by the names that the template calls it."""
_ENDINGS = "。！？；…：”）"


class Style(StrEnum):
    """The named styles of the template, as the clerk sees them in Word."""

    SECTION = "专报栏目"
    BODY = "专报正文"
    TITLE = "专报亮点标题"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph; `runs` are (text, whether it is a bold lead-in)."""

    style: Style
    runs: tuple[tuple[str, bool], ...]

    @property
    def text(self) -> str:
        """The text without formats."""
        return "".join(text for text, _ in self.runs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A bulletin: its paragraphs, and by placeholder what stands around them.

    That is the words of the masthead and of the distribution list.
    """

    words: dict[str, str]
    paragraphs: tuple[Paragraph, ...]

    @property
    def text(self) -> str:
        """The body as text, a line for each paragraph."""
        return "\n".join(one.text for one in self.paragraphs)


def section(title: str) -> Paragraph:
    """Give the heading of a section: 【重要指标】."""
    return Paragraph(style=Style.SECTION, runs=((f"【{title}】", False),))


def body(*runs: tuple[str, bool]) -> Paragraph:
    """Give a paragraph of the body."""
    return Paragraph(style=Style.BODY, runs=tuple(run for run in runs if run[0]))


def prose(text: str) -> Paragraph:
    """Give a paragraph of somebody's text, with 一是……。 as bold lead-ins."""
    runs: list[tuple[str, bool]] = []
    position = 0
    for match in _LEADS.finditer(text):
        runs += [(text[position : match.start()], False), (match.group(), True)]
        position = match.end()
    return body(*runs, (text[position:], False))


def plain(text: str) -> str:
    """Give a unit's text as one line of data.

    No control characters, no section brackets, a full stop at its end.
    """
    line = "".join(char if char.isprintable() else " " for char in text).translate(
        _BRACKETS
    )
    line = re.sub(r"(?<=[^\x00-\x7f]) +| +(?=[^\x00-\x7f])", "", line).strip()
    return line if not line or line[-1] in _ENDINGS else f"{line}。"


def gap(what: str) -> str:
    """Mark what is still missing, so that nobody overlooks it."""
    return f"【待补充：{what.translate(_BRACKETS)}】"
