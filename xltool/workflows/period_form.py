"""The forms of a period.

The designs of its cycle, and those of them that were issued.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.errors import DesignError, PeriodError
from xltool.excel.designs import read_designs
from xltool.findings import Severity, worst
from xltool.forms.owing import is_statistical

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.forms.design import FormDesign
    from xltool.ledger.ledger import Ledger
    from xltool.model.period import Period
    from xltool.workspace import Workspace


def forms_of(
    workspace: Workspace, period: Period, name: str = ""
) -> tuple[FormDesign, ...]:
    """Give the designs of a period's cycle, or the one of this key or name.

    DesignError if there is none, or none without errors.
    """
    designs, findings = read_designs(workspace.templates)
    forms = _regular_first(form for form in designs if _is_for(form, period))
    if name:
        named = [form for form in forms if name in {form.key, form.name}]
    else:
        named = list(forms)
    if named:
        return tuple(named)
    if forms:
        names = "、".join(form.name for form in forms)
        raise DesignError(f"{period} 没有报表“{name}”：现有的是 {names}")
    if worst(findings) is Severity.ERROR:
        raise DesignError(
            f"报表设计有错误，{period} 没有可用的报表："
            "运行 xltool check 逐处查看，改好后再运行"
        )
    raise DesignError(
        f"workbook_templates 里没有周期为“{period.cycle}”的报表设计："
        "请复制一份自带的设计，改“设置”里的周期"
    )


def _is_for(form: FormDesign, period: Period) -> bool:
    """Say whether a form is of a period's cycle, and of its occasion if it has one."""
    same_occasion = not form.occasion or form.occasion == str(period)
    return form.cycle is period.cycle and same_occasion


def _regular_first(forms: Iterable[FormDesign]) -> tuple[FormDesign, ...]:
    """Order forms about tasks and indicators before statistical ones."""
    return tuple(sorted(forms, key=is_statistical))


def form_named(workspace: Workspace, period: Period, name: str = "") -> FormDesign:
    """Give the design of this key or name.

    Without one the period's first, which is its regular form.
    """
    return forms_of(workspace, period, name)[0]


def issued_forms(ledger: Ledger, period: Period, name: str = "") -> tuple[str, ...]:
    """Give the keys of a period's issued forms, or of the one of this key or name.

    PeriodError where nothing was issued, or not that form.
    """
    keys = forms_in_order(ledger, period)
    if not keys:
        raise PeriodError(
            f"{period.label}还没有下发报表：请先运行 xltool generate {period}"
        )
    if not name:
        return keys
    names = {key: form_name(ledger, period, key) for key in keys}
    for key, called in names.items():
        if name in {key, called}:
            return (key,)
    known = "、".join(names.values())
    raise PeriodError(f"{period} 没有下发过报表“{name}”：下发过的是 {known}")


def issued_form(ledger: Ledger, period: Period, name: str = "") -> str:
    """Give the key of an issued form; without a name the first that was issued."""
    return issued_forms(ledger, period, name)[0]


def is_regular(ledger: Ledger, period: Period, key: str) -> bool:
    """Say whether a form is the one that the office's work is named by: the first of a
    period, if it asks about tasks or indicators.
    """
    first = forms_in_order(ledger, period)[:1]
    return first == (key,) and not _is_statistical(ledger, period, key)


def forms_in_order(ledger: Ledger, period: Period) -> tuple[str, ...]:
    """Give the keys of a period's issued forms, statistical ones last."""
    keys = ledger.forms(str(period))
    if len(keys) < 2:
        return keys
    return tuple(sorted(keys, key=lambda key: _is_statistical(ledger, period, key)))


def _is_statistical(ledger: Ledger, period: Period, key: str) -> bool:
    known = ledger.in_force(str(period), key)
    return known is not None and is_statistical(known.design)


def form_name(ledger: Ledger, period: Period, key: str) -> str:
    """Give what a form of a period is called; its key where nothing else is known."""
    known = ledger.in_force(str(period), key)
    return key if known is None else known.design.name
