"""What commands print: one JSON document, or text and tables for people."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from xltool.findings import SEVERITY_LABELS, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

json_option = click.option("--json", "as_json", is_flag=True, help="只输出一个 JSON 文档。")


def print_json(document: dict[str, Any]) -> None:
    """Print the one JSON document of a command that was called with `--json`."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def print_table(title: str, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    """Print a table; cells are text, never markup, whoever wrote them."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    Console(file=sys.stdout, width=None if sys.stdout.isatty() else 140).print(table)


def print_findings(findings: Iterable[Finding], *, title: str = "") -> None:
    """Print findings as a table, errors first."""
    order = list(Severity)
    rows = sorted(findings, key=lambda finding: order.index(finding.severity))
    print_table(
        title,
        ("级别", "代码", "位置", "问题与办法"),
        (
            (SEVERITY_LABELS[one.severity], one.code, f"{one.place.sheet} {one.place.cell}".strip(), one.message)
            for one in rows
        ),
    )
