"""Texts of which a part is crossed out or raised, found in the XML of a workbook.

Most workbooks have none, and then nothing is parsed: the bytes tell.
"""

from __future__ import annotations

import re
from pyexpat import ParserCreate
from typing import TYPE_CHECKING

from xltool.excel.reading.scanning import position
from xltool.excel.reading.structure import refuse_doctype
from xltool.model.grid import Position, Run

if TYPE_CHECKING:
    from collections.abc import Mapping

Runs = tuple[Run, ...]
_MARKS = b"strike", b"vertAlign"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_OFF = frozenset({"0", "false", "baseline"})


def may_be_rich(content: bytes) -> bool:
    """Say whether any text of a part may be crossed out or raised."""
    return any(mark in content for mark in _MARKS)


def shared_runs(content: bytes) -> dict[int, Runs]:
    """Give the pieces of those shared texts that have some crossed out or raised, by
    index.
    """
    return dict(_Pass("si").run(content).items) if may_be_rich(content) else {}


def inline_runs(content: bytes) -> dict[Position, Runs]:
    """Give the same of the texts that stand in the cells of a sheet, by (row,
    column).
    """
    return dict(_Pass("is").run(content).cells) if may_be_rich(content) else {}


class _Pass:
    """The state of one pass: which text and piece the parser stands in.

    `container` is the element that holds a text: `si` among the shared ones, `is` in a
    cell.
    """

    def __init__(self, container: str) -> None:
        self.container = container
        self.items: dict[int, Runs] = {}
        self.cells: dict[Position, Runs] = {}
        self.count = 0
        self.row = self.column = -1
        self.runs: list[Run] = []
        self.text = ""
        self.struck = self.raised = self.in_text = self.phonetic = False

    def run(self, content: bytes) -> _Pass:
        """Read a part."""
        parser = ParserCreate()
        parser.StartDoctypeDeclHandler = refuse_doctype
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        parser.Parse(content, True)  # noqa: FBT003 - expat's signature
        return self

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        match name[name.rfind(":") + 1 :]:
            case "row":
                self.row = int(attributes.get("r", self.row + 2)) - 1
                self.column = -1
            case "c":
                self.enter_cell(attributes.get("r", ""))
            case "r":
                self.text = ""
                self.struck = self.raised = False
            case "strike":
                self.struck = attributes.get("val", "1") not in _OFF
            case "vertAlign":
                self.raised = attributes.get("val", "") not in _OFF
            case "rPh":
                self.phonetic = True
            case "t":
                self.in_text = not self.phonetic
            case local if local == self.container:
                self.runs = []

    def enter_cell(self, reference: str) -> None:
        """Go to a cell; one that does not say its address follows the last."""
        if reference:
            self.row, self.column = position(reference)
        else:
            self.column += 1

    def characters(self, text: str) -> None:
        """Take a text."""
        if self.in_text:
            self.text += text

    def end(self, name: str) -> None:
        """Leave an element."""
        match name[name.rfind(":") + 1 :]:
            case "t":
                self.in_text = False
            case "rPh":
                self.phonetic = False
            case "r":
                text = _ESCAPED.sub(_character, self.text)
                run = Run(text=text, struck=self.struck, raised=self.raised)
                self.runs.append(run)
            case local if local == self.container:
                self.close()

    def close(self) -> None:
        """Keep the pieces of a text where one of them is crossed out or raised."""
        if any(run.struck or run.raised for run in self.runs):
            self.items[self.count] = self.cells[self.row, self.column] = (*self.runs,)
        self.count += 1


def _character(escaped: re.Match[str]) -> str:
    """Give the character that `_x0041_` stands for."""
    return chr(int(escaped[1], 16))
