"""Which task of a table is which task of the registry, when the table is imported again
after it has changed.

Codes are for ever: a task keeps its code when its text is reworded, when others are put
before it, and when its measure gets another number.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from xltool.model.registry import Level
from xltool.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xltool.model.registry import Indicator, Registry, Task

_SAME_PLACE = 50
"""Likeness (0 to 100) from which two texts at the same number are one task, reworded.
"""
_ELSEWHERE = 75
"""Likeness from which two texts of one measure are one task whose number changed."""
_SHORT, _SHORT_SAME_PLACE = 25, 34
"""Of so short a text two or three words are half: at the same number less likeness will
do.
"""


_FIGURES = re.compile(r"\d+(?:\.\d+)?")


@lru_cache(maxsize=10_000)
def digest(text: str) -> str:
    """Give a short fingerprint of a cell's text; blanks do not count."""
    bare = squeeze(text)
    return hashlib.sha256(bare.encode()).hexdigest()[:12] if bare else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OldTask:
    """A task as the last import left it.

    Its code, where it stood, its text now and then (as a fingerprint).
    """

    code: str
    seq: str
    item: str
    text: str
    imported: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OldIndicator:
    """An indicator as the last import left it.

    All but the code are fingerprints of its cells.
    """

    code: str
    task: str
    level: str
    name: str
    source_text: str


def matched(new: Sequence[Task], old: Sequence[OldTask]) -> dict[str, str]:
    """Match new tasks to old ones: provisional code -> the code that stays.

    Linear but for reworded measures.
    """
    found: dict[str, str] = {}
    left = {task.code: task for task in old}
    open_tasks = list(new)
    for same in (_same_text_and_seq, _same_text):
        index: dict[object, list[OldTask]] = defaultdict(list)
        for old_task in left.values():
            index[same(old_task.imported, old_task.seq)].append(old_task)
        rest = []
        for task in open_tasks:
            candidates = index[same(digest(task.text), task.measure_seq)]
            if candidates:
                old_task = candidates.pop(0)
                found[task.code] = old_task.code
                del left[old_task.code]
            else:
                rest.append(task)
        open_tasks = rest
    found.update(_reworded(open_tasks, list(left.values())))
    return found


def _same_text_and_seq(imported: str, seq: str) -> object:
    return imported, seq


def _same_text(imported: str, seq: str) -> object:  # noqa: ARG001 - beside its sibling
    return imported


def _reworded(new: Sequence[Task], old: Sequence[OldTask]) -> dict[str, str]:
    """Match tasks of one measure whose texts are alike; first those at one number."""
    by_seq: dict[str, list[OldTask]] = defaultdict(list)
    for old_task in old:
        by_seq[old_task.seq].append(old_task)
    found: dict[str, str] = {}
    for same_item in (True, False):
        for task in new:
            if task.code in found:
                continue
            candidates = by_seq[task.measure_seq]
            best = _most_alike(task, candidates, same_item=same_item)
            if best is not None:
                found[task.code] = best.code
                candidates.remove(best)
    return found


def _most_alike(
    task: Task, candidates: Sequence[OldTask], *, same_item: bool
) -> OldTask | None:
    """Give the candidate whose text is most like a task's; None if none is alike."""
    item = "" if task.item_no is None else str(task.item_no)
    if same_item:
        candidates = [old for old in candidates if old.item == item]
    if not candidates:
        return None
    best = max(candidates, key=lambda old: _likeness(task.text, old.text))
    least = _wanted(task.text, same_item=same_item)
    return best if _likeness(task.text, best.text) >= least else None


def _wanted(text: str, *, same_item: bool) -> int:
    if not same_item:
        return _ELSEWHERE
    return _SHORT_SAME_PLACE if len(text) < _SHORT else _SAME_PLACE


def _likeness(first: str, other: str) -> float:
    """Compare two texts, also without their figures.

    A new target does not make a new task.
    """
    from rapidfuzz import fuzz

    words = [_FIGURES.sub("", text) for text in (first, other)]
    return max(fuzz.ratio(first, other), fuzz.ratio(*words))


@dataclass(slots=True)
class _Codes:
    """Gives new tasks codes that no other task has or ever had."""

    taken: set[str]
    prefixes: dict[str, str] = field(default_factory=dict)
    """Provisional prefix of a measure -> the prefix that its tasks have in the
    registry.
    """
    used: set[str] = field(init=False)
    """Every prefix that some measure has."""

    def __post_init__(self) -> None:
        self.used = {code.rpartition("-")[0] for code in self.taken}

    def free(self, task: Task) -> str:
        prefix = self._prefix(task.code.rpartition("-")[0])
        number = task.item_no or 0
        while f"{prefix}-{number:02d}" in self.taken:
            number += 1
        code = f"{prefix}-{number:02d}"
        self.taken.add(code)
        return code

    def _prefix(self, provisional: str) -> str:
        if provisional not in self.prefixes:
            prefix, times = provisional, 1
            while prefix in self.used:
                times += 1
                prefix = f"{provisional}{letters(times)}"
            self.prefixes[provisional] = prefix
            self.used.add(prefix)
        return self.prefixes[provisional]


