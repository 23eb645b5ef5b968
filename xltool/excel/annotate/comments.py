"""Comments on cells: xltool's are added and taken away, everybody else's stay.

A comment is an entry of the comments part and a shape of the sheet's VML drawing. Of a
cell that has a comment already, ours becomes its last paragraph; threaded comments are
left as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from lxml import etree

from xltool.excel.reading.scanning import position
from xltool.excel.sheet_order import following
from xltool.findings import COMMENT_OPENING
from xltool.model.grid import address
from xltool.opc.editing import M, R
from xltool.opc.package import MAIN, PackageError
from xltool.opc.xmltext import cell_text

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from xltool.opc.editing import Editor

AUTHOR = "xltool"

_COMMENTS_TYPE = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
)
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_V = "urn:schemas-microsoft-com:vml"
_X = "urn:schemas-microsoft-com:office:excel"
_O = "urn:schemas-microsoft-com:office:office"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_COMMENTS = (
    _DECLARATION
    + f'<comments xmlns="{MAIN}"><authors><author>{AUTHOR}</author></authors>'
    "<commentList>{comments}</commentList></comments>"
)
_COMMENT = '<comment ref="{reference}" authorId="{author}"><text>{run}</text></comment>'
_RUN = '<r><rPr><sz val="9"/><color indexed="81"/></rPr><t xml:space="preserve">{text}</t></r>'
_NAMESPACES = f'xmlns="{MAIN}" xmlns:v="{_V}" xmlns:o="{_O}" xmlns:x="{_X}"'
_DRAWING = (
    f'<xml xmlns:v="{_V}" xmlns:o="{_O}" xmlns:x="{_X}">'
    '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{number}"/></o:shapelayout>'
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>{shapes}</xml>'
)
_SHAPE = (
    '<v:shape id="_x0000_s{identity}" type="#_x0000_t202" fillcolor="#ffffe1" o:insetmode="auto"'
    ' style="position:absolute;margin-left:60pt;margin-top:2pt;width:240pt;height:{height}pt;'
    'z-index:1;visibility:hidden">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_AFTER_LEGACY_DRAWING = following("legacyDrawing")
_BLOCK = 1024
"""Numbers of shapes that a drawing may give, from its own multiple on."""
_LINE_LENGTH = 24
"""Characters of a line in the box of a comment."""
Cell = tuple[int, int]
Notes = dict[Cell, str]
"""The texts of comments by their cells."""


def has_ours(editor: Editor, sheet: str) -> bool:
    """Tell whether a sheet has comments of ours."""
    part = editor.related(sheet, "comments")
    if part is None or not editor.exists(part):
        return False
    content = editor.content(part)
    return AUTHOR.encode() in content or COMMENT_OPENING.encode() in content


def replace_ours(editor: Editor, sheet: str, notes: Notes, number: int) -> None:
    """Take our comments of a sheet away and put `notes` there.

    `number` keeps ids of sheets apart. A sheet whose drawing is no sound XML (old Excel
    wrote such) keeps its comments as they are.
    """
    part = editor.related(sheet, "comments")
    legacy = editor.tree(sheet).find(M + "legacyDrawing")
    drawing = None if legacy is None else editor.target(sheet, legacy.get(R + "id", ""))
    try:
        shapes = None if drawing is None else editor.tree(drawing)
    except PackageError:
        return
    if part is not None:
        _remove(editor, part, shapes)
        editor.touch(part)
    new = _add(editor, sheet, part, notes)
    if drawing is not None:
        shapes = editor.tree(drawing)
        shapes.extend(_parsed(_shapes(_free_identity(shapes), new)))
        editor.touch(drawing)
    elif new:
        boxes = _shapes(number * _BLOCK + 1, new)
        _add_drawing(editor, sheet, _DRAWING.format(number=number, shapes=boxes))
    if part is not None and not notes:
        _drop_if_empty(editor, sheet, part, drawing)


def _remove(editor: Editor, part: str, shapes: Element | None) -> None:
    """Take our comments out, and our paragraphs off those of others."""
    root = editor.tree(part)
    authors = [author.text or "" for author in root.iterfind(f"{M}authors/{M}author")]
    for comment in root.findall(f"{M}commentList/{M}comment"):
        texts = [text.text or "" for text in comment.iter(M + "t")]
        by_us = _author_of(comment, authors) == AUTHOR
        if by_us or "".join(texts).startswith(COMMENT_OPENING):
            _parent(comment).remove(comment)
            _remove_shape(shapes, position(comment.get("ref", "A1")))
        elif any(COMMENT_OPENING in text for text in texts):
            _cut(comment)


def _author_of(comment: Element, authors: list[str]) -> str:
    """Name a comment's author; empty where it has none."""
    number = comment.get("authorId", "")
    if number.isdigit() and int(number) < len(authors):
        return authors[int(number)]
    return ""


