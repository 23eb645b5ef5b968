"""What is in force for a form of a period.

As the ledger has it, else as the files say today. Issuing writes it into the ledger;
judging, status and roll-up of the period read that. A change of the registry or of a
design takes effect by issuing again. For a period of which the ledger knows nothing yet
(it was issued by an older program), the files of today speak.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.errors import DesignError
from xltool.excel.registry import read_registry
from xltool.findings import IN_FORCE_CHANGED, IN_FORCE_WAITING
from xltool.forms.campaign_choices import with_campaigns
from xltool.forms.deadlines import deadline
from xltool.forms.owing import with_owing_units
from xltool.ledger.records import InForce
from xltool.model.as_of import as_of
from xltool.model.period import Period
from xltool.model.registry_changes import differences
from xltool.workflows.period_form import form_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.findings import Finding
    from xltool.forms.design import FormDesign
    from xltool.ledger.ledger import Ledger
    from xltool.model.registry import Registry
    from xltool.workspace import Workspace

OFFICE_ZONE = dt.timezone(dt.timedelta(hours=8))


class Files:
    """The registry and the designs of a workspace as they are today, each read once."""

    def __init__(self, workspace: Workspace) -> None:
        """Read nothing yet."""
        self._workspace = workspace

    @cached_property
    def _registry(self) -> tuple[Registry, tuple[Finding, ...]]:
        """The registry in the workspace, and what is wrong with it."""
        return read_registry(self._workspace.registry)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the registry."""
        return self._registry[1]

    def registry(self, period: Period) -> Registry:
        """Give the registry with the changes that are in effect on a period's last
        day.
        """
        return as_of(self._registry[0], period.end)

    def design(self, period: Period, form: str = "") -> FormDesign:
        """Give a form's design, with the office's own empty answers.

        DesignError where there is none.
        """
        design = form_named(self._workspace, period, form)
        empty = self._workspace.settings.judging.empty_answers
        if not empty:
            return design
        return replace(design, empty_answers=(*design.empty_answers, *empty))

    def in_force(self, period: Period, form: str = "") -> InForce:
        """Give what issuing a form today would put in force."""
        whole = self.registry(period)
        design = with_campaigns(self.design(period, form), self._campaigns(whole))
        registry = with_owing_units(whole, design)
        return InForce(
            period=str(period),
            form=design.key,
            registry=registry,
            design=design,
            due=deadline(period, design.deadline_days),
        )

    def _campaigns(self, registry: Registry) -> list[str]:
        """Give the campaigns in the order of the settings, then those that only tasks
        name.
        """
        named = self._workspace.settings.office.campaigns
        return [*named, *(task.campaign for task in registry.tasks)]


def in_force(  # noqa: PLR0913 - which form of which period, seen from when
    workspace: Workspace,
    ledger: Ledger,
    period: Period,
    form: str = "",
    *,
    at: int | None = None,
    files: Files | None = None,
) -> InForce:
    """Give what is in force for a form of a period (at a revision), `files` where the
    ledger does not know it.
    """
    recorded = ledger.in_force(str(period), form, at=at)
    if recorded is not None:
        return recorded
    return (files or Files(workspace)).in_force(period, form)


def deadline_of(
    workspace: Workspace, ledger: Ledger, period: Period, form: str = ""
) -> dt.datetime | None:
    """Give the end of the day on which a form of a period is due.

    None where there is no such form.
    """
    forms = (form,) if form else ledger.forms(str(period)) or ("",)
    try:
        due = in_force(workspace, ledger, period, forms[0]).due
    except DesignError:
        return None
    return end_of(due)


def end_of(day: dt.date) -> dt.datetime:
    """Give the last second of a day in the office's own time."""
    return dt.datetime.combine(day, dt.time(23, 59, 59), OFFICE_ZONE)


def changed_findings(before: InForce | None, after: InForce) -> tuple[Finding, ...]:
    """Say what is in force now and was not before.

    Nothing where nothing was in force.
    """
    if before is None:
        return ()
    return tuple(
        IN_FORCE_CHANGED.at(found=said, period=after.period)
        for said in (
            *differences(before.registry, after.registry),
            *_of_design(before, after),
        )
    )


def waiting_changes(ledger: Ledger, files: Files) -> tuple[Finding, ...]:
    """Say of the running periods what the files say and is not in force yet."""
    found: list[Finding] = []
    for name in ledger.running_periods():
        period = Period.parse(name)
        for form in ledger.forms(name):
            given = ledger.in_force(name, form)
            if given is None or ledger.is_closed(name, form):
                continue
            try:
                today = files.in_force(period, form)
            except DesignError:
                continue
            for said in (
                *differences(given.registry, today.registry),
                *_of_design(given, today),
            ):
                found.append(IN_FORCE_WAITING.at(found=said, period=name))
    return tuple(found)


def _of_design(before: InForce, after: InForce) -> Iterator[str]:
    """Say whether a form's design has changed."""
    if before.design != after.design:
        yield f"报表设计“{after.design.name}”有变动"
