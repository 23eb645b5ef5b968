"""Types into workbooks in LibreOffice as a person does, and saves them: run by LibreOffice's own Python.

    python typing_script.py PORT < JOBS

JOBS is JSON: [[URL of the workbook, URL of the result, [[sheet, address, text], …]], …]. Each text is entered
as if typed: the program recognises `6.3%` and `2025-8-5`, refuses locked cells, and calculates meanwhile.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from typing import Any

uno: Any = importlib.import_module("uno")
NoConnect: Any = uno.getClass("com.sun.star.connection.NoConnectException")


def connect(port: str) -> Any:
    """Wait for LibreOffice and give its desktop."""
    manager = uno.getComponentContext().ServiceManager
    resolver = manager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    address = f"uno:socket,host=127.0.0.1,port={port};urp;StarOffice.ComponentContext"
    for _ in range(240):
        try:
            return resolver.resolve(address).ServiceManager.createInstance(
                "com.sun.star.frame.Desktop"
            )
        except NoConnect:
            time.sleep(0.25)
    sys.exit("LibreOffice did not answer")


def option(name: str, *, value: object) -> Any:
    """Make one of the options with which a document is loaded or saved."""
    made = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    made.Name, made.Value = name, value
    return made


def type_into(book: Any, entries: list[list[str]]) -> None:
    """Type each text into its cell."""
    for sheet, address, text in entries:
        cell = book.Sheets.getByName(sheet).getCellRangeByName(address)
        if cell.CellProtection.IsLocked:
            sys.exit(f"{sheet}!{address} is locked: a person could not type there")
        cell.FormulaLocal = text


def main(port: str) -> None:
    """Do every job, then end LibreOffice."""
    desktop = connect(port)
    for source, result, entries in json.load(sys.stdin):
        book = desktop.loadComponentFromURL(
            source, "_blank", 0, (option("Hidden", value=True),)
        )
        type_into(book, entries)
        book.storeToURL(result, (option("FilterName", value="Calc MS Excel 2007 XML"),))
        book.close(True)  # noqa: FBT003 - LibreOffice's own signature
    desktop.terminate()


if __name__ == "__main__":
    main(sys.argv[1])
