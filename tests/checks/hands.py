"""What people do to a workbook between getting it and sending it back: each changes a book in place.

`HARMLESS` leave no doubt about what is meant: the same values must come out. `HARMFUL` each name the code
that must be reported; where a cell or row is at fault, the finding must name the sheet.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tests.checks.returned import (
    HEADERS,
    HIGHLIGHTS,
    INDICATORS,
    OTHER,
    PERIOD,
    PROBLEMS,
    PROJECTS,
    TASKS,
    WHO,
    Book,
    Page,
    book,
    layout,
    stamp,
)
from xltool.forms.stamp import sign, stamp_of
from xltool.model.grid import CellError
from xltool.model.period import Period

if TYPE_CHECKING:
    from collections.abc import Callable

    from xltool.model.grid import Raw

    Hand = Callable[[Book], object]

COVER, SELF_CHECK, STAMP = "填报说明", "填报自检", "_xltool"
DATA_SHEETS = (WHO, TASKS, INDICATORS, PROJECTS, PROBLEMS, HIGHLIGHTS)


def put(sheet: str, key: str, header: str, content: Raw | CellError) -> Hand:
    return lambda one: one[sheet].put(key, header, content)


def figure(content: Raw | CellError, key: str = "T02-01-1") -> Hand:
    """Type something into 累计完成 (万元)."""
    return put(INDICATORS, key, "累计完成", content)


def rename(sheet: str, name: str) -> Hand:
    return lambda one: setattr(one[sheet], "name", name)


def both(*hands: Hand) -> Hand:
    def all_of_them(one: Book) -> None:
        for hand in hands:
            hand(one)

    return all_of_them


def insert_row(sheet: str, offset: int, *cells: Raw) -> Hand:
    """Insert a row so many below the header (negative: above it)."""
    return lambda one: one[sheet].insert_row(one[sheet].head() + offset, list(cells))


def insert_column(
    sheet: str, header: str, *, title: str = "", content: Raw = None
) -> Hand:
    def hand(one: Book) -> None:
        page = one[sheet]
        head, column = page.cell("#0", header)
        page.insert_column(column, content)
        page.set(head, column, title or None)
        for row in range(head):
            page.set(row, column, None)

    return hand


def move_column(sheet: str, header: str, to: str) -> Hand:
    """Cut a column and paste it before another, from the header down."""

    def hand(one: Book) -> None:
        page = one[sheet]
        head, column = page.cell("#0", header)
        cells = [
            page.rows[row].pop(column) if len(page.rows[row]) > column else None
            for row in range(head, len(page.rows))
        ]
        _, target = page.cell("#0", to)
        for row, content in zip(range(head, len(page.rows)), cells, strict=True):
            if len(page.rows[row]) >= target:
                page.rows[row].insert(target, content)

    return hand


def delete_column(sheet: str, header: str) -> Hand:
    def hand(one: Book) -> None:
        page = one[sheet]
        page.delete_column(page.cell("#0", header)[1])

    return hand


def delete_row(sheet: str, key: str) -> Hand:
    return lambda one: one[sheet].rows.pop(one[sheet].cell(key, HEADERS[sheet])[0])


def swap_rows(sheet: str, first: str, second: str, *, from_column: int = 0) -> Hand:
    """Swap two rows, whole or only what is to the right of `from_column` (the key column is hidden)."""

    def hand(one: Book) -> None:
        page = one[sheet]
        a, b = page.cell(first, HEADERS[sheet])[0], page.cell(second, HEADERS[sheet])[0]
        left, right = page.rows[a], page.rows[b]
        page.rows[a] = left[:from_column] + right[from_column:]
        page.rows[b] = right[:from_column] + left[from_column:]

    return hand


def header(sheet: str, old: str, new: Raw) -> Hand:
    return put(sheet, "#0", old, new)


def drop(*sheets: str) -> Hand:
    def hand(one: Book) -> None:
        for sheet in sheets:
            one.drop(sheet)

    return hand


def without_keys(*sheets: str) -> Hand:
    def hand(one: Book) -> None:
        for sheet in sheets:
            one[sheet].delete_column(0)

    return hand


def clear_keys(sheet: str) -> Hand:
    def hand(one: Book) -> None:
        page = one[sheet]
        for row in range(page.head() + 1, len(page.rows)):
            if page.rows[row]:
                page.rows[row][0] = None

    return hand


def clear_top(sheet: str) -> Hand:
    """Delete everything above the header."""

    def hand(one: Book) -> None:
        page = one[sheet]
        del page.rows[: page.head()]
        page.merged.clear()

    return hand


def shift(sheet: str, rows: int, columns: int) -> Hand:
    def hand(one: Book) -> None:
        page = one[sheet]
        page.rows[:] = [[] for _ in range(rows)] + [
            [None] * columns + row for row in page.rows
        ]
        page.merged[:] = [
            (a + rows, b + columns, c + rows, d + columns) for a, b, c, d in page.merged
        ]

    return hand


def paste_together(*sheets: str) -> Hand:
    """Paste sheets below the first of them, a blank row between."""

    def hand(one: Book) -> None:
        first = one[sheets[0]]
        for sheet in sheets[1:]:
            first.rows += [[], *one.drop(sheet).rows]

    return hand


def repeat_header(sheet: str, offset: int) -> Hand:
    """Print the header again in the middle, as page breaks leave it."""

    def hand(one: Book) -> None:
        page = one[sheet]
        page.insert_row(page.head() + offset, list(page.rows[page.head()]))

    return hand


def copy_sheet(
    sheet: str, name: str, change: Callable[[Book], object] | None = None
) -> Hand:
    def hand(one: Book) -> None:
        twin = book()
        if change:
            change(twin)
        page = twin[sheet]
        page.name = name
        one.pages.append(page)

    return hand


def split_sheet(sheet: str, key: str, name: str) -> Hand:
    """Move the rows from `key` on to a sheet of their own, under the same header."""

    def hand(one: Book) -> None:
        page = one[sheet]
        row = page.cell(key, HEADERS[sheet])[0]
        twin = book()[sheet]
        twin.name = name
        twin.rows = [
            list(line) for line in (*page.rows[: page.head() + 1], *page.rows[row:])
        ]
        del page.rows[row:]
        one.pages.append(twin)

    return hand


def add_entry(sheet: str, *cells: Raw) -> Hand:
    """Type an entry into the first empty row of a free sheet."""

    def hand(one: Book) -> None:
        page = one[sheet]
        head, column = page.cell("#0", HEADERS[sheet])
        row = next(
            at
            for at in range(head + 1, len(page.rows) + 1)
            if at == len(page.rows) or page.rows[at][column] is None
        )
        for place, content in enumerate(cells):
            page.set(row, column + place, content)

    return hand


def each_cell(sheet: str, change: Callable[[Raw | CellError], Raw | CellError]) -> Hand:
    def hand(one: Book) -> None:
        page = one[sheet]
        page.rows[:] = [[change(cell) for cell in row] for row in page.rows]

    return hand


def clear_entries(sheet: str, *headers: str) -> Hand:
    """Clear columns below their header."""

    def hand(one: Book) -> None:
        page = one[sheet]
        for name in headers:
            head, column = page.cell("#0", name)
            for row in page.rows[head + 1 :]:
                if column < len(row):
                    row[column] = None

    return hand


def cut_columns(sheet: str, first: int) -> Hand:
    """Delete all columns from one on."""

    def hand(one: Book) -> None:
        for row in one[sheet].rows:
            del row[first:]

    return hand


def cut_empty_rows(sheet: str) -> Hand:
    """Delete the rows below the table's last entry."""

    def hand(one: Book) -> None:
        page = one[sheet]
        _, first = page.cell("#0", HEADERS[sheet])
        while len(page.rows[-1]) <= first or page.rows[-1][first] is None:
            page.rows.pop()

    return hand


