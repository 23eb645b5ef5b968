"""`collect`: everything that came is kept, judged, recorded and answered, and nothing twice."""

from __future__ import annotations

import io
import os
import shutil
import sys
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.checks.returned import INDICATORS, OTHER, PERIOD, UNIT, contents, values
from tests.workflows.office import (
    JULY,
    NOW,
    collected,
    drop_off,
    entries,
    filled_in,
    only,
    open_office,
)
from xltool.errors import InputFileError, PeriodError
from xltool.excel.reading import read_bytes
from xltool.ledger.ledger import open_ledger
from xltool.ledger.records import Arrival
from xltool.model.period import Period
from xltool.model.submission import UnitState, Verdict
from xltool.model.value import reported
from xltool.workflows.collecting import collect
from xltool.workflows.generating import generate
from xltool.workflows.judging import validate
from xltool.workflows.period import accept, close, reopen, status
from xltool.workflows.settling import questions, settle, take_back
from xltool.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.xdist_group("collect")


@pytest.fixture(scope="session")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return open_office(tmp_path_factory.mktemp("office") / "office")


@pytest.fixture
def office(issued: Workspace, tmp_path: Path) -> Workspace:
    root = tmp_path / "office"
    shutil.copytree(issued.root, root)
    return Workspace(root=root, settings=issued.settings)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    return tmp_path / "收到"


def verdicts(office: Workspace) -> dict[str, Verdict]:
    with open_ledger(office.database_url) as ledger:
        return {one.original.name: one.verdict for one in ledger.submissions(JULY)}


def counting(office: Workspace, unit: str = UNIT) -> str:
    """Give the name of the file that the roll-up takes for a unit."""
    with open_ledger(office.database_url) as ledger:
        submission = ledger.counting_submission(JULY, unit)
    return submission.original.name if submission else ""


def test_a_good_file_is_kept_as_it_came_accepted_and_recorded(
    office: Workspace, inbox: Path
) -> None:
    path = drop_off(inbox, "科技局.xlsx", filled_in(office, entries()))
    result = only(collected(office, inbox))
    assert (result.verdict, result.unit, result.period, result.path) == (
        Verdict.ACCEPTED,
        UNIT,
        JULY,
        str(path),
    )
    stored = office.received(JULY) / f"{result.sha256}.xlsx"
    assert stored.read_bytes() == path.read_bytes()
    with open_ledger(office.database_url) as ledger:
        assert contents(ledger.values(JULY, UNIT)) == contents(values())
        source = ledger.figures(JULY)[0].source
    assert (source.file, source.sha256, source.received_at) == (
        "科技局.xlsx",
        result.sha256,
        NOW,
    )
    assert result.returned is None


def test_a_faulty_file_goes_back_with_its_faults_marked(
    office: Workspace, inbox: Path
) -> None:
    drop_off(inbox, "报送.xlsx", filled_in(office, entries(T02_01_1="若干")))
    result = only(collected(office, inbox))
    assert result.verdict is Verdict.RETURNED
    assert result.returned == office.returned(JULY) / f"{UNIT}_报送.xlsx"
    workbook = read_bytes(result.returned.read_bytes()).workbook
    assert workbook is not None
    assert "校验结果" in [sheet.name for sheet in workbook.sheets]
    again = only(collected(office, result.returned))
    assert [one.code for one in again.findings] == ["V104"]


def test_a_faulty_file_that_cannot_be_edited_goes_back_as_the_form_with_its_values(
    office: Workspace, inbox: Path
) -> None:
    drop_off(inbox, "市科技局.xlsx", filled_in(office, entries())[:-2000])
    result = only(collected(office, inbox))
    assert (result.verdict, result.unit) == (Verdict.UNREADABLE, UNIT)
    assert result.returned is not None
    workbook = read_bytes(result.returned.read_bytes()).workbook
    assert workbook is not None
    assert INDICATORS in [sheet.name for sheet in workbook.sheets]


def test_the_same_file_twice_is_a_duplicate(office: Workspace, inbox: Path) -> None:
    content = filled_in(office, entries())
    drop_off(inbox, "a.xlsx", content)
    drop_off(inbox, "b.xlsx", content, minutes=1)
    assert [one.verdict for one in collected(office, inbox).files] == [
        Verdict.ACCEPTED,
        Verdict.DUPLICATE,
    ]
    again = collected(office, inbox, minutes=5)
    assert [one.verdict for one in again.files] == [Verdict.DUPLICATE] * 2
    assert [one.code for one in again.files[0].findings] == ["S301"]
    assert list(verdicts(office)) == ["a.xlsx"]


