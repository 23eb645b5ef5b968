"""台账: the doubts of the import one at a time, and tasks, indicators, units as
tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from xltool.errors import RegistryError
from xltool.excel.registry import read_registry
from xltool.web import answers, uploads
from xltool.web.pages.common import (
    back_to,
    desk_of,
    download,
    note_action,
    number_in,
    start_job,
)
from xltool.web.rendering import page
from xltool.workflows.checking import check
from xltool.workflows.doubts import doubt_picture, is_open_elsewhere, open_doubts
from xltool.workflows.importing import import_table

if TYPE_CHECKING:
    from starlette.requests import Request

    from xltool.model.registry import Registry
    from xltool.workspace import Workspace

PAGE_SIZE = 100
TABLES = {"tasks": "任务", "indicators": "指标", "units": "单位"}


def show(request: Request) -> Response:
    """Show one doubt and one of the tables."""
    desk = desk_of(request)
    answers.write_waiting(desk)
    waiting = answers.waiting_answers(desk)
    registry = desk.remembered("registry", _registry)
    known = desk.remembered("doubts", open_doubts) if registry else []
    doubts = [one for one in known if one.code not in waiting]
    table = request.query_params.get("table", "tasks")
    rows = [] if registry is None else list(getattr(registry, _known(table)))
    number = number_in(request.query_params.get("page", "1"))
    last = max(1, -(-len(rows) // PAGE_SIZE))
    number = min(number, last)
    place = min(number_in(request.query_params.get("doubt", "1")), max(1, len(doubts)))
    return page(
        request,
        "registry.html",
        registry=registry,
        waiting=len(waiting),
        open_elsewhere=is_open_elsewhere(desk.workspace.registry),
        doubts=doubts,
        place=place,
        doubt=doubts[place - 1] if doubts else None,
        table=_known(table),
        tables=TABLES,
        rows=rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE],
        found=len(rows),
        number=number,
        last=last,
    )


async def bring_in(request: Request) -> Response:
    """Import a decomposition table that was dropped, as a job."""
    desk = desk_of(request)
    async with request.form(max_files=1) as form:
        file = form.get("table")
        if not isinstance(file, UploadFile) or not file.filename:
            return back_to("/registry")
        batch = await uploads.keep(desk.documents, [file])

    def work(_: object) -> object:
        try:
            return import_table(desk.workspace, batch.files[0])
        finally:
            batch.remove()

    title = f"导入 {batch.files[0].name}"
    return await start_job(request, title, f"import registry {batch.name}", work)


async def answer(request: Request) -> Response:
    """Write an answer into 待确认, as if it had been typed there."""
    desk = desk_of(request)
    form = await request.form()
    text = str(form.get("answer", "")).strip() or str(form.get("own", "")).strip()
    if text:
        code = str(form.get("code", ""))
        await note_action(request, f"答复待确认 {code}：{text}")
        await run_in_threadpool(answers.give, desk, code, text)
    return back_to(f"/registry?doubt={number_in(str(form.get('place', '1')))}")


def check_all(request: Request) -> Response:
    """Show every finding of the workspace before anything is issued."""
    desk = desk_of(request)
    return page(request, "check.html", findings=check(desk.workspace).findings)


def open_file(request: Request) -> Response:
    """Open `registry.xlsx` in this computer's spreadsheet program.

    Not for who sits at another one.
    """
    desk = desk_of(request)
    if desk.shared:
        raise HTTPException(403, "共用的工作台打不开您电脑上的程序：请下载任务台账。")
    registry = desk.workspace.registry
    if registry.is_file():
        click.launch(str(registry))
    return back_to("/registry")


def get_file(request: Request) -> Response:
    """Give `registry.xlsx`."""
    return download(desk_of(request).workspace.registry)


def _registry(workspace: Workspace) -> Registry | None:
    """Read the registry; None where it cannot be read."""
    try:
        return read_registry(workspace.registry)[0]
    except RegistryError:
        return None


def _known(table: str) -> str:
    """Give the table that is asked for, the tasks where it is none."""
    return table if table in TABLES else "tasks"


def picture(request: Request) -> Response:
    """Give the piece of a scan that a doubt is about."""
    content = doubt_picture(desk_of(request).workspace, request.path_params["code"])
    if content is None:
        raise HTTPException(404)
    return Response(content, media_type="image/png")


ROUTES = (
    Route("/registry", show),
    Route("/registry/import", bring_in, methods=["POST"]),
    Route("/registry/answer", answer, methods=["POST"]),
    Route("/registry/check", check_all),
    Route("/registry/file", get_file),
    Route("/registry/open", open_file, methods=["POST"]),
    Route("/registry/picture/{code}", picture),
)
