"""What the reader makes of every sentence and document of the tests, word for word.

    python -m tests.decomposition.snapshots

writes `snapshots/` anew. The bars of `test_documents` say how much of it is right; this
says that nothing else has changed. Look at the difference before you keep it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.documents import DOCUMENTS, documents
from benchmarks.extraction import own_cases
from tests.decomposition.imports import told
from xltool.decomposition.extraction import extract
from xltool.decomposition.indicators.reading import read_cell
from xltool.decomposition.indicators.role_features import features_of
from xltool.decomposition.indicators.setting import Setting
from xltool.decomposition.registry.sheets import plain, plan_text
from xltool.decomposition.table.cells import caption_measure, figure_in, without_measure
from xltool.decomposition.table.columns import columns_of, is_header
from xltool.decomposition.table.text_tables import text_grid
from xltool.decomposition.text.interleaving import uninterleaved
from xltool.decomposition.text.items import split_items
from xltool.decomposition.text.loops import find_loops
from xltool.decomposition.text.non_quantities import without_traps
from xltool.decomposition.text.normalizing import fold
from xltool.decomposition.text.numbers import find_quantities
from xltool.decomposition.units.lists import split_units
from xltool.decomposition.units.names import _ABBREVIATIONS, unit_key
from xltool.decomposition.units.responsibility import (
    responsibility_in,
    units_and_people,
)
from xltool.decomposition.vocabulary import ANSWERING, HEADINGS, LABELS, LEAD_INS
from xltool.model.registry import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from xltool.findings import Finding
    from xltool.model.registry import Indicator

HERE = Path(__file__).parent
KEPT = HERE / "snapshots"
CLAUSES = HERE.parents[1] / "benchmarks" / "roles" / "clauses.txt"
_LABEL = re.compile(r"\{(?P<figure>[^{}|]*)\|\w+\}")
_YEAR = 2025
_MOST = 24
"""So many spellings of a heading are kept."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a snapshot: which snapshot, what is read, and how."""

    snapshot: str
    subject: str
    lines: Callable[[], Iterable[str]]


def pieces() -> Iterator[Piece]:
    """Give every sentence, word and document, each to be read on its own."""
    yield from _sentences(CLAUSES)
    for line in CLAUSES.read_text(encoding="utf-8").splitlines():
        yield Piece("features", line, partial(_features, line))
    yield from _words()
    yield from _sentences(HERE / "sentences.txt")
    yield from _sentences(HERE / "conditions.txt")
    for split in ("tuning", "heldout"):
        for case in own_cases(split):
            yield Piece("tables", f"# {case.title}", partial(_reading, case.text))
    yield from _grids(HERE / "texts.txt")
    yield from _grids(HERE / "grids.txt")
    yield from _parts(HERE / "parts.txt")
    for part in (HERE / "imports.txt").read_text(encoding="utf-8").split("\n# "):
        title, _, script = part.partition("\n")
        yield Piece("imports", title, partial(told, script, year=_YEAR))
    for batch in sorted(path.name for path in DOCUMENTS.iterdir()):
        for document in documents(batch):
            read = partial(_document, document.text, document.title)
            yield Piece(batch, f"# {document.title}", read)


def snapshots() -> Iterator[tuple[str, list[str]]]:
    """Give each snapshot's name and lines."""
    for name, group in groupby(pieces(), key=lambda piece: piece.snapshot):
        lines: list[str] = []
        for piece in group:
            lines += [piece.subject, *piece.lines()]
        yield name, [line.replace("\n", "⏎") for line in lines]


def _grids(path: Path) -> Iterator[Piece]:
    """Give the small documents of a file, which lines of = part."""
    for part in path.read_text(encoding="utf-8").split("\n====\n"):
        title, _, text = part.strip("\n").partition("\n")
        yield Piece(path.stem, title, partial(_document, text, "方案"))


def _sentences(path: Path) -> Iterator[Piece]:
    for line in path.read_text(encoding="utf-8").splitlines():
        text = _LABEL.sub(lambda label: label["figure"], line)
        if text.strip() and not text.startswith("#"):
            yield Piece(path.stem, text, partial(_reading, text))


_PARTS: tuple[Callable[[str], object], ...] = (
    figure_in,
    without_measure,
    caption_measure,
    split_items,
    fold,
    find_loops,
    without_traps,
    unit_key,
    split_units,
    responsibility_in,
    units_and_people,
)
"""Functions that read a part of a text, by whose names sections of parts.txt go."""


def _parts(path: Path) -> Iterator[Piece]:
    """Give each text of parts.txt, to be read by the function of its section."""
    readers: dict[str, Callable[[str], object]] = {one.__name__: one for one in _PARTS}
    readers["find_quantities"] = lambda text: list(find_quantities(fold(text).flat))
    readers["uninterleaved"] = lambda name: uninterleaved(
        name, {"代产", "产业", "业升"}
    )
    readers["is_header"] = lambda row: is_header(tuple(row.split(" | ")))
    readers["columns_of"] = lambda row: columns_of(tuple(row.split(" | ")), _YEAR)
    sections = f"\n{path.read_text(encoding='utf-8')}".split("\n= ")
    for part in sections[1:]:
        name, _, texts = part.partition("\n")
        for text in texts.splitlines():
            yield Piece("parts", f"{name} {text}", partial(_part, readers[name], text))


def _part(read: Callable[[str], object], text: str) -> Iterator[str]:
    made = read(text)
    for one in made if isinstance(made, list | tuple) else [made]:
        yield f"    {one}"


