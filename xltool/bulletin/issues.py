"""This issue against the last.

What accumulates does not fall, and nobody prints the same sentence twice.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.bulletin.checking import Check, CheckKind, Result
from xltool.bulletin.proof.repeats import is_slip
from xltool.model.indicator_kind import is_average

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
) -> tuple[Check, ...]:
    """Check an issue against the one before it (`last` and its figures, `earlier`)."""
    now = with_periods(bulletin, figures)
    then = with_periods(last, earlier)
    return (*_cumulative(now, then), *_repeated_sentences(bulletin, last))


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
    figures: Sequence[PrintedFigure], earlier: Sequence[PrintedFigure]
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
            yield _compared(then, figure, same=was == now)


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
