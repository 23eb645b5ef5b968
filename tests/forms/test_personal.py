"""Fields that name a person are known by many names; figures and places are none."""

from __future__ import annotations

import pytest

from xltool.forms.design import Field, FormDesign, RowsFrom, SheetDesign
from xltool.forms.personal import personal_places
from xltool.model.period import Cycle

PERSONS = """
填报人 填表人 制表人 填写人 编制人 经办人 经手人 承办人 联系人 联络员 统计负责人
审核人 复核人 审批人 签发人 单位负责人 负责人（签字） 分管领导 责任人 法定代表人
制表 复核 审核 联系电话 手机号 联系方式 电子邮箱 签名
"""
OTHERS = """
填报单位 填报部门 填报日期 责任股室 统计人口 编制人数 联系人次 审核意见 复核结果 制表日期
负责单位 项目名称 备注
"""


def _is_personal(label: str, rows_from: RowsFrom = RowsFrom.SINGLE) -> bool:
    field = Field(key="F1", label=label)
    sheet = SheetDesign(key="表尾", title="表尾", rows_from=rows_from, fields=(field,))
    design = FormDesign(
        key="自有表", name="自有表", cycle=Cycle.MONTH, version="1", choices={},
        sheets=(sheet,),
    )  # fmt: skip
    return personal_places(design) == {("表尾", "F1")}


@pytest.mark.parametrize("label", PERSONS.split())
def test_who_filled_in_and_who_answers_for_it_is_personal(label: str) -> None:
    assert _is_personal(label)


@pytest.mark.parametrize("label", OTHERS.split())
def test_units_days_and_figures_are_not(label: str) -> None:
    assert not _is_personal(label)


def test_a_form_label_with_blanks_in_it_is_the_same() -> None:
    assert _is_personal("填 表 人：")
    assert not _is_personal("填表人", RowsFrom.TASKS)
