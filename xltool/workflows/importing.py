"""`xltool import`: a decomposition table into the registry, keeping all that the clerk has confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.decomposition.extraction import Extract, extract
from xltool.decomposition.merge import Merged, memory_cells, memory_of, merge
from xltool.decomposition.registry.doubts import answers_in
from xltool.decomposition.registry.rows import Book, SheetRows, registry_of
from xltool.decomposition.registry.sheets import DOUBTS, OPEN
from xltool.errors import InputFileError
from xltool.excel.registry import MEMORY, read_book, write_rows
from xltool.workflows.sources import read_source

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.findings import Finding
    from xltool.model.registry import Registry
    from xltool.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What an import did.

    `registry` is the whole registry as it now stands; `codes` are the tasks of this
    table in it, `measures` how many numbered rows the table has, `open_doubts` how many
    rows of 待确认 wait for an answer. `spellings` are the ways in which the table
    prints each unit, by the unit's code.
    """

    path: Path
    registry: Registry
    measures: int
    codes: tuple[str, ...]
    spellings: dict[str, tuple[str, ...]]
    findings: tuple[Finding, ...]
    open_doubts: int
    changed: bool


def import_table(workspace: Workspace, path: Path) -> ImportResult:
    """Import the table at `path`; import it again to apply the clerk's answers or a changed table.

    The registry is written once, at the end, and not at all if nothing changes.
    InputFileError where the file cannot be read or holds no decomposition table.
    """
    grids = read_source(path)
    book = read_book(workspace.registry) if workspace.registry.exists() else {}
    memory = memory_of(
        cells for _, cells in book.pop(MEMORY, SheetRows(columns={})).rows
    )
    known, _ = registry_of(book)
    answers = answers_in(
        cells for _, cells in book.get(DOUBTS.name, SheetRows(columns={})).rows
    )
    found = extract(
        grids,
        units=known.units,
        answers=answers,
        leaders=workspace.settings.office.leaders,
        similar=workspace.settings.judging.similar_name,
    )
    if not found.registry.tasks:
        raise InputFileError(
            f"{path.name} 里没有找到分解表：表头至少要有工作任务（或目标、措施）和责任单位两类列，请核对后重试"
        )
    merged = merge(found, path.name, book, memory)
    if merged.changed:
        _write(workspace.registry, book, merged)
    return _result(workspace.registry, found, merged, merged.book(book))


def _write(path: Path, book: Book, merged: Merged) -> None:
    memory = memory_cells(merged.memory)
    if any(sheet.rows for sheet in book.values()):
        from xltool.excel.registry.edit import edit_registry

        edit_registry(path, book, merged.rows, memory, merged.links)
    else:
        rows = {
            name: [row.cells for row in sheet] for name, sheet in merged.rows.items()
        }
        write_rows(path, rows, memory, merged.links)


def _result(path: Path, found: Extract, merged: Merged, book: Book) -> ImportResult:
    registry, mistakes = registry_of(book)
    doubts = [cells for _, cells in book[DOUBTS.name].rows]
    present = {task.code for task in registry.tasks}
    return ImportResult(
        path=path,
        registry=registry,
        measures=found.measures,
        codes=tuple(code for code in merged.codes if code in present),
        spellings=found.spellings,
        findings=(*found.findings, *merged.findings, *mistakes),
        open_doubts=sum(1 for cells in doubts if cells.get("状态") == OPEN),
        changed=merged.changed,
    )
