"""`collect`, `validate`, `status`, `accept`, `close`, `reopen`, `history` as a person and a program call them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.checks.returned import OTHER, UNIT
from tests.workflows.office import JULY, drop_off, entries, filled_in, open_office
from xltool.cli.main import run

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.workspace import Workspace

pytestmark = pytest.mark.xdist_group("collect")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return open_office(tmp_path_factory.mktemp("cli") / "office")


@pytest.fixture(scope="module")
def inbox(office: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inbox")
    faulty = entries(T02_01_1="若干")
    drop_off(folder, "科技局.xlsx", filled_in(office, faulty), 1)
    drop_off(folder, "平江.xlsx", filled_in(office, entries(OTHER), OTHER), 2)
    drop_off(folder, "照片.xlsx", b"\x89PNG\r\n", 3)
    return folder


def call(office: Workspace, *arguments: str) -> int:
    return run(["-w", str(office.root), *arguments])


def document(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Give the one JSON document on stdout; nothing else may be there, and nothing on stderr."""
    captured = capsys.readouterr()
    assert captured.err == ""
    parsed = json.loads(captured.out)
    assert isinstance(parsed, dict)
    return parsed


def test_the_commands_tell_one_story(
    office: Workspace, inbox: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(office, "validate", str(inbox / "平江.xlsx"), "--json") == 0
    assert document(capsys)["files"][0]["verdict"] == "accepted"

    assert call(office, "collect", JULY, str(inbox), "--json") == 3
    files = document(capsys)["files"]
    assert [(one["verdict"], one["unit"]) for one in files] == [
        ("returned", UNIT),
        ("accepted", OTHER),
        ("unreadable", ""),
    ]
    promised = {"path", "sha256", "verdict", "unit", "period", "findings"}
    assert set(files[0]) == promised | {"receipt"}
    assert set(files[0]["findings"][0]) == {
        "severity",
        "code",
        "sheet",
        "cell",
        "found",
        "expected",
        "message",
    }

    assert call(office, "collect", JULY, str(inbox / "平江.xlsx")) == 0
    assert "重复" in capsys.readouterr().out

    assert call(office, "status", JULY, "--json") == 0
    status = document(capsys)
    assert set(status) == {"period", "form", "deadline", "units"}
    assert status["deadline"].startswith("2025-08-07T23:59:59")
    assert set(status["units"][0]) == {
        "code",
        "name",
        "state",
        "issued_at",
        "received_at",
        "verdict",
        "findings",
        "contact",
        "phone",
        "due",
        "decision",
        "evidence",
        "lacks_seal",
    }
    assert {one["code"]: one["state"] for one in status["units"]} == {
        UNIT: "退回",
        OTHER: "合格",
    }

    assert (
        call(
            office,
            "accept",
            JULY,
            "科技局",
            "--finding",
            "V104",
            "--reason",
            "数据下旬才有",
        )
        == 0
    )
    assert "合格" in capsys.readouterr().out
    assert (
        call(office, "accept", JULY, "科技局", "--finding", "R99", "--reason", "x") == 1
    )
    assert "V104" in capsys.readouterr().err
    assert (
        call(office, "accept", JULY, "科技局", "--finding", "V104", "--reason", " ")
        == 2
    )
    capsys.readouterr()

    assert call(office, "close", JULY) == 0
    assert call(office, "close", JULY) == 1
    assert call(office, "reopen", JULY, "--reason", "补报") == 0
    assert call(office, "reopen", JULY, "--reason", "补报") == 1
    capsys.readouterr()

    again = ("accept", JULY, "科技局", "--finding", "V104", "--reason", "仍未出数")
    assert call(office, *again, "--json") == 0
    assert document(capsys) == {
        "period": JULY,
        "unit": UNIT,
        "finding": "V104",
        "verdict": "accepted",
    }
    assert call(office, "close", JULY, "--json") == 0
    assert document(capsys) == {"period": JULY, "forms": ["月通报"], "closed": True}
    assert call(office, "reopen", JULY, "--reason", "补报", "--json") == 0
    assert document(capsys) == {"period": JULY, "forms": ["月通报"], "closed": False}

    assert call(office, "history", "科技局", "--json") == 0
    history = document(capsys)
    assert history["unit"] == UNIT
    actions = [one["action"] for one in history["events"]]
    first = ["下发", "收到", "判定", "放行", "改判", "计入"]
    assert actions == [*first, "关闭", "重开", "关闭", "重开"]


def test_a_person_reads_a_table(
    office: Workspace, inbox: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(office, "validate", str(inbox / "科技局.xlsx")) == 3
    text = capsys.readouterr().out
    assert "退回" in text
    assert "V104" in text
    assert call(office, "status", JULY) == 0
    assert UNIT in capsys.readouterr().out
    assert call(office, "history", OTHER) == 0
    assert "下发" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["collect", "七月"], 2),
        (["collect", JULY, "没有这个文件.xlsx"], 1),
        (["collect", "2025-06"], 1),
        (["validate"], 2),
        (["accept", JULY, "县某局", "--finding", "V104", "--reason", "x"], 1),
        (["close", "2024-01"], 1),
        (["history", "县某局"], 1),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    office: Workspace,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    status: int,
) -> None:
    assert call(office, *arguments) == status
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Traceback" not in captured.err
    assert len(captured.err.splitlines()) == 1 or status == 2
