"""What commands print: one JSON document, or text and tables for people."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import click

from xltool.cli.tables import drawn, plain, room
from xltool.findings import SEVERITY_LABELS, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

json_option = click.option(
    "--json", "as_json", is_flag=True, help="只输出一个 JSON 文档。"
)


_UNSEEN = re.compile("[\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What JSON leaves as it is and a terminal obeys."""


def echo(text: str = "", *, err: bool = False, bold: bool = False) -> None:
    """Print a line for people, without anything in it that a terminal would obey.

    A path, a subject or an address in it may be what a unit wrote.
    """
    click.secho(plain(text), err=err, bold=bold or None)


def print_json(document: dict[str, Any]) -> None:
    """Print the one JSON document of a command that was called with `--json`."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    click.echo(_UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text))


def print_forms_json(documents: Sequence[dict[str, Any]]) -> None:
    """Print what a command says of each form of a period: the first form's document.

    Where there are several forms, its `forms` holds those of all.
    """
    first = documents[0]
    if len(documents) > 1:
        first = {**first, "forms": list(documents)}
    print_json(first)


def print_table(
    title: str, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]
) -> None:
    """Print a table; cells are text, never markup, whoever wrote them."""
    if title:
        echo(title, bold=True)
    for line in drawn(columns, rows, room()):
        echo(line)
    echo()


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
