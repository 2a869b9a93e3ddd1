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
from tthc_catalog.importing.found_facts import Copied, FoundList, FoundProcedure, Unclear
from tthc_catalog.importing.other_catalog import cited_entries
from tthc_catalog.importing.procedure_text import Basis, procedure_text, value_lines
from tthc_catalog.scaffolding.new_procedure import Wanted, adapted_text
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
    planner = _Planner(state=state, basis=basis, levels=levels, fields=fields)
    for one in lists:
        for found in one.procedures:
            planner.add(found)
    files = dict(planner.files)
    if files:
        files |= catalog_files(state, planner.added_fields, planner.added_documents, basis, source_entry, planner.copies)
    return ImportPlan(
        state=state,
        basis=basis,
        new=tuple(planner.new),
        changed=tuple(planner.changed),
        same=tuple(planner.same),
        missing=planner.missing(),
        unclear=tuple(planner.unclear),
        left_out=tuple(planner.left_out),
        fields=planner.added_fields,
        files=files,
    )


@attrs.define(kw_only=True, eq=False)
class _Planner:
    """Sorts what was found into new, changed, same and left out, and makes the files."""

    state: CatalogState
    basis: Basis
    levels: tuple[str, ...]
    fields: tuple[str, ...]
    new: list[Entry] = attrs.field(factory=list)
    changed: list[Entry] = attrs.field(factory=list)
    same: list[Entry] = attrs.field(factory=list)
    unclear: list[tuple[FoundProcedure, Unclear]] = attrs.field(factory=list)
    left_out: list[tuple[FoundProcedure, str, str]] = attrs.field(factory=list)
    files: dict[str, str] = attrs.field(factory=dict)
    added_fields: dict[str, str] = attrs.field(factory=dict)
    added_documents: dict[str, str] = attrs.field(factory=dict)
    copies: list[Copied] = attrs.field(factory=list)
    _documents: dict[str, str] = attrs.field(init=False)
    _known_fields: dict[str, str] = attrs.field(init=False)
    _seen: dict[tuple[str, str], FoundProcedure] = attrs.field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self._documents = self.state.documents
        self._known_fields = self.state.fields

    def add(self, found: FoundProcedure) -> None:
        """Add what a source states about one procedure, at each of its levels."""
        if found.code is None:
            self.left_out.append((found, "no_code", found.printed[0] if found.printed else ""))
            return
        at = [level for level in self.levels if not found.levels or level in found.levels]
        if not at:
            self.left_out.append((found, "no_level", ", ".join(found.levels)))
        for level in at:
            self._add_at(level, found.code, found)

    def _add_at(self, level: str, code: str, found: FoundProcedure) -> None:
        existing = self.state.procedures.get((level, code))
        field = existing.data["field"] if existing is not None else self._field(found)
        if self.fields and field not in self.fields:
            return
        earlier = self._seen.setdefault((level, code), found)
        if earlier is not found:
            self.left_out.append((found, "repeated" if _facts(earlier) == _facts(found) else "contradicts", earlier.place))
            return
        self.unclear += [(found, doubt) for doubt in found.unclear]
        if existing is not None:
            self._compare(level, existing, found)
        elif field is None:
            self.left_out.append((found, "no_field", ""))
        else:
            self._create(level, field, found)

    def _field(self, found: FoundProcedure) -> str | None:
        """Return the id of a procedure's field; a new id if the catalog lacks it; None if the source states none."""
        if found.field is None:
            return None
        return matched_field(found.field, self._known_fields) or new_field_id(found.field, self._known_fields)

    def _create(self, level: str, field: str, found: FoundProcedure) -> None:
        if field not in self._known_fields:
            self._known_fields[field] = self.added_fields[field] = str(found.field)
        path = f"{level}/{field}/{found.code}.yaml"
        self.new.append(Entry(level=level, found=found, path=path))
        if found.copied is not None:
            wanted = Wanted(root=self.state.root, level=level, field=field, code=str(found.code), name=None)
            self.files[path] = formatted(adapted_text(found.copied.document, wanted, self.basis.reason), path)
            self.copies.append(found.copied)
            return
        self._add_documents(found)
        raw = procedure_text(found, level=level, field=field, schema=self.state.schema, basis=self.basis, documents=self._documents)
        self.files[path] = formatted(raw, path)

    def _compare(self, level: str, existing: ProcedureFile, found: FoundProcedure) -> None:
        different = differences(existing, found, self._documents)
        entry = Entry(level=level, found=found, path=existing.path, differences=different)
        if not different:
            self.same.append(entry)
            return
        self.changed.append(entry)
        if self.basis.effective_from is not None and self.basis.decision is not None:
            self._add_documents(found)
            self.files[existing.path] = formatted(with_edition(existing, found, different, self.basis), existing.path)

    def _add_documents(self, found: FoundProcedure) -> None:
        for number in found.documents:
            if number not in self._documents:
                self._documents[number] = self.added_documents[number] = number

    def missing(self) -> tuple[ProcedureFile, ...]:
        """Return the procedures in force that no source names."""
        return tuple(
            file
            for (level, code), file in self.state.procedures.items()
            if level in self.levels
            and (level, code) not in self._seen
            and file.data["editions"][-1]["effective_until"] is None
            and (not self.fields or file.data["field"] in self.fields)
        )


def _facts(found: FoundProcedure) -> FoundProcedure:
    return attrs.evolve(found, places={}, number=None)


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
    state: CatalogState,
    fields: Mapping[str, str],
    numbers: Mapping[str, str],
    basis: Basis,
    source_entry: Mapping[str, Any],
    copies: Sequence[Copied] = (),
) -> dict[str, str]:
    """Return the files at the top of the catalog with the fields, documents and the source that it lacks."""
    files: dict[str, str] = {}
    entries = [{"id": id, "name": name, "name_en": None} for id, name in fields.items()]
    _extend(files, state, "manifest.yaml", "fields", entries)
    known = state.documents
    decision = [basis.decision] if basis.decision is not None and basis.decision not in known else []
    sources = {str(entry["id"]) for entry in state.parts["sources.yaml"].data["sources"]}
    cited, origins = cited_entries(copies, known.values(), [*sources, source_entry["id"]])
    wanted = dict.fromkeys([*decision, *numbers])
    made = [_document(number, basis.source) for number in wanted if number not in {entry["id"] for entry in cited}]
    _extend(files, state, "legal.yaml", "documents", [*cited, *made])
    _extend(files, state, "sources.yaml", "sources", [*origins, *([source_entry] if source_entry["id"] not in sources else [])])
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
