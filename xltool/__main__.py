"""The entry point: runs the command line and turns what stops a run into one line and an exit status."""

from __future__ import annotations

import sys


def main() -> None:
    """Run `xltool`."""
    from xltool.cli.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
