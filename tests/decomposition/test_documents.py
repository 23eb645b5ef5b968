"""The bar on whole documents, so that no change of a rule lowers it."""

from __future__ import annotations

import pytest

from benchmarks.documents import DOCUMENTS, documents, score


@pytest.mark.parametrize("batch", sorted(path.name for path in DOCUMENTS.iterdir()))
def test_whole_documents_are_read_to_the_bar(batch: str) -> None:
    found = score(documents(batch))
    figures = found.figures
    assert figures.precision >= 0.99
    assert figures.recall >= 0.98
    assert figures.names >= 0.94
    assert figures.roles >= 0.98
    assert found.words.precision >= 0.9
    assert not found.invented
