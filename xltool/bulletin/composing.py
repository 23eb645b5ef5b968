"""Composes the bulletin of a period from its roll-up.

Which sections there are, in which order. What stands in a section is in its own module:
`indicator_section`, `task_section`, `problem_section`, `highlight_section`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.bulletin.document import Document, body, gap, plain, prose, section
from xltool.bulletin.highlight_section import highlights
from xltool.bulletin.indicator_section import INDICATORS, indicators
from xltool.bulletin.problem_section import problems
from xltool.bulletin.style import enumerated
from xltool.bulletin.task_section import overall, tasks
from xltool.forms.design import RowsFrom
from xltool.forms.owing import asks_for
from xltool.model.period import Cycle

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

    from xltool.bulletin.document import Paragraph
    from xltool.rollup.rollup import Rollup

    _Section = tuple[str, Callable[[Rollup], Iterator[Paragraph]]]

NAMES = {
    Cycle.WEEK: "工作周报",
    Cycle.TEN_DAY: "工作旬报",
    Cycle.MONTH: "工作专报",
    Cycle.QUARTER: "季度工作小结",
    Cycle.HALF_YEAR: "半年工作总结",
    Cycle.YEAR: "年度工作总结",
    Cycle.ONCE: "专项工作报告",
}
"""What the document of each cycle is called."""
_DEPLOYMENT = "工作部署"
_NEXT_STEPS = "下步打算"


def compose(rollup: Rollup, *, number: int, date: dt.date, opening: str) -> Document:
    """Compose the document of the roll-up's period.

    `opening` is the clerk's text for 【工作部署】, or 【下步打算】 of a summary.
    """
    paragraphs: list[Paragraph] = []
    for title, write in _sections(rollup, opening):
        written = list(write(rollup)) or [body((gap(title), False))]
        paragraphs += [section(title), *written]
    return Document(
        words=_words(rollup, number=number, date=date), paragraphs=tuple(paragraphs)
    )


def _words(rollup: Rollup, *, number: int, date: dt.date) -> dict[str, str]:
    """Give the words of the masthead and of the distribution list."""
    settings = rollup.inputs.settings
    period = rollup.inputs.period
    office, bulletin = settings.office, settings.bulletin
    report_to = "\n".join(enumerated(bulletin.report_to))
    send_to = "\n".join(enumerated(bulletin.send_to))
    return {
        "红头": bulletin.title or f"{office.region}{office.title}",
        "刊名": NAMES[period.cycle],
        "期号": str(number),
        "报告期": period.label,
        "发文单位": office.name,
        "日期": f"{date.year}年{date.month}月{date.day}日",
        "报": report_to or gap("报送名单，见设置 report_to"),
        "送": send_to or gap("发送名单，见设置 send_to"),
    }


def _sections(rollup: Rollup, opening: str) -> list[_Section]:
    """Give the sections of a cycle.

    The brief is short, the summary begins with the state of the whole. A form that asks
    about no indicator has no 【重要指标】, one that asks about no task says nothing of
    tasks.
    """

    def clerks_text(_: Rollup) -> Iterator[Paragraph]:
        return _clerks_text(opening)

    has_tasks = rollup.tasks or asks_for(rollup.inputs.form, RowsFrom.TASKS)
    common: list[_Section] = [("突出问题", problems)]
    if has_tasks:
        common.insert(0, ("重点任务", tasks))
    if rollup.indicators or asks_for(rollup.inputs.form, RowsFrom.INDICATORS):
        common.insert(0, (INDICATORS, indicators))
    last: _Section = ("特色亮点", highlights)
    match rollup.inputs.period.cycle:
        case Cycle.WEEK | Cycle.TEN_DAY:
            return common
        case Cycle.MONTH | Cycle.ONCE:
            return [(_DEPLOYMENT, clerks_text), *common, last]
        case Cycle.QUARTER | Cycle.HALF_YEAR | Cycle.YEAR:
            first: list[_Section] = [("总体情况", overall)] if has_tasks else []
            return [*first, *common, last, (_NEXT_STEPS, clerks_text)]


def _clerks_text(opening: str) -> Iterator[Paragraph]:
    for line in opening.splitlines():
        if line.strip():
            yield prose(plain(line))
