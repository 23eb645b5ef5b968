"""Names that OCR read by columns."""

from __future__ import annotations

import pytest

from xltool.decomposition.text.interleaving import uninterleaved

CORPUS = "推动重大项目建设提速，加大优化营商力度，优化营商环境，稳住外贸基本盘。"


@pytest.mark.parametrize(
    ("printed", "proposed"),
    [
        ("优营环 化商境", "优化营商环境"),
        ("化商境 优营环", "优化营商环境"),
        ("稳外基 住贸本", "稳住外贸基本"),
        ("优化营商 环境", ""),
        ("推进 落实", ""),
        ("优化营商环境", ""),
        ("甲乙丙 丁戊己", ""),
    ],
)
def test_a_proposal_is_made_only_where_the_table_speaks_for_it(
    printed: str, proposed: str
) -> None:
    assert uninterleaved(printed, CORPUS) == proposed
