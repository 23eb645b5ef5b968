"""The columns of a table as fields: types, units, choices, how they are merged.

What a cell's validation says counts first, then its number format, then the words of
its header; where none says anything, the type is doubtful.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from xltool.excel.designing.formulas import row_formula
from xltool.excel.designing.words import squeezed
from xltool.model.grid import column_letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.excel.designing.headers import Heading
    from xltool.excel.designing.page import FormCell, Page, Validation

NUMBER, INTEGER, PERCENT = "数字", "整数", "百分比"
TEXT, DATE, MONTH, CHOICE = "文本", "日期", "年月", "选项"
NUMERIC = frozenset({NUMBER, INTEGER, PERCENT})
COUNTED = frozenset("人户家个件次项宗辆台套头只处所条份篇天笔") | {"人次", "户次"}
"""Units of what is counted whole."""
_BY_VALIDATION = {"whole": INTEGER, "decimal": NUMBER, "date": DATE, "textLength": TEXT}
_NUMERIC_CONDITION = re.compile(r"^=?\s*(?:AND\(|OR\()*\s*ISNUMBER\(", re.IGNORECASE)
_WORDS = (
    (re.compile(r"统一社会信用代码|信用代码$"), "统一社会信用代码"),
    (re.compile(r"身份证"), "身份证号"),
    (re.compile(r"附件|扫描件|佐证材料$"), "附件"),
    (re.compile(r"电话|手机|联系方式|传真|[Pp]hone|[Tt]elephone"), "电话"),
    (re.compile(r"年月$|月份$"), MONTH),
    (re.compile(r"日期|时间$|时限$|[Dd]ate\b"), DATE),
    (
        re.compile(r"率|比重|占比|比例|增幅|增速|增长|同比|环比|进度[%％（(]|±|[%％]"),
        PERCENT,
    ),
    (
        re.compile(
            r"""
              名称|姓名|地址|单位$|部门|职务|负责人|联系人|填报人  # 项目名称, 责任单位
            | 备注|说明|内容|措施|原因|问题|情况|依据  # 整改措施
            | 类别|类型|性质|编号|编码|代码  # 企业类型
            | [Nn]ame|[Dd]escription|[Aa]ddress|[Ee]mail  # Project name
            | [Tt]ype|[Cc]ode|[Tt]itle  # Title
            """,
            re.VERBOSE,
        ),
        TEXT,
    ),
    (
        re.compile(
            r"""
              数额|数量|数$|总数|人数|户数|个数|件数|次数|面积  # 受益人数
            | 产值|产量|收入|支出|投资|余额|经费|资金|预算|决算  # 财政收入
            | 金额|总额|合计|小计|总计|额$|价$|费$  # 到位金额, 合同价
            | [Aa]mount|[Bb]udget|[Tt]otal|[Ee]xpenditure  # Total amount
            | [Oo]bligation|[Nn]umber[ ]of  # Number of jobs
            """,
            re.VERBOSE,
        ),
        NUMBER,
    ),
)
"""What the words of a header say of its column."""
_TELLING = frozenset({PERCENT, DATE, MONTH, TEXT})
"""Number formats that say what a column is, whatever its words say."""
_DAY = re.compile(r"[dD]")
_YEAR = re.compile(r"[yYeE]")
_DECIMALS = re.compile(r"^[^E.]*0(?:\.(?P<decimals>[0#]+))?\s*%?\s*$")
"""A number format, less its literals: `0.00`, `#,##0`, `0.0%`."""
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_RELATIVE = re.compile(r"率|比重|占比|增长|同比|平均|人均|单价|均价")
"""Words of figures that are no sums: 人均收入, 同比增长."""
_WIDEST = 40.0


class Typed(NamedTuple):
    """A type, and whether anything said so."""

    type: str
    sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The cells of a column that tell what it is."""

    cells: tuple[FormCell, ...]
    validation: Validation | None = None


def sample_of(page: Page, rows: Sequence[int], column: int) -> Sample:
    """Give the cells of a column, and what may be entered in most of them."""
    cells = [page.cell(row, column) for row in rows]
    entered = [cell for cell in cells if not cell.formula]
    checks = (page.validation(row, column) for row in rows)
    validation = next((check for check in checks if check is not None), None)
    return Sample(cells=tuple(entered or cells), validation=validation)


def type_of(sample: Sample, heading: Heading, *, is_figure: bool) -> Typed:
    """Give the type of a column.

    `is_figure` says that it is one of a table of figures.
    """
    by_check = _by_validation(sample.validation)
    by_format = _by_format(sample.cells)
    if by_check or by_format in _TELLING:
        return Typed(by_check or by_format, sure=True)
    if heading.unit and heading.unit != "%":
        return Typed(_of_unit(heading.unit), sure=True)
    by_words = _by_heading(heading)
    if by_words == PERCENT:
        return _percentage(by_format, heading, is_figure=is_figure)
    return _by_words_or_format(by_words, by_format, is_figure=is_figure)


