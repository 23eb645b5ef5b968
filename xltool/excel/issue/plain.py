"""A worksheet of XlsxWriter that takes formulas as they are."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet


@cache
def plain_worksheet() -> type[Worksheet]:
    """Give the class of worksheet for formulas that use no function newer than Excel 2007.

    XlsxWriter looks for thirty newer functions in every formula, in the texts within it too. That was
    a third of the time that an issued workbook took, and would have changed a sentence with `SORT(` in it.
    It also writes an empty text that a formula gave as if the formula had never been calculated.
    """
    from xlsxwriter.worksheet import Worksheet

    class PlainWorksheet(Worksheet):  # type: ignore[misc] # XlsxWriter's classes are not typed
        def _prepare_formula(self, formula: str, *_: object) -> str:
            return formula.removeprefix("=")

        def _xml_formula_element(self, formula: str, result: object, attributes: list[tuple[str, object]]) -> None:
            kind = [("t", "str")] if result == "" else []
            super()._xml_formula_element(formula, result, [*attributes, *kind])

    return PlainWorksheet
