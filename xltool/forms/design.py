"""报表设计: what a form asks for, as written in `workbook_templates/*.xlsx`.

A design workbook has the sheets 设置, 表, 行, 字段, 选项 and 规则 (`docs/forms.md`
shows each). This file says what they mean; `xltool.excel.designs` reads them,
`design_parsing.parse_design` turns their rows into a `FormDesign` with a finding for
every mistake.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from xltool.forms.deadlines import USUAL_DAYS
from xltool.forms.explanations import EMPTY

if TYPE_CHECKING:
    from xltool.findings import Severity
    from xltool.forms.own_places import OwnPlaces
    from xltool.model.period import Cycle

EXPLANATION = "说明"
"""The key of the field in which a unit answers a query (须核实) about its row."""


class RowsFrom(StrEnum):
    """Where the rows of a sheet come from."""

    TASKS = "任务"
    INDICATORS = "指标"
    FREE = "自由"
    """Empty rows that the unit fills; they may grow."""
    SINGLE = "单行"
    """One row: who is in charge, who filled it in."""
    FIXED = "固定"
    """The rows of the design's sheet 行, in its order. A 矩阵 is one, too, once its
    fields stand for each of its columns (`forms.fixed_tables`).
    """


class FieldType(StrEnum):
    """What may be entered in a field."""

    NUMBER = "数字"
    INTEGER = "整数"
    PERCENT = "百分比"
    """Entered as 12.5 for 12.5 %: the cell holds per cent, not a share."""
    TEXT = "文本"
    DATE = "日期"
    CHOICE = "选项"
    PHONE = "电话"
    YEAR_MONTH = "年月"
    """Read and kept as a text: 2025-07."""
    ID_NUMBER = "身份证号"
    """Of a citizen: 18 characters, the last checks the others (GB 11643)."""
    CREDIT_CODE = "统一社会信用代码"
    """Of an organisation: 18 characters, the last checks the others (GB 32100)."""
    ATTACHMENT = "附件"
    """The name of a file that must come with the workbook."""


NUMERIC = frozenset({FieldType.NUMBER, FieldType.INTEGER, FieldType.PERCENT})
"""The types that are numbers."""


class Merge(StrEnum):
    """How the roll-up merges what the units report in a field."""

    UNSAID = ""
    SUM = "合计"
    WEIGHTED = "加权平均"
    MAXIMUM = "最大"
    MINIMUM = "最小"
    SIDE_BY_SIDE = "并列"
    """A column for each unit."""
    LIST = "清单"
    """The rows of all units one under the other."""
    NONE = "不汇总"


class Prefill(StrEnum):
    """What the office fills in before it issues the workbook.

    A prefilled field is locked.
    """

    NONE = ""
    REGISTRY = "台账"
    """The registry's own column of the same key: 任务内容, 牵头单位, 指标名称, 计量单位
    …; in a fixed table the sheet 行's: 行号, 名称, 计量单位.
    """
    TARGET = "目标"
    LAST_PERIOD = "上期"
    LAST_YEAR = "上年同期"
    UNIT = "单位"
    """The name of the unit that reports."""
    PERIOD = "报告期"
    """What the period is called: 2025年7月."""
    WITHIN = "期内"
    """The last month of a quarter, the last ten-day brief of a month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """字段: one column of a sheet.

    `key` is the name that rules use, `label` what is printed above the column. `source`
    is the key of the field whose earlier value is prefilled (LAST_PERIOD, LAST_YEAR) or
    the registry's column. `formula` computes a locked field from others; such a field
    is never read back, but computed again. `unit_from` says that the row's own 计量单位
    applies; else `measurement_unit` does. `width` is in characters of the sheet's font
    (a Chinese character counts two).
    """

    key: str
    label: str
    type: FieldType = FieldType.TEXT
    measurement_unit: str = ""
    unit_from: str = ""
    required: bool = False
    prefill: Prefill = Prefill.NONE
    source: str = ""
    formula: str = ""
    choices: str = ""
    width: float = 12
    help: str = ""
    carries: bool = False
    """Whether what was last accepted comes back, for the unit to change."""
    ends: tuple[str, ...] = ()
    """What ends a row of a free sheet: one that holds none of these comes back."""
    heads: tuple[str, ...] = ()
    """The headers above the label, the outermost first."""
    merge: Merge = Merge.UNSAID
    weight: str = ""
    """The key of the field that weighs a WEIGHTED mean."""
    parent: str = ""
    """The key of the choice field that says which choices this one has."""

    @property
    def title(self) -> str:
        """What messages call it: its label under its heads, `本月·金额`."""
        return "·".join((*self.heads, self.label))

    @property
    def is_input(self) -> bool:
        """Whether the unit fills it in."""
        return self.prefill is Prefill.NONE and not self.formula

    @property
    def is_summed(self) -> bool:
        """Whether the 小计 of a fixed table's row computes it: an amount is, a rate or
        a weighted mean is not.
        """
        return (
            self.is_input
            and self.type in (FieldType.NUMBER, FieldType.INTEGER)
            and self.merge not in _NEVER_SUMMED
        )


