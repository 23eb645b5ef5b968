"""An invented city for tests: thirteen areas, ten departments and more, seven 攻坚, up to twelve periods.

Everything follows from arithmetic on the codes, so that the same call gives the same city.
"""

from __future__ import annotations

import datetime as dt
import zlib
from dataclasses import replace
from decimal import Decimal

from xltool.findings import Severity
from xltool.forms.design import (
    Field,
    FieldType,
    FormDesign,
    Prefill,
    RowsFrom,
    SheetDesign,
)
from xltool.model.indicator_kind import IndicatorKind
from xltool.model.period import Cycle, Period
from xltool.model.registry import Indicator, Registry, Reporting, Task, Unit
from xltool.model.submission import Figure, Source, UnitStanding, UnitState, Verdict
from xltool.model.value import NOT_APPLICABLE, Value, reported
from xltool.rollup.inputs import PeriodRecord, RollupInputs, SubmissionFinding, Waived
from xltool.settings import Office, Settings

AREAS = (
    "东湖区", "云岭区", "青山区", "临江县", "清河县", "石桥县", "平坝县", "安阳市", "宁河市", "高新技术产业区",
    "南湖新区", "西园管理区", "港口新区",
)  # fmt: skip
DEPARTMENTS = (
    "市发改委", "市工信局", "市科技局", "市商务局", "市财政局", "市住建局", "市应急管理局", "市农业农村局",
    "市人社局", "市营商环境办",
)  # fmt: skip
CAMPAIGNS = (
    "内需扩量提效攻坚", "产业育新培强攻坚", "科技创新赋能攻坚", "改革开放重点攻坚", "环境优化提升攻坚",
    "安全强基固本攻坚", "民生补短提质攻坚",
)  # fmt: skip
K = IndicatorKind
PLANS = (
    # campaign, department, name, unit, target, kind, comparison, each area reports
    (0, 0, "固定资产投资", "亿元", "1630", K.AMOUNT, ">=", True),
    (0, 0, "固定资产投资增速", "%", "6.5", K.GROWTH, ">=", False),
    (0, 3, "以旧换新带动消费", "亿元", "70", K.AMOUNT, ">=", False),
    (0, 3, "新增限额以上批零住餐企业", "家", "120", K.COUNT, ">=", True),
    (1, 1, "新签约亿元以上产业项目", "个", "480", K.COUNT, ">=", True),
    (1, 1, "规模工业增加值增速", "%", "7.5", K.GROWTH, ">=", True),
    (1, 7, "农产品加工业产值", "亿元", "1250.5", K.AMOUNT, ">", False),
    (2, 2, "技术合同成交额", "亿元", "520", K.AMOUNT, ">=", True),
    (2, 2, "高新技术企业净增", "家", "90", K.COUNT, ">=", False),
    (2, 2, "知识价值信用贷款", "亿元", "15", K.AMOUNT, ">=", False),
    (3, 3, "外贸进出口总值", "亿元", "560", K.AMOUNT, ">=", True),
    (3, 3, "实际使用外资居全省位次", "位", "5", K.RANK, "<=", False),
    (4, 9, "企业开办时间", "工作日", "1", K.DURATION, "<=", False),
    (4, 9, "政务服务事项网办率", "%", "98", K.SHARE, ">=", True),
    (4, 4, "惠企资金兑付", "万元", "9600.4303", K.AMOUNT, ">=", False),
    (5, 6, "生产安全事故起数", "起", "60", K.COUNT, "<=", True),
    (5, 6, "消防站新建改建", "个", "8", K.COUNT, "range", False),
    (5, 5, "保交房项目交付率", "%", "100", K.SHARE, ">=", False),
    (6, 8, "城镇新增就业", "人", "42000", K.COUNT, ">=", True),
    (6, 8, "城镇调查失业率", "%", "5.5", K.SHARE, "<=", False),
    (6, 5, "城市内涝点整治", "处", "36", K.COUNT, "=", False),
    (6, 7, "高标准农田建设成效", "", None, K.QUALITATIVE, "text", False),
    (4, 9, "政务服务事项办件量", "件", "125000", K.COUNT, ">=", True),
    (6, 8, "居民人均可支配收入增速", "%", "6", K.GROWTH, ">=", True),
)


