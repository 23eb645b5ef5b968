"""Texts that stand for a state (不适用, 零报告, a dash) or for what is elsewhere.

同上 and 见附件 point at something that is not in the cell.
"""

from __future__ import annotations

import re
from decimal import Decimal

from xltool.checks.phrases import is_picture, sees_attachment
from xltool.findings import (
    BLANK_MARK,
    DITTO,
    PICTURE_IN_CELL,
    SEE_ATTACHMENT,
    STATE_READ,
    UNCLEAR_BLANK,
    Finding,
)
from xltool.forms.design import EXPLANATION, NUMERIC, Field, FieldType
from xltool.model.value import MISSING, State, Value
from xltool.text import half_width, squeeze

NOT_APPLICABLE_WORDS = {"不适用", "不涉及", "不存在此项", "N/A", "n/a", "NA"}
ZERO_WORDS = {"零报告", "零报", "0报告", "零上报", "零填报"}
NOTHING_WORDS = {"无", "没有", "暂无", "空", "未发生", "None", "none"}
_BLANK_MARKS = re.compile(r"[-—–−―_/\\.。、·*×]+|…+")
_DITTO = re.compile(
    r"(内容)?(同|与)(上|前|左|下|右)(行|列|项|期|表|月|条|一致|相同|一行|一项)?(相同|一致)?|[〃″\"“”]+"
)
_AROUND_ANSWERS = "。.()（）．"
_LONGEST_ANSWER = 8
"""Characters; 内容与上一行相同 has as many."""
_EVIDENCE = re.compile(r"佐证|证明|依据|附件|材料")
"""What a field is called that asks where the proof is: 见附件3 answers it."""

Reading = tuple[Value, tuple[Finding, ...]]


def answer_in_words(text: str, field: Field) -> Reading | None:
    """Read 不适用, 零报告, a dash, 无, 同上, 见附件.

    None where the text is none of these.

    >>> from xltool.forms.design import FieldType
    >>> amount = Field(key="金额", label="金额", type=FieldType.NUMBER)
    >>> value, findings = answer_in_words("不涉及", amount)
    >>> value.state.value, len(findings)
    ('不适用', 1)
    >>> answer_in_words("12.5", amount) is None
    True
    """
    bare = squeeze(text)
    if not bare:
        return MISSING, ()
    if is_picture(text):
        return MISSING, (PICTURE_IN_CELL.at(found=text),)
    if _is_printed(field) and sees_attachment(text):
        return MISSING, (SEE_ATTACHMENT.at(found=text),)
    return None if _says_more(bare) else _state(text, bare, field)


def _is_printed(field: Field) -> bool:
    """Say whether the text of a field is all that leaders see of it.

    What stands in 说明 or 佐证材料 is for the office: 见附件 answers it.
    """
    return field.key != EXPLANATION and not _EVIDENCE.search(field.key)


def _says_more(bare: str) -> bool:
    """Say whether a text without blanks is longer than any answer in words.

    The others begin with a sign.

    >>> _says_more("不适用。"), _says_more("该项目因用地问题尚未开工")
    (False, True)
    """
    return (
        len(bare) > _LONGEST_ANSWER
        and bare[0].isalnum()
        and len(bare.rstrip(_AROUND_ANSWERS)) > _LONGEST_ANSWER
    )


def _state(raw: str, bare: str, field: Field) -> Reading | None:
    """Read a text that is short enough to be an answer.

    `bare` is `raw` without blanks.
    """
    word = half_width(bare).strip(_AROUND_ANSWERS) or bare
    if word in NOT_APPLICABLE_WORDS:
        value = Value(state=State.NOT_APPLICABLE, raw=raw)
        return value, _unless_exact(raw, State.NOT_APPLICABLE)
    if word in ZERO_WORDS:
        zero = Decimal(0) if field.type in NUMERIC else None
        return Value(state=State.ZERO, content=zero, raw=raw), _unless_exact(
            raw, State.ZERO
        )
    if _DITTO.fullmatch(word):
        return MISSING, (DITTO.at(found=raw),)
    if _BLANK_MARKS.fullmatch(word) or (
        word in NOTHING_WORDS and field.type is not FieldType.TEXT
    ):
        return MISSING, (
            (UNCLEAR_BLANK if field.required else BLANK_MARK).at(found=raw),
        )
    return None


def _unless_exact(raw: str, state: State) -> tuple[Finding, ...]:
    """Say how a state was read, unless it stands as the form asks: 不涉及 is 不适用."""
    if raw.strip() == state.value:
        return ()
    return (STATE_READ.at(found=raw, expected=state.value),)


def is_no_answer(text: str) -> bool:
    """Say whether a text stands for nothing at all: a dash, 不适用, 零报告.

    >>> is_no_answer("—"), is_no_answer("不适用"), is_no_answer("无人机")
    (True, True, False)
    """
    word = half_width(squeeze(text)).strip(_AROUND_ANSWERS)
    known = word in NOT_APPLICABLE_WORDS | ZERO_WORDS
    return not word or known or _BLANK_MARKS.fullmatch(word) is not None
