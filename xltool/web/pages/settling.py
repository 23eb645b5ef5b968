"""待定: what a person has to decide in a period, one question a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from xltool.web.pages.common import (
    back_to,
    desk_of,
    now,
    operator_of,
    period_of,
    start_job,
)
from xltool.web.rendering import page
from xltool.workflows.asking import ask
from xltool.workflows.settling import questions, settle, take_back

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


def show(request: Request) -> Response:
    """Show the questions of a period, the open ones first."""
    desk = desk_of(request)
    period = period_of(request)
    found = questions(desk.workspace, period, now=now()).questions
    return page(
        request,
        "settling.html",
        period=period,
        questions=sorted(found, key=lambda question: bool(question.answer)),
        repeated=sum(one.code.startswith("D") and not one.answer for one in found),
    )


async def answer(request: Request) -> Response:
    """Record an answer, or take one back."""
    desk = desk_of(request)
    period = period_of(request)
    form = await request.form()
    code = str(form.get("code", ""))
    if form.get("undo"):
        await run_in_threadpool(
            take_back,
            desk.workspace,
            period,
            code,
            now=now(),
            operator=operator_of(request),
        )
    else:
        await run_in_threadpool(
            settle,
            desk.workspace,
            period,
            code,
            str(form.get("answer", "")),
            reason=str(form.get("reason", "")).strip(),
            now=now(),
            operator=operator_of(request),
        )
    return back_to(f"/p/{period}/settling")


async def ask_units(request: Request) -> Response:
    """Ask the units themselves whose a thing is that several reported: a job."""
    desk = desk_of(request)
    period = period_of(request)
    return await start_job(
        request,
        f"{period.label}：请有关单位核对",
        f"settle {period} --ask",
        lambda _: ask(desk.workspace, period, now=now()),
    )


ROUTES = (
    Route("/p/{period}/settling", show),
    Route("/p/{period}/settling", answer, methods=["POST"]),
    Route("/p/{period}/settling/ask", ask_units, methods=["POST"]),
)
