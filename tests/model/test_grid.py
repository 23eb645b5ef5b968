from __future__ import annotations

import pytest
from openpyxl.utils import get_column_letter

from xltool.model.grid import Sheet, address, column_letters


def test_columns_are_lettered_as_excel_letters_them() -> None:
    assert [column_letters(column) for column in range(16384)] == [
        get_column_letter(column) for column in range(1, 16385)
    ]


@pytest.mark.parametrize(
    ("row", "column", "cell"), [(0, 0, "甲"), (0, 1, None), (1, 0, None), (5, 5, None)]
)
def test_outside_of_what_a_sheet_holds_there_is_nothing(
    row: int, column: int, cell: str | None
) -> None:
    assert Sheet(name="表", rows=[["甲"]]).cell(row, column) == cell
    assert Sheet(name="表", rows=[["甲"]]).cell(-1, 0) is None


def test_an_address_is_the_one_that_the_clerk_sees() -> None:
    assert address(0, 0) == "A1"
    assert address(6, 28) == "AC7"
