"""The entry point: runs the command line and turns what stops a run into one line and an exit status."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run `xltool`."""
    gc.set_threshold(
        100_000
    )  # the default of 700 looks for garbage all through the imports: a tenth of `status`
    from xltool.cli.main import run

    status = run(sys.argv[1:])
    gc.freeze()  # the process ends: looking for garbage in all that was imported is a fifth of `status`
    sys.exit(status)


if __name__ == "__main__":
    main()
