"""The variables of the first page: the list by level and field, and the coming model days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tthc_catalog.messages import area_texts, text
from tthc_catalog.publication.content.procedure_wording import status_text, statutory_text

if TYPE_CHECKING:
    from tthc_catalog.publication.site.promises import Promises


def list_view(promises: Promises, lang: str) -> dict[str, Any]:
    """Return the entries grouped by level and field in the order of the manifest, with groups in force first."""
    publication = promises.publication
    groups: dict[tuple[str, str], dict[str, Any]] = {}
    for entry in publication.entries:
        key = (entry.procedure.level, entry.procedure.field)
        if key not in groups:
            field = entry.field.name if lang == "vi" else entry.field.name_en or entry.field.name
            groups[key] = {"id": "-".join(key), "level": promises.level_title(key[0], lang), "field": field, "entries": []}
        groups[key]["entries"].append(
            {
                "path": f"procedure/{entry.key}.html",
                "name": entry.edition.name,
                "code": entry.procedure.code,
                "time": statutory_text(entry.edition, lang),
                "in_force": entry.in_force,
                "status": status_text(publication, entry, lang),
                "reconstructed": entry.is_reconstructed,
            }
        )
    found = area_texts("site", lang)["site.list.found"]
    return {
        "groups": sorted(groups.values(), key=lambda group: not any(entry["in_force"] for entry in group["entries"])),
        "promises": promises.views(lang),
        "total": text("site.list.found", lang, count=len(publication.entries)),
        "found_one": found[0],
        "found_some": found[-1],
    }
