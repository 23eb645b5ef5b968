"""What a sentence is about when it comes back from a list of parts.

新增企业52家，其中工业30家、商贸22家，完成全年目标80家的65%: what follows the list is
said of the 52, not of the last part.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.bulletin.proof.mentions import NumberRole

if TYPE_CHECKING:
    from xltool.bulletin.proof.mentions import Mention
    from xltool.bulletin.proof.numbered_text import NumberedText

_OPENS_A_LIST = re.compile(r"其中|包括|分别是|分为")


def head_of_list(text: NumberedText, last: Mention) -> Mention | None:
    """Give the number before a list of bare parts that ends with `last`.

    None where it ends no list of two parts or more, or a part has a rate of its own.
    """
    numbers = text.by_sentence[last.sentence]
    place = numbers.index(last)
    first = place
    while first and not _OPENS_A_LIST.search(numbers[first].words):
        first -= 1
        if not _is_part_like(numbers[first], last):
            return None
    head = numbers[first - 1] if first else None
    if first == place or head is None or not _is_part_like(head, last):
        return None
    return head


def _is_part_like(number: Mention, last: Mention) -> bool:
    level = number.role is NumberRole.LEVEL and number.exact
    return level and number.base == last.base and number.depth == last.depth
