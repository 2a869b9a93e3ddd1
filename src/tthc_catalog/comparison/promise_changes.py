"""What two catalogs promise differently: the same receipt put to both timetables, and the differing answers summed up.

Every day is asked, so nothing rests on a sample; what differs alike is then told once, as a weekday and a stretch of the
day, with the rule on both sides. Instants are compared, not rules: a rule that was only rewritten is no difference.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

import attrs

from tthc_catalog.policies.contract import DueByProcessingTime, NotCovered, Outcome, Segment
from tthc_catalog.timetable.answer import Answer, Governing
from tthc_catalog.timetable.timetable import Breakpoint, Timetable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.office import Office
    from tthc_catalog.records.procedure import Procedure
    from tthc_catalog.timetable.compiler import Compiler

_DAY_END = 24 * 60


@attrs.frozen(kw_only=True)
class Promise:
    """One side of a change, as a rule: it says the same of many days.

    Attributes:
        outcome: what the governing rule says; None when there is no deadline at all.
        governing: whether the law or the commitment says it.
        covered: whether a commitment binds.
        reason: why there is no deadline; None when there is one.
        deemed: the day is not worked, so the receipt counts from the next working day.
    """

    outcome: Outcome | None
    governing: Governing | None
    covered: bool
    reason: str | None
    deemed: bool


class Instance(NamedTuple):
    """A day on which a change shows, with what a receipt at the start of its stretch is promised on either side."""

    day: dt.date
    before: dt.datetime | None
    after: dt.datetime | None


@attrs.frozen(kw_only=True)
class DueChange:
    """Receipts of certain weekdays in one stretch of the day that are due otherwise.

    Attributes:
        weekdays: ISO weekdays the days of receipt fall on, in order.
        first: first minute of the stretch; None when it begins with the opening of the desk, whenever that is.
        last: last minute of the stretch; None when it lasts until the closing of the desk, and beyond.
        opens: earliest and latest opening among the days, in minutes; the same for ``closes``.
        instances: the days, in order.
    """

    weekdays: tuple[int, ...]
    first: int | None
    last: int | None
    opens: tuple[int, int]
    closes: tuple[int, int]
    before: Promise
    after: Promise
    instances: tuple[Instance, ...]

    @property
    def same_rule(self) -> bool:
        """Whether the rule is the same on both sides and only the calendar or the hours moved its instant."""
        return self.before == self.after


class _Kind(NamedTuple):
    """What changes of several days have in common."""

    first: int | None
    last: int | None
    before: Promise
    after: Promise


Key = tuple[str, str, str | None, str]
"""Level, code, case and office."""


@attrs.frozen(kw_only=True)
class DueComparison:
    """All changes of due dates.

    Attributes:
        first: first day of receipt looked at; both calendars answer for it.
        last: last such day.
        groups: what changes, and for which keys; keys that change alike stand together.
    """

    first: dt.date
    last: dt.date
    groups: tuple[tuple[tuple[Key, ...], tuple[DueChange, ...]], ...]


def compare_due_dates(before: Compiler, after: Compiler, *, first: dt.date | None = None, until: dt.date | None = None) -> DueComparison:
    """Compare what two compiled catalogs promise for the procedures both have.

    Each procedure is looked at with and without each case, at the usual desk of its level; where nothing differs there,
    also at every other desk whose own data, or any model, differs.

    Args:
        before: the older catalog.
        after: the newer catalog.
        first: first day of receipt to look at; by default the first both calendars answer for.
        until: first day no longer looked at; by default the end of what both answer for.
    """
    start = max(filter(None, (before.calendar.covers[0], after.calendar.covers[0], first)))
    end = min(filter(None, (before.calendar.covers[1], after.calendar.covers[1], until)))
    known: dict[object, tuple[DueChange, ...]] = {}
    groups: dict[tuple[DueChange, ...], list[Key]] = {}
    for old, new in _common(before.catalog, after.catalog):
        for case in (None, *(case for case in _cases(new) if case in _cases(old))):
            for office in _offices(before.catalog, after.catalog, new.level):
                tables = (
                    before.timetable(old, before.catalog.offices[office], case),
                    after.timetable(new, after.catalog.offices[office], case),
                )
                key = (_identity(tables[0]), _identity(tables[1]))
                if key not in known:
                    known[key] = () if key[0] == key[1] else tuple(changes(*tables, start, end))
                if known[key]:
                    groups.setdefault(known[key], []).append((new.level, new.code, case, office))
                    break
    return DueComparison(first=start, last=end - dt.timedelta(days=1), groups=tuple((tuple(keys), found) for found, keys in groups.items()))


def _common(before: Catalog, after: Catalog) -> Iterator[tuple[Procedure, Procedure]]:
    old = {(procedure.level, procedure.code): procedure for procedure in before.procedures}
    return ((old[key], new) for new in after.procedures if (key := (new.level, new.code)) in old)


def _cases(procedure: Procedure) -> dict[str, None]:
    return dict.fromkeys(case.id for edition in procedure.editions for case in edition.cases)


def _offices(before: Catalog, after: Catalog, level: str) -> list[str]:
    """The desks of the level to look at, the usual one first."""
    usual = next(binding.default_office for binding in after.manifest.levels if binding.level == level)
    both = [id for id, office in after.offices.items() if _serves(office, level) and id in before.offices]
    differing = [id for id in both if id != usual and _serves(before.offices[id], level) and _differs(before, after, id)]
    return ([usual] if usual in both else []) + differing


def _differs(before: Catalog, after: Catalog, office: str) -> bool:
    """Whether something other than procedures and the calendar may move what this desk promises."""
    old, new = before.offices[office], after.offices[office]
    hours = before.hours[old.hours].seasons, after.hours[new.hours].seasons
    return old.period != new.period or hours[0] != hours[1] or before.models != after.models


def _serves(office: Office, level: str) -> bool:
    return office.level == level


def _identity(timetable: Timetable) -> tuple[object, ...]:
    """What decides a timetable's instants; two of one identity answer alike, whatever their editions are called."""
    spans = tuple(
        (
            span.first,
            span.excluded,
            span.edition is None,
            span.statutory.digest if span.statutory is not None else None,
            tuple((c.first, c.until, c.table.digest) for c in span.commitments),
        )
        for span in timetable.spans
    )
    return (timetable.schedule.digest, spans)


