"""Imports into a registry that a clerk has worked in.

Three versions of every cell, and nothing of the clerk's lost. The workbook remembers a
fingerprint of what the last import wrote into each cell. A cell that still has it is
the import's and follows the table; a cell that has not is the clerk's and stays. Rows
that the table no longer has are marked, never deleted; rows that the clerk deleted do
not come back.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from xltool import findings as f
from xltool.decomposition.registry.doubts import DoubtKind
from xltool.decomposition.registry.matching import (
    OldIndicator,
    OldTask,
    digest,
    matched,
    recoded,
)
from xltool.decomposition.registry.rows import Book, SheetRows, names_in
from xltool.decomposition.registry.sheets import (
    ACCEPT,
    DONE,
    DOUBTS,
    GONE,
    IN_USE,
    INDICATORS,
    KEEP,
    MERGED,
    NOT_ISSUED,
    OBSOLETE,
    OPEN,
    OPTIONS,
    RETIRED,
    SHARES,
    SHEETS,
    TASKS,
    UNITS,
    UNREAD,
    Cells,
    RegistrySheet,
    registry_cells,
)
from xltool.findings import Finding, Place
from xltool.model.grid import address
from xltool.text import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xltool.decomposition.extraction import Extract
    from xltool.decomposition.registry.doubts import Doubt
    from xltool.decomposition.unread import Unread
    from xltool.model.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """What the last import wrote into one row.

    The table it came from, and a fingerprint per column.
    """

    source: str
    digests: dict[str, str]


Memory = dict[tuple[str, str], Remembered]
"""(sheet name, row key) -> what was written there."""


@dataclass(slots=True, kw_only=True)
class MergedRow:
    """A row as it is to be.

    `row` is where it stands in the sheet (from 0), None for a new one.
    """

    cells: Cells
    row: int | None = None
    changed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The whole registry after an import.

    Rows by sheet, the new memory, what the clerk should know. `pictures` are shown
    beside new doubts, by their 编号. `codes` are the codes of the tasks that this table
    has; `links` give the cell that each doubt is about.
    """

    rows: dict[str, list[MergedRow]]
    memory: Memory
    findings: tuple[Finding, ...] = ()
    codes: tuple[str, ...] = ()
    links: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    settled: tuple[Finding, ...] = ()
    """What the clerk has settled in the sheets themselves, without an answer."""

    @property
    def changed(self) -> bool:
        """Whether the workbook differs from what stands on disk."""
        return any(
            row.row is None or row.changed
            for rows in self.rows.values()
            for row in rows
        )

    def book(self, before: Book) -> Book:
        """Give the workbook's rows as they stand when this is written into what stood
        there before.
        """
        after = dict(before)
        for sheet in SHEETS:
            old = before.get(sheet.name, _fresh(sheet))
            below = max((row for row, _ in old.rows), default=old.header) + 1
            rows = self.rows.get(sheet.name)
            if rows is not None:
                standing = [(row.row, row.cells) for row in rows if row.row is not None]
                new = [row.cells for row in rows if row.row is None]
                after[sheet.name] = replace(
                    old, rows=(*standing, *enumerate(new, below))
                )
        return after


def _fresh(sheet: RegistrySheet) -> SheetRows:
    return SheetRows(
        columns={column.name: at for at, column in enumerate(sheet.columns)}
    )


def merge(extract: Extract, source: str, book: Book, memory: Memory) -> Merged:
    """Merge what a table says into the registry's rows.

    `source` is the table's file name.
    """
    merging = _Merging(book=book, memory=memory, source=source)
    return merging.run(extract)


