"""Totals and the parts printed of them: what the parts add up to, and the growth that follows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from xltool.bulletin.checking import Check, Result, compare, slack
from xltool.model.quantity import half_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.bulletin.figures import PrintedFigure
    from xltool.bulletin.reading import Bulletin

_OF_THESE = re.compile(r"其中|分[^，。；]{1,4}看|分别[为是](?=[^\d，。；]{2,}\d)")
_OVERLAPPING = "以上"
"""亿元以上项目6个、5亿元以上项目2个: the second are among the first."""
_PARTITIONS = (("进口", "出口"), ("第一产业", "第二产业", "第三产业"), ("税收", "非税"))
"""Parts that make the whole wherever they are printed together."""
_SHARE = re.compile(r"占比|占总|占全部|比重")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A total and the figures printed as 其中 it, of one 计量单位."""

    total: PrintedFigure
    parts: tuple[PrintedFigure, ...]
    same_partition: bool = field(default=False)
    """Another 计量单位 of the same parts adds up exactly, so these must, too."""

    @property
    def overlapping(self) -> bool:
        """Whether the parts contain each other."""
        return any(_OVERLAPPING in one.name for one in self.parts)

    @property
    def sum(self) -> Decimal:
        """What the parts come to; the greatest where they contain each other."""
        values = [one.value for one in self.parts]
        return max(values) if self.overlapping else sum(values, Decimal(0))


def check_sums(bulletin: Bulletin, figures: Sequence[PrintedFigure]) -> Iterator[Check]:
    """Check that the parts make the total, or do not exceed it where they are only some."""
    for one in _all_parts(bulletin, figures):
        tolerance = sum((slack(part) for part in one.parts), slack(one.total))
        gap = one.total.value - one.sum
        complete = _is_complete(one, gap, tolerance)
        within = Result.AGREES if gap >= -tolerance else Result.DISAGREES
        yield Check(
            kind="sum" if complete else "subset",
            expression=f"{'+'.join(f'{part.value:f}' for part in one.parts)} {'=≤'[not complete]} {one.total.value:f}",
            printed=f"{one.total.value:f}{one.total.measurement_unit}",
            computed=f"{one.sum:f}{one.total.measurement_unit}",
            result=compare(one.total.value, one.sum, tolerance) if complete else within,
            source_text=bulletin.as_printed(one.total.start, one.parts[-1].end),
        )


def _is_complete(one: Parts, gap: Decimal, tolerance: Decimal) -> bool:
    several = len(one.parts) > 1 and not one.overlapping
    return several and (abs(gap) <= tolerance or one.same_partition or _nearly(one))


def _nearly(one: Parts) -> bool:
    """Tell parts that were meant to add up, but do not, from a mere selection of parts."""
    total, gap = one.total.value, one.total.value - one.sum
    known = any(
        all(any(word in part.name for part in one.parts) for word in words)
        for words in _PARTITIONS
    )
    swapped = _swapped(total, one.sum) or any(
        _swapped(part.value, part.value + gap) for part in one.parts
    )
    return known or swapped or gap < 0 or gap * 20 <= total


def _swapped(printed: Decimal, meant: Decimal) -> bool:
    """Whether two numbers have the same three digits or more in another order, as typing errors do."""
    first, second = f"{printed:f}", f"{meant:f}"
    return len(first) > 3 and first != second and sorted(first) == sorted(second)


def _all_parts(bulletin: Bulletin, figures: Sequence[PrintedFigure]) -> Iterator[Parts]:
    for index, sentence in enumerate(bulletin.sentences):
        marker = _OF_THESE.search(sentence.text)
        if marker is None:
            continue
        mark = sentence.start + marker.start()
        opens = marker.start() == 0
        end = (
            -1 if opens else sentence.text.find("；", marker.start())
        )  # within a sentence it rules its clause
        limit = sentence.start + (len(sentence.text) if end < 0 else end)
        parts = [
            one for one in figures if one.sentence == index and mark < one.start < limit
        ]
        before = [
            one
            for one in figures
            if _near(bulletin, one, index, opens=opens) and one.end <= mark
        ]
        found = list(_matched(parts, before))
        exact = {
            len(one.parts)
            for one in found
            if len(one.parts) > 1 and one.sum == one.total.value
        }
        for one in found:
            yield Parts(
                total=one.total, parts=one.parts, same_partition=len(one.parts) in exact
            )


