"""The readers of dossier files by their id: our own, and those plugins give through the hook ``tthc_importers``."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tthc_catalog.errors import EvaluationError
from tthc_catalog.evaluation.columnar_files import arrow_reader, open_arrow, open_parquet, parquet_schema
from tthc_catalog.evaluation.delimited_text import open_text, text_form
from tthc_catalog.evaluation.mapping import AUTOMATIC, ColumnMap
from tthc_catalog.evaluation.reading import Opened, open_rows
from tthc_catalog.evaluation.spreadsheets import open_xlsx, sheet_header

if TYPE_CHECKING:
    from tthc_catalog.extension.registry import Registry

OWN: Mapping[str, tuple[tuple[str, ...], Callable[[Path, ColumnMap], Opened]]] = {
    "csv": ((".csv", ".tsv", ".txt"), open_text),
    "xlsx": ((".xlsx", ".xlsm"), open_xlsx),
    "parquet": ((".parquet", ".pq"), open_parquet),
    "arrow": ((".arrow", ".feather", ".ipc", ".arrows"), open_arrow),
}
"""Our own readers: id -> endings of the files, and how one is opened."""


def open_file(path: Path, mapping: ColumnMap, registry: Registry, importer: str | None = None) -> tuple[str, Opened]:
    """Open a file with the reader for it.

    Args:
        path: the file.
        mapping: which column holds which field.
        registry: knows the readers plugins give.
        importer: id of the reader; by default it is chosen by the file's ending.

    Returns:
        The reader's id, and the file.

    Raises:
        EvaluationError: no reader takes it, or it cannot be read as what it is.
        PluginError: the reader asked for is given by nothing that works.
        OSError: it cannot be read.
    """
    if not path.is_file():
        raise FileNotFoundError(2, "No such file", str(path))
    name = importer or _chosen(path, registry)
    if name in OWN:
        return name, OWN[name][1](path, mapping)
    spec = registry.importer(name, asked_by=path.name)

    def rows() -> Iterator[Mapping[str, Any]]:
        return iter(spec.read(path))

    return name, open_rows(path, mapping, rows, {})


def headers_of(path: Path, registry: Registry) -> tuple[list[str], int]:
    """The headers of a file, and the line they stand on, the first being 1; raises like `open_file`."""
    if not path.is_file():
        raise FileNotFoundError(2, "No such file", str(path))
    name = _chosen(path, registry)
    if name == "csv":
        *_, header, skip = text_form(path, AUTOMATIC)
        return header, skip
    if name == "xlsx":
        row, header, _ = sheet_header(path, AUTOMATIC)
        return header, row
    if name == "parquet":
        return list(parquet_schema(path).names), 1
    if name == "arrow":
        return list(arrow_reader(path).schema.names), 1
    return list(next(iter(registry.importer(name, asked_by=path.name).read(path)), {})), 1


def _chosen(path: Path, registry: Registry) -> str:
    ending = path.suffix.lower()
    for name, (suffixes, _) in OWN.items():
        if ending in suffixes:
            return name
    for name in registry.ids("importer"):
        if ending in registry.find("importer", name).suffixes:
            return name
    known = ", ".join(suffix for suffixes, _ in OWN.values() for suffix in suffixes)
    raise EvaluationError("evaluation.error.no_importer", file=path.name, suffixes=known)


def sha256_of(path: Path) -> str:
    """The digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
