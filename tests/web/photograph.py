"""Takes the pictures of the desk from the demo's workspace, in headless Chromium.

`make pictures` calls it (needs Chromium).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.web.desks import chromium, running_desk

if TYPE_CHECKING:
    from pathlib import Path

PAGES = {
    "desk-period": "/p/2025-07",
    "desk-rollup": "/p/2025-07/rollup",
}
"""What is shown, by the picture's name."""
_SIZE = {"width": 1280, "height": 720}


def photograph(workspace: Path, folder: Path) -> None:
    """Write a PNG of each page into `folder`."""
    with running_desk(workspace) as desk, chromium() as browser:
        page = browser.new_page(viewport=_SIZE)  # type: ignore[arg-type]
        page.goto(desk.address)
        for name, address in PAGES.items():
            page.goto(desk.base + address)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=str(folder / f"{name}.png"))
