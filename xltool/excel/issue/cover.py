"""The first and the last sheet of an issued workbook: 填报说明 and 填报自检."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel.issue.locating import quoted
from xltool.excel.issue.sheet import PASSED, IssueSheet
from xltool.excel.issue.styles import line_count
from xltool.forms.deadlines import deadline
from xltool.forms.row_checks import ERROR, NIL, QUERY, WAITING
from xltool.model.grid import column_letters

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from xltool.excel.issue.styles import Styles
    from xltool.forms.layout import Layout
    from xltool.settings import Office

COVER = "填报说明"
SELF_CHECK = "填报自检"
_COUNTED = (WAITING, ERROR, QUERY)
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
        ("sample_waiting", "待填：必须填写，还空着"),
        ("sample_bad", "须改正：“校验”栏写明了哪里不对、怎么改"),
        ("sample_doubtful", "须核实：核对无误的，在“说明”栏写明原因"),
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
    for column, width in enumerate((3, 26, *(14 for _ in _COUNTED), 40)):
        page.set_column(column, column, width)
    right = len(_COUNTED) + 2
    page.merge_range(0, 1, 0, right, "", styles["title"])
    page.write_string(0, 1, SELF_CHECK, styles["title"])
    page.set_row(0, 40)
    page.merge_range(1, 1, 1, right, "", styles["hint"])
    page.write_string(1, 1, "随填随算，不用操作。数字不是 0 的，点表名过去看“校验”栏。", styles["hint"])
    page.set_row(1, 22)
    for column, text in enumerate(("工作表", *_COUNTED, "情况"), start=1):
        page.write_string(5, column, text, styles["header"])
    page.set_row(5, 22)
    counts = [_write_counts(page, 6 + place, sheet, styles) for place, sheet in enumerate(sheets)]
    last = 6 + len(sheets)
    columns = [column_letters(column) for column in range(2, right)]
    totals = [f"SUM(${column}$7:${column}${last})" for column in columns]
    page.merge_range(3, 1, 3, right, "", styles["verdict"])
    left = [sum(one) for one in zip(*counts, strict=True)]
    page.write_formula(3, 1, f"={_verdict_formula(totals)}", styles["verdict"], verdict(*left))
    page.set_row(3, 42)
    for word, style in ((READY, "good"), ("还有", "doubtful")):
        options = {"type": "text", "criteria": "begins with", "value": word, "format": styles[style]}
        page.conditional_format(3, 1, 3, right, options)
        page.conditional_format(6, right, last - 1, right, options)
    _set_up(page, last - 1, right)


def verdict(waiting: int, errors: int, queries: int) -> str:
    """Give what 填报自检 says where so many checks fail."""
    counts = zip((waiting, errors, queries), _COUNTED, strict=True)
    return f"还有 {'、'.join(f'{n} 处{word}' for n, word in counts)}" if waiting + errors + queries else READY


def _verdict_formula(totals: list[str]) -> str:
    said = "、".join(f'"&{total}&" 处{word}' for total, word in zip(totals, _COUNTED, strict=True))
    return f'IF({"+".join(totals)}>0,"还有 {said}","{READY}")'


def _write_counts(page: Worksheet, row: int, sheet: IssueSheet, styles: Styles) -> list[int]:
    """Write one sheet's line; gives how many of its checks fail, by the word with which they begin."""
    layout = sheet.layout
    page.write_url(row, 1, f"internal:{quoted(layout.name)}!A1", styles["link"], layout.name)
    page.set_row(row, 22)
    said = [sentence for one in layout.rows for _, sentence in sheet.reckoning.failures(layout, one)]
    counts = [sum(sentence.startswith(word) for sentence in said) for word in _COUNTED]
    for column, (word, count) in enumerate(zip(_COUNTED, counts, strict=True), start=2):
        formula = f'COUNTIF({sheet.area(sheet.check_columns)},"{word}*")' if sheet.check_columns else "0"
        page.write_formula(row, column, f"={formula}", styles["cell_centre"], count)
    left = f"SUM($C{row + 1}:$E{row + 1})"
    shown = f"还有 {sum(counts)} 处" if sum(counts) else PASSED
    page.write_formula(row, 5, f'=IF({left}>0,"还有 "&{left}&" 处","{PASSED}")', styles["cell_centre"], shown)
    return counts


def _set_up(page: Worksheet, last_row: int, last_column: int) -> None:
    page.hide_gridlines(2)
    page.protect("", {"format_rows": True, "format_columns": True})
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(1, 1)
    page.center_horizontally()
    page.print_area(0, 1, last_row, last_column)
    page.set_footer("&L&A&C第 &P 页　共 &N 页")
