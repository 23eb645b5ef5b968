"""连续期数: how many periods in a row something has been the matter.

One rule for every kind of matter. From the present period backwards each period says
yes (it counts), no (the streak ends before it) or nothing (None: nothing was due, or
nothing could be judged; it neither counts nor ends the streak).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xltool.model.period import Period

_State = TypeVar("_State")


def streak(
    trail: Sequence[tuple[Period, _State]], fails: Callable[[_State], bool | None]
) -> list[tuple[Period, _State]]:
    """Give the periods that count, oldest first; `trail` is given oldest first.

    >>> from xltool.model.period import Period
    >>> months = [Period.parse(f"2025-0{number}") for number in (5, 6, 7, 8)]
    >>> trail = list(zip(months, ["ok", "late", "", "late"]))
    >>> answers = {"ok": False, "late": True, "": None}
    >>> [str(period) for period, _ in streak(trail, answers.get)]
    ['2025-06', '2025-08']
    """
    found: list[tuple[Period, _State]] = []
    for period, state in reversed(trail):
        failing = fails(state)
        if failing is False:
            break
        if failing:
            found.append((period, state))
    return found[::-1]
