"""What must be true between the parts of a design: every name meets its counterpart."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING

from xltool.findings import (
    DESIGN_BACKUP,
    DESIGN_CHOICES_MISSING,
    DESIGN_CIRCLE,
    DESIGN_DEPENDENT_ALONE,
    DESIGN_FORMULA_WRONG,
    DESIGN_MANY_CELLS,
    DESIGN_MARK_NOT_INPUT,
    DESIGN_MERGE_IMPOSSIBLE,
    DESIGN_NOTHING_TO_FILL,
    DESIGN_PARENT_CHOICE_UNKNOWN,
    DESIGN_PARENT_UNKNOWN,
    DESIGN_PREFILL_IMPOSSIBLE,
    DESIGN_QUERY_UNANSWERABLE,
    DESIGN_REFERENCE_UNKNOWN,
    DESIGN_ROW_UNKNOWN,
    DESIGN_SHEET_UNKNOWN,
    DESIGN_SOURCE_UNKNOWN,
    DESIGN_TWO_ORIGINS,
    DESIGN_UNIT_FIELD_UNKNOWN,
    DESIGN_WEIGHT_UNKNOWN,
    Finding,
    Place,
    Severity,
)
from xltool.forms.codes import known_code
from xltool.forms.design import (
    EXPLANATION,
    NUMERIC,
    Field,
    FieldType,
    Merge,
    Prefill,
    RowsFrom,
    Rule,
    SheetDesign,
)
from xltool.forms.known import names_codes_only
from xltool.forms.messages import message_expression
from xltool.forms.references import (
    ROW_RELATIONS,
    is_known,
    is_single,
    unknown_codes,
)
from xltool.forms.registry_columns import (
    FIXED_COLUMNS,
    INDICATOR_COLUMNS,
    TASK_COLUMNS,
)
from xltool.forms.row_checks import row_checks
from xltool.formula import FormulaError, parse, references, single_references, to_excel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from xltool.forms.design import FormDesign
    from xltool.forms.design_table import Record
    from xltool.formula import Reference

_EARLIER = (Prefill.LAST_PERIOD, Prefill.LAST_YEAR, Prefill.WITHIN)
_IDENTITY = (Prefill.UNIT, Prefill.PERIOD)
_REGISTRY_COLUMNS: dict[RowsFrom, Iterable[str]] = {
    RowsFrom.TASKS: TASK_COLUMNS,
    RowsFrom.INDICATORS: INDICATOR_COLUMNS,
    RowsFrom.FIXED: FIXED_COLUMNS,
}
_PREFILLS = {
    RowsFrom.TASKS: (Prefill.REGISTRY, *_EARLIER),
    RowsFrom.INDICATORS: (Prefill.REGISTRY, Prefill.TARGET, *_EARLIER),
    RowsFrom.SINGLE: (*_EARLIER, *_IDENTITY),
    RowsFrom.FREE: (),
    RowsFrom.FIXED: (Prefill.REGISTRY, *_EARLIER),
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
        if not any(map(_is_for_the_unit, parsed.fields_of(sheet.key))):
            yield DESIGN_NOTHING_TO_FILL.at(record.place("表标识"), found=sheet.key)
    for record, key, field in parsed.fields:
        if key in sheets:
            yield from _check_field(record, field, sheets[key], sheets)
            yield from _check_choices(record, field, parsed)
            yield from _check_dependence(record, field, sheets[key], parsed)
            yield from _check_merge(record, field, sheets[key])
        elif key:
            yield _unknown_sheet(record, key, sheets)
    yield from _circles(parsed)
    for record, rule in parsed.rules:
        if rule.sheet in sheets:
            yield from _check_rule(record, rule, sheets[rule.sheet], sheets)
        elif rule.sheet:
            yield _unknown_sheet(record, rule.sheet, sheets)


def _is_for_the_unit(field: Field) -> bool:
    """Say whether a unit fills a field in, or finds its name or the period there."""
    return field.is_input or field.prefill in _IDENTITY


def _unknown_sheet(record: Record, key: str, sheets: Iterable[str]) -> Finding:
    """Say that 所属表 names a sheet that there is not."""
    hint = near(key, sheets)
    return DESIGN_SHEET_UNKNOWN.at(record.place("所属表"), found=key, hint=hint)


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
        original, *copies = sorted(same, key=_likeness_to_a_copy)
        kept.append(original)
        for file, form in copies:
            place = Place(sheet=f"{file} 设置")
            said = DESIGN_BACKUP.at(place, found=form.key, expected=original[0])
            findings.append(said)
    return kept, findings


def _likeness_to_a_copy(form: tuple[str, FormDesign]) -> tuple[bool, int]:
    """Order designs: what is called a copy last, the shortest name first."""
    file, _ = form
    return _COPY.search(file) is not None, len(file)


def check_outcomes(
    form: FormDesign, rules: Iterable[tuple[Record, Rule]]
) -> Iterator[Finding]:
    """Find rules that are too long for a cell.

    Their length counts together with their sentences, as the workbook needs them.
    """
    places = {rule.code: record.place("条件") for record, rule in rules}
    for sheet in form.sheets:
        for check in row_checks(sheet, form):
            wrong = _wrong_in_a_cell(check.expression)
            if wrong:
                place = places.get(check.rule.code, Place(sheet="字段"))
                yield DESIGN_FORMULA_WRONG.at(place, found=wrong, column="条件")


@lru_cache(maxsize=1024)
def _wrong_in_a_cell(expression: str) -> str:
    """Say what is wrong with an expression as a cell's formula; empty if nothing is."""
    try:
        to_excel(parse(expression), lambda _: "$A$1")
    except FormulaError as error:
        return str(error)
    return ""


