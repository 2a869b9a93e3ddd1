"""The official calendar: days off and make-up days as announced, before they are combined with the base calendar."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import attrs

from tthc_catalog.effective import Period


@attrs.frozen(kw_only=True)
class CalendarDay:
    """An announced day; ``swap_work`` is a working day, all other kinds are days off.

    Attributes:
        announced_on: the day since which it is known; None if unknown, then it counts as always known.
        replaced_on: the day of the announcement by which it no longer applies; None if it applies.
    """

    date: dt.date
    kind: Literal["holiday", "compensatory", "swap_off", "swap_work"]
    name: str
    status: str
    decision: str | None
    announced_on: dt.date | None
    swap_with: dt.date | None
    source: str
    note: str | None = None
    replaced_on: dt.date | None = None


@attrs.frozen(kw_only=True)
class EarlierHorizon:
    """The last day that was decided before the day ``until``."""

    through: dt.date
    until: dt.date


@attrs.frozen(kw_only=True)
class CalendarDocument:
    """The official overlay: every day off and make-up day from ``covers.start`` to ``decided_through``.

    After ``decided_through`` the base library decides together with the later entries of the overlay, and every answer that
    depends on such a day is provisional. Outside ``covers`` there is no answer.
    """

    id: str
    title: str
    base_country: str | None
    time_zone: str
    rest_days: tuple[int, ...]
    covers: Period
    decided_through: dt.date
    reviewed_on: dt.date | None
    days: tuple[CalendarDay, ...]
    file: str
    decided_earlier: tuple[EarlierHorizon, ...] = ()
