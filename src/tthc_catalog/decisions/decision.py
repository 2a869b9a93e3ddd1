"""The decision record: an answer with everything needed to explain it, print it, and derive it again.

The records are named tuples, so that reading a stored answer back needs no other import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    import datetime as dt

    from tthc_catalog.decisions.completeness import Completeness, MissingComponent
    from tthc_catalog.decisions.explanation import Explanation
    from tthc_catalog.policies.contract import Bound, Rule
    from tthc_catalog.records.catalog import Catalog, LevelBinding
    from tthc_catalog.records.commitment_model import Model, Notice
    from tthc_catalog.records.legal import Citation
    from tthc_catalog.records.office import Office
    from tthc_catalog.records.procedure import Case, Edition, Procedure
    from tthc_catalog.timetable.answer import Answer
    from tthc_catalog.timetable.timetable import Timetable

INCOMPLETE = "incomplete"


class Deadline(NamedTuple):
    """One deadline, statutory or promised.

    Attributes:
        kind: ``commitment``, ``target`` (striven for, never binding) or ``statutory``.
        policy: id of the commitment or target; ``law`` for the statutory time.
        due_at: what the appointment slip says, in local time.
        late_after: the first instant that is late: a result ready before it is on time.
        bound: ``before`` due_at, or ``by`` it.
    """

    kind: Literal["commitment", "target", "statutory"]
    policy: str
    rule: Rule
    due_at: dt.datetime
    late_after: dt.datetime
    bound: Bound


class CommitmentAnswer(NamedTuple):
    """What one of the commitments or targets in view says of the dossier.

    Attributes:
        reason: why it does not bind; None when it does.
        deadline: None when it does not bind, or leaves the result to a statutory time that is not known.
    """

    model: Model
    rule: Rule
    reason: str | None
    deadline: Deadline | None


class Evidence(NamedTuple):
    """What the answer was derived from; with the digest and the instant it can be derived again.

    Attributes:
        policies: ``(id, version)`` of every policy that stands behind the timetable.
        plugins: ``distribution version (entry point)`` of every plugin that gave one of them, or the calendar.
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


class Context(NamedTuple):
    """What one timetable's decisions share: the catalog's words and the evidence."""

    catalog: Catalog
    timetable: Timetable
    procedure: Procedure
    binding: LevelBinding
    office: Office
    evidence: Evidence
    notices: tuple[Notice, ...]


class Decision(NamedTuple):
    """When the result is due, or why no commitment covers the dossier. Two decisions are equal when their data are.

    Attributes:
        covered: a commitment binds.
        reason: why none does: ``not-model-day``, ``outside-sessions``, ``office-closed``, ``not-listed``, ``case-excluded``,
            ``target-only``, ``not-in-force``, ``incomplete`` or a policy's own; None when one does.
        received_at: the recorded instant, local time.
        deemed_received_at: the opening of the next working day when received on a closed day; else None.
        due_at: the earlier of both deadlines; None when there is none.
        late_after: the first instant that is late.
        completeness: what is missing; None when the components were not given.
        provisional: some day the answer rests on is not settled by official decision.
    """

    context: Context
    answer: Answer
    case: Case | None
    covered: bool
    reason: str | None
    received_at: dt.datetime
    deemed_received_at: dt.datetime | None
    commitment: Deadline | None
    statutory: Deadline | None
    completeness: Completeness | None

    @property
    def procedure(self) -> Procedure:
        """The procedure asked about."""
        return self.context.procedure

    @property
    def edition(self) -> Edition | None:
        """The edition in force at receipt; it decides for good."""
        return self.answer.span.edition

    @property
    def office(self) -> Office:
        """The desk whose hours were used."""
        return self.context.office

    @property
    def governing(self) -> Deadline | None:
        """The deadline that comes first; None when there is none, or the dossier is incomplete."""
        if self.reason == INCOMPLETE:
            return None
        return self.commitment if self.answer.governing == "commitment" else self.statutory

    @property
    def commitments(self) -> tuple[CommitmentAnswer, ...]:
        """Every commitment and target in view with what it says, in the catalog's order; empty when the dossier is incomplete."""
        if self.reason == INCOMPLETE:
            return ()
        to_local = self.context.timetable.schedule.to_local
        said = []
        for model, resolved in self.answer.others:
            deadline = None
            if resolved.reason is None and resolved.due_at is not None and resolved.late_after is not None:
                deadline = Deadline(
                    kind="target" if model.strength == "target" else "commitment",
                    policy=model.id,
                    rule=resolved.rule,
                    due_at=to_local(resolved.due_at),
                    late_after=to_local(resolved.late_after),
                    bound=resolved.bound,
                )
            said.append(CommitmentAnswer(model=model, rule=resolved.rule, reason=resolved.reason, deadline=deadline))
        return tuple(said)

    @property
    def due_at(self) -> dt.datetime | None:
        """What the appointment slip says."""
        return self.governing.due_at if self.governing else None

    @property
    def late_after(self) -> dt.datetime | None:
        """The first instant that is late."""
        return self.governing.late_after if self.governing else None

    @property
    def bound(self) -> Bound | None:
        """``before`` the due time, or ``by`` it."""
        return self.governing.bound if self.governing else None

    @property
    def rule(self) -> str | None:
        """The governing rule, as ``policy/rule``."""
        return self.answer.rule if self.reason != INCOMPLETE else None

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Where the governing rule is written."""
        return self.governing.rule.citations if self.governing else ()

    @property
    def missing(self) -> tuple[MissingComponent, ...]:
        """What the dossier lacks; empty when complete or when components were not given."""
        return self.completeness.missing if self.completeness else ()

    @property
    def provisional(self) -> bool:
        """Whether some day the answer rests on is not settled by official decision."""
        return self.answer.provisional

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Sentences that must be shown with the answer."""
        day = (self.deemed_received_at or self.received_at).date()
        return tuple(n for n in self.context.notices if day in n.period)

    @property
    def evidence(self) -> Evidence:
        """What the answer was derived from."""
        return self.context.evidence

    def explain(self, lang: str = "vi") -> Explanation:
        """The reasons in order, each naming its rule and citation, in ``vi`` or ``en``."""
        from tthc_catalog.decisions.explanation import explain

        return explain(self, lang)

    def to_dict(self) -> dict[str, Any]:
        """The decision as plain data, valid under ``schemas/decision.schema.json``."""
        from tthc_catalog.decisions.serialisation import to_dict

        return to_dict(self)

    def __repr__(self) -> str:
        """One line: the whole record quotes the catalog, and nobody reads that in a terminal."""
        said = f"due {self.bound} {self.due_at.isoformat()} ({self.rule})" if self.due_at else "no due time"
        reason = f", not covered: {self.reason}" if self.reason else ""
        return f"<Decision {self.procedure.level} {self.procedure.code} received {self.received_at.isoformat()}: {said}{reason}>"

    def __eq__(self, other: object) -> bool:
        return self.to_dict() == other.to_dict() if isinstance(other, Decision) else NotImplemented

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((self.context.evidence.timetable_digest, self.received_at))
