from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.forms.forms import a_layout
from xltool.forms.stamp import (
    Stamp,
    read_unverified,
    rows_digest,
    sign,
    stamp_of,
    verify,
)

KEY = bytes(range(32))
STAMP = Stamp(
    unit="市科技局", period="2025-07", form="月通报", version="1", serial=1, rows="abc"
)


def test_a_signed_stamp_reads_back_and_is_the_same_text_every_time() -> None:
    assert verify(sign(STAMP, KEY), KEY) == STAMP
    assert sign(STAMP, KEY) == sign(STAMP, KEY)


@settings(deadline=None, max_examples=60)
@given(st.integers(min_value=0), st.characters())
def test_no_single_changed_character_is_accepted(place: int, char: str) -> None:
    text = sign(STAMP, KEY)
    place %= len(text)
    changed = f"{text[:place]}{char}{text[place + 1 :]}"
    assert verify(changed, KEY) == (STAMP if changed.strip() == text else None)


def test_another_workspaces_stamp_is_refused_but_can_be_named() -> None:
    text = sign(STAMP, b"another key")
    assert verify(text, KEY) is None
    assert read_unverified(text) == STAMP


@pytest.mark.parametrize(
    "text", ["", "x", "xltool1", "xltool1..", "xltool1.!!.00", "xltool1.e30=.00"]
)
def test_what_is_no_stamp_is_none(text: str) -> None:
    assert verify(text, KEY) is None
    assert read_unverified(text) is None


def test_the_digest_follows_the_row_keys_and_nothing_else() -> None:
    layout = a_layout()
    renamed = replace(layout, unit=replace(layout.unit, phone="123"))
    shorter = replace(layout, sheets=layout.sheets[:-1])
    assert rows_digest(layout) == rows_digest(renamed) != rows_digest(shorter)
    assert stamp_of(layout, 2).serial == 2
