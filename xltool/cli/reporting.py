"""`xltool rollup`: the city-level roll-up of a period."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from xltool.cli.arguments import period_argument
from xltool.cli.main import NEEDS_A_PERSON
from xltool.cli.output import echo, json_option, print_findings, print_json, print_table
from xltool.findings import Severity, worst

if TYPE_CHECKING:
    from decimal import Decimal

    from xltool.cli.main import Session
    from xltool.model.period import Period
    from xltool.workflows.rollup import RollupResult


@click.command(
    help=(
        "汇总 PERIOD（如 2025-07）已合格的报送，写成 reports/PERIOD/ 下的汇总表；"
        "随时可以重新汇总。"
    )
)
@period_argument
@json_option
@click.pass_obj
def rollup(session: Session, period: Period, *, as_json: bool) -> int:
    """Roll a period up into one workbook."""
    from xltool.workflows.rollup import rollup as roll_period_up

    result = roll_period_up(session.workspace(), period, now=dt.datetime.now(dt.UTC))
    if as_json:
        print_json(result.as_json())
    else:
        _show(result)
    return NEEDS_A_PERSON if worst(result.findings) is Severity.ERROR else 0


def _show(result: RollupResult) -> None:
    from xltool.rollup.wording import per_cent

    units = result.rollup.overview.units
    print_table(
        f"{result.rollup.inputs.period.label}指标进度",
        ("指标", "目标", "累计完成", "完成率", "状态", "排名"),
        (
            (
                one.indicator.name,
                _words(one.goal.target, one.indicator.measurement_unit),
                _words(one.total.value.number, one.indicator.measurement_unit),
                ""
                if one.progress.completion is None
                else per_cent(one.progress.completion),
                f"{one.progress.status}{'（部分）' if one.total.partial else ''}",
                one.rank,
            )
            for one in result.rollup.indicators
        ),
    )
    if result.findings:
        print_findings(result.findings)
    echo(
        f"应报 {units.due} 个单位，已收 {units.received}，合格 {units.accepted}，退回 "
        f"{units.returned}，"
        f"未报 {units.missing}。"
    )
    echo(f"汇总表：{result.path}")


def _words(number: Decimal | None, measurement_unit: str) -> str:
    return "" if number is None else f"{number:,f}{measurement_unit}"
