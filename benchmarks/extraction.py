"""Precision and recall of the reader of promises, on our own tables and on the labels beside the project.

    python -m benchmarks.extraction [--misses] [SPLIT ...]

A figure is right if value (both ends of a range), 计量单位 and comparison are right; a
qualitative target if it is found. A name is right if it is the label's up to wording: a
normalised similarity of 0.7.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from rapidfuzz.fuzz import ratio

from xltool.decomposition.indicators.reading import extract_indicators
from xltool.decomposition.indicators.setting import Setting
from xltool.decomposition.text.items import split_items
from xltool.model.registry import Indicator, Level, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[1]
TABLES = ROOT / "tests" / "decomposition" / "tables"
LABELS = ROOT.parent / "shared" / "labels"
SEEDS = ROOT.parent / "shared" / "seeds"
SAME_NAME = 70.0

Key = tuple[str, str, str, str]
"""Comparison, value, upper value, unit; only the comparison for a qualitative target."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One labelled indicator."""

    role: Role
    name: str
    key: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A text with everything that a reader found in it."""

    title: str
    text: str
    expected: tuple[Expected, ...]
    level: Level = Level.OWN
    year: int | None = None


@dataclass(slots=True)
class Score:
    """Counts over cases; `misses` says in words what went wrong."""

    expected: int
    found: int
    right: int
    named: int
    others: int
    others_kept_apart: int
    misses: list[str]

    @classmethod
    def empty(cls) -> Score:
        """A score before the first case."""
        return cls(0, 0, 0, 0, 0, 0, [])

    @property
    def precision(self) -> float:
        """Share of the reported targets that are right."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the labelled targets that were found."""
        return self.right / self.expected if self.expected else 1.0

    @property
    def names(self) -> float:
        """Share of the right figures that also have the right name."""
        return self.named / self.right if self.right else 1.0

    @property
    def roles(self) -> float:
        """Share of the labelled parameters and scopes that were not reported as targets."""
        return self.others_kept_apart / self.others if self.others else 1.0


def own_cases(split: str) -> Iterator[Case]:
    """Read the tables of a split (`tuning`, `heldout`): a title, the quoted text, the labels."""
    for path in sorted((TABLES / split).glob("*.md")):
        lines = path.read_text(encoding="utf-8").splitlines()
        quoted = [
            line.removeprefix(">").strip() for line in lines if line.startswith(">")
        ]
        rows = [
            [cell.strip() for cell in line.strip("|").split("|")]
            for line in lines
            if line.startswith("|")
        ]
        expected = tuple(expected_in(row) for row in rows[2:])
        yield Case(
            title=path.stem, text="\n".join(quoted), expected=expected, year=2023
        )


def expected_in(row: list[str]) -> Expected:
    """Read a row of labels: role, name, comparison, value, 计量单位."""
    role, name, comparison, value, measurement_unit = row[:5]
    low, _, high = value.partition("-") if comparison == "range" else (value, "", "")
    return Expected(
        role=Role(role), name=name, key=_key(comparison, low, high, measurement_unit)
    )


def seed_cases() -> Iterator[Case]:
    """Read the labels beside the project, with the cells of the rows that they cover."""
    labels = defaultdict(list)
    for line in (
        (LABELS / "decomposition_targets.jsonl")
        .read_text(encoding="utf-8")
        .splitlines()
    ):
        label = json.loads(line)
        labels[label["seq"], label["column"]].append(label)
    covered = {
        json.loads(line)["seq"]
        for line in (LABELS / "decomposition_tasks.jsonl")
        .read_text(encoding="utf-8")
        .splitlines()
    }
    (table,) = SEEDS.glob("004_*.txt")
    rows = (line.split("\t") for line in table.read_text(encoding="utf-8").splitlines())
    for row in rows:
        if len(row) == 6 and row[0].isdigit() and int(row[0]) in covered:
            for side, level, cell in (
                ("city", Level.UPPER, row[2]),
                ("county", Level.OWN, row[3]),
            ):
                expected = tuple(
                    _labelled(label) for label in labels[int(row[0]), side]
                )
                yield Case(
                    title=f"{row[0]} {side}",
                    text=cell,
                    expected=expected,
                    level=level,
                    year=2023,
                )


def _labelled(label: dict[str, object]) -> Expected:
    high = "" if label["value_high"] is None else str(label["value_high"])
    key = _key(str(label["operator"]), str(label["value"]), high, str(label["unit"]))
    return Expected(
        role=Role(str(label["role"])), name=str(label["indicator"]), key=key
    )