def a_form(*more: Field) -> FormDesign:
    """Make the monthly form; `more` are fields that a clerk added to 指标数据."""
    text, number = FieldType.TEXT, FieldType.NUMBER
    return FormDesign(
        key="月通报",
        name="月通报",
        cycle=Cycle.MONTH,
        version="1",
        choices={},
        sheets=(
            SheetDesign(
                key="填报信息", title="填报信息", rows_from=RowsFrom.SINGLE,
                fields=(
                    Field(key="填报人", label="填报人"),
                    Field(key="联系电话", label="联系电话", type=FieldType.PHONE),
                ),
            ),
            SheetDesign(
                key="任务进展", title="任务进展", rows_from=RowsFrom.TASKS,
                fields=(
                    Field(key="任务内容", label="任务内容", prefill=Prefill.REGISTRY),
                    Field(key="进展状态", label="进展状态", type=FieldType.CHOICE),
                    Field(key="本期进展", label="本期进展", width=50),
                    Field(key="下步措施", label="下步措施", width=40),
                    Field(key="说明", label="说明", width=24),
                ),
            ),
            SheetDesign(
                key="指标数据", title="指标数据", rows_from=RowsFrom.INDICATORS,
                fields=(
                    Field(key="累计完成", label="累计完成", type=number, unit_from="计量单位"),
                    Field(key="同比增长", label="同比增长(%)", type=FieldType.PERCENT),
                    Field(key="定性进展", label="定性进展", width=30),
                    *more,
                    Field(key="说明", label="说明", width=24),
                ),
            ),
            SheetDesign(
                key="重点项目", title="重点项目", rows_from=RowsFrom.FREE,
                fields=(
                    Field(key="项目名称", label="项目名称", width=34),
                    Field(key="建设地点", label="建设地点", width=16),
                    Field(key="总投资", label="总投资", type=number, measurement_unit="万元", width=13),
                    Field(key="年度计划投资", label="年度计划投资", type=number, measurement_unit="万元", width=13),
                    Field(key="累计完成投资", label="累计完成投资", type=number, measurement_unit="万元", width=13),
                    Field(key="项目状态", label="项目状态", type=FieldType.CHOICE, width=10),
                    Field(key="说明", label="说明", width=24),
                ),
            ),
            SheetDesign(
                key="突出问题", title="突出问题", rows_from=RowsFrom.FREE, required=True,
                fields=(
                    Field(key="问题描述", label="问题描述", type=text, width=44),
                    Field(key="所在地", label="所在地", width=16),
                    Field(key="佐证材料", label="佐证材料", width=18),
                    Field(key="发现时间", label="发现时间", type=FieldType.DATE, width=12),
                    Field(key="整改措施", label="整改措施", width=34),
                    Field(key="整改时限", label="整改时限", type=FieldType.DATE, width=12),
                    Field(key="销号情况", label="销号情况", type=FieldType.CHOICE, width=10),
                ),
            ),
            SheetDesign(
                key="特色亮点", title="特色亮点", rows_from=RowsFrom.FREE,
                fields=(Field(key="标题", label="标题", width=30), Field(key="内容", label="内容", width=90)),
            ),
        ),
    )  # fmt: skip


def a_city_registry() -> Registry:
    """Make the registry: a task for each plan, its department leading; areas report what is theirs."""
    tasks, indicators = [], []
    shares: dict[tuple[str, str], Decimal] = {}
    for number, (
        campaign,
        department,
        name,
        unit,
        target,
        kind,
        comparison,
        each,
    ) in enumerate(PLANS, start=1):
        code = f"T{campaign + 1:02d}-{number:02d}"
        tasks.append(
            Task(
                code=code,
                measure_seq=str(campaign + 1),
                measure_name=CAMPAIGNS[campaign],
                item_no=number,
                name=f"推进{name}",
                text=f"围绕{name}压实责任、逐月调度，全年{_target_words(target, comparison, unit)}。",
                campaign=CAMPAIGNS[campaign],
                lead_unit=DEPARTMENTS[department],
                support_units=AREAS if each else (DEPARTMENTS[(department + 3) % 10],),
                deadline=("2025年12月底前", "2025年6月底前", "长期推进")[number % 3],
            )
        )
        indicators.append(
            Indicator(
                code=f"{code}-1",
                task=code,
                name=name,
                comparison=comparison,
                value=None if target is None else Decimal(target),
                value_high=Decimal(10) if comparison == "range" else None,
                measurement_unit=unit,
                kind=kind,
                text_target="" if target else "建设成效居全省前列",
                reporting=Reporting.EACH if each else Reporting.LEAD,
                reporters=_reporters(name, DEPARTMENTS[department], each=each),
                parent="T05-23-1" if name == "政务服务事项网办率" else "",
            )
        )
        if each and kind in {K.COUNT, K.AMOUNT}:
            shares |= _shares(f"{code}-1", Decimal(target or 0))
    units = [Unit(code=name, name=name, group="部门") for name in DEPARTMENTS]
    units += [Unit(code=name, name=name, group="县市区") for name in AREAS]
    return Registry(
        tasks=tuple(tasks),
        indicators=tuple(indicators),
        units=tuple(units),
        shares=shares,
    )


