"""Arguments that several commands take."""

from __future__ import annotations

import click

from xltool.model.period import Period


def _period(ctx: click.Context, param: click.Parameter, value: str) -> Period:
    try:
        return Period.parse(value)
    except ValueError as error:
        raise click.BadParameter(str(error), ctx, param) from None


period_argument = click.argument("period", metavar="PERIOD", callback=_period)
"""A reporting period: 2025-07, 2025-07-T1, 2025-Q3 or 2025."""
