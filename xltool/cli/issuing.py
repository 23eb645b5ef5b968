"""`xltool generate`: the workbooks that units are to fill in."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING

import click

from xltool.cli.arguments import form_option, period_argument
from xltool.cli.output import (
    echo,
    json_option,
    print_findings,
    print_forms_json,
    print_table,
)

if TYPE_CHECKING:
    from xltool.cli.main import Session
    from xltool.model.period import Period
    from xltool.workflows.generating import GenerateResult


@click.command(
    help=(
        "生成报告期（如 2025-07）的下发表：每个单位一个工作簿，放在 "
        "submissions/报告期/issued/。"
    )
)
@period_argument
@click.option(
    "--unit",
    "units",
    multiple=True,
    metavar="单位",
    help="只下发给这个单位；可以写多次。",
)
@form_option
@json_option
@click.pass_obj
def generate(
    session: Session,
    period: Period,
    *,
    units: tuple[str, ...],
    form: str,
    as_json: bool,
) -> None:
    """Issue the workbooks of a period."""
    from xltool.workflows.generating import generate_forms

    results = generate_forms(
        session.workspace(),
        period,
        units,
        form=form,
        now=dt.datetime.now(dt.UTC),
        operator=session.operator(),
        progress=_show,
    )
    if as_json:
        print_forms_json([result.as_json() for result in results])
        return
    for result in results:
        _print_result(result, period)


def _print_result(result: GenerateResult, period: Period) -> None:
    if any(one.rows for one in result.workbooks):
        columns: tuple[str, ...] = ("单位", "任务和指标", "情况", "文件")
        rows: list[tuple[object, ...]] = [
            (one.name, one.rows, one.state.value, one.path.name)
            for one in result.workbooks
        ]
    else:
        columns = ("单位", "情况", "文件")
        rows = [(one.name, one.state.value, one.path.name) for one in result.workbooks]
    print_table(f"{result.form} {period.label}", columns, rows)
    echo(f"共 {len(result.workbooks)} 份，报送截止 {result.deadline:%Y-%m-%d}。")
    for workbook in result.workbooks:
        if workbook.owed:
            echo(f"{workbook.name} 已报送，要补报：{workbook.owed}")
    if result.workbooks:
        echo(f"文件夹：{result.workbooks[0].path.parent}")
    if result.findings:
        print_findings(result.findings)


def _show(done: int, total: int) -> None:
    """Tell a person at a terminal how far it is."""
    if sys.stderr.isatty():
        click.echo(f"\r正在生成 {done}/{total}", nl=done == total, err=True)
