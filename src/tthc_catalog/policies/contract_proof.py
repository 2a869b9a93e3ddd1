"""Proofs that a policy keeps the contract, each by itself, so that a fault is named and not merely felt.

The registry runs them on a spec's example before anybody may choose the policy, the check of a catalog runs them on the
administrator's own parameters, and the contract kit for plugin authors gives each a test.
"""

from __future__ import annotations

import datetime as dt
import functools
import inspect
import itertools
import pickle
import sys
import types
from typing import TYPE_CHECKING, Any

from tthc_catalog.calendars.day import Day
from tthc_catalog.policies.contract import (
    DueAfterMinutes,
    DueAfterWorkingMinutes,
    DueByProcessingTime,
    DueOnCalendarDay,
    DueOnWorkingDay,
    NotCovered,
    Outcome,
    Policy,
    PolicySpec,
    Rule,
    Segment,
)
from tthc_catalog.records.legal import Citation
from tthc_catalog.value_formats import is_slug

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Violation = tuple[str, str]
"""What is broken, in Vietnamese and English."""

CITATION = Citation(document="CONTRACT-PROOF", provision="1")
"""The citation a policy is built with here; a rule that drops it cannot be explained."""

_OUTCOMES = (DueAfterMinutes, DueAfterWorkingMinutes, DueByProcessingTime, DueOnCalendarDay, DueOnWorkingDay, NotCovered)
_OUTSIDE_WORLD = frozenset(
    {"now", "utcnow", "today", "time", "time_ns", "monotonic", "perf_counter", "localtime", "random", "randint", "choice", "urandom"}
    | {"uuid4", "open", "environ", "getenv", "urlopen", "socket", "listdir", "read_text", "read_bytes", "subprocess", "input"}
)
_OFFICE = ((7 * 60, 11 * 60 + 30), (13 * 60 + 30, 17 * 60))


def proofs(spec: PolicySpec, parameters: Mapping[str, Any] | None = None) -> Iterator[Violation]:
    """Every violation found with ``parameters`` (the spec's example by default); later proofs need the earlier ones to hold."""
    yield from schema_violations(spec.parameters)
    try:
        policy = spec.build(spec.example if parameters is None else parameters, (CITATION,))
    except Exception as error:  # noqa: BLE001 - whatever a plugin raises is its fault, and is told
        yield _said(f"build: {error!r}", "không dựng được chính sách", "the policy cannot be built")
        return
    found = list(segment_violations(policy))
    yield from found
    if not found:
        for proof in (text_violations, citation_violations, purity_violations, kind_violations, pickling_violations, outside_violations):
            yield from proof(policy)


def schema_violations(schema: Mapping[str, Any], path: str = "parameters") -> Iterator[Violation]:
    """The schema is closed and every key has a title and a description: these are the words of problems and editors."""
    for word in ("title", "description"):
        if not str(schema.get(word, "")).strip():
            yield _said(path, f"lược đồ thiếu {word}", f"the schema lacks {word}")
    if schema.get("type") == "object" or "properties" in schema:
        if schema.get("additionalProperties") is not False:
            yield _said(
                path, "lược đồ không đóng: thiếu additionalProperties: false", "the schema is open: additionalProperties: false is missing"
            )
        for key, part in schema.get("properties", {}).items():
            yield from schema_violations(part, f"{path}.{key}")
    if isinstance(schema.get("items"), dict):
        yield from schema_violations(schema["items"], f"{path}[]")


def segment_violations(policy: Policy) -> Iterator[Violation]:
    """Every working day has an answer, which starts at minute 0, ascends, and names declared rules and known outcomes."""
    for day in sample_days():
        try:
            segments = tuple(policy.segments(day))
        except Exception as error:  # noqa: BLE001 - as above
            yield _said(f"{day.date}: {error!r}", "segments gặp lỗi", "segments fails")
            return
        fault = _fault_of(segments, policy, day)
        if fault is not None:
            yield _said(str(day.date), *fault)
            return


def _fault_of(segments: tuple[Any, ...], policy: Policy, day: Day) -> tuple[str, str] | None:
    if not segments:
        return ("ngày làm việc không có câu trả lời", "a working day has no answer") if day.working else None
    if not all(isinstance(segment, Segment) for segment in segments):
        return "segments phải trả về Segment", "segments must give Segment records"
    if segments[0].start != 0 or segments[0].after:
        return "khung đầu tiên phải bắt đầu lúc 00:00", "the first segment must start at minute 0"
    starts = [(segment.start, segment.after) for segment in segments]
    if any(later <= earlier for earlier, later in itertools.pairwise(starts)) or starts[-1][0] >= 24 * 60:
        return "các khung phải nối tiếp nhau trong ngày", "segments must start one after another, within the day"
    faults = (_fault_of_segment(segment, policy) for segment in segments)
    return next((fault for fault in faults if fault is not None), None)


def _fault_of_segment(segment: Segment, policy: Policy) -> tuple[str, str] | None:
    rule: str = segment.rule
    outcome: Any = segment.outcome  # a plugin may put in anything
    if rule not in policy.rules:
        return f"quy tắc {rule!r} chưa khai báo", f"the rule {rule!r} is not declared"
    if not isinstance(outcome, _OUTCOMES):
        return f"kết quả {outcome!r} không thuộc hợp đồng", f"the outcome {outcome!r} is not of the contract"
    if not _is_possible(outcome):
        return f"kết quả {outcome!r} có giá trị ngoài giới hạn", f"the outcome {outcome!r} has a value out of bounds"
    if isinstance(outcome, DueOnWorkingDay) and outcome.working_days == 0 and outcome.minute is not None:
        late = outcome.minute < segment.start or (outcome.minute == segment.start and segment.after)
        if late or (outcome.bound == "before" and outcome.minute == segment.start):
            return "hạn sớm hơn lúc nhận", "a result is due before its receipt"
    return None


