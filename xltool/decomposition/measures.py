"""Printed rows become measures, and their numbered items tasks with codes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from xltool import findings as f
from xltool.decomposition.indicators.names import lacks_subject
from xltool.decomposition.registry.doubts import Answers, Doubt, DoubtKind
from xltool.decomposition.registry.matching import letters
from xltool.decomposition.registry.rows import names_in
from xltool.decomposition.registry.sheets import TASKS
from xltool.decomposition.table.cells import without_measure
from xltool.decomposition.table.columns import ColumnPart
from xltool.decomposition.table.figure_rows import figures_of
from xltool.decomposition.text.interleaving import pairs_of, uninterleaved
from xltool.decomposition.text.items import split_items, without_tags
from xltool.model.numerals import parse_numeral
from xltool.model.registry import Task
from xltool.text import half_width, shorten, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.decomposition.table.printed_rows import PrintedRow
    from xltool.findings import Finding

_CLAUSE = re.compile(r"[。；;：:，,！!\n]")
_SHORTEST_NAME, _LONGEST_NAME = 5, 30
_SEQ = re.compile(
    r"^[（(第]?\s*(?P<number>\d+(?:[.\-]\d+)*|[一二三四五六七八九十百]+)\s*[）)、.．条项]*$"
)
_NOTHING = re.compile(r"^[\s\-—/／无]*$")


@dataclass(slots=True, kw_only=True)
class Measure:
    """政策措施: the printed rows of one number, and its tasks, each with the row that
    it stands in.

    `prefix` is what its tasks' codes begin with (`T05`); a second measure of the same
    number has `T05B`.
    """

    seq: str
    name: str
    prefix: str
    rows: list[PrintedRow]
    tasks: list[tuple[Task, PrintedRow]] = field(default_factory=list)

    @property
    def first(self) -> PrintedRow:
        """The row that carries the number and the name."""
        return self.rows[0]


def measures_of(
    rows: Sequence[PrintedRow],
) -> tuple[tuple[Measure, ...], tuple[Finding, ...]]:
    """Give the measures of a table with their tasks (no units or leaders yet), and what
    is odd in the numbering.
    """
    measures: list[Measure] = []
    findings: list[Finding] = []
    used: dict[str, int] = {}
    last: int | None = None
    for row in rows:
        if row.continued and measures:
            measures[-1].rows.append(row)
            continue
        seq = _seq(row.text(ColumnPart.SEQ)) or str(
            (last or 0) + 1 if last is not None else len(measures) + 1
        )
        number = int(seq) if seq.isdigit() else None
        findings.extend(_gap(row, last, number))
        last = number if number is not None else last
        prefix = _prefix(seq)
        used[prefix] = used.get(prefix, 0) + 1
        if used[prefix] > 1:
            prefix += letters(used[prefix])
        measures.append(
            Measure(
                seq=seq,
                name=_one_line(row.text(ColumnPart.NAME)),
                prefix=prefix,
                rows=[row],
            )
        )
    for measure in measures:
        measure.tasks = list(_tasks(measure))
    return tuple(measures), tuple(findings)


def _seq(text: str) -> str:
    """Give a printed number in digits: `5`, `（五）` and `5.0` are 5.

    What is no number is no 序号.
    """
    match = _SEQ.match(half_width(squeeze(text)))
    if match is None:
        return ""
    value = parse_numeral(match["number"]) if not match["number"][0].isdigit() else None
    if value is not None:
        return str(int(value))
    return re.sub(r"^0+(?=\d)|\.0$", "", match["number"])


def _gap(row: PrintedRow, last: int | None, number: int | None) -> Iterator[Finding]:
    if ColumnPart.SEQ not in row.columns:
        return
    place = row.place(ColumnPart.SEQ)
    if number is None or not row.text(ColumnPart.SEQ):
        yield f.SEQ_MISSING.at(
            place, found=shorten(row.text(ColumnPart.NAME) or row.text(ColumnPart.OWN))
        )
    elif last is not None and number > last + 1:
        missing = f"{last + 1}" if number == last + 2 else f"{last + 1}–{number - 1}"
        yield f.SEQ_GAP.at(place, found=number, expected=last + 1, missing=missing)
    elif last is not None and number == last:
        yield f.SEQ_TWICE.at(place, found=number)


def _prefix(seq: str) -> str:
    head, dot, rest = seq.partition(".")
    return f"T{head.zfill(2)}{dot}{rest}" if head.isdigit() else f"T{seq}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _tasks(measure: Measure) -> Iterator[tuple[Task, PrintedRow]]:
    taken: set[int] = set()
    several = len(measure.rows) > 1
    for row in measure.rows:
        for number, text in _items(measure, row):
            item = number
            if item is None and (several or taken):
                item = 1
            if item is not None:
                item = next(
                    one
                    for one in range(item, item + len(taken) + 1)
                    if one not in taken
                )
                taken.add(item)
            yield _task(measure, row, item, text), row


def _items(measure: Measure, row: PrintedRow) -> Iterator[tuple[int | None, str]]:
    """Give the tasks of a row.

    Its numbered items, or the one figure in a column of its own.
    """
    figures = figures_of(row)
    if figures is not None:
        yield None, figures.text
        return
    own = row.text(ColumnPart.OWN)
    if _NOTHING.match(own):
        own = measure.name or row.text(ColumnPart.UPPER)
    if ColumnPart.ITEM in row.parts:
        number = row.text(ColumnPart.ITEM)
        yield int(number) if number else None, without_tags(own).strip()
        return
    for item in split_items(own):
        text = without_tags(item.text).strip()
        if text and item.number is None and lacks_subject(text):
            text = f"{without_measure(squeeze(measure.name))[0]}{text}"
        if text:
            yield item.number, text


def _task(measure: Measure, row: PrintedRow, item: int | None, text: str) -> Task:
    return Task(
        code=f"{measure.prefix}-{item or 0:02d}",
        measure_seq=measure.seq,
        measure_name=measure.name,
        item_no=item,
        name=_name(text)
        if item is not None or not measure.name
        else squeeze(measure.name),
        text=text,
        upper_text=without_tags(row.text(ColumnPart.UPPER)).strip(),
        campaign=_one_line(row.text(ColumnPart.CAMPAIGN)),
        deadline=_one_line(row.text(ColumnPart.DEADLINE)),
        note=_note(row),
        responsible=names_in(row.text(ColumnPart.RESPONSIBLE)),
    )


def _name(text: str) -> str:
    """Give a task's short name: its first clause that says something."""
    flat = _one_line(text)
    for match in _CLAUSE.finditer(flat):
        if match.start() >= _SHORTEST_NAME:
            return shorten(flat[: match.start()], _LONGEST_NAME)
    return shorten(flat.rstrip("。；;"), _LONGEST_NAME)


