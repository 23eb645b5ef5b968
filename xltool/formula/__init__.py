"""The rule language.

Excel's own formulas over `[字段]`, to be read once and to judge in two places. `parse`
reads a rule; `to_excel` writes it into a cell of the issued workbook; `evaluate` judges
with it what comes back. `docs/rules.md` is the language's description for clerks.
"""

from __future__ import annotations

from xltool.formula.evaluate import Calculation, Lookup, calculation, evaluate
from xltool.formula.kinds import kind, single_references
from xltool.formula.parser import parse
from xltool.formula.syntax import (
    ALL_UNITS,
    CONSTANTS,
    LAST_PERIOD,
    LAST_YEAR,
    OTHER_FORM,
    PARENT,
    PARTS,
    SUBSETS,
    Expression,
    FormulaError,
    Reference,
    references,
)
from xltool.formula.to_excel import Locate, beyond_limits, literal, to_excel, to_text
from xltool.formula.values import (
    DAY_ZERO,
    ExcelError,
    ExcelValue,
    Operand,
    Range,
    in_cell,
)

__all__ = [
    "ALL_UNITS",
    "CONSTANTS",
    "DAY_ZERO",
    "LAST_PERIOD",
    "LAST_YEAR",
    "OTHER_FORM",
    "PARENT",
    "PARTS",
    "SUBSETS",
    "Calculation",
    "ExcelError",
    "ExcelValue",
    "Expression",
    "FormulaError",
    "Locate",
    "Lookup",
    "Operand",
    "Range",
    "Reference",
    "beyond_limits",
    "calculation",
    "evaluate",
    "in_cell",
    "kind",
    "literal",
    "parse",
    "references",
    "single_references",
    "to_excel",
    "to_text",
]