def _is_possible(outcome: Outcome) -> bool:
    """Terms run forward, minutes are minutes of a day, and a reason is a code that an answer may carry."""
    match outcome:
        case NotCovered(reason=reason):
            return is_slug(reason)
        case DueOnWorkingDay(working_days=term, minute=minute):
            return term >= 0 and (minute is None or 0 <= minute < 24 * 60)
        case DueOnCalendarDay(calendar_days=term, then_working_days=more):
            return term >= 0 and more >= 0
        case DueAfterWorkingMinutes(minutes=term) | DueAfterMinutes(minutes=term):
            return term > 0
        case _:
            return True


def text_violations(policy: Policy) -> Iterator[Violation]:
    """Every rule speaks Vietnamese and English."""
    rules: Mapping[str, Any] = policy.rules
    for name, rule in rules.items():
        if not isinstance(rule, Rule) or rule.id != name:
            yield _said(name, "quy tắc không mang đúng tên của nó", "a rule does not carry its own name")
        elif not rule.text.strip() or not rule.text_en.strip():
            yield _said(name, "quy tắc thiếu lời tiếng Việt hoặc tiếng Anh", "a rule lacks its Vietnamese or English text")


def citation_violations(policy: Policy) -> Iterator[Violation]:
    """Every rule cites what the administrator's file cites."""
    for name, rule in policy.rules.items():
        if CITATION not in rule.citations:
            yield _said(name, "quy tắc bỏ mất viện dẫn của mô hình", "a rule drops the citations of its model")


def purity_violations(policy: Policy) -> Iterator[Violation]:
    """The same day always gets the same answer, whatever was asked before."""
    days = sample_days()
    first = [tuple(policy.segments(day)) for day in days]
    again = [tuple(policy.segments(day)) for day in reversed(days)][::-1]
    for day, one, two in zip(days, first, again, strict=True):
        if one != two:
            yield _said(str(day.date), "hỏi lại cùng một ngày thì trả lời khác", "the same day got two different answers")
            return


def kind_violations(policy: Policy) -> Iterator[Violation]:
    """A policy that says it does not vary by date gives days of one kind one answer."""
    if policy.varies_by_date:
        return
    seen: dict[object, tuple[Day, tuple[Segment, ...]]] = {}
    for day in sample_days():
        segments = tuple(policy.segments(day))
        other, told = seen.setdefault(day.kind_key, (day, segments))
        if told != segments:
            place = f"{other.date}, {day.date}"
            yield _said(
                place, "varies_by_date là False mà hai ngày cùng loại khác nhau", "varies_by_date is False, yet days of one kind differ"
            )
            return


def pickling_violations(policy: Policy) -> Iterator[Violation]:
    """A pickled policy comes back and answers alike, so that other processes may share it."""
    try:
        copy: Policy = pickle.loads(pickle.dumps(policy))  # noqa: S301 - what was just pickled here
    except Exception as error:  # noqa: BLE001 - as above
        yield _said(f"{error!r}", "không chuyển được sang tiến trình khác (pickle)", "the policy cannot be pickled")
        return
    if any(tuple(copy.segments(day)) != tuple(policy.segments(day)) for day in sample_days()):
        yield _said("pickle", "bản sao trả lời khác bản gốc", "its copy answers differently")


def outside_violations(policy: Policy) -> Iterator[Violation]:
    """No code of the policy's module names a clock, a source of chance, a file, the network or the environment, by whatever name."""
    for method in ("segments", "rules", "varies_by_date"):
        found = sorted(set(_names_used(getattr(type(policy), method, None), type(policy))) & _OUTSIDE_WORLD)
        if found:
            yield _said(method, f"dùng thứ bên ngoài: {', '.join(found)}", f"it reaches outside: {', '.join(found)}")


def _names_used(thing: Any, owner: type) -> Iterator[str]:
    """Names in the code of a function, and of the functions of its module and the methods of its class that it calls."""
    seen: set[int] = set()
    waiting: list[Any] = [thing]
    while waiting:
        item = waiting.pop()
        item = _plain(item)
        code = getattr(item, "__code__", item if isinstance(item, types.CodeType) else None)
        if code is None or id(code) in seen:
            continue
        seen.add(id(code))
        yield from code.co_names
        waiting += [const for const in code.co_consts if isinstance(const, types.CodeType)]
        space: dict[str, Any] = getattr(item, "__globals__", None) or getattr(sys.modules.get(owner.__module__), "__dict__", {})
        called = [found for name in code.co_names for found in (space.get(name), inspect.getattr_static(owner, name, None))]
        yield from (str(getattr(found, "__name__", "")) for found in called if callable(found) and not isinstance(found, type))
        waiting += [found for found in called if getattr(_plain(found), "__module__", None) == owner.__module__]


def _plain(thing: Any) -> Any:
    """The function behind a property, a class or static method, or a decorator that says what it wraps."""
    for name in ("fget", "func", "__func__", "__wrapped__"):
        thing = getattr(thing, name, None) or thing
    return thing


@functools.cache
def sample_days() -> tuple[Day, ...]:
    """Two years of days of every sort: ordinary, rest, holidays, make-up Saturdays, two seasons."""
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


def _said(place: str, vietnamese: str, english: str) -> Violation:
    return f"{vietnamese} ({place})", f"{english} ({place})"
