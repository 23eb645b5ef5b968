"""One job at a time, in the order asked, each once."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

from xltool.errors import PeriodError
from xltool.web.jobs import JobQueue, JobState

if TYPE_CHECKING:
    from xltool.web.jobs import Progress


def _note(order: list[str], name: str, _: Progress) -> None:
    order.append(name)


def test_jobs_run_one_after_the_other_in_the_order_asked() -> None:
    jobs, order = JobQueue(), list[str]()
    running = [jobs.submit(name, name, partial(_note, order, name)) for name in "abc"]
    for job in running:
        assert job.over.wait(10)
    assert order == ["a", "b", "c"]
    jobs.close()


def test_a_double_click_starts_one_job() -> None:
    jobs, go = JobQueue(), threading.Event()
    first = jobs.submit("收", "collect", lambda _: go.wait(10))
    assert jobs.submit("收", "collect", lambda _: None) is first
    assert jobs.is_busy
    go.set()
    assert first.over.wait(10)
    assert jobs.submit("收", "collect", lambda _: None) is not first
    jobs.close()
    assert not jobs.is_busy


def test_a_job_tells_how_far_it_is_and_keeps_its_result() -> None:
    jobs, half, go = JobQueue(), threading.Event(), threading.Event()

    def work(progress: Progress) -> str:
        progress(1, 2)
        half.set()
        go.wait(10)
        return "result"

    job = jobs.submit("做", "do", work)
    assert half.wait(10)
    assert (job.state, job.done, job.total, job.percent) == (JobState.RUNNING, 1, 2, 50)
    go.set()
    assert job.over.wait(10)
    assert (job.state, job.result, job.percent) == (JobState.DONE, "result", 100)
    jobs.close()


def test_a_failure_is_one_line_and_the_next_job_runs() -> None:
    jobs = JobQueue()

    def stopped(_: Progress) -> None:
        raise PeriodError("没有下发过")

    def broken(_: Progress) -> None:
        raise ZeroDivisionError

    first, second = jobs.submit("a", "a", stopped), jobs.submit("b", "b", broken)
    third = jobs.submit("c", "c", lambda _: 3)
    assert third.over.wait(10)
    assert (first.state, first.error) == (JobState.FAILED, "没有下发过")
    assert "ZeroDivisionError" in second.error
    assert third.result == 3
    jobs.close()


def test_old_jobs_are_forgotten() -> None:
    jobs = JobQueue()
    first = jobs.submit("0", "0", lambda _: None)
    for number in range(1, 260):
        assert jobs.submit(str(number), str(number), lambda _: None).over.wait(10)
    assert jobs.find(first.number) is None
    assert len(jobs.recent()) <= 201
    jobs.close()
