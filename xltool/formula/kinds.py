"""What goes with what: the mistakes that show before anything is calculated.

Judgements (TRUE, FALSE, `[甲]>[乙]`, AND …) are kept apart from numbers and texts where
programs disagree about them: LibreOffice takes TRUE for the number 1. Several cells
stand only where a function takes several.
"""

from __future__ import annotations

from xltool.formula.functions import FUNCTIONS, SEVERAL, Gives, Takes
from xltool.formula.syntax import (
    COMPARISONS,
    PARTS,
    SUBSETS,
    Binary,
    Call,
    Expression,
    Logical,
    Reference,
    Text,
    children,
    walk,
)

_NO_JUDGEMENT = (Takes.TEXT, Takes.VALUE, Takes.CONTENT, Takes.CRITERION)
_CONDITIONS = (Takes.CONDITION, Takes.CONDITIONS)
_OF_OPERATOR = {"&": Gives.TEXT} | dict.fromkeys(COMPARISONS, Gives.LOGICAL)
_OF_LEAF: dict[type, Gives] = {
    Text: Gives.TEXT,
    Logical: Gives.LOGICAL,
    Reference: Gives.VALUE,
}


def kind(expr: Expression) -> Gives:
    """Say what an expression results in."""
    if isinstance(expr, Call):
        return _call_kind(expr.name, expr.arguments)
    if isinstance(expr, Binary):
        return _OF_OPERATOR.get(expr.operator, Gives.NUMBER)
    return _OF_LEAF.get(type(expr), Gives.NUMBER)


def _call_kind(name: str, arguments: tuple[Expression, ...]) -> Gives:
    """Say what a function gives; of IF and IFERROR, what all their results are."""
    gives = FUNCTIONS[name].gives
    if gives is not Gives.BRANCH:
        return gives
    kinds = {kind(one) for one in _branches(name, arguments)}
    return kinds.pop() if len(kinds) == 1 else Gives.VALUE


def _branches(name: str, arguments: tuple[Expression, ...]) -> tuple[Expression, ...]:
    """Give the possible results of IF and IFERROR.

    An IF without the third argument may be FALSE.
    """
    if name == "IFERROR":
        return arguments
    return (*arguments[1:], *(Logical(value=False) for _ in range(3 - len(arguments))))


def mistake(expr: Expression) -> str:
    """Say in Chinese what is wrong with an operator's or a function's operands.

    Empty if nothing is.
    """
    if isinstance(expr, Call):
        return _call_mistake(expr.name, expr.arguments)
    several = next(filter(None, map(several_cells, children(expr))), "")
    return several or (_binary_mistake(expr) if isinstance(expr, Binary) else "")


def _binary_mistake(expr: Binary) -> str:
    """Say what is wrong with the sides of an operator.

    TRUE=1 is FALSE in Excel and TRUE in LibreOffice: a judgement is compared with
    judgements only, and joined to no text.
    """
    judged = [kind(side) is Gives.LOGICAL for side in (expr.left, expr.right)]
    if expr.operator in COMPARISONS and judged[0] != judged[1]:
        return (
            f"“{expr.operator}”的一边是判断（成立或不成立），另一边是数或文本；"
            "判断可以直接用，不必写“=TRUE”"
        )
    if expr.operator == "&" and any(judged):
        return "判断（成立或不成立）不能用“&”连成文本，请用 IF 写出要显示的文字"
    return ""


def several_cells(expr: Expression) -> str:
    """Say what is wrong if several cells stand where one value is needed."""
    if not isinstance(expr, Reference):
        return ""
    if expr.is_literal:
        return ""
    if expr.sheet in (PARTS, SUBSETS) or expr.is_several_rows:
        return f"{expr} 是多个单元格，只能放在 SUM、COUNT、MAX 等函数里"
    return ""


def _call_mistake(name: str, arguments: tuple[Expression, ...]) -> str:
    """Say what is wrong with a function's arguments: their number, or one of them."""
    function = FUNCTIONS[name]
    if not function.accepts(len(arguments)):
        return f"{name} 要 {_wanted(name)} 个参数，这里有 {len(arguments)} 个"
    for index, argument in enumerate(arguments):
        wrong = _argument_mistake(function.parameter(index), argument)
        if wrong:
            return f"{name} 的第 {index + 1} 个参数：{wrong}"
    if function.gives is Gives.BRANCH:
        results = _branches(name, arguments)
        judged = {kind(result) is Gives.LOGICAL for result in results}
        if len(judged) > 1:
            return (
                f"{name} 的几个结果要么都是判断（成立或不成立），要么都不是；"
                "第三个参数不写就是 FALSE"
            )
    return ""


def _wanted(name: str) -> str:
    """Say how many arguments a function takes.

    >>> _wanted("ROUND"), _wanted("IF"), _wanted("SUM")
    ('2', '2 到 3', '至少 1')
    """
    function = FUNCTIONS[name]
    if function.repeats:
        return f"至少 {function.required}"
    most = len(function.takes)
    return str(most) if function.required == most else f"{function.required} 到 {most}"


def _argument_mistake(takes: Takes, expr: Expression) -> str:
    """Say what is wrong with an argument of a parameter; empty if nothing is."""
    is_cells = isinstance(expr, Reference) and not expr.is_literal
    if takes in (Takes.CELLS, Takes.CELL) and not is_cells:
        return "要写字段，如 [累计完成]，不能是算式或常数"
    several = "" if takes in SEVERAL else several_cells(expr)
    if several:
        return several
    given = kind(expr)
    if takes in _NO_JUDGEMENT and given is Gives.LOGICAL:
        return "要的是数或文本，这里是判断（成立或不成立）"
    if takes in _CONDITIONS and given is Gives.TEXT:
        return "要的是判断，如 [累计完成]>0，这里是文本"
    return ""


def single_references(expr: Expression) -> tuple[Reference, ...]:
    """Give the references that stand where one value is needed.

    Such a reference must not be a whole column.
    """
    found: dict[Reference, None] = {}
    for part in walk(expr):
        for index, child in enumerate(children(part)):
            if isinstance(child, Reference) and not _takes_several(part, index):
                found[child] = None
    if isinstance(expr, Reference):
        found[expr] = None
    return tuple(found)


def _takes_several(expr: Expression, index: int) -> bool:
    """Say whether a part of an expression, by its place in it, may be several cells."""
    if not isinstance(expr, Call):
        return False
    return FUNCTIONS[expr.name].parameter(index) in SEVERAL
