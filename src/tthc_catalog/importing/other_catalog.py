"""Another catalog's folder as a source: new procedures are copied with what they cite, the others compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs

from tthc_catalog.checks.references import collector_for
from tthc_catalog.errors import ImportingError
from tthc_catalog.importing.catalog_state import CatalogState, ProcedureFile
from tthc_catalog.importing.found_facts import Copied, FoundChannel, FoundFee, FoundList, FoundPaper, FoundProcedure, FoundTime
from tthc_catalog.scaffolding.new_catalog import quoted_entries
from tthc_catalog.scaffolding.new_procedure import read_part

COLUMNS = frozenset({"code", "name", "levels", "field", "time", "fee", "papers", "results", "authority", "documents"})


def read_catalog(root: Path) -> FoundList:
    """Read the last edition of every procedure of a catalog.

    Raises:
        CatalogError: a file is no valid YAML.
        ImportingError: the catalog has no procedure.
    """
    state = CatalogState.read(root)
    numbers = {str(entry["id"]): str(entry["number"] or entry["id"]) for entry in state.parts["legal.yaml"].data["documents"]}
    found = [_found(file, state.fields, numbers, root) for file in state.procedures.values()]
    if not found:
        raise ImportingError("importing.error.empty_catalog", file=root.as_posix())
    return FoundList(source=root.name or root.resolve().name, procedures=tuple(found), columns=COLUMNS)


def _found(file: ProcedureFile, fields: Mapping[str, str], numbers: Mapping[str, str], root: Path) -> FoundProcedure:
    last, place = file.last, f"{root.name}: {file.path}"
    time, fee = _time(last["processing_time"]), _fee(last["fee"])
    channels = tuple(
        FoundChannel(channel=c["channel"], time=_time(c["processing_time"]) or time, fee=_fee(c["fee"]) if c["fee"] is not None else fee)
        for c in last["channels"]
    )
    return FoundProcedure(
        code=str(file.data["code"]),
        printed=tuple(entry["printed"] for entry in file.data.get("printed_codes", ())),
        name=last["name"],
        other_names=tuple(last["other_names"]),
        levels=(str(file.data["level"]),),
        field=fields.get(file.data["field"]),
        channels=channels,
        time=time,
        fee=fee,
        papers=tuple(FoundPaper(name=paper["name"], id=paper["id"]) for paper in last["components"] or ()) or None,
        results=tuple(last["results"]),
        authority=last["authority"],
        documents=tuple(numbers.get(id, id) for id in last["legal_basis"]),
        places={"row": place},
        copied=Copied(root=root, document=file.document),
    )


def _time(data: Mapping[str, Any] | None) -> FoundTime | None:
    if data is None:
        return None
    keys = ("amount", "unit", "at_most", "after", "then_working_days", "only_if_not_resolved_at_once")
    return FoundTime(**{key: data[key] for key in keys})


def _fee(data: Mapping[str, Any]) -> FoundFee | None:
    if data["status"] == "free" and not data["items"]:
        return FoundFee(amount=None)
    items = [FoundFee(**item) for item in data["items"]]
    return attrs.evolve(items[0], further=tuple(items[1:])) if items and data["status"] == "known" else None


def cited_entries(copies: Iterable[Copied], documents: Iterable[str], sources: Iterable[str]) -> tuple[list[Any], list[Any]]:
    """Return the entries of ``legal.yaml`` and ``sources.yaml`` that copied procedures cite and a catalog lacks.

    Args:
        copies: the copied procedures.
        documents: ids that the catalog has.
        sources: likewise.
    """
    known = {"documents": set(documents), "sources": set(sources)}
    missing: dict[str, list[Any]] = {"documents": [], "sources": []}
    collect = collector_for("procedure")
    assert collect is not None, "a procedure can refer"
    by_root: dict[Path, set[tuple[str, str]]] = {}
    for copy in copies:
        collect(copy.document.data, by_root.setdefault(copy.root, set()))
    for root, references in by_root.items():
        cited = quoted_entries(
            {id for kind, id in references if kind == "document"} - known["documents"],
            {id for kind, id in references if kind == "source"} - known["sources"],
            legal=read_part(root, "legal.yaml"),
            origin=read_part(root, "sources.yaml"),
        )
        for key, entries in zip(("documents", "sources"), cited, strict=True):
            for entry, _ in entries:
                if entry["id"] not in known[key]:
                    known[key].add(str(entry["id"]))
                    missing[key].append(entry)
    return missing["documents"], missing["sources"]
