"""`xltool rollup`: the city-level roll-up of a period."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from xltool.cli.arguments import form_option, period_argument
from xltool.cli.main import NEEDS_A_PERSON
from xltool.cli.output import (
    echo,
    json_option,
    print_findings,
    print_forms_json,
    print_table,
)
from xltool.findings import Severity, worst

if TYPE_CHECKING:
    from decimal import Decimal

    from xltool.cli.main import Session
    from xltool.model.period import Period
    from xltool.rollup.rollup import Rollup
    from xltool.rollup.tables import Table
    from xltool.workflows.own_totals import OwnTotal
    from xltool.workflows.rollup import RollupResult

_MOST_FIELDS = 4
"""Fields of a table that are printed beside its rows' names."""


@click.command(
    help=(
        "汇总报告期（如 2025-07）已合格的报送，写成 reports/报告期/ 下的汇总表；"
        "随时可以重新汇总。"
    )
)
@period_argument
@form_option
@click.option(
    "--print",
    "for_print",
    is_flag=True,
    help="只写领导手里的一套：总览、指标汇总、督办清单、欠报名单，大字，A4。",
)
@json_option
@click.pass_obj
def rollup(
    session: Session, period: Period, *, form: str, for_print: bool, as_json: bool
) -> int:
    """Roll a period up into one workbook for each of its forms."""
    if for_print:
        return _write_leaders_sets(session, period, form=form, as_json=as_json)
    from xltool.workflows.rollup import rollups

    results = rollups(
        session.workspace(),
        period,
        form=form,
        now=dt.datetime.now(dt.UTC),
        operator=session.operator(),
    )
    if as_json:
        print_forms_json([result.as_json() for result in results])
    else:
        for result in results:
            _show(result)
    findings = tuple(one for result in results for one in result.findings)
    return NEEDS_A_PERSON if worst(findings) is Severity.ERROR else 0


def _write_leaders_sets(
    session: Session, period: Period, *, form: str, as_json: bool
) -> int:
    from xltool.workflows.rollup import leaders_sets

    paths = leaders_sets(
        session.workspace(), period, form=form, now=dt.datetime.now(dt.UTC)
    )
    if as_json:
        print_forms_json([{"path": str(path)} for path in paths])
    else:
        for path in paths:
            echo(f"领导用的一套：{path}")
    return 0


def _show(result: RollupResult) -> None:
    units = result.rollup.overview.units
    if result.rollup.measures:
        _show_indicators(result.rollup)
    for table in result.rollup.tables:
        _show_total(table)
    if result.findings:
        print_findings(result.findings)
    echo(
        f"应报 {units.due} 个单位，已收 {units.received}，合格 {units.accepted}，退回 "
        f"{units.returned}，"
        f"未报 {units.missing}。"
    )
    echo(f"汇总表（第{result.edition}版）：{result.path}")
    _show_own_total(result.own_total)
    if result.leaders_set is not None:
        echo(f"领导用的一套已按这一版重写，以前印的请换掉：{result.leaders_set}")


def _show_own_total(own: OwnTotal) -> None:
    if own.reason:
        echo(f"没有按原表填汇总：{own.reason}。")
    if own.path is None:
        return
    echo(f"按原表填好的汇总：{own.path}")
    if own.missing:
        names = "、".join(own.missing)
        echo(f"其中没有计入 {len(own.missing)} 个单位（没有合格的报表）：{names}。")


def _show_indicators(rollup: Rollup) -> None:
    from xltool.rollup.wording import per_cent

    print_table(
        f"{rollup.inputs.period.label}指标进度",
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
            for one in rollup.indicators
        ),
    )


def _show_total(table: Table) -> None:
    """Print the total of a table, as many of its fields as a terminal is wide for."""
    fields = table.fields[:_MOST_FIELDS]
    rows = []
    for row in table.rows:
        cells = [table.cell(row.key, field.key) for field in fields]
        numbers = [_words(cell.value.number, "") if cell else "" for cell in cells]
        rows.append((row.key, f"{'　' * row.level}{row.name}", *numbers))
    names = ["·".join((*field.heads, field.label)) for field in fields]
    left = len(table.fields) - len(fields)
    more = f"（另有{left}栏，见汇总表）" if left else ""
    print_table(f"{table.design.title}{more}", ("行号", "项目", *names), rows)


def _words(number: Decimal | None, measurement_unit: str) -> str:
    return "" if number is None else f"{number:,f}{measurement_unit}"
