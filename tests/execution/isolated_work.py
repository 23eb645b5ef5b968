"""What workers do in the tests: it must be importable by another process."""

from __future__ import annotations

import os
import sys
import time

from xltool.excel.reading import read_bytes


def behave(how: str) -> str:
    """Do what the item says, badly or well."""
    match how:
        case "abort":
            os.abort()
        case "wait":
            time.sleep(2)
        case "compute":
            _compute(1.3)
        case "compute for ever":
            _compute(1e9)
        case "hang":
            time.sleep(600)
        case "swell":
            return str(len(bytearray(4 << 30)))
        case "raise":
            raise ValueError(how)
        case "leave":
            sys.exit(3)
        case "noise":
            os.write(1, b"NOISE")
            os.write(2, b"NOISE")
    return how


def _compute(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


_kept: list[bytearray] = []


def grow(_item: bytes) -> int:
    """Keep some memory for ever, and tell how often that was done."""
    _kept.append(bytearray(200 << 20))
    return len(_kept)


def process(_item: str) -> int:
    """Tell which process works."""
    return os.getpid()


def verdict(data: bytes) -> tuple[bool, int]:
    """Read a workbook: whether something was read, and how many findings there are."""
    reading = read_bytes(data)
    return reading.workbook is not None, len(reading.findings)


def slow(item: str) -> str:
    """Take some time."""
    time.sleep(0.1)
    return item


def loaded(module: str) -> bool:
    """Whether this process has imported a module."""
    return module in sys.modules
