"""Print a decision as lines for people or as JSON. Nothing here imports a heavy package, because cached answers are printed too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tthc_catalog.console.terminal import Reply, as_json
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.decisions.completeness import Requirement
    from tthc_catalog.decisions.decision_facts import Deadline, DecisionFacts


def decision_reply(decision: DecisionFacts, form: str, lang: str, *, explained: bool) -> Reply:
    """Return the whole answer.

    Args:
        decision: the decision to print.
        form: ``text`` or ``json``.
        lang: ``vi`` or ``en``; JSON contains both.
        explained: whether the text includes the reasons.
    """
    if form == "json":
        from tthc_catalog.decisions.serialisation import to_dict

        return Reply(as_json(to_dict(decision)), prose=False)
    return Reply("\n".join(_lines(decision, lang, explained=explained)))


def _lines(decision: DecisionFacts, lang: str, *, explained: bool) -> Iterator[str]:
    from tthc_catalog.decisions.explanation import explain

    explanation = explain(decision, lang)
    yield explanation.answer
    deadlines = [_deadline_line(decision, deadline, lang) for deadline in (decision.commitment, decision.statutory) if deadline is not None]
    if deadlines:
        yield ""
        yield from deadlines
    for name in ("missing", "conditional", "optional"):
        requirements: tuple[Requirement, ...] = getattr(decision, name)
        if requirements:
            yield ""
            yield text(f"cli.due.{name}", lang)
            yield from (f"  - {_requirement_line(item, lang, conditional=name == 'conditional')}" for item in requirements)
    if explained:
        yield ""
        yield text("cli.due.reasons", lang)
        for number, step in enumerate(explanation.steps, 1):
            cited = "; ".join(step.written)
            yield f"  {number}. {step.text}"
            yield f"     [{step.rule}]" + (f" {cited}" if cited else "")
    if explanation.notices:
        yield ""
        yield text("cli.due.notices", lang)
        yield from (f"  - {notice}" for notice in explanation.notices)
    evidence = decision.context.evidence
    yield ""
    yield text("cli.due.evidence", lang, id=evidence.catalog_id, version=evidence.catalog_version, digest=evidence.timetable_digest)


def _deadline_line(decision: DecisionFacts, deadline: Deadline, lang: str) -> str:
    from tthc_catalog.decisions.explanation import day_text, due_text

    late = deadline.late_after
    return text(
        f"cli.due.{deadline.kind}", lang, due=due_text(decision, deadline, lang), late=f"{late:%H:%M} {day_text(late.date(), lang)}"
    )


def _requirement_line(item: Requirement, lang: str, *, conditional: bool) -> str:
    """Name the paper, or the papers of which one is enough; for a conditional one, start with its condition."""
    names = text("decision.or", lang).join(f"{component.name} [{component.id}]" for component in item.components)
    if not conditional:
        return names
    needed = "; ".join(f"{condition.text} [{condition.id}]" for condition in item.conditions)
    return text("cli.due.condition", lang, names=names, condition=needed)
