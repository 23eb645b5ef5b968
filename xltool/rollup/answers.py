"""The figures of one period, found by unit and row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xltool.model.figures import FigureRow, PickedRow, figure_table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from xltool.model.submission import Figure
    from xltool.model.value import Value

CUMULATIVE = "累计完成"
GROWTH = "同比增长"
QUALITATIVE = "定性进展"
EXPLANATION = "说明"
LAST_YEAR = "上年同期"
TASK_STATUS = "进展状态"
TASK_PROGRESS = "本期进展"
TASK_NEXT = "下步措施"
COMPARED = (CUMULATIVE, QUALITATIVE)
"""The fields that count of another period: what the present one is compared with."""
SINGLE_ROW = "1"

Row = FigureRow | PickedRow
"""What a unit answered in a row: field key -> figure."""
NO_ROW = PickedRow({})


@dataclass(frozen=True, slots=True)
class AnswersByUnit:
    """One period's answers.

    `keyed` holds the rows of tasks and indicators by unit and row key; `free` those of
    free sheets by (sheet key, unit), in the order in which they were reported; `single`
    each unit's one row. `others` are units that answered in tables only.
    """

    keyed: dict[str, dict[str, Row]] = field(default_factory=dict)
    free: dict[tuple[str, str], dict[str, Row]] = field(default_factory=dict)
    single: dict[str, Row] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)

    def row(self, unit: str, key: str) -> Row:
        """Give what a unit answered on a task or indicator; empty if nothing."""
        return self.keyed.get(unit, {}).get(key, NO_ROW)

    def value(self, unit: str, key: str, name: str) -> Value:
        """Give one answer; MISSING where there is none."""
        return self.row(unit, key).value(name)

    @property
    def units(self) -> frozenset[str]:
        """The units of which anything was accepted."""
        return frozenset(
            set(self.keyed)
            | {unit for _, unit in self.free}
            | set(self.single)
            | self.others
        )


def find_answers(
    figures: Iterable[Figure], tables: Collection[str] = ()
) -> AnswersByUnit:
    """Sort the figures of a period by the kind of row they stand in.

    `tables` are the keys of sheets whose rows are the design's own: `rollup.tables` has
    them, and a code of theirs may be that of a task, too.
    """
    answers = AnswersByUnit()
    for row in figure_table(figures).rows:
        if not row:
            continue
        if row.sheet in tables:
            answers.others.add(row.unit)
        elif row.key.startswith("+"):
            _put(answers.free.setdefault((row.sheet, row.unit), {}), row.key, row)
        elif row.key == SINGLE_ROW:
            _put(answers.single, row.unit, row)
        else:
            _put(answers.keyed.setdefault(row.unit, {}), row.key, row)
    return answers


def _put(rows: dict[str, Row], key: str, row: FigureRow) -> None:
    """Add a row; one key on several sheets has the answers of all."""
    known = rows.get(key)
    if known is None:
        rows[key] = row
    elif isinstance(known, FigureRow):
        rows[key] = PickedRow(dict.fromkeys(known, known)).with_row(row)
    else:
        rows[key] = known.with_row(row)


def value_of(row: Row, name: str) -> Value:
    """Give the value of one field of a row; MISSING where there is none."""
    return row.value(name)
