"""The contract of a calendar, with one test for each clause."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import TYPE_CHECKING, ClassVar

from tthc_catalog.calendars.working import WorkingCalendar, official_calendar
from tthc_catalog.extension.specs import CalendarSpec
from tthc_catalog.testing.answer_files import read_answers

if TYPE_CHECKING:
    from pathlib import Path


class CalendarContract:
    """The tests of a calendar. Set ``spec`` in a subclass, and pytest runs them.

    Attributes:
        spec: the calendar under test.
        answers: a CSV file with the columns date and working (``yes`` or ``no``), not computed by this calendar; None skips its test.
    """

    spec: ClassVar[CalendarSpec]
    answers: ClassVar[Path | None] = None

    def calendar(self) -> WorkingCalendar:
        """Build the calendar."""
        document = self.spec.document()
        return official_calendar(document) if self.spec.build is None else self.spec.build(document)

    def test_id_version_and_titles(self) -> None:
        """The spec has an id, a version and a title in both languages."""
        for name in ("id", "version", "title", "title_en"):
            assert str(getattr(self.spec, name)).strip(), f"the spec has no {name}"

    def test_time_zone_is_known(self) -> None:
        """The time zone is in the zone database."""
        zoneinfo.ZoneInfo(self.spec.document().time_zone)

    def test_horizon(self) -> None:
        """The calendar states which days it covers and through which day they are decided."""
        document = self.spec.document()
        start, until = document.covers.start, document.covers.until
        assert start is not None, "the calendar does not say from which day it answers"
        assert until is not None, "the calendar does not say until which day it answers"
        assert document.decided_through < until, "the calendar is decided beyond the days it answers for"

    def test_every_day_is_answered(self) -> None:
        """The covered days are complete and in order."""
        calendar = self.calendar()
        first, until = calendar.covers
        for number in range((until - first).days):
            date = first + dt.timedelta(days=number)
            assert calendar.fact_at(number).date == date, f"{date} is missing or out of order"

    def test_counting_forth_and_back(self) -> None:
        """Counting one working day back and one forward returns the same day, and the ordinals count each working day once."""
        calendar = self.calendar()
        working = [number for number, works in enumerate(calendar.working) if works][1:-1]
        for number in working:
            date = calendar.fact_at(number).date
            assert calendar.nth_from(calendar.nth_from(number, -1), 1) == number, f"counting back and forth from {date} ends elsewhere"
            assert calendar.ordinal[number + 1] - calendar.ordinal[number] == 1, f"{date} is not counted as one working day"

    def test_official_days_stand(self) -> None:
        """The calendar contains every official day of the document as announced."""
        calendar = self.calendar()
        for entry in self.spec.document().days:
            if calendar.covers[0] <= entry.date < calendar.covers[1]:
                assert calendar.fact(entry.date).is_working == (entry.kind == "swap_work"), f"{entry.date} is not as announced"

    def test_built_alike_every_time(self) -> None:
        """Two builds have equal fingerprints."""
        assert self.calendar().fingerprint == self.calendar().fingerprint, "two builds of the calendar differ"

    def test_answers_from_outside(self) -> None:
        """Every day of the answer file has the expected answer."""
        if self.answers is None:
            return
        calendar = self.calendar()
        for row in read_answers(self.answers, ("date", "working")):
            worked = calendar.is_working_day(dt.date.fromisoformat(row["date"]))
            assert worked == (row["working"] == "yes"), f"{row['date']}: the answer file says {row['working']}"
