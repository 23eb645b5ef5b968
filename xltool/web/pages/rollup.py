"""汇总: the indicators with their progress, charts, and each figure down to its
cell.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.routing import Route

from xltool.findings import Place
from xltool.model.figures import figure_table
from xltool.rollup.absent import without_report
from xltool.rollup.rollup import roll_up
from xltool.web.pages.common import (
    desk_of,
    download,
    form_of,
    now,
    number_in,
    operator_of,
    period_of,
    start_job,
)
from xltool.web.rendering import page
from xltool.workflows.editions import edition_file, editions
from xltool.workflows.rollup import leaders_sets, rollup_inputs, rollups
from xltool.workflows.unit_record import excerpts, unit_record

if TYPE_CHECKING:
    from decimal import Decimal

    from starlette.requests import Request
    from starlette.responses import Response

    from xltool.model.period import Period
    from xltool.model.submission import Figure
    from xltool.rollup.indicators import IndicatorLine
    from xltool.rollup.rollup import Rollup
    from xltool.web.desk import Desk
    from xltool.workflows.unit_record import Excerpt
    from xltool.workspace import Workspace

PAGE_SIZE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """One value that an indicator is made of, and the piece of the sheet it stands
    in.
    """

    figure: Figure
    name: str
    excerpt: Excerpt | None


def show(request: Request) -> Response:
    """Show the indicators of a period, its charts and its files."""
    desk = desk_of(request)
    period = period_of(request)
    form = form_of(request, period)
    rolled = rolled_up(desk, period, form)
    campaign = request.query_params.get("campaign", "")
    status = request.query_params.get("status", "")
    lines = [
        line
        for line in rolled.indicators
        if (not campaign or line.task.campaign == campaign)
        and (not status or line.progress.status.value == status)
    ]
    number = number_in(request.query_params.get("page", "1"))
    last = max(1, -(-len(lines) // PAGE_SIZE))
    number = min(number, last)
    folder = desk.workspace.reports(str(period))
    return page(
        request,
        "rollup.html",
        period=period,
        form=form,
        rolled=rolled,
        lines=lines[(number - 1) * PAGE_SIZE : number * PAGE_SIZE],
        number=number,
        last=last,
        found=len(lines),
        campaign=campaign,
        status=status,
        time_progress=period.time_progress,
        charts=_charts(rolled),
        without_report=without_report,
        files=sorted(folder.glob("*.xlsx")) if folder.is_dir() else [],
        editions=editions(desk.workspace, period).lines,
    )


async def make(request: Request) -> Response:
    """Write the roll-up's workbook, or the leader's set, as a job."""
    desk = desk_of(request)
    period = period_of(request)
    operator = operator_of(request)
    form = await request.form()
    if form.get("set") == "leaders":
        return await start_job(
            request,
            f"{period.label}：领导用的一套",
            f"rollup-print {period}",
            lambda _: leaders_sets(desk.workspace, period, now=now()),
        )
    return await start_job(
        request,
        f"{period.label}：生成汇总表",
        f"rollup {period}",
        lambda _: rollups(desk.workspace, period, now=now(), operator=operator),
    )


def indicator(request: Request) -> Response:
    """Show one indicator: its units, its last values, its chart."""
    desk = desk_of(request)
    period = period_of(request)
    rolled = rolled_up(desk, period, form_of(request, period))
    line = _line(rolled, request.path_params["code"])
    return page(
        request,
        "indicator.html",
        period=period,
        line=line,
        trail=line.trail[-12:],
        chart=_trail_chart(line),
    )


def trace(request: Request) -> Response:
    """Show the cells that a unit's figure of an indicator was read from."""
    desk = desk_of(request)
    period = period_of(request)
    rolled = rolled_up(desk, period, form_of(request, period))
    code = request.path_params["code"]
    unit = request.path_params["unit"]
    line = _line(rolled, code)
    figures: list[Figure] = []
    for row in figure_table(rolled.inputs.current.figures).rows:
        if row.unit == unit and row.key == code:
            figures += row.figures()
    return page(
        request,
        "trace.html",
        period=period,
        line=line,
        unit=unit,
        traced=_traced(desk, period, unit, figures),
    )


