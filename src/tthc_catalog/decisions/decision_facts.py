"""The records a decision is made of, and everything that can be derived from them.

Nothing here imports attrs: `tthc due` answers from its cache with the same records and must start quickly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from typing import Self

    from tthc_catalog.calendars.day_fact import DayFact
    from tthc_catalog.calendars.desk import Desk, LocalDay
    from tthc_catalog.decisions.completeness import Completeness, Requirement
    from tthc_catalog.decisions.pause_notes import PauseNote
    from tthc_catalog.policies.contract import Bound, Rule
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.records.commitment_model import Model, Notice
    from tthc_catalog.records.legal import Citation
    from tthc_catalog.records.manifest import LevelBinding
    from tthc_catalog.records.office import Office
    from tthc_catalog.records.procedure import Case, Edition, Procedure
    from tthc_catalog.timetable.answer import Answer
    from tthc_catalog.timetable.resolved_outcome import Resolved
    from tthc_catalog.timetable.timetable import Timetable

INCOMPLETE = "incomplete"
"""The reason of a decision on a dossier that lacks a required component."""


class Deadline(NamedTuple):
    """One deadline, statutory or promised.

    Attributes:
        kind: ``commitment``, ``target`` (an aim that is never binding) or ``statutory``.
        policy: id of the commitment or target; ``law`` for the statutory time.
        rule: the rule the deadline follows from, with its texts and citations.
        due_at: the time printed on the appointment slip, in local time.
        late_after: the first instant that is late; a result that is ready before it is on time.
        bound: whether the result is due ``before`` or ``by`` due_at.
    """

    kind: Literal["commitment", "target", "statutory"]
    policy: str
    rule: Rule
    due_at: dt.datetime
    late_after: dt.datetime
    bound: Bound


def deadline_of(
    kind: Literal["commitment", "target", "statutory"], policy: str, resolved: Resolved | None, to_local: Callable[[int], dt.datetime]
) -> Deadline | None:
    """Return the deadline that the answer of one policy sets; None if it sets no due time.

    Args:
        kind: what sets it.
        policy: id of the commitment or target; ``law`` for the statutory time.
        resolved: the answer of the policy.
        to_local: converts an instant to local time.
    """
    if resolved is None or resolved.due_at is None or resolved.late_after is None:
        return None
    return Deadline(kind, policy, resolved.rule, to_local(resolved.due_at), to_local(resolved.late_after), resolved.bound)


class CommitmentAnswer(NamedTuple):
    """The answer of one commitment or target that applies to the procedure.

    Attributes:
        model: the commitment or target.
        rule: the rule that matched the receipt.
        reason: why it does not bind; None if it does.
        deadline: None if it does not bind, or if it defers to a statutory time that is not known.
    """

    model: Model
    rule: Rule
    reason: str | None
    deadline: Deadline | None


class Evidence(NamedTuple):
    """What a decision was derived from.

    The digest of the timetable and the instant of receipt are enough to derive the deadlines again. It changes with any edit of the
    procedure's timetable; the digest of the answer changes only with what this one answer rests on.

    Attributes:
        catalog_id: id of the catalog.
        catalog_version: version of the catalog.
        timetable_digest: SHA-256 of the compiled timetable.
        calendar_id: id of the working calendar.
        calendar_fingerprint: SHA-256 of its days.
        decided_through: last day that an official decision settles.
        policies: ``(id, version)`` of every policy compiled into the timetable.
        plugins: ``distribution version (entry point)`` of every plugin that provides one of them, or the calendar.
        library_version: version of this package.
        receipts_outside_hours: the stated convention for the commitment and for the law; None if the catalog states none.
        answer_digest: the number of a recipe and the SHA-256 of all that the answer rests on; empty in what several decisions share.
    """

    catalog_id: str
    catalog_version: str
    timetable_digest: str
    calendar_id: str
    calendar_fingerprint: str
    decided_through: dt.date
    policies: tuple[tuple[str, str], ...]
    plugins: tuple[str, ...]
    library_version: str
    receipts_outside_hours: tuple[str, str] | None = None
    answer_digest: str = ""


class Context(NamedTuple):
    """What all decisions of one timetable share: the catalog's records and the evidence.

    Attributes:
        offices: the desk that takes the dossiers, as it is from each day (by number) on.
        local_days: the closures and extra openings of the desk whose calendar counts.
        known_on: the day by whose knowledge all receipts are answered; None for the day of each receipt.
        requested_office: id of the desk that was named; None for the default desk of the level.
        desk: the closures and openings by which pauses move a due time; None in a context from the cache.
    """

    catalog: Catalog
    timetable: Timetable
    procedure: Procedure
    binding: LevelBinding
    offices: tuple[tuple[int, Office], ...]
    local_days: tuple[LocalDay, ...]
    evidence: Evidence
    notices: tuple[Notice, ...]
    known_on: dt.date | None = None
    requested_office: str | None = None
    desk: Desk | None = None


class DecisionFacts:
    """The fields of a decision and the properties derived from them.

    `Decision` adds storage, equality and rendering. A decision from the cache is another subclass, which does without attrs.
    """

    __slots__ = ()

    context: Context
    answer: Answer
    channel: str
    covered: bool
    reason: str | None
    received_at: dt.datetime
    deemed_received_at: dt.datetime | None
    commitment: Deadline | None
    statutory: Deadline | None
    completeness: Completeness | None
    components: frozenset[str] | None
    conditions: frozenset[str]
    strict: bool
    history: tuple[PauseNote, ...] = ()
    promised: Self | None = None

    @property
    def waiting_since(self) -> dt.datetime | None:
        """When the pause that still lasts began; the deadlines do not yet count it. None if no term is interrupted now."""
        open_pauses = (note.since for note in self.history if note.until is None and note.interrupts)
        return next(open_pauses, None)

    @property
    def procedure(self) -> Procedure:
        """The procedure of the dossier."""
        return self.context.procedure

    @property
    def edition(self) -> Edition | None:
        """The edition in force at receipt, which decides for good; None if no edition is in force."""
        return self.answer.span.edition

    @property
    def case(self) -> Case | None:
        """The case of the dossier; None without a case, or if no edition is in force."""
        return self.answer.span.case

    @property
    def office(self) -> Office:
        """The desk that took the dossier, as it was on the day of receipt."""
        offices = self.context.offices
        return next(office for first, office in reversed(offices) if first <= self.answer.day)

    @property
    def governing(self) -> Deadline | None:
        """The earlier deadline; None if there is no deadline, or if the dossier is incomplete."""
        if self.reason == INCOMPLETE:
            return None
        return self.commitment if self.answer.governing == "commitment" else self.statutory

    @property
    def commitments(self) -> tuple[CommitmentAnswer, ...]:
        """The answer of every commitment and target of the level, in the catalog's order; empty if the dossier is incomplete."""
        if self.reason == INCOMPLETE:
            return ()
        to_local = self.context.timetable.schedule.to_local
        answers = []
        for model, resolved in self.answer.others:
            kind: Literal["target", "commitment"] = "target" if model.strength == "target" else "commitment"
            deadline = deadline_of(kind, model.id, resolved, to_local) if resolved.reason is None else None
            answers.append(CommitmentAnswer(model=model, rule=resolved.rule, reason=resolved.reason, deadline=deadline))
        return tuple(answers)

    @property
    def due_at(self) -> dt.datetime | None:
        """The time printed on the appointment slip: that of the governing deadline."""
        governing = self.governing
        return governing.due_at if governing is not None else None

    @property
    def late_after(self) -> dt.datetime | None:
        """The first instant that is late."""
        governing = self.governing
        return governing.late_after if governing is not None else None

    @property
    def bound(self) -> Bound | None:
        """Whether the result is due ``before`` or ``by`` the due time."""
        governing = self.governing
        return governing.bound if governing is not None else None

    @property
    def rule(self) -> str | None:
        """The governing rule, as ``policy/rule``."""
        return self.answer.rule if self.reason != INCOMPLETE else None

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The provisions the governing rule comes from."""
        governing = self.governing
        return governing.rule.citations if governing is not None else ()

    @property
    def missing(self) -> tuple[Requirement, ...]:
        """What the dossier certainly lacks; empty if it is complete or if the components were not given."""
        return self.completeness.missing if self.completeness is not None else ()

    @property
    def conditional(self) -> tuple[Requirement, ...]:
        """What the dossier lacks only if a condition applies that is not known; empty if the components were not given."""
        return self.completeness.conditional if self.completeness is not None else ()

    @property
    def optional(self) -> tuple[Requirement, ...]:
        """What may be handed in but need not be; empty if the components were not given."""
        return self.completeness.optional if self.completeness is not None else ()

    @property
    def provisional(self) -> bool:
        """Whether the answer depends on a day that no official decision has settled."""
        return self.answer.provisional

    def fact_on(self, number: int) -> DayFact:
        """Return the facts about a day (by number) as they were known on the day of receipt."""
        calendar = self.context.timetable.schedule.calendar
        learned = calendar.learned_after(self.answer.day).get(number)
        return calendar.fact_at(number) if learned is None else learned.then

    @property
    def decided_through(self) -> dt.date:
        """The last day that an official decision settled, as known on the day of receipt."""
        return self.context.timetable.schedule.calendar.decided_through_on(self.answer.day)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Sentences that must be shown with the answer."""
        day = (self.deemed_received_at or self.received_at).date()
        return tuple(notice for notice in self.context.notices if day in notice.period)

    @property
    def evidence(self) -> Evidence:
        """What the answer was derived from; a subclass adds the digest of the answer."""
        return self.context.evidence
