"""Makes `workbook_templates/bulletin.docx`, the template of 工作专报: `python -m tests.make_bulletin_template`.

Typography follows GB/T 9704-2012: A4, margins 37/35/28/26 mm, 22 lines of 28.95 pt to a page, body 仿宋 三号,
page numbers 四号 between dashes, odd pages right and even pages left.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

TEMPLATE = Path(__file__).parents[1] / "workbook_templates" / "bulletin.docx"

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MM = 1440 / 25.4
_BODY_WIDTH = round((210 - 28 - 26) * _MM)
_PITCH = 579
"""28.95 pt in twentieths of a point."""
FANG, HEI, KAI, SONG, TITLE = (
    "仿宋_GB2312",
    "黑体",
    "楷体_GB2312",
    "宋体",
    "方正小标宋简体",
)
_RED = "FF0000"


def _fonts(name: str, latin: str = "Times New Roman") -> str:
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:cs="{latin}" w:eastAsia="{name}"/>'


def _run_style(
    font: str,
    half_points: int,
    *,
    bold: bool = False,
    color: str = "",
    spacing: int = 0,
) -> str:
    pieces = [
        _fonts(font),
        "<w:b/>" if bold else "",
        f'<w:color w:val="{color}"/>' if color else "",
        f'<w:spacing w:val="{spacing}"/>' if spacing else "",
        f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>',
    ]
    return f"<w:rPr>{''.join(pieces)}</w:rPr>"


def _style(
    name: str, identity: str, paragraph: str, run: str, *, kind: str = "paragraph"
) -> str:
    based = '<w:basedOn w:val="Normal"/>' if kind == "paragraph" else ""
    return (
        f'<w:style w:type="{kind}" w:customStyle="1" w:styleId="{identity}"><w:name w:val="{name}"/>{based}<w:qFormat/>'
        f"{f'<w:pPr>{paragraph}</w:pPr>' if paragraph else ''}{run}</w:style>"
    )


def _spacing(
    pitch: int = _PITCH, before: int = 0, after: int = 0, rule: str = "exact"
) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{pitch}" w:lineRule="{rule}"/>'


_INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
_CENTER = '<w:jc w:val="center"/>'
_BOTH = '<w:jc w:val="both"/>'


def _border(side: str, size: int, color: str = "000000", space: int = 1) -> str:
    return (
        f'<w:{side} w:val="single" w:sz="{size}" w:space="{space}" w:color="{color}"/>'
    )


def _styles() -> str:
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{_BODY_WIDTH}"/></w:tabs>'
    rule = f"<w:pBdr>{_border('bottom', 18, _RED, 4)}</w:pBdr>{tab}"
    name = _run_style(TITLE, 112, color=_RED, spacing=160)
    highlight = "<w:keepNext/>" + _spacing(before=160, after=80) + _CENTER
    notes = '<w:ind w:left="840" w:right="280" w:hanging="560"/>'
    first = f"<w:keepNext/><w:keepLines/><w:pBdr>{_border('top', 8)}</w:pBdr>"
    last = f"<w:keepLines/><w:pBdr>{_border('top', 6)}{_border('bottom', 8)}</w:pBdr>"
    return (
        f"{_HEAD}<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr>{_fonts(FANG)}"
        '<w:sz w:val="32"/><w:szCs w:val="32"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        '<w:pPr><w:widowControl w:val="0"/></w:pPr></w:style>'
        + _style(
            "专报红头",
            "Masthead",
            _spacing(900, 240, 0) + _CENTER,
            _run_style(TITLE, 72, color=_RED),
        )
        + _style("专报刊名", "Name", _spacing(1300, 120, 120) + _CENTER, name)
        + _style(
            "专报期号", "Number", _spacing(after=160) + _CENTER, _run_style(FANG, 32)
        )
        + _style("专报发文", "Issuer", rule + _spacing(after=360), _run_style(FANG, 32))
        + _style(
            "专报栏目",
            "Section",
            "<w:keepNext/>" + _spacing(before=240, after=80) + _CENTER,
            _run_style(HEI, 32),
        )
        + _style("专报正文", "Body", _spacing() + _INDENT + _BOTH, _run_style(FANG, 32))
        + _style("专报亮点标题", "Highlight", highlight, _run_style(KAI, 32, bold=True))
        + _style(
            "专报小标题", "Lead", "", _run_style(KAI, 32, bold=True), kind="character"
        )
        + _style(
            "专报报",
            "Report",
            first + _spacing(before=480) + notes,
            _run_style(FANG, 28),
        )
        + _style("专报送", "Send", last + _spacing() + notes, _run_style(FANG, 28))
        + _style("专报页码", "PageNumber", "", _run_style(SONG, 28))
        + "</w:styles>"
    )


def _paragraph(style: str, *runs: str) -> str:
    content = "".join(
        "<w:r><w:tab/></w:r>"
        if run == "\t"
        else f'<w:r><w:t xml:space="preserve">{run}</w:t></w:r>'
        for run in runs
    )
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{content}</w:p>'


def _document() -> str:
    margins = {
        "top": 37,
        "right": 26,
        "bottom": 35,
        "left": 28,
        "header": 15,
        "footer": 28,
    }
    sizes = "".join(f' w:{side}="{round(mm * _MM)}"' for side, mm in margins.items())
    return (
        f"{_HEAD}<w:document {_W} {_R}><w:body>"
        + _paragraph("Masthead", "{红头}")
        + _paragraph("Name", "{刊名}")
        + _paragraph("Number", "第 ", "{期号}", " 期")
        + _paragraph("Issuer", "{发文单位}", "\t", "{日期}")
        + _paragraph("Body", "{正文}")
        + _paragraph("Report", "报：", "{报}")
        + _paragraph("Send", "送：", "{送}")
        + '<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:footerReference w:type="even" r:id="rId4"/>'
        f'<w:pgSz w:w="{round(210 * _MM)}" w:h="{round(297 * _MM)}"/><w:pgMar{sizes} w:gutter="0"/></w:sectPr>'
        "</w:body></w:document>"
    )


def _footer(side: str) -> str:
    place = (
        '<w:ind w:rightChars="100" w:right="320"/>'
        if side == "right"
        else '<w:ind w:leftChars="100" w:left="320"/>'
    )
    field = "".join(
        f"<w:r>{piece}</w:r>"
        for piece in (
            '<w:t xml:space="preserve">— </w:t>',
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>1</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
            '<w:t xml:space="preserve"> —</w:t>',
        )
    )
    style = f'<w:pStyle w:val="PageNumber"/>{place}<w:jc w:val="{side}"/>'
    return f"{_HEAD}<w:ftr {_W}><w:p><w:pPr>{style}</w:pPr>{field}</w:p></w:ftr>"


def _relationships(*pairs: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(pairs, 1)
    )
    return (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'
    )


def _types() -> str:
    parts = {
        "document": "document.main",
        "styles": "styles",
        "settings": "settings",
        "footer1": "footer",
        "footer2": "footer",
    }
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_TYPE}.{kind}+xml"/>'
        for part, kind in parts.items()
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}'
        '<Override PartName="/docProps/core.xml"'
        ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        "</Types>"
    )


def template_parts() -> dict[str, str]:
    """Give the parts of the template by name."""
    return {
        "[Content_Types].xml": _types(),
        "_rels/.rels": _relationships(
            (f"{_OFFICE}/officeDocument", "word/document.xml"),
            (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "word/document.xml": _document(),
        "word/_rels/document.xml.rels": _relationships(
            (f"{_OFFICE}/styles", "styles.xml"),
            (f"{_OFFICE}/settings", "settings.xml"),
            (f"{_OFFICE}/footer", "footer1.xml"),
            (f"{_OFFICE}/footer", "footer2.xml"),
        ),
        "word/styles.xml": _styles(),
        "word/settings.xml": (
            f'{_HEAD}<w:settings {_W}><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/>'
            '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
            ' w:val="15"/></w:compat></w:settings>'
        ),
        "word/footer1.xml": _footer("right"),
        "word/footer2.xml": _footer("left"),
        "docProps/core.xml": (
            f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
            ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>工作专报模板</dc:title></cp:coreProperties>'
        ),
    }


def main() -> None:
    """Write the template."""
    with zipfile.ZipFile(TEMPLATE, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in template_parts().items():
            archive.writestr(
                zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)),
                content.encode(),
                zipfile.ZIP_DEFLATED,
            )


if __name__ == "__main__":
    main()