def marked(rule: Rule, sheet: SheetDesign) -> Rule:
    """Give a rule with the field whose cell it marks where it is broken.

    The one it names, else the last input in its condition. A rule of a fixed table that
    speaks of no row but those it names by code is checked in one of these.
    """
    inputs = [field.key for field in sheet.fields if field.is_input]
    own, coded = _named_inputs(rule, sheet, inputs)
    field = rule.field
    if not field:
        candidates = own or [reference.field for reference in coded] or inputs[:1]
        field = candidates[-1]
    row = ""
    if sheet.rows_from is RowsFrom.FIXED and names_codes_only(rule):
        row = _marked_row(field, coded, sheet)
    return replace(rule, field=field, row=row)


def _marked_row(field: str, coded: list[Reference], sheet: SheetDesign) -> str:
    """Give the last row in which a condition names a field by code, else the first."""
    codes = [row.code for row in sheet.fixed_rows]
    named = [reference.rows for reference in coded if reference.field == field]
    return known_code(named[-1], codes) if named else codes[0]


def _named_inputs(
    rule: Rule, sheet: SheetDesign, inputs: list[str]
) -> tuple[list[str], list[Reference]]:
    """Give the inputs of the row that a condition names, and cells it names by code."""
    own = []
    coded = []
    for reference in references(parse(rule.condition)):
        if reference.sheet not in ("", sheet.key) or reference.field not in inputs:
            continue
        if reference.is_own:
            own.append(reference.field)
        elif reference.rows and not reference.scope and not reference.is_several_rows:
            coded.append(reference)
    return own, coded