def test_the_newer_of_two_supersedes_the_earlier_whatever_their_names(
    office: Workspace, inbox: Path
) -> None:
    drop_off(inbox, "b旧.xlsx", filled_in(office, entries()), minutes=1)
    drop_off(inbox, "a新.xlsx", filled_in(office, entries(T01_01_1="8")), minutes=2)
    assert [one.verdict for one in collected(office, inbox).files] == [
        Verdict.SUPERSEDED,
        Verdict.ACCEPTED,
    ]
    assert counting(office) == "a新.xlsx"


def test_a_later_faulty_file_does_not_push_the_accepted_one_out(
    office: Workspace, inbox: Path
) -> None:
    drop_off(inbox, "好.xlsx", filled_in(office, entries()), minutes=1)
    drop_off(inbox, "坏.xlsx", filled_in(office, entries(T02_01_1="若干")), minutes=2)
    collected(office, inbox)
    assert verdicts(office) == {
        "好.xlsx": Verdict.ACCEPTED,
        "坏.xlsx": Verdict.RETURNED,
    }
    assert counting(office) == "好.xlsx"
    assert {
        one.code: one.returned_since for one in status(office, PERIOD, now=NOW).units
    } == {UNIT: True, OTHER: False}
    drop_off(inbox, "改好.xlsx", filled_in(office, entries(T02_01_1="3")), minutes=3)
    collected(office, inbox, minutes=1)
    assert not any(one.returned_since for one in status(office, PERIOD, now=NOW).units)


def test_folders_are_searched_and_lock_files_left_out_with_a_note(
    office: Workspace, inbox: Path
) -> None:
    drop_off(
        inbox / "县市区" / "平江",
        "平江县.xlsx",
        filled_in(office, entries(OTHER), OTHER),
    )
    drop_off(inbox, "~$科技局.xlsx", b"x" * 165)
    drop_off(inbox, "Thumbs.db", b"x")
    result = collected(office, inbox)
    assert [(one.unit, one.verdict) for one in result.files] == [
        (OTHER, Verdict.ACCEPTED)
    ]
    assert [one.code for one in result.notes] == ["S303"]


def test_a_zip_is_opened_one_level_and_its_names_are_understood(
    office: Workspace, inbox: Path
) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("七月/科技局.xlsx", filled_in(office, entries()))
        archive.writestr("../../平江县.xlsx", filled_in(office, entries(OTHER), OTHER))
    drop_off(inbox, "汇总.zip", buffer.getvalue())
    result = collected(office, inbox)
    assert {one.unit: one.verdict for one in result.files} == {
        UNIT: Verdict.ACCEPTED,
        OTHER: Verdict.ACCEPTED,
    }
    assert result.files[0].path.endswith("汇总.zip/科技局.xlsx")
    assert len(list(office.received(JULY).iterdir())) == 3
    assert [one.verdict for one in collected(office, inbox).files] == [
        Verdict.DUPLICATE
    ] * 2


def test_a_zip_of_which_something_cannot_be_taken_out_is_named(
    office: Workspace, inbox: Path
) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("科技局.xlsx", filled_in(office, entries()))
        archive.writestr("内.rar", b"Rar!\x1a\x07" + b"x" * 100)
    drop_off(inbox, "汇总.zip", buffer.getvalue())
    result = collected(office, inbox)
    assert [(one.verdict, [f.code for f in one.findings]) for one in result.files] == [
        (Verdict.UNREADABLE, ["F116"]),
        (Verdict.ACCEPTED, []),
    ]


