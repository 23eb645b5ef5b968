"""Figures of a table whose names cannot be an indicator's are asked about, once a table."""

from __future__ import annotations

from tests.decomposition.grids import a_grid
from xltool.decomposition.extraction import Extract, extract
from xltool.decomposition.registry.doubts import Answers, Doubt, DoubtKind

PLACES = a_grid(
    "序号 | 指标名称 | 目标值 | 计量单位 | 责任单位",
    "1 | 东河镇 | 80 | 公里 | 县水利局",
    "2 | 西河镇 | 60 | 公里 | 县水利局",
    "3 | 清淤渠道 | 40 | 公里 | 县水利局",
)


def strange(found: Extract) -> list[Doubt]:
    return [one for one in found.doubts if one.kind is DoubtKind.STRANGE]


def answered(answer: str) -> Extract:
    [doubt] = strange(extract([PLACES]))
    return extract([PLACES], answers=Answers(given={doubt.identity: answer}))


def test_places_as_names_are_one_doubt_of_the_table() -> None:
    [doubt] = strange(extract([PLACES]))
    assert "2 个数的指标名称不像指标（东河镇、西河镇）" in doubt.finding.message
    assert doubt.options == ("是指标", "不是指标")


def test_what_is_no_indicator_is_refused() -> None:
    found = answered("不是指标")
    refused = [
        one.name for one in found.registry.indicators if one.code in found.refused
    ]
    assert refused == ["东河镇", "西河镇"]
    assert strange(found) == []


def test_what_is_an_indicator_stays() -> None:
    found = answered("是指标")
    assert found.refused == frozenset()
    assert strange(found) == []


def test_an_answer_that_says_neither_leaves_the_doubt_open() -> None:
    assert len(strange(answered("不清楚"))) == 1


def test_names_that_are_indicators_are_not_asked_about() -> None:
    grid = a_grid(
        "序号 | 指标名称 | 目标值 | 计量单位 | 责任单位",
        "1 | 清淤渠道 | 40 | 公里 | 县水利局",
        "2 | 改造小区 | 6 | 个 | 县住建局",
    )
    assert strange(extract([grid])) == []


def test_a_bare_heading_as_a_name_is_asked_about() -> None:
    grid = a_grid(
        "乡镇 | 下达任务（户） | 完成数（户）",
        "城东镇 | 90 | 30",
        "河西镇 | 40 | 10",
    )
    [doubt] = strange(extract([grid]))
    assert "（下达）" in doubt.finding.message
