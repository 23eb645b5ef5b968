"""A layout as JSON and back.

The ledger keeps what was issued, so a return is judged by that. Every dataclass becomes
an object of those of its fields that differ from their defaults; numbers keep their
decimals (`{"decimal": "1.50"}`), dates are `{"date": "2025-07-31"}`.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from enum import Enum
from functools import cache, lru_cache
from json.encoder import encode_basestring
from sys import intern
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from xltool.findings import Severity
from xltool.forms.design import (
    Field,
    FixedRow,
    FormDesign,
    Merge,
    Prefill,
    Rule,
    SheetDesign,
    shared,
)
from xltool.forms.layout import Layout, LayoutRow, LayoutSheet, blank_row
from xltool.forms.own_places import OwnPlaces
from xltool.model.changes import Change
from xltool.model.period import Cycle, Period
from xltool.model.registry import Unit
from xltool.model.value import State, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

_NAMES: dict[str, Any] = {
    kind.__name__: kind
    for kind in (
        Change, Cycle, Decimal, Field, FixedRow, FormDesign, Layout, LayoutRow,
        LayoutSheet, Merge, OwnPlaces, Period, Prefill, Rule, Severity, SheetDesign,
        Unit, Value,
    )
} | {"dt": dt, "date": dt.date}  # fmt: skip


_Designs = tuple[tuple[str, SheetDesign], ...]
_UNIT = ',"unit":{'
"""What follows the form."""
_DESIGN = '{"design":'
"""How a sheet begins."""


def layout_to_json(layout: Layout) -> str:
    """Write a layout with its form design; equal layouts give equal texts."""
    return compact(layout)


def compact(value: Any) -> str:
    """Write a dataclass, or what is made of them, in one line."""
    return _writer(value.__class__)(value)


def layout_from_json(text: str, *, prefilled: Collection[str] | None = None) -> Layout:
    """Read what `layout_to_json` wrote.

    ValueError, KeyError or TypeError on anything else. The layouts of one form share
    their `FormDesign`. Of what is prefilled only the fields that are named are read,
    where any are: it is most of a layout.
    """
    head, _, tail = text.partition(
        _UNIT
    )  # a quote within a text is escaped: this stands behind the form only
    form, designs = _form(head)
    for number, (known, _) in enumerate(designs):
        tail = tail.replace(known, f"{_DESIGN}{number}")
    data = json.loads(f"{{{_UNIT[1:]}{tail}")
    if prefilled is not None:
        _keep(data["sheets"], prefilled)
    sheets = (_sheet(sheet, designs) for sheet in data["sheets"])
    unit = Unit(**parts(Unit, data["unit"]))
    period = Period(**parts(Period, data["period"]))
    return Layout(
        form=form,
        unit=unit,
        period=period,
        sheets=tuple(sheets),
        known=_reader(dict[str, Value])(data.get("known", {})),
    )


def _keep(sheets: list[dict[str, Any]], prefilled: Collection[str]) -> None:
    """Drop what rows are prefilled with but for some fields.

    Who judges asks for few of them (see `checks`), and they are most of a layout.
    """
    for sheet in sheets:
        for row in sheet.get("rows", ()):
            given = row.get("prefilled", {})
            row["prefilled"] = {key: given[key] for key in prefilled if key in given}


def _sheet(data: dict[str, Any], designs: _Designs) -> LayoutSheet:
    """Read a sheet; the number of one of the form's designs stands for it."""
    given = data.pop("design")
    if isinstance(given, int):
        design = designs[given][1]
    else:
        design = _reader(SheetDesign)(given)
    return LayoutSheet(design=design, **parts(LayoutSheet, data))


@lru_cache(maxsize=8)
def _form(head: str) -> tuple[FormDesign, _Designs]:
    """Read the beginning of a layout, which is the same for every unit.

    The form, and its sheets beside their JSON.
    """
    data = json.loads(f"{head}}}")["form"]
    texts = [f"{_DESIGN}{compact(one)}" for one in data["sheets"]]
    form = shared(FormDesign(**parts(FormDesign, data)))
    return form, tuple(zip(texts, form.sheets, strict=True))


@cache
def _writer(kind: type) -> Callable[[Any], str]:
    """Give what writes values of a type.

    A layout has hundreds of each: `json.dumps` would ask for every one what it is.
    """
    if kind in _WRITERS:
        return _WRITERS[kind]
    if kind in {FormDesign, SheetDesign}:  # all layouts of a form have the same
        return lru_cache(maxsize=64)(_writer_of_class(kind))
    if is_dataclass(kind):
        return _writer_of_class(kind)
    if issubclass(kind, str):  # an enumeration's member
        return encode_basestring
    return json.JSONEncoder(separators=(",", ":"), default=_plain_scalar).encode


