"""Documents of every layout that offices have, each in a few lines, with what is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.decomposition.grids import a_grid
from xltool.decomposition.extraction import Extract, extract
from xltool.decomposition.registry.doubts import Answers
from xltool.decomposition.registry.sheets import COMPARISON_LABELS, plain, plan_text
from xltool.decomposition.table.text_tables import text_grid
from xltool.model.registry import Indicator, Role

if TYPE_CHECKING:
    from xltool.model.registry import Task

SIGNS = {sign: label for sign, label in COMPARISON_LABELS.items() if sign != "="}


def read(text: str) -> Extract:
    """Read a document as a file of text holds it, in the year 2025."""
    return extract([text_grid(text.strip("\n"), "方案")], this_year=2025)


def shown(found: Extract) -> list[str]:
    """Word each task: number, lead > support, targets; other roles in brackets."""
    lines = []
    for task in found.registry.tasks:
        own = [one for one in found.registry.indicators if one.task == task.code]
        words = "；".join(figure(one) for one in own)
        lines.append(f"{place(task)} {units(task)} | {words}")
    return lines


def place(task: Task) -> str:
    return f"{task.measure_seq}-{task.item_no or 0}"


def units(task: Task) -> str:
    return " > ".join(
        part for part in (task.lead_unit, "、".join(task.support_units)) if part
    )


def figure(one: Indicator) -> str:
    value = f"{SIGNS.get(one.comparison, '')}{plain(one.value)}{one.measurement_unit}"
    role = "" if one.role is Role.TARGET else f"[{one.role.value}]"
    return f"{one.name} {value}{role}"


TEXTS = {
    "units in brackets behind each item": (
        """
        重点任务分工
        一、稳增长
        1.工业增加值增长7%左右。（牵头单位：县工信局；责任单位：县统计局、各乡镇）
        2.培育规上企业9家以上。（县工信局牵头，县税务局配合）
        二、惠民生
        3.新建公园4个。责任领导：周明；责任单位：县住建局
        4.整治小巷12条，由县城管局负责落实。
        """,
        [
            "1-1 县工信局 > 县统计局、各乡镇 | 工业增加值增长 ≈7%",
            "1-2 县工信局 > 县税务局 | 培育规上企业 ≥9家",
            "2-3 县住建局 | 新建公园 4个",
            "2-4 县城管局 | 整治小巷 12条",
        ],
    ),
    "units in the next line, headings two deep": (
        """
        一、项目建设
        （一）交通
        1.改造农村公路60公里。
        责任单位：县交通局、县财政局
        （二）水利
        1.新建水厂2座，总长约18公里，日供水3万吨。
        主办单位：县水利局
        """,
        [
            "1.1-1 县交通局 > 县财政局 | 改造农村公路 60公里",
            "1.2-1 县水利局 | 新建水厂 2座；总长 ≈18公里[parameter]；新建日供水 3万吨[parameter]",
        ],
    ),
    "units once for a section": (
        """
        一、教育（责任单位：县教育局）
        1.新建幼儿园3所。
        2.招聘教师120名。
        二、卫生
        1.新增床位200张。
        2.培训村医300人。
        责任单位：县卫健局
        """,
        [
            "1-1 县教育局 | 新建幼儿园 3所",
            "1-2 县教育局 | 招聘教师 120名",
            "2-1 县卫健局 | 新增床位 200张",
            "2-2 县卫健局 | 培训村医 300人",
        ],
    ),
    "a list in one paragraph": (
        "支持招商的措施。1.引进项目30个。责任单位：县商务局。2.新签协议8份。责任单位：县投促中心。",
        [
            "1-0 县商务局 | 引进项目 30个",
            "2-0 县投促中心 | 新签协议 8份",
        ],
    ),
    "paragraphs without marks": (
        """
        一、指标责任
        服务业增加值：增长8%（高于全市7%平均水平），责任单位为区发改局；
        高新技术企业：新增10家以上，责任单位为区科技局；
        """,
        [
            "1-1 区发改局 | 服务业增加值增长 8%；平均水平 ＞7%[basis]",
            "1-2 区科技局 | 新增高新技术企业 ≥10家",
        ],
    ),
    "wrapped lines, page numbers and a running head": (
        """
        2025年重点工作
        一、农业
        1.建设高标准农田3万亩，改造老旧果园2000亩，新建
        冷库5座。（县农业农村局）
        - 1 -
        2.新增粮食烘干机15台，持续提升机械化水平，不断巩固
        成果。（县农业农村局）
        """,
        [
            "1-1 县农业农村局 | 建设高标准农田 3万亩；改造老旧果园 2000亩；新建冷库 5座",
            "1-2 县农业农村局 | 新增粮食烘干机 15台",
        ],
    ),
    "promises before the first mark": (
        """
        今年主要预期目标是：生产总值增长6%左右，粮食产量80万吨以上。
        一、抓项目
        1.开工项目20个。（县发改局）
        """,
        [
            "1-0  | 生产总值增长 ≈6%；粮食产量 ≥80万吨",
            "1-1 县发改局 | 开工项目 20个",
        ],
    ),
    "columns set apart by blanks, rows over several lines": (
        """
        序号  工作任务                责任单位
        1     新建停车场4处，更换     县住建局
              路灯300盏
                    - 2 -
        2     新增公交车20辆          县交通局
        """,
        [
            "1-0 县住建局 | 新建停车场 4处；更换路灯 300盏",
            "2-0 县交通局 | 新增公交车 20辆",
        ],
    ),
    "a cell a line": (
        """
        序号

        民生实事

        责任单位

        完成时限

        1

        新建人行天桥3座。

        县住建局

        县交警大队

        9月底

        2

        改造棚户区500户。

        县住建局

        年底前
        """,
        [
            "1-0 县住建局 > 县交警大队 | 新建人行天桥 3座",
            "2-0 县住建局 | 改造棚户区 500户",
        ],
    ),
    "a cell a line, closed by bars": (
        """
        序号 |
        重点工作 |
        责任领导 |
        责任单位 |
        1 |
        盘活闲置厂房10 处，
        引进企业6家。 |
        叶林 |
        招商局、改革办 |
        2 |
        新建道路3条。 |
        张峰 |
        规划建设局 |
        """,
        [
            "1-0 招商局 > 改革办 | 盘活闲置厂房 10处；引进企业 6家",
            "2-0 规划建设局 | 新建道路 3条",
        ],
    ),
    "bars between columns, as a page is copied": (
        """
        索引号 | 0001/2025-01 | 公开方式 | 主动公开 |
        序号 | 任务名称 | 指标要求 | 牵头部门 | 配合部门 |
        1 | 服务业增加值 | 增长6% | 区发改局 | 区财政局、
        区统计局 |
        2 | 新增停车位 | 300个 | 区城管局 | 各街道办事处 |
        """,
        [
            "1-0 区发改局 > 区财政局、区统计局 | 服务业增加值增长 6%",
            "2-0 区城管局 > 各街道办事处 | 新增停车位 300个",
        ],
    ),
    "bars, and rows that lack what is merged over them": (
        """
        类别 | 序号 | 工作任务 | 责任领导 | 责任单位
        民生 | 1 | 新建公园4个。 | 周明 | 县住建局
        2 | 新增托位60个。 | 李娜 | 县卫健局
        3 | 培训村医20人。
        """,
        [
            "1-0 县住建局 | 新建公园 4个",
            "2-0 县卫健局 | 新增托位 60个",
            "3-0 县卫健局 | 培训村医 20人",
        ],
    ),
    "what is promised is headed as a name, with its plan beside it": (
        """
        序号 | 实事项目 | 工作举措及实施计划 | 责任单位
        1 | 建成驿站7家，新增托位500个。 | 1.驿站：3月底前建成2家；9月底前建成7家。2.托位：6月底前200个。 | 卫健局
        2 | 新增公交线路3条。 | 6月底前完成招标；10月底前开通。 | 交通局
        """,
        [
            "1-0 卫健局 | 建成驿站 7家；新增托位 500个",
            "2-0 交通局 | 新增公交线路 3条",
        ],
    ),
    "a list that a colon opens, in lines without marks": (
        """
        关于下达2025年计划的通知
        全县经济社会发展的主要预期目标为：
        生产总值增长6%；
        进出口总额增长5%，其中出口增长4%；
        失业率控制在4.5%以内。
        要切实抓好30项工作的落实。
        一、抓项目
        1.开工项目20个。（县发改局）
        """,
        [
            "1-0  | 生产总值增长 6%",
            "2-0  | 进出口总额增长 5%；其中：出口增长 4%",
            "3-0  | 失业率 ≤4.5%",
            "1-1 县发改局 | 开工项目 20个",
        ],
    ),
    "lines about the document are none of its tasks": (
        """
        • 索 引 号: FZ001-2701-2025-00071
        • 发文机关: 某市人民政府办公厅
        • 发文字号: 某政办〔2025〕181号
        • 发布日期:2025-08-30
        字体大小:【大】 【中】 【小】
        一、新增就业2万人。（市人社局）
        二、培训技工600人。（市教育局）
        """,
        ["1-0 市人社局 | 新增就业 2万人", "2-0 市教育局 | 培训技工 600人"],
    ),
    "units in hollow brackets, and lines behind a heading's paragraph": (
        """
        一、落实行政权力事项4项。〔牵头单位:区政府办公室,责任单位:区司法局等有关部门,各街道(功能区)〕
        二、敬老院建设
        2025-2027年,新建标准化敬老院13所。
        责任单位:省民政厅
        """,
        [
            "1-0 区政府办公室 > 区司法局、各街道（功能区） | 落实行政权力事项 4项",
            "2-0 省民政厅 | 新建标准化敬老院 13所",
        ],
    ),
    "who answers in items of their own, once for a heading": (
        """
        三、为农村小学改厕60所
        (一)责任领导:高敏
        (二)责任单位:县教育局
        (三)协办单位:县财政局、水利局,滨湖旅游经济特区
        (四)建设内容:改造旱厕60座。
        (五)完成时限:9月底
        """,
        [
            "3-4 县教育局 > 县财政局、县水利局、滨湖旅游经济特区 | 改造旱厕 60座",
        ],
    ),
    "bare numbers in front, bodies behind, only blanks between": (
        """
        2025年工作任务分解表 序号 工作任务 牵头单位
        一、预期目标(3项)
        1 生产总值增长6%以上. 发改委
        2 工业投资增长5%,技改投资增长7%. 工信局、统计局
        3 新增专利90件. 科技局
        """,
        [
            "1-1 发改委 | 生产总值增长 ≥6%",
            "1-2 工信局 > 统计局 | 工业投资增长 5%；技改投资增长 7%",
            "1-3 科技局 | 新增专利 90件",
        ],
    ),
    "a cell a line, a part of a long table": (
        """
        重点工作任务分解表
        附件
        序号 |
        目标与任务 |
        牵头单位 |
        41 |
        新增托位300个以上。 |
        县卫健局 |
        42 |
        新建口袋公园6个。 |
        县城管局 |
        """,
        [
            "41-0 县卫健局 | 新增托位 ≥300个",
            "42-0 县城管局 | 新建口袋公园 6个",
        ],
    ),
    "bars, rows short of what is merged over them closed by a blank cell": (
        """
        类别 | 事项名称 | 年度目标 | 责任单位 | 分管领导 | 监督电话 |
        教育 | 1.扩建中心小学 | 建成教学楼2栋。 | 教育局 | 刘明 | 电话66001 |
        2.更新课桌椅 | 更新课桌椅900套。 | 教育局 | 刘明 | 电话66002 | |
        """,
        [
            "1-0 教育局 | 建成教学楼 2栋",
            "2-0 教育局 | 更新课桌椅 900套",
        ],
    ),
    "what was reached beside projects with their figures": (
        """
        序号 | 实事项目名称 | 完成情况 | 占全年计划 |
        1 | 新增养老床位900张 | 960 | 107% |
        2 | 新增社区食堂12个 | 12 | 100% |
        """,
        ["1-0  | 新增养老床位 900张", "2-0  | 新增社区食堂 12个"],
    ),
    "columns that tell what was done are no promises": (
        """
        事项名称 | 年度目标 | 责任单位 | 三季度完成情况 | 当前进度 |
        1.建停车场 | 新建停车位90个。 | 城管局 | 已建成停车位60个，完成67%。 | 67% |
        2.修路 | 修复道路8公里。 | 交通局 | 完成5公里。 | 62% |
        """,
        ["1-0 城管局 | 新建停车位 90个", "2-0 交通局 | 修复道路 8公里"],
    ),
    "goals below a heading without a mark, and a look back": (
        """
        2024年工作回顾
        2024年,全县完成了各项任务。预计实现生产总值90亿元,增长7%。
        目 标
        农业增加值增长2%左右,农村居民收入增长6%左右。
        一、抓产业
        1.新建果园3处。
        """,
        [
            "1-0  | 农业增加值增长 ≈2%；农村居民收入增长 ≈6%",
            "1-1  | 新建果园 3处",
        ],
    ),
    "headings of a work report that have a year and no mark": (
        """
        2024年工作回顾
        1.城镇新增就业9万人
        2.奖励粮农3000户,6万多学生受益
        2025年发展主要预期目标
        1.生产总值增长5%左右
        2025年工作任务
        1.新建农田2万亩。
        """,
        [
            "1-1  | 城镇新增就业 9万人[fact]",
            "1-2  | 奖励粮农 3000户[fact]；学生受益 ＞6万[fact]",
            "2-1  | 生产总值增长 ≈5%",
            "3-1  | 新建农田 2万亩",
        ],
    ),
    "a report on a year and the plan of the next": (
        """
        会议通报了2024年工作取得的成就和2025年工作打算。2024年巩固成果，建成水渠40条。播种8万亩，超额完成市目标任务。出栏生猪6万头。
        2025年工作打算:一是守住基本农田9万亩。
        """,
        [
            "1-0  | 建成水渠 40条[fact]；播种 8万亩[fact]；出栏生猪 6万头[fact]",
            "2-0  | 守住基本农田 9万亩",
        ],
    ),
    "a look back in a text without marks": (
        """
        2024年工作回顾
        2024年,全县完成了各项任务。预计实现生产总值90亿元,增长7%。
        """,
        ["2-0  | 生产总值 90亿元[fact]；生产总值增长 7%[fact]"],
    ),
    "a goal by a year before the first mark, and a short item without any": (
        """
        到2027年,工业增加值超过900亿元,研发投入强度达2.5%以上。
        ——产业链持续壮大。规上企业达到260家。
        """,
        [
            "1-0  | 工业增加值 ＞900亿元；研发投入强度 ≥2.5%",
            "2-0  | 规上企业 260家",
        ],
    ),
    "officials in lines, units once for the items of a heading": (
        """
        3.农村道路:(1)硬化公路30公里。
        (2)安防工程8公里。
        责任领导:周明 市委副书记
        李勇 市委常委、副市长
        牵头单位:交通局、财政局
        责任单位:有关乡镇(街道)
        """,
        [
            "3-1 交通局 > 财政局、有关乡镇（街道） | 硬化公路 30公里",
            "3-2 交通局 > 财政局、有关乡镇（街道） | 安防工程 8公里",
        ],
    ),
}


@pytest.mark.parametrize("layout", TEXTS)
def test_a_text_gives_its_tasks(layout: str) -> None:
    text, expected = TEXTS[layout]
    lines = [line.removeprefix("        ") for line in text.splitlines()]
    assert shown(read("\n".join(lines))) == expected


def test_offices_behind_names_are_no_leaders() -> None:
    found = read(
        "1.修路3公里。\n责任领导：周明 市委副书记\n李勇 市委常委、副市长\n责任单位：交通局"
    )
    assert [task.leaders for task in found.registry.tasks] == [("周明", "李勇")]
    assert not found.doubts


TABLES = {
    "the unit in the name, a bare figure": (
        (
            "序号 | 指标名称 | 2025年目标 | 责任单位",
            "1 | 零售总额增速（%） | 6.5 | 市商务局",
            "2 | 新增科技企业（家） | 40 | 市科技局",
            "3 | 蔬菜产量（万吨） | ≥38 | 市农业农村局",
        ),
        [
            "1-0 市商务局 | 零售总额增速 6.5%",
            "2-0 市科技局 | 新增科技企业 40家",
            "3-0 市农业农村局 | 蔬菜产量 ≥38万吨",
        ],
    ),
    "the unit in the head, or over the table": (
        (
            "单位：万元",
            "序号 | 指标名称 | 目标值 | 增速目标（%） | 责任单位",
            "1 | 财政收入 | 8600 | 5 | 市财政局",
        ),
        ["1-0 市财政局 | 财政收入 8600万元；财政收入增速 5%"],
    ),
    "the unit in a column, the name in two": (
        (
            "序号 | 考核指标 | 考核内容 | 单位 | 年度目标 | 责任部门",
            "1 | 守牢红线 | 农田新建面积 | 万亩 | 1.5 | 县农业农村局",
            "2 | 固定资产投资 | 增速 | % | 8 | 县发改局",
        ),
        [
            "1-0 县农业农村局 | 农田新建面积 1.5万亩",
            "2-0 县发改局 | 固定资产投资增速 8%",
        ],
    ),
    "单位 without any body is what is counted in": (
        ("序号 | 指标名称 | 单位 | 目标值", "1 | 森林面积 | 万亩 | 92以上"),
        ["1-0  | 森林面积 ≥92万亩"],
    ),
    "the name before a column of words": (
        (
            "序号 | 考核指标 | 目标设定 | 责任单位",
            "1 | 工业增加值 | 增长6.5%以上 | 区工信局",
            "2 | 省级企业 | 新增12家以上 | 区工信局",
            "3 | 失业率 | 控制在4%以内 | 区人社局",
            "4 | 劳动生产率 | 增长5%（省下达4.2%，全市平均4.6%） | 区发改局",
        ),
        [
            "1-0 区工信局 | 工业增加值增长 ≥6.5%",
            "2-0 区工信局 | 省级企业新增 ≥12家",
            "3-0 区人社局 | 失业率 ≤4%",
            "4-0 区发改局 | 劳动生产率增长 5%；省下达 4.2%[basis]；全市平均 4.6%[basis]",
        ],
    ),
    "years side by side": (
        (
            "序号 | 指标名称 | 计量单位 | 2024年完成 | 2025年目标 | 2026年目标 | 责任单位",
            "1 | 企业数 | 户 | 356 | 380 | 410 | 市工信局",
        ),
        ["1-0 市工信局 | 企业数 380户；企业数（2024年完成） 356户[fact]"],
    ),
    "what two columns say is one target": (
        (
            "序号 | 项目名称 | 建设内容 | 目标要求 | 责任单位",
            "1 | 托育 | 新增普惠托位200个，建成站点2个。 | 新增托位200个 | 市卫健委",
        ),
        ["1-0 市卫健委 | 新增普惠托位 200个；建成站点 2个"],
    ),
    "who answers in the text's own cell, item by item": (
        (
            "序号 | 工作任务 | 完成时限",
            "1 | 1.新建学校2所。（责任单位：县教育局）2.建桥3座。（责任单位：县住建局） | 年底",
            "2 | 修渠5公里。（县水利局牵头） | 年底",
        ),
        [
            "1-1 县教育局 | 新建学校 2所",
            "1-2 县住建局 | 建桥 3座",
            "2-0 县水利局 | 修渠 5公里",
        ],
    ),
    "units and people in one column": (
        (
            "序号 | 工作任务 | 责任单位及责任人",
            "1 | 改造管网25公里。 | 县住建局 周国强",
        ),
        ["1-0 县住建局 | 改造管网 25公里"],
    ),
    "no unit at all": (
        ("序号 | 民生实事 | 目标要求", "1 | 建公园 | 新建公园4个"),
        ["1-0  | 新建公园 4个"],
    ),
}


@pytest.mark.parametrize("layout", TABLES)
def test_a_table_gives_its_tasks(layout: str) -> None:
    rows, expected = TABLES[layout]
    assert shown(extract([a_grid(*rows)], this_year=2025)) == expected


@pytest.mark.parametrize(
    ("sign", "comparison"),
    [("≧", ">="), ("≤", "<="), ("＞", ">"), ("﹥", ">"), ("﹤", "<"), ("＝", "=")],
)
def test_a_sign_in_a_column_of_its_own_compares_the_figure_beside_it(
    sign: str, comparison: str
) -> None:
    found = read(
        f"三级指标 | 计算符号 | 目标值 | 度量单位\n讲座 | {sign} | 12 | 场\n病虫害 | {sign} | 3 | 起"
    )
    assert [one.comparison for one in found.registry.indicators] == [comparison] * 2


def test_counties_share_a_target_each_with_its_own_comparison() -> None:
    found = extract(
        [
            a_grid(
                "序号 | 指标名称 | 单位 | 全市 | 东城县 | 西山县 | 南湖区",
                "1 | 播种面积 | 万亩 | 180 | 70以上 | 65 | 45左右",
            )
        ]
    )
    (target,) = found.registry.indicators
    assert figure(target) == "播种面积 180万亩"
    assert target.reporters == ("东城县", "西山县", "南湖区")
    shares = {unit: plain(value) for (_, unit), value in found.registry.shares.items()}
    assert shares == {"东城县": "70", "西山县": "65", "南湖区": "45"}
    signs = {unit: sign for (_, unit), sign in found.registry.share_comparisons.items()}
    assert signs == {"东城县": ">=", "南湖区": "~"}
    assert not found.doubts


def test_shares_that_do_not_add_up_are_asked_about() -> None:
    found = extract(
        [
            a_grid(
                "序号 | 指标名称 | 单位 | 合计 | 东城县 | 西山县",
                "1 | 改厕 | 户 | 900 | 400 | 450",
                "2 | 合格率 | % | 98 | 98 | 97",
                "3 | 农村居民人均纯收入 | 元 | 9100 | 9300 | 8800",
            )
        ]
    )
    (doubt,) = found.doubts
    assert doubt.finding.code == "I243"
    assert doubt.options == ("850户", "900户")


@pytest.mark.parametrize(
    "rows",
    [
        (
            "2025年农村改厕任务分配表",
            "县（市、区） | 任务数（户）",
            "全市 | 900",
            "东城县 | 400",
            "西山县 | 500",
        ),
        (
            "序号 | 单位 | 农村改厕（户） | 备注",
            " | 合计 | 900 | ",
            "1 | 东城县 | 400 | ",
            "2 | 西山县 | 500 | 试点",
        ),
        (
            "地区 | 2025年（户） | ",
            "地区 | 农村改厕 | ",
            "东城县 | 400 | ",
            "西山县 | 500 | ",
        ),
        (
            "地区 | 农村改厕",
            "地区 | 户数（户）",
            "东城县 | 400",
            "西山县 | 500",
        ),
    ],
)
def test_a_county_a_row_is_set_upright(rows: tuple[str, ...]) -> None:
    found = extract([a_grid(*rows)])
    (target,) = found.registry.indicators
    assert "改厕" in target.name
    assert (plain(target.value), target.measurement_unit) == ("900", "户")
    shares = {unit: plain(value) for (_, unit), value in found.registry.shares.items()}
    assert shares == {"东城县": "400", "西山县": "500"}


def test_columns_that_tell_what_was_done_are_left_out_of_a_matrix() -> None:
    found = extract(
        [
            a_grid(
                "地区 | 新增就业（人） | 新增就业（人） | 新增就业（人）",
                "地区 | 目标任务 | 进度 | 完成比例（%）",
                "全县 | 900 | 960 | 106.7",
                "东河镇 | 400 | 410 | 102.5",
                "西河镇 | 500 | 550 | 110",
            )
        ]
    )
    (target,) = found.registry.indicators
    assert figure(target) == "新增就业 900人"
    shares = {unit: plain(value) for (_, unit), value in found.registry.shares.items()}
    assert shares == {"东河镇": "400", "西河镇": "500"}
    left = {one.number for one in found.unread}
    assert {"960", "410", "550", "106.7", "102.5", "110"} <= left
    assert not found.doubts


PLANS = [
    (
        "序号 | 工作任务 | 一季度目标 | 二季度目标 | 三季度目标 | 四季度目标 | 责任单位",
        "1 | 新建公园8个 | 完成选址 | 动工3个 | 建成5个 | 建成8个 | 市园林局",
        "2025-06-30：3；2025-09-30：5；2025-12-31：8",
    ),
    (
        "序号 | 工作任务 | 二季度 | 三季度 | 四季度 | 责任单位",
        "1 | 更换路灯900盏 | 更换300盏 | 更换600盏 | 全部更换 | 市城管局",
        "2025-06-30：300；2025-09-30：600；2025-12-31：900",
    ),
    (
        "序号 | 指标名称 | 一季度 | 二季度 | 三季度 | 四季度 | 全年目标 | 责任单位",
        "1 | 培训（人） | 20 | 30 | 30 | 20 | 100 | 市人社局",
        "2025-03-31：20；2025-06-30：50；2025-09-30：80；2025-12-31：100",
    ),
    (
        "序号 | 工作任务 | 进度安排 | 责任单位",
        "1 | 改造小区32个 | 3月底前完成设计；6月底前开工20个；9月底前完工12个；12月底前全部完工 | 市住建局",
        "2025-09-30：12；2025-12-31：32",
    ),
    (
        "序号 | 指标名称 | 2025年目标 | 2026年目标 | 责任单位",
        "1 | 企业数（户） | 380 | 410 | 市工信局",
        "2025-12-31：380；2026-12-31：410",
    ),
    (
        "序号 | 工作任务 | 进度安排 | 责任单位",
        "1 | 自来水普及率达到95% | 二季度：完成投资40%；三季度：完成投资80% | 市水利局",
        "",
    ),
    (
        "序号 | 工作任务 | 完成时限 | 责任单位",
        "1 | 新建公园8个 | 12月底前 | 市园林局",
        "",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("header", "row", "plan"), PLANS)
def test_stages_are_the_plan_of_the_years_target(
    header: str, row: str, plan: str
) -> None:
    found = extract([a_grid(header, row)], this_year=2025)
    (target,) = found.registry.indicators
    assert plan_text(target.plan) == plan


def test_a_stage_in_the_sentence_is_no_target_of_its_own() -> None:
    found = read(
        """2025年工作
