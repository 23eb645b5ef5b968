"""What is wrong with this computer, each with a remedy."""

from __future__ import annotations

import datetime as dt
import socket
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.workflows.office import NOW, open_office
from xltool.workflows.doctoring import Health, doctor

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from xltool.workflows.doctoring import DoctorResult


def of(result: DoctorResult, subject: str) -> tuple[Health, str]:
    (found,) = (one for one in result.checks if one.subject == subject)
    return found.health, found.remedy


def test_a_sound_office_is_well(tmp_path: Path) -> None:
    result = doctor(open_office(tmp_path / "office"), now=NOW)
    assert of(result, "台账数据库")[0] is Health.GOOD
    assert of(result, "发信服务器")[0] is Health.NOTE
    assert result.is_well


def test_whatever_is_not_good_has_a_remedy(tmp_path: Path) -> None:
    office = open_office(tmp_path / "office")
    (office.root / "xltool.db").write_bytes(b"no database" * 100)
    result = doctor(office, now=dt.datetime(1980, 1, 1, tzinfo=dt.UTC))
    assert of(result, "台账数据库")[0] is Health.BAD
    assert of(result, "时钟")[0] is Health.BAD
    assert not result.is_well
    for one in result.checks:
        assert bool(one.remedy) == (one.health is not Health.GOOD)


def test_mail_servers_are_asked_for_where_they_are_set(tmp_path: Path) -> None:
    office = open_office(tmp_path / "office")
    with socket.create_server(("127.0.0.1", 0)) as there:
        mail = replace(
            office.settings.mail,
            smtp_host="127.0.0.1",
            smtp_port=there.getsockname()[1],
            imap_host="127.0.0.1",
            imap_port=1,
        )
        settings = replace(office.settings, mail=mail)
        result = doctor(replace(office, settings=settings), now=NOW)
    assert of(result, "发信服务器")[0] is Health.GOOD
    assert of(result, "收信服务器")[0] is Health.BAD


def test_missing_packages_and_fonts_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xltool.workflows.doctoring._PACKAGES", ("no-such-package",))
    monkeypatch.setattr("xltool.workflows.doctoring._font_names", lambda: "黑体")
    result = doctor(None, now=NOW)
    assert of(result, "xltool")[0] is Health.BAD
    assert of(result, "字体")[0] is Health.NOTE
