from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tests.excel.isolated_work import behave, process, verdict
from tests.excel.strange import book, packed, parts
from xltool.excel.isolation import Died, run_isolated

if TYPE_CHECKING:
    from collections.abc import Iterator


def reasons(items: list[str], *, timeout: float = 20, memory_mib: int = 600, workers: int = 2) -> list[tuple[str, str]]:
    given = run_isolated(behave, items, timeout=timeout, memory_mib=memory_mib, workers=workers)
    return [(item, result.reason if isinstance(result, Died) else result) for item, result in given]


def test_results_come_in_order_and_a_dead_worker_costs_only_its_item() -> None:
    items = ["a", "abort", "b", "raise", "c", "leave", "d"]
    expected = [(item, "crash" if item in {"abort", "raise", "leave"} else item) for item in items]
    assert reasons(items) == expected


def test_a_worker_that_hangs_is_stopped() -> None:
    start = time.monotonic()
    assert reasons(["a", "hang", "b"], timeout=2) == [("a", "a"), ("hang", "timeout"), ("b", "b")]
    assert time.monotonic() - start < 15


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process's memory")
def test_a_worker_that_swells_is_stopped() -> None:
    assert reasons(["a", "swell", "b"], workers=1) == [("a", "a"), ("swell", "memory"), ("b", "b")]


def test_workers_are_used_again() -> None:
    given = run_isolated(process, ["x"] * 20, timeout=20, memory_mib=600, workers=2)
    assert len({result for _, result in given}) <= 2


def test_nothing_is_started_for_nothing_and_items_are_taken_as_they_are_needed() -> None:
    assert list(run_isolated(behave, [], timeout=1, memory_mib=600)) == []
    taken = []

    def endless() -> Iterator[str]:
        for number in range(10**9):
            taken.append(number)
            yield str(number)

    given = run_isolated(behave, endless(), timeout=20, memory_mib=600, workers=1)
    assert next(given) == ("0", "0")
    given.close()
    assert len(taken) < 100


def test_no_worker_outlives_the_run() -> None:
    given = run_isolated(process, ["x", "x"], timeout=20, memory_mib=600, workers=1)
    _, worker = next(given)
    given.close()
    assert isinstance(worker, int)
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


def test_what_a_worker_prints_reaches_nobody() -> None:
    script = (
        "from tests.excel.isolated_work import behave\nfrom xltool.excel.isolation import run_isolated\n"
        "if __name__ == '__main__':\n"
        "    print(list(run_isolated(behave, ['noise', 'abort'], timeout=20, memory_mib=600)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert "NOISE" not in done.stdout + done.stderr
    assert done.stderr == ""


def test_no_mutation_of_a_workbook_stops_the_batch_and_few_stop_the_reader() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c><c r="B{n}"><v>{n}</v></c></row>' for n in range(1, 30))
    original = book(rows, strings="<si><t>文字</t></si>")
    mutations = list(_mutations(original, rows, 300))
    given = [result for _, result in run_isolated(verdict, mutations, timeout=10, memory_mib=900, workers=2)]
    assert len(given) == len(mutations)
    assert all(result[0] or result[1] for result in given if not isinstance(result, Died))
    assert sum(isinstance(result, Died) for result in given) <= 3, "only an address far off may cost a worker"


def _mutations(original: bytes, rows: str, count: int) -> Iterator[bytes]:
    chance = random.Random(20250731)  # noqa: S311 - the same mutations every time
    spoilt = ("", "<", '"', "9999999999", "</c>", "<v>", "XFD1048576", "&a;", "-1", "A" * 3000, "<row>", "\x00")
    for number in range(count):
        if number % 3 == 0:
            yield original[: chance.randrange(len(original))]
        elif number % 3 == 1:
            data = bytearray(original)
            data[chance.randrange(len(data))] = chance.randrange(256)
            yield bytes(data)
        else:
            at = chance.randrange(len(rows))
            text = rows[:at] + chance.choice(spoilt) + rows[at + chance.randrange(20) :]
            yield packed(parts(f"<sheetData>{text}</sheetData>", strings="<si><t>文字</t></si>"))
