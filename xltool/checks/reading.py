"""The values of one located workbook, each with its place.

With them comes what is wrong with each cell alone.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from xltool.checks.answers import is_no_answer
from xltool.checks.as_issued import locked_of
from xltool.checks.labels import is_blank, plain
from xltool.checks.phrases import says_nothing
from xltool.checks.rules import answered
from xltool.checks.values import raw_text, read_as_shown, read_value
from xltool.findings import (
    BARRED_FILLED,
    CHOICE_OF_OTHER_PARENT,
    LOCKED_CHANGED,
    LOCKED_TEXT_CHANGED,
    LOCKED_UNIT_CHANGED,
    NOTHING_BUT_MORE,
    NOTHING_READ,
    PERCENT_READ,
    ROW_NOT_YOURS,
    Finding,
    Severity,
)
from xltool.forms.design import EXPLANATION, Field, FieldType, Prefill, RowsFrom
from xltool.forms.explanations import explains
from xltool.model.grid import CellError, address
from xltool.model.number_format import shown
from xltool.model.value import MISSING, Rows, State, Value, Values
from xltool.text import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.checks.answers import Reading
    from xltool.checks.headers import TableBlock
    from xltool.checks.locate import LocatedSheet
    from xltool.checks.rows import Found
    from xltool.findings import Kind
    from xltool.forms.design import FormDesign, SheetDesign
    from xltool.forms.layout import Layout, LayoutRow
    from xltool.model.grid import Appearance, Raw

CellKey = tuple[str, str, str]


@dataclass(slots=True)
class Content:
    """What was read.

    Values, where each stands, which cells could not be read, and findings.
    """

    values: Values = dataclasses.field(default_factory=dict)
    cells: dict[CellKey, tuple[str, str]] = dataclasses.field(default_factory=dict)
    faulty: set[CellKey] = dataclasses.field(default_factory=set)
    findings: list[Finding] = dataclasses.field(default_factory=list)


def read_content(layout: Layout, sheets: tuple[LocatedSheet, ...]) -> Content:
    """Read every input cell of the located sheets.

    Every input of the layout has a value, if only MISSING.

    A row that another unit reports is not read, whatever was typed there.
    """
    content = Content()
    for sheet in sheets:
        content.findings += sheet.findings
        rows = {row.key: row for row in sheet.layout.rows}
        read: Rows = {}
        for found in sheet.rows:
            row = rows.get(found.key)
            if row is not None and not row.reports:
                content.findings += _not_yours(found)
            else:
                read[found.key] = _read_row(layout, found, row, content)
        if read:
            content.values[sheet.layout.design.key] = read
    return content


def _read_row(
    layout: Layout, found: Found, row: LayoutRow | None, content: Content
) -> dict[str, Value]:
    """Read a row; a 说明 in it answers what is asked about its cells.

    Gives its values; what is wrong with it is added to `content`.
    """
    block = found.block
    values, findings = _read_cells(layout, found, row, content)
    if layout.form.dependents:
        for other in _other_parents(layout.form, found, values):
            findings.append(other)
            key = (block.layout.design.key, found.key, other.place.field)
            content.faulty.add(key)
    if block.layout.design.rows_from is RowsFrom.FREE:
        values, findings = _nothing_to_report(found, values, findings)
    if row is not None and found.row not in block.as_issued:
        findings += _changed_locks(found, row)
    explanation = values.get(EXPLANATION, MISSING).text
    empty = layout.form.empty_answers
    for finding in findings:
        content.findings.append(_with_answer(finding, explanation, empty))
    return values


def _read_cells(
    layout: Layout, found: Found, row: LayoutRow | None, content: Content
) -> tuple[dict[str, Value], list[Finding]]:
    """Read the cells of a row one by one, with what is wrong with each alone.

    Where nobody fills anything in, a dash or 不适用 is no mistake.
    """
    block = found.block
    sheet_key = block.layout.design.key
    barred = () if row is None else row.blocked
    values: dict[str, Value] = {}
    findings: list[Finding] = []
    for (field, column), raw in zip(
        block.inputs, block.entries(found.row), strict=True
    ):
        if column is None:
            continue
        if field.key in barred:
            findings += _barred(found, field, raw)
            continue
        key = (sheet_key, found.key, field.key)
        at = block.position(found.row, field.key) or (found.row, column)
        content.cells[key] = (block.sheet.name, address(*at))
        values[field.key] = MISSING
        # most cells of most rows are blank: nothing is prepared for them
        if raw is None or _is_uncomputed(raw, row, field, block):
            continue
        value, said = _read_cell(layout, found, row, field, raw)
        values[field.key] = value
        if said:
            findings += _placed(said, found, field)
            if _is_faulty(value, said):
                content.faulty.add(key)
    return values, findings


def _read_cell(
    layout: Layout,
    found: Found,
    row: LayoutRow | None,
    field: Field,
    raw: Raw | CellError,
) -> Reading:
    """Read what a field's cell holds and shows."""
    unit = _measurement_unit(field, row)
    read = partial(
        read_value,
        field=field,
        measurement_unit=unit,
        around=layout.period.end,
        choices=layout.form.choices.get(field.choices, ()),
        synonyms=_synonyms(layout.form, field.choices),
    )
    look = _look(found, field, raw)
    value, said = read_as_shown(raw, look, field, unit, read) if look else read(raw)
    if said and _shows_per_cent(field, found.block.layout.design):
        said = tuple(one for one in said if one.code != PERCENT_READ.code)
    return value, said


