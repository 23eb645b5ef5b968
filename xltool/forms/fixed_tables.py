"""Fixed tables: their printed columns, their matrices, their 小计.

A matrix (行来源 矩阵) is a fixed table whose fields stand once for each member of a
list of choices: `金额` by months becomes `1月金额`, `2月金额` … `design_rows.expanded`
does so when a design is read; nothing else knows of matrices.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from xltool.forms.codes import coded_rows
from xltool.forms.design import (
    EXPLANATION,
    NUMERIC,
    Field,
    FieldType,
    Prefill,
    Rule,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xltool.forms.design import FixedRow, SheetDesign

ALL_COLUMNS, COLUMN_BEFORE = "各列", "前列"
"""`[各列.金额]`: a row's cells of all columns; `[前列.金额]`: of the column before."""
WHOLE_ROW = "全部"
"""In 不填: no field of the row is filled in, it is a heading."""
BELOW = "下级"
"""`[下级]` in 小计: the rows that follow and are one level further in."""
_REFERENCE = re.compile(r"[\[［【](?P<inner>[^\[\]［］【】]+)[\]］】]")
_NOT_IN_KEYS = re.compile(r"[\[\].@\s]")
_REPEATED = NUMERIC | {FieldType.DATE, FieldType.CHOICE, FieldType.YEAR_MONTH}
_WIDEST_NAME, _CODE_WIDTH, _UNIT_WIDTH = 40, 7, 9
_INDENT = 2


# ---- the printed columns of a row


def printed_fields(
    fields: Sequence[Field], rows: Sequence[FixedRow]
) -> tuple[Field, ...]:
    """Give the fields that show name, code and 计量单位, as far as the design has none.

    What a field's number counts follows from the row where the field does not say so.
    """
    shown = {one.source for one in fields if one.prefill is Prefill.REGISTRY}
    taken = {one.key for one in fields}
    widest = max((2 * len(row.name) + _INDENT * row.level for row in rows), default=0)
    width = float(min(_WIDEST_NAME, max(12, widest + 3)))
    wanted = [("名称", "项目", width), ("行号", "行号", _CODE_WIDTH)]
    if any(row.measurement_unit for row in rows):
        wanted.append(("计量单位", "计量单位", _UNIT_WIDTH))
    added = []
    for source, label, wide in wanted:
        if source not in shown:
            key = source if source not in taken else f"行的{source}"
            column = Field(
                key=key,
                label=label,
                prefill=Prefill.REGISTRY,
                source=source,
                width=wide,
            )
            added.append(column)
    return tuple(added)


@lru_cache(maxsize=64)
def code_field(design: SheetDesign) -> str:
    """Give the key of the field that prints the codes of a fixed table's rows."""
    return _printing(design, "行号")


@lru_cache(maxsize=64)
def name_field(design: SheetDesign) -> str:
    """Give the key of the field that prints the names of a fixed table's rows."""
    return _printing(design, "名称")


def _printing(design: SheetDesign, source: str) -> str:
    """Give the key of the field that prints a column of the sheet 行; empty if none."""
    for field in design.fields if design.fixed_rows else ():
        if field.prefill is Prefill.REGISTRY and field.source == source:
            return field.key
    return ""


def with_row_units(fields: Sequence[Field]) -> tuple[Field, ...]:
    """Give the fields, numbers without a unit of their own with their row's."""
    units = ""
    for field in fields:
        if field.prefill is Prefill.REGISTRY and field.source == "计量单位":
            units = field.key
            break
    if not units:
        return tuple(fields)
    found = []
    for field in fields:
        is_amount = field.type in {FieldType.NUMBER, FieldType.INTEGER}
        if is_amount and not field.measurement_unit and not field.unit_from:
            found.append(replace(field, unit_from=units))
        else:
            found.append(field)
    return tuple(found)


