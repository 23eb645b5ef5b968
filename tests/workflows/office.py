"""A workspace in which July was issued to 市科技局 and 平江县, and files that come back to it."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tests.checks.returned import OTHER, PERIOD, UNIT, registry, values
from xltool.excel.issue import write_issued
from xltool.excel.registry import write_registry
from xltool.forms.building import grown
from xltool.forms.layout_json import layout_from_json
from xltool.ledger.ledger import open_ledger
from xltool.ledger.schema import metadata
from xltool.model.value import reported
from xltool.settings import DEFAULT_TOML
from xltool.workflows.collecting import collect
from xltool.workflows.generating import generate
from xltool.workflows.setup import set_up

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Column

    from xltool.model.value import Values
    from xltool.workflows.collecting import CollectResult
    from xltool.workflows.judging import FileResult
    from xltool.workspace import Workspace

ISSUED_AT = dt.datetime(2025, 7, 28, 9, tzinfo=dt.UTC)
NOW = dt.datetime(2025, 8, 4, 9, tzinfo=dt.UTC)
JULY = str(PERIOD)


def open_office(root: Path, database_url: str = "", *, key: bytes = b"") -> Workspace:
    """Make the workspace and issue July's workbooks; with the `key` of another one they are the same as there."""
    if key:
        root.mkdir(parents=True)
        (root / "xltool.key").write_text(key.hex(), encoding="ascii")
    workspace = set_up(
        root, DEFAULT_TOML.replace('url = ""', f'url = "{database_url}"', 1)
    )
    write_registry(workspace.registry, registry())
    generate(workspace, PERIOD, now=ISSUED_AT)
    return workspace


def entries(unit: str = UNIT, **figures: str) -> Values:
    """Give what a unit reports; `figures` are texts for 累计完成 by indicator (T01_01_1)."""
    filled = values()
    if unit == OTHER:
        filled = {key: rows for key, rows in filled.items() if key != "指标数据"}
        filled["任务进展"] = {"T01-01": filled["任务进展"]["T01-01"]}
    for code, text in figures.items():
        filled["指标数据"][code.replace("_", "-")]["累计完成"] = reported(text)
    return filled


def filled_in(workspace: Workspace, filled: Values, unit: str = UNIT) -> bytes:
    """Give the unit's issued workbook, filled in."""
    with open_ledger(workspace.database_url) as ledger:
        issue = ledger.latest_issue(JULY, unit)
    assert issue is not None
    return write_issued(
        grown(layout_from_json(issue.layout), filled), issue.stamp, values=filled
    )


def drop_off(folder: Path, name: str, content: bytes, minutes: int = 0) -> Path:
    """Put a file into a folder, last changed so many minutes after nine."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    moment = NOW.timestamp() - 86400 + minutes * 60
    os.utime(path, (moment, moment))
    return path


def collected(workspace: Workspace, *paths: Path, minutes: int = 0) -> CollectResult:
    return collect(workspace, PERIOD, paths, now=NOW + dt.timedelta(minutes=minutes))


def only(result: CollectResult) -> FileResult:
    (one,) = result.files
    return one


def state(workspace: Workspace) -> tuple[object, ...]:
    """Give all that the workspace holds of July: every row of the ledger and every file, by content.

    A file that was never finished (`.xltool-…`) is litter, not state; the mails in the outbox bear the time.
    Rows are numbered as they follow each other: what was begun and not kept leaves gaps in PostgreSQL's numbers.
    """
    with (
        open_ledger(workspace.database_url) as ledger,
        ledger.engine.connect() as connection,
    ):
        rows = {
            name: [
                tuple(row)
                for row in connection.execute(
                    select(table).order_by(*table.primary_key.columns)
                )
            ]
            for name, table in metadata.tables.items()
            if name != "schema_version"
        }
    numbers = {
        name: {row[0]: place for place, row in enumerate(rows[name])}
        for name in _numbered()
    }
    rows = {
        name: [_renumbered(name, row, numbers) for row in found]
        for name, found in rows.items()
    }
    files = {
        str(path.relative_to(workspace.root)): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for folder in (workspace.root / "submissions", workspace.root / "reports")
        if folder.exists()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not path.name.startswith(".xltool-")
        and path.parent != workspace.outbox(JULY)
    }
    return rows, files


def _numbered() -> list[str]:
    """Give the tables whose rows have numbers of their own."""
    return [name for name, table in metadata.tables.items() if "id" in table.columns]


def _renumbered(
    name: str, row: tuple[Any, ...], numbers: dict[str, dict[int, int]]
) -> tuple[Any, ...]:
    def number(column: Column[Any], content: Any) -> Any:
        while column.foreign_keys:
            column = next(iter(column.foreign_keys)).column
        if content is None or column.name != "id":
            return content
        return numbers[column.table.name][content]

    return tuple(
        number(column, content)
        for column, content in zip(metadata.tables[name].columns, row, strict=True)
    )
