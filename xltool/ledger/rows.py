"""Between the ledger's rows and the objects of the other rooms."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import Any

from xltool.checks.verdict import ACCEPTED
from xltool.findings import Finding, Place, Severity
from xltool.ledger.records import Event, Issue, Original, Submission, Waiver
from xltool.ledger.store import storable, to_time
from xltool.model.submission import Judgement, Verdict
from xltool.model.value import State, Value

Content = Decimal | dt.date | bool | str | None


def issue_of(row: Any) -> Issue:
    """Read a row of `issued`."""
    fields = row._asdict()
    del fields["id"]
    return Issue(**{**fields, "issued_at": to_time(row.issued_at)})


def original_of(row: Any) -> Original:
    """Read a row of `original`."""
    return Original(**{**row._asdict(), "received_at": to_time(row.received_at)})


def submission_of(row: Any, original: Original, findings: tuple[Finding, ...]) -> Submission:
    """Read a row of `submission` with `counting`, the number of the original that counts for the same unit."""
    verdict = Verdict(row.verdict)
    if verdict in ACCEPTED and not row.counts and row.counting is not None and row.counting > original.id:
        verdict = Verdict.SUPERSEDED
    return Submission(
        id=row.id,
        original=original,
        period=row.period,
        unit=row.unit,
        stated_period=row.stated_period,
        form=row.form,
        form_version=row.form_version,
        verdict=verdict,
        counts=row.counts,
        judged_at=to_time(row.judged_at),
        feedback=row.feedback,
        findings=findings,
    )


def waiver_of(row: Any) -> Waiver:
    """Read a row of `waiver`."""
    return Waiver(
        period=row.period,
        unit=row.unit,
        code=row.code,
        reason=row.reason,
        who=row.who,
        waived_at=to_time(row.waived_at),
    )


def event_of(row: Any) -> Event:
    """Read a row of `event`."""
    return Event(
        at=to_time(row.at), who=row.who, period=row.period, unit=row.unit, action=row.action, detail=row.detail
    )


def finding_of(row: Any) -> Finding:
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


def finding_rows(submission_id: int, findings: tuple[Finding, ...]) -> list[tuple[int | str, ...]]:
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


def value_of(row: Any) -> Value:
    """Read a row of `value`."""
    return read_value(row.state, row.type, row.content, row.raw)


@lru_cache(4096)  # units, words and small numbers come again and again
def read_value(state: str, kind: str, content: str, raw: str) -> Value:
    """Make a value of the columns of `value`; equal ones share one object."""
    return Value(state=State(state), content=_content(kind, content), raw=content if raw == content else raw)


def value_rows(submission_id: int, judgement: Judgement) -> list[tuple[int | str, ...]]:
    """Give the rows of `value` for one judgement, in reading order, in the order of its columns."""
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
