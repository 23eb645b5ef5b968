"""Builds sdist and wheel and plays the demo from them: `make package-test`.

The wheel is built from the sdist, so both are whole. It is installed into an empty
environment; what xltool needs comes from the present one, so that no network is needed.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import tempfile
import venv
from pathlib import Path

from bundle.building import ROOT


def main() -> None:
    """Run the trial; CalledProcessError or AssertionError where a step fails."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        wheel = _built(folder / "dist")
        program = _installed(wheel, folder / "environment")
        demo = folder / "demo"
        subprocess.run(
            [program, "demo", str(demo)],
            check=True,
            cwd=folder,
            stdout=subprocess.DEVNULL,
        )
        found = list(demo.glob("reports/*/*汇总表*.xlsx"))
        assert found, "the demo wrote no roll-up"  # noqa: S101
    print(f"{wheel.name}: built from the sdist, installed, demo played")


def _built(folder: Path) -> Path:
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*build, str(ROOT)], check=True, stdout=subprocess.DEVNULL)
    (sdist,) = folder.glob("xltool-*.tar.gz")
    (wheel,) = folder.glob("xltool-*.whl")
    assert sdist.stat().st_size, "the sdist is empty"  # noqa: S101
    return wheel


def _installed(wheel: Path, environment: Path) -> str:
    """Install the wheel alone, and let it find the packages of this environment."""
    venv.create(environment, with_pip=True)
    scripts = environment / ("Scripts" if sys.platform == "win32" else "bin")
    python = str(scripts / "python")
    install = [python, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps"]
    subprocess.run([*install, "--disable-pip-version-check", str(wheel)], check=True)
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    told = subprocess.run(
        [python, "-c", ask], check=True, capture_output=True, text=True
    )
    packages = Path(told.stdout.strip())
    needed = sysconfig.get_path("purelib")
    (packages / "needed.pth").write_text(f"{needed}\n", encoding="utf-8")
    return str(scripts / "xltool")


if __name__ == "__main__":
    main()
