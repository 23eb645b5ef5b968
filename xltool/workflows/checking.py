"""`xltool check`.

Everything that is wrong with a workspace before anything is issued from it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.decomposition.registry.sheets import plain
from xltool.errors import RegistryError
from xltool.excel.designs import read_designs
from xltool.excel.registry import read_registry
from xltool.findings import (
    BULLETIN_TEMPLATE_WRONG,
    INDICATOR_NOT_REPORTED,
    MEASURE_ODD,
    OFFICE_UNREACHABLE,
    REGISTRY_UNUSABLE,
    SHARES_UNEVEN,
    TASK_NOT_REPORTED,
    TEMPLATE_WRONG,
    UNIT_COLLECTIVE,
    UNIT_WITHOUT_TASK,
    UNIT_WORD_UNUSUAL,
    Finding,
    Place,
)
from xltool.forms.owing import owing_units, unit_findings
from xltool.ledger.ledger import open_ledger
from xltool.mail.templates import template_mistakes
from xltool.model.counters import usual_counter
from xltool.model.indicator_kind import IndicatorKind
from xltool.model.mail import MailKind
from xltool.model.quantity import parse_measurement_unit
from xltool.model.registry import Level, Role
from xltool.word.bulletin import BULLETIN_TEMPLATE, template_mistake
from xltool.workflows.dispatching import addressed
from xltool.workflows.in_force import Files, waiting_changes
from xltool.workflows.integrity import check_kept
from xltool.workspace import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from xltool.forms.design import FormDesign
    from xltool.model.registry import Indicator, Registry
    from xltool.settings import Settings
    from xltool.workspace import Workspace

_MEASURED = frozenset(
    {IndicatorKind.AMOUNT, IndicatorKind.GROWTH, IndicatorKind.DURATION}
)
"""Kinds that are nothing without a 计量单位."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """Everything that is wrong with a workspace."""

    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, object]:
        """Give the document of `check --json`."""
        return {"findings": [finding.as_json() for finding in self.findings]}


def check(workspace: Workspace) -> CheckResult:
    """Give every finding of the settings, the form designs, the templates of mails and
    of the bulletin, and the registry, in this order.
    """
    forms, designs = read_designs(workspace.templates)
    findings = (
        *_check_settings(workspace.settings),
        *designs,
        *_check_mail_templates(workspace),
        *_check_bulletin_template(workspace),
        *_check_registry(workspace, forms),
        *_check_running(workspace),
        *check_kept(workspace),
    )
    return CheckResult(findings=findings)


def _check_settings(settings: Settings) -> tuple[Finding, ...]:
    """Say what the settings should have and do not."""
    if settings.office.phone:
        return ()
    return (OFFICE_UNREACHABLE.at(Place(sheet=SETTINGS, cell="office.phone")),)


def _check_mail_templates(workspace: Workspace) -> Iterator[Finding]:
    """Say what is wrong with the texts of mails."""
    folder = workspace.mail_templates
    for kind in MailKind:
        for mistake in template_mistakes(folder, kind):
            yield TEMPLATE_WRONG.at(Place(sheet=folder.name), found=mistake)


def _check_bulletin_template(workspace: Workspace) -> Iterator[Finding]:
    """Say what is wrong with the bulletin's Word template, where there is one."""
    path = workspace.templates / BULLETIN_TEMPLATE
    if not path.is_file():
        return
    mistake = template_mistake(path.read_bytes(), dt.date(2025, 1, 1))
    if mistake:
        yield BULLETIN_TEMPLATE_WRONG.at(Place(sheet=path.name), found=mistake)


def _check_registry(
    workspace: Workspace, forms: Iterable[FormDesign]
) -> Iterator[Finding]:
    """Say what is wrong with the registry, by itself and for the forms."""
    try:
        registry, findings = read_registry(workspace.registry)
    except RegistryError as error:
        yield REGISTRY_UNUSABLE.at(Place(sheet=workspace.registry.name), found=error)
        return
    yield from findings
    yield from registry_gaps(registry)
    owing: set[str] = set()
    for form in forms:
        yield from unit_findings(registry, form)
        owing |= {unit.code for unit in owing_units(registry, form)}
    yield from registry_oddities(registry, owing)
    if workspace.settings.mail.smtp_host or _has_drafts(registry):
        for unit in registry.reporting_units():
            yield from (
                one.moved(Place(sheet="单位", row_key=unit.code))
                for one in addressed(unit)[2]
            )


