"""Bulletins of ten offices: their figures are found, right texts raise no alarm, planted mistakes do."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.bulletin.texts import PATHS, Row, read_labelled
from xltool.bulletin.checking import Check, Result
from xltool.bulletin.crosschecks import check_bulletin
from xltool.bulletin.figures import read_figures
from xltool.bulletin.reading import read_bulletin

if TYPE_CHECKING:
    from xltool.bulletin.printed import PrintedFigure

TEXTS = [read_labelled(path) for path in PATHS]
MISTAKES = [
    pytest.param(labelled.text, *mistake, id=f"{path.stem}-{mistake[2]}-{mistake[1]}")
    for path, labelled in zip(PATHS, TEXTS, strict=True)
    for mistake in labelled.mistakes
]


def doubtful(text: str) -> list[Check]:
    bulletin = read_bulletin(text)
    return [
        one
        for one in check_bulletin(bulletin, read_figures(bulletin))
        if one.result in {Result.DISAGREES, Result.QUERY}
    ]


def row(figure: PrintedFigure) -> Row:
    return (
        figure.value,
        figure.measurement_unit,
        figure.period,
        figure.growth,
        figure.rank,
    )


def test_figures_are_found_with_period_growth_and_rank() -> None:
    found = labelled = hits = 0
    for one in TEXTS:
        expected = Counter(row for row, _ in one.figures)
        got = Counter(row(figure) for figure in read_figures(read_bulletin(one.text)))
        hits += sum((expected & got).values())
        labelled += expected.total()
        found += got.total()

    assert hits / labelled >= 0.95
    assert hits / found >= 0.95


def test_figures_are_called_what_the_bulletin_calls_them() -> None:
    named = wanted = 0
    for one in TEXTS:
        names = {
            (figure.value, figure.name)
            for figure in read_figures(read_bulletin(one.text))
        }
        wanted += len(one.figures)
        named += sum(
            any(row[0] == value and name in got for value, got in names)
            for row, name in one.figures
        )

    assert named / wanted >= 0.95


@pytest.mark.parametrize(
    "text", [one.text for one in TEXTS], ids=[path.stem for path in PATHS]
)
def test_a_right_bulletin_raises_no_alarm(text: str) -> None:
    assert doubtful(text) == []


@pytest.mark.parametrize(("text", "right", "wrong", "kind"), MISTAKES)
def test_a_planted_mistake_is_found(
    text: str, right: str, wrong: str, kind: str
) -> None:
    assert text.count(right) == 1

    found = doubtful(text.replace(right, wrong))

    assert kind in {one.kind for one in found}
    assert kind == "parallel" or Result.DISAGREES in {one.result for one in found}
