"""A real PostgreSQL server for the tests: of our own, in a temporary folder, gone when they end."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

USER = "xltool"
_DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Server:
    """A running server, and its programs."""

    port: int
    programs: _Programs
    numbers: Iterator[int] = field(default_factory=count)

    def new_database(self) -> str:
        """Make an empty database and give its URL."""
        name = f"ledger{next(self.numbers)}"
        self.execute(f"create database {name}")
        return f"postgresql+psycopg://{USER}@127.0.0.1:{self.port}/{name}"

    def execute(self, statement: str) -> None:
        """Do something as the server's owner."""
        import psycopg

        with psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=USER,
            dbname="postgres",
            autocommit=True,
        ) as admin:
            admin.execute(statement.encode())


class _Programs:
    """The server's programs, run as somebody whom they accept: they refuse root."""

    def __init__(self, folder: Path, place: Path) -> None:
        self.folder = folder
        self.place = place
        self.identity: dict[str, Any] = {}
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            import pwd

            names = {one.pw_name: one for one in pwd.getpwall()}
            servant = names.get("postgres") or names["nobody"]
            os.chown(folder, servant.pw_uid, servant.pw_gid)
            self.identity = {
                "user": servant.pw_uid,
                "group": servant.pw_gid,
                "extra_groups": [],
            }

    def run(self, name: str, *arguments: str | Path) -> str:
        """Run a program and give what it printed; RuntimeError with that if it failed."""
        command = [str(self.place / name), *map(str, arguments)]
        with (
            tempfile.TemporaryFile() as output
        ):  # a pipe would stay open as long as the server that was started
            done = subprocess.run(
                command,
                cwd=self.folder,
                stdout=output,
                stderr=output,
                timeout=60,
                check=False,
                **self.identity,
            )
            output.seek(0)
            printed = output.read().decode(errors="replace")
        if done.returncode:
            message = f"{name}: {printed}"
            raise RuntimeError(message)
        return printed


@contextmanager
def postgres_server() -> Iterator[Server]:
    """Run a server on a free port of loopback; the test is skipped where none is installed."""
    place = _place()
    if place is None:
        pytest.skip("PostgreSQL's server (initdb, pg_ctl) is not installed")
    folder = Path(tempfile.mkdtemp(prefix="xltool-postgres-"))
    try:
        programs, data, port = _Programs(folder, place), folder / "data", _free_port()
        order = ["--locale=C"]
        if "--icu-locale" in programs.run(
            "initdb", "--help"
        ):  # the order of Chinese text, as an office's server has it
            order = ["--locale-provider=icu", "--icu-locale=zh", "--locale=C"]
        programs.run(
            "initdb",
            "-D",
            data,
            "-U",
            USER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
            *order,
        )
        options = (
            f"-p {port} -F -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        )
        programs.run(
            "pg_ctl", "-D", data, "-w", "-l", folder / "log.txt", "-o", options, "start"
        )
        try:
            yield Server(port, programs)
        finally:
            programs.run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _place() -> Path | None:
    """Give the folder of the server's programs; Debian keeps them out of the PATH."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = sorted(
        _DEBIAN.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3])
    )
    return versions[-1].parent if versions else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
