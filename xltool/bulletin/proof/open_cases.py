"""Cases that stay open: 旧存113件，新收345件，结案229件，未结229件.

What was open and what came in, less what was closed, is what is open now.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.bulletin.checking import CheckKind, Result, compare
from xltool.bulletin.proof.claims import Claim
from xltool.bulletin.proof.mentions import NumberRole
from xltool.bulletin.proof.numbered_text import first_named
from xltool.model.quantity import half_unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.bulletin.proof.claims import Numbers
    from xltool.bulletin.proof.mentions import Mention
    from xltool.bulletin.proof.numbered_text import NumberedText

_CLOSED_WORD = r"(?:办结|审结|结案|执结|答复)"
_OPEN = re.compile(rf"未(?:{_CLOSED_WORD}|结)|结转(?:到|至)?下|期末结存")
_WAS_OPEN = re.compile(r"旧存|上[年期月](?:度)?(?:结转|结存|转入|未结)|期初")
_CAME_IN = re.compile(r"新(?:收|受理|立案|接收)|(?:收到|接收)[^，；。]{0,4}申请")
_CLOSED = re.compile(rf"(?<!未){_CLOSED_WORD}")


def find_open_cases(text: NumberedText) -> Iterator[Claim]:
    """Give what a text claims of cases that were open, came in and were closed."""
    for still_open in text.mentions:
        if still_open.exact and _OPEN.search(still_open.words):
            before = text.levels_before(
                still_open,
                still_open.base,
                NumberRole.LEVEL,
                NumberRole.OTHER,
                sentences=1,
            )
            was_open = first_named(before, _WAS_OPEN)
            came_in = first_named(before, _CAME_IN)
            closed = first_named(before, _CLOSED)
            if was_open and came_in and closed:
                yield _claim(was_open, came_in, closed, still_open)


def _claim(
    was_open: Mention, came_in: Mention, closed: Mention, still_open: Mention
) -> Claim:
    left = (was_open.size + came_in.size - closed.size) / still_open.factor
    calculation = f"{was_open.number}+{came_in.number}-{closed.number}"
    return Claim(
        kind=CheckKind.BALANCE,
        numbers=(was_open, came_in, closed, still_open),
        test=_test,
        show=f"{calculation} = {still_open.number}",
        printed=still_open.printed,
        computed=f"{left.normalize():f}{still_open.measurement_unit}",
    )


def _test(numbers: Numbers) -> Result:
    """Judge (was open, came in, was closed, is open)."""
    was_open, came_in, closed, still_open = numbers
    left = was_open.size + came_in.size - closed.size
    slack = was_open.slack + came_in.slack + closed.slack
    tolerance = slack / still_open.factor + half_unit(still_open.value)
    return compare(still_open.value, left / still_open.factor, tolerance)
