"""What goes out keeps to ECMA-376 and has none of the known causes of a repair dialog; see tests/workflows/test_demo.py."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.checks.returned import INDICATORS, layout, stamp, values
from tests.conformance import faults, repair_causes
from xltool.excel.annotate import annotate
from xltool.excel.designs import read_designs
from xltool.excel.issue import write_issued
from xltool.findings import ROW_DELETED, TOTAL_ROW, Place
from xltool.mail.templates import shipped_templates
from xltool.model.value import State
from xltool.workspace import templates_folder

if TYPE_CHECKING:
    from collections.abc import Callable

FINDINGS = (
    ROW_DELETED.at(Place(sheet=INDICATORS, cell="K5"), found="一行"),
    TOTAL_ROW.at(Place(sheet="重点项目", cell="B7"), found="合计", told=""),
)


def issued() -> bytes:
    return write_issued(layout(), stamp(layout()), values=values())


def resaved(data: bytes) -> bytes:
    """Give a workbook as openpyxl saves it: without the prefix r at the root."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def returned(original: bytes) -> bytes:
    marked = annotate(original, FINDINGS)
    assert marked is not None
    return marked


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(issued, id="issued"),
        pytest.param(lambda: write_issued(layout(), stamp(layout())), id="empty"),
        pytest.param(lambda: returned(issued()), id="returned"),
        pytest.param(lambda: returned(resaved(issued())), id="resaved and returned"),
        pytest.param(lambda: returned(returned(issued())), id="returned twice"),
    ],
)
def test_what_a_unit_gets_opens_without_a_word(make: Callable[[], bytes]) -> None:
    assert faults(make()) == []


def test_the_designs_that_ship_are_sound() -> None:
    forms, _ = read_designs(templates_folder())
    paths = sorted(templates_folder().glob("*.xlsx"))
    assert len(paths) == len(forms)
    assert [faults(path.read_bytes()) for path in paths] == [[]] * len(paths)


def rewritten(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return buffer.getvalue()


SPOILT = {
    "odd_prefix": (rb"r:id=", rb"ns1:id="),
    "sheet_name": (rb'name="\xe5\xa1\xab\xe6\x8a\xa5\xe8\xaf\xb4\xe6\x98\x8e"', b'name="a/b"'),
    "text_count": (rb' count="0"', b' count="9"'),
    "target_missing": (rb'Target="theme/', b'Target="themes/'),
    "part_without_type": (rb'PartName="/xl/theme/', b'PartName="/xl/themes/'),
    "formula_sign": (rb"<f>IF\(", b"<f>=IF("),
    "overlapping_merges": (rb"<mergeCells", b'<mergeCells><mergeCell ref="A1:F9"/></mergeCells><mergeCells'),
    "cell_order": (rb'<c r="B1"', b'<c r="ZZ1"'),
    "defined_name": (rb'localSheetId="\d+"', b'localSheetId="99"'),
}  # fmt: skip


@pytest.mark.parametrize("cause", SPOILT)
def test_a_cause_of_a_repair_dialog_is_seen(cause: str) -> None:
    pattern, replacement = SPOILT[cause]

    def spoil(_name: str, content: bytes) -> bytes:
        if cause == "odd_prefix":
            content = content.replace(b"xmlns:r=", b"xmlns:ns1=")
        return re.sub(pattern, replacement, content)

    found = list(repair_causes(rewritten(issued(), spoil)))
    assert found
    assert {one.partition(":")[0] for one in found} == {cause}


def test_the_mail_and_the_workbook_call_nothing_to_report_the_same() -> None:
    for path in shipped_templates().glob("下发.*"):
        text = path.read_text(encoding="utf-8")
        assert f"没有发生的填“{State.ZERO.value}”" in text
        assert f"“{State.NOT_APPLICABLE.value}”" in text