def _near(
    bulletin: Bulletin, figure: PrintedFigure, index: int, *, opens: bool
) -> bool:
    """Tell whether a figure's sentence can hold the total: this one, or where 其中 opens it, the two before."""
    same = (
        bulletin.sentences[figure.sentence].heading == bulletin.sentences[index].heading
    )
    return same and index - (2 if opens else 0) <= figure.sentence <= index


def _matched(
    parts: Sequence[PrintedFigure], before: Sequence[PrintedFigure]
) -> Iterator[Parts]:
    for measure in dict.fromkeys(one.measurement_unit for one in parts):
        totals = [
            one
            for one in before
            if one.measurement_unit == measure and one.exact and not one.change
        ]
        members = tuple(
            one
            for one in parts
            if one.measurement_unit == measure and one.exact and not one.change
        )
        if totals and members and measure not in {"%", "‰", "位"}:
            yield Parts(total=totals[-1], parts=members)


def check_composed_growth(
    bulletin: Bulletin, figures: Sequence[PrintedFigure]
) -> Iterator[Check]:
    """Check a total's growth against the growth of the parts that make it up."""
    for one in _all_parts(bulletin, figures):
        total = one.total
        if (
            total.growth is None
            or total.value != one.sum
            or any(part.growth is None for part in one.parts)
        ):
            continue
        bases = [_base(part) for part in one.parts]
        if len(bases) < 2 or any(base is None for base in bases):
            continue
        earlier = sum((base for base in bases if base is not None), Decimal(0))
        if not earlier:
            continue
        computed = (total.value / earlier - 1) * 100
        spread = max(
            half_unit(part.growth)
            for part in (total, *one.parts)
            if part.growth is not None
        )
        inner = "+".join(f"{part.value:f}/(1{part.growth:+f}%)" for part in one.parts)
        yield Check(
            kind="composed_growth",
            expression=f"{total.value:f}/({inner})-1",
            printed=f"{total.growth:f}%",
            computed=f"{computed:.3f}%",
            result=compare(total.growth, computed, half_unit(total.growth) + spread),
            source_text=bulletin.as_printed(total.start, one.parts[-1].end),
        )


def _base(figure: PrintedFigure) -> Decimal | None:
    if figure.growth is None or figure.growth <= -100:
        return None
    return figure.value / (1 + figure.growth / 100)


def check_shares(
    bulletin: Bulletin, figures: Sequence[PrintedFigure]
) -> Iterator[Check]:
    """Check a part's share in the total (其中民生支出245.6亿元，占比77%)."""
    following = dict(pairwise(figures))
    for one in _all_parts(bulletin, figures):
        for part in one.parts:
            share = following.get(part)
            if (
                share is None
                or share.measurement_unit != "%"
                or not share.exact
                or not one.total.value
            ):
                continue
            if share.sentence != part.sentence or not _SHARE.match(share.name):
                continue
            computed = part.value / one.total.value * 100
            spread = (
                computed
                * (half_unit(part.value) + half_unit(one.total.value))
                / one.total.value
            )
            yield Check(
                kind="share",
                expression=f"{part.value:f}/{one.total.value:f} = {share.value:f}%",
                printed=f"{share.value:f}%",
                computed=f"{computed:.3f}%",
                result=compare(share.value, computed, half_unit(share.value) + spread),
                source_text=bulletin.as_printed(part.start, share.end),
            )
