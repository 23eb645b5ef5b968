from __future__ import annotations

import importlib
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from tests.conftest import ROOT
from xltool.cli.main import COMMANDS, cli, run
from xltool.settings import Settings

DOCUMENTS = sorted(
    [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")]
)
COMMAND_PAGES = ("commands.md", "commands.en.md")


def _sections(page: str) -> dict[str, str]:
    """Give the sections of a page by the command that each describes."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    sections = {}
    for part in re.split(r"^(?=## )", text, flags=re.MULTILINE)[1:]:
        heading = part.splitlines()[0]
        sections[heading.strip("# `").split()[0]] = part
    return sections


SECTIONS = {page: _sections(page) for page in COMMAND_PAGES}


def _command(name: str) -> click.Command:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    return command


def _options(command: click.Command) -> set[str]:
    """Give a command's options, those of its own commands too."""
    inner = command.commands.values() if isinstance(command, click.Group) else ()
    found = set().union(*map(_options, inner))
    for one in command.params:
        if isinstance(one, click.Option):
            found |= {word for word in one.opts if word[:2] == "--"}
    return found


@pytest.mark.parametrize("page", COMMAND_PAGES)
def test_every_command_has_its_section_in_the_order_of_the_help(page: str) -> None:
    assert list(SECTIONS[page]) == list(COMMANDS)


@pytest.mark.parametrize("page", COMMAND_PAGES)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_described_with_every_option_and_no_other(
    name: str, page: str
) -> None:
    described = set(re.findall(r"`[^`]*?(--[a-z-]+)", SECTIONS[page][name]))
    assert described == _options(_command(name))


def test_every_page_in_the_navigation_of_the_desk_is_described() -> None:
    base = ROOT / "xltool" / "web" / "templates" / "base.html"
    navigation = base.read_text(encoding="utf-8").split("<nav")[1].split("</nav>")[0]
    pages = re.findall(r'\("?/[^,]+, "(\w+)"\)', navigation)
    described = (ROOT / "docs" / "desk.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\w+) \|", described, flags=re.MULTILINE)
    assert len(pages) > 5
    assert set(pages) - set(rows) == set()


def test_every_page_of_the_desk_is_described_by_its_title() -> None:
    described = (ROOT / "docs" / "desk.md").read_text(encoding="utf-8")
    titles = set()
    for template in (ROOT / "xltool" / "web" / "templates").glob("*.html"):
        text = template.read_text(encoding="utf-8")
        if '{% extends "base.html" %}' in text:
            titles |= set(re.findall(r"{% block title %}([^{]+){% endblock %}", text))
    assert len(titles) > 8
    assert {title for title in titles if f"| {title} |" not in described} == set()


def _lines_of_commands(document: Path) -> list[list[str]]:
    """Give the command lines that stand in the code blocks of a document."""
    text = document.read_text(encoding="utf-8")
    lines = re.findall(r"^xltool .+$", text, flags=re.MULTILINE)
    split = [shlex.split(line, comments=True)[1:] for line in lines]
    return [line for line in split if line[0] in COMMANDS]


@pytest.mark.parametrize("name", ["开始.md", "../README.md"])
def test_the_command_lines_of_a_guide_are_understood(name: str) -> None:
    lines = _lines_of_commands(ROOT / "docs" / name)
    assert len(lines) > 6
    for command, *arguments in lines:
        _command(command).make_context(command, list(arguments))


@pytest.mark.parametrize("document", DOCUMENTS, ids=[path.name for path in DOCUMENTS])
def test_a_document_names_only_commands_that_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    code = re.findall(r"`([^`\n]+)`", text) + re.findall(
        r"^xltool .+$", text, flags=re.MULTILINE
    )
    named = {
        word for one in code for word in re.findall(r"(?:^|\s)xltool ([a-z-]+)\b", one)
    }
    assert named - set(COMMANDS) == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=[path.name for path in DOCUMENTS])
