"""Learns the weights by which the reader tells what a figure is for, and measures them.

    python -m benchmarks.roles            measures, on documents left out
    python -m benchmarks.roles --learn    writes xltool/decomposition/indicators/role_weights.json

Labels: `clauses.txt` (a sentence a line, `{figure|role}`; `#` opens a document),
`documents.txt` (whole short documents, each below `= title`, with headings as printed) and
the tables of `tests/decomposition`. A figure that is neither a target nor a fact counts
twice, since there are four to one of them.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.documents import DOCUMENTS, documents, rows_of
from benchmarks.extraction import ROOT, own_cases
from xltool.decomposition.extraction import extract, title_of, year_of
from xltool.decomposition.indicators.clauses import find_clauses
from xltool.decomposition.indicators.omitted_words import Name
from xltool.decomposition.indicators.past import past_sentences
from xltool.decomposition.indicators.role_features import features_of
from xltool.decomposition.indicators.role_model import ROLES, drawn_together
from xltool.decomposition.indicators.roles import ClauseReading, by_patterns, combined
from xltool.decomposition.indicators.setting import (
    CELL,
    NOWHERE,
    Setting,
    settings_of,
)
from xltool.decomposition.measures import measures_of
from xltool.decomposition.readings import passage_of
from xltool.decomposition.table.outline import outlined
from xltool.decomposition.table.printed_rows import printed_rows
from xltool.decomposition.table.text_tables import text_grid
from xltool.decomposition.text.normalizing import fold
from xltool.decomposition.text.numbers import find_quantities
from xltool.model.registry import Level, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from benchmarks.extraction import Expected

CLAUSES = ROOT / "benchmarks" / "roles" / "clauses.txt"
WHOLE = ROOT / "benchmarks" / "roles" / "documents.txt"
WEIGHTS = ROOT / "xltool" / "decomposition" / "indicators" / "role_weights.json"
_LABEL = re.compile(r"\{(?P<figure>[^{}|]*)\|(?P<role>\w+)\}")
_NUMBER = re.compile(r"\d[\d.]*")
_PARTS = 12
_PENALTY, _STEPS, _RATE, _MOMENTUM = 1.0, 200, 0.08, 0.9
_OTHERS_WEIGH = 2.0
_FEWEST = 2
"""A feature that fewer figures have is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A labelled figure: its document, features, role, and what the patterns alone say.

    `paragraph` is the line of text that it stands in; blank for one in a table's cell.
    """

    document: str
    features: tuple[str, ...]
    role: Role
    pattern: ClauseReading | None
    text: str
    paragraph: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Label:
    value: Decimal
    measurement_unit: str | None
    role: Role


def figures() -> list[Figure]:
    """Give every labelled figure."""
    found = [*of_clauses(), *of_whole_documents()]
    for split in ("tuning", "heldout"):
        for case in own_cases(split):
            labels = _labels(case.expected)
            title = f"{split} {case.title}"
            found += _figures(title, case.text, labels)
    for batch in sorted(path.name for path in DOCUMENTS.iterdir()):
        found += _of_documents(batch)
    return found


def of_clauses() -> Iterator[Figure]:
    """Give the figures of our own labelled clauses, which stand alone as cells do."""
    document = ""
    for line in CLAUSES.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            document = line.strip("# ")
            continue
        text = _LABEL.sub(lambda match: match["figure"], line)
        labelled = [match for match in _LABEL.finditer(line) if match["role"] in ROLES]
        labels = list(map(_label, labelled))
        yield from _figures(document, text, labels)


def of_whole_documents() -> Iterator[Figure]:
    """Give the figures of our own labelled documents, each with what stands around it."""
    for part in WHOLE.read_text(encoding="utf-8").split("\n= "):
        title, _, labelled = part.removeprefix("= ").partition("\n")
        labels = [_label(match) for match in _LABEL.finditer(labelled)]
        text = _LABEL.sub(lambda match: match["figure"], labelled)
        for task, setting in _tasks(title, text):
            known = list(_in_order(title, task, labels, setting))
            labels = labels[len(known) :]
            yield from known
        if labels:
            raise ValueError(f"{title}: {labels[0]} was not found")


def _tasks(title: str, text: str) -> Iterator[tuple[str, Setting]]:
    """Give the texts that the import reads as tasks, with what stands around each."""
    grids = [text_grid(f"{title}\n{text}", title)]
    year = year_of(grids)
    tables, _ = printed_rows(grids, year)
    measures, _ = measures_of([*tables, *outlined(grids, beside_table=bool(tables))])
    pairs = [pair for measure in measures for pair in measure.tasks]
    passages = [passage_of(task, row) for task, row in pairs]
    settings = settings_of(passages, title_of(grids), year)
    for (task, _), setting in zip(pairs, settings, strict=True):
        yield task.text, setting


def _in_order(
    document: str, text: str, labels: Sequence[_Label], setting: Setting
) -> Iterator[Figure]:
    """Give the figures of a text that come next among the labels of its document."""
    folded = fold(text)
    numbers = [one.value for one in find_quantities(folded.flat)]
    here: list[_Label] = []
    for number in numbers:
        if len(here) < len(labels) and labels[len(here)].value == number:
            here.append(labels[len(here)])
    yield from _figures(document, text, here, setting)


def _label(match: re.Match[str]) -> _Label:
    number = _NUMBER.search(match["figure"])
    if number is None:
        raise ValueError(f"{match[0]} has no number")
    return _Label(
        value=Decimal(number[0]), measurement_unit=None, role=Role(match["role"])
    )


def _of_documents(batch: str) -> Iterator[Figure]:
    for document in documents(batch):
        registry = extract([text_grid(document.text, document.title)]).registry
        rows = zip(document.units, rows_of(registry).values(), strict=False)
        for seq, tasks in rows:
            labels = _labels(document.promises.get((seq, Level.OWN), ()))
            text = "\n".join(task.text for task in tasks)
            yield from _figures(document.title, text, labels)


def _labels(expected: Iterable[Expected]) -> list[_Label]:
    labels = []
    for one in expected:
        comparison, value, _, measurement_unit = one.key
        if comparison != "text" and value:
            label = _Label(
                value=Decimal(value),
                measurement_unit=measurement_unit,
                role=one.role,
            )
            labels.append(label)
    return labels


def _figures(
    document: str, text: str, labels: Sequence[_Label], setting: Setting = NOWHERE
) -> Iterator[Figure]:
    """Find the figure that each label means, in printed order."""
    folded = fold(text)
    quantities = list(find_quantities(folded.flat))
    year = setting.year
    past = past_sentences(folded.flat, setting)
    patterns = {
        clause.quantity.start: by_patterns(
            clause,
            Name(text=""),
            folded.flat,
            year=year,
            past=clause.sentence in past,
        )
        for clause in find_clauses(folded, tuple(quantities))
    }
    taken: set[int] = set()
    for label in labels:
        for at, quantity in enumerate(quantities):
            unit_is_right = label.measurement_unit in (None, quantity.measurement_unit)
            if at in taken or quantity.value != label.value or not unit_is_right:
                continue
            taken.add(at)
            beside = [None, *quantities, None]
            yield Figure(
                document=document,
                features=features_of(
                    folded.flat, quantity, beside[at], beside[at + 2], setting
                ),
                role=label.role,
                pattern=patterns.get(quantity.start),
                text=folded.flat[max(0, quantity.opens - 20) : quantity.closes + 12],
                paragraph=_paragraph(folded.flat, quantity.opens, setting),
            )
            break


def _paragraph(flat: str, place: int, setting: Setting) -> str:
    if setting.section == CELL:
        return ""
    return flat[flat.rfind("\n", 0, place) + 1 :].partition("\n")[0]


def learn(known: Sequence[Figure]) -> dict[str, list[float]]:
    """Give the weights that fit these figures best: gradient descent with a penalty on large ones."""
    counted = Counter(feature for figure in known for feature in figure.features)
    names = sorted(name for name, count in counted.items() if count >= _FEWEST)
    places = {name: place for place, name in enumerate(names)}
    features = [
        [places[name] for name in figure.features if name in places] for figure in known
    ]
    lengths = [len(row) for row in features]
    columns = np.concatenate(features)
    rows = np.repeat(np.arange(len(known)), lengths)
    starts = np.cumsum([0, *lengths[:-1]])
    right = np.eye(len(ROLES))[[ROLES.index(figure.role) for figure in known]]
    many = [figure.role in (Role.TARGET, Role.FACT) for figure in known]
    weigh = np.where(many, 1.0, _OTHERS_WEIGH)[:, None]
    weigh /= weigh.mean()
    weights = np.zeros((len(names), len(ROLES)))
    pace = np.zeros_like(weights)
    for _ in range(_STEPS):
        scores = np.add.reduceat(weights[columns], starts)
        errors = ((_softmax(scores) - right) * weigh)[rows]
        slope = _sums(columns, errors, len(names)) / len(known)
        pace = _MOMENTUM * pace - _RATE * (slope + _PENALTY * weights / len(known))
        weights += pace
    rounded = np.round(weights, 3)
    return {name: rounded[place].tolist() for name, place in places.items()}


def _sums(places: Any, values: Any, length: int) -> Any:
    """Give the sum of the rows of `values` at each place."""
    return np.stack(
        [np.bincount(places, weights=column, minlength=length) for column in values.T],
        axis=1,
    )


def _softmax(scores: Any) -> Any:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def left_out(known: Sequence[Figure]) -> list[tuple[Figure, dict[Role, float]]]:
    """Judge each figure by weights that were learnt without its document."""
    names = list(dict.fromkeys(figure.document for figure in known))
    judged: list[tuple[Figure, dict[Role, float]]] = []
    for part in range(_PARTS):
        apart = set(names[part::_PARTS])
        weights = learn([one for one in known if one.document not in apart])
        left = [figure for figure in known if figure.document in apart]
        for (_, paragraph), group in groupby(left, key=_where):
            here = list(group)
            chances = [_judged(figure, weights) for figure in here]
            if paragraph:
                chances = drawn_together(chances)
            judged += zip(here, chances, strict=True)
    return judged


def _where(figure: Figure) -> tuple[str, str]:
    return figure.document, figure.paragraph


def _judged(figure: Figure, weights: dict[str, list[float]]) -> dict[Role, float]:
    rows = [weights[name] for name in figure.features if name in weights]
    scores = np.sum(rows, axis=0)[None, :] if rows else np.zeros((1, len(ROLES)))
    return dict(zip(ROLES, _softmax(scores)[0].tolist(), strict=True))


def report(judged: Sequence[tuple[Figure, dict[Role, float]]]) -> Iterator[str]:
    """Give a line for each way to decide: patterns, weights, and both."""
    ways: dict[str, list[_Decision]] = {"patterns": [], "weights": [], "both": []}
    for figure, likely in judged:
        best = max(likely, key=lambda role: likely[role])
        weighed = ClauseReading(role=best, confidence=likely[best] - 0.1)
        in_cell = not figure.paragraph
        both = figure.pattern and combined(figure.pattern, likely, is_in_cell=in_cell)
        ways["patterns"].append((figure.role, figure.pattern))
        ways["weights"].append((figure.role, weighed))
        ways["both"].append((figure.role, both))
    heads = ("right", "others", "false", "silent", "lost", "asked")
    yield f"{'way':10}" + "".join(f"{head:>9}" for head in heads)
    for way, decided in ways.items():
        yield f"{way:10}" + "".join(f"{one:>9}" for one in _counts(decided))


_Decision = tuple[Role, ClauseReading | None]
"""The right role, and what was read; None for a figure that was taken for part of a name."""


def _counts(decided: Sequence[_Decision]) -> Iterator[str]:
    """Give shares right (all, others than targets), targets false, unasked and lost, asked."""
    others = [one for one in decided if one[0] is not Role.TARGET]
    yield f"{sum(map(_is_right, decided)) / len(decided):.3f}"
    yield f"{sum(map(_is_right, others)) / len(others):.3f}"
    false = [read for _, read in others if read and read.role is Role.TARGET]
    yield str(len(false))
    yield str(sum(not _is_asked(read) for read in false))
    targets = [read for right, read in decided if right is Role.TARGET]
    yield str(sum(read is None or read.role is not Role.TARGET for read in targets))
    yield str(sum(read is not None and _is_asked(read) for _, read in decided))


def _is_right(decision: _Decision) -> bool:
    right, read = decision
    return read is not None and read.role is right


def _is_asked(read: ClauseReading) -> bool:
    return read.confidence < 0.7 or bool(read.otherwise)


def main(arguments: list[str]) -> None:
    """Measure, or learn."""
    known = figures()
    if "--learn" in arguments:
        about = f"python -m benchmarks.roles --learn, from {len(known)} figures"
        learnt = {"about": about, "roles": list(ROLES), "weights": learn(known)}
        text = json.dumps(learnt, ensure_ascii=False, separators=(",", ":"))
        WEIGHTS.write_text(text.replace('],"', '],\n"') + "\n", encoding="utf-8")
        return
    clauses = {figure.document for figure in of_clauses()}
    whole = {figure.document for figure in of_whole_documents()}
    judged = left_out(known)
    others = clauses | whole
    for title, part in (
        ("our own clauses", [one for one in judged if one[0].document in clauses]),
        ("our own documents", [one for one in judged if one[0].document in whole]),
        ("the tests' tables", [one for one in judged if one[0].document not in others]),
    ):
        sys.stdout.write(f"\n{title}: {len(part)} figures\n")
        sys.stdout.write("".join(f"{line}\n" for line in report(part)))


if __name__ == "__main__":
    main(sys.argv[1:])
