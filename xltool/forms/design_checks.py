"""What must be true between the parts of a design: every name meets its counterpart."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from xltool.findings import (
    DESIGN_BACKUP,
    DESIGN_CHOICES_MISSING,
    DESIGN_CIRCLE,
    DESIGN_FORMULA_WRONG,
    DESIGN_MANY_CELLS,
    DESIGN_MARK_NOT_INPUT,
    DESIGN_NOTHING_TO_FILL,
    DESIGN_PREFILL_IMPOSSIBLE,
    DESIGN_QUERY_UNANSWERABLE,
    DESIGN_REFERENCE_UNKNOWN,
    DESIGN_SHEET_UNKNOWN,
    DESIGN_SOURCE_UNKNOWN,
    DESIGN_TWO_ORIGINS,
    DESIGN_UNIT_FIELD_UNKNOWN,
    Finding,
    Place,
    Severity,
)
from xltool.forms.design import (
    EXPLANATION,
    Field,
    FieldType,
    Prefill,
    RowsFrom,
    Rule,
    SheetDesign,
)
from xltool.forms.messages import message_expression
from xltool.forms.references import ROW_RELATIONS, is_known, is_single
from xltool.forms.registry_columns import INDICATOR_COLUMNS, TASK_COLUMNS
from xltool.forms.row_checks import row_checks
from xltool.formula import FormulaError, parse, references, single_references, to_excel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from xltool.forms.design import FormDesign
    from xltool.forms.design_table import Record

_EARLIER = (Prefill.LAST_PERIOD, Prefill.LAST_YEAR, Prefill.WITHIN)
_REGISTRY_COLUMNS: dict[RowsFrom, Iterable[str]] = {
    RowsFrom.TASKS: TASK_COLUMNS,
    RowsFrom.INDICATORS: INDICATOR_COLUMNS,
}
_PREFILLS = {
    RowsFrom.TASKS: (Prefill.REGISTRY, *_EARLIER),
    RowsFrom.INDICATORS: (Prefill.REGISTRY, Prefill.TARGET, *_EARLIER),
    RowsFrom.SINGLE: _EARLIER,
    RowsFrom.FREE: (),
}
"""What can be filled in beforehand, by where a sheet's rows come from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignRecords:
    """The parts of a design, each with the row that it was read from."""

    sheets: tuple[tuple[Record, SheetDesign], ...]
    fields: tuple[tuple[Record, str, Field], ...]
    choices: Mapping[str, list[tuple[Record, str]]]
    rules: tuple[tuple[Record, Rule], ...]

    def fields_of(self, sheet: str) -> tuple[Field, ...]:
        """Give the fields of a sheet."""
        return tuple(field for _, key, field in self.fields if key == sheet)

    def whole_sheets(self) -> dict[str, SheetDesign]:
        """Give the sheets with their fields, by key."""
        return {
            sheet.key: replace(sheet, fields=self.fields_of(sheet.key))
            for _, sheet in self.sheets
        }


def check_design(parsed: DesignRecords) -> Iterator[Finding]:
    """Find every name that leads nowhere, and every formula that cannot be used."""
    sheets = parsed.whole_sheets()
    for record, sheet in parsed.sheets:
        if not any(field.is_input for field in parsed.fields_of(sheet.key)):
            yield DESIGN_NOTHING_TO_FILL.at(record.place("表标识"), found=sheet.key)
    for record, key, field in parsed.fields:
        if key in sheets:
            yield from _check_field(record, field, sheets[key], sheets)
            yield from _check_choices(record, field, parsed)
        elif key:
            yield DESIGN_SHEET_UNKNOWN.at(
                record.place("所属表"), found=key, hint=_near(key, sheets)
            )
    yield from _circles(parsed)
    for record, rule in parsed.rules:
        if rule.sheet in sheets:
            yield from _check_rule(record, rule, sheets[rule.sheet], sheets)
        elif rule.sheet:
            yield DESIGN_SHEET_UNKNOWN.at(
                record.place("所属表"), found=rule.sheet, hint=_near(rule.sheet, sheets)
            )


