"""收件: files are dropped, judged one after the other, and taken in or only looked
at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from xltool.web import uploads
from xltool.web.pages.common import (
    back_to,
    desk_of,
    download,
    file_in,
    note_action,
    now,
    period_of,
    start_job,
)
from xltool.web.rendering import page
from xltool.workflows.answering import answer
from xltool.workflows.collecting import collect
from xltool.workflows.judging import validate
from xltool.workflows.mailbox import collect_mailbox

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from xltool.model.period import Period
    from xltool.web.desk import Desk
    from xltool.web.jobs import Progress
    from xltool.web.uploads import Batch

_MOST_FILES = 2000


def show(request: Request) -> Response:
    """Show the place to drop files at, and what an ended desk left unfinished."""
    desk = desk_of(request)
    period = period_of(request)
    busy = _busy(desk)
    left = [
        batch
        for batch in uploads.left_behind(desk.uploads)
        if batch.name not in busy and batch.files
    ]
    return page(
        request,
        "intake.html",
        period=period,
        left=left,
        has_mailbox=bool(desk.workspace.settings.mail.imap_host),
    )


async def receive(request: Request) -> Response:
    """Keep what was dropped, and start judging it."""
    desk = desk_of(request)
    period = period_of(request)
    try:
        form = await request.form(max_files=_MOST_FILES)
    except ClientDisconnect:
        return PlainTextResponse("没有传完，什么也没有收下：请再传一次。", 413)
    files = [
        one
        for one in form.getlist("files")
        if isinstance(one, UploadFile) and one.filename
    ]
    if not files:
        return back_to(f"/p/{period}/intake")
    batch = await uploads.keep(desk.uploads, files)
    await form.close()
    only_judge = form.get("action") == "validate"
    take = _judge if only_judge else _take_in
    return await take(request, period, batch)


async def go_on(request: Request) -> Response:
    """Take in, or forget, a batch that was looked at or left behind."""
    desk = desk_of(request)
    period = period_of(request)
    form = await request.form()
    batch = uploads.find(desk.uploads, str(form.get("batch", "")))
    if batch is None or batch.name in _busy(desk):
        return back_to(f"/p/{period}/intake")
    if form.get("action") == "forget":
        await note_action(request, f"{period.label}：不要了 {len(batch.files)} 个文件")
        batch.remove()
        return back_to(f"/p/{period}/intake")
    return await _take_in(request, period, batch)


async def fetch_mail(request: Request) -> Response:
    """Collect what came to the mailbox, as a job."""
    desk = desk_of(request)
    period = period_of(request)

    def work(progress: Progress) -> object:
        return collect_mailbox(desk.workspace, period, now=now(), progress=progress)

    title = f"{period.label}：收邮箱"
    return await start_job(request, title, f"collect {period}", work)


async def answer_mails(request: Request) -> Response:
    """Answer the mails that came, as a job."""
    desk = desk_of(request)
    period = period_of(request)
    return await start_job(
        request,
        f"{period.label}：答复来信",
        f"answer {period}",
        lambda _: answer(desk.workspace, period),
    )


def returned(request: Request) -> Response:
    """Give an annotated copy."""
    desk = desk_of(request)
    period = period_of(request)
    folder = desk.workspace.returned(str(period))
    return download(file_in(folder, request.path_params["name"]))


def issued(request: Request) -> Response:
    """Give an issued workbook."""
    desk = desk_of(request)
    period = period_of(request)
    folder = desk.workspace.issued(str(period))
    return download(file_in(folder, request.path_params["name"]))


def _busy(desk: Desk) -> set[str]:
    """Give the names of the batches that a job waits for or works on."""
    return {job.key.split()[-1] for job in desk.jobs.recent() if not job.state.is_over}


async def _take_in(request: Request, period: Period, batch: Batch) -> Response:
    desk = desk_of(request)

    def work(progress: Progress) -> object:
        result = collect(
            desk.workspace, period, batch.files, now=now(), progress=progress
        )
        batch.remove()
        return result

    title = f"{period.label}：收下 {len(batch.files)} 个文件"
    return await start_job(request, title, f"collect {period} {batch.name}", work)


async def _judge(request: Request, period: Period, batch: Batch) -> Response:
    desk = desk_of(request)

    def work(progress: Progress) -> object:
        result = validate(desk.workspace, batch.files, progress=progress)
        return {"period": period, "batch": batch.name, "files": result.files}

    title = f"只校验 {len(batch.files)} 个文件（不登记）"
    return await start_job(request, title, f"validate {period} {batch.name}", work)


ROUTES = (
    Route("/p/{period}/intake", show),
    Route("/p/{period}/intake", receive, methods=["POST"]),
    Route("/p/{period}/intake/batch", go_on, methods=["POST"]),
    Route("/p/{period}/mailbox", fetch_mail, methods=["POST"]),
    Route("/p/{period}/answer", answer_mails, methods=["POST"]),
    Route("/p/{period}/returned/{name}", returned),
    Route("/p/{period}/issued/{name}", issued),
)
