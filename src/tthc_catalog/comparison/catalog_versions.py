"""Load the version of a catalog that the user names: a folder, the packaged one, a built package or a git revision, each also as of a day."""

from __future__ import annotations

import datetime as dt
import lzma
import os
import re
import subprocess
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from tthc_catalog.console.catalog_source import PACKAGED, check_folder, open_catalog, working_folder
from tthc_catalog.errors import CatalogError
from tthc_catalog.messages import text
from tthc_catalog.records.catalog import Catalog

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_DATED = re.compile(r"(?P<what>.*?)@?(?P<day>\d{4}-\d{2}-\d{2})", re.DOTALL)
_RANGE = re.compile(r"(?P<before>.*[^./])\.\.(?P<after>[^./].*)", re.DOTALL)
_MAX_BYTES = 256 * 2**20
"""Largest catalog that is extracted from a package or from git."""


@attrs.frozen(kw_only=True)
class Version:
    """A catalog and the name it was requested by.

    Attributes:
        named: the name as typed.
        day: compare only what is in force on this day; None for the whole catalog.
    """

    named: str
    catalog: Catalog
    day: dt.date | None


def split_range(before: str, after: str | None) -> tuple[str, str | None]:
    """Split ``A..B`` into two names; keep a relative path such as ``../other`` whole."""
    match = _RANGE.fullmatch(before)
    if after is None and match is not None and not Path(before).exists():
        return match["before"], match["after"]
    return before, after


def open_version(named: str, *, usual: str | None, lang: str) -> Version:
    """Load the version ``named``.

    Args:
        named: a folder; ``packaged``; a ``.whl`` or ``.zip`` file; ``REVISION:FOLDER`` or ``REVISION`` of git; the id of a plugin's
            catalog; a date, which means the usual catalog; any of these followed by ``@DATE``.
        usual: the catalog ``--catalog`` names; a date alone means this catalog, a revision alone means its folder.
        lang: the language of error messages.

    Raises:
        CatalogError: that version has errors.
        OSError: it cannot be read.
        click.UsageError: there is no version of this name.
    """
    what, day = _split_day(named, lang)
    return Version(named=named, catalog=_open(what, named, usual, lang), day=day)


def _split_day(named: str, lang: str) -> tuple[str, dt.date | None]:
    """Split ``NAME@DATE``; a file of that very name is kept whole."""
    match = _DATED.fullmatch(named)
    if match is None or (match["what"] and not named.endswith("@" + match["day"])) or Path(named).exists():
        return named, None
    try:
        return match["what"], dt.date.fromisoformat(match["day"])
    except ValueError:
        raise click.UsageError(text("console.error.day", lang, value=match["day"])) from None


def _open(what: str, named: str, usual: str | None, lang: str) -> Catalog:
    if not what:
        return open_catalog(usual)
    if what == PACKAGED:
        return open_catalog(PACKAGED)
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
    """Load files as a catalog folder; problems show the name of the version instead of the folder."""
    with tempfile.TemporaryDirectory(prefix="tthc-") as folder:
        for name, content in files.items():
            target = Path(folder, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        catalog, problems = check_folder(folder)
        if catalog is None:
            prefix = Path(folder).as_posix()
            raise CatalogError(attrs.evolve(problem, file=problem.file.replace(prefix, named, 1)) for problem in problems)
    return attrs.evolve(catalog, root=named)


def _from_package(path: Path, named: str, lang: str) -> Catalog:
    """Load the catalog in a wheel or another zip file; its folder is the one with the topmost manifest."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifests = [info.filename for info in archive.infolist() if info.filename.rpartition("/")[2] == "manifest.yaml"]
            if not manifests:
                raise click.UsageError(text("comparison.no_catalog_inside", lang, named=named))
            folder = min(manifests, key=lambda name: (name.count("/"), name)).rpartition("/")[0]
            prefix = f"{folder}/" if folder else ""
            inside = [i for i in archive.infolist() if i.filename.startswith(prefix) and _belongs(i.filename.removeprefix(prefix))]
            _refuse_large(sum(info.file_size for info in inside), named, lang)
            return _from_files({info.filename.removeprefix(prefix): archive.read(info) for info in inside}, named)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError) as error:
        raise click.UsageError(text("comparison.not_a_package", lang, named=named, reason=error)) from None


def _belongs(name: str) -> bool:
    """Whether a file can be part of a catalog; reject paths that lead out of the folder."""
    parts = name.split("/")
    return name.endswith(".yaml") and len(parts) <= 3 and not any(part in ("", "..") or "\\" in part or ":" in part for part in parts)


def _refuse_large(size: int, named: str, lang: str) -> None:
    if size > _MAX_BYTES:
        raise click.UsageError(text("comparison.too_large", lang, named=named, limit=_MAX_BYTES // 2**20))


def _from_git(what: str, usual: str | None, lang: str) -> dict[str, bytes] | None:
    """Return the files of a folder in a git revision by their paths in it; None if there is no such revision, or no git.

    Raises:
        click.UsageError: the revision exists, but the folder does not, or the catalog is in no repository.
    """
    revision, colon, folder = what.partition(":")
    where = "."
    if not colon:
        if usual is not None and Path(usual).is_dir():
            where = usual
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
    """Yield name, object and size of each file of a tree that can be part of a catalog; skip symbolic links."""
    for entry in listed.split(b"\0"):
        if entry:
            metadata, _, name = entry.partition(b"\t")
            mode, kind, object_id, size = metadata.decode().split()
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
    """Return the output of git; None if it fails or is not installed."""
    environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    try:
        done = subprocess.run(  # noqa: S603 - git's own words, and revisions that do not start with a dash
            ["git", "-C", where, *words],  # noqa: S607 - the git the caller would run
            input=given,
            capture_output=True,
            check=False,
            env=environment,
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
