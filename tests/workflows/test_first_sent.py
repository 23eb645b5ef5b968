from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from tests.workflows.test_rollup import JULY, NOW, office, send
from xltool.findings import Finding, Place, Severity
from xltool.ledger.ledger import open_ledger
from xltool.ledger.schema import issued
from xltool.ledger.store import writing
from xltool.model.submission import Verdict
from xltool.rollup.discipline import Rate
from xltool.workflows.rollup import rollup

if TYPE_CHECKING:
    from xltool.workspace import Workspace

__all__ = ["office"]


def an_error(row: str, field: str, sheet: str = "指标数据") -> Finding:
    place = Place(sheet=sheet, cell="H5", row_key=row, field=field)
    return Finding(severity=Severity.ERROR, code="V02", place=place, message="看不懂。")


@pytest.mark.parametrize(
    ("errors", "wrong"),
    [
        ([an_error("T01-01-1", "累计完成")], 1),
        ([an_error("T01-01-1", "累计完成")] * 2, 1),
        ([an_error("", "")], 1),
        ([an_error("", "", sheet="填报信息")], 5),
        ([an_error("", "", sheet="")], 10),
        ([an_error("T01-01-1", "同比增长")], 1),
    ],
)
def test_what_counts_is_how_much_was_right_when_first_sent(
    office: Workspace, errors: list[Finding], wrong: int
) -> None:
    """平江县 sends twice; 市科技局, whose first was right, is told apart from it."""
    send(office, "市科技局", "8")
    returned = Verdict.RETURNED
    send(office, "平江县", "11", verdict=returned, findings=tuple(errors))
    send(office, "平江县", "12.5", day=4)
    units = {one.unit: one.right for one in rollup(office, JULY, now=NOW).rollup.units}
    lead, county = units["市科技局"], units["平江县"]
    assert lead is not None
    assert county is not None
    assert lead.share == 1
    # 5 cells of 填报信息, 2 of the task, the figure, and two sheets that may not be empty
    extra = errors[0].place.field == "同比增长"
    assert (county.whole, county.whole - county.part) == (10 + extra, wrong)


def test_what_was_issued_before_cells_were_counted_is_counted_from_its_layout(
    office: Workspace,
) -> None:
    send(office, "市科技局", "8")
    counted = rollup(office, JULY, now=NOW).rollup.units
    with open_ledger(office.database_url) as ledger, writing(ledger.engine) as old:
        old.execute(update(issued).values(required_cells=None))
    units = rollup(office, JULY, now=NOW).rollup.units
    assert [one.right for one in units if one.unit == "市科技局"] == [
        Rate(part=10, whole=10)
    ]
    assert units == counted


def test_it_is_part_of_the_score(office: Workspace) -> None:
    send(office, "市科技局", "8")
    findings = (an_error("T01-01-1", "累计完成"),)
    send(office, "平江县", "11", verdict=Verdict.RETURNED, findings=findings)
    send(office, "平江县", "12.5", day=4)
    scores = {one.unit: one for one in rollup(office, JULY, now=NOW).rollup.scores}
    assert scores["平江县"].completeness == Decimal("0.9")
