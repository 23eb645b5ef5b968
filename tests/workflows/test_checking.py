"""`check`: what would keep mails from being written or delivered, said before one is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.builders import a_registry, a_task, a_unit
from xltool.excel.registry import write_registry
from xltool.workflows.checking import check
from xltool.workflows.setup import set_up

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    opened = set_up(tmp_path)
    write_registry(
        opened.registry,
        a_registry(a_unit("市科技局", emails=("kjj(at)example.gov.cn",)), a_task()),
    )
    return opened


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "下发.txt.j2",
            "主题：{{ 单位 }}\n{% if 联系人 %}".encode(),
            "下发.txt.j2 第2行写法有误",
        ),
        (
            "催报.html.j2",
            "<p>{{ 程度 | 大写 }}</p>".encode(),
            "催报.html.j2 第1行写法有误",
        ),
        (
            "答复.txt.j2",
            "主题：{{ 结论 }}\n{{ 程度 }}".encode(),
            "答复.txt.j2 里的名称“程度”没有内容可填",
        ),
        ("下发.html.j2", "<p>单位</p>".encode("gbk"), "下发.html.j2 不是 UTF-8 编码"),
    ],
)
def test_a_mistake_in_a_mail_template_is_said(
    workspace: Workspace, name: str, content: bytes, said: str
) -> None:
    (workspace.mail_templates / name).write_bytes(content)
    (found,) = [one for one in check(workspace).findings if one.code == "D196"]
    assert said in found.message


def test_the_shipped_templates_are_right_and_so_are_changed_ones(
    workspace: Workspace,
) -> None:
    (workspace.mail_templates / "下发.txt.j2").write_text(
        "主题：{{ 报告期 }}\n{{ 联系人 }}", encoding="utf-8"
    )
    assert [one for one in check(workspace).findings if one.code == "D196"] == []


def test_addresses_are_looked_at_where_mails_are_sent(workspace: Workspace) -> None:
    assert not {one.code for one in check(workspace).findings} & {"M101", "M102"}
    mail = replace(workspace.settings.mail, smtp_host="smtp.example.gov.cn")
    sending = replace(workspace, settings=replace(workspace.settings, mail=mail))
    assert [
        (one.code, one.place.row_key)
        for one in check(sending).findings
        if one.code.startswith("M")
    ] == [
        ("M102", "市科技局"),
        ("M101", "市科技局"),
    ]
