"""A workbook that a unit was issued and filled in correctly, and the hands that then get at it.

Nothing is written to a disk: the issued workbook is read once, and mutations change the cells read.
"""

from __future__ import annotations

import copy
import datetime as dt
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from tests.builders import a_registry, a_task, a_unit, an_indicator
from xltool.checks.directory import Directory
from xltool.checks.identify import Context, Issued, Sent
from xltool.checks.judge import judge
from xltool.excel.designs import read_designs
from xltool.excel.issue import write_issued
from xltool.excel.reading import read_bytes
from xltool.forms.building import build_layout
from xltool.forms.stamp import sign, stamp_of
from xltool.model.grid import Appearance, Sheet, Workbook
from xltool.model.indicator_kind import IndicatorKind
from xltool.model.period import Cycle, Period
from xltool.model.value import NOT_APPLICABLE, Value, Values, reported
from xltool.workspace import templates_folder

if TYPE_CHECKING:
    from xltool.findings import Finding
    from xltool.forms.design import FormDesign
    from xltool.forms.layout import Layout
    from xltool.model.grid import CellError, Raw
    from xltool.model.registry import Registry
    from xltool.model.submission import Judgement

KEY = b"k" * 32
PERIOD = Period.parse("2025-07")
UNIT = "市科技局"
OTHER = "平江县"
INDICATORS = "指标数据"
TASKS = "任务进展"
WHO = "填报信息"
PROJECTS = "重点项目"
PROBLEMS = "突出问题"
HIGHLIGHTS = "特色亮点"


@cache
def registry() -> Registry:
    """Three tasks and five indicators of 市科技局, one shared with 平江县."""
    return a_registry(
        a_unit(UNIT, aliases=("科技局",), emails=("kjj@example.gov.cn",)),
        a_unit(OTHER, group="县市区", emails=("pj@example.gov.cn",)),
        a_task(
            "T01-01",
            name="新增创新平台",
            text="新增省级以上创新平台10个以上。",
            support_units=(OTHER,),
        ),
        a_task(
            "T01-02",
            name="加大研发投入",
            text="全社会研发投入增长8%以上，高新技术产业投资完成120亿元。",
        ),
        a_task(
            "T02-01",
            name="科技成果转化",
            text="技术合同成交额达到40亿元，居全省前列。",
            campaign="产业育新培强攻坚",
        ),
        an_indicator(
            "T01-01-1",
            name="新增省级创新平台",
            value=Decimal(10),
            measurement_unit="个",
        ),
        an_indicator(
            "T01-02-1",
            name="全社会研发投入增速",
            value=Decimal(8),
            measurement_unit="%",
            kind=IndicatorKind.GROWTH,
        ),
        an_indicator(
            "T01-02-2",
            name="高新技术产业投资",
            value=Decimal(120),
            measurement_unit="亿元",
            kind=IndicatorKind.AMOUNT,
        ),
        an_indicator(
            "T02-01-1",
            name="技术合同成交额",
            value=Decimal(400000),
            measurement_unit="万元",
            kind=IndicatorKind.AMOUNT,
        ),
        an_indicator(
            "T02-01-2",
            name="科技创新指数位次",
            value=None,
            comparison="text",
            text_target="居全省前列",
            measurement_unit="",
            kind=IndicatorKind.QUALITATIVE,
        ),
    )


@cache
def form() -> FormDesign:
    """The monthly form that ships."""
    forms, _ = read_designs(templates_folder())
    return next(one for one in forms if one.cycle is Cycle.MONTH)


@cache
def layout(unit: str = UNIT, period: Period = PERIOD) -> Layout:
    """What a unit is issued; last month it reported 5 platforms."""
    last: Values = {
        INDICATORS: {"T01-01-1": {"累计完成": reported(Decimal(5))}},
        TASKS: {"T01-01": {"本期进展": reported("完成了申报材料的初审。")}},
    }
    return build_layout(
        form(),
        registry().unit(unit),
        period,
        registry(),
        last_period=last,
        last_year={},
    )