_NEVER_SUMMED = (Merge.WEIGHTED, Merge.MAXIMUM, Merge.MINIMUM)


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedRow:
    """行: one row of a fixed table.

    `level` is how far its name is indented. `subtotal` is an expression of the rule
    language over the table's codes (`SUM([01:10])`, `[01]-[03]`): it computes every
    field that `is_summed`. `blocked` are the keys of the fields that are
    empty there.
    """

    code: str
    name: str
    level: int = 0
    measurement_unit: str = ""
    subtotal: str = ""
    blocked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """规则: a condition that must hold in every row of a sheet, in the rule language.

    `code` is what findings carry (R01…); `message` and `remedy` may name fields as
    `[字段]`, which is replaced by the row's value.
    """

    code: str
    sheet: str
    condition: str
    severity: Severity
    message: str
    remedy: str = ""
    field: str = ""
    """The field whose cell is marked; by default the last input field that the
    condition names.
    """
    row: str = ""
    """The code of the one row of a fixed table in which the rule is checked; empty: in
    every row in which the unit fills in `field`.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetDesign:
    """表: one sheet of the issued workbook.

    `rows` says how many empty rows a FREE sheet starts with.
    """

    key: str
    title: str
    rows_from: RowsFrom
    fields: tuple[Field, ...] = field(hash=False)
    rows: int = 0
    required: bool = False
    """A FREE sheet that may not stay empty: it wants entries, or 零报告 in its first
    row.
    """
    hint: str = ""
    fixed_rows: tuple[FixedRow, ...] = field(default=(), hash=False)
    places: OwnPlaces | None = field(default=None, hash=False)
    """Where fields and rows stand in the office's own workbook, if it has one."""

    def field(self, key: str) -> Field:
        """Give the field of this key; KeyError if there is none."""
        for form_field in self.fields:
            if form_field.key == key:
                return form_field
        raise KeyError(key)

    @property
    def carries_rows(self) -> bool:
        """Whether rows of a free sheet come back until they have ended."""
        free = self.rows_from is RowsFrom.FREE
        return free and any(one.ends for one in self.fields)

    @property
    def head_levels(self) -> int:
        """How many rows of headers stand above the labels."""
        return max((len(one.heads) for one in self.fields), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDesign:
    """报表: the whole design.

    `deadline_days` is how many working days after the period's end it is due.
    """

    key: str
    name: str
    cycle: Cycle
    version: str
    sheets: tuple[SheetDesign, ...] = field(hash=False)
    choices: dict[str, tuple[str, ...]] = field(hash=False)
    rules: tuple[Rule, ...] = field(default=(), hash=False)
    instructions: tuple[str, ...] = field(default=(), hash=False)
    deadline_days: int = USUAL_DAYS
    closing_days: int | None = None
    """Working days after the period's end on which it closes by itself; None: never."""
    needs_seal: bool = False
    """Whether a scan with the seal must come beside the workbook (盖章件)."""
    empty_answers: tuple[str, ...] = field(default=EMPTY, hash=False)
    """What answers no query as 说明."""
    own_layout: str = ""
    """版式: the name of the office's own workbook, beside the design."""
    layout_sha256: str = ""
    """The hash of that workbook: a design with another one is another design."""
    occasion: str = ""
    """Of a form that is asked for once, its period: `2025-08-20-防汛物资普查`."""
    units: tuple[str, ...] = field(default=(), hash=False)
    """单位: who owes the form, by name, 类别 or 全部; empty: who has rows in it."""
    synonyms: dict[str, dict[str, str]] = field(
        default_factory=dict, hash=False, metadata={"left out when empty": True}
    )
    """Of each list of choices, what is read for one of them: 正在推进 for 推进中."""
    dependents: dict[str, dict[str, tuple[str, ...]]] = field(
        default_factory=dict, hash=False, metadata={"left out when empty": True}
    )
    """Of each list whose choices depend on another field's, these by that choice."""

    def sheet(self, key: str) -> SheetDesign:
        """Give the sheet of this key; KeyError if there is none."""
        for sheet in self.sheets:
            if sheet.key == key:
                return sheet
        raise KeyError(key)

    def rules_of(self, sheet_key: str) -> tuple[Rule, ...]:
        """Give the rules of one sheet in their order."""
        return tuple(rule for rule in self.rules if rule.sheet == sheet_key)


@lru_cache(maxsize=16)
def shared(form: FormDesign) -> FormDesign:
    """Give the first of all equal designs.

    What is worked out for a design is then found by identity, at once.
    """
    return form
