"""Printed rows become measures, and their numbered items tasks with codes."""

from __future__ import annotations

import re
from collections import Counter
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
    r"""^[（(第]?\s*
    (?P<number>\d+(?:[.\-]\d+)*          # 5, 5.2, 5-2
    |[一二三四五六七八九十百]+)           # （五）, 第十二条
    \s*[）)、.．条项]*$""",
    re.VERBOSE,
)
_NOTHING = re.compile(r"^[\s\-—/／无]*$")


@dataclass(slots=True, kw_only=True)
class Measure:
    """政策措施: the printed rows of one number, and its tasks.

    Attributes:
        seq: its number in digits (5, 5.2).
        name: as it is printed; blank for a table without such a column.
        prefix: what its tasks' codes begin with (`T05`); a second measure of the same
            number has `T05B`.
        rows: the printed rows.
        tasks: its tasks, each with the row that it stands in.
    """

    seq: str
    name: str
    prefix: str
    rows: list[PrintedRow]
    tasks: list[tuple[Task, PrintedRow]] = field(default_factory=list)

    @property
    def first(self) -> PrintedRow:
        """The row that carries the number and the name.

        The rows below it carry the measure on.
        """
        return self.rows[0]


@dataclass(slots=True)
class _Numbering:
    """The numbers that a table's measures have so far.

    `last` is the last one that was printed; `used` says how often each prefix was.
    """

    last: int | None = None
    used: Counter[str] = field(default_factory=Counter)

    def next_seq(self, printed: str, measures: int) -> str:
        """Give a measure's number, counted on where none is printed."""
        if printed:
            return printed
        before = measures if self.last is None else self.last
        return str(before + 1)

    def prefix(self, seq: str) -> str:
        """Give what the codes of a measure's tasks begin with, never the same twice."""
        prefix = _prefix(seq)
        self.used[prefix] += 1
        if self.used[prefix] == 1:
            return prefix
        return prefix + letters(self.used[prefix])


def measures_of(
    rows: Sequence[PrintedRow],
) -> tuple[tuple[Measure, ...], tuple[Finding, ...]]:
    """Give the measures of a table, and what is odd in the numbering.

    They have their tasks, without units and leaders yet.

        3 |  城市更新 | 新建停车场7处。    T03
          |           | 改造街巷12条。    T03 too: the number is merged down
        3 |  乡村建设 | …                T03B, and 序号重复
    """
    measures: list[Measure] = []
    findings: list[Finding] = []
    numbering = _Numbering()
    for row in rows:
        if row.continued and measures:
            measures[-1].rows.append(row)
            continue
        seq = numbering.next_seq(_seq(row.text(ColumnPart.SEQ)), len(measures))
        number = int(seq) if seq.isdigit() else None
        findings.extend(_gap(row, numbering.last, number))
        if number is not None:
            numbering.last = number
        measure = Measure(
            seq=seq,
            name=_one_line(row.text(ColumnPart.NAME)),
            prefix=numbering.prefix(seq),
            rows=[row],
        )
        measures.append(measure)
    for measure in measures:
        measure.tasks = list(_tasks(measure))
    return tuple(measures), tuple(findings)


def _seq(text: str) -> str:
    """Give a printed number in digits; what is no number is no 序号.

    >>> _seq("5"), _seq("（五）"), _seq("5.0"), _seq("05.2"), _seq("备注")
    ('5', '5', '5', '5.2', '')
    """
    match = _SEQ.match(half_width(squeeze(text)))
    if match is None:
        return ""
    printed = match["number"]
    if not printed[0].isdigit():
        value = parse_numeral(printed)
        if value is not None:
            return str(int(value))
    return re.sub(r"^0+(?=\d)|\.0$", "", printed)


def _gap(row: PrintedRow, last: int | None, number: int | None) -> Iterator[Finding]:
    """Report a number that is missing, skipped or given twice after `last`.

    A table without a column of numbers has none to miss.

    From 3 to 6 the numbers 4–5 are missing.
    """
    if ColumnPart.SEQ not in row.columns:
        return
    place = row.place(ColumnPart.SEQ)
    if number is None or not row.text(ColumnPart.SEQ):
        text = row.text(ColumnPart.NAME) or row.text(ColumnPart.OWN)
        yield f.SEQ_MISSING.at(place, found=shorten(text))
    elif last is None:
        return
    elif number > last + 1:
        missing = f"{last + 1}"
        if number > last + 2:
            missing = f"{last + 1}–{number - 1}"
        yield f.SEQ_GAP.at(place, found=number, expected=last + 1, missing=missing)
    elif number == last:
        yield f.SEQ_TWICE.at(place, found=number)


def _prefix(seq: str) -> str:
    """Give what a measure's codes begin with.

    >>> _prefix("5"), _prefix("5.2"), _prefix("附")
    ('T05', 'T05.2', 'T附')
    """
    head, dot, rest = seq.partition(".")
    return f"T{head.zfill(2)}{dot}{rest}" if head.isdigit() else f"T{seq}"


def _one_line(text: str) -> str:
    """Give a text with every blank and line break as one blank."""
    return " ".join(text.split())


