"""What one answer for a whole document says of each of its sections.

项目建设：县发改局；县府办 is the first for the section 项目建设, the second for the
others.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Collection

_PARTS = re.compile(r"[；;\n]")
_NAMED = re.compile(r"(?P<section>[^：:]+)[：:](?P<said>.+)")


def said_of(section: str, answer: str, sections: Collection[str]) -> str:
    """Give what an answer says of one of the sections of its document.

    >>> said_of("工作回顾", "工作回顾：事实；目标", ("工作回顾", "工作安排"))
    '事实'
    >>> said_of("工作安排", "工作回顾：事实；目标", ("工作回顾", "工作安排"))
    '目标'
    """
    for_all: list[str] = []
    for part in _PARTS.split(answer):
        match = _NAMED.fullmatch(part.strip())
        if match is None or not _names_any(match["section"], sections):
            for_all.append(part)
        elif _alike(match["section"], section):
            return match["said"].strip()
    return "；".join(filter(str.strip, for_all))


def _names_any(printed: str, sections: Collection[str]) -> bool:
    """Whether the clerk's words name one of the sections."""
    return any(_alike(printed, section) for section in sections)


def _alike(printed: str, section: str) -> bool:
    """Tell that the clerk's words name a section; its beginning is enough."""
    bare = squeeze(printed).rstrip("…")
    return bool(bare) and squeeze(section).startswith(bare)
