from __future__ import annotations

import os
import pickle
import random
import subprocess
import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import ROOT
from tests.excel.strange import book, packed, parts
from tests.execution.isolated_work import behave, grow, loaded, process, verdict
from xltool.execution.child import WorkerDied
from xltool.execution.executors import LocalExecutor
from xltool.execution.inorder import in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator


def given(
    function: Callable[[Any], Any],
    items: Iterable[Any],
    *,
    timeout: float = 20,
    memory_mib: int = 600,
    workers: int = 2,
) -> Generator[Any]:
    executor = LocalExecutor(timeout=timeout, memory_mib=memory_mib, workers=workers)
    try:
        yield from in_order(executor, function, items, weigh=len)
    finally:
        executor.shutdown(cancel_futures=True)


def reasons(items: list[str], *, timeout: float = 20, workers: int = 2) -> list[str]:
    results = given(behave, items, timeout=timeout, workers=workers)
    return [
        result.reason if isinstance(result, WorkerDied) else result
        for result in results
    ]


def test_results_come_in_order_and_a_dead_worker_costs_only_its_item() -> None:
    items = ["a", "abort", "b", "raise", "c", "leave", "d"]
    assert reasons(items) == [
        "crash" if item in {"abort", "raise", "leave"} else item for item in items
    ]


def test_a_worker_that_hangs_is_stopped() -> None:
    start = time.monotonic()
    assert reasons(["a", "hang", "b"], timeout=2) == ["a", "timeout", "b"]
    assert time.monotonic() - start < 15


@pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no timer of processor time"
)
def test_only_processor_time_counts_and_what_used_it_up_is_tried_again_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # on a busy machine a second of processor time may take a minute: no clock stops it
    monkeypatch.setattr("xltool.execution.workers._PATIENCE", 600)
    items = ["a", "compute", "wait", "b", "compute for ever", "c"]
    told = ["a", "compute", "wait", "b", "timeout", "c"]
    assert reasons(items, timeout=1) == told


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux limits a process's memory"
)
def test_a_worker_that_swells_is_stopped() -> None:
    assert reasons(["a", "swell", "b"], workers=1) == ["a", "memory", "b"]


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux limits a process's memory"
)
def test_what_earlier_work_left_in_memory_is_not_laid_at_the_door_of_the_next() -> None:
    sizes = list(given(grow, [b"1", b"2", b"3"], memory_mib=500, workers=1))
    assert sizes == [1, 2, 1]


def test_children_that_were_expected_have_imported_and_no_more_are_started() -> None:
    with LocalExecutor(timeout=20, memory_mib=600, workers=4) as executor:
        executor.expect(2, loaded.__module__)
        started = set(executor._pool._all)
        assert [
            executor.submit(loaded, "tests.execution.isolated_work").result()
            for _ in range(4)
        ] == [True] * 4
        assert executor._pool._all == started
        assert len(started) == 2


def test_children_that_fall_at_their_import_cost_what_they_were_given() -> None:
    with LocalExecutor(timeout=20, memory_mib=600, workers=1) as executor:
        executor.expect(1, "tests.execution.no_such_module")
        with pytest.raises(WorkerDied, match="crash"):
            executor.submit(behave, "a").result()
        assert executor.submit(behave, "b").result() == "b"


def test_an_item_larger_than_a_pipe_goes_there_and_back() -> None:
    assert list(given(behave, ["x" * 3_000_000], workers=1)) == ["x" * 3_000_000]


def test_an_item_may_be_worked_on_again_in_its_place() -> None:
    executor = LocalExecutor(timeout=20, memory_mib=600, workers=2)
    with executor:
        again = in_order(
            executor,
            behave,
            ["a", "b?", "c"],
            weigh=len,
            again=lambda item, result: f"{item[0]}!" if result.endswith("?") else None,
        )
        assert list(again) == ["a", "b!", "c"]


def test_what_waits_is_bounded_by_what_it_weighs() -> None:
    taken = []

    def heavy() -> Iterator[str]:
        for number in range(100):
            taken.append(number)
            yield str(number)

    executor = LocalExecutor(timeout=20, memory_mib=600, workers=1)
    with (
        executor,
        closing(
            in_order(executor, behave, heavy(), weigh=lambda _item: 30 << 20)
        ) as results,
    ):
        assert next(results) == "0"
        assert len(taken) <= 4


def test_a_death_can_be_pickled() -> None:
    sent = pickle.dumps(WorkerDied("timeout", "why", wants_more=True))
    died = pickle.loads(sent)  # noqa: S301 - our own
    assert (died.reason, died.detail, died.wants_more) == ("timeout", "why", True)


def test_what_cannot_be_pickled_is_the_callers_mistake() -> None:
    with LocalExecutor(timeout=20, memory_mib=600, workers=1) as executor:
        with pytest.raises((AttributeError, TypeError, pickle.PicklingError)):
            executor.submit(behave, lambda: None).result()
        assert executor.submit(behave, "a").result() == "a"


def test_workers_are_used_again() -> None:
    assert len(set(given(process, ["x"] * 20))) <= 2


def test_nothing_is_started_for_nothing_and_items_are_taken_as_they_are_needed() -> (
    None
):
    assert list(given(behave, [])) == []
    taken = []

    def endless() -> Iterator[str]:
        for number in range(10**9):
            taken.append(number)
            yield str(number)

    with closing(given(behave, endless(), workers=1)) as results:
        assert next(results) == "0"
    assert len(taken) < 100


def test_no_worker_outlives_the_run() -> None:
    with closing(given(process, ["x", "x"], workers=1)) as results:
        worker = next(results)
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


def test_what_a_worker_prints_reaches_nobody() -> None:
    script = (
        "from tests.execution.isolated_work import behave\nfrom tests.execution.test_isolation import given\n"
        "print(list(given(behave, ['noise', 'abort'])))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert "NOISE" not in done.stdout + done.stderr
    assert done.stderr == ""


def test_no_mutation_of_a_workbook_stops_the_batch_and_few_stop_the_reader() -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c><c r="B{n}"><v>{n}</v></c></row>'
        for n in range(1, 30)
    )
    original = book(rows, strings="<si><t>文字</t></si>")
    mutations = list(_mutations(original, rows, 300))
    results = list(given(verdict, mutations, timeout=10, memory_mib=900))
    assert len(results) == len(mutations)
    assert all(
        result[0] or result[1]
        for result in results
        if not isinstance(result, WorkerDied)
    )
    assert sum(isinstance(result, WorkerDied) for result in results) <= 3, (
        "only an address far off may cost a worker"
    )


def _mutations(original: bytes, rows: str, count: int) -> Iterator[bytes]:
    chance = random.Random(20250731)  # noqa: S311 - the same mutations every time
    spoilt = (
        "",
        "<",
        '"',
        "9999999999",
        "</c>",
        "<v>",
        "XFD1048576",
        "&a;",
        "-1",
        "A" * 3000,
        "<row>",
        "\x00",
    )
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
            yield packed(
                parts(f"<sheetData>{text}</sheetData>", strings="<si><t>文字</t></si>")
            )
