"""Proofs that a policy keeps the contract. Each proof is separate, so that a violation can be named.

The registry runs them with a spec's example before the policy can be chosen, the catalog check runs them with the administrator's
parameters, and the contract kit for plugin authors has a test for each.
"""

from __future__ import annotations

import datetime as dt
import functools
import inspect
import itertools
import pickle
import sys
import types
from typing import TYPE_CHECKING, Any, NamedTuple

from tthc_catalog.calendars.day import Day
from tthc_catalog.errors import error_text
from tthc_catalog.messages import text_pair
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
    PlainOutcome,
    Policy,
    PolicySpec,
    Rule,
    Segment,
)
from tthc_catalog.records.legal import Citation
from tthc_catalog.records.longest_term import LONGEST_TERM_DAYS, term_days
from tthc_catalog.value_formats import is_slug

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Violation = tuple[str, str]
"""The description of a violation, in Vietnamese and English."""


class _Fault(NamedTuple):
    """A fault of the segments of a day: the name of its text, and the values of the text."""

    name: str
    params: dict[str, str] = {}  # noqa: RUF012 - never changed


CITATION = Citation(document="CONTRACT-PROOF", provision="1")
"""The citation with which proofs build a policy; every rule must keep it."""

_OUTCOMES = (
    DueAfterMinutes,
    DueAfterMinutesMoved,
    DueAfterMonths,
    DueAfterWorkingMinutes,
    DueAtOpening,
    DueByProcessingTime,
    DueOnCalendarDay,
    DueOnWorkingDay,
    NotCovered,
)
_OUTSIDE_WORLD = frozenset(
    {"now", "utcnow", "today", "time", "time_ns", "monotonic", "perf_counter", "localtime", "random", "randint", "choice", "urandom"}
    | {"uuid4", "open", "environ", "getenv", "urlopen", "socket", "listdir", "read_text", "read_bytes", "subprocess", "input"}
)
_OFFICE = ((7 * 60, 11 * 60 + 30), (13 * 60 + 30, 17 * 60))


def proofs(spec: PolicySpec, parameters: Mapping[str, Any] | None = None) -> Iterator[Violation]:
    """Yield every violation found with ``parameters`` (by default the spec's example).

    If the policy cannot be built or returns invalid segments, the later proofs are skipped.
    """
    yield from schema_violations(spec.parameters)
    try:
        policy = spec.build(spec.example if parameters is None else parameters, (CITATION,))
    except Exception as error:  # noqa: BLE001 - any exception of a plugin is reported as a violation
        yield _violation("build", f"build: {error_text(error)}")
        return
    found = list(segment_violations(policy))
    yield from found
    if not found:
        for proof in (text_violations, citation_violations, purity_violations, kind_violations, pickling_violations, outside_violations):
            yield from proof(policy)


def schema_violations(schema: Mapping[str, Any], path: str = "parameters") -> Iterator[Violation]:
    """Check that the schema is closed and that every key has a title and a description, which problems and editors show."""
    for word in ("title", "description"):
        if not str(schema.get(word, "")).strip():
            yield _violation("schema-word", path, word=word)
    if schema.get("type") == "object" or "properties" in schema:
        if schema.get("additionalProperties") is not False:
            yield _violation("schema-open", path)
        for key, part in schema.get("properties", {}).items():
            yield from schema_violations(part, f"{path}.{key}")
    if isinstance(schema.get("items"), dict):
        yield from schema_violations(schema["items"], f"{path}[]")


def segment_violations(policy: Policy) -> Iterator[Violation]:
    """Check the segments of every sample day.

    Every working day must have segments that start at minute 0, ascend, and name declared rules and known outcomes.
    """
    for day in sample_days():
        try:
            segments = tuple(itertools.islice(policy.segments(day), _MOST_SEGMENTS + 1))
        except Exception as error:  # noqa: BLE001 - as above
            yield _violation("segments-error", f"{day.date}: {error_text(error)}")
            return
        fault = _day_fault(segments, policy, day)
        if fault is not None:
            yield _violation(fault.name, str(day.date), **fault.params)
            return


def _day_fault(segments: tuple[Any, ...], policy: Policy, day: Day) -> _Fault | None:
    if not segments:
        return _Fault("no-answer") if day.working else None
    if not all(isinstance(segment, Segment) for segment in segments):
        return _Fault("not-segments")
    if len(segments) > _MOST_SEGMENTS:
        return _Fault("too-many-segments", {"most": str(_MOST_SEGMENTS)})
    if not all(_is_number(segment.start, 0, _LAST_MINUTE) for segment in segments):
        return _Fault("segment-order")
    if segments[0].start != 0 or segments[0].after:
        return _Fault("first-segment")
    starts = [(segment.start, segment.after) for segment in segments]
    if any(later <= earlier for earlier, later in itertools.pairwise(starts)):
        return _Fault("segment-order")
    faults = (_segment_fault(segment, policy) for segment in segments)
    return next((fault for fault in faults if fault is not None), None)


