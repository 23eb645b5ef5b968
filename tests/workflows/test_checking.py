"""`check`: what would keep mails from being written or delivered, said before one is sent."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.builders import a_registry, a_task, a_unit, an_indicator
from xltool.excel.registry import write_registry
from xltool.model.indicator_kind import IndicatorKind
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


def test_a_mistake_in_the_bulletins_template_is_said(workspace: Workspace) -> None:
    path = workspace.templates / "bulletin.docx"
    path.write_bytes(b"PK")

    (found,) = [one for one in check(workspace).findings if one.code == "D199"]

    assert found.place.sheet == "bulletin.docx"
    assert "打不开" in found.message


def test_the_shipped_templates_are_right_and_so_are_changed_ones(
    workspace: Workspace,
) -> None:
    (workspace.mail_templates / "下发.txt.j2").write_text(
        "主题：{{ 报告期 }}\n{{ 联系人 }}", encoding="utf-8"
    )
    found = {one.code for one in check(workspace).findings}
    assert not found & {"D196", "D199"}


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


def test_what_stands_oddly_in_the_registry_is_said_before_anything_is_issued(
    tmp_path: Path,
) -> None:
    opened = set_up(tmp_path)
    county = ("平江县", "湘阴县")
    registry = a_registry(
        a_unit("市科技局", emails=("kjj@example.gov.cn",)),
        a_unit("市档案馆"),
        a_unit("各园区", group="集合"),
        a_task(support_units=(*county, "各园区")),
        an_indicator("T01-01-1", value=Decimal(10), measurement_unit="家"),
        an_indicator("T01-01-2", value=Decimal(5), measurement_unit="颗粒"),
        an_indicator("T01-01-3", value=Decimal(5), measurement_unit="", kind=IndicatorKind.AMOUNT),
        an_indicator("T01-01-4", name="返乡投资项目", measurement_unit="家"),
        shares={("T01-01-1", county[0]): Decimal(4), ("T01-01-1", county[1]): Decimal(5)},
    )  # fmt: skip
    write_registry(opened.registry, registry)
    said = {(one.code, one.place.row_key) for one in check(opened).findings}
    assert {
        ("I215", "各园区"),
        ("I246", "市档案馆"),
        ("I243", "T01-01-1"),
        ("I247", "T01-01-2"),
        ("I247", "T01-01-3"),
        ("U308", "T01-01-4"),
    } <= said


def test_addresses_are_looked_at_where_half_of_the_units_have_one(
    tmp_path: Path,
) -> None:
    opened = set_up(tmp_path)
    reached = a_unit("市科技局", emails=("kjj@example.gov.cn",))
    registry = a_registry(reached, a_task(support_units=("平江县",)))
    write_registry(opened.registry, registry)
    said = [one for one in check(opened).findings if one.code == "M101"]
    assert [one.found for one in said] == ["平江县"]


def test_an_even_division_and_usual_units_are_not_odd(tmp_path: Path) -> None:
    opened = set_up(tmp_path)
    registry = a_registry(
        a_task(support_units=("平江县",)),
        an_indicator("T01-01-1", value=Decimal(10), measurement_unit="万元/亩"),
        shares={("T01-01-1", "平江县"): Decimal(10)},
    )
    write_registry(opened.registry, registry)
    codes = {one.code for one in check(opened).findings}
    assert not codes & {"I215", "I243", "I246", "I247"}
