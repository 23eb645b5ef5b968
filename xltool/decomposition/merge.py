"""Imports into a registry that a clerk has worked in.

Three versions of every cell, and nothing of the clerk's lost. The workbook remembers a
fingerprint of what the last import wrote into each cell. A cell that still has it is
the import's and follows the table; a cell that has not is the clerk's and stays. Rows
that the table no longer has are marked, never deleted; rows that the clerk deleted do
not come back.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import chain, count
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

    Attributes:
        rows: every row as it is to be, by sheet.
        memory: what this import writes into each cell.
        findings: what the clerk should know.
        codes: the codes of the tasks that this table has.
        links: the cell (sheet, row key, column) that each doubt is about, by 编号.
        pictures: what is shown beside new doubts, by 编号.
        settled: what the clerk has settled in the sheets themselves, without an answer.
    """

    rows: dict[str, list[MergedRow]]
    memory: Memory
    findings: tuple[Finding, ...] = ()
    codes: tuple[str, ...] = ()
    links: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    settled: tuple[Finding, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the workbook differs from what stands on disk.

        An import that changes nothing need not write it again.
        """
        rows = chain.from_iterable(self.rows.values())
        return any(row.row is None or row.changed for row in rows)

    def book(self, before: Book) -> Book:
        """Give the workbook's rows as they stand when this is written into `before`."""
        after = dict(before)
        for sheet in SHEETS:
            rows = self.rows.get(sheet.name)
            if rows is not None:
                old = before.get(sheet.name, _fresh(sheet))
                after[sheet.name] = _with_rows(old, rows)
        return after


def _with_rows(old: SheetRows, rows: Sequence[MergedRow]) -> SheetRows:
    """Give a sheet with its rows where they stand and new ones below them.

    The places of rows that stand are kept, gaps too: a clerk's blank row stays blank.
    New ones begin below the last of them, or below the header of an empty sheet.
    """
    standing: list[tuple[int, Cells]] = []
    new: list[Cells] = []
    for row in rows:
        if row.row is None:
            new.append(row.cells)
        else:
            standing.append((row.row, row.cells))
    below = max((row for row, _ in old.rows), default=old.header) + 1
    return replace(old, rows=(*standing, *enumerate(new, below)))


def _fresh(sheet: RegistrySheet) -> SheetRows:
    """Give a sheet that no workbook has yet: its columns in their order."""
    columns = {column.name: at for at, column in enumerate(sheet.columns)}
    return SheetRows(columns=columns)


_ENOUGH = 0.3
"""A table that has this share of an older one's tasks is that table again."""


@dataclass(slots=True, kw_only=True)
class _DoubtRows:
    """The rows of 待确认, with the cell and the picture of each by 编号."""

    rows: list[MergedRow] = field(default_factory=list)
    links: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)


def merge(extract: Extract, source: str, book: Book, memory: Memory) -> Merged:
    """Merge what a table says into the registry's rows.

    `source` is the table's file name.
    """
    merging = _Merging(book=book, memory=memory, source=source)
    return merging.run(extract)


