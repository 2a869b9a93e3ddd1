"""Publishing: all or nothing, the same bytes everywhere, a stamp on everything."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import pytest

from tthc_catalog.cli import main
from tthc_catalog.errors import PublicationError
from tthc_catalog.extension.specs import Artefact, RendererSpec
from tthc_catalog.publication.content.catalog_data import canonical, digest_of
from tthc_catalog.publication.content.publication import version_day
from tthc_catalog.publication.content.web_addresses import normal_base_url
from tthc_catalog.publication.output.publishing import INDEX, publish
from tthc_catalog.publication.output.renderers import chosen_renderers
from tthc_catalog.publication.papers import announcement as announcement_module
from tthc_catalog.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.publication.content.publication import Publication
    from tthc_catalog.records.catalog import Catalog

SHEETS = ("pdf", "xlsx", "docx", "ics", "jsonld", "json", "csv", "announcement")


def _spec(id: str, *artefacts: Artefact, fault: Exception | None = None) -> RendererSpec:
    def render(_: Publication) -> Iterator[Artefact]:
        yield from artefacts
        if fault is not None:
            raise fault

    return RendererSpec(id=id, title=id, title_en=id, media_type="text/plain", render=render)


def _file(path: str, content: bytes = b"x") -> Artefact:
    return Artefact(path=path, content=content, media_type="text/plain")


def _tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_everything_is_written_and_listed(publication: Publication, tmp_path: Path) -> None:
    """The index lists every file of the folder and has the stamp; no draft is left behind."""
    files = publish(publication, chosen_renderers(SHEETS, Registry()), tmp_path / "out")
    index = json.loads((tmp_path / "out" / INDEX).read_text(encoding="utf-8"))
    assert {file["path"] for file in index["files"]} == set(_tree(tmp_path / "out")) - {INDEX}
    assert [file.path for file in files] == sorted(file["path"] for file in index["files"])
    assert index["stamp"]["as_of"] == "2024-04-08"
    assert index["stamp"]["digest"] == publication.stamp.digest
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_failure_leaves_the_folder_unchanged(publication: Publication, tmp_path: Path) -> None:
    """If a renderer fails, the earlier publication is unchanged and no draft is left behind."""
    publish(publication, [_spec("good", _file("a.txt", b"old"))], tmp_path / "out")
    before = _tree(tmp_path / "out")
    with pytest.raises(ZeroDivisionError):
        publish(publication, [_spec("bad", _file("a.txt", b"new"), fault=ZeroDivisionError())], tmp_path / "out")
    assert _tree(tmp_path / "out") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_a_failing_format_does_not_prevent_the_others(publication: Publication, tmp_path: Path) -> None:
    """The other formats are written; the error names the failed one, even if its own text fails; its partial files are left out."""

    class Speechless(RuntimeError):
        def __str__(self) -> str:
            raise ValueError

    for fault, reason in ((ZeroDivisionError("no luck"), "bad: ZeroDivisionError: no luck"), (Speechless(), "bad: Speechless")):
        with pytest.raises(PublicationError, match=reason):
            publish(publication, [_spec("bad", _file("a.txt"), fault=fault), _spec("good", _file("b.txt"))], tmp_path / "out")
        assert sorted(_tree(tmp_path / "out")) == ["b.txt", INDEX]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_a_format_that_exits_is_named(publication: Publication, tmp_path: Path) -> None:
    """A renderer of a plugin that calls ``sys.exit`` does not end the command without a word."""

    def leave(_: Publication) -> Iterator[Artefact]:
        raise SystemExit(3)

    spec = attrs.evolve(_spec("bad"), render=leave)
    with pytest.raises(PublicationError, match=r"bad.*SystemExit: 3"):
        publish(publication, [spec], tmp_path / "out")
    with pytest.raises(PublicationError, match="bad: SystemExit: 3"):
        publish(publication, [spec, _spec("good", _file("b.txt"))], tmp_path / "out")


def test_an_announcement_that_is_too_long_does_not_prevent_the_others(
    publication: Publication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text of more than 90 seconds is named; the texts of other desks and the other formats are written."""
    announcements = chosen_renderers(("announcement",), Registry())
    real = announcement_module.reading_seconds
    monkeypatch.setattr(announcement_module, "reading_seconds", lambda spoken: 95 if "huyện" in spoken else real(spoken))
    with pytest.raises(PublicationError, match=r"announcement-district\.txt.*95") as raised:
        publish(publication, [*announcements, _spec("good", _file("b.txt"))], tmp_path / "out")
    assert "2" in raised.value.text("vi")
    assert sorted(_tree(tmp_path / "out")) == ["announcement-commune.txt", "b.txt", INDEX]


