"""The pictures in the documentation: taken by the run of the tests, kept few and small.

``make screenshots`` writes them anew. Fonts differ from machine to machine, so no pixel is compared.
"""

from __future__ import annotations

import struct
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

FOLDER = Path(__file__).parents[3] / "docs" / "how-to" / "images"
SIZE = {"width": 800, "height": 600}


def _take(visit: Callable[..., Page], folder: Path) -> None:
    page = visit("index.html", viewport=SIZE)
    page.fill("#query", "khai sinh")
    page.screenshot(path=folder / "site-list.png")
    page = visit("calculator.html#commune/1.004873", viewport=SIZE)
    page.fill("#day", "2023-09-29")
    page.select_option("#hour", "15")
    page.select_option("#minute", "31")
    page.wait_for_selector("#said .due:text('Trước 09:00 thứ Hai 02/10/2023')")
    page.screenshot(path=folder / "site-calculator.png")


def test_pictures_are_taken_and_small(visit: Callable[..., Page], tmp_path: Path) -> None:
    """Each picture of the documentation can be taken from the site as it is, in the size of the committed one and below 100 KB."""
    _take(visit, tmp_path)
    taken = sorted(path.name for path in tmp_path.iterdir())
    assert taken == sorted(path.name for path in FOLDER.glob("site-*.png"))
    for name in taken:
        for folder in (tmp_path, FOLDER):
            picture = (folder / name).read_bytes()
            assert struct.unpack(">II", picture[16:24]) == (SIZE["width"], SIZE["height"])
            assert len(picture) < 100_000


def main() -> None:
    """Take the pictures into the documentation."""
    import datetime as dt

    from playwright.sync_api import sync_playwright

    from tthc_catalog.loading import load_catalog
    from tthc_catalog.publication.contract import Publication
    from tthc_catalog.publication.site import render_html

    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        for artefact in render_html(Publication(catalog=load_catalog(), as_of=dt.date(2026, 11, 23))):
            target = Path(name) / artefact.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(artefact.content)
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])

        def visit(path: str, **options: object) -> Page:
            page = browser.new_page(**options)  # type: ignore[arg-type]
            page.goto(f"{Path(name).as_uri()}/{path}")
            return page

        FOLDER.mkdir(exist_ok=True)
        _take(visit, FOLDER)
        browser.close()


if __name__ == "__main__":
    assert sys.argv[1:] == ["--write"], "usage: test_screenshots.py --write"
    main()
