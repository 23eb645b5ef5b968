"""Reading a design workbook into a `FormDesign`.

Every mistake gives a finding.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from xltool.findings import (
    DESIGN_DUPLICATE,
    DESIGN_NAME_UNUSABLE,
    DESIGN_OCCASION_INCOMPLETE,
    DESIGN_RULE_NUMBER,
    DESIGN_SETTING_MISSING,
    DESIGN_SETTING_UNKNOWN,
    DESIGN_SYNONYM_TWICE,
    Finding,
    Place,
    Severity,
    worst,
)
from xltool.forms.design import (
    Field,
    FieldType,
    FormDesign,
    Merge,
    Prefill,
    Rule,
    SheetDesign,
    shared,
)
from xltool.forms.design_checks import (
    DesignRecords,
    check_design,
    check_outcomes,
    marked,
)
from xltool.forms.design_rows import ROW_SOURCES, expanded, read_rows
from xltool.forms.design_table import (
    Record,
    number,
    option,
    read_table,
    required,
    short,
    yes,
)
from xltool.forms.merge_checks import losses
from xltool.forms.references import RELATIONS
from xltool.model.period import Cycle

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xltool.forms.design_table import Rows

SETTINGS = (
    *("表单标识", "表单名称", "周期", "版本", "报送时限", "关闭时限", "盖章件"),
    *("版式", "单位", "名称", "日期", "填报说明"),
)
DEFAULT_WIDTH = 12.0
DEFAULT_DEADLINE = 5.0
_UNIT_FIELD = re.compile(r"\[(.+)\]")
_RULE_CODE = re.compile(r"R\d{1,4}")
_ENDS = re.compile(r"(?:止于|至)\s*[:：]?\s*(?P<words>\S.*)")
_WORDS = re.compile(r"[、，,/\s]+")
_HEADS = re.compile(r"\s*[/／]\s*")
_DAY = re.compile(r"(20\d\d)\D+(\d{1,2})\D+(\d{1,2})")
_OCCASION = "单次"
"""The cycle of a form that is asked for once."""
_PREFILLS = {one.value: one for one in Prefill} | {"行": Prefill.REGISTRY}
"""行: what the sheet 行 of the design says of a fixed table's row."""
_TYPES = {one.value: one for one in FieldType}
_MERGES = {one.value: one for one in Merge}
_SEVERITIES = {"须改正": Severity.ERROR, "须核实": Severity.QUERY}


def parse_design(
    sheets: Mapping[str, Rows],
) -> tuple[FormDesign | None, tuple[Finding, ...]]:
    """Read a design workbook's sheets (name to rows of cells), header rows included.

    Gives no design where any finding is an error: nothing may be issued from half a
    design.
    """
    findings: list[Finding] = []
    settings = _settings(read_table("设置", sheets, findings), findings)
    records = read_table("行", sheets, findings) if sheets.get("行") else []
    _row_names(records, findings)
    rows = read_rows(records, findings)
    parsed = DesignRecords(
        sheets=_sheets(read_table("表", sheets, findings), findings),
        fields=_fields(read_table("字段", sheets, findings), findings),
        choices=_choices(read_table("选项", sheets, findings), findings),
        rules=_rules(read_table("规则", sheets, findings), findings),
    )
    _synonyms(parsed, findings)
    parsed = expanded(parsed, rows, findings)
    findings += _once_in_a_place(check_design(parsed))
    if worst(tuple(findings)) is Severity.ERROR:
        return None, tuple(findings)
    design = _design(settings, parsed)
    too_long = tuple(check_outcomes(design, parsed.rules))
    lost = () if too_long else losses(parsed)
    return None if too_long else design, (*findings, *too_long, *lost)


def _once_in_a_place(findings: Iterable[Finding]) -> list[Finding]:
    """Give findings, what is said of a matrix's field in every column only once."""
    found: dict[tuple[str, str, str, str], Finding] = {}
    for finding in findings:
        place = finding.place
        said = _COLUMN_NAMES.sub("", finding.found)
        found.setdefault((finding.code, place.sheet, place.cell, said), finding)
    return list(found.values())


def _row_names(records: list[Record], findings: list[Finding]) -> None:
    """Check the codes of rows: each once in its table, and fit for a reference."""
    for rows in _by_sheet(records):
        _unique(rows, "行号", findings)
    for record in records:
        _name(record, "行号", _ROW_CODE, findings)


