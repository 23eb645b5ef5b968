"""`xltool cascade`.

Our roll-up fills the workbook that the level above issued to us.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.errors import InputFileError, PeriodError
from xltool.excel.cascade import asked_of, edits_of, filled, period_of
from xltool.excel.cascade.links import read_links, write_links
from xltool.excel.reading import read_workbook
from xltool.findings import CASCADE_UNCONFIRMED
from xltool.json_values import json_path
from xltool.opc.package import PackageError
from xltool.rollup.cascading import answer, propose
from xltool.rollup.rollup import roll_up
from xltool.text import file_name
from xltool.workflows.rollup import rollup_inputs
from xltool.workspace import write_atomically

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from xltool.excel.cascade import Edits
    from xltool.findings import Finding
    from xltool.model.grid import Workbook
    from xltool.model.period import Period
    from xltool.rollup.cascading import Asked, CascadeLink
    from xltool.rollup.indicators import IndicatorLine
    from xltool.workspace import Workspace

LINKS = "cascade.xlsx"


@dataclass(frozen=True, slots=True, kw_only=True)
class CascadeResult:
    """`path` is the filled copy, None as long as nothing is confirmed.

    `links` is the mapping to confirm.
    """

    path: Path | None
    links: Path
    asked: int
    answered: int
    unconfirmed: int
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, object]:
        """Give the document of `cascade --json`."""
        return {
            "path": json_path(self.path),
            "links": str(self.links),
            "asked": self.asked,
            "answered": self.answered,
            "findings": [finding.as_json() for finding in self.findings],
        }


def cascade(
    workspace: Workspace, period: Period, workbook: Path, *, now: dt.datetime
) -> CascadeResult:
    """Fill a copy of `workbook` under `reports/PERIOD/`.

    The given file is never changed. Indicators that the mapping does not know yet are
    added to it as proposals. PeriodError where the workbook is of another period;
    InputFileError where it asks for no indicators.
    """
    book = _read(workbook, period)
    cells = asked_of(book)
    if not cells:
        raise InputFileError(
            f"{workbook.name} 里没有带“指标编号、指标名称、累计完成”的表："
            "请给上级下发给本单位的原表"
        )
    inputs, _ = rollup_inputs(workspace, period, now=now)
    lines = {line.indicator.code: line for line in roll_up(inputs).indicators}
    path = workspace.root / LINKS
    links = _links(path, cells, lines)
    answers = {asked: answer(asked, link, lines) for asked, link in links.items()}
    edits, occupied = edits_of(book, answers, cells)
    findings = [finding for one in answers.values() for finding in one.findings]
    findings += occupied
    target = None
    if edits:
        name = file_name(f"{workbook.stem}_已填")
        target = workspace.reports(str(period)) / f"{name}.xlsx"
        _write(target, workbook, edits)
    unconfirmed = [one for one in findings if one.code == CASCADE_UNCONFIRMED.code]
    return CascadeResult(
        path=target,
        links=path,
        asked=len(cells),
        answered=sum(one.value is not None for one in answers.values()),
        unconfirmed=len(unconfirmed),
        findings=tuple(findings),
    )


def _links(
    path: Path, cells: Collection[Asked], lines: Mapping[str, IndicatorLine]
) -> dict[Asked, CascadeLink]:
    """Give what answers each indicator that is asked for.

    The mapping at `path` is written anew where it does not know one of them; what it
    knows beside is kept.
    """
    known = read_links(path)
    links: dict[Asked, CascadeLink] = {}
    for asked in cells:
        links[asked] = known.get(asked.key) or propose(asked, lines.values())
    here = {asked.key for asked in cells}
    if not here <= known.keys():
        others = [link for key, link in known.items() if key not in here]
        write_atomically(path, write_links(links, lines, others=others))
    return links


def _write(target: Path, workbook: Path, edits: Edits) -> None:
    """Write the filled copy."""
    try:
        write_atomically(target, filled(workbook.read_bytes(), edits))
    except PackageError:
        raise InputFileError(
            f"{workbook.name} 不是 .xlsx：请用 Excel 或 WPS 另存为 .xlsx 后重试"
        ) from None


def _read(path: Path, period: Period) -> Workbook:
    """Read the workbook of the level above."""
    reading = read_workbook(path)
    if reading.workbook is None:
        reason = reading.findings[0].message if reading.findings else ""
        raise InputFileError(f"{path.name} 读不出来：{reason}")
    stamped = period_of(reading.workbook)
    if stamped and stamped != str(period):
        raise PeriodError(
            f"{path.name} 是 {stamped} 的报表，现在要填的是 {period}："
            "请换成本期下发的表"
        )
    return reading.workbook