def a_city(month: int = 7, *, form: FormDesign | None = None) -> RollupInputs:
    """Make the inputs of one month of 2025, with the months before it and the same month of 2024."""
    registry, form = a_city_registry(), form or a_form()
    period = Period(cycle=Cycle.MONTH, year=2025, number=month)
    records = [
        _record(registry, replace(period, number=number))
        for number in range(1, month + 1)
    ]
    return RollupInputs(
        registry=registry,
        form=form,
        settings=Settings(
            office=Office(
                name="市综合协调组",
                region="全市",
                title="“七大攻坚”",
                campaigns=CAMPAIGNS,
            )
        ),
        current=records[-1],
        earlier=tuple(records[:-1]),
        last_year=_record(registry, period.last_year, level=Decimal("0.93")),
        doubts=_doubts(),
        waived=(
            Waived(
                unit="市财政局",
                code="R07",
                reason="按省厅新口径统计，已附函",
                who="综合科",
                at=_time(period, 4),
            ),
        ),
        deadline=dt.date(2025, month % 12 + 1, 8),
    )


def _reporters(name: str, department: str, *, each: bool) -> tuple[str, ...]:
    """Areas report what is theirs; of one rate the department gives the whole city's figure as well."""
    if name == "规模工业增加值增速":
        return (department, *AREAS)
    return AREAS if each else ()


def mix(*parts: object) -> int:
    """Give a number that looks random and is always the same for the same parts."""
    return zlib.crc32("|".join(map(str, parts)).encode())


def _target_words(target: str | None, comparison: str, unit: str) -> str:
    if target is None:
        return "建设成效居全省前列"
    return f"{'控制在' if comparison == '<=' else '完成'}{target}{unit}"


def _shares(code: str, target: Decimal) -> dict[tuple[str, str], Decimal]:
    weights = [1 + mix(code, area) % 9 for area in AREAS]
    step = Decimal(1) if target == target.to_integral_value() else Decimal("0.01")
    parts = [(target * weight / sum(weights)).quantize(step) for weight in weights]
    parts[0] += target - sum(parts)
    return {(code, area): part for area, part in zip(AREAS, parts, strict=True)}


def _record(
    registry: Registry, period: Period, *, level: Decimal = Decimal(1)
) -> PeriodRecord:
    standings = tuple(_standing(unit, period) for unit in registry.reporting_units())
    writers = {
        one.code: _Writer(one.code, period)
        for one in standings
        if one.state is UnitState.ACCEPTED
    }
    for writer in writers.values():
        writer.add(
            "填报信息", "1", "填报人", reported(f"联络员{mix(writer.unit) % 30 + 1}")
        )
        writer.add(
            "填报信息",
            "1",
            "联系电话",
            reported(f"0730-88{mix(writer.unit) % 90000 + 10000}"),
        )
        _free(writer)
    for task in registry.tasks:
        for unit in registry.task_units(task):
            if unit in writers:
                _task(writers[unit], task, leads=task.lead_unit == unit)
    for indicator in registry.indicators:
        for unit in registry.reporters(indicator):
            if unit in writers:
                _indicator(
                    writers[unit],
                    indicator,
                    registry.shares.get((indicator.code, unit)),
                    level,
                )
    figures = tuple(figure for writer in writers.values() for figure in writer.figures)
    return PeriodRecord(period=period, figures=figures, standings=standings)


