"""A decision as plain data, the shape of ``schemas/decision.schema.json``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt

    from tthc_catalog.decisions.completeness import MissingComponent
    from tthc_catalog.decisions.decision import CommitmentAnswer, Deadline, Decision
    from tthc_catalog.records.legal import Citation


def to_dict(decision: Decision) -> dict[str, Any]:
    """Everything a machine needs of the decision; instants in ISO 8601 with the desk's offset from UTC."""
    evidence, edition = decision.evidence, decision.edition
    return {
        "covered": decision.covered,
        "reason": decision.reason,
        "due_at": _iso(decision.due_at),
        "late_after": _iso(decision.late_after),
        "bound": decision.bound,
        "commitment": _deadline(decision.commitment),
        "statutory": _deadline(decision.statutory),
        "commitments": [_commitment(said) for said in decision.commitments],
        "rule": decision.rule,
        "citations": [_citation(c) for c in decision.citations],
        "missing": [_missing(item) for item in decision.missing],
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
        "case": decision.case.id if decision.case else None,
        "received_at": _iso(decision.received_at),
        "deemed_received_at": _iso(decision.deemed_received_at),
        "explanation": {lang: _explanation(decision, lang) for lang in ("vi", "en")},
        "catalog": {"id": evidence.catalog_id, "version": evidence.catalog_version},
        "timetable_digest": evidence.timetable_digest,
        "calendar": {
            "id": evidence.calendar_id,
            "fingerprint": evidence.calendar_fingerprint,
            "decided_through": evidence.decided_through.isoformat(),
        },
        "policies": [{"id": name, "version": version} for name, version in evidence.policies],
        "plugins": list(evidence.plugins),
        "library_version": evidence.library_version,
    }


def _iso(moment: dt.datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment is not None else None


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


def _commitment(said: CommitmentAnswer) -> dict[str, Any]:
    return {
        "model": said.model.id,
        "strength": said.model.strength,
        "reason": said.reason,
        "rule": said.rule.id,
        "due_at": _iso(said.deadline.due_at if said.deadline else None),
        "late_after": _iso(said.deadline.late_after if said.deadline else None),
        "bound": said.deadline.bound if said.deadline else None,
    }


def _citation(citation: Citation) -> dict[str, str | None]:
    return {"document": citation.document, "provision": citation.provision}


def _missing(item: MissingComponent) -> dict[str, Any]:
    return {
        "certain": item.certain,
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


def _explanation(decision: Decision, lang: str) -> dict[str, Any]:
    said = decision.explain(lang)
    return {
        "answer": said.answer,
        "steps": [{"rule": s.rule, "text": s.text, "citations": [_citation(c) for c in s.citations]} for s in said.steps],
        "notices": list(said.notices),
    }
