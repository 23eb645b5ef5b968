"""Whose report is it, and for which period.

By its signed stamp, else by what is printed in and around it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
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
    stamps = [
        stamp
        for stamp in (verify(text, context.key) for text in texts)
        if stamp is not None
    ]
    if stamps:
        return _by_stamp(workbook, stamps, sent, context)
    claimed = next(
        (stamp.unit for stamp in map(read_unverified, texts) if stamp is not None),
        "未知",
    )
    forged = (STAMP_FORGED.at(found=claimed),) if texts else ()
    return _by_content(workbook, sent, context, forged)


def stated_period(workbook: Workbook, key: bytes) -> str:
    """Give the period that a workbook's stamp names, else what is printed in it."""
    stamps = (verify(text, key) for text in _stamp_texts(workbook))
    stamped = (stamp.period for stamp in stamps if stamp is not None)
    printed = (
        str(period) for sheet in workbook.sheets for period in _printed_periods(sheet)
    )
    return next(chain(stamped, printed), "")


def guess_unit(sent: Sent, context: Context) -> str:
    """Give the unit that a file which cannot be read probably comes from.

    Empty if nothing says so.
    """
    by_sender = unit_of_link(sent.sender) or context.units.at(sent.sender)
    return by_sender or context.units.in_file_name(sent.name)


def is_anothers_link(sent: Sent, unit: str) -> bool:
    """Say whether a unit's workbook came through the link of another one."""
    by_link = unit_of_link(sent.sender)
    return bool(by_link) and by_link != unit


def _stamp_texts(workbook: Workbook) -> Iterator[str]:
    """Give the texts that may be stamps: on hidden sheets, and on our own if shown."""
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
    stamp = max(stamps, key=lambda one: (one.period == str(context.period), one.serial))
    printed = {
        unit for sheet in workbook.sheets for unit in _printed_units(sheet, context)
    }
    units = {one.unit for one in stamps}
    if len(units) > 1:
        return Identity(
            unit=stamp.unit, period=stamp.period, findings=(_two_units(units, context),)
        )
    if stamp.period != str(context.period):
        return _wrong_period(
            stamp.unit, _period_label(stamp.period), stamp.period, context
        )
    context = context.of_form.get(stamp.form, context)
    filled, valid = (
        context.issued(stamp.unit, stamp.serial),
        context.issued(stamp.unit, None),
    )
    if filled is None or valid is None:
        missing = NOT_ISSUED.at(found=context.units.name_of(stamp.unit))
        return Identity(unit=stamp.unit, period=stamp.period, findings=(missing,))
    findings = [
        *([STAMP_SEVERAL.at()] if len({one.serial for one in stamps}) > 1 else []),
        *(
            [OLD_ISSUE.at(found=filled.serial, expected=valid.serial)]
            if filled.serial < valid.serial
            else []
        ),
        *_other_units(printed, stamp.unit, context),
        *_around(sent, stamp.unit, context),
    ]
    return Identity(
        unit=stamp.unit,
        period=stamp.period,
        filled=filled,
        valid=valid,
        findings=tuple(findings),
    )


def _by_content(
    workbook: Workbook, sent: Sent, context: Context, forged: tuple[Finding, ...]
) -> Identity:
    """Identify a workbook without a valid stamp.

    What it is taken for is a query, as is the doubt.
    """
    context = _fitting(workbook, context)
    if context.form is None or not find_blocks(workbook, context.form.sheets):
        return Identity(
            unit=guess_unit(sent, context), findings=(*forged, FOREIGN_WORKBOOK.at())
        )
    printed = sorted(
        {unit for sheet in workbook.sheets for unit in _printed_units(sheet, context)}
    )
    if len(printed) > 1:
        return Identity(
            unit=printed[0], findings=(*forged, _two_units(printed, context))
        )
    unit, basis = _unit_and_basis(printed, sent, context)
    if not unit:
        return Identity(findings=(*forged, UNIT_UNKNOWN.at()))
    period = next(
        (one for sheet in workbook.sheets for one in _printed_periods(sheet)), None
    )
    if period is not None and period != context.period:
        return _wrong_period(unit, period.label, str(period), context)
    valid = context.issued(unit, None)
    if valid is None:
        return Identity(
            unit=unit,
            findings=(*forged, NOT_ISSUED.at(found=context.units.name_of(unit))),
        )
    lost = (
        ()
        if forged
        else (STAMP_LOST.at(basis=basis, found=context.units.name_of(unit)),)
    )
    findings = (*forged, *lost, *_around(sent, unit, context))
    return Identity(
        unit=unit,
        period=str(context.period),
        filled=valid,
        valid=valid,
        findings=findings,
    )


