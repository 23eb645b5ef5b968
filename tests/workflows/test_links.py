"""Links of units: the command, what a mail carries, and what makes a link no link."""

from __future__ import annotations

import datetime as dt
import email
import json
from email.policy import default
from typing import TYPE_CHECKING

import pytest

from tests.checks.returned import OTHER, PERIOD, UNIT
from tests.workflows.office import JULY, NOW, drop_off, entries, filled_in, open_office
from tests.workflows.posting import KJJ, a_mail
from xltool.cli.main import run
from xltool.errors import SettingsError
from xltool.ledger.ledger import open_ledger
from xltool.mail.templates import Words
from xltool.settings import parse_settings
from xltool.workflows.answering import answer
from xltool.workflows.collecting import collect
from xltool.workflows.links import (
    LinkState,
    carrying,
    give_link,
    link_token,
    read_link,
    revoke_link,
)
from xltool.workflows.reminding import remind
from xltool.workflows.sending import send
from xltool.workspace import find_workspace

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

    from xltool.ledger.records import Link
    from xltool.workspace import Workspace

SITE = "https://report.example.gov.cn"


@pytest.fixture
def office(tmp_path: Path) -> Workspace:
    workspace = open_office(tmp_path / "office")
    path = workspace.root / "xltool.toml"
    begin, mark, rest = path.read_text(encoding="utf-8").partition("[portal]\n")
    rest = rest.replace('address = ""', f'address = "{SITE}"', 1)
    path.write_text(begin + mark + rest, encoding="utf-8")
    return find_workspace(workspace.root)


def links(workspace: Workspace, unit: str | None = None) -> tuple[Link, ...]:
    with open_ledger(workspace.database_url) as ledger:
        return ledger.links(unit)


