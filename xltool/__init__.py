"""xltool: the Excel toolkit of a coordinating office's reporting cycle.

Everything that a command does can be called: `xltool.roll_up("workspace", "2025-07")`.
`xltool.api` documents the functions, `xltool.frames` gives the ledger as pandas tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xltool.api import accept as accept
    from xltool.api import approve as approve
    from xltool.api import cascade as cascade
    from xltool.api import check as check
    from xltool.api import close as close
    from xltool.api import collect as collect
    from xltool.api import compare as compare
    from xltool.api import demo as demo
    from xltool.api import design as design
    from xltool.api import editions as editions
    from xltool.api import export as export
    from xltool.api import export_originals as export_originals
    from xltool.api import extend as extend
    from xltool.api import generate as generate
    from xltool.api import history as history
    from xltool.api import import_table as import_table
    from xltool.api import init as init
    from xltool.api import move as move
    from xltool.api import open_workspace as open_workspace
    from xltool.api import proof as proof
    from xltool.api import questions as questions
    from xltool.api import rejudge as rejudge
    from xltool.api import remind as remind
    from xltool.api import reopen as reopen
    from xltool.api import roll_up as roll_up
    from xltool.api import send as send
    from xltool.api import send_back as send_back
    from xltool.api import settle as settle
    from xltool.api import status as status
    from xltool.api import validate as validate
    from xltool.api import void as void
    from xltool.api import write_bulletin as write_bulletin

__version__ = "0.2.0"


def __getattr__(name: str) -> Any:
    """Give a function of `xltool.api`, which is imported when one is asked for."""
    import importlib

    if not name.startswith("_"):
        api = importlib.import_module("xltool.api")
        if name in api.__all__:
            return getattr(api, name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
