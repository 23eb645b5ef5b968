"""A new workspace, ready for the first import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel.registry import write_registry
from xltool.ledger.ledger import open_ledger
from xltool.mail.templates import shipped_templates
from xltool.model.registry import Registry
from xltool.settings import DEFAULT_TOML
from xltool.workflows.acting import utc_now
from xltool.workflows.keys import replace_key
from xltool.workspace import (
    Workspace,
    create_workspace,
    find_workspace,
    write_atomically,
)
from xltool.workspace.start_files import put_start_files

if TYPE_CHECKING:
    from pathlib import Path


def set_up(root: Path, settings_text: str = DEFAULT_TOML) -> Workspace:
    """Make a workspace with settings, form designs, mail templates, an empty registry
    and what opens its desk by a double click; what exists is kept.
    """
    workspace = create_workspace(root, settings_text)
    if not workspace.registry.exists():
        write_registry(workspace.registry, Registry())
    for source in sorted(shipped_templates().glob("*.j2")):
        if not (workspace.mail_templates / source.name).exists():
            write_atomically(
                workspace.mail_templates / source.name, source.read_bytes()
            )
    put_start_files(workspace.root)
    return workspace


def sign_anew(root: Path) -> Path | None:
    """Sign by a new key from now on, where the one before is lost for good.

    Gives where the file of the one before is kept, None where there was none.
    """
    workspace = find_workspace(root)
    with open_ledger(workspace.database_url) as ledger:
        return replace_key(workspace, ledger, now=utc_now())