_COPY = re.compile(
    r"""副本 | 备份 | 复件 | 拷贝 | 旧
    | (?<![a-z]) (?: copy | backup | bak | old ) (?![a-z])
    | [(（] \d+ [)）]""",
    re.VERBOSE | re.IGNORECASE,
)
"""月报 - 副本.xlsx, monthly_backup.xlsx, monthly (2).xlsx."""


def without_backups(
    forms: Iterable[tuple[str, FormDesign]],
) -> tuple[list[tuple[str, FormDesign]], list[Finding]]:
    """Leave out the designs (file name, design) that are backup copies, and name them.

    Of those with one key the original is the one whose file name does not call it a
    copy; of several, the one with the shortest name.
    """
    by_key: dict[str, list[tuple[str, FormDesign]]] = {}
    for file, form in forms:
        by_key.setdefault(form.key, []).append((file, form))
    kept = []
    findings = []
    for same in by_key.values():
        ranked = sorted(same, key=lambda one: (bool(_COPY.search(one[0])), len(one[0])))
        original, *copies = ranked
        kept.append(original)
        for file, form in copies:
            finding = DESIGN_BACKUP.at(
                Place(sheet=f"{file} 设置"), found=form.key, expected=original[0]
            )
            findings.append(finding)
    return kept, findings


def check_outcomes(
    form: FormDesign, rules: Iterable[tuple[Record, Rule]]
) -> Iterator[Finding]:
    """Find rules that are too long for a cell.

    Their length counts together with their sentences, as the workbook needs them.
    """
    places = {rule.code: record.place("条件") for record, rule in rules}
    for sheet in form.sheets:
        for check in row_checks(sheet, form):
            try:
                to_excel(parse(check.expression), lambda _: "$A$1")
            except FormulaError as error:
                place = places.get(check.rule.code, Place(sheet="字段"))
                yield DESIGN_FORMULA_WRONG.at(place, found=str(error), column="条件")


def marked_field(rule: Rule, sheet: SheetDesign) -> str:
    """Give the field whose cell a broken rule marks.

    The one it names, else the last input in its condition.
    """
    if rule.field:
        return rule.field
    inputs = [field.key for field in sheet.fields if field.is_input]
    named = [
        one.field
        for one in references(parse(rule.condition))
        if not one.sheet and one.field in inputs
    ]
    return named[-1] if named else inputs[0]


def _check_field(
    record: Record, field: Field, sheet: SheetDesign, sheets: Mapping[str, SheetDesign]
) -> Iterator[Finding]:
    if field.formula:
        yield from _check_formula(record, "计算公式", field.formula, sheet, sheets)
        if field.prefill is not Prefill.NONE:
            yield DESIGN_TWO_ORIGINS.at(record.place("计算公式"))
    if field.unit_from and field.unit_from not in _keys(sheet):
        yield DESIGN_UNIT_FIELD_UNKNOWN.at(
            record.place("计量单位"), found=f"[{field.unit_from}]"
        )
    if field.prefill is Prefill.NONE:
        return
    if field.prefill not in _PREFILLS[sheet.rows_from]:
        yield DESIGN_PREFILL_IMPOSSIBLE.at(
            record.place("预填"),
            found=sheet.rows_from.value,
            expected=field.prefill.value,
        )
        return
    possible = _sources(field, sheet)
    if possible and field.source not in possible:
        near = _near(field.source, possible)
        yield DESIGN_SOURCE_UNKNOWN.at(
            record.place("预填来源"),
            found=field.source,
            expected="、".join(possible),
            hint=near,
        )


def _sources(field: Field, sheet: SheetDesign) -> tuple[str, ...]:
    """Give what a prefilled field may take its value from.

    Nothing where it needs no source.
    """
    if field.prefill is Prefill.REGISTRY:
        return tuple(_REGISTRY_COLUMNS[sheet.rows_from])
    if field.prefill in _EARLIER:
        return tuple(one.key for one in sheet.fields if one.is_input)
    return ()


