"""The sample month: as it ships, as the demo makes it, and as the roll-up adds it up."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import pytest
from python_calamine import CalamineWorkbook

from tests.builders import grid
from tests.conformance import faults
from tests.make_sample import SAMPLE, SUBMISSIONS, cells
from tests.web.client import signed_in
from xltool.cli.main import run
from xltool.errors import InputFileError
from xltool.excel.registry import read_registry
from xltool.ledger.ledger import open_ledger
from xltool.workflows.bulletin import bulletin
from xltool.workflows.demo.city import table
from xltool.workflows.demo.cycle import BEFORE, MONTH, answer, desks, play, prepare
from xltool.workflows.demo.respondents import HABITS, correctly
from xltool.workflows.demo.statistics import play_statistics
from xltool.workspace import sample_folder

if TYPE_CHECKING:
    from xltool.workspace import Workspace

pytestmark = pytest.mark.xdist_group("demo")

ANSWERS = {
    "市商务局_月通报_2025-07.xlsx": ("returned", {"R04"}),
    "市行政审批局_月通报_2025-07.xlsx": ("accepted", {"V302"}),
    "市住建局_月通报_2025-07.xlsx": ("accepted", {"R08", "V202"}),
    "临泽市_月通报_2025-07.xlsx": ("accepted", {"S202"}),
    "汉安市_月通报_2025-07（最终版）.xlsx": ("duplicate", {"S301"}),
    "华岳县_月通报_2025-07.xlsx": ("returned", {"V104"}),
    "长堤县_月通报_2025-07.xlsx": ("returned", {"S102"}),
    "金浦区_月通报_2025-07.xlsx": ("accepted_with_queries", {"R03"}),
    "环湖新区_月通报_2025-07.xlsx": ("accepted", {"R03"}),
}
"""What becomes of the files in which something is wrong or remarkable; all others are accepted as they are."""
WRITTEN_AT = dt.datetime(2025, 8, 8, 9, tzinfo=dt.UTC)
TYPED_WITH_A_UNIT = {"1.2亿": Decimal(12000)}
"""What a person reads in a column of 万元."""

WITHOUT_COMPLETION = {"外贸进出口总值在全省位次", "外贸进出口增长"}
"""A rank is no part of anything, nor is a decline of a growth that was aimed at."""


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The demo's workspace on the day on which July's workbooks are issued."""
    return prepare(tmp_path_factory.mktemp("demo") / "demo", lambda _step: None)


@pytest.fixture(scope="session")
def collected(
    office: Workspace, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Any]]:
    """What `collect --json` says of each file that ships in submissions/, by name; they come in that order."""
    folder = tmp_path_factory.mktemp("mail") / "7月"
    shutil.copytree(SUBMISSIONS, folder)
    for moment, path in enumerate(sorted(folder.iterdir())):
        os.utime(path, (moment, moment))
    return {
        one["path"].rpartition(os.sep)[2]: one
        for one in _json_of(office, "collect", str(MONTH), str(folder))["files"]
    }


@pytest.fixture(scope="session")
def rolled_up(office: Workspace, collected: dict[str, Any]) -> dict[str, Any]:
    """What `rollup --json` says of the month."""
    assert collected
    return _json_of(office, "rollup", str(MONTH))


def _json_of(workspace: Workspace, *arguments: str) -> dict[str, Any]:
    """Run a command with `--json` and give its document."""
    import contextlib
    import io

    with contextlib.redirect_stdout(io.StringIO()) as said:
        assert run(["-w", str(workspace.root), *arguments, "--json"]) in {0, 3}
    document: dict[str, Any] = json.loads(said.getvalue())
    return document


def test_every_way_of_answering_gets_its_verdict(collected: dict[str, Any]) -> None:
    found = {
        name: (one["verdict"], {each["code"] for each in one["findings"]})
        for name, one in collected.items()
    }
    expected = {name: ANSWERS.get(name, ("accepted", set())) for name in found}
    assert found == expected
    assert set(ANSWERS) <= set(found)


