"""Check offices: their dated changes, whom they receive for, and that a level is never left without a default office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tthc_catalog.messages import text_pair
from tthc_catalog.problems.problem_factory import problem_at
from tthc_catalog.records.fact_wording import in_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tthc_catalog.errors import Problem
    from tthc_catalog.problems.positions import KeyPath
    from tthc_catalog.yaml_files.document import Document

_LAST = "9999-12-31"


def office_problems(document: Document) -> Iterator[Problem]:
    """Yield the faults of the dated changes of each office, and of the levels and desks it receives for."""
    level_of = {office["id"]: office["level"] for office in document.data["offices"]}
    for index, office in enumerate(document.data["offices"]):
        path = ("offices", index)
        seen: set[str] = set()
        for number, change in enumerate(office.get("changes", ())):
            date = change["effective_from"]
            outside = not (office["effective_from"] or "") < date < (office["effective_until"] or _LAST)
            why = "repeated" if date in seen else "outside" if outside else "empty" if not _changed(change) else None
            seen.add(date)
            if why is not None:
                reason = text_pair(f"check.office.change.{why}")
                yield problem_at(document, (*path, "changes", number, "effective_from"), "office-change", found=date, reason=reason)
        for number, entry in enumerate(office.get("receives_for", ())):
            stated = [key for key in ("level", "office") if key in entry]
            level = entry.get("level") or level_of.get(entry.get("office", ""))
            why = "one" if len(stated) != 1 else "own" if level == office["level"] else None
            if why is not None:
                reason = text_pair(f"check.office.receives.{why}")
                found = ", ".join(entry[key] for key in stated) or "-"
                yield problem_at(document, (*path, "receives_for", number), "receives-for", found=found, reason=reason)


def _changed(change: Mapping[str, Any]) -> bool:
    return any(key not in {"effective_from", "basis"} and not key.startswith("x-") for key in change)


def default_office_problems(
    manifest: Document, offices: Mapping[str, Mapping[str, Any]], procedures: Sequence[Mapping[str, Any]]
) -> Iterator[Problem]:
    """Yield levels whose default office has ended while procedures of the level are in force, so that they would be unanswered."""
    for index, level in enumerate(manifest.data["levels"]):
        changes = sorted(level.get("default_office_changes", ()), key=lambda change: change["effective_from"])
        starts = ["", *(change["effective_from"] for change in changes)]
        ends = [*starts[1:], _LAST]
        names = [level["default_office"], *(change["office"] for change in changes)]
        for begin, end, name in zip(starts, ends, names, strict=True):
            ended = offices[name]["effective_until"] if name in offices else None
            if ended is None or ended >= end:
                continue
            first = max(begin, ended)
            if any(_in_force(procedure, first, end) for procedure in procedures if procedure["level"] == level["level"]):
                yield problem_at(
                    manifest,
                    ("levels", index, "default_office"),
                    "office-default-ended",
                    found=name,
                    expected=first,
                    level=(in_sentence(level["title"]), in_sentence(level["title_en"])),
                )
                break


def _in_force(procedure: Mapping[str, Any], first: str, until: str) -> bool:
    """Return whether some edition is in force on some day from ``first`` up to and excluding ``until``."""
    editions: Iterable[Mapping[str, Any]] = procedure["editions"]
    return any((e.get("effective_from") or "") < until and (e.get("effective_until") or _LAST) > first for e in editions)


_HOUR_UNITS = frozenset({"working_hour", "working_minute", "hour"})


def unknown_hours_problems(document: Document, procedures: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    """Yield desks without hours at a level whose procedures have times in hours: such a time is then counted through the whole day."""
    in_hours: dict[str, list[str]] = {}
    for procedure in procedures:
        if any(time is not None and time["unit"] in _HOUR_UNITS for time in _times(procedure)):
            in_hours.setdefault(procedure["level"], []).append(procedure["code"])
    for index, office in enumerate(document.data["offices"]):
        codes = sorted(in_hours.get(office["level"], ()))
        stated: list[tuple[KeyPath, str | None]] = [(("offices", index, "hours"), office["hours"])]
        stated += [
            (("offices", index, "changes", number, "hours"), change["hours"])
            for number, change in enumerate(office.get("changes", ()))
            if "hours" in change
        ]
        for path, hours in stated:
            if codes and hours is None:
                yield problem_at(document, path, "hours-needed", found=office["id"], expected=codes[0], count=len(codes))


def _times(procedure: Mapping[str, Any]) -> Iterator[Mapping[str, Any] | None]:
    """Yield all processing times of a procedure: of its editions, their cases and channels, and the cases of channels."""
    for edition in procedure["editions"]:
        yield edition.get("processing_time")
        yield from (case.get("processing_time") for case in edition.get("cases") or ())
        for channel in edition.get("channels") or ():
            yield channel.get("processing_time")
            yield from (case["processing_time"] for case in channel.get("cases") or ())
