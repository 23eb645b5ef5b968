"""The reader on whole documents: promises by row and column, responsible units, leaders.

    python -m benchmarks.documents [--misses] [BATCH ...]

A batch is a folder of `tests/decomposition/documents`: a Markdown file holds the
document as OCR or a copy left it, and behind it one reader's labels. Promises in words
are counted apart from figures. Of units and leaders the report counts those missed and
those invented.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from benchmarks.extraction import (
    ROOT,
    Case,
    Expected,
    Score,
    expected_in,
    score_others,
    score_targets,
)
from xltool.decomposition.extraction import extract
from xltool.decomposition.table.text_tables import text_grid
from xltool.model.registry import Level, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from xltool.model.registry import Indicator, Registry, Task

DOCUMENTS = ROOT / "tests" / "decomposition" / "documents"
_PARTS = re.compile(r"~~~\n(?P<text>.*?)\n~~~\n(?P<labels>.*)", re.DOTALL)

_HEADS = ("targets", "precise", "recall", "names", "roles", "missed", "invented")

Promises = dict[tuple[str, Level], tuple[Expected, ...]]
Names = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document and its labels; rows go by their 序号, or by their place where none is printed."""

    title: str
    text: str
    promises: Promises
    units: Names
    leaders: Names


@dataclass(slots=True)
class Scores:
    """What a batch came to; `missed` and `invented` are units and leaders with their row."""

    figures: Score = field(default_factory=Score.empty)
    words: Score = field(default_factory=Score.empty)
    missed: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)


def documents(batch: str) -> Iterator[Document]:
    """Read the documents of a batch."""
    for path in sorted((DOCUMENTS / batch).glob("*.md")):
        yield _document(path)


def _document(path: Path) -> Document:
    parts = _PARTS.search(path.read_text(encoding="utf-8"))
    if parts is None:
        raise ValueError(f"{path} holds no document")
    promises: dict[tuple[str, Level], list[Expected]] = {}
    names: dict[str, Names] = {"责任单位": {}, "牵头领导": {}}
    head: list[str] = []
    for line in parts["labels"].splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("| 行"):
            head = cells
        elif line.startswith("| ") and len(head) == 2:
            names[head[1]][cells[0]] = tuple(re.split(r"、(?![^（]*）)", cells[1]))
        elif line.startswith("| "):
            promises.setdefault((cells[0], Level(cells[1])), []).append(
                expected_in([*cells[2:], ""])
            )
    return Document(
        title=path.stem,
        text=parts["text"],
        promises={key: tuple(labels) for key, labels in promises.items()},
        units=names["责任单位"],
        leaders=names["牵头领导"],
    )


def score(batch: Iterable[Document]) -> Scores:
    """Import each document and set what was read beside its labels."""
    scores = Scores()
    for document in batch:
        registry = extract([text_grid(document.text, document.title)]).registry
        rows = dict(zip(document.units, rows_of(registry).values(), strict=False))
        for seq, tasks in rows.items():
            for column in Level:
                _score_cell(
                    scores, document, seq, column, _indicators(registry, tasks, column)
                )
        units = {
            seq: [registry.unit(code).name for task in rows[seq] for code in task.units]
            for seq in rows
        }
        leaders = {
            seq: [name for task in rows[seq] for name in task.leaders] for seq in rows
        }
        for labels, found in ((document.units, units), (document.leaders, leaders)):
            _score_names(scores, document.title, labels, found)
    return scores


def rows_of(registry: Registry) -> dict[str, list[Task]]:
    """Give the tasks of every row by the front of their codes, in printed order."""
    rows: dict[str, list[Task]] = {}
    for task in registry.tasks:
        rows.setdefault(task.code.rpartition("-")[0], []).append(task)
    return rows


def _indicators(registry: Registry, tasks: list[Task], level: Level) -> list[Indicator]:
    codes = {task.code for task in tasks}
    return [
        one for one in registry.indicators if one.level is level and one.task in codes
    ]


def _score_cell(
    scores: Scores, document: Document, seq: str, level: Level, found: list[Indicator]
) -> None:
    case = Case(
        title=f"{document.title} {seq} {level}",
        text="",
        expected=document.promises.get((seq, level), ()),
    )
    for total, in_words in ((scores.figures, False), (scores.words, True)):
        part = replace(
            case,
            expected=tuple(
                one for one in case.expected if (one.key[0] == "text") == in_words
            ),
        )
        here = [one for one in found if (one.comparison == "text") == in_words]
        score_targets(total, part, [one for one in here if one.role is Role.TARGET])
        score_others(total, part, tuple(here))


def _score_names(
    scores: Scores, title: str, labels: Names, found: dict[str, list[str]]
) -> None:
    for seq, wanted in labels.items():
        here = found.get(seq, [])
        scores.missed += [
            f"{title} {seq}: {name}" for name in wanted if name not in here
        ]
        scores.invented += [
            f"{title} {seq}: {name}"
            for name in dict.fromkeys(here)
            if name not in wanted
        ]


def report(batches: Iterable[str], *, misses: bool = False) -> Iterator[str]:
    """Give two lines per batch (figures, then promises in words), and with `misses` what went wrong in it."""
    yield f"{'batch':16}" + "".join(f"{head:>9}" for head in _HEADS)
    for batch in batches:
        scores = score(documents(batch))
        people = f"{len(scores.missed):9}{len(scores.invented):9}"
        for what, result in (("", scores.figures), (" in words", scores.words)):
            figures = f"{result.precision:9.3f}{result.recall:9.3f}{result.names:9.3f}{result.roles:9.3f}"
            yield f"{batch + what:16}{result.expected:9}{figures}{people}"
            people = ""
            if misses:
                yield from (f"  {miss}" for miss in result.misses)
        if misses:
            yield from (f"  missed: {miss}" for miss in scores.missed)
            yield from (f"  invented: {name}" for name in scores.invented)


def main(arguments: list[str]) -> None:
    """Print the report."""
    batches = [one for one in arguments if not one.startswith("-")] or sorted(
        one.name for one in DOCUMENTS.iterdir()
    )
    sys.stdout.write(
        "".join(f"{line}\n" for line in report(batches, misses="--misses" in arguments))
    )


if __name__ == "__main__":
    main(sys.argv[1:])