def test_what_was_answered_correctly_is_read_to_the_last_digit(
    office: Workspace, collected: dict[str, Any]
) -> None:
    accepted = {
        one["unit"] for one in collected.values() if one["verdict"] == "accepted"
    }
    with open_ledger(office.database_url) as ledger:
        for desk in desks(office, MONTH):
            unit = desk.layout.unit.code
            if (
                unit in accepted
                and HABITS.get(unit, correctly).__name__ in READ_AS_TYPED
            ):
                values = ledger.values(str(MONTH), unit)
                read = {
                    place: values[place[0]][place[1]][place[2]].text
                    for place in desk.answers
                }
                assert read == {
                    place: _without_needless_zeros(text)
                    for place, text in desk.answers.items()
                }


READ_AS_TYPED = {
    "correctly",
    "saved_as_xls",
    "saved_as_ods",
    "with_rows_inserted",
    "with_a_sheet_renamed",
    "twice",
    "with_a_sum_that_is_wrong_and_then_right",
}


def _without_needless_zeros(text: str) -> str:
    """Give a number as a spreadsheet keeps it."""
    return (
        text.rstrip("0").rstrip(".")
        if text.replace(".", "", 1).isdigit() and "." in text
        else text
    )


def test_the_totals_are_what_the_returned_files_add_up_to(
    rolled_up: dict[str, Any], collected: dict[str, Any]
) -> None:
    totals: dict[str, Decimal] = {}
    for name, one in collected.items():
        if one["verdict"] in {"accepted", "accepted_with_queries"}:
            for code, figure in _figures(SUBMISSIONS / name).items():
                totals[code] = totals.get(code, Decimal(0)) + figure
    rolled = {
        one["code"]: one for one in rolled_up["indicators"] if one["measurement_unit"]
    }
    assert {
        code: Decimal(str(one["value"]))
        for code, one in rolled.items()
        if one["value"] is not None
    } == totals
    completed = {
        code: one for code, one in rolled.items() if one["completion"] is not None
    }
    computed = {
        code: totals[code] / Decimal(str(one["target"])) * 100
        for code, one in completed.items()
    }
    said = {code: Decimal(str(one["completion"])) for code, one in completed.items()}
    assert {
        code: abs(said[code] - computed[code]) <= Decimal("0.005") for code in said
    } == dict.fromkeys(said, True)
    assert {
        one["name"] for code, one in rolled.items() if code not in said
    } == WITHOUT_COMPLETION


def _figures(path: Path) -> dict[str, Decimal]:
    """Add up nothing, know nothing of layouts: read the 累计完成 of each 指标编号 off the sheet."""
    book = CalamineWorkbook.from_path(str(path))
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python()
        header = next(
            (row for row in rows if "指标编号" in row and "累计完成" in row), None
        )
        if header is not None:
            code, figure = header.index("指标编号"), header.index("累计完成")
            body = rows[rows.index(header) + 1 :]
            return {
                str(row[code]): _decimal(row[figure])
                for row in body
                if row[code] and row[figure] != ""
            }
    return {}


def _decimal(cell: object) -> Decimal:
    return TYPED_WITH_A_UNIT[cell] if isinstance(cell, str) else Decimal(repr(cell))


def test_the_roll_up_counts_the_units(rolled_up: dict[str, Any]) -> None:
    assert rolled_up["units"] == {
        "due": 24,
        "received": 23,
        "accepted": 21,
        "returned": 2,
        "missing": 1,
    }


def test_what_ships_in_submissions_is_what_the_demo_answers(office: Workspace) -> None:
    made = {path.name: cells(path) for path in answer(office, MONTH, HABITS).iterdir()}
    shipped = {path.name: cells(path) for path in SUBMISSIONS.iterdir()}
    assert list(made) != []
    assert sorted(made) == sorted(shipped)
    assert [name for name in made if made[name] != shipped[name]] == [], (
        "run `make sample`"
    )


def test_june_is_complete_and_july_sees_it(office: Workspace) -> None:
    with open_ledger(office.database_url) as ledger:
        assert all(
            ledger.values(str(BEFORE), unit)
            for unit in ledger.issued_units(str(BEFORE))
        )
    desk = next(iter(desks(office, MONTH)))
    row = desk.layout.sheet("指标数据").rows[0]
    assert row.prefilled["上期累计"].number == Decimal("33.6127")


def test_the_clerk_confirms_what_the_import_found(office: Workspace) -> None:
    registry, findings = read_registry(office.registry)
    assert [one for one in findings if one.severity == "error"] == []
    agreed = {(one["任务编号"], one["指标名称"]) for one in table("indicators")}
    targets = [
        one
        for one in registry.indicators
        if one.role == "target" and one.level == "own"
    ]
    assert {(one.task, one.name) for one in targets} == agreed
    found_by_the_import = [one for one in targets if one.source_text]
    assert len(found_by_the_import) >= 0.9 * len(targets)


