"""A month of the sample city, from an empty folder to the roll-up and the bulletin."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.errors import FileInUseError, InputFileError
from xltool.forms.layout_json import layout_from_json
from xltool.ledger.ledger import open_ledger
from xltool.model.period import Period
from xltool.workflows.bulletin import bulletin
from xltool.workflows.collecting import collect
from xltool.workflows.demo.city import SampleCity
from xltool.workflows.demo.clerk import confirm
from xltool.workflows.demo.respondents import (
    HABITS,
    Habit,
    RespondingUnit,
    correctly,
    not_at_all,
)
from xltool.workflows.demo.statistics import play_statistics
from xltool.workflows.generating import generate
from xltool.workflows.importing import import_table
from xltool.workflows.rollup import rollup
from xltool.workflows.setup import set_up
from xltool.workspace import Workspace, sample_folder, write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from xltool.workflows.bulletin import BulletinResult
    from xltool.workflows.judging import FileResult
    from xltool.workflows.rollup import RollupResult

BEFORE, MONTH = Period.parse("2025-06"), Period.parse("2025-07")
_BEIJING = dt.timezone(dt.timedelta(hours=8))
STEPS = 11
"""How many steps `play` announces."""

_MARK = "本文件夹由xltool demo生成.txt"
_NOTE = (
    "这里是样例城市的一次完整演示，可以随意打开查看。再次运行 xltool demo 会整个重做，"
    "请不要在这里放自己的文件。\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What the demo left behind.

    `sent` is the folder of what the units sent, `silent` who sent nothing.
    """

    workspace: Workspace
    period: str
    sent: Path
    files: tuple[FileResult, ...]
    silent: tuple[str, ...]
    rollup: RollupResult
    statistics: tuple[RollupResult, ...]
    bulletin: BulletinResult


def play(root: Path, began: Callable[[str], None]) -> Played:
    """Play the cycle in `root`; `began` is told of each step.

    InputFileError if `root` holds anything but an earlier demo, which is replaced.
    """
    workspace = prepare(root, began)
    began("各单位填报7月报表")
    folder = answer(workspace, MONTH, HABITS)
    began("收集、校验7月报表")
    collected = collect(workspace, MONTH, [folder], now=_days_after(MONTH, 5))
    began("汇总7月报表")
    later = _days_after(MONTH, 8)
    rolled_up = rollup(workspace, MONTH, now=later)
    began("下发、收集、汇总3张统计表")
    statistics = play_statistics(workspace, lambda name: _folder_of(workspace, name))
    began("编7月工作专报")
    report = bulletin(
        workspace, MONTH, number=1, date=later.date(), opening=None, now=later
    )
    return Played(
        workspace=workspace,
        period=str(MONTH),
        sent=folder,
        files=collected.files,
        silent=tuple(unit for unit, habit in HABITS.items() if habit is not_at_all),
        rollup=rolled_up,
        statistics=statistics,
        bulletin=report,
    )


def prepare(root: Path, began: Callable[[str], None]) -> Workspace:
    """Play up to the day on which July's workbooks are issued.

    June is filled in correctly by all.
    """
    began("新建工作区")
    workspace = _set_up(root)
    began("导入分解表")
    import_table(workspace, sample_folder() / "decomposition.docx")
    began("核对任务台账")
    confirm(workspace.registry)
    began("下发6月报表")
    generate(workspace, BEFORE, now=_days_after(BEFORE, 1))
    began("填报、收集6月报表")
    folder = answer(workspace, BEFORE, {})
    collect(workspace, BEFORE, [folder], now=_days_after(BEFORE, 4))
    began("下发7月报表")
    generate(workspace, MONTH, now=_days_after(MONTH, 1))
    return workspace


def returned(workspace: Workspace, period: Period) -> Path:
    """Give the folder of what the units sent for a period."""
    return _folder_of(workspace, str(period))


def _folder_of(workspace: Workspace, name: str) -> Path:
    """Give the folder in which files arrive."""
    return workspace.root / "收到的文件" / name


def answer(workspace: Workspace, period: Period, habits: Mapping[str, Habit]) -> Path:
    """Let every unit answer as its habit is, in the order of issue.

    Gives the folder of what they sent.
    """
    for desk in desks(workspace, period):
        habits.get(desk.layout.unit.code, correctly)(desk)
    return returned(workspace, period)


def desks(workspace: Workspace, period: Period) -> Iterator[RespondingUnit]:
    """Give the desk of every unit that was issued a workbook."""
    city = SampleCity()
    outbox = returned(workspace, period)
    outbox.mkdir(parents=True, exist_ok=True)
    with open_ledger(workspace.database_url) as ledger:
        before = {issue.unit: issue.file for issue in ledger.issued(str(BEFORE))}
        for issue in ledger.issued(str(period)):
            layout = layout_from_json(issue.layout)
            yield RespondingUnit(
                issued=workspace.issued(str(period)) / issue.file,
                layout=layout,
                answers=city.answers(layout),
                last_returned=returned(workspace, BEFORE) / before[issue.unit],
                outbox=outbox,
            )


def _set_up(root: Path) -> Workspace:
    """Make the workspace.

    It signs with the demo's own key, so that workbooks that ship fit into it.
    """
    _clear(root)
    root.mkdir(parents=True, exist_ok=True)
    write_atomically(root / _MARK, _NOTE.encode())
    write_atomically(root / "xltool.key", (sample_folder() / "demo.key").read_bytes())
    return set_up(root, (sample_folder() / "xltool.toml").read_text(encoding="utf-8"))


def _clear(root: Path) -> None:
    """Remove an earlier demo."""
    if not root.exists() or not any(root.iterdir()):
        return
    if not (root / _MARK).exists():
        raise InputFileError(
            f"{root} 不是空文件夹，也不是以前的演示：请换一个文件夹，例如 xltool demo "
            "演示"
        )
    try:
        shutil.rmtree(root)
    except PermissionError as error:
        raise FileInUseError(
            f"{error.filename} 正被其他程序（Excel 或 WPS）打开：请关闭它再运行一次"
        ) from None


def _days_after(period: Period, days: int) -> dt.datetime:
    """Give nine o'clock in the morning, some days after the end of a period.

    The demo's own clock.
    """
    morning = dt.datetime.combine(period.end, dt.time(9), tzinfo=_BEIJING)
    return morning + dt.timedelta(days=days)
