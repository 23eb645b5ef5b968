"""Every word of the room's lists is there for something that the snapshots would miss."""

from __future__ import annotations

import pytest

from tests.decomposition.word_lists import members, unnoticed

_ROOM_FOR_MORE = {".merge.OPTIONS 选项5", ".merge.OPTIONS 选项6"}
"""Columns of the registry that no doubt fills today."""


def test_the_word_lists_are_found() -> None:
    assert len(list(members())) > 100


@pytest.mark.no_cover
def test_no_word_can_be_left_out_of_a_list_unnoticed() -> None:
    # A sentence that only this word reads goes into conditions.txt, parts.txt or
    # grids.txt; a word for which there is none is not needed.
    assert {str(member) for member in unnoticed()} == _ROOM_FOR_MORE