def _key(comparison: str, low: str, high: str, measurement_unit: str) -> Key:
    if comparison == "text":
        return ("text", "", "", "")
    return (comparison, _plain(low), _plain(high), measurement_unit)


def _plain(number: str) -> str:
    return f"{Decimal(number).normalize():f}" if number else ""


def key_of(indicator: Indicator) -> Key:
    """Give what is compared of an indicator."""
    high = "" if indicator.value_high is None else str(indicator.value_high)
    return _key(
        indicator.comparison, str(indicator.value), high, indicator.measurement_unit
    )


def read(case: Case) -> tuple[Indicator, ...]:
    """Read a case as the importer does: item by item."""
    found: list[Indicator] = []
    for item in split_items(case.text):
        found += extract_indicators(
            item.text, task="T01", level=case.level, setting=Setting(year=case.year)
        )[0]
    return tuple(found)


def score(cases: Iterable[Case]) -> Score:
    """Score the reader over cases."""
    total = Score.empty()
    for case in cases:
        found = read(case)
        score_targets(
            total,
            case,
            [indicator for indicator in found if indicator.role is Role.TARGET],
        )
        score_others(total, case, found)
    return total


def score_targets(total: Score, case: Case, found: list[Indicator]) -> None:
    """Count which labelled targets of a case are found, and which are found that nobody labelled."""
    wanted = [label for label in case.expected if label.role is Role.TARGET]
    total.expected += len(wanted)
    total.found += len(found)
    for label, indicator in _pairs(wanted, found):
        total.right += 1
        if similarity(indicator.name, label.name) >= SAME_NAME:
            total.named += 1
        else:
            total.misses.append(
                f"{case.title}: named “{indicator.name}”, should be “{label.name}”"
            )
        wanted.remove(label)
        found.remove(indicator)
    total.misses += [
        f"{case.title}: not found: {label.name} {' '.join(label.key)}"
        for label in wanted
    ]
    total.misses += [
        f"{case.title}: no target: {i.name} {' '.join(key_of(i))} ({i.source_text})"
        for i in found
    ]


def _pairs(
    wanted: list[Expected], found: list[Indicator]
) -> list[tuple[Expected, Indicator]]:
    """Pair labels with indicators of the same figure, the most alike names first, each once."""
    same = [
        (label, indicator)
        for label in wanted
        for indicator in found
        if key_of(indicator) == label.key
    ]
    same.sort(key=lambda pair: similarity(pair[1].name, pair[0].name), reverse=True)
    pairs: list[tuple[Expected, Indicator]] = []
    for label, indicator in same:
        if not any(label is taken or indicator is used for taken, used in pairs):
            pairs.append((label, indicator))
    return pairs


def score_others(total: Score, case: Case, found: tuple[Indicator, ...]) -> None:
    """Count which parameters and scopes of a case are not reported as targets."""
    targets = [
        key_of(indicator) for indicator in found if indicator.role is Role.TARGET
    ]
    for label in case.expected:
        if label.role is not Role.TARGET:
            total.others += 1
            total.others_kept_apart += label.key not in targets


def similarity(one: str, other: str) -> float:
    """Compare two names without their punctuation: 0 to 100."""
    return ratio(_letters(one), _letters(other))


def _letters(name: str) -> str:
    return re.sub(r"[\W_]|其中|的", "", name)


def report(splits: Iterable[str], *, misses: bool = False) -> Iterator[str]:
    """Give a line per split, and with `misses` what went wrong in it."""
    yield f"{'split':10}{'targets':>8}{'precision':>11}{'recall':>8}{'names':>7}{'roles':>7}"
    for split in splits:
        if split == "labels" and not LABELS.is_dir():
            continue
        result = score(seed_cases() if split == "labels" else own_cases(split))
        figures = f"{result.precision:11.3f}{result.recall:8.3f}{result.names:7.3f}{result.roles:7.3f}"
        yield f"{split:10}{result.expected:8}{figures}"
        if misses:
            yield from (f"  {miss}" for miss in result.misses)


def main(arguments: list[str]) -> None:
    """Print the report."""
    splits = [argument for argument in arguments if not argument.startswith("-")] or [
        "tuning",
        "heldout",
        "labels",
    ]
    sys.stdout.write(
        "".join(f"{line}\n" for line in report(splits, misses="--misses" in arguments))
    )


if __name__ == "__main__":
    main(sys.argv[1:])
