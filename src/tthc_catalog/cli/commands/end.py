"""``tthc end``: end a procedure or a desk on a day, by a cited document, and name what follows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tthc_catalog.cli import questions
from tthc_catalog.console.command import argument, catalog_option, command, format_option, level_option, option
from tthc_catalog.messages import text
from tthc_catalog.value_formats import is_slug

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tthc_catalog.cli.catalog_edit import CatalogEdit
    from tthc_catalog.console.terminal import Reply


@command("end")
@argument("code", metavar="CODE|OFFICE", required=False, help="new.argument.ended")
@option("--on", "from_day", metavar="YYYY-MM-DD", help="new.option.end_on")
@option("--by", "document", metavar="DOCUMENT", help="new.option.by")
@option("--provision", metavar="TEXT", help="new.option.provision")
@option("--successor", "successors", metavar="CODE|OFFICE", multiple=True, help="new.option.successor")
@level_option
@catalog_option
@format_option
def end(*, code: str | None, level: str | None, catalog: str | None, form: str, lang: str, **given: Any) -> Reply:
    """End a procedure or a desk."""
    from tthc_catalog.cli.catalog_edit import CatalogEdit

    edit = CatalogEdit(catalog, lang)
    ask = questions.Questions(lang, given)
    code = str(ask.first("CODE|OFFICE", code, check=questions.line, question="ended"))
    if is_slug(code):
        edit.known("office", code, [office["id"] for office in edit.offices])
    file = None if is_slug(code) else edit.procedure(code, level)
    day = ask("from_day", check=questions.day, option="--on")
    document = ask("document", check=questions.line, option="--by")
    ask.refuse_missing()
    citation = edit.citation(document, given["provision"])
    if file is None:
        end_office(edit, code, day, citation, given["successors"])
    else:
        _end_procedure(edit, file.path, day, citation, given["successors"])
    return edit.finish(ask, text("new.ended", lang, id=code, day=day), today=None, form=form)


def end_office(edit: CatalogEdit, id: str, day: str, citation: Mapping[str, Any] | None, successors: tuple[str, ...]) -> None:
    """End a desk, with the desks that take over.

    Raises:
        click.UsageError: it has ended, or begins later, or a successor is unknown.
    """
    index = [office["id"] for office in edit.offices].index(id)
    office = edit.offices[index]
    if office["effective_until"] is not None:
        raise click.UsageError(text("new.has_ended", edit.lang, id=id, day=office["effective_until"]))
    if office["effective_from"] is not None and office["effective_from"] >= day:
        raise click.UsageError(text("new.begins_later", edit.lang, id=id, day=office["effective_from"]))
    names = {other["id"]: _name_on(other, day) for other in edit.offices if other["id"] != id}
    place = ("offices", index)
    edit.set("offices.yaml", (*place, "effective_until"), day)
    edit.set("offices.yaml", (*place, "effective_until_basis"), citation)
    for successor in successors:
        edit.known("office", successor, names)
        entry = {"office": successor, "name": names[successor], "part": None, "basis": citation}
        edit.insert("offices.yaml", (*place, "succeeded_by"), entry)


def _name_on(office: Mapping[str, Any], day: str) -> str:
    names = [change["name"] for change in office.get("changes", ()) if "name" in change and change["effective_from"] <= day]
    return str(names[-1] if names else office["name"])


def _end_procedure(edit: CatalogEdit, path: str, day: str, citation: Mapping[str, Any] | None, successors: tuple[str, ...]) -> None:
    from tthc_catalog.importing.catalog_state import ProcedureFile

    data = edit.document(path).data
    index = len(data["editions"]) - 1
    last = data["editions"][index]
    if last["effective_until"] is not None and last["effective_until"] <= day:
        raise click.UsageError(text("new.has_ended", edit.lang, id=data["code"], day=last["effective_until"]))
    if last["effective_from"] is not None and last["effective_from"] >= day:
        raise click.UsageError(text("new.begins_later", edit.lang, id=data["code"], day=last["effective_from"]))
    edit.set(path, ("editions", index, "effective_until"), day)
    edit.set(path, ("editions", index, "effective_until_basis"), citation)
    known = {(entry["level"], entry["code"]) for entry in data.get("succeeded_by", ())}
    for successor in successors:
        level, _, code = successor.rpartition("/")
        other = edit.procedure(code, level or None)
        follower = (other.data["level"], other.data["code"])
        if follower == (data["level"], data["code"]):
            raise click.UsageError(text("new.own_successor", edit.lang, code=data["code"]))
        if follower in known:
            continue
        name = ProcedureFile(path=other.path, document=other.document).last["name"]
        entry = {"level": follower[0], "code": follower[1], "name": name, "decision": citation["document"] if citation else None}
        edit.insert(path, ("succeeded_by",), {**entry, "source": None, "note": None})
