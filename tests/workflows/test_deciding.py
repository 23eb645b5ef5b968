"""What people decide of a report, and what changes of the registry and re-issues do to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.builders import a_registry, a_task, an_indicator
from tests.workflows.office import NOW, drop_off, entries, filled_in, only, open_office
from tests.workflows.office import collected as collect_files
from xltool.errors import PeriodError
from xltool.excel.registry import read_registry, write_registry
from xltool.ledger.ledger import open_ledger
from xltool.model.period import Period
from xltool.model.submission import DecisionKind, UnitState, Verdict
from xltool.workflows.checking import check
from xltool.workflows.deciding import decide, extend, take_back
from xltool.workflows.generating import generate
from xltool.workflows.keeping import compare, export_originals
from xltool.workflows.moving import move
from xltool.workflows.period import close, reopen, status
from xltool.workflows.reminding import remind
from xltool.workflows.rollup import rollup

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.model.registry import Indicator
    from xltool.workspace import Workspace

JULY, AUGUST = Period.parse("2025-07"), Period.parse("2025-08")
UNIT = "市科技局"


@pytest.fixture
def office(tmp_path: Path) -> Workspace:
    return open_office(tmp_path / "workspace")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    return tmp_path / "inbox"


def report(office: Workspace, inbox: Path, minutes: int = 0, **figures: str) -> Verdict:
    content = filled_in(office, entries(**figures))
    drop_off(inbox, f"{UNIT}{minutes}.xlsx", content, minutes)
    path = inbox / f"{UNIT}{minutes}.xlsx"
    return only(collect_files(office, path, minutes=minutes)).verdict


def state(office: Workspace) -> UnitState:
    (one,) = [one for one in status(office, JULY, now=NOW).units if one.code == UNIT]
    return one.state


def test_a_report_that_passes_is_sent_back_with_words_and_taken_up_again(
    office: Workspace, inbox: Path
) -> None:
    assert report(office, inbox) is Verdict.ACCEPTED
    returned = decide(
        office, JULY, UNIT, DecisionKind.RETURNED, reason="总数与年鉴不符", now=NOW
    )
    assert (returned.counts, state(office)) == ("", UnitState.RETURNED)
    with open_ledger(office.database_url) as ledger:
        (submission,) = ledger.submissions(str(JULY), UNIT)
    assert submission.findings[0].code == "S310"
    assert submission.receipt == f"2025-07-{submission.id:05d}"
    assert "总数与年鉴不符" in submission.findings[0].message
    assert submission.feedback
    assert (office.returned(str(JULY)) / submission.feedback).is_file()
    back = take_back(office, JULY, UNIT, DecisionKind.RETURNED, now=NOW)
    assert (back.undone, state(office)) == (True, UnitState.ACCEPTED)
    with pytest.raises(PeriodError, match="不用撤销"):
        take_back(office, JULY, UNIT, DecisionKind.RETURNED, now=NOW)


def test_a_void_report_is_as_if_it_had_not_come(office: Workspace, inbox: Path) -> None:
    report(office, inbox)
    report(office, inbox, 5, T01_01_1="31")
    void = decide(office, JULY, UNIT, DecisionKind.VOID, reason="误发", now=NOW)
    assert (void.file, void.counts) == (f"{UNIT}5.xlsx", f"{UNIT}0.xlsx")
    again = decide(office, JULY, UNIT, DecisionKind.VOID, reason="也误发", now=NOW)
    assert again.counts == ""
    assert state(office) in {UnitState.ISSUED, UnitState.OVERDUE}
    take_back(office, JULY, UNIT, DecisionKind.VOID, now=NOW)
    assert state(office) is UnitState.ACCEPTED


def test_only_what_counts_is_signed(office: Workspace, inbox: Path) -> None:
    with pytest.raises(PeriodError, match="还没有报送"):
        decide(office, JULY, UNIT, DecisionKind.APPROVED, reason="核过", now=NOW)
    report(office, inbox, T01_01_1="正在统计")
    with pytest.raises(PeriodError, match="不能通过"):
        decide(office, JULY, UNIT, DecisionKind.APPROVED, reason="核过", now=NOW)
    report(office, inbox, 5)
    decide(office, JULY, UNIT, DecisionKind.APPROVED, reason="核过", now=NOW)
    (one,) = [one for one in status(office, JULY, now=NOW).units if one.code == UNIT]
    assert one.decision is DecisionKind.APPROVED


def test_a_later_due_date_is_one_units_own(office: Workspace) -> None:
    late = dt.datetime(2025, 8, 10, tzinfo=dt.UTC)
    assert {one.state for one in status(office, JULY, now=late).units} == {
        UnitState.OVERDUE
    }
    with pytest.raises(PeriodError, match="更晚"):
        extend(office, JULY, UNIT, until=dt.date(2025, 8, 1), reason="检修", now=NOW)
    with pytest.raises(PeriodError, match="核对年份"):
        extend(office, JULY, UNIT, until=dt.date(2026, 8, 20), reason="检修", now=NOW)
    extend(office, JULY, UNIT, until=dt.date(2025, 8, 20), reason="检修", now=NOW)
    units = {one.code: one for one in status(office, JULY, now=late).units}
    assert units[UNIT].state is UnitState.ISSUED
    assert units[UNIT].due == dt.datetime.fromisoformat("2025-08-20T23:59:59+08:00")
    assert {one.state for code, one in units.items() if code != UNIT} == {
        UnitState.OVERDUE
    }


def test_a_form_closes_by_itself_on_its_hard_date_and_names_missing_seals(
    office: Workspace, inbox: Path
) -> None:
    import openpyxl

    path = office.templates / "monthly.xlsx"
    book = openpyxl.load_workbook(path)
    book["设置"].append(["关闭时限", 8])
    book["设置"].append(["盖章件", "是"])
    book.save(path)
    generate(office, JULY, now=NOW)
    report(office, inbox)
    result = status(office, JULY, now=NOW)
    lacking = {one.code for one in result.units if result.lacks_seal(one)}
    assert lacking == {UNIT}
    assert [one.code for one in rollup(office, JULY, now=NOW).findings][-1] == "U110"
    with pytest.raises(PeriodError, match="关账"):
        extend(office, JULY, UNIT, until=dt.date(2025, 9, 1), reason="检修", now=NOW)
    report(office, inbox, 60 * 24 * 20, T01_01_1="31")
    after_closing = status(office, JULY, now=NOW)
    assert after_closing.closed
    with open_ledger(office.database_url) as ledger:
        counting = ledger.counting_submission(str(JULY), UNIT)
    assert counting is not None
    assert counting.original.name == f"{UNIT}0.xlsx"


def test_nothing_is_decided_in_a_closed_period(office: Workspace, inbox: Path) -> None:
    report(office, inbox)
    close(office, JULY, now=NOW)
    with pytest.raises(PeriodError, match="已关闭"):
        decide(office, JULY, UNIT, DecisionKind.VOID, reason="误发", now=NOW)


def test_a_file_moves_to_the_period_that_it_is_for(
    office: Workspace, inbox: Path
) -> None:
    report(office, inbox)
    with pytest.raises(PeriodError, match="还没有下发"):
        move(office, JULY, f"{UNIT}0.xlsx", to=AUGUST, now=NOW)
    generate(office, AUGUST, now=NOW)
    result = move(office, JULY, f"{UNIT}0.xlsx", to=AUGUST, now=NOW)
    assert [one.verdict for one in result.files] == [Verdict.RETURNED]
    assert state(office) is not UnitState.ACCEPTED
    with pytest.raises(PeriodError, match="没有收到过"):
        move(office, JULY, "别的.xlsx", to=AUGUST, now=NOW)


def test_two_reports_are_compared_and_originals_given_out(
    office: Workspace, inbox: Path, tmp_path: Path
) -> None:
    report(office, inbox)
    with pytest.raises(PeriodError, match="只有 1 份"):
        compare(office, JULY, UNIT)
    report(office, inbox, 5, T01_01_1="31")
    found = compare(office, JULY, UNIT)
    assert [(one.row, one.after) for one in found.changes] == [("T01-01-1", "31")]
    written = export_originals(office, JULY, tmp_path / "out")
    again = export_originals(office, JULY, tmp_path / "out")
    assert written == again
    assert len(written) == 2
    assert all(path.name.startswith(f"{UNIT}_月通报_2025-07_") for path in written)


def with_indicator(office: Workspace, *more: Indicator) -> None:
    registry, _ = read_registry(office.registry)
    indicators = (*registry.indicators, *more)
    write_registry(office.registry, replace(registry, indicators=indicators))


def test_a_row_that_is_new_is_named_and_owed_not_marked_on_another_cell(
    office: Workspace, inbox: Path
) -> None:
    old = filled_in(office, entries())
    report(office, inbox)
    with_indicator(office, an_indicator("T01-01-9", name="新增平台投入"))
    (waiting,) = [one for one in check(office).findings if one.code == "D198"]
    assert "T01-01-9" in waiting.message
    assert state(office) is UnitState.ACCEPTED  # not in force yet
    result = generate(office, JULY, now=NOW + dt.timedelta(hours=1))
    owed = {one.unit: one.owed for one in result.workbooks if one.owed}
    assert "T01-01-9 新增平台投入" in owed[UNIT]
    assert state(office) is UnitState.SUPPLEMENT
    reminded = remind(office, JULY, now=NOW)
    (letter,) = [one for one in reminded.deliveries if one.unit == UNIT]
    assert letter.subject.startswith("【补报提醒】")
    path = drop_off(inbox, "旧表.xlsx", old + b"", 9)
    path.write_bytes(filled_again(old))
    judged = only(collect_files(office, path, minutes=90))
    new = [one for one in judged.findings if one.place.row_key == "T01-01-9"]
    assert new
    assert all(not one.place.cell for one in new)
    assert all("T01-01-9 新增平台投入" in one.message for one in new)


def filled_again(content: bytes) -> bytes:
    """Give the same workbook with other bytes: a comment of the archive."""
    return content[:-2] + b"\x01\x00x"


def test_a_closed_month_keeps_its_bytes_and_a_correction_stands_beside_it(
    office: Workspace, inbox: Path
) -> None:
    report(office, inbox)
    first = rollup(office, JULY, now=NOW)
    close(office, JULY, now=NOW)
    content = first.path.read_bytes()
    indicators = read_registry(office.registry)[0].indicators
    raised = replace(indicators[0], value=Decimal(99999))
    registry = read_registry(office.registry)[0]
    write_registry(
        office.registry, replace(registry, indicators=(raised, *indicators[1:]))
    )
    report(office, inbox, 5, T01_01_1="31")  # after closing: it does not count
    again = rollup(office, JULY, now=NOW + dt.timedelta(days=400))
    assert (again.edition, again.path.read_bytes()) == (first.edition, content)
    reopen(office, JULY, reason="复核", now=NOW)
    close(office, JULY, now=NOW)
    corrected = rollup(office, JULY, now=NOW)
    assert corrected.path.name.endswith("（更正版）.xlsx")
    assert first.path.read_bytes() == content
    assert corrected.rollup.correction is None  # printed in the workbook alone


def test_a_change_of_the_registry_has_its_day(tmp_path: Path) -> None:
    from xltool.model.as_of import as_of
    from xltool.model.changes import Change, ChangeKind

    task = a_task(support_units=("平江县", "临湘市"))
    shares = {("T01-01-1", "平江县"): Decimal(3), ("T01-01-1", "临湘市"): Decimal(4)}
    registry = a_registry(task, an_indicator(), shares=shares)
    changes = (
        Change(
            day=dt.date(2025, 5, 10),
            kind=ChangeKind.MERGED,
            subject="平江县",
            becomes="临湘市",
        ),
        Change(
            day=dt.date(2025, 6, 1),
            kind=ChangeKind.RENAMED,
            subject="市科技局",
            becomes="市科学技术局",
        ),
        Change(
            day=dt.date(2025, 7, 1),
            kind=ChangeKind.REVISED,
            subject="T01-01-1",
            value=Decimal(8),
        ),
        Change(
            day=dt.date(2025, 8, 1),
            kind=ChangeKind.MOVED,
            subject="T01-01",
            becomes="临湘市",
        ),
        Change(day=dt.date(2025, 9, 1), kind=ChangeKind.ABOLISHED, subject="市科技局"),
    )
    path = tmp_path / "registry.xlsx"
    write_registry(path, replace(registry, changes=changes))
    read, findings = read_registry(path)
    assert (read.changes, findings) == (changes, ())
    before, may = as_of(read, dt.date(2025, 5, 9)), as_of(read, dt.date(2025, 5, 31))
    assert len(before.reporting_units()) == 3
    assert [unit.code for unit in may.reporting_units()] == ["市科技局", "临湘市"]
    assert may.shares == {("T01-01-1", "临湘市"): Decimal(7)}
    july = as_of(read, dt.date(2025, 7, 31))
    assert july.unit_name("市科技局") == "市科学技术局"
    assert july.indicators[0].value == Decimal(8)
    august = as_of(read, dt.date(2025, 8, 31))
    assert august.task("T01-01").units == ("临湘市",)
    assert august.reporting_units()[-1].code == "临湘市"


def test_a_second_form_has_its_own_units_status_and_roll_up(
    office: Workspace, inbox: Path
) -> None:
    import openpyxl

    book = openpyxl.load_workbook(office.templates / "monthly.xlsx")
    for row in book["设置"].iter_rows(min_row=2):
        if row[0].value in {"表单标识", "表单名称"}:
            row[1].value = "临时专项"
    book.save(office.templates / "专项.xlsx")
    book.save(office.templates / "专项 - 副本.xlsx")
    assert [one.code for one in check(office).findings].count("D123") == 1
    report(office, inbox)
    generate(office, JULY, form="临时专项", now=NOW)
    assert state(office) is UnitState.ACCEPTED
    special = status(office, JULY, form="临时专项", now=NOW)
    assert {one.received_at for one in special.units} == {None}
    with open_ledger(office.database_url) as ledger:
        issue = ledger.latest_issue(str(JULY), UNIT, "临时专项")
        assert issue is not None
    content = (office.issued(str(JULY)) / issue.file).read_bytes()
    path = drop_off(inbox, "专项.xlsx", content, 20)
    judged = only(collect_files(office, path, minutes=20))
    assert judged.verdict is Verdict.RETURNED
    special = status(office, JULY, form="临时专项", now=NOW)
    states = {one.code: one.state for one in special.units}
    assert states[UNIT] is UnitState.RETURNED
    assert state(office) is UnitState.ACCEPTED
    close(office, JULY, form="临时专项", now=NOW)
    assert not status(office, JULY, now=NOW).closed
    assert "临时专项" in rollup(office, JULY, form="临时专项", now=NOW).path.name
