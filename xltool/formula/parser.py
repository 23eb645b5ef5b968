"""From a rule's text to its tree.

The grammar is Excel's; operators bind, from the loosest: comparisons, `&`, `+ -`, `*
/`, `^`, postfix `%`, unary minus; those of one kind from left to right (so -2^2 is 4
and 2^3^2 is 64). Outside texts and names, full-width characters count as their
half-width forms, `≥ ≤ ≠` as `>= <= <>`, “…” as "…" and 【…】 as […].
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from xltool.formula.functions import CHINESE_NAMES, FUNCTIONS
from xltool.formula.kinds import mistake, several_cells
from xltool.formula.syntax import (
    ALL_UNITS,
    BINDING,
    LAST_PERIOD,
    LAST_YEAR,
    LATER,
    MERGING,
    OTHER_FORM,
    Binary,
    Call,
    Expression,
    FormulaError,
    Logical,
    Negation,
    Number,
    Percent,
    Reference,
    Text,
)
from xltool.text import half_width

LONGEST_RULE = 4000
MOST_PARTS = 200
DEEPEST_NESTING = 40

_PROTECTED = re.compile(
    r"""(
        " (?: [^"] | "" )* "                       # "文字"
      | [“”＂] [^“”＂]* [“”＂]                     # “文字”
      | [\[［【] [^\[\]［］【】]* [\]］】]          # [字段], 【表.字段】
    )""",
    re.VERBOSE,
)
_TOKEN = re.compile(
    r"""
    (?P<text> " (?: [^"] | "" )* " | [“”＂] [^“”＂]* [“”＂] )  # "已完成"
  | (?P<reference> [\[［【] [^\[\]［］【】]* [\]］】] )         # [月报.累计完成]
  | (?P<number>
        (?: [0-9]+ \.? [0-9]* | \. [0-9]+ )                   # 12, 12.5, .5
        (?: [eE] [+-]? [0-9]+ )?                              # 1E3
    )
  | (?P<name> [^\W\d] \w* )                                   # SUM, 上期, TRUE
  | (?P<sign> <= | >= | <> | [-+*/^&%=<>(),≥≤≠] )
  | (?P<unknown> \S )
    """,
    re.VERBOSE,
)
_ROWS = re.compile(r"[^:,]+(?::[^:,]+)?(?:,[^:,]+(?::[^:,]+)?)*")
"""15, 01:10, 01:03,07 after `@`."""
_SAME_SIGNS = {"≥": ">=", "≤": "<=", "≠": "<>"}
_WORDS = {"TRUE": True, "FALSE": False}
_SCOPES = (LAST_PERIOD, LAST_YEAR, OTHER_FORM, ALL_UNITS)
_MOST_DIGITS = 15
_LARGEST, _SMALLEST = 9.99999999999999e307, 2.2250738585073e-308


def _row_codes(text: str) -> str:
    """Give the codes of rows without blanks and with half-width signs.

    >>> _row_codes("01、03：０５")
    '01,03:05'
    """
    return "".join(half_width(text).replace("、", ",").split())


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """Read a rule; a leading `=` may stand there or not.

    It is remembered: designs have many rules in common, and each is asked for often.
    FormulaError if it cannot be read.

    >>> parse("＝[累计完成] ≥ 80%") == parse("[累计完成]>=80%")
    True
    """
    if len(text) > LONGEST_RULE:
        message = f"规则有 {len(text)} 个字符，最多 {LONGEST_RULE} 个，请拆成几条"
        raise FormulaError(message, LONGEST_RULE)
    return _Parser(_tokens(text)).rule()


def _tokens(text: str) -> list[_Token]:
    """Take a rule apart; what stands in quotes or brackets is kept as it is.

    >>> [token.text for token in _tokens("[完成率]＞=95%")]
    ['[完成率]', '>=', '95', '%', '']
    """
    pieces = _PROTECTED.split(text)
    # every second piece is one that the pattern has found
    pieces[::2] = map(half_width, pieces[::2])
    tokens = []
    for match in _TOKEN.finditer("".join(pieces)):
        sign = _SAME_SIGNS.get(match[0], match[0])
        tokens.append(_Token(match.lastgroup or "", sign, match.start()))
    return [*tokens, _Token("end", "", len(text))]


class _Parser:
    """One pass over the tokens, by operator precedence."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._next = 0
        self._parts = 0
        self._nesting = 0

    def rule(self) -> Expression:
        """Read a whole rule: an expression of one value, and nothing after it."""
        if self._peek().text == "=":
            self._take()
        if self._peek().kind == "end":
            raise self._wrong(self._peek(), "规则是空的")
        start = self._peek()
        whole = self._expression()
        if self._peek().kind != "end":
            raise self._wrong(
                self._peek(), "这里多出了内容，前面是不是少了运算符或多了右括号"
            )
        wrong = several_cells(whole)
        if wrong:
            raise self._wrong(start, wrong)
        return whole

    def _peek(self) -> _Token:
        return self._tokens[self._next]

    def _take(self) -> _Token:
        """Take the next token; the end is never passed."""
        token = self._tokens[self._next]
        self._next = min(self._next + 1, len(self._tokens) - 1)
        return token

    def _wrong(self, token: _Token, what: str) -> FormulaError:
        """Say where a rule cannot be read, and why."""
        here = f"“{token.text}”" if token.text else "（末尾）"
        return FormulaError(f"第 {token.at + 1} 个字符{here}：{what}", token.at)

    def _made(self, token: _Token, expr: Expression) -> Expression:
        """Take an operator or a call into the tree, if it is in order."""
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise self._wrong(
                token, f"规则超过 {MOST_PARTS} 步运算，请拆成几条，或用 SUM"
            )
        wrong = mistake(expr)
        if wrong:
            raise self._wrong(token, wrong)
        return expr

    def _expression(self, least: int = 1) -> Expression:
        """Read operands and operators that bind at least so tightly.

        To the right of an operator only tighter ones are taken: 8-3-2 is (8-3)-2.
        """
        left = self._percent()
        while (binding := self._binding()) >= least:
            token = self._take()
            left = self._made(
                token, Binary(token.text, left, self._expression(binding + 1))
            )
        return left

    def _binding(self) -> int:
        """Say how tightly the next operator binds; 0 where none stands."""
        token = self._peek()
        return BINDING.get(token.text, 0) if token.kind == "sign" else 0

    def _percent(self) -> Expression:
        """Read an operand with the signs before it and the `%` behind it."""
        signs = []
        while self._peek().kind == "sign" and self._peek().text in ("+", "-"):
            signs.append(self._take())
        expr = self._primary()
        for sign in reversed(signs):
            expr = self._made(sign, Negation(expr)) if sign.text == "-" else expr
        while self._peek().text == "%":
            expr = self._made(self._take(), Percent(expr))
        return expr

    def _primary(self) -> Expression:
        """Read a number, a text, a field, a call or what stands in parentheses."""
        token = self._take()
        match token.kind:
            case "number":
                return self._number(token)
            case "text":
                return self._text(token)
            case "reference":
                return self._reference(token)
            case "name":
                return self._name(token)
        if token.text == "(":
            return self._nested(token)
        if token.text in ('"', "“", "”", "＂"):
            raise self._wrong(token, "引号没有成对")
        if token.text in ("[", "]", "［", "］", "【", "】"):
            raise self._wrong(token, "方括号没有成对；字段写成 [字段] 或 [表.字段]")
        if token.kind == "unknown":
            raise self._wrong(token, "认不得的字符")
        raise self._wrong(token, "这里应是字段、数、文本或函数")

    def _nested(self, opening: _Token) -> Expression:
        self._enter(opening)
        inner = self._expression()
        self._leave(opening)
        return inner

    def _enter(self, opening: _Token) -> None:
        """Count an opening parenthesis: each asks for a call of this program's own."""
        self._nesting += 1
        if self._nesting > DEEPEST_NESTING:
            raise self._wrong(opening, f"括号超过 {DEEPEST_NESTING} 层，请拆成几条规则")

    def _leave(self, opening: _Token) -> None:
        """Take the closing parenthesis that belongs to an opening one."""
        closing = self._take()
        if closing.text != ")":
            raise self._wrong(
                closing, f"第 {opening.at + 1} 个字符的左括号没有配上右括号"
            )
        self._nesting -= 1

    def _number(self, token: _Token) -> Number:
        """Read a number that a cell can hold, with as many digits as it keeps."""
        digits = re.split("[eE]", token.text)[0].replace(".", "").strip("0")
        value = float(token.text)
        if len(digits) > _MOST_DIGITS:
            raise self._wrong(token, f"数最多 {_MOST_DIGITS} 位有效数字")
        if digits and not _SMALLEST <= value <= _LARGEST:
            raise self._wrong(token, "数太大或太小，表格放不下")
        return Number(value)

    def _text(self, token: _Token) -> Text:
        """Read a text; in straight quotes a quote is written twice."""
        value = token.text[1:-1]
        if token.text[0] == '"':
            value = value.replace('""', '"')
        return Text(value)

    def _reference(self, token: _Token) -> Reference:
        """Read `[字段]`, `[表.字段]`, `[字段@15]` or `[表.字段@01:03,07]`."""
        name, at, rows = token.text[1:-1].replace("＠", "@").partition("@")
        sheet, dot, field = (part.strip() for part in name.partition("."))
        if not dot:
            sheet, field = "", sheet
        if not field or (dot and not sheet):
            raise self._wrong(token, "方括号里缺字段名；字段写成 [字段] 或 [表.字段]")
        codes = _row_codes(rows)
        if at and not _ROWS.fullmatch(codes):
            message = "@ 后面写行号，如 [字段@15]、[字段@01:10]、[字段@01,05]"
            raise self._wrong(token, message)
        return Reference(sheet, field, codes)

    def _name(self, token: _Token) -> Expression:
        """Read a call, TRUE or FALSE; any other word lacks its brackets or quotes."""
        name = CHINESE_NAMES.get(token.text, token.text.upper())
        if self._peek().text != "(":
            if name in _WORDS:
                return Logical(_WORDS[name])
            if name in FUNCTIONS:
                hint = f"若是函数，后面要有括号：{name}(…)"
            else:
                hint = "字段要写在方括号里，文本要写在引号里"
            raise self._wrong(token, hint)
        if name in _WORDS:
            return self._word(name)
        if name in _SCOPES:
            return self._scoped(name)
        if name not in FUNCTIONS:
            near = get_close_matches(name, [*FUNCTIONS, *CHINESE_NAMES], 1)
            hint = f"，是不是 {near[0]}" if near else ""
            raise self._wrong(token, f"没有这个函数{hint}")
        return self._made(token, Call(name, self._arguments()))

    def _scoped(self, scope: str) -> Reference:
        """Read `上期([字段])`, `报表("季总结",[字段])` or `全部单位(SUM,[字段])`."""
        opening = self._take()
        self._enter(opening)
        of = ""
        if scope in LATER:
            of = self._scope_of(scope)
        inner = self._take()
        if inner.kind != "reference":
            raise self._wrong(inner, f"{scope} 里要写一个字段，如 [累计完成]")
        reference = self._reference(inner)
        if reference.is_several_rows or reference.is_constant:
            raise self._wrong(inner, f"{scope} 里只能是一格")
        self._leave(opening)
        return reference._replace(scope=f"{scope}:{of}" if of else scope)

    def _scope_of(self, scope: str) -> str:
        """Read which form, or what is done with the units' values, and the comma."""
        token = self._take()
        if scope == OTHER_FORM:
            wanted = token.kind == "text"
            of = self._text(token).value if wanted else ""
            hint = '先写报表标识，如 报表("季总结",[表.字段])'
        else:
            of = token.text.upper()
            wanted = of in MERGING
            hint = f"先写 {'、'.join(MERGING)} 之一，如 全部单位(SUM,[金额@01])"
        comma = self._take()
        if not wanted or not of.strip() or comma.text != ",":
            raise self._wrong(token, hint)
        return of

    def _word(self, name: str) -> Logical:
        """Read TRUE() or FALSE()."""
        opening = self._take()
        self._enter(opening)
        self._leave(opening)
        return Logical(_WORDS[name])

    def _arguments(self) -> tuple[Expression, ...]:
        """Read what a function is given, up to its closing parenthesis."""
        opening = self._take()
        self._enter(opening)
        found: list[Expression] = []
        while self._peek().text != ")" or found:
            found.append(self._expression())
            if self._peek().text != ",":
                break
            self._take()
        self._leave(opening)
        return tuple(found)
