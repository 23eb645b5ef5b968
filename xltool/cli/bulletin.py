"""`xltool bulletin`, `cascade` and `proof`: what goes up, and proofreading it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xltool.cli.arguments import period_argument
from xltool.cli.main import NEEDS_A_PERSON
from xltool.cli.output import echo, json_option, print_findings, print_json, print_table
from xltool.findings import Severity, worst
from xltool.model.clock import office_time
from xltool.model.period import Period
from xltool.text import shorten

if TYPE_CHECKING:
    from xltool.bulletin.checking import Check
    from xltool.bulletin.printed import PrintedFigure
    from xltool.cli.main import Session
    from xltool.workflows.proof_period import PeriodFigures
    from xltool.workflows.proofing import Proof

_RESULTS = {
    "disagrees": "不符",
    "query": "请核对",
    "agrees_within_rounding": "舍入误差内相符",
    "agrees": "相符",
}
"""What each result is called, in the order in which a person wants to see them."""
_CHECK_COLUMNS = ("结果", "核对什么", "算式", "印的", "算的", "可能应为", "在哪里")
_FILE = click.Path(path_type=Path, dir_okay=False)


_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command(
    help=(
        "把报告期的汇总写成工作专报（.docx）；旬报、季度小结按报告期自动成文。"
        "每个数字与汇总核对后才写。"
    )
)
@period_argument
@click.option("--number", required=True, type=click.IntRange(1, 9999), help="第几期。")
@click.option(
    "--date",
    "day",
    type=_DAY,
    metavar="日期",
    help="印发日期，如 2025-08-08；缺省是今天。",
)
@click.option(
    "--opening",
    metavar="文件",
    type=_FILE,
    help="【工作部署】的文字（.txt 或 .docx）。",
)
@json_option
@click.pass_obj
def bulletin(  # noqa: PLR0913 - click passes every option
    session: Session,
    period: Period,
    number: int,
    day: dt.datetime | None,
    opening: Path | None,
    *,
    as_json: bool,
) -> int:
    """Write a period's bulletin."""
    from xltool.workflows.bulletin import bulletin as write_bulletin

    now = dt.datetime.now(dt.UTC)
    date = day.date() if day else office_time(now).date()
    result = write_bulletin(
        session.workspace(),
        period,
        number=number,
        date=date,
        opening=opening,
        now=now,
        operator=session.operator(),
    )
    if as_json:
        print_json(result.as_json())
    else:
        if result.findings:
            print_findings(result.findings)
        echo(
            f"工作专报：{result.path}"
            if result.path
            else "没有写出工作专报：请先处理上面的问题。"
        )
    return NEEDS_A_PERSON if worst(result.findings) is Severity.ERROR else 0


@click.command(
    help=(
        "用本级汇总填写上级下发的工作簿，另存到 reports/报告期/；"
        "指标对应先在 cascade.xlsx 确认。"
    )
)
@period_argument
@click.argument("workbook", metavar="工作簿", type=_FILE)
@json_option
@click.pass_obj
def cascade(session: Session, period: Period, workbook: Path, *, as_json: bool) -> int:
    """Fill the higher level's workbook from our roll-up."""
    from xltool.workflows.cascade import cascade as fill_workbook

    result = fill_workbook(
        session.workspace(), period, workbook, now=dt.datetime.now(dt.UTC)
    )
    if as_json:
        print_json(result.as_json())
    else:
        if result.findings:
            print_findings(result.findings)
        if result.unconfirmed:
            echo(
                f"请打开 {result.links}，核对“本级编号”，在“采用”填 是 或 "
                f"否（{result.unconfirmed} 项），再运行一次。"
            )
        echo(
            f"上级要 {result.asked} 项，已填 {result.answered} 项。"
            f"{result.path or '没有写出文件。'}"
        )
    needs = result.unconfirmed or worst(result.findings) is Severity.ERROR
    return NEEDS_A_PERSON if needs else 0


@click.command(
    help=(
        "校对一份文稿（.docx 或 .txt）：读出每个数字，核对合计、占比、完成率、"
        "增幅、差额、位次和前后说法。"
    )
)
@click.argument("file", metavar="文件", type=_FILE)
@click.option(
    "--against",
    metavar="文件|报告期",
    multiple=True,
    help=(
        "与什么对照，可写几次：上一期专报（累计数不应变小，句子不应照抄）、"
        "汇总表（.xlsx），或报告期（2025-07：对照这一期的汇总和上一期的专报）。"
    ),
)
@json_option
@click.pass_obj
def proof(
    session: Session, file: Path, against: tuple[str, ...], *, as_json: bool
) -> int:
    """Proofread a text's figures."""
    from xltool.errors import WorkspaceNotFoundError
    from xltool.workflows.proofing import proofread

    others = [_compared_with(session, one) for one in against]

    try:
        settings = session.workspace().settings
    except WorkspaceNotFoundError:
        settings = None  # a text may lie anywhere
    result = proofread(file, against=others, settings=settings)
    if as_json:
        print_json(result.as_json())
    else:
        for other in others:
            echo(_said_of(other))
        _show_proof(result)
    return NEEDS_A_PERSON if result.disagreeing else 0


def _compared_with(session: Session, given: str) -> Path | PeriodFigures:
    """Give the file of this name, or the figures of the period that is named."""
    from xltool.workflows.proof_period import period_figures

    path = Path(given)
    if path.is_file():
        return path
    try:
        period = Period.parse(given)
    except ValueError:
        raise click.BadParameter(
            f"没有文件 {given}，它也不是报告期（例如 2025-07）",
            param_hint="--against",
        ) from None
    return period_figures(session.workspace(), period, now=dt.datetime.now(dt.UTC))


def _said_of(other: Path | PeriodFigures) -> str:
    """Say what a text was compared with."""
    if isinstance(other, Path):
        return f"对照：{other}"
    last = other.last_issue
    issue = f"上一期 {last.name}" if last else "没有上一期专报可对照"
    return f"对照：{other.source}；{issue}"


def _show_proof(result: Proof) -> None:
    order = list(_RESULTS)
    checks = sorted(result.checks, key=lambda check: order.index(check.result.value))
    if checks:
        rows = [_check_row(check) for check in checks]
        print_table("核对", _CHECK_COLUMNS, rows)
    figures = [_figure_row(figure) for figure in result.indicators]
    print_table("数字", ("指标", "时期", "数值", "增速%", "位次"), figures)
    echo(
        f"读出 {len(result.indicators)} 个数字，核对 {len(checks)} 处，"
        f"{len(result.disagreeing)} 处不符，{len(result.queries)} 处请核对。"
    )


def _check_row(check: Check) -> tuple[str, ...]:
    from xltool.bulletin.checking import KIND_NAMES

    return (
        _RESULTS[check.result.value],
        KIND_NAMES[check.kind],
        shorten(check.expression, 60),
        shorten(check.printed),
        shorten(check.computed),
        check.suggested,
        shorten("；".join(check.places) or check.source_text, 120),
    )


def _figure_row(figure: PrintedFigure) -> tuple[object, ...]:
    return (
        figure.name,
        figure.period,
        f"{figure.value:f}{figure.measurement_unit}",
        figure.growth,
        figure.rank,
    )