def values() -> Values:
    """What 市科技局 reports in July, in order throughout."""
    return {
        WHO: {
            "1": {
                "分管负责人": reported("张三"),
                "责任股室": reported("规划科"),
                "填报人": reported("李四"),
                "联系电话": reported("0730-8123456"),
                "填报日期": reported(dt.date(2025, 8, 4)),
            }
        },
        TASKS: {
            "T01-01": _progress(
                "推进中", "新认定省级创新平台2个。", "8月完成第二批申报。"
            ),
            "T01-02": _progress("推进中", "开展研发统计培训3场。", "督促企业填报。"),
            "T02-01": _progress("推进中", "促成技术交易26项。", "办好成果对接会。"),
        },
        INDICATORS: {
            "T01-01-1": _figure("7"),
            "T01-02-1": _figure("6.3"),
            "T01-02-2": _figure("74.1234", growth="5.2"),
            "T02-01-1": _figure("256700.5"),
            "T02-01-2": {
                "累计完成": NOT_APPLICABLE,
                "定性进展": reported("全省第四。"),
            },
        },
        PROJECTS: {
            "+1": {
                "项目名称": reported("大学科技园二期"),
                "建设地点": reported("经开区"),
                "总投资": reported(Decimal(38000)),
                "年度计划投资": reported(Decimal(12000)),
                "累计完成投资": reported(Decimal("9100.25")),
                "项目状态": reported("在建"),
            },
            "+2": {
                "项目名称": reported("检测中心"),
                "总投资": reported(Decimal(5200)),
                "累计完成投资": reported(Decimal(5200)),
                "项目状态": reported("竣工"),
            },
        },
        PROBLEMS: {
            "+1": {
                "问题描述": reported("两家企业研发费用归集不规范"),
                "整改措施": reported("上门辅导"),
                "整改时限": reported(dt.date(2025, 9, 30)),
                "销号情况": reported("整改中"),
            }
        },
        HIGHLIGHTS: {
            "+1": {
                "标题": reported("揭榜挂帅"),
                "内容": reported("发布需求12项，签约7项。"),
            }
        },
    }


def _progress(state: str, done: str, following: str) -> dict[str, Value]:
    return {
        "进展状态": reported(state),
        "本期进展": reported(done),
        "下步措施": reported(following),
    }


def _figure(number: str, growth: str = "") -> dict[str, Value]:
    figure = {"累计完成": reported(Decimal(number))}
    return figure | {"同比增长": reported(Decimal(growth))} if growth else figure


def stamp(one: Layout, serial: int = 1) -> str:
    return sign(stamp_of(one, serial), KEY)


@dataclass(slots=True)
class Page:
    """A sheet that can be changed."""

    name: str
    rows: list[list[Raw | CellError]]
    visible: bool = True
    hidden_rows: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    looks: dict[tuple[int, int], Appearance] = field(default_factory=dict)
    comments: dict[tuple[int, int], str] = field(default_factory=dict)

    def cell(self, key: str, header: str) -> tuple[int, int]:
        """Give row and column of a field, by its header's text and the text that starts the row."""
        head = next(
            number
            for number, row in enumerate(self.rows)
            if any(self._is(cell, header) for cell in row)
        )
        column = next(
            number
            for number, cell in enumerate(self.rows[head])
            if self._is(cell, header)
        )
        if key.startswith("#"):
            return head + int(key[1:]), column
        return next(
            number for number, row in enumerate(self.rows) if row and key in row[:3]
        ), column

    @staticmethod
    def _is(cell: Raw | CellError, header: str) -> bool:
        return isinstance(cell, str) and cell.partition("（")[0].strip() == header

    def head(self) -> int:
        """Give the header's row."""
        return self.cell("#0", HEADERS[self.name])[0]

    def put(self, key: str, header: str, content: Raw | CellError) -> None:
        """Put a content into a cell."""
        row, column = self.cell(key, header)
        self.set(row, column, content)

    def set(self, row: int, column: int, content: Raw | CellError) -> None:
        while len(self.rows) <= row:
            self.rows.append([])
        self.rows[row].extend([None] * (column + 1 - len(self.rows[row])))
        self.rows[row][column] = content

    def insert_row(self, at: int, cells: list[Raw | CellError] | None = None) -> None:
        self.rows.insert(at, cells or [])
        self.merged = [
            (a + (a >= at), b, c + (c >= at), d) for a, b, c, d in self.merged
        ]

    def insert_column(self, at: int, content: Raw = None) -> None:
        for row in self.rows:
            if len(row) >= at:
                row.insert(at, content)
        self.merged = [
            (a, b + (b >= at), c, d + (d >= at)) for a, b, c, d in self.merged
        ]

    def delete_column(self, at: int) -> list[Raw | CellError]:
        return [row.pop(at) if len(row) > at else None for row in self.rows]


