"""Terms of months: the day on which a term of months ends (Civil Code 2015, Art. 148)."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange


def months_later(day: dt.date, months: int) -> dt.date:
    """Return the same day of the month ``months`` later, or the last day of a shorter month.

    >>> months_later(dt.date(2023, 1, 31), 1), months_later(dt.date(2024, 2, 29), 12)
    (datetime.date(2023, 2, 28), datetime.date(2025, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
