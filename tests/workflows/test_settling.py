"""The same project in the books of two units: they are asked, and it counts once when a person says whose it is."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.checks.returned import OTHER, PERIOD, PROJECTS, UNIT
from tests.workflows.office import (
    JULY,
    NOW,
    collected,
    drop_off,
    entries,
    filled_in,
    open_office,
)
from tests.workflows.posting import KJJ, PJ, copied, states
from xltool.errors import PeriodError
from xltool.model.mail import MailKind, MailState
from xltool.rollup.rollup import roll_up
from xltool.workflows.asking import ask
from xltool.workflows.rollup import rollup_inputs
from xltool.workflows.settling import questions, settle, take_back

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.model.value import Values
    from xltool.workspace import Workspace


@pytest.fixture
def office(tmp_path: Path) -> Workspace:
    """Both units have reported the same two projects."""
    office = copied(open_office(tmp_path / "issued"), tmp_path)
    inbox = tmp_path / "inbox"
    for unit in (UNIT, OTHER):
        filled: Values = entries(unit)
        drop_off(inbox, f"{unit}.xlsx", filled_in(office, filled, unit))
    collected(office, inbox)
    return office


def invested(office: Workspace) -> Decimal:
    """Give what the roll-up counts of the projects' total investment."""
    inputs, _ = rollup_inputs(office, PERIOD, now=NOW)
    (projects,) = [
        one for one in roll_up(inputs).sections if one.design.key == PROJECTS
    ]
    numbers: list[Any] = [
        entry.row["总投资"].value.number for entry in projects.entries
    ]
    return sum(numbers, Decimal())


def test_it_is_counted_once_when_somebody_said_whose_it_is(office: Workspace) -> None:
    twice = invested(office)
    asked = questions(office, PERIOD, now=NOW).open
    assert {tuple(one.answers.values()) for one in asked} == {(UNIT, OTHER, "各计")}
    for one in asked:
        settle(office, PERIOD, one.code, UNIT, now=NOW, operator="张三")
    assert invested(office) == twice / 2
    assert not questions(office, PERIOD, now=NOW).open
    take_back(office, PERIOD, asked[0].code, now=NOW, operator="张三")
    assert twice / 2 < invested(office) < twice


def test_an_answer_that_nobody_may_give_is_refused(office: Workspace) -> None:
    (one, *_) = questions(office, PERIOD, now=NOW).open
    with pytest.raises(PeriodError, match="可以答 市科技局、平江县、各计"):
        settle(office, PERIOD, one.code, "市财政局", now=NOW)
    with pytest.raises(PeriodError, match="没有要裁定的 D1"):
        settle(office, PERIOD, "D1", UNIT, now=NOW)


def test_both_units_are_asked_once_with_what_each_reported(office: Workspace) -> None:
    trial = ask(office, PERIOD, now=NOW, dry_run=True)
    assert [one.recipients for one in trial.deliveries] == [(KJJ,), (PJ,)]
    assert not office.outbox(JULY).exists()
    ask(office, PERIOD, now=NOW)
    assert states(office, MailKind.QUESTION) == dict.fromkeys(
        (UNIT, OTHER), MailState.DRAFTED
    )
    again = ask(office, PERIOD, now=NOW)
    assert [one.now for one in again.deliveries] == [False, False]


def test_the_mail_names_both_and_quotes_each(office: Workspace) -> None:
    from email import message_from_bytes, policy

    sent = ask(office, PERIOD, now=NOW).deliveries[0]
    assert sent.path is not None
    mail = message_from_bytes(sent.path.read_bytes(), policy=policy.default)
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert f"{UNIT}：项目名称：" in text
    assert f"{OTHER}：项目名称：" in text
    assert "8月7日（周四）前回复" in text


def test_what_is_settled_is_asked_of_nobody(office: Workspace) -> None:
    for one in questions(office, PERIOD, now=NOW).open:
        settle(office, PERIOD, one.code, "各计", now=NOW)
    assert ask(office, PERIOD, now=NOW).deliveries == ()
