"""The leader's set: alone, without formulas and sources, on A4; and who owes a report."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from tests.checks.returned import PERIOD, UNIT
from tests.rollup.test_tables import rolled
from tests.workflows.office import NOW, drop_off, entries, filled_in, open_office
from xltool.cli.main import run
from xltool.excel.rollup.leaders import Owing, write_leaders
from xltool.model.registry import Unit
from xltool.model.submission import UnitStanding, UnitState
from xltool.rollup.owing import owing_units
from xltool.workflows.collecting import collect
from xltool.workflows.rollup import rollup, write_leaders_set

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook

    from xltool.workspace import Workspace

LATE = NOW + dt.timedelta(days=9)


@pytest.fixture
def office(tmp_path: Path) -> Workspace:
    workspace = open_office(tmp_path / "office")
    sent = drop_off(tmp_path / "in", f"{UNIT}.xlsx", filled_in(workspace, entries()))
    collect(workspace, PERIOD, [sent], now=NOW)
    return workspace


def _book(path: Path) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(path.read_bytes()))


def _texts(book: Workbook, name: str) -> list[list[str]]:
    return [
        ["" if cell is None else str(cell) for cell in row]
        for row in book[name].iter_rows(values_only=True)
    ]


def test_it_holds_what_a_leader_reads_and_nothing_behind_it(office: Workspace) -> None:
    book = _book(write_leaders_set(office, PERIOD, now=LATE))
    shown = [one.title for one in book.worksheets if one.sheet_state == "visible"]
    assert shown == ["总览", "总览图", "指标汇总", "督办清单", "欠报名单"]
    for sheet in book.worksheets:
        formulas = [
            cell.coordinate
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        ]
        assert formulas == [], sheet.title
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.fitToWidth in {None, 1}


def test_its_figures_are_those_of_the_rollup(office: Workspace) -> None:
    result = rollup(office, PERIOD, now=LATE)
    rows = _texts(_book(write_leaders_set(office, PERIOD, now=LATE)), "指标汇总")
    heads = [cell.replace("\n", "") for cell in rows[2]]
    printed = {row[heads.index("指标名称")].strip(): row for row in rows[3:]}
    for line in result.rollup.indicators:
        row = printed[line.indicator.label]
        assert row[heads.index("状态")] == line.progress.status.value
        if line.total.value.number is not None:
            figure = float(row[heads.index("累计完成")])
            assert figure == pytest.approx(float(line.total.value.number))


def test_who_owes_stands_with_the_days(office: Workspace) -> None:
    rows = _texts(_book(write_leaders_set(office, PERIOD, now=LATE)), "欠报名单")
    assert rows[2][1] == "单位"
    names = [row[1] for row in rows[3:] if row[0].isdigit()]
    assert names
    assert UNIT not in names
    assert any("2025年8月13日" in cell for row in rows for cell in row)


def _standing(name: str, state: UnitState, due: dt.datetime | None) -> UnitStanding:
    return UnitStanding(code=name, name=name, state=state, due=due)


def test_the_latest_stand_first_and_what_counts_owes_nothing() -> None:
    due = dt.datetime(2025, 8, 7, 15, 59, 59, tzinfo=dt.UTC)
    standings = [
        _standing("甲", UnitState.ACCEPTED, due),
        _standing("乙", UnitState.RETURNED, due + dt.timedelta(days=3)),
        _standing("丙", UnitState.OVERDUE, due),
        _standing("丁", UnitState.ISSUED, None),
    ]
    contacts = {"丙": Unit(code="丙", name="丙", contact="张三", phone="0730-1")}
    now = dt.datetime(2025, 8, 12, 1, tzinfo=dt.UTC)
    found = owing_units(standings, contacts, now=now)
    assert [(one.name, one.days_late) for one in found] == [
        ("丙", 5),
        ("乙", 2),
        ("丁", 0),
    ]
    assert (found[0].contact, found[0].phone) == ("张三", "0730-1")


def test_the_roll_up_prints_without_sources_and_what_is_behind(
    office: Workspace,
) -> None:
    book = _book(rollup(office, PERIOD, now=LATE).path)
    for name, last, beyond in (
        ("指标汇总", "牵头单位", "来源"),
        ("督办清单", "连续期数", "依据"),
    ):
        heads = [str(cell.value).replace("\n", "") for cell in book[name][3]]
        printed = book[name].print_area.split(":")[1].replace("$", "")
        column, _ = coordinate_from_string(printed)
        place = column_index_from_string(column)
        assert heads[place - 1] == last
        assert heads.index(beyond) >= place


def test_the_command_writes_the_set_alone(
    office: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["-w", str(office.root), "rollup", "2025-07", "--print"]) == 0
    assert "领导用" in capsys.readouterr().out
    (written,) = office.reports("2025-07").glob("*.xlsx")
    assert "领导用" in written.name


def test_a_later_roll_up_writes_the_set_anew(office: Workspace) -> None:
    assert rollup(office, PERIOD, now=LATE).leaders_set is None
    path = write_leaders_set(office, PERIOD, now=LATE)
    path.write_bytes(b"of an earlier edition")
    assert rollup(office, PERIOD, now=LATE).leaders_set == path
    assert "欠报名单" in _book(path).sheetnames


def test_of_a_statistical_form_the_tables_are_held() -> None:
    owing = Owing(units=(), day=dt.date(2025, 8, 13))
    file = io.BytesIO()
    write_leaders(rolled(), owing, file)
    book = openpyxl.load_workbook(file)
    assert "总览" not in book.sheetnames
    assert {"财政收支", "欠报名单"} <= set(book.sheetnames)
    shown = [one.title for one in book.worksheets if one.sheet_state == "visible"]
    assert not any("分单位" in name for name in shown)
    kinds = {cell.data_type for row in book["财政收支"].iter_rows() for cell in row}
    assert "n" in kinds
    assert "f" not in kinds