def _segment_fault(segment: Segment, policy: Policy) -> _Fault | None:
    rule: str = segment.rule
    outcome: Any = segment.outcome  # a plugin may pass any type
    received: tuple[int, bool] = (segment.start, segment.after)
    if isinstance(outcome, CountedFrom):
        if not _is_number(outcome.working_days, 0, 1) or not _is_number(outcome.minute, 0, _LAST_MINUTE):
            return _Fault("outcome-bounds", {"outcome": repr(outcome)})
        outcome, received = outcome.outcome, (outcome.minute, False)
    if rule not in policy.rules:
        return _Fault("rule-undeclared", {"rule": repr(rule)})
    if not isinstance(outcome, _OUTCOMES):
        return _Fault("outcome-unknown", {"outcome": repr(outcome)})
    if not _is_possible(outcome):
        return _Fault("outcome-bounds", {"outcome": repr(outcome)})
    if isinstance(outcome, DueOnWorkingDay) and outcome.working_days == 0 and outcome.minute is not None:
        start, after = received
        late = outcome.minute < start or (outcome.minute == start and after)
        if late or (outcome.bound == "before" and outcome.minute == start):
            return _Fault("due-before-receipt")
    return None


def _is_possible(outcome: PlainOutcome) -> bool:
    """Return whether numbers are whole and not negative, a term ends within the calendar, and a reason is a slug."""
    match outcome:
        case NotCovered(reason=reason):
            code: Any = reason  # a plugin may pass any type
            return isinstance(code, str) and is_slug(code)
        case DueOnWorkingDay(working_days=term, minute=minute, bound=bound, closing=closing):
            moment = (minute is None or _is_number(minute, 0, _LAST_MINUTE)) and (closing is None or _is_number(closing, 0, _LAST_MINUTE))
            return moment and bound in ("before", "by") and _is_term(working_days=term)
        case DueOnCalendarDay(calendar_days=term, then_working_days=more):
            return _is_term(calendar_days=term, working_days=more)
        case DueAfterMonths(months=term, calendar_days=days, then_working_days=more):
            return _is_term(months=term, calendar_days=days, working_days=more) and term > 0
        case DueAtOpening(working_days=term):
            return _is_term(working_days=term) and term > 0
        case DueAfterWorkingMinutes(minutes=term, sessions=own):
            return _is_term(working_minutes=term) and term > 0 and _are_sessions(own)
        case DueAfterMinutes(minutes=term):
            return _is_term(minutes=term) and term > 0
        case DueAfterMinutesMoved(minutes=term, sessions=own):
            return _is_term(minutes=term) and term > 0 and _are_sessions(own)
        case _:
            return True


