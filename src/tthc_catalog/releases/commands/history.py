"""``tthc history``: what was promised for a procedure, release by release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tthc_catalog.console.catalog_source import open_catalog
from tthc_catalog.console.command import catalog_option, command, format_option, level_option, procedure_argument
from tthc_catalog.console.procedure_words import code_of
from tthc_catalog.console.terminal import Reply, as_json
from tthc_catalog.messages import text
from tthc_catalog.releases.wording import history_lines

if TYPE_CHECKING:
    from tthc_catalog.releases.procedure_history import HistoryEntry


@command("history", texts="release.command")
@procedure_argument("release.command.history.argument.code")
@level_option
@catalog_option
@format_option
def show_history(*, code: str, level: str | None, catalog: str | None, form: str, lang: str) -> Reply:
    """Show the history of one procedure."""
    from tthc_catalog.releases.procedure_history import Histories, find_key

    loaded = open_catalog(catalog)
    code, level = code_of(code, level, loaded, lang, form)
    key = find_key(loaded, code, level)
    entries = Histories(loaded).of(*key)
    if form == "json":
        return Reply(as_json({"level": key[0], "code": key[1], "versions": [_data(entry) for entry in entries]}))
    lines = [text("release.history.title", lang, level=key[0], code=key[1], count=len(entries))]
    for entry in entries:
        lines += history_lines(entry, lang)
    return Reply("\n".join(lines))


def _data(entry: HistoryEntry) -> dict[str, Any]:
    both = ("vi", "en")
    return {
        "version": entry.version,
        "day": entry.day.isoformat(),
        "released": entry.released,
        "status": entry.status,
        "name": entry.name,
        "time": None if entry.time is None else dict(zip(both, entry.time, strict=True)),
        "commitments": [dict(zip(both, titles, strict=True)) for titles in entry.models],
        "changes": [dict(zip(both, change, strict=True)) for change in entry.changes],
        "bases": list(entry.bases),
        "records": [{"what": what, "name": name} for what, name in entry.records],
        "corrections": [c.id for c in entry.corrections],
    }
