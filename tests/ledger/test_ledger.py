"""What the ledger keeps, and what it says counts."""

from __future__ import annotations

import datetime as dt
import sys
from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, insert, text, update
from sqlalchemy.exc import OperationalError

from xltool.errors import LedgerError
from xltool.findings import Finding, Place, Severity
from xltool.ledger.ledger import Ledger, open_ledger
from xltool.ledger.migrations import migrate
from xltool.ledger.records import Arrival, Issue, Judged, Letter
from xltool.ledger.schema import SCHEMA_VERSION, schema_version
from xltool.ledger.store import lock_period, writing
from xltool.model.registry import Unit
from xltool.model.submission import Judgement, UnitState, Verdict
from xltool.model.value import MISSING, NOT_APPLICABLE, Value, reported

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from tests.postgres import Server

NOW = dt.datetime(2025, 8, 5, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
PERIOD = "2025-07"
UNIT = Unit(code="县科技局", name="县科技局")
ERROR = Finding(
    severity=Severity.ERROR,
    code="R05",
    place=Place(sheet="指标数据", cell="H7"),
    message="累计低于上期",
)
QUERY = Finding(
    severity=Severity.QUERY,
    code="V201",
    place=Place(sheet="指标数据", cell="H8"),
    message="约数",
)


def arrival(number: int) -> Arrival:
    return Arrival(
        sha256=f"{number:064d}",
        name=f"报送{number}.xlsx",
        size=number,
        stored=f"{number:064d}.xlsx",
    )


def submit(
    ledger: Ledger,
    number: int,
    *findings: Finding,
    unit: str = UNIT.code,
    content: str = "1.50",
) -> None:
    at = NOW + dt.timedelta(minutes=number)
    ledger.record_originals(PERIOD, [arrival(number)], received_at=at)
    source = next(
        one for one in ledger.unjudged(PERIOD) if one.sha256 == arrival(number).sha256
    )
    severities = {one.severity for one in findings}
    verdict = (
        Verdict.RETURNED
        if Severity.ERROR in severities
        else Verdict.ACCEPTED_WITH_QUERIES
        if Severity.QUERY in severities
        else Verdict.ACCEPTED
    )
    judgement = Judgement(
        verdict=verdict,
        unit=unit,
        period=PERIOD,
        form="月通报",
        form_version="1",
        values={
            "指标数据": {"T01-01-1": {"累计完成": reported(Decimal(content), content)}}
        },
        cells={("指标数据", "T01-01-1", "累计完成"): ("指标数据", "H7")},
        findings=findings,
    )
    judged = [Judged(original=source, judgement=judgement)]
    assert ledger.record_submissions(PERIOD, judged, judged_at=at) == (source.id,)


def issue(ledger: Ledger, serial: int = 1, unit: str = UNIT.code) -> None:
    one = Issue(
        period=PERIOD,
        unit=unit,
        form="月通报",
        form_version="1",
        serial=serial,
        stamp="stamp",
        layout="{}",
        file="县科技局.xlsx",
        sha256="0" * 64,
        issued_at=NOW,
    )
    ledger.record_issued(PERIOD, [one])


def state(
    ledger: Ledger, *, now: dt.datetime = NOW, deadline: dt.datetime | None = None
) -> UnitState:
    return ledger.standings(PERIOD, [UNIT], deadline, now=now)[0].state


def test_the_latest_issue_is_the_one_with_the_greatest_serial(ledger: Ledger) -> None:
    assert ledger.latest_issue(PERIOD, UNIT.code) is None
    issue(ledger)
    assert ledger.next_serial(PERIOD, UNIT.code, "月通报") == 2
    issue(ledger, 2)
    issue(ledger, 2)
    latest = ledger.latest_issue(PERIOD, UNIT.code)
    assert latest is not None
    assert (latest.serial, latest.issued_at, latest.layout) == (2, NOW, "{}")
    assert [one.serial for one in ledger.issued(PERIOD)] == [1, 2]
    assert ledger.issued_units(PERIOD) == (UNIT.code,)
    issue(ledger, unit="县商务局")
    assert {
        unit: one.serial
        for unit, one in ledger.latest_issues(
            PERIOD, [UNIT.code, "县商务局", "谁"]
        ).items()
    } == {
        UNIT.code: 2,
        "县商务局": 1,
    }


def test_an_original_comes_once_per_period(ledger: Ledger) -> None:
    ledger.record_originals(
        PERIOD, [arrival(1), arrival(1), arrival(2)], received_at=NOW
    )
    ledger.record_originals(PERIOD, [arrival(2)], received_at=NOW)
    ledger.record_originals("2025-08", [arrival(2)], received_at=NOW)
    assert len(ledger.originals("2025-08")) == 1
    assert [one.name for one in ledger.unjudged(PERIOD)] == ["报送1.xlsx", "报送2.xlsx"]


def test_a_judgement_is_recorded_once(ledger: Ledger) -> None:
    submit(ledger, 1)
    source = ledger.originals(PERIOD)[0]
    again = Judged(original=source, judgement=Judgement(verdict=Verdict.RETURNED))
    assert ledger.record_submissions(PERIOD, [again], judged_at=NOW) == ()
    assert ledger.unjudged(PERIOD) == ()
    assert ledger.counting_submission(PERIOD, UNIT.code) is not None


@pytest.mark.parametrize(
    "value",
    [
        reported(Decimal("24.7573"), "24.7573"),
        reported(Decimal("1.50")),
        reported(Decimal("1E+3")),
        reported(Decimal(0), "零报告"),
        reported(dt.date(2025, 7, 8), "7月8日"),
        reported(True),  # noqa: FBT003 - the content of a cell
        reported("=1+1\t@正文"),
        NOT_APPLICABLE,
        MISSING,
    ],
)
def test_a_value_comes_back_exactly(ledger: Ledger, value: Value) -> None:
    ledger.record_originals(PERIOD, [arrival(1)], received_at=NOW)
    judgement = Judgement(
        verdict=Verdict.ACCEPTED, unit=UNIT.code, values={"表": {"+1": {"字段": value}}}
    )
    judged = Judged(original=ledger.unjudged(PERIOD)[0], judgement=judgement)
    ledger.record_submissions(PERIOD, [judged], judged_at=NOW)
    again = ledger.values(PERIOD, UNIT.code)["表"]["+1"]["字段"]
    assert again == value
    assert repr(again.content) == repr(value.content)


def test_a_newer_accepted_submission_replaces_the_earlier(ledger: Ledger) -> None:
    submit(ledger, 1)
    submit(ledger, 2, QUERY, content="2.50")
    verdicts = [one.verdict for one in ledger.submissions(PERIOD)]
    assert verdicts == [Verdict.SUPERSEDED, Verdict.ACCEPTED_WITH_QUERIES]
    assert [figure.value.content for figure in ledger.figures(PERIOD)] == [
        Decimal("2.50")
    ]


def test_a_later_faulty_submission_does_not_push_an_accepted_one_out(
    ledger: Ledger,
) -> None:
    submit(ledger, 1)
    submit(ledger, 2, ERROR, content="9")
    assert [one.verdict for one in ledger.submissions(PERIOD)] == [
        Verdict.ACCEPTED,
        Verdict.RETURNED,
    ]
    assert [figure.value.text for figure in ledger.figures(PERIOD)] == ["1.50"]
    assert [(one.counts, one.finding.code) for one in ledger.open_findings(PERIOD)] == [
        (False, "R05")
    ]


def test_a_figure_names_its_file_sheet_cell_and_time(ledger: Ledger) -> None:
    submit(ledger, 1)
    (figure,) = ledger.figures(PERIOD)
    source = figure.source
    assert (source.file, source.sheet, source.cell) == ("报送1.xlsx", "指标数据", "H7")
    assert source.received_at == NOW + dt.timedelta(minutes=1)
    assert (figure.unit, figure.row, figure.field) == (
        UNIT.code,
        "T01-01-1",
        "累计完成",
    )


def test_a_waiver_lets_a_returned_submission_count_and_later_ones_too(
    ledger: Ledger,
) -> None:
    submit(ledger, 1, ERROR)
    ledger.waive(PERIOD, UNIT.code, "R05", reason="上期多报，已核", who="王", at=NOW)
    ledger.waive(PERIOD, UNIT.code, "R05", reason="第二次", who="李", at=NOW)
    assert ledger.submissions(PERIOD)[0].verdict is Verdict.ACCEPTED
    submit(ledger, 2, ERROR, content="3")
    assert (
        ledger.values(PERIOD, UNIT.code)["指标数据"]["T01-01-1"]["累计完成"].text == "3"
    )
    (only,) = ledger.waivers(PERIOD)
    assert (only.reason, only.who) == ("上期多报，已核", "王")
    assert [one.waived for one in ledger.open_findings(PERIOD)] == [True]
    (standing,) = ledger.standings(PERIOD, [UNIT], None, now=NOW)
    assert standing.findings == 0
    submit(ledger, 3, ERROR, QUERY)
    (standing,) = ledger.standings(PERIOD, [UNIT], None, now=NOW)
    assert standing.findings == 1


def test_a_closed_period_keeps_and_judges_but_counts_nothing_until_it_is_reopened(
    ledger: Ledger,
) -> None:
    submit(ledger, 1)
    ledger.close(PERIOD, at=NOW, who="王")
    submit(ledger, 2, content="2")
    assert ledger.is_closed(PERIOD)
    assert [one.verdict for one in ledger.submissions(PERIOD)] == [
        Verdict.ACCEPTED,
        Verdict.ACCEPTED,
    ]
    assert (
        ledger.values(PERIOD, UNIT.code)["指标数据"]["T01-01-1"]["累计完成"].text
        == "1.50"
    )
    ledger.reopen(PERIOD, at=NOW, who="王", reason="补报")
    assert [one.verdict for one in ledger.submissions(PERIOD)] == [
        Verdict.SUPERSEDED,
        Verdict.ACCEPTED,
    ]


def test_the_history_tells_a_units_story_in_order(ledger: Ledger) -> None:
    issue(ledger)
    submit(ledger, 1, ERROR)
    submit(ledger, 2, unit="县民政局")
    ledger.waive(
        PERIOD,
        UNIT.code,
        "R05",
        reason="已核",
        who="王",
        at=NOW + dt.timedelta(hours=1),
    )
    ledger.close(PERIOD, at=NOW + dt.timedelta(hours=2), who="王")
    actions = [one.action for one in ledger.history(UNIT.code)]
    assert actions == ["下发", "收到", "判定", "放行", "改判", "计入", "关闭"]
    assert ledger.history("县财政局") == ()


def test_the_states_of_a_unit(ledger: Ledger) -> None:
    deadline = NOW + dt.timedelta(days=1)
    late = deadline + dt.timedelta(seconds=1)
    assert state(ledger, deadline=deadline) is UnitState.NOT_ISSUED
    issue(ledger)
    assert state(ledger, deadline=deadline) is UnitState.ISSUED
    assert state(ledger, deadline=deadline, now=late) is UnitState.OVERDUE
    submit(ledger, 1, ERROR)
    assert state(ledger, deadline=deadline, now=late) is UnitState.RETURNED
    submit(ledger, 2)
    assert state(ledger, deadline=deadline, now=late) is UnitState.ACCEPTED
    submit(ledger, 3, ERROR)
    assert state(ledger, deadline=deadline, now=late) is UnitState.ACCEPTED


def test_on_time_is_open_until_the_deadline_then_follows_the_first_accepted(
    ledger: Ledger,
) -> None:
    deadline = NOW + dt.timedelta(minutes=5)

    def on_time(now: dt.datetime) -> bool | None:
        return ledger.standings(PERIOD, [UNIT], deadline, now=now)[0].on_time

    assert on_time(NOW) is None
    assert on_time(NOW + dt.timedelta(minutes=6)) is False
    submit(ledger, 1)
    submit(ledger, 9)
    assert on_time(NOW + dt.timedelta(minutes=10)) is True


def test_feedback_is_due_until_it_is_recorded(ledger: Ledger) -> None:
    submit(ledger, 1, ERROR)
    (due,) = ledger.feedback_due(PERIOD)
    assert due.findings == (ERROR,)
    ledger.record_feedback(due.id, "县科技局_报送1.xlsx")
    assert ledger.feedback_due(PERIOD) == ()
    assert ledger.submissions(PERIOD)[0].feedback == "县科技局_报送1.xlsx"


def test_any_number_of_units_may_be_asked_for(ledger: Ledger) -> None:
    submit(ledger, 1)
    many = [f"第{number}号单位" for number in range(70_000)]
    assert ledger.units_submitted(PERIOD, many) == set()
    assert ledger.units_submitted(PERIOD, [*many, UNIT.code]) == ledger.units_submitted(
        PERIOD, [UNIT.code]
    )
    assert ledger.units_submitted(PERIOD, [UNIT.code]) == {UNIT.code}


def test_what_no_database_takes_is_replaced_and_the_rest_kept(ledger: Ledger) -> None:
    odd = "半\x00个\udcff"
    one = Arrival(sha256="1", name=odd, size=1, stored="1", source=odd, sender=odd)
    ledger.record_originals(PERIOD, [one], received_at=NOW)
    (source,) = ledger.unjudged(PERIOD)
    place = Place(sheet=odd, cell="A1", row_key=odd, field=odd)
    finding = Finding(
        severity=Severity.QUERY,
        code="V201",
        place=place,
        message=odd,
        found=odd,
        answer=odd,
    )
    judgement = Judgement(
        verdict=Verdict.ACCEPTED_WITH_QUERIES,
        unit=UNIT.code,
        period=odd,
        form=odd,
        form_version=odd,
        values={"表": {"+1": {"字段": reported(odd, odd)}}},
        cells={("表", "+1", "字段"): (odd, "A1")},
        findings=(finding,),
    )
    ledger.record_submissions(
        PERIOD, [Judged(original=source, judgement=judgement)], judged_at=NOW
    )
    letter = Letter(
        original=source.id,
        message_id=odd,
        references="",
        sender=odd,
        subject=odd,
        automatic=False,
        enclosed=(),
    )
    ledger.record_letter(letter)
    assert source.name == "半�个�"
    assert ledger.values(PERIOD, UNIT.code)["表"]["+1"]["字段"].text == "半�个�"
    assert ledger.submissions(PERIOD)[0].findings[0].message == "半�个�"
    assert ledger.letters(PERIOD)[0].subject == "半�个�"


def test_a_time_without_a_zone_is_refused(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="2025"):
        ledger.record_originals(
            PERIOD, [arrival(1)], received_at=NOW.replace(tzinfo=None)
        )
    assert ledger.originals(PERIOD) == ()


def test_a_ledger_from_a_newer_program_is_not_touched(database_url: str) -> None:
    with open_ledger(database_url) as ledger, ledger.engine.begin() as connection:
        connection.execute(
            insert(schema_version).values(version=SCHEMA_VERSION + 1, applied_at="")
        )
    with pytest.raises(LedgerError, match="升级"):
        open_ledger(database_url)


def test_an_older_ledger_is_taken_through_each_missing_step(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        migrate(connection)
        connection.execute(update(schema_version).values(version=SCHEMA_VERSION - 1))
        migrate(
            connection,
            steps={
                SCHEMA_VERSION: lambda one: one.execute(
                    text("create table step_one (id integer)")
                )
            },
        )
        assert connection.execute(text("select count(*) from step_one")).scalar() == 0
        assert (
            connection.execute(text("select max(version) from schema_version")).scalar()
            == SCHEMA_VERSION
        )
    engine.dispose()


@pytest.mark.parametrize(
    "url",
    [
        "secret",
        "nosuchdialect://clerk:secret@host/x",
        "postgresql://clerk:secret@host:port/x",
        "postgresql://clerk:secret@127.0.0.1:1/x",
        "mysql://clerk:secret@host/x",
        "sqlite:////no/such/folder/xltool.db",
    ],
)
def test_a_database_that_cannot_be_opened_is_said_in_one_line_without_its_password(
    url: str,
) -> None:
    with pytest.raises(LedgerError) as caught:
        open_ledger(url)
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_driver_that_is_not_installed_is_named_with_what_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(LedgerError, match=r"pip install .*postgres"):
        open_ledger("postgresql://clerk:secret@host/x")


def test_a_connection_that_breaks_is_said_in_one_line_and_made_anew(
    postgres: Server,
) -> None:
    def break_it(connection: Connection) -> None:
        connection.execute(text("select pg_terminate_backend(pg_backend_pid())"))

    def break_while_writing(ledger: Ledger) -> None:
        with writing(ledger.engine) as connection:
            lock_period(connection, PERIOD)
            break_it(connection)

    with open_ledger(postgres.new_database()) as ledger:
        with pytest.raises(LedgerError, match="再运行"):
            break_while_writing(ledger)
        with ledger.engine.connect() as connection, suppress(OperationalError):
            break_it(connection)  # while nobody is at work
        ledger.close(PERIOD, at=NOW, who="王")
        assert ledger.is_closed(PERIOD)


def test_a_file_that_is_no_database_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "xltool.db").write_text("这不是数据库" * 100)
    with pytest.raises(LedgerError, match="备份"):
        open_ledger(f"sqlite:///{tmp_path / 'xltool.db'}")