def merge(sheet: str, key: str, head: str, rows: int, columns: int) -> Hand:
    """Merge cells as a spreadsheet does: only the first keeps its content."""

    def hand(one: Book) -> None:
        page = one[sheet]
        row, column = page.cell(key, head)
        for line in range(row, row + rows):
            for place in range(column, column + columns):
                if (line, place) != (row, column):
                    page.set(line, place, None)
        page.merged.append((row, column, row + rows - 1, column + columns - 1))

    return hand


def restamp(text: str) -> Hand:
    return lambda one: one[STAMP].set(0, 0, text)


def reprint(unit: str = "", period: str = "") -> Hand:
    """Overwrite the unit or the period that is printed on every sheet."""

    def change(cell: Raw | CellError) -> Raw | CellError:
        if isinstance(cell, str):
            cell = cell.replace("市科技局", unit) if unit else cell
            cell = cell.replace(PERIOD.label, period) if period else cell
        return cell

    return both(*(each_cell(sheet, change) for sheet in (COVER, *DATA_SHEETS)))


def as_text(cell: Raw | CellError) -> Raw | CellError:
    return f"{cell:.10g}" if isinstance(cell, float) else cell


def full_width(cell: Raw | CellError) -> Raw | CellError:
    """Turn a number into text of full-width digits."""
    text = as_text(cell)
    return (
        "".join(map(_wide, text))
        if isinstance(text, str) and isinstance(cell, float)
        else cell
    )


