"""Answering the level above from our own roll-up.

Which of our indicators answers which of theirs, and how. Nothing is answered that the
clerk has not confirmed, and no figure is converted between different bases.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.findings import (
    CASCADE_BASIS_DIFFERS,
    CASCADE_CONVERTED,
    CASCADE_NO_FIGURE,
    CASCADE_NO_SOURCE,
    CASCADE_PARTIAL,
    CASCADE_UNCONFIRMED,
    CASCADE_UNKNOWN_CODE,
    Place,
)
from xltool.model.quantity import convert
from xltool.model.value import State
from xltool.rollup.answers import QUALITATIVE, value_of
from xltool.rollup.progress import rounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from xltool.findings import Finding
    from xltool.rollup.indicators import IndicatorLine

YES, NO = "是", "否"
_ALIKE = 60
"""Names less alike (0 to 100) are not proposed."""
_REGION = re.compile(r"^(?:全[省市县区]|我[市县区])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An indicator of the level above that we are to report, and where it stands in
    their workbook.
    """

    code: str
    name: str
    measurement_unit: str
    kind: str
    place: Place

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same indicator in another month's workbook."""
        return self.code, self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class CascadeLink:
    """One row of the mapping.

    Theirs, ours, and whether the clerk confirmed it (是, 否 or nothing yet).
    """

    asked: tuple[str, str]
    own: str
    confirmed: str = ""
    note: str = ""
    likeness: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CascadeAnswer:
    """What to fill in for one indicator; `growth` is in per cent."""

    asked: Asked
    value: Decimal | str | None = None
    growth: Decimal | None = None
    findings: tuple[Finding, ...] = ()


def propose(asked: Asked, lines: Iterable[IndicatorLine]) -> CascadeLink:
    """Propose the indicator of ours whose name is most alike and whose 计量单位 can be
    converted.
    """
    from rapidfuzz import fuzz

    wanted = _REGION.sub("", asked.name)
    best, likeness = "", 0.0
    for line in lines:
        own = line.indicator
        alike = fuzz.ratio(wanted, _REGION.sub("", own.name))
        if alike > max(likeness, _ALIKE) and _same_basis(asked, line):
            best, likeness = own.code, alike
    return CascadeLink(asked=asked.key, own=best, likeness=round(likeness))


def answer(
    asked: Asked, link: CascadeLink, lines: Mapping[str, IndicatorLine]
) -> CascadeAnswer:
    """Answer one indicator by its mapping.

    The findings say why something was left open.
    """
    if link.confirmed == NO or (link.confirmed == YES and not link.own):
        return _open(asked, CASCADE_NO_SOURCE.at(asked.place, found=asked.name))
    if link.confirmed != YES:
        return _open(asked, CASCADE_UNCONFIRMED.at(asked.place, found=asked.name))
    line = lines.get(link.own)
    if line is None:
        return _open(
            asked,
            CASCADE_UNKNOWN_CODE.at(asked.place, found=link.own, expected=asked.name),
        )
    if not _same_basis(asked, line):
        return _open(
            asked,
            CASCADE_BASIS_DIFFERS.at(
                asked.place, found=_words(line), expected=_wanted(asked)
            ),
        )
    return _answered(asked, line)


def _answered(asked: Asked, line: IndicatorLine) -> CascadeAnswer:
    """Give what our roll-up has for a row of the upper level's workbook."""
    own, value = line.indicator, line.total.value
    partial: tuple[Finding, ...] = ()
    if line.total.partial:
        partial = (CASCADE_PARTIAL.at(asked.place, found=own.name),)
    if own.kind.is_qualitative:
        return _answered_in_words(asked, line, partial)
    if value.state is State.NOT_APPLICABLE:
        return CascadeAnswer(asked=asked, value=State.NOT_APPLICABLE.value)
    if value.number is None:
        return _open(asked, CASCADE_NO_FIGURE.at(asked.place, found=own.name))
    return _answered_in_numbers(asked, line, value.number, partial)


def _answered_in_words(
    asked: Asked, line: IndicatorLine, partial: tuple[Finding, ...]
) -> CascadeAnswer:
    """Give what the units wrote of a target without a number."""
    texts = []
    for unit in line.units:
        text = value_of(unit.row, QUALITATIVE).text
        if text:
            texts.append(text)
    missing: tuple[Finding, ...] = ()
    if not texts:
        missing = (CASCADE_NO_FIGURE.at(asked.place, found=line.indicator.name),)
    return CascadeAnswer(
        asked=asked, value="；".join(texts) or None, findings=(*partial, *missing)
    )


def _answered_in_numbers(
    asked: Asked, line: IndicatorLine, number: Decimal, partial: tuple[Finding, ...]
) -> CascadeAnswer:
    """Give the total in the unit of measure that is asked for, and its growth."""
    own = line.indicator.measurement_unit
    converted = convert(number, own, asked.measurement_unit)
    said = [*partial]
    if own != asked.measurement_unit:
        finding = CASCADE_CONVERTED.at(
            asked.place,
            found=f"{number:f}{own}",
            expected=f"{converted:f}{asked.measurement_unit}",
        )
        said.append(finding)
    growth = line.change.growth
    percent = None
    if growth is not None and not line.change.in_points:
        percent = rounded(growth * 100, 1)
    return CascadeAnswer(
        asked=asked, value=converted, growth=percent, findings=tuple(said)
    )


def _open(asked: Asked, finding: Finding) -> CascadeAnswer:
    """Leave an upper level's question open, and say why."""
    return CascadeAnswer(asked=asked, findings=(finding,))


def _same_basis(asked: Asked, line: IndicatorLine) -> bool:
    """Whether ours may stand for theirs.

    The same kind where theirs is printed, and one base of 计量单位.
    """
    own = line.indicator
    if asked.kind and asked.kind != own.kind.value:
        return False
    if own.kind.is_qualitative or not asked.measurement_unit:
        return own.kind.is_qualitative and not asked.measurement_unit
    number = line.goal.target or line.total.value.number
    return own.measurement_unit == asked.measurement_unit or (
        number is not None
        and convert(number, own.measurement_unit, asked.measurement_unit) is not None
    )


def _words(line: IndicatorLine) -> str:
    """Describe an indicator of ours as it is put to a person."""
    return (
        f"{line.indicator.name}（{line.indicator.kind}，"
        f"{line.indicator.measurement_unit or '文字'}）"
    )


def _wanted(asked: Asked) -> str:
    """Describe what the upper level asks for as it is put to a person."""
    return (
        f"{asked.name}（{asked.kind or '类型未写'}，"
        f"{asked.measurement_unit or '文字'}）"
    )
