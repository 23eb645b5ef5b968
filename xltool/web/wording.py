"""What a workflow tells a person to do, in the words of the desk.

Workflows name commands; at the desk there is a button for each.
"""

from __future__ import annotations

import re

_COMMAND = re.compile(
    r"""
    运行\ xltool\ ([a-z]+)    # 运行 xltool reopen
    (?:\ [^\s：，。；、（）“”]+)*  # 2025-07 --reason 原因
    """,
    re.VERBOSE,
)
_BUTTONS = {
    "accept": "在单位的页面点“放行”",
    "bulletin": "在“专报”点“写专报”",
    "check": "在“台账”点“检查”",
    "collect": "在“收件”收下",
    "extend": "在单位的页面点“延期”",
    "generate": "在“日历”点“下发”",
    "import": "在“台账”导入分解表",
    "reopen": "在“日历”点“重开”",
    "rollup": "在“汇总”点“生成汇总表”",
    "send": "在“本期”点“发出”",
    "settle": "在“待定”裁定",
}
"""Where the desk does what a command does."""


def at_the_desk(words: str) -> str:
    """Name the button in the place of a command that has one.

    >>> at_the_desk("2025-07 已关闭：请先运行 xltool reopen 2025-07 --reason 原因")
    '2025-07 已关闭：请先在“日历”点“重开”'
    >>> at_the_desk("密钥不见了：请运行 xltool init --new-key 换一把")
    '密钥不见了：请运行 xltool init --new-key 换一把'
    """
    return _COMMAND.sub(_button, words)


def _button(match: re.Match[str]) -> str:
    return _BUTTONS.get(match[1], match[0])
