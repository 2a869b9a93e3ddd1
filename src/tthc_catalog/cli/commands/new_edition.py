"""``tthc new edition`` and ``tthc new case``: a procedure with other facts from a day on, or with a further case."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from tthc_catalog.cli import questions
from tthc_catalog.console.command import Choice, Day, argument, catalog_option, command, format_option, level_option, option
from tthc_catalog.messages import text
from tthc_catalog.records.channels import CHANNELS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tthc_catalog.cli.catalog_edit import CatalogEdit
    from tthc_catalog.console.terminal import Reply
    from tthc_catalog.importing.catalog_state import ProcedureFile


@command("edition")
@argument("code", metavar="CODE", required=False, help="new.argument.code")
@option("--from", "from_day", metavar="YYYY-MM-DD", help="new.option.effective_from")
@option("--by", "document", metavar="DOCUMENT", help="new.option.by")
@option("--provision", metavar="TEXT", help="new.option.provision")
@option("--time", metavar="TEXT", help="new.option.time")
@option("--fee", metavar="TEXT", help="new.option.fee")
@option("--channel", "channels", type=Choice(CHANNELS), multiple=True, help="new.option.channels")
@option("--name", metavar="TEXT", help="new.option.procedure_name")
@option("--authority", metavar="TEXT", help="new.option.authority")
@option("--source", metavar="ID", help="new.option.source")
@level_option
@option("--on", "today", type=Day(), help="new.option.on")
@catalog_option
@format_option
def add_edition(
    *, code: str | None, level: str | None, today: dt.date | None, catalog: str | None, form: str, lang: str, **given: Any
) -> Reply:
    """Add an edition that states only what changes."""
    from tthc_catalog.cli.catalog_edit import CatalogEdit

    edit = CatalogEdit(catalog, lang)
    ask = questions.Questions(lang, given)
    file = edit.procedure(ask.first("CODE", code, check=questions.line, question="code"), level)
    stated = [name for name in ("time", "fee", "name", "authority") if given[name]]
    if given["channels"] and not {"time", "fee"} & set(stated):
        raise click.UsageError(text("new.channel_alone", lang))
    day = ask("from_day", check=questions.day, option="--from")
    document = ask("document", check=questions.line, option="--by")
    if ask.interactive and not stated:
        given["time"] = ask("time", check=questions.line, default=questions.NO_CUTOFF)
        given["fee"] = ask("fee", check=questions.line, default=questions.NO_CUTOFF)
        stated = [name for name in ("time", "fee") if given[name] != questions.NO_CUTOFF]
    ask.refuse_missing()
    if not stated:
        raise click.UsageError(text("new.nothing_changes", lang))
    citation = edit.citation(document, given["provision"])
    last, changed = file.last, dict[str, Any]()
    if "name" in stated:
        changed |= {"name": questions.line(given["name"], lang), "corrected_name": None, "name_status": "verbatim"}
    if "authority" in stated:
        changed["authority"] = questions.line(given["authority"], lang)
    if "time" in stated:
        _change(changed, last, "processing_time", processing_time(given["time"], citation, lang), given["channels"], lang)
        if last.get("processing_time_note") is not None and not given["channels"]:
            changed["processing_time_note"] = None  # it is about the former time
    if "fee" in stated:
        _change(changed, last, "fee", _fee(given["fee"], citation, lang), given["channels"], lang)
    start_edition(edit, file, changed, day, citation, edit.source_of(given["source"], citation))
    return edit.finish(ask, text("new.edition_written", lang, code=file.data["code"], day=day), today=today, form=form)


@command("case")
@argument("code", metavar="CODE", required=False, help="new.argument.code")
@argument("case_id", metavar="ID", required=False, help="new.argument.case")
@option("--name", metavar="TEXT", help="new.option.case_name")
@option("--time", metavar="TEXT", help="new.option.case_time")
@option("--excluded", metavar="REASON", help="new.option.excluded")
@option("--from", "from_day", metavar="YYYY-MM-DD", help="new.option.case_from")
@option("--by", "document", metavar="DOCUMENT", help="new.option.by")
@option("--provision", metavar="TEXT", help="new.option.provision")
@option("--source", metavar="ID", help="new.option.source")
@level_option
@option("--on", "today", type=Day(), help="new.option.on")
@catalog_option
@format_option
def add_case(
    *,
    code: str | None,
    case_id: str | None,
    level: str | None,
    today: dt.date | None,
    catalog: str | None,
    form: str,
    lang: str,
    **given: Any,
) -> Reply:
    """Add a case to a procedure, in a new edition or, without a day, in the last one."""
    from tthc_catalog.cli.catalog_edit import CatalogEdit

    edit = CatalogEdit(catalog, lang)
    ask = questions.Questions(lang, given)
    file = edit.procedure(ask.first("CODE", code, check=questions.line, question="code"), level)
    last = file.last
    id = str(ask.first("ID", case_id, check=questions.short_name, question="case_id"))
    if id in {case["id"] for case in last["cases"]}:
        raise click.UsageError(text("new.case_exists", lang, id=id, code=file.data["code"]))
    name = ask("name", check=questions.line, option="--name", question="case_name")
    time = ask("time", check=questions.line, option="--time", question="case_time")
    document = ask("document", check=questions.line, option="--by")
    ask.refuse_missing()
    citation = edit.citation(document, given["provision"])
    case = {
        "id": id,
        "name": name,
        "name_en": None,
        "commitment": "excluded" if given["excluded"] else "covered",
        "commitment_reason": given["excluded"],
        "processing_time": processing_time(time, citation, lang),
        "extends_by": None,
        "agreed_in_writing": False,
        "citations": [citation] if citation else [],
        "note": None,
    }
    cases = [*last["cases"], case]
    if given["from_day"]:
        day = questions.day(given["from_day"], lang)
        start_edition(edit, file, {"cases": cases}, day, citation, edit.source_of(given["source"], citation))
    else:
        place = ("editions", len(file.data["editions"]) - 1)
        if file.data["editions"][-1].get("cases"):
            edit.insert(file.path, (*place, "cases"), case)
        else:
            edit.set(file.path, (*place, "cases"), cases)
    return edit.finish(ask, text("new.case_written", lang, id=id, code=file.data["code"]), today=today, form=form)


def start_edition(
    edit: CatalogEdit,
    file: ProcedureFile,
    changed: Mapping[str, Any],
    day: str,
    citation: Mapping[str, Any] | None,
    source: str | None,
) -> None:
    """Add an edition to a procedure's file; the ends of the editions meet on its first day.

    Raises:
        click.UsageError: the last edition has ended, or begins on that day or later, or the file cannot be changed line by line.
    """
    from tthc_catalog.errors import ImportingError
    from tthc_catalog.importing.edition_change import with_keys
    from tthc_catalog.importing.procedure_text import Basis

    cited = citation or {"document": None, "provision": None}
    basis = Basis(
        source=source or "",
        reason="",
        effective_from=dt.date.fromisoformat(day),
        decision=cited["document"],
        provision=cited["provision"],
    )
    places = dict.fromkeys(changed, cited["provision"]) if source is not None else {}
    try:
        edit.write_text(file.path, with_keys(file, changed, places, basis))
    except ImportingError as error:
        raise click.UsageError(error.text(edit.lang)) from None


def processing_time(written: str, citation: Mapping[str, Any] | None, lang: str) -> dict[str, Any]:
    """Parse a processing time as people write it, such as “3 ngày làm việc”.

    Raises:
        click.UsageError: it can be read in several ways, or in none.
    """
    from tthc_catalog.importing.found_facts import FoundTime
    from tthc_catalog.importing.procedure_text import time_data
    from tthc_catalog.importing.written_times import read_time

    found = read_time(written)
    if not isinstance(found, FoundTime):
        raise click.UsageError(text("new.bad_duration", lang, value=written))
    data = time_data(found)
    assert data is not None, "a time was found"
    return {**data, "citations": [dict(citation)] if citation else []}


def _fee(written: str, citation: Mapping[str, Any] | None, lang: str) -> dict[str, Any]:
    """Parse a fee as people write it, such as “10.000 đồng/lần” or “miễn phí”."""
    from tthc_catalog.importing.found_facts import FoundFee
    from tthc_catalog.importing.procedure_text import fee_data
    from tthc_catalog.importing.written_fees import read_fee

    found = read_fee(f"{written} đồng" if written.replace(".", "").isdigit() else written)
    if not isinstance(found, FoundFee):
        raise click.UsageError(text("new.bad_fee", lang, value=written))
    return {**fee_data(found), "citations": [dict(citation)] if citation else []}


def _change(changed: dict[str, Any], last: Mapping[str, Any], key: str, value: Any, only: tuple[str, ...], lang: str) -> None:
    """Change a value for all channels, or for some of them alone."""
    channels = [dict(channel) for channel in changed.get("channels", last["channels"])]
    names = [channel["channel"] for channel in channels]
    for name in only:
        if name not in names:
            raise click.UsageError(text("console.error.choice", lang, value=name, choices=", ".join(names)))
    own = [channel["channel"] for channel in channels if channel.get(key) is not None]
    if own and not only:  # one value for all would end theirs without a word
        raise click.UsageError(text("new.own_value", lang, fact=text(f"new.fact.{key}", lang), channels=", ".join(own)))
    if not only:
        changed[key] = value
    for channel in channels:
        if channel["channel"] in only:
            channel[key] = value
    if only:
        changed["channels"] = channels
