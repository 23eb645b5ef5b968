"""Every alternative of the room's patterns is there for something, and a table says for what."""

from __future__ import annotations

from collections import defaultdict

import pytest

from tests.decomposition.pattern_examples import (
    alternatives_of,
    not_shown,
    patterns,
    read_table,
    reading,
)

LEAST = 0.99
"""Share of the alternatives that have an example: not to be lowered."""


def test_every_pattern_reads_its_examples_as_the_table_says() -> None:
    by_key = {one.key: one.pattern for one in patterns()}
    wrong = [
        (key, example, read)
        for key, example, read in read_table()
        if key not in by_key or reading(by_key[key], example) != read
    ]
    # python -m tests.decomposition.pattern_examples brings the table up to date; look at
    # what it changes.
    assert wrong == []


@pytest.mark.no_cover
def test_nearly_every_alternative_has_an_example_that_only_it_reads() -> None:
    examples = defaultdict(list)
    for key, example, _ in read_table():
        examples[key].append(example)
    every = list(alternatives_of(patterns()))
    missing = not_shown(every, examples)
    assert len(missing) < (1 - LEAST) * len({one.identity for one in every})