def _tasks(measure: Measure) -> Iterator[tuple[Task, PrintedRow]]:
    """Give the tasks of a measure with their rows, each with an item number of its own.

    A number that is taken is counted on; one task alone needs none.

        1. 新建停车场7处    1
        改造街巷12条        a cell without numbers below it: 1 is taken, so 2
    """
    taken: set[int] = set()
    is_long = len(measure.rows) > 1
    for row in measure.rows:
        for number, text in _items(measure, row):
            item = number
            if item is None and (is_long or taken):
                item = 1
            if item is not None:
                while item in taken:
                    item += 1
                taken.add(item)
            yield _task(measure, row, item, text), row


def _items(measure: Measure, row: PrintedRow) -> Iterator[tuple[int | None, str]]:
    """Give the numbers and texts of the tasks of a row.

    Its numbered items, or the one figure in a column of its own. A cell that says
    nothing (—, 无) leaves the measure's name as the task.

    A figure in a column of its own is worded as its name with the figure.
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
        if item.number is None:
            text = _with_subject(text, measure)
        if text:
            yield item.number, text


def _with_subject(text: str, measure: Measure) -> str:
    """Put the measure's name before a text that does not say what grows (增长8%)."""
    if not text or not lacks_subject(text):
        return text
    name, _ = without_measure(squeeze(measure.name))
    return name + text


def _task(measure: Measure, row: PrintedRow, item: int | None, text: str) -> Task:
    """Give a task of a measure; one without a number is named as the measure is."""
    name = _name(text)
    if item is None and measure.name:
        name = squeeze(measure.name)
    return Task(
        code=f"{measure.prefix}-{item or 0:02d}",
        measure_seq=measure.seq,
        measure_name=measure.name,
        item_no=item,
        name=name,
        text=text,
        upper_text=without_tags(row.text(ColumnPart.UPPER)).strip(),
        campaign=_one_line(row.text(ColumnPart.CAMPAIGN)),
        deadline=_one_line(row.text(ColumnPart.DEADLINE)),
        note=_note(row),
        responsible=names_in(row.text(ColumnPart.RESPONSIBLE)),
    )


def _name(text: str) -> str:
    """Give a task's short name: its first clause that says something.

    >>> _name("全年，新建停车场7处；改造3处。")
    '全年，新建停车场7处'
    """
    flat = _one_line(text)
    for match in _CLAUSE.finditer(flat):
        if match.start() >= _SHORTEST_NAME:
            return shorten(flat[: match.start()], _LONGEST_NAME)
    return shorten(flat.rstrip("。；;"), _LONGEST_NAME)


def _note(row: PrintedRow) -> str:
    """Keep what has no column of its own.

    Remarks, the responsible section, stages, and columns nobody understands.

    Each with its heading, so that nothing the table prints is lost.
    """
    notes = [row.text(ColumnPart.NOTE)]
    office = row.text(ColumnPart.OFFICE)
    if office:
        notes.append(f"责任股室：{_one_line(office)}")
    for cell in row.cells:
        if cell.part is ColumnPart.STAGE:
            notes.append(f"{squeeze(cell.heading)}：{_one_line(cell.text)}")
    for name, text in row.unmapped.items():
        notes.append(f"{name}：{_one_line(text)}")
    return "；".join(filter(None, notes))


def named(measures: Sequence[Measure], answers: Answers) -> tuple[Doubt, ...]:
    """Give measures the names that the clerk confirmed, and ask about the others.

    OCR reads names in narrow cells by columns, with blanks between; such a name stays
    as it is printed until then.

    Every two characters that stand together elsewhere in the table tell how the columns
    of a name are to be read.
    """
    confirmed = answers.of(DoubtKind.NAME)
    broken = [measure for measure in measures if " " in measure.name]
    if not broken:
        return ()
    used = _pairs_used(measures)
    doubts: list[Doubt] = []
    for measure in broken:
        printed = measure.name
        if printed in confirmed:
            _rename(measure, confirmed[printed])
        elif not answers.settles(DoubtKind.NAME, printed):
            doubts.extend(_name_doubt(measure, uninterleaved(printed, used)))
    return tuple(doubts)


def _pairs_used(measures: Sequence[Measure]) -> set[str]:
    """Give every two characters that follow each other in the texts of the table."""
    used: set[str] = set()
    for measure in measures:
        for row in measure.rows:
            used.update(pairs_of(row.text(ColumnPart.OWN)))
            used.update(pairs_of(row.text(ColumnPart.UPPER)))
    return used


def _rename(measure: Measure, name: str) -> None:
    """Give a measure and its tasks another name."""
    measure.name = name
    renamed: list[tuple[Task, PrintedRow]] = []
    for task, row in measure.tasks:
        renamed.append((replace(task, measure_name=name), row))
    measure.tasks = renamed


def _name_doubt(measure: Measure, suggestion: str) -> Iterator[Doubt]:
    """Ask whether a name reads as suggested; nothing where none is."""
    if not suggestion or not measure.tasks:
        return
    place = measure.first.place(ColumnPart.NAME)
    task, _ = measure.tasks[0]
    yield Doubt(
        kind=DoubtKind.NAME,
        printed=measure.name,
        suggestion=suggestion,
        finding=f.NAME_INTERLEAVED.at(place, found=measure.name, expected=suggestion),
        sheet=TASKS.name,
        row_key=task.code,
        column="政策措施",
    )