def _cut(comment: Element) -> None:
    """Take our paragraph off the end of somebody else's comment."""
    texts = comment.findall(f".//{M}t")
    first = 0
    while COMMENT_OPENING not in (texts[first].text or ""):
        first += 1
    before, _, _ = (texts[first].text or "").partition(COMMENT_OPENING)
    texts[first].text = before
    for text in texts[first + 1 :]:
        text.text = ""
    # the line break before our paragraph may be a run of its own
    for text in reversed(texts[: first + 1]):
        text.text = (text.text or "").rstrip("\n")
        if text.text:
            break
    _drop_empty_runs(texts)


def _drop_empty_runs(texts: list[Element]) -> None:
    """Take away the runs of which nothing is left."""
    for text in texts:
        run = _parent(text)
        if not text.text and run.tag == M + "r":
            _parent(run).remove(run)


def _remove_shape(shapes: Element | None, cell: Cell) -> None:
    """Take away the box in which a cell's comment is shown."""
    if shapes is None:
        return
    for shape in shapes.findall(f"{{{_V}}}shape"):
        if _shape_cell(shape) == cell:
            shapes.remove(shape)


def _shape_cell(shape: Element) -> Cell | None:
    """Give the cell of a comment's box; None for other shapes."""
    data = shape.find(f"{{{_X}}}ClientData")
    if data is None or data.get("ObjectType") != "Note":
        return None
    row = data.findtext(f"{{{_X}}}Row", "").strip()
    column = data.findtext(f"{{{_X}}}Column", "").strip()
    if not row.isdigit() or not column.isdigit():
        return None
    return (int(row), int(column))


def _add(editor: Editor, sheet: str, part: str | None, notes: Notes) -> Notes:
    """Write notes into the comments of a sheet.

    Gives those that are comments of their own and need a shape.
    """
    if part is not None:
        return _add_beside(editor, part, notes)
    if notes:
        part = editor.free("xl/comments{}.xml")
        comments = _comments(notes, author=0)
        content = _COMMENTS.format(comments=comments).encode()
        editor.add(part, content, _COMMENTS_TYPE)
        editor.relate(sheet, "comments", part)
    return notes


def _comments(notes: Notes, *, author: int) -> str:
    """Give notes as XML, in the order of their cells."""
    return "".join(_comment(cell, text, author) for cell, text in sorted(notes.items()))


def _add_beside(editor: Editor, part: str, notes: Notes) -> Notes:
    """Write notes beside the comments that a sheet has, into one where a cell has one.

    Gives those that are comments of their own. A thread is left alone.
    """
    root = editor.tree(part)
    authors = root.find(M + "authors")
    listed = root.find(M + "commentList")
    if authors is None or listed is None or not notes:
        return {}
    present = {comment.get("ref"): comment for comment in listed}
    new = {cell: text for cell, text in notes.items() if address(*cell) not in present}
    listed.extend(_parsed(_comments(new, author=_author(authors))))
    for cell in notes.keys() - new.keys():
        existing = present[address(*cell)]
        if not _threaded(existing, authors):
            _append(existing, f"\n{COMMENT_OPENING}{notes[cell]}")
    listed[:] = sorted(listed, key=lambda comment: position(comment.get("ref", "A1")))
    return new


