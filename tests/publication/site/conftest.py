"""Fixtures: the published site, and a browser that opens it from its folder."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import node_tools
import pytest

from tthc_catalog.publication.content.publication import Publication
from tthc_catalog.publication.site.pages import render_html

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tthc_catalog.records.catalog import Catalog

AS_OF = dt.date(2026, 11, 23)

OPTIONS = (
    "--no-sandbox",  # CI runs as root, in a container
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def write_site(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Return a function that writes the site of a catalog, as of a day, into a new folder."""

    def write(catalog: Catalog, as_of: dt.date = AS_OF) -> Path:
        folder = tmp_path_factory.mktemp("site")
        for artefact in render_html(Publication(catalog=catalog, as_of=as_of)):
            target = folder / artefact.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(artefact.content)
        return folder

    return write


@pytest.fixture(scope="session")
def site(write_site: Callable[..., Path], catalog: Catalog) -> Path:
    """Write the site of the packaged catalog and return its folder."""
    return write_site(catalog)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium in headless mode."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        _unavailable("NOT TESTED in a browser: Chromium is not installed (Debian: apt-get install chromium)")
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        _unavailable("NOT TESTED in a browser: playwright is not installed")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=list(OPTIONS))
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, site: Path) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page of the site in a new browser context.

    A request outside the site fails the test; so does a console message or an error of the page, unless ``quiet`` is False.
    """
    contexts, complaints = [], []

    def open_page(path: str, *, root: Path = site, quiet: bool = True, **options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        if quiet:
            page.on("console", lambda message: complaints.append(f"{path}: {message.type}: {message.text}"))
            page.on("pageerror", lambda error: complaints.append(f"{path}: {error}"))
        page.on(
            "request",
            lambda request: None if request.url.startswith(root.as_uri()) else complaints.append(f"{path}: requested {request.url}"),
        )
        page.goto(f"{root.as_uri()}/{path}")
        if "calculator" in path and options.get("java_script_enabled", True):
            page.wait_for_selector("#calculator[data-ready]")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the source of axe-core, the accessibility checker."""
    folder = node_tools.install(tmp_path_factory.mktemp("node"))
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def _unavailable(reason: str) -> None:
    """Skip the test, or fail it if ``CI`` is set, because CI must run all tests."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
