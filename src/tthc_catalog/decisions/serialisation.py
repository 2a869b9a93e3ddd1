"""A decision as plain data, in the shape of ``schemas/decision.schema.json``."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from tthc_catalog.decisions.answer_digest import inputs_of
from tthc_catalog.decisions.desk_notes import closure_notes, successors
from tthc_catalog.decisions.explanation import explain as explanation_of
from tthc_catalog.decisions.later_knowledge import known_now

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from tthc_catalog.decisions.completeness import Requirement
    from tthc_catalog.decisions.decision_facts import CommitmentAnswer, Deadline, DecisionFacts
    from tthc_catalog.decisions.desk_notes import ClosureNote
    from tthc_catalog.decisions.explanation import Explanation
    from tthc_catalog.records.legal import Citation


def to_dict(decision: DecisionFacts, *, languages: Iterable[str] = ("vi", "en")) -> dict[str, Any]:
    """Return the decision as plain data; instants are ISO 8601 with the desk's offset from UTC.

    Args:
        decision: the decision.
        languages: the languages of the explanation; with no language there is no explanation.
    """
    evidence = decision.evidence
    data: dict[str, Any] = {
        **outcome_dict(decision),
        **_desk(decision),
        **_knowledge(decision),
        **receipt_dict(decision),
        "calendar": {
            "id": evidence.calendar_id,
            "fingerprint": evidence.calendar_fingerprint,
            "decided_through": evidence.decided_through.isoformat(),
        },
        "receipts_outside_hours": None
        if evidence.receipts_outside_hours is None
        else dict(zip(("commitment", "law"), evidence.receipts_outside_hours, strict=True)),
        "policies": [{"id": name, "version": version} for name, version in evidence.policies],
        "plugins": list(evidence.plugins),
        "library_version": evidence.library_version,
        "inputs": inputs_of(decision),
        "answer_digest": evidence.answer_digest,
    }
    explanations = {lang: explanation_of(decision, lang) for lang in languages}
    return with_explanation(data, explanations) if explanations else data


def brief_dict(decision: DecisionFacts) -> dict[str, Any]:
    """Return the answer as plain data without its explanation and most of its evidence, which take fifty times as long to make."""
    return {**outcome_dict(decision), **receipt_dict(decision)}


def outcome_dict(decision: DecisionFacts) -> dict[str, Any]:
    """Return what was decided, for which procedure and which desk."""
    edition, governing, promised = decision.edition, decision.governing, decision.commitment
    commitment, statutory = _deadline(promised), _deadline(decision.statutory)
    due = None if governing is None else commitment if governing is promised else statutory
    return {
        "covered": decision.covered,
        "reason": decision.reason,
        "due_at": due and due["due_at"],
        "late_after": due and due["late_after"],
        "bound": due and due["bound"],
        "commitment": commitment,
        "statutory": statutory,
        "commitments": [_commitment(answer, promised, commitment) for answer in decision.commitments],
        "rule": decision.rule,
        "citations": [] if governing is None else [_citation(c) for c in governing.rule.citations],
        "missing": [_requirement(item) for item in decision.missing],
        "conditional": [_requirement(item) for item in decision.conditional],
        "optional": [_requirement(item) for item in decision.optional],
        "provisional": decision.provisional,
        "notices": [{"vi": n.text, "en": n.text_en} for n in decision.notices],
        "procedure": {
            "level": decision.procedure.level,
            "code": decision.procedure.code,
            "name": edition.name if edition else None,
            "edition": edition.id if edition else None,
            "membership": decision.procedure.membership.status,
            "succeeded_by": [{"level": s.level, "code": s.code, "name": s.name} for s in decision.procedure.succeeded_by],
        },
        "office": decision.office.id,
    }


def receipt_dict(decision: DecisionFacts) -> dict[str, Any]:
    """Return the receipt that was decided, and by which catalog and timetable."""
    evidence = decision.context.evidence
    return {
        "case": decision.case.id if decision.case else None,
        "channel": decision.channel,
        **_history(decision),
        "received_at": _iso(decision.received_at),
        "deemed_received_at": _iso(decision.deemed_received_at),
        "catalog": {"id": evidence.catalog_id, "version": evidence.catalog_version},
        "timetable_digest": evidence.timetable_digest,
    }


def with_explanation(data: dict[str, Any], explanations: Mapping[str, Explanation]) -> dict[str, Any]:
    """Return a decision as plain data with its explanation in each language, in its place before the evidence."""
    shown = {lang: _explanation(explanation) for lang, explanation in explanations.items()}
    place = list(data).index("catalog")
    items = list(data.items())
    return dict([*items[:place], ("explanation", shown), *items[place:]])


def _iso(moment: dt.datetime | None) -> str | None:
    return _written(moment, moment.tzinfo, moment.fold) if moment is not None else None


@functools.lru_cache(maxsize=65_536)
def _written(moment: dt.datetime, _zone: dt.tzinfo | None, _fold: int) -> str:
    """Return an instant in ISO 8601; due times recur. Equal instants may be written otherwise in another zone, or when clocks go back."""
    return moment.isoformat(timespec="seconds")


def _deadline(deadline: Deadline | None) -> dict[str, Any] | None:
    if deadline is None:
        return None
    return {
        "policy": deadline.policy,
        "rule": deadline.rule.id,
        "due_at": _iso(deadline.due_at),
        "late_after": _iso(deadline.late_after),
        "bound": deadline.bound,
        "citations": [_citation(c) for c in deadline.rule.citations],
    }


def _commitment(answer: CommitmentAnswer, promised: Deadline | None, written: dict[str, Any] | None) -> dict[str, Any]:
    """Return the answer of one commitment; the deadline of the one that binds is written already."""
    deadline = answer.deadline
    if deadline is not None and deadline != promised:
        written = _deadline(deadline)
    return {
        "model": answer.model.id,
        "strength": answer.model.strength,
        "reason": answer.reason,
        "rule": answer.rule.id,
        "due_at": written["due_at"] if deadline and written else None,
        "late_after": written["late_after"] if deadline and written else None,
        "bound": deadline.bound if deadline else None,
    }


def _desk(decision: DecisionFacts) -> dict[str, Any]:
    """Return the successors of an ended desk and the closures that touch the dossier, if there are any."""
    followed_by = [{"office": s.office, "name": s.name, "part": s.part} for s in successors(decision)]
    closures = [_closure(note) for note in closure_notes(decision)]
    return {**({"office_succeeded_by": followed_by} if followed_by else {}), **({"closures": closures} if closures else {})}


def _closure(note: ClosureNote) -> dict[str, Any]:
    closure = note.closure
    return {
        "id": closure.id,
        "kind": closure.kind,
        "reason": closure.reason,
        "announced_on": closure.announced_on.isoformat() if closure.announced_on is not None else None,
        "commitment_moved_from": _iso(note.commitment_moved_from),
        "statutory_moved_from": _iso(note.statutory_moved_from),
        "citations": [_citation(c) for c in closure.citations],
    }


def _history(decision: DecisionFacts) -> dict[str, Any]:
    """Return the events after the receipt and the promise before them, if a history was given."""
    if decision.promised is None:
        return {}
    return {
        "promised": {"due_at": _iso(decision.promised.due_at), "late_after": _iso(decision.promised.late_after)},
        "waiting_since": _iso(decision.waiting_since),
        "history": [
            {
                "kind": note.kind.id,
                "type": note.kind.type,
                "since": _iso(note.since),
                "until": _iso(note.until),
                "working_days": note.working_days,
                "law": note.law,
                "commitment": note.commitment,
                "statutory_from": _iso(note.statutory_from),
                "statutory_to": _iso(note.statutory_to),
                "commitment_from": _iso(note.commitment_from),
                "commitment_to": _iso(note.commitment_to),
                "exceeds": note.exceeds,
                "citations": [_citation(c) for c in note.kind.citations],
            }
            for note in decision.history
        ],
    }


def _knowledge(decision: DecisionFacts) -> dict[str, Any]:
    """Return the day by whose knowledge the answer was made, if one was named, and what became known after the receipt."""
    known_on, later = decision.context.known_on, known_now(decision)
    found: dict[str, Any] = {} if known_on is None else {"known_on": known_on.isoformat()}
    if later is not None:
        found["known_now"] = {
            "due_at": _iso(later.governing.due_at),
            "late_after": _iso(later.governing.late_after),
            "bound": later.governing.bound,
            "statutory": _deadline(later.statutory),
            "days": [
                {
                    "date": day.fact.date.isoformat(),
                    "kind": day.fact.kind,
                    "name": day.fact.name,
                    "decision": day.fact.decision,
                    "announced_on": day.announced_on.isoformat(),
                    "source": day.fact.source,
                }
                for day in later.days
            ],
            "closures": [closure.id for closure in later.closures],
        }
    return found


def _citation(citation: Citation) -> dict[str, str | None]:
    return {"document": citation.document, "provision": citation.provision}


def _requirement(item: Requirement) -> dict[str, Any]:
    return {
        "any_of": [
            {
                "id": c.id,
                "name": c.name,
                "action": c.action,
                "originals": c.originals,
                "copies": c.copies,
                "condition": {"id": c.condition.id, "text": c.condition.text} if c.condition else None,
            }
            for c in item.components
        ],
    }


def _explanation(explanation: Explanation) -> dict[str, Any]:
    return {
        "answer": explanation.answer,
        "steps": [{"rule": s.rule, "text": s.text, "citations": [_citation(c) for c in s.citations]} for s in explanation.steps],
        "notices": list(explanation.notices),
    }
