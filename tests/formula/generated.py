"""Rules and values made up by the thousand, for the comparison with LibreOffice.

A table of rows holds what units type and what they should not; a generator fills templates with references to it. It
keeps away from the few places that are known to differ (`docs/rules.md` lists them): TRUE in cells beside numbers,
the order of Chinese texts, texts such as `2025/7/1` as numbers, exponents in texts, wildcards over numbers, roots of
negative numbers, powers below 10^-307, and numbers beyond 10^12 in ROUNDUP and ROUNDDOWN.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_rowcol_to_cell

from xltool.formula import (
    CONSTANTS,
    PARENT,
    PARTS,
    ExcelError,
    Range,
    literal,
    parse,
    references,
)

if TYPE_CHECKING:
    from random import Random

    from xltool.formula import ExcelValue, Operand, Reference

COLUMNS = ("甲", "乙", "极", "文", "杂", "日", "否")
LETTERS = "ABCDEFG"
ROWS = 24
PART_ROWS = (3, 7, 12)
PARENT_ROW = 5
PERIOD: dict[str, float | str] = {
    "月份": 7.0,
    "序时进度": 0.583333333333333,
    "名称": "2025年7月",
}

NUMBERS = (
    0.0,
    1.0,
    -1.0,
    2.0,
    0.1,
    0.2,
    0.3,
    12.5,
    100.0,
    99.5,
    100.1,
    24.7573,
    14.2959,
    1.377,
    40.4303,
    1234567.89,
)
EXTREMES = (
    1e15,
    999999999999999.0,
    123456789012345.0,
    1e-9,
    1e-12,
    1e300,
    -1e300,
    9.99e307,
    1 / 3,
    2 / 3,
    0.5000005,
)
STATES = ("已完成", "推进中", "不适用", "零报告", "约30", "　", " 前后 ")
LATIN = ("abc", "ABC", "a*b", "?", "12", "-0.5", "1,234", "12%", "1e3")
DATES = (45839.0, 45840.0, 36526.0, 73050.0)
ERRORS = (ExcelError("#N/A"), ExcelError("#DIV/0!"), ExcelError("#VALUE!"))


@dataclass(frozen=True)
class Table:
    """The cells: a row is a tuple in the order of `COLUMNS`."""

    rows: tuple[tuple[ExcelValue, ...], ...]

    def lookup(self, row: int, reference: Reference) -> Operand:
        """What a reference stands for in a row."""
        if reference.sheet == CONSTANTS:
            return PERIOD[reference.field]
        column = COLUMNS.index(reference.field)
        if reference.sheet == "表":
            return Range(tuple(cells[column] for cells in self.rows))
        if reference.sheet == PARTS:
            return Range(tuple(self.rows[part][column] for part in PART_ROWS))
        return self.rows[PARENT_ROW if reference.sheet == PARENT else row][column]


def table(random: Random) -> Table:
    """Fill the cells."""
    return Table(tuple(_row(random) for _ in range(ROWS)))


def _row(random: Random) -> tuple[ExcelValue, ...]:
    numbers = [
        random.choice(
            (*NUMBERS, None, round(random.uniform(-500, 500), random.randrange(5)))
        )
        for _ in "甲乙杂"
    ]
    text = random.choice((*STATES, *LATIN, None))
    mixed = random.choice(
        (
            numbers[2],
            numbers[2],
            random.choice(STATES + LATIN),
            None,
            random.choice(ERRORS),
        )
    )
    date, truth = random.choice((*DATES, None)), random.random() < 0.5
    return (numbers[0], numbers[1], random.choice(EXTREMES), text, mixed, date, truth)


def locate(row: int, reference: Reference) -> str:
    """Where a reference's cells are: the table stands on the sheet `值` from A1 on."""
    if reference.sheet == CONSTANTS:
        return literal(PERIOD[reference.field])
    letter = LETTERS[COLUMNS.index(reference.field)]
    if reference.sheet == "表":
        return f"值!${letter}$1:${letter}${ROWS}"
    if reference.sheet == PARTS:
        return ",".join(f"值!{letter}{part + 1}" for part in PART_ROWS)
    return f"值!{letter}{(PARENT_ROW if reference.sheet == PARENT else row) + 1}"


