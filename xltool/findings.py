"""What is wrong with somebody's data, and the one catalogue of everything that can be.

A `Finding` names a place, a code, what was found, what was expected, and what to do, in
Chinese that a department clerk understands. Codes are grouped by the room that reports
them:

    D…  form designs and settings      (forms, formula)
    I…  import of decomposition tables (decomposition)
    F…  the returned file as a file    (excel)
    S…  identity and structure of a submission (checks)
    V…  values                         (checks)
    R…  rules; their codes, messages and remedies are written in the form designs
    M…  mail
    U…  roll-up and bulletin
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    """必须修改: the submission goes back."""
    QUERY = "query"
    """核实: stands until a written 说明 answers it."""
    NOTE = "note"
    """提示: said, nothing needs to be done."""


SEVERITY_LABELS = {
    Severity.ERROR: "须改正",
    Severity.QUERY: "须核实",
    Severity.NOTE: "提示",
}


COMMENT_OPENING = "【校验】"
"""How every comment begins that the office puts on a cell: some programs do not keep
the author.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a finding stands.

    `sheet` and `cell` are as the person who must act sees them: a sheet's name and an
    address such as `D7`; for a text source, the table and `第5行·责任单位`. `row_key`
    and `field` are the layout's, where the place is a cell of a submission.
    """

    sheet: str = ""
    cell: str = ""
    row_key: str = ""
    field: str = ""


NOWHERE = Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong, doubtful or worth knowing.

    `message` includes what to do. `answer` is the 说明 with which the unit answered a
    query; an answered query is a note.
    """

    severity: Severity
    code: str
    place: Place = NOWHERE
    found: str = ""
    expected: str = ""
    message: str = ""
    answer: str = ""

    def as_json(self) -> dict[str, str]:
        """Give the shape that `--json` promises."""
        return {
            "severity": self.severity.value,
            "code": self.code,
            "sheet": self.place.sheet,
            "cell": self.place.cell,
            "found": self.found,
            "expected": self.expected,
            "message": self.message,
        }

    def moved(self, place: Place) -> Finding:
        """Give the same finding at another place."""
        return replace(self, place=place)


@dataclass(frozen=True, slots=True)
class Kind:
    """An entry of the catalogue.

    `message` and `remedy` are templates over `at`'s words.
    """

    code: str
    severity: Severity
    message: str
    remedy: str

    def at(
        self,
        place: Place = NOWHERE,
        *,
        found: object = "",
        expected: object = "",
        **words: object,
    ) -> Finding:
        """Report this at `place`.

        `words` fill the templates beside `found` and `expected`.
        """
        text = f"{self.message}{self.remedy}".format(
            found=found, expected=expected, **words
        )
        return Finding(
            severity=self.severity,
            code=self.code,
            place=place,
            found=str(found),
            expected=str(expected),
            message=text,
        )


def _error(code: str, message: str, remedy: str) -> Kind:
    return Kind(code, Severity.ERROR, message, remedy)


def _query(code: str, message: str, remedy: str) -> Kind:
    return Kind(code, Severity.QUERY, message, remedy)


def _note(code: str, message: str, remedy: str) -> Kind:
    return Kind(code, Severity.NOTE, message, remedy)


# ---- D: form designs and settings
# ------------------------------------------------------------------

