"""Writes a composed bulletin into the clerk's template.

`bulletin.docx`, which is edited in Word. The template's named styles and fixed words
stay as they are; `{期号}` and the like are replaced where they stand, and the paragraph
`{正文}` by the body. Every other part of the template is copied.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from xltool.bulletin.document import Style
from xltool.errors import DesignError
from xltool.word.reading import W, parsed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from lxml.etree import _Element

    from xltool.bulletin.document import Document, Paragraph

_DOCUMENT, _STYLES, _CORE = "word/document.xml", "word/styles.xml", "docProps/core.xml"
_BODY = "{正文}"
_LEAD = "专报小标题"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_PLACEHOLDER = re.compile(r"\{[^{}]{1,8}\}")
_AGAIN = "请恢复，或删去它再运行 xltool init，取回自带的模板"


def write_bulletin(document: Document, template: bytes, made: dt.date) -> bytes:
    """Give the .docx; the same document, template and day give the same bytes.

    DesignError for a bad template.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        root = parsed(parts[_DOCUMENT])
        styles = _style_ids(parsed(parts[_STYLES]))
    except (zipfile.BadZipFile, KeyError):
        raise DesignError(f"专报模板 bulletin.docx 打不开：{_AGAIN}") from None
    _fill(root, document.words)
    _insert(root, document.paragraphs, styles)
    return _packed({**parts, _DOCUMENT: _xml(root), _CORE: _core(document, made)})


def _style_ids(styles: _Element) -> dict[str, str]:
    names = {
        one.find(f"{W}name").get(f"{W}val", ""): one.get(f"{W}styleId", "")  # type: ignore[union-attr]
        for one in styles.iter(f"{W}style")
        if one.find(f"{W}name") is not None
    }
    missing = [
        name for name in (*(style.value for style in Style), _LEAD) if name not in names
    ]
    if missing:
        raise DesignError(f"专报模板 bulletin.docx 缺少样式“{missing[0]}”：{_AGAIN}")
    return names


def _fill(root: _Element, words: dict[str, str]) -> None:
    """Replace the placeholders; Word may have split one over several runs."""
    for paragraph in root.iter(f"{W}p"):
        texts = list(paragraph.iter(f"{W}t"))
        whole = "".join(text.text or "" for text in texts)
        for match in reversed(list(_PLACEHOLDER.finditer(whole))):
            if match.group()[1:-1] in words:
                _replace(texts, match.start(), match.end(), words[match.group()[1:-1]])


def _replace(texts: list[_Element], start: int, end: int, word: str) -> None:
    """Put `word` in the place of the characters `start` to `end` of all texts
    together.
    """
    position = 0
    for text in texts:
        content = text.text or ""
        first = max(start - position, 0)
        last = min(end - position, len(content))
        position += len(content)
        if first < last:
            _set_lines(text, content[:first] + word + content[last:])
            word = ""


def _set_lines(text: _Element, content: str) -> None:
    """Set a run's text; line breaks become Word's."""
    first, *others = content.split("\n")
    text.text = first
    text.set(_SPACE, "preserve")
    run = text.getparent()
    if run is None:
        return
    for line in reversed(others):
        following = run.makeelement(f"{W}t", {_SPACE: "preserve"})
        following.text = line
        text.addnext(following)
        text.addnext(run.makeelement(f"{W}br"))


def _insert(
    root: _Element, paragraphs: Iterable[Paragraph], styles: dict[str, str]
) -> None:
    place = next(
        (one for one in root.iter(f"{W}p") if _text(one).strip() == _BODY), None
    )
    if place is None:
        raise DesignError(f"专报模板 bulletin.docx 里没有单独成段的 {_BODY}：{_AGAIN}")
    for paragraph in paragraphs:
        place.addprevious(_paragraph(place, paragraph, styles))
    parent = place.getparent()
    if parent is not None:
        parent.remove(place)


def _text(paragraph: _Element) -> str:
    return "".join(one.text or "" for one in paragraph.iter(f"{W}t"))


def _paragraph(
    near: _Element, paragraph: Paragraph, styles: dict[str, str]
) -> _Element:
    made = near.makeelement(f"{W}p")
    properties = _child(made, "pPr")
    _child(properties, "pStyle", styles[paragraph.style])
    for text, lead in paragraph.runs:
        run = _child(made, "r")
        if lead:
            _child(_child(run, "rPr"), "rStyle", styles[_LEAD])
        content = _child(run, "t")
        content.text = "".join(char for char in text if char.isprintable())
        content.set(_SPACE, "preserve")
    return made


def _child(parent: _Element, name: str, value: str = "") -> _Element:
    made = parent.makeelement(f"{W}{name}", {f"{W}val": value} if value else {})
    parent.append(made)
    return made


def _xml(root: _Element) -> bytes:
    from lxml import etree

    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _core(document: Document, made: dt.date) -> bytes:
    from xml.sax.saxutils import escape

    title = escape(
        f"{document.words['红头']}{document.words['刊名']}（"
        f"{document.words['报告期']}）"
    )
    moment = f"{made.isoformat()}T00:00:00Z"
    terms = "".join(
        f'<dcterms:{one} xsi:type="dcterms:W3CDTF">{moment}</dcterms:{one}>'
        for one in ("created", "modified")
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{title}</dc:title><dc:creator>xltool</dc:creator>"
        f"{terms}</cp:coreProperties>"
    ).encode()


def _packed(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return buffer.getvalue()
