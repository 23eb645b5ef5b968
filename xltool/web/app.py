"""The desk as one ASGI application: its routes, its guard, its errors."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from xltool.errors import XltoolError
from xltool.web import signing_in
from xltool.web.guard import Guard
from xltool.web.pages import (
    bulletin,
    calendar,
    intake,
    jobs,
    overview,
    registry,
    rollup,
    settling,
    unit,
)
from xltool.web.rendering import current_period, page
from xltool.web.signing_in import Sessions, SignInEntrance
from xltool.web.token import TokenEntrance
from xltool.web.wording import at_the_desk

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from xltool.web.desk import Desk
    from xltool.web.guard import Entrance, Hosts

_WORDS = {
    404: "没有这个页面：请从上面的栏目进入。",
    405: "这个地址不能这样用：请从上面的栏目进入。",
}
_STATIC = Path(__file__).parent / "static"


def local_app(
    desk: Desk, *, token: str, operator: str, port: int, hosts: Hosts
) -> Starlette:
    """Give the desk of one computer, for who has the token; `operator` acts."""
    cookie = f"xltool_desk_{port}"
    entrance = TokenEntrance(token=token, cookie=cookie, operator=operator)
    return _app(desk, entrance, hosts)


def shared_app(desk: Desk, *, port: int, hosts: Hosts) -> Starlette:
    """Give the desk of several clerks, for who signs in."""
    sessions = Sessions(desk, f"xltool_desk_{port}")
    app = _app(desk, SignInEntrance(sessions), hosts, *signing_in.ROUTES)
    app.state.sessions = sessions
    return app


def _app(desk: Desk, entrance: Entrance, hosts: Hosts, *routes: Route) -> Starlette:
    """Put the desk together: its pages, its guard, what is said of failures."""
    app = Starlette(
        routes=[
            Route("/", _start),
            Route("/stop", _stop, methods=["POST"]),
            Mount("/static", StaticFiles(directory=_STATIC)),
            *overview.ROUTES,
            *intake.ROUTES,
            *unit.ROUTES,
            *registry.ROUTES,
            *rollup.ROUTES,
            *bulletin.ROUTES,
            *settling.ROUTES,
            *calendar.ROUTES,
            *jobs.ROUTES,
            *routes,
        ],
        middleware=[Middleware(Guard, entrance=entrance, hosts=hosts)],
        exception_handlers={
            XltoolError: _stopped,
            HTTPException: _not_found,
            ClientDisconnect: _cut_off,
            Exception: _broken,
        },
    )
    app.state.desk = desk
    return app


def _start(request: Request) -> Response:
    """Lead to the present period."""
    return RedirectResponse(f"/p/{current_period(request.app.state.desk)}")


def _stop(request: Request) -> Response:
    """End the desk, once what runs is done."""
    desk: Desk = request.app.state.desk
    if desk.shared:
        raise HTTPException(403, "共用的工作台由启动它的人按 Ctrl+C 结束。")
    if desk.jobs.is_busy:
        words = "还有工作没有做完，做完再点“结束”。"
        return page(request, "message.html", title="暂时不能结束", words=words)
    desk.stop()
    now = dt.datetime.now(dt.UTC)
    words = "工作台已经结束，可以关闭这个页面。再次使用请运行 xltool desk。"
    return page(request, "message.html", title="已结束", words=words, now=now)


def _stopped(request: Request, error: Exception) -> Response:
    """Show what stops a workflow: the one line that the command line would print."""
    return _message(request, "没有完成", at_the_desk(str(error)), 409)


def _cut_off(_: Request, error: Exception) -> Response:
    """Say that an upload did not come whole; nothing of it was kept."""
    del error
    return PlainTextResponse("没有传完，什么也没有收下：请再传一次。", 413)


def _broken(request: Request, error: Exception) -> Response:
    """Say in one line what only the maintainers can mend."""
    words = f"程序内部出错（{type(error).__name__}: {error}），请把这一行发给维护者。"
    return _message(request, "没有完成", words, 500)


def _not_found(request: Request, error: Exception) -> Response:
    """Say that a page is not there, or that what was sent is wrong."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = error.detail if isinstance(error, HTTPException) else ""
    words = _WORDS.get(status, detail)
    if status == 400 and detail.isascii():  # the library's words, not ours
        words = "发来的内容不对或太多（一次最多 2000 个文件）：返回上一页分几次再试。"
    return _message(request, "打不开", words, status)


def _message(request: Request, title: str, words: str, status: int) -> Response:
    """Say something in one line; to who has not signed in, without the desk's head."""
    desk: Desk = request.app.state.desk
    visitor = request.scope.get("visitor")
    if visitor is None or (desk.shared and not visitor.name):
        return PlainTextResponse(words, status)
    return page(request, "message.html", title=title, words=words, status_code=status)
