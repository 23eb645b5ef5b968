"""Links that stand in a mail in place of an attachment: 超大附件, 云附件, net disks."""

from __future__ import annotations

import re

_LINK = re.compile(
    r"""
    https?://[^\s"'<>]*?
    (?:
        (?:wx\.)?mail\.qq\.com/(?:ftn|cgi-bin/ftn)  # https://wx.mail.qq.com/ftn/download?key=
      | exmail\.qq\.com/(?:ftn|cgi-bin/ftn|drive)   # 腾讯企业邮
      | (?:share\.)?weiyun\.com/                    # https://share.weiyun.com/abc
      | fs\.163\.com/                               # https://fs.163.com/fs/display/?p=X
      | dashi\.163\.com/                            # …/html/cloud-attachment-download/
      | (?:mail|qiye)\.1(?:63|26)\.com/[^\s"'<>]*   # https://mail.163.com/large-attachment…
        (?:large-attach|cloud-attach|netfolder|filehub|download)
      | mail\.10086\.cn/[^\s"'<>]*(?:attach|disk)   # 139 邮箱
      | yun\.139\.com/ | cloud\.189\.cn/            # 移动、电信云盘
      | mail\.sina\.com[^\s"'<>]*(?:file|attach)    # 新浪
      | mail\.aliyun\.com/[^\s"'<>]*attach | (?:alipan|aliyundrive)\.com/
      | pan\.baidu\.com/ | yun\.baidu\.com/         # https://pan.baidu.com/s/1abc
      | docs\.qq\.com/ | kdocs\.cn/ | wps\.cn/      # 在线文档
      | alidocs\.dingtalk\.com/ | feishu\.cn/(?:file|drive|sheets)
      | 123pan\.com/ | lanzou\w*\.com/ | 1drv\.ms/ | sharepoint\.com/
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_WORDS = re.compile(
    r"""
      超大附件   # QQ: 从QQ邮箱发来的超大附件
    | 云附件     # 163: 云附件：月通报.xlsx
    | 大附件下载 | 附件下载链接
    """,
    re.VERBOSE,
)
_HREF = re.compile(r"https?://[^\s\"'<>]{1,300}", re.IGNORECASE)
_HOST = re.compile(r"https?://([^/\s:\"'<>]{1,100})", re.IGNORECASE)
_LONGEST = 1 << 20
"""Characters of a body that are looked through."""


def cloud_hosts(body: str) -> tuple[str, ...]:
    """Give the servers from which an attachment is to be downloaded."""
    text = body[:_LONGEST]
    links = [match[0] for match in _HREF.finditer(text) if _LINK.match(match[0])]
    if not links and _WORDS.search(text):
        links = _HREF.findall(text)[:1]
    hosts = [found[1].lower() for link in links if (found := _HOST.match(link))]
    return tuple(dict.fromkeys(hosts))
