"""A new workspace, ready for the first import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel.registry import write_registry
from xltool.model.registry import Registry
from xltool.settings import DEFAULT_TOML
from xltool.workspace import Workspace, create_workspace

if TYPE_CHECKING:
    from pathlib import Path


def set_up(root: Path, settings_text: str = DEFAULT_TOML) -> Workspace:
    """Make a workspace with settings, form designs and an empty registry; what exists is kept."""
    workspace = create_workspace(root, settings_text)
    if not workspace.registry.exists():
        write_registry(workspace.registry, Registry())
    return workspace
