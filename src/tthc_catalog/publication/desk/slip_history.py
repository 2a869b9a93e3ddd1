"""What a slip says about the events after the receipt: each with its rule, and when the result is handed over now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tthc_catalog.errors import PublicationError
from tthc_catalog.messages import text
from tthc_catalog.plain_text import shown_text

if TYPE_CHECKING:
    import datetime as dt

    from tthc_catalog.decisions.decision import Decision
    from tthc_catalog.decisions.explanation import ExplanationStep


def refuse_history_of_incomplete(decision: Decision) -> None:
    """Reject events after the receipt of a dossier that was not received.

    Raises:
        PublicationError: the dossier is incomplete and has a history.
    """
    if decision.reason == "incomplete" and decision.history:
        raise PublicationError(
            "publication.error.history_of_incomplete", names="; ".join(item.components[0].name for item in decision.missing)
        )


def event_lines(decision: Decision, lang: str = "vi") -> tuple[str, ...]:
    """Return one line for each event: what happened, what it did to each deadline, and the provision."""
    steps = [step for step in decision.explain(lang).steps if step.rule.startswith("pause/")] if decision.history else []
    return tuple(_line(decision, step, lang) for step in steps)


def new_appointment(decision: Decision) -> dt.datetime | None:
    """Return the moment that an apology appointed; None without one, or if a later event moved the deadlines."""
    moment = None
    for note in decision.history:
        if note.kind.type == "appointment":
            moment = note.until or moment
        elif note.law != "unchanged" or note.commitment != "unchanged":
            moment = None
    return moment


def last_known_day(decision: Decision) -> dt.date:
    """Return the first day on which the slip can have been given out: the last day of its events, or else of the receipt."""
    moments = [note.since if note.until is None or note.kind.type == "appointment" else note.until for note in decision.history]
    return max([decision.received_at, *moments]).date()


def _line(decision: Decision, step: ExplanationStep, lang: str) -> str:
    if not step.citations:
        return shown_text(step.text)
    documents = decision.context.catalog.documents
    cited = []
    for citation, written in zip(step.citations, step.written, strict=True):
        document = documents.get(citation.document)
        is_convention = document is not None and document.kind == "convention"
        cited.append(text("desk.slip.event.convention", lang) if is_convention else written)
    return shown_text(text("desk.slip.event.cited", lang, event=step.text, basis="; ".join(cited)))
