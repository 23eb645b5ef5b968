"""In this room pools start and end children of their own."""

from __future__ import annotations

import pytest

from xltool.execution import executors
from xltool.execution.workers import WorkerPool


@pytest.fixture(autouse=True)
def own_children(kept_children: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - it is undone here
    monkeypatch.setattr(executors, "WorkerPool", WorkerPool)
