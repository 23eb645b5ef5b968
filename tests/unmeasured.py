"""Programs that tests start and of which no coverage is measured."""

from __future__ import annotations

import os


def unmeasured(**more: str) -> dict[str, str]:
    """Give this environment without what makes a program of Python measure its coverage.

    For programs that are killed, which leave no measurement, and for those that do once
    more what other tests measure: starting to measure takes as long as starting Python.
    """
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("COVERAGE_")
    }
    return {**environment, **more}
