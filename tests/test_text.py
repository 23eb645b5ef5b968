from __future__ import annotations

import doctest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xltool import text
from xltool.model import grid
from xltool.text import file_name


def test_the_examples_in_the_docstrings_hold() -> None:
    for module in (text, grid):
        result = doctest.testmod(module)
        assert (result.failed, result.attempted > 0) == (0, True)


@pytest.mark.parametrize(
    ("given_text", "name"),
    [
        ("市科技局", "市科技局"),
        ("a/b\\c:d*e?f", "a_b_c_d_e_f"),
        ("..", "_"),
        ("", "_"),
        ("CON", "_CON"),
        ("lpt1", "_lpt1"),
        ("名称. ", "名称"),
        ("\x00\x1f", "__"),
        ("长" * 200, "长" * 80),
    ],
)
def test_a_file_name_is_one_that_every_system_accepts(
    given_text: str, name: str
) -> None:
    assert text.file_name(given_text) == name


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=120))
def test_a_file_name_never_leaves_its_folder_and_is_never_empty(anything: str) -> None:
    name = text.file_name(anything)
    assert name
    assert name not in {".", ".."}
    assert not set(name) & set('<>:"/\\|?*')
    assert text.file_name(name) == name


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_more(anything: str) -> None:
    assert text.half_width(text.half_width(anything)) == text.half_width(anything)
    assert text.squeeze(text.squeeze(anything)) == text.squeeze(anything)


def test_a_long_text_is_cut_visibly() -> None:
    assert text.shorten("一二三四五", 4) == "一二三…"
    assert text.shorten(" 一\n二 ", 4) == "一 二"


def test_a_file_name_has_no_more_bytes_than_file_systems_take() -> None:
    name = file_name("😀" * 80)
    assert len(name.encode()) <= 240
    assert set(name) == {"😀"}
