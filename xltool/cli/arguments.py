"""Arguments that several commands take."""

from __future__ import annotations

import click

from xltool.errors import XltoolError
from xltool.model.period import Period, is_occasion_name


def as_period(ctx: click.Context, param: click.Parameter, value: str) -> Period:
    """Read a period that was given as an argument or an option.

    Of an occasion its name is enough where the workspace knows only one of that name.
    """
    try:
        return Period.parse(value)
    except ValueError as error:
        found = _occasion(ctx, value.strip())
        if found is None:
            raise click.BadParameter(str(error), ctx, param) from None
        return found


def _occasion(ctx: click.Context, name: str) -> Period | None:
    from xltool.workflows.periods import occasion_named

    if not is_occasion_name(name):
        return None
    try:
        return occasion_named(ctx.obj.workspace(), name)
    except XltoolError:
        return None


period_argument = click.argument("period", metavar="报告期", callback=as_period)
"""A reporting period: 2025-07, 2025-W30, 2025-Q3, 2025 or an occasion's name."""


def _periods(
    ctx: click.Context, param: click.Parameter, values: tuple[str, ...]
) -> tuple[Period, ...]:
    return tuple(as_period(ctx, param, value) for value in values)


periods_argument = click.argument(
    "periods", metavar="报告期...", nargs=-1, required=True, callback=_periods
)
"""Several of them."""
form_option = click.option(
    "--form",
    default="",
    metavar="报表",
    help="一期有几张报表时写明哪一张（表单标识或名称）；不写：全部，或仅有的一张。",
)
"""Which form, where a period has several."""


def given_reason(text: str) -> str:
    """Give a reason without blanks around it; an empty one is wrong usage."""
    if not text.strip():
        raise click.BadParameter("请写明原因，不能是空的", param_hint="--reason")
    return text.strip()