def letters(number: int) -> str:
    """Give what tells the second (B), third (C) … measure of the same number from the
    first.
    """
    text = ""
    while number:
        number, remainder = divmod(number - 1, 26)
        text = chr(65 + remainder) + text
    return text


def recoded(
    registry: Registry,
    same: dict[str, str],
    taken: Iterable[str],
    indicators: Sequence[OldIndicator],
) -> tuple[Registry, dict[str, str]]:
    """Give a registry the codes that stay, and every provisional code with its final
    one.

    `same` are the tasks that were matched, `taken` every code that was ever given,
    `indicators` those of the matched tasks.
    """
    codes = _Codes(set(taken) | set(same.values()))
    for provisional, final in same.items():
        codes.prefixes.setdefault(
            provisional.rpartition("-")[0], final.rpartition("-")[0]
        )
    final_codes = {
        task.code: same.get(task.code) or codes.free(task) for task in registry.tasks
    }
    tasks = tuple(replace(task, code=final_codes[task.code]) for task in registry.tasks)
    new_indicators, indicator_codes = _indicators(
        registry.indicators, final_codes, indicators
    )
    shares = {
        (indicator_codes[code], unit): value
        for (code, unit), value in registry.shares.items()
    }
    comparisons = {
        (indicator_codes[code], unit): sign
        for (code, unit), sign in registry.share_comparisons.items()
    }
    renamed = replace(
        registry,
        tasks=tasks,
        indicators=new_indicators,
        shares=shares,
        share_comparisons=comparisons,
    )
    return renamed, final_codes | indicator_codes


def _indicators(
    new: Sequence[Indicator], tasks: dict[str, str], old: Sequence[OldIndicator]
) -> tuple[tuple[Indicator, ...], dict[str, str]]:
    by_task: dict[str, list[OldIndicator]] = defaultdict(list)
    for indicator_before in old:
        by_task[indicator_before.task].append(indicator_before)
    new_by_task: dict[str, list[Indicator]] = defaultdict(list)
    for indicator in new:
        new_by_task[tasks[indicator.task]].append(indicator)
    codes: dict[str, str] = {}
    for task, indicators in new_by_task.items():
        codes.update(_indicator_codes(task, indicators, by_task[task]))
    renamed = tuple(
        replace(
            one,
            code=codes[one.code],
            task=tasks[one.task],
            parent=codes.get(one.parent, one.parent),
        )
        for one in new
    )
    return renamed, codes


def _indicator_codes(
    task: str, new: Sequence[Indicator], old: Sequence[OldIndicator]
) -> dict[str, str]:
    """Match an indicator by its source and name, else by its name, else by its source.

    New ones get new numbers.
    """
    left = list(old)
    codes: dict[str, str] = {}
    for parts in _SAME_PARTS:
        for indicator in new:
            if indicator.code in codes:
                continue
            same = _same_in_parts(left, _digests(indicator), parts)
            if same is not None:
                codes[indicator.code] = same.code
                left.remove(same)
    taken = {indicator.code for indicator in old}
    for indicator in new:
        if indicator.code not in codes:
            codes[indicator.code] = _free_number(task, indicator, taken)
            taken.add(codes[indicator.code])
    return codes


_SAME_PARTS = (
    ("level", "source_text", "name"),
    ("level", "name"),
    ("level", "source_text"),
)


def _digests(indicator: Indicator) -> dict[str, str]:
    """Give the parts that an indicator is known by, as the registry keeps them."""
    from xltool.decomposition.registry.sheets import LEVEL_LABELS

    return {
        "level": digest(LEVEL_LABELS[indicator.level]),
        "name": digest(indicator.name),
        "source_text": digest(indicator.source_text),
    }


def _same_in_parts(
    old: Sequence[OldIndicator], digests: dict[str, str], parts: tuple[str, ...]
) -> OldIndicator | None:
    """Give the first old indicator that is the same in all `parts`."""
    for indicator in old:
        if all(getattr(indicator, part) == digests[part] for part in parts):
            return indicator
    return None


def _free_number(task: str, indicator: Indicator, taken: set[str]) -> str:
    mark = "U" if indicator.level is Level.UPPER else ""
    number = int(indicator.code.rpartition("-")[2].removeprefix("U"))
    while f"{task}-{mark}{number}" in taken:
        number += 1
    return f"{task}-{mark}{number}"
