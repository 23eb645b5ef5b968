"""What each command does, for programs: `import xltool` gives every function here.

A workspace is named by its folder, or is one that `open_workspace` gave; a period by
its name (`"2025-07"`) or a `Period`. Functions are named as the commands; `roll_up` and
`write_bulletin` are verbs, because `xltool.rollup` and `xltool.bulletin` are rooms of
the package. Results are those of the workflows: their
`as_json()` has the shape that the command prints with `--json` (docs/json.md). What
cannot be done raises an `XltoolError`; nothing is printed.

Modules are imported when a function is called, so that `import xltool` takes no time.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xltool.model.period import Period
from xltool.workflows.acting import logged_in_user, utc_now

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from xltool.model.submission import Verdict
    from xltool.workflows.bulletin import BulletinResult
    from xltool.workflows.cascade import CascadeResult
    from xltool.workflows.checking import CheckResult
    from xltool.workflows.collecting import CollectResult
    from xltool.workflows.exporting import ExportResult
    from xltool.workflows.generating import GenerateResult
    from xltool.workflows.importing import ImportResult
    from xltool.workflows.judging import ValidateResult
    from xltool.workflows.period import History, PeriodStatus
    from xltool.workflows.proofing import Proof
    from xltool.workflows.rollup import RollupResult
    from xltool.workflows.sending import SendResult
    from xltool.workspace import Workspace

    AnyWorkspace = Workspace | str | Path
    AnyPeriod = Period | str

__all__ = [
    "accept",
    "cascade",
    "check",
    "close",
    "collect",
    "demo",
    "export",
    "generate",
    "history",
    "import_table",
    "init",
    "open_workspace",
    "proof",
    "remind",
    "reopen",
    "roll_up",
    "send",
    "status",
    "validate",
    "write_bulletin",
]


def open_workspace(path: str | Path = ".") -> Workspace:
    """Open the workspace that a folder is, or is in.

    WorkspaceNotFoundError if there is none.
    """
    from xltool.workspace import find_workspace

    return find_workspace(Path(path))


def init(path: str | Path) -> Workspace:
    """Make a workspace: settings, designs, an empty registry; what exists is kept."""
    from xltool.workflows.setup import set_up

    return set_up(Path(path))


def import_table(workspace: AnyWorkspace, table: str | Path) -> ImportResult:
    """Read a decomposition table into the registry; what is confirmed is kept."""
    from xltool.workflows.importing import import_table as run

    return run(_workspace(workspace), Path(table))


def check(workspace: AnyWorkspace) -> CheckResult:
    """Give every finding about the registry, the form designs and the settings."""
    from xltool.workflows.checking import check as run

    return run(_workspace(workspace))


def generate(
    workspace: AnyWorkspace, period: AnyPeriod, units: Sequence[str] = ()
) -> GenerateResult:
    """Issue the workbooks of a period to these units, or to all that have tasks."""
    from xltool.workflows.generating import generate as run

    return run(
        _workspace(workspace),
        _period(period),
        units,
        now=utc_now(),
        operator=logged_in_user(),
    )


def send(
    workspace: AnyWorkspace,
    period: AnyPeriod,
    units: Sequence[str] = (),
    *,
    dry_run: bool = False,
) -> SendResult:
    """Mail the issued workbooks; without SMTP settings it writes drafts."""
    from xltool.workflows.sending import send as run

    return run(_workspace(workspace), _period(period), units, dry_run=dry_run)


def collect(
    workspace: AnyWorkspace, period: AnyPeriod, paths: Iterable[str | Path]
) -> CollectResult:
    """Take in files, folders, archives and mails; judge and record them."""
    from xltool.workflows.collecting import collect as run

    files = [Path(path) for path in paths]
    return run(_workspace(workspace), _period(period), files, now=utc_now())


def validate(workspace: AnyWorkspace, files: Iterable[str | Path]) -> ValidateResult:
    """Judge workbooks without recording anything."""
    from xltool.workflows.judging import validate as run

    return run(_workspace(workspace), [Path(path) for path in files])


def status(workspace: AnyWorkspace, period: AnyPeriod) -> PeriodStatus:
    """Say where every unit stands in a period."""
    from xltool.workflows.period import status as run

    return run(_workspace(workspace), _period(period), now=utc_now())


def remind(
    workspace: AnyWorkspace, period: AnyPeriod, *, dry_run: bool = False
) -> SendResult:
    """Mail those, and only those, that still owe something."""
    from xltool.workflows.reminding import remind as run

    return run(_workspace(workspace), _period(period), now=utc_now(), dry_run=dry_run)


def roll_up(workspace: AnyWorkspace, period: AnyPeriod) -> RollupResult:
    """Write the roll-up workbook of a period."""
    from xltool.workflows.rollup import rollup as run

    return run(_workspace(workspace), _period(period), now=utc_now())


def write_bulletin(
    workspace: AnyWorkspace,
    period: AnyPeriod,
    *,
    number: int,
    date: dt.date | None = None,
    opening: str | Path | None = None,
) -> BulletinResult:
    """Write the bulletin of a period, whose issue is `number`, of today or `date`."""
    from xltool.model.clock import office_time
    from xltool.workflows.bulletin import bulletin as run

    now = utc_now()
    return run(
        _workspace(workspace),
        _period(period),
        number=number,
        date=date or office_time(now).date(),
        opening=None if opening is None else Path(opening),
        now=now,
    )


def accept(
    workspace: AnyWorkspace, period: AnyPeriod, unit: str, *, finding: str, reason: str
) -> Verdict:
    """Let a finding of a unit pass; gives the verdict on its last submission then."""
    from xltool.workflows.period import accept as run

    return run(
        _workspace(workspace),
        _period(period),
        unit,
        code=finding,
        reason=reason,
        now=utc_now(),
        operator=logged_in_user(),
    )


def close(workspace: AnyWorkspace, period: AnyPeriod) -> None:
    """Freeze a period's submissions."""
    from xltool.workflows.period import close as run

    run(
        _workspace(workspace), _period(period), now=utc_now(), operator=logged_in_user()
    )


