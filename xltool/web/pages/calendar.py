"""日历: periods with their deadlines on working days; opened, closed, opened again."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.routing import Route

from xltool.model.clock import office_time
from xltool.model.period import Period
from xltool.web.pages.common import (
    back_to,
    desk_of,
    now,
    operator_of,
    period_of,
    reason_in,
)
from xltool.web.rendering import page
from xltool.workflows.period import close, reopen
from xltool.workflows.periods import (
    calendar,
    issued_periods,
    other_periods,
    period_of_day,
)

if TYPE_CHECKING:
    import datetime as dt

    from starlette.requests import Request
    from starlette.responses import Response

    from xltool.workspace import Workspace

_AHEAD = 3
"""Months shown beyond the one at hand."""


def show(request: Request) -> Response:
    """Show the periods of the ledger and the months that come, or open one."""
    desk = desk_of(request)
    wanted = request.query_params.get("period", "").strip()
    if wanted:
        return back_to(f"/p/{quote(str(_named(wanted)), safe='')}")
    today = office_time(now()).date()
    lines = desk.remembered(
        ("calendar", today),
        lambda workspace: calendar(workspace, _shown(workspace, today)),
    )
    return page(request, "calendar.html", lines=lines, today=today)


def _named(text: str) -> Period:
    """Read a period that was typed; 400 for what is none."""
    try:
        return Period.parse(text)
    except ValueError as error:
        raise HTTPException(400, f"{error}：返回上一页改正。") from None


def shut(request: Request) -> Response:
    """Close a period."""
    desk = desk_of(request)
    close(desk.workspace, period_of(request), now=now(), operator=operator_of(request))
    return back_to("/calendar")


async def open_again(request: Request) -> Response:
    """Open a closed period again, with a reason."""
    reason, _ = await reason_in(request)
    desk = desk_of(request)
    reopen(
        desk.workspace,
        period_of(request),
        reason=reason,
        now=now(),
        operator=operator_of(request),
    )
    return back_to("/calendar")


def _shown(workspace: Workspace, today: dt.date) -> tuple[Period, ...]:
    """Give the periods to come, the latest first, and those that were issued."""
    coming: list[Period] = []
    month: Period | None = period_of_day(today)
    while month is not None and len(coming) < _AHEAD:
        coming.append(month)
        month = month.following
    known = issued_periods(workspace)
    coming += other_periods(workspace, today)
    ahead = [one for one in sorted(coming, reverse=True) if one not in known]
    return (*ahead, *known)


ROUTES = (
    Route("/calendar", show),
    Route("/p/{period}/close", shut, methods=["POST"]),
    Route("/p/{period}/reopen", open_again, methods=["POST"]),
)
