"""A workbook as text, so that `git diff` shows what changed in a form design.

`.gitattributes` names the conversion; each checkout says once how it is run:

    git config diff.xltool.textconv "python -m xltool.excel.textconv"
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.excel.designs import read_sheets
from xltool.forms.design_table import cell_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.model.grid import CellError, Raw


def workbook_text(path: Path) -> str:
    """Give one block per row that has content, one line per cell under its column's
    header.

    >>> workbook_text(Path("no such file.xlsx"))
    ''
    """
    lines: list[str] = []
    for name, rows in (read_sheets(path) or {}).items():
        lines += [f"== {name} ==", ""]
        header = [cell_text(cell) for cell in rows[0]] if rows else []
        for row in rows[1:]:
            lines += _row_lines(header, row)
    return "\n".join(lines)


def _row_lines(header: Sequence[str], row: Sequence[Raw | CellError]) -> list[str]:
    """Give a row's block: its first filled cell, then the others under their headers.

    No lines for an empty row.
    """
    lines: list[str] = []
    for place, (name, cell) in enumerate(zip(header, row, strict=False), 1):
        text = cell_text(cell)
        if not text:
            continue
        if lines:
            lines.append(f"    {name or f'第{place}列'}: {text}")
        else:
            lines.append(f"[{text}]")
    return [*lines, ""] if lines else []


def main(arguments: list[str]) -> int:
    """Write the text of one workbook to standard output, in UTF-8 whatever the console
    speaks.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    sys.stdout.write(workbook_text(Path(arguments[0])))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