def _look(found: Found, field: Field, raw: Raw | CellError) -> Appearance | None:
    """Give what a cell shows beside its value; None where the office had it so."""
    block = found.block
    at = block.position(found.row, field.key)
    look = None if at is None else block.sheet.appearances.get(at)
    if look is None:
        return None
    design = block.layout.design
    if design.places is not None and found.key in design.places.shares:
        return None  # the office's own format: what stands there is a share
    return None if _is_issued_look(raw, look, field, design) else look


def _barred(found: Found, field: Field, raw: Raw | CellError) -> Iterator[Finding]:
    """Report what was written where nobody fills anything in."""
    if is_blank(raw) or is_no_answer(raw_text(raw)):
        return
    place = found.block.place(found.row, field.key, found.key)
    yield BARRED_FILLED.at(place, found=shorten(raw_text(raw)), label=field.title)


def _is_uncomputed(
    raw: Raw | CellError, row: LayoutRow | None, field: Field, block: TableBlock
) -> bool:
    """Whether a cell is a 小计 that the program which saved it left to others.

    Or one of the office's own formulas that ends in an error (#DIV/0!).

    Its value is computed here, from the rows that it is made of.
    """
    if not isinstance(raw, CellError) or row is None or not row.sums(field):
        return False
    return not raw.code or block.layout.design.places is not None


def _other_parents(
    form: FormDesign, found: Found, values: dict[str, Value]
) -> Iterator[Finding]:
    """Find choices that do not go with what was chosen in the field they depend on.

    产业 → 细分行业: a 细分行业 of another 产业 was left over when the 产业 was changed.
    """
    for field, _ in found.block.inputs:
        chosen = values.get(field.key, MISSING).text
        parent = values.get(field.parent, MISSING).text
        if not field.parent or not chosen or not parent:
            continue
        allowed = form.dependents.get(field.choices, {}).get(parent, ())
        if chosen in allowed:
            continue
        place = found.block.place(found.row, field.key, found.key)
        listed = "、".join(allowed) or "（没有可选的）"
        yield CHOICE_OF_OTHER_PARENT.at(
            place, found=chosen, parent=parent, expected=listed
        )


def _synonyms(form: FormDesign, choices: str) -> tuple[tuple[str, str], ...]:
    """Give what is read for one of a list's choices."""
    if not form.synonyms:
        return ()
    return tuple(form.synonyms.get(choices, {}).items())


def _is_issued_look(
    raw: Raw | CellError, look: Appearance, field: Field, design: SheetDesign
) -> bool:
    """Say whether a cell only looks as the office had it look.

    A sign of money (`$`) says nothing; a unit or a scale in the format does.
    """
    places = design.places
    if places is None or field.key in places.percent:
        return False
    if look.struck or look.runs or not isinstance(raw, int | float):
        return False
    issued = places.formats.get(field.key, "")
    number = Decimal(str(raw))
    seen = shown(number, issued) if issued else None
    if seen is None or seen.number != number:
        return False
    beside = (seen.before + seen.after).strip(" $￥¥€£-()")
    return not beside and seen == shown(number, look.number_format)


def _shows_per_cent(field: Field, design: SheetDesign) -> bool:
    """Say whether the office's own cell shows per cent: nobody need be told."""
    return design.places is not None and field.key in design.places.percent


def _is_faulty(value: Value, said: Iterable[Finding]) -> bool:
    """Say whether a cell was not read, so that nobody calls it empty as well.

    “正在统计” in a required field of numbers is one mistake, not two.
    """
    severities = {finding.severity for finding in said}
    unread = value.state is State.MISSING and Severity.QUERY in severities
    return unread or Severity.ERROR in severities


def _placed(said: Iterable[Finding], found: Found, field: Field) -> list[Finding]:
    """Say of findings in which cell they are."""
    place = found.block.place(found.row, field.key, found.key)
    return [finding.moved(place) for finding in said]


