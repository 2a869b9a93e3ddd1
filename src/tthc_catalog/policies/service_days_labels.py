"""The English titles and descriptions of the parameters of service days, by their path; the Vietnamese ones stand in the schema."""

from __future__ import annotations

from typing import Any

ENGLISH: dict[str, tuple[str, str]] = {
    "": ("Parameters of the commitment", "The days, the sessions and hours, and when the results of each window are due."),
    "days": ("Days", "Every condition stated must hold; a date listed under dates is a day of the model by itself."),
    "days.weekdays": ("Weekdays", "Left out: every weekday."),
    "days.of_month": ("Place in the month", "first is the first such weekday of the month, last the last; left out: every one."),
    "days.kinds": ("Kinds of day", "working_day (make-up days included), rest_day (weekly), public_holiday; left out: working_day."),
    "days.seasons": ("Parts of the year", "Only in these parts of each year."),
    "days.seasons[]": ("Part of the year", "From a day to a day, each year; it may wrap round the year's end."),
    "days.seasons[].first": ("First day", "MM-DD, included."),
    "days.seasons[].last": ("Last day", "MM-DD, included."),
    "days.dates": ("Dates", "Days of the model named one by one, days off included."),
    "days.except_dates": ("Except", "Days that are none, whatever else holds."),
    "days.make_up_day_stands_in": ("Make-up day stands in", "true: the make-up day of a lost day of the model is one. Default: false."),
    "hours": ("Own hours", "Hours on days of the model; the first entry whose part of the year holds the day counts, else the office's."),
    "hours[]": ("Hours", "Sessions, or how much earlier and later than the office."),
    "hours[].first": ("First day", "MM-DD, included."),
    "hours[].last": ("Last day", "MM-DD, included."),
    "hours[].sessions": ("Sessions", "In the order of the day."),
    "hours[].opens_earlier": ("Opens earlier", "Minutes each session starts before the office's."),
    "hours[].closes_later": ("Closes later", "Minutes each session ends after the office's."),
    "sessions": ("Sessions", "morning starts before 12:00, afternoon before 17:00, evening from 17:00 on; left out: the whole day."),
    "services": ("Services", "What is done on these days; left out: all three."),
    "awaits": ("What is due", "result: the result (default); turn: the turn to file, which is no deadline of the result."),
    "windows": ("Windows", "The first starts with the day, each further one after its time. Left out: only received, due by law."),
    "windows[]": ("Window", "Received in this window, due as said under due."),
    "windows[].after": ("After", "Received after this time; this very time belongs to the window before."),
    "windows[].due": ("Due", "Exactly one of at, before, by, minutes, working_minutes, working_hours."),
    "windows[].due.working_days": ("Working days", "0 is the day of receipt, 1 the next working day."),
    "windows[].due.at": ("At", "closing: the whole day; session_end: the end of the session; processing_time: as the law says."),
    "windows[].due.before": ("Before", "This very time is late."),
    "windows[].due.by": ("By", "This very time is still on time."),
    "windows[].due.minutes": ("Minutes", "By the clock, from receipt."),
    "windows[].due.working_minutes": ("Working minutes", "From receipt."),
    "windows[].due.working_hours": ("Working hours", "From receipt."),
}


def with_english(schema: dict[str, Any], path: str = "") -> dict[str, Any]:
    """The schema with the English labels beside the Vietnamese ones; an item of a list without its own goes by the list's."""
    labels = ENGLISH.get(path) or ENGLISH[path.removesuffix("[]")]
    labelled = {**schema, "x-title-en": labels[0], "x-description-en": labels[1]}
    if "properties" in schema:
        below = {key: with_english(part, f"{path}.{key}" if path else key) for key, part in schema["properties"].items()}
        labelled["properties"] = below
    if "items" in schema:
        labelled["items"] = with_english(schema["items"], f"{path}[]")
    return labelled
