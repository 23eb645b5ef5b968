"""Workbooks that no library writes: packages put together part by part."""

from __future__ import annotations

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DATES = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'


def parts(
    *sheets: str,
    strings: str = "",
    styles: str = DATES,
    properties: str = "",
    main: str = MAIN,
    office: str = OFFICE,
) -> dict[str, bytes]:
    """Give the parts of a workbook whose sheets S1, S2… have this XML inside their `worksheet`."""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(
        f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers
    )
    related = "".join(
        _relation(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml", office)
        for n in numbers
    )
    related += _relation("rIdT", "sharedStrings", "sharedStrings.xml", office)
    related += _relation("rIdS", "styles", "styles.xml", office)
    document = _relation("rId1", "officeDocument", "xl/workbook.xml", office)
    texts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">{_types(len(sheets))}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{document}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}">'
        f"{properties}<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{related}</Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}">{styles}</styleSheet>',
    }
    for number, sheet in zip(numbers, sheets, strict=True):
        texts[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{main}">{sheet}</worksheet>'
        )
    return {name: text.encode() for name, text in texts.items()}


def _types(sheets: int) -> str:
    kinds = {
        "workbook": "sheet.main",
        "sharedStrings": "sharedStrings",
        "styles": "styles",
    }
    kinds |= {
        f"worksheets/sheet{number}": "worksheet" for number in range(1, sheets + 1)
    }
    return (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(
            f'<Override PartName="/xl/{name}.xml" '
            f'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
            for name, kind in kinds.items()
        )
    )


def _relation(identity: str, kind: str, target: str, office: str) -> str:
    return f'<Relationship Id="{identity}" Type="{office}/{kind}" Target="{target}"/>'


def packed(contents: dict[str, bytes]) -> bytes:
    """Zip the parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return out.getvalue()


def book(*rows: str, **words: str) -> bytes:
    """Give a workbook of one sheet with these rows."""
    return packed(parts(f"<sheetData>{''.join(rows)}</sheetData>", **words))


def cell(xml: str) -> bytes:
    """Give a workbook whose cell A1 is written as `xml` says, with `{r}` for its address."""
    return book(f'<row r="1">{xml}</row>'.replace("{r}", 'r="A1"'))
