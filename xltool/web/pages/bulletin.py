"""专报: the bulletin as it will be printed, its figures linked to their source.

Proofs.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.routing import Route

from xltool.bulletin.composing import compose
from xltool.bulletin.indicator_section import promised
from xltool.model.clock import office_time
from xltool.rollup.rollup import roll_up
from xltool.web import uploads
from xltool.web.pages.common import (
    back_to,
    desk_of,
    download,
    file_in,
    now,
    operator_of,
    period_of,
    start_job,
)
from xltool.web.rendering import page
from xltool.workflows.bulletin import bulletin
from xltool.workflows.proofing import proofread
from xltool.workflows.rollup import rollup_inputs

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from xltool.bulletin.document import Paragraph
    from xltool.model.period import Period
    from xltool.workspace import Workspace

_OPEN = re.compile(r"【待补充[^】]*】")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a paragraph.

    Its text, and the indicator that its figures come from.
    """

    text: str
    indicator: str = ""
    bold: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The bulletin as paragraphs of pieces, each with its style's name."""

    title: str
    paragraphs: tuple[tuple[str, tuple[Piece, ...]], ...]
    gaps: int


def show(request: Request) -> Response:
    """Show the bulletin as the accepted reports of now would make it."""
    desk = desk_of(request)
    period = period_of(request)
    preview = desk.remembered(
        ("bulletin", period), lambda workspace: _preview(workspace, period)
    )
    folder = desk.workspace.reports(str(period))
    files = sorted(folder.glob("*.docx")) if folder.is_dir() else []
    return page(
        request,
        "bulletin.html",
        period=period,
        preview=preview,
        today=_today(),
        files=files,
    )


async def make(request: Request) -> Response:
    """Write the .docx, as a job."""
    desk = desk_of(request)
    period = period_of(request)
    form = await request.form()
    number = str(form.get("number", "")).strip()
    if not number.isdecimal() or len(number) > 4:
        raise HTTPException(400, "期号要写成数字，如 7：返回上一页改正。")
    date = _date(str(form.get("date", "")))
    opening = str(form.get("opening", "")).strip()
    operator = operator_of(request)

    def work(_: object) -> object:
        path = uploads.keep_text(desk.documents, opening) if opening else None
        try:
            return bulletin(
                desk.workspace,
                period,
                number=int(number),
                date=date,
                opening=path,
                now=now(),
                operator=operator,
            )
        finally:
            if path is not None:
                uploads.Batch(folder=path.parent.parent).remove()

    title = f"{period.label}：写工作专报（第{number}期）"
    asked = hashlib.sha256(f"{number} {date} {opening}".encode()).hexdigest()
    return await start_job(request, title, f"bulletin {period} {asked}", work)


async def proof(request: Request) -> Response:
    """Proofread a bulletin that was dropped, as a job."""
    desk = desk_of(request)
    async with request.form(max_files=1) as form:
        file = form.get("bulletin")
        if not isinstance(file, UploadFile) or not file.filename:
            return back_to(f"/p/{period_of(request)}/bulletin")
        batch = await uploads.keep(desk.documents, [file])

    def work(_: object) -> object:
        try:
            return proofread(batch.files[0])
        finally:
            batch.remove()

    title = f"校对 {batch.files[0].name}"
    return await start_job(request, title, f"proof {batch.name}", work)


def get_file(request: Request) -> Response:
    """Give a report of the period."""
    folder = desk_of(request).workspace.reports(str(period_of(request)))
    return download(file_in(folder, request.path_params["name"]))


def _preview(workspace: Workspace, period: Period) -> Preview:
    """Compose the bulletin as it stands, with the source of each sentence."""
    rolled = roll_up(rollup_inputs(workspace, period, now=now())[0])
    document = compose(rolled, number=1, date=_today(), opening="")
    sentences = {told.text: told.codes[0] for told in promised(rolled) if told.codes}
    paragraphs = [
        (one.style.value, _pieces(one, sentences)) for one in document.paragraphs
    ]
    return Preview(
        title=document.words.get("红头", ""),
        paragraphs=tuple(paragraphs),
        gaps=len(_OPEN.findall(document.text)),
    )


def _pieces(paragraph: Paragraph, sentences: dict[str, str]) -> tuple[Piece, ...]:
    """Cut a paragraph where the sentence of an indicator begins or ends."""
    known = sorted(sentences, key=len, reverse=True)
    if not known:
        pattern = _OPEN
    else:
        choices = "|".join(re.escape(one) for one in known)
        pattern = re.compile(f"{_OPEN.pattern}|{choices}")
    pieces = []
    for text, bold in paragraph.runs:
        end = 0
        for match in pattern.finditer(text):
            if match.start() > end:
                pieces.append(Piece(text=text[end : match.start()], bold=bold))
            code = sentences.get(match[0], "")
            piece = Piece(text=match[0], indicator=code, bold=bold, open=not code)
            pieces.append(piece)
            end = match.end()
        if end < len(text):
            pieces.append(Piece(text=text[end:], bold=bold))
    return tuple(pieces)


def _today() -> dt.date:
    """Give the day at the office."""
    return office_time(now()).date()


def _date(text: str) -> dt.date:
    """Read a day; what is none is refused."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise HTTPException(400, "日期要写成 2025-08-06：返回上一页改正。") from None


ROUTES = (
    Route("/p/{period}/bulletin", show),
    Route("/p/{period}/bulletin", make, methods=["POST"]),
    Route("/p/{period}/proof", proof, methods=["POST"]),
    Route("/p/{period}/reports/{name}", get_file),
)