LAYOUT_MISSING = _error(
    "D150",
    "版式“{found}”不在 workbook_templates 里，或打不开；",
    "请把那份 .xlsx 放到设计旁边，或改正“设置”里的版式",
)
LAYOUT_SHEET_MISSING = _error(
    "D151",
    "版式里没有工作表“{found}”；",
    "请在“工作表”填版式里的工作表名，现有：{expected}",
)
LAYOUT_FIELD_NOWHERE = _error(
    "D152",
    "在版式的“{expected}”里找不到字段“{found}”的位置；",
    "请在“单元格”填它的列（如 D）或格（如 B3），或在版式里写上 {{{found}}}",
)
LAYOUT_ROW_NOWHERE = _error(
    "D153",
    "在版式里找不到行“{found}”；",
    "请在“版式行”填它在版式里的行号，或改成版式里印的名称",
)
LAYOUT_PLACE_WRONG = _error(
    "D154", "“{found}”不是一列或一格；", "请填列（如 D）、几列（如 C:N）或格（如 B3）"
)
LAYOUT_NAME_TAKEN = _error(
    "D155",
    "版式里已有名为“{found}”的工作表，程序要用这个名称；",
    "请在版式里改名",
)
DESIGN_DOUBT_OPEN = _query(
    "D156",
    "{found}（{where}），现在按“{expected}”；",
    "请在“待确认”的处理意见里填写，写得对的填 采纳",
)
DESIGN_ANSWER_LOST = _error(
    "D157",
    "处理意见“{found}”不知道写到哪里：“{expected}”不在设计里了；",
    "请清空这条处理意见，直接改设计",
)
DESIGN_SHEET_MISSING = _error(
    "D101",
    "报表设计缺少“{found}”工作表；",
    "请从自带的报表设计复制一张，或恢复工作表的原名",
)
DESIGN_COLUMN_MISSING = _error(
    "D102",
    "表头（第1行）缺少“{expected}”这一列；",
    "请补上这一列，列名要一字不差，位置不限",
)
DESIGN_COLUMN_UNKNOWN = _query(
    "D103",
    "表头里的“{found}”不是认识的列，{hint}这一列会被忽略；",
    "请改正列名；自己的注记请放在“备注”列",
)
DESIGN_SETTING_MISSING = _error(
    "D104", "设置里没有填“{expected}”；", "请在“项目”列写上“{expected}”，在“内容”列填写"
)
DESIGN_SETTING_UNKNOWN = _query(
    "D105",
    "设置里的“{found}”不是认识的项目{hint}，会被忽略；",
    "请改正项目名或删去这一行",
)
DESIGN_CELL_EMPTY = _error("D106", "“{expected}”是空的；", "请填写，或删去这一整行")
DESIGN_NOT_AN_OPTION = _error(
    "D107", "“{column}”写的是“{found}”{hint}；", "请从下拉列表里选一个：{expected}"
)
DESIGN_NOT_A_NUMBER = _error(
    "D108", "“{column}”写的是“{found}”；", "请填 0 到 999 之间的数字，或留空"
)
DESIGN_DUPLICATE = _error("D109", "“{found}”与 {expected} 重复；", "请改成不同的名称")
DESIGN_NAME_UNUSABLE = _error(
    "D110", "“{found}”不能用作{what}：{why}；", "请换一个名称"
)
DESIGN_SHEET_UNKNOWN = _error(
    "D111", "“{found}”不在“表”里{hint}；", "请填“表”里已有的表标识，或先在“表”里加一行"
)
DESIGN_FORMULA_WRONG = _error(
    "D112",
    "“{column}”写得不对：{found}；",
    "请对照 docs/forms.md 的写法改正，字段写成 [字段标识]",
)
DESIGN_REFERENCE_UNKNOWN = _error(
    "D113",
    "“{column}”里的 {found} 没有对应的字段{hint}；",
    "请改成“字段”里已有的字段标识；别的表写成 [表标识.字段标识]",
)
DESIGN_CHOICES_MISSING = _error(
    "D114",
    "选项“{found}”在“选项”里一条也没有{hint}；",
    "请在“选项”里逐行列出，或改正选项名",
)
DESIGN_SOURCE_UNKNOWN = _error(
    "D115", "“预填来源”写的“{found}”取不到数{hint}；", "请填：{expected}"
)
DESIGN_PREFILL_IMPOSSIBLE = _error(
    "D116",
    "“{expected}”这种预填不能用在行来源为“{found}”的表；",
    "请清空“预填”，由单位填写",
)
DESIGN_TWO_ORIGINS = _error("D117", "这个字段既有“预填”又有“计算公式”；", "请只留一样")
DESIGN_CIRCLE = _error(
    "D118",
    "计算公式绕成了圈：{found}；",
    "请让其中一个字段改由单位填写，或改用别的字段来算",
)
DESIGN_TEXT_TOO_LONG = _error(
    "D119",
    "“{column}”有 {found} 个字，Excel 在这里最多容纳 {expected} 个；",
    "请写短一些",
)
DESIGN_QUERY_UNANSWERABLE = _error(
    "D120",
    "规则的级别是“须核实”，但“{found}”表没有供单位答复的“说明”字段；",
    "请给这张表加一个字段标识为“说明”的文本字段，或把级别改为“须改正”",
)
DESIGN_MARK_NOT_INPUT = _error(
    "D121",
    "“标记字段”写的“{found}”不是这张表里由单位填写的字段{hint}；",
    "请改成单位填写的字段，或留空由程序选定",
)
DESIGN_NOTHING_TO_FILL = _error(
    "D122",
    "“{found}”表没有一个由单位填写的字段；",
    "请在“字段”里给它加上，或删去这张表",
)
DESIGN_BACKUP = _note(
    "D123",
    "表单标识“{found}”与 {expected} 相同，按备份副本处理，不下发；",
    "要作为另一张报表下发，请改成不同的表单标识",
)
DESIGN_UNREADABLE = _error(
    "D124",
    "报表设计 {found} 打不开；",
    "请用 Excel 或 WPS 打开后另存为 .xlsx，再放回 workbook_templates",
)
DESIGN_NONE = _error(
    "D125",
    "workbook_templates 里没有一份报表设计；",
    "请运行 xltool init 补齐自带的三份",
)
DESIGN_UNIT_FIELD_UNKNOWN = _error(
    "D126",
    "“计量单位”写的是 {found}，但这张表没有这个字段；",
    "请写固定的计量单位（如 万元），或写本表中装着计量单位的字段，如 [计量单位]",
)
DESIGN_RULE_NUMBER = _error(
    "D127", "规则编号“{found}”不合写法；", "请写成 R 加数字，如 R01，各不相同"
)
DESIGN_MANY_CELLS = _error(
    "D128",
    "“{column}”里的 {found} 是一整列单元格，这里只能是一个；",
    "请放进 SUM、COUNT、MAX 等函数里，或只引用本行的字段",
)
DESIGN_NO_ROWS = _error(
    "D130",
    "“{found}”表的行来源是“{expected}”，但“行”里没有它的行；",
    "请在“行”表里按印出来的次序逐行列出行号和名称",
)
DESIGN_ROWS_UNWANTED = _error(
    "D131",
    "“{found}”表的行来源是“{expected}”，不用“行”里列的行；",
    "请把行来源改为 固定 或 矩阵，或删去这些行",
)
DESIGN_ROW_UNKNOWN = _error(
    "D132",
    "“{column}”里的行号“{found}”不在这张表里{hint}；",
    "请改成“行”表里已有的行号",
)
DESIGN_BLOCKED_UNKNOWN = _error(
    "D133",
    "“不填”写的“{found}”不是这张表里由单位填写的字段{hint}；",
    "请写字段标识、显示名或表头，整行不填的写 全部",
)
DESIGN_MEMBERS_MISSING = _error(
    "D134",
    "矩阵“{found}”的列成员“{expected}”在“选项”里一条也没有{hint}；",
    "请在“列成员”写选项名，并在“选项”里逐行列出各列",
)
DESIGN_WEIGHT_UNKNOWN = _error(
    "D135",
    "汇总是“加权平均”，权重“{found}”不是这张表的数字字段{hint}；",
    "请在“权重”写作为权数的字段标识",
)
DESIGN_PARENT_UNKNOWN = _error(
    "D136",
    "上级字段“{found}”不是这张表里的选项字段{hint}；",
    "请写决定本字段选项的那个字段，两个字段都要是选项",
)
DESIGN_PARENT_CHOICE_UNKNOWN = _error(
    "D137",
    "选项的上级“{found}”不是“{expected}”里的选项{hint}；",
    "请改成上级字段的选项之一，或给它在“选项”里加一行",
)
DESIGN_SYNONYM_TWICE = _error(
    "D138",
    "同义词“{found}”既指“{expected}”又指“{other}”；",
    "请只留一处",
)
DESIGN_MERGE_IMPOSSIBLE = _error(
    "D139",
    "“{found}”不是数字，不能按“{expected}”汇总；",
    "请改为 并列、清单 或 不汇总，或改正类型",
)
DESIGN_OCCASION_INCOMPLETE = _error(
    "D140",
    "周期是“单次”，但没有写清{expected}；",
    "请在设置里填“名称”和“日期”（如 2025-08-20）",
)
DESIGN_DEPENDENT_ALONE = _error(
    "D141",
    "选项“{found}”按上级分列，但这个字段没有写上级字段；",
    "请在“上级字段”写决定本字段选项的那个字段",
)
DESIGN_UNITS_UNKNOWN = _error(
    "D175",
    "报表“{form}”的“单位”设置写了“{found}”，任务台账的“单位”表里没有这个单位或类别{hint}；",
    "请写单位名称、类别或“全部”，用顿号隔开",
)
DESIGN_UNITS_NONE = _query(
    "D176",
    "没有一个单位要填报表“{found}”；",
    "请在“设置”表的“单位”写明由谁填，或核对“单位”表里哪些单位“是否报送”",
)
DESIGN_NOT_MERGED = _query(
    "D177",
    "“{sheet}”的数字字段“{found}”没有写怎样汇总，报来的数不进汇总；",
    "请在“字段”表的“汇总”写 合计、加权平均、最大、最小、并列 或 清单，"
    "确实不用的写 不汇总",
)
DESIGN_KEYLESS = _query(
    "D181",
    "“{found}”每一行没有可以认得的字段：几行填得一样时分不开，下期也接不上；",
    "请至少有一个“必填”的文本或选项字段，如名称",
)
OFFICE_UNREACHABLE = _note(
    "D191",
    "设置里没有填联系电话，下发表上就没有；",
    "请在 xltool.toml 的 [office] 里填 phone",
)
IN_FORCE_CHANGED = _note("D197", "本期从现在起按变动后的办：{found}。", "")
IN_FORCE_WAITING = _query(
    "D198",
    "{period} 下发以后台账或报表有变动，本期还没有按它办：{found}；",
    "要在本期生效请再运行 xltool generate {period}，不在本期生效的不用处理",
)
REGISTRY_UNUSABLE = _error(
    "D192", "任务台账不能用：{found}；", "照做以后再运行 xltool check"
)
KEY_UNUSABLE = _error(
    "D171", "签名密钥不能用：{found}；", "照做以后再运行 xltool check"
)
LEDGER_UNUSABLE = _error("D172", "台账不能用：{found}；", "照做以后再运行 xltool check")
ORIGINAL_MISSING = _error(
    "D173",
    "收到的“{found}”的原件不见了。",
    "请从备份恢复；在另一台电脑上收的，到那台电脑上检查。",
)
ORIGINAL_CHANGED = _error(
    "D174",
    "收到的“{found}”的原件被改动过，与登记的不是同一个文件。",
    "请从备份恢复；不要改动 received 文件夹里的文件。",
)
TEMPLATE_WRONG = _error(
    "D196", "这种信发不出去：{found}；", "改好以后再运行 xltool check"
)
BULLETIN_TEMPLATE_WRONG = _error(
    "D199", "专报印不出来：{found}；", "改好以后再运行 xltool check"
)
TASK_NOT_REPORTED = _query(
    "D193",
    "任务“{found}”没有一个单位报送；",
    "请在“任务”表补上牵头单位，并核对它在“单位”表里“是否报送”为“是”",
)
INDICATOR_NOT_REPORTED = _query(
    "D194",
    "指标“{found}”没有单位填报；",
    "请在“指标”表的“填报单位”写明由谁填，或给这项任务补上要报送的牵头单位",
)
HOLIDAYS_UNKNOWN = _note(
    "D190",
    "{found}年的放假调休安排还不知道，{period} 的报送截止日 {due} 只按周末推算；",
    "国务院办公厅公布安排后请升级 chinesecalendar，或在通知里另行写明截止日",
)


# ---- I: import of decomposition tables
# -------------------------------------------------------------

