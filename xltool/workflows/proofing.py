"""`xltool proof`: the figures of a bulletin, and whether they agree with each other and with the last issue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.bulletin.checking import Result
from xltool.bulletin.crosschecks import check_bulletin
from xltool.bulletin.figures import read_figures
from xltool.bulletin.issues import check_against
from xltool.bulletin.reading import read_bulletin
from xltool.workflows.sources import read_text

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.bulletin.checking import Check
    from xltool.bulletin.figures import PrintedFigure

_SECTIONS = ("重要指标", "重点任务")
"""The sections whose figures are a bulletin's indicators; a text without them gives all its figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was read of a bulletin and what was checked."""

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
        """The checks that a person must look at."""
        return tuple(one for one in self.checks if one.result is Result.DISAGREES)


def proofread(path: Path, *, against: Path | None = None) -> Proof:
    """Proofread a .docx or text file, also `against` the last issue.

    InputFileError for a file that is no text.
    """
    bulletin = read_bulletin(read_text(path))
    figures = read_figures(bulletin)
    checks = check_bulletin(bulletin, figures)
    if against is not None:
        last = read_bulletin(read_text(against))
        checks += check_against(bulletin, figures, last, read_figures(last))
    chosen = tuple(one for one in figures if one.section in _SECTIONS)
    return Proof(indicators=chosen or figures, checks=checks)
