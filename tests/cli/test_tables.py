from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xltool.cli.tables import NARROWEST, drawn, folded, places

TEXTS = st.text(alphabet="甲乙（“a1 ,", max_size=60)


def test_columns_line_up_though_chinese_characters_are_wide() -> None:
    lines = list(drawn(("单位", "问题"), [("市科技局", 3), ("A局", 12)], 80))
    assert lines == ["单位      问题", "──────────────", "市科技局  3", "A局       12"]


def test_control_characters_never_reach_the_terminal() -> None:
    assert list(drawn(("单位",), [("\x1b[2J市\n局",), (None,)], 80)) == [
        "单位",
        "─" * 9,
        " [2J市 局",
        "",
    ]


@given(TEXTS, st.integers(2, 30))
def test_a_folded_text_is_the_same_text(text: str, width: int) -> None:
    lines = folded(text, width)
    assert "".join(lines) == text
    assert all(places(line) <= width for line in lines)


@given(
    st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=5),
    st.integers(3 * NARROWEST + 4, 200),
)
def test_no_line_is_wider_than_the_terminal(
    rows: list[tuple[str, str, str]], width: int
) -> None:
    lines = list(drawn(("单位", "代码", "问题与办法"), rows, width))
    assert max(places(line) for line in lines) <= width
    written = "".join("".join(line.split()) for line in lines[2:])
    assert sorted(written) == sorted(
        "".join("".join(cell.split()) for row in rows for cell in row)
    )
