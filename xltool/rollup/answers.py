"""The figures of one period, found by unit and row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xltool.model.value import MISSING, State, Value

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from xltool.model.submission import Figure

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

Row = dict[str, "Figure"]
"""Field key -> figure."""


@dataclass(frozen=True, slots=True)
class AnswersByUnit:
    """One period's answers.

    `keyed` holds the rows of tasks and indicators by (unit, row key); `free` those of
    free sheets by (sheet key, unit), in the order in which they were reported; `single`
    each unit's one row. `others` are units that answered in tables only.
    """

    keyed: dict[tuple[str, str], Row] = field(default_factory=dict)
    free: dict[tuple[str, str], dict[str, Row]] = field(default_factory=dict)
    single: dict[str, Row] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)

    def row(self, unit: str, key: str) -> Row:
        """Give what a unit answered on a task or indicator; empty if nothing."""
        return self.keyed.get((unit, key), {})

    def value(self, unit: str, key: str, name: str) -> Value:
        """Give one answer; MISSING where there is none."""
        return value_of(self.row(unit, key), name)

    @property
    def units(self) -> frozenset[str]:
        """The units of which anything was accepted."""
        return frozenset(
            {unit for unit, _ in self.keyed}
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
    for figure in figures:
        if figure.value.state is State.MISSING:
            continue
        if figure.sheet in tables:
            answers.others.add(figure.unit)
            continue
        if figure.row.startswith("+"):
            row = answers.free.setdefault((figure.sheet, figure.unit), {}).setdefault(
                figure.row, {}
            )
        elif figure.row == SINGLE_ROW:
            row = answers.single.setdefault(figure.unit, {})
        else:
            row = answers.keyed.setdefault((figure.unit, figure.row), {})
        row[figure.field] = figure
    return answers


def value_of(row: Row, name: str) -> Value:
    """Give the value of one field of a row; MISSING where there is none."""
    figure = row.get(name)
    return MISSING if figure is None else figure.value
