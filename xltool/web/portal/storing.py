"""Uploads on their way to the ledger: streamed to disk, whole or not at all.

Each lies in a folder of its own under `submissions/portal/`. What says that it is whole
is written last; a folder without it is what a cut line left behind. Names of folders
grow with the time, so that their order is that of arrival.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
import shutil
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.web.uploads import safe_name
from xltool.workflows.portal import Upload
from xltool.workspace import replacing, write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.datastructures import UploadFile

    from xltool.ledger.records import Link

_WHOLE = "upload.json"
_LEAVE_FREE = 256 * 1024 * 1024
"""Bytes of the disk that uploads never take: the ledger needs them."""
_LATER = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a unit says of its upload: the period, the form, whether it is evidence."""

    period: str
    form: str
    evidence: bool


class NoRoomError(Exception):
    """The disk is nearly full."""


def store(
    folder: Path, link: Link, wanted: Wanted, files: Iterable[UploadFile]
) -> Upload:
    """Store the files of one upload; NoRoomError where the disk is nearly full."""
    files = tuple(files)
    folder.mkdir(parents=True, exist_ok=True)
    sizes = sum(one.size or 0 for one in files)
    if shutil.disk_usage(folder).free < sizes + _LEAVE_FREE:
        raise NoRoomError
    place = folder / f"new-{secrets.token_hex(8)}"
    try:
        paths = _copied(place, files)
        with _LATER:  # two never have one number, and the later one has the greater
            at = dt.datetime.now(dt.UTC)
            number = f"{int(at.timestamp() * 1_000_000)}-{secrets.token_hex(8)}"
            document = _document(link, wanted, at)
            write_atomically(place / _WHOLE, document)
            place.rename(folder / number)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    return Upload(
        number=number,
        link=link.id,
        unit=link.unit,
        period=wanted.period,
        form=wanted.form,
        evidence=wanted.evidence,
        at=at,
        files=tuple(folder / number / path.name for path in paths),
    )


def _copied(place: Path, files: Iterable[UploadFile]) -> list[Path]:
    """Copy files piece by piece, each under a valid name that no other of them has."""
    paths: list[Path] = []
    taken = {_WHOLE}
    for file in files:
        name = _free(safe_name(file.filename or ""), taken)
        taken.add(name.casefold())
        path = place / name
        with replacing(path) as temporary, temporary.open("wb") as target:
            file.file.seek(0)
            shutil.copyfileobj(file.file, target, 1 << 18)
        paths.append(path)
    return paths


def _free(name: str, taken: set[str]) -> str:
    path, number = Path(name), 1
    free = name
    while free.casefold() in taken:
        number += 1
        free = f"{path.stem}（{number}）{path.suffix}"
    return free


def _document(link: Link, wanted: Wanted, at: dt.datetime) -> bytes:
    known = {
        "link": link.id,
        "unit": link.unit,
        "period": wanted.period,
        "form": wanted.form,
        "evidence": wanted.evidence,
        "at": at.isoformat(),
    }
    return json.dumps(known, ensure_ascii=False).encode()


def stored(folder: Path) -> list[Upload]:
    """Give the uploads that are whole, in the order of their arrival."""
    found = []
    for place in sorted(folder.glob("[0-9]*")) if folder.is_dir() else []:
        try:
            known = json.loads((place / _WHOLE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        files = [path for path in place.iterdir() if path.name != _WHOLE]
        upload = Upload(
            number=place.name,
            link=int(known["link"]),
            unit=str(known["unit"]),
            period=str(known["period"]),
            form=str(known["form"]),
            evidence=bool(known["evidence"]),
            at=dt.datetime.fromisoformat(known["at"]),
            files=tuple(sorted(files)),
        )
        found.append(upload)
    return found


def forget(folder: Path, upload: Upload) -> None:
    """Remove an upload that is in the ledger."""
    shutil.rmtree(folder / upload.number, ignore_errors=True)
