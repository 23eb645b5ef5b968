"""Which unit is meant: by a name, by a file name, by a mail address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.text import half_width, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.model.registry import Unit

_SHORTEST_IN_FILE_NAME = 3
"""Characters: a shorter name is found in many a word."""


class Directory:
    """The units, found by what they are called.

    Of units that share a name, the first has it.
    """

    def __init__(self, units: Iterable[Unit]) -> None:
        """Take the units of a registry."""
        self._units: dict[str, Unit] = {}
        self._codes: dict[str, str] = {}
        self._owners: dict[str, set[str]] = {}
        for unit in units:
            self._units.setdefault(unit.code, unit)
            for name in (unit.name, unit.code, *unit.aliases):
                self._codes.setdefault(_plain(name), unit.code)
            for address in addresses(unit):
                self._owners.setdefault(address, set()).add(unit.code)
        self._lengths = sorted(
            {len(name) for name in self._codes if len(name) >= _SHORTEST_IN_FILE_NAME}
        )

    def unit(self, code: str) -> Unit | None:
        """Give the unit of this code."""
        return self._units.get(code)

    def named(self, text: str) -> str:
        """Give the code of the unit that is called exactly this; empty if none is."""
        return self._codes.get(_plain(text), "")

    def name_of(self, code: str) -> str:
        """Give a unit's printed name; its code where there is no such unit."""
        unit = self._units.get(code)
        return code if unit is None else unit.name

    def at(self, address: str) -> str:
        """Give the code of the one unit with this mail address.

        Empty if there is none, or several.
        """
        owners = self._owners.get(address.strip().lower(), set())
        return next(iter(owners)) if len(owners) == 1 else ""

    def in_file_name(self, file_name: str) -> str:
        """Give the unit whose name, the longest that fits, is part of a file name.

        Empty if several fit: in 青溪县发改委 both 青溪县 and 发改委 may be units, and
        none of the two names is part of the other.
        """
        fitting = self._names_in(_plain(file_name))
        codes = set()
        for name in fitting:
            is_part = any(name in other and name != other for other in fitting)
            if not is_part:
                codes.add(self._codes[name])
        return codes.pop() if len(codes) == 1 else ""

    def _names_in(self, text: str) -> set[str]:
        """Give the units' names that are part of a text, by looking up its pieces.

        There are thousands of units, and a file name has few pieces that are as long as
        one of their names.
        """
        found = set()
        for length in self._lengths:
            for start in range(len(text) - length + 1):
                piece = text[start : start + length]
                if piece in self._codes:
                    found.add(piece)
        return found


def addresses(unit: Unit) -> set[str]:
    """Give the mail addresses of a unit as they are compared.

    Those it is written to, and those that get a copy: either may send the report.
    """
    return {
        address.strip().lower()
        for address in (*unit.emails, *unit.copies)
        if address.strip()
    }


def _plain(name: str) -> str:
    """Give a name as names are compared: without blanks, half-width."""
    return squeeze(half_width(name))
