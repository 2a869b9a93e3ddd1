"""The Python function `tthc_catalog.diff`."""

from __future__ import annotations

import datetime as dt
import os

import attrs

from tthc_catalog.comparison.fact_changes import CatalogComparison, as_in_force, compare_catalogs
from tthc_catalog.comparison.promise_changes import DueComparison, compare_due_dates
from tthc_catalog.loading import load_catalog
from tthc_catalog.records.catalog import Catalog
from tthc_catalog.registry import Registry
from tthc_catalog.timetable.compiler import Compiler

_YEAR = dt.timedelta(days=365)


@attrs.frozen(kw_only=True)
class CatalogDifference:
    """The difference between two catalogs.

    Attributes:
        facts: the records that differ.
        due: the receipts with different due dates.
    """

    facts: CatalogComparison
    due: DueComparison

    @property
    def is_empty(self) -> bool:
        """Whether there is no difference."""
        return self.facts.is_empty and not self.due.groups


def diff(
    before: Catalog | str | os.PathLike[str],
    after: Catalog | str | os.PathLike[str],
    *,
    before_on: dt.date | None = None,
    after_on: dt.date | None = None,
    registry: Registry | None = None,
) -> CatalogDifference:
    """Compare two catalogs: their records, and the due dates they lead to.

    Args:
        before: a catalog, its folder, or the id of a plugin's catalog.
        after: likewise.
        before_on: compare only what is in force on this day in ``before``; None compares all editions.
        after_on: likewise in ``after``. If a day is given, due dates are compared for the year that begins on the later one; its rules
            are assumed to stay in force, so one year shows them all. Otherwise all days that both calendars cover are compared.
        registry: resolves the names the catalogs use; by default the library's own and all allowed plugins.

    Raises:
        CatalogError: a catalog has at least one problem of severity *error*.
        PluginError: a catalog names a policy, calendar or catalog that nothing provides.

    >>> from tthc_catalog import load_catalog
    >>> diff(load_catalog(), load_catalog()).is_empty
    True
    """
    registry = registry or Registry()
    old, new = (source if isinstance(source, Catalog) else load_catalog(source, registry=registry) for source in (before, after))
    days = (before_on, after_on)
    facts = [c if day is None else as_in_force(c, day, bounded=True) for c, day in zip((old, new), days, strict=True)]
    old, new = (c if day is None else as_in_force(c, day) for c, day in zip((old, new), days, strict=True))
    first = max((day for day in (before_on, after_on) if day is not None), default=None)
    until = None if first is None else first + _YEAR
    return CatalogDifference(
        facts=compare_catalogs(*facts),
        due=compare_due_dates(Compiler(old, registry), Compiler(new, registry), first=first, until=until),
    )
