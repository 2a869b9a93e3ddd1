"""Answers that were promised and have been corrected since, for the page that verifies slips."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from tthc_catalog.comparison.promise_changes import compare_due_dates
from tthc_catalog.releases.causes import Causes
from tthc_catalog.releases.release_chain import read_chain
from tthc_catalog.releases.released_engine import engine_of
from tthc_catalog.timetable.compiler import Compiler

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tthc_catalog.extension.registry import SpecRegistry
    from tthc_catalog.records.catalog import Catalog

_DAY_END = 24 * 60 - 1


def corrected_answers(catalog: Catalog, registry: SpecRegistry) -> Iterator[list[Any]]:
    """Yield the windows of receipt whose answer a recorded correction changed: key, day, minutes, old due time, version and reason.

    An office or a channel of None means any. The day is a number of the catalog's calendar.

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
            for key in keys:
                concerned = [c for c in recorded if c.record in causes.of(key, changes)] or recorded
                why = "; ".join(c.why for c in concerned), "; ".join(c.why_en or c.why for c in concerned)
                office = None if key.office == defaults[key.level] else key.office
                for change in changes:
                    minutes = [0 if change.first is None else change.first, _DAY_END if change.last is None else change.last]
                    for instance in change.instances:
                        if instance.before is not None:
                            due = instance.before.strftime("%Y-%m-%dT%H:%M")
                            key_data = [key.level, key.code, key.case or "", office, key.channel]
                            yield [*key_data, (instance.day - first).days, *minutes, due, version, *why]
