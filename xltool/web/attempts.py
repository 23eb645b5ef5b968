"""Limits on what somebody may try, by name or by address: attempts, and rates.

Both are kept in memory: a limit ends with the desk. They forget who has not come for
long, so that nobody can fill the memory.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from dataclasses import dataclass

_MOST_KNOWN = 20_000
"""Names and addresses that are remembered; who came longest ago is forgotten first."""


@dataclass(slots=True)
class _Failures:
    count: int = 0
    last: float = 0.0


class Attempts:
    """Failed attempts: after some that are free, each one has to wait longer.

    `now` is a time in seconds that only grows.
    """

    def __init__(self, *, free: int, first_wait: float, longest_wait: float) -> None:
        """Let `free` attempts fail; then wait `first_wait` seconds, twice as long
        after each further one, `longest_wait` at most.
        """
        self._free = free
        self._first = first_wait
        self._longest = longest_wait
        self._failures: OrderedDict[str, _Failures] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, *keys: str, now: float) -> float:
        """Give how many seconds have to pass before somebody may try again."""
        with self._lock:
            return max((self._left(key, now) for key in keys), default=0.0)

    def failed(self, *keys: str, now: float) -> None:
        """Count a failed attempt."""
        with self._lock:
            for key in keys:
                known = self._failures.setdefault(key, _Failures())
                if now - known.last > 2 * self._longest:
                    known.count = 0
                known.count += 1
                known.last = now
                self._failures.move_to_end(key)
            while len(self._failures) > _MOST_KNOWN:
                self._failures.popitem(last=False)

    def undo(self, *keys: str) -> None:
        """Take back a failure that was counted before it was known to be none."""
        with self._lock:
            for key in keys:
                known = self._failures.get(key)
                if known is not None:
                    known.count = max(0, known.count - 1)

    def forget(self, *keys: str) -> None:
        """Begin anew for somebody who succeeded."""
        with self._lock:
            for key in keys:
                self._failures.pop(key, None)

    def _left(self, key: str, now: float) -> float:
        """Give how many seconds a key has to wait yet."""
        known = self._failures.get(key)
        if known is None or known.count < self._free:
            return 0.0
        more = min(known.count - self._free, 30)
        wait = min(self._first * float(1 << more), self._longest)
        return max(0.0, known.last + wait - now)


class Rate:
    """So many of something within so many seconds, for each name or address."""

    def __init__(self, *, most: int, seconds: float) -> None:
        """Allow `most` within `seconds`."""
        self._most = most
        self._seconds = seconds
        self._times: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str, *, now: float, count: int = 1) -> float:
        """Take `count`; gives 0, or in how many seconds there is room for one again.

        Where there is no room nothing is taken.
        """
        with self._lock:
            times = self._times.setdefault(key, deque())
            self._times.move_to_end(key)
            while times and times[0] <= now - self._seconds:
                times.popleft()
            if len(times) + count > self._most:
                return times[0] + self._seconds - now if times else self._seconds
            times.extend([now] * count)
            while len(self._times) > _MOST_KNOWN:
                self._times.popitem(last=False)
            return 0.0
