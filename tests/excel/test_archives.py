from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.excel.strange import packed, parts
from xltool import findings
from xltool.excel.archives import Budget, Member, is_archive, member, members

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.findings import Finding

WORKBOOK = packed(parts("<sheetData/>"))


def unpacked(path: Path, contents: dict[str, bytes]) -> tuple[list[str], list[str]]:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return split(list(members(path.read_bytes(), Budget())))


def split(given: list[Member | Finding]) -> tuple[list[str], list[str]]:
    names = [each.name for each in given if isinstance(each, Member)]
    return names, [each.code for each in given if not isinstance(each, Member)]


def test_a_zip_gives_its_members_without_folders_and_leftovers(tmp_path: Path) -> None:
    contents = {
        "县区/甲县.xlsx": WORKBOOK,
        "__MACOSX/._甲县.xlsx": b"x",
        "县区/Thumbs.db": b"x",
        "说明.txt": b"y",
    }
    assert unpacked(tmp_path / "a.zip", contents) == (["甲县.xlsx", "说明.txt"], [])


@pytest.mark.parametrize(
    ("stored", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\system32\\甲.xlsx", "甲.xlsx"),
        ("/甲?.xlsx", "甲_.xlsx"),
        ("con.xlsx", "_con.xlsx"),
    ],
)
def test_paths_are_never_trusted(tmp_path: Path, stored: str, name: str) -> None:
    assert unpacked(tmp_path / "a.zip", {stored: WORKBOOK}) == ([name], [])


def test_names_in_gbk_are_decoded(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ABCDEFGHIJ.xlsx", WORKBOOK)
    path.write_bytes(
        path.read_bytes().replace(b"ABCDEFGHIJ", "县科技局表".encode("gbk"))
    )
    assert split(list(members(path.read_bytes(), Budget()))) == (
        ["县科技局表.xlsx"],
        [],
    )


def test_a_workbook_is_no_archive() -> None:
    assert not is_archive(WORKBOOK)
    assert is_archive(b"Rar!\x1a\x07")


def test_bombs_passwords_and_damage_cost_their_member_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(member, "LARGEST_MEMBER", 1 << 20)
    path = tmp_path / "a.zip"
    unpacked(
        path,
        {
            "弹.xlsx": b"0" * (2 << 20),
            "密.xlsx": b"secret" * 50,
            "坏.xlsx": b"damage" * 50,
            "好.txt": b"ok",
        },
    )
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        bad = archive.getinfo("坏.xlsx").header_offset
    data[bad + 45] ^= 0xFF
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = next(
            i
            for i in range(len(data))
            if data[i : i + 4] == signature and _names(data, i, "密.xlsx")
        )
        data[at + flags] |= 1
    path.write_bytes(bytes(data))
    assert split(list(members(path.read_bytes(), Budget()))) == (
        ["好.txt"],
        [findings.ARCHIVE_MEMBER_SKIPPED.code] * 3,
    )


def _names(data: bytearray, at: int, name: str) -> bool:
    return name.encode() in data[at : at + 46 + len(name.encode())]


def test_more_members_than_anyone_sends_are_cut_with_a_finding(tmp_path: Path) -> None:
    names, codes = unpacked(
        tmp_path / "a.zip", {f"{n}.txt": b"x" for n in range(member.MOST_MEMBERS + 5)}
    )
    assert len(names) == member.MOST_MEMBERS
    assert codes == [findings.ARCHIVE_TOO_MANY.code]
