"""``tthc import``: show what a list would change in a catalog; with ``--write``, change it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from tthc_catalog.console.command import Choice, Day, argument, command, format_option, option
from tthc_catalog.console.terminal import Reply, as_json
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from tthc_catalog.importing.catalog_state import CatalogState
    from tthc_catalog.importing.procedure_text import Basis
    from tthc_catalog.importing.workbook.published_sheets import PublishedWorkbook
    from tthc_catalog.registry import Registry


@command("import", texts="importing")
@argument("sources", metavar="SOURCE...", nargs=-1, required=True, help="importing.argument.sources")
@option("--into", "into", metavar="DIR", help="importing.option.into")
@option("--write", is_flag=True, help="importing.option.write")
@option("--level", "levels", metavar="ID", multiple=True, help="importing.option.level")
@option("--fields", "fields", metavar="LIST", help="importing.option.fields")
@option("--effective-from", "effective_from", type=Day(), help="importing.option.effective_from")
@option("--decision", metavar="ID", help="importing.option.decision")
@option("--membership", type=Choice(("official",)), help="importing.option.membership")
@option("--citation", metavar="ID", help="importing.option.citation")
@option("--accept-names", "accept_names", is_flag=True, help="importing.option.accept_names")
@option("--remove-surplus", "remove_surplus", is_flag=True, help="importing.option.remove_surplus")
@option("--deleted", type=Choice(("end", "keep")), help="importing.option.deleted")
@option("--source", "source", metavar="ID", help="importing.option.source")
@option("--as-of", "as_of", metavar="TEXT", help="importing.option.as_of")
@option("--all", "everything", is_flag=True, help="importing.option.all")
@format_option
def import_list(
    *,
    sources: tuple[str, ...],
    into: str | None,
    write: bool,
    levels: tuple[str, ...],
    fields: str | None,
    effective_from: dt.date | None,
    decision: str | None,
    membership: str | None,
    citation: str | None,
    accept_names: bool,
    remove_surplus: bool,
    deleted: str | None,
    source: str | None,
    as_of: str | None,
    everything: bool,
    form: str,
    lang: str,
) -> Reply:
    """Import."""
    from tthc_catalog.console.catalog_source import working_folder
    from tthc_catalog.importing.annex import plan_annex
    from tthc_catalog.importing.annex_report import annex_data, annex_text
    from tthc_catalog.importing.carrying_out import carry_out
    from tthc_catalog.importing.catalog_state import CatalogState
    from tthc_catalog.importing.import_plan import plan_import, source_id
    from tthc_catalog.importing.import_report import report_data, report_text
    from tthc_catalog.importing.procedure_text import Basis
    from tthc_catalog.importing.sources import read_sources
    from tthc_catalog.importing.staging import locked
    from tthc_catalog.importing.workbook.published_sheets import PublishedWorkbook
    from tthc_catalog.registry import Registry

    if (effective_from is None) != (decision is None):
        raise click.UsageError(text("importing.error.day_and_decision", lang))
    if (membership is None) != (citation is None) or (membership is None and (accept_names or remove_surplus)):
        raise click.UsageError(text("importing.error.membership_and_citation", lang))
    root = Path(working_folder(into, lang))
    registry = Registry()
    lists = read_sources([Path(name) for name in sources], registry)
    book = next((one for one in lists if isinstance(one, PublishedWorkbook)), None)
    if book is not None and (len(lists) > 1 or membership is not None):
        raise click.UsageError(text("importing.error.workbook_alone", lang, file=book.source))
    if deleted is not None and book is None:
        raise click.UsageError(text("importing.error.deleted_without_workbook", lang))
    with locked(root):
        state = CatalogState.read(root)
        chosen = _levels(levels, state.levels, lang)
        name = Path(sources[0]).name or Path(sources[0]).resolve().name
        basis = Basis(
            source=source or source_id(name),
            reason=text("importing.note.reason", "vi", source=name),
            effective_from=effective_from,
            decision=decision,
        )
        entry = {"id": basis.source, "type": lists[0].source_type, "reference": name, "as_of": as_of or lists[0].as_of, "note": None}
        if book is not None:
            return _edited(state, book, basis, deleted=deleted, entry=entry, registry=registry, write=write, form=form, lang=lang)
        if citation is not None:
            official = attrs.evolve(
                basis, status="official", reason=text("importing.note.official", "vi", document=citation, source=name), decision=citation
            )
            annex = plan_annex(
                state, lists, official, levels=chosen, accept_names=accept_names, remove_surplus=remove_surplus, source_entry=entry
            )
            outcome = carry_out(state, annex.files, registry, write=write and not annex.alike)
            code = int(bool(outcome.errors) or (write and bool(annex.alike)))
            return Reply(as_json(annex_data(annex, outcome, lang)) if form == "json" else annex_text(annex, outcome, lang), code)
        wanted = tuple(id.strip() for id in fields.split(",") if id.strip()) if fields else ()
        plan = plan_import(state, lists, basis, levels=chosen, fields=wanted, source_entry=entry)
        if write and plan.changed and effective_from is None:
            raise click.UsageError(text("importing.error.changes_need_day", lang, count=len(plan.changed)))
        outcome = carry_out(state, plan.files, registry, changed={item.found.code for item in plan.changed}, write=write)
    code = int(bool(outcome.errors))
    if form == "json":
        return Reply(as_json(report_data(plan, lists, outcome, lang)), code)
    return Reply(report_text(plan, lists, outcome, lang, everything=everything), code)


def _edited(
    state: CatalogState,
    book: PublishedWorkbook,
    basis: Basis,
    *,
    deleted: str | None,
    entry: dict[str, Any],
    registry: Registry,
    write: bool,
    form: str,
    lang: str,
) -> Reply:
    """Import what a person edited in a published workbook."""
    from tthc_catalog.importing.carrying_out import carry_out
    from tthc_catalog.importing.workbook.workbook_plan import plan_workbook
    from tthc_catalog.importing.workbook.workbook_report import workbook_data, workbook_text

    plan = plan_workbook(state, book, basis, deleted=deleted, source_entry=entry, registry=registry)
    is_open = bool(plan.faults) or (bool(plan.deleted) and deleted is None)
    needs_day = bool(plan.edits) or (bool(plan.deleted) and deleted == "end")
    if write and needs_day and not plan.faults and basis.effective_from is None:
        raise click.UsageError(
            text("importing.error.changes_need_day", lang, count=len({edit.key for edit in (*plan.edits, *plan.deleted)}))
        )
    outcome = carry_out(state, plan.files, registry, changed=plan.codes, write=write and not is_open)
    code = int(bool(outcome.errors) or bool(plan.faults) or (write and is_open))
    return Reply(as_json(workbook_data(plan, outcome, lang)) if form == "json" else workbook_text(plan, outcome, lang), code)


def _levels(levels: Sequence[str], known: tuple[str, ...], lang: str) -> tuple[str, ...]:
    for level in levels:
        if level not in known:
            raise click.UsageError(text("importing.error.no_such_level", lang, level=level, levels=", ".join(known)))
    return tuple(dict.fromkeys(levels)) or known
