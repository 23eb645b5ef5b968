"""`xltool bulletin`, `cascade` and `proof`: what goes up, and proofreading it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xltool.cli.arguments import period_argument
from xltool.cli.main import NEEDS_A_PERSON
from xltool.cli.output import json_option, print_findings, print_json, print_table
from xltool.findings import Severity, worst
from xltool.text import shorten

if TYPE_CHECKING:
    from xltool.cli.main import Session
    from xltool.model.period import Period
    from xltool.workflows.proofing import Proof

_RESULTS = {
    "disagrees": "不符",
    "agrees_within_rounding": "舍入误差内相符",
    "agrees": "相符",
}
_KINDS = {
    "sum": "分项合计",
    "subset": "其中不大于总数",
    "share": "占比",
    "rate": "完成率",
    "growth": "增减幅度",
    "composed_growth": "总体增速",
    "list_count": "列举项数",
    "headings": "各栏条目",
    "parallel": "项目数与金额",
    "repeated": "各栏数字",
    "rank": "位次",
    "last_issue": "与上期比较",
    "repeated_sentence": "与上期重复",
}
_FILE = click.Path(path_type=Path, dir_okay=False)


_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command(
    help=(
        "把 PERIOD 的汇总写成工作专报（.docx）；旬报、季度小结按报告期自动成文。"
        "每个数字与汇总核对后才写。"
    )
)
@period_argument
@click.option("--number", required=True, type=click.IntRange(1, 9999), help="第几期。")
@click.option(
    "--date", "day", type=_DAY, metavar="YYYY-MM-DD", help="印发日期；缺省是今天。"
)
@click.option(
    "--opening",
    metavar="FILE",
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
    date = day.date() if day else now.astimezone().date()
    result = write_bulletin(
        session.workspace(), period, number=number, date=date, opening=opening, now=now
    )
    if as_json:
        print_json(result.as_json())
    else:
        if result.findings:
            print_findings(result.findings)
        click.echo(
            f"工作专报：{result.path}"
            if result.path
            else "没有写出工作专报：请先处理上面的问题。"
        )
    return NEEDS_A_PERSON if worst(result.findings) is Severity.ERROR else 0


@click.command(
    help=(
        "用本级汇总填写上级下发的工作簿 WORKBOOK，另存到 reports/PERIOD/；"
        "指标对应先在 cascade.xlsx 确认。"
    )
)
@period_argument
@click.argument("workbook", metavar="WORKBOOK", type=_FILE)
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
            click.echo(
                f"请打开 {result.links}，核对“本级编号”，在“采用”填 是 或 "
                f"否（{result.unconfirmed} 项），再运行一次。"
            )
        click.echo(
            f"上级要 {result.asked} 项，已填 {result.answered} 项。"
            f"{result.path or '没有写出文件。'}"
        )
    needs = result.unconfirmed or worst(result.findings) is Severity.ERROR
    return NEEDS_A_PERSON if needs else 0


@click.command(
    help=(
        "校对一期工作专报（.docx 或 .txt）：读出每个数字，核对合计、比率、增幅、项数、"
        "位次和前后说法。"
    )
)
@click.argument("file", metavar="FILE", type=_FILE)
@click.option(
    "--against",
    metavar="LAST",
    type=_FILE,
    help="上一期专报：累计数不应变小，句子不应照抄。",
)
@json_option
def proof(file: Path, against: Path | None, *, as_json: bool) -> int:
    """Proofread a bulletin's figures."""
    from xltool.workflows.proofing import proofread

    result = proofread(file, against=against)
    if as_json:
        print_json(result.as_json())
    else:
        _show_proof(result)
    return NEEDS_A_PERSON if result.disagreeing else 0


def _show_proof(result: Proof) -> None:
    order = list(_RESULTS)
    rows = sorted(result.checks, key=lambda one: order.index(one.result.value))
    if rows:
        print_table(
            "核对",
            ("结果", "核对什么", "算式", "印的", "算的", "原文"),
            (
                (
                    _RESULTS[one.result.value],
                    _KINDS[one.kind],
                    one.expression,
                    shorten(one.printed),
                    shorten(one.computed),
                    shorten(one.source_text, 60),
                )
                for one in rows
            ),
        )
    print_table(
        "数字",
        ("指标", "时期", "数值", "增速%", "位次"),
        (
            (
                one.name,
                one.period,
                f"{one.value:f}{one.measurement_unit}",
                one.growth,
                one.rank,
            )
            for one in result.indicators
        ),
    )
    click.echo(
        f"读出 {len(result.indicators)} 个数字，核对 {len(rows)} 处，"
        f"{len(result.disagreeing)} 处不符。"
    )
