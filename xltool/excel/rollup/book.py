"""The roll-up's workbook file.

Its options, its formats, and what every sheet of it has in common.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import IO, TYPE_CHECKING, Any

import xlsxwriter

from xltool.opc.package import open_package, write_spliced
from xltool.opc.shared_texts import with_counted_texts

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from xltool.excel.rollup.page import RollupPage
    from xltool.rollup.rollup import Rollup

_NOT_IN_SHEET_NAMES, _LONGEST_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]"), 31
BODY_FONT, HEAD_FONT = "宋体", "黑体"
TEXT_SIZE = 10
_CALCULATED_BY = 191029
"""The number of Excel's calculation since 2019.

A file of an older one is calculated when it is opened, and Excel asks to save it when
it is closed, though nobody changed it.
"""
INK, LINE, HEAD_FILL, BAND_FILL = "#1F1F1F", "#8C8C8C", "#DCE6F1", "#F2F2F2"
LINK_INK = "#1F4E9E"
STATUS_LOOKS: dict[str, dict[str, Any]] = {
    "已完成": {"font_color": "#0B6B34", "bg_color": "#D9F0E1"},
    "达序时": {"font_color": "#1F4E9E", "bg_color": "#E3ECF9"},
    "滞后": {"font_color": "#8A5A00", "bg_color": "#FFF0CC"},
    "严重滞后": {"font_color": "#A61C1C", "bg_color": "#FBDCDC", "bold": True},
    "未报": {"font_color": "#595959", "bg_color": "#E7E6E6"},
    "逾期": {"font_color": "#8A5A00", "bg_color": "#FFF0CC"},
    "退回": {"font_color": "#A61C1C", "bg_color": "#FBDCDC"},
    "约谈": {"font_color": "#A61C1C", "bg_color": "#FBDCDC", "bold": True},
    "通报": {"font_color": "#8A5A00", "bg_color": "#FFF0CC"},
    "未启动": {"font_color": "#8A5A00", "bg_color": "#FFF0CC"},
    "按时": {"font_color": "#0B6B34"},
    "预计完不成": {"font_color": "#A61C1C", "bg_color": "#FBDCDC", "bold": True},
    "有风险": {"font_color": "#8A5A00", "bg_color": "#FFF0CC"},
    "预计完成": {"font_color": "#1F4E9E", "bg_color": "#E3ECF9"},
}
"""How a word of status looks wherever it stands."""


class Book:
    """A workbook in the making, for one roll-up.

    XlsxWriter makes all of it but the rows of the pages, which are put in when it is
    done.
    """

    def __init__(
        self, rollup: Rollup, *, scale: float = 1.0, is_live: bool = True
    ) -> None:
        """Open a workbook in memory whose properties depend on the period alone.

        Same inputs, same bytes. `scale` makes the texts, columns and rows of pages
        larger; where it is not live, cells have values in place of formulas.
        """
        self.rollup = rollup
        self.scale = scale
        self.is_live = is_live
        self.units = {unit.code: unit.name for unit in rollup.inputs.registry.units}
        self._buffer = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.file = xlsxwriter.Workbook(self._buffer, options)
        self.file.set_calc_mode("auto", _CALCULATED_BY)
        self.file.calc_on_load = False
        office = rollup.inputs.settings.office
        period = rollup.inputs.period
        title = office.title if rollup.measures else rollup.inputs.form.name
        self.file.set_properties(
            {
                "title": f"{office.region}{title}汇总表（{period.label}）",
                "company": office.name,
                "created": dt.datetime.combine(period.end, dt.time()),
            }
        )
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._pages: dict[str, RollupPage] = {}

    def unit(self, code: str) -> str:
        """Give a unit's printed name."""
        return self.units.get(code, code)

    def unit_list(self, codes: tuple[str, ...]) -> str:
        """Give names joined as in a sentence."""
        return "、".join(self.unit(code) for code in codes)

    def format(self, **properties: Any) -> Format:
        """Give a format, made once for each set of properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            plain = {
                "font_name": BODY_FONT,
                "font_size": TEXT_SIZE,
                "font_color": INK,
                "valign": "vcenter",
            }
            self._formats[key] = self.file.add_format({**plain, **properties})
        return self._formats[key]

    def style(self, properties: dict[str, Any]) -> int:
        """Give the number under which cells of a page name a format."""
        size = properties.get("font_size", TEXT_SIZE) * self.scale
        look = {**properties, "font_size": size}
        number: int = self.format(**look)._get_xf_index()  # noqa: SLF001 - XlsxWriter has no public name for it
        return number

    def sheet(self, name: str, page: RollupPage | None = None) -> Worksheet:
        """Add a sheet that prints on A4 across, one page wide, with page numbers.

        `page` has its rows. Names come from form designs and the directory too: what
        Excel does not take is replaced, and a name that is taken already is numbered.
        """
        sheet = self.file.add_worksheet(self._free_name(name))
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.55)
        sheet.center_horizontally()
        sheet.set_footer('&C&"宋体"&9第 &P 页 共 &N 页&R&"宋体"&9&A')
        sheet.hide_gridlines(2)
        if page is not None:
            for before in self._pages.values():
                before.forget()
            self._pages[f"xl/worksheets/sheet{len(self.file.worksheets())}.xml"] = page
        return sheet

    def _free_name(self, name: str) -> str:
        """Give a name of a sheet that Excel allows and no other sheet has."""
        plain = _NOT_IN_SHEET_NAMES.sub("_", name).strip("'")[:_LONGEST_NAME] or "表"
        taken = {sheet.get_name().casefold() for sheet in self.file.worksheets()}
        number, free = 1, plain
        while free.casefold() in taken:
            number += 1
            free = f"{plain[: _LONGEST_NAME - 5]}({number})"
        return free

    def color_statuses(
        self,
        sheet: Worksheet,
        first_row: int,
        column: int,
        last_row: int,
        last_column: int,
    ) -> None:
        """Color the words of status in a range, as conditional formats that follow the
        value.
        """
        for word, look in STATUS_LOOKS.items():
            sheet.conditional_format(
                first_row,
                column,
                last_row,
                last_column,
                {
                    "type": "cell",
                    "criteria": "==",
                    "value": f'"{word}"',
                    "format": self.file.add_format(look),
                },
            )

    def finish(self, file: IO[bytes]) -> None:
        """Write the workbook."""
        for page in self._pages.values():
            page.widen()
            page.set_print_area()
        self.file.close()
        skeleton = open_package(self._buffer.getvalue())
        spliced = {
            name: page.finished(skeleton.read(name))
            for name, page in self._pages.items()
        }
        heads = {name: head for name, (head, _) in spliced.items()}
        write_spliced(file, with_counted_texts(skeleton, heads), spliced)
