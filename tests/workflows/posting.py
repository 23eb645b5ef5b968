"""An office that sends by mail: its workspace, its settings, and mails as units write them."""

from __future__ import annotations

import shutil
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING, Any

from tests.mail.servers import USER
from tests.workflows.office import JULY
from xltool.ledger.ledger import open_ledger
from xltool.settings import MailSettings
from xltool.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.model.mail import MailKind, MailState

KJJ = "kjj@example.gov.cn"
PJ = "pj@example.gov.cn"


def copied(issued: Workspace, folder: Path, **mail: Any) -> Workspace:
    """Copy an office, with an address and the given mail settings; nothing waits for long."""
    root = folder / "office"
    shutil.copytree(issued.root, root)
    quick = MailSettings(address=USER, pause_seconds=0, retry_seconds=0, poll_seconds=2)
    return Workspace(
        root=root, settings=replace(issued.settings, mail=replace(quick, **mail))
    )


def states(workspace: Workspace, kind: MailKind) -> dict[str, MailState]:
    """Give where the mails of a kind stand, by unit."""
    with open_ledger(workspace.database_url) as ledger:
        return {one.unit: one.state for one in ledger.mails(JULY, kind)}


def a_mail(
    *files: tuple[str, bytes],
    sender: str = KJJ,
    subject: str = "七月报表",
    **headers: str,
) -> bytes:
    """Give a mail as a unit's clerk sends it; `headers` have `_` for `-`."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = USER
    message["Subject"] = subject
    message["Message-ID"] = "<unit-1@example.gov.cn>"
    for name, text in headers.items():
        del message[name.replace("_", "-")]
        message[name.replace("_", "-")] = text
    message.set_content("报表见附件。")
    for name, content in files:
        message.add_attachment(
            content, filename=name, maintype="application", subtype="octet-stream"
        )
    return message.as_bytes()