def _fitting(workbook: Workbook, context: Context) -> Context:
    """Give the context of the form of which a workbook has most sheets.

    The first of equals.
    """
    best, most = context, 0
    for one in context.of_form.values():
        layout = one.form
        blocks = () if layout is None else find_blocks(workbook, layout.sheets)
        found = len({block.layout.design.key for block in blocks})
        if found > most:
            best, most = one, found
    return best


def _unit_and_basis(
    printed: list[str], sent: Sent, context: Context
) -> tuple[str, str]:
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
    """Compare the unit with the sender and the file name."""
    known = context.units.unit(unit)
    name = context.units.name_of(unit)
    if is_anothers_link(sent, unit):
        by_link = context.units.name_of(unit_of_link(sent.sender))
        yield LINK_OF_ANOTHER.at(found=by_link, expected=name)
    elif (
        sent.sender
        and not unit_of_link(sent.sender)
        and known is not None
        and known.emails
        and sent.sender.strip().lower() not in addresses(known)
    ):
        yield SENDER_DIFFERS.at(found=sent.sender, expected=name)
    by_name = context.units.in_file_name(sent.name)
    if by_name and by_name != unit:
        yield NAME_DIFFERS.at(found=context.units.name_of(by_name), expected=name)


def _other_units(
    printed: Iterable[str], unit: str, context: Context
) -> Iterator[Finding]:
    for other in sorted(set(printed) - {unit}):
        yield OTHER_UNIT.at(
            found=context.units.name_of(other), expected=context.units.name_of(unit)
        )


def _two_units(units: Iterable[str], context: Context) -> Finding:
    return TWO_UNITS.at(
        found="、".join(context.units.name_of(unit) for unit in sorted(units))
    )


def _wrong_period(unit: str, label: str, period: str, context: Context) -> Identity:
    wrong = WRONG_PERIOD.at(found=label, expected=context.period.label)
    return Identity(unit=unit, period=period, findings=(wrong,))


def _printed_units(sheet: Sheet, context: Context) -> Iterator[str]:
    """Give the units that the head of a sheet names as the one that reports."""
    for label, row in _head_labels(sheet, _UNIT):
        named = (
            [_first_text(row)] if label in _UNIT_LABELS else _UNIT_LINE.findall(label)
        )
        yield from (unit for unit in map(context.units.named, named) if unit)


def _printed_periods(sheet: Sheet) -> Iterator[Period]:
    for label, row in _head_labels(sheet, _PERIOD_LABEL):
        source = (
            _first_text(row)
            if label == _PERIOD_LABEL
            else label.partition(_PERIOD_LABEL)[2]
        )
        match = _PERIOD.search(source)
        if match:
            yield _period(match)


def _head_labels(
    sheet: Sheet, word: str
) -> Iterator[tuple[str, list[Raw | CellError]]]:
    """Give each text with `word` at a sheet's head, and its row's cells after it."""
    last = word[-1]  # the letters of a label may stand apart
    for row in sheet.rows[:_HEAD_ROWS]:
        for column, cell in enumerate(row, start=1):
            if (
                isinstance(cell, str)
                and last in cell
                and word in (label := _label(cell))
            ):
                yield label, row[column:]


def _first_text(cells: list[Raw | CellError]) -> str:
    return half_width(
        raw_text(next((one for one in cells if not is_blank(one)), None))
    ).strip()


@lru_cache(maxsize=4096)
def _label(cell: str) -> str:
    """Fold a text at the head of a sheet; the same labels come again in every file."""
    text = half_width(cell).strip()
    return plain(text) if len(text) < 10 else text


def _period(match: re.Match[str]) -> Period:
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
    try:
        return Period.parse(text).label
    except ValueError:
        return text