def _check_field(
    record: Record, field: Field, sheet: SheetDesign, sheets: Mapping[str, SheetDesign]
) -> Iterator[Finding]:
    """Check what a field is computed from, counted in and filled in with."""
    if field.formula:
        yield from _check_formula(record, "计算公式", field.formula, sheet, sheets)
        if field.prefill is not Prefill.NONE:
            yield DESIGN_TWO_ORIGINS.at(record.place("计算公式"))
    if field.unit_from and field.unit_from not in _keys(sheet):
        place = record.place("计量单位")
        yield DESIGN_UNIT_FIELD_UNKNOWN.at(place, found=f"[{field.unit_from}]")
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
        yield DESIGN_SOURCE_UNKNOWN.at(
            record.place("预填来源"),
            found=field.source,
            expected="、".join(possible),
            hint=near(field.source, possible),
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
    """Check that a choice field has a list of choices, and that the list is there."""
    wanted = field.type is FieldType.CHOICE and field.is_input
    if (wanted or field.choices) and field.choices not in parsed.choices:
        hint = near(field.choices, parsed.choices)
        yield DESIGN_CHOICES_MISSING.at(
            record.place("选项名"), found=field.choices, hint=hint
        )


def _check_dependence(
    record: Record, field: Field, sheet: SheetDesign, parsed: DesignRecords
) -> Iterator[Finding]:
    """Check that a choice that depends on another field's has that field, and that the
    design's 上级 are choices there.
    """
    choices = parsed.choices.get(field.choices, [])
    if not field.parent:
        if any(said.text("上级") for said, _ in choices):
            place = record.place("上级字段")
            yield DESIGN_DEPENDENT_ALONE.at(place, found=field.choices)
        return
    choosing = {one.key: one for one in sheet.fields if one.type is FieldType.CHOICE}
    parent = choosing.get(field.parent)
    if parent is None or not _may_depend(field, parent):
        yield DESIGN_PARENT_UNKNOWN.at(
            record.place("上级字段"),
            found=field.parent,
            hint=near(field.parent, choosing),
        )
        return
    yield from _unknown_parent_choices(choices, parent, parsed)


def _may_depend(field: Field, parent: Field) -> bool:
    """Say whether the choices of a field may depend on what is chosen in another."""
    return field.type is FieldType.CHOICE and field.key != parent.key


def _unknown_parent_choices(
    choices: Iterable[tuple[Record, str]], parent: Field, parsed: DesignRecords
) -> Iterator[Finding]:
    """Name each 上级 of some choices that is no choice of the field above."""
    known = [text for _, text in parsed.choices.get(parent.choices, [])]
    for said, _ in choices:
        name = said.text("上级")
        if name not in known:
            yield DESIGN_PARENT_CHOICE_UNKNOWN.at(
                said.place("上级"),
                found=name,
                expected=parent.choices,
                hint=near(name, known),
            )


def _check_merge(record: Record, field: Field, sheet: SheetDesign) -> Iterator[Finding]:
    """Check that what is added up or weighed is a number."""
    if field.merge in _OF_NUMBERS and field.type not in NUMERIC:
        place = record.place("汇总")
        merge = field.merge.value
        yield DESIGN_MERGE_IMPOSSIBLE.at(place, found=field.label, expected=merge)
    numbers = [one.key for one in sheet.fields if one.type in NUMERIC]
    if field.merge is Merge.WEIGHTED and field.weight not in numbers:
        place = record.place("权重")
        hint = near(field.weight, numbers)
        yield DESIGN_WEIGHT_UNKNOWN.at(place, found=field.weight, hint=hint)


_OF_NUMBERS = (Merge.SUM, Merge.WEIGHTED, Merge.MAXIMUM, Merge.MINIMUM)


def _check_rule(
    record: Record, rule: Rule, sheet: SheetDesign, sheets: Mapping[str, SheetDesign]
) -> Iterator[Finding]:
    """Check a rule's condition, and what its sentences name."""
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
            record.place("标记字段"), found=rule.field, hint=near(rule.field, inputs)
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
    if column == "计算公式" and any(one.is_later for one in references(expression)):
        why = "公式要在表里能算，不能用 报表()、全部单位()，这样的比较写成规则"
        yield DESIGN_FORMULA_WRONG.at(record.place(column), found=why, column=column)
    for reference in references(expression):
        if not is_known(reference, sheet, sheets):
            yield _unknown_reference(record, column, reference, sheet, sheets)
        elif (reference in one_value or reference.scope) and not is_single(
            reference, sheet, sheets
        ):
            yield DESIGN_MANY_CELLS.at(
                record.place(column), found=str(reference), column=column
            )


def _unknown_reference(
    record: Record,
    column: str,
    reference: Reference,
    sheet: SheetDesign,
    sheets: Mapping[str, SheetDesign],
) -> Finding:
    """Say what of a reference leads nowhere: its field, or the code of a row."""
    design = sheets.get(reference.sheet, sheet)
    place = record.place(column)
    codes = unknown_codes(reference.rows, design) if reference.rows else []
    if codes and reference.field in _keys(design):
        hint = near(codes[0], [row.code for row in design.fixed_rows])
        return DESIGN_ROW_UNKNOWN.at(place, found=codes[0], column=column, hint=hint)
    hint = near(reference.field, _keys(design))
    return DESIGN_REFERENCE_UNKNOWN.at(
        place, found=str(reference), column=column, hint=hint
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
        named = list(references(parse(field.formula)))
    except FormulaError:
        return []
    named = [one for one in named if not one.scope]
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
    """Give the keys of a sheet's fields."""
    return [field.key for field in sheet.fields]


def near(text: str, known: Iterable[str]) -> str:
    """Name the one of some known names that was probably meant, in brackets."""
    alike = get_close_matches(text, list(known), n=1, cutoff=0.4)
    return f"（是不是“{alike[0]}”？）" if alike else ""
