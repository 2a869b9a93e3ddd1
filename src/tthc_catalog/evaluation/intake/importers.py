"""Choose the importer for a dossier file, and open the file with it."""

from __future__ import annotations

import errno
import functools
import hashlib
import itertools
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from tthc_catalog.errors import EvaluationError
from tthc_catalog.evaluation.intake.row_batches import OpenedFile, open_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tthc_catalog.evaluation.intake.column_map import ColumnMap
    from tthc_catalog.extension.registry import SpecRegistry
    from tthc_catalog.extension.specs import ImporterSpec

_T = TypeVar("_T")

_ROWS_AT_ONCE = 1_000


def open_file(path: Path, mapping: ColumnMap, registry: SpecRegistry, importer: str | None = None) -> tuple[str, OpenedFile]:
    """Open a dossier file.

    Args:
        path: the file.
        mapping: which column holds which field.
        registry: looks up importers.
        importer: id of the importer; chosen by the file's suffix by default.

    Returns:
        The importer's id, and the opened file.

    Raises:
        EvaluationError: no importer reads files of this suffix, or the file is not what its suffix says.
        PluginError: no working plugin provides the importer, or the plugin fails.
        OSError: the file cannot be read.
    """
    spec = importer_of(path, registry, importer)
    if spec.open is not None:
        with registry.reading("importer", spec.id, path.name):
            return spec.id, _expected(spec.open(path, mapping), OpenedFile)
    return spec.id, open_rows(path, mapping, functools.partial(rows_of, spec, path, registry), {})


def rows_of(spec: ImporterSpec, path: Path, registry: SpecRegistry) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of a file that an importer reads row by row.

    Raises:
        PluginError: the plugin fails.
    """
    reading = functools.partial(registry.reading, "importer", spec.id, path.name)
    assert spec.read is not None, "checked when the plugin was loaded"
    with reading():
        rows = iter(spec.read(path))
    part: list[Mapping[str, Any]] = [{}]
    while part:
        with reading():  # for several rows, since entering it takes longer than reading one
            part = [_expected(row, Mapping) for row in itertools.islice(rows, _ROWS_AT_ONCE)]  # type: ignore[type-abstract]  # only for isinstance
        yield from part


def _expected(value: Any, kind: type[_T]) -> _T:
    if not isinstance(value, kind):
        raise TypeError(f"{type(value).__name__} is no {kind.__name__}")
    return value


def sha256_of(path: Path) -> str:
    """Return the SHA-256 digest of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def importer_of(path: Path, registry: SpecRegistry, wanted: str | None = None) -> ImporterSpec:
    """Return the importer of a file: the one named, else a plugin's for its suffix, else ours for its content.

    The content decides among our own importers, since exports are often named for another kind: a web page or plain text named .xls.

    Raises:
        EvaluationError: no importer reads such a file.
        PluginError: no working plugin provides the importer.
        OSError: the file cannot be read.
    """
    if not path.is_file():
        if path.exists() and not path.is_dir():  # a pipe or a device: the file is read more than once
            raise EvaluationError("evaluation.error.not_a_file", file=str(path))
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    if wanted is not None:
        return registry.importer(wanted, requested_by=path.name)
    suffix = path.suffix.lower()
    own: dict[str, ImporterSpec] = {spec.id: spec for spec in registry.first_party("importer")}
    if not any(suffix in spec.suffixes for spec in own.values()):
        others = (registry.find("importer", name) for name in registry.ids("importer"))
        found: ImporterSpec | None = next((spec for spec in others if suffix in spec.suffixes and spec.id not in own), None)
        if found is not None:
            return found
    from tthc_catalog.evaluation.intake.spreadsheets import kind_of_dossiers

    kind = kind_of_dossiers(path)
    if kind == "text" and suffix in (*own["parquet"].suffixes, *own["arrow"].suffixes):
        raise EvaluationError("evaluation.error.damaged", file=path.name)
    if kind == "text" and not any(suffix in spec.suffixes for spec in own.values()):
        known = ", ".join(suffix for spec in own.values() for suffix in spec.suffixes)
        raise EvaluationError("evaluation.error.no_importer", file=path.name, suffixes=known)
    return own[{"text": "csv", "workbook": "xlsx"}.get(kind, kind)]
