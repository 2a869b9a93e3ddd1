"""All decisions of one procedure, case and desk as one small file: the packed timetable and every record an explanation may quote.

A stored context decides and explains through the very same functions as one of the engine; it only carries stand-ins for the records.
"""

from __future__ import annotations

import functools
import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from tthc_catalog.cache.record_encoding import Record, decode, encode, named
from tthc_catalog.decisions.decision import Context
from tthc_catalog.timetable import packed_timetable

if TYPE_CHECKING:
    from tthc_catalog.policies.contract import Rule

_NOT_QUOTED = frozenset({"provenance", "fee", "results", "legal_basis", "other_names", "printed_codes", "parameters"})
"""What neither a decision nor its explanation ever mentions."""


def pack(context: Context) -> bytes | None:
    """A context as bytes; None where its answers cannot be written down."""
    rules: list[Rule] = []
    numbers: dict[int, int] = {}

    def rule_number(rule: Rule) -> int:
        if id(rule) not in numbers:
            numbers[id(rule)] = len(rules)
            rules.append(rule)
        return numbers[id(rule)]

    timetable = packed_timetable.pack(context.timetable, rule_number)
    if timetable is None:
        return None
    place_of = {id(edition): place for place, edition in enumerate(context.procedure.editions)}
    said = {
        "procedure": context.procedure,
        "binding": context.binding,
        "office": context.office,
        "evidence": context.evidence,
        "notices": context.notices,
        "manifest": context.catalog.manifest,
        "models": context.catalog.models,
        "rules": rules,
    }
    records = {name: encode(record, without=_NOT_QUOTED) for name, record in said.items()}
    documents = context.catalog.documents
    records["documents"] = encode({name: documents[name] for name in sorted(set(named(records, "document"))) if name in documents})
    spans = [
        [None if span.edition is None else place_of[id(span.edition)], span.case.id if span.case else None, span.excluded]
        for span in context.timetable.spans
    ]
    page = {"records": records, "spans": spans, "timetable": timetable}
    return json.dumps(page, ensure_ascii=False, separators=(",", ":")).encode()


def unpack(content: bytes) -> Context:
    """The context that `pack` wrote, with stand-ins for its records.

    Raises:
        NotStored: its answers no longer hold, because the time zone's rules have been changed since.
    """
    page = json.loads(content)
    records: dict[str, Any] = page["records"]
    models, rules = records["models"]["$map"], records["rules"]
    model = functools.cache(lambda id: Record(models[id]))
    rule = functools.cache(lambda number: Record(rules[number]))
    procedure = Record(records["procedure"])
    spans = [_span(procedure, *said) for said in page["spans"]]
    timetable = packed_timetable.StoredTimetable(page["timetable"], spans=spans, models=model, rules=rule)
    catalog = SimpleNamespace(
        manifest=Record(records["manifest"]), documents=_Documents(records["documents"]["$map"]), models=decode(records["models"])
    )
    parts = {name: decode(records[name]) for name in ("binding", "office", "evidence", "notices")}
    return Context(catalog=cast("Any", catalog), timetable=cast("Any", timetable), procedure=cast("Any", procedure), **parts)


def _span(procedure: Any, edition: int | None, case: str | None, excluded: str | None) -> SimpleNamespace:
    found = None if edition is None else procedure.editions[edition]
    met = None if found is None or case is None else next(c for c in found.cases if c.id == case)
    return SimpleNamespace(edition=found, case=met, excluded=excluded)


class _Documents:
    """The documents that are cited, decoded when one is asked for."""

    __slots__ = ("_said",)

    def __init__(self, said: dict[str, Any]) -> None:
        self._said = said

    def get(self, name: str) -> Record | None:
        """The document of this id, or None."""
        return Record(self._said[name]) if name in self._said else None