COLUMN_UNMAPPED = _note(
    "I211",
    "“{found}”这一列没有对应的栏目",
    "，内容已记入任务的备注；需要时请在源表改用常用列名后重新导入。",
)
UNIT_ALIKE = _query(
    "I212",
    "“{found}”可能就是“{expected}”",
    "：是同一单位请在“待确认”选“采纳建议”，不是请选“保持原样”。",
)
UNIT_COMPOUND = _query(
    "I213",
    "“{found}”可能已并入“{expected}”（简称由两家合成）",
    "：是同一单位请在“待确认”选“采纳建议”，不是请选“保持原样”。",
)
UNIT_UNCLEAR = _query(
    "I214",
    "“{found}”不像完整的单位名称",
    (
        "，暂不下发：请在“待确认”填写正确名称；确是单位请选“保持原样”，"
        "并在“单位”表把是否报送改为是。"
    ),
)
UNIT_COLLECTIVE = _query(
    "I215",
    "“{found}”是集合名称，没有写明包括哪些单位",
    "：请在“待确认”或“单位”表的“成员”列填写，用顿号隔开。",
)
UNIT_TWICE = _query(
    "I216",
    "“{found}”在同一格里印了两次",
    "：请核对原件，是否应为另一单位；确是重复可不处理。",
)
UNIT_NONE = _error(
    "I217",
    "“{found}”没有责任单位",
    "：请在“待确认”填写单位（牵头单位写在最前），否则这项任务无人报送。",
)
SEQ_MISSING = _note("I218", "“{found}”这一行没有序号", "，已按前一行接着编号；请核对。")
SEQ_GAP = _query(
    "I219",
    "序号由前一行跳到 {found}，缺 {missing}",
    "：请核对原件是否漏页漏行；分解表本来就不连续的可不处理。",
)
SEQ_TWICE = _query(
    "I220", "序号 {found} 与前一行重复", "，已分别编号；请核对是否应为同一条措施。"
)
NAME_INTERLEAVED = _query(
    "I221",
    "名称“{found}”像是按列识别的，可能是“{expected}”",
    "：请在“待确认”选“采纳建议”，或填写正确名称。",
)
LEADERS_RESTORED = _note(
    "I222", "领导姓名“{found}”已按表内完整姓名还原为“{expected}”", "，没有多字缺字。"
)
LEADERS_OPEN = _query(
    "I223",
    "领导姓名“{found}”不能完全还原{why}",
    "：请在“待确认”填写正确的姓名，多人用顿号隔开。",
)
INDICATOR_UNSURE = _query(
    "I224",
    "“{found}”读作“{expected}”，把握不大",
    (
        "：对的请在“待确认”选“采纳建议”；"
        "不对的填“目标”“参数”“范围”“不是指标”或正确的数值。"
    ),
)
TASK_ADDED = _note(
    "I225", "源表新增一项任务，编号 {key}：{found}", "。请核对牵头单位和指标。"
)
TASK_REWORDED = _note(
    "I226",
    "任务 {key} 的文字已随源表更新：“{found}”改为“{expected}”",
    "。请核对指标是否有变。",
)
TASK_DROPPED = _query(
    "I227",
    "任务 {key} 在源表中已没有：{found}",
    "。已标为“源表已无”，仍照常下发；不再要求报送的，请把状态改为“停用”。",
)
INDICATOR_DROPPED = _query(
    "I228",
    "指标 {key} 在源表中已没有：{found}",
    "。已标为“源表已无”，仍照常下发；不再要求填报的，请把状态改为“停用”。",
)
EDIT_KEPT = _query(
    "I229",
    "{key} 的“{column}”人工改为“{found}”，源表现在是“{expected}”",
    "：已保留人工修改；要用源表的内容请自行改回。",
)
DELETED_BY_HAND = _note(
    "I230", "{key} 曾被人工删去，没有重新加入", "；需要恢复时请在表中按原编号补一行。"
)
REGISTRY_SHEET_MISSING = _error(
    "I201",
    "任务台账里没有“{found}”表",
    "：请改回原表名；已删去时从备份恢复 registry.xlsx。",
)
REGISTRY_COLUMN_MISSING = _error(
    "I202", "表头里没有“{found}”这一列", "：请把列名改回“{found}”。"
)
REGISTRY_CODE_TWICE = _error(
    "I203", "“{found}”与第{first}行重复", "：每个编号只能有一行，请删去或改正其中一行。"
)
REGISTRY_NO_CODE = _error(
    "I204", "这一行没有填“{column}”", "：请补上；不要的行请整行删去。"
)
REGISTRY_UNKNOWN_UNIT = _error(
    "I205",
    "“{column}”里的“{found}”不在“单位”表",
    "：请先在“单位”表加上这个单位（或写进别名），或改成表里已有的名称。",
)
REGISTRY_NAME_TWICE = _error(
    "I206",
    "“{found}”同时是单位“{other}”的名称或别名",
    "：一个名称只能属于一个单位，请从其中一行删去。",
)
REGISTRY_NOT_A_NUMBER = _error(
    "I207",
    "“{column}”应是数字，现在是“{found}”",
    "：请只填数字，计量单位填在“计量单位”列。",
)
REGISTRY_NOT_A_CHOICE = _error(
    "I208", "“{column}”不能填“{found}”", "：请从下拉列表选：{expected}。"
)
REGISTRY_UNKNOWN_TASK = _error(
    "I209",
    "任务编号“{found}”不在“任务”表",
    "：请改成已有的任务编号，或先在“任务”表补上这项任务。",
)
REGISTRY_UNKNOWN_INDICATOR = _error(
    "I210", "指标编号“{found}”不在“指标”表", "：请改成已有的指标编号，或清空。"
)
RESPONSIBLE_UNSAID = _error(
    "I241",
    "“{found}”下的任务没有写明责任单位",
    (
        "：请在“待确认”填写单位（牵头单位写在最前，多个单位用顿号隔开），"
        "这一部分的任务都按它办理。"
    ),
)
RESPONSIBLE_UNSAID_THROUGHOUT = _error(
    "I249",
    "“{found}”有 {numbers} 个部分（{expected}）没有写明责任单位",
    (
        "：请在“待确认”填写单位（牵头单位写在最前，多个单位用顿号隔开），"
        "没有写明的任务都按它办理；各部分不同的，写作“部分名称：单位”，用分号隔开。"
    ),
)
NO_INDICATOR_READ = _error(
    "I242",
    "“{found}”里有 {numbers} 个数，一个也没有读成指标",
    "：请对照“未读出”表核对；确实没有指标的，在“待确认”选“保持原样”。",
)
SHARES_UNEVEN = _query(
    "I243",
    "“{found}”各单位之和是 {total}，与合计 {expected} 不一致",
    "：请在“待确认”选定目标值，或在“分解目标”表改正。",
)
RECOGNITION_UNSURE = _query(
    "I245",
    "识别为“{found}”，把握不大",
    "：请对照旁边的图，在“待确认”选“采纳建议”或填写图上的文字；"
    "图上没有文字的填“不是文字”。",
)
REGISTRY_NOT_A_DAY = _error(
    "I251", "“日期”里的“{found}”不是日期", "：请按“2025-05-10”填写变更从哪一天起。"
)
REGISTRY_CHANGE_INCOMPLETE = _error(
    "I252",
    "“改为”没有填",
    (
        "：单位更名填新名称，并入填并入的单位，任务移交填新的牵头单位，"
        "目标调整填新目标值。"
    ),
)
MEASURE_UNSAID = _query(
    "I248",
    "“{found}”里有 {numbers} 个指标没有写计量单位（如“{expected}”）",
    "：都一样的请在“待确认”填写（如 亿元）；各不相同的在“指标”表逐个填写；"
    "本来就没有的选“保持原样”。",
)
TIME_UNSAID = _query(
    "I254",
    "“{found}”里有 {numbers} 个数（如“{expected}”）看不准是已有情况还是要完成的目标",
    (
        "：请在“待确认”选“事实”或“目标”；各部分不同的，写作“部分名称：目标”，"
        "用分号隔开；“指标”表里的“用途”都对的，选“保持原样”。"
    ),
)
KIND_UNSURE = _query(
    "I255",
    "“{found}”里有 {numbers} 个指标（{expected}）看不出是到那时一共有多少（存量），"
    "还是今年新做多少（数量）",
    (
        "：请在“待确认”选“存量”或“数量”；各指标不同的，写作“指标名称：存量”，"
        "用分号隔开；“指标”表里的“性质”都对的，选“保持原样”。"
        "存量与目标本身比较，数量与序时进度比较。"
    ),
)
CELLS_HIDDEN = _error(
    "I256",
    "“{found}”有隐藏的{expected}，没有读",
    (
        "：可能是筛选掉的任务，也可能是旧稿或辅助内容。请取消隐藏核对后，"
        "在“待确认”选“读取”或“不读取”。"
    ),
)
SHEET_HIDDEN = _query(
    "I257",
    "工作表“{found}”是隐藏的，没有读",
    "：里面也有任务的，请在“待确认”选“读取”；没有的，选“不读取”。",
)
FORMULAS_BROKEN = _error(
    "I258",
    "“{found}”有 {numbers} 个单元格的公式没有结果（如 {expected}）",
    (
        "，读不到数：请用 Excel 或 WPS 打开源表，算出结果、保存后重新导入；"
        "确实用不着的，在“待确认”选“保持原样”。"
    ),
)
NAMES_STRANGE = _query(
    "I259",
    "“{found}”里有 {numbers} 个数的指标名称不像指标（{expected}），可能不是目标",
    (
        "：是地名、栏目名，或者同一行有几个同名的数。都是指标的，请在“待确认”选“是指标”"
        "并在“指标”表改好名称；都不是的，选“不是指标”。"
    ),
)
UNIT_WITHOUT_TASK = _note(
    "I246",
    "“{found}”没有任务",
    "，不会收到下发表；不应有的请在“单位”表把是否报送改为否，应有的请在“任务”表补上。",
)
MEASURE_ODD = _query(
    "I247",
    "“{found}”的计量单位是“{expected}”，认不出",
    "：请在“指标”表改成常用写法（如 万元、家、万平方米、%）；确是这样的可不处理。",
)
UNITS_EQUAL = _query(
    "I250",
    "“{found}”等 {numbers} 个指标由同级的几个单位（{expected}等）负责，没有写明谁牵头",
    (
        "：已按各单位各报本单位数、相加为全部处理，对的请在“待确认”选“采纳建议”；"
        "排在第一的单位牵头并填全部数的，选“首位牵头”。"
    ),
)
REGISTRY_NOT_A_STAGE = _error(
    "I240",
    "“分期计划”里的“{found}”不是“日期：数”",
    "：请按“2025-03-31：3；2025-06-30：5”填写，数是到那一天的累计数。",
)