@dataclass(slots=True, kw_only=True)
class _Merging:
    """One import under way.

    Attributes:
        book: the workbook as it stands.
        memory: what the imports before wrote into it.
        source: the table's name, under which it is remembered.
        findings: what the clerk should know so far.
        new_memory: the memory as it is after this import.
    """

    book: Book
    memory: Memory
    source: str
    findings: list[Finding] = field(default_factory=list)
    new_memory: Memory = field(default_factory=dict)

    def run(self, extract: Extract) -> Merged:
        """Merge every sheet; who answers may be filled in before a doubt is asked.

        The order matters: units and tasks are merged before the doubts, so that a doubt
        about a task whose 牵头单位 the clerk has typed in is settled and not asked
        again.
        """
        self.new_memory = dict(self.memory)
        self.source, same = self._source(extract.registry)
        registry, codes = self._recoded(extract.registry, same)
        theirs = registry_cells(registry)
        self._mark(theirs, refused={codes[code] for code in extract.refused})
        rows: dict[str, list[MergedRow]] = {}
        for sheet in (TASKS, INDICATORS, SHARES):
            rows[sheet.name] = self._sheet(sheet, theirs[sheet.name], again=bool(same))
        rows[UNITS.name] = self._units(theirs[UNITS.name])
        leads = _leads(rows[TASKS.name], codes)
        settled = [doubt for doubt in extract.doubts if _is_settled(doubt, leads)]
        doubts = [doubt for doubt in extract.doubts if doubt not in settled]
        asked = self._doubts(doubts, codes)
        rows[DOUBTS.name] = asked.rows
        rows[UNREAD.name] = self._unread(extract.unread)
        return Merged(
            rows=rows,
            memory=self.new_memory,
            findings=tuple(self.findings),
            codes=tuple(task.code for task in registry.tasks),
            links=asked.links,
            pictures=asked.pictures,
            settled=tuple(doubt.finding for doubt in settled),
        )

    def _recoded(
        self, registry: Registry, same: dict[str, str]
    ) -> tuple[Registry, dict[str, str]]:
        """Give the table's registry with the codes that the workbook knows it by.

        `same` gives the known code of each task that is not new. Codes that a task had
        once are never given to another. Gives the new code of every code too.
        """
        remembered = [key for sheet, key in self.memory if sheet == TASKS.name]
        taken = [*remembered, *self._mine(TASKS)]
        old_indicators = self._old_indicators(set(same.values()))
        return recoded(registry, same, taken, old_indicators)

    def _mark(self, theirs: dict[str, list[Cells]], *, refused: set[str]) -> None:
        """Write the table's name beside its tasks; refused indicators are retired.

        Retired indicators stay in the sheet, so that the clerk can take the answer
        back.
        """
        for cells in theirs[TASKS.name]:
            cells["来源"] = self.source
        for cells in theirs[INDICATORS.name]:
            if cells["指标编号"] in refused:
                cells["状态"] = RETIRED

    def _standing(self, sheet: RegistrySheet) -> SheetRows:
        """Give a sheet as it stands; one without rows where the workbook has none."""
        return self.book.get(sheet.name, SheetRows(columns={}))

    def _mine(self, sheet: RegistrySheet) -> dict[str, tuple[int, Cells]]:
        """Give the rows of a sheet that have a key, by it.

        Rows without one are notes of the clerk's; they are left where they stand.
        """
        mine: dict[str, tuple[int, Cells]] = {}
        for row, cells in self._standing(sheet).rows:
            if cells.get(sheet.keys[0]):
                mine[key_of(sheet, cells)] = (row, cells)
        return mine

    # ---- which table this is, and which of its tasks are known ----

    def _source(self, registry: Registry) -> tuple[str, dict[str, str]]:
        """Tell which table this is, and which of its tasks are known.

        By its content, then by its name. A table of a known name that shares no task
        with the known one is another: it is remembered as 分解表.xlsx（2）.
        """
        old: dict[str, list[OldTask]] = defaultdict(list)
        for task, source in self._old_tasks():
            old[source].append(task)
        likest = self._likest(old, {digest(task.text) for task in registry.tasks})
        if likest is None:
            return self.source, {}
        same = matched(registry.tasks, old[likest])
        if same:
            return likest, same
        numbered = (f"{self.source}（{number}）" for number in count(2))
        return next(name for name in numbered if name not in old), {}

    def _likest(self, old: dict[str, list[OldTask]], texts: set[str]) -> str | None:
        """Give the known table that has most of these texts, or else this name.

        `texts` are fingerprints. None where neither is known.
        """
        shares: dict[str, float] = {}
        for source, tasks in old.items():
            shares[source] = _share_known(tasks, texts)

        def likeness(source: str) -> tuple[float, bool]:
            return shares[source], source == self.source

        best = max(shares, key=likeness, default="")
        if shares.get(best, 0.0) >= _ENOUGH:
            return best
        return self.source if self.source in old else None

    def _old_tasks(self) -> Iterator[tuple[OldTask, str]]:
        """Give every task that an import wrote, as it stands, and its table.

        A task that the clerk deleted has only its fingerprint.
        """
        mine = self._mine(TASKS)
        for (sheet, code), remembered in self.memory.items():
            if sheet != TASKS.name:
                continue
            _, cells = mine.get(code, (None, {}))
            old = OldTask(
                code=code,
                seq=cells.get("序号", ""),
                item=cells.get("项号", ""),
                text=cells.get("任务内容", ""),
                imported=remembered.digests.get("任务内容", ""),
            )
            yield old, remembered.source

    def _old_indicators(self, tasks: set[str]) -> list[OldIndicator]:
        """Give the indicators that imports wrote for these tasks.

        Only fingerprints are left of them: of the level, the name and the text they
        were read in, which is what tells an indicator again.
        """
        found: list[OldIndicator] = []
        for (sheet, code), remembered in self.memory.items():
            task, _, _ = code.rpartition("-")
            if sheet != INDICATORS.name or task not in tasks:
                continue
            found.append(
                OldIndicator(
                    code=code,
                    task=task,
                    level=remembered.digests.get("层级", ""),
                    name=remembered.digests.get("指标名称", ""),
                    source_text=remembered.digests.get("原文", ""),
                )
            )
        return found

    # ---- one sheet ----

    def _sheet(
        self, sheet: RegistrySheet, theirs: Sequence[Cells], *, again: bool
    ) -> list[MergedRow]:
        """Merge the table's rows into a sheet's.

        `again` says that the table was imported before: a task that is new now is worth
        saying.

            in the table   in the sheet   remembered
            yes            yes            -            merged cell by cell
            yes            no             yes          deleted by hand: stays so
            yes            no             no           new
            no             yes            yes          marked as gone
            no             yes            no           the clerk's own, untouched
        """
        rows: dict[str, MergedRow] = {}
        for key, (place, standing) in self._mine(sheet).items():
            rows[key] = MergedRow(cells=dict(standing), row=place)
        here = {key_of(sheet, cells): cells for cells in theirs}
        for key, cells in here.items():
            known = self.memory.get((sheet.name, key))
            if key in rows:
                self._three_way(sheet, rows[key], cells, known)
            elif known is not None:
                self._say(f.DELETED_BY_HAND, sheet, MergedRow(cells=cells), "")
                continue
            else:
                rows[key] = MergedRow(cells=dict(cells))
                if again and sheet is TASKS:
                    self._say(f.TASK_ADDED, sheet, rows[key], cells["任务内容"])
            self._remember(sheet, key, cells)
        if any(column.name == "状态" for column in sheet.columns):
            self._drop(sheet, rows, here)
        return list(rows.values())

    def _remember(self, sheet: RegistrySheet, key: str, cells: Cells) -> None:
        """Remember what this import writes into a row."""
        digests = {name: digest(text) for name, text in cells.items()}
        remembered = Remembered(source=self.source, digests=digests)
        self.new_memory[sheet.name, key] = remembered

    def _three_way(
        self,
        sheet: RegistrySheet,
        row: MergedRow,
        theirs: Cells,
        known: Remembered | None,
    ) -> None:
        """Give a row what the table says now, where the clerk has not changed it.

        `known` is what the last import wrote. A cell that both changed stays the
        clerk's, with a finding.

            written by the last import   in the sheet   in the table now
            甲                           甲             乙      乙 is written
            甲                           丙             甲      丙 stays
            甲                           丙             乙      丙 stays, and is said
        """
        columns = self.book[sheet.name].columns
        written = known.digests if known is not None else {}
        for name, text in theirs.items():
            now = row.cells.get(name, "")
            if name not in columns or _says_the_same(now, text):
                continue
            base = written.get(name, "")
            if digest(now) == base:
                if name == "任务内容" and known is not None:
                    self._say(f.TASK_REWORDED, sheet, row, text, found=now)
                row.cells[name] = row.changed[name] = text
            elif known is not None and base != digest(text):
                self._say(f.EDIT_KEPT, sheet, row, text, found=now, column=name)

    def _drop(
        self, sheet: RegistrySheet, rows: dict[str, MergedRow], here: dict[str, Cells]
    ) -> None:
        """Mark what this table had at its last import and has no more.

        Only rows that are in use and came from this very table: what the clerk has set
        aside, and what another table brought, is none of it. The mark is remembered as
        the import's own, so that a table that brings the row back takes the mark off
        again.
        """
        for (name, key), known in self.memory.items():
            if name != sheet.name or known.source != self.source:
                continue
            if key in here or key not in rows:
                continue
            row = rows[key]
            if row.cells.get("状态", IN_USE) not in ("", IN_USE):
                continue
            row.cells["状态"] = row.changed["状态"] = GONE
            digests = known.digests | {"状态": digest(GONE)}
            self.new_memory[name, key] = replace(known, digests=digests)
            kind = f.TASK_DROPPED if sheet is TASKS else f.INDICATOR_DROPPED
            text = row.cells.get("任务内容") or row.cells.get("指标名称", "")
            self._say(kind, sheet, row, text)

    def _units(self, theirs: Sequence[Cells]) -> list[MergedRow]:
        """Give the known units as they stand, with what was learnt about them.

        Those that turned out to be another's name are marked. New ones come behind.

        Names are only ever added: a short name that the clerk deleted comes back with
        the table that prints it.
        """
        mine = self._mine(UNITS)
        here = {cells["代码"]: cells for cells in theirs}
        owner: dict[str, str] = {}
        for code, cells in here.items():
            owner.update(dict.fromkeys(cells["别名"].split("、"), code))
        rows: list[MergedRow] = []
        for code, (place, cells) in mine.items():
            merged = MergedRow(cells=dict(cells), row=place)
            learnt = here.get(code)
            if learnt is None:
                learnt = _merged_into(owner.get(code), cells)
            self._add_names(merged, learnt)
            rows.append(merged)
        new = [dict(cells) for code, cells in here.items() if code not in mine]
        rows.extend(MergedRow(cells=cells) for cells in new)
        return rows

    def _add_names(self, row: MergedRow, learnt: Cells) -> None:
        """Give a unit the names, members and state that it has not yet.

        A cell that the clerk has put into another order is left as it is.
        """
        columns = self._standing(UNITS).columns
        for name in ("别名", "成员", "状态"):
            text = learnt.get(name, "")
            known = names_in(row.cells.get(name, ""))
            if name in columns and set(names_in(text)) - set(known):
                row.cells[name] = row.changed[name] = text

    # ---- 未读出 ----

    def _unread(self, unread: Sequence[Unread]) -> list[MergedRow]:
        """Give the numbers of this table, and those of the others as they stand.

        All anew if any changed.

        The sheet is the import's alone and is counted through from N0001: when one
        number moves, every one below it does. Where nothing moved no row is written
        again.
        """
        standing = self._standing(UNREAD).rows
        wanted = [
            cells for _, cells in standing if cells.get("来源", "") != self.source
        ]
        wanted.extend(self._unread_cells(figure) for figure in unread)
        for number, cells in enumerate(wanted, 1):
            cells["编号"] = f"N{number:04d}"
        if not _stand_already(standing, wanted):
            return [MergedRow(cells=cells) for cells in wanted]
        rows: list[MergedRow] = []
        for (place, _), cells in zip(standing, wanted, strict=True):
            rows.append(MergedRow(cells=cells, row=place))
        return rows

    def _unread_cells(self, unread: Unread) -> Cells:
        """Give the row of a number that was not read, without its 编号."""
        return {
            "位置": unread.spot,
            "数字": unread.number,
            "原文": unread.text,
            "原因": unread.reason,
            "来源": self.source,
        }

    # ---- 待确认 ----

    def _doubts(self, doubts: Sequence[Doubt], codes: dict[str, str]) -> _DoubtRows:
        """Give every doubt ever raised, in its order.

        The answered ones are done, those no longer raised obsolete. `codes` gives the
        workbook's code of each of the table's.

            raised now   answered        state
            yes          yes or no       open: the answer did not settle it
            no           yes             done
            no           no              obsolete, if this table had raised it
        """
        raised = {doubt.identity: doubt for doubt in reversed(doubts)}
        asked = _DoubtRows()
        highest = 0
        for key, (place, cells) in self._mine(DOUBTS).items():
            doubt = raised.pop((cells.get("类别", ""), cells.get("原文", "")), None)
            row = MergedRow(cells=dict(cells), row=place)
            self._ask_again(row, key, doubt)
            asked.rows.append(row)
            if doubt is not None and doubt.sheet:
                asked.links[key] = _link(doubt, codes)
            highest = max(highest, _number_of(key))
        for doubt in doubts:
            if raised.pop(doubt.identity, None) is None:
                continue
            highest += 1
            key = f"D{highest:03d}"
            cells = _doubt_cells(doubt, key) | {"状态": OPEN}
            asked.rows.append(MergedRow(cells=cells))
            if doubt.sheet:
                asked.links[key] = _link(doubt, codes)
            if doubt.picture:
                asked.pictures[key] = doubt.picture
            self._remember(DOUBTS, key, {})
        return asked

    def _ask_again(self, row: MergedRow, key: str, doubt: Doubt | None) -> None:
        """Bring a doubt's row up to date; `doubt` is None where none is raised now.

        The words of a question may have changed with the table. The place is not
        written: it is a link that is set anew for every doubt.
        """
        columns = self._standing(DOUBTS).columns
        status = self._status(key, row.cells, raised=doubt is not None)
        new = _doubt_cells(doubt, key) if doubt is not None else {}
        new["状态"] = status
        for name, text in new.items():
            if name not in columns or name == "位置":
                continue
            if digest(row.cells.get(name, "")) != digest(text):
                row.cells[name] = row.changed[name] = text

    def _status(self, key: str, cells: Cells, *, raised: bool) -> str:
        """Give a doubt's state: open, done, or obsolete.

        An answer that did not settle it leaves it open. What another table raised stays
        as it is.
        """
        if raised:
            return OPEN
        if cells.get("处理意见"):
            return DONE
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

        `text` is what the table says now. Of the `words`, `found` is what stands in the
        sheet where that is something else, `column` the cell's where that is no key.

        The place is the cell in the sheet, blank for a row that is not in it yet.
        """
        column = words.get("column", sheet.keys[0])
        cell = ""
        if row.row is not None:
            cell = address(row.row, self._standing(sheet).columns.get(column, 0))
        key = key_of(sheet, row.cells)
        finding = kind.at(
            Place(sheet=sheet.name, cell=cell, row_key=key),
            found=shorten(words.get("found", text)),
            expected=shorten(text),
            key=key,
            column=column,
        )
        self.findings.append(finding)


def _share_known(tasks: Sequence[OldTask], texts: set[str]) -> float:
    """Give the share of tasks that two tables have in common, of the smaller one's."""
    common = sum(1 for task in tasks if task.imported in texts)
    return common / max(1, min(len(tasks), len(texts)))