def drafts(workspace: Workspace, kind: str) -> list[EmailMessage]:
    found = []
    for path in sorted(workspace.outbox(JULY).glob(f"*{kind}*.eml")):
        message = email.message_from_bytes(path.read_bytes(), policy=default)
        found.append(message)
    return found


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_the_command_gives_one_link_until_it_is_revoked(
    office: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["-w", str(office.root), "link", UNIT]
    assert run(command) == 0
    first = capsys.readouterr().out.strip()
    assert first.startswith(f"{SITE}/portal/?link=1-")
    assert run([*command, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["unit"], told["address"], told["revoked"]) == (UNIT, first, 0)
    assert run([*command, "--revoke"]) == 0
    assert "收回了 1 条" in capsys.readouterr().out
    assert run([*command, "--revoke", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["address"] is None
    run(command)
    assert capsys.readouterr().out.strip() != first
    with open_ledger(office.database_url) as ledger:
        actions = [one.action for one in ledger.history(UNIT)]
    assert actions[-3:] == ["发给入口链接", "收回入口链接", "发给入口链接"]


def test_without_an_address_the_command_says_what_to_set(
    office: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    path = office.root / "xltool.toml"
    text = path.read_text(encoding="utf-8").replace(SITE, "")
    path.write_text(text, encoding="utf-8")
    assert run(["-w", str(office.root), "link", UNIT]) == 1
    assert "[portal]" in capsys.readouterr().err
    assert run(["-w", str(office.root), "link", "没有这个局"]) == 1


@pytest.mark.parametrize("proxies", ["[]", '["127.0.0.1"]'])
def test_an_encrypted_address_that_nothing_answers_is_told(
    office: Workspace, proxies: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = office.root / "xltool.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("proxies = []", f"proxies = {proxies}"), "utf-8")
    assert run(["-w", str(office.root), "link", UNIT]) == 0
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) == 1
    assert ("单位打不开" in printed.err) is (proxies == "[]")


@pytest.mark.parametrize(
    ("host", "proxies", "told"),
    [
        ("127.0.0.1", "[]", True),
        ("127.0.0.1", '["127.0.0.1"]', False),
        ("10.0.0.1", "[]", False),
    ],
)
def test_a_desk_of_one_computer_says_that_the_portal_is_not_open(
    office: Workspace,
    host: str,
    proxies: str,
    *,
    told: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = office.root / "xltool.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("proxies = []", f"proxies = {proxies}"), "utf-8")
    monkeypatch.setattr("xltool.web.server.serve", lambda *_: None)
    assert run(["-w", str(office.root), "desk", "--host", host]) == 0
    assert ("单位的链接打不开" in capsys.readouterr().err) is told


@pytest.mark.parametrize("site", ["report.example.gov.cn", "https://a b", "ftp://x"])
def test_an_address_that_is_none_is_named(site: str) -> None:
    with pytest.raises(SettingsError, match=r"portal\.address"):
        parse_settings(f'[portal]\naddress = "{site}"\n')


def test_a_link_that_ends_soon_is_followed_by_another(office: Workspace) -> None:
    first = give_link(office, UNIT, now=NOW)
    days = dt.timedelta(days=office.settings.portal.days)
    assert first.until == (NOW + days).date()
    assert give_link(office, UNIT, now=NOW + days / 3).address == first.address
    later = give_link(office, UNIT, now=NOW + days * 2 / 3)
    assert later.address != first.address
    assert len(links(office, UNIT)) == 2


def test_a_link_is_known_by_its_signature_its_row_and_its_day(
    office: Workspace,
) -> None:
    give_link(office, UNIT, now=NOW)
    give_link(office, OTHER, now=NOW)
    mine, theirs = links(office)
    key, today = office.key(), NOW.date()
    token = link_token(key, mine)
    assert read_link(token, key, links(office), today=today) == (LinkState.VALID, mine)
    for wrong in ("", token[:-1], f"{theirs.id}{token[1:]}", token + "A"):
        found = read_link(wrong, key, links(office), today=today)
        assert found == (LinkState.UNKNOWN, None)
    assert read_link(token, bytes(32), links(office), today=today)[1] is None
    assert read_link(token, key, (), today=today)[1] is None
    after = mine.until + dt.timedelta(days=1)
    assert read_link(token, key, links(office), today=after)[0] is LinkState.EXPIRED
    revoke_link(office, UNIT, now=NOW)
    state, link = read_link(token, key, links(office), today=today)
    assert state is LinkState.REVOKED
    assert link is not None


def test_every_mail_to_a_unit_carries_its_own_link(
    office: Workspace, tmp_path: Path
) -> None:
    send(office, PERIOD, dry_run=True)
    assert not links(office)
    send(office, PERIOD, clock=lambda: NOW)
    remind(office, PERIOD, now=NOW, clock=lambda: NOW)
    book = filled_in(office, entries(T01_01_1="大约十几"))
    mail = a_mail((f"{UNIT}.xlsx", book), sender=KJJ)
    collect(office, PERIOD, [drop_off(tmp_path, "来信.eml", mail)], now=NOW)
    answer(office, PERIOD, clock=lambda: NOW)
    key = office.key()
    tokens = {one.unit: link_token(key, one) for one in links(office)}
    assert set(tokens) == {UNIT, OTHER}
    assert len(drafts(office, "下发")) == 2
    for kind in ("下发", "催报", "答复"):
        for message in drafts(office, kind):
            unit = UNIT if UNIT in text_of(message) else OTHER
            for form in ("plain", "html"):
                body = text_of(message, form)
                assert f"{SITE}/portal/?link={tokens[unit]}" in body
                assert not any(tokens[one] in body for one in {UNIT, OTHER} - {unit})
    assert drafts(office, "答复")


def test_a_template_of_the_office_that_has_no_place_for_it_carries_it_at_the_end() -> (
    None
):
    words = Words(subject="报表", text="请报。\n", html="<p>请报。</p>")
    assert carrying(words, "") == words
    carried = carrying(words, "https://x/?a=1&b=2")
    assert carried.text.endswith("https://x/?a=1&b=2\n")
    assert 'href="https://x/?a=1&amp;b=2"' in carried.html
    assert carrying(carried, "https://x/?a=1&b=2") == carried