# ---- matrices


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """The columns of a matrix: its members, and the fields that stand in each."""

    members: tuple[str, ...]
    repeated: tuple[str, ...]

    def key(self, member: str, field: str) -> str:
        """Give the key of a field in the column of a member."""
        return f"{_NOT_IN_KEYS.sub('', member)}{field}"

    def keys(self, field: str) -> list[str]:
        """Give the keys that stand for a field in all columns."""
        return [self.key(member, field) for member in self.members]

    def names(self, text: str) -> bool:
        """Whether an expression names a repeated field of the column it stands in."""
        inner = (match["inner"] for match in _REFERENCE.finditer(text))
        return any(self._own(one)[0] in ("", COLUMN_BEFORE) for one in inner)

    def last_own(self, text: str) -> str:
        """Give the last repeated field of the column itself that is named, if any."""
        split = [self._own(one["inner"]) for one in _REFERENCE.finditer(text)]
        own = [field for relation, field, rows in split if not relation and not rows]
        return own[-1] if own else ""

    def in_column(self, text: str, number: int) -> str:
        """Give an expression as it stands in a column, by its number from 0."""
        return _REFERENCE.sub(lambda match: self._written(match, number), text)

    def _own(self, inner: str) -> tuple[str, str, str]:
        """Split a reference to a repeated field: relation, field, rows.

        The relation of any other is what no reference has.
        """
        name, _, rows = inner.replace("＠", "@").partition("@")
        relation, dot, field = (one.strip() for one in name.partition("."))
        if not dot:
            relation, field = "", relation
        if field not in self.repeated or relation not in _RELATIONS:
            return "?", field, rows
        return relation, field, rows

    def _written(self, match: re.Match[str], number: int) -> str:
        """Write a reference to a repeated field as one of a column, or of all."""
        relation, field, rows = self._own(match["inner"])
        if relation == "?":
            return match[0]
        if relation == ALL_COLUMNS:
            keys = self.keys(field)
        else:
            place = number - (relation == COLUMN_BEFORE)
            keys = [self.key(self.members[max(place, 0)], field)]
        at = f"@{rows}" if rows else ""
        return ",".join(f"[{key}{at}]" for key in keys)


_RELATIONS = ("", ALL_COLUMNS, COLUMN_BEFORE)


def is_repeated(field: Field, said: str) -> bool:
    """Say whether a matrix has a field in every column.

    `said` is what the design's 逐列 says.
    """
    if said:
        return said == "是"
    if field.key == EXPLANATION or field.prefill is Prefill.REGISTRY:
        return False
    return f"{ALL_COLUMNS}." not in field.formula and field.type in _REPEATED


def multiplied(fields: Sequence[Field], matrix: Matrix) -> list[tuple[str, Field]]:
    """Give the fields of a matrix's sheet, each with the key it had in the design.

    Repeated fields that stand together are grouped by column.
    """
    found: list[tuple[str, Field]] = []
    group: list[Field] = []
    for field in fields:
        if field.key in matrix.repeated:
            group.append(field)
        else:
            found += _columns(group, matrix)
            group = []
            plain = replace(field, formula=matrix.in_column(field.formula, 0))
            found.append((field.key, plain))
    return found + list(_columns(group, matrix))


def _columns(group: Sequence[Field], matrix: Matrix) -> Iterator[tuple[str, Field]]:
    """Give the fields of a group for each member, column by column."""
    for number, member in enumerate(matrix.members):
        for field in group:
            yield field.key, _in_column(field, number, member, matrix)


def _in_column(
    repeated_field: Field, number: int, member: str, matrix: Matrix
) -> Field:
    """Give a repeated field as it stands in the column of a member.

    Of a matrix with one repeated field the member is the label; of one with several it
    stands over them.
    """

    def key_of(field: str) -> str:
        return matrix.key(member, field) if field in matrix.repeated else field

    if len(matrix.repeated) == 1:
        heads, label = repeated_field.heads, member
    else:
        heads, label = (*repeated_field.heads, member), repeated_field.label
    return replace(
        repeated_field,
        key=key_of(repeated_field.key),
        label=label,
        heads=heads,
        source=key_of(repeated_field.source),
        formula=matrix.in_column(repeated_field.formula, number),
        weight=key_of(repeated_field.weight),
        parent=key_of(repeated_field.parent),
    )


def multiplied_rule(rule: Rule, matrix: Matrix) -> list[Rule]:
    """Give a rule for every column of which it speaks, else as it is.

    What speaks of the column before is not asked of the first.
    """
    if not matrix.names(rule.condition):
        return [_rule_in_column(rule, 0, matrix)]
    first = 1 if f"{COLUMN_BEFORE}." in rule.condition else 0
    columns = range(first, len(matrix.members))
    return [_rule_in_column(rule, number, matrix) for number in columns]


def _rule_in_column(rule: Rule, number: int, matrix: Matrix) -> Rule:
    """Give a rule as it holds in a column, by its number from 0."""
    field = rule.field or matrix.last_own(rule.condition)
    if field in matrix.repeated:
        field = matrix.key(matrix.members[number], field)
    return replace(
        rule,
        condition=matrix.in_column(rule.condition, number),
        message=matrix.in_column(rule.message, number),
        remedy=matrix.in_column(rule.remedy, number),
        field=field,
    )


