"""本期: the stages of a period, its numbers, and where every unit stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.routing import Route

from xltool.model.clock import office_time
from xltool.model.submission import UnitState, Verdict
from xltool.rollup.owing import days_late
from xltool.web.pages.common import (
    back_to,
    desk_of,
    form_of,
    now,
    number_in,
    operator_of,
    period_of,
    start_job,
)
from xltool.web.rendering import page
from xltool.workflows.generating import generate_forms, of_all_forms
from xltool.workflows.reminding import remind, working_days_left
from xltool.workflows.sending import send
from xltool.workflows.stages import PeriodView, period_view

if TYPE_CHECKING:
    from starlette.datastructures import QueryParams
    from starlette.requests import Request
    from starlette.responses import Response

    from xltool.model.period import Period
    from xltool.model.registry import Unit
    from xltool.model.submission import UnitStanding
    from xltool.web.jobs import Progress

PAGE_SIZE = 100
"""Units on one page of the table: 73 fit, and a thousand stay quick."""
_SOON_DAYS = 3
"""So many working days before the deadline a missing report turns blue."""
_NOT_IN = frozenset({UnitState.NOT_ISSUED, UnitState.ISSUED, UnitState.OVERDUE})


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """One unit of the table, with its light and whom to call."""

    standing: UnitStanding
    light: str
    contact: str
    phone: str


def show(request: Request) -> Response:
    """Show the period, or only its table where a filter asks for it."""
    desk = desk_of(request)
    period = period_of(request)
    form = form_of(request, period)
    view = desk.remembered(
        ("period", period, form),
        lambda workspace: period_view(workspace, period, form=form, now=now()),
    )
    lines = _lines(view)
    chosen = _chosen(lines, request.query_params)
    number = number_in(request.query_params.get("page", "1"))
    last = max(1, -(-len(chosen) // PAGE_SIZE))
    number = min(number, last)
    template = "units_table.html" if _wants_part(request) else "period.html"
    return page(
        request,
        template,
        period=period,
        form=form,
        view=view,
        lines=chosen[(number - 1) * PAGE_SIZE : number * PAGE_SIZE],
        found=len(chosen),
        number=number,
        last=last,
        query=dict(request.query_params),
        states=list(UnitState),
        days_left=_days_left(view),
        missing=_missing_text(period, lines),
    )


def missing(request: Request) -> Response:
    """Show the units that have not reported, on one printable page."""
    desk = desk_of(request)
    period = period_of(request)
    form = form_of(request, period)
    view = period_view(desk.workspace, period, form=form, now=now())
    lines = [one for one in _lines(view) if one.standing.state in _NOT_IN]
    today = dt.datetime.now(dt.UTC)
    late = {}
    for line in lines:
        late[line.standing.code] = days_late(line.standing.due, now=today)
    return page(
        request,
        "missing.html",
        period=period,
        lines=lines,
        deadline=view.status.deadline if view.status else None,
        today=today,
        late=late,
    )


async def issue(request: Request) -> Response:
    """Make the issued workbooks, as a job."""
    desk = desk_of(request)
    period = period_of(request)
    operator = operator_of(request)

    def work(progress: Progress) -> object:
        results = generate_forms(
            desk.workspace,
            period,
            now=now(),
            operator=operator,
            progress=progress,
        )
        return of_all_forms(results)

    title = f"{period.label}：生成下发表"
    return await start_job(request, title, f"generate {period}", work)


async def mail_out(request: Request) -> Response:
    """Mail the issued workbooks, as a job."""
    desk = desk_of(request)
    period = period_of(request)
    return await start_job(
        request,
        f"{period.label}：发出下发表",
        f"send {period}",
        lambda _: send(desk.workspace, period),
    )


async def remind_units(request: Request) -> Response:
    """Remind the units that owe something, as a job."""
    desk = desk_of(request)
    period = period_of(request)
    return await start_job(
        request,
        f"{period.label}：催报",
        f"remind {period}",
        lambda _: remind(desk.workspace, period, now=now()),
    )


async def go_to(request: Request) -> Response:
    """Change to the period that was chosen in the page's head."""
    form = await request.form()
    return back_to(f"/p/{form.get('period', '')}")


