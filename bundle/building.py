"""Builds the bundles: `python -m bundle.building [PLATFORM…]` → `dist/`.

pip takes the wheels by platform and version of Python, but it evaluates environment
markers (`; sys_platform == "win32"`) for the Python that it runs on. So what the wheels
require is followed here once more, with the markers of the target, and what is missing
is taken too, until nothing is.
"""

from __future__ import annotations

import email
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from xltool import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ROOT = Path(__file__).resolve().parent.parent
START = Path(__file__).resolve().parent / "start"
EXTRAS = "keyring,ocr,postgres"
PYTHONS = ("3.11", "3.12", "3.13")
_TIME = (2025, 1, 1, 0, 0, 0)
"""Of every member, so that the same wheels give the same bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """What a bundle is for.

    `tags` are the wheels' platforms that it takes, `machines` what Python calls the
    processor there, `markers` the environment markers of PEP 508.
    """

    name: str
    system: str
    tags: tuple[str, ...]
    machines: tuple[str, ...]
    markers: Mapping[str, str]

    @property
    def is_windows(self) -> bool:
        """Whether start files are for Windows."""
        return self.system == "win32"


def _linux(machine: str) -> Platform:
    """Give Linux as of glibc 2.28: 统信 UOS 20, 麒麟 V10, Debian 10 and later."""
    versions = ("2_28", "2_27", "2_26", "2_24", "2_17")
    tags = [f"manylinux_{one}_{machine}" for one in versions]
    return Platform(
        name=f"linux_{machine}",
        system="linux",
        tags=(*tags, f"manylinux2014_{machine}"),
        machines=(machine,),
        markers={
            "os_name": "posix",
            "sys_platform": "linux",
            "platform_system": "Linux",
            "platform_machine": machine,
        },
    )


WINDOWS = Platform(
    name="win_amd64",
    system="win32",
    tags=("win_amd64",),
    machines=("amd64", "x86_64"),
    markers={
        "os_name": "nt",
        "sys_platform": "win32",
        "platform_system": "Windows",
        "platform_machine": "AMD64",
    },
)
PLATFORMS = (WINDOWS, _linux("x86_64"), _linux("aarch64"))


def main(names: list[str]) -> None:
    """Build the bundles of these platforms, or of all."""
    target = ROOT / "dist"
    target.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        own = build_wheel(Path(folder))
        for platform in PLATFORMS:
            if names and platform.name not in names:
                continue
            wheels = target / f"wheels-{platform.name}"
            take_wheels(platform, own, wheels)
            path = target / f"xltool-{__version__}-{platform.name}.zip"
            pack(platform, wheels, path)
            size = path.stat().st_size / 1e6
            print(f"{path.relative_to(ROOT)}  {size:.0f} MB")
    _write_sums(target)


def build_wheel(folder: Path) -> Path:
    """Build the wheel of this checkout."""
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation"]
    subprocess.run(
        [*build, "--outdir", str(folder), str(ROOT)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return next(folder.glob("xltool-*.whl"))


def take_wheels(platform: Platform, own: Path, folder: Path) -> None:
    """Bring what `own` needs on a platform into a folder; what is there is kept."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("xltool-*.whl"):
        old.unlink()
    shutil.copy(own, folder)
    for python in PYTHONS:
        wanted = [f"{own}[{EXTRAS}]", "pip"]
        while wanted:
            _download(platform, python, wanted, folder)
            wanted = missing(platform, python, folder)


def _download(
    platform: Platform, python: str, wanted: Iterable[str], folder: Path
) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet"]
    command += ["--disable-pip-version-check", "--only-binary=:all:"]
    command += ["--implementation", "cp", "--python-version", python]
    for tag in platform.tags:
        command += ["--platform", tag]
    command += ["-c", str(ROOT / "constraints.txt"), "-d", str(folder)]
    command += ["--find-links", str(folder)]
    subprocess.run([*command, *wanted], check=True)


def missing(platform: Platform, python: str, folder: Path) -> list[str]:
    """Give the requirements that no wheel of the folder fulfils on the platform."""
    wheels = dict(_fitting(folder, python))
    open_ones = [Requirement(f"xltool[{EXTRAS}]")]
    seen = set()
    found = []
    while open_ones:
        requirement = open_ones.pop()
        name = canonicalize_name(requirement.name)
        key = (name, frozenset(requirement.extras))
        if key in seen:
            continue
        seen.add(key)
        if name not in wheels:
            found.append(_plain(requirement))
            continue
        for needed in _requirements(wheels[name]):
            if _applies(needed, requirement.extras, platform, python):
                open_ones.append(needed)
    return sorted(found)


def _fitting(folder: Path, python: str) -> Iterator[tuple[str, Path]]:
    """Give the wheels that a version of CPython takes, by their names."""
    for path in sorted(folder.glob("*.whl")):
        name, _, _, tags = parse_wheel_filename(path.name)
        interpreters = {(tag.interpreter, tag.abi) for tag in tags}
        if any(_takes(python, *one) for one in interpreters):
            yield name, path