def _standing(unit: Unit, period: Period) -> UnitStanding:
    luck = mix(unit.code, period) % 40
    late = unit.code in {"港口新区", "市住建局"} or luck == 7
    state = UnitState.ACCEPTED
    if unit.code == "西园管理区" and period.number >= 5 and period.year == 2025:
        state = UnitState.OVERDUE
    elif luck == 3 or (unit.code == "市营商环境办" and period.number == 7):
        state = UnitState.RETURNED
    return UnitStanding(
        code=unit.code,
        name=unit.name,
        state=state,
        issued_at=_time(period, -8),
        received_at=None
        if state is UnitState.OVERDUE
        else _time(period, 9 if late else 3, luck),
        verdict={
            UnitState.ACCEPTED: Verdict.ACCEPTED_WITH_QUERIES
            if luck % 5 == 0
            else Verdict.ACCEPTED,
            UnitState.RETURNED: Verdict.RETURNED,
        }.get(state),
        findings=luck % 4 if state is not UnitState.OVERDUE else 0,
        on_time=None
        if state is UnitState.OVERDUE
        else not late and state is UnitState.ACCEPTED,
    )


def _time(period: Period, days: int, minutes: int = 0) -> dt.datetime:
    start = dt.datetime.combine(period.end, dt.time(2, 5), tzinfo=dt.UTC)
    return start + dt.timedelta(days=days, minutes=minutes * 7)


class _Writer:
    """Makes a unit's figures, each with the place it would have had."""

    def __init__(self, unit: str, period: Period) -> None:
        self.unit, self.period, self.figures = unit, period, list[Figure]()

    def add(self, sheet: str, row: str, field: str, value: Value) -> None:
        source = Source(
            file=f"{self.unit}-{self.period.label}月通报.xlsx",
            sha256=f"{mix(self.unit, self.period):08x}" * 8,
            sheet=sheet,
            cell=f"H{5 + len(self.figures) % 40}",
            sender=f"contact{mix(self.unit) % 90 + 10}@example.gov.cn",
            received_at=_time(self.period, 3),
        )
        self.figures.append(
            Figure(
                unit=self.unit,
                sheet=sheet,
                row=row,
                field=field,
                value=value,
                source=source,
            )
        )


def _task(writer: _Writer, task: Task, *, leads: bool) -> None:
    luck = mix(writer.unit, task.code) % 12
    done = writer.period.number * 9 > 50 + luck * 4
    status = "已完成" if done else "未启动" if luck == 11 else "推进中"
    if not leads and luck > 8:
        return
    who = "会同责任单位" if leads else "结合本地实际"
    text = f"{writer.period.label}，{who}{task.name}，召开调度会{1 + luck}次，解决难点问题{luck + 2}个。"
    if leads:
        text += "建立清单化台账，按周通报、按月点评；对进度偏慢的事项逐一会商，明确责任人和完成节点。"
    writer.add("任务进展", task.code, "进展状态", reported(status))
    writer.add("任务进展", task.code, "本期进展", reported(text))
    writer.add(
        "任务进展",
        task.code,
        "下步措施",
        reported("继续加密调度，盯紧薄弱环节，确保按期完成。"),
    )


def _indicator(
    writer: _Writer, indicator: Indicator, share: Decimal | None, level: Decimal
) -> None:
    luck = mix(writer.unit, indicator.code)
    if luck % 61 == 5:
        return
    if indicator.kind is K.QUALITATIVE:
        writer.add(
            "指标数据",
            indicator.code,
            "定性进展",
            reported("已建成12.6万亩，验收合格，省厅通报表扬。"),
        )
        return
    if luck % 47 == 6:
        writer.add("指标数据", indicator.code, "累计完成", NOT_APPLICABLE)
        return
    number = _number(indicator, share, luck, writer.period) * level
    places = {"亿元": 2, "万元": 4, "%": 1}.get(indicator.measurement_unit, 0)
    writer.add(
        "指标数据",
        indicator.code,
        "累计完成",
        reported(number.quantize(Decimal(1).scaleb(-places))),
    )
    if indicator.kind in {K.COUNT, K.AMOUNT} and luck % 3:
        growth = Decimal(luck % 300 - 60) / 10
        writer.add("指标数据", indicator.code, "同比增长", reported(growth))
    if luck % 9 == 0:
        writer.add(
            "指标数据",
            indicator.code,
            "说明",
            reported("含上年结转项目，统计口径与上月一致。"),
        )


def _number(
    indicator: Indicator, share: Decimal | None, luck: int, period: Period
) -> Decimal:
    pace = Decimal(45 + luck % 85) / 100
    target = share if share is not None else (indicator.value or Decimal(0))
    if indicator.kind in {K.COUNT, K.AMOUNT}:
        return target * pace * period.number / 10
    if indicator.kind is K.RANK:
        return Decimal(3 + luck % 6)
    return target * (Decimal("0.82") + Decimal(luck % 25) / 100)


