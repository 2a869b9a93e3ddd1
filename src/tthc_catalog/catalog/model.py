"""The catalog as immutable records: what the YAML says, once it has been validated.

Times of day are minutes after midnight (0-1439); money is whole đồng; a period of days is half-open.
``None`` always means *not found in any source*, never zero and never "does not apply".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import attrs

from tthc_catalog.catalog.lookup import find_procedure, index_by_code
from tthc_catalog.effective import Period

Level = str
"""``district`` or ``commune`` in the packaged catalog; a neighbour's catalog names its own."""

Unit = Literal["same_day", "working_day", "calendar_day", "working_hour", "working_minute"]


@attrs.frozen(kw_only=True)
class Citation:
    """A place in a document of ``legal.yaml``."""

    document: str
    provision: str | None = None


@attrs.frozen(kw_only=True)
class LegalDocument:
    """A cited document; ``id`` is its printed number, or a short name where no number was found."""

    id: str
    number: str | None
    kind: str
    title: str
    issuer: str | None
    issued_on: dt.date | None
    effective_from: dt.date | None
    effective_until: dt.date | None
    url: str | None
    source: str | None
    note: str | None = None


@attrs.frozen(kw_only=True)
class Source:
    """Where a fact was read: a page, a file or an official document that was looked at."""

    id: str
    kind: str
    reference: str
    as_of: str | None
    note: str | None = None


@attrs.frozen(kw_only=True)
class ProcessingTime:
    """A statutory time limit (thời hạn giải quyết) as structured data.

    Attributes:
        amount: how many units; 0 with ``same_day``.
        after: minute of the day; a dossier received *after* it gets ``then_working_days`` instead (law: 15:00).
        then_working_days: which working day after receipt the result is due when received after ``after``.
        only_if_not_resolved_at_once: the law grants the extra day only when the matter cannot be settled at once.
        disputed: the sources contradict each other; ``note`` says how.
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


@attrs.frozen(kw_only=True)
class Extension:
    """Time a case adds to the ordinary processing time."""

    amount: int
    unit: Literal["working_day", "calendar_day"]


@attrs.frozen(kw_only=True)
class Case:
    """A named case (trường hợp) of a procedure with its own time.

    Exactly one of these holds: ``processing_time`` (the whole time), ``extends_by`` (added to the ordinary time),
    ``agreed_in_writing`` (no fixed time), or none of them (only the commitment differs).
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
    """The circumstance in which a component is needed."""

    id: str
    text: str


