"""The longest term that can be counted: the calendar ends some time after the last day that it answers for."""

from __future__ import annotations

LONGEST_TERM_DAYS = 380
"""Days on the calendar that the longest term may take; the calendar has 400 days after the last day of receipt."""

_SHORTEST_WORKING_DAY = 4 * 60
"""Minutes that a desk works on a working day, at least, for this bound."""


def term_days(
    *, calendar_days: int = 0, working_days: int = 0, months: int = 0, minutes: int = 0, working_minutes: int = 0, years: int = 0
) -> int:
    """Return an upper bound of the days on the calendar that a term takes, with rest days and the usual days off.

    >>> term_days(working_days=250), term_days(months=12), term_days(minutes=90)
    (375, 372, 1)
    """
    worked = working_days + -(-working_minutes // _SHORTEST_WORKING_DAY)
    return calendar_days + months * 31 + years * 366 + -(-minutes // 1440) + -(-worked * 3 // 2)
