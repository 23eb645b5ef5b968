from __future__ import annotations

import pytest

from xltool.formula import (
    FormulaError,
    Reference,
    beyond_limits,
    literal,
    parse,
    to_excel,
)

PLACES = {
    "": "D8",
    "上级": "D3",
    "分项": "D9,D12",
    "表": "'重点,项目'!$E$8:$E$57",
    "填报信息": "'填报信息'!$C$4",
    "报告期": "-7",
}


def locate(reference: Reference) -> str:
    return "E8" if reference == Reference("", "乙") else PLACES[reference.sheet]


COARSENESS = 'SUMPRODUCT(MAX(ISNUMBER({0})*({0}<>0)*(99+FIND(".",{0}&".")-LEN({0}))))'


@pytest.mark.parametrize(
    ("rule_text", "formula"),
    [
        ("[甲]>=[上级.甲]", "D8>=D3"),
        ("[甲]=“不适用”", 'D8="不适用"'),
        ("(([甲]))>1", "D8>1"),
        ("1-(2-[甲])", "1-(2-D8)"),
        ("(1-2)-[甲]", "1-2-D8"),
        ("-([甲]^2)", "-(D8^2)"),
        ("2^[报告期.月份]", "2^-7"),
        ("-[报告期.月份]%", "--7%"),
        ("LEN([填报信息.电话])=11", "LEN('填报信息'!$C$4)=11"),
        ("SUM([分项.甲],1,[表.甲])", "SUM(D9,D12,1,'重点,项目'!$E$8:$E$57)"),
        ("COUNTIF([表.甲],[甲])", "COUNTIF('重点,项目'!$E$8:$E$57,D8&\"\")"),
        ('COUNTIF([分项.甲],">0")*2', '(COUNTIF(D9,">0")+COUNTIF(D12,">0"))*2'),
        ('SUMIF([分项.甲],"中",[分项.乙])', 'SUMIF(D9,"中",D9)+SUMIF(D12,"中",D12)'),
        ("COUNTBLANK([分项.甲])=0", "COUNTBLANK(D9)+COUNTBLANK(D12)=0"),
        ('SUM("12",[甲])', 'SUM(0+"12",D8)'),
        ("AND(IF([甲]>1,[甲],[乙]),[甲])", "AND(0+IF(D8>1,D8,E8),D8)"),
        ("TRUE", "TRUE"),
        # calculated numbers are rounded before they are compared, typed ones are not
        ("[甲]-[乙]=0", "ROUND(D8-E8,6)=0"),
        ("[甲]>=12%", "D8>=12%"),
        ("SUM([分项.甲])<=[甲]", "ROUND(SUM(D9,D12),6)<=D8"),
        ("IF([甲]=0,0,[乙]/[甲])>1", "IF(D8=0,0,ROUND(E8/D8,6))>1"),
        ("ROUND([甲]*100,2)=[乙]", "ROUND(ROUND(D8*100,6),2)=E8"),
        ("ROUND([甲]*100,8)=[乙]", "ROUND(D8*100,8)=E8"),
        ("ROUND([甲],-1)", "ROUND(D8,-1)"),
        ("[甲]/[乙]*100", "D8/E8*100"),
        ("ABS([甲]-[乙])<1", "ROUND(ABS(D8-E8),6)<1"),
        ("MAX([甲],[乙])=1", "MAX(D8,E8)=1"),
        ("NOT([甲]-[乙])", "NOT(ROUND(D8-E8,6))"),
        # our own functions
        ("DECIMALS([甲])<=2", 'ISNUMBER(D8)*MAX(0,LEN(D8&".")-FIND(".",D8&".")-1)<=2'),
        ("TOLERANCE([甲])", f"10^(MIN(99,MAX({COARSENESS.format('D8')}))-99)/2"),
        (
            "TOLERANCE([甲],[分项.甲])",
            f"10^(MIN(99,MAX({','.join(COARSENESS.format(cell) for cell in ('D8', 'D9', 'D12'))}))-99)/2",
        ),
    ],
)
def test_a_rule_is_written_as_a_cell_formula(rule_text: str, formula: str) -> None:
    assert to_excel(parse(rule_text), locate) == formula


def test_a_long_text_is_joined_from_pieces_that_excel_takes() -> None:
    pieces = f'"{"甲" * 255}"&"{"甲" * 45}"'
    assert to_excel(parse(f'[甲]="{"甲" * 300}"'), locate) == f"D8={pieces}"
    assert to_excel(parse(f'LEN("{"甲" * 300}")'), locate) == f"LEN({pieces})"
    assert literal('说"好"') == '"说""好"""'
    assert literal(0.1 + 0.2) == "0.3"


def test_several_cells_in_place_of_one_are_refused() -> None:
    with pytest.raises(FormulaError, match="多个单元格"):
        to_excel(parse("[表.甲]=1"), locate)


def test_a_colon_or_comma_in_a_sheets_name_makes_no_range() -> None:
    assert to_excel(parse("[表.甲]=1"), lambda _: "'一:二,三'!A1") == "'一:二,三'!A1=1"


def test_a_formula_beyond_excels_limits_is_refused() -> None:
    long = parse("SUM([表.甲])>0")
    with pytest.raises(FormulaError, match="8192"):
        to_excel(long, lambda _: ",".join(f"A{row}" for row in range(2000)))
    assert "64 层" in beyond_limits("(" * 65 + "1" + ")" * 65)
    assert beyond_limits(f'"{"(" * 65}"') == ""
    assert beyond_limits("(" * 64 + "1" + ")" * 64) == ""
