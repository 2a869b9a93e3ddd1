"""The documentation site: it builds strictly and offline, documents every public name, and its search ignores tone marks."""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import tthc_catalog
from tthc_catalog import extension, testing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]
SITE = ROOT / "docs" / "site"

pytest.importorskip("sphinx", reason="NOT TESTED: the documentation site, without the extra docs")


@pytest.fixture(autouse=True)
def _modules_of_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SITE))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site as ``make docs`` does."""
    folder = tmp_path_factory.mktemp("documentation") / "docs"
    run = subprocess.run(
        [sys.executable, str(SITE / "build.py"), str(folder)], capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert run.returncode == 0, run.stderr
    return folder


def page(site: Path, name: str) -> str:
    """Read a page of the site."""
    return (site / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("module", [tthc_catalog, extension, testing], ids=lambda module: module.__name__)
def test_every_public_name_has_an_entry(site: Path, module: ModuleType) -> None:
    """Every public name has an entry with its docstring."""
    anchors = {anchor for path in (site / "python").glob("*.html") for anchor in re.findall(r'id="([\w.]+)"', path.read_text("utf-8"))}
    names = {name for name in module.__all__ if name != "__version__"}
    own = {name for name in names if module is tthc_catalog or getattr(module, name) is not getattr(tthc_catalog, name, None)}
    assert {f"{module.__name__}.{name}" for name in own} <= anchors


def test_both_languages(site: Path) -> None:
    """A page has its own language, and the texts around it are in this language."""
    vietnamese, english = page(site, "how-to/danh-gia.html"), page(site, "how-to/evaluate-a-month.html")
    assert ('lang="vi"' in vietnamese, 'lang="en"' in english) == (True, True)
    assert ("Tìm kiếm" in vietnamese, "Tìm kiếm" in english) == (True, False)
    assert page(site, "index.html").index("Học từng bước") < page(site, "index.html").index("Tutorials")


def test_what_else_is_on_the_site(site: Path) -> None:
    """The notebooks are there with their outputs, and every schema has a page."""
    assert "the same figures for every desk: True" in page(site, "notebooks/a-month-in-pandas-and-polars.html")
    schemas = {path.name.removesuffix(".schema.json") for path in (ROOT / "schemas").glob("*.schema.json")} - {"tthc.bundle"}
    assert schemas <= {path.stem for path in (site / "schemas").glob("*.html")}
    assert "editions[].processing_time" in page(site, "schemas/procedure.html")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium; without it the test is skipped, but in CI it fails."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("NOT TESTED in a browser: Chromium is not installed")
    sync_playwright = pytest.importorskip("playwright.sync_api").sync_playwright
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


def found(browser: Browser, site: Path, query: str) -> set[str]:
    """Search in the site, opened from its folder, and return the pages that are found."""
    opened = browser.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda request: None if request.url.startswith(site.as_uri()) else complaints.append(request.url))
    opened.goto(f"{site.as_uri()}/search.html?q={query}")
    opened.wait_for_function("document.querySelector('.search-summary')?.innerText")
    links = opened.eval_on_selector_all("ul.search a", "links => links.map(link => link.getAttribute('href'))")
    opened.close()
    assert complaints == []
    return {link.partition("#")[0] for link in links}


SEARCHES = [
    ("phát hành danh mục", "phat hanh danh muc", "how-to/phat-hanh-danh-muc.html"),
    ("đánh giá một tháng", "danh gia mot thang", "how-to/danh-gia.html"),
    ("Giấy Hẹn", "giay hen", "how-to/phat-giay-hen.html"),
    ("khai sinh", "khái sình", "tutorial/quan-tri-danh-muc.html"),
    ("deadlines", "deadline", "explanation/deadlines.html"),
]
"""Two ways to type a query, and a page that both must find."""


@pytest.mark.parametrize(("marked", "plain", "wanted"), SEARCHES, ids=lambda value: value)
def test_the_search_ignores_tone_marks(browser: Browser, site: Path, marked: str, plain: str, wanted: str) -> None:
    """A query finds the same pages with and without marks, and nothing is requested from another machine."""
    pages = found(browser, site, marked)
    assert wanted in pages
    assert pages == found(browser, site, plain)


FAULTS = {
    '<a href="b.html">': "b.html leads nowhere",
    '<a href="#x">': "#x leads to no anchor",
    '<a href="a.html#x">': "a.html#x leads to no anchor",
    '<img src="https://example.org/x.png">': "loads https://example.org/x.png from another machine",
    '<script src="//example.org/x.js"></script>': "loads //example.org/x.js from another machine",
    '<link rel="stylesheet" href="https://example.org/x.css">': "loads https://example.org/x.css from another machine",
}


@pytest.mark.parametrize("element", FAULTS)
def test_a_dead_link_is_a_fault(tmp_path: Path, element: str) -> None:
    """A link or anchor that leads nowhere, and whatever is loaded from elsewhere, is a fault."""
    import links

    (tmp_path / "a.html").write_text(element, encoding="utf-8")
    assert links.faults(tmp_path) == [f"a.html: {FAULTS[element]}"]


@pytest.mark.parametrize(
    "element", ['<a href="a.html#y" id="y">', '<a href="https://example.org">', '<a href="x.txt" name="z"><a href="#z">']
)
def test_a_link_that_leads_somewhere_is_none(tmp_path: Path, element: str) -> None:
    """A link to a file, an anchor or another site is no fault."""
    import links

    (tmp_path / "a.html").write_text(element, encoding="utf-8")
    (tmp_path / "x.txt").write_text("", encoding="utf-8")
    assert links.faults(tmp_path) == []


def test_a_style_from_elsewhere_is_a_fault(tmp_path: Path) -> None:
    """A style sheet that loads a font from another machine is a fault."""
    import links

    (tmp_path / "a.css").write_text("@font-face { src: url('https://example.org/x.woff2') }", encoding="utf-8")
    assert links.faults(tmp_path) == ["a.css: loads from another machine"]


def test_examples_of_the_languages_run() -> None:
    """The examples of how a language is found and how marks are removed are true."""
    import languages

    assert doctest.testmod(languages) == (0, 2)


def test_a_name_that_is_not_on_the_page_fails_the_build() -> None:
    """The API page must list every public name; the message names the missing one."""
    import reference

    text = (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    assert reference.sections(text)
    with pytest.raises(ValueError, match="Verdict"):
        reference.sections(text.replace("| `Verdict` |", "| - |"))


def test_every_public_name_is_in_an_example() -> None:
    """The examples of the API page, which run, show every public name."""
    text = (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE))
    assert [name for name in tthc_catalog.__all__ if not re.search(rf"\b{name}\b", code)] == []


@pytest.mark.parametrize(
    ("path", "link", "shown"),
    [
        ("docs/how-to/x.md", "[a](../README.md)", "[a](../index.md)"),
        ("docs/how-to/x.md", "[a](../../catalog/manifest.yaml)", "[a](../files/catalog/manifest.yaml)"),
        ("docs/how-to/x.md", "[a](../../CHANGELOG.md#x)", "[a](../project/CHANGELOG.md#x)"),
        ("docs/how-to/x.md", "[a](../../tests/models)", "a"),
        ("docs/how-to/x.md", "[a](https://example.org) [b](#x)", "[a](https://example.org) [b](#x)"),
        ("README.md", "[`a`](docs/tutorial/windows.md)", "[`a`](../tutorial/windows.md)"),
    ],
)
def test_links_of_a_git_host_work_on_the_site(tmp_path: Path, path: str, link: str, shown: str) -> None:
    """A link to a page, a file or a folder of the project becomes what the site has."""
    import sources

    place = ROOT / path
    written = sources.Sources(tmp_path)
    page_name = sources.page_of(place)
    assert sources.LINK.sub(lambda match: written.link(place, page_name, match), link) == shown


def test_a_link_to_a_missing_file_fails_the_build(tmp_path: Path) -> None:
    """The message names the page and the address."""
    import sources

    match = sources.LINK.match("[a](missing.md)")
    assert match is not None
    with pytest.raises(FileNotFoundError, match=r"README.md: a link leads to missing.md"):
        sources.Sources(tmp_path).link(ROOT / "README.md", Path("project/README.md"), match)
