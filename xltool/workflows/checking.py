"""`xltool check`: everything that is wrong with a workspace before anything is issued from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.decomposition.units.gathering import COLLECTIVE
from xltool.errors import RegistryError
from xltool.excel.designs import read_designs
from xltool.excel.registry import read_registry
from xltool.findings import (
    INDICATOR_NOT_REPORTED,
    OFFICE_UNREACHABLE,
    REGISTRY_UNUSABLE,
    TASK_NOT_REPORTED,
    TEMPLATE_WRONG,
    UNIT_COLLECTIVE,
    Finding,
    Place,
)
from xltool.ledger.ledger import open_ledger
from xltool.mail.templates import template_mistakes
from xltool.model.mail import MailKind
from xltool.model.registry import Level, Role
from xltool.workflows.dispatching import addressed
from xltool.workflows.in_force import Files, waiting_changes
from xltool.workspace import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.model.registry import Registry
    from xltool.settings import Settings
    from xltool.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """Everything that is wrong with a workspace."""

    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, object]:
        """Give the document of `check --json`."""
        return {"findings": [finding.as_json() for finding in self.findings]}


def check(workspace: Workspace) -> CheckResult:
    """Give every finding of the settings, the form designs, the mail templates and the registry, in this order."""
    _, designs = read_designs(workspace.templates)
    findings = (
        *_check_settings(workspace.settings),
        *designs,
        *_check_mail_templates(workspace),
        *_check_registry(workspace),
        *_check_running(workspace),
    )
    return CheckResult(findings=findings)


def _check_settings(settings: Settings) -> tuple[Finding, ...]:
    if settings.office.phone:
        return ()
    return (OFFICE_UNREACHABLE.at(Place(sheet=SETTINGS, cell="office.phone")),)


def _check_mail_templates(workspace: Workspace) -> Iterator[Finding]:
    folder = workspace.mail_templates
    for kind in MailKind:
        for mistake in template_mistakes(folder, kind):
            yield TEMPLATE_WRONG.at(Place(sheet=folder.name), found=mistake)


def _check_registry(workspace: Workspace) -> Iterator[Finding]:
    try:
        registry, findings = read_registry(workspace.registry)
    except RegistryError as error:
        yield REGISTRY_UNUSABLE.at(Place(sheet=workspace.registry.name), found=error)
        return
    yield from findings
    yield from registry_gaps(registry)
    if workspace.settings.mail.smtp_host:
        for unit in registry.reporting_units():
            yield from (
                one.moved(Place(sheet="单位", row_key=unit.code))
                for one in addressed(unit)[2]
            )


def _check_running(workspace: Workspace) -> tuple[Finding, ...]:
    """Say what the files say and is not in force yet in the periods that are running."""
    url = workspace.settings.database.url
    if not url and not (workspace.root / "xltool.db").exists():
        return ()
    try:
        with open_ledger(workspace.database_url) as ledger:
            return waiting_changes(ledger, Files(workspace))
    except RegistryError:
        return ()


def registry_gaps(registry: Registry) -> Iterator[Finding]:
    """Say what nobody would report on, and which collective names would be sent a workbook as if they were units."""
    due = {unit.code: unit for unit in registry.reporting_units()}
    for unit in due.values():
        if unit.group == COLLECTIVE:
            yield UNIT_COLLECTIVE.at(
                Place(sheet="单位", row_key=unit.code), found=unit.name
            )
    for task in registry.tasks:
        if not due.keys() & registry.task_units(task):
            place = Place(sheet="任务", row_key=task.code)
            yield TASK_NOT_REPORTED.at(place, found=f"{task.code} {task.name}".strip())
    for one in registry.indicators:
        promised = one.role is Role.TARGET and one.level is Level.OWN
        if promised and not due.keys() & registry.reporters(one):
            place = Place(sheet="指标", row_key=one.code)
            yield INDICATOR_NOT_REPORTED.at(
                place, found=f"{one.code} {one.label}".strip()
            )
