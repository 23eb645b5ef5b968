"""This issue against the last.

What accumulates does not fall, and nobody prints the same sentence twice.
"""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from xltool.bulletin.checking import Check, CheckKind, Result
from xltool.bulletin.proof.repeats import is_slip
from xltool.bulletin.rolled_up import bare_name
from xltool.model.indicator_kind import is_average

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.bulletin.printed import Bulletin, PrintedFigure

_CUMULATIVE = re.compile(
    r"""
    (?:^|年)
    (?:
        (?:1|一)[-—–至到](?P<span>\d{1,2})月  # 1—8月
      | 截[至止](?:\d{4}年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})?  # 截至8月31日
      | (?:今年)?(?P<named>上半年|前三季度|前二季度|一季度)  # 今年上半年, 前三季度
    )
    """,
    re.VERBOSE,
)
_NAMED_ENDS = {"一季度": 3, "前二季度": 6, "上半年": 6, "前三季度": 9}
_MAY_FALL = re.compile(r"余额|存[量栏]|库存|在建|保有|户籍|常住|价格|缺口|剩余|未")
_WITHOUT = re.compile(r"【待补充：(?P<names>[^】]*?)不含(?P<units>[^】]+)】")
_AND_MORE = re.compile(r"等\d+项指标$")
_NOBODY: Mapping[str, str] = MappingProxyType({})
_SHORTEST_REPEAT = 25
_MAY_STAY = re.compile(
    r"""^[报送][:：]                          # 报：县委、县政府主要领导
    |待补充                                  # 【待补充：县商务局未报进展】
    |(?:均|都|已)(?:达到|超过|快于)序时进度。?$  # 对照年度目标，两项指标均达到序时进度
    |已完成(?:年度|全年)(?:目标|任务)。?$
    """,
    re.VERBOSE,
)
"""What rightly says the same in two issues: whom it goes to, gaps, and a standing."""


def check_against(
    bulletin: Bulletin,
    figures: Sequence[PrintedFigure],
    last: Bulletin,
    earlier: Sequence[PrintedFigure],
    *,
    missing: Mapping[str, str] = _NOBODY,
) -> tuple[Check, ...]:
    """Check an issue against the one before it (`last` and its figures, `earlier`).

    `missing` are the units without which a figure is, by its bare name; what the text
    says of that itself is known, too.
    """
    now = with_periods(bulletin, figures)
    then = with_periods(last, earlier)
    absent = {**told_missing(bulletin.source), **missing}
    return (*_cumulative(now, then, absent), *_repeated_sentences(bulletin, last))


def told_missing(text: str) -> dict[str, str]:
    """Give the units that a text says are not in a figure, by the figure's bare name.

    >>> told_missing("【待补充：新增高新企业、市级年度投资等3项指标不含华岳县】")
    {'高新企业': '华岳县', '市级投资': '华岳县'}
    """
    found: dict[str, str] = {}
    for match in _WITHOUT.finditer(text):
        for name in _AND_MORE.sub("", match["names"]).split("、"):
            found[bare_name(name)] = match["units"]
    return found


def with_periods(
    bulletin: Bulletin, figures: Sequence[PrintedFigure]
) -> list[PrintedFigure]:
    """Give figures without a period the one that their paragraph opened with.

    1-7月，全市完成投资9亿元。发行债券3亿元: both are of 1-7月.
    """
    found: list[PrintedFigure] = []
    periods: dict[int, str] = {}
    for figure in figures:
        start = bulletin.sentences[figure.sentence].start
        paragraph = bulletin.folded.count("\n", 0, start)
        if figure.period:
            periods.setdefault(paragraph, figure.period)
        elif paragraph in periods:
            figure = replace(figure, period=periods[paragraph])  # noqa: PLW2901 - the same figure, dated
        found.append(figure)
    return found


def _cumulative(
    figures: Sequence[PrintedFigure],
    earlier: Sequence[PrintedFigure],
    missing: Mapping[str, str],
) -> Iterator[Check]:
    before = {
        (one.name, one.measurement_unit): one
        for one in reversed(earlier)
        if _accumulates(one)
    }
    for figure in figures:
        then = before.get((figure.name, figure.measurement_unit))
        if then is None or not _accumulates(figure):
            continue
        was = _end(then.period)
        now = _end(figure.period)
        if was is not None and now is not None and was <= now:
            check = _compared(then, figure, same=was == now)
            yield _of_the_others(check, missing.get(bare_name(figure.name), ""))


def _of_the_others(check: Check, missing: str) -> Check:
    """Ask of a figure that fell what units are not in it: that may be why."""
    if check.result is not Result.DISAGREES or not missing:
        return check
    expression = f"{check.expression}（本期不含{missing}）"
    return replace(check, result=Result.QUERY, expression=expression)


def _compared(then: PrintedFigure, now: PrintedFigure, *, same: bool) -> Check:
    sign = "=" if same else "≤"
    return Check(
        kind=CheckKind.LAST_ISSUE,
        expression=(
            f"上期{then.period}{then.value:f} {sign} 本期{now.period}{now.value:f}"
        ),
        printed=f"{now.value:f}{now.measurement_unit}",
        computed=f"{then.value:f}{then.measurement_unit}",
        result=_result(then, now, same=same),
        source_text=now.source_text,
        places=(f"上期：{then.source_text}", f"本期：{now.source_text}"),
    )


def _result(then: PrintedFigure, now: PrintedFigure, *, same: bool) -> Result:
    """A total that fell cannot be.

    One that was printed anew may have been corrected.
    """
    gap = now.value - then.value
    tolerance = now.slack + then.slack
    if not same:
        return Result.AGREES if gap >= -tolerance else Result.DISAGREES
    if abs(gap) <= tolerance:
        return Result.AGREES
    slip = is_slip(then.value, now.value)
    return Result.DISAGREES if slip else Result.QUERY


def _accumulates(figure: PrintedFigure) -> bool:
    return (
        figure.exact
        and figure.is_level
        and not _MAY_FALL.search(figure.name)
        and not is_average(figure.name)
        and bool(figure.period)
    )


def _end(period: str) -> tuple[int, int] | None:
    """Give month and day on which a cumulative period ends.

    None for any other period.
    """
    match = _CUMULATIVE.search(period)
    if match is None:
        return None
    month = match["span"] or match["month"] or _NAMED_ENDS[match["named"]]
    return int(month), int(match["day"] or 31)


def _repeated_sentences(bulletin: Bulletin, last: Bulletin) -> Iterator[Check]:
    """Ask about sentences of the last issue; what they say may still be true."""
    said = {sentence.text for sentence in last.sentences}
    for sentence in bulletin.sentences:
        text = sentence.text.strip()
        if len(text) < _SHORTEST_REPEAT or sentence.text not in said:
            continue
        if _MAY_STAY.search(text):
            continue
        yield Check(
            kind=CheckKind.REPEATED_SENTENCE,
            expression="本期的句子与上期逐字相同",
            printed=text,
            computed=text,
            result=Result.QUERY,
            source_text=bulletin.as_printed(
                sentence.start, sentence.start + len(sentence.text)
            ),
            places=(f"【{sentence.section}】{text[:24]}",),
        )
