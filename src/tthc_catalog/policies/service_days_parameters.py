"""The parameters of ``service-days``: their checks, and the policy built from them.

Small keys combine, and each reads like a phrase::

    days:                          "on Saturdays, the first and third of the month, when they are rest days"
      weekdays: [saturday]
      of_month: [first, third]
      kinds: [rest_day]
    sessions: [morning]            "mornings only"
    windows:
      - due: {working_days: 0, at: session_end}              "received: returned by the end of the session"
      - after: "10:30"                                       "received after 10:30:"
        due: {working_days: 1, before: "09:00"}              "returned before 09:00, the next working day"
"""

from __future__ import annotations

import functools
import itertools
from typing import TYPE_CHECKING, Any

from tthc_catalog.messages import text
from tthc_catalog.policies.contract import PolicySpec, Rule
from tthc_catalog.policies.day_rule import WEEKDAYS, DayRule, OpeningRule, YearSpan
from tthc_catalog.policies.service_days import NOT_MODEL_DAY, OUTSIDE_SESSIONS, Due, DueKind, Later, ServiceDays, ServiceWindow
from tthc_catalog.policies.service_days_schema import PARAMETERS
from tthc_catalog.policies.service_days_wording import clock, days_text, later_text, parts_text, window_text
from tthc_catalog.value_formats import read_date, read_minutes, read_month_day, read_session

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from tthc_catalog.policies.contract import Fault
    from tthc_catalog.records.legal import Citation

    Data = Mapping[str, Any]

_RECEIVE_ONLY: Data = {"due": {"at": "processing_time"}}
"""The window of a model that states none: it only receives dossiers, and the statutory time applies."""

_AMOUNTS: dict[str, tuple[DueKind, int]] = {
    "minutes": ("minutes", 1),
    "working_minutes": ("working_minutes", 1),
    "working_hours": ("working_minutes", 60),
}


def build(parameters: Data, citations: tuple[Citation, ...]) -> ServiceDays:
    """Build the policy from parameters that passed the schema and `check`."""
    days = _days(parameters["days"])
    parts = frozenset(parameters.get("sessions") or ())
    windows = tuple(_windows(parameters))
    awaits = parameters.get("awaits") or "result"

    def rule(id: str, wording: Callable[[str], str]) -> Rule:
        return Rule(id=id, text=wording("vi"), text_en=wording("en"), citations=citations)

    rules = {w.rule: rule(w.rule, functools.partial(window_text, w.after, w.due, awaits)) for w in windows}
    later = _later(parameters)
    if later is not None:
        window = [w for w in windows if w.after is None or w.after < later.minute][-1]
        rules[later.rule] = rule(later.rule, functools.partial(later_text, later.after, later.minute, window.due, awaits))
    rules[NOT_MODEL_DAY] = rule(NOT_MODEL_DAY, lambda lang: text("policy.weekday.not-model-day", lang, days=days_text(days, lang)))
    if parts:
        rules[OUTSIDE_SESSIONS] = rule(OUTSIDE_SESSIONS, lambda lang: text("policy.outside-sessions", lang, parts=parts_text(parts, lang)))
    return ServiceDays(
        days=days,
        openings=tuple(_opening(o) for o in parameters.get("hours") or ()),
        parts=parts,
        windows=windows,
        rules=rules,
        counts_from=later,
    )


def check(parameters: Data) -> list[Fault]:
    """Return the faults that a schema cannot express."""
    return [*_day_faults(parameters["days"]), *_hour_faults(parameters), *_window_faults(parameters)]


def _days(data: Data) -> DayRule:
    return DayRule(
        weekdays=frozenset(WEEKDAYS.index(name) + 1 for name in data.get("weekdays") or ()),
        places=frozenset(data.get("of_month") or ()),
        kinds=frozenset(data.get("kinds") or ("working_day",)),
        spans=tuple(_span(span) for span in data.get("seasons") or ()),
        dates=_dates(data.get("dates")),
        excluded=_dates(data.get("except_dates")),
        by_date_only=bool(data.get("dates")) and not any(data.get(key) for key in ("weekdays", "of_month", "kinds", "seasons")),
        make_up_stands_in=bool(data.get("make_up_day_stands_in", False)),
    )


def _dates(values: Iterable[str] | None) -> frozenset[dt.date]:
    return frozenset(date for value in values or () if (date := read_date(value)) is not None)


def _span(data: Data) -> YearSpan:
    return YearSpan(first=read_month_day(data["first"]), last=read_month_day(data["last"]))


def _opening(data: Data) -> OpeningRule:
    return OpeningRule(
        span=_span(data) if data.get("first") else None,
        sessions=tuple(read_session(session) for session in data.get("sessions") or ()),
        opens_earlier=data.get("opens_earlier") or 0,
        closes_later=data.get("closes_later") or 0,
    )


