"""The figures that a bulletin prints.

Name, period, value, 计量单位, growth and rank of each. Every number with a 计量单位 is
a figure, except those that say something of another figure: its growth (增速为6.3%),
its rank (居全省第3位), how much of a plan it is. The period is the one that its
sentence prints, or the sentence that it continues (其中, 同期, 分产业看). Dates,
ordinals, names made of numbers (3C, 96871, “1+3+X”) and ratings (10千伏线路) are none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.bulletin.phrases import (
    PERIOD,
    QUANTITY,
    name_of,
    phrase_start,
    qualifier,
    trimmed,
    with_heads,
)
from xltool.bulletin.printed import PrintedFigure
from xltool.model.numerals import parse_numeral

if TYPE_CHECKING:
    from xltool.bulletin.printed import Bulletin, Sentence

_CONTINUES = re.compile(r"其中|同期|分[^，。；]{1,4}看")
_GROWTH = re.compile(
    r"""
    (?:同比)?(?:分别)?  # 同比分别…
    (?P<word>
        增速|增长|上升|提高|下降|降低|减少|回落|负增长  # 增长, 回落
    )
    (?:率)?(?:分别)?(?:为|达到?|至)?(?P<sign>[-－])?$  # 率为, 达到 -
    """,
    re.VERBOSE,
)
_ANY_GROWTH = re.compile(r"(?P<word>增长|上升|下降|降低|减少)(?P<sign>)")
_OTHER_GROWTH = re.compile(r"环比|年初|上月|上旬|上期|上季")
_ON_A_BASIS = re.compile(r"按[^，]{0,8}(?:价格?|口径)(?:计算)?$")
_COMPARED_WITH = re.compile(r"(?:与|较|比|相较)[^，]{0,6}(?:同期|上年|去年)(?:相比)?$")
_FALLS = {"下降", "降低", "减少", "回落", "负增长"}
_RANK = re.compile(
    r"""
    (?P<of>[^，；。、]{0,16}?)(?:稳?居|排名?|位居|列|位列)?全  # 增速位居全…
    (?:省|市|国|县|区)(?:\d+个[^，；。第]{1,8})?(?:排名)?第  # 市12个县区排名第…
    (?P<rank>
        \d+|[一二三四五六七八九十]{1,3}  # 3, 十二
    )
    (?:位|名)?(?![\d届批次个家产])  # 位, but not 第3批
    """,
    re.VERBOSE,
)
_CHANGE = re.compile(
    r"(?:减少|增加|新增|减收|多|少|缩窄|扩大|收窄|(?:高于|低于|快于|慢于)[^，、]{0,8}"
    r"|同比(?:增收|[多少净][^，、]{0,4}))$"
)
_PLAN_RATE = re.compile(r"(?:计划|任务|目标|预算)[^，。；%]*的(?:已?达到?|为)?$")
"""Before a rate that says how much of a plan another figure is: 占年度计划的55%."""
_CLAUSE = re.compile(
    r"(?:(?!、(?:同比|环比|增速|增长|下降|增幅|降幅))[^，；：。！？\n])+"
)


def read_figures(bulletin: Bulletin) -> tuple[PrintedFigure, ...]:
    """Give every figure of a bulletin, in the order of the text."""
    found: list[PrintedFigure] = []
    period = ""
    for index, sentence in enumerate(bulletin.sentences):
        if not _CONTINUES.match(sentence.text):
            period = ""
        figures, period = _of_sentence(bulletin, sentence, index, period)
        found.extend(with_heads(sentence, figures))
    return tuple(found)


def _of_sentence(
    bulletin: Bulletin, sentence: Sentence, index: int, period: str
) -> tuple[list[PrintedFigure], str]:
    figures: list[PrintedFigure] = []
    opening = period
    for clause in _CLAUSE.finditer(sentence.text):
        if sentence.text[: clause.start()].endswith("；"):
            period = opening
        period = _period_at(clause.group(), period)
        opening = opening or period
        context = _SentenceContext(bulletin, sentence, index, period, clause.start())
        _take_clause(context, clause.group(), figures)
    is_open = not period and "累计" in sentence.text
    if is_open and any(_says_what_was_added(figure) for figure in figures):
        figures = [replace(figure, period="累计") for figure in figures]
    return figures, period


def _take_clause(
    context: _SentenceContext, clause: str, figures: list[PrintedFigure]
) -> None:
    """Add the figures and ranks of a clause to those of its sentence."""
    for match in QUANTITY.finditer(clause):
        _take_quantity(context, clause, match, figures)
    for match in _RANK.finditer(clause):
        _take_rank(context, match, figures)


def _says_what_was_added(figure: PrintedFigure) -> bool:
    """What was added needs a span.

    Where the sentence names none but says 累计, that is its span.
    """
    return figure.change and figure.name.endswith("增加")


def _period_at(clause: str, period: str) -> str:
    """Follow the period through a sentence; a year alone never replaces a finer one."""
    for match in PERIOD.finditer(clause):
        if match["fine"]:
            period = match["fine"]
        elif not period:
            period = match["year"]
    return period


@dataclass(frozen=True, slots=True)
class _SentenceContext:
    bulletin: Bulletin
    sentence: Sentence
    index: int
    period: str
    offset: int

    def figure(
        self, clause: str, match: re.Match[str], name: str, **more: object
    ) -> PrintedFigure:
        start = self.sentence.start + self.offset + match.start()
        end = self.sentence.start + self.offset + match.end()
        first = self.sentence.start + self.offset + phrase_start(clause, match.start())
        figure = PrintedFigure(
            name=name,
            period=self.period,
            value=Decimal(0),
            measurement_unit="",
            section=self.sentence.section,
            heading=self.sentence.heading,
            sentence=self.index,
            first=first,
            start=start,
            end=end,
            source_text=self.bulletin.as_printed(first, end),
        )
        return replace(figure, **more)  # type: ignore[arg-type]


def _take_quantity(
    context: _SentenceContext,
    clause: str,
    match: re.Match[str],
    figures: list[PrintedFigure],
) -> None:
    before = clause[: match.start()]
    value = Decimal(match["number"].replace(",", ""))
    rate = match["unit"] == "%"
    if rate and (_growth_word(before) or _continues_growth(clause, match, figures)):
        _take_growth(context, clause, match, value, figures)
        return
    if rate and _says_how_much_of_a_plan(before, figures):
        return
    if _ranks_among(before, clause[match.end() :]):
        return
    last = figures[-1].name if figures else ""
    figures.append(
        context.figure(
            clause,
            match,
            name_of(clause, match) or last,
            value=value,
            measurement_unit=match["unit"],
            qualifier=qualifier(match),
            change=match["unit"] == "个百分点" or _is_change(before, figures),
        )
    )


def _ranks_among(before: str, behind: str) -> bool:
    """Tell the number of rivals in 居全市9个县（市、区）第2位."""
    return bool(
        re.search(r"全[省市县区国]$", before)
        and re.match(r"[^，；。第]{1,8}第", behind)
    )


def _is_change(before: str, figures: list[PrintedFigure]) -> bool:
    """Tell by how much from how much: 减少5起, and the 6人 of 减少5起、6人."""
    goes_on = (
        bool(figures)
        and figures[-1].change
        and bool(re.search(r"\d[^\d，、]{1,3}[、和]$", before))
    )
    return goes_on or (bool(_CHANGE.search(before)) and "新增" not in before[-2:])


def _says_how_much_of_a_plan(before: str, figures: list[PrintedFigure]) -> bool:
    planned = any("计划" in one.name for one in figures)
    return bool(figures) and (
        ("完成率" in before and planned) or bool(_PLAN_RATE.search(before))
    )


def _continues_growth(
    clause: str, match: re.Match[str], figures: list[PrintedFigure]
) -> bool:
    """Tell whether this is the second of 分别下降38.3%、39.2%."""
    before = clause[: match.start()]
    return "分别" in before and bool(re.search(r"%[、和及]$", before)) and bool(figures)


def _take_growth(
    context: _SentenceContext,
    clause: str,
    match: re.Match[str],
    value: Decimal,
    figures: list[PrintedFigure],
) -> None:
    before = clause[: match.start()]
    word = _growth_word(before) or _ANY_GROWTH.search(before)
    if word is None or _OTHER_GROWTH.search(before):
        return
    signed = -value if _falls(word) else value
    if "分别" in before and _share_out(clause, match, signed, figures):
        return
    words = before[: word.start("word")]
    subject = trimmed(words.removesuffix("同比").removesuffix("分别"))
    if _is_counting_word(subject) and _grow_counted(context, match, signed, figures):
        return
    if _is_a_subject(subject):
        figures.append(
            context.figure(
                clause,
                match,
                f"{subject}增速",
                value=signed,
                measurement_unit="%",
                growth=signed,
            )
        )
        return
    _grow_last(context, match, signed, figures)


def _falls(word: re.Match[str]) -> bool:
    """Tell 下降5% and 增长-5%."""
    return word["word"] in _FALLS or bool(word["sign"])


def _is_counting_word(subject: str) -> bool:
    """Tell 起数, 件数: what is counted stands in the figure before."""
    return subject.endswith("数") and len(subject) == len("起数")


def _is_a_subject(words: str) -> bool:
    """Whether words name what grows, not what it is compared with or how."""
    compared = _COMPARED_WITH.match(words) or _ON_A_BASIS.match(words)
    return bool(words) and compared is None


def _grow_last(
    context: _SentenceContext,
    match: re.Match[str],
    growth: Decimal,
    figures: list[PrintedFigure],
) -> None:
    """Give growth to the last figure that has none."""
    for position in reversed(range(len(figures))):
        figure = figures[position]
        if not figure.change and figure.growth is None:
            figures[position] = replace(
                figure, growth=growth, source_text=_extended(context, figure, match)
            )
            return


def _grow_counted(
    context: _SentenceContext,
    match: re.Match[str],
    growth: Decimal,
    figures: list[PrintedFigure],
) -> bool:
    """Give growth to what is named by its counting word alone.

    火灾14起，起数同比下降30%.
    """
    word = match.string[: match.start()].partition("数")[0][-1:]
    for position in reversed(range(len(figures))):
        figure = figures[position]
        if (
            figure.measurement_unit.endswith(word)
            and not figure.change
            and figure.growth is None
        ):
            figures[position] = replace(
                figure, growth=growth, source_text=_extended(context, figure, match)
            )
            return True
    return False


def _growth_word(before: str) -> re.Match[str] | None:
    return _GROWTH.search(before.rstrip("近约超过达到"))


def _share_out(
    clause: str, match: re.Match[str], signed: Decimal, figures: list[PrintedFigure]
) -> bool:
    """Give the n-th of 分别 growths to the n-th figure that is left without one."""
    total = len(re.findall(r"[\d.]+%", clause))
    position = len(re.findall(r"[\d.]+%", clause[: match.start()]))
    levels = [
        i
        for i, one in enumerate(figures)
        if not one.change and one.measurement_unit != "%"
    ]
    chosen = levels[-total:]
    if len(chosen) < total:
        return False
    figures[chosen[position]] = replace(figures[chosen[position]], growth=signed)
    return True


def _take_rank(
    context: _SentenceContext, match: re.Match[str], figures: list[PrintedFigure]
) -> None:
    digits = match["rank"]
    rank = int(digits) if digits.isdecimal() else parse_numeral(digits)
    if rank is None:
        return
    of = trimmed(match["of"].rstrip("居排列位"))
    last = figures[-1].name if figures else ""
    if of.endswith("增速") and not (of == "增速" and last.endswith("增速")):
        name = of if len(of) > len("增速") else f"{last}增速"
        figures.append(_ranked(context, match, name, rank))
        return
    if not _rank_last(context, match, rank, figures) and of:
        figures.append(_ranked(context, match, of, rank))


def _rank_last(
    context: _SentenceContext,
    match: re.Match[str],
    rank: int,
    figures: list[PrintedFigure],
) -> bool:
    """Give a rank to the last figure that has none; tell whether there is one."""
    for position in reversed(range(len(figures))):
        figure = figures[position]
        if figure.rank is None and not figure.change:
            figures[position] = replace(
                figure, rank=rank, source_text=_extended(context, figure, match)
            )
            return True
    return False


def _ranked(
    context: _SentenceContext, match: re.Match[str], name: str, rank: int
) -> PrintedFigure:
    """Make a rank a figure of its own: 外贸进出口增速位次."""
    return context.figure(
        match.string,
        match,
        f"{name}位次",
        value=Decimal(rank),
        measurement_unit="位",
        rank=rank,
    )


def _extended(
    context: _SentenceContext, figure: PrintedFigure, match: re.Match[str]
) -> str:
    """Give what is printed of a figure up to the growth or rank that follows it."""
    return context.bulletin.as_printed(
        figure.first, context.sentence.start + context.offset + match.end()
    )
