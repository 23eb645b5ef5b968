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
    if not aspects:
        return _by_campaign(lines, campaigns)
    wanted = [_aspect(line) for line in aspects]
    found: dict[str, list[IndicatorLine]] = {name: [] for name, _ in wanted}
    for line in lines:
        name = _fitting(line, wanted)
        if name:
            found[name].append(line)
    return _with_lines(found)


def _by_campaign(
    lines: Iterable[IndicatorLine], campaigns: tuple[str, ...]
) -> dict[str, list[IndicatorLine]]:
    found: dict[str, list[IndicatorLine]] = {name: [] for name in campaigns}
    for line in lines:
        found.setdefault(line.task.campaign, []).append(line)
    return _with_lines(found)


def _with_lines(
    found: dict[str, list[IndicatorLine]],
) -> dict[str, list[IndicatorLine]]:
    """Leave out the aspects of which nothing is printed."""
    return {name: lines for name, lines in found.items() if lines}


def _aspect(line: str) -> tuple[str, tuple[str, ...]]:
    """Read a line of the settings: the aspect's name and its words."""
    name, _, words = line.replace(":", "：").partition("：")
    parts = re.split(r"[、，,\s]+", words)
    return name.strip(), tuple(filter(None, parts))


def _fitting(line: IndicatorLine, wanted: list[tuple[str, tuple[str, ...]]]) -> str:
    """Give the first aspect of which a word stands in an indicator's name or campaign;
    empty if none does.
    """
    text = f"{line.indicator.name} {line.task.campaign}"
    for name, words in wanted:
        if any(word in text for word in words):
            return name
    return ""
