"""A decision as the command prints it: lines for people, or JSON. Imports nothing heavy: a stored answer is printed by it too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tthc_catalog.console.terminal import Reply, as_json
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.decisions.completeness import MissingComponent
    from tthc_catalog.decisions.decision import Deadline, Decision


def decision_reply(decision: Decision, form: str, lang: str, *, explained: bool) -> Reply:
    """The whole answer.

    Args:
        decision: what was decided.
        form: ``text`` or ``json``.
        lang: ``vi`` or ``en``; JSON holds both.
        explained: whether lines include the reasons.
    """
    if form == "json":
        return Reply(as_json(decision.to_dict()))
    return Reply("\n".join(_lines(decision, lang, explained=explained)))


def _lines(decision: Decision, lang: str, *, explained: bool) -> Iterator[str]:
    said = decision.explain(lang)
    yield said.answer
    deadlines = [_deadline_line(deadline, lang) for deadline in (decision.commitment, decision.statutory) if deadline is not None]
    if deadlines:
        yield ""
        yield from deadlines
    if decision.missing:
        yield ""
        yield text("cli.due.missing", lang)
        yield from (f"  - {_missing_line(item, lang)}" for item in decision.missing)
    if explained:
        yield ""
        yield text("cli.due.reasons", lang)
        for number, step in enumerate(said.steps, 1):
            cited = "; ".join(step.written)
            yield f"  {number}. {step.text}"
            yield f"     [{step.rule}]" + (f" {cited}" if cited else "")
    if said.notices:
        yield ""
        yield text("cli.due.notices", lang)
        yield from (f"  - {notice}" for notice in said.notices)
    evidence = decision.evidence
    yield ""
    yield text("cli.due.evidence", lang, id=evidence.catalog_id, version=evidence.catalog_version, digest=evidence.timetable_digest)


def _deadline_line(deadline: Deadline, lang: str) -> str:
    from tthc_catalog.decisions.explanation import day_text, due_text

    late = deadline.late_after
    return text(f"cli.due.{deadline.kind}", lang, due=due_text(deadline, lang), late=f"{late:%H:%M} {day_text(late.date(), lang)}")


def _missing_line(item: MissingComponent, lang: str) -> str:
    """What is missing: one paper, or any one of several; and when it is needed, where that is not certain."""
    names = text("decision.or", lang).join(f"{component.name} [{component.id}]" for component in item.components)
    if item.certain:
        return names
    needed = "; ".join(f"{c.condition.text} [{c.condition.id}]" for c in item.components if c.condition is not None)
    return text("cli.due.missing_if", lang, names=names, condition=needed)
