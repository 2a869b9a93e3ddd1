"""What an import would do: which procedures are new, changed, the same, missing or unclear, and the files that would be written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from tthc_catalog.errors import ImportingError
from tthc_catalog.importing.catalog_state import CatalogState, ProcedureFile, matched_field, new_field_id
from tthc_catalog.importing.document_numbers import document_facts, document_numbers
from tthc_catalog.importing.edition_change import Difference, differences, with_edition
from tthc_catalog.importing.found_facts import FoundList, FoundProcedure, Unclear
from tthc_catalog.importing.procedure_text import Basis, procedure_text, value_lines
from tthc_catalog.yaml_files.formatting import format_bytes
from tthc_catalog.yaml_files.yaml_splicing import with_items


@attrs.frozen(kw_only=True)
class Entry:
    """A procedure of the import.

    Attributes:
        level: its level in the catalog.
        found: what the source states.
        path: the path of its file.
        differences: what differs from the file; empty if it is new or the same.
    """

    level: str
    found: FoundProcedure
    path: str
    differences: tuple[Difference, ...] = ()


@attrs.frozen(kw_only=True)
class ImportPlan:
    """What an import would do.

    Attributes:
        new: procedures without a file.
        changed: procedures of which the source states something else.
        same: procedures of which it states nothing else.
        missing: procedures of the catalog that the sources do not name.
        unclear: what a person must look at, with its procedure.
        left_out: procedures that cannot be imported, with the key of the reason.
        fields: fields that would be added, by id.
        files: the new content of files, by their paths.
    """

    state: CatalogState
    basis: Basis
    new: tuple[Entry, ...]
    changed: tuple[Entry, ...]
    same: tuple[Entry, ...]
    missing: tuple[ProcedureFile, ...]
    unclear: tuple[tuple[FoundProcedure, Unclear], ...]
    left_out: tuple[tuple[FoundProcedure, str, str], ...]
    fields: Mapping[str, str]
    files: Mapping[str, str]


def plan_import(
    state: CatalogState,
    lists: Sequence[FoundList],
    basis: Basis,
    *,
    levels: tuple[str, ...],
    fields: tuple[str, ...] = (),
    source_entry: Mapping[str, Any],
) -> ImportPlan:
    """Work out an import.

    Args:
        state: the catalog.
        lists: what the readers found.
        basis: on what it rests; without a first day, changes are only shown.
        levels: the levels to import, all in the manifest.
        fields: ids of the fields to import; empty for all.
        source_entry: the entry for ``sources.yaml``.

    Raises:
        ImportingError: a file of the catalog cannot be extended.
    """
    known_fields = dict(state.fields)
    added_fields: dict[str, str] = {}
    documents = dict(state.documents)
    added_documents: dict[str, str] = {}
    new, changed, same = [], [], []
    left_out: list[tuple[FoundProcedure, str, str]] = []
    unclear: list[tuple[FoundProcedure, Unclear]] = []
    files: dict[str, str] = {}
    seen: dict[tuple[str, str], FoundProcedure] = {}
    for found in (found for one in lists for found in one.procedures):
        if found.code is None:
            left_out.append((found, "no_code", found.printed[0] if found.printed else ""))
            continue
        at = [level for level in levels if not found.levels or level in found.levels]
        if not at:
            left_out.append((found, "no_level", ", ".join(found.levels)))
            continue
        for level in at:
            existing = state.procedures.get((level, found.code))
            field = existing.data["field"] if existing is not None else _field(found, known_fields, added_fields)
            if fields and field not in fields:
                continue
            if (level, found.code) in seen:
                reason = "repeated" if _facts(seen[level, found.code]) == _facts(found) else "contradicts"
                left_out.append((found, reason, seen[level, found.code].place))
                continue
            seen[level, found.code] = found
            unclear += [(found, doubt) for doubt in found.unclear]
            if existing is None:
                if field is None:
                    left_out.append((found, "no_field", ""))
                    continue
                if field not in known_fields:
                    known_fields[field] = added_fields[field] = str(found.field)
                _add_documents(found, documents, added_documents)
                path = f"{level}/{field}/{found.code}.yaml"
                new.append(Entry(level=level, found=found, path=path))
                raw = procedure_text(found, level=level, field=field, schema=state.schema, basis=basis, documents=documents)
                files[path] = formatted(raw, path)
                continue
            found_differences = differences(existing, found, documents)
            entry = Entry(level=level, found=found, path=existing.path, differences=found_differences)
            (changed if found_differences else same).append(entry)
            if found_differences and basis.effective_from is not None and basis.decision is not None:
                _add_documents(found, documents, added_documents)
                found_differences = differences(existing, found, documents)
                files[existing.path] = formatted(with_edition(existing, found, found_differences, basis), existing.path)
    missing = tuple(
        file for (level, code), file in state.procedures.items()
        if level in levels and (level, code) not in seen and file.data["editions"][-1]["effective_until"] is None
        and (not fields or file.data["field"] in fields)
    )
    if files:
        files |= catalog_files(state, added_fields, added_documents, basis, source_entry)
    return ImportPlan(
        state=state,
        basis=basis,
        new=tuple(new),
        changed=tuple(changed),
        same=tuple(same),
        missing=missing,
        unclear=tuple(unclear),
        left_out=tuple(left_out),
        fields={id: name for id, name in added_fields.items() if any(f"/{id}/" in path for path in files)},
        files=files,
    )


def _facts(found: FoundProcedure) -> FoundProcedure:
    return attrs.evolve(found, places={}, number=None)


def _field(found: FoundProcedure, known: Mapping[str, str], added: dict[str, str]) -> str | None:
    """Return the id of a procedure's field; a new id if the catalog lacks it; None if the source states none."""
    if found.field is None:
        return None
    return matched_field(found.field, known) or new_field_id(found.field, known)


