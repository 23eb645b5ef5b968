"""Editions: what was given to leaders of a period, each kept, and what changed from one
to the next.

The newest edition stands under its plain name; when it is replaced, the one before it
goes to `reports/PERIOD/editions/`. What is made after a closed period was opened again
is a 更正版, beside the file that was given before.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from xltool.json_values import json_time
from xltool.ledger.ledger import open_ledger
from xltool.rollup.correction import Correction
from xltool.rollup.statement import differences
from xltool.workflows.period_form import issued_forms
from xltool.workspace import replacing
from xltool.workspace.writing import no_space_named, put_in_place, temporary_beside

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path

    from xltool.ledger.ledger import Ledger
    from xltool.ledger.records import Edition
    from xltool.model.period import Period
    from xltool.rollup.correction import Difference
    from xltool.rollup.statement import Statement
    from xltool.workspace import Workspace

ROLLUP, BULLETIN = "汇总表", "工作专报"
_FOLDER = "editions"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionLine:
    """An edition, and what it prints differently from the one before it."""

    edition: Edition
    differences: tuple[Difference, ...]

    def as_json(self) -> dict[str, object]:
        """Give one of the `editions` of `editions --json`."""
        edition = self.edition
        return {
            "kind": edition.kind,
            "form": edition.form,
            "number": edition.number,
            "made_at": json_time(edition.made_at),
            "who": edition.who,
            "reason": edition.reason,
            "file": edition.file,
            "sha256": edition.sha256,
            "differences": [
                {"name": each.name, "before": each.before, "after": each.after}
                for each in self.differences
            ],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionList:
    """The editions of a period, the oldest first."""

    period: Period
    lines: tuple[EditionLine, ...]

    def as_json(self) -> dict[str, object]:
        """Give the document of `editions --json`."""
        return {
            "period": str(self.period),
            "editions": [line.as_json() for line in self.lines],
        }


def editions(workspace: Workspace, period: Period, *, form: str = "") -> EditionList:
    """List what was given to leaders of a period."""
    with open_ledger(workspace.database_url) as ledger:
        keys = issued_forms(ledger, period, form)
        found = [one for one in ledger.editions(str(period)) if one.form in keys]
    before: dict[tuple[str, str], Statement] = {}
    lines = []
    for edition in found:
        said = json.loads(edition.figures)
        known = before.get((edition.form, edition.kind))
        changed = () if known is None else differences(known, said)
        lines.append(EditionLine(edition=edition, differences=changed))
        before[edition.form, edition.kind] = said
    return EditionList(period=period, lines=tuple(lines))


def correction_of(
    ledger: Ledger, period: str, form: str, kind: str, said: Statement
) -> Correction | None:
    """Give what is to be corrected since a closed period was opened again.

    None where nothing is.
    """
    reopened = None
    for closing in ledger.closings(period):
        if closing.form == form and closing.reopened is not None:
            reopened = closing
    if reopened is None:
        return None
    last = reopened.reopened or 0
    given = [one for one in ledger.editions(period, form, kind) if one.revision <= last]
    if not given:
        return None
    changed = differences(json.loads(given[-1].figures), said)
    if not changed:
        return None
    return Correction(reason=reopened.reason, differences=changed)


def corrections_before(ledger: Ledger, period: str, form: str) -> int:
    """Count how often a form of a period was opened again."""
    closings = (one for one in ledger.closings(period) if one.form == form)
    return sum(one.reopened is not None for one in closings)


def keep_edition(  # noqa: PLR0913 - which edition of what, and who makes it when
    ledger: Ledger,
    path: Path,
    write: Callable[[IO[bytes]], object],
    *,
    period: str,
    form: str,
    kind: str,
    said: Statement,
    now: dt.datetime,
    operator: str = "",
) -> Edition:
    """Write what leaders are given, and record it as the next edition where it is not
    the last one.

    `write` is given the file: a province's roll-up is too large to be held besides.
    """
    known = ledger.editions(period, form, kind)
    with no_space_named(path), temporary_beside(path) as made:
        with made.open("wb") as file:
            write(file)
        sha256 = _digest(made)
        if known and known[-1].sha256 == sha256:
            if _digest(path) != sha256:
                put_in_place(made, path)
            return known[-1]
        _put_aside(path, known)
        put_in_place(made, path)
    figures = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return ledger.record_edition(
        period,
        form,
        kind,
        file=path.name,
        sha256=sha256,
        figures=figures,
        reason=_reason(ledger, period, form, known),
        who=operator,
        at=now,
    )


def edition_file(workspace: Workspace, edition: Edition) -> Path | None:
    """Give the file of an edition, where it stands now; None where it is gone."""
    last = workspace.reports(edition.period) / edition.file
    name = f"{last.stem}（第{edition.number}版）{last.suffix}"
    for path in (last, last.parent / _FOLDER / name):
        if _digest(path) == edition.sha256:
            return path
    return None


def _put_aside(path: Path, known: tuple[Edition, ...]) -> None:
    """Keep what stands at a path under the number of its edition."""
    if not path.is_file():
        return
    mine = [one for one in known if one.file == path.name]
    label = f"第{mine[-1].number}版" if mine else "旧版"
    folder = path.parent / _FOLDER
    target = folder / f"{path.stem}（{label}）{path.suffix}"
    if not target.exists():
        with replacing(target) as copy:
            shutil.copyfile(path, copy)


def _digest(path: Path) -> str:
    """Give the SHA-256 of a file; empty where there is none."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _reason(ledger: Ledger, period: str, form: str, known: tuple[Edition, ...]) -> str:
    """Say why there is another edition."""
    if not known:
        return "第一版"
    since = known[-1].revision
    closings = [one for one in ledger.closings(period) if one.form == form]
    for closing in reversed(closings):
        if closing.reopened is not None and closing.reopened > since:
            return f"更正：{closing.reason}"
    if ledger.forgotten_at(period) > since:
        return "按保管期限清除了个人信息，数没有变"
    units = ledger.units_counted_since(period, form, since)
    if units:
        return (
            "新计入 "
            f"{'、'.join(units[:4])}{'等' if len(units) > 4 else ''}（{len(units)}个单"
            "位）"
        )
    return "台账、设置或裁定有变动"
