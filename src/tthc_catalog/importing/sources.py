"""Choose the reader of each source, by its content, and read all sources before anything is compared or written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from tthc_catalog.errors import ImportingError
from tthc_catalog.extension.registry import SpecRegistry
from tthc_catalog.extension.specs import ListReaderSpec
from tthc_catalog.importing.found_facts import FoundList

_START = 4096
_FOLDER = "/"
MOST_FILES = 20_000
"""The most files of a folder that are read."""


def read_sources(paths: Sequence[Path], registry: SpecRegistry) -> list[FoundList]:
    """Read files and folders.

    Raises:
        ImportingError: a source is damaged, protected, too large, empty or of no known kind.
        PluginError: a plugin fails.
        OSError: it cannot be read.
    """
    own = {spec.id: spec for spec in registry.first_party("list-reader")}
    others = [registry.find("list-reader", id) for id in registry.ids("list-reader") if id not in own]
    readers = [*others, *own.values()]  # the most general reader, of tables, comes last
    lists = []
    for path in paths:
        whole = next((r for r in readers if _FOLDER in r.suffixes and _recognises(r, path, b"", registry)), None) if path.is_dir() else None
        if whole is not None:
            lists.append(_list_of(whole, path, registry))
        elif path.is_dir():
            files = list(_files_of(path, readers))
            if not files:
                suffixes = ", ".join(sorted({suffix for reader in readers for suffix in reader.suffixes} - {_FOLDER}))
                raise ImportingError("importing.error.empty_folder", file=path.as_posix(), suffixes=suffixes)
            lists += [_read(file, readers, registry) for file in files]
        else:
            lists.append(_read(path, readers, registry))
    return lists


def _files_of(folder: Path, readers: Sequence[ListReaderSpec]) -> Iterator[Path]:
    suffixes = tuple(suffix for reader in readers for suffix in reader.suffixes if suffix != _FOLDER)
    for number, path in enumerate(sorted(folder.iterdir())):
        if number >= MOST_FILES:
            raise ImportingError("importing.error.too_many", file=folder.as_posix(), count=MOST_FILES)
        if path.is_file() and not path.name.startswith((".", "~")) and path.suffix.lower() in suffixes:
            yield path


def _recognises(reader: ListReaderSpec, path: Path, start: bytes, registry: SpecRegistry) -> bool:
    with registry.reading("list-reader", reader.id, path.name):
        return bool(reader.recognises(path, start))


def _list_of(reader: ListReaderSpec, path: Path, registry: SpecRegistry) -> FoundList:
    with registry.reading("list-reader", reader.id, path.name):
        found = reader.read(path)
        if not isinstance(found, FoundList):
            raise TypeError(f"{type(found).__name__} is no {FoundList.__name__}")
        return found


def _read(path: Path, readers: Sequence[ListReaderSpec], registry: SpecRegistry) -> FoundList:
    if path.exists() and not path.is_file():
        raise ImportingError("importing.error.no_file", file=path.as_posix())
    with path.open("rb") as file:
        start = file.read(_START)
    if not start.strip():
        raise ImportingError("importing.error.empty", file=path.as_posix())
    for reader in (reader for reader in readers if reader.suffixes != (_FOLDER,)):
        if _recognises(reader, path, start, registry):
            return _list_of(reader, path, registry)
    kinds = ", ".join(sorted({suffix for reader in readers for suffix in reader.suffixes} - {_FOLDER}))
    raise ImportingError("importing.error.unknown_kind", file=path.name, kinds=kinds)
