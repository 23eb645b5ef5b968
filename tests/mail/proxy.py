"""A wire between a client and a server on loopback that is cut once, at a chosen moment."""

from __future__ import annotations

import os
import socket
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PIECE = 4096
_T = TypeVar("_T")


class Wire:
    """Passes pieces of at most 4 KB in both directions; the connection that brings piece `cut_at` is cut instead."""

    def __init__(self, target: int, cut_at: int | None = None) -> None:
        self.cut_at = cut_at
        self.pieces = 0
        self._target = target
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
                if self._cuts():  # the connection itself is the first piece
                    _close(client, server)
                    continue
                for ends in ((client, server), (server, client)):
                    threading.Thread(target=self._pass, args=ends, daemon=True).start()

    def close(self) -> None:
        _close(self._listener)

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while (piece := source.recv(_PIECE)) and not self._cuts():
                target.sendall(piece)
        _close(source, target)

    def _cuts(self) -> bool:
        with self._lock:
            self.pieces += 1
            return self.pieces - 1 == self.cut_at


def _close(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


@contextmanager
def wire(target: int, cut_at: int | None = None) -> Iterator[Wire]:
    """Run a wire to a port; without `cut_at` it only counts."""
    one = Wire(target, cut_at)
    threading.Thread(target=one.serve, daemon=True).start()
    try:
        yield one
    finally:
        one.close()


def spread(points: Sequence[_T], usual: int) -> list[_T]:
    """Choose evenly as many points as XLTOOL_FAULT_POINTS says, or the usual number: all take minutes."""
    wanted = min(int(os.environ.get("XLTOOL_FAULT_POINTS", usual)), len(points))
    return [points[number * len(points) // wanted] for number in range(wanted)]
