"""Every help page and every usage error is Chinese from the first word to the last."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click
import pytest

from xltool.cli.help_pages import wrapped
from xltool.cli.main import COMMANDS, cli, run
from xltool.cli.tables import places

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENGLISH = re.compile(
    r"Usage|Options|default|Commands|Show|exit|Error|Invalid|Missing|required|Try |RANGE|such"
    r"|\b(?:PERIOD|UNIT|DIR|FILE|TABLE|PATH|NAME|CODE|TEXT|DATE|WORKBOOK)\b"
)


def _all_commands(group: click.Group, path: str = "") -> Iterator[str]:
    """Every command and every command of a command, as it is typed."""
    context = click.Context(group)
    for name in group.list_commands(context):
        typed = f"{path} {name}".strip()
        yield typed
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _all_commands(command, typed)


EVERY = ["", *_all_commands(cli)]


def test_the_commands_of_a_command_are_among_them() -> None:
    assert {*COMMANDS, "operator add", "operator remove", "operator list"} <= {*EVERY}


@pytest.mark.parametrize("columns", [80, 100])
@pytest.mark.parametrize("command", EVERY)
def test_a_help_page_is_chinese_and_uncut(
    command: str,
    columns: int,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    assert run([*command.split(), "--help"]) == 0

    page = capsys.readouterr().out
    assert page.startswith("用法：xltool")
    assert not _ENGLISH.search(page)
    assert "..." not in "".join(page.splitlines()[1:])
    assert "。。" not in page
    assert max(places(line) for line in page.splitlines()) <= columns


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("proof", "缺少 文件。"),
        ("nothing", "没有命令“nothing”。"),
        ("bulletin 2025-07 --number 0", "--number：0 不在 1 到 9999 之间。"),
        ("bulletin 2025-07 --number x", "--number：“x”不是整数。"),
        ("bulletin 2025-07 --number 1 --date 5", "不是日期"),
        ("bulletin 2025-07 --numer 1", "没有选项 --numer。"),
        ("bulletin 2025-07", "缺少 --number。"),
        ("proof a b", "多写了 b。"),
        ("operator none", "没有命令“none”。"),
        ("operator add", "缺少 名字。"),
        ("operator list --all", "没有选项 --all。"),
        ("operator add 甲 --role 管理", "--role：“管理”应是 操作员、只读 之一。"),
        ("export --format xls", "--format：“xls”应是 xlsx、csv、parquet 之一。"),
        ("bulletin x --number 1", "报告期：“x”不是报告期"),
    ],
)
def test_a_usage_error_says_in_chinese_what_is_wrong(
    line: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(line.split()) == 2

    shown = capsys.readouterr().err
    assert said in shown
    assert "--help" in shown
    assert not _ENGLISH.search(shown)


def test_an_option_without_its_value_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["proof", "--against"]) == 2
    assert capsys.readouterr().err == "错误：选项 --against 后面要写内容。\n"


def test_a_line_breaks_where_a_reader_breaks_it() -> None:
    lines = wrapped("放在 submissions/2025-07/issued/，每个单位一个。", 22)

    assert "".join(lines).replace(" ", "") == (
        "放在submissions/2025-07/issued/，每个单位一个。"
    )
    assert not any(line[0] in "，。" for line in lines)
