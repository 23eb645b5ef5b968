"""What rules ask of another period, another form or all units, as constants.

What was reported before is known when a workbook is issued: it stands in the layout
(`Layout.known`), in the sheet's formulas, and judges what comes back. What other forms
and units report is known only then: rules that ask for it are no checks of the sheet.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from xltool.forms.codes import known_code
from xltool.forms.messages import message_expression
from xltool.formula import parse, references
from xltool.model.value import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xltool.forms.design import FormDesign, Rule, SheetDesign
    from xltool.forms.layout import LayoutRow, LayoutSheet
    from xltool.formula import Reference
    from xltool.model.value import Value

Asked = Callable[["Reference", str, str], "Value | None"]
"""Gives what a scoped reference is in a sheet's row, by their keys; None: unknown."""


def known_key(reference: Reference, sheet: str, row: str) -> str:
    """Give the key under which a layout holds what a reference is in a row."""
    there = reference.sheet or sheet
    return f"{reference.scope}|{there}|{row}|{reference.field}"


@lru_cache(maxsize=256)
def is_later(rule: Rule) -> bool:
    """Say whether a rule is judged on return only."""
    return bool(later_references(rule))


@lru_cache(maxsize=256)
def names_codes_only(rule: Rule) -> bool:
    """Say whether a condition speaks of no row but those it names by their codes."""
    named = references(parse(rule.condition))
    return any(one.rows for one in named) and not any(one.is_of_row for one in named)


@lru_cache(maxsize=256)
def later_references(rule: Rule) -> tuple[Reference, ...]:
    """Give what a rule asks of other forms and units."""
    return tuple(one for one in _named(rule) if one.is_later)


def _named(rule: Rule) -> Iterator[Reference]:
    """Give what a rule's condition and sentences refer to."""
    texts = [rule.condition]
    texts += [message_expression(one) for one in (rule.message, rule.remedy) if one]
    for text in texts:
        yield from references(parse(text))


@lru_cache(maxsize=64)
def asked_references(form: FormDesign) -> tuple[tuple[str, Reference], ...]:
    """Give what a form asks of other periods, forms and units, by the asking sheet.

    Each once, in the order in which the design asks.
    """
    found: dict[tuple[str, Reference], None] = {}
    for rule in form.rules:
        found.update(((rule.sheet, one), None) for one in _named(rule) if one.scope)
    for sheet in form.sheets:
        for field in sheet.fields:
            if field.formula:
                named = references(parse(field.formula))
                found.update(((sheet.key, one), None) for one in named if one.scope)
    return tuple(found)


def known_rows(
    reference: Reference,
    sheet: SheetDesign,
    form: FormDesign,
    rows: Sequence[LayoutRow],
) -> list[str]:
    """Give the keys of the rows in which a scoped reference is asked.

    A reference to one row of another table is asked once, under its code.
    """
    if reference.is_of_row:
        return [row.key for row in rows]
    if reference.rows:
        there = [
            one for one in form.sheets if one.key == (reference.sheet or sheet.key)
        ]
        printed = [row.code for one in there for row in one.fixed_rows]
        return [known_code(reference.rows, printed) or reference.rows]
    return ["1"]


def known_values(
    form: FormDesign, sheets: Iterable[LayoutSheet], asked: Asked
) -> dict[str, Value]:
    """Give what is known of all that a form asks."""
    by_key = {sheet.design.key: sheet for sheet in sheets}
    found: dict[str, Value] = {}
    for key, reference in asked_references(form):
        sheet = by_key.get(key)
        if sheet is None:
            continue
        there = reference.sheet or key
        for row in known_rows(reference, sheet.design, form, sheet.rows):
            value = asked(reference, there, row)
            if value is not None and value.state is not State.MISSING:
                found[known_key(reference, key, row)] = value
    return found