RECOGNITION_LOOP = _error(
    "I301",
    "本格文字出现识别死循环：“{found}”连续重复 {times} 次，重复部分没有采用。",
    "请对照原件补正这一格，再重新导入；补正前本格提取的指标都需要人工核对。",
)
COPIED_CELL = _query(
    "I302",
    "本级的内容与上级逐字相同：“{found}”。",
    "请核对是否照抄了上级目标、尚未分解到本级；确实相同的，确认即可。",
)
TWO_READINGS = _query(
    "I303",
    "“{found}”有两种读法：按“{expected}”读取，{otherwise}。",
    "请在“待确认”中选定一种。",
)
TIME_OPEN = _query(
    "I309",
    "“{found}”看不准是已有情况还是要完成的目标。",
    "请在“指标”表的“用途”里选定。",
)
UNEVEN_DISTRIBUTION = _query(
    "I304",
    "“{found}”中“分别”前面有 {subjects} 项、后面有 {figures} 个数，无法一一对应。",
    "请对照原件，在“指标”表中写明每个数对应的指标名称。",
)
UNBROKEN_TARGET = _query(
    "I305",
    "上级目标“{found}”在本级没有对应的指标。",
    "请确认是否需要分解到本级；不需要的，说明理由。",
)
DIFFERENT_BASIS = _query(
    "I306",
    "“{found}”与上级目标“{expected}”口径不同（{why}），不能直接比较。",
    "请核对口径；需要比较的，补充换算所需的基数。",
)
NUMBER_UNREAD = _note(
    "I307",
    "“{found}”中的数字没有读成指标。",
    "请对照原文，确是目标的，在“指标”表补一行；不是的可不处理。",
)
COPIED_SENTENCE = _query(
    "I308",
    "本级有一句与上级逐字相同：“{found}”。",
    "请核对是否照抄了上级内容、尚未落到本级；确实相同的，确认即可。",
)


# ---- F: the returned file as a file
# ----------------------------------------------------------------

EMPTY_FILE = _error(
    "F101", "收到的文件是空的（0 字节）。", "请确认文件能在电脑上打开，再重新发送。"
)
ENCRYPTED = _error(
    "F102",
    "文件已加密，无法读取。",
    "请去除密码（文件—信息—保护工作簿），并关闭加密软件的透明加密后重报。",
)
DAMAGED = _error(
    "F103",
    "文件不完整或已损坏（{found}）。",
    "请用 Excel 或 WPS 打开原文件，另存为 .xlsx 后重新发送。",
)
NOT_A_WORKBOOK = _error(
    "F104", "收到的是{found}，不是填报用的 Excel 工作簿。", "请{how}后重报。"
)
UNSAFE_PACKAGE = _error(
    "F105",
    "文件结构不正常（{found}），未予读取。",
    "请用 Excel 或 WPS 打开，另存为 .xlsx 后重报。",
)
TOO_LARGE = _error(
    "F106",
    "文件内容过大（{found}），未予读取。",
    "请把数据填在下发表里重报，不要粘贴整行整列或大批无关数据。",
)
SHEET_UNREADABLE = _error(
    "F107",
    "工作表“{found}”无法读取。",
    "请用 Excel 或 WPS 打开，检查该表后另存为 .xlsx 重报。",
)
SAME_SHEET_NAME = _error(
    "F108", "有两张工作表都叫“{found}”，只读取了第一张。", "请改名或合并后重报。"
)
TOO_SCATTERED = _error(
    "F109",
    "工作表“{found}”的内容散落得太远，无法读取。",
    "请删除表格以外的多余内容后重报。",
)
DEFAULT_PASSWORD = _note(
    "F110", "文件带有 Excel 的内置保护密码，已照常读取。", "无需处理。"
)
CANNOT_OPEN = _error(
    "F111", "文件无法打开（{found}）。", "请确认文件没有被其他程序占用，再运行一次。"
)
TOOK_TOO_LONG = _error(
    "F112",
    "读取超过时限，已停止。",
    "请用 Excel 或 WPS 打开，删除多余内容，另存为 .xlsx 后重报。",
)
TOOK_TOO_MUCH = _error(
    "F113",
    "读取所需内存超过上限，已停止。",
    "请用 Excel 或 WPS 打开，删除多余内容，另存为 .xlsx 后重报。",
)
READER_DIED = _error(
    "F114", "文件使读取程序意外终止。", "请用 Excel 或 WPS 打开，另存为 .xlsx 后重报。"
)
SHEET_WITHOUT_PART = _note(
    "F120", "工作表“{found}”在文件里只有名字，没有内容，已略过。", ""
)
OLD_FORMAT = _error(
    "F119",
    "文件是 Excel 5.0/95 的旧格式，里面的汉字不能可靠读出，未予读取。",
    "请用 Excel 或 WPS 打开，另存为 .xlsx 后重报。",
)
NO_SHEETS = _error("F115", "文件里没有可读取的工作表。", "请用下发的表格填报后重报。")
ARCHIVE_IN_ARCHIVE = _error(
    "F116", "压缩包里的“{found}”还是压缩包，未再打开。", "请解压后直接发送表格。"
)
ARCHIVE_MEMBER_SKIPPED = _error(
    "F117", "压缩包里的“{found}”无法取出（{reason}）。", "请解压后直接发送表格。"
)
ARCHIVE_TOO_MANY = _error(
    "F118", "压缩包里有 {found} 个文件，只取了前 {expected} 个。", "请只发送本期报表。"
)
PASSWORD_KNOWN = _note("F132", "文件有打开密码，已用设置里登记的密码读取。", "")
ARCHIVE_EMPTY = _error(
    "F131", "压缩包里没有文件。", "请确认已把报表放进压缩包，再重新发送。"
)


# ---- S: identity and structure of a submission
# -----------------------------------------------------

