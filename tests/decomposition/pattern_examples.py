"""Examples of what each alternative of the room's patterns is there for.

    python -m tests.decomposition.pattern_examples

adds an example for every alternative that has none, by a walk through the pattern, drops
those of patterns that are gone, and says for which alternatives none was found: they are
never read (the ones before them read it first) and are to be taken out. The table
is there to be read and bettered: any text does that only this alternative reads.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import random
import re
from dataclasses import dataclass
from functools import cache
from itertools import islice, product
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any

from benchmarks.mutants import alternations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

ROOT = Path(__file__).parents[2]
TABLE = Path(__file__).parent / "patterns.tsv"
_BEFORE = ("", "。", "甲", "3", "为", "，")
_BEHIND = ("", "。", "甲", "3", "个", "，")
_MOST = 3000
"""Texts that a part of a pattern is walked in at most."""
_FEW = 60
"""And so many with something before and behind."""
_TRIES = 300
"""Texts that are drawn by chance where no walk shows an alternative."""
_PLACES = 2
"""Patterns with the same group in which an example is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPattern:
    """A pattern of a module."""

    module: str
    name: str
    pattern: re.Pattern[str]

    @property
    def key(self) -> str:
        """What rows of the table name it by."""
        return f"{self.module.removeprefix('xltool.decomposition.')}.{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """One alternative, and where it stands in the pattern's source, with its bar."""

    of: NamedPattern
    identity: tuple[str, str, int]
    """The module that writes its group, the group's text, and its place in it."""
    span: tuple[int, int]

    @property
    def text(self) -> str:
        """The alternative as it is written."""
        start, end = self.span
        return self.of.pattern.pattern[start:end].strip("|")

    def is_shown_by(self, example: str) -> bool:
        """Whether the pattern reads an example otherwise than it would without this.

        Never, where another part of the pattern refers to a group in it.
        """
        return self._tells_from(self._without(()), example)

    def is_shown_by_any(self, examples: Sequence[str]) -> bool:
        """Whether one of some examples shows it.

        Only those are read that it stands in, without the alternatives that stand in
        none of them: what takes time is to compile those.
        """
        with contextlib.suppress(re.error):  # it may refer to a group before it
            own = re.compile(self.text, self.of.pattern.flags)
            examples = [example for example in examples if own.search(example)]
        if not examples:
            return False
        all_of_them = "\n".join(examples)
        never = [span for w, span in _words_of(self.of.pattern) if w not in all_of_them]
        without = self._without(never)
        return any(self._tells_from(without, example) for example in examples)

    def _tells_from(self, without: str, example: str) -> bool:
        pattern = self.of.pattern
        try:
            other = re.compile(without, pattern.flags)
        except re.error:
            return False
        return reading(pattern, example) != reading(other, example)

    def _without(self, never: Iterable[tuple[int, int]]) -> str:
        """Give the pattern's source without it, and with parts that never match."""
        source = self.of.pattern.pattern
        first, last = self.span
        edits = [(self.span, "")]
        for start, end in never:
            if end <= first or last <= start:  # neither within it nor around it
                edits.append(((start, end), _NEVER))
        kept = []
        place = 0
        for (start, end), instead in sorted(edits):
            if start >= place:
                kept.append(source[place:start] + instead)
                place = end
        return _NEVERS.sub(_NEVER, "".join(kept) + source[place:])


_NEVER = "(?!)"
_NEVERS = re.compile(r"\(\?!\)(?:\s*\|\s*\(\?!\))+")
_WORD = re.compile(r"\|?\s*(?P<word>[^\s\\.^$*+?{}\[\]()|#]+(?![*?{]))")
_CAPTURING = re.compile(r"\((?:\?P<|(?!\?))")


@cache
def _words_of(pattern: re.Pattern[str]) -> list[tuple[str, tuple[int, int]]]:
    """Give the word that an alternative begins with, and where the alternative stands.

    Not those of a look-behind, which has to be as wide everywhere, and not those with
    groups that a reading tells.
    """
    if pattern.flags & re.IGNORECASE:
        return []
    source = pattern.pattern
    found = []
    for group in alternations(source):
        if source.endswith(("(?<=", "(?<!"), 0, group.spans[0][0]):
            continue
        for start, end in group.spans:
            word = _WORD.match(source, start, end)
            if word and not _CAPTURING.search(source, start, end):
                begins = start + (source[start] == "|")
                ends = end - (source[end - 1] == "|")
                found.append((word["word"], (begins, ends)))
    return found


