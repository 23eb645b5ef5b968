"""`xltool collect` and `xltool validate`: what came back, judged."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xltool.cli.arguments import period_argument
from xltool.cli.main import NEEDS_A_PERSON
from xltool.cli.output import json_option, print_findings, print_json, print_table
from xltool.findings import Severity, worst
from xltool.model.submission import VERDICT_LABELS, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.cli.main import Session
    from xltool.model.period import Period
    from xltool.workflows.judging import FileResult

_NEED_A_PERSON = {Verdict.UNIDENTIFIED, Verdict.UNREADABLE, Verdict.RETURNED}


@click.command(help="收集 PERIOD 的报送：PATH 可以是文件、文件夹、zip。原件存档、逐份校验、登记，有问题的生成退回件。")
@period_argument
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@json_option
@click.pass_obj
def collect(session: Session, period: Period, paths: tuple[Path, ...], *, as_json: bool) -> int:
    """Collect, judge and record what came back."""
    from xltool.workflows.collecting import collect as collect_files

    now = dt.datetime.now(dt.UTC)
    result = collect_files(session.workspace(), period, paths, now=now, progress=_show)
    if as_json:
        print_json({"files": [as_document(one) for one in result.files]})
    else:
        _print_results(f"{period.label}：收到 {len(result.files)} 份", result.files)
        if result.notes:
            print_findings(result.notes)
        _print_returned(result.files)
    return _status(result.files)


@click.command(help="校验 FILE，不登记：看看一份报送会得到什么结果。")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
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
    needed = any(one.verdict in _NEED_A_PERSON or worst(one.findings) is Severity.ERROR for one in results)
    return NEEDS_A_PERSON if needed else 0


def _print_results(title: str, results: Sequence[FileResult]) -> None:
    print_table(
        title,
        ("文件", "单位", "结果", "须改正", "须核实", "提示"),
        ((Path(one.path).name, one.unit, VERDICT_LABELS[one.verdict], *_counts(one)) for one in results),
    )
    for one in results:
        if one.findings:
            print_findings(one.findings, title=f"{Path(one.path).name}（{VERDICT_LABELS[one.verdict]}）")


def _counts(result: FileResult) -> tuple[int, ...]:
    return tuple(sum(one.severity is severity for one in result.findings) for severity in Severity)


def _print_returned(results: Sequence[FileResult]) -> None:
    returned = [one.returned for one in results if one.returned]
    if returned:
        click.echo(f"退回件 {len(returned)} 份，在 {returned[0].parent}")


def _show(done: int, total: int) -> None:
    """Tell a person at a terminal how far it is."""
    if sys.stderr.isatty():
        click.echo(f"\r正在校验 {done}/{total}", nl=done == total, err=True)
