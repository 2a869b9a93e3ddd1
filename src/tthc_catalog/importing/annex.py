"""Reconcile a catalog with the official list: what is present, missing, surplus or named differently, and the files that follow from it."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from tthc_catalog.errors import ImportingError
from tthc_catalog.importing.catalog_state import CatalogState, ProcedureFile, matched_field, new_field_id, plain_name
from tthc_catalog.importing.found_facts import FoundList, FoundProcedure
from tthc_catalog.importing.import_plan import catalog_files, formatted
from tthc_catalog.importing.procedure_text import Basis, printed_lines, procedure_text
from tthc_catalog.yaml_files.document import Document
from tthc_catalog.yaml_files.formatting import format_bytes
from tthc_catalog.yaml_files.yaml_reader import read_bytes
from tthc_catalog.yaml_files.yaml_splicing import section_text, yaml_text

ALIKE = 0.82
"""Names with at least this likeness may be one procedure; a person decides."""


@attrs.frozen(kw_only=True)
class Matched:
    """A row of the official list and the procedure it names.

    Attributes:
        found: the row.
        file: the procedure's file; None if the catalog lacks it.
        level: its level.
        likeness: how alike the names are, if they alone connect the two; None if the codes are equal.
        field: the id of its field in the list, if it is another one than in the catalog.
    """

    found: FoundProcedure
    level: str
    file: ProcedureFile | None = None
    likeness: float | None = None
    field: str | None = None

    @property
    def has_other_name(self) -> bool:
        """Whether the list names the procedure in another way."""
        if self.file is None or self.found.name is None:
            return False
        last = self.file.last
        return plain_name(self.found.name) not in {plain_name(n) for n in (last["name"], last["corrected_name"], *last["other_names"]) if n}


@attrs.frozen(kw_only=True)
class AnnexPlan:
    """The result of a reconciliation.

    Attributes:
        present: rows whose procedure the catalog has.
        missing: rows whose procedure it lacks.
        surplus: procedures that the list does not name.
        alike: rows that only a likeness of names connects with a procedure; a person decides.
        left_out: rows that cannot become a procedure, with the key of the reason.
        files: content by path; None removes a file.
    """

    state: CatalogState
    present: tuple[Matched, ...]
    missing: tuple[Matched, ...]
    surplus: tuple[ProcedureFile, ...]
    alike: tuple[Matched, ...]
    left_out: tuple[tuple[FoundProcedure, str], ...]
    fields: Mapping[str, str]
    files: Mapping[str, str | None]


def plan_annex(
    state: CatalogState,
    lists: Sequence[FoundList],
    basis: Basis,
    *,
    levels: tuple[str, ...],
    accept_names: bool,
    remove_surplus: bool,
    source_entry: Mapping[str, Any],
) -> AnnexPlan:
    """Reconcile a catalog with the official list.

    Args:
        state: the catalog.
        lists: the official list.
        basis: on what it rests; ``status`` is official.
        levels: the levels the list is about.
        accept_names: whether alike names connect a row and a procedure.
        remove_surplus: whether procedures that the list does not name are removed.
        source_entry: the entry for ``sources.yaml``.

    Raises:
        ImportingError: a file cannot be changed line by line.
    """
    matched, left_out = _matches(state, [found for one in lists for found in one.procedures], levels)
    alike = [item for item in matched if item.likeness is not None and not accept_names]
    sure = [item for item in matched if item not in alike]
    fields = state.fields
    added: dict[str, str] = {}
    sure = [_with_field(item, fields, added) for item in sure]
    named = {item.file.path for item in matched if item.file is not None}
    listed = {item.level for item in matched}
    surplus = tuple(file for (level, _), file in state.procedures.items() if level in listed and file.path not in named)
    files: dict[str, str | None] = {}
    missing = []
    for item in sure:
        if item.file is not None:
            _official(files, item, basis)
        elif item.field is None or item.found.code is None:
            left_out.append((item.found, "no_field" if item.found.code else "no_code"))
        else:
            missing.append(item)
            path = f"{item.level}/{item.field}/{item.found.code}.yaml"
            found = attrs.evolve(item.found, documents=())
            raw = procedure_text(found, level=item.level, field=item.field, schema=state.schema, basis=basis, documents={})
            files[path] = formatted(raw, path)
    if remove_surplus:
        files |= dict.fromkeys((file.path for file in surplus), None)
    top = catalog_files(state, added, {}, basis, source_entry)
    manifest = top.get("manifest.yaml", state.parts["manifest.yaml"].source)
    kept = () if remove_surplus else surplus
    counted = _with_counts(manifest, sure, kept, [item.file for item in alike])
    if counted != state.parts["manifest.yaml"].source:
        top["manifest.yaml"] = counted
    return AnnexPlan(
        state=state,
        present=tuple(item for item in sure if item.file is not None),
        missing=tuple(missing),
        surplus=surplus,
        alike=tuple(alike),
        left_out=tuple(left_out),
        fields=added,
        files={**files, **top},
    )


def _matches(
    state: CatalogState, found: Sequence[FoundProcedure], levels: tuple[str, ...]
) -> tuple[list[Matched], list[tuple[FoundProcedure, str]]]:
    """Connect rows with procedures: by code, else by the likeness of names."""
    matched: list[Matched] = []
    left_out: list[tuple[FoundProcedure, str]] = []
    taken: set[str] = set()
    rest: list[tuple[FoundProcedure, tuple[str, ...]]] = []
    for row in found:
        at = tuple(level for level in levels if not row.levels or level in row.levels)
        file = next((f for level in at if (f := state.procedures.get((level, row.code or ""))) is not None), None)
        if not at:
            left_out.append((row, "no_level"))
        elif file is None:
            rest.append((row, at))
        elif file.path in taken:
            left_out.append((row, "repeated"))
        else:
            taken.add(file.path)
            matched.append(Matched(found=row, level=str(file.data["level"]), file=file))
    for row, at in rest:
        best, likeness = _most_alike(state, row, at, taken)
        if best is not None:
            taken.add(best.path)
            matched.append(Matched(found=row, level=str(best.data["level"]), file=best, likeness=likeness))
        elif len(at) > 1:
            left_out.append((row, "which_level"))
        else:
            matched.append(Matched(found=row, level=at[0]))
    return matched, left_out


def _most_alike(state: CatalogState, row: FoundProcedure, at: Iterable[str], taken: set[str]) -> tuple[ProcedureFile | None, float]:
    best: ProcedureFile | None = None
    highest = 0.0
    wanted = plain_name(row.name or "").removeprefix("thủ tục ")
    for (level, _), file in state.procedures.items():
        if level in at and file.path not in taken:
            known = plain_name(str(file.last["name"])).removeprefix("thủ tục ")
            likeness = difflib.SequenceMatcher(None, wanted, known, autojunk=False).ratio()
            if likeness > highest:
                best, highest = file, likeness
    return (best, highest) if highest >= ALIKE else (None, 0.0)


def _with_field(item: Matched, fields: dict[str, str], added: dict[str, str]) -> Matched:
    """Return the row with the id of its field, if it is another one than in the catalog."""
    if item.found.field is None:
        return item
    id = matched_field(item.found.field, fields)
    if id is None:
        id = new_field_id(item.found.field, fields)
        fields[id] = added[id] = item.found.field
    return item if item.file is not None and item.file.data["field"] == id else attrs.evolve(item, field=id)


def _official(files: dict[str, str | None], item: Matched, basis: Basis) -> None:
    """Add the file of a procedure with its status, reason, printed codes and field."""
    file = item.file
    assert file is not None, "only a present procedure has a file"
    content = _with_membership(file, basis)
    printed = [code for code in item.found.printed if code.strip() != file.data["code"]]
    known = {entry["printed"] for entry in file.data.get("printed_codes", ())}
    if item.found.code == file.data["code"] and set(printed) - known:
        parsed = _parsed(content, file.path)
        own = list(printed_lines(attrs.evolve(item.found, printed=tuple(printed)), basis.source))
        if known:
            section = section_text(parsed, "printed_codes")
            content = content.replace(section, "\n".join([section, *own[1:]]), 1)
        else:
            content = content.replace(section_text(parsed, "printed_codes"), "\n".join(own), 1)
    path = file.path
    if item.field is not None:
        content = content.replace(section_text(file.document, "field"), f"field: {item.field}", 1)
        path = f"{item.level}/{item.field}/{file.data['code']}.yaml"
        files[file.path] = None
    content = formatted(content, path)
    if content != file.document.source:
        files[path] = content


def _with_membership(file: ProcedureFile, basis: Basis) -> str:
    """Return the file with another status and reason; comments and the other keys of the membership stay."""
    lines = file.document.source.splitlines()
    keys = sorted((file.document.key_position(("membership", key)).line - 1, key) for key in file.data["membership"])
    end = keys[-1][0] + 1
    for line, key in reversed(keys):
        if key in ("status", "reason"):
            following = next((other for other, _ in keys if other > line), end)
            indent = lines[line][: len(lines[line]) - len(lines[line].lstrip())]
            comment = re.search(r"\s+#.*$", lines[line]) if key == "status" else None
            value = basis.status if key == "status" else yaml_text(basis.reason)
            kept = [text for text in lines[line + 1 : following] if text.lstrip().startswith("#")]
            lines[line:following] = [f"{indent}{key}: {value}{comment.group() if comment else ''}", *kept]
    return "\n".join(lines) + "\n"


def _parsed(content: str, path: str) -> Document:
    document, _ = read_bytes(content.encode(), path)
    if document is None:
        raise ImportingError("importing.error.layout", file=path)
    return document


def _with_counts(
    manifest: str,
    sure: Sequence[Matched],
    surplus: Sequence[ProcedureFile],
    open_files: Sequence[ProcedureFile | None],
) -> str:
    """Return the manifest with the counts of the list; null while the folder holds other procedures than the list."""
    document = _parsed(manifest, "manifest.yaml")
    lines = document.source.splitlines()
    for index, binding in enumerate(document.data["levels"]):
        level = binding["level"]
        own = [item for item in sure if item.level == level and (item.file is not None or (item.field and item.found.code))]
        if not own:
            continue
        others = [file for file in (*surplus, *open_files) if file is not None and file.data["level"] == level]
        fields = {item.field or (item.file.data["field"] if item.file is not None else "") for item in own}
        for key, count in (("procedures", len(own)), ("fields", len(fields))):
            line = document.key_position(("levels", index, key)).line - 1
            value = "null" if others else json.dumps(count)
            lines[line] = re.sub(rf"({key}:)\s*[^#\s]+", rf"\1 {value}", lines[line])
    result = format_bytes(("\n".join(lines) + "\n").encode(), "manifest.yaml")
    if result.content is None:
        raise ImportingError("importing.error.layout", file="manifest.yaml")
    return result.content.decode()
