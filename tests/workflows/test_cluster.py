"""Collecting on a real Dask cluster: the same as on this computer, also where parts of the cluster are lost."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.excel.strange import book
from tests.execution.cluster import cluster
from tests.execution.isolated_work import behave
from tests.make_sample import SUBMISSIONS
from tests.workflows.office import ISSUED_AT, NOW, state
from xltool.cli.main import run
from xltool.errors import ClusterError
from xltool.execution import cluster as execution
from xltool.execution.child import WorkerDied
from xltool.execution.cluster import ClusterExecutor
from xltool.execution.inorder import in_order
from xltool.settings import Work
from xltool.workflows.collecting import collect
from xltool.workflows.demo.clerk import confirm
from xltool.workflows.demo.cycle import MONTH
from xltool.workflows.generating import generate
from xltool.workflows.importing import import_table
from xltool.workflows.setup import set_up
from xltool.workspace import Workspace, sample_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.execution.cluster import Cluster
    from xltool.workflows.collecting import CollectResult

pytestmark = pytest.mark.xdist_group("cluster")


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The sample city on the day on which July's workbooks are issued; it signs with the key of those that ship."""
    root = tmp_path_factory.mktemp("cluster") / "office"
    root.mkdir()
    shutil.copy(sample_folder() / "demo.key", root / "xltool.key")
    workspace = set_up(
        root, (sample_folder() / "xltool.toml").read_text(encoding="utf-8")
    )
    import_table(workspace, sample_folder() / "decomposition.docx")
    confirm(workspace.registry)
    generate(workspace, MONTH, now=ISSUED_AT)
    return workspace


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A third of the sample's returned files, one under a name that says nothing, and odd ones."""
    folder = tmp_path_factory.mktemp("mail") / "7月"
    folder.mkdir()
    for path in sorted(SUBMISSIONS.iterdir())[::3]:
        shutil.copy(path, folder)
    shutil.copy(SUBMISSIONS / "华岳县_月通报_2025-07.xlsx", folder / "1.xlsx")
    (folder / "空.xlsx").write_bytes(b"")
    (folder / "坏.xlsx").write_bytes(b"PK\3\4 nothing more")
    (folder / "别的.xlsx").write_bytes(book('<row r="1"><c r="A1"><v>1</v></c></row>'))
    for moment, path in enumerate(sorted(folder.iterdir())):
        os.utime(path, (moment, moment))
    return folder


@pytest.fixture(scope="module")
def locally(
    issued: Workspace, inbox: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[object, ...]:
    """What is left of collecting on this computer."""
    office = copy(issued, tmp_path_factory.mktemp("locally"))
    collected(office, inbox)
    return state(office)


def copy(issued: Workspace, folder: Path, address: str = "") -> Workspace:
    root = folder / "office"
    shutil.copytree(issued.root, root)
    work = Work(executor="dask", address=address) if address else Work()
    return Workspace(root=root, settings=replace(issued.settings, work=work))


def collected(
    office: Workspace, inbox: Path, at_third: Callable[[], None] = lambda: None
) -> CollectResult:
    """Collect; `at_third` is called when the third file has been recorded."""

    def progress(number: int, _all: int) -> None:
        if number == 3:
            at_third()

    return collect(office, MONTH, [inbox], now=NOW, progress=progress)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(
        tmp_path_factory.mktemp("dask"), ["--no-nanny"], ["--nanny"]
    ) as started:
        yield started


def test_what_kills_hangs_or_swells_costs_only_itself_there_too(
    running: Cluster,
) -> None:
    executor = ClusterExecutor(running.address, timeout=3, memory_mib=600)
    items = ["a", "abort", "b", "raise", "hang", "swell", "noise", "z"]
    with executor:
        results = list(in_order(executor, behave, items, weigh=len))
    told = [
        result.reason if isinstance(result, WorkerDied) else result
        for result in results
    ]
    assert told == ["a", "crash", "b", "crash", "timeout", "memory", "noise", "z"]


def test_the_same_is_recorded_and_written_as_here(
    issued: Workspace,
    inbox: Path,
    locally: tuple[object, ...],
    running: Cluster,
    tmp_path: Path,
) -> None:
    office = copy(issued, tmp_path, running.address)
    collected(office, inbox)
    assert state(office) == locally


def test_of_a_cluster_that_is_lost_bit_by_bit_nothing_is_lost_and_nothing_done_twice(
    issued: Workspace,
    inbox: Path,
    locally: tuple[object, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with cluster(tmp_path, ["--no-nanny"], ["--no-nanny"]) as losing:
        office = copy(issued, tmp_path / "worker", losing.address)
        collected(office, inbox, losing.workers[0].kill)
        assert state(office) == locally

        monkeypatch.setattr(execution, "_PATIENCE", 0.0)
        monkeypatch.setattr(execution, "_CONNECT_SECONDS", 3)
        office = copy(issued, tmp_path / "workers", losing.address)
        with pytest.raises(ClusterError, match="已没有计算机在工作"):
            collected(office, inbox, losing.workers[1].kill)
        with pytest.raises(
            ClusterError, match="请先在各台计算机上运行 dask worker tcp://"
        ):
            collected(office, inbox)
    again = Workspace(root=office.root, settings=replace(office.settings, work=Work()))
    collected(again, inbox)
    assert state(again) == locally


def test_a_scheduler_that_is_lost_stops_the_run_with_one_line(
    issued: Workspace,
    inbox: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(execution, "_CONNECT_SECONDS", 3)
    with cluster(tmp_path, ["--no-nanny"]) as losing:
        office = copy(issued, tmp_path, losing.address)
        with pytest.raises(ClusterError, match="中断"):
            collected(office, inbox, losing.scheduler.kill)
    settings = office.root / "xltool.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        f'{text}\n[work]\nexecutor = "dask"\naddress = "{losing.address}"\n',
        encoding="utf-8",
    )
    capsys.readouterr()
    assert run(["-w", str(office.root), "validate", str(inbox / "1.xlsx")]) == 1
    said = capsys.readouterr()
    assert said.err.count("\n") == 1
    assert "连不上计算集群" in said.err


def test_a_computer_with_another_xltool_is_named() -> None:
    with pytest.raises(
        ClusterError, match=r"上的 xltool 是 .* 版，本机是 0\.0 版：请装成一样的版本"
    ):
        execution._work("0.0", (1, 600), behave, "a")


def test_without_dask_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r'请运行 pip install "xltool\[dask\]"'):
        ClusterExecutor("tcp://127.0.0.1:1", timeout=1, memory_mib=600)
