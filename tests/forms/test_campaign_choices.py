from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.builders import a_registry, a_task, an_indicator
from tests.forms.shipped import shipped_form
from xltool.excel.registry import write_registry
from xltool.forms.campaign_choices import CAMPAIGNS, FROM_REGISTRY, with_campaigns
from xltool.model.period import Period
from xltool.workflows.in_force import Files

if TYPE_CHECKING:
    from xltool.workspace import Workspace


def test_the_campaigns_stand_for_the_one_choice() -> None:
    form = shipped_form("monthly")
    assert form.choices[CAMPAIGNS] == (FROM_REGISTRY,)
    chosen = with_campaigns(form, ["甲攻坚", "", "乙攻坚", "甲攻坚"])
    assert chosen.choices[CAMPAIGNS] == ("甲攻坚", "乙攻坚")
    assert with_campaigns(form, []) == form


def test_a_clerks_own_list_stays() -> None:
    form = shipped_form("monthly")
    own = replace(form, choices={**form.choices, CAMPAIGNS: ("我的攻坚",)})
    assert with_campaigns(own, ["甲攻坚"]) == own


@pytest.mark.parametrize("period", ["2025-07", "2025-Q3", "2025-07-T1"])
def test_what_is_put_in_force_names_the_registrys_campaigns(
    workspace: Workspace, period: str
) -> None:
    """And the shipped forms tell a unit who leads a task, and until when."""
    write_registry(workspace.registry, a_registry(a_task(), an_indicator()))
    design = Files(workspace).in_force(Period.parse(period)).design
    assert design.choices[CAMPAIGNS] == ("科技创新赋能攻坚",)
    problems = {field.key: field for field in design.sheet("突出问题").fields}
    assert problems["所属攻坚"].choices == CAMPAIGNS
    shown = {field.key for field in design.sheet("任务进展").fields}
    assert {"完成时限", "牵头领导"} <= shown