def _add_drawing(editor: Editor, sheet: str, text: str) -> None:
    """Add the drawing with the boxes of comments to a sheet that has none."""
    part = editor.free("xl/drawings/vmlDrawing{}.vml")
    editor.add(part, text.encode(), _VML_TYPE)
    root = editor.tree(sheet)
    identity = editor.relate(sheet, "vmlDrawing", part)
    element = root.makeelement(M + "legacyDrawing", {R + "id": identity})
    for child in root:
        if child.tag in _AFTER_LEGACY_DRAWING:
            child.addprevious(element)
            return
    root.append(element)


def _comment(cell: Cell, text: str, author: int) -> str:
    """Write a comment of ours."""
    return _COMMENT.format(
        reference=address(*cell), author=author, run=_run(f"{COMMENT_OPENING}{text}")
    )


def _run(text: str) -> str:
    """Write a run of a comment."""
    return _RUN.format(text=escape(cell_text(text)))


def _parsed(xml: str) -> list[Element]:
    """Read pieces of XML that stand side by side."""
    return list(etree.fromstring(f"<all {_NAMESPACES}>{xml}</all>"))


def _author(authors: Element) -> int:
    """Give the number of our name among the authors; it is added where it is new."""
    names = [author.text for author in authors]
    if AUTHOR not in names:
        etree.SubElement(authors, M + "author").text = AUTHOR
        return len(names)
    return names.index(AUTHOR)


def _threaded(comment: Element, authors: Element) -> bool:
    """Say whether a comment belongs to a thread, which newer programs show instead."""
    names = [author.text or "" for author in authors]
    return _author_of(comment, names).startswith("tc=")


def _append(comment: Element, text: str) -> None:
    """Put our text behind what a person has written."""
    body = comment.find(M + "text")
    if body is None:
        return
    # a text without runs becomes the first run
    for plain in body.findall(M + "t"):
        run = etree.SubElement(body, M + "r")
        run.append(plain)
    body.extend(_parsed(_run(text)))


def _free_identity(shapes: Element) -> int:
    """Give a number that no shape of the drawing has, within the drawing's block."""
    taken = []
    for shape in shapes:
        identity = shape.get("id", "").removeprefix("_x0000_s")
        if identity.isdigit():
            taken.append(int(identity))
    mapped = shapes.find(f".//{{{_O}}}idmap")
    block = "1"
    if mapped is not None:
        block, _, _ = mapped.get("data", "1").partition(",")
    first = int(block) * _BLOCK if block.isdigit() else _BLOCK
    return max([first, *taken]) + 1


def _shapes(identity: int, notes: Notes) -> str:
    """Give the shapes of new comments, numbered from `identity`.

    Their size follows the text.
    """
    written = []
    for number, ((row, column), text) in enumerate(sorted(notes.items()), identity):
        lines = sum(1 + len(line) // _LINE_LENGTH for line in text.split("\n"))
        rows = min(max(lines, 3), 20)
        top = max(row - 1, 0)
        anchor = f"{column + 1}, 15, {top}, 2, {column + 5}, 15, {top + rows}, 4"
        shape = _SHAPE.format(
            identity=number, row=row, column=column, anchor=anchor, height=rows * 15
        )
        written.append(shape)
    return "".join(written)


def _drop_if_empty(editor: Editor, sheet: str, part: str, drawing: str | None) -> None:
    """Remove the parts of comments and their boxes of which nothing is left."""
    if editor.tree(part).find(f"{M}commentList/{M}comment") is None:
        editor.unrelate(sheet, part)
        editor.remove(part)
    if drawing is not None and editor.tree(drawing).find(f"{{{_V}}}shape") is None:
        editor.unrelate(sheet, drawing)
        editor.remove(drawing)
        root = editor.tree(sheet)
        for element in root.findall(M + "legacyDrawing"):
            root.remove(element)


def _parent(element: Element) -> Element:
    """Give the element that holds another; ValueError for a root."""
    parent = element.getparent()
    if parent is None:
        raise ValueError(element.tag)
    return parent