def _writer_of_class(kind: type) -> Callable[[Any], str]:
    """Give what writes a dataclass: the parts that are not as when nobody says
    anything.
    """
    parts_of = [(name, f'"{name}":', default) for name, default in _defaults(kind)]

    def write(value: Any) -> str:
        found = []
        for name, opening, default in parts_of:
            part = getattr(value, name)
            if part is not default and (default is MISSING or part != default):
                found.append(opening + _writer(part.__class__)(part))
        return f"{{{','.join(found)}}}"

    return write


def _written_dict(values: dict[str, Any]) -> str:
    """Write an object."""
    found = [
        f"{encode_basestring(key)}:{_writer(value.__class__)(value)}"
        for key, value in values.items()
    ]
    return f"{{{','.join(found)}}}"


def _written_list(values: Sequence[Any]) -> str:
    """Write an array."""
    found = [_writer(value.__class__)(value) for value in values]
    return f"[{','.join(found)}]"


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: encode_basestring,
    int: str,
    dict: _written_dict,
    list: _written_list,
    tuple: _written_list,
}


def _defaults(kind: Any) -> Iterator[tuple[str, Any]]:
    """Give the fields of a dataclass with what they are when nobody says anything."""
    for field in fields(kind):
        # of earlier versions: what is empty is written, and texts are compared
        default = {} if field.metadata.get("left out when empty") else field.default
        yield field.name, default


def _plain_scalar(value: Any) -> Any:
    """Give a number, a day or an enumeration as JSON; all else it knows."""
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, dt.date):
        return {"date": value.isoformat()}
    return value.value


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """Give what makes a value of this type of its JSON."""
    origin = get_origin(kind)
    arguments = get_args(kind)
    if origin is tuple:
        # Codes of units stand in the lists of many tasks.
        read_item = intern if arguments[0] is str else _reader(arguments[0])
        return lambda data: tuple(map(read_item, data))
    if origin is dict:
        read_item = _reader(arguments[1])
        return lambda data: {key: read_item(value) for key, value in data.items()}
    if isinstance(kind, UnionType):
        # `X | None`: no field is of two types
        known = next(one for one in arguments if one is not NoneType)
        return _optional(_reader(known))
    return _reader_of_class(kind)


def _reader_of_class(kind: Any) -> Callable[[Any], Any]:
    """Give what reads a type without parts of other types."""
    if kind in _SCALARS:
        return _SCALARS[kind]
    if is_dataclass(kind) and isinstance(kind, type):
        return lambda data: kind(**parts(kind, data))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {one.value: one for one in kind}.__getitem__
    return _as_it_is


def _optional(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Give what reads a value or nothing."""
    return lambda data: None if data is None else read(data)


def _as_it_is(data: Any) -> Any:
    """Take a text or a number as JSON has it."""
    return data


def parts(kind: Any, data: dict[str, Any]) -> dict[str, Any]:
    """Put what the JSON of a dataclass means in the place of what it says.

    Texts and numbers stay as they are.
    """
    for name, read in _readers(kind):
        if name in data:
            data[name] = read(data[name])
    return data


@cache
def _readers(kind: Any) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """Give the parts of a dataclass that JSON has in another shape, with readers."""
    hints = get_type_hints(kind, localns=_NAMES)
    readers = ((name, _reader(hint)) for name, hint in hints.items())
    return tuple((name, read) for name, read in readers if read is not _as_it_is)


_OF_BLANK_ROW = {"key", "row", "prefilled"}


def _row(data: dict[str, Any]) -> LayoutRow:
    """Read a row; those of a free sheet are mostly blank."""
    if data.keys() == _OF_BLANK_ROW and not data["prefilled"]:
        return blank_row(data["key"], data["row"])
    return LayoutRow(**parts(LayoutRow, data))


def _value(data: dict[str, Any]) -> Value:
    """Read a value; a number and a date say what they are."""
    content = data.get("content")
    kind, text = "", content
    if isinstance(content, dict):
        [(kind, text)] = content.items()
    return _same_value(data["state"], kind, text, data.get("raw", ""))


@lru_cache(maxsize=4096, typed=True)
def _same_value(state: str, kind: str, text: Any, raw: str) -> Value:
    """Give one object for equal values.

    Most of what one unit is issued, others are issued too.
    """
    return Value(state=State(state), content=_CONTENTS[kind](text), raw=raw)


_CONTENTS: dict[str, Callable[[Any], Any]] = {
    "": lambda text: text,
    "decimal": Decimal,
    "date": dt.date.fromisoformat,
}
_SCALARS: dict[Any, Callable[[Any], Any]] = {
    LayoutRow: _row,
    Value: _value,
    Decimal: lambda data: Decimal(data["decimal"]),
    dt.date: lambda data: dt.date.fromisoformat(data["date"]),
}
