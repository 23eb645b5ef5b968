"""Attempts wait longer and longer, and rates have room again as time passes."""

from __future__ import annotations

from xltool.web import attempts
from xltool.web.attempts import Attempts, Rate


def test_attempts_wait_longer_and_longer_up_to_a_limit() -> None:
    tries = Attempts(free=2, first_wait=10, longest_wait=35)
    waits = []
    for number in range(6):
        waits.append(tries.wait("李红", now=number))
        tries.failed("李红", now=number)
    assert waits == [0, 0, 9, 19, 34, 34]
    assert tries.wait("督查室", now=6) == 0
    assert tries.wait("李红", "督查室", now=45) == 0


def test_who_succeeds_or_stays_away_begins_anew() -> None:
    tries = Attempts(free=1, first_wait=10, longest_wait=10)
    tries.failed("李红", now=0)
    tries.forget("李红")
    assert tries.wait("李红", now=1) == 0
    tries.failed("李红", now=1)
    tries.undo("李红", "谁")
    assert tries.wait("李红", now=1) == 0
    tries.failed("李红", now=1)
    tries.failed("李红", now=2)
    tries.failed("李红", now=1000)
    assert tries.wait("李红", now=1000) == 10


def test_a_rate_has_room_again_as_time_passes() -> None:
    rate = Rate(most=3, seconds=60)
    assert rate.take("a", now=0, count=2) == 0
    assert rate.take("a", now=10, count=2) == 50
    assert rate.take("a", now=10) == 0
    assert rate.take("b", now=10) == 0
    assert rate.take("a", now=61, count=2) == 0
    assert rate.take("c", now=61, count=4) == 60


def test_who_came_longest_ago_is_forgotten() -> None:
    tries, rate = (
        Attempts(free=1, first_wait=9, longest_wait=9),
        Rate(most=1, seconds=9),
    )
    for number in range(attempts._MOST_KNOWN + 10):
        tries.failed(str(number), now=0)
        rate.take(str(number), now=0)
    assert tries.wait("0", now=0) == 0
    assert tries.wait(str(attempts._MOST_KNOWN), now=0) == 9
    assert rate.take("0", now=0) == 0
