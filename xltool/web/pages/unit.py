"""单位: one unit's 经过, its findings with their cells, and what the office decides."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.routing import Route

from xltool.checks.verdict import may_be_waived
from xltool.findings import Severity
from xltool.web.pages.common import (
    back_to,
    desk_of,
    download,
    file_in,
    now,
    period_of,
    unit_address,
)
from xltool.web.rendering import page
from xltool.workflows.period import accept
from xltool.workflows.unit_record import excerpts, unit_record

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from xltool.findings import Finding
    from xltool.ledger.records import Submission
    from xltool.model.period import Period
    from xltool.web.desk import Desk
    from xltool.workflows.unit_record import Excerpt

_SHOWN = 3
"""Findings of one code that are shown with their cells; the rest is folded away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingGroup:
    """The findings of one code; `shown` have a piece of their sheet beside them."""

    code: str
    severity: Severity
    may_be_waived: bool
    shown: tuple[tuple[Finding, Excerpt | None], ...]
    folded: tuple[Finding, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.shown) + len(self.folded)


def show(request: Request) -> Response:
    """Show a unit in a period, with one of its submissions open."""
    desk, period = desk_of(request), period_of(request)
    record = unit_record(desk.workspace, period, request.path_params["code"])
    chosen = _chosen(record.submissions, request.query_params.get("file", ""))
    groups = [] if chosen is None else _groups(desk, period, chosen)
    return page(
        request,
        "unit.html",
        period=period,
        record=record,
        chosen=chosen,
        groups=groups,
    )


async def waive(request: Request) -> Response:
    """Waive the findings of one code, with a reason."""
    desk, period = desk_of(request), period_of(request)
    code = request.path_params["code"]
    form = await request.form()
    reason = _reason(form.get("reason"))
    accept(
        desk.workspace,
        period,
        code,
        code=str(form.get("finding", "")),
        reason=reason,
        now=now(),
        operator=desk.operator,
    )
    return back_to(unit_address(period, code))


def original(request: Request) -> Response:
    """Give a file as the unit sent it."""
    desk, period = desk_of(request), period_of(request)
    record = unit_record(desk.workspace, period, request.path_params["code"])
    for one in record.submissions:
        if one.id == request.path_params["submission"]:
            folder = desk.workspace.received(str(period))
            return download(file_in(folder, one.original.stored))
    raise HTTPException(404)


def _chosen(submissions: tuple[Submission, ...], wanted: str) -> Submission | None:
    """Give the submission that the address names, else the newest."""
    for one in submissions:
        if str(one.id) == wanted:
            return one
    return submissions[0] if submissions else None


def _groups(desk: Desk, period: Period, chosen: Submission) -> list[FindingGroup]:
    """Group findings by code, the gravest first."""
    order = list(Severity)
    sorted_findings = sorted(
        chosen.findings, key=lambda one: (order.index(one.severity), one.code)
    )
    groups = []
    for code, members in groupby(sorted_findings, key=lambda one: one.code):
        found = list(members)
        places = [(one.place, one.found) for one in found[:_SHOWN]]
        around = excerpts(desk.workspace, period, chosen.unit, chosen.id, places)
        group = FindingGroup(
            code=code,
            severity=found[0].severity,
            may_be_waived=may_be_waived(code),
            shown=tuple(zip(found[:_SHOWN], around, strict=True)),
            folded=tuple(found[_SHOWN:]),
        )
        groups.append(group)
    return groups


def _reason(given: object) -> str:
    text = str(given or "").strip()
    if not text:
        raise HTTPException(400, "请写明原因，不能是空的：返回上一页补上。")
    return text


ROUTES = (
    Route("/p/{period}/unit/{code}", show),
    Route("/p/{period}/unit/{code}/waive", waive, methods=["POST"]),
    Route("/p/{period}/unit/{code}/original/{submission:int}", original),
)
