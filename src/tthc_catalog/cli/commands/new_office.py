"""``tthc new office`` and ``tthc new closure``: a desk, other facts of a desk from a day on, and days on which desks are closed or open."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import click

from tthc_catalog.cli import questions
from tthc_catalog.console.command import Choice, Day, argument, catalog_option, command, format_option, level_option, option
from tthc_catalog.messages import text
from tthc_catalog.value_formats import is_slug

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tthc_catalog.cli.catalog_edit import CatalogEdit
    from tthc_catalog.console.terminal import Reply

_CHANGING = ("name", "hours", "address", "phone")
"""Facts of a desk that can change from a day on."""

EFFECTS = ("next_opening", "working_day", "unchanged")
"""What a closure or an extra opening does to deadlines."""


@command("office")
@argument("id", metavar="ID", required=False, help="new.argument.office")
@option("--name", metavar="TEXT", help="new.option.office_name")
@level_option
@option("--from", "from_day", metavar="YYYY-MM-DD", help="new.option.office_from")
@option("--hours", metavar='ID|"HH:MM-HH:MM, ..."', help="new.option.office_hours")
@option("--address", metavar="TEXT", help="new.option.address")
@option("--phone", metavar="TEXT", help="new.option.phone")
@option("--succeeds", metavar="ID", multiple=True, help="new.option.succeeds")
@option("--default", "default", is_flag=True, help="new.option.default_office")
@option("--by", "document", metavar="DOCUMENT", help="new.option.by")
@option("--provision", metavar="TEXT", help="new.option.provision")
@option("--source", metavar="ID", help="new.option.source")
@option("--on", "today", type=Day(), help="new.option.on")
@catalog_option
@format_option
def add_office(*, id: str | None, default: bool, today: dt.date | None, catalog: str | None, form: str, lang: str, **given: Any) -> Reply:
    """Add a desk, or a change of one from a day on."""
    from tthc_catalog.cli.catalog_edit import CatalogEdit

    edit = CatalogEdit(catalog, lang)
    ask = questions.Questions(lang, given)
    ids = [office["id"] for office in edit.offices]
    id = str(ask.first("ID", id, check=questions.short_name, question="office"))
    citation = edit.citation(given["document"], given["provision"])
    source = edit.source_of(given["source"], citation)
    if id in ids:
        if given["level"] or given["succeeds"] or default:
            raise click.UsageError(text("new.office_exists", lang, id=id))
        return _change(edit, ask, ids.index(id), citation, source, given, today=today, form=form)
    name = ask("name", check=questions.line, option="--name", question="office_name")
    level = ask("level", default=edit.levels[0] if len(edit.levels) == 1 else None, check=questions.one_of(edit.levels), option="--level")
    hours = _hours(
        edit, ask("hours", check=questions.line, default=questions.NO_CUTOFF, question="office_hours"), given["from_day"], citation, source
    )
    day = questions.day(given["from_day"], lang) if given["from_day"] else None
    if day is None and (given["succeeds"] or default):
        ask.missing.append("--from")
    if ask.missing and near(id, ids):
        raise click.UsageError(text("new.no_such.office", lang, id=id) + " " + text("error.suggestions", lang, suggestions=near(id, ids)))
    ask.refuse_missing()
    entry = {
        "id": id,
        "name": name,
        "name_en": None,
        "level": level,
        "hours": hours,
        **{key: questions.line(given[key], lang) for key in ("address", "phone") if given[key]},
        "effective_from": day,
        "effective_until": None,
        "source": source,
        "note": None,
    }
    edit.insert("offices.yaml", ("offices",), entry, marks={} if source else {"source": text("new.comment.office_source", "vi")})
    for former in given["succeeds"]:
        from tthc_catalog.cli.commands.end import end_office

        edit.known("office", former, ids)
        end_office(edit, former, str(day), citation, (id,))
    if default:
        place = ("levels", edit.levels.index(level), "default_office_changes")
        edit.insert("manifest.yaml", place, {"effective_from": day, "office": id, "basis": citation})
    return edit.finish(ask, text("new.office_written", lang, id=id), today=today, form=form)


def near(id: str, ids: list[str]) -> str:
    """Return the known ids similar to a new one, as one text."""
    import difflib

    return ", ".join(difflib.get_close_matches(id, ids, n=3))


def _change(
    edit: CatalogEdit,
    ask: questions.Questions,
    index: int,
    citation: Mapping[str, Any] | None,
    source: str | None,
    given: Mapping[str, Any],
    *,
    today: dt.date | None,
    form: str,
) -> Reply:
    """Add what changes at a desk from a day on; dossiers received before it keep their deadlines."""
    office = edit.offices[index]
    given = dict(given)
    if ask.interactive and not any(given[key] for key in _CHANGING):
        for key in ("name", "hours"):
            answer = ask(key, check=questions.line, default=questions.NO_CUTOFF, question=f"new_{key}")
            given[key] = None if answer == questions.NO_CUTOFF else answer
    if not any(given[key] for key in _CHANGING):
        raise click.UsageError(text("new.nothing_changes_at", edit.lang, id=office["id"]))
    day = ask("from_day", check=questions.day, option="--from")
    ask.refuse_missing()
    until, since = office["effective_until"], office["effective_from"]
    if until is not None and until <= day:
        raise click.UsageError(text("new.has_ended", edit.lang, id=office["id"], day=until))
    if since is not None and since >= day:
        raise click.UsageError(text("new.begins_later", edit.lang, id=office["id"], day=since))
    earlier = [change["effective_from"] for change in office.get("changes", ())]
    if day in earlier:
        raise click.UsageError(text("new.change_exists", edit.lang, id=office["id"], day=day))
    change: dict[str, Any] = {"effective_from": day, "basis": citation}
    if given["hours"]:
        change["hours"] = _hours(edit, given["hours"], day, citation, source)
    change |= {key: questions.line(given[key], edit.lang) for key in ("name", "address", "phone") if given[key]}
    edit.insert("offices.yaml", ("offices", index, "changes"), change, index=sum(other < day for other in earlier))
    return edit.finish(ask, text("new.change_written", edit.lang, id=office["id"], day=day), today=today, form=form)


def _hours(edit: CatalogEdit, written: str, day: str | None, citation: Mapping[str, Any] | None, source: str | None) -> str | None:
    """Return the id of office hours: existing ones, or new ones from sessions, of the year or by season; None for the answer `questions.NO_CUTOFF`."""
    if written == questions.NO_CUTOFF:
        return None
    hours = edit.document("offices.yaml").data["hours"]
    ids = [entry["id"] for entry in hours]
    if is_slug(written):
        return edit.known("hours", written, ids)
    seasons = questions.seasons_of(written, edit.lang)
    id = f"gio-tu-{questions.day(day, edit.lang)}" if day else "gio-moi"
    number = 2
    while id in ids:
        id, number = f"{re.sub('-lan-.*', '', id)}-lan-{number}", number + 1
    entry = {
        "id": id,
        "seasons": seasons,
        "citations": [dict(citation)] if citation else [],
        "source": source,
        "note": None,
    }
    edit.insert("offices.yaml", ("hours",), entry, marks={} if source else {"source": text("new.comment.hours_source", "vi")})
    return id


@command("closure")
@argument("id", metavar="ID", required=False, help="new.argument.closure")
@option("--office", "offices", metavar="ID", multiple=True, help="new.option.closure_office")
@option("--level", "levels", metavar="ID", multiple=True, help="new.option.closure_level")
@option("--date", "from_day", metavar="YYYY-MM-DD", help="new.option.closure_date")
@option("--until", metavar="YYYY-MM-DD", help="new.option.closure_until")
@option("--hours", metavar='"HH:MM-HH:MM, ..."', help="new.option.closure_hours")
@option("--reason", metavar="TEXT", help="new.option.reason")
@option("--announced", metavar="YYYY-MM-DD", help="new.option.announced")
@option("--open", "opens", is_flag=True, help="new.option.opens")
@option("--commitment", type=Choice(EFFECTS), help="new.option.commitment_effect")
@option("--law", type=Choice(EFFECTS), help="new.option.law_effect")
@option("--by", "document", metavar="DOCUMENT", help="new.option.by")
@option("--provision", metavar="TEXT", help="new.option.provision")
@option("--on", "today", type=Day(), help="new.option.on")
@catalog_option
@format_option
def add_closure(
    *,
    id: str | None,
    offices: tuple[str, ...],
    levels: tuple[str, ...],
    today: dt.date | None,
    catalog: str | None,
    form: str,
    lang: str,
    **given: Any,
) -> Reply:
    """Add a closure or an extra opening."""
    from tthc_catalog.cli.catalog_edit import CatalogEdit

    edit = CatalogEdit(catalog, lang)
    for office in offices:
        edit.known("office", office, [entry["id"] for entry in edit.offices])
    for level in levels:
        edit.known("level", level, edit.levels)
    ask = questions.Questions(lang, given)
    id = str(ask.first("ID", id, check=questions.short_name, question="closure"))
    if not offices and not levels:
        if not ask.interactive:
            raise click.UsageError(text("new.closure_where", lang))
        offices = ask("offices", check=questions.some_of([entry["id"] for entry in edit.offices]))
    day = ask("from_day", check=questions.day, option="--date")
    reason = ask("reason", check=questions.line, option="--reason")
    announced = ask("announced", check=questions.day_or_unknown, option="--announced")
    ask.refuse_missing()
    until = questions.day(given["until"], lang) if given["until"] else None
    if until is not None and until < day:
        raise click.UsageError(text("new.wrong_order", lang, first=day, last=until))
    effect = {key: given[key] for key in ("commitment", "law") if given[key]}
    entry = {
        "id": id,
        "kind": "open" if given["opens"] else "closed",
        **({"offices": list(offices)} if offices else {}),
        **({"levels": list(levels)} if levels else {}),
        "date": day,
        **({"until": until} if until else {}),
        **({"sessions": list(questions.sessions_of(given["hours"], lang))} if given["hours"] else {}),
        "reason": reason,
        "citation": edit.citation(given["document"], given["provision"]),
        "announced_on": announced,
        **({"effect": effect} if effect else {}),
    }
    if not (edit.root / "closures.yaml").exists():
        edit.create("closures.yaml", _empty_file(edit))
    if id in [known["id"] for known in edit.document("closures.yaml").data["closures"]]:
        raise click.UsageError(text("new.closure_exists", lang, id=id))
    edit.insert("closures.yaml", ("closures",), entry)
    return edit.finish(ask, text("new.closure_written", lang, id=id), today=today, form=form)


def _empty_file(edit: CatalogEdit) -> str:
    from tthc_catalog.scaffolding.new_catalog import template
    from tthc_catalog.scaffolding.new_procedure import schema_path

    schema = schema_path(edit.root).removeprefix("../../").replace("procedure.schema.json", "closures.schema.json")
    return template("closures.yaml", schema=schema)
