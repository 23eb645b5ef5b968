"""`xltool collect` and `xltool validate`: what came back, judged."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xltool.cli.arguments import period_argument
from xltool.cli.mailing import as_documents, findings_of, print_deliveries
from xltool.cli.main import NEEDS_A_PERSON
from xltool.cli.output import json_option, print_findings, print_json, print_table
from xltool.findings import Severity, worst
from xltool.model.submission import VERDICT_LABELS, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.cli.main import Session
    from xltool.model.period import Period
    from xltool.workflows.answering import AnswerResult
    from xltool.workflows.collecting import CollectResult
    from xltool.workflows.judging import FileResult
    from xltool.workspace import Workspace

_NEED_A_PERSON = {Verdict.UNIDENTIFIED, Verdict.UNREADABLE, Verdict.RETURNED}


@click.command(
    short_help="收集报送。",
    help="收集 PERIOD 的报送：PATH 可以是文件、文件夹、zip、.eml、.mbox；--mailbox 从邮箱收。"
    "原件存档、逐份校验、登记，有问题的生成退回件。",
)
@period_argument
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
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
    results = _collected(workspace, period, paths, mailbox=mailbox)
    answers = _answered(workspace, period) if answer else None
    files = tuple(one for result in results for one in result.files)
    notes = tuple(note for result in results for note in result.notes) + (
        answers.findings if answers else ()
    )
    deliveries = answers.deliveries if answers else ()
    if as_json:
        mails = {"mails": as_documents(deliveries)} if answers else {}
        print_json(
            {
                "files": [as_document(one) for one in files],
                "notes": [one.as_json() for one in notes],
                **mails,
            }
        )
    else:
        _print_results(f"{period.label}：收到 {len(files)} 份", files)
        if notes:
            print_findings(notes)
        _print_returned(files)
        if deliveries:
            print_deliveries("答复", deliveries)
    said = worst((*notes, *findings_of(deliveries)))
    return NEEDS_A_PERSON if said is Severity.ERROR else _status(files)


def _collected(
    workspace: Workspace, period: Period, paths: tuple[Path, ...], *, mailbox: bool
) -> list[CollectResult]:
    from xltool.workflows.collecting import collect as collect_files

    now = dt.datetime.now(dt.UTC)
    results = []
    if paths or not mailbox:
        results.append(collect_files(workspace, period, paths, now=now, progress=_show))
    if mailbox:
        from xltool.workflows.mailbox import collect_mailbox

        results.append(collect_mailbox(workspace, period, now=now, progress=_show))
    return results


def _answered(workspace: Workspace, period: Period) -> AnswerResult:
    from xltool.workflows.answering import answer as answer_letters

    return answer_letters(workspace, period)


@click.command(help="校验 FILE，不登记：看看一份报送会得到什么结果。")
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
)
@json_option
@click.pass_obj
def validate(session: Session, files: tuple[Path, ...], *, as_json: bool) -> int:
    """Judge workbooks without recording anything."""
    from xltool.workflows.judging import validate as validate_files

    results = validate_files(session.workspace(), files)
    if as_json:
        print_json({"files": [as_document(one) for one in results]})
    else:
        _print_results("", results)
    return _status(results)


def as_document(result: FileResult) -> dict[str, object]:
    """Give one file in the shape that `--json` promises."""
    return {
        "path": result.path,
        "sha256": result.sha256,
        "verdict": result.verdict.value,
        "unit": result.unit,
        "period": result.period,
        "findings": [one.as_json() for one in result.findings],
    }


def _status(results: Sequence[FileResult]) -> int:
    """Say whether a person is needed: something was not accepted, or has an error all the same."""
    needed = any(
        one.verdict in _NEED_A_PERSON or worst(one.findings) is Severity.ERROR
        for one in results
    )
    return NEEDS_A_PERSON if needed else 0


def _print_results(title: str, results: Sequence[FileResult]) -> None:
    print_table(
        title,
        ("文件", "单位", "结果", "须改正", "须核实", "提示"),
        (
            (Path(one.path).name, one.unit, VERDICT_LABELS[one.verdict], *_counts(one))
            for one in results
        ),
    )
    for one in results:
        if one.findings:
            print_findings(
                one.findings,
                title=f"{Path(one.path).name}（{VERDICT_LABELS[one.verdict]}）",
            )


def _counts(result: FileResult) -> tuple[int, ...]:
    return tuple(
        sum(one.severity is severity for one in result.findings)
        for severity in Severity
    )


def _print_returned(results: Sequence[FileResult]) -> None:
    returned = [one.returned for one in results if one.returned]
    if returned:
        click.echo(f"退回件 {len(returned)} 份，在 {returned[0].parent}")


def _show(done: int, total: int) -> None:
    """Tell a person at a terminal how far it is."""
    if sys.stderr.isatty():
        click.echo(f"\r正在校验 {done}/{total}", nl=done == total, err=True)
