"""Help pages and usage errors in Chinese.

click words them in English and measures lines by characters, not by places.
`HelpContext` gives every command its pages, `ChineseGroup` also those of the commands
of a command; `usage_error` words what was wrong with a command line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from shutil import get_terminal_size
from typing import TYPE_CHECKING

import click

from xltool.cli.tables import places

if TYPE_CHECKING:
    from collections.abc import Iterable

_WIDEST = 100
"""No line is longer, however wide the terminal is."""
_HEADINGS = {"Options": "选项", "Commands": "命令", "Arguments": "参数"}
_NOTES = (
    (re.compile(r"Show this message and exit\."), "显示本说明。"),
    (re.compile(r"Show the version and exit\."), "显示版本号。"),
    (re.compile(r"\[required\]"), "［必填］"),
    (re.compile(r"\[default: ([^\]]*)\]"), r"［缺省 \1］"),
    (re.compile(r"\[([^\]]*); required\]"), r"［\1，必填］"),
    (re.compile(r"\[(\d+)<=x<=(\d+)\]"), r"［\1 到 \2］"),
    (re.compile(r"［(\d+)<=x<=(\d+)，必填］"), r"［\1 到 \2，必填］"),
)
_METAVARS = (
    ("[OPTIONS]", "［选项］"),
    ("COMMAND [ARGS]...", "命令 …"),
    ("...", "…"),
    ("[", "［"),
    ("]", "］"),
)
_VALUES = (("INTEGER RANGE", "N"), ("INTEGER", "N"), ("FLOAT", "N"), ("TEXT", "文字"))
"""What click calls the kinds of values."""
_MARKS = "[。，、；：）”》】？！］]*"
_UNBREAKABLE = rf"[（“《【［]?(?:[\x21-\x7e]+{_MARKS}|.{_MARKS})\s*"
"""A piece that stays on one line: a word or path, a character, with the marks at it."""
_LONGEST_TERM = 34
"""Of an option or a command; a longer one stands on a line of its own."""


class ChineseFormatter(click.HelpFormatter):
    """Writes a help page.

    Headings are Chinese, lines are folded by the places they take, nothing is cut.
    """

    def write_usage(
        self,
        prog: str,
        args: str = "",
        prefix: str | None = None,  # noqa: ARG002 - click's signature
    ) -> None:
        """Write 用法."""
        for english, chinese in _METAVARS:
            args = args.replace(english, chinese)
        self.write(f"用法：{prog} {args}\n")

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        self.write(f"{_HEADINGS.get(heading, heading)}：\n")

    def write_text(self, text: str) -> None:
        """Write a paragraph."""
        indent = " " * self.current_indent
        for paragraph in text.splitlines():
            for line in wrapped(paragraph.strip(), _width() - self.current_indent):
                self.write(f"{indent}{line}\n")

    def write_dl(
        self,
        rows: Iterable[tuple[str, str]],
        col_max: int = 30,  # noqa: ARG002 - click's signature
        col_spacing: int = 2,
    ) -> None:
        """Write options or commands with what they do."""
        told = [(_plain_term(term), words) for term, words in rows]
        terms = [places(term) for term, _ in told]
        width = max((one for one in terms if one <= _LONGEST_TERM), default=0)
        indent = " " * self.current_indent
        room = _width() - self.current_indent - width - col_spacing
        for term, words in told:
            first, *others = wrapped(_in_chinese(words), room) or [""]
            gap = " " * (width + col_spacing)
            if places(term) > _LONGEST_TERM:
                self.write(f"{indent}{term}\n{indent}{gap}{first}\n")
            else:
                padding = " " * (width + col_spacing - places(term))
                self.write(f"{indent}{term}{padding}{first}\n")
            for line in others:
                self.write(f"{indent}{gap}{line}\n")


class HelpContext(click.Context):
    """The context of every command: its help pages are in Chinese."""

    formatter_class = ChineseFormatter


class ChineseCommand(click.Command):
    """A command of a group."""

    context_class = HelpContext


class ChineseGroup(click.Group):
    """A command with commands of its own."""

    context_class = HelpContext
    command_class = ChineseCommand

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """Write every command with the first sentence of its help, uncut."""
        rows = []
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None:
                rows.append((name, first_sentence(command.help or "")))
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def _width() -> int:
    """Give how many places a line has: those of the terminal, where it has fewer."""
    return min(_WIDEST, get_terminal_size((_WIDEST, 24)).columns)


def _plain_term(term: str) -> str:
    for english, plain in _VALUES:
        term = re.sub(rf"\b{english}\b", plain, term)
    return term


def wrapped(text: str, width: int) -> list[str]:
    """Break a text into lines of so many places, never inside a word or before a mark.

    >>> wrapped("写成 reports/。", 12)
    ['写成', 'reports/。']
    """
    lines: list[str] = []
    line = ""
    for match in re.finditer(_UNBREAKABLE, text):
        if line and places(line) + places(match.group().rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += match.group()
    return [*lines, line.rstrip()] if line else lines


def first_sentence(help_text: str) -> str:
    """Give the first sentence of a command's help.

    >>> first_sentence("汇总本期。随时可以重做。")
    '汇总本期。'
    """
    first, end, _ = help_text.partition("。")
    return first + end


def _in_chinese(words: str) -> str:
    for pattern, chinese in _NOTES:
        words = pattern.sub(chinese, words)
    return words


# ---- what was wrong with a command line --------------------------------------------


def _not_a_choice(match: re.Match[str]) -> str:
    choices = match[2].replace("'", "").replace(", ", "、")
    return f"“{match[1]}”应是 {choices} 之一"


_Wording = str | Callable[[re.Match[str]], str]
_PROBLEMS: tuple[tuple[re.Pattern[str], _Wording], ...] = (
    (re.compile(r"^No such command '(.+?)'\.?.*$"), r"没有命令“\1”"),
    (re.compile(r"^No such option:? '?(-[\w-]+)'?\.?.*$"), r"没有选项 \1"),
    (re.compile(r"^Option '(.+?)' requires an argument\.$"), r"选项 \1 后面要写内容"),
    (
        re.compile(r"^Option '(.+?)' requires (\d+) arguments\.$"),
        r"选项 \1 后面要写 \2 项",
    ),
    (re.compile(r"^Option '(.+?)' does not take a value\.$"), r"选项 \1 后面不写内容"),
    (re.compile(r"^Got unexpected extra arguments? \((.+)\)$"), r"多写了 \1"),
    (re.compile(r"^Missing command\.$"), "没有写要做什么"),
    (
        re.compile(r"^(.+) is not in the range (\S+)<=x<=(\S+)\.$"),
        r"\1 不在 \2 到 \3 之间",
    ),
    (re.compile(r"^(.+) is not in the range x>=(\S+)\.$"), r"\1 应不小于 \2"),
    (re.compile(r"^'(.+)' is not a valid integer( range)?\.$"), r"“\1”不是整数"),
    (re.compile(r"^'(.+?)' is not one of (.+)\.$"), _not_a_choice),
    (
        re.compile(r"^'(.+)' does not match the formats? '%Y-%m-%d'.*$"),
        r"“\1”不是日期，请写成 2025-07-31 的样子",
    ),
    (re.compile(r"^File '(.+)' is a directory\.$"), r"“\1”是文件夹，这里要一个文件"),
    (re.compile(r"^(?:File|Path|Directory) '(.+)' does not exist\.$"), r"找不到“\1”"),
)
"""What click says, and the same in Chinese.

What the commands themselves say is Chinese already.
"""


def usage_error(error: click.UsageError) -> str:
    """Word what was wrong with a command line, and where its help is."""
    lines = []
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.message
    if error.ctx is not None:
        command = error.ctx.command_path
        lines.append(error.ctx.get_usage())
        lines.append(f"各选项的说明：{command} --help")
    return "\n".join((*lines, f"错误：{_problem(error)}。"))


def _problem(error: click.UsageError) -> str:
    if isinstance(error, click.MissingParameter):
        return f"缺少 {_name_of(error)}"
    message = _worded(error.message.strip())
    if isinstance(error, click.BadParameter):
        name = _name_of(error)
        return f"{name}：{message}" if name else message
    return message


def _name_of(error: click.BadParameter) -> str:
    """Name the option or argument."""
    if error.param_hint:
        hint = error.param_hint
        return hint if isinstance(hint, str) else "、".join(hint)
    if error.param is None or error.ctx is None:
        return ""
    return error.param.get_error_hint(error.ctx).replace("'", "")


def _worded(message: str) -> str:
    for pattern, chinese in _PROBLEMS:
        if pattern.match(message):
            return pattern.sub(chinese, message)
    return message.rstrip("。.")
