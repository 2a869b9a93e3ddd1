"""``tthc show``: all facts of the catalog about one procedure."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tthc_catalog.console.catalog_source import open_catalog
from tthc_catalog.console.command import Day, catalog_option, command, format_option, level_option, option, procedure_argument
from tthc_catalog.console.procedure_words import code_of
from tthc_catalog.console.record_data import record_data
from tthc_catalog.console.terminal import Reply, as_json
from tthc_catalog.messages import text
from tthc_catalog.records.channels import stated_time, states_times
from tthc_catalog.records.fact_wording import amount_text, citations_text, fee_text, period_text, time_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.procedure import Case, Channel, Component, Edition, Procedure


@command("show")
@procedure_argument("console.option.code")
@level_option
@option("--on", type=Day(), help="cli.option.on")
@catalog_option
@format_option
def show_procedure(*, code: str, level: str | None, on: dt.date | None, catalog: str | None, form: str, lang: str) -> Reply:
    """Show one procedure: the edition in force on a day, or all editions."""
    loaded = open_catalog(catalog, reading=True)
    code, level = code_of(code, level, loaded, lang, form)
    procedure = loaded.procedure(code, level=level, on=on)
    edition = procedure.edition_on(on) if on is not None else None
    editions = procedure.editions if edition is None else (edition,)
    if form == "json":
        data = record_data(procedure)
        data["editions"] = [record_data(edition) for edition in editions]
        return Reply(as_json({"catalog": {"id": loaded.id, "version": loaded.version}, "procedure": data}))
    return Reply("\n".join(_lines(loaded, procedure, editions, lang)))


def _lines(catalog: Catalog, procedure: Procedure, editions: Sequence[Edition], lang: str) -> Iterator[str]:
    newest = procedure.editions[-1]
    yield text("cli.show.heading", lang, code=procedure.code, name=newest.corrected_name or newest.name)
    yield from _facts(catalog, procedure, lang)
    for edition in editions:
        yield ""
        yield _fact("cli.show.edition", f"{edition.id}, {period_text(edition.period, lang)}{_bases(edition)}", lang)
        yield from (f"  {line}" for line in _edition_lines(edition, lang))
    sources = dict.fromkeys(origin.source for edition in editions for found in edition.provenance.values() for origin in found)
    yield ""
    yield from _block("cli.show.sources", [f"{id}: {catalog.sources[id].reference}" for id in sources if id in catalog.sources], lang)
    if procedure.succeeded_by or procedure.succession_note:
        yield ""
        yield from _block("cli.show.successors", [f"{s.code} ({s.level}) {s.name or ''}".rstrip() for s in procedure.succeeded_by], lang)
        yield from _indented([procedure.succession_note])
    if procedure.later is not None:
        later = procedure.later
        yield ""
        yield _fact(
            "cli.show.later", f"{later.as_of}: {later.name or ''} ({later.level or ''}; {later.decision or ''}; {later.source})", lang
        )


def _facts(catalog: Catalog, procedure: Procedure, lang: str) -> Iterator[str]:
    """Yield the facts that are the same in all editions of the procedure."""
    level = next(binding for binding in catalog.manifest.levels if binding.level == procedure.level)
    field = next(known for known in catalog.manifest.fields if known.id == procedure.field)
    yield _fact("cli.show.level", level.title_en if lang == "en" else level.title, lang)
    yield _fact("cli.show.field", (field.name_en or field.name) if lang == "en" else field.name, lang)
    if procedure.printed_codes:
        yield _fact("cli.show.printed_codes", ", ".join(code.printed for code in procedure.printed_codes), lang)
    membership = procedure.membership
    status = text(f"cli.show.membership.{membership.status}", lang)
    yield _fact("cli.show.membership", " ".join(filter(None, (f"{status}.", membership.reason, membership.rationale))), lang)


def _edition_lines(edition: Edition, lang: str) -> Iterator[str]:
    """Yield the facts of one edition."""
    yield edition.name
    if edition.corrected_name:
        yield _fact("cli.show.corrected_name", edition.corrected_name, lang)
    if edition.other_names:
        yield _fact("cli.show.other_names", "; ".join(edition.other_names), lang)
    if edition.authority:
        yield _fact("cli.show.authority", edition.authority, lang)
    time = edition.processing_time
    cited = citations_text(time.citations) if time is not None else ""
    yield _fact("cli.show.processing_time", time_text(time, lang) + (f" ({cited})" if cited else ""), lang)
    yield from _indented([time.note if time is not None else None, edition.processing_time_note])
    yield from _block("cli.show.cases", [_case_line(case, lang) for case in edition.cases], lang)
    yield from _block("cli.show.channels", [_channel_line(channel, edition, lang) for channel in edition.channels], lang)
    if edition.components is None:
        yield _fact("cli.show.components", text("cli.show.components.unknown", lang), lang)
    else:
        yield from _block("cli.show.components", [_component_line(component, lang) for component in edition.components], lang)
    yield from _indented([edition.components_note])
    yield _fact("cli.show.fee", fee_text(edition.fee, lang), lang)
    yield from _block("cli.show.results", edition.results, lang)
    yield from _block("cli.show.legal_basis", edition.legal_basis, lang)
    origins = [
        f"{fact}: " + "; ".join(" ".join(filter(None, (origin.source, origin.locator))) for origin in found)
        for fact, found in edition.provenance.items()
    ]
    yield from _block("cli.show.provenance", origins, lang)
    yield from _block("cli.show.notes", edition.notes, lang)


def _case_line(case: Case, lang: str) -> str:
    if case.agreed_in_writing:
        time = text("cli.show.case.agreed", lang)
    elif case.extends_by is not None:
        time = text("cli.show.case.extends", lang, time=amount_text(case.extends_by.amount, case.extends_by.unit, lang))
    elif case.processing_time is not None:
        time = time_text(case.processing_time, lang)
    else:
        time = text("cli.show.case.same", lang)
    name = (case.name_en or case.name) if lang == "en" else case.name
    outside = f"; {text('cli.show.case.excluded', lang)}" if case.commitment == "excluded" else ""
    return f"{case.id}: {name}: {time}{outside}"


def _channel_line(channel: Channel, edition: Edition, lang: str) -> str:
    """Return a channel with its time, if any channel of the edition has its own, and with its fee."""
    own = []
    if states_times(edition):
        own.append(time_text(stated_time(edition, None, channel.channel).time, lang))
    for of_case in channel.cases:
        case = edition.case(of_case.case)
        name = of_case.case if case is None else (case.name_en or case.name) if lang == "en" else case.name
        own.append(f"{name}: {time_text(of_case.processing_time, lang)}")
    if channel.fee is not None:
        own.append(fee_text(channel.fee, lang))
    name = text(f"fact.channel.{channel.channel}", lang)
    return f"{name}: {'; '.join(own)}" if own else name


def _component_line(component: Component, lang: str) -> str:
    marks = [text(f"cli.show.component.{component.action}", lang)]
    if component.originals is not None or component.copies is not None:
        counts = {"originals": component.originals, "copies": component.copies}
        marks.append(text("cli.show.component.counts", lang, **{name: "?" if n is None else n for name, n in counts.items()}))
    if component.any_of is not None:
        marks.append(text("cli.show.component.any_of", lang, group=component.any_of))
    if component.condition is not None:
        marks.append(text("cli.show.component.condition", lang, condition=component.condition.text, id=component.condition.id))
    if component.optional:
        marks.append(text("cli.show.component.optional", lang))
    return f"{component.id}: {component.name} ({'; '.join(marks)})"


def _bases(edition: Edition) -> str:
    """Return the documents that set the bounds of the edition, in parentheses."""
    cited = citations_text(filter(None, (edition.from_basis, edition.until_basis)))
    return f" ({cited})" if cited else ""


def _fact(key: str, value: str, lang: str) -> str:
    return f"{text(key, lang)}: {value}"


def _block(key: str, rows: Iterable[str], lang: str) -> Iterator[str]:
    """Yield a heading and its rows, or nothing if there are no rows."""
    rows = list(rows)
    if rows:
        yield text(key, lang) + ":"
        yield from _indented(rows)


def _indented(rows: Iterable[str | None]) -> Iterator[str]:
    return (f"  - {row}" for row in rows if row)
