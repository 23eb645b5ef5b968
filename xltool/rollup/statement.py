"""What a roll-up says, figure by figure: what two editions are compared by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.rollup.answers import value_of
from xltool.rollup.correction import Difference
from xltool.rollup.progress import rounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from xltool.rollup.entry import Entry
    from xltool.rollup.indicators import IndicatorLine
    from xltool.rollup.rollup import Rollup
    from xltool.rollup.sections import Section
    from xltool.rollup.tables import Table

Statement = dict[str, str]
"""Each figure by its name, as it is printed."""


def statement(rollup: Rollup) -> Statement:
    """Give every figure that leaders read.

    What an edition prints is compared with what the one before it printed, name by
    name.
    """
    units = rollup.overview.units
    said = {
        "报送 应报单位": str(units.due),
        "报送 合格单位": str(units.accepted),
        "报送 退回单位": str(units.returned),
        "报送 未报单位": str(units.missing),
    }
    for line in rollup.indicators:
        said |= _of_indicator(line)
    for task in rollup.tasks:
        said[f"任务 {task.task.code} 状态"] = task.status
    for score in rollup.scores:
        said[f"得分 {score.unit}"] = _two_decimals(score.score)
    for table in rollup.tables:
        said |= _of_table(table)
    for section in rollup.sections:
        said |= _of_section(section)
    return said


def _two_decimals(number: Decimal | None) -> str:
    """Give a number as it is printed; empty where there is none."""
    return "" if number is None else str(rounded(number, 2))


def _of_section(section: Section) -> Statement:
    """Give what stands in a list, entry by entry, under the name of each."""
    said = {}
    keys = [field.key for field in section.fields]
    for entry in section.entries:
        name = value_of(entry.row, keys[0]).text
        key = f"{section.design.title} {entry.unit} {entry.key} {name}"
        said[key] = _words(entry, keys)
    return said


def _words(entry: Entry, fields: Iterable[str]) -> str:
    """Give what an entry says in some fields, one after the other."""
    texts = (value_of(entry.row, field).text for field in fields)
    return "；".join(filter(None, texts))


def _of_table(table: Table) -> Statement:
    """Give the total's figures, and what stands in its lists."""
    said = {}
    title = table.design.title
    for (row, field), cell in table.cells.items():
        if cell.value.number is not None:
            said[f"{title} {row} {table.row_name(row)} {field}"] = cell.value.text
    listed = [field.key for field in table.listed]
    for entry in table.entries:
        said[f"{title} {entry.unit} {entry.key}"] = _words(entry, listed)
    return said


def _of_indicator(line: IndicatorLine) -> Statement:
    """Give an indicator's target, figure, completion in per cent, status and rank."""
    name = f"指标 {line.indicator.code} {line.indicator.name}"
    target = line.goal.target
    completion = line.progress.completion
    per_cent = None if completion is None else completion * 100
    return {
        f"{name} 目标": "" if target is None else f"{target:f}",
        f"{name} 累计": line.total.value.text,
        f"{name} 完成率": _two_decimals(per_cent),
        f"{name} 状态": line.progress.status.value,
        f"{name} 排名": "" if line.rank is None else str(line.rank),
    }


def differences(
    before: Mapping[str, str], after: Mapping[str, str]
) -> tuple[Difference, ...]:
    """Give what two statements print differently, in the order of the later one.

    >>> differences({"得分 云岭区": "91.20"}, {"得分 云岭区": "92.10"})[0].after
    '92.10'
    """
    found = []
    for name in dict.fromkeys((*after, *before)):
        was = before.get(name, "")
        is_now = after.get(name, "")
        if was != is_now:
            found.append(Difference(name=name, before=was, after=is_now))
    return tuple(found)
