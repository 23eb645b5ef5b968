"""The sample city's statistical forms: a fixed table, a matrix, a list of projects.

The designs ship as examples: the clerk puts them into use, the units that they name
fill them in, and each is rolled up in its own period.
"""

from __future__ import annotations

import datetime as dt
import shutil
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.forms.layout_json import layout_from_json
from xltool.ledger.ledger import open_ledger
from xltool.model.period import Period
from xltool.workflows.collecting import collect
from xltool.workflows.demo.city import SampleCity, table
from xltool.workflows.demo.respondents import RespondingUnit, fill_in
from xltool.workflows.generating import generate
from xltool.workflows.rollup import rollup
from xltool.workspace import EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from xltool.forms.layout import Layout
    from xltool.workflows.demo.city import Typed
    from xltool.workflows.rollup import RollupResult
    from xltool.workspace import Workspace

FISCAL, FUNDS, PROJECTS = "财政收支", "争取资金", "项目储备"
"""The keys of the forms."""
DESIGNS = {FISCAL: "fiscal", FUNDS: "funds_by_county", PROJECTS: "projects"}
"""The form's key -> the name of its design's file."""
FORMS = (
    (FISCAL, Period.parse("2025-07")),
    (FUNDS, Period.parse("2025-H1")),
    (PROJECTS, Period.parse("2025-07-15-专项债项目摸底")),
)
"""The forms, and the period in which each is asked for."""
_SILENT = {(FISCAL, "东滩管理区")}
"""Who sends nothing."""
_CENT = Decimal("0.01")
_ATTACHED = "批复文件"
_SCAN = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
"""What stands for a scanned document; it has no page."""


def play_statistics(
    workspace: Workspace, returned: Callable[[str], Path]
) -> tuple[RollupResult, ...]:
    """Issue, fill in, collect and roll up each form.

    `returned` gives the folder of what the units sent by a name of its own.
    """
    done = []
    for form, period in FORMS:
        _put_into_use(workspace, form)
        day = dt.datetime.combine(period.end, dt.time(9), tzinfo=dt.UTC)
        generate(workspace, period, form=form, now=day + dt.timedelta(days=1))
        folder = returned(f"{period} {form}")
        for desk in _desks(workspace, form, period, folder):
            _send(desk)
        collect(workspace, period, [folder], now=day + dt.timedelta(days=4))
        result = rollup(workspace, period, form=form, now=day + dt.timedelta(days=8))
        done.append(result)
    return tuple(done)


def _send(desk: RespondingUnit) -> None:
    """Fill a workbook in; the files that it names go with it, in one archive."""
    path = desk.named(".xlsx")
    fill_in(desk).save(path)
    named = [text for (_, _, field), text in desk.answers.items() if field == _ATTACHED]
    if not named:
        return
    with zipfile.ZipFile(desk.named(".zip"), "w") as archive:
        archive.write(path, path.name)
        for name in named:
            archive.writestr(zipfile.ZipInfo(name), _SCAN + name.encode())
    path.unlink()


def _put_into_use(workspace: Workspace, form: str) -> None:
    """Copy an example design to where designs in use stand."""
    name = f"{DESIGNS[form]}.xlsx"
    shutil.copyfile(workspace.templates / EXAMPLES / name, workspace.templates / name)


def _desks(
    workspace: Workspace, form: str, period: Period, folder: Path
) -> Iterator[RespondingUnit]:
    """Give the desk of every unit that answers."""
    folder.mkdir(parents=True, exist_ok=True)
    with open_ledger(workspace.database_url) as ledger:
        issues = ledger.issued(str(period), form)
    for issue in issues:
        if (form, issue.unit) in _SILENT:
            continue
        layout = layout_from_json(issue.layout)
        issued = workspace.issued(str(period)) / issue.file
        yield RespondingUnit(
            issued=issued,
            layout=layout,
            answers=_answers(layout),
            last_returned=issued,
            outbox=folder,
        )


def _answers(layout: Layout) -> Typed:
    """Give everything that a unit types into a form."""
    answers = SampleCity().answers(layout)
    match layout.form.key:
        case "财政收支":
            typed = _fiscal(layout)
        case "争取资金":
            typed = _funds(layout)
        case _:
            typed = _projects(layout)
    return answers | dict(typed)


_Typed = tuple[tuple[str, str, str], str]


def _fiscal(layout: Layout) -> Iterator[_Typed]:
    """Yield a county's income and expenditure: its size times each row's share."""
    sizes = {size["单位"]: size for size in table("fiscal_sizes")}
    size = sizes[layout.unit.code]
    for row in table("fiscal_rows"):
        yield ("收支情况", row["行号"], "完成预算"), row["完成预算"]
        if not row["月均"]:
            continue
        month = _money(Decimal(size["规模"]) * Decimal(row["月均"]))
        growth = Decimal(size["增长"]) + Decimal(row["增长"])
        so_far = _money(month * Decimal(row["累计倍数"]))
        figures = {
            "本月金额": month,
            "本月上年同期": _money(month / growth),
            "累计金额": so_far,
            "累计上年同期": _money(so_far / growth),
        }
        for field, number in figures.items():
            yield ("收支情况", row["行号"], field), str(number)


def _money(amount: Decimal) -> Decimal:
    """Give a sum in cents."""
    return amount.quantize(_CENT)


def _funds(layout: Layout) -> Iterator[_Typed]:
    """Yield the funds that a department has brought to each county, by month."""
    sheet = layout.sheet("争取资金")
    shares = {share["单位"]: share for share in table("funds")}
    for number, row in enumerate(sheet.rows):
        if row.subtotal:
            continue
        for month in range(1, 7):
            share = Decimal(shares[layout.unit.code][f"{month}月"])
            amount = share * (20 + 7 * number % 31)
            yield ("争取资金", row.key, f"{month}月到位"), str(amount)


def _projects(layout: Layout) -> Iterator[_Typed]:
    """Yield a unit's projects, one a row."""
    mine = [one for one in table("bond_projects") if one["单位"] == layout.unit.code]
    for row, project in zip(layout.sheet("项目清单").rows, mine, strict=False):
        for field, text in project.items():
            if field != "单位" and text:
                yield ("项目清单", row.key, field), text
