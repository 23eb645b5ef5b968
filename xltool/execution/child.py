"""The life of a child process.

It works on what comes through its standard input until that is closed. Nothing that it
prints reaches the user: libraries written in other languages print as they fall.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
import traceback
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

Reason = Literal["timeout", "memory", "crash"]


class WorkerDied(Exception):  # noqa: N818 - what became of the work, no mistake of the program
    """A piece of work that gave no result.

    `detail` is for the maintainer: an exit status or a traceback. `wants_more` says
    that the work was stopped at a limit and may succeed with more time or memory.
    """

    def __init__(
        self, reason: Reason, detail: str = "", *, wants_more: bool = False
    ) -> None:
        """Say why; the positional arguments are those of the exception."""
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail
        self.wants_more = wants_more

    def __reduce__(self) -> tuple[Any, ...]:
        """Let it be pickled with its keyword argument."""
        return _worker_died, (self.reason, self.detail, self.wants_more)


def _worker_died(reason: Reason, detail: str, wants_more: bool) -> WorkerDied:  # noqa: FBT001 - for pickle
    return WorkerDied(reason, detail, wants_more=wants_more)


def send(stream: BinaryIO, message: object) -> None:
    """Write a message; nothing is written of one that cannot be pickled."""
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    stream.write(len(data).to_bytes(8))
    stream.write(data)
    stream.flush()


def receive(stream: BinaryIO) -> Any:
    """Read a message; EOFError where the other side ended before it was complete."""
    size = int.from_bytes(_exactly(stream, 8))
    return pickle.loads(_exactly(stream, size))  # noqa: S301 - the other side is this program


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def main(memory_mib: int, module: str = "") -> None:
    """Serve requests: each is a function, its arguments and the seconds it may take.

    None stands for the function of the request before. `module` is imported before the
    first request comes.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    requests, answers = _streams()
    _limit_memory(memory_mib)
    if module:
        import_module(module)
    function: Callable[..., object] | None = None
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            new, args, seconds = receive(requests)
            function = new or function
            limit_processor_time(seconds)
            outcome = _outcome(function, args)
            limit_processor_time(0)
            send(answers, outcome)


def _streams() -> tuple[BinaryIO, BinaryIO]:
    """Take standard input and output for the messages; leave nothing there."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    return requests, answers


def _outcome(function: Any, args: tuple[object, ...]) -> object:
    try:
        return function(*args)
    except MemoryError:
        return WorkerDied("memory", wants_more=True)
    except BaseException:  # noqa: BLE001 - panics of Rust libraries are no Exception
        return WorkerDied("crash", traceback.format_exc(limit=20))


if sys.platform == "win32":
    COUNTS_PROCESSOR_TIME = False

    def limit_processor_time(seconds: float) -> None:
        """Do nothing: Windows has no such timer; the parent's clock is the limit."""

    def is_out_of_time(returncode: int) -> bool:  # noqa: ARG001 - as elsewhere
        """Say whether a process ended since its processor time was used up."""
        return False

    def _limit_memory(mebibytes: int) -> None:
        """Do nothing: whoever reads a file looks at its size first."""

else:
    import resource

    COUNTS_PROCESSOR_TIME = True

    def limit_processor_time(seconds: float) -> None:
        """End this process when it has computed for so many seconds more; 0: no limit.

        Time in which it waits, for the disk or for other processes, does not count.
        """
        signal.setitimer(signal.ITIMER_PROF, seconds)

    def is_out_of_time(returncode: int) -> bool:
        """Say whether a process ended since its processor time was used up."""
        return returncode == -signal.SIGPROF

    def _limit_memory(mebibytes: int) -> None:
        on_linux = sys.platform == "linux"
        kind = resource.RLIMIT_DATA if on_linux else resource.RLIMIT_AS
        size = mebibytes << 20
        with contextlib.suppress(ValueError, OSError):  # macOS refuses to set it
            resource.setrlimit(kind, (size, size))