def _wide(char: str) -> str:
    return chr(ord(char) + 0xFEE0) if char.isdigit() else char


HARMLESS: dict[str, Hand] = {
    "nothing": lambda _: None,
    "the hidden stamp survives and a sheet is renamed": rename(INDICATORS, "指标"),
    "every sheet is renamed": both(
        *(rename(sheet, f"Sheet{number}") for number, sheet in enumerate(DATA_SHEETS))
    ),
    "a sheet is called like another one was": both(
        rename(INDICATORS, "x"), rename(TASKS, INDICATORS), rename("x", TASKS)
    ),
    "the sheets are in another order": lambda one: one.pages.reverse(),
    "the first sheet is deleted": drop(COVER),
    "the self-check is deleted": drop(SELF_CHECK),
    "a sheet of notes is added": lambda one: one.pages.append(
        Page("备注", [["本月情况说明"], [None, 3.0]])
    ),
    "an empty sheet is added": lambda one: one.pages.append(Page("Sheet1", [])),
    "a blank row below the header": insert_row(INDICATORS, 1),
    "a blank row among the rows": insert_row(INDICATORS, 3),
    "a blank row above the header": insert_row(INDICATORS, -1),
    "three blank rows at the top": both(*(insert_row(TASKS, -3) for _ in range(3))),
    "blank rows in a free sheet": both(
        insert_row(PROJECTS, 1), insert_row(PROJECTS, 3)
    ),
    "everything above the header is deleted": clear_top(INDICATORS),
    "everything above every header is deleted": both(
        *(clear_top(sheet) for sheet in DATA_SHEETS)
    ),
    "a sheet is moved right and down": shift(INDICATORS, 4, 2),
    "every sheet is moved right and down": both(
        *(shift(sheet, 2, 3) for sheet in DATA_SHEETS)
    ),
    "an empty column is inserted before the figures": insert_column(
        INDICATORS, "累计完成"
    ),
    "an empty column is inserted at the left": lambda one: one[
        INDICATORS
    ].insert_column(0),
    "a numbering is added": insert_column(TASKS, "任务编号", title="序号", content=1.0),
    "a column of own remarks is added": insert_column(
        INDICATORS, "同比增长", title="备注", content="内部"
    ),
    "a column is moved to the left": move_column(INDICATORS, "累计完成", "指标名称"),
    "a column is moved to the right": move_column(INDICATORS, "累计完成", "说明"),
    "columns of a free sheet are in another order": both(
        move_column(PROJECTS, "总投资", "项目名称"),
        move_column(PROJECTS, "项目状态", "项目名称"),
    ),
    "who filled it in stands in another order": move_column(
        WHO, "填报人", "分管负责人"
    ),
    "a locked column is deleted": delete_column(INDICATORS, "上年同期"),
    "several locked columns are deleted": both(
        *(
            delete_column(INDICATORS, name)
            for name in ("上期累计", "年度目标", "指标类型")
        )
    ),
    "the computed column is deleted": delete_column(INDICATORS, "完成率"),
    "rows are in another order": swap_rows(INDICATORS, "T01-01-1", "T02-01-1"),
    "rows are in quite another order": both(
        swap_rows(TASKS, "T01-01", "T02-01"), swap_rows(TASKS, "T01-02", "T02-01")
    ),
    "the key column is deleted": without_keys(INDICATORS),
    "the key columns are deleted everywhere": without_keys(*DATA_SHEETS),
    "the keys are cleared": both(*(clear_keys(sheet) for sheet in DATA_SHEETS)),
    "the keys are cleared and rows are in another order": both(
        clear_keys(INDICATORS), swap_rows(INDICATORS, "T01-01-1", "T02-01-1")
    ),
    "the header has blanks and line breaks": header(
        INDICATORS, "累计完成", "累 计\n完成"
    ),
    "the header has a star": header(INDICATORS, "累计完成", "累计完成*"),
    "the header has a remark in brackets": header(
        INDICATORS, "累计完成", "累计完成（1-7月）"
    ),
    "the header's unit is left out": header(PROJECTS, "总投资", "总投资"),
    "all sheets pasted into one": paste_together(*DATA_SHEETS),
    "two sheets pasted into one": paste_together(TASKS, INDICATORS),
    "free sheets pasted into one": paste_together(PROJECTS, PROBLEMS, HIGHLIGHTS),
    "the header printed again in the middle": repeat_header(INDICATORS, 3),
    "the header printed again in a free sheet": repeat_header(PROJECTS, 2),
    "a copy of a sheet that says the same": copy_sheet(INDICATORS, "指标数据 (2)"),
    "an empty copy of a sheet": copy_sheet(
        INDICATORS,
        "空表",
        clear_entries(INDICATORS, "累计完成", "同比增长", "定性进展", "说明"),
    ),
    "a sheet split in two": split_sheet(INDICATORS, "T02-01-1", "指标数据2"),
    "empty rows of a free sheet are deleted": cut_empty_rows(PROJECTS),
    "a free sheet's last columns are cut off": cut_columns(PROJECTS, 9),
    "the 校验 column is deleted": cut_columns(INDICATORS, 16),
    "a row is hidden": lambda one: one[INDICATORS].hidden_rows.add(
        one[INDICATORS].head() + 2
    ),
    "a sheet is hidden": lambda one: setattr(one[PROBLEMS], "visible", False),
    "labels are merged": merge(TASKS, "T01-01", "攻坚", 2, 1),
    "a remark below the table": lambda one: one[INDICATORS].rows.append(
        [None, "注：数据为快报数。"]
    ),
    "a printed name is corrected": put(
        INDICATORS, "T01-01-1", "指标名称", "新增省级创新平台数"
    ),
    "all printed names of a row are wiped out": both(
        *(
            put(INDICATORS, "T01-01-1", name, None)
            for name in ("指标编号", "指标名称", "计量单位", "填报单位")
        )
    ),
    "the file name names another unit": lambda _: None,
    "blanks around a text": put(
        TASKS, "T01-01", "本期进展", "  新认定省级创新平台2个。\n"
    ),
    "blanks in an empty cell": put(TASKS, "T01-01", "说明", "   "),
    "a dash where nothing is needed": put(TASKS, "T01-01", "说明", "—"),
    "numbers became text": each_cell(INDICATORS, as_text),
    "numbers became full-width text": each_cell(INDICATORS, full_width),
    "a figure with separators": figure("256,700.5"),
    "a figure with full-width separators": figure("256，700.5"),
    "a figure with its unit": figure("256700.5万元"),
    "a figure in another unit": figure("25.67005亿元"),
    "a figure in 亿": figure("25.67005亿"),
    "a figure in 元": figure("2567005000元"),
    "a figure in 亿 and 万": figure("25亿6700.5万元"),
    "a figure in full width": figure("２５６７００．５"),
    "a figure with blanks": figure(" 256700.5 "),
    "a figure behind an apostrophe": figure("'256700.5"),
    "a figure in scientific notation": figure("2.567005E5"),
    "a count with its unit": figure("7个", "T01-01-1"),
    "a count in Chinese": figure("七个", "T01-01-1"),
    "a rate with %": figure("6.3%", "T01-02-1"),
    "a rate in full width": figure("６．３％", "T01-02-1"),
    "a rate in words": figure("增长6.3%", "T01-02-1"),
    "a growth with %": put(INDICATORS, "T01-02-2", "同比增长", "5.2%"),
    "an amount with four decimals as text": figure("74.1234", "T01-02-2"),
    "an amount in another unit": figure("741234万元", "T01-02-2"),
    "不适用 in other words": figure("不涉及", "T02-01-2"),
    "a date as text": put(WHO, "1", "填报日期", "2025-08-04"),
    "a date with dots": put(WHO, "1", "填报日期", "2025.8.4"),
    "a date in Chinese": put(WHO, "1", "填报日期", "2025年8月4日"),
    "a date without the year": put(WHO, "1", "填报日期", "8月4日"),
    "a date without separators": put(WHO, "1", "填报日期", 20250804.0),
    "a date as a serial number": put(WHO, "1", "填报日期", 45873.0),
    "a date with a time": put(WHO, "1", "填报日期", dt.datetime(2025, 8, 4, 9, 30)),  # noqa: DTZ001
    "a date in slashes": put(PROBLEMS, "+1", "整改时限", "2025/9/30"),
    "a choice with blanks": put(TASKS, "T01-01", "进展状态", " 推进中 "),
    "a choice with a full stop": put(TASKS, "T01-01", "进展状态", "推进中。"),
    "an investment in 亿元": put(PROJECTS, "+1", "总投资", "3.8亿元"),
    "an investment with a separator": put(PROJECTS, "+1", "总投资", "38,000"),
    "a figure with a plus": figure("+256700.5"),
    "a growth in words": put(INDICATORS, "T01-02-2", "同比增长", "同比增长5.2%"),
    "a name in full-width letters": put(
        INDICATORS, "T01-01-1", "指标编号", "Ｔ０１-０１-１"
    ),
    "a figure of another row's unit is left alone": put(
        INDICATORS, "T01-01-1", "计量单位", None
    ),
    "a date in Chinese numerals": put(WHO, "1", "填报日期", "二〇二五年八月四日"),
    "the stamp twice": lambda one: one.pages.append(
        Page("_xltool (2)", [[stamp(layout())]], visible=False)
    ),
    "zero-width characters in a name": put(
        INDICATORS, "T01-01-1", "指标名称", "新增省级\u200b创新平台"
    ),
    "keys with blanks": put(INDICATORS, "T01-01-1", "指标编号", " T01-01-1 "),
}
"""At most a note or a query may be said of these, and the values are those that were meant."""


