"""All deadlines of a catalog as plain data, for programs that look them up without this library.

`docs/reference/compiled-tables.md` describes the data, and `schemas/compiled-tables.schema.json` is its schema.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.decisions.explanation import reason_source
from tthc_catalog.errors import OutOfHorizon
from tthc_catalog.messages import text_pair
from tthc_catalog.policies.contract import Rule
from tthc_catalog.records.channels import CHANNELS
from tthc_catalog.timetable.counted_office import takes

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping

    from tthc_catalog.effective import Period
    from tthc_catalog.records.legal import Citation
    from tthc_catalog.records.office import Office
    from tthc_catalog.records.procedure import Procedure
    from tthc_catalog.timetable.answer import Answer
    from tthc_catalog.timetable.compiler import Compiler
    from tthc_catalog.timetable.resolved_outcome import Resolved
    from tthc_catalog.timetable.timetable import Timetable

FORMAT = 1
"""The number of the format. Keys and columns may be added under the same number; a change of meaning raises it."""

COLUMNS = (
    "starts_at",
    "reason",
    "rule",
    "due_at",
    "late_after",
    "bound",
    "commitment_due_at",
    "commitment_late_after",
    "statutory_due_at",
    "statutory_late_after",
    "provisional",
    "rate",
    "edition",
    "reason_text",
    "deemed_received_at",
    "commitment_rule",
    "commitment_bound",
    "commitment_rate",
    "statutory_rule",
    "statutory_bound",
    "statutory_rate",
)
"""The columns of a row; instants are seconds since 1970-01-01T00:00Z, and a row applies until the next one starts."""

_RATES = tuple(place for place, name in enumerate(COLUMNS) if name.endswith("rate"))


def canonical(data: Any) -> str:
    """Return JSON with sorted keys and no spaces, so that equal data has equal bytes."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def compiled_tables(compiler: Compiler, start: dt.date | None = None, until: dt.date | None = None) -> dict[str, Any]:
    """Return the deadlines of every procedure, case, channel and desk of a catalog; desks with equal answers share a table.

    Args:
        compiler: the compiler of the catalog.
        start: the first day of receipt; by default the first day of the calendar.
        until: the day after the last day of receipt; by default the end of the calendar.

    Raises:
        OutOfHorizon: the calendar does not cover one of the days.
    """
    document = _Writer(compiler, start, until).document()
    return document | {"digest": hashlib.sha256(canonical(document).encode()).hexdigest()}


