"""The policy contract: a policy answers, for one day, which outcomes begin at which times.

A policy is a pure function of a `Day`. It sees no calendar, no clock and no files, and it does no arithmetic on dates:
its outcomes are symbolic ("closing of the 3rd working day"), and the compiler works them out, once, for every policy.
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
        minute: minute of the day the result is due at; None means the day as a whole: the slip prints the closing time,
            and the first late instant is the next midnight (Civil Code 2015, Art. 148).
        closing: with ``minute`` None, the closing time to print when the day has its own hours.
    """

    working_days: int
    minute: int | None = None
    bound: Bound = "by"
    closing: int | None = None


@attrs.frozen(kw_only=True)
class DueOnCalendarDay:
    """Due at the end of a term of calendar days; a last day that is off moves to the next working day.

    The day of receipt is not counted (Civil Code 2015, Art. 147-148). ``then_working_days`` adds an extension that the
    law counts in working days.
    """

    calendar_days: int
    then_working_days: int = 0


@attrs.frozen(kw_only=True)
class DueAfterWorkingMinutes:
    """Due when the desk has worked this many minutes since receipt.

    Attributes:
        sessions: on the day of receipt, the hours to count in place of the office's; later days count the office's hours.
    """

    minutes: int
    sessions: tuple[tuple[int, int], ...] | None = None


@attrs.frozen(kw_only=True)
class DueAfterMinutes:
    """Due this many minutes after receipt by the clock on the wall."""

    minutes: int


@attrs.frozen(kw_only=True)
class DueByProcessingTime:
    """Nothing shorter is promised: the procedure's statutory time holds."""


@attrs.frozen(kw_only=True)
class NotCovered:
    """The policy does not bind a dossier received now; ``reason`` is a stable code such as ``not-model-day``."""

    reason: str


Outcome = DueOnWorkingDay | DueOnCalendarDay | DueAfterWorkingMinutes | DueAfterMinutes | DueByProcessingTime | NotCovered


@attrs.frozen(kw_only=True)
class Segment:
    """An outcome and when it begins; it runs to the start of the next, so gaps and overlaps cannot be written.

    Attributes:
        start: minute of the day, 0-1439.
        after: the outcome begins just *after* that minute ("sau 15 giờ 30": 15:30 itself is still the earlier outcome).
        rule: id of one of the policy's rules, which carries the texts and citations.
    """

    start: int
    outcome: Outcome
    rule: str
    after: bool = False


@attrs.frozen(kw_only=True)
class Rule:
    """What a segment rests on, in words: texts in both languages and where it is written."""

    id: str
    text: str
    text_en: str
    citations: tuple[Citation, ...]


@runtime_checkable
class Policy(Protocol):
    """What the compiler asks of a policy. Must be picklable and give equal answers for equal days."""

    @property
    def rules(self) -> Mapping[str, Rule]:
        """Every rule a segment may name, by id."""

    @property
    def varies_by_date(self) -> bool:
        """Whether the answer depends on the date itself or on a holiday's name.

        When False, the compiler asks once per kind of day.
        """

    def segments(self, day: Day) -> Sequence[Segment]:
        """The outcomes of ``day`` in order; the first starts at minute 0.

        An empty sequence says the desk is closed: a dossier received on that day is deemed received at the opening
        of the next working day. On a working day there is always an answer. A policy that answers on a day off opens
        the desk for its own promise only: the law still counts from the next working day.
        """


Fault = tuple[tuple[str | int, ...], str | tuple[str, str], Mapping[str, str]]
"""A fault of parameters: the path to it, what is wrong, and values for the sentence."""


@attrs.frozen(kw_only=True)
class PolicySpec:
    """A named policy a catalog may choose.

    Attributes:
        parameters: JSON Schema (2020-12, closed) of the YAML parameters.
        build: makes the policy from validated parameters and the citations of the document that binds it.
        example: parameters that obey the schema; the registry proves the contract on them before anybody binds the policy.
        check: further faults of parameters a schema cannot say, as ``(path, message, message parameters)``; the message is a
            key of the messages table or, in a plugin, the pair of sentences (Vietnamese, English) itself.
    """

    id: str
    version: str
    title: str
    title_en: str
    parameters: Mapping[str, Any]
    example: Mapping[str, Any]
    build: Callable[[Mapping[str, Any], tuple[Citation, ...]], Policy]
    check: Callable[[Mapping[str, Any]], Sequence[Fault]] | None = None