@pytest.mark.parametrize(
    "content",
    [b"", b"junk", b"PK\x03\x04junk", b"%PDF-1.7", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"],
)
def test_whatever_comes_gets_a_verdict(
    office: Workspace, inbox: Path, content: bytes
) -> None:
    drop_off(inbox, "x.xlsx", content)
    result = only(collected(office, inbox))
    assert result.verdict is Verdict.UNREADABLE
    assert result.findings[0].code.startswith("F")


def test_two_divisions_that_fill_in_a_half_each_are_joined(
    office: Workspace, inbox: Path
) -> None:
    first, second = entries(), entries()
    first["指标数据"] = {}
    second["任务进展"] = {}
    drop_off(inbox, "规划科.xlsx", filled_in(office, first), minutes=1)
    drop_off(inbox, "成果科.xlsx", filled_in(office, second), minutes=2)
    one, other = collected(office, inbox).files
    assert (one.verdict, other.verdict) == (Verdict.RETURNED, Verdict.ACCEPTED)
    (found,) = [finding for finding in other.findings if finding.code == "S313"]
    assert "规划科.xlsx" in found.message
    with open_ledger(office.database_url) as ledger:
        sheets = {figure.source.sheet for figure in ledger.figures(JULY)}
        values = ledger.values(JULY, UNIT)
    assert "规划科.xlsx：任务进展" in sheets
    read = values["任务进展"]["T01-01"]["本期进展"].text
    assert read == first["任务进展"]["T01-01"]["本期进展"].text


def test_halves_that_contradict_each_other_are_not_joined_and_say_where(
    office: Workspace, inbox: Path
) -> None:
    first, second = entries(), entries(T01_01_1="31")
    first["指标数据"] = {
        "T01-01-1": first["指标数据"]["T01-01-1"],
    }
    second["任务进展"] = {}
    drop_off(inbox, "规划科.xlsx", filled_in(office, first), minutes=1)
    drop_off(inbox, "成果科.xlsx", filled_in(office, second), minutes=2)
    other = collected(office, inbox).files[1]
    assert other.verdict is Verdict.RETURNED
    codes = {finding.code: finding for finding in other.findings}
    assert "规划科.xlsx" in codes["S222"].message
    assert "T01-01-1 的“累计完成”这份是 31" in codes["S314"].message


@pytest.mark.parametrize(("right", "counts"), [("后一份", "31"), ("前一份", "8")])
def test_a_person_says_which_half_is_right_and_may_take_it_back(
    office: Workspace, inbox: Path, right: str, counts: str
) -> None:
    first, second = entries(T01_01_1="8"), entries(T01_01_1="31")
    first["指标数据"] = {"T01-01-1": first["指标数据"]["T01-01-1"]}
    second["任务进展"] = {}
    drop_off(inbox, "规划科.xlsx", filled_in(office, first), minutes=1)
    drop_off(inbox, "成果科.xlsx", filled_in(office, second), minutes=2)
    collected(office, inbox)
    july = Period.parse(JULY)
    (asked,) = questions(office, july, now=NOW).open
    assert (asked.unit, tuple(asked.answers)) == (UNIT, ("后一份", "前一份"))
    settle(office, july, asked.code, right, now=NOW, operator="张三")
    assert not questions(office, july, now=NOW).open
    with open_ledger(office.database_url) as ledger:
        values = ledger.values(JULY, UNIT)
        (_, last) = ledger.submissions(JULY, UNIT)
    assert values["指标数据"]["T01-01-1"]["累计完成"].text == counts
    assert last.verdict in {Verdict.ACCEPTED, Verdict.ACCEPTED_WITH_QUERIES}
    assert "S317" in {finding.code for finding in last.findings}
    take_back(office, july, asked.code, now=NOW, operator="张三")
    with open_ledger(office.database_url) as ledger:
        assert ledger.values(JULY, UNIT) == {}


def test_two_returned_files_of_one_name_have_a_feedback_each(
    office: Workspace, inbox: Path
) -> None:
    drop_off(
        inbox / "1", "报送.xlsx", filled_in(office, entries(T02_01_1="若干")), minutes=1
    )
    drop_off(
        inbox / "2", "报送.xlsx", filled_in(office, entries(T02_01_1="许多")), minutes=2
    )
    returned = [one.returned for one in collected(office, inbox).files]
    assert [path.name for path in returned if path] == [
        f"{UNIT}_报送.xlsx",
        f"{UNIT}_报送（2）.xlsx",
    ]


def test_a_closed_period_keeps_and_judges_but_counts_nothing_until_it_is_reopened(
    office: Workspace, inbox: Path
) -> None:
    close(office, PERIOD, now=NOW)
    drop_off(inbox, "科技局.xlsx", filled_in(office, entries()))
    result = only(collected(office, inbox))
    assert result.verdict is Verdict.ACCEPTED
    assert [one.code for one in result.findings] == ["S302"]
    assert counting(office) == ""
    reopen(office, PERIOD, reason="补报", now=NOW)
    assert counting(office) == "科技局.xlsx"


def test_a_waived_finding_lets_the_submission_count(
    office: Workspace, inbox: Path
) -> None:
    faulty = entries()
    faulty["重点项目"]["+1"]["累计完成投资"] = faulty["重点项目"]["+2"]["总投资"]
    faulty["重点项目"]["+1"]["年度计划投资"] = faulty["重点项目"]["+1"]["总投资"]
    faulty["重点项目"]["+1"]["总投资"] = faulty["重点项目"]["+2"]["总投资"]
    drop_off(inbox, "科技局.xlsx", filled_in(office, faulty))
    assert only(collected(office, inbox)).verdict is Verdict.RETURNED
    with pytest.raises(PeriodError, match="R31"):
        accept(office, PERIOD, "科技局", code="R99", reason="已核", now=NOW)
    assert (
        accept(office, PERIOD, "科技局", code="R31", reason="总投资正在调整", now=NOW)
        is Verdict.ACCEPTED
    )
    assert counting(office) == "科技局.xlsx"


def test_nothing_is_collected_for_a_period_that_was_not_issued(
    office: Workspace, inbox: Path
) -> None:
    drop_off(inbox, "科技局.xlsx", filled_in(office, entries()))
    with pytest.raises(PeriodError, match="generate"):
        collect(office, Period.parse("2025-06"), [inbox], now=NOW)
    assert not office.received("2025-06").exists()


def test_whose_file_it_is_cannot_be_waived(office: Workspace, inbox: Path) -> None:
    drop_off(inbox, "平江县.xlsx", b"junk")
    assert only(collected(office, inbox)).unit == OTHER
    with pytest.raises(PeriodError, match="不能放行"):
        accept(office, PERIOD, OTHER, code="F104", reason="照收", now=NOW)


def test_nothing_at_a_path_is_said(office: Workspace, inbox: Path) -> None:
    with pytest.raises(InputFileError, match="找不到"):
        collected(office, inbox / "没有.xlsx")


def test_validate_records_nothing(office: Workspace, inbox: Path) -> None:
    path = drop_off(inbox, "科技局.xlsx", filled_in(office, entries(T02_01_1="若干")))
    (result,) = validate(office, [path]).files
    assert (result.verdict, result.unit, result.period) == (
        Verdict.RETURNED,
        UNIT,
        JULY,
    )
    assert verdicts(office) == {}
    assert not office.received(JULY).exists()


def test_validate_asks_what_collect_asks(office: Workspace, inbox: Path) -> None:
    filled = entries()
    said = "接到诉求171件，直接办结70件，网络转办111件。"
    filled["任务进展"]["T01-01"]["本期进展"] = reported(said)
    path = drop_off(inbox, "科技局.xlsx", filled_in(office, filled))

    (alone,) = validate(office, [path]).files
    recorded = only(collected(office, path))

    assert "V331" in {one.code for one in alone.findings}
    assert (alone.verdict, alone.findings) == (recorded.verdict, recorded.findings)


def test_validate_goes_by_the_printed_period_where_the_stamp_is_lost(
    office: Workspace, inbox: Path
) -> None:
    generate(office, Period.parse("2025-Q3"), now=NOW)
    book = openpyxl.load_workbook(io.BytesIO(filled_in(office, entries())))
    del book["_xltool"]
    path = drop_off(inbox, "7月.xlsx", b"")
    book.save(path)
    (result,) = validate(office, [path]).files
    assert (result.verdict, result.unit, result.period) == (
        Verdict.ACCEPTED_WITH_QUERIES,
        UNIT,
        JULY,
    )


def test_validate_says_which_file_is_not_there(office: Workspace, inbox: Path) -> None:
    with pytest.raises(InputFileError, match=r"找不到 .*没有\.xlsx"):
        validate(office, [inbox / "没有.xlsx"])


def test_status_follows_a_unit_through_the_period(
    office: Workspace, inbox: Path
) -> None:
    def states() -> dict[str, UnitState]:
        return {one.code: one.state for one in status(office, PERIOD, now=NOW).units}

    assert states() == {UNIT: UnitState.ISSUED, OTHER: UnitState.ISSUED}
    drop_off(inbox, "1.xlsx", filled_in(office, entries(T02_01_1="若干")), minutes=1)
    drop_off(inbox, "2.xlsx", filled_in(office, entries(OTHER), OTHER), minutes=2)
    collected(office, inbox)
    assert states() == {UNIT: UnitState.RETURNED, OTHER: UnitState.ACCEPTED}
    drop_off(inbox, "3.xlsx", filled_in(office, entries()), minutes=3)
    collected(office, inbox, minutes=60)
    assert states() == {UNIT: UnitState.ACCEPTED, OTHER: UnitState.ACCEPTED}


def test_a_file_that_is_kept_on_another_computer_is_left_to_it(
    office: Workspace, inbox: Path
) -> None:
    missing = Arrival(
        sha256="0" * 64, name="别处.xlsx", size=1, stored=f"{'0' * 64}.xlsx"
    )
    with open_ledger(office.database_url) as ledger:
        ledger.record_originals(JULY, [missing], received_at=NOW)
    drop_off(inbox, "科技局.xlsx", filled_in(office, entries()))
    result = collected(office, inbox)
    assert only(result).verdict is Verdict.ACCEPTED
    assert [(one.code, "1 个" in one.message) for one in result.notes] == [
        ("S304", True)
    ]
    assert list(verdicts(office)) == ["科技局.xlsx"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_file_name_in_another_encoding_stops_nothing(
    office: Workspace, inbox: Path
) -> None:
    drop_off(
        inbox, os.fsdecode("市科技局.xlsx".encode("gbk")), filled_in(office, entries())
    )
    assert only(collected(office, inbox)).verdict is Verdict.ACCEPTED
    drop_off(inbox, os.fsdecode("坏.xlsx".encode("gbk")), b"junk", minutes=1)
    assert [one.verdict for one in collected(office, inbox).files] == [
        Verdict.DUPLICATE,
        Verdict.UNREADABLE,
    ]
