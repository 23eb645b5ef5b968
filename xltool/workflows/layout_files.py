"""The office's own workbooks (版式) on which forms are issued.

Each is kept by its hash, so that what was issued on it can be issued and rolled up
again after the file beside the design has changed.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from xltool.errors import DesignError
from xltool.workspace import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.forms.design import FormDesign
    from xltool.workspace import Workspace


def own_layout(workspace: Workspace, design: FormDesign) -> bytes:
    """Give the office's own workbook of a design, and keep it; empty where it has none.

    DesignError where the file is gone that the design was read with.
    """
    if not design.own_layout:
        return b""
    kept = workspace.kept_layouts / f"{design.layout_sha256}.xlsx"
    for path in (workspace.templates / design.own_layout, kept):
        content = _content(path)
        if sha256(content).hexdigest() == design.layout_sha256:
            if not kept.exists():
                kept.parent.mkdir(parents=True, exist_ok=True)
                write_atomically(kept, content)
            return content
    raise DesignError(
        f"报表“{design.name}”的版式 {design.own_layout} 不在了，或已经改过："
        "运行 xltool check，再运行 xltool generate"
    )


def _content(path: Path) -> bytes:
    """Read a file; empty where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return b""
