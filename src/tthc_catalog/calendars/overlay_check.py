"""Check that the decided part of an official calendar lists the days off of each year."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tthc_catalog.calendars.base_layer import days_off
from tthc_catalog.problems.problem_factory import problem_at
from tthc_catalog.value_formats import WEEKDAYS, read_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tthc_catalog.errors import Problem
    from tthc_catalog.yaml_files.document import Document


def overlay_problems(documents: Sequence[Document]) -> Iterator[Problem]:
    """Yield a problem for each calendar whose decided part has a year without days off, although the base calendar has some.

    Up to ``decided_through`` only the listed days count, so Christmas would be a working day by an official announcement.
    """
    for document in documents:
        country = document.data.get("base_country")
        first, decided = read_date(document.data["covers_from"]), read_date(document.data["decided_through"])
        if country is None or first is None or decided is None:
            continue
        listed = {str(day["date"])[:4] for day in document.data["days"]}
        years = [year for year in range(first.year, decided.year + 1) if str(year) not in listed]
        if not years:
            continue
        try:
            found = days_off(country, years)
        except LookupError:
            yield problem_at(document, ("base_country",), "base-country", found=country)
            continue
        rest = {WEEKDAYS.index(name) + 1 for name in document.data["rest_days"]}
        missed = sorted(day for day in found if first <= day <= decided and day.isoweekday() not in rest)
        if missed:
            yield problem_at(
                document,
                ("decided_through",),
                "calendar-unlisted",
                found=decided.isoformat(),
                expected=missed[0].isoformat(),
                hint=dt.date(missed[0].year - 1, 12, 31).isoformat(),
                name=found[missed[0]],
            )
