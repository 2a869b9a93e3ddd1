"""The report of a reconciliation with the official list."""

from __future__ import annotations

from typing import Any

from tthc_catalog.importing.annex import AnnexPlan, Matched
from tthc_catalog.importing.carrying_out import Outcome
from tthc_catalog.importing.tables.grid import place_text
from tthc_catalog.messages import text
from tthc_catalog.problems.problem_text import render, to_dict


def annex_text(plan: AnnexPlan, outcome: Outcome, lang: str) -> str:
    """Return the report for people."""
    lines = [text("importing.annex.present", lang, count=len(plan.present))]
    names = [item for item in plan.present if item.has_other_name]
    moved = [item for item in plan.present if item.field is not None]
    for name, items in (("names", names), ("moved", moved), ("missing", plan.missing), ("alike", plan.alike)):
        lines.append(text(f"importing.annex.{name}", lang, count=len(items)))
        lines += [f"  - {_row(item, lang)}" for item in items]
    lines.append(text("importing.annex.surplus", lang, count=len(plan.surplus)))
    lines += [f"  - {file.data['code']} ({file.data['level']}): {file.last['name']}" for file in plan.surplus]
    if plan.left_out:
        lines.append(text("importing.report.left_out", lang, count=len(plan.left_out)))
        lines += [
            f"  - {found.name or '…'} [{place_text(found.place, lang)}]: {text(f'importing.left_out.{reason}', lang, value='…')}"
            for found, reason in plan.left_out
        ]
    lines.append("")
    if outcome.errors:
        lines += [text("importing.report.errors", lang, count=len(outcome.errors)), *(render(problem, lang) for problem in outcome.errors)]
    elif outcome.is_written:
        lines.append(text("importing.report.written", lang, count=len(plan.files), folder=plan.state.root.as_posix()))
    elif plan.alike:
        lines.append(text("importing.annex.answer", lang))
    else:
        lines.append(text("importing.report.dry" if plan.files else "importing.report.nothing", lang))
    return "\n".join(lines)


def _row(item: Matched, lang: str) -> str:
    found = item.found
    head = f"{found.code or '…'} ({item.level}): “{found.name}” [{place_text(found.place, lang)}]"
    if item.file is None:
        return head
    before = f"{item.file.data['code']}: “{item.file.last['name']}”"
    if item.field is not None:
        before += f", {text('importing.fact.field', lang)}: {item.file.data['field']} → {item.field}"
    return f"{head} ← {before}"


def annex_data(plan: AnnexPlan, outcome: Outcome, lang: str) -> dict[str, Any]:
    """Return the report for programs."""

    def row(item: Matched) -> dict[str, Any]:
        return {
            "code": item.found.code,
            "level": item.level,
            "name": item.found.name,
            "place": item.found.place,
            "path": None if item.file is None else item.file.path,
            "has_other_name": item.has_other_name,
            "field": item.field,
            "likeness": item.likeness and round(item.likeness, 2),
        }

    return {
        "into": plan.state.root.as_posix(),
        "present": [row(item) for item in plan.present],
        "missing": [row(item) for item in plan.missing],
        "alike": [row(item) for item in plan.alike],
        "surplus": [{"code": f.data["code"], "level": f.data["level"], "path": f.path} for f in plan.surplus],
        "left_out": [{"place": found.place, "name": found.name, "reason": reason} for found, reason in plan.left_out],
        "fields": dict(plan.fields),
        "files": sorted(plan.files),
        "written": outcome.is_written,
        "errors": [to_dict(problem, lang) for problem in outcome.errors],
    }
