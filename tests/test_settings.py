from __future__ import annotations

import re
from dataclasses import fields

import pytest

from xltool.errors import SettingsError
from xltool.settings import DEFAULT_TOML, Settings, parse_settings


def test_the_shipped_file_says_the_defaults() -> None:
    assert parse_settings(DEFAULT_TOML) == Settings() == parse_settings("")


def test_the_shipped_file_shows_every_setting_with_a_comment() -> None:
    shown: dict[str, set[str]] = {}
    for line in DEFAULT_TOML.splitlines():
        if header := re.fullmatch(r"\[(\w+)\]", line):
            section = shown.setdefault(header[1], set())
        elif key := re.match(r"(\w+) = .+# .+", line):
            section.add(key[1])
    defaults = Settings()
    assert shown == {
        section.name: {one.name for one in fields(getattr(defaults, section.name))}
        for section in fields(defaults)
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[office]\nnmae = "甲"', "第2行“office.nmae”没有这一项，是不是 name？"),
        ("[office]\nname = 5", "第2行“office.name”应填文字（加引号），现在是 5"),
        ("office = 5", "第1行“office”应是一节，写成 [office]"),
        ('office = { nmae = "甲" }', "第1行“office.nmae”没有这一项，是不是 name？"),
        (
            'office.name = "甲"\noffice.phone = 1',
            "第2行“office.phone”应填文字（加引号），现在是 1",
        ),
        ("[judgin]", "第1行“judgin”没有这一项，是不是 judging？"),
        ("[天气]", "xltool.toml 写法有误"),
        (
            "[judging]\n\nmemory_mib = 900.5",
            "第3行“judging.memory_mib”应填整数，现在是 900.5",
        ),
        (
            "[judging]\nmemory_mib = true",
            "第2行“judging.memory_mib”应填整数，现在是 True",
        ),
        (
            "[judging]\nmemory_mib = 5",
            "第2行“judging.memory_mib”应在 128 到 65536 之间，现在是 5",
        ),
        (
            "[judging]\ntimeout_seconds = nan",
            "第2行“judging.timeout_seconds”应在 1 到 3600 之间，现在是 nan",
        ),
        (
            "[judging]\nsimilar_name = 101",
            "第2行“judging.similar_name”应在 0 到 100 之间，现在是 101",
        ),
        (
            '[office]\nleaders = "张三"',
            '第2行“office.leaders”应是文字列表，例如 ["甲", "乙"]',
        ),
        ('[office]\nleaders = ["张三", 4]', "第2行“office.leaders”应是文字列表"),
        (
            "[standing]\non_track_gap = 20",
            "“standing.seriously_behind_gap”不能小于“standing.on_track_gap”（20）",
        ),
        (
            "[standing]\nremind_after = 2\ncirculate_after = 1",
            "第3行“standing.circulate_after”不能小于",
        ),
        (
            "[standing]\nremind_after = 0",
            "第2行“standing.remind_after”应在 1 到 36 之间，现在是 0",
        ),
        (
            '[work]\nexecutor = "云"',
            "第2行“work.executor”应是 local、dask 之一，现在是 '云'",
        ),
        (
            '[work]\nexecutor = "dask"',
            "第1行“work.address”应是调度器的地址，例如 tcp://10.0.0.5:8786，现在是 ''",
        ),
        ('[work]\naddress = "10.0.0.5"', "第2行“work.address”应是调度器的地址"),
        (
            "[work]\naddress = 8786",
            "第2行“work.address”应填文字（加引号），现在是 8786",
        ),
        ("name = 甲", "xltool.toml 写法有误"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_key(text: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_settings(text)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_every_mistake_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        parse_settings(
            '[office]\nnmae = "甲"\n[judging]\nmemory_mib = "大"\n[standing]\nremind_after = 40\n'
        )
    assert [word in str(caught.value) for word in ("第2行", "第4行", "第6行")] == [
        True,
        True,
        True,
    ]


def test_a_whole_number_is_a_number_too() -> None:
    assert (
        parse_settings("[judging]\ntimeout_seconds = 30").judging.timeout_seconds
        == 30.0
    )


def test_lists_become_tuples() -> None:
    assert parse_settings('[office]\nleaders = ["张三"]').office.leaders == ("张三",)
