"""``tthc due``: when one dossier is due, by law and by commitment, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tthc_catalog.cli.catalog_source import open_catalog
from tthc_catalog.cli.command import Choice, argument, catalog_option, command, format_option, level_option, option
from tthc_catalog.cli.terminal import Reply, as_json
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.decisions.completeness import MissingComponent
    from tthc_catalog.decisions.decision import Deadline, Decision


@command("due")
@argument("code", help="cli.option.code")
@level_option
@option("--at", required=True, metavar='"YYYY-MM-DD HH:MM"', help="cli.due.option.at")
@option("--office", metavar="ID", help="cli.due.option.office")
@option("--case", metavar="ID", help="cli.due.option.case")
@option("--have", metavar="ID", multiple=True, help="cli.due.option.have")
@option("--condition", "conditions", metavar="ID", multiple=True, help="cli.due.option.condition")
@option("--channel", type=Choice(("in_person", "online", "postal")), default="in_person", help="cli.due.option.channel")
@option("--strict", is_flag=True, help="cli.due.option.strict")
@option("--explain/--no-explain", "explained", default=True, help="cli.due.option.explain")
@catalog_option
@format_option
def answer_dossier(
    *,
    code: str,
    level: str | None,
    at: str,
    office: str | None,
    case: str | None,
    have: tuple[str, ...],
    conditions: tuple[str, ...],
    channel: str,
    strict: bool,
    explained: bool,
    catalog: str | None,
    form: str,
    lang: str,
) -> Reply:
    """Answer for one dossier."""
    if conditions and not have:
        raise click.UsageError(text("cli.due.condition_alone", lang))
    from tthc_catalog.engine import Engine

    decision = Engine(open_catalog(catalog)).decide(
        code,
        level=level,
        received_at=at,
        office=office,
        case=case,
        components=have or None,
        conditions=conditions,
        channel=channel,
        strict=strict,
    )
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