def _lines(view: PeriodView) -> list[UnitLine]:
    """Give the line of every unit."""
    if view.status is None:
        return []
    known = view.status.contacts
    left = _days_left(view)
    return [_line(one, known.get(one.code), left) for one in view.status.units]


def _line(standing: UnitStanding, unit: Unit | None, left: int | None) -> UnitLine:
    """Give a unit's line, with whom to call."""
    return UnitLine(
        standing=standing,
        light=_light(standing, left),
        contact=unit.contact if unit else "",
        phone=unit.phone if unit else "",
    )


def _light(standing: UnitStanding, left: int | None) -> str:
    """Give the light: red overdue, yellow 退回 or 待核实, blue due soon, green in."""
    if standing.state is UnitState.OVERDUE:
        return "red"
    if standing.state in {UnitState.RETURNED, UnitState.SUPPLEMENT}:
        return "yellow"
    if standing.verdict is Verdict.ACCEPTED_WITH_QUERIES:
        return "yellow"
    if standing.state is UnitState.ACCEPTED:
        return "green"
    if left is not None and left <= _SOON_DAYS:
        return "blue"
    return "none"


def _days_left(view: PeriodView) -> int | None:
    """Give the working days until the deadline; None where there is none."""
    if view.status is None or view.status.deadline is None:
        return None
    today = office_time(now()).date()
    return working_days_left(today, office_time(view.status.deadline).date())


def _chosen(lines: list[UnitLine], query: QueryParams) -> list[UnitLine]:
    """Keep what the filter asks for, in the order that it asks for."""
    chosen = [one for one in lines if _fits(one, query)]
    order = query.get("sort", "")
    if order == "state":
        states = list(UnitState)
        chosen.sort(key=lambda line: states.index(line.standing.state))
    elif order == "received":
        chosen.sort(key=lambda line: _received(line.standing), reverse=True)
    elif order == "findings":
        chosen.sort(key=lambda line: line.standing.findings, reverse=True)
    return chosen


def _received(standing: UnitStanding) -> float:
    """Give by what lines are ordered: when the report came in."""
    return standing.received_at.timestamp() if standing.received_at else 0.0


def _fits(line: UnitLine, query: QueryParams) -> bool:
    """Say whether a line is one of those that are asked for."""
    words = query.get("q", "").strip()
    standing = line.standing
    if words and words not in standing.name and words not in line.contact:
        return False
    wanted = query.get("state", "")
    if wanted == "in":
        return standing.received_at is not None
    if wanted == "missing":
        return standing.received_at is None
    if wanted in {"red", "yellow", "blue", "green"}:
        return line.light == wanted
    return not wanted or standing.state.value == wanted


def _missing_text(period: Period, lines: list[UnitLine]) -> str:
    """Give the list of missing reports as text for a chat group."""
    rows = [
        f"{one.standing.name} {one.contact} {one.phone}".rstrip()
        for one in lines
        if one.standing.state in _NOT_IN
    ]
    return "\n".join([f"{period.label}未报单位（{len(rows)} 个）：", *rows])


def _wants_part(request: Request) -> bool:
    """Say whether only a part of the page is asked for, by a script."""
    return "hx-request" in request.headers


ROUTES = (
    Route("/p/{period}", show),
    Route("/p/{period}/missing", missing),
    Route("/p/{period}/generate", issue, methods=["POST"]),
    Route("/p/{period}/send", mail_out, methods=["POST"]),
    Route("/p/{period}/remind", remind_units, methods=["POST"]),
    Route("/go", go_to, methods=["POST"]),
)
