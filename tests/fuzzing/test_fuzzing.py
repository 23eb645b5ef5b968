"""A quarter of a minute of what `make fuzz` does for a million inputs."""

from __future__ import annotations

import pytest

from tests.fuzzing.mutations import random_for
from tests.fuzzing.running import fuzz
from tests.fuzzing.targets import TARGETS, input_of

SECONDS = 15


def test_no_mutation_stops_a_reader_or_swells_it() -> None:
    result = fuzz(seconds=SECONDS, workers=1)
    assert result.failures == []
    assert result.inputs > 100


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_the_same_number_gives_the_same_input_and_the_seeds_themselves_are_read(
    target: object,
) -> None:
    assert input_of(target, 7) == input_of(target, 7)  # type: ignore[arg-type]
    assert random_for("a", 1).random() != random_for("a", 2).random()
    for seed in target.seeds():  # type: ignore[attr-defined]
        target.read(seed)  # type: ignore[attr-defined]
