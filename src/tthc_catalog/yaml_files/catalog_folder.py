"""The layout of a catalog folder: which file goes where, and which files are misplaced, unknown or missing."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from tthc_catalog.messages import text_pair
from tthc_catalog.problems.problem_factory import make_problem
from tthc_catalog.yaml_files.yaml_reader import system_reason

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
_COPY_AFTER = re.compile(r"(?:\s*[-–_]\s*(?:copy|bản sao)(?:\s*\(\d+\))?|\s+copy(?:\s*\d+)?|\s*\(\d+\))+\Z", re.IGNORECASE)
_COPY_BEFORE = re.compile(r"\A(?:copy of|bản sao của)\s+", re.IGNORECASE)
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
        problem = _place_problem(path, parts, shown_as, kind, root)
        if problem is not None:
            problems.append(problem)
        elif kind is not None:
            files.append(CatalogFile(path=path, shown_as=shown_as, parts=parts, kind=kind))
    present = {file.parts for file in files}
    missing = [name for name in SINGLE_FILES if (name,) not in present]
    if len(missing) == len(SINGLE_FILES):  # probably not a catalog folder, so its other files need no warning
        problems = [problem for problem in problems if problem.code != "file-unknown"]
    problems += [make_problem("file-missing", f"{shown_root}/{name}", expected=name, hint=name) for name in missing]
    return files, problems


def _copied_name(name: str) -> str | None:
    """Return the name of the file that a file with this name is a copy of, or None; file managers name copies like this."""
    ending = _ENDINGS.search(name)
    if ending is None:
        return None
    stem = name[: ending.start()]
    original = _COPY_BEFORE.sub("", _COPY_AFTER.sub("", stem))
    return f"{original}.yaml" if original and original != stem else None


def _place_problem(path: Path, parts: tuple[str, ...], shown_as: str, kind: str | None, root: Path) -> Problem | None:
    """Return what is wrong with a file of this name at this place, or None."""
    name = parts[-1]
    original = _copied_name(name)
    if original is not None:
        if path.with_name(original).exists():
            return make_problem("file-copy", shown_as, found=name, expected=original)
        return make_problem("file-copy", shown_as, found=name, expected=original, hint=original, hint_key="problem.hint.rename")
    if kind is not None:
        return make_problem("file-unreadable", shown_as, reason=text_pair("yaml.link_outside")) if _leaves(path, root) else None
    if name.lower().endswith(_YAML_LIKE):
        return make_problem("file-misplaced", shown_as, found=name, hint=_suggested_path(parts))
    return None if name.lower().endswith(_HARMLESS) else make_problem("file-unknown", shown_as, found=name)


def _walk(folder: Path, above: tuple[str, ...]) -> Iterator[tuple[Path, tuple[str, ...], tuple[str, str] | None]]:
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
                    yield folder / entry.name, (*above, entry.name), system_reason(error)
            else:
                yield folder / entry.name, (*above, entry.name), None


def _leaves(path: Path, root: Path) -> bool:
    """Return whether a file is a link to a place outside the folder, so that a catalog from elsewhere could show any file of the machine.

    Links of an installed package are allowed: some installers link every file to their cache.
    """
    if not path.is_symlink() or _INSTALLED.intersection(root.absolute().parts):
        return False
    return not path.resolve().is_relative_to(root.resolve())


_INSTALLED = frozenset({"site-packages", "dist-packages"})


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