_GROUP = re.compile(r"\(\?:([^()]*)\)(\??)")


_BEFORE = re.compile(r"^\(<!\[[^]]*\]\)")
"""What may not stand before a word, spelled."""


def _spelled(word: str) -> Iterator[str]:
    """Give what a small pattern of words fits, every choice once."""
    group = _GROUP.search(word)
    if group is None:
        yield word.replace("?", "")
        return
    for choice in (*group[1].split("|"), *([""] if group[2] else [])):
        yield from _spelled(word[: group.start()] + choice + word[group.end() :])


def _words() -> Iterator[Piece]:
    """Give each label, heading and abbreviation of the vocabulary."""
    for lead_in in (text for word in LEAD_INS for text in _spelled(word.word)):
        yield Piece("words", f"{lead_in}单位", partial(_label, f"{lead_in}单位"))
    for label in (text for word in LABELS for text in _spelled(word.word)):
        bare = _BEFORE.sub("", label)
        yield Piece("words", bare, partial(_label, bare))
    for does in (text for word in ANSWERING for text in _spelled(word.word)):
        yield Piece("words", does, partial(_answering, does))
    for title in (t for word in HEADINGS for t in islice(_spelled(word.word), _MOST)):
        heading = title.replace(".*", "")
        yield Piece("words", heading, partial(_heading, heading))
    for full, _ in _ABBREVIATIONS:
        for name in full.split("|"):
            yield Piece("words", name, partial(_core, name))


def _label(label: str) -> Iterator[str]:
    says = responsibility_in(f"修路3公里。{label}：县住建局")[1]
    yield f"    {says.lead} {says.units} {says.support} {says.leaders}"


def _answering(does: str) -> Iterator[str]:
    yield f"    {responsibility_in(f'修路3公里。（县住建局{does}）')[1].units}"


def _heading(heading: str) -> Iterator[str]:
    yield f"    {'、'.join(columns_of((heading,)).values())}"


def _core(name: str) -> Iterator[str]:
    yield f"    {unit_key(f'县{name}局').core}"


_WORDED = ("near=", "before=", "sentence=", "then=", "later=", "verb", "of something")


def _features(line: str) -> Iterator[str]:
    """Give the features that words make of each figure of a sentence."""
    flat = fold(_LABEL.sub(lambda label: label["figure"], line)).flat
    figures = [None, *find_quantities(flat), None]
    for before, figure, behind in zip(figures, figures[1:], figures[2:], strict=False):
        if figure is None:
            continue
        shown = f"    {figure.value:f}{figure.measurement_unit}"
        for feature in features_of(flat, figure, before, behind):
            if feature.startswith(_WORDED) and "&" not in feature:
                shown += f" {feature}"
        yield shown


def _reading(text: str) -> Iterator[str]:
    read = read_cell(text, task="T", level=Level.OWN, setting=Setting(year=_YEAR))
    yield from map(_indicator, read.indicators)
    yield from _findings(read.findings)
    for number in read.unread:
        yield f"    未读 {number.number} {number.reason} {number.text}"


def _indicator(one: Indicator) -> str:
    """Word an indicator with all that its reading decided."""
    value = plain(one.value) + (f"—{plain(one.value_high)}" if one.value_high else "")
    figure = one.text_target or f"{one.comparison}{value}{one.measurement_unit}"
    words = [
        one.role.value,
        figure,
        one.name,
        one.kind.value,
        one.part,
        one.parent,
        one.deadline,
        "反向" if one.reverse else "",
        plan_text(one.plan),
        one.upper,
        f"{one.confidence:g}",
        one.source_text,
    ]
    return "    " + " | ".join(words)


def _findings(findings: Sequence[Finding]) -> Iterator[str]:
    for one in findings:
        words = (one.code, one.place.cell, one.found, one.expected)
        yield f"    {' | '.join(words)}"


def _document(text: str, name: str) -> Iterator[str]:
    """Read a small document."""
    found = extract([text_grid(text, name)], this_year=_YEAR)
    registry = found.registry
    for task in registry.tasks:
        units = "、".join((task.lead_unit, *task.support_units))
        people = "、".join((*task.leaders, "/", *task.responsible))
        words = (task.code, task.measure_name, task.name, task.campaign, units, people)
        yield " | ".join((*words, task.note, task.deadline, task.measure_seq))
        yield f"    {task.item_no} {task.text} / {task.upper_text}"
        own = [one for one in registry.indicators if one.task == task.code]
        yield from map(_indicator, own)
    for (indicator, place), value in registry.shares.items():
        comparison = registry.share_comparisons.get((indicator, place), "")
        yield f"分解 {indicator} {place} {comparison}{plain(value)}"
    for unit in registry.units:
        yield f"单位 {unit.name} {unit.group} {unit.reports} {unit.aliases}"
    for doubt in found.doubts:
        said = (doubt.kind.value, doubt.printed, doubt.suggestion, *doubt.options)
        about = (doubt.sheet, doubt.row_key, doubt.column, "、".join(doubt.tasks))
        yield " | ".join(("疑问", *said, *about))
    yield from _findings(found.findings)
    for number in found.unread:
        yield f"未读 {number.spot} {number.number} {number.reason} {number.text}"


def kept(name: str) -> list[str]:
    """Give the lines of a snapshot as they were kept."""
    return (KEPT / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def main() -> None:
    """Write every snapshot."""
    KEPT.mkdir(exist_ok=True)
    for name, lines in snapshots():
        text = "".join(f"{line}\n" for line in lines)
        (KEPT / f"{name}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
