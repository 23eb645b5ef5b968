"""Between the ledger's rows and the objects of the other rooms."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from xltool.checks.verdict import ACCEPTED
from xltool.findings import Finding, Place, Severity
from xltool.ledger.records import (
    Answer,
    Closing,
    Decision,
    Edition,
    Event,
    Issue,
    Original,
    Submission,
    Waiver,
)
from xltool.ledger.store import storable, to_time
from xltool.model.submission import DecisionKind, Judgement, Verdict
from xltool.model.value import State, Value

if TYPE_CHECKING:
    from sqlalchemy import Row

Content = Decimal | dt.date | bool | str | None


def issue_of(row: Row[Any]) -> Issue:
    """Read a row of `issued`."""
    fields = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    del fields["id"]
    return Issue(**{**fields, "issued_at": to_time(row.issued_at)})


def original_of(row: Row[Any], prefix: str = "") -> Original:
    """Read a row of `original`, or of a join whose columns carry the table's name as
    `prefix`.
    """
    fields = {}
    for name in Original.__dataclass_fields__:
        fields[name] = row._mapping[prefix + name]  # noqa: SLF001
    return Original(**{**fields, "received_at": to_time(fields["received_at"])})


def submission_of(row: Row[Any], findings: tuple[Finding, ...]) -> Submission:
    """Read a row of `submission` joined with its original and with what counts for the
    same unit.
    """
    verdict = Verdict(row.submission_verdict)
    counting = row.counting_original
    if (
        verdict in ACCEPTED
        and not row.submission_counts
        and counting is not None
        and counting > row.original_id
    ):
        verdict = Verdict.SUPERSEDED
    return Submission(
        id=row.submission_id,
        original=original_of(row, "original_"),
        period=row.submission_period,
        unit=row.submission_unit,
        stated_period=row.submission_stated_period,
        form=row.submission_form,
        form_version=row.submission_form_version,
        verdict=verdict,
        counts=row.submission_counts,
        judged_at=to_time(row.submission_judged_at),
        feedback=row.submission_feedback,
        findings=findings,
    )


def waiver_of(row: Row[Any]) -> Waiver:
    """Read a row of `waiver`."""
    return Waiver(
        period=row.period,
        unit=row.unit,
        code=row.code,
        reason=row.reason,
        who=row.who,
        waived_at=to_time(row.waived_at),
        form=row.form,
    )


def closing_of(row: Row[Any]) -> Closing:
    """Read a row of `closing` joined with its settings' text as `content`."""
    return Closing(
        period=row.period,
        form=row.form,
        settings=row.content,
        closed_at=to_time(row.closed_at),
        revision=row.revision,
        reopened=row.reopened,
        reason=row.reason,
    )


def decision_of(row: Row[Any]) -> Decision:
    """Read a row of `decision`."""
    return Decision(
        id=row.id,
        period=row.period,
        form=row.form,
        unit=row.unit,
        submission=row.submission,
        kind=DecisionKind(row.kind),
        until=dt.date.fromisoformat(row.until) if row.until else None,
        reason=row.reason,
        who=row.who,
        decided_at=to_time(row.decided_at),
    )


def answer_of(row: Row[Any]) -> Answer:
    """Read a row of `answer`."""
    return Answer(
        period=row.period,
        question=row.question,
        answer=row.answer,
        reason=row.reason,
        who=row.who,
        answered_at=to_time(row.answered_at),
    )


def edition_of(row: Row[Any]) -> Edition:
    """Read a row of `edition` joined with its figures' text as `content`."""
    return Edition(
        period=row.period,
        form=row.form,
        kind=row.kind,
        number=row.number,
        file=row.file,
        sha256=row.sha256,
        figures=row.content,
        reason=row.reason,
        who=row.who,
        made_at=to_time(row.made_at),
        revision=row.revision,
    )


def event_of(row: Row[Any]) -> Event:
    """Read a row of `event`."""
    return Event(
        at=to_time(row.at),
        who=row.who,
        period=row.period,
        unit=row.unit,
        action=row.action,
        detail=row.detail,
        form=row.form,
    )


def finding_of(row: Row[Any]) -> Finding:
    """Read a row of `finding`."""
    return Finding(
        severity=Severity(row.severity),
        code=row.code,
        place=Place(sheet=row.sheet, cell=row.cell, row_key=row.row, field=row.field),
        found=row.found,
        expected=row.expected,
        message=row.message,
        answer=row.answer,
    )


def finding_rows(
    submission_id: int, findings: tuple[Finding, ...]
) -> list[tuple[int | str, ...]]:
    """Give the rows of `finding` for one submission, in the order of its columns."""
    return [
        (
            submission_id,
            number,
            one.severity.value,
            one.code,
            storable(one.place.sheet),
            storable(one.place.cell),
            storable(one.place.row_key),
            storable(one.place.field),
            storable(one.found),
            storable(one.expected),
            storable(one.message),
            storable(one.answer),
        )
        for number, one in enumerate(findings, 1)
    ]


@lru_cache(4096)  # units, words and small numbers come again and again
def read_value(state: str, kind: str, content: str, raw: str) -> Value:
    """Make a value of the columns of `value`; equal ones share one object."""
    return Value(
        state=State(state),
        content=_content(kind, content),
        raw=content if raw == content else raw,
    )


def value_rows(submission_id: int, judgement: Judgement) -> list[tuple[int | str, ...]]:
    """Give the rows of `value` for one judgement, in reading order, in the order of its
    columns.
    """
    found: list[tuple[int | str, ...]] = []
    for sheet, rows in judgement.values.items():
        for row, fields in rows.items():
            for field, value in fields.items():
                sheet_name, cell = judgement.cells.get((sheet, row, field), ("", ""))
                kind, content = _typed(value.content)
                found.append(
                    (
                        submission_id,
                        len(found) + 1,
                        sheet,
                        row,
                        field,
                        value.state.value,
                        kind,
                        storable(content),
                        storable(value.raw),
                        storable(sheet_name),
                        cell,
                    )
                )
    return found


def _typed(content: Content) -> tuple[str, str]:
    """Name a content's type and write it exactly."""
    match content:
        case None:
            return "none", ""
        case bool():
            return "bool", "true" if content else "false"
        case Decimal():
            return "number", str(content)
        case dt.date():
            return "date", content.isoformat()
    return "text", content


def _content(kind: str, text: str) -> Content:
    match kind:
        case "none":
            return None
        case "bool":
            return text == "true"
        case "number":
            return Decimal(text)
        case "date":
            return dt.date.fromisoformat(text)
    return text
