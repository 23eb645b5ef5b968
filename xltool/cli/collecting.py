"""`xltool collect` and `xltool validate`: what came back, judged."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xltool.cli.arguments import period_argument
from xltool.cli.mailing import print_deliveries
from xltool.cli.main import NEEDS_A_PERSON
from xltool.cli.output import echo, json_option, print_findings, print_json, print_table
from xltool.findings import Severity
from xltool.model.submission import VERDICT_LABELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.cli.main import Session
    from xltool.model.period import Period
    from xltool.workflows.collecting import CollectResult
    from xltool.workflows.judging import FileResult
    from xltool.workspace import Workspace


@click.command(
    short_help="收集报送。",
    help="收集报告期的报送：可以是文件、文件夹、zip、.eml、.mbox；--mailbox "
    "从邮箱收。"
    "原件存档、逐份校验、登记，有问题的生成退回件。",
)
@period_argument
@click.argument(
    "paths", metavar="[文件或文件夹]...", nargs=-1, type=click.Path(path_type=Path)
)
@click.option("--mailbox", is_flag=True, help="也从 xltool.toml 里设的邮箱收。")
@click.option(
    "--answer",
    is_flag=True,
    help="收完就答复来信；没有设发信服务器的，在 outbox 里生成草稿。",
)
@json_option
@click.pass_obj
def collect(  # noqa: PLR0913 - click passes each option by name
    session: Session,
    period: Period,
    paths: tuple[Path, ...],
    *,
    mailbox: bool,
    answer: bool,
    as_json: bool,
) -> int:
    """Collect, judge and record what came back."""
    workspace = session.workspace()
    result = _collected(workspace, period, paths, mailbox=mailbox)
    if answer:
        from xltool.workflows.answering import answer as answer_letters

        result = result.answered(answer_letters(workspace, period))
    if as_json:
        print_json(result.as_json())
    else:
        _print_results(f"{period.label}：收到 {len(result.files)} 份", result.files)
        if result.notes:
            print_findings(result.notes)
        _print_returned(result.files)
        if result.deliveries:
            print_deliveries("答复", result.deliveries)
    return NEEDS_A_PERSON if result.needs_a_person else 0


def _collected(
    workspace: Workspace, period: Period, paths: tuple[Path, ...], *, mailbox: bool
) -> CollectResult:
    """Collect what stands in files, and what waits in the mailbox."""
    from xltool.workflows.collecting import collect as collect_files

    now = dt.datetime.now(dt.UTC)
    from_files = None
    if paths or not mailbox:
        from_files = collect_files(workspace, period, paths, now=now, progress=_show)
        if not mailbox:
            return from_files
    from xltool.workflows.mailbox import collect_mailbox

    from_mailbox = collect_mailbox(workspace, period, now=now, progress=_show)
    return from_files.joined(from_mailbox) if from_files else from_mailbox


@click.command(
    help="把报告期已收存的报送（或其中几个单位的）重新校验一遍，并登记新的结果。"
)
@period_argument
@click.argument("units", metavar="[单位]...", nargs=-1)
@json_option
@click.pass_obj
def rejudge(
    session: Session, period: Period, units: tuple[str, ...], *, as_json: bool
) -> int:
    """Judge again what is stored."""
    from xltool.workflows.collecting import rejudge as judge_again

    now = dt.datetime.now(dt.UTC)
    result = judge_again(session.workspace(), period, units, now=now, progress=_show)
    if as_json:
        print_json(result.as_json())
    else:
        title = f"{period.label}：重新校验 {len(result.files)} 份"
        _print_results(title, result.files)
        if result.notes:
            print_findings(result.notes)
        _print_returned(result.files)
    return NEEDS_A_PERSON if result.needs_a_person else 0


@click.command(help="校验文件，不登记：看看一份报送会得到什么结果。")
@click.argument(
    "files",
    metavar="文件...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
)
@json_option
@click.pass_obj
def validate(session: Session, files: tuple[Path, ...], *, as_json: bool) -> int:
    """Judge workbooks without recording anything."""
    from xltool.workflows.judging import validate as validate_files

    result = validate_files(session.workspace(), files)
    if as_json:
        print_json(result.as_json())
    else:
        _print_results("", result.files)
    return NEEDS_A_PERSON if result.needs_a_person else 0


def _print_results(title: str, results: Sequence[FileResult]) -> None:
    print_table(
        title,
        ("文件", "单位", "结果", "须改正", "须核实", "提示"),
        (
            (Path(one.path).name, one.unit, VERDICT_LABELS[one.verdict], *_counts(one))
            for one in results
        ),
    )
    for result in results:
        if result.findings:
            print_findings(
                result.findings,
                title=f"{Path(result.path).name}（{VERDICT_LABELS[result.verdict]}）",
            )


def _counts(result: FileResult) -> tuple[int, ...]:
    return tuple(
        sum(one.severity is severity for one in result.findings)
        for severity in Severity
    )


def _print_returned(results: Sequence[FileResult]) -> None:
    returned = [one.returned for one in results if one.returned]
    if returned:
        echo(f"退回件 {len(returned)} 份，在 {returned[0].parent}")


def _show(done: int, total: int) -> None:
    """Tell a person at a terminal how far it is."""
    if sys.stderr.isatty():
        click.echo(f"\r正在校验 {done}/{total}", nl=done == total, err=True)
