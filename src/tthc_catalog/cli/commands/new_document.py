"""``tthc new document`` and ``tthc new model``: a document to cite, and a commitment of the catalog."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from tthc_catalog.cli import questions
from tthc_catalog.console.command import Choice, Day, argument, catalog_option, command, format_option, option
from tthc_catalog.messages import text
from tthc_catalog.value_formats import WEEKDAYS

if TYPE_CHECKING:
    from tthc_catalog.console.terminal import Reply


@command("document")
@argument("id", metavar="NUMBER|ID", required=False, help="new.argument.document")
@option("--title", metavar="TEXT", help="new.option.document_title")
@option("--type", "kind", metavar="TEXT", help="new.option.document_type")
@option("--issuer", metavar="TEXT", help="new.option.issuer")
@option("--issued", metavar="YYYY-MM-DD", help="new.option.issued")
@option("--from", "from_day", metavar="YYYY-MM-DD", help="new.option.document_from")
@option("--url", metavar="URL", help="new.option.url")
@option("--source", metavar="ID", help="new.option.source")
@option("--replaces", metavar="ID", multiple=True, help="new.option.replaces")
@option("--on", "today", type=Day(), help="new.option.on")
@catalog_option
@format_option
def add_document(
    *, id: str | None, replaces: tuple[str, ...], today: dt.date | None, catalog: str | None, form: str, lang: str, **given: Any
) -> Reply:
    """Add a document to cite."""
    from tthc_catalog.cli.catalog_edit import CatalogEdit
    from tthc_catalog.importing.document_numbers import document_facts

    edit = CatalogEdit(catalog, lang)
    ask = questions.Questions(lang, given)
    own = str(ask.first("NUMBER|ID", id, check=questions.line, question="document_id"))
    entries = edit.document("legal.yaml").data["documents"]
    if own in {str(name) for entry in entries for name in (entry["id"], entry.get("number")) if name}:
        raise click.UsageError(text("new.document_exists", lang, id=own))
    is_number = "/" in own
    kind, title, issuer = document_facts(own)
    title = ask("title", check=questions.line, default=title if is_number else None, option="--title")
    kind = ask("kind", check=questions.short_name, default=kind, option="--type", question="document_kind")
    ask.refuse_missing()
    issued, start = (questions.day(given[key], lang) if given[key] else None for key in ("issued", "from_day"))
    if issued and start and start < issued:
        raise click.UsageError(text("new.wrong_order", lang, first=issued, last=start))
    if given["url"] and not given["url"].startswith(("https://", "http://")):
        raise click.UsageError(text("new.bad_url", lang, value=given["url"]))
    entry = {
        "id": own,
        "number": own if is_number else None,
        "type": kind,
        "title": title,
        "issuer": questions.line(given["issuer"], lang) if given["issuer"] else issuer,
        "issued_on": issued,
        "effective_from": start,
        "effective_until": None,
        "url": given["url"],
        "source": edit.source_of(given["source"], None),
        "note": None,
    }
    facts = ("number", "issuer", "issued_on", "effective_from", "url", "source")
    edit.insert("legal.yaml", ("documents",), entry, marks={key: text(f"new.comment.{key}", "vi") for key in facts if entry[key] is None})
    for former in replaces:
        cited = edit.citation(former, None)
        index = next(n for n, known in enumerate(entries) if cited and known["id"] == cited["document"])
        if start is None:
            raise click.UsageError(text("new.missing", lang, options="--from"))
        if entries[index]["effective_until"] is None:
            edit.set("legal.yaml", ("documents", index, "effective_until"), start)
        others = entries[index].get("replaced_by", [])
        edit.set("legal.yaml", ("documents", index, "replaced_by"), [*others, own])
    return edit.finish(ask, text("new.document_written", lang, id=own), today=today, form=form)


@command("model")
@argument("id", metavar="ID", required=False, help="new.argument.model")
@option("--title", metavar="TEXT", help="new.option.model_title")
@option("--title-en", "title_en", metavar="TEXT", help="new.option.model_title_en")
@option("--from", "from_day", metavar="YYYY-MM-DD", help="new.option.from")
@option("--by", "document", metavar="DOCUMENT", help="new.option.by")
@option("--provision", metavar="TEXT", help="new.option.provision")
@option("--level", "levels", metavar="ID", multiple=True, help="new.option.model_level")
@option("--weekday", "weekdays", type=Choice(WEEKDAYS), multiple=True, help="new.option.model_weekday")
@option("--cutoff", metavar="HH:MM", help="new.option.cutoff")
@option("--before", "return_before", metavar="HH:MM", help="new.option.before")
@option("--on", "today", type=Day(), help="new.option.on")
@catalog_option
@format_option
def add_model(
    *,
    id: str | None,
    levels: tuple[str, ...],
    weekdays: tuple[str, ...],
    today: dt.date | None,
    catalog: str | None,
    form: str,
    lang: str,
    **given: Any,
) -> Reply:
    """Add a commitment: the due time of each part of its days."""
    from tthc_catalog.cli.catalog_edit import CatalogEdit
    from tthc_catalog.scaffolding.new_catalog import model_text
    from tthc_catalog.scaffolding.new_procedure import schema_path

    edit = CatalogEdit(catalog, lang)
    ask = questions.Questions(lang, given)
    own = str(ask.first("ID", id, check=questions.short_name, question="model_id"))
    name = f"models/{own}.yaml"
    if (edit.root / name).exists():
        raise click.UsageError(text("new.model_exists", lang, id=own, path=(edit.root / name).as_posix()))
    for level in levels:
        edit.known("level", level, edit.levels)
    title = ask("title", check=questions.line, option="--title")
    start = ask("from_day", check=questions.day, option="--from")
    document = ask("document", check=questions.line, option="--by")
    cutoff = ask("cutoff", default="15:30", check=questions.cutoff)
    before = ask("return_before", default="09:00", check=questions.time_of_day) if cutoff is not None else "09:00"
    ask.refuse_missing()
    citation = edit.citation(document, given["provision"])
    if citation is None:
        raise click.UsageError(text("new.missing", lang, options="--by"))
    chosen = levels or tuple(edit.levels)
    content = model_text(
        id=own,
        title=title,
        title_en=questions.line(given["title_en"], lang) if given["title_en"] else title,
        start=start,
        levels=chosen,
        weekdays=weekdays or WEEKDAYS[:5],
        cutoff=cutoff,
        return_before=before,
        document=citation["document"],
        provision=citation["provision"],
        schema=schema_path(edit.root).replace("procedure.schema.json", "model.schema.json").replace("../../", "../", 1),
    )
    edit.create(name, content)
    for index, binding in enumerate(edit.document("manifest.yaml").data["levels"]):
        if binding["level"] in chosen:
            edit.set("manifest.yaml", ("levels", index, "commitments"), [*binding["commitments"], own])
    return edit.finish(ask, text("new.model_written", lang, id=own), today=today, form=form)
