"""What a workbook does not show is not read in silence, and not left out in silence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.decomposition.grids import a_grid
from xltool.decomposition.extraction import Extract, extract
from xltool.decomposition.hidden import shown
from xltool.decomposition.registry.doubts import Answers, DoubtKind
from xltool.decomposition.table.printed import Grid, GridRow, Hidden

HEADER = "序号|工作任务|目标任务|责任单位|核对码"
TABLE = a_grid(
    HEADER,
    "1|园区|新建园区5个|县发改局|901",
    "2|旧稿|新建泵站77座|县水利局|902",
    "3|道路|改造道路30公里|县交通局|903",
)
HIDING = replace(TABLE, hidden=Hidden(rows=frozenset({2}), columns=frozenset({4})))
WHOLE = replace(TABLE, name="旧版", hidden=Hidden(whole=True))


def targets(found: Extract) -> list[str]:
    return [f"{one.value}{one.measurement_unit}" for one in found.registry.indicators]


def questions(found: Extract) -> list[tuple[str, str]]:
    return [(one.finding.code, one.printed) for one in found.doubts]


def answered(grid: Grid, answer: str) -> Extract:
    asked = [one for one in extract([grid]).doubts if one.kind is DoubtKind.HIDDEN]
    return extract(
        [grid], answers=Answers(given={one.identity: answer for one in asked})
    )


def test_hidden_rows_and_columns_are_left_out_and_asked_about_once() -> None:
    found = extract([HIDING])
    assert targets(found) == ["5个", "30公里"]
    assert questions(found) == [("I256", f"{TABLE.name}：第3行、E列")]
    hidden = [
        (one.number, one.place.cell) for one in found.unread if "隐藏" in one.reason
    ]
    assert hidden == [
        ("901", "E2"),
        ("2", "A3"),
        ("77", "C3"),
        ("902", "E3"),
        ("903", "E4"),
    ]


def test_they_are_read_where_the_clerk_says_so() -> None:
    found = answered(HIDING, "读取")
    assert targets(found) == ["5个", "77座", "30公里"]
    assert questions(found) == []


@pytest.mark.parametrize("grid", [HIDING, WHOLE])
def test_they_stay_out_where_the_clerk_says_so(grid: Grid) -> None:
    found = answered(grid, "不读取")
    assert "77座" not in targets(found)
    assert "I256" not in [code for code, _ in questions(found)]
    assert "I257" not in [code for code, _ in questions(found)]


def test_a_hidden_sheet_is_asked_about_and_read_if_wanted() -> None:
    beside = a_grid(HEADER, "1|桥梁|建设桥梁2座|县交通局|")
    found = extract([beside, WHOLE])
    assert targets(found) == ["2座"]
    assert questions(found) == [("I257", "工作表“旧版”")]
    given = Answers(given={(DoubtKind.HIDDEN.value, "工作表“旧版”"): "读取"})
    assert len(targets(extract([beside, WHOLE], answers=given))) == 4


def test_an_empty_row_or_sheet_that_is_hidden_is_no_question() -> None:
    empty = a_grid("", "")
    hiding = replace(TABLE, hidden=Hidden(rows=frozenset({9}), columns=frozenset({7})))
    seen, unseen = shown([hiding, replace(empty, hidden=Hidden(whole=True))], Answers())
    assert unseen.doubts == []
    assert [grid.name for grid in seen] == [TABLE.name]


def test_a_merged_cell_of_which_a_part_is_seen_shows_its_text() -> None:
    grid = a_grid(
        HEADER,
        "1|园区|新建园区5个|县发改局|",
        "||扩建园区2个||",
        "||提升园区4个||",
    )
    merged = ((1, 3, 3, 3), (1, 1, 3, 1), (1, 0, 3, 0))
    hiding = replace(grid, merged=merged, hidden=Hidden(rows=frozenset({1})))
    found = extract([hiding])
    assert targets(found) == ["2个", "4个"]
    assert [unit.name for unit in found.registry.units] == ["县发改局"]


def test_numbers_of_notes_beside_the_text_are_told_and_never_read() -> None:
    note = GridRow(
        cells=("①2024年基数为312.6亿元，目标20个",), label="第1段", outside=True
    )
    found = extract([TABLE, Grid(name="脚注", rows=(note,), aside=True)])
    assert targets(found) == ["5个", "77座", "30公里"]
    beside = [(one.number, one.spot) for one in found.unread if "脚注" in one.reason]
    assert beside == [(number, "脚注 第1段") for number in ("2024", "312.6", "20")]


def test_formulas_without_a_result_are_asked_about_until_they_are_kept() -> None:
    broken = replace(TABLE, broken=((1, 2), (2, 2), (3, 2), (3, 4)))
    (asked,) = extract([broken]).doubts
    assert asked.finding.code == "I258"
    assert asked.printed == f"{TABLE.name}：C2、C3、C4等4格"
    kept = Answers(kept=frozenset({asked.identity}))
    assert extract([broken], answers=kept).doubts == ()


def test_a_hidden_formula_without_a_result_is_no_question() -> None:
    hiding = replace(HIDING, broken=((2, 2), (1, 4)))
    assert [code for code, _ in questions(extract([hiding]))] == ["I256"]


def test_rows_that_a_filter_left_out_are_told_by_the_first_and_the_last() -> None:
    rows = [f"{at}|任务{at}|建成{at}个|县科技局|" for at in range(1, 40)]
    grid = a_grid(HEADER, *rows)
    hiding = replace(grid, hidden=Hidden(rows=frozenset(range(2, 39, 2))))
    _, unseen = shown([hiding], Answers())
    assert unseen.doubts[0].printed == f"{grid.name}：第3至39行中的19行"
