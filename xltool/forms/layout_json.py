"""A layout as JSON and back: the ledger keeps what was issued, so a return is judged by that.

Every dataclass becomes an object of those of its fields that differ from their defaults; numbers keep
their decimals (`{"decimal": "1.50"}`), dates are `{"date": "2025-07-31"}`.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from xltool.findings import Severity
from xltool.forms.design import Field, FormDesign, Prefill, Rule, SheetDesign
from xltool.forms.layout import Layout, LayoutRow, LayoutSheet
from xltool.model.period import Cycle, Period
from xltool.model.registry import Unit
from xltool.model.value import Value

_NAMES: dict[str, Any] = {
    kind.__name__: kind
    for kind in (
        Cycle, Decimal, Field, FormDesign, Layout, LayoutRow, LayoutSheet,
        Period, Prefill, Rule, Severity, SheetDesign, Unit, Value,
    )
} | {"dt": dt}  # fmt: skip


def layout_to_json(layout: Layout) -> str:
    """Write a layout with its form design; equal layouts give equal texts."""
    return json.dumps(_plain(layout), ensure_ascii=False, separators=(",", ":"))


def layout_from_json(text: str) -> Layout:
    """Read what `layout_to_json` wrote; ValueError, KeyError or TypeError on anything else."""
    layout = _typed(Layout, json.loads(text))
    if not isinstance(layout, Layout):
        raise TypeError(text)
    return layout


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return _plain_dataclass(value) if is_dataclass(value) else _plain_scalar(value)


def _plain_dataclass(value: Any) -> dict[str, Any]:
    return {
        one.name: _plain(getattr(value, one.name))
        for one in fields(value)
        if one.default is MISSING or getattr(value, one.name) != one.default
    }


def _plain_scalar(value: Any) -> Any:
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, dt.date):
        return {"date": value.isoformat()}
    return value.value if isinstance(value, Enum) else value


def _typed(kind: Any, data: Any) -> Any:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is tuple:
        return tuple(_typed(arguments[0], one) for one in data)
    if origin is dict:
        return {key: _typed(arguments[1], one) for key, one in data.items()}
    if origin in (Union, UnionType):
        return _content(data)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return kind(**{key: _typed(hints[key], one) for key, one in data.items()})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(data)
    return data


def _content(data: Any) -> Any:
    """Read a cell's content or an optional number."""
    if not isinstance(data, dict):
        return data
    return Decimal(data["decimal"]) if "decimal" in data else dt.date.fromisoformat(data["date"])


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind, localns=_NAMES)
