"""Procedures and their editions.

Times of day are minutes after midnight (0-1439), amounts of money are whole đồng, and periods of days are half-open.
``None`` means *not found in any source*, never zero and never "does not apply".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

import attrs

from tthc_catalog.effective import Period
from tthc_catalog.records.legal import Citation

Level = str
"""``district`` or ``commune`` in the packaged catalog; other catalogs define their own levels."""

Unit = Literal["same_day", "working_day", "calendar_day", "month", "year", "working_hour", "working_minute", "hour"]


@attrs.frozen(kw_only=True)
class CountsFrom:
    """A dossier received after ``after`` or on a day off counts from ``at`` of the next working day, both as minutes of the day."""

    after: int
    at: int


@attrs.frozen(kw_only=True)
class ProcessingTime:
    """A statutory time limit (thời hạn giải quyết) as structured data.

    Attributes:
        amount: the number of units; 0 with ``same_day``.
        after: minute of the day; ``then_working_days`` applies to a dossier received *after* it (law: 15:00).
        then_working_days: the n-th working day after receipt, on which a dossier received after ``after`` is due.
        only_if_not_resolved_at_once: the law allows the extra day only if the matter cannot be settled at once.
        at_most: whether the source states an upper limit; None if it does not say.
        disputed: the sources contradict each other; ``note`` explains how.
        counts_from: from when the term of a dossier received late in the day counts; None if it counts from the receipt.
    """

    amount: int
    unit: Unit
    after: int | None = None
    then_working_days: int | None = None
    only_if_not_resolved_at_once: bool = False
    at_most: bool | None = None
    disputed: bool = False
    citations: tuple[Citation, ...] = ()
    note: str | None = None
    counts_from: CountsFrom | None = None


@attrs.frozen(kw_only=True)
class Extension:
    """Time a case adds to the ordinary processing time."""

    amount: int
    unit: Literal["working_day", "calendar_day"]


@attrs.frozen(kw_only=True)
class Case:
    """A named case (trường hợp) of a procedure with its own time.

    At most one of these is set: ``processing_time`` (replaces the ordinary time), ``extends_by`` (is added to it) or
    ``agreed_in_writing`` (there is no fixed time). If none is set, only the commitment differs.
    """

    id: str
    name: str
    name_en: str | None
    commitment: Literal["covered", "excluded"]
    commitment_reason: str | None
    processing_time: ProcessingTime | None = None
    extends_by: Extension | None = None
    agreed_in_writing: bool = False
    citations: tuple[Citation, ...] = ()
    note: str | None = None


@attrs.frozen(kw_only=True)
class Condition:
    """The condition under which a component is required."""

    id: str
    text: str


@attrs.frozen(kw_only=True)
class Component:
    """One component of the dossier (thành phần hồ sơ).

    Attributes:
        action: ``submit`` (nộp) or ``present`` (xuất trình).
        channels: the channels for which it is required; empty means all.
        any_of: id of a group of components of which any one is enough.
        optional: the source states that it may be left out.
    """

    id: str
    name: str
    form: str | None
    originals: int | None
    copies: int | None
    action: Literal["submit", "present"]
    channels: tuple[str, ...] = ()
    any_of: str | None = None
    condition: Condition | None = None
    optional: bool = False
    name_adapted: bool | None = None
    source: str | None = None
    quantity_source: str | None = None
    note: str | None = None


@attrs.frozen(kw_only=True)
class FeeItem:
    """An amount per unit, from the n-th unit on."""

    amount: int
    per: str
    from_nth: int = 1
    applies_to: str | None = None


@attrs.frozen(kw_only=True)
class Fee:
    """The fee of a procedure; nothing may be inferred from the status ``unknown``."""

    status: Literal["known", "free", "unknown"]
    scope: Literal["national", "provincial"] | None
    items: tuple[FeeItem, ...] = ()
    cap_amount: int | None = None
    cap_per: str | None = None
    citations: tuple[Citation, ...] = ()
    note: str | None = None


@attrs.frozen(kw_only=True)
class ChannelCase:
    """The whole time of a case for dossiers filed through one channel."""

    case: str
    processing_time: ProcessingTime


@attrs.frozen(kw_only=True)
class Channel:
    """A way of filing; ``processing_time`` and ``fee`` are set only if the source states them for this channel.

    A time of the channel replaces that of the edition, but not that of a case, unless ``cases`` states the time for the case:
    see `tthc_catalog.records.channels.stated_time`.
    """

    channel: Literal["in_person", "online", "postal"]
    processing_time: ProcessingTime | None = None
    cases: tuple[ChannelCase, ...] = ()
    fee: Fee | None = None
    note: str | None = None


@attrs.frozen(kw_only=True)
class Origin:
    """The place in a source that one fact comes from."""

    source: str
    locator: str | None = None


@attrs.frozen(kw_only=True)
class Edition:
    """A procedure as it is during one period; each bound of the period cites a document."""

    id: str
    period: Period
    from_basis: Citation | None
    until_basis: Citation | None
    name: str
    corrected_name: str | None
    name_status: str
    other_names: tuple[str, ...]
    authority: str | None
    processing_time: ProcessingTime | None
    processing_time_note: str | None
    cases: tuple[Case, ...]
    channels: tuple[Channel, ...]
    channels_note: str | None
    components: tuple[Component, ...] | None
    components_note: str | None
    fee: Fee
    results: tuple[str, ...]
    legal_basis: tuple[str, ...]
    provenance: Mapping[str, tuple[Origin, ...]]
    notes: tuple[str, ...]

    def case(self, case_id: str) -> Case | None:
        """Return the case of this id, or None."""
        return next((c for c in self.cases if c.id == case_id), None)


@attrs.frozen(kw_only=True)
class Membership:
    """Why the procedure is in the list, and whether that is official or a reconstruction."""

    status: Literal["reconstructed", "official"]
    reason: str
    rationale: str | None = None
    rank: int | None = None
    confidence: str | None = None


@attrs.frozen(kw_only=True)
class PrintedCode:
    """A longer form of the code, as a source prints it."""

    printed: str
    source: str | None = None


@attrs.frozen(kw_only=True)
class Successor:
    """A procedure that replaces this one after it ended; succession is many-to-many."""

    level: Level
    code: str
    name: str | None = None
    decision: str | None = None
    source: str | None = None
    note: str | None = None


@attrs.frozen(kw_only=True)
class LaterObservation:
    """A change that a later source shows; it is not an edition, because its start date was not found."""

    as_of: str
    name: str | None
    level: str | None
    field: str | None
    decision: str | None
    change: str | None
    source: str
    locator: str | None


@attrs.frozen(kw_only=True)
class Procedure:
    """A procedure of the list; its key is (level, code)."""

    code: str
    level: Level
    field: str
    membership: Membership
    printed_codes: tuple[PrintedCode, ...]
    reviewed_on: dt.date | None
    editions: tuple[Edition, ...]
    succeeded_by: tuple[Successor, ...]
    succession_note: str | None
    later: LaterObservation | None
    file: str

    def edition_on(self, day: dt.date) -> Edition | None:
        """Return the edition in force on ``day``, or None."""
        return next((e for e in self.editions if day in e.period), None)