def _takes(python: str, interpreter: str, abi: str) -> bool:
    """Whether a version of CPython takes a wheel with these tags.

    >>> _takes("3.12", "cp312", "cp312"), _takes("3.12", "cp311", "cp311")
    (True, False)
    >>> _takes("3.12", "cp39", "abi3"), _takes("3.12", "py3", "none")
    (True, True)
    """
    minor = int(python.partition(".")[2])
    if interpreter.startswith("py"):
        return interpreter in {"py3", f"py3{minor}"}
    if abi == "abi3":
        return int(interpreter.removeprefix("cp3")) <= minor
    return interpreter == f"cp3{minor}"


def _requirements(wheel: Path) -> list[Requirement]:
    with zipfile.ZipFile(wheel) as archive:
        name = next(
            one for one in archive.namelist() if one.endswith(".dist-info/METADATA")
        )
        metadata = email.message_from_bytes(archive.read(name))
    return [Requirement(line) for line in metadata.get_all("Requires-Dist", [])]


def _applies(
    needed: Requirement, extras: Iterable[str], platform: Platform, python: str
) -> bool:
    """Whether a requirement counts on the platform, for any of the extras asked for."""
    if needed.marker is None:
        return True
    environment = {
        **platform.markers,
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "python_version": python,
        "python_full_version": f"{python}.0",
    }
    return any(
        needed.marker.evaluate({**environment, "extra": extra})
        for extra in ("", *extras)
    )


def _plain(requirement: Requirement) -> str:
    """Give a requirement without its marker, which pip would read for this computer."""
    extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
    return f"{requirement.name}{extras}{requirement.specifier}"


def pack(platform: Platform, wheels: Path, target: Path) -> None:
    """Write the bundle of these wheels."""
    members = dict(_start_files(platform))
    for wheel in sorted(wheels.glob("*.whl")):
        members[f"wheels/{wheel.name}"] = wheel.read_bytes()
    sums = [
        f"{hashlib.sha256(data).hexdigest()}  {name}\n"
        for name, data in members.items()
    ]
    members["SHA256SUMS"] = "".join(sums).encode()
    folder = target.name.removesuffix(".zip")
    partial = target.with_suffix(".part")
    with zipfile.ZipFile(partial, "w") as archive:
        for name, content in members.items():
            member = zipfile.ZipInfo(f"{folder}/{name}", date_time=_TIME)
            runs = name.endswith(".sh")
            member.external_attr = (0o100755 if runs else 0o100644) << 16
            packed = name.endswith(".whl")  # a zip already
            kind = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            archive.writestr(member, content, compress_type=kind)
    partial.replace(target)


def _start_files(platform: Platform) -> Iterator[tuple[str, bytes]]:
    """Give what a person starts the bundle with, in the shape that its system reads."""
    description = {
        "version": __version__,
        "platform": platform.name,
        "system": platform.system,
        "machines": platform.machines,
        "pythons": PYTHONS,
        "requirement": f"xltool[{EXTRAS}]=={__version__}",
    }
    words = json.dumps(description, ensure_ascii=False, indent=1)
    yield "bundle.json", words.encode()
    yield "start.py", (START / "start.py").read_bytes()
    readme = _readme(platform)
    if platform.is_windows:
        yield "开始.cmd", _with_crlf((START / "start.cmd").read_text(encoding="ascii"))
        missing_python = START / "no-python-windows.txt"
        yield "no-python.txt", _with_crlf(missing_python.read_text(encoding="utf-8"))
        yield "先看这里.txt", b"\xef\xbb\xbf" + _with_crlf(readme)
        return
    missing_python = START / "no-python-linux.txt"
    told = missing_python.read_text(encoding="utf-8")
    yield "开始.sh", (START / "start.sh").read_bytes()
    yield "no-python.txt", told.replace("MACHINE", platform.machines[0]).encode()
    yield "先看这里.txt", readme.encode()


def _readme(platform: Platform) -> str:
    text = (START / "readme.txt").read_text(encoding="utf-8")
    start = "解压到一个文件夹，双击里面的“开始”（开始.cmd）。"
    needed = "把官方安装程序 python-3.13.x-amd64.exe 放在这里，会自动只给当前用户装上。"
    if not platform.is_windows:
        start = (
            "解压到一个文件夹，在里面打开终端，运行：sh 开始.sh"
            "（或双击它，选“在终端中运行”）。"
        )
        needed = "“开始”会说明要放什么进来。"
    for mark, words in (
        ("VERSION", __version__),
        ("PLATFORM", platform.name),
        ("START", start),
        ("NEEDED", needed),
    ):
        text = text.replace(mark, words)
    return text


def _with_crlf(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def _write_sums(target: Path) -> None:
    lines = []
    for path in sorted(target.glob("xltool-*.zip")):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        lines.append(f"{digest}  {path.name}\n")
    (target / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
