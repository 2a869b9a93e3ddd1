"""Texts of plugins: found by their area, without any change of the library."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from message_files import compiled, po_file, write_texts

from tthc_catalog import messages
from tthc_catalog.extension.discovery import Status
from tthc_catalog.messages import AREAS, has_text, text
from tthc_catalog.registry import Registry, texts_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from installed import Site

GIVES = """
from pathlib import Path
from tthc_catalog.extension import TextsSpec

def tthc_texts():
    return [TextsSpec(id={id!r}, folder=Path({folder!r}))]
"""


@pytest.fixture
def write_area(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Return a function that writes the message files of an area; the area is forgotten afterwards."""
    written: list[str] = []

    def write(area: str) -> Path:
        written.append(area)
        for lang, forms in (("vi", ("{count} việc",)), ("en", ("{count} task", "{count} tasks"))):
            path = po_file(tmp_path / "texts", lang, area)
            write_texts(path, {f"{area}.count": forms}, {f"{area}.count"}, {})
            path.with_suffix(".mo").write_bytes(compiled(path))
        return tmp_path / "texts"

    yield write
    for area in written:
        messages._folders.pop(area, None)
        for lang in ("vi", "en"):
            messages._opened.pop((area, lang), None)


def test_texts_of_an_installed_plugin_are_found(site: Site, write_area: Callable[[str], Path]) -> None:
    """A plugin's area is looked up like one of the core, with plural forms, as soon as the plugin is installed."""
    site.install("meetings-plugin", GIVES.format(id="meetings", folder=str(write_area("meetings"))))
    assert text("meetings.count", "en", count=1) == "1 task"
    assert text("meetings.count", "en", count=3) == "3 tasks"
    assert text("meetings.count", "vi", count=3) == "3 việc"


def test_a_plugin_cannot_replace_texts_of_the_library(site: Site, write_area: Callable[[str], Path]) -> None:
    """An area of the core or of a plugin of this distribution is in conflict, and the library's texts stay."""
    folder = str(write_area("cli"))
    site.install("cli-plugin", GIVES.format(id="cli", folder=folder))
    site.install("site-plugin", GIVES.format(id="site", folder=folder))
    faults = {report.name: report.status for report in Registry().plugins}
    assert faults == {"cli-plugin": Status.CONFLICT, "site-plugin": Status.CONFLICT}
    assert not has_text("cli.count")


def test_texts_without_a_folder_are_a_fault(site: Site) -> None:
    """The folder of the texts must exist."""
    site.install("meetings-plugin", GIVES.format(id="meetings", folder="/no/such/folder"))
    (report,) = Registry().plugins
    assert report.status == Status.CONTRACT_VIOLATION
    assert "/no/such/folder" in report.faults[0].reason[1]


def test_first_party_areas_are_found_without_loading_other_plugins(site: Site) -> None:
    """Texts of evaluation and publication are found although another plugin cannot be imported."""
    site.install("broken-plugin", "raise RuntimeError('loaded')")
    for area in ("evaluation", "finding", "ranking", "reporting", "desk", "publication", "site"):
        folder = texts_folder(area)
        assert folder is not None
        assert (folder / "vi" / "LC_MESSAGES" / f"{area}.mo").is_file()


def test_the_registry_knows_the_areas_of_the_core() -> None:
    """The areas of the core are specs as well, each with an existing folder."""
    registry = Registry(plugins=())
    for area in AREAS:
        assert registry.find("texts", area).folder.is_dir()
