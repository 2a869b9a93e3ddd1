"""The report of an import: what came whole, what is unclear and what is absent, and what the catalog gets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from tthc_catalog.importing.carrying_out import Outcome
from tthc_catalog.importing.edition_change import Difference
from tthc_catalog.importing.found_facts import FoundList, FoundProcedure
from tthc_catalog.importing.import_plan import Entry, ImportPlan
from tthc_catalog.importing.tables.grid import place_text
from tthc_catalog.messages import text
from tthc_catalog.plain_text import shown_text
from tthc_catalog.problems.problem_text import render, to_dict

LONGEST_NOTE = 400
SHOWN = 20
"""Rows of a kind that are shown without ``--all``."""

KINDS = ("name", "field", "time", "fee", "papers", "results", "authority", "decision", "documents")


@attrs.frozen(kw_only=True)
class Tally:
    """How many facts of a kind came whole, are unclear, or are absent; times and fees count once per channel."""

    whole: int = 0
    unclear: int = 0
    absent: int = 0


def tallies(procedures: Sequence[FoundProcedure]) -> dict[str, Tally]:
    """Return the counts of facts by kind."""
    counts: Counter[tuple[str, str]] = Counter()
    for found in procedures:
        for kind in KINDS:
            for state in _states(found, kind):
                counts[kind, state] += 1
    return {kind: Tally(**{state: counts[kind, state] for state in ("whole", "unclear", "absent")}) for kind in KINDS}


def _states(found: FoundProcedure, kind: str) -> Iterator[str]:
    doubts = {doubt.channel for doubt in found.unclear if doubt.fact == kind}
    match kind:
        case "time" | "fee" if found.channels:
            for channel in found.channels:
                value = channel.time if kind == "time" else channel.fee
                yield "whole" if value is not None else "unclear" if {channel.channel, None} & doubts else "absent"
            return
        case "papers" if found.papers:
            for paper in found.papers:
                yield "whole" if paper.doubt is None else "unclear"
            return
    yield "unclear" if doubts else "whole" if getattr(found, kind) else "absent"


def report_text(plan: ImportPlan, lists: Sequence[FoundList], outcome: Outcome, lang: str, *, everything: bool) -> str:
    """Return the report for people."""
    limit = None if everything else SHOWN
    procedures = [found for one in lists for found in one.procedures]
    lines = [text("importing.report.read", lang, count=len(procedures), sources=len(lists)), ""]
    for name, entries in (("new", plan.new), ("changed", plan.changed), ("same", plan.same)):
        lines.append(text(f"importing.report.{name}", lang, count=len(entries)))
        shown = entries if name != "same" else ()
        lines += _limited([line for entry in shown for line in _entry_lines(entry, lang)], limit, lang)
    lines.append(text("importing.report.missing", lang, count=len(plan.missing)))
    missing = [f"  - {file.data['code']} ({file.data['level']}): {file.last['name']}" for file in plan.missing]
    lines += _limited(missing, limit, lang)
    if plan.missing:
        lines.append("  " + text("importing.report.ending", lang))
    lines.append(text("importing.report.unclear", lang, count=len(plan.unclear)))
    unclear = [
        f"  - {found.code}, {_channel(doubt.channel, lang)}{text(f'importing.fact.{doubt.fact}', lang)}, "
        f"{text(f'importing.unclear.{doubt.reason}', lang)}: “{_short(doubt.quoted)}” [{place_text(found.places.get(doubt.fact) or found.place, lang)}]"
        for found, doubt in plan.unclear
    ]
    lines += _limited(unclear, limit, lang)
    if plan.left_out:
        lines.append(text("importing.report.left_out", lang, count=len(plan.left_out)))
        rows = [
            f"  - {found.name or '…'} [{place_text(found.place, lang)}]: {text(f'importing.left_out.{reason}', lang, value=value or '…')}"
            for found, reason, value in plan.left_out
        ]
        lines += _limited(rows, limit, lang)
    skipped = [(one.source, place, row) for one in lists for place, row in one.skipped]
    if skipped:
        lines.append(text("importing.report.skipped", lang, count=len(skipped)))
        lines += _limited([f"  - [{place_text(place, lang)}] {_short(row)}" for _, place, row in skipped], limit, lang)
    notes = [note for one in lists for note in one.notes]
    if notes:
        lines.append(text("importing.report.notes", lang, count=len(notes)))
        lines += _limited([f"  - {_short(note, LONGEST_NOTE)}" for note in notes], limit, lang)
    if plan.fields:
        lines.append(text("importing.report.fields", lang, fields="; ".join(f"{name} ({id})" for id, name in plan.fields.items())))
    lines += ["", *_table(procedures, lang)]
    if outcome.due:
        lines += ["", text("importing.report.due", lang)]
        lines += _limited([f"  - {vi if lang == 'vi' else en}" for vi, en in outcome.due], limit, lang)
    elif plan.changed and plan.files:
        lines += ["", text("importing.report.due_unknown" if outcome.was_broken else "importing.report.due_same", lang)]
    lines += ["", *_ending(plan, outcome, lang)]
    return "\n".join(lines)


def _ending(plan: ImportPlan, outcome: Outcome, lang: str) -> list[str]:
    if outcome.errors:
        return [text("importing.report.errors", lang, count=len(outcome.errors)), *(render(problem, lang) for problem in outcome.errors)]
    if outcome.is_written:
        return [text("importing.report.written", lang, count=len(plan.files), folder=plan.state.root.as_posix())]
    if plan.changed and plan.basis.effective_from is None:
        return [text("importing.report.dry_changes", lang)]
    return [text("importing.report.dry" if plan.files else "importing.report.nothing", lang)]


def _entry_lines(entry: Entry, lang: str) -> list[str]:
    head = f"  - {entry.found.code} ({entry.level}): {entry.found.name or '…'} [{place_text(entry.found.place, lang)}]"
    return [head, *(f"      {_difference(difference, lang)}" for difference in entry.differences)]


def _difference(difference: Difference, lang: str) -> str:
    fact = text(f"importing.fact.{difference.fact}", lang)
    return f"{_channel(difference.channel, lang)}{fact}: {_value(difference.before, lang)} → {_value(difference.after, lang)}"


def _channel(channel: str | None, lang: str) -> str:
    return "" if channel is None else text(f"fact.channel.{channel}", lang).lower() + ", "


def _value(value: Any, lang: str) -> str:
    match value:
        case None:
            return text("importing.value.none", lang)
        case {"amount": amount, "unit": unit}:
            return text(f"importing.unit.{unit}", lang, amount=amount)
        case {"status": status, "items": items}:
            if items:
                return " + ".join(f"{item['amount']:,}".replace(",", ".") + f" đ/{item['per']}" for item in items)
            return text(f"importing.fee.{status}", lang)
        case list():
            return _short("; ".join(map(str, value)))
        case _:
            return f"“{_short(str(value))}”"


def _short(value: str, most: int = 100) -> str:
    shown = shown_text(" ".join(value.split()))
    return shown if len(shown) <= most else shown[: most - 1].rstrip() + "…"


def _limited(lines: list[str], limit: int | None, lang: str) -> list[str]:
    if limit is None or len(lines) <= limit:
        return lines
    return [*lines[:limit], "  " + text("importing.report.more", lang, count=len(lines) - limit)]


def _table(procedures: Sequence[FoundProcedure], lang: str) -> Iterator[str]:
    columns = [text(f"importing.table.{name}", lang) for name in ("fact", "whole", "unclear", "absent")]
    yield f"{columns[0]:<24}{columns[1]:>12}{columns[2]:>12}{columns[3]:>12}"
    for kind, tally in tallies(procedures).items():
        yield f"{text(f'importing.fact.{kind}', lang):<24}{tally.whole:>12}{tally.unclear:>12}{tally.absent:>12}"


def report_data(plan: ImportPlan, lists: Sequence[FoundList], outcome: Outcome, lang: str) -> dict[str, Any]:
    """Return the report for programs; nothing is left out."""

    def entry(item: Entry) -> dict[str, Any]:
        return {
            "level": item.level,
            "code": item.found.code,
            "name": item.found.name,
            "path": item.path,
            "place": item.found.place,
            "differences": [attrs.asdict(difference) for difference in item.differences],
        }

    procedures = [found for one in lists for found in one.procedures]
    return {
        "into": plan.state.root.as_posix(),
        "sources": [one.source for one in lists],
        "new": [entry(item) for item in plan.new],
        "changed": [entry(item) for item in plan.changed],
        "same": [entry(item) for item in plan.same],
        "missing": [{"level": f.data["level"], "code": f.data["code"], "name": f.last["name"], "path": f.path} for f in plan.missing],
        "unclear": [
            {
                "code": found.code,
                "fact": doubt.fact,
                "channel": doubt.channel,
                "reason": doubt.reason,
                "why": text(f"importing.unclear.{doubt.reason}", lang),
                "quoted": doubt.quoted,
                "place": found.places.get(doubt.fact) or found.place,
            }
            for found, doubt in plan.unclear
        ],
        "left_out": [{"place": f.place, "code": f.code, "name": f.name, "reason": r, "value": v} for f, r, v in plan.left_out],
        "skipped": [{"source": one.source, "place": place, "row": row} for one in lists for place, row in one.skipped],
        "notes": [note for one in lists for note in one.notes],
        "fields": dict(plan.fields),
        "facts": {kind: attrs.asdict(tally) for kind, tally in tallies(procedures).items()},
        "due": [{"vi": vi, "en": en} for vi, en in outcome.due],
        "files": sorted(plan.files),
        "written": outcome.is_written,
        "errors": [to_dict(problem, lang) for problem in outcome.errors],
    }