@attrs.frozen(kw_only=True)
class Component:
    """One paper of the dossier (thành phần hồ sơ).

    Attributes:
        action: ``submit`` (nộp) or ``present`` (xuất trình).
        channels: the channels it is asked for; empty means all.
        any_of: components that share this group id replace one another: one of them is enough.
        optional: the source says it may be left out.
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
    """What is charged; ``status`` is ``known``, ``free`` or ``unknown`` (nothing may be inferred from it)."""

    status: Literal["known", "free", "unknown"]
    scope: Literal["national", "provincial"] | None
    items: tuple[FeeItem, ...] = ()
    cap_amount: int | None = None
    cap_per: str | None = None
    citations: tuple[Citation, ...] = ()
    note: str | None = None


@attrs.frozen(kw_only=True)
class Channel:
    """A way of filing; ``processing_time`` and ``fee`` are set only where the source gives this channel its own."""

    channel: Literal["in_person", "online", "postal"]
    processing_time: ProcessingTime | None = None
    fee: Fee | None = None
    note: str | None = None


@attrs.frozen(kw_only=True)
class Origin:
    """Where one fact comes from."""

    source: str
    locator: str | None = None


@attrs.frozen(kw_only=True)
class Edition:
    """A procedure as it stands during one period; each bound cites a document."""

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
        """The case of this id, or None."""
        return next((c for c in self.cases if c.id == case_id), None)


@attrs.frozen(kw_only=True)
class Membership:
    """Why the procedure is in the list, and how sure that is (``reconstructed`` or ``official``)."""

    status: Literal["reconstructed", "official"]
    reason: str
    rationale: str | None = None
    rank: int | None = None
    confidence: str | None = None


@attrs.frozen(kw_only=True)
class PrintedCode:
    """A longer code as some source prints it."""

    printed: str
    source: str | None = None


@attrs.frozen(kw_only=True)
class Successor:
    """Which procedure carries on after this one ended; succession is many-to-many."""

    level: Level
    code: str
    name: str | None = None
    decision: str | None = None
    source: str | None = None
    note: str | None = None


@attrs.frozen(kw_only=True)
class LaterObservation:
    """What a source of a later date shows, kept apart from the editions because its start date was not found."""

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
        """The edition in force on ``day``, or None."""
        return next((e for e in self.editions if day in e.period), None)


@attrs.frozen(kw_only=True)
class Season:
    """Opening sessions from ``first`` to ``last`` (both (month, day), inclusive; may wrap round the year's end)."""

    first: tuple[int, int]
    last: tuple[int, int]
    sessions: tuple[tuple[int, int], ...]


@attrs.frozen(kw_only=True)
class Hours:
    """Office hours by season, ``[start, end)`` in minutes of the day, with the document or page that says so."""

    id: str
    seasons: tuple[Season, ...]
    citations: tuple[Citation, ...]
    source: str | None
    note: str | None = None


@attrs.frozen(kw_only=True)
class Office:
    """A desk (Bộ phận Tiếp nhận và Trả kết quả) of one level."""

    id: str
    name: str
    name_en: str | None
    level: Level
    hours: str
    period: Period
    source: str | None = None
    note: str | None = None


@attrs.frozen(kw_only=True)
class CalendarDay:
    """An official day: ``holiday``, ``compensatory``, ``swap_off`` (all off) or ``swap_work`` (worked)."""

    date: dt.date
    kind: Literal["holiday", "compensatory", "swap_off", "swap_work"]
    name: str
    status: str
    decision: str | None
    announced_on: dt.date | None
    swap_with: dt.date | None
    source: str
    note: str | None = None


@attrs.frozen(kw_only=True)
class CalendarDocument:
    """The official overlay: every day off and make-up day from ``covers.start`` to ``decided_through``.

    Beyond ``decided_through`` the ``base`` library answers, together with the overlay's own later entries, and
    every answer that rests on such a day is provisional. Outside ``covers`` there is no answer.
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


@attrs.frozen(kw_only=True)
class Scope:
    """What a commitment binds; an empty tuple means "all".

    ``include`` and ``exclude`` name procedures by code; ``exclude_cases`` names cases by id.
    """

    levels: tuple[Level, ...] = ()
    offices: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    exclude_cases: tuple[str, ...] = ()

    def lists(self, procedure: Procedure, office: str) -> bool:
        """Whether the procedure at this office is in the scope, its cases aside."""
        return (
            (not self.levels or procedure.level in self.levels)
            and (not self.offices or office in self.offices)
            and (not self.fields or procedure.field in self.fields)
            and (not self.include or procedure.code in self.include)
            and procedure.code not in self.exclude
        )


@attrs.frozen(kw_only=True)
class Notice:
    """A sentence every answer of the period and levels must show."""

    period: Period
    levels: tuple[Level, ...]
    text: str
    text_en: str


@attrs.frozen(kw_only=True)
class Model:
    """A commitment: a policy chosen by id with its parameters, a period and a scope.

    Attributes:
        strength: a ``promise`` binds; a ``target`` is what the place strives for: reported, but it covers and governs nothing.
    """

    id: str
    title: str
    title_en: str
    policy: str
    parameters: Mapping[str, Any]
    period: Period
    scope: Scope
    citations: tuple[Citation, ...]
    strength: Literal["promise", "target"] = "promise"
    notices: tuple[Notice, ...] = ()
    note: str | None = None
    file: str = ""


@attrs.frozen(kw_only=True)
class Field:
    """A field (lĩnh vực) of the list."""

    id: str
    name: str
    name_en: str | None = None


@attrs.frozen(kw_only=True)
class LevelBinding:
    """What holds for one level: the counts the plan declares, the usual office and the commitments."""

    level: Level
    title: str
    title_en: str
    procedures: int | None
    fields: int | None
    default_office: str
    commitments: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Convention:
    """A rule of reckoning the plan leaves open, stated once and cited in explanations."""

    id: str
    text: str
    text_en: str
    citations: tuple[Citation, ...]


@attrs.frozen(kw_only=True)
class Post:
    """A counter somebody is on duty at."""

    id: str
    name: str


@attrs.frozen(kw_only=True)
class Person:
    """Somebody who may be on duty, by the office's own id: no name, no personal data."""

    id: str
    role: Literal["signatory", "official", "volunteer"]
    title: str | None
    fields: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Duty:
    """Who is on duty on one day; ``posts`` are pairs of the post's and the official's id."""

    date: dt.date
    signatory: str
    posts: tuple[tuple[str, str], ...]
    volunteers: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Roster:
    """Who serves one office on its model days during one period."""

    office: str
    period: Period
    volunteers_needed: int
    posts: tuple[Post, ...]
    people: tuple[Person, ...]
    days: tuple[Duty, ...]
    note: str | None
    file: str


@attrs.frozen(kw_only=True)
class Manifest:
    """The catalog's identity and its choices; ``checks`` are ids of further checks it wants to pass."""

    id: str
    version: str
    title: str
    title_en: str
    calendar: str
    time_precision: Literal["minute", "second"]
    statutory_policy: str
    fields: tuple[Field, ...]
    levels: tuple[LevelBinding, ...]
    conventions: tuple[Convention, ...]
    checks: tuple[str, ...] = ()
    reviewed_on: dt.date | None = None
    note: str | None = None


@attrs.frozen(kw_only=True)
class Catalog:
    """Everything one catalog folder says. Built by the loader; use ``tthc_catalog.load_catalog``."""

    manifest: Manifest
    documents: Mapping[str, LegalDocument]
    sources: Mapping[str, Source]
    hours: Mapping[str, Hours]
    offices: Mapping[str, Office]
    calendar: CalendarDocument
    models: Mapping[str, Model]
    procedures: Sequence[Procedure]
    root: str
    rosters: tuple[Roster, ...] = ()
    by_code: Mapping[str, Mapping[Level, Procedure]] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Index the procedures by code, then level."""
        object.__setattr__(self, "by_code", index_by_code(self.procedures))

    def procedure(self, code: str, *, level: Level | None = None, on: dt.date | None = None) -> Procedure:
        """The procedure of this code, which may be in any printed form.

        Args:
            code: such as ``1.001193`` or ``1.001193.000.00.00.H23``.
            level: needed when the code stands at more than one level.
            on: also require an edition in force on this day.

        Raises:
            UnknownProcedure: nothing has this code (at this level); suggestions come with it.
            AmbiguousProcedure: the code stands at several levels.
            NotInForce: no edition holds on ``on``.
        """
        return find_procedure(self.by_code, code, level=level, on=on)

    def __repr__(self) -> str:
        """One line: the records of a whole catalog are nothing to print."""
        return f"<Catalog {self.id} {self.version}: {len(self.procedures)} procedures>"

    @property
    def id(self) -> str:
        """The catalog's id, from its manifest."""
        return self.manifest.id

    @property
    def version(self) -> str:
        """The catalog's version (CalVer), from its manifest."""
        return self.manifest.version