@dataclass(slots=True, kw_only=True)
class _Merging:
    book: Book
    memory: Memory
    source: str
    findings: list[Finding] = field(default_factory=list)
    new_memory: Memory = field(default_factory=dict)

    def run(self, extract: Extract) -> Merged:
        self.new_memory = dict(self.memory)
        self.source, same = self._source(extract.registry)
        again = bool(same)
        taken = [key for sheet, key in self.memory if sheet == TASKS.name] + list(
            self._mine(TASKS)
        )
        registry, codes = recoded(
            extract.registry, same, taken, self._old_indicators(set(same.values()))
        )
        theirs = registry_cells(registry)
        for cells in theirs[TASKS.name]:
            cells["来源"] = self.source
        refused = {codes[code] for code in extract.refused}
        for cells in theirs[INDICATORS.name]:
            if cells["指标编号"] in refused:
                cells["状态"] = RETIRED
        rows = {
            TASKS.name: self._sheet(TASKS, theirs[TASKS.name], again=again),
            INDICATORS.name: self._sheet(
                INDICATORS, theirs[INDICATORS.name], again=again
            ),
            SHARES.name: self._sheet(SHARES, theirs[SHARES.name], again=again),
            UNITS.name: self._units(theirs[UNITS.name]),
            DOUBTS.name: [],
            UNREAD.name: self._unread(extract.unread),
        }
        settled = [
            doubt
            for doubt in extract.doubts
            if doubt.tasks and _answered_by_hand(doubt, codes, rows[TASKS.name])
        ]
        doubts = [doubt for doubt in extract.doubts if doubt not in settled]
        rows[DOUBTS.name], links, pictures = self._doubts(doubts, codes)
        return Merged(
            rows=rows,
            memory=self.new_memory,
            findings=tuple(self.findings),
            codes=tuple(task.code for task in registry.tasks),
            links=links,
            pictures=pictures,
            settled=tuple(doubt.finding for doubt in settled),
        )

    def _mine(self, sheet: RegistrySheet) -> dict[str, tuple[int, Cells]]:
        rows = self.book.get(sheet.name, SheetRows(columns={})).rows
        return {
            key_of(sheet, cells): (row, cells)
            for row, cells in rows
            if cells.get(sheet.keys[0])
        }

    # ---- which table this is, and which of its tasks are known ----

    def _source(self, registry: Registry) -> tuple[str, dict[str, str]]:
        """Tell which table this is (by its content, then by its name) and which of its
        tasks are known.
        """
        texts = {digest(task.text) for task in registry.tasks}
        old: dict[str, list[OldTask]] = {}
        for task, source in self._old_tasks():
            old.setdefault(source, []).append(task)
        best, share = "", 0.0
        for source, tasks in old.items():
            common = sum(1 for task in tasks if task.imported in texts) / max(
                1, min(len(tasks), len(texts))
            )
            if (common, source == self.source) > (share, best == self.source):
                best, share = source, common
        if share < 0.3 and self.source in old:
            best = self.source
        elif share < 0.3:
            return self.source, {}
        same = matched(registry.tasks, old[best])
        if same:
            return best, same
        number = 2
        while f"{self.source}（{number}）" in old:
            number += 1
        return f"{self.source}（{number}）", {}

    def _old_tasks(self) -> Iterator[tuple[OldTask, str]]:
        mine = self._mine(TASKS)
        for (sheet, code), remembered in self.memory.items():
            if sheet == TASKS.name:
                cells = mine[code][1] if code in mine else {}
                yield (
                    OldTask(
                        code=code,
                        seq=cells.get("序号", ""),
                        item=cells.get("项号", ""),
                        text=cells.get("任务内容", ""),
                        imported=remembered.digests.get("任务内容", ""),
                    ),
                    remembered.source,
                )

    def _old_indicators(self, tasks: set[str]) -> list[OldIndicator]:
        return [
            OldIndicator(
                code=code,
                task=code.rpartition("-")[0],
                level=remembered.digests.get("层级", ""),
                name=remembered.digests.get("指标名称", ""),
                source_text=remembered.digests.get("原文", ""),
            )
            for (sheet, code), remembered in self.memory.items()
            if sheet == INDICATORS.name and code.rpartition("-")[0] in tasks
        ]

    # ---- one sheet ----

    def _sheet(
        self, sheet: RegistrySheet, theirs: Sequence[Cells], *, again: bool
    ) -> list[MergedRow]:
        mine = self._mine(sheet)
        here = {key_of(sheet, cells): cells for cells in theirs}
        rows: dict[str, MergedRow] = {
            key: MergedRow(cells=dict(cells), row=row)
            for key, (row, cells) in mine.items()
        }
        for key, cells in here.items():
            known = self.memory.get((sheet.name, key))
            if key in mine:
                self._three_way(sheet, rows[key], cells, known)
            elif known is not None:
                self._say(f.DELETED_BY_HAND, sheet, MergedRow(cells=cells), "")
                continue
            else:
                rows[key] = MergedRow(cells=dict(cells))
                if again and sheet is TASKS:
                    self._say(f.TASK_ADDED, sheet, rows[key], cells["任务内容"])
            self.new_memory[sheet.name, key] = Remembered(
                source=self.source,
                digests={name: digest(text) for name, text in cells.items()},
            )
        if any(column.name == "状态" for column in sheet.columns):
            self._drop(sheet, rows, here)
        return list(rows.values())

    def _three_way(
        self,
        sheet: RegistrySheet,
        row: MergedRow,
        theirs: Cells,
        known: Remembered | None,
    ) -> None:
        columns = self.book[sheet.name].columns
        for name, text in theirs.items():
            now = row.cells.get(name, "")
            if name not in columns or now == text or digest(now) == digest(text):
                continue
            base = known.digests.get(name, "") if known is not None else ""
            if digest(now) == base:
                if name == "任务内容" and known is not None:
                    self._say(f.TASK_REWORDED, sheet, row, text, found=now)
                row.cells[name] = row.changed[name] = text
            elif base != digest(text) and known is not None:
                self._say(f.EDIT_KEPT, sheet, row, text, found=now, column=name)

    def _drop(
        self, sheet: RegistrySheet, rows: dict[str, MergedRow], here: dict[str, Cells]
    ) -> None:
        """Mark what this table had at its last import and has no more."""
        for (name, key), known in self.memory.items():
            if (
                name != sheet.name
                or known.source != self.source
                or key in here
                or key not in rows
            ):
                continue
            row = rows[key]
            if row.cells.get("状态", IN_USE) in ("", IN_USE):
                row.cells["状态"] = row.changed["状态"] = GONE
                self.new_memory[name, key] = Remembered(
                    source=known.source, digests=known.digests | {"状态": digest(GONE)}
                )
                kind = f.TASK_DROPPED if sheet is TASKS else f.INDICATOR_DROPPED
                text = row.cells.get("任务内容") or row.cells.get("指标名称", "")
                self._say(kind, sheet, row, text)

    def _units(self, theirs: Sequence[Cells]) -> list[MergedRow]:
        """Known units come back as they stand with what was learnt about them.

        Merged ones are marked.
        """
        mine = self._mine(UNITS)
        here = {cells["代码"]: cells for cells in theirs}
        owner = {
            name: code
            for code, cells in here.items()
            for name in cells["别名"].split("、")
        }
        rows = []
        for code, (row, cells) in mine.items():
            merged = MergedRow(cells=dict(cells), row=row)
            new = here.get(code, {})
            if (
                code in owner
                and code not in here
                and not cells.get("状态", "").startswith(MERGED)
            ):
                new = {"状态": f"{MERGED} {owner[code]}"}
            for name in ("别名", "成员", "状态"):
                text = new.get(name, "")
                if name in self.book[UNITS.name].columns and set(names_in(text)) - set(
                    names_in(cells.get(name, ""))
                ):
                    merged.cells[name] = merged.changed[name] = text
            rows.append(merged)
        return rows + [
            MergedRow(cells=dict(cells))
            for code, cells in here.items()
            if code not in mine
        ]

    # ---- 未读出 ----

    def _unread(self, unread: Sequence[Unread]) -> list[MergedRow]:
        """Give the numbers of this table, and those of the others as they stand.

        All anew if any changed.
        """
        standing = self.book.get(UNREAD.name, SheetRows(columns={})).rows
        others = [
            cells for _, cells in standing if cells.get("来源", "") != self.source
        ]
        wanted = others + [
            {
                "位置": one.spot,
                "数字": one.number,
                "原文": one.text,
                "原因": one.reason,
                "来源": self.source,
            }
            for one in unread
        ]
        for number, cells in enumerate(wanted, 1):
            cells["编号"] = f"N{number:04d}"
        same = [cells for _, cells in standing] == [
            {name: cells.get(name, "") for name in now}
            for cells, (_, now) in zip(wanted, standing, strict=False)
        ] and len(wanted) == len(standing)
        places = [row for row, _ in standing] if same else [None] * len(wanted)
        return [
            MergedRow(cells=cells, row=row)
            for cells, row in zip(wanted, places, strict=True)
        ]

    # ---- 待确认 ----

    def _doubts(
        self, doubts: Sequence[Doubt], codes: dict[str, str]
    ) -> tuple[list[MergedRow], dict[str, tuple[str, str, str]], dict[str, bytes]]:
        """Give every doubt ever raised, in its order.

        The answered ones are done, those no longer raised obsolete.
        """
        raised = {doubt.identity: doubt for doubt in reversed(doubts)}
        rows: list[MergedRow] = []
        links: dict[str, tuple[str, str, str]] = {}
        pictures: dict[str, bytes] = {}
        numbers = [0]
        columns = self.book.get(DOUBTS.name, SheetRows(columns={})).columns
        for key, (row, cells) in self._mine(DOUBTS).items():
            merged = MergedRow(cells=dict(cells), row=row)
            doubt = raised.pop((cells.get("类别", ""), cells.get("原文", "")), None)
            new = self._doubt_cells(doubt, key) if doubt is not None else {}
            new["状态"] = self._status(key, cells, raised=doubt is not None)
            if doubt is not None and doubt.sheet:
                links[key] = _link(doubt, codes)
            for name, text in new.items():
                known = name in columns and name != "位置"
                if known and digest(cells.get(name, "")) != digest(text):
                    merged.cells[name] = merged.changed[name] = text
            rows.append(merged)
            numbers.extend(
                int(digits) for digits in [key.lstrip("D")] if digits.isdigit()
            )
        for doubt in doubts:
            if raised.pop(doubt.identity, None) is not None:
                numbers.append(max(numbers) + 1)
                key = f"D{numbers[-1]:03d}"
                if doubt.sheet:
                    links[key] = _link(doubt, codes)
                if doubt.picture:
                    pictures[key] = doubt.picture
                rows.append(
                    MergedRow(cells=self._doubt_cells(doubt, key) | {"状态": OPEN})
                )
                self.new_memory[DOUBTS.name, key] = Remembered(
                    source=self.source, digests={}
                )
        return rows, links, pictures

    def _doubt_cells(self, doubt: Doubt, key: str) -> Cells:
        return {
            "编号": key,
            "类别": doubt.kind.value,
            "原文": doubt.printed,
            "问题与办法": doubt.finding.message,
            "建议": doubt.suggestion,
            **_option_cells(doubt),
        }

    def _status(self, key: str, cells: Cells, *, raised: bool) -> str:
        if cells.get("处理意见"):
            return OPEN if raised else DONE
        if raised:
            return OPEN
        known = self.memory.get((DOUBTS.name, key))
        if known is None or known.source != self.source:
            return cells.get("状态", OPEN)
        return OBSOLETE

    def _say(
        self,
        kind: f.Kind,
        sheet: RegistrySheet,
        row: MergedRow,
        text: str,
        **words: str,
    ) -> None:
        """Report something about a row of the registry.

        `text` is what the table says now.
        """
        columns = self.book.get(sheet.name, SheetRows(columns={})).columns
        column = words.get("column", sheet.keys[0])
        cell = "" if row.row is None else address(row.row, columns.get(column, 0))
        key = key_of(sheet, row.cells)
        found = shorten(words.get("found", text))
        place = Place(sheet=sheet.name, cell=cell, row_key=key)
        self.findings.append(
            kind.at(place, found=found, expected=shorten(text), key=key, column=column)
        )


