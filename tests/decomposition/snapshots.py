"""What the reader makes of every sentence and document of the tests, word for word.

    python -m tests.decomposition.snapshots

writes `snapshots/` anew. The bars of `test_documents` say how much of it is right; this
says that nothing else has changed. Look at the difference before you keep it.
"""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.documents import DOCUMENTS, documents
from xltool.decomposition.extraction import Extract, extract
from xltool.decomposition.indicators.reading import read_cell
from xltool.decomposition.indicators.role_features import features_of
from xltool.decomposition.registry.sheets import plain, plan_text
from xltool.decomposition.table.columns import columns_of
from xltool.decomposition.table.text_tables import text_grid
from xltool.decomposition.text.normalizing import fold
from xltool.decomposition.text.numbers import find_quantities
from xltool.decomposition.units.names import _ABBREVIATIONS, unit_key
from xltool.decomposition.units.responsibility import responsibility_in
from xltool.decomposition.vocabulary import ANSWERING, HEADINGS, LABELS
from xltool.model.registry import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.findings import Finding
    from xltool.model.registry import Indicator

HERE = Path(__file__).parent
KEPT = HERE / "snapshots"
CLAUSES = HERE.parents[1] / "benchmarks" / "roles" / "clauses.txt"
_LABEL = re.compile(r"\{(?P<figure>[^{}|]*)\|\w+\}")
_YEAR = 2025
_MOST = 24
"""So many spellings of a heading are kept."""


def snapshots() -> Iterator[tuple[str, list[str]]]:
    """Give each snapshot's name and lines."""
    yield "clauses", list(_sentences(CLAUSES))
    yield "features", list(_features(CLAUSES))
    yield "words", list(_words())
    yield "sentences", list(_sentences(HERE / "sentences.txt"))
    yield "texts", list(_texts(HERE / "texts.txt"))
    for batch in sorted(path.name for path in DOCUMENTS.iterdir()):
        lines: list[str] = []
        for document in documents(batch):
            found = extract([text_grid(document.text, document.title)], this_year=_YEAR)
            lines += [f"# {document.title}", *_document(found)]
        yield batch, lines


def _sentences(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        text = _LABEL.sub(lambda label: label["figure"], line)
        if text.strip() and not text.startswith("#"):
            yield text
            yield from _reading(text)


_GROUP = re.compile(r"\(\?:([^()]*)\)(\??)")


def _spelled(word: str) -> Iterator[str]:
    """Give what a small pattern of words fits, every choice once."""
    group = _GROUP.search(word)
    if group is None:
        yield word.replace("?", "")
        return
    for choice in (*group[1].split("|"), *([""] if group[2] else [])):
        yield from _spelled(word[: group.start()] + choice + word[group.end() :])


def _words() -> Iterator[str]:
    """Give what each label, heading and abbreviation of the vocabulary means."""
    for label in (text for word in LABELS for text in _spelled(word.word)):
        says = responsibility_in(f"修路3公里。{label}：县住建局")[1]
        yield f"{label} {says.lead} {says.units} {says.support} {says.leaders}"
    for does in (text for word in ANSWERING for text in _spelled(word.word)):
        says = responsibility_in(f"修路3公里。（县住建局{does}）")[1]
        yield f"{does} {says.units}"
    for title in (t for word in HEADINGS for t in islice(_spelled(word.word), _MOST)):
        heading = title.replace(".*", "")
        parts = columns_of((heading,)).values()
        yield f"{heading} {'、'.join(parts)}"
    for full, short in _ABBREVIATIONS:
        for name in full.split("|"):
            yield f"{short} {unit_key(f'县{name}局').core}"


_WORDED = ("near=", "before=", "sentence=", "then=", "later=", "verb", "of something")


def _features(path: Path) -> Iterator[str]:
    """Give the features that words make of each figure of the clauses, all in one line."""
    for line in path.read_text(encoding="utf-8").splitlines():
        flat = fold(_LABEL.sub(lambda label: label["figure"], line)).flat
        figures = [None, *find_quantities(flat), None]
        for before, figure, behind in zip(
            figures, figures[1:], figures[2:], strict=False
        ):
            if figure is not None:
                found = features_of(flat, figure, before, behind)
                said = [one for one in found if one.startswith(_WORDED)]
                shown = f"{figure.value:f}{figure.measurement_unit}"
                yield " ".join((shown, *(one for one in said if "&" not in one)))


def _reading(text: str) -> Iterator[str]:
    read = read_cell(text, task="T", level=Level.OWN, year=_YEAR)
    yield from map(_indicator, read.indicators)
    yield from _findings(read.findings)
    for number in read.unread:
        yield f"    未读 {number.number} {number.reason}"


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
        "存疑" if one.confidence < 0.7 else "",
    ]
    return "    " + " | ".join(words).rstrip(" |")


def _findings(findings: Sequence[Finding]) -> Iterator[str]:
    for one in findings:
        yield f"    {one.code} {one.found} {one.expected}".rstrip()


def _texts(path: Path) -> Iterator[str]:
    """Read the small documents of a file, which lines of = part."""
    for part in path.read_text(encoding="utf-8").split("\n====\n"):
        title, _, text = part.strip("\n").partition("\n")
        yield title
        yield from _document(extract([text_grid(text, "方案")], this_year=_YEAR))


def _document(found: Extract) -> Iterator[str]:
    registry = found.registry
    for task in registry.tasks:
        units = "、".join((task.lead_unit, *task.support_units))
        people = "、".join((*task.leaders, "/", *task.responsible))
        words = (task.code, task.measure_name, task.campaign, units, people, task.note)
        yield " | ".join((*words, task.deadline))
        own = [one for one in registry.indicators if one.task == task.code]
        yield from map(_indicator, own)
    for (indicator, place), value in registry.shares.items():
        yield f"分解 {indicator} {place} {plain(value)}"
    for unit in registry.units:
        yield f"单位 {unit.name} {unit.group} {unit.reports} {unit.aliases}"
    for doubt in found.doubts:
        said = (doubt.kind.value, doubt.printed, doubt.suggestion, *doubt.options)
        yield "疑问 " + " | ".join(said)
    yield from _findings(found.findings)
    for number in found.unread:
        yield f"未读 {number.spot} {number.number} {number.reason}"


def kept(name: str) -> list[str]:
    """Give the lines of a snapshot as they were kept."""
    return (KEPT / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def main() -> None:
    """Write every snapshot."""
    KEPT.mkdir(exist_ok=True)
    for name, lines in snapshots():
        text = "".join(f"{line.replace(chr(10), '⏎')}\n" for line in lines)
        (KEPT / f"{name}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