TEMPLATES = {
    # a number
    "n": (
        *(
            "{n}+{n}",
            "{n}-{n}",
            "{n}*{n}",
            "{n}/{n}",
            "({n})*{n}",
            "({n}-{n})/{n}*100",
            "{n}-({n})",
            "-{n}",
            "({n})%",
        ),
        *(
            "ROUND({n},3)^2",
            "2^INT(MIN(9,ABS({n})))",
            "POWER(ROUND({n},3),3)",
            "SQRT({n})",
            "ABS({n})",
            "ABS({n}-{n})",
        ),
        *(
            "ROUND({n},{d})",
            "INT({n})",
            "SIGN({n})",
            "TRUNC({f})",
            "ROUNDUP({f},{d})",
            "ROUNDDOWN({f},{d})",
        ),
        *(
            "SUM({n},{n})",
            "SUM({c},{n})",
            "SUM({c})",
            "AVERAGE({c})",
            "MAX({n},{n})",
            "MAX({c})",
            "MIN({c},{n})",
        ),
        *(
            "COUNT({c},{n},{t0})",
            "COUNTA({c})",
            "COUNTBLANK({c})",
            "COUNTIF({x},{q})",
            "COUNTIF({y},{r})",
        ),
        *(
            "SUMIF({x},{q})",
            "SUMIF({y},{r})",
            "SUMIF([表.文],{q},[表.甲])",
            "SUMIF([分项.文],{q},[分项.乙])",
        ),
        *(
            "IF({j},{n},{n})",
            "IFERROR({n},{n})",
            "({j})+{n}",
            "IF([否],{n},{n})",
            "N({n})",
            "N({t})",
            "VALUE({t0})",
        ),
        *("LEN({t})", "FIND({w},{t})", "SEARCH({w},{t})", "DECIMALS({p})"),
        *(
            "YEAR([日])",
            "MONTH([日]+{d}*99+200)",
            "DAY([日]+{d}*99+200)",
            "DATE(2025,{d}*7,{d}*20)",
        ),
        *("TOLERANCE([甲],[分项.乙])", "TOLERANCE([表.杂])", "TOLERANCE([分项.甲])"),
    ),
    # a text
    "t": (
        *(
            "{t}&{t}",
            "LEFT({t},{s})",
            "RIGHT({t},{s})",
            "MID({t},{s},{s})",
            "LEFT({t})",
            "TRIM({t})",
            "UPPER({t})",
        ),
        *(
            "LOWER({t})",
            "SUBSTITUTE({t},{w},{t})",
            "SUBSTITUTE({t},{w},{t},2)",
            "REPT({t},MIN({s},9))",
            "T({t})",
        ),
        *(
            "CONCATENATE({t},{t},{t})",
            "IF({j},{t},{t})",
            "IFERROR({t},{t})",
            "ROUND([甲]*{l},2)&{t}",
            "COUNT({c})&{t}",
        ),
    ),
    # a judgement
    "j": (
        *(
            "{n}{o}{n}",
            "({n}){o}{n}",
            "{n}-{n}{o}0",
            "({t}){e}({t})",
            "({j})=({j})",
            "[甲]-[乙]{o}[甲]-[乙]",
        ),
        *(
            "AND({j},{j})",
            "OR({j},{j})",
            "NOT({j})",
            "IF({j},{j},{j})",
            "IFERROR({j},{j})",
            "IF({n},{j},{j})",
        ),
        *(
            "ISNUMBER({n})",
            "ISTEXT({t})",
            "ISERROR({n})",
            "EXACT({t},{t})",
            "NOT({n})",
            "AND({n},{j})",
        ),
        *(
            "AND({c})",
            "OR([分项.甲],{j})",
            "AND([否],TRUE)",
            "OR([否],{j})",
            "NOT([否])",
        ),
        "ABS([甲]-SUM([分项.乙]))<=TOLERANCE([甲],[分项.乙])",
        *(
            "ROUND([甲]/[乙]*100,1){e}{n}",
            "DECIMALS({p})<=2",
            "COUNTIF([表.文],[文])=1",
            "INT([甲])=[甲]",
        ),
        *(
            'IF([杂]="",TRUE,[杂]{o}{n})',
            'OR([文]="不适用",ISNUMBER([杂]))',
            "LEN(TRIM({t}))>={d}",
            "MAX([表.甲])>={n}",
        ),
    ),
    "n0": (
        "[甲]",
        "[乙]",
        "[杂]",
        "[极]",
        "[日]",
        "[上级.甲]",
        "[报告期.月份]",
        "[报告期.序时进度]",
        "{l}",
    ),
    "t0": ("[文]", "[文]", "[甲]", "[杂]", "[上级.文]", "[报告期.名称]", "{w}", '""'),
    "j0": (
        *(
            "[甲]{o}[乙]",
            "[杂]{o}[甲]",
            "[甲]{o}{l}",
            "[极]{o}[极]",
            "[文]{o}[甲]",
            "[杂]{e}[文]",
            "[文]{e}{w}",
        ),
        *(
            '[杂]=""',
            "[杂]=0",
            "ISBLANK([杂])",
            "ISBLANK([甲])",
            "ISNUMBER([杂])",
            "ISTEXT([文])",
            "ISERROR([杂])",
        ),
        *("ISNA([杂])", "TRUE", "FALSE", "[甲]>=[上级.甲]"),
    ),
    # a number without too many digits; a criterion over texts, and one over anything
    "f": ("MAX(-1e6,MIN(1e6,{n}))",),
    "q": (
        '"a*"',
        '"*"',
        '"?"',
        '"~*"',
        '"*中"',
        '"<>a*"',
        '"?*?"',
        '"*a*b*"',
        "[文]",
        "{r}",
    ),
    "r": (
        *(
            '"已完成"',
            '"<>已完成"',
            '"<>"',
            '"="',
            '""',
            '">0"',
            '"<=100"',
            '"<>12"',
            '"=12"',
            '"12"',
            '">=0.3"',
        ),
        *('"abc"', '"#N/A"', "[甲]", '">="&N([甲])', "100", "0"),
    ),
    "x": ("[表.文]", "[分项.文]", "[文]"),
    "y": ("[表.杂]", "[分项.杂]", "[表.甲]", "[分项.日]", "[杂]"),
    "c": (
        "[表.甲]",
        "[表.乙]",
        "[分项.甲]",
        "[分项.杂]",
        "[表.文]",
        "[甲]",
        "[杂]",
        "[文]",
        "[分项.日]",
        "[表.极]",
    ),
    "p": ("[甲]", "[乙]", "[杂]", "[文]", "[日]", "[上级.杂]"),
    "o": ("=", "<>", "<", "<=", ">", ">="),
    "e": ("=", "<>"),
    "d": ("0", "1", "2", "3", "-1"),
    "s": ("0", "1", "2", "3", "[甲]", "-1", "2.9"),
    "l": (
        "0",
        "1",
        "2",
        "0.1",
        "0.3",
        "100",
        "1e3",
        "12%",
        "0.0005",
        "58.3",
        "137.046",
    ),
    "w": tuple(f'"{word}"' for word in (*STATES, *LATIN, "a", "B", "完", ".")),
}
"""What stands for what: `n`, `t` and `j` go on for some levels, then end in `n0`, `t0` and `j0`."""


