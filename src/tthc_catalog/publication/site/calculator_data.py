"""The data of the calculator in the browser: the compiled timetables in their factored form.

Patterns, the pattern of each day and the rules are exported as compiled, and the page does the same day arithmetic as the schedule.
``assets/timetable.js`` reads the data; a test compares both on every minute of a year.

Days are numbered from the first day of the calendar; times of a pattern are seconds after midnight; indexes count from 0, and -1 or null
means none. Times are local times of the desk, so the time zone of the browser is never used.
"""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

from tthc_catalog.decisions.desk_notes import bases_of_end
from tthc_catalog.decisions.law_notices import law_notices
from tthc_catalog.plain_text import shown_text
from tthc_catalog.policies.contract import (
    CountedFrom,
    DueAfterMinutes,
    DueAfterMinutesMoved,
    DueAfterMonths,
    DueAfterWorkingMinutes,
    DueAtOpening,
    DueByProcessingTime,
    DueOnCalendarDay,
    DueOnWorkingDay,
    NotCovered,
    Outcome,
    Rule,
)
from tthc_catalog.publication.content.web_addresses import web_address
from tthc_catalog.publication.site.desks import desk_by_day, desks_data, offered_desks, one_of_each_kind
from tthc_catalog.records.channels import CHANNELS, stated_time
from tthc_catalog.timetable.counted_office import local_days

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from tthc_catalog.calendars.schedule import Schedule
    from tthc_catalog.calendars.working import WorkingCalendar
    from tthc_catalog.publication.content.publication import Entry, Publication
    from tthc_catalog.records.closure import Closure
    from tthc_catalog.records.commitment_model import Notice
    from tthc_catalog.records.legal import Citation
    from tthc_catalog.records.manifest import LevelBinding
    from tthc_catalog.records.office import Office
    from tthc_catalog.records.procedure import Component, Edition, Procedure, ProcessingTime
    from tthc_catalog.timetable.policy_table import PolicyTable
    from tthc_catalog.timetable.resolved_outcome import Resolved
    from tthc_catalog.timetable.span import Commitment
    from tthc_catalog.timetable.timetable import Timetable


