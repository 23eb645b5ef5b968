"""Bulletins of different make, with the figures a careful reader lists and mistakes to plant in them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

PATHS = sorted((Path(__file__).parent / "texts").glob("*.md"))

Row = tuple[Decimal, str, str, Decimal | None, int | None]
"""value, 计量单位, period, growth, rank"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One bulletin: its text, its figures with their names, and what to replace by what to break which check."""

    text: str
    figures: tuple[tuple[Row, str], ...]
    mistakes: tuple[tuple[str, str, str], ...]


def read_labelled(path: Path) -> Labelled:
    """Read one file of `texts`."""
    text, _, rest = path.read_text(encoding="utf-8").partition("\n## 数字\n")
    figures, _, mistakes = rest.partition("\n## 埋错\n")
    return Labelled(
        text=text,
        figures=tuple(
            (
                (
                    Decimal(value),
                    unit,
                    period,
                    Decimal(growth) if growth else None,
                    int(rank) if rank else None,
                ),
                name,
            )
            for value, unit, period, growth, rank, name in _rows(figures)
        ),
        mistakes=tuple((right, wrong, kind) for right, wrong, kind in _rows(mistakes)),
    )


def _rows(table: str) -> list[list[str]]:
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in table.strip().splitlines()[2:]
    ]
