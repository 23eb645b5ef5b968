"""What each command does, for programs: `import xltool` gives every function here.

A workspace is named by its folder, or is one that `open_workspace` gave; a period by
its name (`"2025-07"`) or a `Period`. Functions are named as the commands; `roll_up` and
`write_bulletin` are verbs, because `xltool.rollup` and `xltool.bulletin` are rooms of
the package, and `send_back` is `xltool return`, a word that Python keeps. Results are
those of the workflows: their `as_json()` has the shape that the command prints with
`--json` (docs/json.md). What cannot be done raises an `XltoolError`; nothing is
printed.

Modules are imported when a function is called, so that `import xltool` takes no time.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xltool.model.period import Period
from xltool.model.submission import DecisionKind
from xltool.workflows.acting import logged_in_user, utc_now

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from xltool.model.submission import Verdict
    from xltool.workflows.bulletin import BulletinResult
    from xltool.workflows.cascade import CascadeResult
    from xltool.workflows.checking import CheckResult
    from xltool.workflows.collecting import CollectResult
    from xltool.workflows.deciding import DecisionResult
    from xltool.workflows.designing import DesignResult
    from xltool.workflows.editions import EditionList
    from xltool.workflows.exporting import ExportResult
    from xltool.workflows.generating import GenerateResult
    from xltool.workflows.importing import ImportResult
    from xltool.workflows.judging import ValidateResult
    from xltool.workflows.keeping import Comparison
    from xltool.workflows.period import History, PeriodStatus
    from xltool.workflows.proofing import Proof
    from xltool.workflows.rollup import RollupResult
    from xltool.workflows.sending import SendResult
    from xltool.workflows.settling import Question, Questions
    from xltool.workspace import Workspace

    AnyWorkspace = Workspace | str | Path
    AnyPeriod = Period | str

__all__ = [
    "accept",
    "approve",
    "cascade",
    "check",
    "close",
    "collect",
    "compare",
    "demo",
    "design",
    "editions",
    "export",
    "export_originals",
    "extend",
    "generate",
    "history",
    "import_table",
    "init",
    "move",
    "open_workspace",
    "proof",
    "questions",
    "rejudge",
    "remind",
    "reopen",
    "roll_up",
    "send",
    "send_back",
    "settle",
    "status",
    "validate",
    "void",
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


def design(workspace: AnyWorkspace, file: str | Path, name: str = "") -> DesignResult:
    """Write a form design from a blank form; the form becomes its layout."""
    from xltool.workflows.designing import design as run

    return run(_workspace(workspace), Path(file), name)


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
    form: str = "",
    dry_run: bool = False,
) -> SendResult:
    """Mail the issued workbooks; without SMTP settings it writes drafts."""
    from xltool.workflows.sending import send as run

    return run(
        _workspace(workspace), _period(period), units, form=form, dry_run=dry_run
    )


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
        operator=logged_in_user(),
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


def approve(
    workspace: AnyWorkspace, period: AnyPeriod, unit: str, *, reason: str
) -> DecisionResult:
    """Approve what counts of a unit; who did and why is in the history."""
    return _decide(workspace, period, unit, DecisionKind.APPROVED, reason)


def send_back(
    workspace: AnyWorkspace, period: AnyPeriod, unit: str, *, reason: str
) -> DecisionResult:
    """Return what counts of a unit, with words."""
    return _decide(workspace, period, unit, DecisionKind.RETURNED, reason)


def void(
    workspace: AnyWorkspace, period: AnyPeriod, unit: str, *, reason: str
) -> DecisionResult:
    """Let what counts of a unit count no more."""
    return _decide(workspace, period, unit, DecisionKind.VOID, reason)


def _decide(
    workspace: AnyWorkspace,
    period: AnyPeriod,
    unit: str,
    kind: DecisionKind,
    reason: str,
) -> DecisionResult:
    from xltool.workflows.deciding import decide

    return decide(
        _workspace(workspace),
        _period(period),
        unit,
        kind,
        reason=reason,
        now=utc_now(),
        operator=logged_in_user(),
    )


def extend(
    workspace: AnyWorkspace,
    period: AnyPeriod,
    unit: str,
    *,
    until: dt.date,
    reason: str,
) -> DecisionResult:
    """Give one unit a later due date."""
    from xltool.workflows.deciding import extend as run

    return run(
        _workspace(workspace),
        _period(period),
        unit,
        until=until,
        reason=reason,
        now=utc_now(),
        operator=logged_in_user(),
    )


def questions(workspace: AnyWorkspace, period: AnyPeriod) -> Questions:
    """List what a person has to decide in a period, and what was decided."""
    from xltool.workflows.settling import questions as run

    return run(_workspace(workspace), _period(period), now=utc_now())


def settle(
    workspace: AnyWorkspace, period: AnyPeriod, question: str, answer: str
) -> Question:
    """Answer one of the questions of a period; the answer is remembered."""
    from xltool.workflows.settling import settle as run

    return run(
        _workspace(workspace),
        _period(period),
        question,
        answer,
        now=utc_now(),
        operator=logged_in_user(),
    )


def move(
    workspace: AnyWorkspace, period: AnyPeriod, file: str, *, to: AnyPeriod
) -> CollectResult:
    """Move what was collected for the wrong period."""
    from xltool.workflows.moving import move as run

    return run(
        _workspace(workspace),
        _period(period),
        file,
        to=_period(to),
        now=utc_now(),
        operator=logged_in_user(),
    )


def rejudge(
    workspace: AnyWorkspace, period: AnyPeriod, units: Sequence[str] = ()
) -> CollectResult:
    """Judge again what is stored of a period."""
    from xltool.workflows.collecting import rejudge as run

    return run(_workspace(workspace), _period(period), units, now=utc_now())


def compare(workspace: AnyWorkspace, period: AnyPeriod, unit: str) -> Comparison:
    """Compare a unit's last two submissions."""
    from xltool.workflows.keeping import compare as run

    return run(_workspace(workspace), _period(period), unit)


def editions(workspace: AnyWorkspace, period: AnyPeriod) -> EditionList:
    """List what was given to leaders of a period, and what changed in between."""
    from xltool.workflows.editions import editions as run

    return run(_workspace(workspace), _period(period))


def export_originals(
    workspace: AnyWorkspace, period: AnyPeriod, folder: str | Path
) -> tuple[Path, ...]:
    """Copy the originals of a period under unit and form names."""
    from xltool.workflows.keeping import export_originals as run

    return run(_workspace(workspace), _period(period), Path(folder))


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
