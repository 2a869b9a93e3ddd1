"""The policy contract: a policy returns, for one day, the outcomes and the times at which they begin.

A policy is a pure function of a `Day`. It sees no calendar, no clock and no files, and it does no arithmetic on dates:
its outcomes are symbolic ("closing of the 3rd working day"), and the compiler resolves them for every policy alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

import attrs

from tthc_catalog.records.legal import Citation

if TYPE_CHECKING:
    from tthc_catalog.calendars.day import Day

Bound = Literal["before", "by"]
"""``before`` 09:00: 09:00:00 itself is late. ``by`` 09:00: the whole of that minute is still on time."""


@attrs.frozen(kw_only=True)
class DueOnWorkingDay:
    """Due on the n-th working day after receipt (0: the day of receipt itself).

    Attributes:
        minute: minute of the day at which the result is due. None means the whole day: the slip prints the closing time, and the
            first late instant is the next midnight (Civil Code 2015, Art. 148).
        closing: without a ``minute``, the closing time to print on a day with its own hours.
    """

    working_days: int
    minute: int | None = None
    bound: Bound = "by"
    closing: int | None = None


@attrs.frozen(kw_only=True)
class DueOnCalendarDay:
    """Due at the end of a term of calendar days; a last day that is off moves to the next working day.

    The day of receipt is not counted (Civil Code 2015, Art. 147-148). ``then_working_days`` adds an extension that the law counts in
    working days.
    """

    calendar_days: int
    then_working_days: int = 0


@attrs.frozen(kw_only=True)
class DueAfterWorkingMinutes:
    """Due when the desk has worked this many minutes since receipt.

    Attributes:
        sessions: hours to count on the day of receipt instead of the office's, on a day off too; later days count the office's hours.
    """

    minutes: int
    sessions: tuple[tuple[int, int], ...] | None = None


@attrs.frozen(kw_only=True)
class DueAfterMinutes:
    """Due this many minutes of elapsed time after receipt, even if the desk is closed then."""

    minutes: int


@attrs.frozen(kw_only=True)
class DueAfterMinutesMoved:
    """Due this many minutes of elapsed time after receipt; a moment at which the desk is closed moves to its next opening.

    Attributes:
        ends_with_day: whether a moment on a day off moves to the end of the next working day instead (Civil Code 2015, Art. 148).
        sessions: opening hours on the day of receipt, in place of the office's; on a day off they open the desk.
    """

    minutes: int
    ends_with_day: bool = False
    sessions: tuple[tuple[int, int], ...] | None = None


@attrs.frozen(kw_only=True)
class DueAtOpening:
    """Due when the desk opens on the n-th working day after receipt (at least 1)."""

    working_days: int


@attrs.frozen(kw_only=True)
class DueAfterMonths:
    """Due at the end of a term of months; a year has twelve.

    The term ends on the day of the month on which the receipt counts, or on the last day of a shorter month; a last day that is off
    moves to the next working day (Civil Code 2015, Art. 148). Extensions are added in this order.

    Attributes:
        calendar_days: days that an extension adds before the last day moves.
        then_working_days: working days that an extension adds after it.
    """

    months: int
    calendar_days: int = 0
    then_working_days: int = 0


@attrs.frozen(kw_only=True)
class DueByProcessingTime:
    """Due by the procedure's statutory time: the policy takes the dossier and promises no due time of its own."""


@attrs.frozen(kw_only=True)
class NotCovered:
    """The policy does not bind the dossier; ``reason`` is a stable code such as ``not-model-day``."""

    reason: str


PlainOutcome = (
    DueOnWorkingDay
    | DueAtOpening
    | DueOnCalendarDay
    | DueAfterMonths
    | DueAfterWorkingMinutes
    | DueAfterMinutes
    | DueAfterMinutesMoved
    | DueByProcessingTime
    | NotCovered
)


@attrs.frozen(kw_only=True)
class CountedFrom:
    """The receipt counts from a later moment, and the outcome follows from there.

    A receipt on a closed day, which is deemed made at the opening of the next working day, counts from ``minute`` of that day.

    Attributes:
        working_days: 0 for the day of receipt, 1 for the next working day.
        minute: minute of that day.
    """

    working_days: Literal[0, 1]
    minute: int
    outcome: PlainOutcome


