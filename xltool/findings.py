"""What is wrong with somebody's data, and the one catalogue of everything that can be.

A `Finding` names a place, a code, what was found, what was expected, and what to do, in Chinese that a
department clerk understands. Codes are grouped by the room that reports them:

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


SEVERITY_LABELS = {Severity.ERROR: "须改正", Severity.QUERY: "须核实", Severity.NOTE: "提示"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a finding stands.

    `sheet` and `cell` are as the person who must act sees them: a sheet's name and an address such as
    `D7`; for a text source, the table and `第5行·责任单位`. `row_key` and `field` are the layout's, where
    the place is a cell of a submission.
    """

    sheet: str = ""
    cell: str = ""
    row_key: str = ""
    field: str = ""


NOWHERE = Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong, doubtful or worth knowing. `message` includes what to do.

    `answer` is the 说明 with which the unit answered a query; an answered query is a note.
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
    """An entry of the catalogue. `message` and `remedy` are templates over `at`'s words."""

    code: str
    severity: Severity
    message: str
    remedy: str

    def at(self, place: Place = NOWHERE, *, found: object = "", expected: object = "", **words: object) -> Finding:
        """Report this at `place`; `words` fill the templates beside `found` and `expected`."""
        text = f"{self.message}{self.remedy}".format(found=found, expected=expected, **words)
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


# ---- D: form designs and settings ------------------------------------------------------------------

HOLIDAYS_UNKNOWN = _note(
    "D190",
    "{found}年的放假调休安排还不知道，{period} 的报送截止日 {due} 只按周末推算；",
    "国务院办公厅公布安排后请升级 chinesecalendar，或在通知里另行写明截止日",
)


# ---- I: import of decomposition tables -------------------------------------------------------------

REGISTRY_SHEET_MISSING = _error(
    "I201", "任务台账里没有“{found}”表", "：请改回原表名；已删去时从备份恢复 registry.xlsx。"
)
REGISTRY_COLUMN_MISSING = _error("I202", "表头里没有“{found}”这一列", "：请把列名改回“{found}”。")
REGISTRY_CODE_TWICE = _error("I203", "“{found}”与第{first}行重复", "：每个编号只能有一行，请删去或改正其中一行。")
REGISTRY_NO_CODE = _error("I204", "这一行没有填“{column}”", "：请补上；不要的行请整行删去。")
REGISTRY_UNKNOWN_UNIT = _error(
    "I205", "“{column}”里的“{found}”不在“单位”表", "：请先在“单位”表加上这个单位（或写进别名），或改成表里已有的名称。"
)
REGISTRY_NAME_TWICE = _error(
    "I206", "“{found}”同时是单位“{other}”的名称或别名", "：一个名称只能属于一个单位，请从其中一行删去。"
)
REGISTRY_NOT_A_NUMBER = _error(
    "I207", "“{column}”应是数字，现在是“{found}”", "：请只填数字，计量单位填在“计量单位”列。"
)
REGISTRY_NOT_A_CHOICE = _error("I208", "“{column}”不能填“{found}”", "：请从下拉列表选：{expected}。")
REGISTRY_UNKNOWN_TASK = _error(
    "I209", "任务编号“{found}”不在“任务”表", "：请改成已有的任务编号，或先在“任务”表补上这项任务。"
)
REGISTRY_UNKNOWN_INDICATOR = _error("I210", "指标编号“{found}”不在“指标”表", "：请改成已有的指标编号，或清空。")


# ---- F: the returned file as a file ----------------------------------------------------------------


# ---- S: identity and structure of a submission -----------------------------------------------------


# ---- V: values -------------------------------------------------------------------------------------


# ---- M: mail ---------------------------------------------------------------------------------------


# ---- U: roll-up and bulletin -----------------------------------------------------------------------


CATALOGUE: dict[str, Kind] = {kind.code: kind for kind in list(globals().values()) if isinstance(kind, Kind)}
"""Every kind of finding by its code (those of rules excepted: they live in the form designs)."""


def worst(findings: tuple[Finding, ...]) -> Severity | None:
    """Give the gravest severity among `findings`, or None if there are none."""
    order = list(Severity)
    return min((finding.severity for finding in findings), key=order.index, default=None)
