"""`xltool demo`: the whole cycle on the sample city."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xltool.cli.output import echo, print_table
from xltool.findings import SEVERITY_LABELS, Finding, Severity
from xltool.model.submission import VERDICT_LABELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xltool.workflows.demo.cycle import Played


@click.command(
    short_help="在样例城市上演示一个完整周期。",
    help=(
        "在样例城市上演示一个完整周期：导入、下发、填报、收集校验、汇总，全部在 "
        "文件夹（缺省为 demo）里，不用联网。"
    ),
)
@click.argument(
    "directory",
    metavar="[文件夹]",
    default="demo",
    type=click.Path(path_type=Path, file_okay=False),
)
def demo(directory: Path) -> None:
    """Play the cycle, then show the verdicts and what to open."""
    from xltool.workflows.demo.cycle import STEPS, play

    with _progress(STEPS) as began:
        played = play(directory, began)
    _show(played)


def _show(played: Played) -> None:
    print_table(
        "各单位报来的文件和校验结果",
        ("文件", "结果", "问题", "第一条"),
        (
            (
                Path(one.path).name,
                VERDICT_LABELS[one.verdict],
                _counted(one.findings),
                _gravest(one.findings),
            )
            for one in played.files
        ),
    )
    overview = played.rollup.rollup.overview
    units = overview.units
    echo(
        f"应报 {units.due} 个单位，合格 {units.accepted}，退回 {units.returned}，"
        f"未报 {units.missing}（{'、'.join(played.silent)}）。"
    )
    statuses = "，".join(
        f"{status.value} {count}"
        for status, count in overview.indicators.items()
        if count
    )
    echo(
        f"汇总指标 {sum(overview.indicators.values())} 项：{statuses}。\n\n"
        "可以打开看看："
    )
    for label, path in (
        ("任务台账", played.workspace.registry),
        ("下发表", played.workspace.issued(played.period)),
        ("各单位报来的", played.sent),
        ("退回件", played.workspace.returned(played.period)),
        ("汇总表", played.rollup.path),
        ("工作专报", played.bulletin.path),
        *((one.rollup.inputs.form.name, one.path) for one in played.statistics),
    ):
        echo(f"  {label}：{path}")


def _gravest(findings: tuple[Finding, ...]) -> str:
    order = list(Severity)
    if findings:
        return min(findings, key=lambda finding: order.index(finding.severity)).message
    return ""


def _counted(findings: tuple[Finding, ...]) -> str:
    """Say how many findings of each severity there are."""
    counts = {
        severity: sum(one.severity is severity for one in findings)
        for severity in Severity
    }
    return " ".join(
        f"{SEVERITY_LABELS[severity]}{count}"
        for severity, count in counts.items()
        if count
    )


@contextmanager
def _progress(steps: int) -> Iterator[Callable[[str], None]]:
    """Show a progress bar on stderr, if that is a terminal."""
    with click.progressbar(
        length=steps,
        item_show_func=lambda step: step or "",
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
    ) as bar:
        yield lambda step: bar.update(1, step)
