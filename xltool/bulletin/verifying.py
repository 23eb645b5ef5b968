"""Before a bulletin is written.

What it prints is read again and compared with the roll-up and with itself.
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.bulletin.checking import Result
from xltool.bulletin.crosschecks import check_bulletin
from xltool.bulletin.figures import read_figures
from xltool.bulletin.indicator_section import INDICATORS, promised
from xltool.bulletin.proof.mentions import read_mentions
from xltool.bulletin.questions import questions
from xltool.bulletin.reading import read_bulletin
from xltool.bulletin.task_section import untold_of
from xltool.findings import (
    BULLETIN_DISAGREES,
    BULLETIN_GAPS,
    FIGURE_NOT_AS_ROLLED_UP,
    TASKS_UNTOLD,
    Place,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.bulletin.document import Document
    from xltool.bulletin.statements import Statement
    from xltool.findings import Finding
    from xltool.rollup.rollup import Rollup

    Numbers = Counter[tuple[Decimal, str]]

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_RANK = re.compile(r"第(\d+)位")
_GAP = re.compile(r"【待补充[^】]*】")


def verify(document: Document, rollup: Rollup) -> tuple[Finding, ...]:
    """Give what is wrong.

    Errors where a figure is not the roll-up's, queries where the text contradicts
    itself or units wrote what a leader would strike out, a note on what is missing.
    """
    gaps = len(_GAP.findall(document.text))
    missing = (BULLETIN_GAPS.at(found=gaps),) if gaps else ()
    return (
        *_wrong_figures(document, rollup),
        *_contradictions(document),
        *questions(rollup),
        *_untold(rollup),
        *missing,
    )


def _untold(rollup: Rollup) -> Iterator[Finding]:
    """List all who have told nothing; a marker in the text names the first few."""
    untold = untold_of(rollup, rollup.tasks)
    if not untold:
        return
    registry = rollup.inputs.registry
    units = [f"{registry.unit(code).name}{count}项" for code, count in untold.items()]
    yield TASKS_UNTOLD.at(
        Place(sheet="重点任务"), found=untold.total(), units="、".join(units)
    )


def _wrong_figures(document: Document, rollup: Rollup) -> Iterator[Finding]:
    """Compare each statement, as it stands in the document, with the roll-up."""
    names = {line.indicator.code: line.indicator.name for line in rollup.indicators}
    for statement in promised(rollup):
        printed = statement.text if statement.text in document.text else ""
        own = [names[code] for code in statement.codes]
        if not _says(printed, statement, own):
            yield FIGURE_NOT_AS_ROLLED_UP.at(
                Place(sheet=INDICATORS),
                found=statement.text,
                expected=_words(statement),
            )


def _says(printed: str, statement: Statement, names: Sequence[str]) -> bool:
    """Whether a reader finds the roll-up's numbers, and no others but in names."""
    digits = Counter(_NUMBER.findall(printed))
    if not Counter(f"{abs(one):f}" for one, _ in statement.numbers) <= digits:
        return False
    found = _numbers_in(printed)
    expected = Counter(one for one in statement.numbers if _readable(one[1]))
    bare = Counter(number for number, unit in statement.numbers if not _readable(unit))
    named: Numbers = Counter()
    for name in names:
        named |= _numbers_in(name)
    others = Counter(number for number, _ in (found - expected - named).elements())
    return expected <= found and others <= bare


def _numbers_in(text: str) -> Numbers:
    """Give every number of a text with its 计量单位, ranks included, without signs."""
    bulletin = read_bulletin(f"{text}。")
    found: Numbers = Counter()
    for mention in read_mentions(bulletin):
        found[abs(mention.value), mention.measurement_unit] += 1
    for match in _RANK.finditer(text):
        found[Decimal(match[1]), "位"] += 1
    return found


def _readable(measurement_unit: str) -> bool:
    """Whether the reader knows a 计量单位, all of it.

    Of any other (吨标准煤/万元) only the numbers are compared.
    """
    read = [unit for _, unit in _numbers_in(f"共1{measurement_unit}")]
    return measurement_unit == "位" or read == [measurement_unit]


def _words(statement: Statement) -> str:
    return "；".join(f"{number:f}{unit}" for number, unit in statement.numbers)


def _contradictions(document: Document) -> Iterator[Finding]:
    bulletin = read_bulletin(_GAP.sub("", document.text))
    for check in check_bulletin(bulletin, read_figures(bulletin)):
        if check.result is Result.DISAGREES:
            yield BULLETIN_DISAGREES.at(
                found=check.source_text,
                expected=check.computed,
                expression=check.expression,
            )