def rule(random: Random) -> str:
    """Make up a rule: mostly judgements, as in a form design."""
    return _filled(random, random.choice("jjjnt"), random.randrange(1, 5))


def _filled(random: Random, kind: str, depth: int) -> str:
    ended = depth <= 0 and kind in ("n", "t", "j")
    template = random.choice(TEMPLATES[f"{kind}0" if ended else kind])
    return re.sub(
        r"\{(\w+)\}", lambda match: _filled(random, match[1], depth - 1), template
    )


class Filled:
    """One row of cells for the references of one rule: a cell each, three for those that are many."""

    def __init__(self, random: Random, text: str, row: int) -> None:
        """Fill the cells with what the rule may meet: figures near each other, the texts it asks for, and others."""
        named, figure = references(parse(text)), random.choice(NUMBERS)
        near = (
            figure,
            figure,
            figure * 2,
            round(figure * 0.58, 2),
            figure + 0.1,
            -figure - 100,
            random.choice(NUMBERS),
        )
        asked = re.findall(r'"([^"]+)"', text) or STATES
        other = (
            None,
            None,
            random.choice(ERRORS),
            *DATES[:2],
            *random.sample(STATES + LATIN, 2),
        )
        self._row = row
        self._columns = {one: 3 * column for column, one in enumerate(named)}
        self.cells = [
            random.choice(random.choice((near, near, asked, asked, other)))
            for _ in range(3 * len(named))
        ]

    def lookup(self, reference: Reference) -> Operand:
        """What a reference stands for."""
        if reference.is_constant:
            return 45839.0
        first = self._columns[reference]
        return (
            self.cells[first]
            if reference.is_cell
            else Range(tuple(self.cells[first : first + 3]))
        )

    def locate(self, reference: Reference) -> str:
        """Where its cells are."""
        if reference.is_constant:
            return "45839"
        places = [
            xl_rowcol_to_cell(self._row, self._columns[reference] + one)
            for one in range(3)
        ]
        if reference.is_cell:
            return f"值!{places[0]}"
        return (
            ",".join(f"值!{one}" for one in places)
            if reference.sheet == PARTS
            else f"值!{places[0]}:{places[2]}"
        )