STAMP_FORGED = _error(
    "S101",
    "文件里的下发标识不是本办公室签发的，或被改动过（自称是“{found}”）。",
    "请用本办公室下发给你单位的原表填报，不要转用其他来源的表。",
)
WRONG_PERIOD = _error(
    "S102",
    "这是{found}的报表，现在收的是{expected}。",
    "请填{expected}的下发表后重报。",
)
OTHER_UNIT = _error(
    "S103",
    "这份表是下发给“{expected}”的，里面写的单位却是“{found}”。",
    "请用下发给本单位的表填报，各单位的任务和指标不同。",
)
TWO_UNITS = _error(
    "S104", "一个文件里有几个单位的报表：{found}。", "请每个单位单独报一个文件。"
)
FOREIGN_WORKBOOK = _error(
    "S105",
    "这不是本期的下发表：没有一张工作表的表头与下发表相符。",
    "请用下发的表格填报，不要另做表格。",
)
UNIT_UNKNOWN = _error(
    "S106",
    "认不出是哪个单位报的。",
    "请在首页“填报单位”写明单位全称后重报，或用下发的原表填报。",
)
NOT_ISSUED = _error(
    "S107",
    "“{found}”本期没有下发报表，收到的无从核对。",
    "请联系下发报表的办公室，先下发本期报表。",
)
STAMP_LOST = _query(
    "S108",
    "隐藏的下发标识不见了，按{basis}认定为“{found}”。",
    "如果认错，请用下发的原表重报；没有认错的可以不改。",
)
STAMP_SEVERAL = _note("S109", "文件里有本单位先后几次下发的标识，以最后一次为准。", "")
CARRIED_ROW_GONE = _query(
    "S312",
    "上期还没有办结的“{found}”（{key}）在报来的表里不见了；",
    "请补回并写明进展，已经办结的也请写明办结后再报。",
)
RETURNED_BY_OFFICE = _error("S310", "办公室退回：{found}。", "请照此改正后重报。")
VOIDED_BY_OFFICE = _note("S311", "办公室已把这一份作废：{found}。", "")
OLD_ISSUE = _note(
    "S110",
    (
        "这是第 {found} 次下发的表，现行的是第 {expected} 次下发的；"
        "已填的数据已转入现行表。"
    ),
    "请以后用最新下发的表。",
)
SENDER_DIFFERS = _query(
    "S111",
    "发件地址 {found} 不是“{expected}”登记的邮箱。",
    "请确认是本单位所报；地址有变的请告知下发报表的办公室。",
)
NAME_DIFFERS = _note(
    "S112", "文件名里写的是“{found}”，表是“{expected}”的，以表为准。", ""
)
LINK_OF_ANOTHER = _query(
    "S114",
    "“{expected}”的表是从别的单位（{found}）的入口上传的，没有计入。",
    "下发报表的办公室核实后裁定；本单位的请从自己的入口上传。",
)
VALUES_NOT_CARRIED = _query(
    "S113",
    "旧表里的“{found}”在现行表里没有位置，没有转入。",
    "请在最新下发的表里补填。",
)

SHEET_MISSING = _error(
    "S201",
    "找不到“{found}”这张表：没有一张工作表有它的表头。",
    "请从下发表里复制回这张表，填好后重报。",
)
SHEET_RENAMED = _note("S202", "工作表“{found}”按“{expected}”读取。", "")
SHEET_TWICE = _error(
    "S203",
    "“{expected}”有两份，内容不同：另一份在工作表“{found}”。",
    "请只留一份，把内容合并到一起。",
)
HEADER_LOST = _query(
    "S204",
    "“{found}”的表头不见了，按下发时各列的位置读取。",
    "请核对各列没有移动；最好把表头改回。",
)
COLUMN_MISSING = _error(
    "S205",
    "找不到“{found}”这一列。",
    "请把表头改回“{found}”，没有这一列的从下发表里复制回来。",
)
COLUMN_RENAMED = _query(
    "S206",
    "表头“{found}”按“{expected}”这一列读取。",
    "请核对这一列填的是“{expected}”，并把表头改回。",
)
COLUMN_TWICE = _error("S207", "有两列都叫“{found}”，内容不同。", "请删去多余的一列。")
COLUMN_ADDED = _note(
    "S208",
    "自己加的列“{found}”不在下发表里，没有读取。",
    "要说明的内容请写到“说明”栏。",
)
ROW_DELETED = _error(
    "S209", "“{found}”这一行不见了。", "请从下发表里复制回这一行，填好后重报。"
)
ROW_TWICE = _error(
    "S210", "“{found}”出现了两次，内容不同：另一处在 {other}。", "请删去不要的一行。"
)
ROW_UNKNOWN = _error(
    "S211",
    "这一行（{found}）不是下发给本单位的任务或指标，没有读取。",
    "请移到下发表原有的行里，或填到自由填写的表里。",
)
ROW_UNCLEAR = _error(
    "S212",
    "看不出这一行是哪一项：编号和名称对不上。",
    "请从下发表里把这一行的编号和名称原样复制回来。",
)
ROWS_BY_NAME = _note(
    "S213", "“{found}”里有 {rows} 行失去了隐藏的行标识，按编号和名称认行。", ""
)
ROW_BY_SIMILAR = _query(
    "S214", "“{found}”按“{expected}”这一行读取。", "请核对没有认错行，并把名称改回。"
)
ROW_MOVED = _query(
    "S215",
    "这一行的内容与原来的行标识不一致，按看得见的名称“{found}”读取。",
    "请核对这一行填的是“{found}”。",
)
ROW_NOT_YOURS = _note("S216", "“{found}”由别的单位填报，这里填的没有读取。", "")
TEXT_BELOW = _note(
    "S217", "表格下方的“{found}”没有读取。", "要说明的内容请写到“说明”栏。"
)
MERGED_INPUT = _error(
    "S218", "这里的几个单元格合并成了一格，只有一个值。", "请取消合并，每格分别填写。"
)
HIDDEN_ROW = _note(
    "S219", "隐藏行里的“{found}”也已读取。", "不要的内容请删除，不要隐藏。"
)
LOCKED_CHANGED = _query(
    "S220",
    (
        "“{label}”由办公室填写，下发时是“{expected}”，现在是“{found}”；"
        "汇总仍按“{expected}”。"
    ),
    "请改回；认为下发的有误，请联系下发报表的办公室。",
)
LOCKED_TEXT_CHANGED = _note(
    "S221", "“{label}”由办公室填写，已改成“{found}”；汇总仍按“{expected}”。", ""
)
HALVES_JOINED = _note(
    "S313",
    "本单位另一份文件“{other}”里填了的 {found} 格已并入这一份，没有矛盾。",
    "",
)
HALVES_CONTRADICT = _query(
    "S314",
    "{row} 的“{field}”这份是 {found}，本单位另一份文件“{other}”里是 {expected}；",
    "请统一后合并到一个文件里重报。",
)
HALVES_SETTLED = _note(
    "S317",
    "{row} 的“{field}”本单位两份文件不一致，办公室裁定取 {found}，不取 {expected}。",
    "",
)
ENTRIES_IN_OTHER_FILE = _query(
    "S222",
    "这份里没有填的 {found} 格，在本单位另一份文件“{other}”里填了。",
    "一个单位只算一份：请合并到一个文件里重报。",
)
HEADER_UNIT_CHANGED = _error(
    "S224",
    "表头的计量单位由“{expected}”改成了“{found}”。",
    "请把表头改回，并按“{expected}”填写这一列。",
)
LOCKED_UNIT_CHANGED = _error(
    "S225",
    "这一行的计量单位由“{expected}”改成了“{found}”。",
    "请改回“{expected}”，并按它填写这一行。",
)
MORE_OF_THE_SAME = _note(
    "S226", "“{sheet}”里 {code} 这样的问题还有 {found} 处，没有一一列出。", ""
)
EXTRA_LINE = _error(
    "S223", "“{found}”只填一行，这里多出一行，没有读取。", "请合并到一行里。"
)

COMMENT_UNREAD = _note(
    "S227",
    "批注“{found}”没有读取。",
    "要作为说明的，请写到“说明”栏。",
)
SHEET_ADDED = _note(
    "S228",
    "自己加的工作表“{found}”没有读取（{contents}）。",
    "要报的内容请填到下发的表里。",
)
TEXT_BESIDE = _note(
    "S229", "表格外面的“{found}”没有读取。", "要说明的内容请写到“说明”栏。"
)
TOTAL_ROW = _note(
    "S230", "“{found}”是合计，没有作为一行计入{told}。", "各行由程序相加，不必填合计。"
)
STRUCK_ROW = _query(
    "S231",
    "整行“{found}”带删除线，没有计入。",
    "作废的请删去这一行；有效的请取消删除线。",
)