def blocked_keys(
    names: Iterable[str], fields: Sequence[Field], matrix: Matrix | None
) -> tuple[tuple[str, ...], list[str]]:
    """Give the keys of the fields that 不填 names, and the names that lead nowhere.

    A field is named by its key, its label, one of its heads or, in a matrix, as the
    design calls it.

    `全部` bars the whole row: a heading between figures.
    """
    inputs = [field for field in fields if field.prefill is not Prefill.REGISTRY]
    keys: list[str] = []
    unknown = []
    for name in names:
        named = [field.key for field in inputs if _is_called(field, name, matrix)]
        keys += named
        if not named:
            unknown.append(name)
    return tuple(dict.fromkeys(keys)), unknown


def _is_called(field: Field, name: str, matrix: Matrix | None) -> bool:
    """Say whether a name of 不填 means a field."""
    if name in {field.key, field.label, *field.heads, WHOLE_ROW}:
        return True
    if matrix is None or name not in matrix.repeated:
        return False
    return field.key in matrix.keys(name)


# ---- 小计


def with_rows_below(rows: Sequence[FixedRow], place: int) -> FixedRow:
    """Give a row with `[下级]` in its 小计 as the codes that are meant."""
    row = rows[place]
    codes = []
    for below in rows[place + 1 :]:
        if below.level <= row.level:
            break
        if below.level == row.level + 1:
            codes.append(below.code)
    if not codes:
        return row
    return replace(row, subtotal=row.subtotal.replace(BELOW, ",".join(codes)))


@lru_cache(maxsize=4096)
def subtotal_expression(subtotal: str, field: str) -> str:
    """Give the expression that computes a field in a row with a 小计.

    A single cell counts 0 where it is blank or says 不适用. What binary arithmetic
    leaves is rounded away (`formula.rounding`).
    >>> subtotal_expression("SUM([01:10])-[12]", "金额")
    'ROUND(SUM([金额@01:10])-N([金额@12]),6)'
    """
    written = _REFERENCE.sub(lambda match: _coded(match["inner"], field), subtotal)
    return f"ROUND({written},6)"


def _coded(inner: str, field: str) -> str:
    """Write a reference of a 小计 for a field; a single cell as a number."""
    codes = codes_in(inner)
    cells = f"[{field}@{codes}]"
    return cells if ":" in codes or "," in codes else f"N({cells})"


def codes_in(inner: str) -> str:
    """Give the codes in brackets as the rule language writes them.

    >>> codes_in("01、 03：05")
    '01,03:05'
    """
    plain = inner.replace("、", ",").replace("，", ",").replace("：", ":")
    return "".join(plain.split())


def parts_of(subtotal: str, printed: Sequence[str]) -> list[str]:
    """Give the codes of the rows of which a 小计 is made, of those `printed`.

    >>> parts_of("SUM([02:04])-[06]", ["01", "02", "03", "04", "05", "06"])
    ['02', '03', '04', '06']
    """
    found: dict[str, None] = {}
    for match in _REFERENCE.finditer(subtotal):
        codes = coded_rows(codes_in(match["inner"]), printed)
        found.update(dict.fromkeys(code for code in printed if code in codes))
    return list(found)


def named_codes(subtotal: str) -> list[str]:
    """Give the codes that a 小计 names.

    >>> named_codes("SUM([02:04])-[06]")
    ['02', '04', '06']
    """
    found: list[str] = []
    for match in _REFERENCE.finditer(subtotal):
        found += codes_in(match["inner"]).replace(":", ",").split(",")
    return found


def in_order(subtotals: dict[str, list[str]]) -> tuple[list[str], list[str]]:
    """Order rows with a 小计 so that each follows those that it is made of.

    The second list holds those that lead back to themselves. `subtotals` are the parts
    of each, by code.

    >>> in_order({"01": ["02", "05"], "02": ["03", "04"]})
    (['02', '01'], [])
    >>> in_order({"01": ["02"], "02": ["01"]})
    ([], ['01', '02'])
    """
    ordered: list[str] = []
    left = dict(subtotals)
    while left:
        ready = [
            code
            for code, parts in left.items()
            if not any(part in left for part in parts)
        ]
        if not ready:
            return ordered, list(left)
        ordered += ready
        left = {code: parts for code, parts in left.items() if code not in ready}
    return ordered, []


@lru_cache(maxsize=256)
def subtotal_order(rows: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """Give the codes of the rows with a 小计 in the order in which they are computed.

    `rows` are code and 小计 of every row as printed.
    """
    printed = [code for code, _ in rows]
    parts = {code: parts_of(said, printed) for code, said in rows if said}
    return tuple(in_order(parts)[0])
