"""`xltool import`.

A decomposition table into the registry, keeping all that the clerk has confirmed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.decomposition.extraction import Extract, extract
from xltool.decomposition.merge import Memory, Merged, memory_cells, memory_of, merge
from xltool.decomposition.registry.doubts import answers_in
from xltool.decomposition.registry.rows import Book, SheetRows, registry_of, widened
from xltool.decomposition.registry.sheets import DOUBTS, OPEN
from xltool.errors import FileInUseError, InputFileError
from xltool.excel.registry import MEMORY, read_book, write_rows
from xltool.json_values import json_number
from xltool.workflows.acting import utc_now
from xltool.workflows.doubts import is_open_elsewhere
from xltool.workflows.sources import read_source

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.decomposition.unread import Unread
    from xltool.findings import Finding
    from xltool.model.registry import Indicator, PlanStage, Registry, Task, Unit
    from xltool.workflows.acting import Clock
    from xltool.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What an import did.

    `registry` is the whole registry as it now stands; `codes` are the tasks of this
    table in it, `measures` how many numbered rows the table has, `open_doubts` how many
    rows of 待确认 wait for an answer. `spellings` are the ways in which the table
    prints each unit, by the unit's code; `unread` are the numbers that were not read.
    """

    path: Path
    registry: Registry
    measures: int
    codes: tuple[str, ...]
    spellings: dict[str, tuple[str, ...]]
    findings: tuple[Finding, ...]
    open_doubts: int
    changed: bool
    unread: tuple[Unread, ...] = ()

    @property
    def tasks(self) -> tuple[Task, ...]:
        """This table's tasks, as the registry has them."""
        codes = set(self.codes)
        return tuple(task for task in self.registry.tasks if task.code in codes)

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators of this table's tasks."""
        codes = set(self.codes)
        return tuple(one for one in self.registry.indicators if one.task in codes)

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units of this table's tasks."""
        used = {code for task in self.tasks for code in task.units}
        return tuple(unit for unit in self.registry.units if unit.code in used)

    def as_json(self) -> dict[str, object]:
        """Give the document of `import --json`."""
        return {
            "measures": self.measures,
            "tasks": [_task_json(task) for task in self.tasks],
            "indicators": [_indicator_json(one) for one in self.indicators],
            "shares": self._shares_json(),
            "units": [self._unit_json(unit) for unit in self.units],
            "findings": [finding.as_json() for finding in self.findings],
            "unread": [_unread_json(one) for one in self.unread],
        }

    def _shares_json(self) -> list[dict[str, object]]:
        """Give the divided targets of this table's indicators."""
        codes = {one.code for one in self.indicators}
        shares: list[dict[str, object]] = []
        for (code, unit), value in self.registry.shares.items():
            if code not in codes:
                continue
            comparison = self.registry.share_comparisons.get((code, unit), "")
            shares.append(
                {
                    "indicator": code,
                    "unit": unit,
                    "value": json_number(value),
                    "comparison": comparison,
                }
            )
        return shares

    def _unit_json(self, unit: Unit) -> dict[str, object]:
        """Give a unit with the names under which it was printed."""
        spellings = self.spellings.get(unit.code, ())
        return {
            "code": unit.code,
            "name": unit.name,
            "aliases": _printed_aliases(unit, spellings),
        }


def _printed_aliases(unit: Unit, spellings: tuple[str, ...]) -> list[str]:
    """Give a unit's other names, and those printed with a blank inside also as
    printed.
    """
    aliases = list(unit.aliases)
    for spelling in spellings:
        joined = "".join(spelling.split())
        if joined in unit.aliases and spelling not in unit.aliases:
            aliases.append(spelling)
    return [alias for alias in aliases if alias != unit.name]


def _task_json(task: Task) -> dict[str, object]:
    """Give a task as `import --json` has it."""
    seq = task.measure_seq
    return {
        "code": task.code,
        "measure_seq": int(seq) if seq.isdecimal() else seq,
        "item_no": task.item_no,
        "name": task.name,
        "text": task.text,
        "leaders": list(task.leaders),
        "lead_unit": task.lead_unit,
        "support_units": list(task.support_units),
        "deadline": task.deadline,
        "responsible": list(task.responsible),
    }


