"""A form in the course of being read: its sheets, its lists of choices, its doubts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from xltool.excel.designing.found import DesignDoubt, FoundSheet, unique

_UNUSABLE = re.compile(r"[\[\].\s:*?/\\'（）()]")
"""What the key of a sheet may not contain: references and file names use it."""
_LONGEST_KEY = 24


@dataclass(slots=True)
class Draft:
    """What has been found so far, and what is to be asked."""

    sheets: list[FoundSheet] = field(default_factory=list)
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    doubts: list[DesignDoubt] = field(default_factory=list)

    def free_key(self, name: str) -> str:
        """Give a name of a sheet of the design that is not taken."""
        kept = _UNUSABLE.sub("", name)[:_LONGEST_KEY] or "表"
        return unique(kept, (sheet.key for sheet in self.sheets))

    def choice_name(self, key: str, choices: tuple[str, ...]) -> str:
        """Give the name of a list of choices; the same list has one name."""
        for name, known in self.choices.items():
            if known == choices:
                return name
        name = unique(key, self.choices)
        self.choices[name] = choices
        return name

    def ask(self, doubt: DesignDoubt) -> None:
        """Note a question to the clerk."""
        self.doubts.append(doubt)