def reopen(workspace: AnyWorkspace, period: AnyPeriod, *, reason: str) -> None:
    """Open a closed period again."""
    from xltool.workflows.period import reopen as run

    run(
        _workspace(workspace),
        _period(period),
        reason=reason,
        now=utc_now(),
        operator=logged_in_user(),
    )


def history(workspace: AnyWorkspace, unit: str) -> History:
    """Give everything that happened to a unit, oldest first."""
    from xltool.workflows.period import history as run

    return run(_workspace(workspace), unit)


def cascade(
    workspace: AnyWorkspace, period: AnyPeriod, workbook: str | Path
) -> CascadeResult:
    """Fill the higher level's issued workbook from our roll-up."""
    from xltool.workflows.cascade import cascade as run

    return run(_workspace(workspace), _period(period), Path(workbook), now=utc_now())


def proof(file: str | Path, *, against: Sequence[str | Path] = ()) -> Proof:
    """Proofread the figures of a bulletin, also against earlier ones or a roll-up."""
    from xltool.workflows.proofing import proofread

    return proofread(Path(file), against=[Path(path) for path in against])


def export(
    workspace: AnyWorkspace,
    periods: AnyPeriod | Sequence[AnyPeriod],
    folder: str | Path,
    *,
    file_format: str = "xlsx",
) -> ExportResult:
    """Write the tables of some periods (xlsx, csv, parquet) with a data dictionary."""
    from xltool.workflows.exporting import ExportFormat
    from xltool.workflows.exporting import export as run

    several = [periods] if isinstance(periods, str | Period) else periods
    wanted = [_period(period) for period in several]
    return run(
        _workspace(workspace),
        wanted,
        folder=Path(folder),
        file_format=ExportFormat(file_format),
    )


def demo(path: str | Path) -> Path:
    """Play the whole cycle on the shipped sample, offline; gives the folder."""
    from xltool.workflows.demo.cycle import play

    def unheard(step: str) -> None:
        """Say nothing of a step."""

    play(Path(path), unheard)
    return Path(path)


def _workspace(given: AnyWorkspace) -> Workspace:
    return open_workspace(given) if isinstance(given, str | Path) else given


def _period(given: AnyPeriod) -> Period:
    return Period.parse(given) if isinstance(given, str) else given