def _is_number(value: object, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most


def _is_term(**amounts: object) -> bool:
    numbers = {name: value for name, value in amounts.items() if type(value) is int and value >= 0}
    return len(numbers) == len(amounts) and term_days(**numbers) <= LONGEST_TERM_DAYS


def _are_sessions(own: Any) -> bool:
    """Return whether sessions, if there are any, are pairs of minutes that ascend within a day; one may begin when another ends."""
    if own is None:
        return True
    if not isinstance(own, tuple) or not all(isinstance(session, tuple) and len(session) == 2 for session in own):
        return False
    edges = [edge for session in own for edge in session]
    return (
        all(_is_number(edge, 0, 1440) for edge in edges)
        and all(start < end for start, end in own)
        and all(early <= late for early, late in itertools.pairwise(edges))
    )


_LAST_MINUTE = 24 * 60 - 1

_MOST_SEGMENTS = 63
"""Segments of a day, at most; a table numbers the windows of a day."""


def text_violations(policy: Policy) -> Iterator[Violation]:
    """Check that every rule has a Vietnamese and an English text."""
    rules: Mapping[str, Any] = policy.rules
    for name, rule in rules.items():
        if not isinstance(rule, Rule) or rule.id != name:
            yield _violation("rule-name", name)
        elif not rule.text.strip() or not rule.text_en.strip():
            yield _violation("rule-text", name)


def citation_violations(policy: Policy) -> Iterator[Violation]:
    """Check that every rule keeps the citations of the administrator's file."""
    for name, rule in policy.rules.items():
        if CITATION not in rule.citations:
            yield _violation("citations", name)


def purity_violations(policy: Policy) -> Iterator[Violation]:
    """Check that a day always has the same segments, in whatever order days are evaluated."""
    days = sample_days()
    first = [tuple(policy.segments(day)) for day in days]
    again = [tuple(policy.segments(day)) for day in reversed(days)][::-1]
    for day, one, two in zip(days, first, again, strict=True):
        if one != two:
            yield _violation("impure", str(day.date))
            return


def kind_violations(policy: Policy) -> Iterator[Violation]:
    """Check that a policy with ``varies_by_date`` False returns equal segments for days of one kind."""
    if policy.varies_by_date:
        return
    seen: dict[object, tuple[Day, tuple[Segment, ...]]] = {}
    for day in sample_days():
        segments = tuple(policy.segments(day))
        other, expected = seen.setdefault(day.kind_key, (day, segments))
        if expected != segments:
            place = f"{other.date}, {day.date}"
            yield _violation("kinds", place)
            return


def pickling_violations(policy: Policy) -> Iterator[Violation]:
    """Check that a pickled policy can be loaded and returns the same segments, so that processes can share it."""
    try:
        copy: Policy = pickle.loads(pickle.dumps(policy))  # noqa: S301 - the bytes were pickled just here
    except Exception as error:  # noqa: BLE001 - as above
        yield _violation("pickle", error_text(error))
        return
    if any(tuple(copy.segments(day)) != tuple(policy.segments(day)) for day in sample_days()):
        yield _violation("copy", "pickle")


def outside_violations(policy: Policy) -> Iterator[Violation]:
    """Check that the policy's code uses no clock, random numbers, files, network or environment, under an alias either."""
    for method in ("segments", "rules", "varies_by_date"):
        found = sorted(set(_names_used(getattr(type(policy), method, None), type(policy))) & _OUTSIDE_WORLD)
        if found:
            yield _violation("outside", method, names=", ".join(found))


def _names_used(thing: Any, owner: type) -> Iterator[str]:
    """Yield the names in the code of a function, and of the functions of its module and methods of its class that it calls."""
    seen: set[int] = set()
    waiting: list[Any] = [thing]
    while waiting:
        item = _unwrapped(waiting.pop())
        code = getattr(item, "__code__", item if isinstance(item, types.CodeType) else None)
        if code is None or id(code) in seen:
            continue
        seen.add(id(code))
        yield from code.co_names
        waiting += [const for const in code.co_consts if isinstance(const, types.CodeType)]
        space: dict[str, Any] = getattr(item, "__globals__", None) or getattr(sys.modules.get(owner.__module__), "__dict__", {})
        called = [found for name in code.co_names for found in (space.get(name), inspect.getattr_static(owner, name, None))]
        yield from (str(getattr(found, "__name__", "")) for found in called if callable(found) and not isinstance(found, type))
        waiting += [found for found in called if getattr(_unwrapped(found), "__module__", None) == owner.__module__]


def _unwrapped(thing: Any) -> Any:
    """Return the function behind a property, a class or static method, or a decorator that sets ``__wrapped__``."""
    for name in ("fget", "func", "__func__", "__wrapped__"):
        thing = getattr(thing, name, None) or thing
    return thing


@functools.cache
def sample_days() -> tuple[Day, ...]:
    """Return two years of days of every sort: ordinary days, rest days, holidays, make-up Saturdays, two seasons."""
    days = []
    for number in range(731):
        date = dt.date(2024, 1, 1) + dt.timedelta(days=number)
        rest, holiday, make_up = date.isoweekday() > 5, date.day == 2 and date.month % 3 == 0, date.isoweekday() == 6 and date.day == 20
        days.append(
            Day(
                date=date,
                weekday=date.isoweekday(),
                nth_weekday=(date.day - 1) // 7 + 1,
                is_last_weekday=(date + dt.timedelta(days=7)).month != date.month,
                working=make_up or not (rest or holiday),
                make_up=make_up,
                make_up_for=date - dt.timedelta(days=1) if make_up else None,
                make_up_for_weekday=5 if make_up else None,
                holiday="Ngày lễ" if holiday else None,
                sessions=_OFFICE if date.month in range(4, 11) else ((7 * 60 + 30, 12 * 60), (13 * 60, 16 * 60 + 30)),
            )
        )
    return tuple(days)


def _violation(name: str, place: str, **params: str) -> Violation:
    """Return the text ``policy.violation.<name>``, followed by where it was found."""
    vietnamese, english = text_pair(f"policy.violation.{name}", **params)
    return f"{vietnamese} ({place})", f"{english} ({place})"
