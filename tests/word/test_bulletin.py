"""The bulletin's .docx: the clerk's template with the words in it."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.make_bulletin_template import TEMPLATE, template_parts
from tests.soffice import convert, needs_soffice
from xltool.bulletin.document import Document, Paragraph, Style, body, section
from xltool.errors import DesignError
from xltool.word.bulletin import write_bulletin
from xltool.word.text import text_of

if TYPE_CHECKING:
    from pathlib import Path

DAY = dt.date(2025, 8, 19)
WORDS = {
    "红头": "云湖市实施“七大攻坚”",
    "刊名": "工作专报",
    "期号": "7",
    "报告期": "2025年7月",
    "发文单位": "综合协调组",
    "日期": "2025年8月19日",
    "报": "市委；\n市政府",
    "送": "各单位",
}
DOCUMENT = Document(
    words=WORDS,
    paragraphs=(
        section("重要指标"),
        body(("投资方面。", True), ("完成<w:t>&投资\x0b5亿元。", False)),
        Paragraph(style=Style.TITLE, runs=(("平江县：好做法", False),)),
    ),
)


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def template(**changed: str) -> bytes:
    """Give the template with some words of its document or styles replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in template_parts().items():
            made = content
            for old, new in changed.items():
                made = made.replace(old, new)
            archive.writestr(name, made)
    return buffer.getvalue()


def test_the_shipped_template_is_what_its_maker_makes() -> None:
    shipped = {
        name: content.decode() for name, content in parts(TEMPLATE.read_bytes()).items()
    }

    assert shipped == template_parts()


def test_the_document_says_what_was_composed() -> None:
    written = parts(write_bulletin(DOCUMENT, TEMPLATE.read_bytes(), DAY))

    assert text_of(written["word/document.xml"]).splitlines() == [
        "云湖市实施“七大攻坚”",
        "工作专报",
        "第 7 期",
        "综合协调组 2025年8月19日",
        "【重要指标】",
        "投资方面。完成<w:t>&投资5亿元。",
        "平江县：好做法",
        "报：市委；",
        "市政府",
        "送：各单位",
    ]


def test_the_same_document_gives_the_same_bytes() -> None:
    written = write_bulletin(DOCUMENT, TEMPLATE.read_bytes(), DAY)

    assert write_bulletin(DOCUMENT, TEMPLATE.read_bytes(), DAY) == written
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_what_the_clerk_changed_in_the_template_stays() -> None:
    own = template(**{"报：": "主报：", "黑体": "方正黑体"})
    written = parts(write_bulletin(DOCUMENT, own, DAY))

    assert "主报：市委" in text_of(written["word/document.xml"])
    assert "方正黑体" in written["word/styles.xml"].decode()


def test_a_placeholder_that_word_split_is_filled() -> None:
    cut = "{期</w:t></w:r><w:r><w:t>号}"
    written = parts(write_bulletin(DOCUMENT, template(**{"{期号}": cut}), DAY))

    assert "第 7 期" in text_of(written["word/document.xml"])


def test_braces_of_a_chinese_input_method_are_braces() -> None:
    wide = {"{期号}": "｛ 期号 ｝", "{正文}": "｛正文｝"}
    written = parts(write_bulletin(DOCUMENT, template(**wide), DAY))

    told = text_of(written["word/document.xml"])
    assert "第 7 期" in told
    assert "投资方面。" in told


def test_a_header_is_filled_too() -> None:
    header = b'<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    header += "<w:p><w:r><w:t>{刊名}第{期号}期</w:t></w:r></w:p></w:hdr>".encode()
    buffer = io.BytesIO(template())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("word/header3.xml", header)

    written = parts(write_bulletin(DOCUMENT, buffer.getvalue(), DAY))

    assert "工作专报第7期" in written["word/header3.xml"].decode()


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (b"PK", "打不开"),
        (template(专报正文="正文"), "缺少样式“专报正文”"),
        (template(**{"{正文}": "正文在此"}), "{正文}"),
        (template(**{"{期号}": "{期数}"}), "{期数} 没有内容可填：请改成 {红头}"),
    ],
)
def test_a_template_that_cannot_be_used_says_what_to_do(
    broken: bytes, said: str
) -> None:
    with pytest.raises(DesignError, match=said):
        write_bulletin(DOCUMENT, broken, DAY)


def test_the_page_is_that_of_an_official_document() -> None:
    document = template_parts()["word/document.xml"]

    assert 'w:w="11906" w:h="16838"' in document
    assert 'w:top="2098" w:right="1474" w:bottom="1984" w:left="1587"' in document
    assert 'w:line="579" w:lineRule="exact"' in template_parts()["word/styles.xml"]
    assert 'w:eastAsia="仿宋_GB2312"' in template_parts()["word/styles.xml"]


@needs_soffice
def test_another_program_opens_it(tmp_path: Path) -> None:
    path = tmp_path / "专报.docx"
    path.write_bytes(write_bulletin(DOCUMENT, TEMPLATE.read_bytes(), DAY))

    assert "完成<w:t>&投资5亿元。" in convert(
        path, "txt:Text (encoded):UTF8", tmp_path
    ).read_text(encoding="utf-8-sig")
