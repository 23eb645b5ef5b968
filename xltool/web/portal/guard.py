"""Who may ask the portal for anything: the Host, the link, the origin, rates and sizes.

A link comes in the address of the first visit, becomes a cookie that is sent to the
portal's pages alone, and leaves the address bar. It is read again at each request, so
that one that was revoked opens nothing any more. The cookie is `SameSite=Lax`, since
the first page is reached from a mail on another site; what changes something is asked
for its origin besides.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
import time
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import RedirectResponse, Response

from xltool.errors import LedgerError
from xltool.ledger.ledger import open_ledger
from xltool.model.clock import office_time
from xltool.web.attempts import Attempts, Rate
from xltool.web.guard import (
    FOREIGN_HOST,
    FOREIGN_ORIGIN,
    announced_size,
    changes,
    client_address,
    is_own_page,
    limited,
    with_headers,
)
from xltool.web.rendering import bare_page
from xltool.web.token import value_in, without
from xltool.workflows.links import PARAMETER, PORTAL, LinkState, read_link

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import ASGIApp, Receive, Scope, Send

    from xltool.ledger.records import Link
    from xltool.web.desk import Desk
    from xltool.web.guard import Hosts
    from xltool.workspace import Workspace

COOKIE = "xltool_unit"
MOST_FILES = 20
"""Files of one upload."""
_UPLOADS = 40
_ADDRESS_UPLOADS = 3000
_TEN_MINUTES = 600.0
_MIB = 1 << 20
_MIB_AN_HOUR = 300
"""What one link may upload within an hour: originals are kept for ever."""
_AT_ONCE, _AT_ONCE_OF_A_LINK = 64, 3
_LONGEST_UPLOAD = 900.0
"""Seconds that a body may take in all."""
_LOGGED = 10
"""Refusals of one address that are noted one after the other; then there is a wait."""
_REASONS = {
    LinkState.UNKNOWN: (
        "链接不对：请用下发报表的办公室发来的邮件里的完整链接打开；换行断开的，请整条复制。"
    ),
    LinkState.REVOKED: "这个链接已经收回：请向下发报表的办公室要新的链接。",
    LinkState.EXPIRED: "这个链接已经过期：请向下发报表的办公室要新的链接。",
}
_NO_LINK = "请用下发报表的办公室发来的邮件里本单位的专用链接打开这个页面。"
_TOO_OFTEN = "操作太频繁：请等 {seconds} 秒再试。"
_NO_SIZE = "上传的文件没有写明大小，没有收下：请用浏览器上传。"
_TOO_LARGE = (
    "一次最多上传 {most} MB，这次没有收下：请分几次上传，或把扫描件压缩小一些。"
)


class PortalGuard:
    """ASGI middleware that lets units through to their own pages."""

    def __init__(self, app: ASGIApp, *, desk: Desk, hosts: Hosts) -> None:
        """Guard `app`."""
        self._app = app
        self._desk = desk
        self._hosts = hosts
        self._refused = Attempts(free=_LOGGED, first_wait=60, longest_wait=3600)
        self._requests = Rate(most=600, seconds=60)
        self._uploads = Rate(most=_UPLOADS, seconds=_TEN_MINUTES)
        self._mib = Rate(most=_MIB_AN_HOUR, seconds=3600)
        self._entries = Rate(most=1, seconds=60)
        self._by_address = Rate(most=_ADDRESS_UPLOADS, seconds=_TEN_MINUTES)
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._uploading: dict[int, int] = {}
        self._noting = threading.Lock()
        """Of many who come at once, one waits for the ledger and the others for it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = with_headers(send)
        headers = Headers(scope=scope)
        if not self._hosts.have(headers):
            await FOREIGN_HOST.response(scope, receive, answer)
            return
        if scope["path"].startswith(f"{PORTAL}static/"):
            await self._app(scope, receive, answer)
            return
        link = await self._link(scope, headers)
        response: Response | None
        if isinstance(link, Response):
            response = link
        else:
            scope["link"] = link
            response = self._response(scope, headers, link)
        if response is not None:
            await response(scope, receive, answer)
        elif not changes(scope):
            await self._app(scope, receive, answer)
        else:
            await self._let_upload(scope, receive, answer)

    async def _let_upload(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read a body within its limits; of all units only so many at once."""
        link: Link = scope["link"]
        if self._uploading.get(link.id, 0) >= _AT_ONCE_OF_A_LINK:
            await _refusal(_TOO_OFTEN.format(seconds=10), 429)(scope, receive, send)
            return
        async with self._one_of(link), self._room:
            body = limited(receive, self._most, longest=_LONGEST_UPLOAD)
            await self._app(scope, body, send)

    @asynccontextmanager
    async def _one_of(self, link: Link) -> AsyncIterator[None]:
        self._uploading[link.id] = self._uploading.get(link.id, 0) + 1
        try:
            yield
        finally:
            self._uploading[link.id] -= 1
            if not self._uploading[link.id]:
                del self._uploading[link.id]

    @property
    def _most(self) -> int:
        """Give how many bytes may be sent at once."""
        return self._desk.workspace.settings.portal.largest_mib * 1024 * 1024

    async def _link(self, scope: Scope, headers: Headers) -> Link | Response:
        """Give the link of who comes, or what is answered to who has none."""
        given = "" if changes(scope) else value_in(scope, PARAMETER)
        kept = cookie_parser(headers.get("cookie", "")).get(COOKIE, "")
        if not given and not kept:
            return _refusal(_NO_LINK, HTTPStatus.FORBIDDEN)
        state, link = await run_in_threadpool(self._read, given or kept)
        if state is not LinkState.VALID or link is None:
            return await self._refuse(scope, state, link)
        if not given:
            return link
        address = client_address(scope)
        if not self._entries.take(f"{link.id} {address}", now=time.monotonic()):
            await run_in_threadpool(self._note_entry, link, address)
        response = RedirectResponse(without(scope, PARAMETER), status_code=303)
        response.set_cookie(
            COOKIE,
            given,
            path=PORTAL.rstrip("/"),
            httponly=True,
            samesite="lax",
            secure=scope["scheme"] == "https",
        )
        return response

    def _read(self, token: str) -> tuple[LinkState, Link | None]:
        """Give what a link leads to, and whether it is good."""
        links = self._desk.remembered("links", _links)
        key = self._desk.workspace.key()
        today = office_time(dt.datetime.now(dt.UTC)).date()
        return read_link(token, key, links, today=today)

    async def _refuse(
        self, scope: Scope, state: LinkState, link: Link | None
    ) -> Response:
        """Show nothing, and note who tried; not for ever from one address."""
        address, now = client_address(scope), time.monotonic()
        slow_down = _wait_for(self._refused.wait(address, now=now))
        if slow_down is not None:
            return slow_down
        self._refused.failed(address, now=now)
        detail = f"链接{state.value}，来自 {address}"
        await run_in_threadpool(self._note, "拒绝进入", link, detail)
        response = _refusal(_REASONS[state], HTTPStatus.FORBIDDEN)
        response.delete_cookie(COOKIE, path=PORTAL.rstrip("/"))
        return response

    def _note_entry(self, link: Link, address: str) -> None:
        """Note who came in; a ledger that is busy for long keeps nobody out."""
        with suppress(LedgerError):
            self._note("进入入口", link, address)

    def _note(self, action: str, link: Link | None, detail: str) -> None:
        """Add to the history who came by which link."""
        who = "" if link is None else f"单位入口#{link.id}"
        url = self._desk.workspace.database_url
        with self._noting, open_ledger(url) as ledger:
            ledger.note_access(
                action,
                detail,
                at=dt.datetime.now(dt.UTC),
                who=who,
                unit="" if link is None else link.unit,
            )

    def _response(self, scope: Scope, headers: Headers, link: Link) -> Response | None:
        """Say why a unit that is known may not do what it asks for."""
        now = time.monotonic()
        if not changes(scope):
            return _wait_for(self._requests.take(str(link.id), now=now))
        if not is_own_page(headers):
            return FOREIGN_ORIGIN.response
        if "content-length" not in headers:  # browsers say it of every form
            return _refusal(_NO_SIZE, HTTPStatus.LENGTH_REQUIRED)
        size = announced_size(headers, self._most)
        if size > self._most:
            words = _TOO_LARGE.format(most=self._most >> 20)
            return _refusal(words, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        mine = str(link.id)
        waits = (
            self._uploads.take(mine, now=now),
            self._mib.take(mine, now=now, count=-(-size // _MIB)),
            self._by_address.take(client_address(scope), now=now),
        )
        return _wait_for(max(waits))


def _links(workspace: Workspace) -> tuple[Link, ...]:
    """Give the links that were given out."""
    with open_ledger(workspace.database_url) as ledger:
        return ledger.links()


def _wait_for(seconds: float) -> Response | None:
    """Give the answer to who comes too often; None where he does not."""
    if not seconds:
        return None
    whole = int(seconds) + 1
    words = _TOO_OFTEN.format(seconds=whole)
    response = _refusal(words, HTTPStatus.TOO_MANY_REQUESTS)
    response.headers["Retry-After"] = str(whole)
    return response


def _refusal(words: str, status: int) -> Response:
    """Show a page that says why nothing was done."""
    return bare_page("portal_refused.html", status_code=status, words=words)
