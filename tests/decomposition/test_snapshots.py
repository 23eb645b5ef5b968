"""Nothing that the reader makes of the tests' sentences and documents has changed."""

from __future__ import annotations

from difflib import unified_diff

import pytest

from tests.decomposition.snapshots import kept, snapshots


@pytest.mark.no_cover
def test_every_reading_is_as_it_was_kept() -> None:
    changed: list[str] = []
    for name, lines in snapshots():
        changed += unified_diff(kept(name), lines, name, "now", lineterm="", n=1)
    shown = "\n".join(changed[:60])
    assert not changed, (
        f"{shown}\nRight? python -m tests.decomposition.snapshots keeps it."
    )