1.新增企业12家，其中第三季度完成4家、第四季度完成6家。（县工信局）
2.6月底前建成厂房3栋。（县工信局）"""
    )
    targets = [(one.name, plan_text(one.plan)) for one in found.registry.indicators]
    assert targets == [
        ("新增企业", "2025-09-30：4；2025-12-31：6"),
        ("建成厂房", ""),
    ] or (targets[0][1].startswith("2025-09-30：4"))


TWO_SECTIONS = """
一、项目建设
1.开工项目20个。
2.竣工项目9个。
二、惠民生
1.新建公园4个。
"""


def test_who_answers_is_asked_once_a_document() -> None:
    found = read(TWO_SECTIONS)
    asked = [(one.kind.value, one.printed) for one in found.doubts]
    assert asked == [("责任单位", "方案")]
    assert found.doubts[0].tasks == ("T01-01", "T01-02", "T02-01")
    (finding,) = found.findings
    assert finding.code == "I249"
    assert "项目建设、惠民生" in finding.message


@pytest.mark.parametrize(
    ("printed", "answer", "units", "asked"),
    [
        ("方案", "县发改局、县统计局", ["县发改局", "县发改局"], []),
        (
            "方案",
            "项目建设：县发改局；惠民生：县民政局",
            ["县发改局", "县民政局"],
            [],
        ),
        ("方案", "惠民生：县民政局；县发改局", ["县发改局", "县民政局"], []),
        ("方案", "牵头单位：县发改局", ["县发改局", "县发改局"], []),
        ("方案", "惠民生:县民政局", ["", "县民政局"], ["项目建设"]),
        ("惠民生", "县民政局", ["", "县民政局"], ["方案"]),
    ],
)
def test_an_answer_for_the_document_may_tell_its_sections_apart(
    printed: str, answer: str, units: list[str], asked: list[str]
) -> None:
    answers = Answers(given={("责任单位", printed): answer})
    found = extract([text_grid(TWO_SECTIONS, "方案")], answers=answers)
    names = {unit.code: unit.name for unit in found.registry.units}
    leads = {task.measure_name: task.lead_unit for task in found.registry.tasks}
    assert [names.get(lead, "") for lead in leads.values()] == units
    assert [doubt.printed for doubt in found.doubts] == asked