class CalculatorData:
    """The calculator data of a publication; collects shared parts while the procedures are exported file by file."""

    def __init__(self, publication: Publication) -> None:
        self.publication = publication
        self.catalog = publication.catalog
        self._citations: dict[tuple[str, str | None], int] = {}
        self._cited: list[list[str | int | None]] = []
        self._addresses: dict[str, int] = {}
        self._vectors: dict[str, int] = {}
        self._schedules: list[tuple[Schedule, dict[str, Any]]] = []
        self._tables: dict[int, tuple[int, PolicyTable]] = {}
        self._commitments: dict[int, tuple[int, Commitment]] = {}
        self._bindings = {binding.level: binding for binding in self.catalog.manifest.levels}
        self._closures: dict[str, int] = {}
        self._kinds = {level: one_of_each_kind(publication, binding) for level, binding in self._bindings.items()}

    def shards(self) -> Iterator[tuple[str, tuple[Entry, ...]]]:
        """Yield the name of each file, a number, with its entries: one procedure each; fields in force come first."""
        groups: dict[tuple[str, str], list[Entry]] = {}
        for entry in self.publication.entries:
            groups.setdefault((entry.procedure.level, entry.procedure.field), []).append(entry)
        in_force_first = sorted(groups.values(), key=lambda entries: not any(entry.in_force for entry in entries))
        for number, entry in enumerate(itertools.chain.from_iterable(in_force_first), 1):
            yield str(number), (entry,)

    def procedures(self, entries: Sequence[Entry]) -> dict[str, Any]:
        """Return the procedures of one file by key."""
        return {entry.key: self._procedure(entry) for entry in entries}

    def shared(self, procedures: Sequence[Sequence[str | int]]) -> dict[str, Any]:
        """Return everything that the timetables exported so far refer to.

        Args:
            procedures: level, field, code, name and file of each procedure, and 1 if it is in force, in display order.
        """
        manifest, document = self.catalog.manifest, self.catalog.calendar
        calendar = self._any_schedule().calendar
        # The order matters: each step may add citations and vectors, so these two are exported last.
        commitments = [self._commitment(commitment) for _, commitment in self._commitments.values()]
        facts = ((n, calendar.fact_at(n)) for n in range(len(calendar)))
        names: dict[str, int] = {}
        named = [
            [n, names.setdefault(json.dumps([shown_text(fact.name), fact.decision], ensure_ascii=False), len(names))]
            for n, fact in facts
            if fact.name
        ]
        tables = [self._table(table) for _, table in self._tables.values()]
        rules: dict[str, int] = {}
        for table in tables:
            table["rules"] = [rules.setdefault(json.dumps(rule, ensure_ascii=False), len(rules)) for rule in table["rules"]]
        conventions = {c.id: [shown_text(c.text), shown_text(c.text_en), self._cite(c.citations)] for c in manifest.conventions}
        outside = manifest.receipts_outside_hours
        cited = tuple(dict.fromkeys(c for model in self.catalog.models.values() for c in model.citations))
        data = {
            "catalog": [self.catalog.id, self.catalog.version],
            "zone": document.time_zone,
            "unit": 60 if manifest.time_precision == "minute" else 1,
            "precision": f"{manifest.time_precision}-precision",
            "first": calendar.first.isoformat(),
            "length": (calendar.covers[1] - calendar.first).days,
            "lastDecided": calendar.last_decided,
            **_knowledge(calendar),
            "working": self._vector([int(works) for works in calendar.working]),
            "named": named,
            "names": [json.loads(name) for name in names],
            "levels": {b.level: [shown_text(b.title), shown_text(b.title_en), self._notices(b), self._desks(b)] for b in manifest.levels},
            "fields": {field.id: [shown_text(field.name), shown_text(field.name_en or field.name)] for field in manifest.fields},
            "conventions": conventions,
            "listedBy": self._cite(cited),
            "outsideScope": {b.level: self._outside_scope(b) for b in manifest.levels},
            "listedAt": {
                b.level: self._cite([c for n in b.commitments for c in self.catalog.models[n].citations]) for b in manifest.levels
            },
            "outsideHours": None if outside is None else [outside.commitment, outside.law, self._cite(outside.citations)],
            "schedules": [data for _, data in self._schedules],
            "tables": tables,
            "rules": [json.loads(rule) for rule in rules],
            "commitments": commitments,
            "closures": [self._closure(closure) for closure in self.catalog.closures if closure.id in self._closures],
            "procedures": procedures,
        }
        return {
            **data,
            "vectors": [json.loads(vector) for vector in self._vectors],
            "citations": self._cited,
            "addresses": list(self._addresses),
        }

    def _any_schedule(self) -> Schedule:
        if not self._schedules:
            level = self.catalog.procedures[0].level
            self._schedule(self.publication.engine.timetable(self.catalog.procedures[0].code, level=level).schedule)
        return self._schedules[0][0]

    def _procedure(self, entry: Entry) -> dict[str, Any]:
        procedure = entry.procedure
        timetables: dict[str, int] = {}
        desks = [
            timetables.setdefault(self._timetables(procedure, desk, place), len(timetables))
            for place, desk in enumerate(self._kinds[procedure.level])
        ]
        begun = procedure.editions[0].from_basis
        components: dict[str, int] = {}
        return {
            "level": procedure.level,
            "code": procedure.code,
            "reconstructed": entry.is_reconstructed,
            "editions": list(_differences([self._edition(edition, components) for edition in procedure.editions])),
            "components": [json.loads(encoded) for encoded in components],
            "timetables": [json.loads(encoded) for encoded in timetables],
            "desks": desks,
            "begins": self._cite((begun,) if begun else ()),
            "ends": [
                [edition.period.until.isoformat(), self._cite((edition.until_basis,) if edition.until_basis else ())]
                for edition in procedure.editions
                if edition.period.until is not None
            ],
            "successors": [[s.code, s.level, shown_text(s.name or "")] for s in procedure.succeeded_by],
            "notices": [_notice(notice) for notice in law_notices(procedure, self.catalog)],
        }

    def _timetables(self, procedure: Procedure, desk: Office, place: int) -> str:
        """Return the timetables of a procedure at a desk, as JSON for comparison.

        Their names are the case, empty without one; a channel with other answers than filing in person has the name ``case/channel``.
        The first desk is the default office of the level, which may be another one on other days.
        """
        cases = dict.fromkeys(case.id for edition in procedure.editions for case in edition.cases)
        office = desk.id if place else None
        found: dict[str, Timetable] = {}
        for case in ("", *cases):
            for channel in CHANNELS:
                timetable = self.publication.engine.timetable(
                    procedure.code, level=procedure.level, office=office, case=case or None, channel=channel
                )
                if found.setdefault(case, timetable) is not timetable:
                    found[f"{case}/{channel}"] = timetable
        counted = desk_by_day(self.publication, self._bindings[procedure.level], place, desk)
        days = [
            [day.number, self._closures.setdefault(day.closure.id, len(self._closures)), day.known_from]
            for day in local_days(counted, self.catalog, found[""].schedule)
        ]
        return json.dumps(
            {
                "schedule": self._schedule(found[""].schedule),
                "spans": {name: self._spans(procedure, timetable) for name, timetable in found.items()},
                "digests": {name: timetable.digest for name, timetable in found.items()},
                **({"localDays": sorted(days)} if days else {}),
            }
        )

    def _edition(self, edition: Edition, components: dict[str, int]) -> dict[str, Any]:
        """Return an edition; a paper is the index of its JSON in ``components``, to which new ones are added."""
        papers = [json.dumps(_component(component), ensure_ascii=False) for component in edition.components or ()]
        return {
            "id": edition.id,
            "name": shown_text(edition.name),
            "cites": self._cite((edition.from_basis,) if edition.from_basis else ()),
            "note": shown_text(edition.processing_time_note or ""),
            "disputed": _disputed(edition.processing_time),
            "cases": {
                case.id: [
                    shown_text(case.name),
                    shown_text(case.name_en or case.name),
                    case.agreed_in_writing,
                    self._cite(case.citations),
                    _disputed(next((time.time for c in CHANNELS if not (time := stated_time(edition, case, c)).by_channel), None)),
                ]
                for case in edition.cases
            },
            "components": [components.setdefault(paper, len(components)) for paper in papers],
            "channels": [channel.channel for channel in edition.channels],
            "channelTimes": {
                f"{case.id if case is not None else ''}/{channel}": _disputed(stated.time)
                for case in (None, *edition.cases)
                for channel in CHANNELS
                if (stated := stated_time(edition, case, channel)).by_channel
            },
        }

    def _spans(self, procedure: Procedure, timetable: Timetable) -> list[list[Any]]:
        indexes = {edition.id: index for index, edition in enumerate(procedure.editions)}
        return [
            [
                span.first,
                indexes[span.edition.id] if span.edition is not None else -1,
                self._table_number(span.statutory) if span.statutory is not None else -1,
                [self._commitment_number(commitment) for commitment in span.commitments],
                span.excluded,
            ]
            for span in timetable.spans
        ]

    def _table_number(self, table: PolicyTable) -> int:
        if id(table) not in self._tables:
            self._tables[id(table)] = (len(self._tables), table)
            self._schedule(table.schedule)
        return self._tables[id(table)][0]

    def _commitment_number(self, commitment: Commitment) -> int:
        if id(commitment) not in self._commitments:
            self._table_number(commitment.table)
            self._commitments[id(commitment)] = (len(self._commitments), commitment)
        return self._commitments[id(commitment)][0]

    def _commitment(self, commitment: Commitment) -> dict[str, Any]:
        model = commitment.model
        return {
            "id": model.id,
            "title": [shown_text(model.title), shown_text(model.title_en)],
            "table": self._tables[id(commitment.table)][0],
            "first": commitment.first,
            "until": commitment.until,
            "target": commitment.is_target,
            "cites": self._cite(model.citations),
            "period": [_iso(model.period.start), _iso(model.period.until)],
        }

    def _desks(self, binding: LevelBinding) -> list[list[Any]]:
        """Return the desks of a level for the page, each with what it is by day."""
        offered = offered_desks(self.publication, binding)
        return [
            [
                *data,
                [
                    self._desk_edition(first, office, data)
                    for first, office in desk_by_day(self.publication, binding, place, desk).stretches
                ],
            ]
            for place, (data, (desk, _)) in enumerate(zip(desks_data(self.publication, binding), offered, strict=True))
        ]

    def _desk_edition(self, first: int, office: Office, data: Sequence[Any]) -> list[Any]:
        """Return a desk as it is from a day on: the basis of its end, its successors, and its names and period unless ``data`` has them."""
        successors = [[shown_text(s.name), s.part] for s in office.succeeded_by]
        names = shown_text(office.name), shown_text(office.name_en or office.name)
        period = _iso(office.period.start), _iso(office.period.until)
        own = [*names, *period]
        return [first, self._cite(bases_of_end(office)), successors, *([] if own == [data[0], data[1], data[3], data[4]] else own)]

    def _closure(self, closure: Closure) -> dict[str, Any]:
        return {
            "id": closure.id,
            "kind": closure.kind,
            "first": closure.first.isoformat(),
            "last": closure.last.isoformat(),
            "sessions": [list(session) for session in closure.sessions or ()],
            "why": [shown_text(closure.reason), shown_text(closure.reason_en or closure.reason)],
            "announced": _iso(closure.announced_on),
            "commitment": closure.commitment,
            "law": closure.law,
            "cites": self._cite(closure.citations),
        }

    def _notices(self, binding: LevelBinding) -> list[list[str | None]]:
        """Return the notices of a level with their periods."""
        return [_notice(n) for name in binding.commitments for n in self.catalog.models[name].notices if n.is_for(binding.level)]

    def _outside_scope(self, binding: LevelBinding) -> dict[str, list[int]]:
        """Return, by channel, the citations of the models of a level that do not take dossiers filed through it."""
        models = [self.catalog.models[name] for name in binding.commitments]
        found = {channel: [c for m in models if not m.scope.admits(channel) for c in m.citations] for channel in CHANNELS}
        return {channel: self._cite(cited) for channel, cited in found.items() if cited}

    def _table(self, table: PolicyTable) -> dict[str, Any]:
        used = dict.fromkeys(segment.rule for pattern in table.patterns for _, segment in pattern)
        used |= dict.fromkeys(window.resolved.rule.id for windows in table.irregular.values() for window in windows)
        midnight = table.schedule.midnight
        settled_days = table.settled_days()
        used |= dict.fromkeys(window.resolved.rule.id for windows in settled_days.values() for window in windows)
        rules = {name: index for index, name in enumerate(used)}
        settled = [
            [day, [[window.starts_at - midnight[day], *_resolved(window.resolved, rules, midnight[0])] for window in windows]]
            for day, windows in settled_days.items()
        ]
        irregular = [
            [day, [[window.starts_at - midnight[day], *_resolved(window.resolved, rules, midnight[0])] for window in windows]]
            for day, windows in sorted(table.irregular.items())
        ]
        return {
            **({"irregular": irregular} if irregular else {}),
            **({"settled": settled} if settled else {}),
            "schedule": self._schedule(table.schedule),
            "days": self._vector(table.pattern_of_day),
            "patterns": [[[start, rules[s.rule], _outcome(s.outcome)] for start, s in pattern] for pattern in table.patterns],
            "rules": [self._rule(table.policy.rules[name]) for name in used],
        }

    def _rule(self, rule: Rule) -> list[Any]:
        return [rule.id, shown_text(rule.text), shown_text(rule.text_en), self._cite(rule.citations)]

    def _schedule(self, schedule: Schedule) -> int:
        for index, (exported, _) in enumerate(self._schedules):
            if exported is schedule:
                return index
        kinds: dict[tuple[tuple[int, int], ...], int] = {}
        days = [kinds.setdefault(sessions, len(kinds)) for sessions in schedule.sessions]
        self._schedules.append((schedule, {"sessions": [list(map(list, kind)) for kind in kinds], "days": self._vector(days)}))
        return len(self._schedules) - 1

    def _vector(self, values: Sequence[int]) -> int:
        """Return the index of a list with one value per day; equal lists are exported once."""
        return self._vectors.setdefault(json.dumps(weekly_runs(values)), len(self._vectors))

    def _cite(self, citations: Sequence[Citation]) -> list[int]:
        indexes = []
        for citation in citations:
            key = (citation.document, citation.provision)
            if key not in self._citations:
                document = self.catalog.documents.get(citation.document)
                name = (document.number or document.title) if document else citation.document
                label = f"{citation.provision}, {name}" if citation.provision else name
                self._citations[key] = len(self._cited)
                address = web_address(document.url) if document else None
                number = self._addresses.setdefault(address, len(self._addresses)) if address else None
                self._cited.append([shown_text(label), number])
            indexes.append(self._citations[key])
        return list(dict.fromkeys(indexes))