def _check_choices(
    record: Record, field: Field, parsed: DesignRecords
) -> Iterator[Finding]:
    wanted = field.type is FieldType.CHOICE and field.is_input
    if (wanted or field.choices) and field.choices not in parsed.choices:
        near = _near(field.choices, parsed.choices)
        yield DESIGN_CHOICES_MISSING.at(
            record.place("选项名"), found=field.choices, hint=near
        )


def _check_rule(
    record: Record, rule: Rule, sheet: SheetDesign, sheets: Mapping[str, SheetDesign]
) -> Iterator[Finding]:
    if rule.condition:
        yield from _check_formula(record, "条件", rule.condition, sheet, sheets)
    for column, text in (("问题", rule.message), ("办法", rule.remedy)):
        yield from _check_formula(
            record, column, message_expression(text), sheet, sheets
        )
    if rule.severity is Severity.QUERY and EXPLANATION not in _keys(sheet):
        yield DESIGN_QUERY_UNANSWERABLE.at(record.place("级别"), found=sheet.key)
    inputs = [field.key for field in sheet.fields if field.is_input]
    if rule.field and rule.field not in inputs:
        yield DESIGN_MARK_NOT_INPUT.at(
            record.place("标记字段"), found=rule.field, hint=_near(rule.field, inputs)
        )


def _check_formula(
    record: Record,
    column: str,
    text: str,
    sheet: SheetDesign,
    sheets: Mapping[str, SheetDesign],
) -> Iterator[Finding]:
    try:
        expression = parse(text)
    except FormulaError as error:
        yield DESIGN_FORMULA_WRONG.at(
            record.place(column), found=str(error), column=column
        )
        return
    one_value = single_references(expression)
    for reference in references(expression):
        if not is_known(reference, sheet, sheets):
            near = _near(reference.field, _keys(sheets.get(reference.sheet, sheet)))
            yield DESIGN_REFERENCE_UNKNOWN.at(
                record.place(column), found=str(reference), column=column, hint=near
            )
        elif reference in one_value and not is_single(reference, sheet, sheets):
            yield DESIGN_MANY_CELLS.at(
                record.place(column), found=str(reference), column=column
            )


def _circles(parsed: DesignRecords) -> Iterator[Finding]:
    """Find computed fields that lead back to themselves."""
    needs = {
        f"{sheet}.{field.key}": _needs(field, sheet)
        for _, sheet, field in parsed.fields
        if field.formula
    }
    for record, sheet, field in parsed.fields:
        path = _way_back(f"{sheet}.{field.key}", needs)
        if path:
            yield DESIGN_CIRCLE.at(record.place("计算公式"), found=" → ".join(path))


def _needs(field: Field, sheet: str) -> list[str]:
    """Give the fields that a formula reads, in whichever rows."""
    try:
        named = references(parse(field.formula))
    except FormulaError:
        return []
    return [
        f"{sheet if one.sheet in ('', *ROW_RELATIONS) else one.sheet}.{one.field}"
        for one in named
    ]


def _way_back(start: str, needs: Mapping[str, list[str]]) -> list[str]:
    """Give a path from a field back to itself; empty if there is none."""
    waiting = [[start]]
    seen: set[str] = set()
    while waiting:
        path = waiting.pop()
        for key in needs.get(path[-1], []):
            if key == start:
                return [*path, start]
            if key not in seen:
                seen.add(key)
                waiting.append([*path, key])
    return []


def _keys(sheet: SheetDesign) -> list[str]:
    return [field.key for field in sheet.fields]


def _near(text: str, known: Iterable[str]) -> str:
    near = get_close_matches(text, list(known), n=1, cutoff=0.4)
    return f"（是不是“{near[0]}”？）" if near else ""
