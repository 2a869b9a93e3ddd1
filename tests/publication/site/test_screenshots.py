"""The screenshots in the documentation, few and small.

``make screenshots`` updates them. Fonts differ between machines, so the tests do not compare pixels.
"""

from __future__ import annotations

import datetime as dt
import struct
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tthc_catalog.engine import Engine
from tthc_catalog.loading import load_catalog
from tthc_catalog.publication.content.publication import Publication
from tthc_catalog.publication.desk.slip import Particulars, slip_for
from tthc_catalog.publication.desk.slip_sheets import slip_html
from tthc_catalog.publication.site.pages import render_html

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

FOLDER = Path(__file__).parents[3] / "docs" / "how-to" / "images"
SIZE = {"width": 1024, "height": 640}
SLIP = {"width": 560, "height": 860}


def _take(visit: Callable[..., Page], folder: Path, scratch: Path) -> None:
    page = visit("index.html", viewport=SIZE, reduced_motion="reduce")
    page.fill("#query", "khai sinh")
    page.screenshot(path=folder / "site-list.png")
    page = visit("calculator.html#commune/1.004873", viewport=SIZE, reduced_motion="reduce")
    page.fill("#day", "2023-09-29")
    page.select_option("#hour", "15")
    page.select_option("#minute", "31")
    page.wait_for_selector("#result .due:text('Trước 09:00 thứ Hai 02/10/2023')")
    page.evaluate("document.activeElement.blur(); scrollTo(0, document.querySelector('h1').offsetTop - 16)")
    page.screenshot(path=folder / "site-calculator.png")
    decision = Engine(load_catalog()).decide("1.001193", level="commune", office="xa-tan-an", received_at="2023-09-29 15:31")
    (scratch / "slip.html").write_text(slip_html(slip_for(decision, Particulars())), encoding="utf-8")
    page = visit("slip.html", root=scratch, viewport=SLIP)
    page.screenshot(path=folder / "desk-slip.png")


def test_screenshots_can_be_taken_and_are_small(visit: Callable[..., Page], tmp_path: Path) -> None:
    """Each screenshot of the documentation can be taken again in the same dimensions, with less than 125 KB."""
    scratch, taken = tmp_path / "scratch", tmp_path / "taken"
    scratch.mkdir()
    taken.mkdir()
    _take(visit, taken, scratch)
    assert {path.name for path in taken.iterdir()} == {path.name for path in FOLDER.iterdir()}
    for picture in taken.iterdir():
        assert picture.stat().st_size < 125_000
        assert (FOLDER / picture.name).stat().st_size < 125_000
        assert _size(picture) == _size(FOLDER / picture.name)


def _size(picture: Path) -> tuple[int, int]:
    width, height = struct.unpack(">II", picture.read_bytes()[16:24])
    return width, height


def main() -> None:
    """Write the screenshots into the documentation."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        for artefact in render_html(Publication(catalog=load_catalog(), as_of=dt.date(2026, 11, 23))):
            target = Path(name) / artefact.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(artefact.content)
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])

        def visit(path: str, *, root: Path = Path(name), **options: object) -> Page:
            page = browser.new_page(**options)  # type: ignore[arg-type]
            page.goto(f"{root.as_uri()}/{path}")
            return page

        FOLDER.mkdir(exist_ok=True)
        _take(visit, FOLDER, Path(name))
        browser.close()


if __name__ == "__main__":
    assert sys.argv[1:] == ["--write"], "usage: test_screenshots.py --write"
    main()
