"""The first and the last sheet of an issued workbook: 填报说明 and 填报自检."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel.issue_sheet import PASSED, IssueSheet
from xltool.excel.locating import quoted
from xltool.excel.styles import line_count
from xltool.findings import Severity
from xltool.forms.deadlines import deadline
from xltool.forms.row_checks import NIL

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from xltool.excel.styles import Styles
    from xltool.forms.layout import Layout
    from xltool.settings import Office

COVER = "填报说明"
SELF_CHECK = "填报自检"
VERDICT_CELL = "B4"
"""Where 填报自检 says whether the workbook can be sent in."""
READY = "可以报送"
_SAMPLES = (
    ("有数据", "12.5", "只填数字，按表头或本行的计量单位"),
    ("没有发生", NIL[0], "数字格也可以填 0；整张表没有内容时填在第一行第一格"),
    ("与本单位无关", NIL[1], "不要留空，也不要填“无”“—”“/”"),
    ("增长 6.3%、下降 1.1%", "6.3、-1.1", "填百分数的数字部分，不带 % 号"),
    ("1.2 亿元（计量单位为万元）", "12000", "先换算成规定的计量单位再填"),
    ("日期", "2025-7-31", "年月日都写全"),
)
_WIDTHS = (3, 26, 30, 60)


def period_line(layout: Layout, office: Office) -> str:
    """Give the line under a sheet's title: who reports, for when, until when, to whom."""
    due = deadline(layout.period, layout.form.deadline_days)
    parts = (
        f"填报单位：{layout.unit.name}",
        f"报告期：{layout.period.label}",
        f"报送截止：{due.year}年{due.month}月{due.day}日",
        f"报送至：{office.name}",
    )
    return "　　".join(parts)


def write_cover(page: Worksheet, layout: Layout, office: Office, styles: Styles) -> None:
    """Write what the person who fills the workbook in must know."""
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width)
    page.merge_range(0, 1, 0, 3, "", styles["title"])
    page.write_string(0, 1, f"{layout.form.name}（{layout.period.label}）", styles["title"])
    page.set_row(0, 44)
    row = _write_facts(page, 2, layout, office, styles)
    row = _write_instructions(page, row + 1, layout, styles)
    row = _write_samples(page, row + 1, styles)
    row = _write_colours(page, row + 1, styles)
    _set_up(page, row - 1, 3)


def _write_facts(page: Worksheet, row: int, layout: Layout, office: Office, styles: Styles) -> int:
    due = deadline(layout.period, layout.form.deadline_days)
    contact = "　".join(part for part in (office.name, office.contact, office.phone) if part)
    facts = (
        ("填报单位", layout.unit.name),
        ("报告期", f"{layout.period.label}（累计数为{layout.period.cumulative_label}）"),
        ("报送截止", f"{due.year}年{due.month}月{due.day}日（节假日和调休已算在内）"),
        ("报送至", contact),
        ("填哪几张", "、".join(f"{sheet.name}（{len(sheet.rows)} 行）" for sheet in layout.sheets)),
    )
    for place, (name, text) in enumerate(facts):
        page.write_string(row + place, 1, name, styles["name"])
        page.merge_range(row + place, 2, row + place, 3, "", styles["cell"])
        page.write_string(row + place, 2, text, styles["cell"])
        page.set_row(row + place, 8 + 14 * line_count(text, _WIDTHS[2] + _WIDTHS[3]))
    return row + len(facts)


def _write_section(page: Worksheet, row: int, title: str, styles: Styles) -> int:
    for column in (1, 2, 3):
        page.write_blank(row, column, None, styles["section"])
    page.write_string(row, 1, title, styles["section"])
    page.set_row(row, 24)
    return row + 1


def _write_instructions(page: Worksheet, row: int, layout: Layout, styles: Styles) -> int:
    row = _write_section(page, row, "填报要求", styles)
    steps = (*layout.form.instructions, f"填完看最后一张“{SELF_CHECK}”，显示“{READY}”后再发回。")
    for number, text in enumerate(steps, start=1):
        numbered = f"{number}. {text}"
        page.merge_range(row, 1, row, 3, "", styles["cell"])
        page.write_string(row, 1, numbered, styles["cell"])
        page.set_row(row, 8 + 14 * line_count(numbered, sum(_WIDTHS[1:])))
        row += 1
    return row


def _write_samples(page: Worksheet, row: int, styles: Styles) -> int:
    row = _write_section(page, row, "怎么填", styles)
    for column, text in enumerate(("情形", "填写", "说明"), start=1):
        page.write_string(row, column, text, styles["header"])
    for place, sample in enumerate(_SAMPLES, start=row + 1):
        page.set_row(place, 21)
        for column, text in enumerate(sample, start=1):
            page.write_string(place, column, text, styles["input_choice" if column == 2 else "cell"])
    return row + 1 + len(_SAMPLES)


