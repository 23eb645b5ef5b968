"""What commands print: one JSON document, or text and tables for people."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from xltool.cli.tables import drawn, room
from xltool.findings import SEVERITY_LABELS, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

json_option = click.option(
    "--json", "as_json", is_flag=True, help="只输出一个 JSON 文档。"
)


def print_json(document: dict[str, Any]) -> None:
    """Print the one JSON document of a command that was called with `--json`."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def print_table(
    title: str, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]
) -> None:
    """Print a table; cells are text, never markup, whoever wrote them."""
    if title:
        click.secho(title, bold=True)
    for line in drawn(columns, rows, room()):
        click.echo(line)
    click.echo()


def print_findings(findings: Iterable[Finding], *, title: str = "") -> None:
    """Print findings as a table, errors first."""
    order = list(Severity)
    rows = sorted(findings, key=lambda finding: order.index(finding.severity))
    print_table(
        title,
        ("级别", "代码", "位置", "问题与办法"),
        (
            (
                SEVERITY_LABELS[one.severity],
                one.code,
                f"{one.place.sheet} {one.place.cell}".strip(),
                one.message,
            )
            for one in rows
        ),
    )
