"""A checked catalog as one block of bytes: the content of its files as JSON, each procedure packed by itself.

The model is built from it by the same functions as from YAML, a procedure when it is first asked for. JSON is read and nothing is
executed, whoever wrote the bytes.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, overload

from tthc_catalog.records.catalog_building import build_catalog
from tthc_catalog.records.procedure_building import build_procedure

if TYPE_CHECKING:
    from collections.abc import Callable

    from tthc_catalog.checks.consistency import ValidFiles
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.procedure import Level, Procedure
    from tthc_catalog.records.providers import Providers

_HEAD_LENGTH = 12
_LEVEL_OF_COMPRESSION = 1
"""A fifth of the size for a twentieth of the time: the fastest level, since the block is written while somebody waits."""


def pack(valid: ValidFiles) -> bytes:
    """The files of a catalog in which no error was found."""
    files = {kind: [("/".join(file.parts), document.data) for file, document in found] for kind, found in valid.files.items()}
    procedures = files.pop("procedure", [])
    parts: list[bytes] = []
    index: list[tuple[str, str, str, int]] = []
    for name, data in procedures:
        parts.append(zlib.compress(_json(data), _LEVEL_OF_COMPRESSION))
        index.append((data["code"], data["level"], name, len(parts[-1])))
    head = zlib.compress(_json({"files": files, "procedures": index}), _LEVEL_OF_COMPRESSION)
    return b"".join([f"{len(head):{_HEAD_LENGTH}}".encode(), head, *parts])


def unpack(content: bytes, *, root: str, providers: Providers) -> Catalog:
    """The catalog that `pack` took, its files named as standing in the folder ``root``."""
    start = _HEAD_LENGTH + int(content[:_HEAD_LENGTH])
    head = json.loads(zlib.decompress(content[_HEAD_LENGTH:start]))
    prefix = "" if root == "." else f"{root}/"
    files = {kind: [(prefix + name, data) for name, data in found] for kind, found in head["files"].items()}
    procedures = StoredProcedures(content, start, head["procedures"], prefix)
    return build_catalog(files, procedures, root=root, providers=providers)


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


class StoredProcedures(Sequence["Procedure"]):
    """The procedures of a stored catalog; each is built when it is first asked for and kept from then on.

    Equal to any sequence of equal procedures. A copy sent to another process is an ordinary tuple.
    """

    __slots__ = ("_built", "_content", "_index", "_prefix", "_starts", "by_code")

    def __init__(self, content: bytes, start: int, index: Sequence[tuple[str, str, str, int]], prefix: str) -> None:
        self._content = content
        self._index = index
        self._prefix = prefix
        self._starts: list[int] = []
        for _, _, _, length in index:
            self._starts.append(start)
            start += length
        self._built: dict[int, Procedure] = {}
        places: dict[str, dict[Level, int]] = {}
        for place, (code, level, _, _) in enumerate(index):
            places.setdefault(code, {})[level] = place
        self.by_code: Mapping[str, Mapping[Level, Procedure]] = _ByCode(places, self._at)

    def __len__(self) -> int:
        return len(self._index)

    @overload
    def __getitem__(self, place: int) -> Procedure: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Procedure, ...]: ...
    def __getitem__(self, place: int | slice) -> Procedure | tuple[Procedure, ...]:
        where = range(len(self._index))[place]
        return self._at(where) if isinstance(where, int) else tuple(map(self._at, where))

    def _at(self, place: int) -> Procedure:
        procedure = self._built.get(place)
        if procedure is None:
            _, _, name, length = self._index[place]
            start = self._starts[place]
            data = json.loads(zlib.decompress(self._content[start : start + length]))
            procedure = self._built.setdefault(place, build_procedure(data, self._prefix + name))
        return procedure

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, (tuple, StoredProcedures)) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __reduce__(self) -> tuple[Any, ...]:
        return (tuple, (list(self),))


class _ByCode(Mapping[str, Mapping["Level", "Procedure"]]):
    """Procedures by code, then level; one code's are built when it is asked for."""

    __slots__ = ("_at", "_places")

    def __init__(self, places: dict[str, dict[Level, int]], at: Callable[[int], Procedure]) -> None:
        self._places = places
        self._at = at

    def __getitem__(self, code: str) -> Mapping[Level, Procedure]:
        return {level: self._at(place) for level, place in self._places[code].items()}

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __reduce__(self) -> tuple[Any, ...]:
        return (dict, (list(self.items()),))
