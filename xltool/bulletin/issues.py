"""This issue against the last: what accumulates does not fall, and nobody prints the same sentence twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.bulletin.checking import Check, Result, slack
from xltool.bulletin.rates import is_level

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.bulletin.figures import PrintedFigure
    from xltool.bulletin.reading import Bulletin

_CUMULATIVE = re.compile(
    r"(?:^|年)(?:(?:1|一)[-—–至到](?P<span>\d{1,2})月|截[至止](?:\d{4}年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})?"
    r"|(?:今年)?(?P<named>上半年|前三季度|前二季度|一季度))"
)
_NAMED_ENDS = {"一季度": 3, "前二季度": 6, "上半年": 6, "前三季度": 9}
_MAY_FALL = re.compile(r"余额|存量|库存|在建|浓度|平均|价格|缺口|剩余|未")
_SHORTEST_REPEAT = 25
_DISTRIBUTION = re.compile(r"[报送][:：]")


def check_against(
    bulletin: Bulletin,
    figures: Sequence[PrintedFigure],
    last: Bulletin,
    earlier: Sequence[PrintedFigure],
) -> tuple[Check, ...]:
    """Check an issue against the one before it (`last` and its figures, `earlier`)."""
    return (*_cumulative(figures, earlier), *_repeated_sentences(bulletin, last))


def _cumulative(
    figures: Sequence[PrintedFigure], earlier: Sequence[PrintedFigure]
) -> Iterator[Check]:
    before = {
        (one.name, one.measurement_unit): one
        for one in reversed(earlier)
        if _accumulates(one)
    }
    for one in figures:
        then = (
            before.get((one.name, one.measurement_unit)) if _accumulates(one) else None
        )
        if then is None:
            continue
        was, now = _end(then.period), _end(one.period)
        if was is None or now is None or was > now:
            continue
        same = was == now
        gap = one.value - then.value
        tolerance = slack(one) + slack(then)
        agrees = abs(gap) <= tolerance if same else gap >= -tolerance
        yield Check(
            kind="last_issue",
            expression=f"上期{then.period}{then.value:f} {'=' if same else '≤'} 本期{one.period}{one.value:f}",
            printed=f"{one.value:f}{one.measurement_unit}",
            computed=f"{then.value:f}{then.measurement_unit}",
            result=Result.AGREES if agrees else Result.DISAGREES,
            source_text=one.source_text,
        )


def _accumulates(figure: PrintedFigure) -> bool:
    return (
        figure.exact
        and is_level(figure)
        and not _MAY_FALL.search(figure.name)
        and bool(figure.period)
    )


def _end(period: str) -> tuple[int, int] | None:
    """Give month and day on which a cumulative period ends; None for any other period."""
    match = _CUMULATIVE.search(period)
    if match is None:
        return None
    month = match["span"] or match["month"] or _NAMED_ENDS[match["named"]]
    return int(month), int(match["day"] or 31)


def _repeated_sentences(bulletin: Bulletin, last: Bulletin) -> Iterator[Check]:
    said = {sentence.text for sentence in last.sentences}
    for sentence in bulletin.sentences:
        text = sentence.text.strip()
        if (
            len(text) < _SHORTEST_REPEAT
            or sentence.text not in said
            or _DISTRIBUTION.match(text)
        ):
            continue
        yield Check(
            kind="repeated_sentence",
            expression="本期的句子与上期逐字相同",
            printed=text,
            computed=text,
            result=Result.DISAGREES,
            source_text=bulletin.as_printed(
                sentence.start, sentence.start + len(sentence.text)
            ),
        )