def test_the_word_document_says_what_its_readable_twin_says() -> None:
    document = docx.Document(str(SAMPLE / "decomposition.docx"))
    printed = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    sheet = grid((SAMPLE / "decomposition.md").read_text(encoding="utf-8")).sheets[0]
    rows = [
        [f"{cell:g}" if isinstance(cell, float) else cell for cell in row]
        for row in sheet.rows
    ]
    assert printed == rows


def test_the_parts_of_the_sample_fit_each_other() -> None:
    units = {one["代码"] for one in table("units")}
    indicators = {(one["任务编号"], one["指标名称"]) for one in table("indicators")}
    for name in ("figures", "shares"):
        assert {(one["任务编号"], one["指标名称"]) for one in table(name)} <= indicators
    for name in ("figures", "shares", "projects", "problems", "highlights"):
        assert {one["单位"] for one in table(name)} <= units
    assert set(HABITS) <= units
    assert all(
        address.endswith(".yunhu.example")
        for one in table("units")
        for address in one["邮箱"].split()
        if address
    )


def test_what_was_divided_adds_up_to_the_whole() -> None:
    targets = {
        (one["任务编号"], one["指标名称"]): one["目标值"] for one in table("indicators")
    }
    shares: dict[tuple[str, str], Decimal] = {}
    for one in table("shares"):
        place = one["任务编号"], one["指标名称"]
        shares[place] = shares.get(place, Decimal(0)) + Decimal(one["目标值"])
    assert shares == {place: Decimal(targets[place]) for place in shares}


def test_a_folder_that_is_no_demo_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "我的文件.txt").write_text("重要", encoding="utf-8")
    with pytest.raises(InputFileError, match="换一个文件夹"):
        play(tmp_path, lambda _step: None)
    assert [path.name for path in tmp_path.iterdir()] == ["我的文件.txt"]


def test_no_sentence_of_the_real_documents_is_in_the_sample(shared: Path) -> None:
    real = "".join(
        "".join(path.read_text(encoding="utf-8").split())
        for path in (shared / "seeds").glob("*.txt")
    )
    ours = [
        line
        for path in sample_folder().glob("*.[cm][sd]*")
        for line in path.read_text(encoding="utf-8").split("，")
    ]
    long_enough = {
        "".join(phrase.split())
        for line in ours
        for phrase in line.split("。")
        if len(phrase) > 16
    }
    assert {phrase for phrase in long_enough if phrase in real} == set()


def test_every_file_of_the_month_opens_without_a_word(
    office: Workspace, rolled_up: dict[str, Any]
) -> None:
    written = bulletin(
        office, MONTH, number=1, date=WRITTEN_AT.date(), opening=None, now=WRITTEN_AT
    )
    assert written.path is not None
    returned = office.root / "submissions" / str(MONTH) / "returned"
    paths = (
        Path(rolled_up["path"]),
        office.root / "registry.xlsx",
        written.path,
        min(returned.rglob("*.xlsx")),
    )
    for path in paths:
        assert faults(path.read_bytes(), path.suffix) == [], path.name


def test_excel_has_nothing_to_calculate_in_a_roll_up(rolled_up: dict[str, Any]) -> None:
    """What it calculates on opening, it wants to save on closing."""
    with zipfile.ZipFile(rolled_up["path"]) as archive:
        workbook = archive.read("xl/workbook.xml").decode()
        sheets = [
            archive.read(name).decode()
            for name in archive.namelist()
            if name.startswith("xl/worksheets/sheet")
        ]
    assert 'calcId="191029"' in workbook
    assert "fullCalcOnLoad" not in workbook
    volatile = re.compile(
        r"\b(?:TODAY|NOW|RAND|RANDBETWEEN|OFFSET|INDIRECT|CELL|INFO)\("
    )
    assert not any(volatile.search(sheet) for sheet in sheets)


def test_the_months_bulletin_is_written(
    office: Workspace, rolled_up: dict[str, Any]
) -> None:
    assert rolled_up["units"]["due"] == 24
    written = bulletin(
        office, MONTH, number=1, date=WRITTEN_AT.date(), opening=None, now=WRITTEN_AT
    )
    assert written.path is not None
    assert written.path.is_file()


