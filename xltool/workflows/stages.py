"""Where a period stands: the seven stages from the import to the bulletin."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from xltool.errors import RegistryError
from xltool.excel.registry import read_registry
from xltool.ledger.ledger import open_ledger
from xltool.rollup.overview import unit_counts
from xltool.workflows.doubts import open_doubts
from xltool.workflows.period import status

if TYPE_CHECKING:
    import datetime as dt

    from xltool.model.period import Period
    from xltool.rollup.overview import UnitCounts
    from xltool.workflows.period import PeriodStatus
    from xltool.workspace import Workspace


class Stage(StrEnum):
    """A stage of a period's work, in order."""

    IMPORT = "导入"
    CONFIRM = "核对"
    ISSUE = "下发"
    COLLECT = "收报"
    JUDGE = "校验"
    ROLL_UP = "汇总"
    BULLETIN = "专报"


@dataclass(frozen=True, slots=True, kw_only=True)
class StageState:
    """One stage: whether it is done, and what there is to say of it in a few words."""

    stage: Stage
    done: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodView:
    """A period at one look; `status` is None while there is no registry.

    `next` is the first stage that is not done; None when all are.
    """

    status: PeriodStatus | None
    counts: UnitCounts | None
    stages: tuple[StageState, ...]

    @property
    def next(self) -> StageState | None:
        """The stage that is to be worked on."""
        return next((one for one in self.stages if not one.done), None)


def period_view(
    workspace: Workspace, period: Period, *, form: str = "", now: dt.datetime
) -> PeriodView:
    """Say where a period stands."""
    try:
        registry, _ = read_registry(workspace.registry)
        if registry.tasks:
            found = status(workspace, period, form=form, now=now)
        else:
            found = None
    except RegistryError:
        found = None
    if found is None:
        waiting = [
            StageState(stage=stage, done=False, words="") for stage in list(Stage)[1:]
        ]
        first = StageState(stage=Stage.IMPORT, done=False, words="还没有任务台账")
        return PeriodView(status=None, counts=None, stages=(first, *waiting))
    counts = unit_counts(found.units)
    return PeriodView(
        status=found,
        counts=counts,
        stages=(
            StageState(stage=Stage.IMPORT, done=True, words="台账已建"),
            _confirmed(workspace),
            _issued(workspace, found, counts),
            _collected(counts),
            _judged(counts, found),
            _written(workspace, period, Stage.ROLL_UP, "*汇总表*.xlsx"),
            _written(workspace, period, Stage.BULLETIN, "*.docx"),
        ),
    )


def _confirmed(workspace: Workspace) -> StageState:
    """Say whether all doubts of the import are settled."""
    count = len(open_doubts(workspace))
    words = f"待确认 {count} 条" if count else "已核对"
    return StageState(stage=Stage.CONFIRM, done=not count, words=words)


def _issued(
    workspace: Workspace, found: PeriodStatus, counts: UnitCounts
) -> StageState:
    """Count the units that were issued the form that is shown."""
    with open_ledger(workspace.database_url) as ledger:
        issued = len(ledger.issued_units(str(found.period), found.form))
    words = f"{issued}/{counts.due}" if issued else "还没有下发"
    return StageState(stage=Stage.ISSUE, done=issued >= counts.due > 0, words=words)


def _collected(counts: UnitCounts) -> StageState:
    """Say how many of the units have reported."""
    return StageState(
        stage=Stage.COLLECT,
        done=counts.due > 0 and not counts.missing,
        words=f"{counts.received}/{counts.due}",
    )


def _judged(counts: UnitCounts, found: PeriodStatus) -> StageState:
    """Say how many of the reports are good."""
    words = f"合格 {counts.accepted}/{counts.received}"
    if counts.returned:
        words += f"，退回 {counts.returned}"
    if found.unidentified:
        words += f"，认不出 {found.unidentified}"
    done = counts.received > 0 and counts.accepted == counts.received
    return StageState(
        stage=Stage.JUDGE, done=done and not found.unidentified, words=words
    )


def _written(
    workspace: Workspace, period: Period, stage: Stage, pattern: str
) -> StageState:
    """Say whether a document of the period is there."""
    folder = workspace.reports(str(period))
    found = sorted(folder.glob(pattern)) if folder.is_dir() else []
    words = "已生成" if found else "还没有"
    return StageState(stage=stage, done=bool(found), words=words)
