"""Ratios whose name says of which two numbers they are."""

from __future__ import annotations

import pytest

from tests.bulletin.proof.test_claims import Found, found_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "7月末，各项存款余额640.00亿元；各项贷款余额512.00亿元，存贷比80.0%，新增存贷比71.5%。",
            {"512.00/640.00 = 80.0": "agrees"},
            id="loans by deposits, and nothing of 新增存贷比",
        ),
        pytest.param(
            "男性人口为51260人，女性人口为49110人。性别比（以女性为100）由上次普查的107.20下降为104.38。",
            {"51260/49110 = 104.38": "agrees"},
            id="men by a hundred women, this year's",
        ),
        pytest.param(
            "人均可支配收入24800元，其中城镇34200元、农村19000元，城乡收入比为1.80:1。",
            {"34200/19000 = 1.80": "agrees"},
            id="town by country",
        ),
    ],
)
def test_a_ratio_is_of_what_its_name_says(text: str, expected: Found) -> None:
    found = found_in(text)

    assert expected.items() <= found.items()
    assert set(found.values()) <= {"agrees", "agrees_within_rounding"}


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        (
            "存款余额640.00亿元，贷款余额512.00亿元，存贷比86.0%。",
            "512.00/640.00 = 86.0",
        ),
        ("男性51260人，女性49110人，男女性别比109.38。", "51260/49110 = 109.38"),
        ("收入城镇34200元、农村19000元，城乡收入比1.30:1。", "34200/19000 = 1.30"),
    ],
)
def test_a_slip_in_a_ratio_is_wrong(text: str, expression: str) -> None:
    assert found_in(text)[expression] == "disagrees"


def test_an_aside_is_not_what_grew() -> None:
    found = found_in("小学250所，并设有教学点115个，减少4.2%。")

    assert "disagrees" not in found.values()