DOUBTFUL: dict[str, tuple[Hand, str, str]] = {
    # what was done: (how, the query that must be asked, the sheet it must name)
    "the stamp is gone": (drop(STAMP), "S108", ""),
    "only the data sheets were copied": (drop(STAMP, COVER, SELF_CHECK), "S108", ""),
    "a header is renamed": (
        header(INDICATORS, "累计完成", "累计完成数"),
        "S206",
        INDICATORS,
    ),
    "a header is shortened": (
        header(PROJECTS, "累计完成投资", "完成投资"),
        "S206",
        PROJECTS,
    ),
    "a header is wiped out": (header(INDICATORS, "累计完成", None), "S206", INDICATORS),
    "the header row is deleted": (
        lambda one: one[INDICATORS].rows.pop(one[INDICATORS].head()),
        "S204",
        INDICATORS,
    ),
    "visible cells were sorted and the hidden keys were not": (
        swap_rows(INDICATORS, "T01-01-1", "T02-01-1", from_column=1),
        "S215",
        INDICATORS,
    ),
    "a name is changed where the key and the number are gone": (
        both(
            clear_keys(INDICATORS),
            put(INDICATORS, "T01-02-2", "指标名称", "高新技术产业投资额"),
            put(INDICATORS, "T01-02-2", "指标编号", None),
        ),
        "S214",
        INDICATORS,
    ),
    "the target is changed": (
        put(INDICATORS, "T01-01-1", "年度目标", 8.0),
        "S220",
        INDICATORS,
    ),
    "last period's figure is changed": (
        put(INDICATORS, "T01-01-1", "上期累计", 4.0),
        "S220",
        INDICATORS,
    ),
    "about so many": (figure("约7", "T01-01-1"), "V201", INDICATORS),
    "more than so many": (figure("7余个", "T01-01-1"), "V201", INDICATORS),
    "so many and more": (figure("7个以上", "T01-01-1"), "V201", INDICATORS),
    "an estimate": (figure("预计7", "T01-01-1"), "V201", INDICATORS),
    "a rate of 6.3% that became 0.063": (figure(0.063, "T01-02-1"), "V202", INDICATORS),
    "a date without the day": (
        put(PROBLEMS, "+1", "整改时限", "2025年9月"),
        "V203",
        PROBLEMS,
    ),
    "a date of two figures": (
        put(PROBLEMS, "+1", "整改时限", "9.30"),
        "V204",
        PROBLEMS,
    ),
    "a year of two digits": (
        put(PROBLEMS, "+1", "整改时限", "25-9-30"),
        "V204",
        PROBLEMS,
    ),
    "a phone number that lost its 0": (
        put(WHO, "1", "联系电话", 7308123456.0),
        "V205",
        WHO,
    ),
    "a phone number that lost a digit": (
        put(WHO, "1", "联系电话", "1381234567"),
        "V205",
        WHO,
    ),
    "the figure is below last period's": (figure(4.0, "T01-01-1"), "R03", INDICATORS),
}
"""Read, and not in order before somebody has answered."""