def _says_the_same(now: str, text: str) -> bool:
    """Whether two cells differ in blanks and widths at the most."""
    return now == text or digest(now) == digest(text)


def _merged_into(owner: str | None, cells: Cells) -> Cells:
    """Give what is learnt of a unit that the table calls by another's name."""
    if owner is None or cells.get("状态", "").startswith(MERGED):
        return {}
    return {"状态": f"{MERGED} {owner}"}


def _stand_already(
    standing: Sequence[tuple[int, Cells]], wanted: Sequence[Cells]
) -> bool:
    """Whether the rows of a sheet are the wanted ones, in the columns it has."""
    if len(standing) != len(wanted):
        return False
    for (_, now), cells in zip(standing, wanted, strict=True):
        if any(cells.get(name, "") != text for name, text in now.items()):
            return False
    return True


def _number_of(key: str) -> int:
    """Give the number of a doubt's 编号; 0 for one that the clerk has changed.

    >>> _number_of("D012"), _number_of("补1")
    (12, 0)
    """
    digits = key.lstrip("D")
    return int(digits) if digits.isdigit() else 0


def _doubt_cells(doubt: Doubt, key: str) -> Cells:
    """Give the row of a doubt, without its state."""
    return {
        "编号": key,
        "类别": doubt.kind.value,
        "原文": doubt.printed,
        "问题与办法": doubt.finding.message,
        "建议": doubt.suggestion,
        **_option_cells(doubt),
    }


