"""What pages have in common: the period in the address, forms that were sent, files."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, RedirectResponse

from xltool.ledger.ledger import open_ledger
from xltool.model.period import Period
from xltool.workflows.periods import period_forms

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.datastructures import FormData
    from starlette.requests import Request
    from starlette.responses import Response

    from xltool.web.desk import Desk
    from xltool.web.guard import Visitor
    from xltool.web.jobs import Job, Work


def desk_of(request: Request) -> Desk:
    """Give the desk that a request is for."""
    desk: Desk = request.app.state.desk
    return desk


def operator_of(request: Request) -> str:
    """Give who acts: the operator who signed in, or the login at this computer."""
    visitor: Visitor = request.scope["visitor"]
    return visitor.name


async def start_job(request: Request, title: str, key: str, work: Work) -> Response:
    """Start a job, or join the one under its key; show it.

    That it was asked for, and by whom, is in the history before it begins.
    """
    desk, operator = desk_of(request), operator_of(request)
    if desk.jobs.waiting(key) is None:
        await note_action(request, title)
    return show_job(desk.jobs.submit(title, key, work, operator=operator))


async def note_action(request: Request, detail: str) -> None:
    """Add to the history what an operator does that no workflow records by itself."""
    period = request.path_params.get("period", "")
    await run_in_threadpool(
        _note, desk_of(request), detail, operator_of(request), str(period)
    )


def _note(desk: Desk, detail: str, who: str, period: str) -> None:
    """Add to the history what was done at the desk."""
    with open_ledger(desk.workspace.database_url) as ledger:
        ledger.note_access("办理", detail, at=now(), who=who, period=period)


def period_of(request: Request) -> Period:
    """Give the period that the address names; 404 if it is none."""
    try:
        return Period.parse(request.path_params["period"])
    except ValueError:
        raise HTTPException(404) from None


def form_of(request: Request, period: Period) -> str:
    """Give the key of the form that the address names, else the period's first; empty
    for none.
    """
    desk = desk_of(request)
    known = desk.remembered(
        ("forms", period), lambda workspace: period_forms(workspace, period)
    )
    wanted = request.query_params.get("form", "")
    if wanted in known:
        return wanted
    return next(iter(known), "")


async def reason_in(request: Request) -> tuple[str, FormData]:
    """Give the reason that was typed, and the rest of the form; 400 without one."""
    form = await request.form()
    text = str(form.get("reason", "")).strip()
    if not text:
        raise HTTPException(400, "请写明原因，不能是空的：返回上一页补上。")
    return text, form


def number_in(text: str) -> int:
    """Give the number of a page or a place in a list: at least 1, whatever is typed."""
    return max(1, int(text)) if text.isdecimal() and len(text) < 7 else 1


def now() -> dt.datetime:
    """Give the time at which a request acts."""
    return dt.datetime.now(dt.UTC)


def back_to(address: str) -> Response:
    """Show another page after something was changed."""
    return RedirectResponse(address, status_code=303)


def show_job(job: Job) -> Response:
    """Show a job: its progress now, its result later."""
    return back_to(f"/jobs/{job.number}")


def download(path: Path) -> Response:
    """Give a file of the workspace under its own name; 404 if it is not there."""
    try:
        is_there = path.is_file()
    except OSError:  # a name longer than the system's files may have
        is_there = False
    if not is_there:
        raise HTTPException(404)
    return FileResponse(path, filename=path.name)


def file_in(folder: Path, name: str) -> Path:
    """Give the file of this name directly in a folder; 404 for any other place."""
    path = folder / name
    if path.parent != folder or path.name != name or name.startswith("."):
        raise HTTPException(404)
    return path


def unit_address(period: Period, code: str) -> str:
    """Give the address of a unit's page."""
    return f"/p/{period}/unit/{quote(code, safe='')}"
