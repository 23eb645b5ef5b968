"""The form of a period: the one design of its cycle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.errors import DesignError
from xltool.excel.designs import read_designs
from xltool.findings import Severity, worst

if TYPE_CHECKING:
    from xltool.forms.design import FormDesign
    from xltool.model.period import Period
    from xltool.workspace import Workspace


def form_of(workspace: Workspace, period: Period) -> FormDesign:
    """Give the design of a period's cycle; DesignError if there is none, or none without errors."""
    forms, findings = read_designs(workspace.templates)
    found = [form for form in forms if form.cycle is period.cycle]
    if len(found) == 1:
        return found[0]
    if found or worst(findings) is Severity.ERROR:
        raise DesignError(
            f"报表设计有错误，{period} 没有可用的报表：运行 xltool check 逐处查看，改好后再运行"
        )
    raise DesignError(
        f"workbook_templates 里没有周期为“{period.cycle}”的报表设计：请复制一份自带的设计，改“设置”里的周期"
    )