def changes(before: Timetable, after: Timetable, start: dt.date, end: dt.date) -> list[DueChange]:
    """How two timetables differ for receipts in ``[start, end)``."""
    old_days, new_days = _from(before, start), _from(after, start)
    found: dict[_Kind, list[Instance]] = {}
    hours: dict[_Kind, list[tuple[int, int]]] = {}
    for date in (start + dt.timedelta(days=step) for step in range((end - start).days)):
        old, new = next(old_days), next(new_days)
        if _alike(old, new) or _follows(before, after, date):
            continue
        schedule, number = after.schedule, (date - after.schedule.calendar.first).days
        desk = schedule.opening[number], schedule.closing[number]
        for first, last, one, other in _stretches(before, after, date, old, new):
            kind = _Kind(
                None if first <= desk[0] else first,
                None if last >= desk[1] - 1 else last,
                _promise(before, one, first),
                _promise(after, other, first),
            )
            found.setdefault(kind, []).append(Instance(date, _local(before, one), _local(after, other)))
            hours.setdefault(kind, []).append(desk)
    return [_change(kind, instances, hours[kind]) for kind, instances in found.items()]


def _change(kind: _Kind, instances: list[Instance], hours: list[tuple[int, int]]) -> DueChange:
    opens, closes = zip(*hours, strict=True)
    return DueChange(
        weekdays=tuple(sorted({instance.day.isoweekday() for instance in instances})),
        first=kind.first,
        last=kind.last,
        opens=(min(opens), max(opens)),
        closes=(min(closes), max(closes)),
        before=kind.before,
        after=kind.after,
        instances=tuple(instances),
    )


def _from(timetable: Timetable, start: dt.date) -> Iterator[tuple[Breakpoint, ...]]:
    skipped = (start - timetable.schedule.calendar.first).days
    return (windows for number, windows in timetable.days() if number >= skipped)


