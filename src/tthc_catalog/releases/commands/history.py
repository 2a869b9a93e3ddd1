"""``tthc history``: what was promised for a procedure, release by release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tthc_catalog.console.catalog_source import open_catalog
from tthc_catalog.console.command import argument, catalog_option, command, format_option, level_option
from tthc_catalog.console.terminal import Reply, as_json
from tthc_catalog.messages import text
from tthc_catalog.records.fact_wording import date_text
from tthc_catalog.releases.commands.verify import correction_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.releases.procedure_history import HistoryEntry


@command("history", texts="release.command")
@argument("code", help="release.command.history.argument.code")
@level_option
@catalog_option
@format_option
def show_history(*, code: str, level: str | None, catalog: str | None, form: str, lang: str) -> Reply:
    """Show the history of one procedure."""
    from tthc_catalog.releases.procedure_history import find_key, procedure_history

    loaded = open_catalog(catalog)
    key = find_key(loaded, code, level)
    entries = procedure_history(loaded, *key)
    if form == "json":
        return Reply(as_json({"level": key[0], "code": key[1], "versions": [_data(entry) for entry in entries]}))
    lines = [text("release.history.title", lang, level=key[0], code=key[1], count=len(entries))]
    for entry in entries:
        lines += history_lines(entry, lang)
    return Reply("\n".join(lines))


def history_lines(entry: HistoryEntry, lang: str) -> Iterator[str]:
    """Yield the lines about one version, the first of them as a heading."""
    place = 0 if lang == "vi" else 1
    status = "absent" if entry.name is None and entry.status in ("first", "same") else entry.status
    head = text(
        "release.history.release" if entry.released else "release.history.now", lang, version=entry.version, day=date_text(entry.day)
    )
    yield f"{head}: {text(f'release.history.{status}', lang)}"
    if entry.name is not None and entry.status != "same":
        yield f"  {entry.name}"
    if entry.time is not None and entry.status != "same":
        yield "  " + text("release.history.time", lang, time=entry.time[place])
    if entry.models and entry.status != "same":
        yield "  " + text("release.history.models", lang, models="; ".join(titles[place] for titles in entry.models))
    yield from (f"  {change[place]}" for change in entry.changes)
    yield from ("  " + text("release.history.basis", lang, document=document) for document in entry.bases)
    if entry.records:
        names = ", ".join(text(f"release.record.{what}", lang, name=name) for what, name in entry.records)
        yield "  " + text("release.history.records", lang, records=names)
    yield from (f"  {correction_text(correction, lang)}" for correction in entry.corrections)


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
