"""The entry point of the command line."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run `xltool`."""
    # The default of 700 looks for garbage all through the imports: a tenth of the time
    # that `status` takes.
    gc.set_threshold(100_000)
    from xltool.cli.main import run

    status = run(sys.argv[1:])
    # The process ends: looking for garbage in all that was imported is another fifth.
    gc.freeze()
    sys.exit(status)


if __name__ == "__main__":
    main()
