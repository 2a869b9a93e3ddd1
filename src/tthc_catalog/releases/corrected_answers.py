"""Answers that were promised and have been corrected since, for the page that verifies slips."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.comparison.promise_changes import compare_due_dates
from tthc_catalog.releases.causes import Causes
from tthc_catalog.releases.release_chain import read_chain
from tthc_catalog.releases.release_file import Release
from tthc_catalog.releases.released_engine import engine_of
from tthc_catalog.timetable.compiler import Compiler

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.comparison.timetable_changes import DueChange
    from tthc_catalog.extension.registry import SpecRegistry
    from tthc_catalog.records.catalog import Catalog

_DAY_END = 24 * 60 - 1


EPOCH = dt.date(2000, 1, 1)
"""The day from which the days of receipt are counted."""


def corrected_answers(catalog: Catalog, registry: SpecRegistry) -> Iterator[dict[str, Any]]:
    """Yield the answers that a recorded correction changed, in groups: the keys, the version, the reason in both languages and the windows.

    An office or a channel of None means any. A window has its first and last minute of the day, and a flat list with two numbers for each day
    of receipt: the days since the day before it in the list, or since 2000-01-01, and the old due time in minutes since the midnight at which
    the day of receipt began.

    Raises:
        ReleaseError: a release is damaged.
    """
    if not catalog.corrections:
        return
    chain = read_chain(catalog.root)
    for before, after in itertools.pairwise(chain):
        yield from _between(_Step(digests=(before.digest, after.digest), before=before, after=after))
    if chain and chain[-1].version != catalog.version:
        yield from _corrected(engine_of(chain[-1]).compiler, Compiler(catalog, registry), catalog.version)


@attrs.frozen(kw_only=True)
class _Step:
    """Two releases, one after the other; equal if their digests are."""

    digests: tuple[str, str]
    before: Release = attrs.field(eq=False)
    after: Release = attrs.field(eq=False)


@functools.lru_cache(maxsize=64)
def _between(step: _Step) -> tuple[dict[str, Any], ...]:
    """Return what the second of two releases corrected; computed once, since a release never changes."""
    return tuple(_corrected(engine_of(step.before).compiler, engine_of(step.after).compiler, step.after.version))


def _corrected(before: Compiler, after: Compiler, version: str) -> Iterator[dict[str, Any]]:
    known = {correction.id for correction in before.catalog.corrections}
    recorded = [correction for correction in after.catalog.corrections if correction.id not in known]
    if not recorded:
        return
    only = None
    if all(correction.what == "procedure" for correction in recorded):
        only = {(level, code) for level, _, code in (correction.name.partition("/") for correction in recorded)}
    causes = Causes(before.catalog, after.catalog)
    defaults = {binding.level: binding.default_office for binding in after.catalog.manifest.levels}
    for keys, changes in compare_due_dates(before, after, promises=True, only=only).groups:
        windows = [window for change in changes if (window := _window(change))]
        by_reason: dict[tuple[str, str], list[list[Any]]] = {}
        for key in keys if windows else ():
            concerned = [c for c in recorded if c.record in causes.of(key, changes)] or recorded
            why = "; ".join(c.why for c in concerned), "; ".join(c.why_en or c.why for c in concerned)
            office = None if key.office == defaults[key.level] else key.office
            by_reason.setdefault(why, []).append([key.level, key.code, key.case or "", office, key.channel])
        for why, own in by_reason.items():
            yield {"keys": own, "version": version, "why": why, "windows": windows}


def _window(change: DueChange) -> list[Any] | None:
    """Return the window of a change with its days of receipt; None if no due time was promised on any."""
    days: list[int] = []
    last = 0
    for instance in change.instances:
        if instance.before is not None:
            number = (instance.day - EPOCH).days
            midnight = dt.datetime.combine(instance.day, dt.time())
            days += [number - last, int((instance.before.replace(tzinfo=None) - midnight).total_seconds()) // 60]
            last = number
    return [0 if change.first is None else change.first, _DAY_END if change.last is None else change.last, days] if days else None
