"""``tthc new day``: a day off or a make-up day in the official calendar, or all announced days of a table."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tthc_catalog.cli import questions
from tthc_catalog.cli.day_table import KINDS, STATUSES, read_days
from tthc_catalog.console.command import Choice, Day, argument, catalog_option, command, format_option, option
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from tthc_catalog.cli.catalog_edit import CatalogEdit
    from tthc_catalog.console.terminal import Reply

_OPPOSITE = {"swap_off": "swap_work", "swap_work": "swap_off"}


@command("day")
@argument("day", metavar="YYYY-MM-DD", required=False, help="new.argument.day")
@option("--table", "table", metavar="FILE", help="new.option.table")
@option("--kind", type=Choice(KINDS), help="new.option.day_kind")
@option("--name", metavar="TEXT", help="new.option.day_name")
@option("--decision", metavar="TEXT", help="new.option.decision")
@option("--announced", metavar="YYYY-MM-DD", help="new.option.day_announced")
@option("--swap-with", "swap_with", metavar="YYYY-MM-DD", help="new.option.swap_with")
@option("--status", type=Choice(STATUSES), help="new.option.day_status")
@option("--source", metavar="TEXT", help="new.option.day_source")
@option("--decided-through", "decided", metavar="YYYY-MM-DD", help="new.option.decided_through")
@option("--on", "today", type=Day(), help="new.option.on")
@catalog_option
@format_option
def add_day(*, day: str | None, table: str | None, today: dt.date | None, catalog: str | None, form: str, lang: str, **given: Any) -> Reply:
    """Add days to the calendar."""
    from tthc_catalog.cli.catalog_edit import CatalogEdit

    ask = questions.Questions(lang, given)
    if (day is None) == (table is None) and not (day is None and ask.interactive):
        raise click.UsageError(text("new.day_or_table", lang))
    edit = CatalogEdit(catalog, lang)
    day = ask.first("YYYY-MM-DD", day, check=questions.day, question="day") if table is None else None
    if table is not None:
        alone = [f"--{name}" for name in ("kind", "name", "decision", "announced", "status") if given[name]]
        alone += ["--swap-with"] if given["swap_with"] else []
        if alone:
            raise click.UsageError(text("new.only_without_table", lang, options=", ".join(alone)))
        found = read_days(Path(table), given["source"] or Path(table).name, lang)
    else:
        found = _stated(str(day), ask, given, lang)
    file = _calendar_file(edit)
    added = [entry for entry in sorted(found, key=lambda entry: str(entry["date"])) if _is_new(edit, file, entry)]
    for entry in added:
        _place(edit, file, entry)
    if given["decided"]:
        _decide(edit, file, questions.day(given["decided"], lang), [e["announced_on"] for e in found if e["announced_on"]])
    message = text("new.days_written", lang, count=len(added), path=(edit.root / file).as_posix())
    if len(added) < len(found):
        message += " " + text("new.days_known", lang, count=len(found) - len(added))
    return edit.finish(ask, message, today=today, form=form)


def _stated(day: str, ask: questions.Questions, given: dict[str, Any], lang: str) -> list[dict[str, Any]]:
    """Return the day of the command line, and the other day of its swap."""
    kind = ask("kind", check=questions.one_of(KINDS), option="--kind", question="day_kind")
    name = ask("name", check=questions.line, option="--name", question="day_name")
    announced = ask("announced", check=questions.day_or_unknown, option="--announced")
    decision = questions.line(given["decision"], lang) if given["decision"] else None
    source = ask("source", check=questions.line, default=decision, option="--source")
    partner = ask("swap_with", check=questions.day, option="--swap-with") if kind in _OPPOSITE else None
    ask.refuse_missing()
    if kind not in _OPPOSITE and given["swap_with"]:
        raise click.UsageError(text("new.no_swap", lang))
    entry = {
        "date": day,
        "kind": kind,
        "name": name,
        "status": given["status"] or ("verified" if decision else "secondary"),
        "decision": decision,
        "announced_on": announced,
        "swap_with": partner,
        "source": source,
        "note": None,
    }
    if partner is None:
        return [entry]
    other = "swap_off" if kind == "swap_work" else "swap_work"
    written = dt.date.fromisoformat(day)
    other_name = text(f"new.{other}_name", "vi", day=f"{written:%d/%m/%Y}")
    return [entry, {**entry, "date": partner, "kind": other, "name": other_name, "swap_with": day}]


def _calendar_file(edit: CatalogEdit) -> str:
    wanted = edit.document("manifest.yaml").data["calendar"]
    names = [path.relative_to(edit.root).as_posix() for path in sorted(edit.root.glob("calendar/*.yaml"))]
    found = next((name for name in names if edit.document(name).data.get("id") == wanted), None)
    if found is None:
        raise click.UsageError(text("new.no_calendar", edit.lang, id=wanted))
    return found


def _known(edit: CatalogEdit, file: str, day: str) -> tuple[int, dict[str, Any]] | None:
    """Return the place and the entry of a day that applies."""
    days = edit.document(file).data["days"]
    return next(((n, known) for n, known in enumerate(days) if known["date"] == day and known.get("replaced_on") is None), None)


def _is_new(edit: CatalogEdit, file: str, entry: dict[str, Any]) -> bool:
    """Return whether an entry adds to the calendar: a new day, or an expected one that is now decided.

    Raises:
        click.UsageError: the calendar says something else about the day.
    """
    known = _known(edit, file, entry["date"])
    if known is None or (known[1]["status"] == "expected" and entry["status"] != "expected"):
        return True
    if known[1]["kind"] != entry["kind"] or known[1].get("swap_with") != entry["swap_with"]:
        raise click.UsageError(text("new.day_exists", edit.lang, day=entry["date"], name=known[1]["name"], kind=known[1]["kind"]))
    return False


def _place(edit: CatalogEdit, file: str, entry: dict[str, Any]) -> None:
    """Write a day in its place: days are in order, and an expected day gives way to what was decided."""
    known = _known(edit, file, entry["date"])
    if known is not None:
        for key, value in entry.items():
            if known[1].get(key) != value and key != "note":
                edit.set(file, ("days", known[0], key), value)
        return
    days = edit.document(file).data["days"]
    index = next((n for n, other in enumerate(days) if other["date"] > entry["date"]), len(days))
    edit.insert(file, ("days",), entry, index=index)


def _decide(edit: CatalogEdit, file: str, day: str, announced: list[str]) -> None:
    """State how far the days are decided, and how far they were before the announcement."""
    data = edit.document(file).data
    before = data["decided_through"]
    if day == before:
        return
    if day < before:
        raise click.UsageError(text("new.wrong_order", edit.lang, first=before, last=day))
    if not announced:
        raise click.UsageError(text("new.decided_unknown", edit.lang))
    edit.set(file, ("decided_through",), day)
    edit.insert(file, ("decided_earlier",), {"through": before, "until": max(announced)})
