"""The layout of a catalog folder: which file goes where, and which files are misplaced, unknown or missing."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from tthc_catalog.problems.problem_factory import make_problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.errors import Problem

SINGLE_FILES = {"manifest.yaml": "manifest", "legal.yaml": "legal", "sources.yaml": "sources", "offices.yaml": "offices"}
"""Required files at the top of the folder -> their kind."""

OPTIONAL_FILES = {"closures.yaml": "closures", "corrections.yaml": "corrections"}
"""Files at the top of the folder that a catalog may have -> their kind."""

FILE_FOLDERS = {"calendar": "calendar", "models": "model", "rosters": "roster"}
"""Folders with one file per record -> the kind of these files."""

RELEASES = "releases"
"""The folder of the releases, whose files are read by `tthc release` and not as parts of the catalog."""

_YAML_LIKE = (".yaml", ".yml", ".yaml.txt", ".yml.txt", ".json")
_ENDINGS = re.compile(r"(\.yaml|\.yml|\.json|\.txt)+\Z", re.IGNORECASE)
_HARMLESS = (".md", ".txt", ".html", ".css", ".svg", ".png", ".pdf")


@attrs.frozen(kw_only=True)
class CatalogFile:
    """One file of a catalog folder.

    Attributes:
        path: where the file is.
        shown_as: its path in problems.
        parts: the names on its path below the folder.
        kind: the kind of file that belongs at this location.
    """

    path: Path
    shown_as: str
    parts: tuple[str, ...]
    kind: str


def list_files(root: Path) -> tuple[list[CatalogFile], list[Problem]]:
    """Return the files of a catalog, sorted by path, and the problems of the folder itself."""
    shown_root = root.as_posix()
    if not root.is_dir():
        return [], [make_problem("folder-missing", shown_root)]
    files: list[CatalogFile] = []
    problems: list[Problem] = []
    for path, parts, failure in sorted(_walk(root, ()), key=lambda item: item[1]):
        if parts[0] == RELEASES and parts[-1].endswith(".json"):
            continue
        shown_as = f"{shown_root}/{'/'.join(parts)}" if shown_root != "." else "/".join(parts)
        if failure is not None:
            problems.append(make_problem("file-unreadable", shown_as, reason=failure))
            continue
        kind = _kind_of(parts)
        if kind is not None:
            files.append(CatalogFile(path=path, shown_as=shown_as, parts=parts, kind=kind))
        elif parts[-1].lower().endswith(_YAML_LIKE):
            problems.append(make_problem("file-misplaced", shown_as, found=parts[-1], hint=_suggested_path(parts)))
        elif not parts[-1].lower().endswith(_HARMLESS):
            problems.append(make_problem("file-unknown", shown_as, found=parts[-1]))
    present = {file.parts for file in files}
    missing = [name for name in SINGLE_FILES if (name,) not in present]
    if len(missing) == len(SINGLE_FILES):  # probably not a catalog folder, so its other files need no warning
        problems = [problem for problem in problems if problem.code != "file-unknown"]
    problems += [make_problem("file-missing", f"{shown_root}/{name}", expected=name, hint=name) for name in missing]
    return files, problems


def _walk(folder: Path, above: tuple[str, ...]) -> Iterator[tuple[Path, tuple[str, ...], str | None]]:
    """Yield the files below a folder, and the subfolders that cannot be read with the reason.

    Skip hidden files, and do not follow links to folders, so that the walk ends.

    Raises:
        OSError: the folder itself cannot be read.
    """
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith((".", "~")):
                continue
            if entry.is_dir(follow_symlinks=False):
                try:
                    yield from _walk(folder / entry.name, (*above, entry.name))
                except OSError as error:
                    yield folder / entry.name, (*above, entry.name), error.strerror or str(error)
            else:
                yield folder / entry.name, (*above, entry.name), None


def _kind_of(parts: tuple[str, ...]) -> str | None:
    """Return the kind of file that belongs at a path, or None if no catalog file does."""
    name = parts[-1]
    if len(parts) == 1:
        return SINGLE_FILES.get(name) or OPTIONAL_FILES.get(name)
    if not name.endswith(".yaml"):
        return None
    if len(parts) == 2:
        return FILE_FOLDERS.get(parts[0])
    return "procedure" if len(parts) == 3 and parts[0] not in FILE_FOLDERS else None


def _suggested_path(parts: tuple[str, ...]) -> str:
    """Return the likely path of a misplaced file that looks like part of the catalog."""
    name = f"{_ENDINGS.sub('', parts[-1])}.yaml"
    if len(parts) > 1 and parts[0] in FILE_FOLDERS:
        return f"{parts[0]}/{name}"
    if len(parts) == 3:
        return "/".join((*parts[:-1], name))
    return name if name in SINGLE_FILES or name in OPTIONAL_FILES else f"<level>/<field>/{name}"
