"""`xltool bulletin`: from the roll-up of a period to the document that leaders read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.bulletin.composing import NAMES, compose
from xltool.bulletin.verifying import verify
from xltool.errors import InputFileError, PeriodError
from xltool.findings import Severity, worst
from xltool.json_values import json_path
from xltool.ledger.ledger import open_ledger
from xltool.rollup.rollup import roll_up
from xltool.rollup.statement import statement
from xltool.text import file_name
from xltool.word.bulletin import BULLETIN_TEMPLATE, write_bulletin
from xltool.workflows.editions import BULLETIN, keep_edition
from xltool.workflows.rollup import rollup_inputs
from xltool.workflows.sources import read_text

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from xltool.bulletin.document import Document
    from xltool.findings import Finding
    from xltool.model.period import Period
    from xltool.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinResult:
    """What was composed.

    `path` is None where a figure was not the roll-up's, and nothing was written.
    """

    path: Path | None
    document: Document
    findings: tuple[Finding, ...]
    edition: int | None = None
    """Which edition of the period's bulletin it is, counted from 1."""

    def as_json(self) -> dict[str, object]:
        """Give the document of `bulletin --json`."""
        return {
            "path": json_path(self.path),
            "edition": self.edition,
            "findings": [finding.as_json() for finding in self.findings],
        }


def bulletin(  # noqa: PLR0913 - what a bulletin says of itself: period, number, date, opening
    workspace: Workspace,
    period: Period,
    *,
    number: int,
    date: dt.date,
    opening: Path | None,
    now: dt.datetime,
    operator: str = "",
) -> BulletinResult:
    """Write `reports/PERIOD/…工作专报.docx`; one that differs is the next edition.

    `opening` is the clerk's text for 【工作部署】. The file depends on the roll-up's
    inputs, the template and these arguments alone.
    """
    template = workspace.templates / BULLETIN_TEMPLATE
    if not template.is_file():
        raise InputFileError(f"没有专报模板 {template}：请运行 xltool init 补齐")
    inputs, _ = rollup_inputs(workspace, period, now=now)
    rolled = roll_up(inputs)
    if not rolled.measures:
        raise PeriodError(
            f"{period.label}的“{inputs.form.name}”是统计表，没有任务和指标，编不成专报："
            f"请用 xltool rollup {period} 的汇总表"
        )
    document = compose(
        rolled,
        number=number,
        date=date,
        opening=read_text(opening, workspace.settings.judging) if opening else "",
    )
    findings = verify(document, rolled)
    if worst(findings) is Severity.ERROR:
        return BulletinResult(path=None, document=document, findings=findings)
    title = (
        f"{document.words['红头']}（{period.label}）第{number}期{NAMES[period.cycle]}"
    )
    path = workspace.reports(str(period)) / f"{file_name(title)}.docx"
    written = write_bulletin(document, template.read_bytes(), date)
    with open_ledger(workspace.database_url) as ledger:
        edition = keep_edition(
            ledger,
            path,
            lambda file: file.write(written),
            period=str(period),
            form=inputs.form.key,
            kind=BULLETIN,
            said=statement(rolled),
            now=now,
            operator=operator,
        )
    return BulletinResult(
        path=path, document=document, findings=findings, edition=edition.number
    )
