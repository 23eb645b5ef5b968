"""`collect` killed at any moment and run again: nothing lost, nothing twice, as if it had never been killed."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from tests.checks.returned import OTHER
from tests.unmeasured import unmeasured
from tests.workflows.office import (
    collected,
    drop_off,
    entries,
    filled_in,
    open_office,
    state,
)
from xltool.model.submission import Verdict
from xltool.workspace import Workspace

pytestmark = [
    pytest.mark.xdist_group("killed"),
    pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is not Windows'"),
]

ROOT = Path(__file__).parents[2]
MOST_STEPS = 60


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return open_office(tmp_path_factory.mktemp("killed") / "office")


@pytest.fixture(scope="module")
def inbox(issued: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of every kind: good, faulty, superseded, twice the same, unreadable, in an archive."""
    folder = tmp_path_factory.mktemp("inbox")
    drop_off(folder, "1.xlsx", filled_in(issued, entries(T02_01_1="若干")), 1)
    drop_off(folder, "2.xlsx", filled_in(issued, entries()), 2)
    drop_off(folder, "3.xlsx", filled_in(issued, entries()), 3)
    drop_off(folder, "4.xlsx", filled_in(issued, entries(T01_01_1="约8")), 4)
    drop_off(folder, "平江县.xlsx", b"junk", 5)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(
            zipfile.ZipInfo("平江.xlsx"), filled_in(issued, entries(OTHER), OTHER)
        )
    drop_off(folder, "6.zip", buffer.getvalue(), 6)
    return folder


@pytest.fixture(scope="module")
def undisturbed(
    issued: Workspace, inbox: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[object, ...]:
    office = _copy(issued, tmp_path_factory.mktemp("undisturbed"))
    collected(office, inbox)
    return state(office)


def _copy(issued: Workspace, folder: Path) -> Workspace:
    root = folder / "office"
    shutil.copytree(issued.root, root)
    return Workspace(root=root, settings=issued.settings)


def _run(
    office: Workspace, inbox: Path, steps: int, when: str, seconds: float | None = None
) -> int:
    """Run `collect` in a process of its own; gives its exit status."""
    command = [
        sys.executable,
        "-m",
        "tests.workflows.killed",
        str(office.root),
        str(inbox),
        str(steps),
        when,
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=unmeasured())
    if seconds is not None:
        time.sleep(seconds)
        process.kill()
    return process.wait(timeout=120)


def test_killed_after_every_single_step_it_still_gets_everything_done_once(
    issued: Workspace, inbox: Path, undisturbed: tuple[object, ...], tmp_path: Path
) -> None:
    office = _copy(issued, tmp_path)
    runs = 0
    while _run(office, inbox, 1, "after") != 0:
        runs += 1
        assert runs < MOST_STEPS
    assert runs > 12
    assert state(office) == undisturbed


@pytest.mark.parametrize("steps", [0, 7, 11])
def test_killed_in_the_middle_of_a_step_the_next_run_completes_it(
    issued: Workspace,
    inbox: Path,
    undisturbed: tuple[object, ...],
    tmp_path: Path,
    steps: int,
) -> None:
    office = _copy(issued, tmp_path)
    assert _run(office, inbox, steps, "before") == -9
    assert _run(office, inbox, -1, "before") == 0
    assert state(office) == undisturbed


def test_killed_at_any_time_the_next_run_completes_it(
    issued: Workspace, inbox: Path, undisturbed: tuple[object, ...], tmp_path: Path
) -> None:
    office = _copy(issued, tmp_path)
    for seconds in (0.8, 1.8):
        _run(office, inbox, -1, "before", seconds)
    assert _run(office, inbox, -1, "before") == 0
    assert state(office) == undisturbed


def test_what_was_stored_before_the_kill_is_judged_even_if_its_source_is_gone(
    issued: Workspace, inbox: Path, tmp_path: Path
) -> None:
    office = _copy(issued, tmp_path)
    assert _run(office, inbox, 3, "after") == -9
    empty = tmp_path / "空"
    empty.mkdir()
    result = collected(office, empty)
    assert [one.verdict for one in result.files] == [
        Verdict.RETURNED,
        Verdict.SUPERSEDED,
        Verdict.ACCEPTED_WITH_QUERIES,
    ]