def _free(writer: _Writer) -> None:
    luck = mix(writer.unit, writer.period.number)
    unit, month = writer.unit, writer.period.number
    for number in range(1, luck % 4):
        key, plan = f"+{number}", Decimal(8000 + mix(unit, number) % 90000)
        writer.add(
            "重点项目",
            key,
            "项目名称",
            reported(f"{unit.removeprefix('市')}第{number}批重点建设项目"),
        )
        writer.add("重点项目", key, "建设地点", reported(AREAS[mix(unit, number) % 13]))
        writer.add("重点项目", key, "总投资", reported(plan * 3))
        writer.add("重点项目", key, "年度计划投资", reported(plan))
        writer.add(
            "重点项目",
            key,
            "累计完成投资",
            reported((plan * month / 13).quantize(Decimal("0.01"))),
        )
        writer.add(
            "重点项目",
            key,
            "项目状态",
            reported(("前期", "在建", "竣工", "投产")[number % 4]),
        )
    if luck % 3 == 0:
        writer.add("突出问题", "+1", "问题描述", reported(Decimal(0)))
    else:
        _problem(writer, luck)
    if luck % 5 == 0:
        writer.add(
            "特色亮点", "+1", "标题", reported(f"{unit}：“一企一策”破解项目落地难题")
        )
        writer.add(
            "特色亮点",
            "+1",
            "内容",
            reported(
                "一是专班推进，每周会商。二是要素保障，用地、用能、用工一次交底。"
                * (1 + luck % 5)
            ),
        )


def _problem(writer: _Writer, luck: int) -> None:
    words = (
        "专项资金拨付偏慢，部分项目形象进度滞后",
        "消防站选址尚未落实，影响年度开工",
        "停水停电影响企业正常生产",
    )
    answers: dict[str, Value] = {
        "问题描述": reported(words[luck % 3]),
        "所在地": reported(AREAS[luck % 13]),
        "佐证材料": reported("现场照片3张"),
        "发现时间": reported(dt.date(2025, 1 + luck % 6, 5 + luck % 20)),
        "整改措施": reported("专题会商，明确牵头科室和完成时限，每周报送进展。"),
        "整改时限": reported(dt.date(2025, 9, 30)),
        "销号情况": reported("已销号" if luck % 2 else "整改中"),
    }
    for field, value in answers.items():
        writer.add("突出问题", "+1", field, value)


def _doubts() -> tuple[SubmissionFinding, ...]:
    return (
        SubmissionFinding(unit="市科技局", severity=Severity.QUERY, code="R03", sheet="指标数据", cell="H7",
              message="累计完成比上期减少。请核对；属核减的，在“说明”栏写明原因。", answer="上月重复统计1笔，已核减。"),
        SubmissionFinding(unit="临江县", severity=Severity.QUERY, code="R11", sheet="任务进展", cell="I9",
              message="本期进展与上期逐字相同。请更新，或在“说明”栏写明原因。"),
        SubmissionFinding(unit="市财政局", severity=Severity.ERROR, code="R07", sheet="指标数据", cell="H12",
              message="分项之和与合计不符。请核对后改正。"),
    )  # fmt: skip


def a_large_city() -> RollupInputs:
    """Make twelve periods of a city of thirteen areas and sixty departments."""
    small = a_city(12)
    departments = tuple(f"市直第{number}单位" for number in range(51))
    tasks, indicators = list(small.registry.tasks), list(small.registry.indicators)
    for number, name in enumerate(departments, start=1):
        for item in range(1, 7):
            code = f"T9{number:02d}-{item:02d}"
            tasks.append(
                replace(tasks[item], code=code, lead_unit=name, support_units=AREAS[:3])
            )
            indicators.append(
                replace(
                    small.registry.indicators[2],
                    code=f"{code}-1",
                    task=code,
                    reporters=(),
                )
            )
    units = (
        *small.registry.units,
        *(Unit(code=name, name=name, group="部门") for name in departments[:50]),
    )
    kept = {unit.code for unit in units}
    led = {task.code for task in tasks if task.lead_unit in kept}
    registry = replace(
        small.registry,
        tasks=tuple(task for task in tasks if task.code in led),
        indicators=tuple(one for one in indicators if one.task in led),
        units=units,
    )
    records = [
        _record(registry, record.period) for record in (*small.earlier, small.current)
    ]
    return replace(
        small, registry=registry, current=records[-1], earlier=tuple(records[:-1])
    )
