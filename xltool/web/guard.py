"""Who may ask the desk for anything: the token, the Host, the origin, the size.

The desk listens on this computer only, but every page that a browser opens may try to
reach it. So a request needs the cookie that the start address sets, names a host that
the desk answers to (against DNS rebinding), and, where it changes something, comes
from the desk's own page (OWASP's Cross-Site Request Forgery Prevention Cheat Sheet:
fetch metadata first, `Origin` where a browser sends none).
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 256 * 1024 * 1024
"""The largest request that is read: a whole month of workbooks in one go."""

_LONGEST_PATH = 2000
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_SITES = frozenset({"same-origin", "none"})
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


_FOREIGN_HOST = Refusal(
    status=HTTPStatus.MISDIRECTED_REQUEST,
    words="这个地址不是工作台的地址：请用 xltool desk 打印的地址打开。",
)
_NO_TOKEN = Refusal(
    status=HTTPStatus.FORBIDDEN,
    words="没有通行口令或口令不对：请用 xltool desk 打印的完整地址打开工作台。",
)
_NO_PAGE = Refusal(
    status=HTTPStatus.NOT_FOUND, words="没有这个页面：请从上面的栏目进入。"
)
_FOREIGN_ORIGIN = Refusal(
    status=HTTPStatus.FORBIDDEN,
    words="这个请求来自别的网页，没有执行：请在工作台的页面里操作。",
)
_TOO_LARGE = Refusal(
    status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    words=(
        f"一次最多上传 {MOST_BYTES // 1024 // 1024} MB，这次没有收下："
        "请分几次拖入，或用 xltool collect 从文件夹收。"
    ),
)


class Guard:
    """ASGI middleware that lets through what may pass and answers the rest itself.

    `hosts` are the values of `Host` that the desk answers to, `token` the secret of
    this start, `cookie` the name under which the browser keeps it: browsers share the
    cookies of all ports of a host, so each desk needs a name of its own.
    """

    def __init__(
        self, app: ASGIApp, *, token: str, cookie: str, hosts: frozenset[str]
    ) -> None:
        """Guard `app`."""
        self._app = app
        self._token = token
        self._cookie = cookie
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _with_headers(send)
        given = _token_in(scope)
        if given and self._is_token(given) and self._is_own_host(scope):
            await self._admit(scope, receive, answer)
            return
        refusal = self._refusal(scope)
        if refusal is None:
            await self._app(scope, _limited(receive), answer)
            return
        page = PlainTextResponse(refusal.words, status_code=refusal.status)
        await page(scope, receive, answer)

    async def _admit(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Turn the token of the start address into a cookie and hide it from view."""
        response = RedirectResponse(_without_token(scope), status_code=303)
        response.set_cookie(self._cookie, self._token, httponly=True, samesite="strict")
        await response(scope, receive, send)

    def _refusal(self, scope: Scope) -> Refusal | None:
        headers = Headers(scope=scope)
        if not self._is_own_host(scope):
            return _FOREIGN_HOST
        if len(scope["path"]) > _LONGEST_PATH:
            return _NO_PAGE
        cookies = cookie_parser(headers.get("cookie", ""))
        if not self._is_token(cookies.get(self._cookie, "")):
            return _NO_TOKEN
        if scope["method"] not in _SAFE and not _is_own_page(headers):
            return _FOREIGN_ORIGIN
        if _announced_size(headers) > MOST_BYTES:
            return _TOO_LARGE
        return None

    def _is_own_host(self, scope: Scope) -> bool:
        return Headers(scope=scope).get("host", "").lower() in self._hosts

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self._token.encode())


def _is_own_page(headers: Headers) -> bool:
    """Whether a changing request comes from a page of the desk."""
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


def _announced_size(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isdecimal() else MOST_BYTES + 1


def _token_in(scope: Scope) -> str:
    query = dict(parse_qsl(scope["query_string"].decode("latin-1")))
    return str(query.get("token", ""))


def _without_token(scope: Scope) -> str:
    query = parse_qsl(scope["query_string"].decode("latin-1"))
    kept = [(name, value) for name, value in query if name != "token"]
    path = "/" + scope["path"].lstrip("/\\")  # `//elsewhere` would be another host
    return f"{path}?{urlencode(kept)}" if kept else path


def _with_headers(send: Send) -> Send:
    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return answer


def _limited(receive: Receive) -> Receive:
    """Stop reading a body that is larger than it said, or never said how large."""
    read = 0

    async def next_message() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > MOST_BYTES:
            return {"type": "http.disconnect"}
        return message

    return next_message
