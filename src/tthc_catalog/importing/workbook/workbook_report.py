"""The report of an edited workbook: each edited cell with what it was, faults, questions, and what the catalog gets."""

from __future__ import annotations

from typing import Any

import attrs

from tthc_catalog.importing.carrying_out import Outcome
from tthc_catalog.importing.tables.grid import place_text
from tthc_catalog.importing.workbook.edits import Edit, WorkbookPlan
from tthc_catalog.messages import text
from tthc_catalog.plain_text import shown_text
from tthc_catalog.problems.problem_text import render, to_dict

_SHOWN = 120
"""Most characters of a cell that are shown."""


def workbook_text(plan: WorkbookPlan, outcome: Outcome, lang: str) -> str:
    """Return the report for people."""
    lines = [text("importing.workbook.edits", lang, count=len(plan.edits)), *(f"  - {_edit(edit, lang)}" for edit in plan.edits)]
    for name, edits in (("faults", plan.faults), ("ignored", plan.ignored), ("deleted", plan.deleted)):
        if edits:
            lines += [text(f"importing.workbook.{name}", lang, count=len(edits)), *(f"  - {_edit(edit, lang)}" for edit in edits)]
    if plan.deleted:
        lines += ["  " + text("importing.report.ending", lang), "  " + text("importing.workbook.question", lang)]
    lines += _notes(plan, lang)
    if outcome.due:
        lines += ["", text("importing.report.due", lang), *(f"  - {vi if lang == 'vi' else en}" for vi, en in outcome.due)]
    elif plan.files and not outcome.errors:
        lines += ["", text("importing.report.due_same", lang)]
    lines.append("")
    if outcome.errors:
        lines += [text("importing.report.errors", lang, count=len(outcome.errors)), *(render(problem, lang) for problem in outcome.errors)]
    elif outcome.is_written:
        lines.append(text("importing.report.written", lang, count=len(plan.files), folder=plan.state.root.as_posix()))
    elif plan.edits and not plan.files and not plan.faults:
        lines.append(text("importing.report.dry_changes", lang))
    else:
        lines.append(text("importing.report.dry" if plan.files or plan.faults or plan.deleted else "importing.report.nothing", lang))
    return "\n".join(lines)


def _notes(plan: WorkbookPlan, lang: str) -> list[str]:
    lines = []
    if plan.book.missing_columns:
        columns = ", ".join(f"{sheet}: {title}" for sheet, title in plan.book.missing_columns)
        lines.append(text("importing.workbook.columns", lang, columns=columns))
    if plan.book.extra_cells:
        lines.append(text("importing.workbook.extra", lang, cells="; ".join(plan.book.extra_cells)))
    if "components" not in plan.book.sheets:
        lines.append(text("importing.workbook.no_sheet", lang, sheet=text("publication.sheet.components")))
    days, about = text("publication.sheet.days"), text("publication.sheet.about")
    return [*lines, text("importing.workbook.derived_sheets", lang, days=days, about=about)]


def _edit(edit: Edit, lang: str) -> str:
    shown = f"[{place_text(edit.place, lang)}]"
    if edit.key is not None:
        shown += f" {edit.key[1]} ({edit.key[0]})"
    if edit.column == "order":
        return f"{shown}, {text('importing.workbook.order', lang)}"
    if edit.column is not None:
        shown += f", {text(f'publication.column.{edit.column}', lang)}"
    if edit.reason is not None:
        return f"{shown}: “{_short(edit.after)}”: {text(f'importing.cell.{edit.reason}', lang, value=edit.after)}"
    if edit.before and not edit.after and (edit.column is None or edit.column == "component"):
        return f"{shown}: “{_short(edit.before)}”"
    if edit.column is None:
        return f"{shown}, {text('importing.workbook.new_row', lang, value=_short(edit.after))}"
    before, after = _difference(edit.before, edit.after)
    return f"{shown}: “{_short(before)}” → “{_short(after)}”"


def _difference(before: str, after: str) -> tuple[str, str]:
    """Return both texts from shortly before the first difference on, if they are long."""
    same = next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after)))
    start = before.rfind(" ", 0, max(same - 20, 0)) + 1
    return (before, after) if same < _SHOWN // 2 else ("…" + before[start:], "…" + after[start:])


def _short(value: str) -> str:
    shown = shown_text(" / ".join(value.split("\n")))
    return shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1].rstrip() + "…"


def workbook_data(plan: WorkbookPlan, outcome: Outcome, lang: str) -> dict[str, Any]:
    """Return the report for programs."""

    def rows(edits: tuple[Edit, ...]) -> list[dict[str, Any]]:
        return [
            {
                "place": edit.place,
                "level": edit.key and edit.key[0],
                "code": edit.key and edit.key[1],
                **attrs.asdict(edit, filter=lambda field, _: field.name in ("column", "before", "after", "reason")),
            }
            for edit in edits
        ]

    return {
        "into": plan.state.root.as_posix(),
        "edits": rows(plan.edits),
        "faults": rows(plan.faults),
        "ignored": rows(plan.ignored),
        "deleted": rows(plan.deleted),
        "notes": _notes(plan, lang),
        "due": [{"vi": vi, "en": en} for vi, en in outcome.due],
        "files": sorted(plan.files),
        "written": outcome.is_written,
        "errors": [to_dict(problem, lang) for problem in outcome.errors],
    }
