"""The office's account at a mail server.

Where it is, how it is encrypted, and its password. A password is read where it is used,
from the environment or the system's keyring, and is kept nowhere: not in the settings,
not in an object that could be printed, not in a message.
"""

from __future__ import annotations

import os
import ssl
from typing import TYPE_CHECKING

from xltool.errors import MailError

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.settings import MailSettings

SMTP_PASSWORD = "XLTOOL_SMTP_PASSWORD"  # noqa: S105 - a variable's name
IMAP_PASSWORD = "XLTOOL_IMAP_PASSWORD"  # noqa: S105 - a variable's name
KEYRING_SERVICE = "xltool"


def user_of(mail: MailSettings) -> str:
    """Give the login name."""
    return mail.user or mail.address


def password_of(mail: MailSettings, *variables: str) -> str:
    """Give the password from the environment, else from the keyring.

    It is that of the first of `variables` that is set. MailError where there is none.
    """
    found = next((os.environ[name] for name in variables if os.environ.get(name)), "")
    found = found or _from_keyring(user_of(mail))
    if not found:
        raise MailError(
            f"没有 {user_of(mail)} 的密码（授权码）：请运行 keyring set "
            f"{KEYRING_SERVICE} {user_of(mail)} 存入，"
            f"或设环境变量 {variables[0]}"
        )
    return found


def _from_keyring(user: str) -> str:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:  # an optional part of the installation
        return ""
    try:
        return keyring.get_password(KEYRING_SERVICE, user) or ""
    except KeyringError:  # a server without a desktop has none
        return ""


def tls_context(mail: MailSettings, root: Path) -> ssl.SSLContext:
    """Give the rules for encrypted connections: certificates are always checked.

    `certificate` is looked for below `root`. MailError if it cannot be read.
    """
    if not mail.certificate:
        return ssl.create_default_context()
    try:
        return ssl.create_default_context(cafile=root / mail.certificate)
    except OSError:
        raise MailError(
            f"xltool.toml 的 mail.certificate“{mail.certificate}”不是可读的 PEM "
            "证书：请改正"
        ) from None
