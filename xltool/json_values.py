"""Values as the JSON documents of `--json` have them (docs/json.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal
    from pathlib import Path


def json_number(number: Decimal | None) -> int | float | None:
    """Give a number; a whole one without a decimal point.

    >>> from decimal import Decimal
    >>> json_number(Decimal("12.0")), json_number(Decimal("58.33")), json_number(None)
    (12, 58.33, None)
    """
    if number is None:
        return None
    if number == number.to_integral_value():
        return int(number)
    return float(number)


def json_time(moment: dt.date | None) -> str | None:
    """Give a date, or a time with its zone, as ISO 8601."""
    return moment.isoformat() if moment else None


def json_path(path: Path | None) -> str | None:
    """Give a path as this computer writes it."""
    return str(path) if path else None