DUPLICATE_FILE = _note(
    "S301", "与 {found} 收到的是同一个文件，它的结果是“{result}”，不重复登记。", ""
)
OLDER_THAN_COUNTED = _query(
    "S305",
    "这份是 {found} 发出的，早于已计入的“{expected}”，没有替代它。",
    "请核对以哪份为准；要以这份为准的，请单位再发一次。",
)
HELD_WITHOUT_STAMP = _query(
    "S306",
    "“{found}”已有带下发标识的合格报表，这份没有标识，先留着，不计入（{sender}）。",
    "请运行 xltool settle 看待定的问题，核实后选用或不用。",
)
PERIOD_CLOSED = _error(
    "S302",
    "报告期 {found} 已关闭：文件已保存并校验，但不计入汇总。",
    (
        "确需计入的，由下发报表的办公室重新打开这一期"
        "（xltool reopen {found} --reason 原因）。"
    ),
)
LOCK_FILE_SKIPPED = _note(
    "S303", "“{found}”是 Excel 打开文件时的临时文件，不是报表，已略过。", ""
)
ORIGINALS_ELSEWHERE = _note(
    "S304",
    "有 {found} 个收到的文件不在本工作区的 received 文件夹里，这次没有校验。",
    "请在收到它们的电脑上运行 xltool collect。",
)


# ---- V: values
# -------------------------------------------------------------------------------------

FORMULA_ERROR = _error(
    "V102", "公式错误：单元格显示 {found}。", "请改正公式，或直接填入数字或文字。"
)
FORMULA_NOT_CALCULATED = _error(
    "V103",
    "公式未计算：单元格里的公式没有算出结果。",
    "请用 Excel 或 WPS 打开、保存后重报，或直接填入结果。",
)
NOT_A_NUMBER = _error(
    "V104", "“{found}”读不成数字。", "请只填阿拉伯数字，如 12.5；文字说明写到“说明”栏。"
)
RANGE_NOT_A_NUMBER = _error(
    "V105", "“{found}”是一个范围，不是一个数。", "请填一个确定的数，其余写到“说明”栏。"
)
CALCULATION_AS_TEXT = _error(
    "V106", "“{found}”是没有算出来的算式。", "请填算好的结果。"
)
BAD_SEPARATORS = _error(
    "V107",
    "“{found}”里的逗号或空格位置不对，看不出是哪个数。",
    "请去掉逗号和空格，只填数字。",
)
UNIT_MISMATCH = _error(
    "V108",
    "“{found}”的计量单位是“{written}”，本格的计量单位是“{expected}”，不能换算。",
    "请按“{expected}”填写，只填数字。",
)
DATE_IN_NUMBER = _error(
    "V109",
    "这里应是数字，单元格里却是日期或时间（{found}）。",
    "请把单元格格式改为“常规”，重新填写数字。",
)
NOT_INTEGER = _error("V110", "“{found}”不是整数。", "这里按个数填报，请填整数。")
DIGITS_LOST = _error(
    "V111",
    "“{found}”超过 15 位，Excel 已把后面的数字丢成 0。",
    "请把单元格格式改为“文本”后重新填写。",
)
NOT_A_DATE = _error("V112", "“{found}”读不成日期。", "请按 2025-07-08 的样子填写。")
DATE_UNLIKELY = _error(
    "V113", "日期 {found} 的年份不合情理。", "请核对后按 2025-07-08 的样子重新填写。"
)
NOT_A_CHOICE = _error(
    "V114", "“{found}”不在选项之内{hint}。", "请从下拉列表选择：{expected}。"
)
UNCLEAR_BLANK = _error(
    "V115",
    "“{found}”看不出是零、不适用还是没有填。",
    "数量为零请填 0，不适用请填“不适用”，否则请填实际情况。",
)
DITTO = _error(
    "V116", "“{found}”不能代替内容：汇总时每一行单独使用。", "请把内容写全。"
)
NOT_A_PHONE = _error(
    "V117",
    "“{found}”里没有电话号码。",
    "请填 11 位手机号，或带区号的座机，如 0730-8123456。",
)

PICTURE_IN_CELL = _error(
    "V118",
    "单元格里是图片，没有文字，印不出来。",
    "请把图片里的内容写成文字；图片作为附件另送。",
)
SEE_ATTACHMENT = _error(
    "V119",
    "“{found}”不能代替内容：汇总表和专报只印表里的字，不印附件。",
    "请把要点写在这一格里。",
)
REVERSED_TEXT = _error(
    "V120",
    "“{found}”里有看不见的倒序控制符（{characters}），看到的和存的不一样。",
    "请删去这一格的内容，直接用键盘重新输入。",
)

APPROXIMATE = _query(
    "V201",
    "“{found}”带有“{word}”，按 {expected} 读取。",
    "请改填准确数；确实只有约数的，在“说明”栏写明。",
)
MAYBE_SHARE = _query(
    "V202",
    "百分比“{found}”按 {found}% 读取；如果本意是 {expected}%，就错了一百倍。",
    "本意是 {expected}% 的请改填 {expected}；确实不到 1% 的，在“说明”栏写明。",
)
DAY_NOT_WRITTEN = _query(
    "V203",
    "“{found}”没有写到日，按 {expected} 读取。",
    "请写明年月日；不改则以此为准。",
)
YEAR_DOUBTFUL = _query(
    "V204",
    "“{found}”按 {expected} 读取，年份或月日可能不对。",
    "请写明年月日，如 2025-07-08。",
)
PHONE_DOUBTFUL = _query(
    "V205",
    "电话“{found}”的位数不对，可能少了开头的 0 或漏了数字。",
    "请核对后重新填写。",
)
UNIT_UNEXPECTED = _query(
    "V206",
    "“{found}”写了计量单位“{written}”，而本格没有规定计量单位，按 {expected} 读取。",
    "请只填数字。",
)
PERCENT_UNEXPECTED = _query(
    "V207",
    "单元格是百分比格式，显示为 {found}，而本格不按百分比填报，按 {expected} 读取。",
    "请把单元格格式改为“常规”，重新填写数字。",
)

STRUCK_LEFT_OUT = _query(
    "V208",
    "单元格里划掉的“{found}”没有读取，按没有划掉的“{expected}”读取。",
    "请删去划掉的内容；划线不表示删除的，请取消删除线。",
)
STRUCK_CELL = _query(
    "V209",
    "整格“{found}”带删除线，按没有填处理。",
    "作废的请删去；有效的请取消删除线。",
)
FOOTNOTE_LEFT_OUT = _query(
    "V210",
    "数字后面的上标“{found}”没有读取，按“{expected}”读取。",
    "是脚注的请删去，写到“说明”栏；是数字一部分的请取消上标。",
)
NOTHING_BUT_MORE = _query(
    "V213",
    "“{found}”表示没有，同一行却填了“{more}”；按没有处理。",
    "没有的请把这一行其余各格清空；有的请在第一格写明。",
)
FORMAT_SCALED = _query(
    "V211",
    "单元格里的数是 {held}，数字格式使它显示为 {found}，按看到的 {expected} 读取。",
    "请把单元格格式改为“常规”，重新填写数字。",
)
FORMAT_UNCLEAR = _query(
    "V212",
    "单元格里的数是 {expected}，数字格式使它显示为“{found}”，按 {expected} 读取。",
    "请把单元格格式改为“常规”，核对数字。",
)

