"""单位: one unit's 经过, its findings with their cells, and what the office decides."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.routing import Route

from xltool.checks.verdict import may_be_waived
from xltool.findings import Severity
from xltool.model.submission import DecisionKind
from xltool.web.pages.common import (
    back_to,
    desk_of,
    download,
    file_in,
    note_action,
    now,
    operator_of,
    period_of,
    reason_in,
    unit_address,
)
from xltool.web.rendering import page
from xltool.workflows.deciding import decide, extend, take_back
from xltool.workflows.keeping import compare
from xltool.workflows.links import give_link, revoke_link
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
VERDICTS = {
    "approve": DecisionKind.APPROVED,
    "return": DecisionKind.RETURNED,
    "void": DecisionKind.VOID,
}
"""What a person may decide of a report, by the command that does the same."""


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
    desk = desk_of(request)
    period = period_of(request)
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
        decisions=VERDICTS,
        counts=any(one.counts for one in record.submissions),
    )


def side_by_side(request: Request) -> Response:
    """Show the last two submissions of a unit, changed values only."""
    desk = desk_of(request)
    period = period_of(request)
    comparison = compare(desk.workspace, period, request.path_params["code"])
    return page(request, "compare.html", period=period, comparison=comparison)


async def waive(request: Request) -> Response:
    """Waive the findings of one code, with a reason."""
    desk = desk_of(request)
    period = period_of(request)
    code = request.path_params["code"]
    reason, form = await reason_in(request)
    await run_in_threadpool(
        accept,
        desk.workspace,
        period,
        code,
        code=str(form.get("finding", "")),
        reason=reason,
        now=now(),
        operator=operator_of(request),
    )
    return back_to(unit_address(period, code))


async def decide_on(request: Request) -> Response:
    """Approve, return or void the unit's report with words, or take that back."""
    desk = desk_of(request)
    period = period_of(request)
    code = request.path_params["code"]
    reason, form = await reason_in(request)
    kind = VERDICTS.get(str(form.get("decision", "")))
    if kind is None:
        raise HTTPException(400, "没有这种决定：返回上一页重选。")
    act = take_back if form.get("undo") else decide
    await run_in_threadpool(
        act,
        desk.workspace,
        period,
        code,
        kind,
        reason=reason,
        now=now(),
        operator=operator_of(request),
    )
    return back_to(unit_address(period, code))


async def give_time(request: Request) -> Response:
    """Give the unit a later due date, with a reason."""
    desk = desk_of(request)
    period = period_of(request)
    code = request.path_params["code"]
    reason, form = await reason_in(request)
    try:
        until = dt.date.fromisoformat(str(form.get("until", "")))
    except ValueError:
        raise HTTPException(400, "日期要写成 2025-08-11：返回上一页改正。") from None
    await run_in_threadpool(
        extend,
        desk.workspace,
        period,
        code,
        until=until,
        reason=reason,
        now=now(),
        operator=operator_of(request),
    )
    return back_to(unit_address(period, code))


async def portal_link(request: Request) -> Response:
    """Give or revoke the unit's link to the portal."""
    desk = desk_of(request)
    form = await request.form()
    revokes = form.get("action") == "revoke"
    act = revoke_link if revokes else give_link
    result = await run_in_threadpool(
        act,
        desk.workspace,
        request.path_params["code"],
        now=now(),
        operator=operator_of(request),
    )
    if not revokes:  # who has seen an address may pass it on
        await note_action(request, f"看入口链接：{result.unit.name}")
    return page(request, "link.html", period=period_of(request), result=result)


def original(request: Request) -> Response:
    """Give a file as the unit sent it."""
    desk = desk_of(request)
    period = period_of(request)
    record = unit_record(desk.workspace, period, request.path_params["code"])
    for submission in record.submissions:
        if submission.id == request.path_params["submission"]:
            folder = desk.workspace.received(str(period))
            return download(file_in(folder, submission.original.stored))
    raise HTTPException(404)


def _chosen(submissions: tuple[Submission, ...], wanted: str) -> Submission | None:
    """Give the submission that the address names, else the newest."""
    for submission in submissions:
        if str(submission.id) == wanted:
            return submission
    return submissions[0] if submissions else None


def _groups(desk: Desk, period: Period, chosen: Submission) -> list[FindingGroup]:
    """Group findings by code, the gravest first."""
    order = list(Severity)
    sorted_findings = sorted(
        chosen.findings,
        key=lambda finding: (order.index(finding.severity), finding.code),
    )
    groups = []
    for code, members in groupby(sorted_findings, key=lambda finding: finding.code):
        found = list(members)
        places = [
            (one.place, one.found if code.startswith("V") else "")
            for one in found[:_SHOWN]
        ]
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


ROUTES = (
    Route("/p/{period}/unit/{code}", show),
    Route("/p/{period}/unit/{code}/compare", side_by_side),
    Route("/p/{period}/unit/{code}/waive", waive, methods=["POST"]),
    Route("/p/{period}/unit/{code}/decide", decide_on, methods=["POST"]),
    Route("/p/{period}/unit/{code}/extend", give_time, methods=["POST"]),
    Route("/p/{period}/unit/{code}/link", portal_link, methods=["POST"]),
    Route("/p/{period}/unit/{code}/original/{submission:int}", original),
)
