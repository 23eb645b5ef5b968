"""Several operators at one ledger at the same moment: each thing is recorded once, and nobody is turned away."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import func, select

from tests.ledger.test_ledger import NOW, PERIOD, UNIT, arrival, issue
from tests.ledger.test_mails import MAIL
from xltool.ledger.ledger import Ledger, open_ledger
from xltool.ledger.records import Judged, Letter
from xltool.ledger.schema import metadata
from xltool.model.mail import MailKind
from xltool.model.submission import Judgement, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

MANY = 6
JUDGEMENT = Judgement(verdict=Verdict.ACCEPTED, unit=UNIT.code, form="月通报")
T = TypeVar("T")


def at_once(url: str, act: Callable[[Ledger, int], T]) -> list[T]:
    """Let several operators, each with a connection of its own, do the same thing at the same moment."""
    barrier = Barrier(MANY)

    def one(number: int) -> T:
        with open_ledger(url) as ledger:
            barrier.wait(timeout=30)
            return act(ledger, number)

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(one, range(MANY)))


def rows(url: str, table: str) -> int:
    query = select(func.count()).select_from(metadata.tables[table])
    with open_ledger(url) as ledger, ledger.engine.connect() as connection:
        return connection.execute(query).scalar_one()


def test_an_empty_database_is_opened_by_all_and_made_once(database_url: str) -> None:
    barrier = Barrier(MANY)

    def one(_: int) -> None:
        barrier.wait(timeout=30)
        open_ledger(database_url).close_connections()

    with ThreadPoolExecutor(MANY) as pool:
        list(pool.map(one, range(MANY)))
    assert rows(database_url, "schema_version") == 1


def test_a_period_that_nobody_has_touched_is_closed_once(database_url: str) -> None:
    at_once(
        database_url,
        lambda ledger, number: ledger.close(PERIOD, at=NOW, who=f"{number}"),
    )
    assert (rows(database_url, "period"), rows(database_url, "event")) == (1, 1)


def test_a_workbook_is_issued_once(database_url: str) -> None:
    at_once(database_url, lambda ledger, _: issue(ledger))
    assert (rows(database_url, "issued"), rows(database_url, "event")) == (1, 1)


def test_originals_are_recorded_once_and_each_operators_in_order(
    database_url: str,
) -> None:
    def act(ledger: Ledger, number: int) -> None:
        own = [arrival(100 * number + one) for one in range(1, 20)]
        ledger.record_originals(
            PERIOD, [arrival(7000), *own, arrival(8000)], received_at=NOW
        )

    at_once(database_url, act)
    with open_ledger(database_url) as ledger:
        originals = ledger.originals(PERIOD)
    assert len(originals) == len({one.sha256 for one in originals}) == MANY * 19 + 2
    for number in range(MANY):
        mine = [one.size for one in originals if one.size // 100 == number]
        assert mine == [100 * number + one for one in range(1, 20)]


def test_a_judgement_is_recorded_once(database_url: str) -> None:
    with open_ledger(database_url) as ledger:
        ledger.record_originals(PERIOD, [arrival(1)], received_at=NOW)
        (source,) = ledger.unjudged(PERIOD)
    judged = [Judged(original=source, judgement=JUDGEMENT)]
    done = at_once(
        database_url,
        lambda ledger, _: ledger.record_submissions(PERIOD, judged, judged_at=NOW),
    )
    assert sorted(done) == [()] * (MANY - 1) + [(source.id,)]
    assert rows(database_url, "submission") == 1


def test_one_submission_of_a_unit_counts_whoever_records_them(
    database_url: str,
) -> None:
    with open_ledger(database_url) as ledger:
        ledger.record_originals(
            PERIOD, [arrival(one) for one in range(MANY)], received_at=NOW
        )
        judged = [
            [Judged(original=one, judgement=JUDGEMENT)]
            for one in ledger.unjudged(PERIOD)
        ]
    at_once(
        database_url,
        lambda ledger, number: ledger.record_submissions(
            PERIOD, judged[number], judged_at=NOW
        ),
    )
    with open_ledger(database_url) as ledger:
        verdicts = [(one.verdict, one.counts) for one in ledger.submissions(PERIOD)]
    assert verdicts == [(Verdict.SUPERSEDED, False)] * (MANY - 1) + [
        (Verdict.ACCEPTED, True)
    ]


def test_a_waiver_keeps_the_first_reason(database_url: str) -> None:
    at_once(
        database_url,
        lambda ledger, number: ledger.waive(
            PERIOD, UNIT.code, "R05", reason=f"{number}", who="", at=NOW
        ),
    )
    assert (rows(database_url, "waiver"), rows(database_url, "event")) == (1, 1)


def test_a_mail_is_recorded_once_and_taken_in_hand_by_one(database_url: str) -> None:
    def act(ledger: Ledger, _: int) -> bool:
        ledger.record_mail(MAIL, replacing=None)
        return ledger.claim_mail(MAIL.message_id, at=NOW)

    assert sorted(at_once(database_url, act)) == [False] * (MANY - 1) + [True]
    with open_ledger(database_url) as ledger:
        assert len(ledger.mails(MAIL.period, MailKind.ISSUE)) == 1


def test_a_letter_and_the_place_in_a_mailbox_are_recorded_once(
    database_url: str,
) -> None:
    with open_ledger(database_url) as ledger:
        ledger.record_originals(PERIOD, [arrival(1)], received_at=NOW)
        (source,) = ledger.originals(PERIOD)
    words: dict[str, Any] = {
        "message_id": "<1@x>",
        "references": "",
        "sender": "a@b.cn",
        "subject": "七月",
    }
    letter = Letter(original=source.id, automatic=False, enclosed=("0" * 64,), **words)

    def act(ledger: Ledger, _: int) -> None:
        ledger.record_letter(letter)
        ledger.record_position(PERIOD, "INBOX", 1, 9)

    at_once(database_url, act)
    assert (
        rows(database_url, "letter"),
        rows(database_url, "enclosure"),
        rows(database_url, "mailbox"),
    ) == (1, 1, 1)
    with open_ledger(database_url) as ledger:
        assert ledger.letters(PERIOD) == (letter,)