TEXT_READ_AS_NUMBER = _note("V301", "文本“{found}”已按数字 {expected} 读取。", "")
UNIT_CONVERTED = _note(
    "V302", "“{found}”已换算为 {expected}{unit}。", "如不对，请按“{unit}”重新填写。"
)
UNIT_WRITTEN = _note(
    "V303", "“{found}”已按数字 {expected} 读取，以后只填数字即可。", ""
)
NUMERAL_READ = _note("V304", "中文数字“{found}”已按 {expected} 读取。", "")
SIGN_WORD_READ = _note(
    "V305", "“{found}”已按 {expected} 读取。", "如不对，请直接填数字，下降填负数。"
)
DATE_READ = _note("V306", "“{found}”已按日期 {expected} 读取。", "")
BLANK_MARK = _note(
    "V307", "“{found}”按没有填处理。", "如是零请填 0，不适用请填“不适用”。"
)
STATE_READ = _note("V308", "“{found}”已按“{expected}”读取。", "")
TEXT_FROM_DATE = _note(
    "V309",
    "单元格里是日期，已按文字“{expected}”读取。",
    "如不对，请把单元格格式改为“文本”后重新填写。",
)
NOT_A_YEAR_MONTH = _error("V121", "“{found}”不是年月。", "请按 2025-07 的样子填写。")
ID_NUMBER_WRONG = _error(
    "V122",
    "“{found}”不是身份证号：{why}。",
    "请对照证件重新填写，单元格格式用“文本”。",
)
CREDIT_CODE_WRONG = _error(
    "V123",
    "“{found}”不是统一社会信用代码：{why}。",
    "请对照证照重新填写，字母不用 I、O、S、V、Z。",
)
CHOICE_OF_OTHER_PARENT = _error(
    "V124",
    "“{found}”不属于“{parent}”。",
    "请从下拉列表重新选择：{expected}。",
)
SUBTOTAL_WRONG = _error(
    "V125",
    "“{name}”的“{label}”是 {found}，按 {formula} 算应是 {expected}。",
    "请核对各行；小计由表自动算出，请恢复公式，不要另填数字。",
)
BARRED_FILLED = _error(
    "V126",
    "“{label}”在这一行不填，却写了“{found}”。",
    "请删去，或移到该填的格里。",
)
ATTACHMENT_MISSING = _error(
    "V127",
    "“{found}”没有随表报来。",
    "请把这个文件与本表放在同一封邮件或同一个压缩包里再报，文件名与这一格一致。",
)
CODE_READ = _note("V321", "“{found}”已按“{expected}”读取。", "")
NOTHING_READ = _note("V311", "“{found}”已按“{expected}”读取。", "")
CHOICE_READ = _note("V310", "“{found}”已按选项“{expected}”读取。", "")
FORMAT_READ = _note(
    "V313",
    "单元格里的数是 {held}，按数字格式显示为“{found}”，已按 {expected} 读取。",
    "如不对，请把单元格格式改为“常规”，重新填写数字。",
)
SHOWN_TEXT_READ = _note(
    "V314", "单元格里的数是 {found}，已按显示的“{expected}”读取。", ""
)
UNUSUAL_FIGURE = _query(
    "V320",
    "“{indicator}”{what} {found}，与本单位以往各期（一般 {usual}）相差很大。",
    "请核对数字和计量单位；确实如此的，在“说明”栏写明原因。",
)
GROWTH_IMPOSSIBLE = _query(
    "V330",
    "“{indicator}”填的是 {found}，同比增长 {expected}：去年同期推不出整数。",
    (
        "请核对本期数和增速；去年同期没有发生的，同比增长不填；确实如此的，"
        "在“说明”栏写明去年同期数。"
    ),
)
TEXT_CONTRADICTS_ITSELF = _query(
    "V331",
    "这段文字里的数字对不上：{found}，按前面的数应为 {expected}{suggested}。",
    "请核对后改正；口径不同的，在“说明”栏写明。",
)
TEXT_TWICE = _query(
    "V332",
    "“{found}”与本表另一行一字不差。",
    "同一件事只在一行写；确实是两件事的，请分别写清楚，或在“说明”栏写明。",
)
SAID_BY_ANOTHER = _query(
    "V333",
    "亮点“{found}”的内容与{unit}报的一字不差。",
    "请写本单位自己的做法和成效；两家共同做的，在“说明”栏写明。",
)
NUMERALS_IN_WORDS = _note(
    "V334",
    "“{found}”：统计数据用阿拉伯数字，不用“出头”“左右”“上下”。",
    "下次请写成 37个、0.2个百分点 这样（GB/T 15835）。",
)
LARGE_IN_WAN = _note("V337", "“{found}”：上亿的数用亿元。", "下次请写成 1.2亿元 这样。")
ONE_MONTH_ALONE = _query(
    "V338",
    "填的是{expected}的进展，却只写了{found}。",
    "请写这一期从头到尾做成了什么；确实只有{found}有进展的，在“说明”栏写明。",
)
PACE_NOT_KEPT = _query(
    "V335",
    "本期进展里说“{found}”，而“{indicator}”{expected}{how_far}。",
    "请核对后改写进展，或更正累计完成；口径不同的，在“说明”栏写明。",
)
COUNT_NOT_WHOLE = _query(
    "V336",
    "“{indicator}”填的是 {found}，按件计的数不应有小数。",
    "请核对数字和计量单位；是平均数或折算数的，在“说明”栏写明。",
)
PERCENT_READ = _note(
    "V312",
    "单元格是百分比格式，显示为 {found}，按 {expected} 读取。",
    "如不对，请把单元格格式改为“常规”后重新填写。",
)


# ---- M: mail
# --------------------------------------------------------------------------------------
# -

NO_ADDRESS = _error(
    "M101",
    "“{found}”没有登记邮箱，没有给它发信。",
    "请在任务台账“单位”表填上邮箱，再运行同一命令。",
)
BAD_ADDRESS = _error(
    "M102",
    "“{expected}”登记的邮箱“{found}”写法不对，没有往这个地址发。",
    "请在任务台账“单位”表改正，再运行同一命令。",
)
MAIL_REFUSED = _error(
    "M103",
    "发给“{expected}”的邮件被服务器拒收：{found}。",
    "请按服务器的话改正（多为邮箱写错或停用），再运行同一命令。",
)
MAIL_UNKNOWN = _error(
    "M104",
    "发给“{expected}”的邮件已交出，但没等到服务器答复连接就断了，不知是否发出{found}。",
    (
        "请到邮箱的“已发送”里核对，或问一下该单位；确实没有发出的，加 "
        "--resend-unknown 再运行。"
    ),
)
MAIL_DEFERRED = _error(
    "M105",
    "发给“{expected}”的邮件服务器暂时不收：{found}。",
    "没有发出；请过一会儿再运行同一命令，会从这里接着发。",
)
ADDRESS_REFUSED = _query(
    "M106",
    "“{expected}”的邮件已发出，但其中有地址被拒收：{found}。",
    "请核对这个地址，在任务台账“单位”表改正或删去。",
)
DRAFT_MAYBE_SENT = _query(
    "M107",
    "“{expected}”的邮件先前已生成草稿 {found}，可能已由人发出，没有再发。",
    "确实没有发过的，加 --resend-unknown 再运行。",
)
MAIL_TOO_LARGE = _error(
    "M111",
    "邮件有 {found}，超过 {expected} MB：原件已存档，没有打开。",
    "请只发本期报表，不要附带照片、视频。",
)
ATTACHMENTS_TOO_MANY = _error(
    "M112",
    "邮件的附件超过 {found} 个，只取了前 {found} 个。",
    "请只发本期报表，或打成一个 zip。",
)
ATTACHMENT_DAMAGED = _error(
    "M113",
    "附件“{found}”已损坏，取不出里面的文件。",
    "请改用纯文本或 HTML 格式的邮件重发附件。",
)
LETTER_EMPTY = _query(
    "M114",
    "{expected}来信没有附报表：“{found}”。",
    "请看一下这封信：可能把内容写在了正文里，或忘了附件。",
)
LETTER_AUTOMATIC = _note("M115", "自动邮件“{found}”，不是报送，没有答复。", "")
MAIL_BOUNCED = _error(
    "M116",
    "发给“{expected}”的邮件被退回（{found}）。",
    "请核对任务台账“单位”表里的邮箱，改正后再运行 xltool send。",
)
ANSWER_LIMIT = _note(
    "M117", "{expected}的来信“{found}”里的文件已答复过，不再答复。", ""
)
ANSWER_NOBODY = _query(
    "M118",
    "来信“{found}”（{expected}）的发件人不在任务台账里，也认不出单位，没有答复。",
    "请看一下是谁发的；是报送单位的，把这个邮箱登记到“单位”表。",
)
MAILBOX_RENUMBERED = _note(
    "M119", "邮箱文件夹“{found}”已重新编号，从头看了一遍；收过的不会重复登记。", ""
)
MAIL_TOO_DEEP = _query(
    "M120",
    "邮件一层套一层，套得太深，没有全部打开。",
    "请看一下这封信；里面有报表的，请对方直接作为附件重发。",
)
LETTER_LINKS = _query(
    "M121",
    "{expected}来信没有附件，只有下载链接（{link}）：“{found}”。",
    "程序不去下载；请对方用普通附件重发，或自行下载后再收。",
)
AUTOMATIC_ENCLOSURES = _query(
    "M122",
    "自动邮件“{found}”带有附件“{names}”，里面没有本办公室的下发标识，没有当作报送。",
    "请看一下这封信；确是报送的，把附件另存出来再收一次。",
)
ENCLOSURES_KEPT = _note("M123", "随报表来的“{found}”已存档，不作为报表校验。", "")
MAIL_INCOMPLETE = _error(
    "M124",
    "邮箱里第 {found} 号邮件没有收完整（{reason}），没有登记。",
    "请再运行同一命令，会再收这一封；总是这样的，请在邮箱网页里打开这封信看一看。",
)
MAIL_TIMES_DIFFER = _query(
    "M125",
    "来信“{found}”自己写的时间是 {written}，服务器收到它的时间是 {expected}。",
    "先后按服务器收到的时间排；请核对以哪份报表为准。",
)
AUTOMATIC_REPORT = _note("M126", "自动邮件“{found}”里的报表已照常收下，没有答复。", "")