def _with_answer(finding: Finding, explanation: str, empty: tuple[str, ...]) -> Finding:
    """Give a query as answered, where the row's 说明 explains anything.

    A query about 说明 itself is not answered by it.
    """
    is_open = finding.severity is Severity.QUERY and finding.place.field != EXPLANATION
    if is_open and explains(explanation, empty):
        return answered(finding, explanation)
    return finding


def _measurement_unit(field: Field, row: LayoutRow | None) -> str:
    """Give the 计量单位 of a field: in some tables each row has its own."""
    if field.unit_from and row is not None:
        return row.measurement_unit
    return field.measurement_unit


def _nothing_to_report(
    found: Found, values: dict[str, Value], findings: list[Finding]
) -> tuple[dict[str, Value], list[Finding]]:
    """Read a free row that says there is nothing as 零报告, and say so.

    本月无突出问题 in the first cell, or 无 in every cell, is 零报告 of the first field.
    """
    words = _words_in(found, values)
    first = next(iter(values))
    if not _reports_nothing(words, first):
        return values, findings
    said = words.get(first) or next(iter(words.values()))
    read = dict.fromkeys(values, MISSING)
    read[first] = Value(state=State.ZERO, raw=said)
    place = found.block.place(found.row, first, found.key)
    notes = []
    if said != State.ZERO.value:
        notes.append(NOTHING_READ.at(place, found=said, expected=State.ZERO.value))
    more = _more_than_nothing(found, words, first)
    if more:
        notes.append(NOTHING_BUT_MORE.at(place, found=said, more=shorten(more)))
    return read, notes


def _words_in(found: Found, fields: Iterable[str]) -> dict[str, str]:
    """Give what stands in the fields of a row that are not blank, as text."""
    words = {}
    for key in fields:
        cell = found.block.cell(found.row, key)
        if not is_blank(cell):
            words[key] = raw_text(cell).strip()
    return words


def _reports_nothing(words: dict[str, str], first: str) -> bool:
    """Say whether a row's first cell says that there is nothing, or every cell does."""
    saying = words.get(first, "")
    if saying:
        return says_nothing(saying)
    return bool(words) and all(map(_is_nothing, words.values()))


def _is_nothing(text: str) -> bool:
    """Say whether a text outside of the first cell says that there is nothing.

    0 may be a figure.
    """
    return says_nothing(text) and not text[0].isdigit()


def _more_than_nothing(found: Found, words: dict[str, str], first: str) -> str:
    """Give the first thing that a row says after it said that there is nothing.

    A choice says little.
    """
    for field, _ in found.block.inputs:
        text = words.get(field.key, "")
        if field.key == first or field.type is FieldType.CHOICE or not text:
            continue
        if not (says_nothing(text) or is_no_answer(text)):
            return text
    return ""


def _not_yours(found: Found) -> Iterator[Finding]:
    """Say so where the unit filled in a row that somebody else reports.

    说明 is open to all: who helps may say how.
    """
    cells = zip(found.block.inputs, found.block.entries(found.row), strict=True)
    for (field, _), cell in cells:
        if field.key != EXPLANATION and not is_blank(cell):
            place = found.block.place(found.row, field.key, found.key)
            yield ROW_NOT_YOURS.at(place, found=found.key)
            return


def _changed_locks(found: Found, row: LayoutRow) -> Iterator[Finding]:
    """Compare what the office had filled in with what came back.

    Only input fields are ever taken from there.

    A changed target would make the unit's own figure look better than it is.
    """
    design = found.block.layout.design
    for field in locked_of(design):
        raw = found.block.cell(found.row, field.key)
        issued = row.prefilled.get(field.key)
        if is_blank(raw) or (issued is not None and _same(raw, issued, field)):
            continue
        place = found.block.place(found.row, field.key, found.key)
        yield _kind_of_change(field, design).at(
            place,
            label=field.title,
            found=shorten(raw_text(raw)),
            expected="空" if issued is None else shorten(issued.text),
        )


def _kind_of_change(field: Field, design: SheetDesign) -> Kind:
    """Say how grave a changed lock is: a unit changes what the figure means."""
    if field.key in {other.unit_from for other in design.fields}:
        return LOCKED_UNIT_CHANGED
    return LOCKED_TEXT_CHANGED if field.prefill is Prefill.REGISTRY else LOCKED_CHANGED


def _same(raw: Raw | CellError, issued: Value, field: Field) -> bool:
    """Say whether a locked cell that came back says what was issued."""
    if raw == issued.content:
        return True
    number = issued.number
    # a figure may have lost its last digits on the way through another program;
    # what the registry prints (a row's number, a year) is a name, not a figure
    is_figure = number is not None and field.prefill is not Prefill.REGISTRY
    if is_figure and isinstance(raw, (int, float)) and float(raw) == float(number or 0):
        return True
    return plain(raw_text(raw)) == plain(issued.text)
