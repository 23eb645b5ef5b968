"""Small changes of a module that its tests should notice, made from its syntax tree.

A mutant leaves out one thing: a member of a tuple, list, set or dictionary of the module
(a rule, a word), a branch, a part of a condition, an alternative of a pattern. They are
made from the code as it is, not from a list that somebody keeps, so that a new rule is
covered the moment it is written.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MEMBER = "member"
BRANCH = "branch"
CONDITION = "condition"
ALTERNATIVE = "alternative"
KINDS = (MEMBER, BRANCH, CONDITION, ALTERNATIVE)

_PLACEHOLDER = 0xE000
"""Stands for the n-th expression of an f-string while its text is taken apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One change: of which node of the tree (in walking order), and which of its changes."""

    node: int
    change: int
    kind: str
    line: int
    what: str


@dataclass(frozen=True, slots=True)
class _Change:
    kind: str
    what: str
    apply: Callable[[], None]


def mutants_of(source: str) -> list[Mutant]:
    """Give every mutant of a module, in the order of its lines.

    >>> [(one.kind, one.what) for one in mutants_of("WORDS = ('甲', '乙')")]
    [('member', "'甲'"), ('member', "'乙'")]
    """
    tree = ast.parse(source)
    left_alone = _left_alone(tree)
    found = []
    for place, node in enumerate(ast.walk(tree)):
        if id(node) in left_alone:
            continue
        for number, change in enumerate(_changes(node)):
            found.append(
                Mutant(
                    node=place,
                    change=number,
                    kind=change.kind,
                    line=getattr(node, "lineno", 0),
                    what=change.what,
                )
            )
    return sorted(found, key=lambda one: (one.line, one.node, one.change))


def mutated(source: str, mutant: Mutant) -> str:
    """Give the module's source with the change made.

    >>> mutated("WORDS = ('甲', '乙')", mutants_of("WORDS = ('甲', '乙')")[0])
    "WORDS = ('乙',)"
    """
    tree = ast.parse(source)
    node = list(ast.walk(tree))[mutant.node]
    list(_changes(node))[mutant.change].apply()
    return ast.unparse(ast.fix_missing_locations(tree))


def _left_alone(tree: ast.Module) -> set[int]:
    """Give the nodes (by identity) that no test could notice: docstrings, type checking."""
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found.add(id(node.value))
        if isinstance(node, ast.If) and _names(node.test) == "TYPE_CHECKING":
            found.update(id(inner) for inner in ast.walk(node))
    return found


def _names(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _changes(node: ast.AST) -> Iterator[_Change]:
    match node:
        case ast.Module():
            yield from _of_module(node)
        case ast.Constant(value=str()) | ast.JoinedStr():
            yield from _alternatives_of(node)
        case _:
            yield from _of_code(node)


def _of_code(node: ast.AST) -> Iterator[_Change]:
    match node:
        case ast.If() | ast.IfExp():
            yield _Change(BRANCH, _shown(node.test), lambda: _never(node))
        case ast.match_case():
            yield _Change(BRANCH, f"case {_shown(node.pattern)}", lambda: _never(node))
        case ast.comprehension(ifs=ifs):
            for place, test in enumerate(ifs):
                yield _without(CONDITION, ifs, place, _shown(test))
        case ast.BoolOp(values=values):
            for place, operand in enumerate(values):
                yield _without(CONDITION, values, place, _shown(operand))
        case ast.Compare(comparators=[ast.Tuple() | ast.List() | ast.Set() as wanted]):
            yield from _members(wanted)
        case ast.For(iter=ast.Tuple() | ast.List() as wanted):
            yield from _members(wanted)


def _of_module(module: ast.Module) -> Iterator[_Change]:
    """Leave out each member of what the module lists: words, rules, tables."""
    for statement in module.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value:
            yield from _listed(statement.value)


def _listed(value: ast.expr) -> Iterator[_Change]:
    match value:
        case ast.Tuple() | ast.List() | ast.Set() | ast.Dict():
            yield from _members(value)
        case ast.Call(func=ast.Name(), args=[first]):
            yield from _listed(first)  # frozenset({…})
        case ast.Call(func=ast.Attribute(value=ast.Constant() as words, attr="split")):
            yield from _words(words)
        case ast.BinOp(left=left, right=right):
            yield from _listed(left)
            yield from _listed(right)


def _members(
    listed: ast.Tuple | ast.List | ast.Set | ast.Dict,
) -> Iterator[_Change]:
    if isinstance(listed, ast.Dict):
        for place, key in enumerate(listed.keys):
            if key is not None:
                yield _Change(MEMBER, _shown(key), _entry_out(listed, place))
    elif len(listed.elts) > 1:
        for place, member in enumerate(listed.elts):
            yield _without(MEMBER, listed.elts, place, _shown(member))


def _entry_out(listed: ast.Dict, place: int) -> Callable[[], None]:
    def apply() -> None:
        del listed.keys[place]
        del listed.values[place]

    return apply


def _words(constant: ast.Constant) -> Iterator[_Change]:
    words = str(constant.value).split()
    for place, word in enumerate(words):
        rest = " ".join(words[:place] + words[place + 1 :])
        yield _Change(MEMBER, word, partial(setattr, constant, "value", rest))


def _without(kind: str, siblings: list[ast.expr], place: int, what: str) -> _Change:
    return _Change(kind, what, lambda: siblings.__delitem__(place))


def _never(node: ast.If | ast.IfExp | ast.match_case) -> None:
    if isinstance(node, ast.match_case):
        node.guard = ast.Constant(value=False)
    else:
        node.test = ast.Constant(value=False)


def _shown(node: ast.AST) -> str:
    return ast.unparse(node)


def _alternatives_of(node: ast.Constant | ast.JoinedStr) -> Iterator[_Change]:
    """Leave out each alternative of a pattern, in each of its groups."""
    text, expressions = _text_of(node)
    for start, end in alternatives(text):
        rest = text[:start] + text[end:]
        shown = "".join(
            "{}" if char in expressions else char for char in text[start:end]
        )
        yield _Change(
            ALTERNATIVE,
            shown.strip("|"),
            partial(_set_text, node, rest, expressions),
        )


def _text_of(
    node: ast.Constant | ast.JoinedStr,
) -> tuple[str, dict[str, ast.FormattedValue]]:
    """Give the text of a string, one private character for each expression in it."""
    if isinstance(node, ast.Constant):
        return str(node.value), {}
    text = ""
    expressions: dict[str, ast.FormattedValue] = {}
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            mark = chr(_PLACEHOLDER + len(expressions))
            expressions[mark] = part
            text += mark
        elif isinstance(part, ast.Constant):
            text += str(part.value)
    return text, expressions


def _set_text(
    node: ast.Constant | ast.JoinedStr,
    text: str,
    expressions: dict[str, ast.FormattedValue],
) -> None:
    if isinstance(node, ast.Constant):
        node.value = text
        return
    parts: list[ast.expr] = []
    for char in text:
        if char in expressions:
            parts.append(expressions[char])
        else:
            parts.append(ast.Constant(value=char))
    node.values = parts


def alternatives(pattern: str) -> list[tuple[int, int]]:
    """Give where the alternatives of a pattern stand, each with one of its bars.

    >>> [("甲|乙(?:丙|丁)?")[start:end] for start, end in alternatives("甲|乙(?:丙|丁)?")]
    ['丙|', '|丁', '甲|', '|乙(?:丙|丁)?']
    """
    return [span for group in alternations(pattern) for span in group.spans]


@dataclass(frozen=True, slots=True)
class Alternation:
    """A group with several alternatives: its text, and where each alternative stands."""

    text: str
    spans: tuple[tuple[int, int], ...]


def alternations(pattern: str) -> list[Alternation]:
    """Give the groups of a pattern that have alternatives; none of a broken pattern."""
    found: list[Alternation] = []
    groups: list[list[int]] = [[0]]
    """For each open group, where each of its alternatives begins."""
    place = 0
    while place < len(pattern):
        char = pattern[place]
        if char == "\\":
            place += 1
        elif char == "#" and "\n" in pattern and pattern[place - 1].isspace():
            line_end = pattern.find("\n", place)  # a comment of a VERBOSE pattern
            place = line_end if line_end > 0 else len(pattern)
        elif char == "[":
            place = _after_class(pattern, place) - 1
        elif char == "(":
            groups.append([_after_opening(pattern, place)])
        elif char == "|":
            groups[-1].append(place + 1)
        elif char == ")" and len(groups) > 1:
            found += _alternation(pattern, groups.pop(), place)
        place += 1
    if len(groups) > 1:
        return []  # a part of a pattern, or no pattern
    return [*found, *_alternation(pattern, groups.pop(), len(pattern))]


def _alternation(pattern: str, starts: list[int], end: int) -> list[Alternation]:
    if len(starts) < 2:
        return []
    ends = [*(start - 1 for start in starts[1:]), end]
    spans = [(starts[0], ends[0] + 1)]
    for start, stop in zip(starts[1:], ends[1:], strict=True):
        spans.append((start - 1, stop))
    return [Alternation(pattern[starts[0] : end], tuple(spans))]


def _after_class(pattern: str, place: int) -> int:
    """Give the place behind a character class that opens at `place`."""
    place += 1
    if pattern[place : place + 1] == "^":
        place += 1
    if pattern[place : place + 1] == "]":
        place += 1
    while place < len(pattern) and pattern[place] != "]":
        place += 2 if pattern[place] == "\\" else 1
    return place + 1


def _after_opening(pattern: str, place: int) -> int:
    """Give where the first alternative of a group begins: behind (?:, (?P<name>, (?=, (?<!."""
    place += 1
    if pattern[place : place + 1] != "?":
        return place
    for opening in ("?:", "?=", "?!", "?<=", "?<!", "?>"):
        if pattern.startswith(opening, place):
            return place + len(opening)
    closing = pattern.find(">", place)
    return closing + 1 if closing > 0 else place