def _later(parameters: Data) -> Later | None:
    stated = parameters.get("counts_from")
    if stated is None:
        return None
    after, minute = read_minutes(stated["after"]), read_minutes(stated["at"])
    return Later(after=after, minute=minute, rule=f"counts-from-{clock(minute)}")


def _stated_windows(parameters: Data) -> Sequence[Data]:
    return parameters.get("windows") or (_RECEIVE_ONLY,)


def _windows(parameters: Data) -> Iterator[ServiceWindow]:
    for window in _stated_windows(parameters):
        after = read_minutes(window["after"]) if window.get("after") else None
        rule = "from-opening" if after is None else f"after-{clock(after)}"
        yield ServiceWindow(after=after, due=_due(window["due"]), rule=rule)


def _due(data: Data) -> Due:
    days = data.get("working_days") or 0
    if data.get("before"):
        return Due(kind="clock", working_days=days, minute=read_minutes(data["before"]), bound="before")
    if data.get("by"):
        return Due(kind="clock", working_days=days, minute=read_minutes(data["by"]), bound="by")
    for key, (kind, factor) in _AMOUNTS.items():
        if data.get(key):
            return Due(kind=kind, amount=data[key] * factor, even_if_closed=data.get("if_closed") == "unchanged")
    return Due(kind=data["at"], working_days=days)


def _day_faults(days: Data) -> Iterator[Fault]:
    if not any(days.get(key) for key in ("weekdays", "of_month", "kinds", "seasons", "dates")):
        yield ("days",), "policy.fault.no-days", {}
    for key in ("dates", "except_dates"):
        for index, date in enumerate(days.get(key) or ()):
            if key == "except_dates" and date in (days.get("dates") or ()):
                yield ("days", key, index), "policy.fault.date-both-ways", {"date": date}


def _hour_faults(parameters: Data) -> Iterator[Fault]:
    openings = parameters.get("hours") or ()
    for index, opening in enumerate(openings):
        place = ("hours", index)
        shifted = opening.get("opens_earlier") or opening.get("closes_later")
        if bool(opening.get("sessions")) == bool(shifted):
            yield place, "policy.fault.hours-one-way", {}
        if bool(opening.get("first")) != bool(opening.get("last")):
            yield place, "policy.fault.season-both-ends", {}
        if index + 1 < len(openings) and not opening.get("first"):
            yield place, "policy.fault.hours-whole-year-last", {}
        sessions = [read_session(session) for session in opening.get("sessions") or ()]
        for later, (one, two) in enumerate(itertools.pairwise(sessions), 1):
            if two[0] < one[1]:
                yield (*place, "sessions", later), "policy.fault.sessions-ascend", {"previous": clock(one[1])}


def _window_faults(parameters: Data) -> Iterator[Fault]:
    previous: str | None = None
    for index, window in enumerate(_stated_windows(parameters)):
        after, place = window.get("after"), ("windows", index)
        if index == 0 and after:
            yield (*place, "after"), "policy.fault.first-window-after", {}
        if index > 0 and not after:
            yield place, "policy.fault.window-without-after", {}
        if after and previous and after <= previous:
            yield (*place, "after"), "policy.fault.cutoffs-ascend", {"time": after, "previous": previous}
        previous = after or previous
        yield from _due_faults(window["due"], after, (*place, "due"), parameters)


def _due_faults(due: Data, after: str | None, place: tuple[str | int, ...], parameters: Data) -> Iterator[Fault]:
    stated = [key for key in ("at", "before", "by", *_AMOUNTS) if due.get(key)]
    if len(stated) != 1:
        yield place, "policy.fault.one-due-time", {"given": ", ".join(stated) or "-"}
        return
    way, days = stated[0], due.get("working_days")
    counts_days = way in ("before", "by") or due.get("at") == "closing"
    if counts_days and days is None:
        yield place, "policy.fault.due-needs-days", {"way": due.get("at") or way}
    elif not counts_days and days:
        yield (*place, "working_days"), "policy.fault.due-takes-no-days", {"way": due.get("at") or way}
    elif way in ("before", "by") and days == 0 and after and due[way] <= after:
        yield (*place, way), "policy.fault.due-before-receipt", {"time": due[way], "after": after}
    if due.get("if_closed") and way != "minutes":
        yield (*place, "if_closed"), "policy.fault.if-closed-minutes", {}
    services = parameters.get("services") if parameters.get("awaits") != "turn" else None
    if services and not {"resolve", "return"} <= set(services) and not days and due.get("at") != "processing_time":
        yield place, "policy.fault.receive-only", {}


SPEC = PolicySpec(
    id="service-days",
    version="1",
    title="Ngày phục vụ theo cam kết",
    title_en="Service days with a promise",
    parameters=PARAMETERS,
    example={
        "days": {"weekdays": ["friday"]},
        "windows": [{"due": {"working_days": 0, "at": "closing"}}, {"after": "15:30", "due": {"working_days": 1, "before": "09:00"}}],
    },
    build=build,
    check=check,
)
