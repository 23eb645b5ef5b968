"""The examples of docs/python.md run, in their order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

import xltool
from tests.conftest import ROOT
from tests.frames.year import record_city
from tests.rollup.city import a_city
from xltool import api
from xltool.workflows.setup import set_up

if TYPE_CHECKING:
    from pathlib import Path


PAGE = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.filterwarnings("ignore:Glyph")  # of a font that has no Chinese
def test_the_examples_run_as_they_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_city(set_up(tmp_path / "workspace"), a_city(7))
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for example in EXAMPLES:
        exec(compile(example, "docs/python.md", "exec"), names)  # noqa: S102
    assert len(names["year"]) == 9 * 24
    assert len(names["behind"]) == 7
    assert (tmp_path / "campaigns.png").stat().st_size > 5_000
    assert (tmp_path / "tables" / "figures.csv").exists()


def test_every_function_is_listed_and_can_be_called() -> None:
    listed = set(re.findall(r"^\| `(\w+)\(|, `(\w+)\(", PAGE, re.MULTILINE))
    listed = {first or second for first, second in listed}
    assert listed == set(api.__all__)
    for name in api.__all__:
        assert getattr(xltool, name) is getattr(api, name)
        assert getattr(api, name).__doc__
        assert "return" in getattr(api, name).__annotations__
