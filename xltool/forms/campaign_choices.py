"""The choices 攻坚: the campaigns of the registry; no design has to be kept in step."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.forms.design import FormDesign

CAMPAIGNS = "攻坚"
"""The name of the choices in a design's sheet 选项."""
FROM_REGISTRY = "（按任务台账）"
"""Its one choice in a design, which the campaigns stand for when the form is issued."""


def with_campaigns(design: FormDesign, campaigns: Iterable[str]) -> FormDesign:
    """Give the design with these campaigns, where it leaves them to the registry."""
    known = tuple(dict.fromkeys(one for one in campaigns if one))
    if design.choices.get(CAMPAIGNS) != (FROM_REGISTRY,) or not known:
        return design
    return replace(design, choices={**design.choices, CAMPAIGNS: known})
