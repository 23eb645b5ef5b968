"""The entrance of the desk of one computer: a token that each start makes anew.

It stands in the start address, becomes a cookie, and is asked of every request.
"""

from __future__ import annotations

import hmac
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import RedirectResponse, Response

from xltool.web.guard import Refusal, Visitor

if TYPE_CHECKING:
    from starlette.types import Scope

_NO_TOKEN = Refusal(
    status=HTTPStatus.FORBIDDEN,
    words="没有通行口令或口令不对：请用 xltool desk 打印的完整地址打开工作台。",
)


class TokenEntrance:
    """Lets in who has the token of this start.

    `cookie` is the name under which the browser keeps it: browsers share the cookies of
    all ports of a host, so each desk needs a name of its own. `operator` is who acts:
    the login at this computer.
    """

    def __init__(self, *, token: str, cookie: str, operator: str) -> None:
        """Let in who has `token`."""
        self._token = token
        self._cookie = cookie
        self._visitor = Visitor(name=operator)

    async def let_in(self, scope: Scope) -> Visitor | Response:
        """Give the operator, or turn the start address into a cookie, or refuse."""
        given = value_in(scope, "token")
        if given and self._is_token(given):
            return self._with_cookie(scope)
        cookies = cookie_parser(Headers(scope=scope).get("cookie", ""))
        if self._is_token(cookies.get(self._cookie, "")):
            return self._visitor
        return _NO_TOKEN.response

    def _with_cookie(self, scope: Scope) -> Response:
        response = RedirectResponse(without(scope, "token"), status_code=303)
        response.set_cookie(self._cookie, self._token, httponly=True, samesite="strict")
        return response

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self._token.encode())


def value_in(scope: Scope, name: str) -> str:
    """Give the last value that an address has under a name; empty for none."""
    query = dict(parse_qsl(scope["query_string"].decode("latin-1")))
    return str(query.get(name, ""))


def without(scope: Scope, name: str) -> str:
    """Give the path and query of an address without what it has under a name."""
    query = parse_qsl(scope["query_string"].decode("latin-1"))
    kept = [(one, value) for one, value in query if one != name]
    path = "/" + scope["path"].lstrip("/\\")  # `//elsewhere` would be another host
    return f"{path}?{urlencode(kept)}" if kept else path