def _knowledge(calendar: WorkingCalendar) -> dict[str, Any]:
    """Return what receipts before each announcement could not know, and the days they counted from."""
    if not calendar.earlier:
        return {}
    knowledge = [
        [
            earlier.until,
            (earlier.decided_through - calendar.first).days,
            [
                [
                    number,
                    day.then.name and shown_text(day.then.name),
                    day.then.decision,
                    day.now.kind,
                    day.now.name and shown_text(day.now.name),
                    day.now.decision,
                    day.since.isoformat(),
                ]
                for number, day in earlier.learned.items()
            ],
        ]
        for earlier in calendar.earlier
    ]
    return {"knowledge": knowledge, **({"deemed": [*map(list, calendar.deemed.items())]} if calendar.deemed else {})}


def _resolved(resolved: Resolved, rules: Mapping[str, int], start: int) -> list[Any]:
    """Return the answer of an irregular day; instants are seconds since the first midnight of the calendar."""
    return [
        rules[resolved.rule.id],
        resolved.reason,
        *(instant and instant - start for instant in (resolved.due_at, resolved.late_after)),
        resolved.bound,
        resolved.counted_from,
        resolved.last_day,
        resolved.by_processing_time,
        resolved.rate,
        resolved.in_calendar_days,
        resolved.moved_from and resolved.moved_from - start,
        resolved.from_minute,
    ]