def _leads(tasks: Sequence[MergedRow], codes: dict[str, str]) -> dict[str, str]:
    """Give the 牵头单位 of every task, by the table's code of it.

    A task that was matched has another code in the workbook than in the table: doubts
    know the table's.
    """
    known = {
        row.cells.get("任务编号", ""): row.cells.get("牵头单位", "") for row in tasks
    }
    return known | {code: known.get(mine, "") for code, mine in codes.items()}


def _is_settled(doubt: Doubt, leads: dict[str, str]) -> bool:
    """Whether the clerk has filled in who answers for each task of a doubt."""
    return bool(doubt.tasks) and all(leads.get(code, "") for code in doubt.tasks)


def _option_cells(doubt: Doubt) -> Cells:
    """Give the drop-down of a doubt's answer.

    The suggestion, what is printed, and each reading.
    """
    texts = [ACCEPT] if doubt.suggestion else []
    texts.append(NOT_ISSUED if doubt.kind is DoubtKind.MEMBERS else KEEP)
    texts.extend(option for option in doubt.options if option != doubt.suggestion)
    return dict(zip(OPTIONS, texts, strict=False))


def key_of(sheet: RegistrySheet, cells: Cells) -> str:
    """Give what identifies a row of a sheet.

    One column for most sheets; the indicator's and the unit's code for shares.
    """
    return " ".join(cells.get(name, "") for name in sheet.keys).strip()


