"""``tthc list``: the procedures of the catalog by level and field."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tthc_catalog.console.catalog_source import open_catalog
from tthc_catalog.console.command import Day, argument, catalog_option, command, format_option, level_option, option
from tthc_catalog.console.record_data import record_data
from tthc_catalog.console.terminal import Reply, as_json
from tthc_catalog.messages import text
from tthc_catalog.records.fact_wording import in_sentence
from tthc_catalog.records.procedure_list import ProcedureRow, choose_procedures, shown_edition

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.procedure import Procedure


@command("list")
@argument("words", nargs=-1, help="cli.list.argument.words")
@level_option
@option("--field", metavar="ID", help="cli.list.option.field")
@option("--on", type=Day(), help="cli.option.on")
@catalog_option
@format_option
def list_procedures(
    *, words: tuple[str, ...], level: str | None, field: str | None, on: dt.date | None, catalog: str | None, form: str, lang: str
) -> Reply:
    """List the procedures: all, or those with words in their name, of a level, of a field, or in force on a day."""
    loaded = open_catalog(catalog, reading=True)
    _refuse_unknown(loaded, level, field, lang)
    typed = " ".join(words)
    chosen, similar = choose_procedures(loaded, words=typed, level=level, field=field, on=on)
    if form == "json":
        rows = [record_data(ProcedureRow.of(procedure, on)) for procedure in chosen]
        return Reply(as_json({"catalog": {"id": loaded.id, "version": loaded.version}, "on": on and on.isoformat(), "procedures": rows}))
    lines = _lines(loaded, chosen, on, lang)
    if similar and chosen:
        lines.insert(1, text("cli.list.similar", lang, words=typed))
    return Reply("\n".join(lines))


def _refuse_unknown(catalog: Catalog, level: str | None, field: str | None, lang: str) -> None:
    levels = [binding.level for binding in catalog.manifest.levels]
    fields = [known.id for known in catalog.manifest.fields]
    if level is not None and level not in levels:
        titles = [in_sentence(b.title if lang == "vi" else b.title_en) for b in catalog.manifest.levels]
        known = ", ".join(f"{name} ({title})" for name, title in zip(levels, titles, strict=True))
        raise click.UsageError(text("error.unknown_level", lang, level=level, levels=known))
    if field is not None and field not in fields:
        raise click.UsageError(text("cli.list.no_such_field", lang, field=field, fields=", ".join(fields)))


def _lines(catalog: Catalog, procedures: Sequence[Procedure], on: dt.date | None, lang: str) -> list[str]:
    manifest = catalog.manifest
    english = lang == "en"
    lines = [(manifest.title_en if english else manifest.title) + f" ({catalog.id} {catalog.version})"]
    for binding in manifest.levels:
        for field in manifest.fields:
            group = [p for p in procedures if p.level == binding.level and p.field == field.id]
            if not group:
                continue
            title, name = (binding.title_en, field.name_en or field.name) if english else (binding.title, field.name)
            lines += ["", text("cli.list.group", lang, level=title, field=name, count=len(group))]
            for procedure in group:
                edition = shown_edition(procedure, on)
                lines.append(f"  {procedure.code}  {edition.corrected_name or edition.name}")
    lines += ["", text("cli.list.total", lang, count=len(procedures)) if procedures else text("cli.list.none", lang)]
    if any(procedure.membership.status == "reconstructed" for procedure in procedures):
        lines.append(text("cli.reconstructed", lang))
    return lines
