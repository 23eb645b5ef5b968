"""The tables that leave the house: what the ledger knows, one documented row a thing.

`xltool.frames` makes pandas frames of them, `xltool export` writes files.
"""

from __future__ import annotations

from xltool.workflows.tables.figures import FIGURES, figure_rows
from xltool.workflows.tables.indicators import INDICATORS, indicator_rows
from xltool.workflows.tables.records import (
    EVENTS,
    FINDINGS,
    SUBMISSIONS,
    event_rows,
    finding_rows,
    submission_rows,
)
from xltool.workflows.tables.tasks import TASKS, task_rows
from xltool.workflows.tables.units import UNITS, unit_rows

TABLES = {
    FIGURES: figure_rows,
    INDICATORS: indicator_rows,
    TASKS: task_rows,
    UNITS: unit_rows,
    SUBMISSIONS: submission_rows,
    FINDINGS: finding_rows,
    EVENTS: event_rows,
}
"""Every table with what gives its rows, in the order of export."""
