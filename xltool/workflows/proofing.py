"""`xltool proof`.

The figures of a text, and whether they agree with each other, the last issue and the
roll-up.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.bulletin.checking import KIND_NAMES, Result
from xltool.bulletin.crosschecks import check_bulletin
from xltool.bulletin.figures import read_figures
from xltool.bulletin.issues import check_against
from xltool.bulletin.reading import read_bulletin
from xltool.bulletin.rolled_up import RolledUp, check_against_rollup
from xltool.errors import InputFileError, SettingsError
from xltool.settings import Settings
from xltool.workflows.sources import read_source, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.bulletin.checking import Check, CheckKind
    from xltool.bulletin.printed import Bulletin, PrintedFigure
    from xltool.decomposition.table.printed import Grid
    from xltool.workflows.proof_period import PeriodFigures

_SECTIONS = ("重要指标", "重点任务")
"""The sections whose figures are a bulletin's indicators; a text without them gives all
its figures.
"""
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
_SUMMARY = "指标汇总"
_COLUMNS = ("指标名称", "计量单位", "累计完成")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was read of a text and what was checked."""

    indicators: tuple[PrintedFigure, ...]
    checks: tuple[Check, ...]

    def as_json(self) -> dict[str, object]:
        """Give the document of `proof --json`."""
        return {
            "indicators": [figure.as_json() for figure in self.indicators],
            "checks": [check.as_json() for check in self.checks],
        }

    @property
    def disagreeing(self) -> tuple[Check, ...]:
        """The checks that are wrong."""
        return tuple(one for one in self.checks if one.result is Result.DISAGREES)

    @property
    def queries(self) -> tuple[Check, ...]:
        """The checks that a person must look at."""
        return tuple(one for one in self.checks if one.result is Result.QUERY)


def proofread(
    path: Path,
    *,
    against: Sequence[Path | PeriodFigures] = (),
    settings: Settings | None = None,
) -> Proof:
    """Proofread a .docx or text file.

    Also `against` the last issue, a 汇总表, or the figures of a period.

    InputFileError for a file that is no text; SettingsError where the settings leave
    out a kind of check that does not exist.
    """
    chosen_settings = settings or Settings()
    without = _left_out(chosen_settings)
    bulletin = read_bulletin(read_text(path, chosen_settings.judging))
    figures = read_figures(bulletin)
    checks = list(check_bulletin(bulletin, figures))
    for other in against:
        checks.extend(_compared(bulletin, figures, other, chosen_settings))
    kept = tuple(one for one in checks if one.kind not in without)
    chosen = tuple(one for one in figures if one.section in _SECTIONS)
    return Proof(indicators=chosen or figures, checks=kept)


def _left_out(settings: Settings) -> frozenset[CheckKind]:
    """Give the kinds of checks that the office does not want."""
    by_name = {name: kind for kind, name in KIND_NAMES.items()}
    unknown = [name for name in settings.proof.without if name not in by_name]
    if unknown:
        raise SettingsError(
            f"xltool.toml 的“proof.without”里没有“{unknown[0]}”这一种核对，"
            f"可以写：{'、'.join(by_name)}"
        )
    return frozenset(by_name[name] for name in settings.proof.without)


def _compared(
    bulletin: Bulletin,
    figures: Sequence[PrintedFigure],
    other: Path | PeriodFigures,
    settings: Settings,
) -> Iterator[Check]:
    missing: dict[str, str] = {}
    if not isinstance(other, Path):
        yield from check_against_rollup(figures, other.lines, other.source)
        if other.last_issue is None:
            return
        missing = other.missing
        other = other.last_issue
    if other.suffix.lower() in _WORKBOOKS:
        yield from check_against_rollup(figures, _rolled_up(other, settings))
        return
    last = read_bulletin(read_text(other, settings.judging))
    yield from check_against(
        bulletin, figures, last, read_figures(last), missing=missing
    )


def _rolled_up(path: Path, settings: Settings) -> tuple[RolledUp, ...]:
    """Give the lines of 指标汇总 in a 汇总表."""
    for grid in read_source(path, settings.judging):
        if grid.name == _SUMMARY:
            return tuple(_lines(grid))
    raise InputFileError(
        f"{path.name} 里没有“{_SUMMARY}”表：请给出 xltool rollup 写的汇总表"
    )


def _lines(grid: Grid) -> Iterator[RolledUp]:
    places: list[int] = []
    for row in grid.rows:
        titles = ["".join(cell.split()) for cell in row.cells]
        if set(_COLUMNS) <= set(titles):
            places = [titles.index(name) for name in _COLUMNS]
            continue
        if not places or len(row.cells) <= max(places):
            continue
        name, unit, printed = (row.cells[place].strip() for place in places)
        value = _number(printed)
        if name and value is not None:
            yield RolledUp(name=name, measurement_unit=unit, value=value)


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
