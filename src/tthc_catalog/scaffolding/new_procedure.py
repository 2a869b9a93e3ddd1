"""The file of a new procedure: an outline to fill in, or what another catalog says of it, with the sources it rests on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.checks.references import collector_for
from tthc_catalog.errors import CatalogError
from tthc_catalog.scaffolding.new_catalog import TO_FILL, quoted_entries, template
from tthc_catalog.yaml_files.schemas import BUNDLE
from tthc_catalog.yaml_files.yaml_reader import read_file
from tthc_catalog.yaml_files.yaml_splicing import section_text, with_items, yaml_text

if TYPE_CHECKING:
    from tthc_catalog.yaml_files.document import Document


_MODELINE = re.compile(r"# yaml-language-server: \$schema=(?P<path>\S+)")


@attrs.frozen(kw_only=True)
class Wanted:
    """The procedure to add, and to which catalog."""

    root: Path
    level: str
    field: str
    code: str
    name: str | None

    @property
    def path(self) -> str:
        """Where its file stands in the catalog."""
        return f"{self.level}/{self.field}/{self.code}.yaml"


class CannotExtend(Exception):
    """A file is laid out so that entries cannot be added to it safely; ``args`` are its name and the ids that are missing."""


def read_part(root: Path, *parts: str) -> Document:
    """A file of a catalog.

    Raises:
        CatalogError: it cannot be read as YAML.
    """
    path = root.joinpath(*parts)
    document, problems = read_file(path, path.as_posix())
    if document is None:
        raise CatalogError(problems)
    return document


def outline_files(wanted: Wanted) -> dict[str, str]:
    """An outline with every key, in which nothing is made up."""
    assert wanted.name is not None, "an outline needs the name"
    said = template(
        "procedure.yaml",
        schema=_schema_path(wanted.root),
        code=wanted.code,
        level=wanted.level,
        field=wanted.field,
        name=yaml_text(wanted.name),
    )
    return {wanted.path: said}


def _schema_path(root: Path) -> str:
    """From a procedure's file to the schema, as the catalog's manifest names it; else to the bundle's usual place."""
    with (root / "manifest.yaml").open(encoding="utf-8", errors="replace") as file:
        stated = _MODELINE.match(file.readline())
    path = stated["path"].replace("manifest.schema.json", "procedure.schema.json") if stated is not None else f".tthc/{BUNDLE}"
    return path if "://" in path else f"../../{path}"


def copied_files(wanted: Wanted, source: Path, reason: str) -> dict[str, str]:
    """The procedure as another catalog has it, and the entries it refers to that this catalog lacks.

    Args:
        wanted: the procedure; the other catalog has it at the same level.
        source: the other catalog's folder.
        reason: why it is in this catalog's list, for a person to confirm.

    Raises:
        CannotExtend: ``legal.yaml`` or ``sources.yaml`` cannot be added to.
        CatalogError: a file cannot be read.
    """
    (found,) = (source / wanted.level).glob(f"*/{wanted.code}.yaml")
    document = read_part(source, *found.relative_to(source).parts)
    references: set[tuple[str, str]] = set()
    collect = collector_for("procedure")
    assert collect is not None, "a procedure can refer"
    collect(document.data, references)
    documents, sources = quoted_entries(
        {name for what, name in references if what == "document"},
        {name for what, name in references if what == "source"},
        legal=read_part(source, "legal.yaml"),
        origin=read_part(source, "sources.yaml"),
    )
    files = {wanted.path: _adapted(document, wanted, reason)}
    for name, key, entries in (("legal.yaml", "documents", documents), ("sources.yaml", "sources", sources)):
        own = read_part(wanted.root, name)
        known = {entry["id"] for entry in own.data[key]}
        missing: list[tuple[Any, str]] = [entry for entry in entries if entry[0]["id"] not in known]
        if missing:
            extended = with_items(own, key, missing)
            if extended is None:
                raise CannotExtend(name, ", ".join(str(entry["id"]) for entry, _ in missing))
            files[name] = extended
    return files


def _adapted(document: Document, wanted: Wanted, reason: str) -> str:
    """The other catalog's text with the membership and the review of this one."""
    said = document.source
    membership = (
        f"membership:\n  status: reconstructed  # {TO_FILL}: official khi thủ tục có trong phụ lục của kế hoạch\n"
        f"  reason: {yaml_text(reason)}  # {TO_FILL}: vì sao thủ tục có trong danh mục\n  rationale: null\n  rank: null\n  confidence: null"
    )
    said = said.replace(section_text(document, "membership"), membership, 1)
    if "reviewed_on" in document.data:
        said = said.replace(
            section_text(document, "reviewed_on"), f"reviewed_on: null  # {TO_FILL}: ngày đã đối chiếu với nơi áp dụng danh mục này", 1
        )
    said = said.replace(section_text(document, "field"), f"field: {wanted.field}", 1)
    modeline = f"# yaml-language-server: $schema={_schema_path(wanted.root)}"
    return modeline + "\n" + _MODELINE.sub("", said, count=1).lstrip("\n")
