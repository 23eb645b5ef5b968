"""The same decomposition table in every format that the import reads."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

Rows = list[list[str]]

TABLE: Rows = [
    [
        "序号",
        "重点工作",
        "省里目标任务",
        "我市目标任务",
        "牵头领导",
        "责任单位",
        "完成时限",
    ],
    [
        "1",
        "培育科技企业",
        "高新技术企业数量稳步增加。",
        "1. 新增高新技术企业130家以上。2. 技术合同成交额600亿元以上，增长12.5%。",
        "曾向南、罗朗",
        "市科技局、市财政局",
        "2025年12月",
    ],
    [
        "2",
        "稳住外贸基本盘",
        "",
        "外贸进出口总值突破500亿元。",
        "罗朗",
        "市商务局、各县市区",
        "2025年12月",
    ],
    [
        "4",
        "优化营商环境",
        "",
        "1. 办件14万件以上；2. 平均办理时间控制在3天以内。",
        "罗朗",
        "市行政审批局",
        "2025年12月",
    ],
]


def text(rows: Rows = TABLE) -> str:
    """Give the table with tabs, as a page break cut it: the header stands twice."""
    lines = ["\t".join(row) for row in rows]
    return "\n".join(
        [
            "云湖市2025年任务分解表",
            "",
            *lines[:2],
            "",
            "",
            lines[0],
            *lines[2:],
            "",
            "抄送：各单位",
        ]
    )


def markdown(rows: Rows = TABLE) -> str:
    rule = "|" + "---|" * len(rows[0])
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(["# 云湖市2025年任务分解表", "", lines[0], rule, *lines[1:], ""])


def as_csv(rows: Rows = TABLE) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()


def html(rows: Rows = TABLE) -> str:
    lines = (
        "<tr>" + "".join(f"<td><p>{cell}</p></td>" for cell in row) + "</tr>"
        for row in rows
    )
    return f"<html><body><h1>云湖市2025年任务分解表</h1><table>{''.join(lines)}</table></body></html>"


def write_xlsx(path: Path, rows: Rows = TABLE) -> None:
    """Write the table below a merged title, numbers as numbers."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("分解表")
        page.merge_range(0, 0, 0, len(rows[0]) - 1, "云湖市2025年任务分解表")
        for number, row in enumerate(rows, 2):
            for column, cell in enumerate(row):
                page.write(number, column, float(cell) if cell.isdigit() else cell)


def write_docx(path: Path, rows: Rows = TABLE) -> None:
    """Write the table into a document, cut in two as at a page break, the header repeated."""
    from docx import Document

    document = Document()
    document.add_heading("云湖市2025年任务分解表", 1)
    for part in (rows[:2], [rows[0], *rows[2:]]):
        table = document.add_table(len(part), len(part[0]))
        for at, row in enumerate(part):
            for column, cell in enumerate(row):
                table.cell(at, column).text = cell
        document.add_paragraph("")
    document.save(str(path))


def write(path: Path, rows: Rows = TABLE) -> Path:
    """Write the table in the format that the name's suffix says."""
    match path.suffix:
        case ".xlsx":
            write_xlsx(path, rows)
        case ".docx":
            write_docx(path, rows)
        case ".md":
            path.write_text(markdown(rows), encoding="utf-8")
        case ".csv":
            path.write_text(as_csv(rows), encoding="gb18030")
        case ".html":
            path.write_text(html(rows), encoding="utf-8")
        case _:
            path.write_text(text(rows), encoding="utf-16")
    return path
