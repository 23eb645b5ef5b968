"""Items that are blocks of lines with labels, and headings that say who answers."""

from __future__ import annotations

from xltool.decomposition.extraction import extract
from xltool.decomposition.table.text_tables import text_grid


def _tasks(text: str) -> list[tuple[str, str, list[str], tuple[str, ...]]]:
    """Give each task's measure, text, units and leaders."""
    registry = extract([text_grid(text, "任务")]).registry
    return [
        (
            task.measure_name,
            task.text,
            [registry.unit_name(code) for code in task.units],
            task.leaders,
        )
        for task in registry.tasks
    ]


BLOCKS = """2026年民生实事候选项目
项目一：村道拓宽工程
建设内容：拓宽村道5公里，加装路灯40盏。
投资估算：80万元
责任领导：周明
责任单位：镇建设办、石桥村
完成时限：2026年8月底
项目二：集镇停车场
建设内容：新建停车场2处。
责任领导：副镇长 李勇
责任单位：镇综合执法队
柳溪镇人民代表大会主席团
"""


def test_a_block_of_labelled_lines_is_one_task() -> None:
    assert _tasks(BLOCKS) == [
        (
            "村道拓宽工程",
            "建设内容：拓宽村道5公里，加装路灯40盏。",
            ["镇建设办", "石桥村"],
            ("周明",),
        ),
        (
            "集镇停车场",
            "建设内容：新建停车场2处。",
            ["镇综合执法队"],
            ("李勇",),
        ),
    ]


def test_what_a_project_costs_is_kept_as_a_note() -> None:
    registry = extract([text_grid(BLOCKS, "任务")]).registry
    assert registry.tasks[0].note == "投资估算：80万元"
    assert {one.value for one in registry.indicators} == {5, 40, 2}


OFFICES = """县医保局2026年任务分解
办公室（负责人：李梅）
1.办结提案6件。
待遇保障股（负责人：王勇）
1.参保率达到97%。
"""


def test_an_office_with_its_head_answers_for_the_items_below() -> None:
    assert [units for _, _, units, _ in _tasks(OFFICES)] == [["办公室"], ["待遇保障股"]]


HEADINGS = """街道重点工作分工
一、城市管理（牵头领导：党工委委员 冯丽；责任科室：城管办、各社区）
1.改造背街小巷9条。
二、民生服务（周明负责）
1.新增就业300人。
责任单位：公共服务办
"""


def test_a_bracket_of_a_heading_answers_for_its_section() -> None:
    assert _tasks(HEADINGS) == [
        ("城市管理", "改造背街小巷9条。", ["城管办", "各社区"], ("冯丽",)),
        ("民生服务", "新增就业300人。", ["公共服务办"], ("周明",)),
    ]


def test_what_is_built_heads_no_section_of_its_own() -> None:
    text = (
        "一、交通项目\n（一）省道改建工程\n2026年目标：路面完成10公里。\n"
        "责任单位：县交通局\n（二）县城客运中心\n2026年目标：完成投资4000万元。\n"
        "责任单位：县交通局、县客运公司\n包抓领导：副县长 任建\n"
    )
    units = [units for _, _, units, _ in _tasks(text)]
    assert units == [["县交通局"], ["县交通局", "县客运公司"]]


def test_names_that_the_page_cuts_stay_together() -> None:
    text = (
        "1.打通断头路5条，新改建道路14公里。（牵头单位：县建设局；\n"
        "配合单位：县征收中心、县资规分局）\n"
        "2.建设党群服务中心12个。\n牵头单位：县委组织部\n"
        "协办单位：县委编办、县民政局、县委宣传部、县妇联、园区党工\n委、各街道\n"
    )
    units = [units for _, _, units, _ in _tasks(text)]
    assert units == [
        ["县建设局", "县征收中心", "县资规分局"],
        ["县委组织部", "县委编办", "县民政局", "县委宣传部", "县妇联", "园区党工委", "各街道"],
    ]  # fmt: skip


def test_a_block_has_its_name_in_a_line_of_its_own() -> None:
    text = (
        "街道实事项目公告\n实事项目1\n名称：停车便民\n内容：新增停车位80个。\n"
        "预算：60万元\n牵头科室：城建办\n协办单位：各社区\n分管领导：孙涛\n"
        "实事项目2\n名称：社区食堂\n内容：新建食堂3家。\n牵头科室：民政办\n"
    )
    assert _tasks(text) == [
        ("停车便民", "内容：新增停车位80个。", ["城建办", "各社区"], ("孙涛",)),
        ("社区食堂", "内容：新建食堂3家。", ["民政办"], ()),
    ]


def test_lines_of_names_without_any_mark_answer_for_the_task_above() -> None:
    text = (
        "全年计划新建公园3个，改造老旧街巷12条，新增公共停车位500个。\n"
        "牵头单位：县城管局\n协办单位：县财政局\n"
    )
    units = [units for _, _, units, _ in _tasks(text)]
    assert units == [["县城管局", "县财政局"]]
