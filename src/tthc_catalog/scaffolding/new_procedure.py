"""The file of a new procedure: an outline to fill in, or a copy from another catalog with the sources it cites."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.checks.references import collector_for
from tthc_catalog.checks.unlikely_facts import TO_FILL
from tthc_catalog.errors import CatalogError
from tthc_catalog.messages import has_text, text
from tthc_catalog.records.fact_wording import in_sentence
from tthc_catalog.scaffolding.new_catalog import quoted_entries, template
from tthc_catalog.yaml_files.schemas import BUNDLE
from tthc_catalog.yaml_files.yaml_reader import read_file
from tthc_catalog.yaml_files.yaml_splicing import section_text, with_items, yaml_text

if TYPE_CHECKING:
    from tthc_catalog.yaml_files.document import Document


_MODELINE = re.compile(r"# yaml-language-server: \$schema=(?P<path>\S+)")


@attrs.frozen(kw_only=True)
class Wanted:
    """The procedure to add to the catalog in ``root``."""

    root: Path
    level: str
    field: str
    code: str
    name: str | None

    @property
    def path(self) -> str:
        """The path of its file in the catalog."""
        return f"{self.level}/{self.field}/{self.code}.yaml"


class CannotExtend(Exception):
    """Entries cannot be added safely to a file with this layout; ``args`` are its name and the ids that are missing."""


def read_part(root: Path, *parts: str) -> Document:
    """Read a file of a catalog.

    Raises:
        CatalogError: the file is no valid YAML.
    """
    path = root.joinpath(*parts)
    document, problems = read_file(path, path.as_posix())
    if document is None:
        raise CatalogError(problems)
    return document


def outline_files(wanted: Wanted) -> dict[str, str]:
    """Return an outline with every key and no invented value."""
    assert wanted.name is not None, "an outline needs the name"
    content = template(
        "procedure.yaml",
        schema=schema_path(wanted.root),
        code=wanted.code,
        level=wanted.level,
        field=wanted.field,
        name=yaml_text(wanted.name),
    )
    return {wanted.path: content}


def schema_path(root: Path) -> str:
    """Return the path from a procedure's file to the schema named in the catalog's manifest, by default to the bundle's usual place."""
    with (root / "manifest.yaml").open(encoding="utf-8", errors="replace") as file:
        match = _MODELINE.match(file.readline())
    path = match["path"].replace("manifest.schema.json", "procedure.schema.json") if match is not None else f".tthc/{BUNDLE}"
    return path if "://" in path else f"../../{path}"


def copied_files(wanted: Wanted, source: Path, level: str, reason: str) -> dict[str, str]:
    """Return the procedure copied from another catalog, and the files with the entries it cites and this catalog lacks.

    Args:
        wanted: the procedure.
        source: the other catalog's folder.
        level: the level at which the other catalog contains it.
        reason: why it is in this catalog's list, for a person to confirm.

    Raises:
        CannotExtend: entries cannot be added to ``legal.yaml`` or ``sources.yaml``.
        CatalogError: a file cannot be read.
    """
    (found,) = (source / level).glob(f"*/{wanted.code}.yaml")
    document = read_part(source, *found.relative_to(source).parts)
    references: set[tuple[str, str]] = set()
    collect = collector_for("procedure")
    assert collect is not None, "a procedure can refer"
    collect(document.data, references)
    documents, sources = quoted_entries(
        {id for kind, id in references if kind == "document"},
        {id for kind, id in references if kind == "source"},
        legal=read_part(source, "legal.yaml"),
        origin=read_part(source, "sources.yaml"),
    )
    files = {wanted.path: adapted_text(document, wanted, reason)}
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


def adapted_text(document: Document, wanted: Wanted, reason: str) -> str:
    """Return the other catalog's text with the membership and the review reset for this one."""
    content = document.source
    membership = (
        f"membership:\n  status: reconstructed  # {TO_FILL}: {text('new.comment.status')}\n"
        f"  reason: {yaml_text(reason)}  # {TO_FILL}: {text('new.comment.reason')}\n  rationale: null\n  rank: null\n  confidence: null"
    )
    content = content.replace(section_text(document, "membership"), membership, 1)
    if "reviewed_on" in document.data:
        content = content.replace(
            section_text(document, "reviewed_on"), f"reviewed_on: null  # {TO_FILL}: {text('new.comment.reviewed')}", 1
        )
    level = f"level: {wanted.level}"
    if document.data["level"] != wanted.level:
        key = f"new.level.{document.data['level']}"
        title = text(key) if has_text(key) else str(document.data["level"])
        level += f"  # {TO_FILL}: {text('new.comment.level', title=in_sentence(title))}"
    content = content.replace(section_text(document, "level"), level, 1)
    content = content.replace(section_text(document, "field"), f"field: {wanted.field}", 1)
    modeline = f"# yaml-language-server: $schema={schema_path(wanted.root)}"
    return modeline + "\n" + _MODELINE.sub("", content, count=1).lstrip("\n")
