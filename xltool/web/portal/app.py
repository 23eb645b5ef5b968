"""The portal as an ASGI application, and what sends requests to it or to the desk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from xltool.errors import XltoolError
from xltool.web.portal import pages
from xltool.web.portal.guard import PortalGuard
from xltool.web.portal.intake import PortalIntake
from xltool.web.rendering import bare_page
from xltool.workflows.links import PORTAL

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from xltool.web.desk import Desk
    from xltool.web.guard import Hosts

_STATIC = Path(__file__).parents[1] / "static"
_BARE = PORTAL.rstrip("/")
_WORDS = {
    404: "没有这个页面：请回到首页。",
    405: "这个地址不能这样用：请回到首页。",
}
_UNEXPECTED = (
    "程序内部出错（{kind}），这次没有办成：请再试一次，还不行请联系下发报表的办公室。"
)


def portal_app(desk: Desk, *, hosts: Hosts) -> Starlette:
    """Give the portal of a desk's workspace; its intake has begun to work."""
    app = Starlette(
        routes=[
            Route(_BARE, lambda _: RedirectResponse(PORTAL, status_code=303)),
            Mount(f"{PORTAL}static", StaticFiles(directory=_STATIC)),
            *pages.ROUTES,
        ],
        middleware=[Middleware(PortalGuard, desk=desk, hosts=hosts)],
        exception_handlers={
            XltoolError: _stopped,
            HTTPException: _not_found,
            ClientDisconnect: _cut_off,
            Exception: _broken,
        },
    )
    app.state.desk = desk
    app.state.intake = PortalIntake(desk)
    app.state.intake.start()
    return app


class Doors:
    """Sends a request to the portal or to the desk, by its path alone."""

    def __init__(self, desk: ASGIApp, portal: ASGIApp) -> None:
        """Send to these two."""
        self._desk = desk
        self._portal = portal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        path = scope.get("path", "")
        for_units = path == _BARE or path.startswith(PORTAL)
        await (self._portal if for_units else self._desk)(scope, receive, send)


def _stopped(_: Request, error: Exception) -> Response:
    """Say what kept the portal from doing what was asked."""
    return _message(str(error), 409)


def _not_found(_: Request, error: Exception) -> Response:
    """Say that a page is not there, or that what was sent is wrong."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = error.detail if isinstance(error, HTTPException) else ""
    words = _WORDS.get(status, detail)
    if status == 400 and detail.isascii():  # the library's words, not ours
        words = "发来的内容不对或文件太多：返回上一页再试。"
    return _message(words, status)


def _cut_off(_: Request, error: Exception) -> Response:
    """Say that what was sent did not come whole."""
    del error
    return _message("没有传完（太大、太慢或断了），什么也没有收下：请再传一次。", 413)


def _broken(_: Request, error: Exception) -> Response:
    """Say that something failed which nobody foresaw."""
    return _message(_UNEXPECTED.format(kind=type(error).__name__), 500)


def _message(words: str, status: int) -> Response:
    """Show a page that says a sentence."""
    return bare_page("portal_refused.html", words=words, status_code=status, home=True)
