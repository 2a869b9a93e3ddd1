"""English titles and descriptions of the parameters of service days, by path; the schema contains the Vietnamese ones."""

from __future__ import annotations

from typing import Any

ENGLISH: dict[str, tuple[str, str]] = {
    "": ("Parameters of the commitment", "The days, the sessions and hours, and when the results of each window are due."),
    "days": ("Days", "A day must satisfy every stated condition; a date listed under dates needs no other condition."),
    "days.weekdays": ("Weekdays", "Left out: every weekday."),
    "days.of_month": ("Place in the month", "first is the first such weekday of the month, last the last; left out: every one."),
    "days.kinds": ("Kinds of day", "working_day (make-up days included), rest_day (weekly), public_holiday; left out: working_day."),
    "days.seasons": ("Parts of the year", "Only in these parts of each year."),
    "days.seasons[]": ("Part of the year", "From a day to a day, each year; it may cross the new year."),
    "days.seasons[].first": ("First day", "MM-DD, included."),
    "days.seasons[].last": ("Last day", "MM-DD, included."),
    "days.dates": ("Dates", "Single days of the model, days off included."),
    "days.except_dates": ("Except", "Days on which the model never applies, whatever the other conditions say."),
    "days.make_up_day_stands_in": (
        "Make-up day replaces the lost day",
        "true: the day that makes up for a lost day of the model is a day of the model. Default: false.",
    ),
    "hours": (
        "Own hours",
        "Hours on days of the model; the first entry whose part of the year contains the day applies, else the office's hours.",
    ),
    "hours[]": ("Hours", "Sessions, or how much earlier and later the office's sessions start and end."),
    "hours[].first": ("First day", "MM-DD, included."),
    "hours[].last": ("Last day", "MM-DD, included."),
    "hours[].sessions": ("Sessions", "In the order of the day."),
    "hours[].opens_earlier": ("Opens earlier", "Minutes each session starts before the office's."),
    "hours[].closes_later": ("Closes later", "Minutes each session ends after the office's."),
    "sessions": (
        "Sessions",
        (
            "morning starts before 12:00, afternoon before 17:00, evening from 17:00 on; left out: the whole day. A dossier received "
            "outside these sessions, also between two of them, is not covered; if the catalog's receipts_outside_hours is next_opening, "
            "it counts from the start of the next session."
        ),
    ),
    "services": ("Services", "What is done on these days; left out: all three."),
    "awaits": ("What is due", "result: the result (default); turn: the turn to file, which is not a deadline for the result."),
    "counts_from": (
        "Counts from",
        "A dossier received after the time in after counts as received at the time in at on the next working day.",
    ),
    "counts_from.after": ("After", "Received after this time; the time itself still counts from the receipt."),
    "counts_from.at": ("At", "The time on the next working day from which the term counts."),
    "windows": (
        "Windows",
        "The first window starts with the day, each further one after its stated time. Left out: receipt only, the statutory time applies.",
    ),
    "windows[]": ("Window", "Dossiers received in this window are due as stated under due."),
    "windows[].after": ("After", "Received after this time; the time itself belongs to the window before."),
    "windows[].due": ("Due", "Exactly one of at, before, by, minutes, working_minutes, working_hours."),
    "windows[].due.working_days": ("Working days", "0 is the day of receipt, 1 the next working day."),
    "windows[].due.at": (
        "At",
        (
            "closing: the whole day; session_end: the end of the session, or of the next one if received between two; processing_time: "
            "the statutory time; the model promises no time of its own."
        ),
    ),
    "windows[].due.before": ("Before", "A result at exactly this time is late."),
    "windows[].due.by": ("By", "A result at exactly this time is on time."),
    "windows[].due.minutes": ("Minutes", "By the clock, from receipt; see if_closed for a moment after closing."),
    "windows[].due.if_closed": (
        "If closed",
        "With minutes. next_opening: a moment at which the desk is closed moves to its next opening (default); unchanged: it stays.",
    ),
    "windows[].due.working_minutes": ("Working minutes", "From receipt."),
    "windows[].due.working_hours": ("Working hours", "From receipt."),
}


def with_english(schema: dict[str, Any], path: str = "") -> dict[str, Any]:
    """Return the schema with the English labels added; a list's items without labels of their own share the list's."""
    labels = ENGLISH.get(path) or ENGLISH[path.removesuffix("[]")]
    labelled = {**schema, "x-title-en": labels[0], "x-description-en": labels[1]}
    if "properties" in schema:
        below = {key: with_english(part, f"{path}.{key}" if path else key) for key, part in schema["properties"].items()}
        labelled["properties"] = below
    if "items" in schema:
        labelled["items"] = with_english(schema["items"], f"{path}[]")
    return labelled