Outcome = PlainOutcome | CountedFrom


def plain(outcome: Outcome) -> PlainOutcome:
    """Return the outcome itself, without the moment it counts from."""
    return outcome.outcome if isinstance(outcome, CountedFrom) else outcome


def due_on_day_of_receipt(outcome: Outcome) -> bool:
    """Return whether a result is due on the day of receipt: by a time of that day, or within minutes or hours."""
    match outcome:
        case DueOnWorkingDay(working_days=n):
            return n == 0
        case DueAfterMinutes() | DueAfterMinutesMoved() | DueAfterWorkingMinutes():
            return outcome.minutes < 12 * 60
        case _:
            return False


@attrs.frozen(kw_only=True)
class Segment:
    """An outcome and its start. It ends where the next segment starts, so gaps and overlaps are impossible.

    Attributes:
        start: minute of the day, 0-1439.
        after: whether the outcome begins just *after* that minute ("sau 15 giờ 30": 15:30 itself has the earlier outcome).
        rule: id of one of the policy's rules, which carries the texts and citations.
    """

    start: int
    outcome: Outcome
    rule: str
    after: bool = False


@attrs.frozen(kw_only=True)
class Rule:
    """The reason for a segment: its text in both languages and its citations."""

    id: str
    text: str
    text_en: str
    citations: tuple[Citation, ...]


@runtime_checkable
class Policy(Protocol):
    """The interface of a policy. A policy must be picklable and return equal segments for equal days."""

    @property
    def rules(self) -> Mapping[str, Rule]:
        """Every rule that a segment may name, by id."""

    @property
    def varies_by_date(self) -> bool:
        """Whether the segments depend on the date itself or on the holiday's name.

        If False, the compiler calls `segments` once per kind of day.
        """

    def segments(self, day: Day) -> Sequence[Segment]:
        """Return the outcomes of ``day`` in order; the first starts at minute 0.

        An empty sequence means that the desk is closed: a dossier received on that day is deemed received at the opening of the next
        working day. A working day must have at least one segment. Segments on a day off open the desk for this policy's promise only:
        the law still counts from the next working day.
        """


@runtime_checkable
class OpensDesk(Protocol):
    """A policy that states the hours in which it takes dossiers. Implementing it is optional."""

    def opening_hours(self, day: Day) -> Sequence[tuple[int, int]]:
        """Return the hours of a day on which `Policy.segments` returns segments, as ``(start, end)`` minutes in order."""


def opening_hours(policy: Policy, day: Day) -> tuple[tuple[int, int], ...]:
    """Return the hours in which the desk takes dossiers under a policy.

    A policy that does not implement `OpensDesk` has the office's hours, on a day off too if it opens the desk.
    """
    if isinstance(policy, OpensDesk):
        return tuple(policy.opening_hours(day))
    return day.sessions if day.working or policy.segments(day) else ()


Fault = tuple[tuple[str | int, ...], str | tuple[str, str], Mapping[str, str]]
"""A fault in parameters: its path, its message, and the values to insert into the message."""


@attrs.frozen(kw_only=True)
class PolicySpec:
    """A named policy that a catalog may choose.

    Attributes:
        parameters: JSON Schema (2020-12, closed) of the YAML parameters.
        build: builds the policy from validated parameters and the citations of the document that binds it.
        example: valid parameters; the registry proves the contract with them before a catalog can bind the policy.
        check: finds faults in parameters that a schema cannot express, as ``(path, message, message parameters)``. The message is the key
            of a text or, in a plugin, the pair of sentences (Vietnamese, English) itself.
        statutory: whether the policy computes statutory deadlines from ``time`` and ``extension`` of a procedure, for ``statutory_policy`` of
            a manifest. Any other policy computes commitments, for ``policy`` of a model.
    """

    id: str
    version: str
    title: str
    title_en: str
    parameters: Mapping[str, Any]
    example: Mapping[str, Any]
    build: Callable[[Mapping[str, Any], tuple[Citation, ...]], Policy]
    check: Callable[[Mapping[str, Any]], Sequence[Fault]] | None = None
    statutory: bool = False
