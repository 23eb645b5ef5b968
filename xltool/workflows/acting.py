"""Who acts, and what time it is: both are told to a workflow by who calls it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

Clock = Callable[[], dt.datetime]
"""What gives the present moment, with its time zone, to a workflow that takes a while.
"""


def utc_now() -> dt.datetime:
    """Give the present moment, in UTC."""
    return dt.datetime.now(dt.UTC)


def logged_in_user() -> str:
    """Give the name under which the person at this computer is logged in.

    Empty where there is none: in a container, or on a Windows without its variables.
    """
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
