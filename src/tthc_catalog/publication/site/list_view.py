"""The variables of the first page: the list by level and field, and the coming model days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tthc_catalog.messages import area_texts, text
from tthc_catalog.publication.content.procedure_wording import state_text, statutory_text
from tthc_catalog.publication.content.web_addresses import PORTAL

if TYPE_CHECKING:
    from tthc_catalog.publication.content.publication import Entry
    from tthc_catalog.publication.site.promises import Promises

FOLDED_FROM = 60
"""With more procedures than this, the groups of the list are folded."""


def list_view(promises: Promises, lang: str) -> dict[str, Any]:
    """Return the entries in force grouped by level and field in the order of the manifest, and the others apart from them."""
    publication = promises.publication
    groups: dict[tuple[str, str], dict[str, Any]] = {}
    others = []
    for entry in publication.entries:
        if not entry.in_force:
            others.append(_row(promises, entry, lang))
            continue
        key = (entry.procedure.level, entry.procedure.field)
        if key not in groups:
            groups[key] = {"id": "-".join(key), "level": promises.level_title(key[0], lang), "field": _field(entry, lang), "entries": []}
        groups[key]["entries"].append(_row(promises, entry, lang))
    count = len(publication.entries) - len(others)
    found = area_texts("site", lang)["site.list.found"]
    return {
        "groups": list(groups.values()),
        "others": others,
        "folded": count > FOLDED_FROM,
        "promises": promises.views(lang),
        "total": text("site.list.found", lang, count=count),
        "found_one": found[0],
        "found_some": found[-1],
        "portal": PORTAL,
    }


def _row(promises: Promises, entry: Entry, lang: str) -> dict[str, Any]:
    procedure, edition = entry.procedure, entry.edition
    listed = [item for item in promises.of_procedure(procedure) if item.model.strength == "promise"] if entry.in_force else []
    names = [*edition.other_names, edition.corrected_name or "", *(other.name for other in procedure.editions)]
    words = dict.fromkeys(word.strip(",;()") for name in names for word in name.split())
    return {
        "path": f"procedure/{entry.key}.html",
        "name": edition.name,
        "code": procedure.code,
        "level": promises.level_title(procedure.level, lang),
        "active": entry.in_force,
        "promise": listed[0].promise(promises.publication.as_of).short(lang) if listed else None,
        "time": statutory_text(edition, lang),
        "status": state_text(promises.publication, entry, lang),
        "successors": _successors(promises, entry, lang),
        "words": " ".join(word for word in words if word not in edition.name.split()),
    }


def _successors(promises: Promises, entry: Entry, lang: str) -> list[dict[str, str]]:
    """Return the successors that have a page."""
    return [
        {"path": f"procedure/{s.level}/{s.code}.html", "text": f"{s.code} ({promises.level_title(s.level, lang)})"}
        for s in entry.procedure.succeeded_by
        if s.level in promises.catalog.by_code.get(s.code, {})
    ]


def _field(entry: Entry, lang: str) -> str:
    return entry.field.name if lang == "vi" else entry.field.name_en or entry.field.name