def _add_documents(found: FoundProcedure, documents: dict[str, str], added: dict[str, str]) -> None:
    for number in found.documents:
        if number not in documents:
            documents[number] = added[number] = number


def formatted(content: str, path: str) -> str:
    """Return a file in the usual layout.

    Raises:
        ImportingError: the file would not be valid YAML; nothing may be written then.
    """
    result = format_bytes(content.encode(), path, kind="procedure")
    if result.content is None:
        raise ImportingError("importing.error.layout", file=path)
    return result.content.decode()


def catalog_files(
    state: CatalogState, fields: Mapping[str, str], numbers: Mapping[str, str], basis: Basis, source_entry: Mapping[str, Any]
) -> dict[str, str]:
    """Return the files at the top of the catalog with the fields, documents and the source that it lacks."""
    files = {}
    entries = [{"id": id, "name": name, "name_en": None} for id, name in fields.items()]
    _extend(files, state, "manifest.yaml", "fields", entries)
    known = state.documents
    decision = [basis.decision] if basis.decision is not None and basis.decision not in known else []
    wanted = dict.fromkeys([*decision, *numbers])
    _extend(files, state, "legal.yaml", "documents", [_document(number, basis.source) for number in wanted])
    sources = {str(entry["id"]) for entry in state.parts["sources.yaml"].data["sources"]}
    _extend(files, state, "sources.yaml", "sources", [source_entry] if source_entry["id"] not in sources else [])
    return files


def _document(number: str, source: str) -> dict[str, Any]:
    kind, title, issuer = document_facts(number)
    return {
        "id": number,
        "number": number if document_numbers(number) else None,
        "type": kind,
        "title": title,
        "issuer": issuer,
        "issued_on": None,
        "effective_from": None,
        "effective_until": None,
        "url": None,
        "source": source,
        "note": None,
    }


def _extend(files: dict[str, str], state: CatalogState, name: str, key: str, entries: Iterable[Mapping[str, Any]]) -> None:
    items = []
    for entry in entries:
        lines = [line for k, v in entry.items() for line in value_lines(k, v)]
        items.append((dict(entry), "\n".join([f"  - {lines[0]}", *(f"    {line}" for line in lines[1:])])))
    if not items:
        return
    extended = with_items(state.parts[name], key, items)
    if extended is None:
        raise ImportingError("importing.error.layout", file=name)
    result = format_bytes(extended.encode(), name)
    files[name] = result.content.decode() if result.content is not None else extended


def source_id(name: str) -> str:
    """Return the id of a source by the name of its file or folder: ``portal-2026-07`` becomes ``NHAP-PORTAL-2026-07``."""
    from tthc_catalog.scaffolding.new_catalog import slug

    return f"NHAP-{slug(re.sub(r'[.](?:json|xlsx?|ods|csv|docx|html?)$', '', name)).upper()[:48].strip('-') or 'DANH-SACH'}"
