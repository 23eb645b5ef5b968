"""How many small changes of a room its tests notice.

    python -m benchmarks.mutation [--room decomposition] [--sample 200] [--seed 1] [--module units]

Makes mutants of the room's modules (benchmarks/mutants.py), runs the room's tests on each
and says which live. A mutant that cannot even be imported is not counted. Tests of speed
are left out. Two workers; a mutant that makes the tests hang counts as noticed.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.abc
import importlib.util
import io
import multiprocessing
import random
import re
import signal
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.mutants import KINDS, Mutant, mutants_of, mutated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from importlib.machinery import ModuleSpec
    from multiprocessing.connection import Connection
    from types import ModuleType

ROOT = Path(__file__).parents[1]
WORKERS = 2
SECONDS = 120.0
"""Processor time that the tests may take on one mutant; ten times as long by the clock."""
_PATTERNS = 100_000
"""Compiled patterns that a worker keeps: most are the same for every mutant."""
NOTICED, ALIVE, BROKEN = "noticed", "alive", "broken"
_SLOW = "not cost and not linear and not nearly_every"
"""Tests by name: what measures speed says nothing about a rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A mutant and the module it is of."""

    path: Path
    mutant: Mutant

    @property
    def module(self) -> str:
        """The module's dotted name."""
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(part for part in parts if part != "__init__")

    def __str__(self) -> str:
        """Give where it is and what it leaves out."""
        place = f"{self.path.relative_to(ROOT)}:{self.mutant.line}"
        return f"{place} {self.mutant.kind} without {self.mutant.what[:80]!r}"


def subjects_of(room: str, only: str) -> list[Subject]:
    """Give every mutant of a room's modules; of those whose path contains `only`."""
    found = []
    for path in sorted((ROOT / "xltool" / room).rglob("*.py")):
        if only not in str(path):
            continue
        for mutant in mutants_of(path.read_text(encoding="utf-8")):
            found.append(Subject(path=path, mutant=mutant))
    return found


class _Worker:
    """A process that runs the tests on one mutant after the other; started anew when it hangs."""

    def __init__(self, tests: Sequence[str]) -> None:
        self._tests = tests
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(
            target=_work, args=(theirs, self._tests), daemon=True
        )
        self._process.start()

    def judge(self, module: str, source: str) -> str:
        """Run the tests with `source` in the place of a module."""
        self._connection.send((module, source))
        if self._connection.poll(10 * SECONDS):
            with contextlib.suppress(EOFError):
                return str(self._connection.recv())
        self.stop()
        self._start()
        return NOTICED

    def stop(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.join()


def _work(connection: Connection, tests: Sequence[str]) -> None:
    sys.setrecursionlimit(3000)
    re._MAXCACHE = _PATTERNS  # type: ignore[attr-defined]  # noqa: SLF001
    while True:
        module, source = connection.recv()
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_PROF, SECONDS)  # its signal ends the process
        with (
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
        ):
            outcome = _outcome(module, source, tests)
        connection.send(outcome)


def _outcome(module: str, source: str, tests: Sequence[str]) -> str:
    import pytest

    _forget()
    finder = _Instead(module, source)
    sys.meta_path.insert(0, finder)
    try:
        try:
            importlib.import_module(module)
        except Exception:  # noqa: BLE001 - whatever the mutant raises
            return BROKEN
        options = ["-x", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=0"]
        code = pytest.main([*options, "-k", _SLOW, *tests])
    except BaseException:  # noqa: BLE001 - SystemExit, RecursionError: noticed as well
        return NOTICED
    finally:
        sys.meta_path.remove(finder)
    return ALIVE if code == 0 else NOTICED


def _forget() -> None:
    """Let the product and its tests be imported anew."""
    for name in list(sys.modules):
        if name.partition(".")[0] in {"xltool", "tests", "benchmarks"}:
            del sys.modules[name]


class _Instead(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module from a source of its own."""

    def __init__(self, module: str, source: str) -> None:
        self._module, self._source = module, source

    def find_spec(
        self, name: str, path: object = None, target: object = None
    ) -> ModuleSpec | None:
        del path, target
        if name != self._module:
            return None
        return importlib.util.spec_from_loader(name, self)

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self._source, self._module, "exec"), module.__dict__)  # noqa: S102


def outcomes(subjects: Sequence[Subject], tests: Sequence[str]) -> Iterator[str]:
    """Judge mutants, some at a time, in their order."""
    workers = [_Worker(tests) for _ in range(WORKERS)]
    free = list(workers)

    def judge(subject: Subject) -> str:
        worker = free.pop()
        try:
            source = subject.path.read_text(encoding="utf-8")
            return worker.judge(subject.module, mutated(source, subject.mutant))
        finally:
            free.append(worker)

    with ThreadPoolExecutor(WORKERS) as threads:
        yield from threads.map(judge, subjects)
    for worker in workers:
        worker.stop()


def main() -> None:
    """Print how many mutants live, and which."""
    arguments = _arguments()
    subjects = subjects_of(arguments.room, arguments.module)
    total = len(subjects)
    if arguments.sample and arguments.sample < total:
        chosen = random.Random(arguments.seed).sample(range(total), arguments.sample)  # noqa: S311
        subjects = [subjects[place] for place in sorted(chosen)]
    tests = arguments.tests or [f"tests/{arguments.room}"]
    if subjects and not _pass_unchanged(subjects[0], tests):
        sys.exit("The tests fail without any change: nothing can be said.")
    counts: Counter[tuple[str, str]] = Counter()
    for subject, outcome in zip(subjects, outcomes(subjects, tests), strict=True):
        counts[subject.mutant.kind, outcome] += 1
        if outcome == ALIVE:
            print(subject, flush=True)
    _print_table(counts, total)


def _pass_unchanged(subject: Subject, tests: Sequence[str]) -> bool:
    """Whether the tests pass on the code as it is, and once more in the same process."""
    worker = _Worker(tests)
    source = subject.path.read_text(encoding="utf-8")
    unchanged = [worker.judge(subject.module, source) for _ in range(2)]
    worker.stop()
    return unchanged == [ALIVE, ALIVE]


def _print_table(counts: Counter[tuple[str, str]], total: int) -> None:
    judged = sum(counts.values())
    print(f"\n{judged} of {total} mutants judged\n")
    print("| leaves out | judged | noticed | share |")
    print("|---|--:|--:|--:|")
    for kind in (*KINDS, "all"):
        kinds = KINDS if kind == "all" else (kind,)
        noticed = sum(counts[one, NOTICED] for one in kinds)
        alive = sum(counts[one, ALIVE] for one in kinds)
        share = f"{noticed / (noticed + alive):.1%}" if noticed + alive else ""
        print(f"| {kind} | {noticed + alive} | {noticed} | {share} |")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--room", default="decomposition")
    parser.add_argument(
        "--module", default="", help="only modules with this in the path"
    )
    parser.add_argument(
        "--sample", type=int, default=0, help="so many, drawn by chance"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "tests", nargs="*", help="what to run instead of the room's tests"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
