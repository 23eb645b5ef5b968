"""The registry workbook: what is written is read, and what cannot be right is named by its cell."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import a_registry, a_task, a_unit, an_indicator
from xltool.decomposition.registry.sheets import SHEETS
from xltool.errors import RegistryError
from xltool.excel.registry import read_registry, write_registry
from xltool.model.indicator_kind import IndicatorKind
from xltool.model.registry import (
    COMPARISONS,
    Level,
    PlanStage,
    Registry,
    Reporting,
    Role,
)

if TYPE_CHECKING:
    from pathlib import Path

WORDS = st.text(alphabet="甲乙丙丁=+-@\"'<>&①", min_size=1, max_size=8).filter(
    lambda text: bool(text.strip())
)
NUMBERS = st.decimals(min_value=-(10**11), max_value=10**11, places=4)
INDICATORS = st.builds(
    an_indicator,
    name=WORDS,
    level=st.sampled_from(Level),
    comparison=st.sampled_from(COMPARISONS),
    value=st.none() | NUMBERS,
    value_high=st.none() | NUMBERS,
    role=st.sampled_from(Role),
    kind=st.sampled_from(IndicatorKind),
    reverse=st.booleans(),
    reporting=st.sampled_from(Reporting),
    source_text=WORDS,
    confidence=st.sampled_from((1.0, 0.85, 0.3)),
)
TASKS = st.builds(
    a_task,
    text=WORDS,
    name=WORDS,
    upper_text=WORDS,
    note=WORDS,
    item_no=st.none() | st.integers(0, 40),
    leaders=st.lists(st.sampled_from(("曾向南", "罗朗")), unique=True).map(tuple),
    support_units=st.lists(st.sampled_from(("平江县", "各园区")), unique=True).map(
        tuple
    ),
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(TASKS, INDICATORS, NUMBERS)
def test_what_is_written_is_read(
    tmp_path: Path, task: object, indicator: object, share: Decimal
) -> None:
    units = (
        a_unit(
            "市科技局",
            aliases=("科技局", "市科学技术局"),
            emails=("a@b.cn", "c@d.cn"),
            phone="0730-1234567",
            reports=False,
        ),
        a_unit("各园区", members=("平江县",), group="集合"),
        a_unit("平江县"),
    )
    written = a_registry(
        task,  # type: ignore[arg-type]
        indicator,  # type: ignore[arg-type]
        *units,
        shares={("T01-01-1", "平江县"): share},
    )
    write_registry(tmp_path / "registry.xlsx", written)
    read, findings = read_registry(tmp_path / "registry.xlsx")
    assert findings == ()
    assert set(read.units) == set(written.units)
    assert (read.tasks, read.indicators, read.shares) == (
        written.tasks,
        written.indicators,
        written.shares,
    )


def test_an_empty_registry_is_read_as_one(tmp_path: Path) -> None:
    write_registry(tmp_path / "registry.xlsx", Registry())
    assert read_registry(tmp_path / "registry.xlsx") == (Registry(), ())


def test_a_plan_the_people_responsible_and_how_a_share_compares_are_kept(
    tmp_path: Path,
) -> None:
    plan = (
        PlanStage(until=date(2025, 3, 31), value=Decimal(3)),
        PlanStage(until=date(2025, 6, 30), value=Decimal("5.5")),
    )
    key = ("T01-01-1", "平江县")
    written = replace(
        a_registry(
            a_task(responsible=("周远",), support_units=("平江县",)),
            an_indicator(plan=plan),
            shares={key: Decimal(3)},
        ),
        share_comparisons={key: ">="},
    )
    write_registry(tmp_path / "registry.xlsx", written)
    assert read_registry(tmp_path / "registry.xlsx") == (written, ())


def test_the_same_registry_gives_the_same_bytes_with_no_time_in_it(
    tmp_path: Path,
) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_registry(tmp_path / name, a_registry(an_indicator()))
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def test_it_opens_on_what_must_be_confirmed_and_hides_its_memory(
    tmp_path: Path,
) -> None:
    write_registry(tmp_path / "registry.xlsx", a_registry())
    book = openpyxl.load_workbook(tmp_path / "registry.xlsx")
    assert book.active is not None
    assert book.active.title == "待确认"
    assert [
        name for name in book.sheetnames if book[name].sheet_state == "visible"
    ] == [sheet.name for sheet in SHEETS]
    assert all(book[sheet.name].freeze_panes for sheet in SHEETS)


MISTAKES = [
    ("任务", "牵头单位", "县科技局", "I205", "J2"),
    ("任务", "任务编号", "T01-02", "I203", "A3"),
    ("任务", "任务编号", "", "I204", "A2"),
    ("任务", "项号", "一", "I207", "E2"),
    ("指标", "目标值", "约10", "I207", "F2"),
    ("指标", "比较", "大于", "I208", "E2"),
    ("指标", "用途", "指标", "I208", "I2"),
    ("指标", "任务编号", "T09-01", "I209", "B2"),
    ("指标", "所属指标", "T01-01-9", "I210", "M2"),
    ("指标", "填报单位", "某局", "I205", "Q2"),
    ("指标", "分期计划", "三月底完成一半", "I240", "V2"),
    ("指标", "分期计划", "2025-02-30：3", "I240", "V2"),
    ("单位", "别名", "平江县", "I206", ""),
    ("单位", "成员", "湘阴县", "I205", "I2"),
    ("分解目标", "指标编号", "T09-01-1", "I210", "A2"),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids="-".join)
def test_a_mistake_is_named_by_its_cell(
    tmp_path: Path, mistake: tuple[str, str, str, str, str]
) -> None:
    sheet, column, value, code, cell = mistake
    path = tmp_path / "registry.xlsx"
    shares = {("T01-01-1", "平江县"): Decimal(3)}
    tasks = (a_task(), a_task("T01-02", support_units=("平江县",)))
    write_registry(
        path,
        a_registry(*tasks, an_indicator(), an_indicator("T01-02-1"), shares=shares),
    )
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    at = next(one.column for one in page[1] if one.value == column)
    page.cell(2, at).value = value or None
    book.save(path)
    _, findings = read_registry(path)
    assert code in [finding.code for finding in findings]
    (finding,) = [finding for finding in findings if finding.code == code][:1]
    assert finding.place.sheet == sheet
    assert not cell or finding.place.cell == cell


def test_lost_sheets_and_columns_are_named(tmp_path: Path) -> None:
    path = tmp_path / "registry.xlsx"
    write_registry(path, a_registry(an_indicator()))
    book = openpyxl.load_workbook(path)
    del book["指标"]
    book["任务"]["J1"] = "牵头"
    book.save(path)
    _, findings = read_registry(path)
    assert {"I201", "I202"} <= {finding.code for finding in findings}


def test_title_rows_and_moved_columns_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "registry.xlsx"
    written = a_registry(an_indicator())
    write_registry(path, written)
    book = openpyxl.load_workbook(path)
    for page in book.worksheets[:3]:
        page.insert_rows(1, 2)
        page["A1"] = "云湖市任务台账"
    book["任务"].insert_cols(1)
    book.save(path)
    assert read_registry(path) == (written, ())


def test_retired_tasks_take_their_indicators_with_them(tmp_path: Path) -> None:
    path = tmp_path / "registry.xlsx"
    write_registry(
        path,
        a_registry(
            a_task(), a_task("T01-02"), an_indicator(), an_indicator("T01-02-1")
        ),
    )
    book = openpyxl.load_workbook(path)
    page = book["任务"]
    page.cell(
        2, next(one.column for one in page[1] if one.value == "状态")
    ).value = "停用"
    book.save(path)
    read, findings = read_registry(path)
    assert findings == ()
    assert [task.code for task in read.tasks] == ["T01-02"]
    assert [indicator.code for indicator in read.indicators] == ["T01-02-1"]


def test_no_registry_and_a_broken_one_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="xltool import"):
        read_registry(tmp_path / "registry.xlsx")
    (tmp_path / "registry.xlsx").write_bytes(b"PK broken")
    with pytest.raises(RegistryError, match="备份"):
        read_registry(tmp_path / "registry.xlsx")