class _Writer:
    """Collects the tables and what their rows refer to."""

    def __init__(self, compiler: Compiler, start: dt.date | None, until: dt.date | None) -> None:
        self.compiler = compiler
        self.catalog = compiler.catalog
        self.start, self.until = start, until
        calendar = compiler.calendar
        whole = (calendar.covers[1] - calendar.first).days
        self.first = 0 if start is None else calendar.number(start)
        self.end = whole if until in (None, calendar.covers[1]) else calendar.number(until)
        self.tables: dict[str, dict[str, Any]] = {}
        self.beyond: dict[str, None] = {}
        self.rules: dict[str, Rule] = {}
        self.reasons: dict[str, tuple[str, str]] = {}
        self.laws: dict[str, dict[str, Any]] = {}
        self.cited: dict[str, None] = {}

    def document(self) -> dict[str, Any]:
        """Return everything but the digest."""
        catalog, calendar = self.catalog, self.compiler.calendar
        midnight = self.compiler.desk(None, catalog.manifest.levels[0].level).schedule.midnight
        keys: list[dict[str, Any]] = []
        beyond: list[dict[str, Any]] = []
        for procedure in catalog.procedures:
            for key in self._keys(procedure):
                (beyond if key["table"] is None else keys).append(key)
        laws = list(self.laws)
        for key in keys:
            key["law"] = laws.index(key["law"])
        rules = {id: self._rule(rule) for id, rule in sorted(self.rules.items())}
        return {
            "kind": "timetables",
            "format": FORMAT,
            "catalog": {"id": catalog.id, "version": catalog.version},
            "calendar": {
                "id": calendar.id,
                "fingerprint": calendar.fingerprint,
                "decided_through": calendar.decided_through.isoformat(),
            },
            "time_zone": catalog.calendar.time_zone,
            "from": self.start and self.start.isoformat(),
            "until": self.until and self.until.isoformat(),
            "horizon": {"from": midnight[self.first], "until": midnight[self.end]},
            "channels": list(CHANNELS),
            "levels": [{"id": level.level, "title": level.title, "title_en": level.title_en} for level in catalog.manifest.levels],
            "offices": [self._office(office) for office in catalog.offices.values()],
            "procedures": [_procedure(procedure) for procedure in catalog.procedures],
            "models": {m.id: {"title": m.title, "title_en": m.title_en, "strength": m.strength} for m in catalog.models.values()},
            "rules": rules,
            "laws": list(self.laws.values()),
            "reasons": {id: {"vi": vi, "en": en} for id, (vi, en) in sorted(self.reasons.items())},
            "documents": {id: self._document(id) for id in sorted(self.cited)},
            "columns": list(COLUMNS),
            "keys": keys,
            "tables": list(self.tables.values()),
        } | ({"beyond_calendar": [{name: key[name] for name in ("level", "code", "case", "channel")} for key in beyond]} if beyond else {})

    def _keys(self, procedure: Procedure) -> Iterator[dict[str, Any]]:
        """Yield the keys of a procedure, with None as the table if a deadline falls outside the calendar."""
        desks = [None, *(office for office in self.catalog.offices.values() if takes(office, procedure.level, self.catalog))]
        of_desks = [(desk, self.compiler.timetables(procedure, desk)) for desk in desks]
        for case in of_desks[0][1]:
            by_desk = [(desk, by_case[case]) for desk, by_case in of_desks]
            differ = any(timetable.channels for _, by_channel in by_desk for timetable in by_channel.values())
            for channel in CHANNELS if differ else (None,):
                timetables = [(desk, by_channel[channel or CHANNELS[0]]) for desk, by_channel in by_desk]
                digests = {desk.id if desk is not None else None: self._table(timetable) for desk, timetable in timetables}
                default = None if None in digests.values() else digests.pop(None)
                yield {
                    "level": procedure.level,
                    "code": procedure.code,
                    "case": case,
                    "channel": channel,
                    "table": default,
                    "offices": digests,
                    "law": self._law(timetable for _, timetable in timetables),
                }

    def _table(self, timetable: Timetable) -> str | None:
        """Write a table unless an equal one is written, and return its digest; None if a deadline falls outside the calendar."""
        digest = timetable.digest
        if digest in self.beyond:
            return None
        if digest not in self.tables:
            try:
                self.tables[digest] = {"digest": digest, "rows": list(self._rows(timetable))}
            except OutOfHorizon:  # it must not cost the other procedures
                self.beyond[digest] = None
                return None
        return digest

    def _rows(self, timetable: Timetable) -> Iterator[list[Any]]:
        """Yield the rows of the days; neighbouring rows with equal answers are merged unless a deadline moves."""
        last: list[Any] | None = None
        for day in range(self.first, self.end):
            for starts_at, answer in timetable.windows(day):
                row = [starts_at, *self._answer(timetable, answer)]
                if last is None or row[1:] != last[1:] or any(row[place] for place in _RATES):
                    yield row
                    last = row

    def _answer(self, timetable: Timetable, answer: Answer) -> Iterator[Any]:
        """Yield the columns of an answer after the first."""
        schedule, span = timetable.schedule, answer.span
        commitment = answer.commitment if answer.commitment is not None and answer.commitment.due_at is not None else None
        governed = answer.due_at is not None
        yield answer.reason
        yield answer.rule
        yield answer.due_at
        yield answer.late_after
        yield answer.bound if governed else None
        yield from _instants(commitment)
        yield from _instants(answer.statutory)
        yield answer.provisional
        yield answer.rate if governed else 0
        yield span.edition.id if span.edition is not None else None
        yield self._reason(answer)
        deemed = answer.counted_from != answer.day
        yield schedule.instant(answer.counted_from, schedule.opening[answer.counted_from] * 60) if deemed else None
        for policy, resolved in ((answer.model.id if answer.model is not None else "", commitment), ("law", answer.statutory)):
            yield self._named(policy, resolved)
            yield resolved.bound if resolved is not None else None
            yield resolved.rate if resolved is not None else 0

    def _named(self, policy: str, resolved: Resolved | None) -> str | None:
        """Return the id of a rule, and keep its texts if it is of a model; those of the law differ by procedure."""
        if resolved is None:
            return None
        id = f"{policy}/{resolved.rule.id}"
        if policy != "law":
            self.rules.setdefault(id, resolved.rule)
        return id

    def _reason(self, answer: Answer) -> str | None:
        """Return the id of the text of a reason, and keep the text."""
        if answer.reason is None:
            return None
        source = reason_source(answer, answer.reason)
        if isinstance(source, str):
            id = source.removeprefix("decision.reason.")
            self.reasons.setdefault(id, text_pair(source))
        elif source is None:
            id = answer.reason
            self.reasons.setdefault(id, (id, id))
        else:
            model, rule = source
            id = f"{model.id}/{rule.id}"
            self.reasons.setdefault(id, (rule.text.rstrip("."), rule.text_en.rstrip(".")))
        return id

    def _law(self, timetables: Iterable[Timetable]) -> str:
        """Keep the rules of the law by edition, and return a text that is equal for equal rules."""
        law: dict[str, Any] = {}
        for timetable in timetables:
            for span in timetable.spans:
                if span.edition is not None and span.statutory is not None and span.edition.id not in law:
                    rules = span.statutory.policy.rules
                    law[span.edition.id] = {f"law/{id}": self._rule(rule) for id, rule in rules.items()}
        written = canonical(law)
        self.laws.setdefault(written, law)
        return written

    def _rule(self, rule: Rule) -> dict[str, Any]:
        return {"vi": rule.text, "en": rule.text_en, "citations": [self._citation(citation) for citation in rule.citations]}

    def _citation(self, citation: Citation) -> dict[str, Any]:
        self.cited[citation.document] = None
        return {"document": citation.document, "provision": citation.provision}

    def _document(self, id: str) -> Mapping[str, Any] | None:
        document = self.catalog.documents.get(id)
        if document is None:
            return None
        return {"number": document.number, "title": document.title, "issuer": document.issuer, "url": document.url}

    def _office(self, office: Office) -> dict[str, Any]:
        levels = [level.level for level in self.catalog.manifest.levels if takes(office, level.level, self.catalog)]
        return {"id": office.id, "name": office.name, "name_en": office.name_en, "levels": levels, **_period(office.period)}


def _instants(resolved: Resolved | None) -> tuple[int | None, int | None]:
    return (None, None) if resolved is None else (resolved.due_at, resolved.late_after)


def _period(period: Period) -> dict[str, str | None]:
    return {name: None if day is None else day.isoformat() for name, day in (("from", period.start), ("until", period.until))}


def _procedure(procedure: Procedure) -> dict[str, Any]:
    cases = {case.id: case for edition in procedure.editions for case in edition.cases}
    return {
        "level": procedure.level,
        "code": procedure.code,
        "editions": [{"id": edition.id, "name": edition.name, **_period(edition.period)} for edition in procedure.editions],
        "cases": [attrs.asdict(case, filter=lambda attribute, _: attribute.name in ("id", "name", "name_en")) for case in cases.values()],
    }
