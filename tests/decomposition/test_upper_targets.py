"""The own targets beside the upper level's."""

from __future__ import annotations

import pytest

from xltool.decomposition.indicators.reading import extract_indicators
from xltool.decomposition.upper_targets import compare, find_copies
from xltool.model.registry import Level


def beside(upper: str, own: str) -> tuple[list[str], list[str]]:
    above, _ = extract_indicators(upper, task="T", level=Level.UPPER)
    below, _ = extract_indicators(own, task="T", level=Level.OWN)
    compared, findings = compare(above, below)
    return [indicator.upper for indicator in compared], [
        finding.code for finding in findings
    ]


@pytest.mark.parametrize(
    ("upper", "own", "shown", "codes"),
    [
        (
            "新签约2亿元以上项目100个",
            "新签约2亿元以上项目9个",
            ["上级100个，同口径，占9%"],
            [],
        ),
        (
            "实际使用外资突破1.3亿美元",
            "实际使用外资400万美元",
            ["上级>1.3亿美元，同口径，占3.08%"],
            [],
        ),
        (
            "力争粮食总产量300万吨以上",
            "粮食总产量完成15万吨",
            ["上级≥300万吨，同口径，占5%"],
            [],
        ),
        ("各项贷款增速达到12%", "各项贷款增速达到15%以上", ["上级12%，同口径"], []),
        (
            "内联引资到位资金增长10%",
            "完成内联引资到位资金142亿元",
            ["上级10%，口径不同（增速与金额）"],
            ["I306"],
        ),
        (
            "接待游客100万人次",
            "接待游客30万人",
            ["上级100万人次，口径不同（计量单位“万人”与“万人次”）"],
            ["I306"],
        ),
        (
            "3年内返乡就业人数达到外出人员总数的5%以上",
            "返乡就业户数达到外出人员总数的2%",
            ["上级≥5%，口径不同（人数与户数），期限不同（上级：3年内）"],
            ["I306"],
        ),
        ("投资增速居全省前列", "投资增速居全市前列", ["上级“居全省前列”，同口径"], []),
        ("新签约2亿元以上项目100个", "新签约亿元以上项目20个", ["上级未列"], ["I305"]),
        ("每个乡镇引进乡友企业2—3家", "合格率达到98%", ["上级未列"], ["I305"]),
        ("", "新增企业3家", [""], []),
        ("给予50万元奖励", "新增企业3家", [""], []),
    ],
)
def test_an_own_target_says_how_it_stands_to_the_upper_one(
    upper: str, own: str, shown: list[str], codes: list[str]
) -> None:
    assert beside(upper, own) == (shown, codes)


def test_one_upper_target_serves_one_own_target() -> None:
    shown, codes = beside(
        "新增规模工业企业50家", "新增规模工业企业3家，新增规模服务业企业2家"
    )
    assert shown == ["上级50家，同口径，占6%", "上级未列"]
    assert codes == []


@pytest.mark.parametrize(
    ("own", "code"),
    [
        ("支持收购存量房源作为 保障性租赁住房，满足群众需求", "I302"),
        ("支持收购本县存量房源作为保障性租赁住房", ""),
        ("用好政策", ""),
        (
            "摸清底数。支持收购存量房源作为保障性租赁住房，满足群众需求。年内见效。",
            "I308",
        ),
        ("摸清底数。用好政策。年内见效。", ""),
    ],
)
def test_what_is_copied_from_the_upper_level_is_reported(own: str, code: str) -> None:
    upper = "用好政策。支持收购存量房源作为保障性租赁住房，满足群众需求。"
    assert "".join(one.code for one in find_copies(own, upper)) == code
