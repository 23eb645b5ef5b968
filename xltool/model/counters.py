"""量词: what things are counted in."""

from __future__ import annotations

import re

_PROJECTS = re.compile(r"项目$")
_NOT_OF_PROJECTS = frozenset({"家", "户", "人", "名", "座"})
"""Of companies, people and buildings; with projects they read wrong everywhere."""


def usual_counter(name: str, measurement_unit: str) -> str:
    """Give what a thing of this name is counted in, or nothing where the unit will do.

    >>> usual_counter("返乡投资项目", "家")
    '个'
    >>> usual_counter("返乡投资项目", "项")
    ''
    """
    if _PROJECTS.search(name) and measurement_unit in _NOT_OF_PROJECTS:
        return "个"
    return ""