def _indicator_json(indicator: Indicator) -> dict[str, object]:
    """Give an indicator as `import --json` has it."""
    comparison = indicator.comparison
    return {
        "code": indicator.code,
        "task": indicator.task,
        "column": indicator.level.value,
        "name": indicator.name,
        "comparison": "=" if comparison == "text" else comparison,
        "value": json_number(indicator.value),
        "value_high": json_number(indicator.value_high),
        "measurement_unit": indicator.measurement_unit,
        "role": indicator.role.value,
        "source_text": indicator.source_text,
        "confidence": indicator.confidence,
        "plan": [_stage_json(stage) for stage in indicator.plan],
    }


def _unread_json(unread: Unread) -> dict[str, object]:
    """Give a number that was not read as `import --json` has it."""
    return {
        "number": unread.number,
        "place": unread.spot,
        "text": unread.text,
        "reason": unread.reason,
    }


def _stage_json(stage: PlanStage) -> dict[str, object]:
    """Give a stage of a plan as `import --json` has it."""
    return {"until": stage.until.isoformat(), "value": json_number(stage.value)}


def import_table(
    workspace: Workspace, path: Path, *, clock: Clock = utc_now
) -> ImportResult:
    """Import the table at `path`.

    Import it again to apply the clerk's answers or a changed table. `clock` tells the
    year of stages where the table names none.

    The registry is written once, at the end, and not at all if nothing changes.
    InputFileError where the file cannot be read or holds no decomposition table.
    """
    _require_closed(workspace.registry)
    grids = read_source(path, workspace.settings.judging)
    book = read_book(workspace.registry) if workspace.registry.exists() else {}
    book = widened(book)
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
        this_year=clock().year,
    )
    if not found.registry.tasks:
        raise InputFileError(
            f"{path.name} 里没有找到任务：请核对是否选错了文件；分解表要有表头"
            "（如工作任务、责任单位），逐条文字要有序号（如一、（一）1.）"
        )
    return _merged(workspace, found, path.name, book, memory)


def _require_closed(registry: Path) -> None:
    """Stop while a spreadsheet program has the registry open.

    What it saves later would undo the import, or the import what it has saved.
    """
    if is_open_elsewhere(registry):
        raise FileInUseError(
            f"{registry.name} 正在 Excel 或 WPS 里打开：请先保存并关闭它，再导入"
        )


def import_extract(workspace: Workspace, found: Extract, source: str) -> ImportResult:
    """Merge what something else than a document says into the registry, as an import
    does.

    `source` names it: what came under this name before and is gone now is retired.
    """
    _require_closed(workspace.registry)
    book = read_book(workspace.registry) if workspace.registry.exists() else {}
    book = widened(book)
    remembered = book.pop(MEMORY, SheetRows(columns={})).rows
    memory = memory_of(cells for _, cells in remembered)
    return _merged(workspace, found, source, book, memory)


def _merged(
    workspace: Workspace, found: Extract, source: str, book: Book, memory: Memory
) -> ImportResult:
    """Merge what was found into the registry; unchanged it is not written."""
    merged = merge(found, source, book, memory)
    if merged.changed:
        _write(workspace.registry, book, merged)
    return _result(workspace.registry, found, merged, merged.book(book))


def _write(path: Path, book: Book, merged: Merged) -> None:
    """Write a new registry, or change the one that the clerk works in."""
    if any(sheet.rows for sheet in book.values()):
        from xltool.excel.registry.edit import edit_registry

        edit_registry(path, book, merged)
    else:
        rows = {
            name: [row.cells for row in sheet] for name, sheet in merged.rows.items()
        }
        memory = memory_cells(merged.memory)
        write_rows(path, rows, memory, merged.links, merged.pictures)


def _result(path: Path, found: Extract, merged: Merged, book: Book) -> ImportResult:
    """Say what the registry holds now, and what is open."""
    registry, mistakes = registry_of(book)
    doubts = [cells for _, cells in book[DOUBTS.name].rows]
    present = {task.code for task in registry.tasks}
    found_open = [one for one in found.findings if one not in merged.settled]
    return ImportResult(
        path=path,
        registry=registry,
        measures=found.measures,
        codes=tuple(code for code in merged.codes if code in present),
        spellings=found.spellings,
        findings=(*found_open, *merged.findings, *mistakes),
        open_doubts=sum(1 for cells in doubts if cells.get("状态") == OPEN),
        changed=merged.changed,
        unread=found.unread,
    )
