"""Writes a composed bulletin into the clerk's template.

`bulletin.docx`, which is edited in Word. The template's named styles and fixed words
stay as they are; `{期号}` and the like are replaced where they stand, in headers and
footers too, and the paragraph `{正文}` by the body. Every other part of the template is
copied.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from xltool.bulletin.document import WORDS, Document, Style
from xltool.errors import DesignError
from xltool.word.reading import W, parsed, value_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from lxml.etree import _Element

    from xltool.bulletin.document import Paragraph

BULLETIN_TEMPLATE = "bulletin.docx"
"""The template's name among the workspace's templates."""
_DOCUMENT, _STYLES, _CORE = "word/document.xml", "word/styles.xml", "docProps/core.xml"
_BODY = "正文"
_LEAD = "专报小标题"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_PLACEHOLDER = re.compile(r"[{｛]\s*(?P<name>[^{}｛｝\s]{1,8})\s*[}｝]")
"""As it is typed, by an input method that makes the braces wide as well."""
_MARGINS = re.compile(r"word/(?:header|footer)\d*\.xml")
_AGAIN = "请恢复，或删去它再运行 xltool init，取回自带的模板"


def write_bulletin(document: Document, template: bytes, made: dt.date) -> bytes:
    """Give the .docx; the same document, template and day give the same bytes.

    `template` is the clerk's bulletin.docx, `made` the day it is written.
    DesignError for a template that cannot be read, lacks a style or its body, or has a
    placeholder that nothing fills.
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
    parts[_DOCUMENT] = _xml(root)
    for name in filter(_MARGINS.fullmatch, parts):
        margin = parsed(parts[name])
        if _fill(margin, document.words):
            parts[name] = _xml(margin)
    parts[_CORE] = _core(document, made)
    return _packed(parts)


def template_mistake(template: bytes, day: dt.date) -> str:
    """Say why a template cannot be used; empty where it can (`day` is any day)."""
    words = dict.fromkeys(WORDS, "")
    try:
        write_bulletin(Document(words=words, paragraphs=()), template, day)
    except DesignError as error:
        return str(error)
    return ""


def _style_ids(styles: _Element) -> dict[str, str]:
    """Give the ids of the template's styles by name, all that a bulletin needs.

    DesignError where one of these is missing.
    """
    ids: dict[str, str] = {}
    for style in styles.iter(f"{W}style"):
        name = value_of(style, "name")
        if name is not None:
            ids[name] = style.get(f"{W}styleId", "")
    for needed in (*Style, _LEAD):
        if needed not in ids:
            raise DesignError(f"专报模板 bulletin.docx 缺少样式“{needed}”：{_AGAIN}")
    return ids


def _fill(root: _Element, words: dict[str, str]) -> int:
    """Replace the placeholders; Word may have split one over runs. Tell how many.

    The last one of a paragraph goes first, so that the places of the others hold.
    DesignError for one that has no word: a leader would read its braces.
    """
    filled = 0
    for paragraph in root.iter(f"{W}p"):
        texts = list(paragraph.iter(f"{W}t"))
        whole = "".join(text.text or "" for text in texts)
        placeholders = list(_PLACEHOLDER.finditer(whole))
        for match in reversed(placeholders):
            name = match["name"]
            if name == _BODY:
                continue
            if name not in words:
                raise DesignError(_unknown(name, words))
            _replace(texts, match.start(), match.end(), words[name])
            filled += 1
    return filled


def _unknown(name: str, words: dict[str, str]) -> str:
    known = " ".join(f"{{{word}}}" for word in (*words, _BODY))
    return f"专报模板 bulletin.docx 里的 {{{name}}} 没有内容可填：请改成 {known} 之一"


def _replace(texts: list[_Element], start: int, end: int, word: str) -> None:
    """Put a word in the place of the characters `start` to `end` of all texts together.

    It stands in the first text that holds one of them; the others lose theirs.
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
    """Put the body's paragraphs in the place of the paragraph {正文}.

    DesignError where the template has no such paragraph.
    """
    place = _body_of(root)
    for paragraph in paragraphs:
        place.addprevious(_paragraph(place, paragraph, styles))
    parent = place.getparent()
    if parent is not None:
        parent.remove(place)


def _body_of(root: _Element) -> _Element:
    """Give the paragraph {正文}; DesignError where there is none."""
    for paragraph in root.iter(f"{W}p"):
        match = _PLACEHOLDER.fullmatch(_text(paragraph).strip())
        if match is not None and match["name"] == _BODY:
            return paragraph
    raise DesignError(f"专报模板 bulletin.docx 里没有单独成段的 {{{_BODY}}}：{_AGAIN}")


def _text(paragraph: _Element) -> str:
    """Give a paragraph's text, of all its runs."""
    return "".join(text.text or "" for text in paragraph.iter(f"{W}t"))


def _paragraph(
    near: _Element, paragraph: Paragraph, styles: dict[str, str]
) -> _Element:
    """Give a paragraph of the body as Word's, in its style.

    `near` is an element of the document. Characters that no page shows are left out:
    Word refuses a document with a control character.
    """
    made = near.makeelement(f"{W}p")
    properties = _child(made, "pPr")
    _child(properties, "pStyle", styles[paragraph.style])
    for text, is_lead in paragraph.runs:
        run = _child(made, "r")
        if is_lead:
            run_properties = _child(run, "rPr")
            _child(run_properties, "rStyle", styles[_LEAD])
        content = _child(run, "t")
        content.text = "".join(filter(str.isprintable, text))
        content.set(_SPACE, "preserve")
    return made


def _child(parent: _Element, name: str, value: str = "") -> _Element:
    """Add a child of Word's to an element, with a `w:val` where a value is given."""
    attributes = {f"{W}val": value} if value else {}
    made = parent.makeelement(f"{W}{name}", attributes)
    parent.append(made)
    return made


def _xml(root: _Element) -> bytes:
    """Write a part as Word expects it."""
    from lxml import etree

    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _core(document: Document, made: dt.date) -> bytes:
    """Write the document's properties: its title, and the day it was made."""
    from xml.sax.saxutils import escape

    words = document.words
    title = f"{words['红头']}{words['刊名']}（{words['报告期']}）"
    return _PROPERTIES.format(
        title=escape(title),
        moment=f"{made.isoformat()}T00:00:00Z",
    ).encode()


_PROPERTIES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    "<dc:title>{title}</dc:title><dc:creator>xltool</dc:creator>"
    '<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified>'
    "</cp:coreProperties>"
)


def _packed(parts: dict[str, bytes]) -> bytes:
    """Zip the parts of a document, in their order and without the time of day."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return buffer.getvalue()
