"""The catalog to import into, as its files stand: documents with positions, so that a change is a splice and comments stay."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from tthc_catalog.cache.identity import file_digests
from tthc_catalog.records.procedure_building import resolve_editions
from tthc_catalog.scaffolding.new_catalog import slug
from tthc_catalog.scaffolding.new_procedure import read_part, schema_path
from tthc_catalog.yaml_files.document import Document

PARTS = ("manifest.yaml", "legal.yaml", "sources.yaml")


@attrs.frozen(kw_only=True)
class ProcedureFile:
    """A procedure's file.

    Attributes:
        path: its path in the catalog.
        document: its content.
    """

    path: str
    document: Document

    @property
    def data(self) -> dict[str, Any]:
        """The whole file as data."""
        return self.document.data

    @property
    def last(self) -> dict[str, Any]:
        """The last edition, with what it inherits."""
        return resolve_editions(self.data["editions"])[-1]


@attrs.frozen(kw_only=True)
class CatalogState:
    """A catalog's files.

    Attributes:
        root: its folder.
        parts: the files at its top, by name.
        procedures: level and code -> the file.
        digests: the digest of every file, to notice changes by others.
    """

    root: Path
    parts: Mapping[str, Document]
    procedures: Mapping[tuple[str, str], ProcedureFile]
    digests: Mapping[str, bytes]

    @classmethod
    def read(cls, root: Path) -> CatalogState:
        """Read a catalog.

        Raises:
            CatalogError: a file is no valid YAML, or lacks its main keys.
            OSError: a file cannot be read.
        """
        digests = file_digests(root)
        parts = {name: read_part(root, name) for name in PARTS}
        procedures = {}
        for level in (str(binding["level"]) for binding in parts["manifest.yaml"].data["levels"]):
            for path in sorted((root / level).glob("*/*.yaml")):
                document = read_part(root, *path.relative_to(root).parts)
                file = ProcedureFile(path=path.relative_to(root).as_posix(), document=document)
                procedures[level, str(document.data["code"])] = file
        return cls(root=root, parts=parts, procedures=procedures, digests=digests)

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels of the manifest."""
        return tuple(str(binding["level"]) for binding in self.parts["manifest.yaml"].data["levels"])

    @property
    def fields(self) -> dict[str, str]:
        """The names of the fields by their ids."""
        return {str(field["id"]): str(field["name"]) for field in self.parts["manifest.yaml"].data["fields"]}

    @property
    def documents(self) -> dict[str, str]:
        """Number of a document -> its id in ``legal.yaml``."""
        known: dict[str, str] = {}
        for entry in self.parts["legal.yaml"].data["documents"]:
            known[str(entry["id"])] = str(entry["id"])
            if entry.get("number"):
                known.setdefault(str(entry["number"]), str(entry["id"]))
        return known

    @property
    def schema(self) -> str:
        """The path from a procedure's file to its schema."""
        return schema_path(self.root)

    def has_changed(self) -> bool:
        """Return whether a file was changed since it was read."""
        return file_digests(self.root) != self.digests


def matched_field(name: str, fields: Mapping[str, str]) -> str | None:
    """Return the id of the field with this name; letters, accents and the words “lĩnh vực” aside."""
    wanted = plain_name(name)
    return next((id for id, known in fields.items() if plain_name(known) == wanted or id == wanted.replace(" ", "-")), None)


def plain_name(name: str) -> str:
    """Return a name for comparison: lower case, single spaces, without “lĩnh vực” and a final stop."""
    plain = " ".join(unicodedata.normalize("NFC", name).lower().split()).strip(" .:;-")
    return plain.removeprefix("lĩnh vực").strip(" :.-")


def new_field_id(name: str, taken: Mapping[str, str]) -> str:
    """Return an unused id for a field."""
    short = slug(plain_name(name))[:48].strip("-") or "linh-vuc"
    id, number = short, 2
    while id in taken:
        id, number = f"{short}-{number}", number + 1
    return id