# ---- U: roll-up and bulletin
# -----------------------------------------------------------------------

UNIT_NOT_ISSUED = _error(
    "U101",
    "{found}有任务，但本期没有给它下发报表。",
    "请运行 xltool generate 补发；确实不报的，在任务台账“单位”表改为不报送。",
)
INDICATOR_WITHOUT_REPORTER = _error(
    "U102",
    "指标“{found}”没有填报单位，无法汇总。",
    "请在任务台账里写明牵头单位或填报单位。",
)
RATE_NOT_ADDED = _note(
    "U103",
    (
        "指标“{found}”由{units}个单位分别填报，比率、位次不能相加，"
        "又没有权数和牵头单位口径，全局数不汇总。"
    ),
    "需要全局数的，请在任务台账里指定由牵头单位填报。",
)
PARTIAL_TOTAL = _note(
    "U104",
    "指标“{found}”只有{share}个单位已报，汇总数是部分数，缺{missing}。",
    "催报后重新运行 xltool rollup。",
)
NOT_COUNTED = _note(
    "U105",
    (
        "{unit}填报了指标{indicator}的累计完成“{found}”，但任务台账里它不是填报单位，"
        "未计入汇总。"
    ),
    "应当计入的，请在任务台账里把它列为填报单位。",
)
LEAD_AND_SUPPORT_DISAGREE = _query(
    "U106",
    "任务{task}：牵头单位报“{expected}”，配合单位却报：{found}。",
    "请与各家核实后，由报错的单位重报。",
)
PARTS_EXCEED_OR_MISS_TOTAL = _query(
    "U107",
    (
        "指标{code}“{name}”由{unit}报 {found}，而由{units}分头填报的{part}合计 "
        "{expected}，两边对不上。"
    ),
    "请与各家核实口径和计量单位后，由报错的单位重报。",
)

ANSWERED_BY_MONTH = _note(
    "U111", "{found}没有报本期，指标采用期内最后一个月（旬）已合格的数。", ""
)
SEAL_MISSING = _query(
    "U110", "缺盖章件：{found}；", "请这些单位把盖章的扫描件或照片随报表一起发来。"
)
SAME_ENTRY = _query(
    "U108",
    (
        "“{sheet}”里“{found}”在{units}的报送里都有（{amounts}），可能是同一项，"
        "合计会重复；"
    ),
    "请问清是谁的，再运行 xltool settle {period} {code} 单位；不是同一项的答“各计”。",
)
UNUSUAL_AMONG_PEERS = _query(
    "U109",
    (
        "{unit}的指标{code}“{name}”完成率 {found}，"
        "与同报此项的各单位（一般 {usual}）相差很大。"
    ),
    "请与该单位核实数字和计量单位。",
)
REGISTRY_OF_ANOTHER_YEAR = _query(
    "U113",
    "任务台账里写明年份的完成时限最晚是 {found} 年的，却用来评 {expected} 年。",
    "请导入本年的分解表，或在台账里改成本年的时限和目标，再下发一次。",
)
CASCADE_UNCONFIRMED = _query(
    "U201",
    "上级指标“{found}”与本级指标的对应还没有确认，没有填。",
    "请在 cascade.xlsx 核对“本级编号”，在“采用”填 是 或 否。",
)
CASCADE_NO_SOURCE = _query(
    "U202",
    "上级指标“{found}”在本级没有对应的指标，没有填。",
    "请向责任单位另行取数后手工填写。",
)
CASCADE_BASIS_DIFFERS = _query(
    "U203",
    "口径不同，没有填：本级是{found}，上级要的是{expected}。",
    "请在 cascade.xlsx 改选本级指标，或按上级口径核算后手工填写。",
)
CASCADE_NO_FIGURE = _query(
    "U204", "本级指标“{found}”本期没有汇总数，没有填。", "请催报后重新运行。"
)
CASCADE_PARTIAL = _query(
    "U205",
    "本级指标“{found}”只有部分单位已报，填的是部分数。",
    "请催齐后重新运行，或在说明栏写明。",
)
CASCADE_UNKNOWN_CODE = _error(
    "U206",
    "cascade.xlsx 里上级指标“{expected}”对应的本级编号“{found}”不在任务台账。",
    "请改成“本级指标”表里的编号。",
)
CASCADE_OCCUPIED = _query(
    "U207",
    "这一格已填“{found}”，与本级汇总数 {expected} 不同，没有改动。",
    "请核对后手工填写正确的数。",
)
CASCADE_CONVERTED = _note("U208", "计量单位不同，已换算：{found} 填为 {expected}。", "")

FIGURE_NOT_AS_ROLLED_UP = _error(
    "U301",
    "专报里的一句话与汇总数不一致，没有写出专报：“{found}”，汇总数是 {expected}。",
    (
        "请核对任务台账里这项指标的名称和计量单位（名称里不要带数字）；仍不一致的，"
        "请把这条提示发给维护者。"
    ),
)
BULLETIN_DISAGREES = _query(
    "U302",
    "专报前后的数字对不上：{expression}，应为 {expected}；原文：“{found}”。",
    "请与报送单位核实后改正，或在专报里说明口径。",
)
BULLETIN_GAPS = _note(
    "U303", "专报里有 {found} 处【待补充】。", "请补齐后再印发，或催报后重新生成。"
)
TASKS_UNTOLD = _note(
    "U309",
    "{found}项任务没有报进展：{units}。",
    "请催报后重新生成；确实没有进展的，请单位填 零报告。",
)
GROWTH_OF_WHOLE_THINGS = _query(
    "U304",
    "{unit}报的“{found}”同比增长 {expected}：去年同期推不出整数，专报里没有写增速。",
    "请该单位核实本期数和增速；去年同期没有发生的，同比增长不填。",
)
PROGRESS_CONTRADICTED = _query(
    "U305",
    "{unit}的进展说“{found}”，而“{indicator}”按汇总数是{expected}。",
    "请该单位核实后改写进展，或更正数字。",
)
HIGHLIGHT_REPEATED = _query(
    "U306",
    "{unit}的亮点“{found}”与{expected}的一字不差，专报里只写了一次。",
    "请退回{unit}重写。",
)
HIGHLIGHT_TOO_SHORT = _note(
    "U307",
    "{unit}的亮点“{found}”只有一句话。",
    "请该单位按“导语一段、一是至四是各一段”补写。",
)
UNIT_WORD_UNUSUAL = _note(
    "U308",
    "“{indicator}”的计量单位是“{found}”，项目一般用“{expected}”。",
    "请核对分解表后在任务台账里更正。",
)


CATALOGUE: dict[str, Kind] = {
    kind.code: kind for kind in list(globals().values()) if isinstance(kind, Kind)
}
"""Every kind of finding by its code (those of rules excepted: they live in the form
designs).
"""


def worst(findings: tuple[Finding, ...]) -> Severity | None:
    """Give the gravest severity among `findings`, or None if there are none."""
    order = list(Severity)
    return min(
        (finding.severity for finding in findings), key=order.index, default=None
    )
