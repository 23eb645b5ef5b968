"""What holds for all of the code: examples in docstrings run, and nothing is written twice."""

from __future__ import annotations

import ast
import doctest
import importlib
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MODULES = sorted((ROOT / "xltool").rglob("*.py")) + sorted(
    (ROOT / "benchmarks").glob("*.py")
)
WITH_EXAMPLES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in MODULES
    if ">>> " in path.read_text(encoding="utf-8") and path.name != "__init__.py"
]
SMALL = 35
"""Syntax nodes: two functions that are as short as this may be alike."""


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_the_examples_of_a_module_run(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(name))
    assert outcome.failed == 0
    assert outcome.attempted > 0


@pytest.mark.no_cover
def test_no_function_is_written_twice() -> None:
    places = defaultdict(list)
    for path in MODULES:
        for function in _functions(path):
            place = f"{path.relative_to(ROOT)}:{function.lineno} {function.name}"
            places[_dumped(function)].append(place)
    assert [found for found in places.values() if len(found) > 1] == []


def _functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and len(list(ast.walk(node))) > SMALL:
            yield node


def _dumped(function: ast.FunctionDef) -> str:
    """Give what a function takes and does, whatever it is called and says of itself."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return ast.dump(ast.Module(body=body, type_ignores=[])) + ast.dump(function.args)
