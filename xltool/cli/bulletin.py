"""`xltool proof`: proofreading a bulletin."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from xltool.cli.main import NEEDS_A_PERSON
from xltool.cli.output import json_option, print_json, print_table
from xltool.text import shorten

if TYPE_CHECKING:
    from xltool.workflows.proofing import Proof

_RESULTS = {"disagrees": "不符", "agrees_within_rounding": "舍入误差内相符", "agrees": "相符"}
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


@click.command(help="校对一期工作专报（.docx 或 .txt）：读出每个数字，核对合计、比率、增幅、项数、位次和前后说法。")
@click.argument("file", metavar="FILE", type=_FILE)
@click.option("--against", metavar="LAST", type=_FILE, help="上一期专报：累计数不应变小，句子不应照抄。")
@json_option
def proof(file: Path, against: Path | None, *, as_json: bool) -> int:
    """Proofread a bulletin's figures."""
    from xltool.workflows.proofing import proofread

    result = proofread(file, against=against)
    if as_json:
        print_json(
            {
                "indicators": [one.as_json() for one in result.indicators],
                "checks": [one.as_json() for one in result.checks],
            }
        )
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
            (one.name, one.period, f"{one.value:f}{one.measurement_unit}", one.growth, one.rank)
            for one in result.indicators
        ),
    )
    click.echo(f"读出 {len(result.indicators)} 个数字，核对 {len(rows)} 处，{len(result.disagreeing)} 处不符。")
