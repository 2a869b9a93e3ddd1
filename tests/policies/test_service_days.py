"""The policy language: the variations found in other places, as parameters, with due times counted by hand.

Calendar: 2026, Hải Dương hours (1/4-31/10 07:00-11:30, 13:30-17:00; else 07:30-12:00, 13:00-16:30). Friday 2/1/2026 is off, and Saturday
10/1 makes up for it.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from hypothesis import strategies as st

from tthc_catalog.checks.schema_validation import Validator
from tthc_catalog.messages import area_texts, text
from tthc_catalog.policies.contract_proof import CITATION, proofs
from tthc_catalog.policies.day_rule import part_of_day
from tthc_catalog.policies.service_days_parameters import SPEC, build, check
from tthc_catalog.testing.policy_contract import packaged_schedule
from tthc_catalog.timetable.direct import evaluate
from tthc_catalog.timetable.policy_table import PolicyTable

if TYPE_CHECKING:
    from collections.abc import Mapping


TODAY = {"due": {"working_days": 0, "at": "closing"}}
SATURDAYS = {"weekdays": ["saturday"], "kinds": ["rest_day"]}
WORKING = {"kinds": ["working_day"]}


def table(parameters: Mapping[str, Any]) -> PolicyTable:
    """Validate and compile parameters."""
    assert Validator(SPEC.parameters).accepts(dict(parameters)), "the schema rejects them"
    assert not check(parameters)
    return PolicyTable(build(parameters, (CITATION,)), packaged_schedule(), policy_id="service-days", policy_version="1")


def due(parameters: Mapping[str, Any], moment: str) -> str:
    """Return the reason, or the due time, or ``law``; ``closed`` if the receipt counts from another day."""
    resolved = table(parameters).at(packaged_schedule().to_instant(dt.datetime.fromisoformat(moment)))
    if resolved.counted_from != resolved.day:
        return "closed"
    if resolved.reason is not None:
        return resolved.reason
    return "law" if resolved.due_at is None else f"{packaged_schedule().to_local(resolved.due_at):%Y-%m-%d %H:%M}"


CASES: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "several weekdays": (
        {"days": {"weekdays": ["tuesday", "thursday"]}, "windows": [TODAY]},
        {"2026-03-03 09:00": "2026-03-03 16:30", "2026-03-04 09:00": "not-model-day", "2026-03-05 09:00": "2026-03-05 16:30"},
    ),
    "every working day, make-up Saturday included": (
        {"days": WORKING, "windows": [TODAY]},
        {"2026-01-10 09:00": "2026-01-10 16:30", "2026-01-02 09:00": "closed", "2026-03-07 09:00": "closed"},
    ),
    "weekly rest days, not public holidays": (
        {"days": SATURDAYS, "windows": [TODAY]},
        {"2026-03-07 09:00": "2026-03-07 16:30", "2026-01-10 09:00": "not-model-day", "2027-05-01 09:00": "closed"},
    ),
    "rest days and holidays alike": (
        {"days": {"weekdays": ["saturday"], "kinds": ["rest_day", "public_holiday"]}, "windows": [TODAY]},
        {"2027-05-01 09:00": "2027-05-01 17:00"},
    ),
    "first and third Saturday of the month": (
        {"days": {**SATURDAYS, "of_month": ["first", "third"]}, "windows": [TODAY]},
        {"2026-03-07 09:00": "2026-03-07 16:30", "2026-03-14 09:00": "closed", "2026-03-21 09:00": "2026-03-21 16:30"},
    ),
    "last Friday of the month": (
        {"days": {"weekdays": ["friday"], "of_month": ["last"]}, "windows": [TODAY]},
        {"2026-03-27 09:00": "2026-03-27 16:30", "2026-03-20 09:00": "not-model-day"},
    ),
    "explicit dates, whatever kind of day": (
        {"days": {"dates": ["2026-03-08", "2026-03-11"]}, "windows": [TODAY]},
        {"2026-03-08 09:00": "2026-03-08 16:30", "2026-03-11 09:00": "2026-03-11 16:30", "2026-03-12 09:00": "not-model-day"},
    ),
    "weekdays except some dates, and one more date": (
        {"days": {"weekdays": ["friday"], "dates": ["2026-03-05"], "except_dates": ["2026-03-06"]}, "windows": [TODAY]},
        {"2026-03-05 09:00": "2026-03-05 16:30", "2026-03-06 09:00": "not-model-day", "2026-03-13 09:00": "2026-03-13 16:30"},
    ),
    "part of the year, across the new year": (
        {"days": {"weekdays": ["friday"], "seasons": [{"first": "12-15", "last": "01-20"}]}, "windows": [TODAY]},
        {"2026-01-16 09:00": "2026-01-16 16:30", "2026-01-23 09:00": "not-model-day", "2026-12-18 09:00": "2026-12-18 16:30"},
    ),
    "the make-up day stands in": (
        {"days": {"weekdays": ["friday"], "make_up_day_stands_in": True}, "windows": [TODAY]},
        {"2026-01-10 09:00": "2026-01-10 16:30", "2026-01-09 09:00": "2026-01-09 16:30"},
    ),
    "the make-up day stands in for the first Friday": (
        {"days": {"weekdays": ["friday"], "of_month": ["first"], "make_up_day_stands_in": True}, "windows": [TODAY]},
        {"2026-01-10 09:00": "2026-01-10 16:30", "2026-01-09 09:00": "not-model-day"},
    ),
    "a morning only, due at its end": (
        {"days": SATURDAYS, "sessions": ["morning"], "windows": [{"due": {"working_days": 0, "at": "session_end"}}]},
        {"2026-03-07 09:00": "2026-03-07 12:00", "2026-03-07 12:00": "2026-03-07 12:00", "2026-03-07 12:01": "outside-sessions"},
    ),
    "each session's own end": (
        {"days": WORKING, "windows": [{"due": {"at": "session_end"}}]},
        {
            "2026-03-03 06:00": "2026-03-03 12:00",
            "2026-03-03 12:01": "2026-03-03 16:30",
            "2026-07-01 11:30": "2026-07-01 11:30",
            "2026-07-01 11:31": "2026-07-01 17:00",
            "2026-07-01 17:20": "2026-07-02 07:00",
        },
    ),
    "own hours on a day off, evening included": (
        {"days": SATURDAYS, "hours": [{"sessions": ["08:00-10:00", "18:00-20:00"]}], "windows": [TODAY]},
        {"2026-03-07 09:00": "2026-03-07 20:00", "2026-03-07 20:01": "2026-03-09 07:30"},
    ),
    "evenings only": (
        {"days": WORKING, "hours": [{"sessions": ["17:30-20:00"]}], "sessions": ["evening"], "windows": [{"due": {"at": "session_end"}}]},
        {
            "2026-03-03 00:00": "outside-sessions",
            "2026-03-03 17:29": "outside-sessions",
            "2026-03-03 17:30": "2026-03-03 20:00",
            "2026-03-03 18:00": "2026-03-03 20:00",
            "2026-03-03 20:01": "outside-sessions",
        },
    ),
    "a longer session for a season": (
        {
            "days": WORKING,
            "hours": [{"first": "08-01", "last": "08-31", "sessions": ["07:00-12:00", "13:00-18:00"]}],
            "windows": [TODAY],
        },
        {"2026-08-04 09:00": "2026-08-04 18:00", "2026-07-28 09:00": "2026-07-28 17:00"},
    ),
    "each session thirty minutes longer": (
        {"days": WORKING, "hours": [{"closes_later": 30}], "windows": [{"due": {"at": "session_end"}}]},
        {"2026-03-03 12:15": "2026-03-03 12:30", "2026-03-03 16:45": "2026-03-03 17:00"},
    ),
    "opened early": (
        {"days": WORKING, "hours": [{"opens_earlier": 60}], "windows": [{"due": {"working_minutes": 30}}]},
        {"2026-03-03 06:30": "2026-03-03 07:00"},
    ),
    "several cutoffs": (
        {
            "days": WORKING,
            "windows": [
                {"due": {"working_days": 0, "by": "11:00"}},
                {"after": "10:00", "due": {"working_days": 0, "at": "closing"}},
                {"after": "15:30", "due": {"working_days": 1, "before": "09:00"}},
            ],
        },
        {"2026-03-03 10:00": "2026-03-03 11:00", "2026-03-03 10:01": "2026-03-03 16:30", "2026-03-06 15:31": "2026-03-09 09:00"},
    ),
    "a clock time three working days later": (
        {"days": WORKING, "windows": [{"due": {"working_days": 3, "by": "10:00"}}]},
        {"2026-03-05 09:00": "2026-03-10 10:00"},
    ),
    "minutes by the clock": (
        {"days": SATURDAYS, "windows": [{"due": {"minutes": 20}}]},
        {"2026-03-07 09:05": "2026-03-07 09:25", "2026-03-07 23:50": "2026-03-09 07:30"},
    ),
    "minutes that end while the desk is closed": (
        {"days": WORKING, "windows": [{"due": {"minutes": 20}}]},
        {
            "2026-03-03 07:05": "2026-03-03 07:30",
            "2026-03-03 11:40": "2026-03-03 12:00",
            "2026-03-03 11:41": "2026-03-03 13:00",
            "2026-03-03 16:10": "2026-03-03 16:30",
            "2026-03-06 16:11": "2026-03-09 07:30",
        },
    ),
    "minutes that stay, even if the desk is closed": (
        {"days": WORKING, "windows": [{"due": {"minutes": 20, "if_closed": "unchanged"}}]},
        {"2026-03-03 11:41": "2026-03-03 12:01", "2026-03-06 16:11": "2026-03-06 16:31"},
    ),
    "the turn of a desk that only receives": (
        {"days": SATURDAYS, "services": ["receive"], "awaits": "turn", "windows": [{"due": {"minutes": 20}}]},
        {"2026-03-07 09:00": "2026-03-07 09:20"},
    ),
    "the same day without a cutoff, received after closing": (
        {"days": WORKING, "windows": [TODAY]},
        {"2026-03-03 16:30": "2026-03-03 16:30", "2026-03-03 16:31": "2026-03-04 07:30", "2026-03-06 23:59": "2026-03-09 07:30"},
    ),
    "received late in the day, counted from the next working day": (
        {"days": WORKING, "counts_from": {"after": "15:00", "at": "08:00"}, "windows": [{"due": {"working_minutes": 60}}]},
        {"2026-03-03 15:00": "2026-03-03 16:00", "2026-03-03 15:01": "closed"},
    ),
    "working minutes across the lunch break": (
        {"days": WORKING, "windows": [{"due": {"working_minutes": 45}}]},
        {"2026-03-03 11:30": "2026-03-03 13:15"},
    ),
    "working hours in the model's longer hours, then office hours": (
        {"days": WORKING, "hours": [{"sessions": ["07:00-12:00", "13:00-18:00"]}], "windows": [{"due": {"working_hours": 2}}]},
        {"2026-03-03 15:30": "2026-03-03 17:30", "2026-03-03 17:30": "2026-03-04 09:00"},
    ),
    "working hours of a Saturday on which the model opens, then office hours": (
        {"days": SATURDAYS, "hours": [{"sessions": ["07:30-11:30"]}], "windows": [{"due": {"working_minutes": 60}}]},
        {
            "2026-03-07 07:00": "2026-03-07 08:30",
            "2026-03-07 09:00": "2026-03-07 10:00",
            "2026-03-07 11:00": "2026-03-09 08:00",
            "2026-03-07 12:00": "2026-03-09 08:30",
        },
    ),
    "working hours of a Saturday morning in the office's hours": (
        {"days": SATURDAYS, "sessions": ["morning"], "windows": [{"due": {"working_minutes": 60}}]},
        {"2026-03-07 11:00": "2026-03-07 12:00", "2026-03-07 11:30": "2026-03-09 08:00"},
    ),
    "Saturdays that only receive: statutory time": (
        {"days": SATURDAYS, "services": ["receive"]},
        {"2026-03-07 09:00": "law"},
    ),
    "Saturdays that only receive: counted from Monday": (
        {"days": SATURDAYS, "services": ["receive"], "windows": [{"due": {"working_days": 1, "at": "closing"}}]},
        {"2026-03-07 09:00": "2026-03-09 16:30"},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_variation_has_the_expected_due_times(case: str) -> None:
    """The language can express the variation, with the due times counted by hand."""
    parameters, answers = CASES[case]
    assert {moment: due(parameters, moment) for moment in answers} == answers


@pytest.mark.parametrize("case", CASES)
def test_a_variation_keeps_the_contract(case: str) -> None:
    """With any of the parameters, the policy passes all proofs."""
    assert not list(proofs(SPEC, CASES[case][0]))


@pytest.mark.parametrize("case", CASES)
def test_a_variation_varies_by_date_only_if_it_states_dates(case: str) -> None:
    """Models without dates or parts of the year are evaluated once per kind of day, which keeps compiling fast."""
    parameters = CASES[case][0]
    days = parameters["days"]
    dated = any(days.get(key) for key in ("dates", "except_dates", "seasons")) or any(h.get("first") for h in parameters.get("hours", ()))
    assert build(parameters, ()).varies_by_date == bool(dated or (days.get("make_up_day_stands_in") and days.get("of_month")))


@hypothesis.given(data=st.data())
@hypothesis.settings(max_examples=300)
def test_compiled_equals_direct(data: st.DataObject) -> None:
    """The compiled table and direct evaluation agree for any of these models at any minute of 2025-2026."""
    parameters = CASES[data.draw(st.sampled_from(sorted(CASES)))][0]
    minute = data.draw(st.integers(0, 2 * 365 * 24 * 60 - 1))
    moment = dt.datetime(2025, 1, 1) + dt.timedelta(minutes=minute)
    schedule, compiled = packaged_schedule(), table(parameters)
    resolved = compiled.at(schedule.to_instant(moment))
    local = [None if x is None else schedule.to_local(x).replace(tzinfo=None) for x in (resolved.due_at, resolved.late_after)]
    assert (resolved.reason, *local) == evaluate(compiled.policy, schedule, moment)


def test_windows_of_working_minutes_in_own_hours_agree_with_the_look_up() -> None:
    """The windows of working minutes in the model's own hours agree with the look-up at every minute."""
    compiled = table(CASES["working hours in the model's longer hours, then office hours"][0])
    schedule = packaged_schedule()
    for day in range(2250, 2260):
        windows = list(compiled.windows(day))
        for place, window in enumerate(windows):
            end = windows[place + 1].starts_at if place + 1 < len(windows) else schedule.midnight[day + 1]
            for instant in range(window.starts_at, end, 60):
                resolved = compiled.at(instant)
                assert window.resolved.due_at is not None
                assert resolved.due_at == window.resolved.due_at + window.resolved.rate * ((instant - window.starts_at) // 60 * 60)


FAULTS: dict[str, dict[str, Any]] = {
    "policy.fault.no-days": {"days": {"make_up_day_stands_in": True}},
    "policy.fault.date-both-ways": {"days": {"dates": ["2026-01-01"], "except_dates": ["2026-01-01"]}},
    "policy.fault.hours-one-way": {"days": WORKING, "hours": [{"sessions": ["07:00-11:00"], "closes_later": 5}]},
    "policy.fault.season-both-ends": {"days": WORKING, "hours": [{"first": "01-01", "sessions": ["07:00-11:00"]}]},
    "policy.fault.hours-whole-year-last": {"days": WORKING, "hours": [{"closes_later": 5}, {"closes_later": 6}]},
    "policy.fault.sessions-ascend": {"days": WORKING, "hours": [{"sessions": ["07:00-11:00", "10:00-12:00"]}]},
    "policy.fault.first-window-after": {"days": WORKING, "windows": [{"after": "10:00", **TODAY}]},
    "policy.fault.window-without-after": {"days": WORKING, "windows": [TODAY, TODAY]},
    "policy.fault.cutoffs-ascend": {"days": WORKING, "windows": [TODAY, {"after": "10:00", **TODAY}, {"after": "09:00", **TODAY}]},
    "policy.fault.one-due-time": {"days": WORKING, "windows": [{"due": {"working_days": 0, "at": "closing", "minutes": 5}}]},
    "policy.fault.due-needs-days": {"days": WORKING, "windows": [{"due": {"before": "09:00"}}]},
    "policy.fault.due-takes-no-days": {"days": WORKING, "windows": [{"due": {"working_days": 2, "minutes": 5}}]},
    "policy.fault.due-before-receipt": {
        "days": WORKING,
        "windows": [TODAY, {"after": "10:00", "due": {"working_days": 0, "before": "09:00"}}],
    },
    "policy.fault.if-closed-minutes": {
        "days": WORKING,
        "windows": [{"due": {"working_minutes": 20, "if_closed": "unchanged"}}],
    },
    "policy.fault.receive-only": {"days": SATURDAYS, "services": ["receive"], "windows": [TODAY]},
}


@pytest.mark.parametrize("key", FAULTS)
def test_contradictory_parameters_are_reported(key: str) -> None:
    """Each contradiction is reported with its path and a message in both languages."""
    ((path, found, params),) = check(FAULTS[key])
    assert found == key
    assert path
    for lang in ("vi", "en"):
        message = text(key, lang, **params)
        assert message != key
        assert "{" not in message


def test_every_key_has_english_labels() -> None:
    """Every parameter has an English title and description, and every label belongs to a parameter."""
    from tthc_catalog.policies.service_days_labels import ENGLISH

    found = set()

    def visit(schema: Mapping[str, Any], path: str) -> None:
        assert schema["x-title-en"].strip()
        assert schema["x-description-en"].strip()
        found.add(path)
        for key, part in schema.get("properties", {}).items():
            visit(part, f"{path}.{key}" if path else key)
        if "items" in schema:
            visit(schema["items"], f"{path}[]")

    visit(SPEC.parameters, "")
    assert set(ENGLISH) <= found


def test_every_fault_has_a_test() -> None:
    """Every message about parameters has a test."""
    assert {key for key in area_texts("policy", "vi") if key.startswith("policy.fault.")} == set(FAULTS)


def test_the_days_of_a_model_are_a_sentence() -> None:
    """Days, places in the month and kinds of day form a sentence in both languages."""
    rules = build(CASES["first and third Saturday of the month"][0], ()).rules
    assert rules["not-model-day"].text == ("Chỉ áp dụng vào thứ Bảy (lần thứ nhất, lần thứ ba trong tháng) khi là ngày nghỉ hằng tuần.")
    assert rules["not-model-day"].text_en == ("Applies only on Saturday (first, third of the month) when it is a weekly rest day.")
    friday = build({"days": {"weekdays": ["friday"]}, "windows": [TODAY]}, ()).rules
    assert friday["not-model-day"].text == "Chỉ áp dụng vào thứ Sáu."
    assert friday["not-model-day"].text_en == "Applies only on Friday."


@pytest.mark.parametrize(
    ("window", "sentence", "sentence_en"),
    [
        (
            {"due": {"working_days": 0, "at": "closing"}},
            "Nhận trong ngày áp dụng thì trả kết quả ngay trong ngày.",
            "Received on a model day, the result is returned the same day.",
        ),
        (
            {"due": {"working_days": 2, "at": "closing"}},
            "Nhận trong ngày áp dụng thì trả kết quả trong ngày làm việc thứ 2 sau ngày nhận.",
            "Received on a model day, the result is returned on working day 2 after receipt.",
        ),
        (
            {"due": {"working_days": 1, "before": "09:00"}},
            "Nhận trong ngày áp dụng thì trả kết quả trước 09:00 ngày làm việc kế tiếp.",
            "Received on a model day, the result is returned before 09:00 on the next working day.",
        ),
        (
            {"due": {"working_hours": 1}},
            "Nhận trong ngày áp dụng thì trả kết quả trong 1 giờ làm việc.",
            "Received on a model day, the result is returned within 1 working hour.",
        ),
        (
            {"due": {"minutes": 20}},
            "Nhận trong ngày áp dụng thì trả kết quả trong 20 phút.",
            "Received on a model day, the result is returned within 20 minutes.",
        ),
    ],
)
def test_a_promise_is_one_sentence(window: dict[str, Any], sentence: str, sentence_en: str) -> None:
    """Every form of due time is a sentence, with the English plural where needed."""
    rule = build({"days": {"weekdays": ["friday"]}, "windows": [window]}, ()).rules["from-opening"]
    assert (rule.text, rule.text_en) == (sentence, sentence_en)


@pytest.mark.parametrize(
    ("start", "part"),
    [(7 * 60, "morning"), (12 * 60 - 1, "morning"), (12 * 60, "afternoon"), (17 * 60 - 1, "afternoon"), (17 * 60, "evening")],
)
def test_the_part_of_the_day_of_a_session(start: int, part: str) -> None:
    """A session belongs to the part of the day in which it starts; noon and 17:00 begin the next part."""
    assert part_of_day((start, 23 * 60)) == part