def _by_heading(heading: Heading) -> str:
    """Give the type that a label says, else the head above it; empty for none.

    The words above say what a label is about: they do not make a text of it.
    """
    label = f"{heading.label}%" if heading.unit == "%" else heading.label
    by_label = _by_words(label)
    if by_label or not heading.heads:
        return by_label
    by_head = _by_words(heading.heads[-1])
    return "" if by_head == TEXT else by_head


def _percentage(by_format: str, heading: Heading, *, is_figure: bool) -> Typed:
    """Give the type of a column whose words speak of a rate."""
    if by_format or is_figure or heading.unit:
        return Typed(PERCENT, sure=heading.unit == "%")
    return Typed(NUMBER, sure=False)


def _by_words_or_format(by_words: str, by_format: str, *, is_figure: bool) -> Typed:
    """Give the type that a number format shows, else the words of the header.

    Where they differ the words count, and are doubtful: 编号 under a number format.
    """
    if is_figure:
        return Typed(by_format or by_words or NUMBER, sure=True)
    if by_format and by_words in {TEXT, DATE, MONTH}:
        return Typed(by_words, sure=False)
    known = by_format or by_words
    return Typed(known or TEXT, sure=bool(known))


def _of_unit(unit: str) -> str:
    """Give the type of what is measured so: people are whole, money is not."""
    return INTEGER if unit in COUNTED else NUMBER


def _by_validation(validation: Validation | None) -> str:
    """Give the type that a validation lets in; empty for any."""
    if validation is None:
        return ""
    if validation.kind == "list":
        return CHOICE if validation.choices else ""
    if validation.kind == "custom" and _NUMERIC_CONDITION.match(validation.condition):
        return NUMBER
    return _BY_VALIDATION.get(validation.kind, "")


def shows_per_cent(sample: Sample) -> bool:
    """Say whether the number format of most of a column's cells shows per cent."""
    return _by_format(sample.cells) == PERCENT


def decimals_of(sample: Sample) -> int | None:
    """Give the decimals that most of a column's cells show; None for all."""
    bare = _LITERAL.sub("", _usual_format(sample.cells)).partition(";")[0]
    shown = _DECIMALS.search(bare)
    return len(shown["decimals"] or "") if shown else None


def _usual_format(cells: Sequence[FormCell]) -> str:
    """Give the code of the number format that most of the cells have."""
    codes = Counter(cell.number_format for cell in cells)
    return codes.most_common(1)[0][0] if codes else "General"


def _by_format(cells: Sequence[FormCell]) -> str:
    """Give the type that the usual number format shows; empty for any."""
    code = _usual_format(cells)
    if code == "General":
        return ""
    if code == "@":
        return TEXT
    bare = _LITERAL.sub("", code)
    if _YEAR.search(bare) and "0" not in bare:
        return DATE if _DAY.search(bare) else MONTH
    if "%" in bare:
        return PERCENT
    return NUMBER if "0" in bare or "#" in bare else ""


def _by_words(text: str) -> str:
    """Give the type that the words of a header say; empty for none."""
    for pattern, found in _WORDS:
        if pattern.search(text):
            return found
    return ""


def formula_of(
    page: Page,
    rows: Sequence[int],
    column: int,
    fields: dict[int, str],
    codes: dict[int, str],
) -> tuple[str, bool]:
    """Give what a column computes from its row, and whether it computes at all.

    The formula is empty where it says more than a formula over fields can.
    """
    times = Counter[str]()
    computed = 0
    for row in rows:
        formula = page.cell(row, column).formula
        if not formula:
            continue
        computed += 1
        translated = row_formula(formula, row, fields, codes)
        names_itself = f"[{fields.get(column)}]" in translated
        if translated and not names_itself:
            times[translated] += 1
    usual, count = times.most_common(1)[0] if times else ("", 0)
    # a formula of one row among many, or of fewer than half, is an exception
    if count * 2 >= computed and count >= min(2, len(rows)):
        return usual, True
    return "", computed * 2 >= len(rows) > 0


def merge_of(type_name: str, heading: Heading) -> Typed:
    """Give how a field of figures is merged, and whether that is certain.

    Rates and averages of several units cannot be added up.
    """
    if type_name not in NUMERIC:
        return Typed("", sure=True)
    words = squeezed("".join((*heading.heads, heading.label)))
    if type_name == PERCENT or _RELATIVE.search(words):
        return Typed("并列", sure=False)
    return Typed("合计", sure=True)


def width_of(label: str, type_name: str) -> float:
    """Give the width of a column in the plain layout, in characters."""
    wide = sum(2 if ord(char) > 255 else 1 for char in label)
    least = 14.0 if type_name in NUMERIC else 16.0
    return min(_WIDEST, max(least, float(wide + 2)))


def letters(column: int) -> str:
    """Give the letters of a column."""
    return column_letters(column)
