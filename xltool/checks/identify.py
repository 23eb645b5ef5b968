"""Whose report is it, and for which period.

By its signed stamp, else by what is printed in and around it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from xltool.checks.directory import addresses
from xltool.checks.headers import find_blocks
from xltool.checks.labels import is_blank, plain
from xltool.checks.values import raw_text
from xltool.findings import (
    FOREIGN_WORKBOOK,
    LINK_OF_ANOTHER,
    NAME_DIFFERS,
    NOT_ISSUED,
    OLD_ISSUE,
    OTHER_UNIT,
    SENDER_DIFFERS,
    STAMP_FORGED,
    STAMP_LOST,
    STAMP_SEVERAL,
    TWO_UNITS,
    UNIT_UNKNOWN,
    WRONG_PERIOD,
    Finding,
)
from xltool.forms.layout import STAMP_SHEET
from xltool.forms.stamp import read_unverified, verify
from xltool.model.access import unit_of_link
from xltool.model.period import Cycle, Period
from xltool.text import half_width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from xltool.checks.directory import Directory
    from xltool.forms.layout import Layout
    from xltool.forms.stamp import Stamp
    from xltool.model.grid import CellError, Raw, Sheet, Workbook
    from xltool.model.registry import Unit

_STAMP_MARK = "xltool1."
_HEAD_ROWS = 15
"""Unit and period are printed within so many rows from the top of a sheet."""
_UNIT_LABELS = ("填报单位", "报送单位", "单位名称")
_UNIT_LINE = re.compile(rf"(?:{'|'.join(_UNIT_LABELS)})[:：]\s*([^\s:：]+)")
_PERIOD = re.compile(
    r"""
    (?P<year>\d{4})年
    (?:
        (?P<month>\d{1,2})月(?P<ten>[上中下]旬)?   # 2025年7月, 2025年7月上旬
      | 第(?P<quarter>[一二三四])季度              # 2025年第三季度
      | 第(?P<week>\d{1,2})周                     # 2025年第30周
      | (?P<half>[上下])半年                      # 2025年上半年
    )
    """,
    re.VERBOSE,
)
_UNIT, _PERIOD_LABEL = "单位", "报告期"
_TENS = {"上旬": 1, "中旬": 2, "下旬": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A layout as it was issued to a unit; `serial` counts its issues in the period."""

    layout: Layout
    serial: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the office knows when it judges.

    The period that is collected, its key, units and issues. `issued` gives what a unit
    was issued under a serial, or what is valid now (None); `form` is any layout of the
    period, by which a workbook of unknown origin is recognised as the period's form.
    Where the period has several forms, `of_form` gives by key the context of each.
    """

    period: Period
    key: bytes
    units: Directory
    issued: Callable[[str, int | None], Issued | None]
    form: Layout | None
    of_form: Mapping[str, Context] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What came with the file: its name, and the mail address it came from.

    In the place of an address may stand a unit's link (`model/access.py`).
    """

    name: str
    sender: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whose report it is.

    `filled` is the issue that was filled in, `valid` the one that is valid now. Both
    are None where the data cannot be judged; the findings say why.
    """

    unit: str = ""
    period: str = ""
    filled: Issued | None = None
    valid: Issued | None = None
    findings: tuple[Finding, ...] = ()


def identify(workbook: Workbook, sent: Sent, context: Context) -> Identity:
    """Say whose report a workbook is."""
    texts = list(dict.fromkeys(_stamp_texts(workbook)))
    stamps = []
    for text in texts:
        stamp = verify(text, context.key)
        if stamp is not None:
            stamps.append(stamp)
    if stamps:
        return _by_stamp(workbook, stamps, sent, context)
    forged: tuple[Finding, ...] = ()
    if texts:
        forged = (STAMP_FORGED.at(found=_claimed_unit(texts)),)
    return _by_content(workbook, sent, context, forged)


def _claimed_unit(texts: Iterable[str]) -> str:
    """Give the unit that a stamp names which our key did not sign."""
    for text in texts:
        stamp = read_unverified(text)
        if stamp is not None:
            return stamp.unit
    return "未知"


def stated_period(workbook: Workbook, key: bytes) -> str:
    """Give the period that a workbook's stamp names, else what is printed in it."""
    for text in _stamp_texts(workbook):
        stamp = verify(text, key)
        if stamp is not None:
            return stamp.period
    printed = _printed_period(workbook)
    return "" if printed is None else str(printed)


def guess_unit(sent: Sent, context: Context) -> str:
    """Give the unit that a file which cannot be read probably comes from.

    Empty if nothing says so.

    The answer to a file that cannot be read goes there.
    """
    by_sender = unit_of_link(sent.sender) or context.units.at(sent.sender)
    return by_sender or context.units.in_file_name(sent.name)


def is_anothers_link(sent: Sent, unit: str) -> bool:
    """Say whether a unit's workbook came through the link of another one.

    Nobody speaks for another unit, even where the workbook is in order.
    """
    by_link = unit_of_link(sent.sender)
    return bool(by_link) and by_link != unit


