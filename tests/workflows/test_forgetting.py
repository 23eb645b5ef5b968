"""What an office may not keep goes; figures, hashes and the history stay."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from tests.checks.returned import PERIOD, UNIT, WHO
from tests.workflows.office import NOW, drop_off, entries, filled_in, open_office
from xltool.cli.main import run
from xltool.errors import PeriodError
from xltool.forms.personal import FORGOTTEN
from xltool.ledger.ledger import open_ledger
from xltool.model.period import Period
from xltool.model.value import reported
from xltool.workflows.backing_up import backup
from xltool.workflows.checking import check
from xltool.workflows.collecting import collect
from xltool.workflows.editions import editions
from xltool.workflows.forgetting import forget
from xltool.workflows.period import reopen
from xltool.workflows.rollup import rollup

if TYPE_CHECKING:
    from xltool.workspace import Workspace

PERSON = "欧阳望舒"
LATER = dt.datetime(2028, 9, 1, 9, tzinfo=dt.UTC)
AUGUST = Period.parse("2025-08")


@pytest.fixture
def office(tmp_path: Path) -> Workspace:
    """July was issued, reported by one unit and rolled up."""
    workspace = open_office(tmp_path / "office")
    filled = entries()
    for fields in filled[WHO].values():
        fields["填报人"] = reported(PERSON)
    sent = drop_off(tmp_path / "in", f"{UNIT}.xlsx", filled_in(workspace, filled))
    collect(workspace, PERIOD, [sent], now=NOW)
    rollup(workspace, PERIOD, now=NOW)
    return workspace


def _files(workspace: Workspace) -> list[Path]:
    folder = workspace.root / "submissions" / str(PERIOD)
    return [path for path in folder.rglob("*") if path.is_file()]


def _cells(path: Path) -> list[str]:
    book = CalamineWorkbook.from_path(path)
    found = []
    for name in book.sheet_names:
        for row in book.get_sheet_by_name(name).to_python():
            found += [str(cell) for cell in row]
    return found


def test_it_says_first_what_it_would_remove(office: Workspace) -> None:
    before = sorted(_files(office))
    result = forget(office, AUGUST, confirmed=False, now=LATER)
    (one,) = result.periods
    assert (len(one.originals), one.values, one.is_open) == (1, 3, True)
    assert not result.removed
    assert sorted(_files(office)) == before
    assert forget(office, PERIOD, confirmed=True, now=LATER).periods == ()


def test_persons_go_and_figures_stay(office: Workspace, tmp_path: Path) -> None:
    given = rollup(office, PERIOD, now=NOW)
    assert PERSON in _cells(given.path)
    assert PERSON.encode() in (office.root / "xltool.db").read_bytes()
    forget(office, AUGUST, confirmed=True, now=LATER, operator="王")
    assert _files(office) == []
    assert PERSON.encode() not in (office.root / "xltool.db").read_bytes()
    again = rollup(office, PERIOD, now=LATER)
    known = {**given.as_json(), "edition": again.edition}
    assert again.as_json() == known
    assert PERSON not in _cells(again.path)
    assert FORGOTTEN in _cells(again.path)
    reports = list((office.root / "reports").rglob("*.xlsx"))
    assert reports == [again.path]
    # hashes and the history stay, and nothing is missed
    with open_ledger(office.database_url) as ledger:
        (original,) = ledger.originals(str(PERIOD))
        actions = [(one.action, one.who) for one in ledger.events(str(PERIOD))]
    assert len(original.sha256) == 64
    assert ("清除", "王") in actions
    assert ("收到", "") in actions
    codes = {one.code for one in check(office).findings}
    assert "D173" not in codes
    (first, second) = editions(office, PERIOD).lines
    assert second.differences == ()
    assert "清除" in second.edition.reason
    backup(office, tmp_path / "b.zip")
    # and once more there is nothing to do
    assert forget(office, AUGUST, confirmed=True, now=LATER).periods == ()
    assert first.edition.sha256 != second.edition.sha256


def test_what_editions_are_compared_by_names_no_person_either(
    office: Workspace,
) -> None:
    with open_ledger(office.database_url) as ledger:
        (known,) = ledger.editions(str(PERIOD))
        ledger.record_edition(
            str(PERIOD),
            known.form,
            known.kind,
            file="清单.xlsx",
            sha256="0" * 64,
            figures=json.dumps({"清单 1": f"道路；{PERSON}；12"}, ensure_ascii=False),
            reason="第二版",
            who="",
            at=NOW,
        )
    forget(office, AUGUST, confirmed=True, now=LATER)
    with open_ledger(office.database_url) as ledger:
        lists = [one for one in ledger.editions(str(PERIOD)) if one.number == 2]
    assert json.loads(lists[0].figures) == {"清单 1": f"道路；{FORGOTTEN}；12"}
    assert PERSON.encode() not in (office.root / "xltool.db").read_bytes()


def test_what_is_forgotten_is_closed_for_good(office: Workspace) -> None:
    forget(office, AUGUST, confirmed=True, now=LATER)
    with pytest.raises(PeriodError, match="不能重开"):
        reopen(office, PERIOD, reason="补报", now=LATER)


def test_killed_half_way_the_next_run_completes_it(
    office: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    removed: list[Path] = []
    unlink = Path.unlink

    def dying(self: Path, *, missing_ok: bool = False) -> None:
        if office.root in self.parents and not self.name.startswith(".xltool-"):
            if removed:
                raise KeyboardInterrupt
            removed.append(self)
        unlink(self, missing_ok=missing_ok)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", dying)
        with pytest.raises(KeyboardInterrupt):
            forget(office, AUGUST, confirmed=True, now=LATER)
    assert _files(office)
    (one,) = forget(office, AUGUST, confirmed=True, now=LATER).periods
    assert not one.is_open
    assert _files(office) == []
    (report,) = (office.root / "reports").rglob("*.xlsx")
    assert PERSON not in _cells(report)
    assert forget(office, AUGUST, confirmed=False, now=LATER).periods == ()


def test_the_present_and_the_future_are_kept(office: Workspace) -> None:
    with pytest.raises(PeriodError, match="还没有开始"):
        forget(
            office, AUGUST, confirmed=True, now=dt.datetime(2025, 7, 31, tzinfo=dt.UTC)
        )


def test_the_command_says_and_does_it(
    office: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["-w", str(office.root), "forget", "--before", "2025-08"]
    assert run(command) == 0
    assert "什么也没有动" in capsys.readouterr().out
    assert run([*command, "--yes", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["removed"]
    assert [one["originals"] for one in told["periods"]] == [1]
    assert run(command) == 0
    assert "没有什么要清除的" in capsys.readouterr().out
