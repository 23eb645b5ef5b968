"""`python -m tests.fuzzing [COUNT]`: reads so many mutated inputs, a million by itself.

Each in a process that may die; what fails is printed with its number, by which
`targets.input_of` gives it again.
"""

from __future__ import annotations

import sys
import time

from tests.fuzzing.running import fuzz


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(count: int) -> int:
    """Fuzz, and say how many inputs were read and which of them failed."""
    began = time.monotonic()
    result = fuzz(count=count, report=_say)
    took = time.monotonic() - began
    _say(f"{result.inputs} inputs in {took:.0f} s, {len(result.failures)} failures")
    return 1 if result.failures else 0


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
