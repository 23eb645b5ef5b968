"""Who comes in over the network: operators of a shared desk, and units by their links.

What is sent in through a link has the link as its sender of record, where a mail has an
address. No mail can have such a sender: an address has an `@`.
"""

from __future__ import annotations

import re
from enum import StrEnum

_LINK = re.compile(r"单位入口#(\d+)：([^@]+)")


class Role(StrEnum):
    """What an operator may do."""

    OPERATOR = "操作员"
    READER = "只读"
    """Sees and prints, and changes nothing."""


def link_sender(number: int, unit: str) -> str:
    """Give the sender of record of what came through a unit's link.

    >>> link_sender(3, "市科技局")
    '单位入口#3：市科技局'
    """
    return f"单位入口#{number}：{unit}"


def unit_of_link(sender: str) -> str:
    """Give the code of the unit through whose link something came; empty for a mail.

    >>> unit_of_link("单位入口#3：市科技局")
    '市科技局'
    >>> unit_of_link("kjj@example.gov.cn")
    ''
    """
    match = _LINK.fullmatch(sender)
    return match[2] if match else ""
