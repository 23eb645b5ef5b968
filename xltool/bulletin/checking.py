"""What a check on a bulletin comes to, and how exact a printed number is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum


class Result(StrEnum):
    """What a check came to."""

    AGREES = "agrees"
    WITHIN_ROUNDING = "agrees_within_rounding"
    QUERY = "query"
    """It does not come out, and no single slip explains it: another basis, perhaps."""
    DISAGREES = "disagrees"


RIGHT = frozenset({Result.AGREES, Result.WITHIN_ROUNDING})


class CheckKind(StrEnum):
    """What is checked; each can be switched off in the settings by its name."""

    SUM = "sum"
    SUBSET = "subset"
    SHARE = "share"
    RATE = "rate"
    GROWTH = "growth"
    COMPOSED_GROWTH = "composed_growth"
    WHOLE_NUMBER = "whole_number"
    MEAN = "mean"
    BALANCE = "balance"
    POINTS = "points"
    STRUCTURE = "structure"
    LIST_COUNT = "list_count"
    HEADINGS = "headings"
    PARALLEL = "parallel"
    REPEATED = "repeated"
    RANK = "rank"
    LAST_ISSUE = "last_issue"
    REPEATED_SENTENCE = "repeated_sentence"
    ROLLUP = "rollup"


KIND_NAMES = {
    CheckKind.SUM: "分项合计",
    CheckKind.SUBSET: "其中不大于总数",
    CheckKind.SHARE: "占比",
    CheckKind.RATE: "完成率",
    CheckKind.GROWTH: "增减幅度",
    CheckKind.COMPOSED_GROWTH: "总体增速",
    CheckKind.WHOLE_NUMBER: "整件的数",
    CheckKind.MEAN: "平均数",
    CheckKind.BALANCE: "收支差额",
    CheckKind.POINTS: "百分点",
    CheckKind.STRUCTURE: "结构比",
    CheckKind.LIST_COUNT: "列举项数",
    CheckKind.HEADINGS: "各栏条目",
    CheckKind.PARALLEL: "项目数与金额",
    CheckKind.REPEATED: "各栏数字",
    CheckKind.RANK: "位次",
    CheckKind.LAST_ISSUE: "与上期比较",
    CheckKind.REPEATED_SENTENCE: "与上期重复",
    CheckKind.ROLLUP: "与汇总比较",
}
"""What a person calls each kind, in the table that `proof` shows and in the settings.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check: `expression` as a person writes it, what is printed, what follows.

    `places` say where the numbers stand; `suggested` is the number that was meant,
    where one slip explains what is printed.
    """

    kind: CheckKind
    expression: str
    printed: str
    computed: str
    result: Result
    source_text: str
    places: tuple[str, ...] = ()
    suggested: str = ""

    def as_json(self) -> dict[str, object]:
        """Give the shape that `proof --json` promises."""
        shape: dict[str, object] = {
            "kind": self.kind.value,
            "expression": self.expression,
            "printed": self.printed,
            "computed": self.computed,
            "result": self.result.value,
            "source_text": self.source_text,
            "places": list(self.places),
        }
        if self.suggested:
            shape["suggested"] = self.suggested
        return shape


def compare(printed: Decimal, computed: Decimal, tolerance: Decimal) -> Result:
    """Judge a printed value against a computed one.

    `tolerance` is what the inputs' rounding allows. A value whose further digits were
    cut off (17.77 for 17.777) is within rounding.
    """
    with localcontext(prec=60):
        if computed.quantize(printed, ROUND_HALF_UP) == printed:
            return Result.AGREES
        cut = computed.quantize(printed, ROUND_DOWN) == printed
    near = abs(computed - printed) <= tolerance
    return Result.WITHIN_ROUNDING if cut or near else Result.DISAGREES