@cache
def _text_of(module: str) -> str:
    """Give the text of a module."""
    return inspect.getsource(importlib.import_module(module))


def reading(pattern: re.Pattern[str], text: str) -> str:
    """Give all that a pattern reads of a text: where, what, and its groups.

    >>> reading(re.compile("(新)?增(设|配)"), "为新增设、增配")
    '1:新增设(新,设) 5:增配(,配)'
    """
    found = []
    for match in pattern.finditer(text):
        groups = ",".join(group or "" for group in match.groups())
        found.append(f"{match.start()}:{match[0]}" + (f"({groups})" if groups else ""))
    return " ".join(found)


def patterns() -> list[NamedPattern]:
    """Give the patterns of the room's modules."""
    found = []
    for path in sorted((ROOT / "xltool" / "decomposition").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        module = ".".join(part for part in parts if part != "__init__")
        for name, value in vars(importlib.import_module(module)).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                found.append(NamedPattern(module=module, name=name, pattern=value))
    return found


def alternatives_of(named: Iterable[NamedPattern]) -> Iterator[Alternative]:
    """Give every alternative of every pattern.

    A group that a module takes from another comes once for each pattern that it stands
    in: an example of one of them shows it. One that two modules write is two.
    """
    groups = [
        (one, group) for one in named for group in alternations(one.pattern.pattern)
    ]
    own = {group.text for one, group in groups if group.text in _text_of(one.module)}
    for one, group in groups:
        writer = one.module if group.text in _text_of(one.module) else ""
        if not writer and group.text in own:
            continue
        for place, span in enumerate(group.spans):
            yield Alternative(of=one, identity=(writer, group.text, place), span=span)


def not_shown(
    alternatives: Iterable[Alternative], examples: Mapping[str, Sequence[str]]
) -> dict[tuple[str, str, int], list[Alternative]]:
    """Give the alternatives without an example, each with all patterns it stands in."""
    shown: set[tuple[str, str, int]] = set()
    left: dict[tuple[str, str, int], list[Alternative]] = {}
    for one in alternatives:
        if one.identity in shown:
            continue
        if one.is_shown_by_any(examples.get(one.of.key, ())):
            shown.add(one.identity)
            left.pop(one.identity, None)
        else:
            left.setdefault(one.identity, []).append(one)
    return left


def read_table() -> list[tuple[str, str, str]]:
    """Give the rows of the table: pattern, example, what is read of it."""
    if not TABLE.is_file():
        return []
    rows = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        key, example, read = line.split("\t")
        rows.append((key, _unescaped(example), _unescaped(read)))
    return rows


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


def _unescaped(text: str) -> str:
    meant = {"\\n": "\n", "\\t": "\t", "\\\\": "\\"}
    return re.sub(r"\\[nt\\]", lambda found: meant[found[0]], text)


def walk(parsed: Iterable[Any]) -> Iterator[str]:
    """Give texts that a parsed pattern matches, each choice taken at least once."""
    pieces = [list(islice(_texts(op, argument), _MOST)) for op, argument in parsed]
    pieces = [piece or [""] for piece in pieces]
    plain = [piece[0] for piece in pieces]
    yield "".join(plain)
    for place, piece in enumerate(pieces):
        for text in piece[1:]:
            yield "".join([*plain[:place], text, *plain[place + 1 :]])


def _texts(op: Any, argument: Any) -> Iterator[str]:
    """Give texts for one node of a parsed pattern; "" is left for what takes none."""
    if op is sre.BRANCH:
        for option in argument[1]:
            yield from walk(option)
    elif op is sre.IN:
        yield from _of_class(argument)
    elif op in _REPEATS:
        yield from _repeated(*argument)
    elif op in _INNER:
        if op is sre.ASSERT_NOT:
            yield ""  # what must not stand there comes after the text without it
        yield from walk(_INNER[op](argument))
    elif op in _PLAIN:
        yield _PLAIN[op](argument)


_REPEATS = {sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT}
_INNER: dict[Any, Callable[[Any], Any]] = {
    sre.SUBPATTERN: lambda argument: argument[3],
    sre.ATOMIC_GROUP: lambda argument: argument,
    sre.ASSERT: lambda argument: argument[1],
    sre.ASSERT_NOT: lambda argument: argument[1],
}
_PLAIN: dict[Any, Callable[[Any], str]] = {
    sre.LITERAL: chr,
    sre.NOT_LITERAL: lambda _: "甲",
    sre.ANY: lambda _: "甲",
    sre.GROUPREF: lambda _: "3",
}


def _of_class(members: Iterable[Any]) -> Iterator[str]:
    members = list(members)
    if members and members[0][0] is sre.NEGATE:
        yield from ("甲", "3", "a")
        return
    for op, argument in members:
        if op is sre.LITERAL:
            yield chr(argument)
        elif op is sre.RANGE:
            yield chr(argument[0])
        elif op is sre.CATEGORY:
            yield {sre.CATEGORY_DIGIT: "3", sre.CATEGORY_SPACE: " "}.get(argument, "甲")


def _repeated(least: int, most: int, part: Any) -> Iterator[str]:
    """Give a repeated part as seldom as may be, once more, and in every way once."""
    texts = list(islice(walk(part), _MOST))
    yield texts[0] * least
    for text in texts:
        if most > 0:
            yield text + texts[0] * (max(least, 1) - 1)
    if least < most:
        yield texts[0] * (least + 1)


def found_for(alternative: Alternative) -> str:
    """Walk through the pattern to a text that shows the alternative; empty if none does."""
    pattern = alternative.of.pattern
    parsed = _parser.parse(pattern.pattern, pattern.flags)
    texts = list(islice(walk(parsed), _MOST))
    for text in texts:
        if alternative.is_shown_by(text):
            return text
    for text in texts[:_FEW]:
        for before, behind in product(_BEFORE, _BEHIND):
            example = f"{before}{text}{behind}"
            if alternative.is_shown_by(example):
                return example
    chance = random.Random(pattern.pattern)  # noqa: S311 - the same every time
    for _ in range(_TRIES):
        text = _by_chance(parsed, chance)
        example = chance.choice(_BEFORE) + text + chance.choice(_BEHIND)
        if alternative.is_shown_by(example):
            return example
    return ""


def _by_chance(parsed: Iterable[Any], chance: random.Random) -> str:
    """Give a text of a pattern, every choice of it made by chance."""
    text = ""
    for op, argument in parsed:
        if op is sre.BRANCH:
            text += _by_chance(chance.choice(argument[1]), chance)
        elif op in _REPEATS:
            least, most, part = argument
            for _ in range(chance.randint(least, min(most, least + 2))):
                text += _by_chance(part, chance)
        elif op is sre.ASSERT_NOT:
            if chance.random() < 0.1:
                text += _by_chance(argument[1], chance)
        elif op in _INNER:
            text += _by_chance(_INNER[op](argument), chance)
        else:
            text += chance.choice([*_texts(op, argument), ""][:-1] or [""])
    return text


def main() -> None:
    """Bring the table up to date."""
    by_key = {one.key: one.pattern for one in patterns()}
    examples: dict[str, list[str]] = {}
    for key, example, _ in read_table():
        if key in by_key:
            examples.setdefault(key, []).append(example)
    missing = 0
    for places in not_shown(alternatives_of(patterns()), examples).values():
        found = ((one.of.key, found_for(one)) for one in places[:_PLACES])
        key, example = next((pair for pair in found if pair[1]), ("", ""))
        if example:
            examples.setdefault(key, []).append(example)
        else:
            missing += 1
            print(f"no example: {places[0].of.key} {places[0].text}")  # noqa: T201
    rows = []
    for key, texts in examples.items():
        for example in dict.fromkeys(texts):
            read = reading(by_key[key], example)
            rows.append(f"{key}\t{_escaped(example)}\t{_escaped(read)}")
    TABLE.write_text("\n".join(sorted(rows)) + "\n", encoding="utf-8", newline="\n")
    print(f"{len(rows)} examples, {missing} alternatives without")  # noqa: T201


if __name__ == "__main__":
    main()
