"""``tthc new roster``: a roster of a desk with every model day of a period, on which the named people take turns."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from tthc_catalog.cli import questions
from tthc_catalog.console.command import Day, argument, catalog_option, command, format_option, option
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tthc_catalog.console.terminal import Reply

_POST = "quay-1"


@command("roster")
@argument("office", metavar="OFFICE", required=False, help="new.argument.roster")
@option("--from", "from_day", metavar="YYYY-MM-DD", help="new.option.roster_from")
@option("--until", metavar="YYYY-MM-DD", help="new.option.roster_until")
@option("--signatory", "signatories", metavar="ID", multiple=True, help="new.option.signatory")
@option("--official", "officials", metavar="ID", multiple=True, help="new.option.official")
@option("--volunteer", "volunteers", metavar="ID", multiple=True, help="new.option.volunteer")
@option("--on", "today", type=Day(), help="new.option.on")
@catalog_option
@format_option
def add_roster(*, office: str | None, today: dt.date | None, catalog: str | None, form: str, lang: str, **given: Any) -> Reply:
    """Add a roster."""
    from tthc_catalog.cli.catalog_edit import CatalogEdit
    from tthc_catalog.console.catalog_source import open_catalog
    from tthc_catalog.effective import Period
    from tthc_catalog.registry import Registry
    from tthc_catalog.timetable.roster_coverage import days_to_cover

    edit = CatalogEdit(catalog, lang)
    ask = questions.Questions(lang, given)
    known = [entry["id"] for entry in edit.offices]
    id = edit.known("office", str(ask.first("OFFICE", office, check=questions.short_name, question="roster")), known)
    name = f"rosters/{id}.yaml"
    if (edit.root / name).exists():
        raise click.UsageError(text("new.roster_exists", lang, path=(edit.root / name).as_posix()))
    first = ask("from_day", check=questions.day, option="--from")
    until = ask("until", check=questions.day, option="--until", question="roster_until")
    groups = {
        key: ask(key, check=_ids, default=questions.NO_CUTOFF if key == "volunteers" else None, option=f"--{singular}")
        for key, singular in (("signatories", "signatory"), ("officials", "official"), ("volunteers", "volunteer"))
    }
    ask.refuse_missing()
    if until <= first:
        raise click.UsageError(text("new.wrong_order", lang, first=first, last=until))
    for group in groups.values():
        for person in group:
            questions.short_name(person, lang)
    loaded = open_catalog(str(edit.root))
    period = Period(dt.date.fromisoformat(first), dt.date.fromisoformat(until))
    days, fields = days_to_cover(loaded, loaded.offices[id], period, Registry())
    if not days:
        raise click.UsageError(text("new.no_model_day", lang, id=id, first=first, last=until))
    edit.create(name, _content(edit, id, (first, until), groups, sorted(fields), days))
    return edit.finish(ask, text("new.roster_written", lang, id=id, count=len(days)), today=today, form=form)


def _ids(value: str, lang: str) -> tuple[str, ...]:
    """Parse ids of people, separated by commas or spaces."""
    if value == questions.NO_CUTOFF:
        return ()
    return tuple(questions.short_name(word, lang) for word in value.replace(",", " ").split())


def _content(
    edit: Any, office: str, bounds: tuple[str, str], groups: dict[str, Sequence[str]], fields: Sequence[str], days: Sequence[dt.date]
) -> str:
    """Return the text of the file; on each day the next of the signatories, officials and volunteers is on duty."""
    from tthc_catalog.scaffolding.new_procedure import schema_path

    schema = schema_path(edit.root).replace("procedure.schema.json", "roster.schema.json").replace("../../", "../", 1)
    served = ", ".join(fields)
    people = [
        f"  - {{id: {person}, role: {role}, title: null, fields: [{served if role == 'official' else ''}]}}"
        for key, role in (("signatories", "signatory"), ("officials", "official"), ("volunteers", "volunteer"))
        for person in groups[key]
    ]
    turns: list[str] = []
    for number, date in enumerate(days):
        on_duty = {key: group[number % len(group)] for key, group in groups.items() if group}
        turns += [
            f'  - date: "{date.isoformat()}"',
            f"    signatory: {on_duty['signatories']}",
            "    posts:",
            f"      - {{post: {_POST}, official: {on_duty['officials']}}}",
            f"    volunteers: [{on_duty.get('volunteers', '')}]",
        ]
    lines = [
        f"# yaml-language-server: $schema={schema}",
        "kind: roster",
        f"office: {office}",
        f'effective_from: "{bounds[0]}"',
        f'effective_until: "{bounds[1]}"',
        f"volunteers_needed: {int(bool(groups['volunteers']))}",
        "posts:",
        f"  - id: {_POST}",
        f"    name: {text('new.post_name', 'vi')}",
        "people:",
        *people,
        "days:",
        *turns,
        "note: null",
    ]
    return "\n".join(lines) + "\n"