def weekly_runs(values: Sequence[int]) -> list[list[int]]:
    """Encode one value per day as runs of equal values for each day of the week; calendars repeat weekly, with exceptions.

    >>> weekly_runs([1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 0])
    [[1, 2], [1, 2], [1, 2], [1, 2], [1, 1, 0, 1], [0, 2], [0, 2]]
    """
    columns = []
    for start in range(7):
        runs: list[int] = []
        for value in values[start::7]:
            if runs and runs[-2] == value:
                runs[-1] += 1
            else:
                runs += [value, 1]
        columns.append(runs)
    return columns


def _disputed(time: ProcessingTime | None) -> str | None:
    """Return the note of a time on which the sources disagree; None if they do not."""
    return shown_text(time.note or "") if time is not None and time.disputed else None


def _differences(records: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the first record, and of each later one what differs from the one before it; all have the same keys."""
    for before, record in zip([{}, *records], records, strict=False):
        yield {key: value for key, value in record.items() if key not in before or before[key] != value}


def _component(component: Component) -> dict[str, Any]:
    data: dict[str, Any] = {"id": component.id, "name": shown_text(component.name), "action": component.action}
    if component.channels:
        data["channels"] = list(component.channels)
    if component.any_of is not None:
        data["anyOf"] = component.any_of
    if component.condition is not None:
        data["condition"] = [component.condition.id, shown_text(component.condition.text)]
    if component.optional:
        data["optional"] = True
    return data


def _outcome(outcome: Outcome) -> list[Any]:  # noqa: C901 - one branch per outcome
    """Return an outcome as a name and its parameters; `resolve` in ``assets/timetable.js`` decodes them."""
    match outcome:
        case NotCovered(reason=reason):
            return ["-", reason]
        case DueByProcessingTime():
            return ["law"]
        case DueOnWorkingDay(working_days=n, minute=minute, bound=bound, closing=closing):
            return ["day", n, minute, bound, closing]
        case DueOnCalendarDay(calendar_days=n, then_working_days=extra):
            return ["calendar", n, extra]
        case DueAfterWorkingMinutes(minutes=n, sessions=own):
            return ["worked", n, None if own is None else [list(session) for session in own]]
        case DueAfterMinutes(minutes=n):
            return ["clock", n]
        case DueAfterMinutesMoved(minutes=n, ends_with_day=ends_with_day, sessions=own):
            return ["moved", n, ends_with_day, None if own is None else [list(session) for session in own]]
        case DueAtOpening(working_days=n):
            return ["opening", n]
        case DueAfterMonths(months=n, calendar_days=days, then_working_days=extra):
            return ["months", n, days, extra]
        case CountedFrom(working_days=n, minute=minute, outcome=inner):
            return ["from", n, minute, _outcome(inner)]


def _notice(notice: Notice) -> list[str | None]:
    return [_iso(notice.period.start), _iso(notice.period.until), shown_text(notice.text), shown_text(notice.text_en)]


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
