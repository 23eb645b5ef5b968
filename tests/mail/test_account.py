"""Where a password comes from, and that it is nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import NoKeyringError

from xltool.errors import MailError
from xltool.mail.account import IMAP_PASSWORD, SMTP_PASSWORD, password_of, tls_context
from xltool.settings import MailSettings, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAIL = MailSettings(address="office@example.gov.cn")


class Keys(KeyringBackend):
    """A keyring that holds one password, or none at all."""

    priority = 1.0

    def __init__(self, password: str | None) -> None:
        self._password = password

    def get_password(self, service: str, username: str) -> str | None:
        assert (service, username) == ("xltool", "office@example.gov.cn")
        if self._password is None:
            raise NoKeyringError
        return self._password

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError

    def delete_password(self, service: str, username: str) -> None:
        raise NotImplementedError


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in (SMTP_PASSWORD, IMAP_PASSWORD):
        monkeypatch.delenv(name, raising=False)
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def test_the_environment_goes_before_the_keyring(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keyring.set_keyring(Keys("from the keyring"))
    assert password_of(MAIL, SMTP_PASSWORD) == "from the keyring"
    monkeypatch.setenv(SMTP_PASSWORD, "from the environment")
    assert password_of(MAIL, IMAP_PASSWORD, SMTP_PASSWORD) == "from the environment"


@pytest.mark.parametrize("found", [None, ""])
def test_without_a_password_it_is_said_how_to_give_one(found: str | None) -> None:
    keyring.set_keyring(Keys(found))
    with pytest.raises(MailError, match=r"keyring set xltool office@example\.gov\.cn"):
        password_of(MAIL, SMTP_PASSWORD)


def test_the_settings_have_no_place_for_a_password() -> None:
    assert not [
        name
        for name in Settings().mail.__dataclass_fields__
        if "pass" in name or "secret" in name
    ]


def test_a_certificate_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nonsense")
    for name in ("ca.pem", "missing.pem"):
        with pytest.raises(MailError, match=name):
            tls_context(MailSettings(certificate=name), tmp_path)