@pytest.fixture(scope="session")
def statistics(
    office: Workspace, rolled_up: dict[str, Any]
) -> dict[str, tuple[Path, Path]]:
    """The roll-up's workbook of each statistical form, and the folder of what came."""
    assert rolled_up
    folders: dict[str, Path] = {}

    def folder_of(name: str) -> Path:
        folders[name.rpartition(" ")[2]] = office.root / "统计表" / name
        return office.root / "统计表" / name

    results = play_statistics(office, folder_of)
    return {
        one.rollup.inputs.form.key: (one.path, folders[one.rollup.inputs.form.key])
        for one in results
    }


def _numbers(path: Path, sheet: str) -> dict[tuple[str, int], Decimal]:
    """Give the numbers of a table by the code in column C or B and the column's place
    behind the code.
    """
    found: dict[tuple[str, int], Decimal] = {}
    for row in CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python():
        codes = [place for place in (1, 2) if re.fullmatch(r"\d\d", str(row[place]))]
        if codes:
            for place, cell in enumerate(row[codes[-1] + 1 :]):
                if isinstance(cell, float):
                    found[str(row[codes[-1]]), place] = Decimal(str(cell))
    return found


@pytest.mark.parametrize(
    ("form", "sheet", "rates"),
    [("财政收支", "财政收支", {3, 6, 7}), ("争取资金", "争取资金", {6})],
)
def test_a_tables_total_is_what_the_returned_files_add_up_to(
    statistics: dict[str, tuple[Path, Path]], form: str, sheet: str, rates: set[int]
) -> None:
    path, folder = statistics[form]
    sums: dict[tuple[str, int], Decimal] = {}
    for file in sorted(folder.glob("*.xlsx")):
        for place, number in _numbers(file, sheet).items():
            sums[place] = sums.get(place, Decimal(0)) + number
    total = _numbers(path, sheet)
    amounts = {place: sums[place] for place in sums if place[1] not in rates}
    assert len(amounts) > 40
    assert {place: total[place] for place in amounts} == amounts


def test_subtotals_and_growth_of_the_total_follow_from_the_total(
    statistics: dict[str, tuple[Path, Path]],
) -> None:
    total = _numbers(statistics["财政收支"][0], "财政收支")
    income = [total[code, 1] for code in ("03", "04", "05", "06")]
    assert total["02", 1] == sum(income)
    assert total["01", 1] == total["02", 1] + total["07", 1]
    assert total["15", 4] == total["01", 4] - total["08", 4]
    growth = (total["03", 1] / total["03", 2] - 1) * 100
    assert float(total["03", 3]) == pytest.approx(float(growth), abs=0.051)
    funds = _numbers(statistics["争取资金"][0], "争取资金")
    assert funds["00", 6] == sum(funds["00", month] for month in range(6))


def test_a_list_stands_whole_with_its_weighted_mean(
    statistics: dict[str, tuple[Path, Path]],
) -> None:
    book = CalamineWorkbook.from_path(statistics["项目储备"][0])
    rows = book.get_sheet_by_name("项目清单").to_python()
    projects = [row for row in rows if isinstance(row[0], float)]
    assert len(projects) == len(table("bond_projects"))
    amounts = [float(str(row[6])) for row in projects]
    rates = [float(str(row[8])) for row in projects]
    invested = sum(amounts)
    earned = sum(one * rate for one, rate in zip(amounts, rates, strict=True))
    last = next(row for row in rows if row[1] == "合计")
    assert last[6] == invested
    assert last[8] == round(earned / invested, 1)


def test_the_desk_shows_statistical_forms(
    office: Workspace, statistics: dict[str, tuple[Path, Path]]
) -> None:
    assert statistics
    _, client = signed_in(office)
    month = client.get("/p/2025-07?form=财政收支").text
    assert "财政收支月报" in month
    assert "未报" in month
    total = client.get("/p/2025-07/rollup?form=财政收支").text
    assert "110,553.5" in total
    assert "排名" not in total
    half = client.get("/p/2025-H1/rollup").text
    assert "全市合计" in half
    occasion = client.get("/p/2025-07-15-专项债项目摸底")
    assert occasion.status_code == 200
    calendar = client.get("/calendar").text
    assert "2025年专项债项目摸底" in calendar
    assert "财政收支月报 " in calendar  # each form of a month with its own deadline
    assert "2025年上半年" in calendar
