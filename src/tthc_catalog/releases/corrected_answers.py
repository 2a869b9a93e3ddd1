"""Answers that were promised and have been corrected since, for the page that verifies slips."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import TYPE_CHECKING, Any

from tthc_catalog.comparison.promise_changes import compare_due_dates
from tthc_catalog.releases.causes import Causes
from tthc_catalog.releases.release_chain import read_chain
from tthc_catalog.releases.released_engine import engine_of
from tthc_catalog.timetable.compiler import Compiler

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.comparison.timetable_changes import DueChange
    from tthc_catalog.extension.registry import SpecRegistry
    from tthc_catalog.records.catalog import Catalog

_DAY_END = 24 * 60 - 1


def corrected_answers(catalog: Catalog, registry: SpecRegistry) -> Iterator[dict[str, Any]]:
    """Yield the answers that a recorded correction changed, in groups: the keys, the version, the reason in both languages and the windows.

    An office or a channel of None means any. A window has its first and last minute of the day, and a flat list with two numbers for each day
    of receipt: the days since the day before it in the list (the first is a number of the catalog's calendar), and the old due time in
    minutes since the midnight at which the day of receipt began.

    Raises:
        ReleaseError: a release is damaged.
    """
    if not catalog.corrections:
        return
    compilers = [(release.version, engine_of(release).compiler) for release in read_chain(catalog.root)]
    if not compilers or compilers[-1][0] != catalog.version:
        compilers.append((catalog.version, Compiler(catalog, registry)))
    for (_, before), (version, after) in itertools.pairwise(compilers):
        known = {correction.id for correction in before.catalog.corrections}
        recorded = [correction for correction in after.catalog.corrections if correction.id not in known]
        if not recorded:
            continue
        causes = Causes(before.catalog, after.catalog)
        defaults = {binding.level: binding.default_office for binding in after.catalog.manifest.levels}
        first = catalog.calendar.covers.start or before.calendar.first
        for keys, changes in compare_due_dates(before, after, every_office=True).groups:
            windows = [window for change in changes if (window := _window(change, first))]
            by_reason: dict[tuple[str, str], list[list[Any]]] = {}
            for key in keys if windows else ():
                concerned = [c for c in recorded if c.record in causes.of(key, changes)] or recorded
                why = "; ".join(c.why for c in concerned), "; ".join(c.why_en or c.why for c in concerned)
                office = None if key.office == defaults[key.level] else key.office
                by_reason.setdefault(why, []).append([key.level, key.code, key.case or "", office, key.channel])
            for why, own in by_reason.items():
                yield {"keys": own, "version": version, "why": why, "windows": windows}


def _window(change: DueChange, first: dt.date) -> list[Any] | None:
    """Return the window of a change with its days of receipt; None if no due time was promised on any."""
    days: list[int] = []
    last = 0
    for instance in change.instances:
        if instance.before is not None:
            number = (instance.day - first).days
            midnight = dt.datetime.combine(instance.day, dt.time())
            days += [number - last, int((instance.before.replace(tzinfo=None) - midnight).total_seconds()) // 60]
            last = number
    return [0 if change.first is None else change.first, _DAY_END if change.last is None else change.last, days] if days else None
