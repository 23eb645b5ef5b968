"""The ledger as pandas tables, for those who calculate.

>>> from xltool.frames import figures, open_office
>>> office = open_office("workspace")  # doctest: +SKIP
>>> figures(office, "2025-07")  # doctest: +SKIP

Every function gives the same columns whatever its arguments: one documented row a
thing. Sums of the roll-up stay exact; what stands beside a `…_exact` column of Decimals
is the same number for calculating. Nothing is coerced: what is no number is missing
there and stands in `text`.
"""

from __future__ import annotations

from xltool.frames.labels import labelled
from xltool.frames.office import Office, open_office
from xltool.frames.registering import indicators_to_registry
from xltool.frames.tables import (
    events,
    figures,
    findings,
    indicators,
    submissions,
    tasks,
    units,
)

__all__ = [
    "Office",
    "events",
    "figures",
    "findings",
    "indicators",
    "indicators_to_registry",
    "labelled",
    "open_office",
    "submissions",
    "tasks",
    "units",
]
