"""Which edited record may have changed an answer: the candidates among all differences of two catalogs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tthc_catalog.comparison.fact_changes import compare_catalogs
from tthc_catalog.records.office import UNKNOWN_HOURS

if TYPE_CHECKING:
    from tthc_catalog.comparison.fact_changes import FactChange, ProcedureChange
    from tthc_catalog.comparison.promise_changes import DueKey
    from tthc_catalog.comparison.timetable_changes import DueChange
    from tthc_catalog.records.catalog import Catalog

Record = tuple[str, str]
"""The kind and the name of a record, as in `tthc_catalog.records.correction.Correction`."""

_MOVING = {
    "edition": {"period", "processing_time", "cases", "channels"},
    "models": {"period", "policy", "parameters", "scope", "strength"},
    "offices": {"period", "hours", "changes", "receives_for", "level"},
    "calendar": {"rest_days", "covers", "base_country", "time_zone", "id", "decided_through"},
    "days": {"kind", "announced_on", "replaced_on", "swap_with"},
    "manifest": {"levels", "time_precision", "statutory_policy", "receipts_outside_hours", "pauses", "calendar"},
}
"""The facts of each kind of record that can move an answer."""

_NEVER_MOVING = frozenset({"note", "citations", "name", "name_en", "source", "fee"})
"""Facts that move no answer, whatever record they are part of."""


class Causes:
    """The differences of two catalogs that can move an answer, and which of them concern a key."""

    def __init__(self, before: Catalog, after: Catalog, policies: tuple[str, ...] = ()) -> None:
        """Compare two catalogs.

        Args:
            before: the older catalog.
            after: the newer one.
            policies: ids of policies that have another version.
        """
        facts = compare_catalogs(before, after)
        self._catalogs = (before, after)
        self._policies = policies
        self._procedures = {f"{p.level}/{p.code}" for p in facts.procedures if _moves(p)}
        self._records: dict[str, list[str]] = {}
        for record in facts.records:
            moving = _MOVING.get(record.kind)
            if (
                moving is None
                or record.status != "changed"
                or any(change.path[:1] and change.path[0] in moving for change in record.changes)
            ):
                self._records.setdefault(record.kind, []).append(record.id)

    def of(self, key: DueKey, changes: tuple[DueChange, ...] = ()) -> tuple[Record, ...]:
        """Return the records that may have changed the answers of a key, the likeliest first."""
        name = f"{key.level}/{key.code}"
        found: list[Record] = [("procedure", name)] if name in self._procedures else []
        found += [("model", id) for id in self._records.get("models", ()) if self._binds(id, key)]
        offices = self._offices(key)
        found += [("office", id) for id in self._records.get("offices", ()) if id in offices]
        hours = {
            hours
            for catalog in self._catalogs
            for id in offices & catalog.offices.keys()
            for hours in (catalog.offices[id].hours, *(str(dict(c.changed).get("hours")) for c in catalog.offices[id].changes))
            if hours != UNKNOWN_HOURS
        }
        found += [("hours", id) for id in self._records.get("hours", ()) if id in hours]
        for catalog in self._catalogs:
            found += [
                ("closure", c.id)
                for c in catalog.closures
                if c.id in self._records.get("closures", ()) and any(c.concerns(id, key.level) for id in offices)
            ]
        found += [("day", id) for id in self._records.get("days", ()) if _reaches(id, changes)]
        found += [("calendar", id) for id in self._records.get("calendar", ())] if not found else []
        found += [("manifest", id) for id in self._records.get("manifest", ())]
        if not found:
            found = [("policy", id) for id in self._policies] or [("policy", self._catalogs[1].manifest.statutory_policy)]
        return tuple(dict.fromkeys(found))

    def _binds(self, model: str, key: DueKey) -> bool:
        """Whether a model is bound to the level in either catalog."""
        return any(model in b.commitments for catalog in self._catalogs for b in catalog.manifest.levels if b.level == key.level)

    def _offices(self, key: DueKey) -> set[str]:
        """Return the desk of a key, and the default desks of its level, which may be another one on other days."""
        defaults = {
            id
            for catalog in self._catalogs
            for b in catalog.manifest.levels
            if b.level == key.level
            for id in (b.default_office, *(c.office for c in b.default_office_changes))
        }
        return {key.office} | (defaults if key.office in defaults else set())


def _moves(procedure: ProcedureChange) -> bool:
    """Whether a change of a procedure can move an answer."""
    if procedure.status != "changed":
        return True
    return any(
        edition.status != "changed" or any(is_moving(change) for _, changes in edition.changes for change in changes)
        for edition in procedure.editions
    )


def is_moving(change: FactChange) -> bool:
    """Whether a changed fact of an edition can move an answer."""
    if not _NEVER_MOVING.isdisjoint(map(str, change.path)):
        return False
    return not change.path or str(change.path[0]) in _MOVING["edition"] or str(change.path[0]).startswith(("effective", "processing_time"))


def _reaches(day: str, changes: tuple[DueChange, ...]) -> bool:
    """Whether a day lies between a changed receipt and its later due date."""
    if not changes:
        return True
    for change in changes:
        for instance in change.instances:
            ends = [moment.date() for moment in (instance.before, instance.after) if moment is not None]
            if instance.day.isoformat() <= day <= max([instance.day, *ends]).isoformat():
                return True
    return False
