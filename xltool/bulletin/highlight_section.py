"""【特色亮点】: each with a title, an opening, and a paragraph for each 一是."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.bulletin.document import Paragraph, Style, plain, prose
from xltool.bulletin.entries import entries_of, lines_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.rollup.entry import Entry
    from xltool.rollup.rollup import Rollup

HIGHLIGHTS = "特色亮点"
_POINT = re.compile(r"(?<=[。；！])(?=[一二三四五六七八九十]是)")


def highlights(rollup: Rollup) -> Iterator[Paragraph]:
    """Give every highlight.

    Of several that are the same to the letter only the first.
    """
    seen: set[str] = set()
    for entry in entries_of(rollup, HIGHLIGHTS):
        content = "".join(lines_of(entry, "内容"))
        if content and content in seen:
            continue
        seen.add(content)
        yield Paragraph(style=Style.TITLE, runs=((title_of(rollup, entry), False),))
        for line in lines_of(entry, "内容"):
            for part in _POINT.split(plain(line)):
                yield prose(part)


def title_of(rollup: Rollup, entry: Entry) -> str:
    """Give the title with the unit's name before it, once."""
    unit = rollup.inputs.registry.unit(entry.unit).name
    title = text_of(entry, "标题").rstrip("。")
    bare = title.removeprefix(unit).lstrip("：:　 ")
    return f"{unit}：{bare}" if bare else unit
