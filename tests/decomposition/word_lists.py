"""Every member of the room's word lists, and whether the snapshots would miss it.

    python -m tests.decomposition.word_lists

A word list is a tuple, set or dictionary of words that a module of the room holds. Each
member is left out in turn, and the pieces of the snapshots that print the word are read
again, until one is read otherwise; those go first that missed another word of the same
list. The lists are found, not listed by hand.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import inspect
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.decomposition.snapshots import Piece, pieces

ROOT = Path(__file__).parents[2]
_ROOM = "xltool.decomposition"
_CHINESE = re.compile("[\u4e00-\u9fff]")
_LONGEST = 100
"""Longer lists (surnames) are no words of rules."""
_WHOLE = {"grids", "imports"}
"""Snapshots that are read for every word: it may be printed nowhere (a column)."""
_MOST = 400
"""Pieces that are read for one word, the shortest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A word of a list, and the list without it."""

    module: str
    name: str
    word: str
    without: object

    def __str__(self) -> str:
        """Give where it stands."""
        return f"{self.module.removeprefix(_ROOM)}.{self.name} {self.word}"


def members() -> Iterator[Member]:
    """Give every member of every list of words that a module of the room holds."""
    for path in sorted((ROOT / "xltool" / "decomposition").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        module = ".".join(part for part in parts if part != "__init__")
        written = importlib.import_module(module)
        for name, value in vars(written).items():
            if _is_word_list(value) and name in _names_in_functions(module):
                yield from _members_of(module, name, value)


def _is_word_list(value: object) -> bool:
    if (
        not isinstance(value, tuple | set | frozenset | dict)
        or not 1 < len(value) < _LONGEST
    ):
        return False
    return all(type(word) is str and _CHINESE.search(word) for word in value)


@functools.cache
def _names_in_functions(module: str) -> frozenset[str]:
    """Give the names that the functions of a module look up when they run.

    A list that only a pattern is made of is none of them: the examples of the pattern
    hold it.
    """
    found: set[str] = set()
    codes = [
        value.__code__
        for value in vars(sys.modules[module]).values()
        if inspect.isfunction(value) and value.__module__ == module
    ]
    while codes:
        code = codes.pop()
        found.update(code.co_names)
        codes += [one for one in code.co_consts if inspect.iscode(one)]
    return frozenset(found)


def _modules() -> Iterator[Any]:
    for name, module in list(sys.modules.items()):
        if name.startswith(_ROOM):
            yield module


def _members_of(module: str, name: str, value: Any) -> Iterator[Member]:
    for word in value:
        if isinstance(value, Mapping):
            rest: object = {key: value[key] for key in value if key != word}
        else:
            rest = type(value)(other for other in value if other != word)
        yield Member(module=module, name=name, word=str(word), without=rest)


@contextlib.contextmanager
def left_out(member: Member) -> Iterator[None]:
    """Leave a member out wherever its list is used, for a while."""
    whole = vars(sys.modules[member.module])[member.name]
    holders = [one for one in _modules() if vars(one).get(member.name) is whole]
    try:
        for holder in holders:
            setattr(holder, member.name, member.without)
        _forget_answers()
        yield
    finally:
        for holder in holders:
            setattr(holder, member.name, whole)
        _forget_answers()


def _forget_answers() -> None:
    for cached in _cached():
        cached.cache_clear()


@functools.cache
def _cached() -> tuple[Any, ...]:
    """Give the functions that keep answers to arguments; one without reads a file."""
    kept = functools._lru_cache_wrapper
    return tuple(
        one
        for one in gc.get_objects()
        if isinstance(one, kept)
        and str(one.__module__).startswith("xltool")
        and inspect.signature(one).parameters
    )


def unnoticed() -> list[Member]:
    """Give the members that no piece of the snapshots would miss."""
    read = sorted(map(_Read, pieces()), key=lambda one: len(one.text))
    missed: dict[tuple[str, str], list[_Read]] = defaultdict(list)
    found = []
    for member in members():
        said = [one for one in read if member.word in one.text][:_MOST]
        said += [one for one in read if one.piece.snapshot in _WHOLE]
        same = missed[member.module, member.name]
        by = _missing(member, list(dict.fromkeys((*same, *said))))
        if by is None:
            found.append(member)
        elif by not in same:
            same.append(by)
    return found


class _Read:
    """A piece, and how it is read as the lists are."""

    def __init__(self, piece: Piece) -> None:
        """Give a piece its text: its subject, and the arguments of its reading."""
        self.piece = piece
        arguments = map(str, getattr(piece.lines, "args", ()))
        self.text = "\n".join((piece.subject, *arguments))

    @functools.cached_property
    def lines(self) -> list[str] | None:
        """What is read of it with every word."""
        return self.read()

    def read(self) -> list[str] | None:
        """Read it now."""
        try:
            return list(self.piece.lines())
        except Exception:  # noqa: BLE001 - the word is missed, whatever it leads to
            return None


def _missing(member: Member, pieces: Sequence[_Read]) -> _Read | None:
    """Give the first piece that is read otherwise without a member."""
    for piece in pieces:
        before = piece.lines
        with left_out(member):
            if piece.read() != before:
                return piece
    return None


def main() -> None:
    """Print the members that nothing would miss."""
    for member in unnoticed():
        print(member)  # noqa: T201 - a script


if __name__ == "__main__":
    main()
