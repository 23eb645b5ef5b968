"""Indicators of a cell before they have codes; stages of a target become its plan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.decomposition.table.stages import date_before, dated_month, month_end
from xltool.model.registry import PlanStage, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.findings import Finding
    from xltool.model.registry import Indicator


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An indicator before it has a code.

    `parent` is the place of its parent in the list of drafts. `left` are the words
    before its figure, `sentence` counts the cell's sentences, `spans` are the places of
    the figures that it took.
    """

    start: int
    indicator: Indicator
    parent: int | None = None
    findings: tuple[Finding, ...] = ()
    left: str = ""
    sentence: int = -1
    spans: tuple[tuple[int, int], ...] = ()


def staged(drafts: list[Draft], year: int | None) -> list[Draft]:
    """Turn targets that only say how much of another is due by a date into its plan.

    新增企业12家，其中第三季度完成4家: the 4 are a stage of the 12. Without a year to
    put the date in, they stay as they are.
    """
    if year is None:
        return drafts
    kept = list(drafts)
    gone: set[int] = set()
    for place, draft in enumerate(drafts):
        stage = _stage(draft, year)
        if stage is None:
            continue
        whole = _whole(drafts, place)
        if whole is None:
            whole = _last_of_series(drafts, place)
        if whole is not None:
            kept[whole] = _with_stage(kept[whole], stage, draft)
            gone.add(place)
    places = [place for place in range(len(drafts)) if place not in gone]
    return arranged(kept, places)


def _stage(draft: Draft, year: int) -> PlanStage | None:
    """Read a target that a date before the year's last month leads to as a stage."""
    words = draft.left.removeprefix("其中").lstrip("，：")
    date = date_before(words)
    if date is None or draft.indicator.role is not Role.TARGET:
        return None
    month = dated_month(date)
    value = draft.indicator.value
    if not month or month > _NOVEMBER or value is None:
        return None
    return PlanStage(until=month_end(year, month), value=value)


_NOVEMBER = 11


def _whole(drafts: list[Draft], place: int) -> int | None:
    """Give the target that a stage is a part of.

    The nearest one before it of the same 计量单位.
    """
    stage = drafts[place].indicator
    if stage.value is None:
        return None
    for at in range(place - 1, -1, -1):
        indicator = drafts[at].indicator
        if indicator.value is None or indicator.value < stage.value:
            continue
        if indicator.measurement_unit != stage.measurement_unit:
            continue
        is_dated = date_before(drafts[at].left) is not None
        if indicator.role is Role.TARGET and not is_dated:
            return at
    return None


def _last_of_series(drafts: list[Draft], place: int) -> int | None:
    """Give the last of a row of dated figures that rise.

    8月底竣工50%以上，9月底竣工70%以上，11月底竣工100%: the last is the target. They
    stand in one sentence, each with its date, in one 计量单位, doing the same.
    """
    last: int | None = None
    before = drafts[place]
    for at in range(place + 1, len(drafts)):
        draft = drafts[at]
        if not _goes_on_rising(before, draft):
            break
        before = draft
        last = at
    return last


def _goes_on_rising(before: Draft, draft: Draft) -> bool:
    """Tell the next dated figure of the same work, which is no smaller."""
    old = before.indicator
    new = draft.indicator
    if draft.sentence != before.sentence or new.role is not Role.TARGET:
        return False
    if new.measurement_unit != old.measurement_unit or new.name[:2] != old.name[:2]:
        return False
    if date_before(draft.left) is None:
        return False
    return old.value is not None and new.value is not None and new.value >= old.value


def _with_stage(draft: Draft, stage: PlanStage, part: Draft) -> Draft:
    plan = sorted((*draft.indicator.plan, stage), key=lambda stage: stage.until)
    return replace(
        draft,
        indicator=replace(draft.indicator, plan=tuple(plan)),
        spans=(*draft.spans, *part.spans),
    )


def arranged(drafts: Sequence[Draft], places: Sequence[int]) -> list[Draft]:
    """Give the drafts at `places`, in that order; parents stay what they were."""
    moved: dict[int | None, int] = {place: at for at, place in enumerate(places)}
    return [
        replace(drafts[place], parent=moved.get(drafts[place].parent))
        for place in places
    ]


def in_printed_order(drafts: Sequence[Draft]) -> list[Draft]:
    """Sort drafts by where they begin; what begins together stays as it was."""
    places = range(len(drafts))
    return arranged(drafts, sorted(places, key=lambda place: drafts[place].start))
