"""What is counted behind 对, limits of what is counted, and figures by year."""

from __future__ import annotations

import pytest

from xltool.decomposition.indicators.reading import CellReading, read_cell
from xltool.decomposition.indicators.setting import Setting
from xltool.model.registry import Level, Role


def _read(text: str) -> CellReading:
    return read_cell(text, task="T", level=Level.OWN, setting=Setting(year=2026))


def _targets(text: str) -> list[str]:
    found: list[str] = []
    for one in _read(text).indicators:
        if one.role is Role.TARGET:
            sign = "" if one.comparison == "=" else one.comparison
            found.append(f"{one.name} {sign}{one.value}{one.measurement_unit}")
    return found


@pytest.mark.parametrize(
    ("text", "target"),
    [
        (
            "对全县18所学校的食堂、宿舍进行供水、供电改造。",
            "学校的食堂、宿舍供水、供电改造 18所",
        ),
        (
            "对7个卫生院（社区卫生服务站）设备更新，方便就医。",
            "卫生院（社区卫生服务站）设备更新 7个",
        ),
        ("对900名困难学生、残疾学生给予资助。", "困难学生、残疾学生资助 900名"),
        ("全县整治80个村庄。", "全县整治村庄 80个"),
        ("对120台柴油叉车实施电动替代。", "柴油叉车电动替代 120台"),
        ("9月底前对甲厂、乙厂等6家电镀企业实施关停。", "电镀企业关停 6家"),
        ("免费为3000名学生窝沟封闭。", "学生窝沟封闭 3000名"),
        (
            "启动凤山（一期）等5个郊野公园绿化提升。",
            "启动凤山（一期）等郊野公园绿化提升 5个",
        ),
    ],
)
def test_things_that_work_is_done_on_are_promised(text: str, target: str) -> None:
    assert _targets(text) == [target]


def test_a_second_promise_of_a_sentence_is_named_by_its_own_words() -> None:
    text = "新建助餐点50家，还要完成2000张床位改造，推进16项民心工程。"
    assert _targets(text) == ["新建助餐点 50家", "床位改造 2000张"]


def test_other_places_are_measured_as_the_first_is() -> None:
    text = "东河市公交分担率不低于50%，西山市、南湖市不低于45%。"
    assert _targets(text) == [
        "东河市公交分担率 >=50%",
        "西山市、南湖市公交分担率 >=45%",
    ]


def test_what_is_planned_to_be_changed_is_named_by_the_words_behind() -> None:
    assert _targets("拟新增停车场3处。调整12条公交线路。") == [
        "新增停车场 3处",
        "调整公交线路 12条",
    ]


def test_parts_in_brackets_are_promised_as_their_whole_is() -> None:
    assert _targets("创建12个示范村（包括5个省级示范村、7个市级示范村）。") == [
        "创建示范村 12个",
        "其中：创建省级示范村 5个",
        "其中：创建市级示范村 7个",
    ]


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        (
            "每个乡镇建设2处以上的健身广场。",
            ["每个乡镇建设健身广场 >=2处"],
        ),
        (
            "打造产值超20亿元的链条3条，超9亿元的6条。",
            ["打造产值超20亿元的链条 3条", "打造超9亿元的 6条"],
        ),
        ("帮助30%的低收入户增收。", ["帮助低收入户增收 30%"]),
        (
            "培育3家营业收入过百亿的龙头企业，创建4A景区5家。",
            ["培育营业收入过百亿的龙头企业 3家", "创建4A景区 5家"],
        ),
        ("解决全县剩余3.4万人饮水问题。", ["解决全县剩余饮水问题 3.4万人"]),
        ("在沙河等乡镇安排18个供水点建设。", ["在沙河等乡镇安排供水点建设 18个"]),
    ],
)
def test_limits_say_which_things_are_counted(text: str, targets: list[str]) -> None:
    assert _targets(text) == targets


def test_figures_of_two_years_are_due_in_theirs() -> None:
    reading = _read("到2027年和2030年，居民健康素养水平分别不低于31%和36%。")
    assert [(one.deadline, str(one.value)) for one in reading.indicators] == [
        ("2027年", "31"),
        ("2030年", "36"),
    ]
    assert not reading.findings


def test_a_limit_of_things_that_nothing_counts_is_no_open_number() -> None:
    reading = _read("城区不再新建每小时35蒸吨以下燃煤锅炉，九大工程全面推进。")
    assert [number.open for number in reading.unread] == [False]


def test_a_sum_belongs_to_the_work_before_it() -> None:
    text = "民生设施9大工程全面推进，完成投资6亿元；开展村庄整治，完成投资3亿元。"
    assert _targets(text) == ["民生设施9大工程投资 6亿元", "村庄整治投资 3亿元"]


def test_a_concentration_may_be_worded_in_full() -> None:
    text = "细颗粒物浓度控制在29微克每立方米以下。"
    assert _targets(text) == ["细颗粒物浓度 <=29微克每立方米"]
