"""The procedures of another catalog for a new one: all of its fields, or some."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from tthc_catalog.scaffolding.new_procedure import CannotExtend, Wanted, copied_files, read_part
from tthc_catalog.yaml_files.yaml_splicing import item_text, with_items


class NothingToCopy(Exception):
    """The other catalog has no procedures of some fields at these levels; ``args`` has the fields it has there."""


def with_procedures(
    files: Mapping[str, str], source: Path, levels: tuple[str, ...], fields: tuple[str, ...], reason: str
) -> dict[str, str]:
    """Return the files of a new catalog with procedures copied from another one, and with the fields, documents and sources they need.

    Args:
        files: the files of the new catalog.
        source: the other catalog's folder.
        levels: the levels of the new catalog.
        fields: ids of the fields to copy; empty for all.
        reason: why they are in this catalog's list, for a person to confirm.

    Raises:
        CannotExtend: entries cannot be added to a file.
        CatalogError: a file cannot be read.
        NothingToCopy: a field has no procedure at these levels.
    """
    paths = [path for level in levels for path in sorted((source / level).glob("*/*.yaml"))]
    known = dict.fromkeys(path.parent.name for path in paths)
    if not known or not set(fields) <= set(known):
        raise NothingToCopy(tuple(known))
    chosen = [path for path in paths if not fields or path.parent.name in fields]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        result = dict(files)
        _write(root, result)
        own, other = read_part(root, "manifest.yaml"), read_part(source, "manifest.yaml")
        present = {field["id"] for field in own.data["fields"]}
        wanted = {path.parent.name for path in chosen} - present
        items = [(f, item_text(other, "fields", n)) for n, f in enumerate(other.data["fields"]) if f["id"] in wanted]
        if items:
            extended = with_items(own, "fields", items)
            if extended is None:
                raise CannotExtend("manifest.yaml", ", ".join(sorted(wanted)))
            result["manifest.yaml"] = extended
            _write(root, {"manifest.yaml": extended})
        for path in chosen:
            level, field, code = path.parts[-3], path.parts[-2], path.stem
            added = copied_files(Wanted(root=root, level=level, field=field, code=code, name=None), source, level, reason)
            _write(root, added)
            result |= added
    return result


def _write(root: Path, files: Mapping[str, str]) -> None:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf-8", newline="\n")
