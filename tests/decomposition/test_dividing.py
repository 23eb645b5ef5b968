"""Targets that a text gives to several units: shares beside their names, or alike."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xltool.decomposition.dividing import EACH, FIRST
from xltool.decomposition.extraction import Extract, extract
from xltool.decomposition.registry.doubts import Answers, Doubt, DoubtKind
from xltool.decomposition.table.text_tables import text_grid
from xltool.model.registry import Reporting

EVEN = "1.建设高标准农田5万亩。（责任单位：柳溪镇2万亩、青石镇1.5万亩、白塔镇1.5万亩）"


def _read(text: str, answers: Answers | None = None) -> Extract:
    lines = f"2026年重点任务分解\n{text}\n2.新建公园3个。（责任单位：县住建局）"
    return extract([text_grid(lines, "分解")], answers=answers)


def _shares(found: Extract) -> dict[str, Decimal]:
    return {unit: value for (_, unit), value in found.registry.shares.items()}


def _doubt(found: Extract, kind: DoubtKind) -> Doubt:
    (doubt,) = [doubt for doubt in found.doubts if doubt.kind is kind]
    return doubt


def _unread(found: Extract) -> list[str]:
    return [number.number for number in found.unread if number.reason != "序号"]


@pytest.mark.parametrize(
    "text",
    [
        EVEN,
        "1.建设高标准农田5万亩。责任单位：柳溪镇（2万亩）、青石镇（1.5万亩）、白塔镇（1.5万亩）",
        "1.建设高标准农田5万亩（柳溪镇2万亩、青石镇1.5万亩、白塔镇1.5万亩）。",
        "1.推进高标准农田建设。（责任单位：柳溪镇：20,000亩；青石镇、白塔镇各15,000亩）",
    ],
    ids=["behind", "brackets", "behind-the-figure", "each"],
)
def test_figures_beside_units_are_their_shares(text: str) -> None:
    found = _read(text)
    whole = found.registry.indicators[0 if "5万亩" in text else -1]
    unit = Decimal(1) if whole.measurement_unit == "万亩" else Decimal(10000)
    assert _shares(found) == {
        "柳溪镇": 2 * unit,
        "青石镇": Decimal("1.5") * unit,
        "白塔镇": Decimal("1.5") * unit,
    }
    assert whole.value == 5 * unit
    assert whole.reporting is Reporting.EACH
    assert whole.reporters == ("柳溪镇", "青石镇", "白塔镇")
    assert [unit.name for unit in found.registry.units][:3] == list(_shares(found))
    assert "2" not in _unread(found)
    assert not found.doubts


def test_shares_that_do_not_make_the_target_are_asked_about() -> None:
    text = EVEN.replace("白塔镇1.5", "白塔镇1")
    doubt = _doubt(_read(text), DoubtKind.SHARES)
    assert doubt.options == ("4.5万亩", "5万亩")
    answers = Answers(given={doubt.identity: "4.5万亩"})
    found = _read(text, answers)
    assert found.registry.indicators[0].value == Decimal("4.5")
    assert not found.doubts


SHARES_OF_AN_AVERAGE = "（责任单位：柳溪镇（20万元/人）、青石镇（18万元/人））"


def test_shares_of_what_is_counted_for_each_head_need_not_make_the_target() -> None:
    found = _read(f"1.全员劳动生产率达到19万元/人。{SHARES_OF_AN_AVERAGE}")
    assert _shares(found) == {"柳溪镇": Decimal(20), "青石镇": Decimal(18)}
    assert found.registry.indicators[0].value == Decimal(19)
    assert not found.doubts


def test_what_is_counted_for_each_head_makes_no_target_of_its_sum() -> None:
    found = _read(f"1.提高劳动生产率。{SHARES_OF_AN_AVERAGE}")
    assert [indicator.name for indicator in found.registry.indicators] == ["新建公园"]
    assert {"20", "18"} <= set(_unread(found))


def test_figures_that_no_target_is_counted_in_stay_unread() -> None:
    found = _read("1.建设绿道5公里。（责任单位：柳溪镇2个、青石镇3个）")
    assert not found.registry.shares
    assert {"2", "3"} <= set(_unread(found))


def test_of_several_targets_the_shares_divide_the_one_that_they_make() -> None:
    found = _read("1.新建公园5个、公厕9个。（责任单位：柳溪镇4个、青石镇5个）")
    (code,) = {indicator for indicator, _ in found.registry.shares}
    assert found.registry.indicators[1].code == code


@pytest.mark.parametrize(
    "text",
    [
        "新建学校5所（幼儿园2所、小学3所）。",
        "办好社区食堂5个（农村社区2个、城市社区3个）。",
    ],
)
def test_a_bracket_of_kinds_is_no_list_of_units(text: str) -> None:
    assert not _read(f"1.{text}").registry.shares


def test_units_of_one_rank_report_each_its_own_and_are_asked_about_once() -> None:
    text = (
        "1.造林5万亩。（责任单位：柳溪镇、青石镇、白塔镇）\n"
        "2.改厕800户。（责任单位：柳溪镇、白塔镇）\n"
        "3.植树9万株。（责任单位：县林业局、柳溪镇、白塔镇）"
    )
    found = _read(text)
    reporting = [indicator.reporting for indicator in found.registry.indicators]
    assert reporting[:3] == [Reporting.EACH, Reporting.EACH, Reporting.LEAD]
    doubt = _doubt(found, DoubtKind.REPORTING)
    assert doubt.options == (EACH, FIRST)
    kept = _read(text, Answers(given={doubt.identity: EACH}))
    assert kept.registry == found.registry
    assert not kept.doubts
    led = _read(text, Answers(given={doubt.identity: FIRST}))
    assert {one.reporting for one in led.registry.indicators} == {Reporting.LEAD}
    assert not led.doubts


def test_a_list_that_says_who_leads_is_not_asked_about() -> None:
    found = _read("1.造林5万亩。（牵头单位：柳溪镇；责任单位：青石镇、白塔镇）")
    assert found.registry.indicators[0].reporting is Reporting.LEAD
    assert not found.doubts
