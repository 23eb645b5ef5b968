"""The tables `submissions`, `findings` and `events`.

What came, what was found, what happened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.findings import Severity
from xltool.ledger.ledger import open_ledger
from xltool.model.submission import Verdict
from xltool.workflows.tables.columns import (
    PERIOD_COLUMNS,
    TableDesign,
    category,
    integer,
    moment,
    or_none,
    period_cells,
    text,
    truth,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.workflows.tables.columns import Cell
    from xltool.workflows.tables.measured import TableSource

_SENT = (
    text(
        "unit", "单位编码", "code of the unit; empty where it could not be identified"
    ),
    text("form", "报表", "key of the form"),
    text("file", "来源文件", "name of the file as it came"),
    text("sha256", "文件校验码", "of the original file"),
)
SUBMISSIONS = TableDesign(
    name="submissions",
    title="报送",
    row="one file that came and was judged",
    key=("period", "sha256"),
    columns=(
        *PERIOD_COLUMNS,
        *_SENT,
        text("sender", "报送邮箱", "mail address that sent it; empty for a file"),
        moment("received_at", "收到时间", "when it came, in the office's time"),
        moment("judged_at", "校验时间", "when it was judged"),
        category("verdict", "校验结论", "what became of it", Verdict),
        truth("counts", "计入汇总", "whether the roll-up takes it"),
        integer("errors", "错误", "findings of severity error"),
        integer("queries", "须核实", "findings of severity query"),
    ),
)
FINDINGS = TableDesign(
    name="findings",
    title="校验问题",
    row="one finding in one submission",
    key=("period", "sha256", "number"),
    columns=(
        *PERIOD_COLUMNS,
        *_SENT,
        integer("number", "序号", "1, 2 … within the submission"),
        category("severity", "级别", "error, query or note", Severity),
        text("code", "代码", "code of the finding, see docs"),
        text("source_sheet", "工作表", "sheet as the unit sees it"),
        text("cell", "单元格", "cell of that sheet"),
        text("row", "行", "key of the row, where the place is one"),
        text("field", "字段", "key of the field"),
        text("found", "所见", "what stood there"),
        text("expected", "应为", "what was expected"),
        text("message", "问题", "what the unit was told"),
        text("answer", "说明", "the unit's explanation, where it gave one"),
    ),
)
EVENTS = TableDesign(
    name="events",
    title="经过",
    row="one entry of the history",
    key=(),
    columns=(
        *PERIOD_COLUMNS,
        moment("at", "时间", "when it happened, in the office's time"),
        text("who", "操作人", "the operator; empty for what the program did by itself"),
        text("unit", "单位编码", "code of the unit; empty for the whole period"),
        text("form", "报表", "key of the form; empty for every form"),
        text("action", "事项", "下发 发信 收到 判定 计入 放行 关闭 …"),
        text("detail", "内容", "in words"),
    ),
)


def submission_rows(source: TableSource) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows of `SUBMISSIONS`, by period and in the order of arrival."""
    with open_ledger(source.workspace.database_url) as ledger:
        for period in source.periods:
            for submission in ledger.submissions(str(period)):
                severities = [finding.severity for finding in submission.findings]
                yield (
                    *period_cells(period),
                    or_none(submission.unit),
                    or_none(submission.form),
                    submission.original.name,
                    submission.original.sha256,
                    or_none(submission.original.sender),
                    submission.original.received_at,
                    submission.judged_at,
                    submission.verdict.value,
                    submission.counts,
                    severities.count(Severity.ERROR),
                    severities.count(Severity.QUERY),
                )


def finding_rows(source: TableSource) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows of `FINDINGS`, by period and submission, in reading order."""
    with open_ledger(source.workspace.database_url) as ledger:
        for period in source.periods:
            for submission in ledger.submissions(str(period)):
                head = (
                    *period_cells(period),
                    or_none(submission.unit),
                    or_none(submission.form),
                    submission.original.name,
                    submission.original.sha256,
                )
                for number, finding in enumerate(submission.findings, start=1):
                    place = finding.place
                    yield (
                        *head,
                        number,
                        finding.severity.value,
                        finding.code,
                        or_none(place.sheet),
                        or_none(place.cell),
                        or_none(place.row_key),
                        or_none(place.field),
                        or_none(finding.found),
                        or_none(finding.expected),
                        finding.message,
                        or_none(finding.answer),
                    )


def event_rows(source: TableSource) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows of `EVENTS`, by period, oldest first."""
    with open_ledger(source.workspace.database_url) as ledger:
        for period in source.periods:
            for event in ledger.events(str(period)):
                yield (
                    *period_cells(period),
                    event.at,
                    or_none(event.who),
                    or_none(event.unit),
                    or_none(event.form),
                    event.action,
                    or_none(event.detail),
                )
