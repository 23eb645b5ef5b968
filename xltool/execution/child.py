"""The life of a child process: it works on what comes through its standard input until that is closed.

Nothing that it prints reaches the user: libraries written in other languages print as
they fall.
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


class Died(Exception):  # noqa: N818 - a death is what became of the work, not a mistake of the program
    """A piece of work that gave no result.

    `detail` is for the maintainer: an exit status or a traceback.
    """

    def __init__(
        self, reason: Literal["timeout", "memory", "crash"], detail: str = ""
    ) -> None:
        """Say why; the arguments are those of the exception, so that it can be pickled."""
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


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
    """Serve: the first of each message is the function, or None for the one before it.

    `module` is imported before the first message comes.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    requests, answers = _streams()
    _limit_memory(memory_mib)
    if module:
        import_module(module)
    function: Callable[..., object] | None = None
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            new, args = receive(requests)
            function = new or function
            send(answers, _outcome(function, args))


def _streams() -> tuple[BinaryIO, BinaryIO]:
    """Take standard input and output for the messages, and leave nothing in their places."""
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
        return Died("memory")
    except BaseException:  # noqa: BLE001 - panics of Rust libraries are no Exception
        return Died("crash", traceback.format_exc(limit=20))


def _limit_memory(mebibytes: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
    with contextlib.suppress(
        ValueError, OSError
    ):  # macOS knows the limit but refuses to set it
        resource.setrlimit(kind, (mebibytes << 20, mebibytes << 20))
