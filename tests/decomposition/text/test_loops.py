"""Runaway recognition."""

from __future__ import annotations

import pytest

from xltool.decomposition.text.loops import find_loops, untrusted


def test_a_sentence_that_repeats_itself_is_a_loop() -> None:
    text = "开展行动。" + "对新建认定的企业，按照政策给予奖励。" * 4
    loops = find_loops(text)
    assert {(loop.phrase, loop.times) for loop in loops} == {
        ("对新建认定的企业", 4),
        ("按照政策给予奖励", 4),
    }


def test_a_loop_runs_through_numbered_items() -> None:
    text = "1.发展兴村行动，做专做优特色工程。2.发展兴村行动，做专做优特色工程。3.发展兴村行动，做专做优特色工程"
    assert "做专做优特色工程" in {loop.phrase for loop in find_loops(text)}


def test_a_loop_without_punctuation_is_found() -> None:
    (loop,) = find_loops("加快推进数字产业园建设" + "推进园区建设" * 5)
    assert loop.times >= 3


@pytest.mark.parametrize(
    "text",
    [
        "对甲类企业，按有关规定给予奖励；对乙类企业，按有关规定给予奖励；对丙类企业，按有关规定给予奖励。",
        "新增企业3家，新增平台2个，新增车间5个。",
        "高质量、高质量、高质量发展",
        "加强领导。加强领导。",
        "----------------------------------------",
        "",
    ],
)
def test_rules_that_end_alike_are_no_loop(text: str) -> None:
    assert find_loops(text) == ()


def test_the_first_time_a_phrase_stands_there_is_trusted() -> None:
    sentence = "按照相关政策给予奖励。"
    spans = untrusted(find_loops(sentence * 3))
    assert spans
    assert min(start for start, _ in spans) >= len(sentence)