def _stamp_texts(workbook: Workbook) -> Iterator[str]:
    """Give the texts that may be stamps: on hidden sheets, and on our own if shown.

    A clerk may have shown the hidden sheet, or copied sheets into a workbook of their
    own.
    """
    for sheet in workbook.sheets:
        if sheet.visible and sheet.name != STAMP_SHEET:
            continue
        for row in sheet.rows[:_HEAD_ROWS]:
            for cell in row:
                if isinstance(cell, str) and cell.startswith(_STAMP_MARK):
                    yield cell


def _by_stamp(
    workbook: Workbook, stamps: list[Stamp], sent: Sent, context: Context
) -> Identity:
    """Identify a workbook by the stamps that were found in it.

    There are several where sheets of another workbook were copied into it.
    """
    stamp = _newest(stamps, str(context.period))
    unit = stamp.unit
    units = {one.unit for one in stamps}
    if len(units) > 1:
        two = _two_units(units, context)
        return Identity(unit=unit, period=stamp.period, findings=(two,))
    if stamp.period != str(context.period):
        label = _period_label(stamp.period)
        return _wrong_period(unit, label, stamp.period, context)
    of_form = context.of_form.get(stamp.form, context)
    filled = of_form.issued(unit, stamp.serial)
    valid = of_form.issued(unit, None)
    if filled is None or valid is None:
        missing = NOT_ISSUED.at(found=of_form.units.name_of(unit))
        return Identity(unit=unit, period=stamp.period, findings=(missing,))
    findings = []
    if len({one.serial for one in stamps}) > 1:
        findings.append(STAMP_SEVERAL.at())
    if filled.serial < valid.serial:
        findings.append(OLD_ISSUE.at(found=filled.serial, expected=valid.serial))
    findings += _other_units(_printed_units(workbook, context), unit, of_form)
    findings += _around(sent, unit, of_form)
    return Identity(
        unit=unit,
        period=stamp.period,
        filled=filled,
        valid=valid,
        findings=tuple(findings),
    )


def _newest(stamps: list[Stamp], period: str) -> Stamp:
    """Give the stamp of the latest issue in a period, if there is one of it.

    Sheets of last month's workbook may have been copied into this month's.
    """

    def merits(stamp: Stamp) -> tuple[bool, int]:
        return stamp.period == period, stamp.serial

    return max(stamps, key=merits)


def _by_content(
    workbook: Workbook, sent: Sent, context: Context, forged: tuple[Finding, ...]
) -> Identity:
    """Identify a workbook without a valid stamp.

    What it is taken for is a query, as is the doubt. `forged` is what was said of its
    stamp, if it has one that is not ours.

    A stamp is lost where somebody copied the sheets into a new workbook, or retyped
    them.
    """
    context = _fitting(workbook, context)
    if context.form is None or not find_blocks(workbook, context.form.sheets):
        foreign = (*forged, FOREIGN_WORKBOOK.at())
        return Identity(unit=guess_unit(sent, context), findings=foreign)
    printed = sorted(_printed_units(workbook, context))
    if len(printed) > 1:
        two = _two_units(printed, context)
        return Identity(unit=printed[0], findings=(*forged, two))
    unit, basis = _unit_and_basis(printed, sent, context)
    if not unit:
        return Identity(findings=(*forged, UNIT_UNKNOWN.at()))
    period = _printed_period(workbook)
    if period is not None and period != context.period:
        return _wrong_period(unit, period.label, str(period), context)
    name = context.units.name_of(unit)
    valid = context.issued(unit, None)
    if valid is None:
        return Identity(unit=unit, findings=(*forged, NOT_ISSUED.at(found=name)))
    doubts = forged or (STAMP_LOST.at(basis=basis, found=name),)
    return Identity(
        unit=unit,
        period=str(context.period),
        filled=valid,
        valid=valid,
        findings=(*doubts, *_around(sent, unit, context)),
    )


def _fitting(workbook: Workbook, context: Context) -> Context:
    """Give the context of the form of which a workbook has most sheets.

    The first of equals.
    """
    best, most = context, 0
    for candidate in context.of_form.values():
        layout = candidate.form
        blocks = () if layout is None else find_blocks(workbook, layout.sheets)
        found = len({block.layout.design.key for block in blocks})
        if found > most:
            best, most = candidate, found
    return best


def _unit_and_basis(
    printed: list[str], sent: Sent, context: Context
) -> tuple[str, str]:
    """Give the unit that a workbook is taken to be of, and what speaks for it."""
    if printed:
        return printed[0], "表内的填报单位"
    by_link = unit_of_link(sent.sender)
    if by_link:
        return by_link, "上传的入口"
    by_sender = context.units.at(sent.sender)
    if by_sender:
        return by_sender, "发件地址"
    return context.units.in_file_name(sent.name), "文件名"


