"""All decisions of one procedure, case and desk in one small file: the packed timetable and every record an explanation may quote.

A context read back is used by the same functions as a context of the engine; it carries stand-ins instead of records.
"""

from __future__ import annotations

import functools
import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from tthc_catalog.cache.record_encoding import Record, decode, encode, texts_under
from tthc_catalog.decisions.decision_facts import Context, DecisionFacts, Evidence
from tthc_catalog.timetable import packed_timetable

if TYPE_CHECKING:
    from tthc_catalog.policies.contract import Rule

_NOT_QUOTED = frozenset({"provenance", "fee", "results", "legal_basis", "other_names", "printed_codes", "parameters"})
"""Attributes that neither a decision nor its explanation uses."""


class StoredDecision(DecisionFacts):
    """A decision made from a context read back from the cache; it needs no attrs."""

    __slots__ = ("__dict__",)

    def __init__(self, **fields: Any) -> None:
        vars(self).update(fields)

    @property
    def evidence(self) -> Evidence:
        """What the answer was derived from, with the digest of the answer."""
        from tthc_catalog.decisions.answer_digest import evidence_of

        return evidence_of(self)


def pack(context: Context) -> bytes | None:
    """Return a context as bytes; None if its timetable cannot be stored."""
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
    edition_number = {id(edition): number for number, edition in enumerate(context.procedure.editions)}
    quoted = {
        "procedure": context.procedure,
        "binding": context.binding,
        "offices": context.offices,
        "local_days": context.local_days,
        "evidence": context.evidence,
        "notices": context.notices,
        "manifest": context.catalog.manifest,
        "models": context.catalog.models,
        "rules": rules,
    }
    records = {name: encode(record, without=_NOT_QUOTED) for name, record in quoted.items()}
    documents = context.catalog.documents
    cited = sorted(set(texts_under(records, "document")))
    records["documents"] = encode({name: documents[name] for name in cited if name in documents})
    spans = [
        [None if span.edition is None else edition_number[id(span.edition)], span.case.id if span.case else None, span.excluded]
        for span in context.timetable.spans
    ]
    page = {"records": records, "spans": spans, "timetable": timetable, "office": context.requested_office}
    return json.dumps(page, ensure_ascii=False, separators=(",", ":")).encode()


def unpack(content: bytes) -> Context:
    """Return the context that `pack` stored, with stand-ins for its records.

    Raises:
        NotStored: the rules of the time zone have changed since, so the stored instants may be wrong.
    """
    page = json.loads(content)
    records: dict[str, Any] = page["records"]
    models, rules = records["models"]["$map"], records["rules"]
    model = functools.cache(lambda id: Record(models[id]))
    rule = functools.cache(lambda number: Record(rules[number]))
    procedure = Record(records["procedure"])
    spans = [_span(procedure, *parts) for parts in page["spans"]]
    timetable = packed_timetable.StoredTimetable(page["timetable"], spans=spans, models=model, rules=rule)
    catalog = SimpleNamespace(
        manifest=Record(records["manifest"]), documents=_Documents(records["documents"]["$map"]), models=decode(records["models"])
    )
    parts = {name: decode(records[name]) for name in ("binding", "offices", "local_days", "notices")}
    parts["evidence"] = Evidence(**{name: decode(value) for name, value in records["evidence"].items()})
    parts["requested_office"] = page["office"]
    return Context(catalog=cast("Any", catalog), timetable=cast("Any", timetable), procedure=cast("Any", procedure), **parts)


def _span(procedure: Any, edition_number: int | None, case_id: str | None, excluded: str | None) -> SimpleNamespace:
    edition = None if edition_number is None else procedure.editions[edition_number]
    case = None if edition is None or case_id is None else next(c for c in edition.cases if c.id == case_id)
    return SimpleNamespace(edition=edition, case=case, excluded=excluded)


class _Documents:
    """The cited documents, each decoded when it is looked up."""

    __slots__ = ("_encoded",)

    def __init__(self, encoded: dict[str, Any]) -> None:
        self._encoded = encoded

    def get(self, name: str) -> Record | None:
        """Return the document of this id, or None."""
        return Record(self._encoded[name]) if name in self._encoded else None
