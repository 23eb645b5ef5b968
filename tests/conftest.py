"""Fixtures of every test: a workspace, and the seed documents where they are at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from xltool.workspace import Workspace, create_workspace

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of the real documents, which are not part of the project."""
    folder = ROOT.parent / "shared"
    if not (folder / "seeds").is_dir():
        pytest.skip(f"the real documents are not beside the checkout ({folder.name}/seeds)")
    return folder


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A new workspace with the shipped settings and form designs."""
    return create_workspace(tmp_path / "workspace")