def _around(sent: Sent, unit: str, context: Context) -> Iterator[Finding]:
    """Compare the unit with the sender and the file name.

    The head of a department may send what a division filled in: these are queries, not
    errors. A link is a unit's own: what comes by it is of no other.
    """
    name = context.units.name_of(unit)
    if is_anothers_link(sent, unit):
        by_link = context.units.name_of(unit_of_link(sent.sender))
        yield LINK_OF_ANOTHER.at(found=by_link, expected=name)
    elif not _is_known_sender(sent.sender, context.units.unit(unit)):
        yield SENDER_DIFFERS.at(found=sent.sender, expected=name)
    by_name = context.units.in_file_name(sent.name)
    if by_name and by_name != unit:
        yield NAME_DIFFERS.at(found=context.units.name_of(by_name), expected=name)


def _is_known_sender(sender: str, unit: Unit | None) -> bool:
    """Say whether a file came from a unit's own address.

    So it is taken to be where nobody knows: the file came in a folder or by a link, or
    the registry has no address of the unit.
    """
    if not sender or unit_of_link(sender) or unit is None or not unit.emails:
        return True
    return sender.strip().lower() in addresses(unit)


def _other_units(
    printed: Iterable[str], unit: str, context: Context
) -> Iterator[Finding]:
    """Name the units that are printed in a workbook whose stamp says another one."""
    name = context.units.name_of(unit)
    for other in sorted(set(printed) - {unit}):
        yield OTHER_UNIT.at(found=context.units.name_of(other), expected=name)


def _two_units(units: Iterable[str], context: Context) -> Finding:
    """Say that a workbook has sheets of several units: nobody can know whose it is."""
    names = map(context.units.name_of, sorted(units))
    return TWO_UNITS.at(found="、".join(names))


def _wrong_period(unit: str, label: str, period: str, context: Context) -> Identity:
    """Say that a workbook is of another period: it is not judged."""
    wrong = WRONG_PERIOD.at(found=label, expected=context.period.label)
    return Identity(unit=unit, period=period, findings=(wrong,))


def _printed_units(workbook: Workbook, context: Context) -> set[str]:
    """Give the units that the heads of a workbook's sheets name as reporting.

    填报单位 in a cell of its own, with the name beside it, or 填报单位：云岭区 in one.
    """
    units: set[str] = set()
    for sheet in workbook.sheets:
        for label, row in _head_labels(sheet, _UNIT):
            if label in _UNIT_LABELS:
                names = [_first_text(row)]
            else:
                names = _UNIT_LINE.findall(label)
            units.update(map(context.units.named, names))
    return units - {""}


def _printed_period(workbook: Workbook) -> Period | None:
    """Give the first period that a workbook's sheets name at their heads."""
    for sheet in workbook.sheets:
        for label, row in _head_labels(sheet, _PERIOD_LABEL):
            text = label.partition(_PERIOD_LABEL)[2]
            if label == _PERIOD_LABEL:
                text = _first_text(row)
            match = _PERIOD.search(text)
            if match:
                return _period(match)
    return None


def _head_labels(
    sheet: Sheet, word: str
) -> Iterator[tuple[str, list[Raw | CellError]]]:
    """Give each text with `word` at a sheet's head, and its row's cells after it.

    The letters of a label may stand apart (报 告 期): the last tells most cells off
    before anything is folded.
    """
    last = word[-1]
    for row in sheet.rows[:_HEAD_ROWS]:
        for column, cell in enumerate(row, start=1):
            if not isinstance(cell, str) or last not in cell:
                continue
            label = _label(cell)
            if word in label:
                yield label, row[column:]


def _first_text(cells: list[Raw | CellError]) -> str:
    """Give the first of some cells that holds anything, as text."""
    for cell in cells:
        if not is_blank(cell):
            return half_width(raw_text(cell)).strip()
    return ""


@lru_cache(maxsize=4096)
def _label(cell: str) -> str:
    """Fold a text at the head of a sheet; the same labels come again in every file."""
    text = half_width(cell).strip()
    return plain(text) if len(text) < 10 else text


def _period(match: re.Match[str]) -> Period:
    """Give the period that a match of `_PERIOD` names."""
    year = int(match["year"])
    if match["quarter"]:
        number = "一二三四".index(match["quarter"]) + 1
        return Period(cycle=Cycle.QUARTER, year=year, number=number)
    if match["week"]:
        return Period(cycle=Cycle.WEEK, year=year, number=int(match["week"]))
    if match["half"]:
        number = "上下".index(match["half"]) + 1
        return Period(cycle=Cycle.HALF_YEAR, year=year, number=number)
    month = int(match["month"])
    if match["ten"]:
        number = month * 10 + _TENS[match["ten"]]
        return Period(cycle=Cycle.TEN_DAY, year=year, number=number)
    return Period(cycle=Cycle.MONTH, year=year, number=month)


def _period_label(text: str) -> str:
    """Give what a period is called; the text itself where it names none."""
    try:
        return Period.parse(text).label
    except ValueError:
        return text