def _by_sheet(records: Iterable[Record]) -> list[list[Record]]:
    """Part records by the sheet that they belong to."""
    found: dict[str, list[Record]] = {}
    for record in records:
        found.setdefault(record.text("所属表"), []).append(record)
    return list(found.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settings:
    key: str
    name: str
    cycle: Cycle
    version: str
    deadline_days: int
    closing_days: int | None
    needs_seal: bool
    instructions: tuple[str, ...]
    own_layout: str
    units: tuple[str, ...]
    occasion: str


def _design(settings: _Settings, parsed: DesignRecords) -> FormDesign:
    """Put the parts of a design together, its rules with the cells that they mark."""
    sheets = tuple(
        replace(sheet, fields=parsed.fields_of(sheet.key)) for _, sheet in parsed.sheets
    )
    by_key = {sheet.key: sheet for sheet in sheets}
    form = FormDesign(
        key=settings.key,
        name=settings.name,
        cycle=settings.cycle,
        version=settings.version,
        sheets=sheets,
        choices={
            name: tuple(dict.fromkeys(text for _, text in choices))
            for name, choices in parsed.choices.items()
        },
        rules=tuple(marked(rule, by_key[rule.sheet]) for _, rule in parsed.rules),
        instructions=settings.instructions,
        deadline_days=settings.deadline_days,
        closing_days=settings.closing_days,
        needs_seal=settings.needs_seal,
        own_layout=settings.own_layout,
        occasion=settings.occasion,
        units=settings.units,
        synonyms=_synonyms(parsed, []),
        dependents=_dependents(parsed),
    )
    return shared(form)


def _settings(records: list[Record], findings: list[Finding]) -> _Settings:
    """Read the sheet 设置; what it must say and does not is a finding."""
    found = {record.text("项目"): record for record in records}
    for name, record in found.items():
        if name not in SETTINGS:
            findings.append(_unknown_setting(name, record))
    for name in ("表单标识", "表单名称", "周期", "版本"):
        if name not in found:
            place = Place(sheet="设置")
            findings.append(DESIGN_SETTING_MISSING.at(place, expected=name))
        elif not found[name].text("内容"):
            place = found[name].place("内容")
            findings.append(DESIGN_SETTING_MISSING.at(place, expected=name))
    blank = Record(sheet="设置", row=0, columns={}, cells={"内容": Cycle.MONTH.value})
    cycles = {cycle.value: cycle for cycle in Cycle}
    nothing = Record(sheet="设置", row=0, columns={}, cells={})
    deadline = found.get("报送时限", nothing)
    closing = found.get("关闭时限", nothing)
    closing_days = int(number(closing, "内容", 0, findings))
    return _Settings(
        key=found.get("表单标识", blank).text("内容"),
        name=found.get("表单名称", blank).text("内容"),
        cycle=option(found.get("周期", blank), "内容", cycles, Cycle.MONTH, findings),
        version=found.get("版本", blank).text("内容"),
        deadline_days=int(number(deadline, "内容", DEFAULT_DEADLINE, findings)),
        closing_days=closing_days if closing.text("内容") else None,
        needs_seal=yes(found.get("盖章件", nothing), "内容", findings),
        instructions=_instructions(records),
        own_layout=found.get("版式", nothing).text("内容"),
        units=_words(found.get("单位", nothing).text("内容")),
        occasion=_occasion(found, findings),
    )


def _words(text: str) -> tuple[str, ...]:
    """Give the words of a cell, however they are parted.

    >>> _words("云岭区、望湖区，青溪县")
    ('云岭区', '望湖区', '青溪县')
    """
    return tuple(one for one in _WORDS.split(text) if one)


def _occasion(found: Mapping[str, Record], findings: list[Finding]) -> str:
    """Give the period of a form that is asked for once: its day and its name."""
    nothing = Record(sheet="设置", row=0, columns={}, cells={})
    if found.get("周期", nothing).text("内容") != _OCCASION:
        return ""
    name = found.get("名称", nothing).text("内容")
    day = _DAY.search(found.get("日期", nothing).text("内容"))
    if not name or day is None:
        lacking = [word for word, there in (("名称", name), ("日期", day)) if not there]
        place = found["周期"].place("内容")
        said = DESIGN_OCCASION_INCOMPLETE.at(place, expected="、".join(lacking))
        findings.append(said)
        return ""
    year, month, date = (int(part) for part in day.groups())
    return f"{year}-{month:02d}-{date:02d}-{name}"


def _unknown_setting(name: str, record: Record) -> Finding:
    """Name a setting that there is not, and the one that may be meant."""
    near = get_close_matches(name, SETTINGS, n=1, cutoff=0.4)
    hint = f"（是不是“{near[0]}”？）" if near else ""
    return DESIGN_SETTING_UNKNOWN.at(record.place("项目"), found=name, hint=hint)


def _instructions(records: list[Record]) -> tuple[str, ...]:
    """Give the lines of 填报说明, which may stand in several rows."""
    texts = [one.text("内容") for one in records if one.text("项目") == "填报说明"]
    return tuple(text for text in texts if text)


def _sheets(
    records: list[Record], findings: list[Finding]
) -> tuple[tuple[Record, SheetDesign], ...]:
    """Read the sheet 表: each sheet with its record, without its fields."""
    _unique(records, "表标识", findings)
    _unique(records, "表名", findings)
    parsed = []
    for record in records:
        title = required(record, "表名", findings)
        _name(record, "表名", _SHEET_TITLE, findings)
        _name(record, "表标识", _SHEET_KEY, findings)
        sheet = SheetDesign(
            key=required(record, "表标识", findings),
            title=title,
            rows_from=option(record, "行来源", ROW_SOURCES, None, findings),
            fields=(),
            rows=int(number(record, "空行数", 0, findings)),
            required=yes(record, "必填", findings),
            hint=record.text("提示"),
        )
        parsed.append((record, sheet))
    return tuple(parsed)


def _fields(
    records: list[Record], findings: list[Finding]
) -> tuple[tuple[Record, str, Field], ...]:
    """Read the sheet 字段: each field with its record and its sheet's key."""
    for rows in _by_sheet(records):
        _unique(rows, "字段标识", findings)
        _unique_labels(rows, findings)
    fields = []
    for record in records:
        sheet = required(record, "所属表", findings)
        fields.append((record, sheet, _field(record, findings)))
    return tuple(fields)


def _field(record: Record, findings: list[Finding]) -> Field:
    """Read one field; what is left out has the value that does nothing."""
    key = required(record, "字段标识", findings)
    _name(record, "字段标识", _FIELD_KEY, findings)
    unit = record.text("计量单位")
    from_row = _UNIT_FIELD.fullmatch(unit)
    prefill = option(record, "预填", _PREFILLS, Prefill.NONE, findings)
    source = record.text("预填来源")
    if not source and prefill is Prefill.REGISTRY:
        source = key
    carries, ends = _carried(record, findings)
    return Field(
        key=key,
        label=record.text("显示名") or key,
        type=option(record, "类型", _TYPES, None, findings),
        measurement_unit="" if from_row else unit,
        unit_from=from_row[1] if from_row else "",
        required=yes(record, "必填", findings),
        prefill=prefill,
        source=source,
        formula=record.text("计算公式").removeprefix("="),
        choices=record.text("选项名"),
        width=number(record, "列宽", DEFAULT_WIDTH, findings) or DEFAULT_WIDTH,
        help=short(record, "填写提示", findings),
        carries=carries,
        ends=ends,
        heads=_heads(record),
        merge=option(record, "汇总", _MERGES, Merge.UNSAID, findings),
        weight=record.text("权重"),
        parent=record.text("上级字段"),
    )


def _heads(record: Record) -> tuple[str, ...]:
    """Give the headers above a field's label: `本月 / 金额` are two."""
    return tuple(one for one in _HEADS.split(record.text("表头")) if one)


def _carried(record: Record, findings: list[Finding]) -> tuple[bool, tuple[str, ...]]:
    """Read 沿用: 是, or 止于 with the words that end a row: `止于 竣工、取消`."""
    match = _ENDS.fullmatch(record.text("沿用"))
    if match:
        return True, _words(match["words"])
    return yes(record, "沿用", findings), ()


def _choices(
    records: list[Record], findings: list[Finding]
) -> dict[str, list[tuple[Record, str]]]:
    """Read the sheet 选项: the choices of each list with their records.

    A choice stands once in its list, or once under each 上级.
    """
    found: dict[str, list[tuple[Record, str]]] = {}
    for record in records:
        name = required(record, "选项名", findings)
        choice = required(record, "选项", findings)
        found.setdefault(name, []).append((record, choice))
    for choices in found.values():
        by_parent: dict[str, list[Record]] = {}
        for record, _ in choices:
            by_parent.setdefault(record.text("上级"), []).append(record)
        for same in by_parent.values():
            _unique(same, "选项", findings)
    return found


def _synonyms(
    parsed: DesignRecords, findings: list[Finding]
) -> dict[str, dict[str, str]]:
    """Give what is read for a choice, by the list and what a unit writes.

    A word that is a choice itself, or stands for two, is a mistake of the design.
    """
    found: dict[str, dict[str, str]] = {}
    for name, choices in parsed.choices.items():
        listed = {text for _, text in choices}
        for record, choice in choices:
            for word in _words(record.text("同义")):
                known = found.setdefault(name, {}).setdefault(word, choice)
                other = word if word in listed else known
                if other != choice:
                    said = DESIGN_SYNONYM_TWICE.at(
                        record.place("同义"), found=word, expected=other, other=choice
                    )
                    findings.append(said)
    return found


def _dependents(parsed: DesignRecords) -> dict[str, dict[str, tuple[str, ...]]]:
    """Give the choices of each list whose rows name a 上级, by that."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for name, choices in parsed.choices.items():
        by_parent: dict[str, tuple[str, ...]] = {}
        for record, choice in choices:
            upper = record.text("上级")
            if upper:
                by_parent[upper] = (*by_parent.get(upper, ()), choice)
        if by_parent:
            found[name] = by_parent
    return found


def _rules(
    records: list[Record], findings: list[Finding]
) -> tuple[tuple[Record, Rule], ...]:
    """Read the sheet 规则: each rule with its record."""
    _unique(records, "规则编号", findings)
    parsed = []
    for record in records:
        code = required(record, "规则编号", findings)
        if code and not _RULE_CODE.fullmatch(code):
            findings.append(DESIGN_RULE_NUMBER.at(record.place("规则编号"), found=code))
        rule = Rule(
            code=code,
            sheet=required(record, "所属表", findings),
            condition=required(record, "条件", findings).removeprefix("="),
            severity=option(record, "级别", _SEVERITIES, None, findings),
            message=_sentence(record, "问题", findings),
            remedy=_sentence(record, "办法", findings),
            field=record.text("标记字段"),
        )
        parsed.append((record, rule))
    return tuple(parsed)


def _sentence(record: Record, column: str, findings: list[Finding]) -> str:
    """Read a sentence of a rule: there must be one, and it must fit into a cell."""
    if not required(record, column, findings):
        return ""
    return short(record, column, findings)


def _unique_labels(records: Iterable[Record], findings: list[Finding]) -> None:
    """Report labels that stand twice under the same heads."""
    by_heads: dict[tuple[str, ...], list[Record]] = {}
    for record in records:
        by_heads.setdefault(_heads(record), []).append(record)
    for same in by_heads.values():
        _unique(same, "显示名", findings)


def _unique(records: Iterable[Record], column: str, findings: list[Finding]) -> None:
    """Report what stands twice in a column, with the place where it stands first."""
    first: dict[str, str] = {}
    for record in records:
        text = record.text(column)
        place = record.place(column)
        if text and text in first:
            twice = DESIGN_DUPLICATE.at(place, found=text, expected=first[text])
            findings.append(twice)
        first.setdefault(text, f"{record.sheet}!{place.cell}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Naming:
    """What a name may not be.

    Contain `forbidden`, be longer than `longest`, be one of `reserved`.
    """

    forbidden: re.Pattern[str]
    longest: int
    reserved: tuple[str, ...]


_SHEET_TITLE = _Naming(
    forbidden=re.compile(r"[\[\]:*?/\\']"),
    longest=31,
    reserved=("填报说明", "填报自检"),
)
"""What Excel takes as a worksheet's name, and the names of our own sheets."""
_ROW_CODE = _Naming(forbidden=re.compile(r"[\[\]:,@、+\s]"), longest=20, reserved=())
_COLUMN_NAMES = re.compile(r"\[[^\]]*\]")
_SHEET_KEY = _Naming(
    forbidden=re.compile(r"[\[\].@\s]"), longest=31, reserved=RELATIONS
)
_FIELD_KEY = _Naming(
    forbidden=re.compile(r"[\[\].@\s]"), longest=40, reserved=("校验",)
)


def _name(
    record: Record, column: str, naming: _Naming, findings: list[Finding]
) -> None:
    """Report a name that could not serve.

    In a reference, or as the name of a worksheet.
    """
    text = record.text(column)
    forbidden = naming.forbidden.search(text)
    if forbidden:
        why = f"含有“{forbidden[0]}”"
    elif len(text) > naming.longest:
        why = f"超过 {naming.longest} 个字"
    elif text in naming.reserved or text.startswith("_"):
        why = "程序另有他用"
    else:
        return
    place = record.place(column)
    findings.append(DESIGN_NAME_UNUSABLE.at(place, found=text, what=column, why=why))
