"""Rules on points are parameters of an assessment; what is to be done stays a target."""

from __future__ import annotations

import pytest

from xltool.decomposition.indicators.reading import extract_indicators
from xltool.decomposition.text.scoring import scoring_spans
from xltool.model.registry import Level, Role


@pytest.mark.parametrize(
    ("text", "target", "points"),
    [
        ("新建示范园6个，每少1个扣2分，最高扣6分", "6个", "1个 2分 6分"),
        ("开工率达到72%以上得10分，每低5个百分点扣1分", "72%", "10分 5个百分点 1分"),
        ("培育龙头企业9家（15分），每超1家，加0.5分", "9家", "15分 1家 0.5分"),
        ("发稿40篇，省级、市级、县级每篇分别得1分、0.6分、0.4分", "40篇", "1分 0.6分 0.4分"),
        ("建成站点300个，完成80%至90%得6分", "300个", "80% 6分"),
        ("新增用户2万户，低于1.5万户的，不得分", "2万户", "1.5万户"),
        ("死亡人数控制在5人以内，发生较大事故1起，扣10分", "5人", "1起 10分"),
        ("覆盖率达到98%以上得满分，加分不超过3分", "98%", "3分"),
        ("群众满意度达到90分以上，计8分", "90分", "8分"),
        ("测评得分90分以上，得分按序计入", "90分", ""),
        ("宣传工作2分：发稿50篇", "50篇", "2分"),
        ("改造管网30公里，运行维护3分，台账管理2分。", "30公里", "3分 2分"),
        ("引进项目8个，10亿元以上、5亿元以上的分别加20、10分", "8个", "10亿元 5亿元 20 10分"),
        ("每季度开展检查2次以上，每缺1次扣1分", "2次", "1次 1分"),
        ("投诉办结率达到95%，85—94分为良好，84分以下为一般", "95%", "85分 84分"),
    ],
)  # fmt: skip
def test_only_what_is_to_be_done_is_a_target(
    text: str, target: str, points: str
) -> None:
    found, _ = extract_indicators(text, task="T01", level=Level.OWN)
    read: dict[Role, list[str]] = {Role.TARGET: [], Role.PARAMETER: []}
    for one in found:
        read[one.role].append(f"{one.value}{one.measurement_unit}")
    assert read[Role.TARGET] == [target]
    assert read[Role.PARAMETER] == points.split()


def test_every_figure_of_a_rule_is_named_as_one_and_quoted() -> None:
    found, _ = extract_indicators(
        "新建示范园6个，每少1个扣2分", task="T01", level=Level.OWN
    )
    said = [(one.name, one.source_text) for one in found if one.role != Role.TARGET]
    assert said == [("计分标准", "每少1个"), ("计分标准", "每少1个扣2分")]


@pytest.mark.parametrize(
    "text",
    [
        "群众满意度达到90分以上",
        "每季度开展宣传2次",
        "30分钟内响应",
        "每年增加投入5000万元",
        "城乡居民分别增长6%、8%",
        "服务评价不低于85分",
        "测评成绩较上轮提高2.5分，比上季度增加3分。",
    ],
)
def test_what_only_looks_like_a_rule_is_none(text: str) -> None:
    assert list(scoring_spans(text)) == []