def _write_colours(page: Worksheet, row: int, styles: Styles) -> int:
    row = _write_section(page, row, "颜色", styles)
    colours = (
        ("input_choice", "由本单位填写"),
        ("label_centre", "已经填好并锁定，有误请联系下发单位"),
        ("computed_text", "自动计算，不用填"),
        ("foreign", "由别的单位填报，供对照"),
        ("bad", "须改正：“校验”栏写明了哪里不对、怎么改"),
        ("doubtful", "须核实：核对无误的，在“说明”栏写明原因"),
    )
    for style, text in colours:
        page.write_string(row, 1, "　", styles[style])
        page.merge_range(row, 2, row, 3, "", styles["cell"])
        page.write_string(row, 2, text, styles["cell"])
        page.set_row(row, 20)
        row += 1
    return row


def write_self_check(page: Worksheet, sheets: list[IssueSheet], styles: Styles) -> None:
    """Write the sheet that counts what is left and says whether the workbook can be sent in."""
    for column, width in enumerate((3, 26, 14, 14, 14, 44)):
        page.set_column(column, column, width)
    page.merge_range(0, 1, 0, 5, "", styles["title"])
    page.write_string(0, 1, SELF_CHECK, styles["title"])
    page.set_row(0, 40)
    page.merge_range(1, 1, 1, 5, "", styles["hint"])
    page.write_string(1, 1, "随填随算，不用操作。数字不是 0 的，点表名过去看“校验”栏。", styles["hint"])
    page.set_row(1, 22)
    for column, text in enumerate(("工作表", "已填单元格", "须改正", "须核实", "情况"), start=1):
        page.write_string(5, column, text, styles["header"])
    page.set_row(5, 22)
    counts = [_write_counts(page, 6 + place, sheet, styles) for place, sheet in enumerate(sheets)]
    last = 6 + len(sheets)
    errors, queries = (sum(pair[kind] for pair in counts) for kind in (0, 1))
    totals = (f"SUM($D$7:$D${last})", f"SUM($E$7:$E${last})")
    page.merge_range(3, 1, 3, 5, "", styles["verdict"])
    page.write_formula(3, 1, f"={_verdict_formula(*totals)}", styles["verdict"], verdict(errors, queries))
    page.set_row(3, 42)
    for word, style in ((READY, "good"), ("还有", "bad")):
        options = {"type": "text", "criteria": "begins with", "value": word, "format": styles[style]}
        page.conditional_format(3, 1, 3, 5, options)
        page.conditional_format(6, 5, last - 1, 5, options)
    _set_up(page, last - 1, 5)


def verdict(errors: int, queries: int) -> str:
    """Give what 填报自检 says for so many failing checks."""
    if errors:
        return f"还有 {errors} 处须改正、{queries} 处须核实，改好再报送"
    return f"还有 {queries} 处须核实，在“说明”栏写明原因后再报送" if queries else READY


def _verdict_formula(errors: str, queries: str) -> str:
    return (
        f'IF({errors}>0,"还有 "&{errors}&" 处须改正、"&{queries}&" 处须核实，改好再报送",'
        f'IF({queries}>0,"还有 "&{queries}&" 处须核实，在“说明”栏写明原因后再报送","{READY}"))'
    )


def _write_counts(page: Worksheet, row: int, sheet: IssueSheet, styles: Styles) -> tuple[int, int]:
    """Write one sheet's line; gives how many checks fail, errors and queries."""
    layout = sheet.layout
    page.write_url(row, 1, f"internal:{quoted(layout.name)}!A1", styles["link"], layout.name)
    page.set_row(row, 22)
    inputs = [layout.columns[field.key] for field in layout.fields if field.is_input]
    filled = sum(
        sheet.reckoning.content(layout, one, field) is not None
        for one in layout.rows
        for field in layout.fields
        if field.is_input and one.reports
    )
    formula = "+".join(f"COUNTA({sheet.area([column])})" for column in inputs)
    page.write_formula(row, 2, f"={formula}", styles["cell_centre"], filled)
    failing = [check.rule.severity for one in layout.rows for check, _ in sheet.reckoning.failures(layout, one)]
    counts = []
    for column, severity in ((3, Severity.ERROR), (4, Severity.QUERY)):
        count = failing.count(severity)
        columns = sheet.checks_of(severity)
        formula = f'COUNTIF({sheet.area(columns)},"?*")' if columns else "0"
        page.write_formula(row, column, f"={formula}", styles["cell_centre"], count)
        counts.append(count)
    left = sum(counts)
    text = f'=IF($D{row + 1}+$E{row + 1}>0,"还有 "&$D{row + 1}+$E{row + 1}&" 处","{PASSED}")'
    page.write_formula(row, 5, text, styles["cell_centre"], f"还有 {left} 处" if left else PASSED)
    return counts[0], counts[1]


def _set_up(page: Worksheet, last_row: int, last_column: int) -> None:
    page.hide_gridlines(2)
    page.protect("", {"format_rows": True, "format_columns": True})
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(1, 1)
    page.center_horizontally()
    page.print_area(0, 1, last_row, last_column)
    page.set_footer("&L&A&C第 &P 页　共 &N 页")
