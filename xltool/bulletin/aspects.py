"""方面: under which heading of 【重要指标】 an indicator is printed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.rollup.indicators import IndicatorLine


def by_aspect(
    lines: Iterable[IndicatorLine], aspects: tuple[str, ...], campaigns: tuple[str, ...]
) -> dict[str, list[IndicatorLine]]:
    """Sort indicators into aspects, in the order in which they are printed.

    `aspects` are the settings' lines, `投资消费方面：投资、消费` — a name, and words of
    which an indicator's name or campaign contains one; the first line that fits counts,
    and what fits none is left out. Without any, each campaign is an aspect, in the
    order of `campaigns`.
    """
    wanted = [_aspect(line) for line in aspects]
    found: dict[str, list[IndicatorLine]] = {name: [] for name, _ in wanted} or {
        one: [] for one in campaigns
    }
    for line in lines:
        name = _fitting(line, wanted) if wanted else line.task.campaign
        if name or not wanted:
            found.setdefault(name, []).append(line)
    return {name: group for name, group in found.items() if group}


def _aspect(line: str) -> tuple[str, tuple[str, ...]]:
    name, _, words = line.replace(":", "：").partition("：")
    return name.strip(), tuple(word for word in re.split(r"[、，,\s]+", words) if word)


def _fitting(line: IndicatorLine, wanted: list[tuple[str, tuple[str, ...]]]) -> str:
    text = f"{line.indicator.name} {line.task.campaign}"
    return next(
        (name for name, words in wanted if any(word in text for word in words)), ""
    )
