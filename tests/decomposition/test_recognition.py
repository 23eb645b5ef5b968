"""What recognition was not sure of is asked about, and the answer is what the table then says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.decomposition.grids import a_grid
from xltool.decomposition.extraction import extract
from xltool.decomposition.recognition import printed_as, recognized
from xltool.decomposition.registry.doubts import Answers, DoubtKind
from xltool.decomposition.table.printed import Grid, UnsureText

LINE = UnsureText(row=1, column=1, text="建成基站880个", page=2, picture=b"a picture")


def scanned(unsure: UnsureText = LINE) -> Grid:
    grid = a_grid(
        "序号|工作任务|责任单位", "1|建成基站880个。|市工信局", lettered=False
    )
    return replace(grid, unsure=(unsure,))


def answered(text: str) -> Answers:
    return Answers(given={(DoubtKind.RECOGNITION.value, printed_as(LINE)): text})


def test_a_doubt_has_the_picture_and_says_where_it_is() -> None:
    doubts = extract([scanned()]).doubts
    assert [(one.kind, one.suggestion, one.picture) for one in doubts] == [
        (DoubtKind.RECOGNITION, "建成基站880个", b"a picture")
    ]
    assert doubts[0].finding.place.cell == "第2页 第2行"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("建成基站380个", "建成基站380个。"),
        ("建成基站880个", "建成基站880个。"),
        ("不是文字", "。"),
    ],
)
def test_an_answer_is_what_the_table_says(answer: str, said: str) -> None:
    grids, doubts = recognized([scanned()], answered(answer))
    assert grids[0].rows[1].cells[1] == said
    assert doubts == ()


def test_what_is_left_as_it_is_is_asked_no_more() -> None:
    kept = Answers(kept=frozenset({(DoubtKind.RECOGNITION.value, printed_as(LINE))}))
    grids, doubts = recognized([scanned()], kept)
    assert (grids[0].rows, doubts) == (scanned().rows, ())


def test_ink_that_says_nothing_can_be_filled_in() -> None:
    blank = replace(LINE, text="", column=0)
    grids, doubts = recognized([scanned(blank)], Answers())
    assert (grids[0].rows, doubts[0].suggestion) == (scanned().rows, "")
    given = Answers(given={(DoubtKind.RECOGNITION.value, printed_as(blank)): "2"})
    grids, _ = recognized([scanned(blank)], given)
    assert grids[0].rows[1].cells[0] == "1\n2"


def test_the_same_text_under_another_picture_is_another_doubt() -> None:
    other = replace(LINE, picture=b"another picture")
    assert printed_as(other) != printed_as(LINE)