def _answered_by_hand(
    doubt: Doubt, codes: dict[str, str], tasks: Sequence[MergedRow]
) -> bool:
    """Whether the clerk has filled in who answers for every task that a doubt is
    about.
    """
    leads = {
        row.cells.get("任务编号", ""): row.cells.get("牵头单位", "") for row in tasks
    }
    return all(leads.get(codes.get(code, code), "") for code in doubt.tasks)


def _option_cells(doubt: Doubt) -> Cells:
    """Give the drop-down of a doubt's answer.

    The suggestion, what is printed, and each reading.
    """
    offered = [ACCEPT] if doubt.suggestion else []
    readings = [one for one in doubt.options if one != doubt.suggestion]
    as_printed = NOT_ISSUED if doubt.kind is DoubtKind.MEMBERS else KEEP
    texts = [*offered, as_printed, *readings][: len(OPTIONS)]
    return dict(zip(OPTIONS, texts, strict=False))


def key_of(sheet: RegistrySheet, cells: Cells) -> str:
    """Give what identifies a row of a sheet."""
    return " ".join(cells.get(name, "") for name in sheet.keys).strip()


def _link(doubt: Doubt, codes: dict[str, str]) -> tuple[str, str, str]:
    return doubt.sheet, codes.get(doubt.row_key, doubt.row_key), doubt.column


def memory_of(rows: Iterable[Cells]) -> Memory:
    """Read the memory out of its sheet's rows."""
    return {
        (cells.get("表", ""), cells.get("编号", "")): Remembered(
            source=cells.get("来源", ""),
            digests=dict(
                part.split("=", 1)
                for part in cells.get("值", "").split()
                if "=" in part
            ),
        )
        for cells in rows
    }


def memory_cells(memory: Memory) -> list[Cells]:
    """Give the rows of the memory's sheet."""
    return [
        {
            "表": sheet,
            "编号": key,
            "来源": known.source,
            "值": " ".join(
                f"{name}={value}" for name, value in known.digests.items() if value
            ),
        }
        for (sheet, key), known in memory.items()
    ]
