"""待确认: what the import could not decide, what it suggests, and what the clerk
answered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from xltool.decomposition.registry.sheets import ACCEPT, KEEP

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.decomposition.registry.sheets import Cells
    from xltool.findings import Finding


class DoubtKind(StrEnum):
    """What a doubt is about; decides what an answer does."""

    UNIT = "单位名称"
    MEMBERS = "集合单位"
    LEADER = "牵头领导"
    NAME = "措施名称"
    INDICATOR = "指标"
    RESPONSIBLE = "责任单位"
    SHARES = "分解目标"
    UNREAD = "未读出"
    MEASURE = "计量单位"
    REPORTING = "填报方式"
    TIME = "完成情况"
    SORT = "性质"
    RECOGNITION = "识别存疑"
    HIDDEN = "隐藏内容"
    BROKEN = "公式无结果"
    STRANGE = "表中指标"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One question to the clerk.

    A doubt is the same one for ever by its kind and what is printed. `sheet`, `row_key`
    and `column` say which cell of the registry it is about; `finding` says what is
    doubtful and where it stands in the source.
    """

    kind: DoubtKind
    printed: str
    finding: Finding
    suggestion: str = ""
    sheet: str = ""
    row_key: str = ""
    column: str = ""
    options: tuple[str, ...] = ()
    """The readings to choose from, in the words of an answer."""
    tasks: tuple[str, ...] = ()
    """Codes of the tasks that wait for who answers; a doubt about anything else has
    none.
    """
    picture: bytes = b""
    """A PNG of what is doubtful, shown beside the question."""

    @property
    def identity(self) -> tuple[str, str]:
        """What makes two doubts the same."""
        return self.kind.value, self.printed


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the clerk has answered so far.

    Kind and printed text -> the answer, in the clerk's words. `kept` are the doubts
    answered with 保持原样: what was printed is right.
    """

    given: dict[tuple[str, str], str] = field(default_factory=dict)
    kept: frozenset[tuple[str, str]] = frozenset()

    def of(self, kind: DoubtKind) -> dict[str, str]:
        """Give the answers of one kind by what was printed."""
        return {
            printed: text
            for (named, printed), text in self.given.items()
            if named == kind.value
        }

    def settles(self, kind: DoubtKind, printed: str) -> bool:
        """Whether this doubt has been answered in whatever way."""
        return (kind.value, printed) in self.kept or (kind.value, printed) in self.given


def answers_in(rows: Iterable[Cells]) -> Answers:
    """Read the answers out of the rows of 待确认."""
    given: dict[tuple[str, str], str] = {}
    kept: set[tuple[str, str]] = set()
    for cells in rows:
        identity = (cells.get("类别", ""), cells.get("原文", ""))
        answer = cells.get("处理意见", "").strip()
        suggestion = cells.get("建议", "").strip()
        if answer == ACCEPT and suggestion:
            given[identity] = suggestion
        elif answer == KEEP:
            kept.add(identity)
        elif answer and answer != ACCEPT:
            given[identity] = answer
    return Answers(given=given, kept=frozenset(kept))
