"""What an edited workbook would change: only edited cells count; each becomes a part of a new edition, a question or a fault."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable, Mapping
from typing import Any

import attrs

from tthc_catalog.errors import ImportingError
from tthc_catalog.importing.catalog_state import CatalogState, ProcedureFile
from tthc_catalog.importing.edition_change import appended, with_keys
from tthc_catalog.importing.import_plan import catalog_files, formatted
from tthc_catalog.importing.procedure_text import Basis
from tthc_catalog.importing.workbook import written_cells as written
from tthc_catalog.importing.workbook.edits import Edit, Key, WorkbookPlan
from tthc_catalog.importing.workbook.paper_rows import PaperRow, aligned, paper_list
from tthc_catalog.importing.workbook.published_sheets import PublishedWorkbook, SheetRow, plain
from tthc_catalog.importing.workbook.written_cells import CellFault
from tthc_catalog.messages import text
from tthc_catalog.publication.content.procedure_wording import basis_texts
from tthc_catalog.publication.content.publication import Entry, Publication
from tthc_catalog.publication.papers.workbook_rows import COMPONENTS, PROCEDURES, component_row, procedure_row
from tthc_catalog.records.catalog import Catalog
from tthc_catalog.records.lookup import normalise_code
from tthc_catalog.registry import Registry
from tthc_catalog.value_formats import is_code
from tthc_catalog.yaml_files.yaml_splicing import section_text

DERIVED = ("number", "cases", "status", "membership")
"""Columns that follow from other facts, or that a cell cannot express; what is written there is not used."""

_MOVES_DUE_DATES = frozenset({"processing_time", "channels"})


def plan_workbook(
    state: CatalogState,
    book: PublishedWorkbook,
    basis: Basis,
    *,
    deleted: str | None,
    source_entry: Mapping[str, Any],
    registry: Registry,
) -> WorkbookPlan:
    """Work out what an edited workbook changes.

    Args:
        state: the catalog's files.
        book: the workbook.
        basis: on what new editions rest; without a first day, changes are only shown.
        deleted: ``end`` to end the procedures of deleted rows and drop the papers of deleted rows, ``keep`` to leave them; None to ask.
        source_entry: the entry for ``sources.yaml``.
        registry: resolves the names that the catalog uses.

    Raises:
        ImportingError: the catalog has errors, or has changed since the workbook was published.
    """
    from tthc_catalog.loading import check

    catalog = check(state.root, registry=registry).catalog
    if catalog is None:
        raise ImportingError("importing.error.catalog_broken", folder=state.root.as_posix())
    planner = _Planner(state=state, book=book, basis=basis, deleted=deleted, publication=_publication(catalog, book, registry))
    planner.compare()
    if (planner.edits or planner.lost or planner.faults) and planner.publication.stamp.digest != book.digest:
        raise ImportingError("importing.error.workbook_old", file=book.source, folder=state.root.as_posix())
    files: dict[str, str | None] = {}
    if basis.effective_from is not None and not planner.faults:
        files = planner.changed_files()
        if files:
            files |= catalog_files(state, {}, planner.added_documents, basis, source_entry)
    return WorkbookPlan(
        state=state,
        book=book,
        edits=tuple(planner.edits),
        faults=tuple(planner.faults),
        ignored=tuple(planner.ignored),
        deleted=tuple(planner.lost),
        files=files if not planner.faults else {},
        codes=frozenset(code for (_, code), keys in planner.changed.items() if _MOVES_DUE_DATES & keys.keys()),
    )


def _publication(catalog: Catalog, book: PublishedWorkbook, registry: Registry) -> Publication:
    try:
        day = dt.date.fromisoformat(book.as_of or "")
    except ValueError as error:
        raise ImportingError("importing.error.damaged", file=book.source) from error
    return Publication(catalog=catalog, as_of=day, registry=registry)


@attrs.define(kw_only=True, eq=False)
class _Planner:
    """Compares rows with what the catalog publishes, and collects what differs."""

    state: CatalogState
    book: PublishedWorkbook
    basis: Basis
    deleted: str | None
    publication: Publication
    edits: list[Edit] = attrs.field(factory=list)
    faults: list[Edit] = attrs.field(factory=list)
    ignored: list[Edit] = attrs.field(factory=list)
    lost: list[Edit] = attrs.field(factory=list)
    changed: dict[Key, dict[str, Any]] = attrs.field(factory=dict)
    places: dict[Key, dict[str, str]] = attrs.field(factory=dict)
    moved: dict[Key, str] = attrs.field(factory=dict)
    ended: list[Key] = attrs.field(factory=list)
    added_documents: dict[str, str] = attrs.field(factory=dict)

    def compare(self) -> None:
        """Compare both sheets."""
        entries = {(entry.procedure.level, entry.procedure.code): entry for entry in self.publication.entries}
        levels = {plain(b.title): b.level for b in self.publication.catalog.manifest.levels}
        rows = self._keyed("procedures", levels, entries)
        for key, entry in entries.items():
            if key not in rows:
                self._note_lost(key, entry)
                continue
            first, *others = rows[key]
            self.faults += [Edit(place=row.place(), key=key, after=str(first.number), reason="repeated") for row in others]
            if not others:  # otherwise it is not known which row counts
                self._compare_row(key, entry, first)
        if "components" in self.book.sheets:
            papers = self._keyed("components", levels, entries)
            for key, entry in entries.items():
                if key in rows:
                    self._compare_papers(key, entry, papers.get(key, []))

    def _note_lost(self, key: Key, entry: Entry) -> None:
        """Note a procedure whose row was deleted, and end it if that is wanted and it has not ended yet."""
        edit = Edit(place=text("publication.sheet.procedures"), key=key, before=entry.edition.name)
        self.lost.append(edit)
        last = self.state.procedures[key].data["editions"][-1]
        day = self.basis.effective_from.isoformat() if self.basis.effective_from is not None else None
        if self.deleted != "end" or day is None or (last["effective_until"] or "9999") <= day:
            return
        if (last["effective_from"] or "") >= day:
            self.faults.append(attrs.evolve(edit, reason="later_edition"))
        else:
            self.ended.append(key)

    def _keyed(self, sheet: str, levels: Mapping[str, str], entries: Mapping[Key, Entry]) -> dict[Key, list[SheetRow]]:
        keyed: dict[Key, list[SheetRow]] = {}
        for row in self.book.sheets[sheet]:
            level = levels.get(row.cells["level"])
            code = _code(row)
            if level is None:
                self.faults.append(Edit(place=row.place("level"), column="level", after=row.cells["level"], reason="level"))
            elif code is None:
                self.faults.append(Edit(place=row.place("code"), column="code", after=row.cells["code"], reason="code"))
            elif (level, code) not in entries:
                self.faults.append(Edit(place=row.place("code"), column="code", after=row.cells["code"], reason="new_code"))
            else:
                keyed.setdefault((level, code), []).append(row)
        return keyed

    def _compare_row(self, key: Key, entry: Entry, row: SheetRow) -> None:
        published = dict(zip(PROCEDURES[1:], map(plain, procedure_row(self.publication, entry)), strict=True))
        for column, before in published.items():
            after = row.cells.get(column, before)
            if after == before or column in ("level", "code"):
                continue
            edit = Edit(place=row.place(column), key=key, column=column, before=before, after=after)
            if column in DERIVED:
                self.ignored.append(edit)
                continue
            self._use(edit, row, column, functools.partial(self._apply, key, entry, column, after, published))

    def _use(self, edit: Edit, row: SheetRow, column: str, apply: Callable[[], None]) -> None:
        """Apply an edit; a cell that cannot be read is a fault."""
        if edit.after == "=" or (edit.after.startswith("#") and edit.after.rstrip("!?").isupper()):
            self.faults.append(attrs.evolve(edit, reason="formula"))
            return
        assert edit.key is not None, "an edit concerns a procedure"
        file = self.state.procedures[edit.key]
        if file.data["editions"][-1]["id"] != self._shown(edit.key):
            self.faults.append(attrs.evolve(edit, reason="later_edition"))
            return
        try:
            apply()
        except CellFault as fault:
            self.faults.append(attrs.evolve(edit, reason=str(fault.args[0])))
            return
        self.edits.append(edit)
        self.places.setdefault(edit.key, {})[column] = row.place(column)

    def _shown(self, key: Key) -> str:
        entry = next(e for e in self.publication.entries if (e.procedure.level, e.procedure.code) == key)
        return entry.edition.id

    def _apply(self, key: Key, entry: Entry, column: str, after: str, published: Mapping[str, str]) -> None:
        last = self.state.procedures[key].last
        keys = self.changed.setdefault(key, {})
        match column:
            case "name":
                keys |= {"name": written.written_name(after), "corrected_name": None, "name_status": "verbatim"}
            case "field":
                self.moved[key] = written.written_field(after, self.state.fields)
            case "time":
                current = keys.get("channels", last["channels"])
                own, channels = written.written_times(after, published["time"], {**last, "channels": current})
                keys["processing_time"] = own
                self._set_channels(keys, last, [{**c, "processing_time": channels.get(c["channel"])} for c in current])
            case "fee":
                keys["fee"] = written.written_fee(after, last["fee"])
            case "channels":
                times = {c["channel"]: c for c in keys.get("channels", last["channels"])}
                self._set_channels(keys, last, [times.get(c["channel"], c) for c in written.written_channels(after, last)])
            case "results":
                keys["results"] = [line for line in after.split("\n") if line]
            case "basis":
                keys["legal_basis"] = self._basis(entry, after, last)
            case _:
                outer = (entry.edition.processing_time_note, entry.procedure.succession_note)
                before, behind = (plain(note) if note else None for note in outer)
                keys["notes"] = written.written_notes(after, before, behind)

    def _basis(self, entry: Entry, after: str, last: Mapping[str, Any]) -> list[str]:
        shown = [plain(line) for line in basis_texts(self.publication, entry.edition)]
        found = written.written_basis(after, shown, last, self.state.documents)
        known = set(self.state.documents.values())
        self.added_documents |= {id: id for id in found if id not in known}
        return found

    def _set_channels(self, keys: dict[str, Any], last: Mapping[str, Any], channels: list[dict[str, Any]]) -> None:
        if channels != last["channels"]:
            keys["channels"] = channels

    def _compare_papers(self, key: Key, entry: Entry, rows: list[SheetRow]) -> None:
        published = [dict(zip(COMPONENTS, map(plain, component_row(entry, c)), strict=True)) for c in entry.edition.components or ()]
        papers = aligned(rows, published)
        found: list[tuple[Edit, SheetRow]] = []
        for paper in papers:
            if paper.row is None:
                place = text("publication.sheet.components")
                self.lost.append(Edit(place=place, key=key, column="component", before=paper.published["component"]))
            elif paper.index is None:
                found.append((Edit(place=paper.row.place(), key=key, after=paper.row.cells.get("component", "")), paper.row))
            else:
                found += [(self._cell_edit(key, paper, paper.row, column), paper.row) for column in paper.edited]
        order = [paper.index for paper in papers if paper.row is not None and paper.index is not None]
        if not found and order != sorted(order):
            place = next(paper.row.place() for paper in papers if paper.row is not None)
            self.edits.append(Edit(place=place, key=key, column="order"))
        is_dropped = self.deleted == "end" and any(paper.row is None for paper in papers)
        if not (found or is_dropped or order != sorted(order)):
            return
        try:
            list_ = paper_list(papers, self.state.procedures[key].last["components"] or [], self.basis.source, drop=self.deleted == "end")
        except CellFault as fault:
            reason, row, column = fault.args
            self.faults.append(Edit(place=row.place(column), key=key, column=column, after=row.cells.get(column, ""), reason=reason))
            return
        first = next((row.place() for _, row in found), rows[0].place() if rows else "")
        for edit, row in found:
            self._use(edit, row, "components", lambda: None)
        if all(fault.key != key for fault in self.faults):
            self.changed.setdefault(key, {})["components"] = list_ or None
            self.places.setdefault(key, {})["components"] = first

    def _cell_edit(self, key: Key, paper: PaperRow, row: SheetRow, column: str) -> Edit:
        return Edit(place=row.place(column), key=key, column=column, before=paper.published[column], after=row.cells[column])

    def changed_files(self) -> dict[str, str | None]:
        """Return the files with their new editions."""
        files: dict[str, str | None] = {}
        columns = {"processing_time": "time", "legal_basis": "basis", "notes": "note", "corrected_name": "name", "name_status": "name"}
        for key, keys in self.changed.items():
            file = self.state.procedures[key]
            if keys:
                own = self.places[key]
                first = next(iter(own.values()))
                at = {k: f"{self.book.source}: {own.get(columns.get(k, k)) or own.get('time') or first}" for k in keys}
                files[file.path] = formatted(with_keys(file, keys, at, self.basis), file.path)
        for key in self.ended:
            file = self.state.procedures[key]
            files[file.path] = formatted(appended(file, None, self.basis), file.path)
        for key, field in self.moved.items():
            _move(files, self.state.procedures[key], field)
        return files


def _move(files: dict[str, str | None], file: ProcedureFile, field: str) -> None:
    """Put a procedure's file into the folder of another field."""
    content = files.get(file.path) or file.document.source
    content = content.replace(section_text(file.document, "field"), f"field: {field}", 1)
    path = f"{file.data['level']}/{field}/{file.data['code']}.yaml"
    files[file.path] = None
    files[path] = formatted(content, path)


def _code(row: SheetRow) -> str | None:
    """Return the normalised code of a row; a number is one that lost its zeros."""
    stored = row.typed.get("code")
    if isinstance(stored, float | int) and not isinstance(stored, bool):
        return f"{stored:.6f}" if re.fullmatch(r"\d\.\d{6}", f"{stored:.6f}") else None
    code = normalise_code(row.cells["code"])
    return code if is_code(code) else None