def _link(doubt: Doubt, codes: dict[str, str]) -> tuple[str, str, str]:
    """Give the sheet, the row's key and the column that a doubt is about."""
    return doubt.sheet, codes.get(doubt.row_key, doubt.row_key), doubt.column


def memory_of(rows: Iterable[Cells]) -> Memory:
    """Read the memory out of its sheet's rows.

    The fingerprints of a row stand in one cell, as 列名=指纹 with blanks between.
    """
    memory: Memory = {}
    for cells in rows:
        key = (cells.get("表", ""), cells.get("编号", ""))
        pairs = [part for part in cells.get("值", "").split() if "=" in part]
        memory[key] = Remembered(
            source=cells.get("来源", ""),
            digests=dict(pair.split("=", 1) for pair in pairs),
        )
    return memory


def memory_cells(memory: Memory) -> list[Cells]:
    """Give the rows of the memory's sheet; a blank cell is not worth remembering.

    The other way round than `memory_of`.
    """
    rows: list[Cells] = []
    for (sheet, key), known in memory.items():
        pairs = [f"{name}={value}" for name, value in known.digests.items() if value]
        rows.append(
            {
                "表": sheet,
                "编号": key,
                "来源": known.source,
                "值": " ".join(pairs),
            }
        )
    return rows