def test_a_whole_disk_is_rejected_at_once(publication: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    """One foreign file is enough to reject a folder; the rest of the disk is not searched."""
    seen: list[Path] = []
    real = Path.is_symlink
    monkeypatch.setattr(Path, "is_symlink", lambda self: seen.append(self) or real(self))
    with pytest.raises(PublicationError, match="other files"):
        publish(publication, [_spec("good", _file("a.txt"))], Path("/"))
    assert len(seen) < 10_000


def test_a_publication_replaces_the_earlier_one_as_a_whole(publication: Publication, tmp_path: Path) -> None:
    """No file of the earlier publication remains."""
    publish(publication, [_spec("first", _file("a.txt"), _file("sub/b.txt"))], tmp_path / "out")
    publish(publication, [_spec("second", _file("c.txt"))], tmp_path / "out")
    assert sorted(_tree(tmp_path / "out")) == ["c.txt", INDEX]


def test_a_foreign_folder_is_rejected(publication: Publication, tmp_path: Path) -> None:
    """A folder with other files is never replaced, nor is a file or a link."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "thesis.doc").write_bytes(b"precious")
    (tmp_path / "file").write_bytes(b"precious")
    (tmp_path / "link").symlink_to(tmp_path / "home")
    for name in ("home", "file", "link"):
        with pytest.raises(PublicationError):
            publish(publication, [_spec("good", _file("a.txt"))], tmp_path / name)
    assert (tmp_path / "home" / "thesis.doc").read_bytes() == b"precious"


def test_a_foreign_file_in_a_publication_is_kept(publication: Publication, tmp_path: Path) -> None:
    """A file added to a published folder prevents its replacement and is named; an invalid index does not mark a publication."""
    publish(publication, [_spec("good", _file("a.txt", b"old"))], tmp_path / "out")
    (tmp_path / "out" / "CNAME").write_bytes(b"precious")
    before = _tree(tmp_path / "out")
    with pytest.raises(PublicationError, match="CNAME"):
        publish(publication, [_spec("good", _file("a.txt", b"new"))], tmp_path / "out")
    assert _tree(tmp_path / "out") == before
    for number, index in enumerate((b"{}", b"[]", b"\xff", b'{"kind": "other", "files": []}', b'{"kind": "publication", "files": [1]}')):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / INDEX).write_bytes(index)
        with pytest.raises(PublicationError, match="other files"):
            publish(publication, [_spec("good", _file("a.txt"))], tmp_path / str(number))


def test_the_current_folder_can_be_published_into(publication: Publication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative path works, and the folder gets the permissions of any new folder."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    publish(publication, [_spec("good", _file("a.txt"))], Path())
    assert sorted(_tree(tmp_path / "here")) == ["a.txt", INDEX]
    (tmp_path / "new").mkdir()
    assert (tmp_path / "here").stat().st_mode == (tmp_path / "new").stat().st_mode


def test_concurrent_publishing_into_one_folder(publication: Publication, tmp_path: Path) -> None:
    """No writer fails, the last publication is complete, and no draft is left behind."""

    def write(name: str) -> None:
        for _ in range(40):
            publish(publication, [_spec(name, *(_file(f"{name}-{n}.txt") for n in range(3)))], tmp_path / "out")

    with ThreadPoolExecutor(4) as writers:
        for done in [writers.submit(write, name) for name in "abcd"]:
            done.result()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    names = sorted(_tree(tmp_path / "out"))
    assert names == [f"{names[0][0]}-{n}.txt" for n in range(3)] + [INDEX]


@pytest.mark.parametrize("path", ["/etc/x", "../x", "a/../../x", "a\\b", "", INDEX])
def test_no_format_writes_outside_the_folder(publication: Publication, tmp_path: Path, path: str) -> None:
    """A path that leads out of the folder or overwrites the index is rejected."""
    with pytest.raises(PublicationError):
        publish(publication, [_spec("bad", _file(path))], tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_two_formats_cannot_claim_one_file(publication: Publication, tmp_path: Path) -> None:
    """The error names the second of two formats that write the same path."""
    with pytest.raises(PublicationError, match="second"):
        publish(publication, [_spec("first", _file("a")), _spec("second", _file("a"))], tmp_path / "out")


def test_the_same_bytes_in_another_time_zone_and_locale(tmp_path: Path) -> None:
    """Two processes in time zones a day apart, with different locales and hash seeds, write the same bytes."""
    trees = []
    for number, settings in enumerate(
        (
            {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
            {"TZ": "America/Los_Angeles", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"},
        )
    ):
        folder = tmp_path / str(number) / "out"
        command = [sys.executable, "-m", "tthc_catalog", "publish", "-o", str(folder), "--formats", ",".join(SHEETS)]
        command += ["--as-of", "2025-01-20", "--base-url", "https://example.gov.vn/x"]
        done = subprocess.run(command, env=os.environ | settings, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        trees.append(_tree(folder))
    assert trees[0].keys() == trees[1].keys()
    assert [name for name in trees[0] if trees[0][name] != trees[1][name]] == []


def test_the_digest_depends_on_facts_only(catalog: Catalog) -> None:
    """A changed fact changes the digest; the location of the files does not."""
    moved = attrs.evolve(catalog, root="/elsewhere", procedures=tuple(attrs.evolve(p, file="x.yaml") for p in catalog.procedures))
    assert digest_of(moved) == digest_of(catalog)
    first = catalog.procedures[0]
    edited = attrs.evolve(first, editions=(attrs.evolve(first.editions[0], name="x"), *first.editions[1:]))
    assert digest_of(attrs.evolve(catalog, procedures=(edited, *catalog.procedures[1:]))) != digest_of(catalog)


def test_canonical_text_does_not_depend_on_order() -> None:
    """Equal data gives equal text."""
    assert canonical({"b": 1, "a": ["ế"]}) == canonical({"a": ["ế"], "b": 1}) == '{"a":["ế"],"b":1}'


def test_the_day_comes_from_the_version(catalog: Catalog) -> None:
    """The default day is that of the catalog's version, whatever the clock says."""
    numbered = attrs.evolve(catalog, manifest=attrs.evolve(catalog.manifest, version="2024.02.29.3"))
    assert version_day(numbered) == dt.date(2024, 2, 29)


@pytest.mark.parametrize(
    "address",
    ["ftp://a.vn/", "https://", "javascript:alert(1)", "https://a.vn/?q=1", "https://a.vn/#x", 'https://a.vn/"><b>', "https://[", "a b"],
)
def test_invalid_base_addresses_are_rejected(address: str) -> None:
    """A base address is http or https and can be followed by paths."""
    with pytest.raises(PublicationError):
        normal_base_url(address)


def test_a_base_address_ends_with_a_slash() -> None:
    """A missing slash is added, because relative paths follow."""
    assert normal_base_url("https://a.vn/x") == normal_base_url("https://a.vn/x/") == "https://a.vn/x/"


def test_an_unknown_format_is_an_error_with_suggestions() -> None:
    """The error for a misspelt format suggests all formats."""
    with pytest.raises(PublicationError) as raised:
        chosen_renderers(["pfd"], Registry())
    assert set(SHEETS) <= set(raised.value.suggestions)


def test_our_formats_come_through_the_hook() -> None:
    """Our own formats are in the registry, like those of plugins."""
    assert set(SHEETS) | {"html"} <= set(Registry().ids("renderer"))
    assert [spec.id for spec in chosen_renderers(["json", "pdf", "json"], Registry())] == ["pdf", "json"]


@pytest.mark.parametrize(
    ("module", "call", "extra"),
    [
        ("typst", ["publish", "-o", "out", "--formats", "pdf"], "pdf"),
        ("segno", ["publish", "-o", "out", "--formats", "pdf"], "pdf,web"),
        ("jinja2", ["publish", "-o", "out", "--formats", "html"], "web"),
        ("xlsxwriter", ["publish", "-o", "out", "--formats", "xlsx"], "office"),
        ("docx", ["publish", "-o", "out", "--formats", "docx"], "office"),
        ("icalendar", ["sessions", "--from", "2025-05-01", "--to", "2025-05-09", "--format", "ics"], "office"),
        ("typst", ["slip", "1.001193", "--level", "commune", "--at", "2023-09-29 10:00", "--to", "pdf", "-o", "slip.pdf"], "pdf"),
    ],
)
def test_a_missing_extra_is_named(
    module: str, call: list[str], extra: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """If the extra for a format is missing, the command names it and leaves no files behind."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in sys.modules if name.startswith(("tthc_catalog.publication.", "tthc_catalog.documents."))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)
    assert main(call) == 2
    assert f"tthc-catalog[{extra}" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_desks_are_selected_on_the_command_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """An unknown desk is an error before anything is written; a desk that has closed by the day is reported."""
    call = ["publish", "-o", str(tmp_path / "out"), "--formats", "announcement", "--as-of", "2024-12-02"]
    assert main([*call, "--office", "xa-tan-ann"]) == 2
    assert "xa-tan-an" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert main([*call, "--office", "xa-tan-an", "--office", "xa-cam-che"]) == 0
    assert "Bộ phận xa-cam-che không hoạt động vào ngày 02/12/2024" in capsys.readouterr().out
    assert sorted(_tree(tmp_path / "out")) == ["announcement-xa-tan-an.txt", INDEX]


def test_a_plugins_format_is_published_like_ours(publication: Publication, tmp_path: Path) -> None:
    """The files of any renderer are written and listed under the id of its format."""
    spoken = _spec("loudspeaker", _file("loud/speaker.txt", "ồ".encode()))
    (file,) = publish(publication, [spoken], tmp_path / "out")
    assert (file.format, file.path, file.size) == ("loudspeaker", "loud/speaker.txt", 3)
    assert json.loads((tmp_path / "out" / INDEX).read_text(encoding="utf-8"))["files"][0]["sha256"] == file.sha256
