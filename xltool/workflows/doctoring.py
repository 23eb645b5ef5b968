"""`doctor`: what is wrong with this computer, each with a remedy.

It looks at what the workflows rely on outside of the workspace's own data: versions,
the clock, write access, the ledger, the mail servers, fonts. It sends nothing; a mail
server is only spoken to where the office has set one. A workspace without start files
is given them.
"""

from __future__ import annotations

import platform
import socket
import sys
import tempfile
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from xltool import __version__
from xltool.errors import XltoolError
from xltool.ledger.ledger import open_ledger
from xltool.model.clock import OFFICE_ZONE
from xltool.workspace.start_files import put_start_files

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from xltool.workspace import Workspace

FONTS = ("方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312")
"""What the shipped designs and the bulletin's template name."""
_PACKAGES = ("openpyxl", "XlsxWriter", "python-calamine", "SQLAlchemy", "lxml")
_PATIENCE = 5.0
"""Seconds that a mail server has to answer."""


class Health(StrEnum):
    """How it is with one thing."""

    GOOD = "正常"
    NOTE = "注意"
    BAD = "有问题"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """One thing that was looked at.

    `remedy` is empty where nothing needs to be done.
    """

    subject: str
    health: Health
    found: str
    remedy: str = ""

    def as_json(self) -> dict[str, str]:
        """Give one of the `checks` of `doctor --json`."""
        return {
            "subject": self.subject,
            "health": self.health.value,
            "found": self.found,
            "remedy": self.remedy,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorResult:
    """Everything that was looked at, in order."""

    checks: tuple[Diagnosis, ...]

    @property
    def is_well(self) -> bool:
        """Whether nothing is bad."""
        return all(one.health is not Health.BAD for one in self.checks)

    def as_json(self) -> dict[str, object]:
        """Give the document of `doctor --json`."""
        return {"checks": [one.as_json() for one in self.checks]}


def doctor(workspace: Workspace | None, *, now: dt.datetime) -> DoctorResult:
    """Look at this computer, and at what `workspace` needs of it where there is one."""
    checks = [*_programs(), _clock(now), *_fonts()]
    if workspace is not None:
        checks += [
            _writing(workspace),
            _start_files(workspace),
            _ledger(workspace),
            *_mail(workspace),
        ]
    return DoctorResult(checks=tuple(checks))


def _programs() -> Iterator[Diagnosis]:
    """Look at Python, at the packages, and at how file names are written."""
    yield _python()
    missing = [name for name in _PACKAGES if not _installed(name)]
    found = __version__
    if missing:
        found = f"{found}，缺 {'、'.join(missing)}"
    yield Diagnosis(
        subject="xltool",
        health=Health.BAD if missing else Health.GOOD,
        found=found,
        remedy="请重新安装 xltool" if missing else "",
    )
    encoding = sys.getfilesystemencoding()
    utf8 = sys.flags.utf8_mode or encoding.lower() == "utf-8"
    yield Diagnosis(
        subject="文件名编码",
        health=Health.GOOD if utf8 else Health.BAD,
        found=encoding,
        remedy="" if utf8 else "请设置环境变量 PYTHONUTF8=1 后再运行",
    )


def _python() -> Diagnosis:
    """Look whether Python is new enough."""
    supported = sys.version_info >= (3, 11)
    return Diagnosis(
        subject="Python",
        health=Health.GOOD if supported else Health.BAD,
        found=f"{platform.python_version()}，{platform.system()} {platform.machine()}",
        remedy="" if supported else "请安装 Python 3.11 或更新的版本",
    )


def _installed(package: str) -> str:
    """Give the version of a package; empty where it is missing."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _clock(now: dt.datetime) -> Diagnosis:
    """Look at the date and the time zone, by which deadlines are told."""
    here = now.astimezone()
    offset = here.utcoffset()
    office = OFFICE_ZONE.utcoffset(None)
    if now.year < 2025:
        return Diagnosis(
            subject="时钟",
            health=Health.BAD,
            found=f"{here:%Y-%m-%d %H:%M}",
            remedy="电脑的日期不对，截止日会算错：请校准时间",
        )
    fits = offset == office
    return Diagnosis(
        subject="时钟",
        health=Health.GOOD if fits else Health.NOTE,
        found=f"{here:%Y-%m-%d %H:%M}，时区 {here:%z}",
        remedy="" if fits else "时区不是北京时间：报表里仍按北京时间写，请核对系统时区",
    )


def _fonts() -> Iterator[Diagnosis]:
    """Say which fonts are missing, where the system can be asked (fc-list, Windows)."""
    known = _font_names()
    if known is None:
        return
    missing = [name for name in FONTS if name not in known]
    yield Diagnosis(
        subject="字体",
        health=Health.NOTE if missing else Health.GOOD,
        found=f"缺 {'、'.join(missing)}" if missing else "齐全",
        remedy="专报会用别的字体代替，换行可能不同：请装上再打印" if missing else "",
    )


def _font_names() -> str | None:
    """Give the names of the installed fonts; None where nobody can say."""
    if sys.platform == "win32":
        import winreg

        place = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Fonts"
        names = []
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, place) as key:
            for number in range(winreg.QueryInfoKey(key)[1]):
                names.append(winreg.EnumValue(key, number)[0])
        return "\n".join(names)
    import shutil
    import subprocess

    program = shutil.which("fc-list")
    if program is None:
        return None
    done = subprocess.run(  # noqa: S603 - fontconfig's own program, fixed arguments
        [program, ":", "family"], capture_output=True, text=True, check=False
    )
    return done.stdout


def _writing(workspace: Workspace) -> Diagnosis:
    """Look whether the workspace can be written to."""
    try:
        with tempfile.TemporaryFile(dir=workspace.root):
            pass
    except OSError as error:
        return Diagnosis(
            subject="工作区",
            health=Health.BAD,
            found=f"{workspace.root} 不能写（{error.strerror}）",
            remedy="请检查文件夹的权限，或把工作区移到自己的文件夹",
        )
    return Diagnosis(subject="工作区", health=Health.GOOD, found=str(workspace.root))


def _start_files(workspace: Workspace) -> Diagnosis:
    """Put what opens the desk by a double click where an older workspace lacks it."""
    try:
        names = put_start_files(workspace.root)
    except (OSError, XltoolError) as error:
        return Diagnosis(
            subject="启动文件",
            health=Health.NOTE,
            found=f"没有放进去（{error}）",
            remedy="文件夹能写以后，在里面运行 xltool init",
        )
    return Diagnosis(
        subject="启动文件",
        health=Health.GOOD,
        found=f"{'、'.join(names)}：在工作区里双击就打开工作台",
    )


def _ledger(workspace: Workspace) -> Diagnosis:
    """Look whether the ledger opens."""
    try:
        with open_ledger(workspace.database_url) as ledger:
            periods = len(ledger.issued_forms())
    except XltoolError as error:
        return Diagnosis(
            subject="台账数据库",
            health=Health.BAD,
            found=str(error),
            remedy="请从备份恢复（xltool restore），或请管理数据库的人检查",
        )
    return Diagnosis(
        subject="台账数据库", health=Health.GOOD, found=f"{periods} 个报告期"
    )


def _mail(workspace: Workspace) -> Iterator[Diagnosis]:
    """Look at the mail servers that are set."""
    mail = workspace.settings.mail
    servers = (
        ("发信服务器", mail.smtp_host, mail.smtp_port),
        ("收信服务器", mail.imap_host, mail.imap_port),
    )
    for subject, host, port in servers:
        if host:
            yield _server(subject, host, port)
    if not mail.smtp_host:
        yield Diagnosis(
            subject="发信服务器",
            health=Health.NOTE,
            found="没有设置",
            remedy="邮件会写成草稿；要自动发出，请在 xltool.toml 的 [mail] 里填写",
        )


def _server(subject: str, host: str, port: int) -> Diagnosis:
    """Look whether a server can be reached."""
    try:
        with socket.create_connection((host, port), timeout=_PATIENCE):
            pass
    except OSError as error:
        return Diagnosis(
            subject=subject,
            health=Health.BAD,
            found=f"{host}:{port} 连不上（{error.strerror or error}）",
            remedy="请检查网络、防火墙和 xltool.toml 里的地址、端口",
        )
    return Diagnosis(subject=subject, health=Health.GOOD, found=f"{host}:{port} 能连上")