def test_a_link_leads_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8"))
    assert [one for one in targets if not (document.parent / one).exists()] == []


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    pages = {path.name for path in (ROOT / "docs").glob("*.md")} - {"index.md"}
    assert pages - set(re.findall(r"\]\(([^)]+)\)", index)) == set()


def test_every_class_of_the_glossary_is_where_it_says() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = re.findall(r"\| `(\w+)` \| `(xltool[\w.]+)` \|$", text, flags=re.MULTILINE)
    assert len(rows) > 40
    for name, module in rows:
        assert hasattr(importlib.import_module(module), name), f"{module}.{name}"


def test_no_two_public_classes_of_one_name_are_in_the_glossary() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    names = re.findall(r"\| `(\w+)` \| `xltool[\w.]+` \|$", text, flags=re.MULTILINE)
    assert sorted(names) == sorted(set(names))


def test_every_decision_is_in_their_index() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    pages = {path.name for path in folder.glob("*.md")} - {"README.md"}
    assert pages == set(re.findall(r"\]\(([^)]+)\)", index))


def test_every_setting_is_explained_with_its_default() -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    for section in Settings.__dataclass_fields__:
        defaults = getattr(Settings(), section)
        page = text.split(f"## [{section}]")[1].split("\n## ")[0]
        explained = dict(
            re.findall(r"^\| `(\w+)` \| `([^`]+)` \|", page, flags=re.MULTILINE)
        )
        shown = {
            name: str(value).replace("'", '"').replace("()", "[]")
            if not isinstance(value, str)
            else f'"{value}"'
            for name, value in (
                (one, getattr(defaults, one)) for one in defaults.__dataclass_fields__
            )
        }
        assert explained == shown


def _block(language: str, containing: str) -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(rf"```{language}\n(.*?)```", text, flags=re.DOTALL)
    block: str = next(block for block in blocks if containing in block)
    return block.splitlines()


def test_the_first_month_of_the_readme_runs_as_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(
        ROOT / "xltool" / "sample" / "decomposition.docx", tmp_path / "分解表.docx"
    )
    monkeypatch.chdir(tmp_path)
    for line in _block("sh", "xltool init"):
        program, *arguments = shlex.split(line, comments=True)
        if program == "cd":
            monkeypatch.chdir(tmp_path / arguments[0])
            continue
        if (
            arguments[0] == "collect"
        ):  # what the units would have sent in the meantime: nothing filled in
            shutil.copytree(Path("submissions") / arguments[1] / "issued", arguments[2])
        assert program == "xltool"
        assert run(arguments) in {0, 3}, line
    assert list(Path("reports/2025-07").glob("*汇总表*.xlsx"))


def test_make_demo_and_make_test_are_what_the_readme_says(tmp_path: Path) -> None:
    assert _block("sh", "make demo") == ["make demo", "make test"]
    make = shutil.which("make")
    if make is None:
        pytest.skip("make is not installed")
    shutil.copy(ROOT / "Makefile", tmp_path)
    command = [make, "--no-print-directory", f"VENV={sys.prefix}"]
    for installed in ("product", "ready"):
        command += ["-o", str(Path(sys.prefix) / installed)]
    # The demo itself is played by tests/workflows/test_demo.py and `make package-test`.
    demo, planned = (
        subprocess.run(
            [*command, "-n", target],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for target in ("demo", "test")
    )
    assert demo.splitlines() == [f"{sys.prefix}/bin/xltool demo demo"]
    assert [
        word
        for word in (
            "ruff check",
            "ruff format --check",
            "mypy",
            "lint-imports",
            "pytest",
        )
        if word not in planned
    ] == []


def test_the_windows_lines_do_what_make_does() -> None:
    demo, test = _block("bat", "py -3")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    install = "pip install -q -c constraints.txt -e .[test]"
    for line in (demo, test):
        assert install in line.replace('"', "")
        assert line.startswith("py -3 -m venv .venv && ")
    assert demo.endswith("xltool demo demo")
    steps = [step.removeprefix(".venv\\Scripts\\") for step in test.split(" && ")][2:]
    assert [step for step in steps if f"$(BIN)/{step}" not in makefile] == []
