"""Before a bulletin is written: what it prints is read again and compared with the roll-up and with itself."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from xltool.bulletin.checking import Result
from xltool.bulletin.composing import INDICATORS, promised
from xltool.bulletin.crosschecks import check_bulletin
from xltool.bulletin.figures import read_figures
from xltool.bulletin.reading import read_bulletin
from xltool.bulletin.sentences import Fact
from xltool.findings import (
    BULLETIN_DISAGREES,
    BULLETIN_GAPS,
    FIGURE_NOT_AS_ROLLED_UP,
    Place,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.bulletin.document import Document
    from xltool.findings import Finding
    from xltool.rollup.rollup import Rollup

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_GAP = re.compile(r"【待补充[^】]*】")


def verify(document: Document, rollup: Rollup) -> tuple[Finding, ...]:
    """Give what is wrong: errors where a figure is not the roll-up's, queries where the text contradicts itself."""
    gaps = len(_GAP.findall(document.text))
    missing = (BULLETIN_GAPS.at(found=gaps),) if gaps else ()
    return (*_wrong_figures(document, rollup), *_contradictions(document), *missing)


def _wrong_figures(document: Document, rollup: Rollup) -> Iterator[Finding]:
    """Compare each indicator's sentence, as it stands in the document, with the roll-up."""
    names = {line.indicator.code: line.indicator.name for line in rollup.indicators}
    for code, text, facts in promised(rollup):
        printed = text if text in document.text else ""
        found = _figures(printed) - _figures(
            names[code]
        )  # a name may hold a number of its own
        expected = Counter(one for one in facts if _readable(one.measurement_unit))
        if found != expected or not _numbers_of(facts) <= Counter(
            _NUMBER.findall(printed)
        ):
            yield FIGURE_NOT_AS_ROLLED_UP.at(
                Place(sheet=INDICATORS), found=text, expected=_words(facts)
            )


def _figures(text: str) -> Counter[Fact]:
    figures = read_figures(read_bulletin(f"{text}。"))
    return Counter(
        Fact(one.value, one.measurement_unit, one.growth, one.rank) for one in figures
    )


def _readable(measurement_unit: str) -> bool:
    """Whether the reader knows a 计量单位; of any other only the numbers are compared."""
    return measurement_unit == "位" or bool(_figures(f"共1{measurement_unit}"))


def _numbers_of(facts: tuple[Fact, ...]) -> Counter[str]:
    return Counter(f"{abs(one.value):f}" for one in facts)


def _words(facts: tuple[Fact, ...]) -> str:
    return "；".join(f"{one.value:f}{one.measurement_unit}" for one in facts)


def _contradictions(document: Document) -> Iterator[Finding]:
    bulletin = read_bulletin(_GAP.sub("", document.text))
    for one in check_bulletin(bulletin, read_figures(bulletin)):
        if one.result is Result.DISAGREES:
            yield BULLETIN_DISAGREES.at(
                found=one.source_text, expected=one.computed, expression=one.expression
            )
