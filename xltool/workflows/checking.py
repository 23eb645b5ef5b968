"""`xltool check`: everything that is wrong with a workspace before anything is issued from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.errors import RegistryError
from xltool.excel.designs import read_designs
from xltool.excel.registry import read_registry
from xltool.findings import OFFICE_UNREACHABLE, REGISTRY_UNUSABLE, Finding, Place
from xltool.workspace import SETTINGS

if TYPE_CHECKING:
    from xltool.settings import Settings
    from xltool.workspace import Workspace


def check(workspace: Workspace) -> tuple[Finding, ...]:
    """Give every finding of the settings, the form designs and the registry, in this order."""
    _, designs = read_designs(workspace.templates)
    return (*_check_settings(workspace.settings), *designs, *_check_registry(workspace))


def _check_settings(settings: Settings) -> tuple[Finding, ...]:
    if settings.office.phone:
        return ()
    return (OFFICE_UNREACHABLE.at(Place(sheet=SETTINGS, cell="office.phone")),)


def _check_registry(workspace: Workspace) -> tuple[Finding, ...]:
    try:
        _, findings = read_registry(workspace.registry)
    except RegistryError as error:
        return (REGISTRY_UNUSABLE.at(Place(sheet=workspace.registry.name), found=error),)
    return findings
