"""Who may ask the desk for anything: the Host, who comes, the origin, the role, the
size.

Every page that a browser opens may try to reach the desk. So a request names a host
that the desk answers to (against DNS rebinding), comes from somebody whom the entrance
knows (`token.py` for the desk of one computer, `signing_in.py` for a shared one), and,
where it changes something, from the desk's own page (OWASP's Cross-Site Request Forgery
Prevention Cheat Sheet: fetch metadata first, `Origin` where a browser sends none).
"""

from __future__ import annotations

import asyncio
import ipaddress
import math
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response

from xltool.model.access import Role

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 256 * 1024 * 1024
"""The largest request that is read: a whole month of workbooks in one go."""
PATIENCE_SECONDS = 30.0
"""A body of which nothing comes for so long is given up."""

_LONGEST_PATH = 2000
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_SITES = frozenset({"same-origin", "none"})
OPEN_TO_READERS = frozenset({"/go", "/sign-in", "/sign-out"})
"""What may be posted to by those who change nothing, for it changes nothing."""
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a request is not answered: the status, and one line with what to do."""

    status: HTTPStatus
    words: str

    @property
    def response(self) -> Response:
        """The refusal as it is sent."""
        return PlainTextResponse(self.words, status_code=self.status)


FOREIGN_HOST = Refusal(
    status=HTTPStatus.MISDIRECTED_REQUEST,
    words=(
        "这个地址不是工作台的地址：请用 xltool desk 打印的地址打开；"
        "要用别的主机名，请写进 xltool.toml 的 [desk] hosts。"
    ),
)
_NO_PAGE = Refusal(
    status=HTTPStatus.NOT_FOUND, words="没有这个页面：请从上面的栏目进入。"
)
FOREIGN_ORIGIN = Refusal(
    status=HTTPStatus.FORBIDDEN,
    words="这个请求来自别的网页，没有执行：请在工作台的页面里操作。",
)
_ONLY_READS = Refusal(
    status=HTTPStatus.FORBIDDEN,
    words="您的角色是“只读”，能看能打印，不能改动：要改动请找操作员。",
)
_TOO_LARGE = Refusal(
    status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    words=(
        f"一次最多上传 {MOST_BYTES // 1024 // 1024} MB，这次没有收下："
        "请分几次拖入，或用 xltool collect 从文件夹收。"
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who a request comes from; the name is empty for who has not signed in."""

    name: str
    role: Role = Role.OPERATOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosts:
    """The values of `Host` that are answered.

    With `any_address` also every address of this computer, at the port: a page of
    another site cannot have an address as its name.
    """

    names: frozenset[str]
    port: int = 0
    any_address: bool = False

    def have(self, headers: Headers) -> bool:
        """Say whether a request names one of them."""
        given = headers.get("host", "").lower()
        if given in self.names:
            return True
        name, _, port = given.rpartition(":")
        return self.any_address and port == str(self.port) and _is_address(name)


class Entrance(Protocol):
    """What knows who a request comes from."""

    async def let_in(self, scope: Scope) -> Visitor | Response:
        """Give who comes, or what is answered to who may not come in."""


class Guard:
    """ASGI middleware that lets through what may pass and answers the rest itself."""

    def __init__(self, app: ASGIApp, *, entrance: Entrance, hosts: Hosts) -> None:
        """Guard `app`."""
        self._app = app
        self._entrance = entrance
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = with_headers(send)
        response = await self._response(scope)
        if response is None:
            await self._app(scope, limited(receive, MOST_BYTES), answer)
        else:
            await response(scope, receive, answer)

    async def _response(self, scope: Scope) -> Response | None:
        """Give what is answered in the place of the page; None where it may be seen."""
        headers = Headers(scope=scope)
        if not self._hosts.have(headers):
            return FOREIGN_HOST.response
        if len(scope["path"]) > _LONGEST_PATH:
            return _NO_PAGE.response
        visitor = await self._entrance.let_in(scope)
        if isinstance(visitor, Response):
            return visitor
        scope["visitor"] = visitor
        refusal = _refusal(scope, headers, visitor)
        return refusal.response if refusal else None


def _refusal(scope: Scope, headers: Headers, visitor: Visitor) -> Refusal | None:
    """Say why somebody who is known may not do what is asked."""
    if changes(scope):
        if not is_own_page(headers):
            return FOREIGN_ORIGIN
        if visitor.role is Role.READER and scope["path"] not in OPEN_TO_READERS:
            return _ONLY_READS
    if announced_size(headers, MOST_BYTES) > MOST_BYTES:
        return _TOO_LARGE
    return None


def changes(scope: Scope) -> bool:
    """Say whether a request may change something."""
    return scope["method"] not in _SAFE


def is_own_page(headers: Headers) -> bool:
    """Say whether a changing request comes from one of our pages."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in _OWN_SITES
    origin = headers.get("origin")
    if origin is None:
        return False
    try:
        netloc = urlsplit(origin).netloc
    except ValueError:  # `http://[::1`
        return False
    return netloc.lower() == headers.get("host", "").lower()


def announced_size(headers: Headers, most: int) -> int:
    """Give the size of a body as its sender says it; more than `most` for nonsense."""
    length = headers.get("content-length", "0")
    is_number = length.isascii() and length.isdecimal() and len(length) < 20
    return int(length) if is_number else most + 1


def with_headers(send: Send) -> Send:
    """Send every answer with the headers that keep browsers from foreign content."""

    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return answer


def limited(receive: Receive, most: int, *, longest: float = math.inf) -> Receive:
    """Stop reading a body that is larger than allowed, or that does not come.

    `longest` is how many seconds it may take in all.
    """
    read, last = 0, time.monotonic() + longest
    whole = False

    async def next_message() -> Message:
        nonlocal read, whole
        if whole:  # what is waited for now is that somebody leaves
            return await receive()
        patience = min(PATIENCE_SECONDS, last - time.monotonic())
        try:
            message = await asyncio.wait_for(receive(), patience)
        except TimeoutError:
            return {"type": "http.disconnect"}
        whole = not message.get("more_body", False)
        read += len(message.get("body", b""))
        if read > most:
            return {"type": "http.disconnect"}
        return message

    return next_message


def client_address(scope: Scope) -> str:
    """Give the address that a request comes from; empty where the server knows none."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def _is_address(name: str) -> bool:
    """Say whether a host is named by its number."""
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