HEADERS = {
    WHO: "填报人",
    TASKS: "本期进展",
    INDICATORS: "累计完成",
    PROJECTS: "项目名称",
    PROBLEMS: "问题描述",
    HIGHLIGHTS: "标题",
}
"""A header of each sheet, by which tests find it."""


@dataclass(slots=True)
class Book:
    """A workbook that can be changed."""

    pages: list[Page]

    def __getitem__(self, name: str) -> Page:
        return next(page for page in self.pages if page.name == name)

    def drop(self, name: str) -> Page:
        page = self[name]
        self.pages.remove(page)
        return page

    def grid(self) -> Workbook:
        return Workbook(
            sheets=tuple(
                Sheet(
                    name=page.name,
                    rows=page.rows,
                    visible=page.visible,
                    hidden_rows=frozenset(page.hidden_rows),
                    merged=tuple(page.merged),
                    appearances=page.looks,
                    comments=page.comments,
                )
                for page in self.pages
            )
        )


@cache
def _read(unit: str, period: Period, *, filled: bool) -> Workbook:
    one = layout(unit, period)
    reading = read_bytes(
        write_issued(one, stamp(one), values=values() if filled else {})
    )
    assert reading.workbook is not None
    assert not reading.findings
    return reading.workbook


def book(unit: str = UNIT, period: Period = PERIOD, *, filled: bool = True) -> Book:
    """Give the filled-in workbook, to be changed."""
    sheets = copy.deepcopy(_read(unit, period, filled=filled).sheets)
    return Book(
        [
            Page(
                one.name,
                [list(row) for row in one.rows],
                one.visible,
                set(one.hidden_rows),
                list(one.merged),
            )
            for one in sheets
        ]
    )


def context(**words: object) -> Context:
    """What the office knows."""
    plain = Context(
        period=PERIOD,
        key=KEY,
        units=Directory(registry().units),
        issued=lambda unit, _serial: (
            Issued(layout=layout(unit), serial=1) if unit in {UNIT, OTHER} else None
        ),
        form=layout(),
    )
    return replace(plain, **words)  # type: ignore[arg-type] # the test's words


def judged(
    one: Book,
    sent: Sent = Sent(name="报送.xlsx"),  # noqa: B008
    known: Context | None = None,
) -> Judgement:
    return judge(one.grid(), sent, known or context())


def contents(read: Values) -> dict[tuple[str, str, str], object]:
    """What was reported, free rows by their place: two readings are compared by this."""
    found: dict[tuple[str, str, str], object] = {}
    for sheet, rows in read.items():
        for place, (key, fields) in enumerate(rows.items()):
            for name, value in fields.items():
                if value.content is not None or value.text:
                    row = f"+{place}" if key.startswith("+") else key
                    found[sheet, row, name] = (value.state, value.content)
    return found


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [one.code for one in findings]