def rolled_up(desk: Desk, period: Period, form: str = "") -> Rollup:
    """Give the roll-up of the accepted reports as they are now."""

    def make_it(workspace: Workspace) -> Rollup:
        return roll_up(rollup_inputs(workspace, period, form=form, now=now())[0])

    return desk.remembered(("rollup", period, form), make_it)


def _line(rolled: Rollup, code: str) -> IndicatorLine:
    """Give an indicator of the roll-up."""
    for line in rolled.indicators:
        if line.indicator.code == code:
            return line
    raise HTTPException(404)


def _traced(
    desk: Desk, period: Period, unit: str, figures: list[Figure]
) -> list[Traced]:
    """Give each figure with the piece of the sheet that it was read from."""
    record = unit_record(desk.workspace, period, unit)
    counting = [one for one in record.submissions if one.counts]
    places = [
        (Place(sheet=one.sheet, row_key=one.row, field=one.field), one.value.raw)
        for one in figures
    ]
    around: list[Excerpt | None] = [None] * len(figures)
    if counting:
        around = excerpts(desk.workspace, period, unit, counting[0].id, places)
    return [
        Traced(figure=figure, name=figure.field, excerpt=excerpt)
        for figure, excerpt in zip(figures, around, strict=True)
    ]


def _charts(rolled: Rollup) -> dict[str, str]:
    """Give what the charts show, as JSON for the page's script."""
    campaigns = [one for one in rolled.overview.campaigns if one.name]
    trend = rolled.overview.trend
    return {
        "campaigns": json.dumps(
            {
                "kind": "bars",
                "title": "各攻坚平均完成率（%）",
                "names": [one.name for one in campaigns],
                "values": [_percent(one.completion) for one in campaigns],
                "line": _percent(rolled.inputs.period.time_progress),
            },
            ensure_ascii=False,
        ),
        "units": json.dumps(
            {
                "kind": "bars",
                "title": "单位得分（前 20 名）",
                "names": [one.unit for one in rolled.scores[:20]],
                "values": [_plain(one.score) for one in rolled.scores[:20]],
            },
            ensure_ascii=False,
        ),
        "months": json.dumps(
            {
                "kind": "line",
                "title": "各期平均完成率（%）",
                "names": [one.period.label for one in trend],
                "values": [_percent(one.completion) for one in trend],
            },
            ensure_ascii=False,
        ),
    }


def _trail_chart(line: IndicatorLine) -> str:
    """Give what a chart of the last periods draws."""
    trail = line.trail[-12:]
    return json.dumps(
        {
            "kind": "line",
            "title": f"{line.indicator.name}（{line.indicator.measurement_unit}）",
            "names": [str(one.period) for one in trail],
            "values": [_plain(one.total.value.number) for one in trail],
        },
        ensure_ascii=False,
    )


def _percent(share: Decimal | None) -> float | None:
    """Give a share in per cent, with a decimal."""
    return None if share is None else round(float(share) * 100, 1)


def _plain(number: Decimal | None) -> float | None:
    """Give a number as charts take it."""
    return None if number is None else float(number)


def edition(request: Request) -> Response:
    """Give an edition as it was given to leaders."""
    desk = desk_of(request)
    period = period_of(request)
    wanted = request.path_params["number"]
    for line in editions(desk.workspace, period).lines:
        made_edition = line.edition
        if (made_edition.kind, made_edition.number) == (
            request.path_params["kind"],
            wanted,
        ):
            path = edition_file(desk.workspace, made_edition)
            if path is not None:
                return download(path)
    raise HTTPException(404)


ROUTES = (
    Route("/p/{period}/rollup", show),
    Route("/p/{period}/rollup", make, methods=["POST"]),
    Route("/p/{period}/editions/{kind}/{number:int}", edition),
    Route("/p/{period}/rollup/{code}", indicator),
    Route("/p/{period}/rollup/{code}/{unit}", trace),
)
