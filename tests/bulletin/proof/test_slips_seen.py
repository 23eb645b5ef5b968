"""Relations that the words alone say, so that a slip in any of their numbers is seen."""

from __future__ import annotations

import pytest

from tests.bulletin.proof.test_claims import found_in

OF_ALL_TASKS = (
    "全年工作细化为240项具体事项。达到进度的有180项，占总任务的75.0%；欠进度的有48项，占总任务的{}%；"
    "其它类12项，占总任务的5.0%。"
)
A_YEAR_S_PLAN = "城镇新增就业{}人，完成3500人年计划的64.00%。"
SEVERAL_PLANS = (
    "完成预算收入32.55亿元，为人大预算数35.00亿元的93.00%，为三季度目标31.00亿元的{}%，"
    "为全年目标42.00亿元的77.50%。"
)
PLAN_IN_A_BRACKET = "年度计划开工{}项（其中上半年计划开工180项），已开工160项，完成年度计划开工的64.0%。"
ABOVE_ITS_WHOLE = (
    "形成有效工单8400件，转派3200件，在线办结5200件，综合办结数{}件，综合办结率98.50%。"
)


@pytest.mark.parametrize(
    ("text", "right", "wrong", "expression"),
    [
        (OF_ALL_TASKS, "20.0", "26.0", "48/240 = {}%"),
        (A_YEAR_S_PLAN, "2240", "2840", "{}/3500 = 64.00%"),
        (SEVERAL_PLANS, "105.00", "106.00", "32.55/31.00 = {}%"),
        (PLAN_IN_A_BRACKET, "250", "150", "160/{} = 64.0%"),
        (ABOVE_ITS_WHOLE, "8274", "9274", "{}/8400 = 98.50%"),
    ],
    ids=lambda value: value[:12],
)
def test_a_slip_is_seen(text: str, right: str, wrong: str, expression: str) -> None:
    confirmed = found_in(text.format(right))
    refuted = found_in(text.format(wrong))

    assert confirmed[expression.format(right)] == "agrees"
    assert not {"disagrees", "query"} & set(confirmed.values())
    assert refuted[expression.format(wrong)] == "disagrees"


NOT_SAID = [
    # the plan that a completion is of is not printed
    "完成投资152.40亿元，占年度计划的76.1%；社会事业项目完成投资81.20亿元，占年度计划的51.7%。",
]


@pytest.mark.parametrize("text", NOT_SAID, ids=lambda text: text[:14])
def test_what_is_not_said_raises_no_alarm(text: str) -> None:
    assert not {"disagrees", "query"} & set(found_in(text).values())
