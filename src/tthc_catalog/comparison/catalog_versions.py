"""Which version of a catalog is meant: a folder, the packaged one, a built package, a git revision, each also as of a day."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from tthc_catalog.console.catalog_source import check_folder, open_catalog
from tthc_catalog.errors import CatalogError
from tthc_catalog.messages import text
from tthc_catalog.records.catalog import Catalog

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PACKAGED = "packaged"
_DATED = re.compile(r"(?P<what>.*?)@?(?P<day>\d{4}-\d{2}-\d{2})", re.DOTALL)
_RANGE = re.compile(r"(?P<before>.*[^./])\.\.(?P<after>[^./].*)", re.DOTALL)
_MAX_BYTES = 256 * 2**20
"""A catalog taken out of a package or of git is refused beyond this size."""


@attrs.frozen(kw_only=True)
class Version:
    """A catalog, and how the caller named it.

    Attributes:
        named: as typed.
        day: look at the catalog as it stands on this day; None for all of it.
    """

    named: str
    catalog: Catalog
    day: dt.date | None


def split_range(before: str, after: str | None) -> tuple[str, str | None]:
    """``A..B`` in one word as two; a path that goes up (``../other``) stays one."""
    match = _RANGE.fullmatch(before)
    if after is None and match is not None and not Path(before).exists():
        return match["before"], match["after"]
    return before, after


def open_version(named: str, *, usual: str | None, lang: str) -> Version:
    """Load the version ``named``.

    Args:
        named: a folder; ``packaged``; a ``.whl`` or ``.zip`` file; ``REVISION:FOLDER`` or ``REVISION`` of git; the id of a plugin's
            catalog; a date, which means the usual catalog; any of these with ``@DATE`` behind it.
        usual: the catalog ``--catalog`` names, for a date alone and as the folder of a revision alone.
        lang: the language of a refusal.

    Raises:
        CatalogError: that version has errors.
        OSError: it cannot be read.
        click.UsageError: nothing of this name is there.
    """
    what, day = _split_day(named, lang)
    return Version(named=named, catalog=_open(what, named, usual, lang), day=day)


def working_folder(usual: str | None, lang: str) -> str:
    """The catalog folder being edited: the one ``--catalog`` names, else the current folder, else ``catalog`` in it."""
    for folder in (usual,) if usual is not None else (".", "catalog"):
        if Path(folder, "manifest.yaml").is_file():
            return folder
    if usual is not None:
        raise click.UsageError(text("new.no_catalog", lang, path=usual))
    raise click.UsageError(text("comparison.no_working_folder", lang))


def _split_day(named: str, lang: str) -> tuple[str, dt.date | None]:
    match = _DATED.fullmatch(named)
    if match is None or (match["what"] and not named.endswith("@" + match["day"])) or Path(named).exists():
        return named, None
    try:
        return match["what"], dt.date.fromisoformat(match["day"])
    except ValueError:
        raise click.UsageError(text("cli.error.day", lang, value=match["day"])) from None


def _open(what: str, named: str, usual: str | None, lang: str) -> Catalog:
    if not what:
        return open_catalog(usual)
    if what == PACKAGED:
        return open_catalog(None)
    path = Path(what)
    if path.is_dir():
        return open_catalog(what)
    if path.is_file():
        return _from_package(path, named, lang)
    if what.startswith("-"):
        raise click.UsageError(text("comparison.unknown", lang, named=named))
    files = _from_git(what, usual, lang)
    if files is not None:
        return _from_files(files, named)
    try:
        return open_catalog(what)  # the id of a plugin's catalog
    except OSError:
        raise click.UsageError(text("comparison.unknown", lang, named=named)) from None


def _from_files(files: Mapping[str, bytes], named: str) -> Catalog:
    """Check files as if they were a folder; problems name them by the version they come from."""
    with tempfile.TemporaryDirectory(prefix="tthc-") as folder:
        for name, content in files.items():
            target = Path(folder, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        catalog, problems = check_folder(folder)
        if catalog is None:
            here = Path(folder).as_posix()
            raise CatalogError(attrs.evolve(problem, file=problem.file.replace(here, named, 1)) for problem in problems)
    return attrs.evolve(catalog, root=named)


def _from_package(path: Path, named: str, lang: str) -> Catalog:
    """The catalog inside a wheel or another zip file: the folder that holds the manifest nearest the top."""
    try:
        with zipfile.ZipFile(path) as archive:
            found = [info for info in archive.infolist() if info.filename.rpartition("/")[2] == "manifest.yaml"]
            if not found:
                raise click.UsageError(text("comparison.no_catalog_inside", lang, named=named))
            folder = min((info.filename for info in found), key=lambda name: (name.count("/"), name)).rpartition("/")[0]
            prefix = f"{folder}/" if folder else ""
            inside = [i for i in archive.infolist() if i.filename.startswith(prefix) and _belongs(i.filename.removeprefix(prefix))]
            _refuse_large(sum(info.file_size for info in inside), named, lang)
            return _from_files({info.filename.removeprefix(prefix): archive.read(info) for info in inside}, named)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise click.UsageError(text("comparison.not_a_package", lang, named=named, reason=error)) from None


def _belongs(name: str) -> bool:
    """Whether a file in a version can be part of a catalog; nothing may lead out of the folder."""
    parts = name.split("/")
    return name.endswith(".yaml") and len(parts) <= 3 and not any(part in ("", "..") or "\\" in part or ":" in part for part in parts)


def _refuse_large(size: int, named: str, lang: str) -> None:
    if size > _MAX_BYTES:
        raise click.UsageError(text("comparison.too_large", lang, named=named, limit=_MAX_BYTES // 2**20))


def _from_git(what: str, usual: str | None, lang: str) -> dict[str, bytes] | None:
    """The files of a git revision's folder by their paths in it; None when git knows no such revision.

    Raises:
        click.UsageError: the revision is there but the folder is not, or git cannot be run.
    """
    revision, colon, folder = what.partition(":")
    where = "."
    if not colon:
        if _git(where, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}") is None:
            return None
        where = working_folder(usual, lang)
        prefix = _git(where, "rev-parse", "--show-prefix")
        if prefix is None:
            raise click.UsageError(text("comparison.no_repository", lang, folder=where))
        folder = prefix.decode().strip().rstrip("/")
    commit = _git(where, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if commit is None:
        return None
    tree = _git(where, "rev-parse", "--verify", "--quiet", f"{revision}:{folder}")
    listed = _git(where, "ls-tree", "-r", "-z", "-l", "--full-tree", tree.decode().strip()) if tree is not None else None
    entries = list(_tree_entries(listed or b""))
    if not entries:
        raise click.UsageError(text("comparison.no_folder_there", lang, revision=revision, folder=folder or "."))
    _refuse_large(sum(size for _, _, size in entries), what, lang)
    return dict(zip((name for name, _, _ in entries), _blobs(where, [object_id for _, object_id, _ in entries]), strict=True))


def _tree_entries(listed: bytes) -> Iterator[tuple[str, str, int]]:
    """Name, object and size of each file of a tree that can be part of a catalog; links are no files."""
    for entry in listed.split(b"\0"):
        if entry:
            described, _, name = entry.partition(b"\t")
            mode, kind, object_id, size = described.decode().split()
            path = os.fsdecode(name)
            if kind == "blob" and mode != "120000" and _belongs(path):
                yield path, object_id, int(size)


def _blobs(where: str, objects: list[str]) -> Iterator[bytes]:
    output = _git(where, "cat-file", "--batch", given="".join(f"{name}\n" for name in objects).encode()) or b""
    place = 0
    for _ in objects:
        end = output.index(b"\n", place)
        size = int(output[place:end].split()[2])
        yield output[end + 1 : end + 1 + size]
        place = end + 1 + size + 1


def _git(where: str, *words: str, given: bytes = b"") -> bytes | None:
    """What git answers; None when it refuses, or is not installed."""
    environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    try:
        done = subprocess.run(  # noqa: S603 - words are git's own, and revisions that do not start with a dash
            ["git", "-C", where, *words],  # noqa: S607 - the git the caller would run
            input=given,
            capture_output=True,
            check=False,
            env=environment,
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
