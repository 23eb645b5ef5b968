"""A returned workbook judged: tables of what people do to it, and what must come of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.checks.hands import (
    DOUBTFUL,
    HARMFUL,
    HARMLESS,
    add_entry,
    both,
    drop,
    figure,
    put,
    reprint,
)
from tests.checks.returned import (
    HIGHLIGHTS,
    INDICATORS,
    OTHER,
    PROBLEMS,
    TASKS,
    UNIT,
    WHO,
    Page,
    book,
    codes,
    contents,
    context,
    judged,
    layout,
    registry,
    stamp,
    values,
)
from xltool.checks.identify import Issued, Sent
from xltool.checks.judge import judge
from xltool.checks.rows import row_name
from xltool.findings import DAMAGED, Severity
from xltool.forms.building import build_layout
from xltool.model.submission import Verdict
from xltool.model.value import State, reported

if TYPE_CHECKING:
    from tests.checks.hands import Hand
    from xltool.checks.identify import Context
    from xltool.forms.layout import Layout
    from xltool.model.grid import Raw


def test_there_are_enough_cases() -> None:
    assert len(HARMLESS) >= 100
    assert len(HARMFUL) >= 100


@pytest.mark.parametrize("name", HARMLESS)
def test_what_does_no_harm_is_read_as_it_was_meant(name: str) -> None:
    one = book()
    HARMLESS[name](one)
    judgement = judged(one)
    assert contents(judgement.values) == contents(values())
    assert judgement.verdict is Verdict.ACCEPTED, judgement.findings
    assert judgement.unit == UNIT


@pytest.mark.parametrize("name", DOUBTFUL)
def test_what_is_doubtful_is_asked_about(name: str) -> None:
    hand, code, sheet = DOUBTFUL[name]
    one = book()
    hand(one)
    judgement = judged(one)
    found = [finding for finding in judgement.findings if finding.code == code]
    assert judgement.verdict is Verdict.ACCEPTED_WITH_QUERIES, judgement.findings
    assert found
    assert all(
        finding.severity is Severity.QUERY and finding.place.sheet == sheet
        for finding in found
    )


@pytest.mark.parametrize("name", HARMFUL)
def test_what_is_wrong_goes_back_and_says_where(name: str) -> None:
    hand, code, sheet = HARMFUL[name]
    one = book()
    hand(one)
    judgement = judged(one)
    found = [finding for finding in judgement.findings if finding.code == code]
    assert judgement.verdict in {Verdict.RETURNED, Verdict.UNIDENTIFIED}
    assert found, codes(judgement.findings)
    assert all(
        finding.severity is Severity.ERROR and finding.place.sheet == sheet
        for finding in found
    )
    assert all(len(finding.message) > 8 for finding in judgement.findings)


@pytest.mark.parametrize(
    "name", [name for name, case in HARMFUL.items() if case[1].startswith("V")]
)
def test_a_cell_that_cannot_be_read_is_not_called_empty_as_well(name: str) -> None:
    hand, code, _ = HARMFUL[name]
    one = book()
    hand(one)
    errors = [
        finding
        for finding in judged(one).findings
        if finding.severity is Severity.ERROR
    ]
    assert [finding.code for finding in errors] == [code]
    assert errors[0].place.cell


def test_a_file_that_cannot_be_read_is_given_to_the_unit_that_its_name_names() -> None:
    judgement = judge(
        None, Sent(name="市科技局7月.xlsx"), context(), (DAMAGED.at(found="x"),)
    )
    assert (judgement.verdict, judgement.unit, codes(judgement.findings)) == (
        Verdict.UNREADABLE,
        UNIT,
        ["F103"],
    )


@pytest.mark.parametrize(
    ("sent", "basis"),
    [
        (Sent(name="报送.xlsx", sender="KJJ@example.gov.cn"), "发件地址"),
        (Sent(name="科技局7月报送（终稿）.xlsx"), "文件名"),
    ],
)
def test_without_stamp_and_name_the_sender_or_the_file_name_says_whose_it_is(
    sent: Sent, basis: str
) -> None:
    one = book()
    both(drop("_xltool"), reprint(unit="某单位"))(one)
    judgement = judged(one, sent)
    assert judgement.unit == UNIT
    assert [
        finding.message.count(basis)
        for finding in judgement.findings
        if finding.code == "S108"
    ] == [1]
    assert contents(judgement.values) == contents(values())


def test_a_mail_from_an_address_that_is_not_the_units_is_asked_about() -> None:
    assert codes(
        judged(book(), Sent(name="报送.xlsx", sender="somebody@example.com")).findings
    ) == ["S111"]
    assert (
        codes(
            judged(book(), Sent(name="报送.xlsx", sender="KJJ@example.gov.cn")).findings
        )
        == []
    )


def test_a_file_name_of_another_unit_is_noted_and_the_workbook_believed() -> None:
    judgement = judged(book(), Sent(name="平江县.xlsx"))
    assert (judgement.unit, codes(judgement.findings)) == (UNIT, ["S112"])


def test_a_unit_that_was_issued_nothing_is_told_so() -> None:
    judgement = judged(
        book(), known=replace(context(), issued=lambda _unit, _serial: None)
    )
    assert (judgement.verdict, codes(judgement.findings)) == (
        Verdict.RETURNED,
        ["S107"],
    )


def test_the_written_answer_clears_a_query_and_travels_with_it() -> None:
    one = book()
    both(
        figure(4.0, "T01-01-1"),
        put(INDICATORS, "T01-01-1", "说明", "上期误报1个，已核减"),
    )(one)
    judgement = judged(one)
    (finding,) = judgement.findings
    assert judgement.verdict is Verdict.ACCEPTED
    assert (finding.code, finding.severity, finding.answer) == (
        "R03",
        Severity.NOTE,
        "上期误报1个，已核减",
    )


def test_the_written_answer_clears_a_doubt_about_a_cell_too() -> None:
    one = book()
    both(
        figure("约7", "T01-01-1"), put(INDICATORS, "T01-01-1", "说明", "最终数下旬才有")
    )(one)
    judgement = judged(one)
    assert judgement.verdict is Verdict.ACCEPTED
    assert [(finding.code, finding.answer) for finding in judgement.findings] == [
        ("V201", "最终数下旬才有")
    ]


@pytest.mark.parametrize("typed", [-4.0, "约4"])
def test_a_habitual_nothing_is_no_answer(typed: Raw) -> None:
    one = book()
    figure(typed)(one)
    put(INDICATORS, "T02-01-1", "说明", "无")(one)
    assert judged(one).verdict is Verdict.ACCEPTED_WITH_QUERIES
    put(INDICATORS, "T02-01-1", "说明", "已核实，属冲减")(one)
    assert judged(one).verdict is Verdict.ACCEPTED


def test_an_answer_does_not_clear_an_error() -> None:
    one = book()
    both(figure("若干", "T01-01-1"), put(INDICATORS, "T01-01-1", "说明", "数据未出"))(
        one
    )
    assert judged(one).verdict is Verdict.RETURNED


@pytest.mark.parametrize("word", ["零报告", "无", "暂无", "本月无"])
def test_a_free_sheet_may_report_nothing(word: str) -> None:
    one = book()
    for row in one[PROBLEMS].rows[one[PROBLEMS].head() + 1 :]:
        row[1:] = [None] * (len(row) - 1)
    one[PROBLEMS].set(one[PROBLEMS].head() + 1, 1, word)
    judgement = judged(one)
    assert judgement.verdict is Verdict.ACCEPTED, judgement.findings
    assert judgement.values[PROBLEMS]["+1"]["问题描述"].state is State.ZERO


def test_inserted_entries_keep_the_order_of_the_sheet() -> None:
    one = book()
    add_entry(HIGHLIGHTS, "第三条", "内容三")(one)
    page = one[HIGHLIGHTS]
    page.insert_row(page.head() + 2, [None, "第二条", "内容二"])
    read = judged(one).values[HIGHLIGHTS]
    assert [row["标题"].text for row in read.values()] == [
        "揭榜挂帅",
        "第二条",
        "第三条",
    ]
    assert len(set(read)) == 3


def test_more_entries_than_the_form_had_rows_are_all_read() -> None:
    one = book()
    for number in range(40):
        one[HIGHLIGHTS].rows.append([None, f"标题{number}", f"内容{number}"])
    assert len(judged(one).values[HIGHLIGHTS]) == 41


def test_every_value_names_the_cell_it_stood_in() -> None:
    one = book()
    page = one[INDICATORS]
    row, column = page.cell("T02-01-1", "累计完成")
    judgement = judged(one)
    assert (row, column) == (7, 11)
    assert judgement.cells[INDICATORS, "T02-01-1", "累计完成"] == (INDICATORS, "L8")


def test_a_supporting_unit_that_fills_in_the_leads_figure_is_told_that_it_is_not_read() -> (
    None
):
    one = book(OTHER, filled=False)
    one[INDICATORS].put("T01-01-1", "累计完成", 99.0)
    judgement = judged(one)
    assert "S216" in codes(judgement.findings)
    assert INDICATORS not in judgement.values


def test_a_row_is_called_by_its_name_however_short_that_is() -> None:
    sheet = layout().sheet(INDICATORS)
    row = sheet.row("T01-01-1")
    short = replace(row, prefilled={**row.prefilled, "指标名称": reported("平台")})
    assert row_name(replace(sheet, rows=(short,)), "T01-01-1") == "T01-01-1 平台"


def test_a_landline_and_a_mobile_number_fit_into_one_cell() -> None:
    one = book()
    one[WHO].put("1", "联系电话", "0730-8123456、13812345678")
    assert judged(one).verdict is Verdict.ACCEPTED


def test_a_merged_figure_is_quoted_as_it_was_typed() -> None:
    one = book()
    one[INDICATORS].put("T01-02-2", "累计完成", 4.0)
    HARMFUL["figures of several rows are merged"][0](one)
    (merged,) = [finding for finding in judged(one).findings if finding.code == "S218"]
    assert merged.found == "4"


def test_an_older_issue_carries_its_data_over() -> None:
    old = layout()
    smaller = replace(registry(), indicators=registry().indicators[:-1])
    new = build_layout(
        old.form, old.unit, old.period, smaller, last_period={}, last_year={}
    )
    judgement = judged(book(), known=_two_issues(old, new))
    assert codes(judgement.findings) == ["S110", "S113", "S113"]
    assert contents(judgement.values) == {
        key: value for key, value in contents(values()).items() if key[1] != "T02-01-2"
    }


def _two_issues(old: Layout, new: Layout) -> Context:
    issues = {1: Issued(layout=old, serial=1), 2: Issued(layout=new, serial=2)}
    return replace(context(), issued=lambda _unit, serial: issues[serial or 2])


def test_findings_come_in_reading_order() -> None:
    one = book()
    hands: list[Hand] = [
        put(TASKS, "T02-01", "进展状态", "x"),
        put(TASKS, "T01-01", "本期进展", None),
        put(TASKS, "T01-01", "进展状态", None),
        figure("x"),
    ]
    both(*hands)(one)
    places = [
        (finding.place.sheet, finding.place.cell) for finding in judged(one).findings
    ]
    assert places == [(TASKS, "K5"), (TASKS, "L5"), (TASKS, "K7"), (INDICATORS, "L8")]


NOTED: dict[str, tuple[str, str]] = {
    "a sheet is renamed": ("S202", "指标"),
    "a column of own remarks is added": ("S208", INDICATORS),
    "the keys are cleared": ("S213", INDICATORS),
    "a remark below the table": ("S217", INDICATORS),
    "a row is hidden": ("S219", INDICATORS),
    "a printed name is corrected": ("S221", INDICATORS),
}


@pytest.mark.parametrize("name", NOTED)
def test_what_is_done_without_harm_is_noted(name: str) -> None:
    code, sheet = NOTED[name]
    one = book()
    HARMLESS.get(name, HARMLESS["the hidden stamp survives and a sheet is renamed"])(
        one
    )
    found = [finding for finding in judged(one).findings if finding.code == code]
    assert found
    assert sheet in {finding.place.sheet for finding in found}
    assert {finding.severity for finding in found} == {Severity.NOTE}


def test_stamps_of_two_issues_are_noted_and_the_later_one_holds() -> None:
    one = book()
    one.pages.append(Page("_xltool (2)", [[stamp(layout(), 2)]], visible=False))
    assert codes(judged(one).findings) == ["S109"]


def test_a_free_row_that_says_nothing_is_noted_as_a_zero_report() -> None:
    one = book()
    one[HIGHLIGHTS].put("+1", "标题", "暂无")
    one[HIGHLIGHTS].put("+1", "内容", None)
    assert codes(judged(one).findings) == ["V311"]


def test_thousands_of_rows_are_judged_in_time_and_their_faults_summed_up() -> None:
    one = book()
    one[HIGHLIGHTS].rows += [[None, f"标题{number}"] for number in range(3000)]
    judgement = judged(one)
    assert codes(judgement.findings).count("必填·内容") == 200
    assert [
        finding.found for finding in judgement.findings if finding.code == "S226"
    ] == ["2800"]
