"""`xltool.toml`: what an office sets once.

`parse_settings` validates every key, so that a misspelt one is named instead of
silently ignored. `DEFAULT_TOML` is the commented file that `xltool init` writes; a test
holds the two together.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, is_dataclass
from typing import Any, TypeVar, cast, get_type_hints

from xltool.errors import SettingsError

_T = TypeVar("_T")
_HEADER = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]")
_KEY = re.compile(r"""\s*["']?([\w.-]+)["']?\s*=""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """[单位] Who runs the cycle.

    `region` is what targets are summed for (岳阳市 → 全市).
    """

    name: str = "综合协调组"
    region: str = "全市"
    title: str = "重点工作"
    contact: str = ""
    phone: str = ""
    campaigns: tuple[str, ...] = ()
    leaders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """[校验] How submissions are judged.

    `timeout_seconds` is processor time. `passwords` are tried on what is encrypted.
    """

    timeout_seconds: float = 20.0
    memory_mib: int = 900
    similar_name: int = 88
    empty_answers: tuple[str, ...] = ()
    passwords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """[分工] Where files are judged.

    `local`, in processes of this computer, or on the `dask` cluster at `address`.
    """

    executor: str = "local"
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """[进度] Where 达序时, 滞后 and 严重滞后 part, in points behind 序时进度."""

    on_track_gap: float = 0.0
    seriously_behind_gap: float = 10.0
    remind_after: int = 1
    circulate_after: int = 2
    summon_after: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoring:
    """[评分] What a unit's score is made of.

    Each part weighs as much as its number of all three.
    """

    progress: float = 60.0
    punctuality: float = 20.0
    completeness: float = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """[台账] Where the ledger is kept.

    Empty is `xltool.db` in the workspace, else a SQLAlchemy URL.
    """

    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """[邮件] The office's mailbox.

    Never a password: that is in the keyring or the environment. Without `smtp_host`
    mails become drafts. `certificate` is a PEM file for a server whose certificate no
    public authority signed; empty trusts those that this computer trusts. What one of
    `trusted_servers` says of when a mail came is proof of it.
    """

    address: str = ""
    user: str = ""
    smtp_host: str = ""
    smtp_port: int = 465
    smtp_security: str = "ssl"
    imap_host: str = ""
    imap_port: int = 993
    imap_security: str = "ssl"
    certificate: str = ""
    folder: str = "INBOX"
    done_folder: str = ""
    pause_seconds: float = 2.0
    attempts: int = 3
    retry_seconds: float = 120.0
    poll_seconds: float = 60.0
    answers_per_file: int = 1
    late_copies: tuple[str, ...] = ()
    trusted_servers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinSettings:
    """[专报] The 工作专报.

    `aspects` are lines such as `投资消费方面：投资、消费` (see `bulletin.aspects`).
    `first` and `leave_out` are words of indicators' names; `names` is how many
    indicators that are on plan are named; `zero` and `no_problem` are the office's own
    words. `lead_in` begins the figures of an aspect, with {时间} and {范围} in it,
    `standing` what is said of the year's targets.
    """

    title: str = ""
    rank_among: str = "全省"
    aspects: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()
    names: int = 4
    lead_in: str = "{时间}，{范围}"
    standing: str = "对照年度目标，"
    zero: str = "尚未实现突破"
    no_problem: str = "各单位没有上报突出问题。"
    report_to: tuple[str, ...] = ()
    send_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proofreading:
    """[校对] Proofreading.

    `without` are the kinds of checks that are left out, by their Chinese names.
    """

    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSettings:
    """[工作台] The desk that several clerks share (`desk --host`).

    `hosts` are the names by which browsers may call it beside its own address;
    `proxies` the addresses of those whose forwarded headers are believed; `certificate`
    and `certificate_key` are PEM files. A session ends after `idle_minutes` without a
    request, and after `session_hours` in any case.
    """

    hosts: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()
    certificate: str = ""
    certificate_key: str = ""
    idle_minutes: int = 30
    session_hours: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalSettings:
    """[单位入口] The portal that units come in by, each by a link of its own.

    `address` is what links begin with; empty: mails carry none. A link opens for
    `days`. `largest_mib` is the most that one upload may have.
    """

    address: str = ""
    days: int = 120
    largest_mib: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings; every section has defaults."""

    office: Office = field(default_factory=Office)
    judging: Judging = field(default_factory=Judging)
    work: Work = field(default_factory=Work)
    standing: Standing = field(default_factory=Standing)
    scoring: Scoring = field(default_factory=Scoring)
    database: Database = field(default_factory=Database)
    mail: MailSettings = field(default_factory=MailSettings)
    bulletin: BulletinSettings = field(default_factory=BulletinSettings)
    proof: Proofreading = field(default_factory=Proofreading)
    desk: DeskSettings = field(default_factory=DeskSettings)
    portal: PortalSettings = field(default_factory=PortalSettings)


DEFAULT_TOML = """\
# xltool 的设置。以 # 开头的是说明；改完后运行 xltool check 检查。

[office]
name = "综合协调组"          # 本办公室名称，印在下发表和工作专报上
region = "全市"              # 汇总范围的叫法：全市、全县、全区
title = "重点工作"           # 这项工作的名称，例如：实施“七大攻坚”
contact = ""                 # 联系人
phone = ""                   # 联系电话
campaigns = []               # 各攻坚（专项）名称，按汇报顺序，例如：["内需扩量提效攻坚", "产业育新培强攻坚"]
leaders = []                 # 牵头领导名单：分解表里姓名被识别打乱时，只按这份名单和表内完整姓名还原

[judging]
timeout_seconds = 20.0       # 读一个文件最多用多少秒（处理器时间）；超过的单独再试一次，给四倍
memory_mib = 900             # 读一个文件最多用多少内存（MiB）
similar_name = 88            # 单位名称相似到多少分（0–100）才提示“可能是同一单位”
empty_answers = []           # 另外哪些“说明”等于没有说明，例如：["详见附件", "已电话沟通"]
passwords = []               # 单位给表格或压缩包设的打开密码，逐个试；不要写邮箱的密码

[work]
executor = "local"           # 校验在哪里做：local 本机；dask 计算集群（见 docs/settings.md）
address = ""                 # 计算集群的调度器地址，例如 tcp://10.0.0.5:8786

[standing]
on_track_gap = 0.0           # 完成率比序时进度低多少个百分点以内仍算“达序时”
seriously_behind_gap = 10.0  # 低多少个百分点以上算“严重滞后”
remind_after = 1             # 连续几期滞后：提醒
circulate_after = 2          # 连续几期滞后：通报
summon_after = 3             # 连续几期滞后：约谈

[scoring]
progress = 60.0              # 单位得分里“指标进度”占多少分（完成率与应达进度之比，最高按100%计）
punctuality = 20.0           # “按时报送”占多少分（本年按时期数占应报期数）
completeness = 20.0          # “填报完整”占多少分（本期已填项占应填项）

[database]
url = ""                     # 留空：本文件夹的 xltool.db；多人共用一个台账时填 PostgreSQL 地址

[mail]
address = ""                 # 本办公室的邮箱地址；密码（授权码）不写在这里，见 docs/mail.md
user = ""                    # 登录名，留空与 address 相同
smtp_host = ""               # 发信服务器，例如 smtp.163.com；留空：不发信，只在 outbox 里生成草稿
smtp_port = 465              # 发信端口
smtp_security = "ssl"        # 发信加密：ssl、starttls；内网服务器不加密的填 none
imap_host = ""               # 收信服务器，例如 imap.163.com
imap_port = 993              # 收信端口
imap_security = "ssl"        # 收信加密：ssl、starttls、none
certificate = ""             # 内部邮件服务器自签证书的 PEM 文件；公网邮箱留空
folder = "INBOX"             # 从哪个邮箱文件夹收报送
done_folder = ""             # 收完的邮件移到哪个文件夹；留空：邮箱里什么都不动
pause_seconds = 2.0          # 两封信之间停几秒，免得被当作群发
attempts = 3                 # 服务器暂时不收的，一次运行里试几次
retry_seconds = 120.0        # 再试之前等几秒
poll_seconds = 60.0          # watch 最多隔几秒看一次邮箱
answers_per_file = 1         # 同一个文件最多自动答复几次
late_copies = []             # 逾期催报时另外抄送给谁
trusted_servers = []         # 本办公室自己的收信服务器，例如 ["mx.qq.com"]：收到时间以它的记录为准

[bulletin]
title = ""                   # 工作专报的红头；留空：汇总范围加工作名称，例如：全市实施“七大攻坚”
rank_among = "全省"          # 位次是在哪里排的：全省、全市
aspects = []                 # 【重要指标】分哪些方面，例如：["投资消费方面：投资、消费"]；留空：按攻坚
first = []                   # 每个方面先写哪些指标（名称里的词，按先后），例如：["固定资产投资", "进出口"]；留空：按惯例
leave_out = []               # 哪些指标不写进专报（名称里的词）
names = 4                    # 达到序时进度的指标最多点几个名称，多的只写共几项
lead_in = "{时间}，{范围}"     # 每个方面怎样开头：{时间}是1-7月，{范围}是全市；例如：今年{时间}，{范围}
standing = "对照年度目标，"  # 达到进度的怎样引出来；留空：不引
zero = "尚未实现突破"        # 还是 0 的指标怎样说
no_problem = "各单位没有上报突出问题。" # 没有突出问题时怎样说
report_to = []               # 报：逐行写明，例如：["市委、市政府主要领导", "省综合协调组"]
send_to = []                 # 送：逐行写明

[proof]
without = []                 # 校对时不做哪几种核对，例如：["平均数", "总体增速"]；各种核对的名称见 docs/bulletin.md

[desk]
hosts = []                   # 多人共用工作台时，浏览器里可以用哪些主机名打开它，例如：["report.xxx.gov.cn"]
proxies = []                 # 前面的反向代理的地址，例如 ["10.0.0.5"]：只信它们转来的来访地址和 https 标记
certificate = ""             # TLS 证书的 PEM 文件；留空：不加密，或由反向代理加密
certificate_key = ""         # 证书私钥的 PEM 文件；私钥和证书在同一个文件里的留空
idle_minutes = 30            # 多少分钟没有动作就要重新登录
session_hours = 12           # 登录后最多多少小时要重新登录

[portal]
address = ""                 # 单位入口的网址，例如 https://report.xxx.gov.cn；留空：不用单位入口，邮件里不带链接
days = 120                   # 单位的链接多少天内有效
largest_mib = 30             # 单位一次最多上传多少 MiB
"""


_LIMITS = {
    "judging.timeout_seconds": (1, 3600),
    "judging.memory_mib": (128, 65536),
    "judging.similar_name": (0, 100),
    "standing.on_track_gap": (0, 100),
    "standing.seriously_behind_gap": (0, 100),
    "standing.remind_after": (1, 36),
    "standing.circulate_after": (1, 36),
    "standing.summon_after": (1, 36),
    "scoring.progress": (0, 100),
    "scoring.punctuality": (0, 100),
    "scoring.completeness": (0, 100),
    "bulletin.names": (1, 99),
    "mail.smtp_port": (1, 65535),
    "mail.imap_port": (1, 65535),
    "mail.pause_seconds": (0, 3600),
    "mail.attempts": (1, 20),
    "mail.retry_seconds": (0, 7200),
    "mail.poll_seconds": (1, 1500),
    "mail.answers_per_file": (0, 20),
    "desk.idle_minutes": (1, 1440),
    "desk.session_hours": (1, 168),
    "portal.days": (1, 1100),
    "portal.largest_mib": (1, 256),
}
"""The least and the greatest value of each number."""

_ASCENDING = (
    ("standing.on_track_gap", "standing.seriously_behind_gap"),
    ("standing.remind_after", "standing.circulate_after"),
    ("standing.circulate_after", "standing.summon_after"),
)
"""Pairs of numbers of which the second may not be below the first."""

_ADDRESS = re.compile(r"(tcp|tls)://[^\s/]+:\d{1,5}")
"""Of a Dask scheduler."""

_SITE = re.compile(r"https?://[^\s/?#@]+/?")
"""Of the portal: a scheme and a host, perhaps with a port."""

_SECURITY = ("ssl", "starttls", "none")
_CHOICES = {
    "work.executor": ("local", "dask"),
    "mail.smtp_security": _SECURITY,
    "mail.imap_security": _SECURITY,
}
"""The texts of which one must be chosen."""

_WANTED = {str: "文字（加引号）", int: "整数", float: "数字", bool: "true 或 false"}

Mistakes = dict[str, str]
"""What is wrong, by the dotted path of the key, in the order in which it was found."""


def parse_settings(text: str) -> Settings:
    """Read the text of an `xltool.toml`.

    SettingsError names every mistake with its key and line.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"xltool.toml 写法有误（{error}），请对照 docs/settings.md 改正"
        ) from None
    mistakes: Mistakes = {}
    settings = _section(Settings, data, "", mistakes)
    _check_numbers(settings, mistakes)
    _check_choices(settings, mistakes)
    _check_address(settings.work, mistakes)
    _check_site(settings.portal, mistakes)
    if mistakes:
        named = (
            f"第{_line_of(path, text)}行“{path}”{what}"
            for path, what in mistakes.items()
        )
        raise SettingsError(f"xltool.toml {'；'.join(named)}")
    return settings


def _section(kind: type[_T], data: dict[str, Any], path: str, mistakes: Mistakes) -> _T:
    hints = get_type_hints(kind)
    values = {}
    for key, value in data.items():
        if key not in hints:
            from difflib import get_close_matches

            near = get_close_matches(key, hints, n=1)
            if near:
                mistakes[f"{path}{key}"] = f"没有这一项，是不是 {near[0]}？"
            else:
                mistakes[f"{path}{key}"] = "没有这一项，请删去"
        else:
            values[key] = _checked(hints[key], value, f"{path}{key}", mistakes)
    return kind(**values)


def _checked(kind: Any, value: Any, path: str, mistakes: Mistakes) -> Any:
    if is_dataclass(kind):
        if isinstance(value, dict):
            return _section(cast("type[Any]", kind), value, f"{path}.", mistakes)
        mistakes[path] = f"应是一节，写成 [{path}]"
        return cast("type[Any]", kind)()
    if kind is float and type(value) is int:
        return float(value)
    if kind == tuple[str, ...]:
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return tuple(value)
        mistakes[path] = '应是文字列表，例如 ["甲", "乙"]'
    elif type(value) is not kind:
        mistakes[path] = f"应填{_WANTED[kind]}，现在是 {value!r}"
    return value


def _check_numbers(settings: Settings, mistakes: Mistakes) -> None:
    for path, (least, most) in _LIMITS.items():
        if not mistakes.get(path) and not least <= _number(settings, path) <= most:
            mistakes[path] = (
                f"应在 {least} 到 {most} 之间，现在是 {_number(settings, path):g}"
            )
    for lower, higher in _ASCENDING:
        if not {lower, higher} & mistakes.keys() and _number(
            settings, higher
        ) < _number(settings, lower):
            mistakes[higher] = f"不能小于“{lower}”（{_number(settings, lower):g}）"


def _check_choices(settings: Settings, mistakes: Mistakes) -> None:
    for path, choices in _CHOICES.items():
        if path not in mistakes and _value(settings, path) not in choices:
            mistakes[path] = (
                f"应是 {'、'.join(choices)} 之一，现在是 {_value(settings, path)!r}"
            )


def _check_address(work: Work, mistakes: Mistakes) -> None:
    wanted = work.executor == "dask" or work.address
    if (
        wanted
        and not {"work", "work.address"} & mistakes.keys()
        and not _ADDRESS.fullmatch(work.address)
    ):
        mistakes["work.address"] = (
            f"应是调度器的地址，例如 tcp://10.0.0.5:8786，现在是 {work.address!r}"
        )


def _check_site(portal: PortalSettings, mistakes: Mistakes) -> None:
    known = {"portal", "portal.address"} & mistakes.keys()
    if portal.address and not known and not _SITE.fullmatch(portal.address):
        mistakes["portal.address"] = (
            "应是网址的开头，例如 https://report.xxx.gov.cn 或 http://10.0.0.8:8000，"
            f"现在是 {portal.address!r}"
        )


def _number(settings: Settings, path: str) -> float:
    return cast("float", _value(settings, path))


def _value(settings: Settings, path: str) -> Any:
    section, _, key = path.partition(".")
    return getattr(getattr(settings, section), key)


def _line_of(path: str, text: str) -> int:
    """Give the line, counted from 1, of a key.

    Of its section, where the key stands in an inline table.
    """
    lines: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            section = header[1]
            lines.setdefault(section, number)
        elif key := _KEY.match(line):
            lines.setdefault(f"{section}.{key[1]}".lstrip("."), number)
    return lines.get(path) or lines.get(path.partition(".")[0], 1)
