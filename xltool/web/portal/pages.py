"""A unit's pages: its workbooks and what became of them, uploading, the answer."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse
from starlette.routing import Route

from xltool.model.submission import VERDICT_LABELS, UnitState
from xltool.web.pages.common import download, file_in, period_of
from xltool.web.portal import storing
from xltool.web.portal.guard import COOKIE, MOST_FILES
from xltool.web.portal.storing import NoRoomError, Wanted
from xltool.web.rendering import bare_page
from xltool.workflows.answering import in_words
from xltool.workflows.links import PORTAL
from xltool.workflows.portal import (
    portal_view,
    registered_units,
    require_open,
    unit_issue,
    unit_submission,
)

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from xltool.ledger.records import Link
    from xltool.web.desk import Desk
    from xltool.web.portal.intake import PortalIntake

_LIGHTS = {
    UnitState.ACCEPTED: "green",
    UnitState.RETURNED: "yellow",
    UnitState.SUPPLEMENT: "yellow",
    UnitState.OVERDUE: "red",
}
_NO_FILES = "没有选文件，什么也没有上传：返回上一页选好再试。"
_NO_ROOM = "服务器的磁盘快满了，这次没有收下：请联系下发报表的办公室，稍后再传。"


def show(request: Request) -> Response:
    """Show a unit its workbooks, with the deadline and what became of each report."""
    desk, link = _desk(request), _link(request)
    workspace = desk.workspace
    units = desk.remembered_of(workspace.registry, "units", registered_units)
    view = portal_view(workspace, link.unit, units, now=dt.datetime.now(dt.UTC))
    return _page(
        request,
        "portal_home.html",
        view=view,
        waiting=_intake(request).waiting(link.unit),
        until=link.until,
        lights=_LIGHTS,
        in_words=in_words,
        verdict_name=VERDICT_LABELS.get,
    )


async def upload(request: Request) -> Response:
    """Store what a unit sends, and have it judged."""
    desk, link = _desk(request), _link(request)
    period = str(period_of(request))
    async with request.form(max_files=MOST_FILES, max_fields=5) as form:
        files = []
        for file in form.getlist("files"):
            if isinstance(file, UploadFile) and file.filename:
                files.append(file)
        wanted = Wanted(
            period=period,
            form=str(form.get("form", "")),
            evidence=form.get("kind") == "evidence",
        )
        if not files:
            raise HTTPException(400, _NO_FILES)
        await run_in_threadpool(
            require_open, desk.workspace, link.unit, period, wanted.form
        )
        intake = _intake(request)
        try:
            kept = await run_in_threadpool(
                storing.store, intake.folder, link, wanted, files
            )
        except NoRoomError:
            raise HTTPException(507, _NO_ROOM) from None
    intake.add(kept)
    return RedirectResponse(f"{PORTAL}upload/{kept.number}", status_code=303)


def answer(request: Request) -> Response:
    """Show what a unit is told of an upload, as soon as it is judged."""
    link, intake = _link(request), _intake(request)
    number = request.path_params["number"]
    waits = intake.is_waiting(number, link.unit)
    told = intake.answer(number, link.unit)
    if told is None and not waits:
        return RedirectResponse(PORTAL, status_code=303)  # the first page has it
    template = "portal_waiting.html" if told is None else "portal_answer.html"
    return _page(request, template, told=told)


def workbook(request: Request) -> Response:
    """Give a unit the workbook that it was issued."""
    desk, link = _desk(request), _link(request)
    period = str(period_of(request))
    form = request.path_params["form"]
    issue = unit_issue(desk.workspace, link.unit, period, form)
    if issue is None:
        raise HTTPException(404)
    return download(file_in(desk.workspace.issued(period), issue.file))


def annotated(request: Request) -> Response:
    """Give a unit the annotated copy of one of its submissions."""
    desk, link = _desk(request), _link(request)
    period = str(period_of(request))
    number = request.path_params["number"]
    submission = unit_submission(desk.workspace, link.unit, number, period)
    if submission is None or not submission.feedback:
        raise HTTPException(404)
    return download(file_in(desk.workspace.returned(period), submission.feedback))


def leave(_: Request) -> Response:
    """Forget the link in this browser."""
    response = bare_page(
        "portal_refused.html", words="已退出。再次使用请打开邮件里的专用链接。"
    )
    response.delete_cookie(COOKIE, path=PORTAL.rstrip("/"))
    return response


def _page(request: Request, template: str, **words: Any) -> Response:
    settings = _desk(request).workspace.settings
    return bare_page(
        template,
        office=settings.office,
        most_files=MOST_FILES,
        most_mib=settings.portal.largest_mib,
        **words,
    )


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


def _intake(request: Request) -> PortalIntake:
    intake: PortalIntake = request.app.state.intake
    return intake


def _link(request: Request) -> Link:
    link: Link = request.scope["link"]
    return link


ROUTES = (
    Route(PORTAL, show),
    Route(f"{PORTAL}p/{{period}}/upload", upload, methods=["POST"]),
    Route(f"{PORTAL}p/{{period}}/workbook/{{form}}", workbook),
    Route(f"{PORTAL}p/{{period}}/annotated/{{number:int}}", annotated),
    Route(f"{PORTAL}upload/{{number}}", answer),
    Route(f"{PORTAL}leave", leave, methods=["POST"]),
)
