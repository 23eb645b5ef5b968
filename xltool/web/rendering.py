"""Pages as HTML: the templates, and how times, numbers and verdicts are written."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from starlette.responses import HTMLResponse

from xltool.bulletin.checking import KIND_NAMES
from xltool.findings import SEVERITY_LABELS
from xltool.model.clock import office_time
from xltool.model.submission import VERDICT_LABELS
from xltool.workflows.periods import issued_periods, period_forms, period_of_day

if TYPE_CHECKING:
    from decimal import Decimal

    from starlette.requests import Request

    from xltool.model.period import Period
    from xltool.web.desk import Desk

_FOLDER = Path(__file__).parent / "templates"
_WEEKDAYS = "一二三四五六日"


def page(
    request: Request,
    template: str,
    *,
    period: Period | None = None,
    status_code: int = 200,
    **words: Any,
) -> HTMLResponse:
    """Give a page, or a part of one, made from a template.

    Every template knows the desk, the period at hand and those to choose from.
    """
    desk: Desk = request.app.state.desk
    periods = desk.remembered("periods", issued_periods)
    text = (
        _environment()
        .get_template(template)
        .render(
            desk=desk,
            office=desk.workspace.settings.office,
            period=period or current_period(desk),
            periods=periods,
            forms=_forms(desk, period or current_period(desk)),
            form=words.pop("form", ""),
            path=request.url.path,
            visitor=request.scope["visitor"],
            **words,
        )
    )
    return HTMLResponse(text, status_code=status_code)


def bare_page(template: str, *, status_code: int = 200, **words: Any) -> HTMLResponse:
    """Give a page that tells nothing of the workspace but what it is given."""
    text = _environment().get_template(template).render(**words)
    return HTMLResponse(text, status_code=status_code)


def _forms(desk: Desk, period: Period) -> dict[str, str]:
    return desk.remembered(
        ("forms", period), lambda workspace: period_forms(workspace, period)
    )


def current_period(desk: Desk) -> Period:
    """Give the latest period that was issued; before any was, last month."""
    periods = desk.remembered("periods", issued_periods)
    if periods:
        return periods[0]
    return period_of_day(office_time(dt.datetime.now(dt.UTC)).date())


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["moment"] = moment
    environment.filters["day"] = day
    environment.filters["number"] = number
    environment.filters["percent"] = percent
    environment.filters["sparkline"] = sparkline
    environment.globals["check_name"] = KIND_NAMES.get
    environment.globals["verdict_label"] = VERDICT_LABELS.get
    environment.globals["severity_label"] = SEVERITY_LABELS.get
    return environment


def moment(at: dt.datetime | None) -> str:
    """Write a time as the office reads it: `07-31 16:05`; empty for None."""
    return f"{office_time(at):%m-%d %H:%M}" if at else ""


def day(at: dt.date | None) -> str:
    """Write a day with its weekday: `8月5日（周二）`; empty for None."""
    if at is None:
        return ""
    if isinstance(at, dt.datetime):
        at = office_time(at).date()
    return f"{at.month}月{at.day}日（周{_WEEKDAYS[at.weekday()]}）"


def number(value: Decimal | None) -> str:
    """Write a figure with its thousands parted and the decimals that it has."""
    if value is None:
        return "—"
    return f"{value:,f}"


def percent(share: Decimal | None) -> str:
    """Write a share of 1 as per cent with one decimal; a dash for None."""
    if share is None:
        return "—"
    return f"{share * 100:.1f}%"


def sparkline(values: list[Decimal | None]) -> str:
    """Give the points of a line through the values, in a box of 100 by 24.

    What is not known is left out; with fewer than two values there is no line.

    >>> from decimal import Decimal
    >>> sparkline([Decimal(1), None, Decimal(3)])
    '0.0,22.0 100.0,2.0'
    """
    known = [(at, float(one)) for at, one in enumerate(values) if one is not None]
    if len(known) < 2:
        return ""
    lowest = min(one for _, one in known)
    height = max(one for _, one in known) - lowest or 1.0
    width = len(values) - 1
    points = []
    for at, value in known:
        points.append(
            f"{at / width * 100:.1f},{22 - (value - lowest) / height * 20:.1f}"
        )
    return " ".join(points)