def _alike(old: tuple[Breakpoint, ...], new: tuple[Breakpoint, ...]) -> bool:
    return len(old) == len(new) and all(a.starts_at == b.starts_at and _same(a.answer, b.answer) for a, b in zip(old, new, strict=True))


def _same(one: Answer, other: Answer) -> bool:
    """Whether a citizen would notice no difference: the slip, the first late instant, and what binds the desk."""
    return (one.due_at, one.late_after, one.reason is None, one.rate) == (other.due_at, other.late_after, other.reason is None, other.rate)


def _follows(before: Timetable, after: Timetable, date: dt.date) -> bool:
    """Whether a day off differs only because the working day does from which its receipts count: that day tells it."""
    counted = []
    for timetable in (before, after):
        calendar = timetable.schedule.calendar
        number = (date - calendar.first).days
        if calendar.working[number]:
            return False
        counted.append(calendar.fact_at(calendar.nth_from(number, 0)).date)
    return counted[0] == counted[1]


def _stretches(
    before: Timetable, after: Timetable, date: dt.date, old: Iterable[Breakpoint], new: Iterable[Breakpoint]
) -> Iterator[tuple[int, int, Answer, Answer]]:
    """The stretches of a day with different answers, as first and last minute; neighbours under the same rules are one."""
    schedule = after.schedule
    number = (date - schedule.calendar.first).days
    starts = sorted({row.starts_at for row in (*old, *new)})
    pending: tuple[int, int, Answer, Answer] | None = None
    for place, starts_at in enumerate(starts):
        one, other = before.at(starts_at), after.at(starts_at)
        if _same(one, other):
            continue
        first = schedule.wall_second(number, starts_at) // 60
        last = (schedule.wall_second(number, starts[place + 1]) // 60 if place + 1 < len(starts) else _DAY_END) - 1
        if pending is not None and pending[1] == first - 1 and _same_rules(before, after, pending, (one, other), first):
            pending = (pending[0], last, pending[2], pending[3])
            continue
        if pending is not None:
            yield pending
        pending = (first, last, one, other)
    if pending is not None:
        yield pending


def _same_rules(
    before: Timetable, after: Timetable, pending: tuple[int, int, Answer, Answer], here: tuple[Answer, Answer], minute: int
) -> bool:
    start = pending[0]
    return (_promise(before, pending[2], start), _promise(after, pending[3], start)) == (
        _promise(before, here[0], minute),
        _promise(after, here[1], minute),
    )


def _promise(timetable: Timetable, answer: Answer, minute: int) -> Promise:
    counted = answer.counted_from
    if answer.governing == "commitment" and answer.commitment is not None:
        counted = answer.commitment.counted_from  # a desk with hours of its own may count from a day off
    deemed = counted != answer.day
    said = _outcome(timetable, answer, counted, timetable.schedule.opening[counted] if deemed else minute)
    covered = answer.reason is None
    return Promise(
        outcome=said, governing=answer.governing, covered=covered, reason=answer.reason if answer.due_at is None else None, deemed=deemed
    )


def _outcome(timetable: Timetable, answer: Answer, counted: int, minute: int) -> Outcome | None:
    """What the governing policy says at a minute of the day the receipt counts from, in its own symbols."""
    day = timetable.schedule.day(counted)
    if answer.governing == "commitment":
        table = next(c.table for c in answer.span.commitments if c.model is answer.model)
        said = _said(table.policy.segments(day), minute)
        if not isinstance(said, DueByProcessingTime):
            return said
    statutory = answer.span.statutory
    return _said(statutory.policy.segments(day), minute) if answer.governing is not None and statutory is not None else None


def _said(segments: Iterable[Segment], minute: int) -> Outcome | None:
    found: Outcome | None = None
    for segment in segments:
        if segment.start > minute or (segment.after and segment.start == minute):
            break
        found = segment.outcome
    return None if isinstance(found, NotCovered) else found


def _local(timetable: Timetable, answer: Answer) -> dt.datetime | None:
    return None if answer.due_at is None else timetable.schedule.to_local(answer.due_at)
