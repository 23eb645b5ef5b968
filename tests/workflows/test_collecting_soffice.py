"""Files that LibreOffice saved: the same values come out of .xlsx, .xls and .ods."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.checks.returned import contents, context, layout, stamp, values
from tests.soffice import convert, needs_soffice
from xltool.checks.identify import Sent
from xltool.checks.judge import judge
from xltool.excel.issue import write_issued
from xltool.excel.reading import read_workbook
from xltool.model.grid import address
from xltool.model.submission import Verdict
from xltool.model.value import reported

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.model.submission import Judgement
    from xltool.model.value import Values

pytestmark = [needs_soffice, pytest.mark.xdist_group("soffice")]


def saved_by_libreoffice(filled: Values, to: str, folder: Path) -> Judgement:
    source = folder / "报送.xlsx"
    source.write_bytes(write_issued(layout(), stamp(layout()), values=filled))
    out = folder / "out"
    out.mkdir(exist_ok=True)
    path = convert(source, to, out)
    reading = read_workbook(path)
    return judge(reading.workbook, Sent(name=path.name), context(), reading.findings)


@pytest.mark.parametrize("to", ["xlsx", "xls", "ods"])
def test_a_file_that_another_program_saved_is_read_as_it_was_filled_in(
    to: str, tmp_path: Path
) -> None:
    judgement = saved_by_libreoffice(values(), to, tmp_path)
    assert judgement.verdict is Verdict.ACCEPTED, judgement.findings
    assert contents(judgement.values) == contents(values())


@pytest.mark.parametrize("to", ["xlsx", "xls", "ods"])
def test_what_is_wrong_is_found_at_the_same_cell_whoever_saved_the_file(
    to: str, tmp_path: Path
) -> None:
    faulty = values()
    faulty["指标数据"]["T02-01-1"]["累计完成"] = reported("约1.2亿")
    faulty["任务进展"]["T01-02"]["进展状态"] = reported("基本完成")
    judgement = saved_by_libreoffice(faulty, to, tmp_path)
    found = [(one.code, one.place.sheet, one.place.cell) for one in judgement.findings]
    state = _cell("任务进展", "T01-02", "进展状态")
    figure = _cell("指标数据", "T02-01-1", "累计完成")
    assert ("V114", "任务进展", state) in found
    assert ("V201", "指标数据", figure) in found
    assert ("V302", "指标数据", figure) in found


def _cell(sheet: str, row: str, field: str) -> str:
    """Give the address of a field in the issued workbook."""
    issued = layout().sheet(sheet)
    return address(issued.row(row).row, issued.columns[field])
