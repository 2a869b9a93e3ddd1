"""One release as a file: its version, its content and its timetables by digest, and the release before it.

Equal catalogs give equal files. Every digest is computed over the data itself, not over its compressed form, so another release of the
compression library changes nothing. A file that was cut off, edited or renamed is rejected with its name.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import json
import zlib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import attrs

from tthc_catalog.errors import ReleaseError

KIND, FORMAT = "release", 1
_LEVEL = 9
_MOST_BYTES = 512 * 2**20
"""The most bytes that one part of a release may have when it is decompressed."""


def canonical(data: Any) -> bytes:
    """Return JSON with sorted keys and no spaces, so that equal data has equal bytes."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")


def sha256(content: bytes) -> str:
    """Return the SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


@attrs.frozen(kw_only=True, eq=False, slots=False)
class Release:
    """A release that was read and whose digests are right.

    Attributes:
        path: the file, as the caller named it.
        catalog_id: id of the catalog.
        version: version of the catalog, which the file is named by.
        library_version: the version of this package that made it.
        previous: version and digest of the release before; None for the first.
        digest: SHA-256 over all of it.
        timetables: the digests of its timetables, sorted.
        data: the whole file as data.
    """

    path: str
    catalog_id: str
    version: str
    library_version: str
    previous: tuple[str, str] | None
    digest: str
    timetables: frozenset[str]
    data: Mapping[str, Any] = attrs.field(repr=False)

    @property
    def day(self) -> dt.date:
        """The day in its version: receipts before it were answered by the release before."""
        return day_of(self.version)

    @property
    def content_digest(self) -> str:
        """SHA-256 of the data of its files."""
        digest: str = self.data["content"]["sha256"]
        return digest

    @cached_property
    def content(self) -> dict[str, Any]:
        """The data of the files of the catalog by kind."""
        return self._part("content")

    @cached_property
    def tables(self) -> dict[str, Any]:
        """The compiled timetables."""
        return self._part("tables")

    def reject_altered(self) -> None:
        """Raise an error if a compressed part is not what its digest states.

        Raises:
            ReleaseError: a part was altered.
        """
        for name in ("content", "tables"):
            self._text(name)

    def _part(self, name: str) -> dict[str, Any]:
        data: dict[str, Any] = json.loads(self._text(name))
        return data

    def _text(self, name: str) -> bytes:
        try:
            decompressor = zlib.decompressobj()
            content = decompressor.decompress(base64.b64decode(self.data[name]["data"], validate=True), _MOST_BYTES)
        except (ValueError, binascii.Error, zlib.error):
            content = b""
        if sha256(content) != self.data[name]["sha256"]:
            raise ReleaseError("release.error.altered", file=self.path, part=name)
        return content


def day_of(version: str) -> dt.date:
    """Return the day in a version: ``2026.11.23`` and ``2026.11.23.2`` both mean 23/11/2026."""
    year, month, day = version.split(".")[:3]
    return dt.date(int(year), int(month), int(day))


def packed(part: Any) -> dict[str, str]:
    """Return a part of a release, compressed, with the digest of its JSON."""
    encoded = canonical(part)
    return {"sha256": sha256(encoded), "data": base64.b64encode(zlib.compress(encoded, _LEVEL)).decode()}


def release_data(
    *,
    catalog_id: str,
    version: str,
    library_version: str,
    previous: tuple[str, str] | None,
    content: Mapping[str, str],
    tables: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the data of a release file.

    Args:
        catalog_id: id of the catalog.
        version: its version.
        library_version: the version of this package.
        previous: version and digest of the release before; None for the first.
        content: the data of the catalog's files, as `packed` returns it.
        tables: its compiled timetables.
    """
    data: dict[str, Any] = {
        "kind": KIND,
        "format": FORMAT,
        "catalog": catalog_id,
        "version": version,
        "library_version": library_version,
        "previous": None if previous is None else {"version": previous[0], "digest": previous[1]},
        "timetables": sorted({timetable["digest"] for timetable in tables["timetables"]}),
    }
    data |= {"content": dict(content), "tables": packed(tables)}
    return data | {"digest": digest_of(data)}


def digest_of(data: Mapping[str, Any]) -> str:
    """Return the digest of a release: SHA-256 of everything but the digest, the signature and the compressed parts, which have their own."""
    hashed = {name: value for name, value in data.items() if name not in ("digest", "signature")}
    hashed |= {name: {"sha256": data[name]["sha256"]} for name in ("content", "tables")}
    return sha256(canonical(hashed))


def as_text(data: Mapping[str, Any]) -> str:
    """Return the file: short facts on lines of their own, so that a difference is readable."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def read_release(path: Path, *, named: str | None = None) -> Release:
    """Read a release and verify its digests.

    Args:
        path: the file.
        named: its name in errors; by default the path.

    Raises:
        ReleaseError: the file is cut off, altered, renamed, or no release that this version can read.
    """
    shown = named or path.as_posix()
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ReleaseError("release.error.cut_off", file=shown) from None
    except OSError as error:
        raise ReleaseError("release.error.unreadable", file=shown, reason=error.strerror or str(error)) from None
    return parse_release(text, path.stem, shown)


def parse_release(text: str, stem: str, shown: str) -> Release:
    """Return the release in a text; ``stem`` is the name its file has without the ending."""
    try:
        data = json.loads(text)
    except ValueError:
        raise ReleaseError("release.error.cut_off", file=shown) from None
    if not isinstance(data, dict) or data.get("kind") != KIND or not isinstance(data.get("format"), int):
        raise ReleaseError("release.error.not_one", file=shown)
    if data["format"] > FORMAT:
        raise ReleaseError("release.error.newer", file=shown, format=data["format"])
    try:
        stated = data["digest"]
        release = Release(
            path=shown,
            catalog_id=data["catalog"],
            version=data["version"],
            library_version=data["library_version"],
            previous=None if data["previous"] is None else (data["previous"]["version"], data["previous"]["digest"]),
            digest=digest_of(data),
            timetables=frozenset(data["timetables"]),
            data=data,
        )
        day_of(release.version)
    except (KeyError, TypeError, ValueError):
        raise ReleaseError("release.error.not_one", file=shown) from None
    if release.digest != stated:
        raise ReleaseError("release.error.altered", file=shown, part="digest")
    if release.version != stem:
        raise ReleaseError("release.error.renamed", file=shown, version=release.version)
    return release