def _has_drafts(registry: Registry) -> bool:
    """Whether mails are sent by hand, as drafts: half of the units have an address."""
    due = registry.reporting_units()
    reached = sum(1 for unit in due if addressed(unit)[0])
    return reached > 0 and reached * 2 >= len(due)


def _check_running(workspace: Workspace) -> tuple[Finding, ...]:
    """Say what the files say and is not in force yet in the periods that are
    running.
    """
    url = workspace.settings.database.url
    if not url and not (workspace.root / "xltool.db").exists():
        return ()
    try:
        with open_ledger(workspace.database_url) as ledger:
            return waiting_changes(ledger, Files(workspace))
    except RegistryError:
        return ()


def registry_gaps(registry: Registry) -> Iterator[Finding]:
    """Say what nobody would report on, and which collective names nobody has
    explained.
    """
    due = {unit.code: unit for unit in registry.reporting_units()}
    for unit in registry.open_collectives():
        yield UNIT_COLLECTIVE.at(
            Place(sheet="单位", row_key=unit.code), found=unit.name
        )
    for task in registry.tasks:
        if not due.keys() & registry.task_units(task):
            place = Place(sheet="任务", row_key=task.code)
            yield TASK_NOT_REPORTED.at(place, found=f"{task.code} {task.name}".strip())
    for indicator in registry.indicators:
        promised = indicator.role is Role.TARGET and indicator.level is Level.OWN
        if promised and not due.keys() & registry.reporters(indicator):
            place = Place(sheet="指标", row_key=indicator.code)
            yield INDICATOR_NOT_REPORTED.at(
                place, found=f"{indicator.code} {indicator.label}".strip()
            )


def registry_oddities(
    registry: Registry, owing: Collection[str] = ()
) -> Iterator[Finding]:
    """Say what stands oddly in a registry that could be issued.

    Idle units, uneven shares, strange 计量单位. Units `owing` a form are not idle.
    """
    for unit in registry.idle_units():
        if unit.code not in owing:
            place = Place(sheet="单位", row_key=unit.code)
            yield UNIT_WITHOUT_TASK.at(place, found=unit.name)
    shared = _sums(registry)
    for indicator in registry.indicators:
        if indicator.role is Role.TARGET and indicator.level is Level.OWN:
            yield from _target_oddities(indicator, shared.get(indicator.code))


def _target_oddities(indicator: Indicator, shared: Decimal | None) -> Iterator[Finding]:
    """Say what is odd about a target; `shared` is what its shares add up to."""
    place = Place(sheet="指标", row_key=indicator.code)
    said = f"{indicator.code} {indicator.label}".strip()
    if _is_odd(indicator):
        found = indicator.measurement_unit or "（空）"
        yield MEASURE_ODD.at(place, found=said, expected=found)
    usual = usual_counter(indicator.name, indicator.measurement_unit)
    if usual:
        yield UNIT_WORD_UNUSUAL.at(
            place,
            found=indicator.measurement_unit,
            expected=usual,
            indicator=indicator.name,
        )
    if shared is None or indicator.value is None:
        return
    if indicator.adds_up and indicator.value != shared:
        whole = plain(indicator.value)
        yield SHARES_UNEVEN.at(place, found=said, total=plain(shared), expected=whole)


def _is_odd(indicator: Indicator) -> bool:
    """Whether a 计量单位 is none that is known.

    A pure number and a worded target have none.
    """
    if indicator.measurement_unit:
        return parse_measurement_unit(indicator.measurement_unit) is None
    return indicator.kind in _MEASURED


def _sums(registry: Registry) -> dict[str, Decimal]:
    """Add up the shares of each divided target."""
    sums: dict[str, Decimal] = {}
    for (code, _), value in registry.shares.items():
        sums[code] = sums.get(code, Decimal(0)) + value
    return sums
