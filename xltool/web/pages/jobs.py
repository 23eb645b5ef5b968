"""A job's page: how far it is, live, and what came out."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import StreamingResponse
from starlette.routing import Route

from xltool.web.pages.common import desk_of
from xltool.web.rendering import page

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from starlette.responses import Response

    from xltool.web.jobs import Job

_LOOK_SECONDS = 0.15
"""How often the progress of a job is looked at."""
_WORDS_SECONDS = 15.0
"""How often a silent stream says that it still lives."""


def _job_of(request: Request) -> Job:
    """Give the job that a page is of."""
    job = desk_of(request).jobs.find(request.path_params["number"])
    if job is None:
        raise HTTPException(404)
    return job


def show(request: Request) -> Response:
    """Show one job; its result has a template of its own, by the kind of the job."""
    job = _job_of(request)
    kind = job.key.partition(" ")[0]
    return page(request, "job.html", job=job, kind=kind)


def recent(request: Request) -> Response:
    """List the jobs of this desk, the newest first."""
    return page(request, "jobs.html", jobs=desk_of(request).jobs.recent())


async def events(request: Request) -> Response:
    """Stream the progress of a job as server-sent events until it is over."""
    job = _job_of(request)
    return StreamingResponse(_progress(job), media_type="text/event-stream")


async def _progress(job: Job) -> AsyncIterator[str]:
    known, silent = "", 0.0
    while True:
        over = job.state.is_over
        words = {
            "state": job.state.value,
            "done": job.done,
            "total": job.total,
            "percent": job.percent,
        }
        text = json.dumps(words, ensure_ascii=False)
        if text != known:
            known, silent = text, 0.0
            yield f"event: progress\ndata: {text}\n\n"
        if over:
            yield "event: over\ndata: {}\n\n"
            return
        await asyncio.sleep(_LOOK_SECONDS)
        silent += _LOOK_SECONDS
        if silent > _WORDS_SECONDS:
            silent = 0.0
            yield ": still working\n\n"


ROUTES = (
    Route("/jobs", recent),
    Route("/jobs/{number:int}", show),
    Route("/jobs/{number:int}/events", events),
)
