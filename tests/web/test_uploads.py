"""What a browser calls a file never becomes a path."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.client import done
from tests.workflows.office import JULY, entries, filled_in

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from xltool.web.desk import Desk
    from xltool.workspace import Workspace

from xltool.web.uploads import safe_name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("市财政局.xlsx", "市财政局.xlsx"),
        ("../../../etc/passwd", "passwd"),
        ("..\\..\\启动\\坏.exe", "坏.exe"),
        ("C:\\报表\\市财政局.xlsx", "市财政局.xlsx"),
        ("", "未命名"),
        (".xlsx", "未命名.xlsx"),
        ("a" * 300 + ".xlsx", "a" * 80 + ".xlsx"),
    ],
)
def test_a_name_is_a_name(given: str, kept: str) -> None:
    assert safe_name(given) == kept


@pytest.mark.parametrize(
    "given", ["con.xlsx", "a\x00b.xlsx", "a/b:c*?.xlsx", "..", "😀" * 60]
)
def test_a_name_is_valid_on_every_system(given: str) -> None:
    name = safe_name(given)
    assert name
    assert not set(name) & set('/\\:*?"<>|\x00')
    assert len(name.encode()) < 255


def test_a_path_in_a_name_stays_in_the_uploads(
    office: Workspace, browser: tuple[Desk, TestClient]
) -> None:
    desk, client = browser
    files = [("files", ("../../../../逃出去.xlsx", b"no workbook"))]
    job = done(desk, client.post(f"/p/{JULY}/intake", files=files))
    assert job.result.files[0].verdict == "unreadable"
    assert not list(office.root.parent.glob("*逃出去*"))
    assert not list(desk.uploads.glob("*/*/*"))


def test_a_batch_that_was_left_behind_is_offered_again(
    office: Workspace, browser: tuple[Desk, TestClient]
) -> None:
    desk, client = browser
    left = desk.uploads / "0123456789abcdef" / "0000"
    left.mkdir(parents=True)
    (left / "报送.xlsx").write_bytes(filled_in(office, entries()))
    assert "还没有收下" in client.get(f"/p/{JULY}/intake").text
    answer = {"batch": "0123456789abcdef", "action": "collect"}
    job = done(desk, client.post(f"/p/{JULY}/intake/batch", data=answer))
    assert job.result.files[0].verdict == "accepted"
    assert "还没有收下" not in client.get(f"/p/{JULY}/intake").text
