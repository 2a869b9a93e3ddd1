"""A comparison of two catalogs as lines of an outline, shared by the text and the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import attrs

from tthc_catalog.comparison.due_change_text import days_texts, keys_text, promise_texts, stretch_text
from tthc_catalog.comparison.fact_labels import label, value_text
from tthc_catalog.messages import text
from tthc_catalog.records.decree_parts import DECREE, PARTS, RECORD
from tthc_catalog.records.fact_wording import date_text, period_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from tthc_catalog.comparison.catalog_versions import Version
    from tthc_catalog.comparison.fact_changes import CatalogComparison, EditionChange, FactChange, ProcedureChange, RecordChange
    from tthc_catalog.comparison.promise_changes import DueComparison

Role = Literal["title", "section", "item", "part", "fact", "note"]


class Line(NamedTuple):
    """One line of the outline.

    Attributes:
        depth: level of indentation.
        role: a heading of one of four ranks, a fact, or a note.
        changed: whether to show a change from ``before`` to ``after``.
    """

    depth: int
    role: Role
    text: str
    before: str = ""
    after: str = ""
    changed: bool = False


def outline(
    before: Version, after: Version, facts: CatalogComparison, due: DueComparison, lang: str, *, everything: bool = False
) -> list[Line]:
    """Return the whole comparison as lines.

    Args:
        before: the older version.
        after: the newer version.
        facts: the facts that differ.
        due: the due dates that differ.
        lang: ``vi`` or ``en``.
        everything: list each difference in sources and notes instead of their number.
    """
    lines = [Line(0, "title", text("comparison.title", lang, before=version_text(before, lang), after=version_text(after, lang)))]
    if facts.is_empty and not due.groups:
        return [*lines, Line(0, "note", text("comparison.same", lang))]
    lines += _due_lines(due, before, after, facts, lang)
    if facts.procedures:
        counts = {status: sum(p.status == status for p in facts.procedures) for status in ("added", "removed", "changed")}
        lines.append(Line(0, "section", text("comparison.procedures", lang, **counts)))
        for procedure in facts.procedures:
            moved = _days_moved(due, procedure) if after.day is None else set()
            lines += _procedure_lines(procedure, lang, everything=everything, moved=moved)
    if facts.records:
        lines.append(Line(0, "section", text("comparison.records", lang)))
        lines += _record_lines(facts.records, lang, everything=everything, rewritten=_rewritten_models(before, after, facts, due))
    if any(procedure.editions for procedure in facts.procedures):
        unverified = ", ".join(part.letter for part in PARTS if part.letter is not None and not part.verified)
        lines.append(Line(0, "note", text("comparison.lettered", lang, decree=DECREE, unverified=unverified)))
    return lines


def version_text(version: Version, lang: str) -> str:
    """Return a version as it was named, with the id and version of its catalog and the day it is compared on."""
    title = f"{version.named} ({version.catalog.id} {version.catalog.version})"
    return title if version.day is None else text("comparison.as_of", lang, version=title, day=date_text(version.day))


def _due_lines(due: DueComparison, before: Version, after: Version, facts: CatalogComparison, lang: str) -> Iterator[Line]:
    first, last = date_text(due.first), date_text(due.last)
    yield Line(0, "section", text("comparison.due_section", lang))
    if not due.groups:
        key = "due_same" if all(procedure.status == "changed" for procedure in facts.procedures) else "due_none"
        yield Line(1, "note", text(f"comparison.{key}", lang, first=first, last=last))
        return
    for keys, changes in due.groups:
        yield from (Line(1, "item", keys_line) for keys_line in keys_text(keys, before.catalog, after.catalog, lang))
        for change in changes:
            old, new = promise_texts(change, lang)
            if change.same_rule:
                yield Line(2, "fact", text("comparison.same_rule", lang, stretch=stretch_text(change, lang), due=new))
            else:
                yield Line(2, "fact", stretch_text(change, lang), old, new, changed=True)
            yield from (Line(3, "note", days) for days in days_texts(change, lang))
    yield Line(1, "note", text("comparison.due_range", lang, first=first, last=last))


def _procedure_lines(procedure: ProcedureChange, lang: str, *, everything: bool, moved: set[dt.date]) -> Iterator[Line]:
    status = text(f"comparison.status.{procedure.status}", lang)
    yield Line(1, "item", f"{procedure.code} ({procedure.level}) · {procedure.name}: {status}")
    for edition in procedure.editions:
        yield from _edition_lines(edition, lang, everything=everything)
        if _moves_promises(edition, moved):
            yield Line(3, "note", text("comparison.rewritten", lang))
    if procedure.changes:
        yield Line(2, "part", text("comparison.procedure_itself", lang))
        yield from _change_lines("procedure", procedure.changes, 3, lang)


def _days_moved(due: DueComparison, procedure: ProcedureChange) -> set[dt.date]:
    """Return the days on which receipts of a procedure have another due date."""
    key = (procedure.level, procedure.code)
    return {
        instance.day
        for keys, changes in due.groups
        if any((moved.level, moved.code) == key for moved in keys)
        for change in changes
        for instance in change.instances
    }


def _moves_promises(edition: EditionChange, moved: set[dt.date]) -> bool:
    """Whether an edition of both sides was changed so that dossiers received under it have another due date."""
    touched = any(_sets_time(change.path) for _, changes in edition.changes for change in changes)
    both = edition.status == "changed" and edition.compared_with is None
    return both and touched and any(day in edition.period for day in moved)


def _sets_time(path: tuple[str, ...]) -> bool:
    """Whether the fact at a path of an edition takes part in a deadline."""
    if path[0] == "channels":
        return len(path) <= 2 or path[2] in {"processing_time", "cases"}
    return path[0] in {"processing_time", "cases", "period"}


def _rewritten_models(before: Version, after: Version, facts: CatalogComparison, due: DueComparison) -> set[str]:
    """Return the models changed so that dossiers received under both versions of them have another due date."""
    if before.day is not None or after.day is not None:
        return set()
    moved = {instance.day for _, changes in due.groups for change in changes for instance in change.instances}
    touching = {"policy", "parameters", "scope", "strength"}
    periods = (before.catalog.models, after.catalog.models)
    return {
        record.id
        for record in facts.records
        if record.kind == "models" and record.status == "changed" and any(change.path[0] in touching for change in record.changes)
        if any(all(day in models[record.id].period for models in periods) for day in moved)
    }


def _edition_lines(edition: EditionChange, lang: str, *, everything: bool) -> Iterator[Line]:
    period = period_text(edition.period, lang)
    if edition.compared_with is not None:
        key = "comparison.edition.instead" if edition.status == "changed" else "comparison.edition.added_after"
        yield Line(2, "part", text(key, lang, id=edition.edition, other=edition.compared_with, period=period))
    else:
        yield Line(2, "part", text(f"comparison.edition.{edition.status}", lang, id=edition.edition, period=period))
    for part, changes in edition.changes:
        name = part.name_en if lang == "en" else part.name
        if part is RECORD and not everything:
            yield Line(3, "note", text("comparison.counted", lang, part=name, count=len(changes)))
            continue
        yield Line(3, "part", f"{part.letter}) {name}" if part.letter else name)
        yield from _change_lines("edition", changes, 4, lang)


def _change_lines(kind: str, changes: Iterable[FactChange], depth: int, lang: str) -> Iterator[Line]:
    for change in changes:
        value = change.after if change.after is not None else change.before
        item = value_text(value, lang)
        name = label(kind, change.path, item, lang)
        if len(change.path) > 1 and None in (change.before, change.after) and not _is_fact(value):
            status = "added" if change.before is None else "removed"
            yield Line(depth, "fact", f"{name}: {text(f'comparison.item.{status}', lang, item=item)}")
            continue
        old, new = value_text(change.before, lang), value_text(change.after, lang)
        if old == new and attrs.has(type(change.before)) and type(change.before) is type(change.after):
            yield from _change_lines(kind, _fields(change), depth, lang)  # the short form leaves out the difference
            continue
        yield Line(depth, "fact", name, old, new, changed=True)


def _fields(change: FactChange) -> Iterator[FactChange]:
    """Split the change of a record into changes of its fields, because its short form reads the same before and after."""
    for field in attrs.fields(type(change.before)):
        before, after = getattr(change.before, field.name), getattr(change.after, field.name)
        if before != after and field.name not in {"citations", "note"}:  # these are changes of their own
            yield attrs.evolve(change, path=(*change.path, field.name), before=before, after=after)


def _is_fact(value: object) -> bool:
    """Whether a value is the only one under its key; items of a list and records are added and removed as a whole."""
    return isinstance(value, (bool, int))


def _record_lines(records: Iterable[RecordChange], lang: str, *, everything: bool, rewritten: set[str]) -> Iterator[Line]:
    counted: dict[str, int] = {}
    for record in records:
        if record.kind == "sources" and not everything:
            counted[record.kind] = counted.get(record.kind, 0) + 1
            continue
        name, status = text(f"comparison.kind.{record.kind}", lang), text(f"comparison.status.{record.status}", lang)
        yield Line(1, "item", f"{name} {record.id}: {status}")
        if record.status == "changed":
            yield from _change_lines(record.kind, record.changes, 2, lang)
            if record.kind == "models" and record.id in rewritten:
                yield Line(2, "note", text("comparison.rewritten_model", lang))
        else:
            (change,) = record.changes
            content = value_text(change.after if record.status == "added" else change.before, lang)
            if content != record.id:
                yield Line(2, "note", content)
    for kind, count in counted.items():
        yield Line(1, "note", text("comparison.counted", lang, part=text(f"comparison.kind.{kind}", lang), count=count))


def as_text(lines: Iterable[Line], lang: str) -> str:
    """Render the outline for a terminal."""
    rows: list[str] = []
    for line in lines:
        if line.role == "section" or (line.role == "note" and line.depth == 0):
            rows.append("")
        row = text("comparison.change", lang, label=line.text, before=line.before, after=line.after) if line.changed else line.text
        rows.append("  " * line.depth + row)
    return "\n".join(rows)
