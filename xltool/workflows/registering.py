"""Indicators from a table of any make into the registry, by the same merge as an
import.

An office with a database of its own feeds the registry with it: each row is a mapping
of the columns below, by their English names or the registry's Chinese titles.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from xltool.decomposition.extraction import Extract
from xltool.errors import InputFileError
from xltool.excel.registry import read_registry
from xltool.model.indicator_kind import IndicatorKind
from xltool.model.registry import COMPARISONS, Indicator, Registry, Task, Unit
from xltool.text import half_width, squeeze
from xltool.workflows.importing import import_extract

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xltool.workflows.importing import ImportResult
    from xltool.workspace import Workspace

COLUMNS = {
    "task": "任务内容",
    "campaign": "攻坚",
    "lead_unit": "牵头单位",
    "support_units": "配合单位",
    "deadline": "完成时限",
    "name": "指标名称",
    "value": "目标值",
    "comparison": "比较",
    "measurement_unit": "计量单位",
    "kind": "性质",
}
"""What a row may say; `shares` of units stand in columns that are named as the units.
"""
_NEEDED = ("task", "name")
_SHARE = "share:"
"""How a column that holds a unit's share is named: `share:平江县`."""


def import_indicators(
    workspace: Workspace, rows: Iterable[Mapping[str, Any]], *, source: str
) -> ImportResult:
    """Merge rows of indicators into the registry; what a clerk has confirmed is kept.

    Rows of the same `task` text are indicators of one task. A number is taken as it is
    written; a unit is one of the directory by its name or alias, else it is added.
    `source` names the table: the same name again updates what came before. A unit's
    share of a target stands in a column `share:` and its name. InputFileError for what
    cannot be read.
    """
    known = Registry()
    if workspace.registry.exists():
        known, _ = read_registry(workspace.registry)
    reader = _Reader(_directory(known))
    for number, row in enumerate(rows, start=1):
        reader.take(_plain(row), number)
    if not reader.indicators:
        raise InputFileError(f"{source} 里没有指标：至少要有“任务内容”和“指标名称”两列")
    registry = Registry(
        tasks=tuple(reader.tasks.values()),
        indicators=tuple(reader.indicators),
        units=tuple(reader.units.values()),
        shares=reader.shares,
    )
    found = Extract(
        registry=registry,
        measures=len(reader.measures),
        findings=(),
        doubts=(),
        spellings={},
    )
    return import_extract(workspace, found, source)


def _directory(registry: Registry) -> dict[str, Unit]:
    found = {}
    for unit in registry.units:
        for name in (*unit.aliases, unit.name, unit.code):
            found[squeeze(half_width(name))] = unit
    return found


def _plain(row: Mapping[str, Any]) -> dict[str, str]:
    """Give a row's texts by the English names; what is missing (also NaN) is empty."""
    titles = {title: name for name, title in COLUMNS.items()}
    texts = {}
    for column, value in row.items():
        missing = value is None or value != value  # noqa: PLR0124 - NaN, NaT
        texts[titles.get(column, column)] = "" if missing else _text(value)
    return texts


def _text(value: Any) -> str:
    try:
        return str(value).strip()
    except TypeError:  # pandas' NA has no truth, but a text; other libraries' may not
        return ""


@dataclass(slots=True)
class _Reader:
    """What the rows said so far; `known` are the units by every name of theirs."""

    known: dict[str, Unit]
    tasks: dict[str, Task] = field(default_factory=dict)
    indicators: list[Indicator] = field(default_factory=list)
    units: dict[str, Unit] = field(default_factory=dict)
    shares: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    measures: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def take(self, row: dict[str, str], number: int) -> None:
        """Read one row."""
        missing = [name for name in _NEEDED if not row.get(name)]
        if missing:
            raise InputFileError(f"第 {number} 行没有“{COLUMNS[missing[0]]}”，请补上")
        task = self._task(row)
        self.counts[task.code] = self.counts.get(task.code, 0) + 1
        indicator = Indicator(
            code=f"{task.code}-{self.counts[task.code]}",
            task=task.code,
            name=row["name"],
            comparison=_comparison(row.get("comparison", ""), number),
            value=_number(row.get("value", ""), "目标值", number),
            measurement_unit=row.get("measurement_unit", ""),
            kind=_kind(row, number),
            source_text=row["task"],
        )
        self.indicators.append(indicator)
        for column, text in row.items():
            share = _number(text, column, number) if column.startswith(_SHARE) else None
            if share is not None:
                unit = self._unit(column.removeprefix(_SHARE))
                self.shares[indicator.code, unit] = share

    def _task(self, row: dict[str, str]) -> Task:
        text = row["task"]
        campaign = row.get("campaign", "")
        if text not in self.tasks:
            measure = self.measures.setdefault(campaign, len(self.measures) + 1)
            item = sum(task.campaign == campaign for task in self.tasks.values()) + 1
            lead = row.get("lead_unit", "")
            support = (
                row.get("support_units", "").replace(",", "、").replace("，", "、")
            )
            self.tasks[text] = Task(
                code=f"T{measure:02d}-{item:02d}",
                measure_seq=str(measure),
                measure_name=campaign or text,
                item_no=item,
                name=text,
                text=text,
                campaign=campaign,
                lead_unit=self._unit(lead) if lead else "",
                support_units=tuple(
                    self._unit(one) for one in support.split("、") if one
                ),
                deadline=row.get("deadline", ""),
            )
        return self.tasks[text]

    def _unit(self, name: str) -> str:
        key = squeeze(half_width(name))
        unit = self.known.setdefault(key, Unit(code=name.strip(), name=name.strip()))
        self.units[unit.code] = unit
        return unit.code


def _number(text: str, column: str, row: int) -> Decimal | None:
    if not text or text == "<NA>":
        return None
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise InputFileError(f"第 {row} 行的“{column}”不是数字：{text}")
    return number


def _comparison(text: str, row: int) -> str:
    wanted = text or ">="
    if wanted not in COMPARISONS:
        raise InputFileError(
            f"第 {row} 行的“比较”不认识：{text}；可以是 {'、'.join(COMPARISONS)}"
        )
    return wanted


def _kind(row: Mapping[str, str], number: int) -> IndicatorKind:
    """Give the kind: as the row says, else what its 计量单位 is mostly used for."""
    text = row.get("kind", "")
    if text:
        try:
            return IndicatorKind(text)
        except ValueError:
            kinds = "、".join(kind.value for kind in IndicatorKind)
            raise InputFileError(
                f"第 {number} 行的“性质”不认识：{text}；可以是 {kinds}"
            ) from None
    unit = row.get("measurement_unit", "")
    if unit.endswith("元"):
        return IndicatorKind.AMOUNT
    if unit in {"%", "％", "个百分点"}:
        growing = any(word in row["name"] for word in ("增长", "增速", "增幅"))
        return IndicatorKind.GROWTH if growing else IndicatorKind.SHARE
    return IndicatorKind.COUNT
