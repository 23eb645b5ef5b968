"""Headers of mails that came, however they are encoded."""

from __future__ import annotations

import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.policy import Compat32
from typing import Any

_WIDER = {"gb2312": "gb18030", "gbk": "gb18030"}
"""What claims to be one of these is mostly the wider one in truth."""


class _Bare(Compat32):
    """Gives headers as they came.

    Raw GBK bytes stay, where the standard policies make them question marks.
    """

    def header_fetch_parse(self, name: str, value: str) -> Any:  # noqa: ARG002 - the policy's signature
        return value


class MailPart(Message):
    """A part of a mail, or the mail itself."""

    def parts(self) -> list[MailPart]:
        """Give the parts of a multipart; none of anything else."""
        inner: Any = self.get_payload() if self.is_multipart() else []
        return list(inner)

    def raw(self) -> bytes:
        """Give the body's bytes as they came over the line; none of a multipart.

        `get_payload` would decode them by a charset that may be nonsense.
        """
        body: Any = self._payload  # type: ignore[attr-defined]
        if not isinstance(body, str):
            return b""
        return body.encode("utf-8", "surrogateescape")


def parse_mail(content: bytes) -> MailPart:
    """Take a mail apart; RecursionError where parts stand in each other without end."""
    policy: Any = _Bare()
    parser: BytesParser[MailPart] = BytesParser(MailPart, policy=policy)
    return parser.parsebytes(content)


def header(message: Message, name: str) -> str:
    """Give a header's text in one line; empty where there is none."""
    text = str(message.get(name, ""))
    return text.replace("\r", "").replace("\n", "")


def header_text(value: object) -> str:
    """Decode a header, also one of raw GBK bytes or of badly cut encoded words."""
    plain = decoded(str(value or "").encode("utf-8", "surrogateescape"))
    try:
        parts = decode_header(re.sub(r"[\r\n]+", "", plain))
    except (HeaderParseError, ValueError):
        return plain
    texts = []
    for part, charset in parts:
        texts.append(decoded(part, charset) if isinstance(part, bytes) else part)
    return "".join(texts)


def decoded(raw: bytes, charset: str | None = None) -> str:
    """Decode bytes by what they claim to be, then by what they are."""
    claimed = (charset or "").lower()
    for encoding in (_WIDER.get(claimed, claimed), "utf-8", "gb18030"):
        try:
            if encoding:
                return raw.decode(encoding)
        except (LookupError, ValueError):  # no such charset; not in it; NUL in its name
            continue
    return raw.decode("latin-1")