HARMFUL: dict[str, tuple[Hand, str, str]] = {
    # what was done: (how, the error that must be reported, the sheet it must name)
    "a sheet is deleted": (drop(INDICATORS), "S201", INDICATORS),
    "another sheet is deleted": (drop(WHO), "S201", WHO),
    "a free sheet is deleted": (drop(PROBLEMS), "S201", PROBLEMS),
    "a figure's column is deleted": (
        delete_column(INDICATORS, "累计完成"),
        "S205",
        INDICATORS,
    ),
    "a text's column is deleted": (delete_column(TASKS, "本期进展"), "S205", TASKS),
    "an optional column is deleted": (
        delete_column(INDICATORS, "同比增长"),
        "S205",
        INDICATORS,
    ),
    "a free sheet's column is deleted": (
        delete_column(PROJECTS, "总投资"),
        "S205",
        PROJECTS,
    ),
    "a header means something else now": (
        header(INDICATORS, "累计完成", "当月数"),
        "S205",
        INDICATORS,
    ),
    "a header names another unit": (
        header(PROJECTS, "总投资", "总投资（亿元）"),
        "S224",
        PROJECTS,
    ),
    "a row's unit is changed": (
        put(INDICATORS, "T01-02-2", "计量单位", "万元"),
        "S225",
        INDICATORS,
    ),
    "a row is deleted": (delete_row(INDICATORS, "T02-01-1"), "S209", INDICATORS),
    "the last row is deleted": (delete_row(TASKS, "T02-01"), "S209", TASKS),
    "a row is added": (
        lambda one: one[INDICATORS].rows.append(
            [None, "T09-01-1", "自定指标", "个", *[None] * 7, 5.0, 3.0]
        ),
        "S211",
        INDICATORS,
    ),
    "a row is copied and changed": (
        lambda one: one[INDICATORS].rows.append(
            [
                8.0 if cell == 7.0 else cell
                for cell in one[INDICATORS].rows[one[INDICATORS].head() + 1]
            ]
        ),
        "S210",
        INDICATORS,
    ),
    "a sheet is there twice with other figures": (
        copy_sheet(INDICATORS, "指标数据 (2)", figure(300000.0)),
        "S203",
        "指标数据 (2)",
    ),
    "a free sheet is there twice with other entries": (
        copy_sheet(
            PROBLEMS, "突出问题 (2)", put(PROBLEMS, "+1", "问题描述", "另一个问题")
        ),
        "S203",
        "突出问题 (2)",
    ),
    "a column is there twice with other figures": (
        insert_column(INDICATORS, "同比增长", title="累计完成", content=1.0),
        "S207",
        INDICATORS,
    ),
    "number and name contradict each other": (
        both(
            clear_keys(INDICATORS),
            put(INDICATORS, "T01-01-1", "指标名称", "技术合同成交额"),
        ),
        "S212",
        INDICATORS,
    ),
    "figures of several rows are merged": (
        merge(INDICATORS, "T01-02-2", "累计完成", 2, 1),
        "S218",
        INDICATORS,
    ),
    "an entry is merged across columns": (
        merge(TASKS, "T01-01", "本期进展", 1, 2),
        "S218",
        TASKS,
    ),
    "who filled it in takes two lines": (
        lambda one: one[WHO].rows.insert(
            one[WHO].head() + 2, [None, "王五", "财务科", "赵六", "13812345678"]
        ),
        "S223",
        WHO,
    ),
    "a formula ends in an error": (figure(CellError("#REF!")), "V102", INDICATORS),
    "a formula divides by zero": (
        put(PROJECTS, "+1", "总投资", CellError("#DIV/0!")),
        "V102",
        PROJECTS,
    ),
    "a formula was never calculated": (figure(CellError()), "V103", INDICATORS),
    "words in a figure": (figure("正在统计"), "V104", INDICATORS),
    "a figure with a remark": (figure("256700(含在建)"), "V104", INDICATORS),
    "a figure with two dots": (figure("2567.00.5"), "V104", INDICATORS),
    "a letter for a digit": (figure("2567OO"), "V104", INDICATORS),
    "a Chinese full stop for a dot": (figure("256700。5"), "V104", INDICATORS),
    "a few": (figure("三五个", "T01-01-1"), "V104", INDICATORS),
    "a dozen or so": (figure("十几个", "T01-01-1"), "V104", INDICATORS),
    "some": (figure("若干", "T01-01-1"), "V104", INDICATORS),
    "half a magnitude": (figure("25亿6", "T02-01-1"), "V104", INDICATORS),
    "a currency sign": (figure("$256700"), "V104", INDICATORS),
    "a range": (figure("6-7", "T01-01-1"), "V105", INDICATORS),
    "a range with a long dash": (figure("6—7个", "T01-01-1"), "V105", INDICATORS),
    "a range in words": (figure("6至7", "T01-01-1"), "V105", INDICATORS),
    "a calculation": (figure("3+4", "T01-01-1"), "V106", INDICATORS),
    "a formula left as text": (figure("=SUM(K5:K8)"), "V106", INDICATORS),
    "a share": (figure("7/10", "T01-01-1"), "V106", INDICATORS),
    "separators in the wrong place": (figure("2567,00"), "V107", INDICATORS),
    "a blank inside a figure": (figure("25 6700"), "V107", INDICATORS),
    "a figure in another currency": (figure("3000万美元"), "V108", INDICATORS),
    "a figure in tons": (figure("256700吨"), "V108", INDICATORS),
    "a count of something else": (figure("7家", "T01-01-1"), "V108", INDICATORS),
    "points for per cent": (figure("6.3个百分点", "T01-02-1"), "V108", INDICATORS),
    "a figure that became a date": (
        figure(dt.datetime(2025, 7, 8), "T01-01-1"),  # noqa: DTZ001
        "V109",
        INDICATORS,
    ),
    "a figure that became a time": (
        figure(dt.time(7, 30), "T01-01-1"),
        "V109",
        INDICATORS,
    ),
    "a tick for a figure": (figure(True, "T01-01-1"), "V104", INDICATORS),  # noqa: FBT003 - a cell
    "a figure of sixteen digits": (figure(1.234567890123456e15), "V111", INDICATORS),
    "a day that is not": (
        put(PROBLEMS, "+1", "整改时限", "2025-09-31"),
        "V112",
        PROBLEMS,
    ),
    "a month that is not": (
        put(PROBLEMS, "+1", "整改时限", "2025年13月"),
        "V112",
        PROBLEMS,
    ),
    "soon": (put(PROBLEMS, "+1", "整改时限", "尽快"), "V112", PROBLEMS),
    "at once": (put(PROBLEMS, "+1", "整改时限", "立行立改"), "V112", PROBLEMS),
    "a number for a date": (put(PROBLEMS, "+1", "整改时限", 9.3), "V112", PROBLEMS),
    "a year for a date": (put(PROBLEMS, "+1", "整改时限", 2025.0), "V112", PROBLEMS),
    "a date of 1900": (
        put(PROBLEMS, "+1", "整改时限", dt.datetime(1900, 1, 9)),  # noqa: DTZ001
        "V113",
        PROBLEMS,
    ),
    "another choice": (put(TASKS, "T01-01", "进展状态", "基本完成"), "V114", TASKS),
    "half a choice": (put(TASKS, "T01-01", "进展状态", "完成"), "V114", TASKS),
    "two choices": (put(TASKS, "T01-01", "进展状态", "推进中/已完成"), "V114", TASKS),
    "a per cent for a choice": (put(TASKS, "T01-01", "进展状态", 0.8), "V114", TASKS),
    "a dash for a choice": (put(TASKS, "T01-01", "进展状态", "/"), "V115", TASKS),
    "a dash for a date": (put(PROBLEMS, "+1", "整改时限", "——"), "V115", PROBLEMS),
    "无 for an investment": (put(PROJECTS, "+1", "总投资", "无"), "V115", PROJECTS),
    "ditto": (put(TASKS, "T01-02", "本期进展", "同上"), "V116", TASKS),
    "ditto for a figure": (figure("同上"), "V116", INDICATORS),
    "ditto marks": (put(TASKS, "T01-02", "本期进展", "〃"), "V116", TASKS),
    "no phone number": (put(WHO, "1", "联系电话", "见通讯录"), "V117", WHO),
    "a name is missing": (put(WHO, "1", "填报人", None), "必填·填报人", WHO),
    "a phone number is missing": (
        put(WHO, "1", "联系电话", None),
        "必填·联系电话",
        WHO,
    ),
    "a date is missing": (put(WHO, "1", "填报日期", ""), "必填·填报日期", WHO),
    "a state is missing": (
        put(TASKS, "T01-02", "进展状态", None),
        "必填·进展状态",
        TASKS,
    ),
    "progress is missing": (
        put(TASKS, "T01-02", "本期进展", " "),
        "必填·本期进展",
        TASKS,
    ),
    "the next step is missing": (put(TASKS, "T01-02", "下步措施", None), "R24", TASKS),
    "a figure is missing": (figure(None), "R01", INDICATORS),
    "a figure is a dash": (figure("-"), "R01", INDICATORS),
    "a figure is 无": (figure("无"), "R01", INDICATORS),
    "a qualitative indicator is missing": (
        both(figure(None, "T02-01-2"), put(INDICATORS, "T02-01-2", "定性进展", None)),
        "R02",
        INDICATORS,
    ),
    "progress is last period's, word for word": (
        put(TASKS, "T01-01", "本期进展", "完成了申报材料的初审。"),
        "R22",
        TASKS,
    ),
    "more invested than planned in all": (
        put(PROJECTS, "+1", "累计完成投资", 39000.0),
        "R30",
        PROJECTS,
    ),
    "more planned for the year than in all": (
        put(PROJECTS, "+1", "年度计划投资", 39000.0),
        "R31",
        PROJECTS,
    ),
    "an investment below nothing": (
        put(PROJECTS, "+2", "总投资", -1.0),
        "R32",
        PROJECTS,
    ),
    "a growth below -100%": (
        put(INDICATORS, "T01-02-2", "同比增长", -120.0),
        "R09",
        INDICATORS,
    ),
    "found after it was to be mended": (
        both(
            put(PROBLEMS, "+1", "发现时间", dt.datetime(2025, 8, 1)),  # noqa: DTZ001 - a cell
            put(PROBLEMS, "+1", "整改时限", dt.datetime(2025, 7, 31)),  # noqa: DTZ001 - a cell
        ),
        "R40",
        PROBLEMS,
    ),
    "found in the future": (
        put(PROBLEMS, "+1", "发现时间", dt.datetime(2026, 7, 1)),  # noqa: DTZ001
        "R41",
        PROBLEMS,
    ),
    "mended without proof": (
        put(PROBLEMS, "+1", "销号情况", "已销号"),
        "R42",
        PROBLEMS,
    ),
    "a problem without a measure": (
        put(PROBLEMS, "+1", "整改措施", None),
        "必填·整改措施",
        PROBLEMS,
    ),
    "a project without a state": (
        put(PROJECTS, "+2", "项目状态", None),
        "必填·项目状态",
        PROJECTS,
    ),
    "half an entry": (add_entry(HIGHLIGHTS, "只有标题"), "必填·内容", HIGHLIGHTS),
    "a required sheet is left empty": (
        clear_entries(
            PROJECTS,
            "项目名称",
            "建设地点",
            "总投资",
            "年度计划投资",
            "累计完成投资",
            "项目状态",
        ),
        "空表",
        PROJECTS,
    ),
    "another required sheet is left empty": (
        clear_entries(PROBLEMS, "问题描述", "整改措施", "整改时限", "销号情况"),
        "空表",
        PROBLEMS,
    ),
    "the stamp is forged": (
        restamp(sign(stamp_of(layout(), 1), b"another key")),
        "S101",
        "",
    ),
    "the stamp is damaged": (restamp(stamp(layout())[:-3]), "S101", ""),
    "the stamp is of another office": (restamp("xltool1.e30=.00"), "S101", ""),
    "the stamp is of last month": (
        restamp(stamp(layout(period=Period.parse("2025-06")))),
        "S102",
        "",
    ),
    "the stamp is gone and it is last month's": (
        both(drop(STAMP), reprint(period="2025年6月")),
        "S102",
        "",
    ),
    "the stamp is gone and it is a ten days' report": (
        both(drop(STAMP), reprint(period="2025年7月上旬")),
        "S102",
        "",
    ),
    "another unit wrote its name over": (reprint(unit=OTHER), "S103", ""),
    "two units' stamps": (
        lambda one: one.pages.append(
            Page("_xltool (2)", [[stamp(layout(OTHER))]], visible=False)
        ),
        "S104",
        "",
    ),
    "two units' sheets without a stamp": (
        both(drop(STAMP), lambda one: one.pages.append(_other_page())),
        "S104",
        "",
    ),
    "no sheet of the form": (drop(STAMP, *DATA_SHEETS), "S105", ""),
    "nobody's name anywhere": (both(drop(STAMP), reprint(unit="某单位")), "S106", ""),
}
"""Goes back: each with an error that says what, and where."""


def _other_page() -> Page:
    page = book(OTHER)[TASKS]
    page.name = "任务进展 (2)"
    return page