def _note(row: PrintedRow) -> str:
    """Keep what has no column of its own.

    Remarks, the responsible section, and columns nobody understands.
    """
    said = [row.text(ColumnPart.NOTE)] if row.text(ColumnPart.NOTE) else []
    if row.text(ColumnPart.OFFICE):
        said.append(f"责任股室：{_one_line(row.text(ColumnPart.OFFICE))}")
    said.extend(
        f"{squeeze(cell.heading)}：{_one_line(cell.text)}"
        for cell in row.cells
        if cell.part is ColumnPart.STAGE
    )
    said.extend(f"{name}：{_one_line(text)}" for name, text in row.unmapped.items())
    return "；".join(said)


def named(measures: Sequence[Measure], answers: Answers) -> tuple[Doubt, ...]:
    """Give measures the names that the clerk confirmed, and ask about those that OCR
    read by columns.

    The name stays as it is printed until then.
    """
    confirmed = answers.of(DoubtKind.NAME)
    broken = [measure for measure in measures if " " in measure.name]
    rows = [row for measure in measures for row in measure.rows] if broken else []
    used = {
        pair
        for row in rows
        for part in (ColumnPart.OWN, ColumnPart.UPPER)
        for pair in pairs_of(row.text(part))
    }
    doubts: list[Doubt] = []
    for measure in broken:
        printed = measure.name
        if printed in confirmed:
            measure.name = confirmed[printed]
            measure.tasks = [
                (replace(task, measure_name=measure.name), row)
                for task, row in measure.tasks
            ]
        elif not answers.settles(DoubtKind.NAME, printed):
            doubts.extend(_name_doubt(measure, uninterleaved(printed, used)))
    return tuple(doubts)


def _name_doubt(measure: Measure, suggestion: str) -> Iterator[Doubt]:
    if not suggestion or not measure.tasks:
        return
    place = measure.first.place(ColumnPart.NAME)
    yield Doubt(
        kind=DoubtKind.NAME,
        printed=measure.name,
        suggestion=suggestion,
        finding=f.NAME_INTERLEAVED.at(place, found=measure.name, expected=suggestion),
        sheet=TASKS.name,
        row_key=measure.tasks[0][0].code,
        column="政策措施",
    )
