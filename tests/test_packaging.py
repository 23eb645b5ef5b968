from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PARTS = (
    "xltool",
    "workbook_templates",
    "setup.cfg",
    "setup.py",
    "pyproject.toml",
    "README.md",
    "LICENSE",
)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the sources so that nothing is left behind in the checkout."""
    source = tmp_path_factory.mktemp("source")
    for name in PARTS:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            shutil.copy(ROOT / name, source / name)
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(source / "dist"),
    ]
    built = subprocess.run(
        [*command, str(source)], capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return next((source / "dist").glob("*.whl"))


def test_the_wheel_holds_every_module_and_every_file_of_data(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    wanted = set()
    for folder, name in (
        ("xltool", "xltool"),
        ("workbook_templates", "xltool/workbook_templates"),
    ):
        for path in (ROOT / folder).rglob("*"):
            is_ours = path.is_file() and "__pycache__" not in path.parts
            if is_ours and not path.name.startswith(("~$", ".")):
                inner = path.relative_to(ROOT / folder).as_posix()
                wanted.add(f"{name}/{inner}")
    assert len(wanted) > 500
    assert wanted - packed == set()


def test_a_workspace_is_made_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    start = "from xltool.__main__ import main; main()"
    script = f"import sys; sys.path.insert(0, {str(tmp_path / 'installed')!r}); {start}"
    made = subprocess.run(
        [sys.executable, "-c", script, "init", str(tmp_path / "workspace")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (made.returncode, made.stderr) == (0, "")
    assert _designs(tmp_path / "workspace") == _designs(ROOT)


def test_a_checkout_works_without_being_installed(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("xltool", "workbook_templates"):
        shutil.copytree(ROOT / name, checkout / name, ignore=ignored)
    script = (
        "import runpy, sys;"
        # this environment's own installation is not to be found
        "sys.meta_path[:] = [f for f in sys.meta_path if 'Editable' not in repr(f)];"
        "runpy.run_module('xltool', run_name='__main__')"
    )
    made = subprocess.run(
        [sys.executable, "-c", script, "init", str(tmp_path / "workspace")],
        cwd=checkout,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (made.returncode, made.stderr) == (0, "")
    assert _designs(tmp_path / "workspace") == _designs(ROOT)


def _designs(folder: Path) -> set[str]:
    """Give the designs and the bulletin's template, those of the examples included."""
    templates = folder / "workbook_templates"
    files = [*templates.glob("*.*x"), *templates.glob("examples/*.*x")]
    return {path.relative_to(templates).as_posix() for path in files}
