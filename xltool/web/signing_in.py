"""The entrance of a shared desk: operators sign in with a name and a password.

A session is known by a random value in a cookie, of which only the hash is kept. It
ends when nothing was asked for some time, after some hours in any case, when its
operator signs out, is removed or gets another password or role, and with the desk.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import secrets
import threading
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from xltool.ledger.ledger import open_ledger
from xltool.web.attempts import Attempts
from xltool.web.guard import Visitor, changes, client_address
from xltool.web.rendering import bare_page
from xltool.workflows.operators import operators, signing_in

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Scope

    from xltool.ledger.records import Operator
    from xltool.web.desk import Desk

SIGN_IN = "/sign-in"
_NOBODY = Visitor(name="")
_OPEN = ("/static/",)
_MOST_SESSIONS = 1000
_LONGEST_FIELD = 300
_WORDS = "还没有登录，或登录已过期：请重新登录。"


@dataclass(slots=True, kw_only=True)
class Session:
    """Somebody who signed in; times are seconds of a clock that only grows."""

    operator: Operator
    began: float
    used: float


class Sessions:
    """The sessions of one desk, and the attempts to begin one."""

    def __init__(self, desk: Desk, cookie: str) -> None:
        """Begin without any; `cookie` is the name under which browsers keep theirs."""
        self.desk = desk
        self.cookie = cookie
        self.by_name = Attempts(free=5, first_wait=15, longest_wait=300)
        self.by_address = Attempts(free=20, first_wait=15, longest_wait=900)
        self._sessions: dict[str, Session] = {}
        self._lock = threading.Lock()

    def begin(self, operator: Operator) -> str:
        """Begin a session, and give what its browser keeps."""
        value, now = secrets.token_urlsafe(32), time.monotonic()
        with self._lock:
            self._end_old(now)
            session = Session(operator=operator, began=now, used=now)
            self._sessions[_hash(value)] = session
        return value

    def end(self, value: str) -> None:
        """End a session."""
        with self._lock:
            self._sessions.pop(_hash(value), None)

    def visitor(self, value: str) -> Visitor | None:
        """Give whose session this is; None where it is none, or has ended."""
        now = time.monotonic()
        with self._lock:
            session = self._sessions.get(_hash(value))
            if session is None or not self._lasts(session, now):
                self._sessions.pop(_hash(value), None)
                return None
            session.used = now
        known = self.desk.remembered("operators", operators)
        if session.operator not in known:  # removed, or changed since
            self.end(value)
            return None
        return Visitor(name=session.operator.name, role=session.operator.role)

    def _lasts(self, session: Session, now: float) -> bool:
        settings = self.desk.workspace.settings.desk
        is_idle = now - session.used > settings.idle_minutes * 60
        return not is_idle and now - session.began <= settings.session_hours * 3600

    def _end_old(self, now: float) -> None:
        ended = []
        for key, session in self._sessions.items():
            if not self._lasts(session, now):
                ended.append(key)
        surplus = len(self._sessions) - len(ended) - _MOST_SESSIONS + 1
        oldest = [key for key in self._sessions if key not in ended]
        for key in (*ended, *oldest[: max(0, surplus)]):
            del self._sessions[key]


class SignInEntrance:
    """Lets in who has a session; others see the page on which they sign in."""

    def __init__(self, sessions: Sessions) -> None:
        """Ask `sessions`."""
        self._sessions = sessions

    async def let_in(self, scope: Scope) -> Visitor | Response:
        """Give who is signed in; without a session only the sign-in page is open."""
        cookies = cookie_parser(Headers(scope=scope).get("cookie", ""))
        value = cookies.get(self._sessions.cookie, "")
        visitor = None
        if value:
            visitor = await run_in_threadpool(self._sessions.visitor, value)
        if visitor is not None:
            return visitor
        if scope["path"] == SIGN_IN or scope["path"].startswith(_OPEN):
            return _NOBODY
        if changes(scope):
            return PlainTextResponse(_WORDS, HTTPStatus.FORBIDDEN)
        wanted = quote(scope["path"], safe="/")
        return RedirectResponse(f"{SIGN_IN}?next={wanted}", status_code=303)


def show(request: Request) -> Response:
    """Show where one signs in."""
    return _page(request, next_page=request.query_params.get("next", ""))


async def sign_in(request: Request) -> Response:
    """Begin a session for who gives a right password."""
    sessions: Sessions = request.app.state.sessions
    form = await request.form(max_files=0, max_fields=5)
    name = str(form.get("name", "")).strip()[:_LONGEST_FIELD]
    password = str(form.get("password", ""))[:_LONGEST_FIELD]
    next_page = str(form.get("next", ""))[:_LONGEST_FIELD]
    address = client_address(request.scope)
    wait = _wait(sessions, name, address)
    if wait:
        words = f"试错的次数太多：请等 {math.ceil(wait)} 秒再试。"
        return _page(request, words, next_page, status=HTTPStatus.TOO_MANY_REQUESTS)
    now = time.monotonic()  # counted before it is tried: many may be tried at once
    sessions.by_name.failed(name, now=now)
    sessions.by_address.failed(address, now=now)
    workspace = sessions.desk.workspace
    operator = await run_in_threadpool(signing_in, workspace, name, password)
    if operator is None:
        await run_in_threadpool(_note, sessions.desk, "登录失败", name, address)
        words = (
            "名字或口令不对：请再试；忘了口令，请管理员用 xltool operator add 重设。"
        )
        return _page(request, words, next_page, status=HTTPStatus.FORBIDDEN)
    sessions.by_name.forget(name)
    sessions.by_address.undo(address)
    await run_in_threadpool(_note, sessions.desk, "登录", operator.name, address)
    response = RedirectResponse(_inside(next_page), status_code=303)
    response.set_cookie(
        sessions.cookie,
        sessions.begin(operator),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return response


async def sign_out(request: Request) -> Response:
    """End the session."""
    sessions: Sessions = request.app.state.sessions
    sessions.end(request.cookies.get(sessions.cookie, ""))
    response = RedirectResponse(SIGN_IN, status_code=303)
    response.delete_cookie(sessions.cookie, httponly=True, samesite="strict")
    return response


def _wait(sessions: Sessions, name: str, address: str) -> float:
    now = time.monotonic()
    by_name = sessions.by_name.wait(name, now=now)
    return max(by_name, sessions.by_address.wait(address, now=now))


def _note(desk: Desk, action: str, name: str, address: str) -> None:
    """Add to the history who signed in, or was refused."""
    who = name if action == "登录" else ""
    detail = f"来自 {address}" if who else f"名字“{name[:40]}”，来自 {address}"
    with open_ledger(desk.workspace.database_url) as ledger:
        ledger.note_access(action, detail, at=dt.datetime.now(dt.UTC), who=who)


def _page(
    request: Request,
    words: str = "",
    next_page: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    desk: Desk = request.app.state.desk
    return bare_page(
        "sign_in.html",
        status_code=status,
        office=desk.workspace.settings.office,
        words=words,
        next_page=_inside(next_page),
    )


def _inside(address: str) -> str:
    """Give a page of the desk: what was asked for, if it is one."""
    path = unquote(address)
    is_page = path.startswith("/") and not path.startswith(("//", "/\\", SIGN_IN))
    return quote(path, safe="/") if is_page and path.isprintable() else "/"


def _hash(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()


ROUTES = (
    Route(SIGN_IN, show),
    Route(SIGN_IN, sign_in, methods=["POST"]),
    Route("/sign-out", sign_out, methods=["POST"]),
)
