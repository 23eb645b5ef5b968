"""A unit's link to the portal: made, read and revoked.

What stands in the address is the link's number, its last day and a signature over both
and the unit (HMAC-SHA256 by the workspace's key). Whether it is in force says the
ledger. Nothing in the address names the unit.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from html import escape
from typing import TYPE_CHECKING

from xltool.errors import SettingsError
from xltool.ledger.ledger import open_ledger
from xltool.model.clock import office_time
from xltool.workflows.keys import signing_key
from xltool.workflows.period import find_unit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.ledger.ledger import Ledger
    from xltool.ledger.records import Link
    from xltool.mail.templates import Words
    from xltool.model.registry import Unit
    from xltool.settings import Settings
    from xltool.workspace import Workspace

PORTAL = "/portal/"
"""Where the portal's pages begin."""
PARAMETER = "link"
"""Under this name a link stands in an address."""
_TOKEN = re.compile(r"(\d{1,9})-(\d{8})-([\w-]{43})", re.ASCII)
_WORDS = (
    "也可以在网上报送：打开本单位的专用链接，下载填报表、上传报送，当场看结果。"
    "链接只给本单位用，请勿转给别的单位。"
)


class LinkState(StrEnum):
    """What a link that somebody came with is."""

    VALID = "有效"
    UNKNOWN = "不对"
    """Not signed by this workspace: altered, cut or guessed."""
    REVOKED = "已收回"
    EXPIRED = "已过期"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkResult:
    """A unit's link, or how many of its links were revoked."""

    unit: Unit
    address: str = ""
    until: dt.date | None = None
    revoked: int = 0

    def as_json(self) -> dict[str, object]:
        """Give the document of `link --json`."""
        return {
            "unit": self.unit.code,
            "name": self.unit.name,
            "address": self.address or None,
            "until": self.until.isoformat() if self.until else None,
            "revoked": self.revoked,
        }


def give_link(
    workspace: Workspace, unit: str, *, now: dt.datetime, operator: str = ""
) -> LinkResult:
    """Give the link of a unit (code, name or alias) that is in force, or make one.

    SettingsError where no address of the portal is set.
    """
    if not workspace.settings.portal.address:
        raise SettingsError(
            "还没有设单位入口的网址：请在 xltool.toml 的 [portal] 里填 address，"
            "例如 https://report.xxx.gov.cn（见 docs/sharing.md）"
        )
    found = find_unit(workspace, unit)
    with open_ledger(workspace.database_url) as ledger:
        key = signing_key(workspace, ledger, now=now)
        link = _in_force(workspace, ledger, found.code, now, operator)
        address = _address(workspace, key, link)
    return LinkResult(unit=found, address=address, until=link.until)


def speaks_as_promised(settings: Settings) -> bool:
    """Say whether the desk, or a proxy before it, can answer at the portal's address.

    One that begins with https needs a certificate or a proxy that has one.
    """
    is_encrypted = bool(settings.desk.certificate or settings.desk.proxies)
    return is_encrypted or not settings.portal.address.startswith("https:")


def revoke_link(
    workspace: Workspace, unit: str, *, now: dt.datetime, operator: str = ""
) -> LinkResult:
    """Put the links of a unit out of force; a new one is made when one is asked for."""
    found = find_unit(workspace, unit)
    with open_ledger(workspace.database_url) as ledger:
        count = ledger.revoke_links(found.code, at=now, who=operator)
    return LinkResult(unit=found, revoked=count)


def unit_address(
    workspace: Workspace, ledger: Ledger, unit: str, *, now: dt.datetime
) -> str:
    """Give the address that a mail to a unit carries.

    Empty where there is no portal, or it is of no unit.
    """
    if not workspace.settings.portal.address or not unit:
        return ""
    key = signing_key(workspace, ledger, now=now)
    return _address(workspace, key, _in_force(workspace, ledger, unit, now, ""))


def carrying(words: Words, address: str) -> Words:
    """Give the words of a mail with the address of the portal in them.

    An office's own template may be older than the portal, or leave it out.
    """
    if not address or address in words.text:
        return words
    text = f"{words.text.rstrip()}\n\n{_WORDS}\n{address}\n"
    shown = escape(address)
    html = f'{words.html}\n<p>{_WORDS}<br><a href="{shown}">{shown}</a></p>\n'
    return replace(words, text=text, html=html)


def read_link(
    token: str, key: bytes, links: Iterable[Link], *, today: dt.date
) -> tuple[LinkState, Link | None]:
    """Say what somebody came with.

    The link is None unless its signature is right.
    """
    match = _TOKEN.fullmatch(token)
    if match is None:
        return LinkState.UNKNOWN, None
    number = int(match[1])
    link = next((one for one in links if one.id == number), None)
    if link is None or not hmac.compare_digest(token, link_token(key, link)):
        return LinkState.UNKNOWN, None
    if link.revoked_at is not None:
        return LinkState.REVOKED, link
    if link.until < today:
        return LinkState.EXPIRED, link
    return LinkState.VALID, link


def link_token(key: bytes, link: Link) -> str:
    """Give what stands for a link in an address."""
    signed = f"xltool portal\0{link.id}\0{link.until.isoformat()}\0{link.unit}"
    digest = hmac.new(key, signed.encode(), hashlib.sha256).digest()
    signature = base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")
    return f"{link.id}-{link.until:%Y%m%d}-{signature}"


def _in_force(
    workspace: Workspace, ledger: Ledger, unit: str, now: dt.datetime, who: str
) -> Link:
    """Give a link that opens for half of the time for which new ones do, or longer."""
    days = workspace.settings.portal.days
    today = office_time(now).date()
    return ledger.want_link(
        unit,
        least=today + dt.timedelta(days=days // 2),
        until=today + dt.timedelta(days=days),
        at=now,
        who=who,
    )


def _address(workspace: Workspace, key: bytes, link: Link) -> str:
    """Give the address of a unit's page."""
    site = workspace.settings.portal.address.rstrip("/")
    return f"{site}{PORTAL}?{PARAMETER}={link_token(key, link)}"
